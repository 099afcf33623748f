#!/usr/bin/python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""t670-smtp - mail goes out by SMTP: a scripted server that refuses, hangs, lies and vanishes."""

import email
import email.policy
import os
import re
import signal
import sys
import tempfile
import time

sys.path.insert(0, os.path.join(os.path.dirname(os.path.abspath(__file__)), ".."))
from lib import kit, letter, office, office_files, pdf, smtp_fake, tap  # noqa: E402

SERIAL = iter(range(700, 100000))
CLERK = office_files.address_of(office_files.CLERK)
AGENCY = "so-noivu@hason.example"
# One registered document: the receipt, and the two whom routing names.
MAILS = 3


class Bed:
	"""An office whose mail goes to a fake; both live as long as the steps."""

	def __init__(self, o, certificates):
		self.o = o
		self.certificates = certificates
		self.kit = kit.Kit(o.pki)
		self.password = o.path("smtp-password")
		with open(self.password, "w", encoding="utf-8") as f:
			f.write(smtp_fake.PASSWORD + "\n")
		os.chmod(self.password, 0o600)

	def configure(self, fake, **more):
		"""The office's smtp block for that fake; keys with _ for -; None leaves one out."""
		pairs = {"server": "127.0.0.1", "port": fake.port, "tls": fake.tls, "timeout": "3s",
			"roots": None if fake.tls == "off" else os.path.join(os.path.dirname(
				self.certificates["good"][0]), "root.pem"),
			"user": None, "helo": "vanthu.kimson.example"}
		if fake.tls != "off":
			pairs.update(user=smtp_fake.USER, password_file=self.password)
		pairs.update(more)
		retry = pairs.pop("retry", "1s 1s 1s 1s 1s")
		self.o.more["notices"] = {"digest-every": "1s", "receipts-an-hour": 1000,
			"breaker": 10000, "balance-at": "23:59"}
		self.o.more["dispatch"] = {"maildir": None, "retry": retry}
		self.o.extra = [("smtp", {k.replace("_", "-"): v for k, v in pairs.items()})]
		self.o.write()

	def start(self, fake, **more):
		self.o.stop()
		self.configure(fake, **more)
		self.o.start()

	def calm(self):
		"""What the steps before left over has gone, to a server that takes everything."""
		with smtp_fake.Fake("off") as server:
			self.start(server, retry=" ".join(["1s"] * 18))
			self.o.drain(30)

	def receive(self):
		"""One signed document comes in and is registered."""
		number = next(SERIAL)
		self.kit.begin("smtp-%d" % number, number)
		return self.o.await_arrival(self.o.deliver(self.kit.signed()))

	def mails(self, row):
		return self.o.sql("SELECT * FROM mail WHERE arrival = ? ORDER BY id", row["id"])

	def await_states(self, row, wanted, seconds=30):
		"""Sorted states of the mails about that arrival, when they are the wanted or time is over."""
		until = time.monotonic() + seconds
		while True:
			states = sorted(m["state"] for m in self.mails(row))
			if states == sorted(wanted) or time.monotonic() > until:
				return states
			time.sleep(0.05)

	def await_fault(self, row, words, seconds=20):
		until = time.monotonic() + seconds
		while True:
			faults = [m["fault"] or "" for m in self.mails(row)]
			if len(faults) == MAILS and all(words in f for f in faults):
				return True, faults
			if time.monotonic() > until:
				return False, faults
			time.sleep(0.05)


def rcpt_of(taken):
	return re.search(r"<(.*?)>", taken[1][0]).group(1)


