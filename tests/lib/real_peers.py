# SPDX-License-Identifier: GPL-3.0-or-later
"""real_peers - an office between a real Postfix and a real Dovecot, and a storm over all three.

	with real_peers.House() as h:
		h.submit(raw, "vanthu@kimson.example")   by submission with TLS and a login -> Postfix ->
		                                         LMTP -> vanthu; den@kimson.example -> Dovecot ->
		                                         IMAP -> vanthu
		h.notices("tu")                          [(Message-ID, ...)] in that mailbox, by imaplib
	real_peers.Storm(h, seed, count).run(t)      what t692 and the long form do

The people of office_files.PEOPLE and the sending agency have mailboxes in Dovecot; vanthu's own mail
goes there by SMTP through the same Postfix.
"""

import collections
import concurrent.futures
import contextlib
import email
import multiprocessing
import os
import random
import re
import signal
import smtplib
import subprocess
import tempfile
import threading
import time
import urllib.parse

from . import kit, letter, office, office_files, pki, postfix, submission, wait

REGISTRY = "vanthu@kimson.example"	# delivered to us by LMTP
MAILBOX = "den"				# fetched by us by IMAP
AGENCY = pki.AGENCIES["noivu"].address
SENDER = AGENCY.split("@")[0]
# Who hears of one registered document of that agency: receipt, and whom routing names.
TOLD = (SENDER, "chutich", "tu")
DOMAINS = ("kimson.example", "hason.example")
# Mail programs at work at once, mails that one of them sends with one login, processes that make mails.
SENDERS = 4
A_LOGIN = 10
MAKERS = 2
OURS = ("vanthu-registrar", "vanthu-inspect", "vanthu-intake", "vanthu-imap", "vanthu-signer",
	"vanthu-dispatch")


def unavailable():
	return submission.unavailable()


class House(office.Office):
	"""more: pairs of the dispatch block."""

	def __init__(self, **more):
		super().__init__(keys=office.key_cache())
		self.tidy_trust()
		names = {a.split("@")[0] for a in [row[3] for row in office_files.PEOPLE.values()]
			+ [office_files.ADMIN]} | set(TOLD) | {"robot", MAILBOX}
		self.users = {name: "mật khẩu-" + name for name in names}
		self.door = self.path("lmtp.sock")
		self.mta = submission.Submission(self.path("mta"), self.users, DOMAINS,
			lmtp={REGISTRY: self.door})
		self.box = self.mta.box
		self.doors = {}
		self.more["notices"] = {"digest-every": "1s", "receipts-an-hour": 10000,
			"breaker": 100000, "balance-at": "23:59"}
		self.more["dispatch"] = dict({"maildir": None, "retry": " ".join(["1s"] * 5 + ["3s"] * 15)},
			**more)
		self.extra = [
			("lmtp postfix", {"listen": self.door, "group": postfix.group(), "agency": "kimson"}),
			("imap hop-thu", self.box.imap_block(self, MAILBOX)),
			("smtp", {"server": self.mta.host, "port": self.mta.submissions, "tls": "implicit",
				"roots": self.mta.roots, "user": "robot", "password-file":
				self.secret("password-robot", self.users["robot"]),
				"helo": "vanthu.kimson.example", "timeout": "20s"})]
		self.write()

	def __enter__(self):
		self.mta.__enter__()
		return self

	def __exit__(self, *given):
		self.kill()
		self.mta.__exit__(*given)
		super().__exit__(*given)

	def login(self, user=SENDER):
		"""As a mail program begins: STARTTLS, then the login."""
		smtp = smtplib.SMTP(self.mta.host, self.mta.submission, timeout=30)
		try:
			smtp.starttls(context=self.box.context())
			smtp.ehlo()
			submission.auth_plain(smtp, user, self.users[user])
		except (OSError, smtplib.SMTPException):
			smtp.close()
			raise
		return smtp

	def submit(self, raw, to, user=SENDER, sender=AGENCY):
		"""One message, with a connection of its own."""
		with self.login(user) as smtp:
			smtp.sendmail(sender, [to], raw)

	def lying(self, user, folder="INBOX"):
		"""The messages in that mailbox: bytes, as imaplib fetches them."""
		with self.box.client(user) as c:
			_, data = c.select('"%s"' % folder, readonly=True)
			if int(data[0]) == 0:
				return []
			_, rows = c.fetch("1:*", "(BODY.PEEK[])")
			return [row[1] for row in rows if isinstance(row, tuple)]

	def notices(self, user):
		"""Message-IDs that lie in that mailbox, as often as they do."""
		with self.box.client(user) as c:
			_, data = c.select("INBOX", readonly=True)
			if int(data[0]) == 0:
				return []
			_, rows = c.fetch("1:*", "(BODY.PEEK[HEADER.FIELDS (MESSAGE-ID)])")
			return [re.search(rb"<\S+>", row[1]).group(0).decode() for row in rows
				if isinstance(row, tuple) and b"<" in row[1]]

	def verified(self, raw):
		"""openssl cms -verify of one of our mails, against any root of the trust folder."""
		with tempfile.NamedTemporaryFile() as f:
			f.write(raw)
			f.flush()
			one = letter.Letter(f.name, "")
			return any(one.verify(os.path.join(self.pki.trust, n))[0]
				for n in os.listdir(self.pki.trust))


