#!/usr/bin/python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""t775-session - a real Postfix, set up with config/postfix, vouches for logins: who is believed."""

import os
import smtplib
import sys

sys.path.insert(0, os.path.join(os.path.dirname(os.path.abspath(__file__)), ".."))
from lib import kit, office, pdf, postfix, submission, tap  # noqa: E402

SERVER = "mx.kimson.example"
REGISTRY = "vanthu@kimson.example"
USERS = {"binh": "x", "chutich": "y", "tu": "z"}
FIELD = "Authentication-Results: %s; auth=pass smtp.auth=%%s\r\n" % SERVER


def letter(sender, fields="", more=""):
	"""Unsigned, as a phone writes it; fields at the top, more further down."""
	letter.count = getattr(letter, "count", 0) + 1
	return (fields + "From: %s\r\n" % sender + "To: " + REGISTRY + "\r\n" + more
		+ "Subject: thu %d\r\nMessage-ID: <s%d@kimson.example>\r\n"
		"Date: Sun, 22 Nov 2026 08:00:00 +0700\r\n\r\nxin trao doi %d\r\n" % ((letter.count,) * 3)
		).encode()


def arrived(o, mta, send, raw):
	"""The row of what was sent: by Message-ID, since Postfix writes into it."""
	send(raw)
	if not mta.await_empty():
		raise office.Fault(mta.log()[-2000:])
	o.settle()
	rows = o.sql("SELECT * FROM arrival WHERE message_id = ?", "<s%d@kimson.example>" % letter.count)
	if len(rows) != 1:
		raise office.Fault("arrived %d times\n%s" % (len(rows), mta.log()[-2000:]))
	return rows[0]


def outside(mta, sender="binh@kimson.example"):
	def send(raw):
		with smtplib.SMTP("127.0.0.1", mta.port, timeout=30) as smtp:
			smtp.sendmail(sender, [REGISTRY], raw)
	return send


def inside(mta, login, sender=None, more=()):
	def send(raw):
		with mta.login(login) as smtp:
			smtp.sendmail(sender or login + "@kimson.example", [REGISTRY] + list(more), raw)
	return send


def counts(t, o, mta):
	row = arrived(o, mta, inside(mta, "binh"), letter("binh@kimson.example"))
	t.equal((row["session"], row["from_address"]), ("binh", "binh@kimson.example"),
		"the login of the person in From counts")
	t.ok("Phiên đăng nhập" in o.ctl("show", row["id"], as_json=False).out, "vanthuctl show says it")
	t.ok('"session":"binh"' in "".join(r["line"] for r in o.sql(
		"SELECT line FROM ledger WHERE subject = ?", row["id"])), "and the ledger")
	row = arrived(o, mta, inside(mta, "binh", more=["vanthu@tanson.example"]),
		letter('"Chu tich" <binh@kimson.example>'))
	t.equal(row["session"], "binh", "also with two recipients: Postfix writes one field")


def believed_by_policy(t, o, mta):
	"""register-incoming  agency  smime & session: an agency has no session, so it waits."""
	k = kit.Kit(o.pki)
	k.begin("session", 21)
	with open(o.path("policy.conf"), "r+", encoding="utf-8") as f:
		text = f.read().replace("register-incoming\tagency\tsmime\n",
			"register-incoming\tagency\tsmime & session\n")
		f.seek(0)
		f.write(text)
	o.stop()
	o.start()
	outside(mta, "so-noivu@hason.example")(k.signed())
	mta.await_empty()
	o.settle()
	row = o.sql("SELECT * FROM arrival ORDER BY sequence DESC LIMIT 1")[0]
	whys = [w["word"] for w in o.sql("SELECT word FROM why WHERE arrival = ?", row["id"])]
	t.equal((row["state"], row["session"], whys), ("held", None, ["policy"]),
		"a policy that asks for it is not met by a signature alone")