def envelopes(t, bed):
	"""What stands in the envelope, on one connection, and that what arrives is signed."""
	with smtp_fake.Fake("implicit", bed.certificates["good"]) as server:
		bed.start(server, connections=1)
		row = bed.receive()
		t.equal(bed.await_states(row, ["sent"] * MAILS), ["sent"] * MAILS, "all of it was sent")
		t.equal(server.connections, 1, "through one connection")
		by = {rcpt_of(one): one for one in server.taken}
		receipt = by[AGENCY]
		t.ok("MAIL FROM:<> " in receipt[0] and "ENVID" not in receipt[0]
			and "NOTIFY" not in receipt[1][0], "the receipt has the null sender, and asks for no "
			"report", receipt[:2])
		notice = by["chutich@kimson.example"]
		ids = {m["recipient"]: m["message_id"] for m in bed.mails(row)}
		envid = ids["chutich@kimson.example"][1:27]
		t.ok(re.fullmatch(r"MAIL FROM:<robot@kimson.example> SIZE=\d+ RET=HDRS ENVID=" + envid,
			notice[0]), "a notice has the robot, the size and its id", notice[0])
		t.equal(notice[1], ["RCPT TO:<chutich@kimson.example> NOTIFY=SUCCESS,FAILURE,DELAY"
			" ORCPT=rfc822;chutich@kimson.example"], "and asks for reports")
		good = []
		for _, _, raw in server.taken:
			with tempfile.NamedTemporaryFile() as f:
				f.write(raw)
				f.flush()
				roots = [os.path.join(bed.o.pki.trust, n) for n in os.listdir(bed.o.pki.trust)]
				good.append(any(letter.Letter(f.name, "").verify(r)[0] for r in roots))
		t.equal(good, [True] * MAILS, "openssl cms -verify holds for what came out")
		t.ok(all(max(raw) < 0x80 for _, _, raw in server.taken), "and every byte is 7-bit")
		t.ok(all("BODY=" not in one[0] and "SMTPUTF8" not in one[0] for one in server.taken),
			"so nothing is asked of the server")
		plain = any(line.startswith("AUTH PLAIN") for line in server.commands)
		t.ok(plain, "logged in by AUTH PLAIN")


def other_forms(t, bed):
	"""STARTTLS, AUTH LOGIN, a server that can do nothing but SMTP."""
	with smtp_fake.Fake("starttls", bed.certificates["good"], offers=(), auth="AUTH LOGIN") as server:
		bed.start(server, connections=1)
		row = bed.receive()
		t.equal(bed.await_states(row, ["sent"] * MAILS), ["sent"] * MAILS,
			"STARTTLS, AUTH LOGIN, no PIPELINING, SIZE or DSN: sent")
		t.ok(all(" " not in one[0].split(":", 1)[1] for one in server.taken),
			"and no parameter that the server does not know", [one[0] for one in server.taken])
		first = server.commands[:3]
		t.equal([line.split()[0] for line in first], ["EHLO", "STARTTLS", "EHLO"],
			"what was said before TLS is asked anew")


def not_trusted(t, bed):
	"""No password and no message to a server that is not the one meant."""
	cases = (("expired", {}, "expired"), ("other-name", {}, "mismatch"),
		("alone", {}, "self-signed"),
		("alone", {"tls_pin": smtp_fake.pin_of(bed.certificates["good"][0])}, "refused"))
	for name, more, words in cases:
		with smtp_fake.Fake("implicit", bed.certificates[name]) as server:
			bed.start(server, **more)
			row = bed.receive()
			good, faults = bed.await_fault(row, words)
			t.ok(good and not server.commands and not server.taken,
				"%s%s: refused, and nothing said" % (name, ", another pin" if more else ""), faults)
			bed.o.stop()
	for name in ("alone", "expired"):
		with smtp_fake.Fake("implicit", bed.certificates[name]) as server:
			bed.start(server, roots=None, tls_pin=smtp_fake.pin_of(bed.certificates[name][0]),
				retry="1s 1s 1s 1s 1s 1s")
			row = bed.receive()
			t.equal(bed.await_states(row, ["sent"] * MAILS), ["sent"] * MAILS,
				"%s, and its key is pinned: sent" % name)


def stripped(t, bed):
	with smtp_fake.Fake("starttls", bed.certificates["good"]) as server:
		server.behave = lambda stage, session: ("250-fake.example\r\n250 PIPELINING"
			if stage == "ehlo" and not session.encrypted else None)
		bed.start(server)
		row = bed.receive()
		good, faults = bed.await_fault(row, "no STARTTLS")
		t.ok(good and not any(line.startswith(("AUTH", "MAIL")) for line in server.commands),
			"STARTTLS stripped: neither password nor message goes in the clear", faults)
	with smtp_fake.Fake("starttls", bed.certificates["good"]) as server:
		server.behave = lambda stage, session: ("220 go\r\n250-evil\r\n250 AUTH PLAIN"
			if stage == "starttls" else None)
		bed.start(server)
		row = bed.receive()
		good, faults = bed.await_fault(row, "before TLS begins")
		t.ok(good and not server.taken, "words injected before TLS: refused", faults)


