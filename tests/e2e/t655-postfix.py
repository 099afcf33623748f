#!/usr/bin/python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""t655-postfix - a real Postfix, set up with config/postfix, in front of the LMTP door."""

import os
import random
import signal
import smtplib
import sys
import time

sys.path.insert(0, os.path.join(os.path.dirname(os.path.abspath(__file__)), ".."))
from lib import kit, office, office_files, pdf, pki, postfix, shapes, tap  # noqa: E402

REGISTRY = "vanthu@kimson.example"
SENDER = "vanthu@noivu.example"
STREAM = 60


def addresses():
	out = []
	for own in office_files.OWN:
		out += [pki.AGENCIES[own].address, "robot@%s.example" % own]
	return out


def newest(o):
	return o.sql("SELECT * FROM arrival ORDER BY sequence DESC LIMIT 1")[0]


def registers(t, o, mta):
	made = next(m for m in shapes.build(o.pki, groups=("demo",), lf=False)
		if "good" in m.expect["verdict"])
	mta.send(made.raw, SENDER, [REGISTRY, "vanthu@tanson.example"])
	t.ok(mta.await_empty(), "Postfix delivered it", mta.log())
	o.settle()
	row = newest(o)
	t.equal((row["state"], row["verdict"], row["door"]), ("registered", 0, "lmtp"),
		"through Postfix, and its signature holds: registered")
	recipients = sorted(r["address"] for r in o.sql("SELECT address FROM recipient WHERE arrival = ?",
		row["id"]))
	t.equal(recipients, sorted([REGISTRY, "vanthu@tanson.example"]),
		"the envelope's recipients, in one transaction")
	t.equal(row["mail_from"], SENDER, "and its sender")


def token_address(t, o, mta):
	before = newest(o)["id"]
	mta.send(b"From: tu@kimson.example\r\nSubject: x\r\n\r\nx\r\n", "tu@kimson.example",
		["vanthu+abcdefgh@kimson.example"])
	t.ok(mta.await_empty(), "an address with a token is delivered", mta.log()[-2000:])
	o.settle()
	t.ok(newest(o)["id"] != before, "and taken in")


def refused_in_front(t, _, mta):
	"""Postfix itself says no: nothing comes back as a bounce."""
	with mta.client() as smtp:
		smtp.ehlo()
		smtp.mail(SENDER)
		code, text = smtp.rcpt("nobody@kimson.example")
		t.equal(code, 550, "an unknown address is refused at SMTP")
		code, text = smtp.docmd("MAIL FROM:<%s> SIZE=%d" % (SENDER, 64 * 1024 * 1024 + 1))
		smtp.rset()
		code, text = smtp.docmd("MAIL FROM:<%s> SIZE=%d" % (SENDER, 64 * 1024 * 1024 + 1))
		t.equal(code, 552, "so is what is too big (%s)" % text.decode())
	try:
		mta.send(b"Subject: x\r\n\r\nx\r\n", SENDER, ["nobody@kimson.example"])
		t.ok(False, "an unknown address is refused")
	except smtplib.SMTPRecipientsRefused:
		t.ok(True, "smtplib sees it too")


def stream(o, mta, count, disturb):
	"""That many signed mails; disturb() now and then. The raw messages."""
	k = kit.Kit(o.pki)
	sent = []
	for i in range(count):
		k.begin("stream-%d" % i, 300 + i)
		raw = k.signed()
		sent.append(raw)
		for _ in range(50):
			try:
				mta.send(raw, SENDER, [REGISTRY])
				break
			except (OSError, smtplib.SMTPException):
				time.sleep(0.1)
		disturb(i)
	return sent


def disturbed(t, o, mta):
	"""Programs of ours and Postfix itself end in the middle: each message is registered once."""
	chance = random.Random(7)
	before = len(o.numbers())

	def disturb(i):
		if i % 12 == 5:
			programs = [p for p, n in o.programs().items() if n in ("vanthu-intake",
				"vanthu-registrar")]
			if programs:
				os.kill(chance.choice(programs), signal.SIGKILL)
		if i % 30 == 17:
			mta.restart()
	sent = stream(o, mta, STREAM, disturb)
	t.ok(mta.await_empty(90), "Postfix has nothing left", mta.log()[-3000:])
	until = time.monotonic() + 60
	while time.monotonic() < until and len(o.numbers()) < before + len(sent):
		time.sleep(0.2)
	o.settle(60)
	numbers = o.numbers()
	t.equal(len(numbers), before + len(sent), "each of %d is registered once" % len(sent))
	t.equal(numbers, list(range(1, len(numbers) + 1)), "without a gap")
	t.ok("status=bounced" not in mta.log(), "and nothing bounced")


def main():
	why = postfix.unavailable() or (None if pdf.have_reportlab() else "python3-reportlab is missing")
	if why:
		print("1..0 # SKIP " + why)
		return
	with office.Office(keys=office.key_cache()) as o:
		path = o.path("lmtp.sock")
		o.add_block("lmtp postfix", listen=path, group=postfix.group(), agency="kimson")
		o.start()
		with postfix.Postfix(o.path("postfix"), path, addresses()) as mta:
			tap.run(*tap.steps_of(o, mta, registers, token_address, refused_in_front, disturbed))


main()