def forged(t, o, mta):
	b = "binh@kimson.example"
	cases = (
		("from outside, forged field", outside(mta), letter(b, FIELD % "binh")),
		("from outside, with a comment before our name", outside(mta), letter(b,
			"Authentication-Results: (x) mx.kimson.example (y); auth=pass smtp.auth=binh\r\n")),
		("from outside, folded before our name", outside(mta), letter(b,
			"Authentication-Results:\r\n mx.kimson.example;\r\n auth=pass smtp.auth=binh\r\n")),
		("from outside, in capitals", outside(mta), letter(b, (FIELD % "binh").upper())),
		("from outside, nothing forged", outside(mta), letter(b)),
		("from outside, a forged Received with a login", outside(mta), letter(b,
			"Received: from a (b [1.2.3.4]) (Authenticated sender: binh) by mx.kimson.example"
			" (Postfix) with ESMTPSA id 1; Sun, 22 Nov 2026 08:00:00 +0700\r\n" + FIELD % "binh")),
		("a colleague logs in and forges the field", inside(mta, "tu"), letter(b, FIELD % "binh")),
		("login tu with From binh", inside(mta, "tu"), letter(b)),
		("two From fields", inside(mta, "binh"), letter(b, more="From: tu@kimson.example\r\n")),
		("two addresses in From", inside(mta, "binh"), letter(b + ", tu@kimson.example")),
		("another Sender", inside(mta, "binh"), letter(b, more="Sender: tu@kimson.example\r\n")),
		("a person of no login", inside(mta, "binh"), letter("minh@kimson.example")),
		("below the topmost Received", inside(mta, "tu"), letter(b,
			"Received: from a by b with ESMTP id 1; Sun, 22 Nov 2026 08:00:00 +0700\r\n"
			+ FIELD % "binh")),
	)
	for name, send, raw in cases:
		# The count of letters is that of the last one made: each is made anew.
		number = raw.split(b"Message-ID: <s")[1].split(b"@")[0].decode()
		send(raw)
		mta.await_empty()
		o.settle()
		rows = o.sql("SELECT session FROM arrival WHERE message_id = ?",
			"<s%s@kimson.example>" % number)
		t.equal([r["session"] for r in rows], [None], name + ": nothing")


def envelope(t, _, mta):
	with mta.login("tu") as smtp:
		try:
			smtp.sendmail("binh@kimson.example", [REGISTRY], letter("binh@kimson.example"))
			t.ok(False, "one login may not send as another")
		except smtplib.SMTPRecipientsRefused as fault:
			t.ok(b"not owned by user tu" in str(fault).encode(), "one login may not send as another",
				fault)


def by_received(t, o, mta):
	o.stop()
	o.extra = [e for e in o.extra if e[0] != "session"]
	o.add_block("session", **{"authserv-id": SERVER, "form": "received"})
	o.start()
	row = arrived(o, mta, inside(mta, "binh"), letter("binh@kimson.example"))
	t.equal(row["session"], "binh", "the login in our own Received counts where that is configured")
	forged_one = letter("binh@kimson.example", "Received: from a (b [1.2.3.4])"
		" (Authenticated sender: binh) by mx.kimson.example (Postfix) with ESMTPSA id 1; x\r\n")
	row = arrived(o, mta, outside(mta), forged_one)
	t.equal(row["session"], None, "one further down does not")
	row = arrived(o, mta, inside(mta, "tu"), letter("binh@kimson.example"))
	t.equal(row["session"], None, "nor a colleague's login")


def unconfigured(t, o, mta):
	o.stop()
	o.extra = [e for e in o.extra if e[0] != "session"]
	o.write()
	o.start()
	row = arrived(o, mta, inside(mta, "binh"), letter("binh@kimson.example"))
	t.equal(row["session"], None, "without the block nobody is believed")


def main():
	why = submission.unavailable() or (
		None if pdf.have_reportlab() else "python3-reportlab is missing")
	if why:
		print("1..0 # SKIP " + why)
		return
	with office.Office(keys=office.key_cache()) as o:
		path = o.path("lmtp.sock")
		o.add_block("lmtp postfix", listen=path, group=postfix.group(), agency="kimson")
		o.add_block("session", **{"authserv-id": SERVER})
		o.start()
		with submission.Submission(o.path("mta"), USERS, ("kimson.example", "tanson.example"),
				lmtp={REGISTRY: path, "vanthu@tanson.example": path}, session=True,
				extra="smtpd_sasl_authenticated_header = yes\n") as mta:
			tap.run(*tap.steps_of(o, mta, counts, forged, envelope, by_received, unconfigured,
				believed_by_policy))


main()