def login_refused(t, bed):
	with smtp_fake.Fake("implicit", bed.certificates["good"]) as server:
		server.behave = lambda stage, _: "535 5.7.8 sai mat khau" if stage == "auth" else None
		bed.start(server, retry="1s 1s 30s")
		row = bed.receive()
		good, faults = bed.await_fault(row, "535 5.7.8 sai mat khau")
		t.ok(good, "a refused login waits, with the server's words", faults)
		states = {m["state"] for m in bed.mails(row)}
		t.equal(states, {"composed"}, "and is no mail's last word")
		t.ok(smtp_fake.PASSWORD not in bed.o.log_text() and all(smtp_fake.PASSWORD not in f
			for f in faults), "the password stands nowhere")
		server.behave = None
		t.equal(bed.await_states(row, ["sent"] * MAILS, 60), ["sent"] * MAILS, "mended: it goes")


def only_for(stage, what, recipient=None):
	"""Behaves so at that stage, for one recipient or all."""
	def behave(now, session):
		if now != stage:
			return None
		if recipient is not None and not any(recipient in r for r in session.recipients):
			if not (stage == "rcpt" and recipient in session.last):
				return None
		return what
	return behave


def temporary(t, bed):
	"""At every stage the server says later, says goodbye, closes, hangs and talks nonsense, one
	after the other: tried again, then sent, each once."""
	bed.calm()
	with smtp_fake.Fake("off") as server:
		bed.start(server, timeout="1s", retry=" ".join(["1s"] * 18))
		for stage in ("connect", "ehlo", "mail", "rcpt", "data", "end"):
			server.forget()
			bad = ["451 4.3.0 xin thử lại", "421 4.3.2 closing", smtp_fake.CLOSE, smtp_fake.HANG,
				"hello there"]
			server.behave = lambda now, _, bad=bad, stage=stage: (bad.pop(0)
				if now == stage and bad else None)
			if stage in ("connect", "ehlo"):
				bed.o.stop()
				bed.o.start()
			row = bed.receive()
			states = bed.await_states(row, ["sent"] * MAILS, 40)
			recipients = sorted(rcpt_of(one) for one in server.taken)
			t.ok(states == ["sent"] * MAILS and len(set(recipients)) == MAILS
				and len(recipients) == MAILS and len(bad) < 3,
				"faults at %s: sent later, each once" % stage,
				(states, recipients, bad, [m["fault"] for m in bed.mails(row)]))


def permanent(t, bed):
	"""5xx at each stage for one recipient: that mail is given up and the clerk is told, the others
	go on the same connection."""
	with smtp_fake.Fake("off") as server:
		bed.start(server, reuse=1000, connections=1)
		for stage in ("rcpt", "end"):
			server.forget()
			server.behave = only_for(stage, "550-5.1.1 không có\r\n550 5.1.1 hộp thư này",
				"chutich@kimson.example")
			before = server.connections
			row = bed.receive()
			states = bed.await_states(row, ["failed", "sent", "sent"])
			t.equal(states, ["failed", "sent", "sent"], "550 at %s: that one is given up" % stage)
			failed = next(m for m in bed.mails(row) if m["state"] == "failed")
			t.ok("550 5.1.1 không có hộp thư này" in failed["fault"]
				and failed["recipient"] == "chutich@kimson.example", "with the server's words",
				failed["fault"])
			t.ok(server.connections <= before + 1, "on one connection")
			words = "thư số %d," % failed["id"]
			await_told(server, CLERK, words)
			time.sleep(1.5)
			told = await_told(server, CLERK, words)
			t.equal(len(told), 1, "the clerk is told, once")
			text = told[0] if told else ""
			t.ok("hộp thư này" in text and "vanthuctl resend" in text
				and "chutich@kimson.example" in text, "with words, recipient and what to do", text)
			queue = [r for r in bed.o.ctl("queue").rows if r["id"] == failed["id"]]
			t.ok(queue and queue[0]["state"] == "failed" and "hộp thư" in queue[0]["fault"],
				"vanthuctl queue shows it", queue)
			server.forget()
			answer = bed.o.ctl("resend", failed["id"])
			t.equal(answer.status, 0, "vanthuctl resend")
			t.equal(bed.await_states(row, ["sent"] * MAILS), ["sent"] * MAILS, "sends it again")
			t.ok(any(failed["message_id"].encode() in one[2] for one in server.taken),
				"with the same Message-ID")
			t.ok(bed.o.ctl("resend", failed["id"]).status != 0, "once: it is sent now")


def told_text(raw):
	message = email.message_from_bytes(raw, policy=email.policy.default)
	return "\n".join(p.get_content() for p in message.walk()
		if p.get_content_type() == "text/plain")


