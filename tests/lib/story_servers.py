# SPDX-License-Identifier: GPL-3.0-or-later
"""story_servers - the same day with real servers around the office: its end must be the same.

	with story_servers.ServedDay() as day:
		day.live(story_hours.HOURS)
		story_judge.judge(t, day)           as of the day without servers
		story_servers.judge(t, day)         what only they can show

People log in to a Postfix that is set up as config/postfix says, and it vouches for them; whoever does
not log in comes from outside. It gives the office its mail by LMTP; what one of the agencies sends lies
in a mailbox of Dovecot, and the office fetches it there. The office's own mail goes through the same
Postfix, by TLS and a login of its own, into mailboxes of Dovecot, where people read it by IMAP.

	story_servers.KilledServedDay(seed)     the same as of story_kills

The servers know the time of this machine; only the office lives on that day.
"""

import collections
import contextlib
import email.parser
import email.policy
import email.utils
import imaplib
import os
import random
import re
import smtplib
import threading
import time

from . import letter, office, office_files, phone, pki, postfix, story, story_kills, submission, wait

OWN = "kimson.example"
OTHER = "tanson.example"	# the other agency of this office, where nothing happens
OTHER_CLERK = "hoa@" + OTHER
FETCHED = "den"		# the mailbox that the office empties
BY_IMAP = "tinh"	# the agency whose mail lies there
# The office sends under these, with one login.
OURS = ("vanthu@" + OWN, "vanthu@" + OTHER, "robot@" + OWN, "robot@" + OTHER)
DOMAINS = (OWN, OTHER, "hason.example", "elsewhere.example")
PATIENCE = 120
SERVER_STROKES = 0.1	# of all strokes
REPORT = 712		# what is said of a report that met its mail
# What must not slow down a day: Postfix waits a second before it takes mail that it cannot pass on at
# once.
SETTINGS = """\
in_flow_delay = 0
initial_destination_concurrency = 5
lmtp_destination_concurrency_limit = 5
"""

FORGED = b"Authentication-Results: mx.kimson.example; auth=pass smtp.auth=%s\r\n"


def unavailable():
	return submission.unavailable()


def header(raw):
	"""Of a message, without the work of reading all of it."""
	return email.parser.BytesHeaderParser(policy=email.policy.compat32).parsebytes(
		re.split(rb"\r?\n\r?\n", raw, 1)[0] + b"\n\n")


def message_id(raw):
	return str(header(raw)["Message-ID"]).strip()


class Sent(office.Sent):
	"""What went to a server, which writes into it: known again by its Message-ID."""

	def __init__(self, day, raw):
		self._sha256 = None
		super().__init__(raw, None)
		self.day, self.message_id = day, message_id(raw)

	@property
	def sha256(self):
		"""Of what arrived; None as long as it has not."""
		if self._sha256 is None:
			rows = self.day.sql("SELECT sha256 FROM arrival WHERE message_id = ?"
				" ORDER BY sequence LIMIT 1", self.message_id)
			self._sha256 = rows[0]["sha256"] if rows else None
		return self._sha256

	@sha256.setter
	def sha256(self, _of_what_was_sent):
		pass


class Person(phone.Person):
	"""Logs in, or does not; says nothing about it himself."""

	def _head(self, vouched, login):
		return b""

	def post(self, entity, *given, vouched=True, login=None, **options):
		"""Who does not log in writes himself that he did."""
		raw = self.letter(entity, *given, **options)
		to = dict(_addresses(raw))["to"]
		if vouched:
			return self.o.submit(raw, login or self.login, self.address, to)
		return self.o.from_outside(FORGED % self.login.encode() + raw, self.address, to)


def _addresses(raw):
	"""(from or to, the address in that field)."""
	said = header(raw)
	for name in ("From", "To"):
		yield name.lower(), email.utils.parseaddr(str(said[name]).replace("\r\n", ""))[1]