def by_openssl(p, entity, head):
	"""A whole message, signed and put together by the openssl command; head: its options."""
	ident = p["noivu"]
	return subprocess.run(("openssl", "cms", "-sign", "-md", "sha256", "-signer", ident.cert_path,
		"-inkey", ident.key_path, "-certfile", p["g2"].cert_path) + head, input=entity,
		capture_output=True, check=True).stdout


def by_s_nail(house, to, subject, body, files):
	"""s-nail signs and submits by itself, with TLS and a login."""
	p, pair = house.pki, house.path("pair.pem")
	with open(os.open(pair, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600), "w",
			encoding="ascii") as out:
		for path in (p["noivu"].key_path, p["noivu"].cert_path):
			with open(path, encoding="ascii") as part:
				out.write(part.read())
	word = urllib.parse.quote(house.users[SENDER])
	options = ("v15-compat", "sendwait", "mta=submissions://%s:%s@%s:%d" % (SENDER, word,
		house.mta.host, house.mta.submissions), "smtp-auth=plain", "tls-verify=strict",
		"tls-ca-no-defaults", "tls-ca-file=" + house.mta.roots, "smime-sign",
		"smime-sign-cert=" + pair, "smime-sign-include-certs=" + p["g2"].cert_path,
		"smime-sign-digest=sha256", "ttycharset=utf-8", "sendcharsets=utf-8",
		"hostname=hason.example")
	argv = ["s-nail", "-:/"] + [w for o in options for w in ("-S", o)] + ["-r", AGENCY, "-s", subject]
	argv += [w for f in files for w in ("-a", f)]
	return subprocess.run(argv + [to], input=body.encode(), capture_output=True, check=False,
		env=dict(os.environ, LC_ALL="C.UTF-8", TZ="Asia/Ho_Chi_Minh"), timeout=60)


def _made(p, name, index):
	"""In a process of its own: making a mail costs as much as all that happens to it."""
	k = kit.Kit(p)
	k.begin(name, index)
	return k.signed()


class Sender(threading.Thread):
	"""One of several mail programs: takes the next mail, sends it until it is accepted."""

	def __init__(self, storm):
		super().__init__(daemon=True)
		self.storm = storm
		self.smtp = None
		self.used = 0
		self.fault = None

	def _leave(self):
		if self.smtp is not None:
			with contextlib.suppress(OSError, smtplib.SMTPException):
				self.smtp.quit()
			self.smtp.close()
		self.smtp, self.used = None, 0

	def _send(self, raw, to):
		if self.smtp is None:
			self.smtp = self.storm.h.login()
		self.smtp.sendmail(AGENCY, [to], raw)
		self.used += 1
		if self.used == A_LOGIN:
			self._leave()

	def _insist(self, raw, to):
		for _ in range(600):
			try:
				return self._send(raw, to)
			except (OSError, smtplib.SMTPException):	# a server is being restarted: again
				self._leave()
				time.sleep(0.1)
		raise office.Fault("a mail cannot be submitted\n%s" % self.storm.h.mta.log()[-2000:])

	def run(self):
		try:
			for raw, to in iter(self.storm.next_mail, None):
				self._insist(raw, to)
				self.storm.accepted.release()
		except Exception as error:  # pylint: disable=broad-except
			self.fault = error	# told by rage(), which waits for us
		self._leave()