def await_told(server, address, words, seconds=15):
	"""Texts of the notices to that address with those words."""
	until = time.monotonic() + seconds
	while True:
		out = [text for text in (told_text(one[2]) for one in server.taken
			if rcpt_of(one) == address) if words in text]
		if out or time.monotonic() > until:
			return out
		time.sleep(0.1)


def given_up(t, bed):
	"""Behind the last try: a dead letter; of the clerk's own mail the administrator hears."""
	with smtp_fake.Fake("off") as server:
		bed.start(server, retry="1s 1s")
		full = only_for("rcpt", "452 4.2.2 hộp thư đầy", AGENCY)
		unknown = only_for("rcpt", "550 5.1.1 nobody", CLERK)
		server.behave = lambda stage, s: full(stage, s) or unknown(stage, s)
		row = bed.receive()
		t.equal(bed.await_states(row, ["failed", "sent", "sent"]), ["failed", "sent", "sent"],
			"452 for ever: given up after the last try")
		failed = next(m for m in bed.mails(row) if m["state"] == "failed")
		t.equal(failed["attempts"], 3, "after three tries")
		admin = await_told(server, office_files.ADMIN, CLERK)
		t.equal(len(admin), 1, "the clerk's own notice fails: the administrator hears of it")
		time.sleep(2)
		server.behave = lambda stage, _: "550 5.7.1 no" if stage == "rcpt" else None
		before = notices(bed)
		row = bed.receive()
		t.equal(bed.await_states(row, ["failed"] * MAILS), ["failed"] * MAILS, "nobody takes any")
		time.sleep(5)
		t.ok(0 < notices(bed) - before <= 4, "and nothing feeds itself", notices(bed) - before)
		server.behave = None
		bed.o.ctl("resend", "--all", ok=True)
		t.equal(bed.await_states(row, ["sent"] * MAILS), ["sent"] * MAILS, "resend --all")


def notices(bed):
	return len(bed.o.sql("SELECT id FROM mail WHERE kind = 'khong-gui-duoc'"))


def limits(t, bed):
	"""What the server takes an hour is kept to, over a restart too."""
	bed.calm()
	with smtp_fake.Fake("off") as server:
		bed.start(server)
		already = bed.o.sql("SELECT count(*) AS n FROM mail WHERE sent_at > ?",
			time.time() - 3600)[0]["n"]
		bed.start(server, messages_an_hour=already + 2)
		row = bed.receive()
		server.await_taken(2)
		time.sleep(2)
		waiting = [m for m in bed.mails(row) if m["state"] == "composed"]
		t.ok(len(server.taken) == 2 and waiting and not any(m["fault"] for m in waiting),
			"two went, the rest waits, without a fault", [m["state"] for m in bed.mails(row)])
		bed.o.stop()
		bed.o.start()
		time.sleep(2)
		t.equal(len(server.taken), 2, "also after a restart")
		bed.start(server)
		t.equal(bed.await_states(row, ["sent"] * MAILS), ["sent"] * MAILS, "no limit: all go")


def ends_in_time(t, bed):
	"""A server that hangs does not keep the office from ending."""
	with smtp_fake.Fake("off") as server:
		bed.start(server, timeout="10m")
		server.behave = lambda stage, _: smtp_fake.HANG if stage == "end" else None
		row = bed.receive()
		t.ok(server.hung.wait(20), "the server hangs")
		began = time.monotonic()
		bed.o.stop()
		t.ok(time.monotonic() - began < 5, "the office ends all the same (%.1f s)"
			% (time.monotonic() - began))
		server.forget()
		bed.o.start()
		t.equal(bed.await_states(row, ["sent"] * MAILS), ["sent"] * MAILS, "and sends it later")


def side_by_side(t, bed):
	"""While one connection hangs the other goes on; what was with the first is sent later."""
	bed.calm()
	with smtp_fake.Fake("off") as server:
		bed.start(server, connections=2, timeout="5s")
		hangs = [True]

		def once(stage, _):
			if stage == "end" and hangs[0]:
				hangs[0] = False
				return smtp_fake.HANG
			return None
		server.behave = once
		row = bed.receive()
		t.ok(server.hung.wait(20), "the server hangs")
		t.ok(server.await_taken(1, 4), "and takes mail through the other connection")
		t.equal(bed.await_states(row, ["sent"] * MAILS, 40), ["sent"] * MAILS, "all of it in the end")
		names = sorted(n for n in bed.o.programs().values() if n == "vanthu-dispatch")
		t.equal(len(names), 2, "a process each")