class ServedDay(story.Day):
	def __init__(self, *given, **options):
		super().__init__(*given, **options)
		self.boxes = {login: "%s@%s" % (login, OWN) for login in story.CAST}
		for address in [pki.AGENCIES[key].address for key in office_files.SENDERS] \
				+ [office_files.ADMIN, OTHER_CLERK]:
			self.boxes[address.split("@")[0]] = address
		self.users = {name: "mật khẩu-" + name for name in (*self.boxes, "robot", FETCHED)}
		self.lock = getattr(self, "lock", None) or threading.RLock()
		self.connections, self.readers, self.letters = {}, {}, collections.defaultdict(list)
		self.posted = collections.Counter()	# by the door that it comes in by
		self.twice = 0	# mails that came to their mailbox again
		self._servers()
		self.doors = {}
		self.who = {login: Person(self, login, now=self.time, client=story.CLIENTS[login])
			for login in story.CAST}
		self.write()

	def _servers(self):
		door = self.path("lmtp.sock")
		self.mta = submission.Submission(self.path("mta"), self.users, DOMAINS,
			lmtp={address: door for address in OURS}, session=True, extra=SETTINGS,
			owned={address: "robot" for address in OURS},
			holds_at=(story.vietnam("07:00"), story.vietnam("23:00")))
		self.box = self.mta.box
		self.more["dispatch"] = {"maildir": None, "retry": " ".join(["1s"] * 5 + ["3s"] * 15)}
		self.extra += [
			("lmtp postfix", {"listen": door, "group": postfix.group(), "agency": "kimson"}),
			("imap hop-thu", self.box.imap_block(self, FETCHED)),
			("smtp", {"server": self.mta.host, "port": self.mta.submissions, "tls": "implicit",
				"roots": self.mta.roots, "user": "robot", "password-file":
				self.secret("password-robot", self.users["robot"]),
				"helo": "vanthu." + OWN, "timeout": "20s"})]

	def __enter__(self):
		self.mta.__enter__()
		return self

	def __exit__(self, *given):
		self.kill()
		for one in list(self.connections.values()) + [one.c for one in self.readers.values()]:
			with contextlib.suppress(OSError, AttributeError):	# it was not connected again
				one.sock.close()
		self.mta.__exit__(*given)
		super().__exit__(*given)

	# mail in

	def _connection(self, login):
		"""Kept, as mail programs do; None: from outside."""
		smtp = self.connections.get(login)
		with contextlib.suppress(OSError, smtplib.SMTPException):
			if smtp is not None and smtp.noop()[0] == 250:
				return smtp
		smtp = self.mta.client() if login is None else self.mta.login(login)
		self.connections[login] = smtp
		return smtp

	def _pass_on(self, login, raw, sender, to):
		with self.lock:	# nobody restarts Postfix meanwhile
			refused = self._connection(login).sendmail(sender, [to], raw)
		if refused:
			raise office.Fault("Postfix takes a mail not: %s" % refused)
		return Sent(self, raw)

	def submit(self, raw, login, sender, to):
		self.posted["lmtp", login] += 1
		return self._pass_on(login, raw, sender, to)

	def from_outside(self, raw, sender, to):
		self.posted["report" if sender == "" else "imap" if to.startswith(FETCHED) else "lmtp",
			None] += 1
		return self._pass_on(None, raw, sender, to)

	def deliver(self, raw, *_given, **_options):
		"""What agencies and strangers send."""
		said = dict(_addresses(raw))
		by_imap = said["from"] == pki.AGENCIES[BY_IMAP].address
		sender = "" if said["from"].startswith("MAILER-DAEMON@") else said["from"]
		return self.from_outside(raw, sender, "%s@%s" % (FETCHED, OWN) if by_imap else said["to"])

	def arrival(self, sent):
		"""Of what came again, since the answer to it was lost: the first."""
		if isinstance(sent, Sent):
			rows = self.sql("SELECT id FROM arrival WHERE sha256 = ? ORDER BY sequence", sent.sha256)
			sent = rows[0]["id"] if rows else sent
		return super().arrival(sent)

	# rest

	def _on_the_way(self):
		"""Mails that a server holds for the office or from it. Asked twice: while it is looked, one
		may go from a folder that was not looked at yet to one that was."""
		return self.mta.queue() or self.mta.queue() or self._fetched().count()

	def _fetched(self):
		return self._reader(FETCHED)

	def _done(self):
		"""How much was done, and how much the office has still to send."""
		return self.sql("SELECT (SELECT count(*) FROM arrival) AS arrivals, count(*) AS mails,"
			" coalesce(sum(state = 'sent'), 0) AS sent, coalesce(sum(state = 'composed' OR"
			" state = 'draft' AND due_at <= ?), 0) AS due FROM mail", self.time())[0]

	def settle(self, seconds=60):
		"""Nothing is on its way to the office, under way in it, or on its way from it."""
		until = time.monotonic() + seconds
		while True:
			if not wait.until(lambda: not self._on_the_way(), until - time.monotonic(), 0.02):
				raise office.Fault("mail stays on the way: %d in the queue, %d in the mailbox\n"
					% (self.mta.queue(), self._fetched().count())
					+ self.mta.log()[-2000:] + self.tail())
			before = self._done()
			if before["due"] == 0:
				self.wait_idle(max(1, int(until - time.monotonic())))
				if not self._on_the_way() and self._done() == before:
					return
			elif time.monotonic() > until:
				raise office.Fault("mail does not leave the office\n" + self.tail())
			else:
				time.sleep(0.02)

	def rest(self):
		if self.clock != 0:	# started
			self.settle(PATIENCE)

	# mailboxes

	def _reader(self, user):
		if user not in self.readers:
			self.readers[user] = Reader(self.box, user)
		return self.readers[user]

	def mails(self, address=None):
		"""What lies in the mailboxes, each in the order it came there; a copy of each in a folder."""
		out = []
		for user, one in self.boxes.items():
			if address in (None, one):
				self._copy(user, one)
				out += self.letters[one]
		return out

	def _copy(self, user, address):
		folder = self.path("mail", address)
		os.makedirs(folder, exist_ok=True)
		for uid, raw in self._reader(user).news():
			# Whoever gets a mail twice, because a server or a program died, does not act twice.
			if message_id(raw) in {one.message_id for one in self.letters[address]}:
				self.twice += 1
				continue
			path = os.path.join(folder, "%06d" % uid)
			with open(path, "wb") as f:
				f.write(raw)
			self.letters[address].append(letter.Letter(path, address))