class Storm:
	"""count signed mails by both doors, over several connections, while programs die and servers are
	restarted: one stroke for every that many mails. Which strokes, and which mail goes where, is drawn
	from the seed alone."""

	def __init__(self, house, seed, count, every=6):
		self.h = house
		self.seed = seed
		self.count = count
		self.chance = random.Random(seed)
		self.every = every
		self.deck = []
		self.done = collections.Counter()
		self.sent = []	# Message-IDs
		self.goes = iter([(i, REGISTRY if self.chance.random() < 0.5 else
			"%s@kimson.example" % MAILBOX) for i in range(count)])
		self.makers = None
		self.lock = threading.Lock()
		self.accepted = threading.Semaphore(0)

	def _event(self):
		if not self.deck:	# so that each comes in every dozen
			self.deck = ["program"] * 5 + ["two"] * 2 + ["vanthud", "dovecot", "postfix"] \
				+ ["dovecot-child"] * 2
			self.chance.shuffle(self.deck)
		return self.deck.pop(), self.chance.choice(OURS), self.chance.choice(OURS), \
			self.chance.random()

	def _kill(self, name):
		for pid, program in self.h.programs().items():
			if program == name:
				try:
					os.kill(pid, signal.SIGKILL)
				except ProcessLookupError:
					pass

	def _kill_vanthud(self):
		"""Its programs end by themselves; then somebody starts it again."""
		daemon = self.h.daemon
		daemon.kill()
		daemon.wait()
		until = time.monotonic() + 20
		while self.h.programs():
			if time.monotonic() > until:
				raise office.Fault("programs outlive vanthud: %s" % self.h.programs())
			time.sleep(0.02)
		self.h.kill()
		self.h.start()

	def _kill_child_of_dovecot(self, share):
		master = self.h.box.pid()
		children = []
		for entry in os.listdir("/proc"):
			try:
				with open("/proc/%s/stat" % entry, encoding="utf-8", errors="replace") as f:
					text = f.read()
			except (OSError, ValueError):
				continue
			name = text[text.index("(") + 1:text.rindex(")")]
			if int(text.rsplit(")", 1)[1].split()[1]) == master and name in ("imap", "lmtp",
					"imap-login"):
				children.append(int(entry))
		if children:
			try:
				os.kill(sorted(children)[int(share * len(children))], signal.SIGKILL)
			except ProcessLookupError:
				pass

	def _strike(self):
		kind, one, two, share = self._event()
		time.sleep(share * 0.15)
		self.done[kind if kind not in ("program", "two") else "killed"] += 1
		if kind in ("program", "two"):
			self._kill(one)
		if kind == "two":
			self._kill(two)
		elif kind == "vanthud":
			self._kill_vanthud()
		elif kind == "dovecot":
			self.h.box.restart()
		elif kind == "postfix":
			self.h.mta.restart()
		elif kind == "dovecot-child":
			self._kill_child_of_dovecot(share)

	def next_mail(self):
		"""(bytes, address) for one of the senders; None: there is no more."""
		with self.lock:
			i, to = next(self.goes, (None, None))
		if i is None:
			return None
		name = "storm-%d-%d" % (self.seed, i)
		raw = self.makers.submit(_made, self.h.pki, name, i).result()
		self.sent.append("<%s@hason.example>" % name)
		return raw, to

	def _await_accepted(self, senders):
		"""Until as many more were accepted as there are between two strokes."""
		for _ in range(self.every):
			while not self.accepted.acquire(timeout=1):
				if not any(sender.is_alive() for sender in senders):
					return

	def rage(self):
		with concurrent.futures.ProcessPoolExecutor(MAKERS,
				multiprocessing.get_context("spawn")) as self.makers:
			senders = [Sender(self) for _ in range(SENDERS)]
			for sender in senders:
				sender.start()
			for _ in range(self.count // self.every):
				self._await_accepted(senders)
				self._strike()
			for sender in senders:
				sender.join()
		for sender in senders:
			if sender.fault is not None:
				raise sender.fault

	def _registered(self):
		return collections.Counter(row["message_id"] for row in self.h.sql("SELECT message_id FROM"
			" arrival WHERE state = 'registered'"))

	def calm(self, seconds):
		"""Until everything has come to its end, or the time is over."""
		h = self.h
		return (h.mta.await_empty(seconds)
			and wait.until(lambda: len(self._registered()) >= len(set(self.sent)), seconds)
			and wait.until(lambda: h.box.count(MAILBOX) == 0, seconds)
			and wait.until(lambda: not h.sql("SELECT 1 FROM mail WHERE state IN ('draft',"
				" 'composed') AND due_at <= unixepoch() LIMIT 1"), seconds)
			and h.mta.await_empty(seconds) and h.wait_idle(seconds))

	def judge(self, t):
		h = self.h
		registered = self._registered()
		t.equal((sorted(set(self.sent) - set(registered))[:5], sorted(m for m, n in
			registered.items() if n != 1)[:5]), ([], []), "each of %d is registered, and once"
			% len(self.sent))
		t.equal(h.numbers(), list(range(1, len(self.sent) + 1)), "numbers without a gap")
		states = collections.Counter(row["state"] for row in h.sql("SELECT state FROM arrival"))
		others = {k: v for k, v in states.items() if k not in ("registered", "duplicate")}
		t.equal(others, {}, "whatever else came is a duplicate (%d)" % states["duplicate"])
		day = h.ctl("balance", ok=True).rows[0]
		parts = ("waiting", "registered", "acted", "ignored", "duplicate", "held", "refused")
		t.equal((day["arrived"], day["registered"], day["numbered"]), (sum(day[p] for p in parts),
			len(self.sent), len(self.sent)), "the balance holds: arrived is the sum of the seven")
		t.equal(day["arrived"], sum(states.values()), "and counts every arrival")
		self._judge_mail(t)
		t.equal(h.ctl("verify").status, 0, "ledger, register and files agree")
		left = [n for n in os.listdir(h.path("state", "spool")) if not n.startswith(".tmp-")]
		t.equal(left, [], "nothing lies in the spool")
		t.ok("status=bounced" not in h.mta.log(), "nothing bounced", [line for line in
			h.mta.log().splitlines() if "status=bounced" in line][:3])

	def _judge_mail(self, t):
		h = self.h
		wrong = h.sql("SELECT kind, recipient, state, fault FROM mail WHERE state <> 'sent'"
			" AND due_at <= unixepoch()")
		t.equal(wrong[:3], [], "every mail of ours went out")
		rows = h.sql("SELECT m.message_id, m.recipient, a.message_id AS about FROM mail m JOIN"
			" arrival a ON a.id = m.arrival WHERE a.state = 'registered'")
		for user in TOLD:
			mine = [r for r in rows if r["recipient"].split("@")[0] == user]
			about = collections.Counter(r["about"] for r in mine)
			t.equal((len(about), {n for n in about.values()}), (len(self.sent), {1}),
				"%s is told of each document in one mail" % user)
			there = collections.Counter(h.notices(user))
			lost = {r["message_id"] for r in mine} - set(there)
			t.equal(sorted(lost)[:3], [], "all of them lie in that mailbox (%d came twice, with the "
				"same Message-ID)" % (sum(there.values()) - len(there)))
			ids = {r["message_id"] for r in h.sql("SELECT message_id FROM mail WHERE recipient LIKE"
				" ?", user + "@%")}
			t.equal(sorted(set(there) - ids)[:3], [], "and none that the register does not know")
		raws = [raw for raw in h.lying("tu")]
		some = random.Random(self.seed).sample(raws, min(10, len(raws)))
		t.equal([h.verified(raw) for raw in some], [True] * len(some),
			"openssl cms -verify holds for %d of them" % len(some))
		by = collections.defaultdict(set)
		for raw in raws:
			by[str(email.message_from_bytes(raw)["Message-ID"])].add(raw.split(b"\n\n", 1)[-1]
				if b"\r\n\r\n" not in raw else raw.split(b"\r\n\r\n", 1)[1])
		t.equal([m for m, bodies in by.items() if len(bodies) > 1], [],
			"what came twice is the same, byte for byte")

	def run(self, t, seconds=120):
		t.say("seed %d: VT_SEED=%d repeats it" % (self.seed, self.seed))
		self.h.start()
		t.ok(self.h.await_log("imap-connected account=hop-thu"), "the office is at work",
			self.h.tail())
		began = time.monotonic()
		self.rage()
		raged = time.monotonic()
		t.say("%d mails in %.1f s; %s" % (self.count, raged - began, dict(self.done)))
		t.ok(self.calm(seconds), "it comes to rest", "%s\n%s" % (self.h.tail(40),
			self.h.mta.log()[-3000:]))
		t.say("calm after %.1f s more" % (time.monotonic() - raged))
		self.judge(t)


def seed():
	given = os.environ.get("VT_SEED")
	return int(given) if given else random.SystemRandom().randrange(1 << 30)