def killed(t, bed):
	"""The server has it, we have not written that down: the same message again, never another."""
	bed.calm()
	with smtp_fake.Fake("off") as server:
		bed.start(server)
		left = [3]

		def kill(session):
			if left[0] > 0:
				left[0] -= 1
				os.kill(bed.o.pid_of("vanthu-dispatch"), signal.SIGKILL)
			session.server.taken.append(session.seen)
			return "250 2.0.0 taken"
		server.behave = lambda stage, _: kill if stage == "end" else None
		row = bed.receive()
		t.equal(bed.await_states(row, ["sent"] * MAILS, 60), ["sent"] * MAILS,
			"killed between the server's 250 and our record: sent in the end")
		by = {}
		for one in server.taken:
			by.setdefault(rcpt_of(one), set()).add(one[2])
		t.ok(len(server.taken) > MAILS and len(by) == MAILS and all(len(v) == 1
			for v in by.values()), "nobody got two different mails",
			{k: len(v) for k, v in by.items()})


def kept(t, bed):
	"""Connections: so many messages, so long idle; one that the server ended is no fault."""
	bed.calm()
	with smtp_fake.Fake("off") as server:
		bed.start(server, reuse=2, idle="2s", connections=1)
		row = bed.receive()
		bed.await_states(row, ["sent"] * MAILS)
		t.equal(server.connections, 2, "two messages a connection, three messages: two connections")
		time.sleep(3)
		t.equal(server.commands[-1], "QUIT", "an idle one is closed")
		bed.start(server, reuse=100, idle="1m", connections=1)
		row = bed.receive()
		bed.await_states(row, ["sent"] * MAILS)
		server.forget()
		server.behave = lambda stage, s: smtp_fake.CLOSE if stage == "mail" and s.said else None
		row = bed.receive()
		t.equal(bed.await_states(row, ["sent"] * MAILS), ["sent"] * MAILS,
			"a kept connection that the server ended")
		t.equal([m["attempts"] for m in bed.mails(row)], [1] * MAILS, "costs no try")


def faults(t, bed):
	"""vanthud -n names what is wrong in the block."""
	def said(**more):
		with smtp_fake.Fake("off") as server:
			bed.configure(server, **more)
			return bed.o.check().stderr
	bed.o.stop()
	t.ok("tls = off is for" in said(server="mail.example"), "no plaintext to another machine")
	t.ok("no password is sent without TLS" in said(user="a", password_file=bed.password),
		"no password without TLS")
	t.ok("neither roots nor a pin" in said(tls="implicit", roots=None), "roots or a pin")
	t.ok("is no pin" in said(tls="implicit", tls_pin="sha256:00"), "a pin that is none")
	os.chmod(bed.password, 0o644)
	t.ok("chmod 600" in said(tls="starttls", user="a", password_file=bed.password,
		roots=bed.certificates["good"][0]), "a password that others can read")
	os.chmod(bed.password, 0o600)
	t.ok("go together" in said(tls="starttls", user="a", roots=bed.certificates["good"][0]),
		"a login without a password")
	t.ok("spans" in said(retry="soon") or "retry" in said(retry="soon"), "a schedule that is none")
	t.ok("vanthu.conf:" not in said(), "and a good one is good")
	bed.o.more["dispatch"] = {"maildir": "mail"}
	bed.o.write()
	t.ok("not both" in bed.o.check().stderr, "two ways out")
	bed.o.extra, bed.o.more["dispatch"] = [], {"maildir": None}
	bed.o.write()
	t.ok("no way out" in bed.o.check().stderr, "and none")


def jail(t, bed):
	t.equal(bed.o.denied(), [], "the jail denied nothing that was needed")


def main():
	if not pdf.have_reportlab():
		print("1..0 # SKIP python3-reportlab is missing")
		return
	with office.Office(keys=office.key_cache()) as o:
		bed = Bed(o, smtp_fake.certificates(o.path("mail-pki")))
		only = os.environ.get("VT_ONLY", "").split()
		tap.run(*tap.steps(bed, *(s for s in STEPS if not only or s.__name__ in only)))


STEPS = (faults, envelopes, other_forms, not_trusted, stripped, login_refused, kept, permanent,
	given_up, limits, ends_in_time, side_by_side, killed, temporary, jail)

main()