class Reader:
	"""A mail program that stays connected to one mailbox, and connects again when it must."""

	def __init__(self, box, user):
		self.box, self.user = box, user
		self.c = None
		self.next = 1

	def _ask(self, what):
		until = time.monotonic() + 60
		while True:
			try:
				self.c = self.c or self.box.client(self.user)
				return what()
			except (OSError, imaplib.IMAP4.error):	# the server is being restarted
				self.c = None
				if time.monotonic() > until:
					raise
				time.sleep(0.1)

	def _count(self):
		_, data = self.c.select("INBOX", readonly=True)
		return int(data[0])

	def count(self):
		return self._ask(self._count)

	def _news(self):
		if self._count() == 0:
			return []
		_, rows = self.c.uid("FETCH", "%d:*" % self.next, "(UID BODY.PEEK[])")
		out = sorted((int(re.search(rb"UID (\d+)", row[0]).group(1)), row[1]) for row in rows
			if isinstance(row, tuple))
		return [one for one in out if one[0] >= self.next]	# n:* is at least the last one

	def news(self):
		"""[(uid, bytes)] of what came since the last time."""
		out = self._ask(self._news)
		if out:
			self.next = out[-1][0] + 1
		return out


class KilledServedDay(story_kills.KilledDay, ServedDay):
	"""Every program of the office is killed at random, and its servers are restarted."""

	def _stroke(self):
		if self.random.random() >= SERVER_STROKES:
			return super()._stroke()
		name = self.random.choice(("postfix", "dovecot"))
		self.strokes[name] += 1
		return (self.mta if name == "postfix" else self.box).restart()


# ---- what only servers can show ----

def judge_doors(t, day):
	rows = day.sql("SELECT id, message_id, door, session, from_address, code FROM arrival ORDER BY"
		" sequence DESC")
	if isinstance(day, KilledServedDay):	# brought again when the answer to it was lost: the first
		rows = {row["message_id"] or row["id"]: row for row in rows}.values()
	# What is sealed keeps neither who wrote it nor how: the scan, and the answer that sealed it.
	sealed = collections.Counter({"binh": 2 * len([one for one in day.plan if one.secret])})
	came = collections.Counter((r["session"], r["from_address"]) for r in rows if r["session"])
	wanted = {(login, "%s@%s" % (login, OWN)): n - sealed[login] for (_, login), n in
		day.posted.items() if login}
	t.equal(dict(came), wanted, "Postfix vouches for each of %d letters of people who logged in, for no"
		" other" % sum(wanted.values()))
	by_door = collections.Counter()
	for (door, _), n in day.posted.items():
		by_door[door] += n
	by_door.pop("report", None)
	t.equal(collections.Counter(r["door"] for r in rows if r["code"] != REPORT), by_door,
		"every letter came once, by the door that it was sent to")


def judge_reports(t, day):
	"""Postfix says of each mail that is not an answer that it was given on."""
	wanted = {one.message_id for one in day.mails() if one["Return-Path"] not in (None, "<>")}
	known = {r["message_id"]: r["state"] for r in day.sql("SELECT m.message_id, d.state FROM delivery d"
		" JOIN mail m ON m.id = d.mail")}
	t.equal(sorted(wanted ^ set(known))[:3], [], "reports of %d mails, each met by its own" % len(wanted))
	states = collections.Counter(known.values())
	failed = sum(what == "failed" for one in story.OUTGOING for what in one.to.values())
	t.equal(states["failed"], failed, "that one of them came back is what counts in the end")


def judge_queue(t, day):
	bad = "status=bounced|reject:|panic:"
	if not isinstance(day, KilledServedDay):	# whose servers die under each other
		bad += "|status=deferred|fatal:"
	t.equal([line for line in day.mta.log().splitlines() if re.search(bad, line)][:3], [],
		"Postfix refused and returned nothing")
	t.equal(day.mta.queue() + day.box.count(FETCHED), 0, "and nothing lies on the way")


def judge_signatures(t, day):
	"""After two servers, by the openssl command."""
	some = random.Random(day.kit.now).sample([one for one in day.mails() if one.message.get_content_type()
		== "multipart/signed"], 10)
	wrong = [one.subject for one in some if not any(one.verify(os.path.join(day.pki.trust, name))[0]
		for name in os.listdir(day.pki.trust))]
	t.equal(wrong, [], "signatures of the office's mails hold in the mailboxes")


STEPS = (judge_doors, judge_reports, judge_queue, judge_signatures)


def judge(t, day):
	for one in STEPS:
		one(t, day)
