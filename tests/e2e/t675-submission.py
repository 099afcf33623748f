#!/usr/bin/python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""t675-submission - mail goes out through a real Postfix with TLS and a login that Dovecot checks."""

import email
import email.policy
import os
import re
import sys
import tempfile
import time

sys.path.insert(0, os.path.join(os.path.dirname(os.path.abspath(__file__)), ".."))
from lib import kit, letter, office, pdf, submission, tap  # noqa: E402

DOMAINS = ("kimson.example", "hason.example")
# Whom the mails of one registered document go to.
PEOPLE = {"so-noivu": 1, "chutich": 1, "tu": 1}
USERS = dict({name: "x-" + name for name in PEOPLE}, robot="mật khẩu", binh="x", quantri="x")
COUNT = 8


def configure(o, mta, tls):
	o.stop()
	o.more["dispatch"] = {"maildir": None, "retry": "1s 1s 2s 2s 2s 2s 2s 2s 2s 2s"}
	o.more["notices"] = {"digest-every": "1s", "receipts-an-hour": 1000, "balance-at": "23:59"}
	port = mta.submissions if tls == "implicit" else mta.submission
	o.extra = [("smtp", {"server": mta.host, "port": port, "tls": tls, "roots": mta.roots,
		"user": "robot", "password-file": o.secret("password", USERS["robot"]),
		"helo": "vanthu.kimson.example"})]
	o.write()
	o.start()


def receive(o, first, count):
	k = kit.Kit(o.pki)
	rows = []
	for i in range(first, first + count):
		k.begin("submission-%d" % i, i)
		rows.append(o.await_arrival(o.deliver(k.signed())))
	return rows


def lying(mta, user):
	"""Messages in the inbox: bytes."""
	with mta.box.client(user) as c:
		_, data = c.select("INBOX", readonly=True)
		count = int(data[0])
		return [c.fetch(str(i), "(BODY.PEEK[])")[1][0][1] for i in range(1, count + 1)]


def sent(o, rows, seconds=60):
	until = time.monotonic() + seconds
	while True:
		states = [m["state"] for row in rows for m in o.sql("SELECT state FROM mail WHERE arrival = ?",
			row["id"])]
		if set(states) == {"sent"} or time.monotonic() > until:
			return states
		time.sleep(0.1)


def goes(t, o, mta):
	configure(o, mta, "implicit")
	rows = receive(o, 810, COUNT)
	t.equal(sent(o, rows), ["sent"] * 3 * COUNT, "all of it was taken by Postfix")
	t.ok(mta.await_empty(), "and delivered", mta.log()[-2000:])
	for user in PEOPLE:
		t.equal(mta.box.count(user), COUNT, "%s has its %d mails" % (user, COUNT))
	connections = len(re.findall(r"smtpd\[\d+\]: connect from", mta.log()))
	t.ok(connections <= 8, "through few connections (%d)" % connections)	# two at a time
	t.ok("sasl_method=PLAIN, sasl_username=robot" in mta.log(), "logged in as the robot")


def verified(t, o, mta):
	good = []
	for user in PEOPLE:
		for raw in lying(mta, user):
			with tempfile.NamedTemporaryFile() as f:
				f.write(raw)
				f.flush()
				good.append(any(letter.Letter(f.name, user).verify(os.path.join(o.pki.trust, n))[0]
					for n in os.listdir(o.pki.trust)))
	t.equal(good, [True] * 3 * COUNT, "openssl cms -verify holds in every mailbox")
	receipt = email.message_from_bytes(lying(mta, "so-noivu")[0], policy=email.policy.default)
	t.equal(str(receipt["Return-Path"]), "<>", "a receipt has the null sender")
	notice = email.message_from_bytes(lying(mta, "tu")[0], policy=email.policy.default)
	t.equal(str(notice["Return-Path"]), "<robot@kimson.example>", "a notice the robot")


def reported(t, o, mta):
	"""A report of delivery came for a notice, with the id that we gave."""
	ids = {m["message_id"][1:27] for m in o.sql("SELECT message_id FROM mail WHERE kind = 'thong-bao'")}
	until = time.monotonic() + 20
	found = set()
	while time.monotonic() < until and not ids <= found:
		found = {m for raw in lying(mta, "robot") for m in re.findall(
			r"Original-Envelope-Id: (\S+)", raw.decode("utf-8", "replace"))}
		time.sleep(0.5)
	t.ok(ids <= found, "Postfix reports each notice under its envelope id",
		(sorted(ids), sorted(found)))


def restarted(t, o, mta):
	"""STARTTLS; Postfix is restarted and dispatch killed in the middle: each once, none lost."""
	configure(o, mta, "starttls")
	before = {user: mta.box.count(user) for user in PEOPLE}
	rows = receive(o, 830, 3)
	mta.restart()
	os.kill(o.pid_of("vanthu-dispatch"), 9)
	rows += receive(o, 840, 3)
	t.equal(sent(o, rows), ["sent"] * 18, "all of it is sent in the end")
	t.ok(mta.await_empty(), "and delivered", mta.log()[-2000:])
	for user in PEOPLE:
		ids = [str(email.message_from_bytes(raw)["Message-ID"]) for raw in lying(mta, user)]
		t.equal(len(set(ids)) - before[user], 6, "%s: six different mails, none lost" % user)


def unknown(t, o, mta):
	"""Postfix itself says no: the clerk reads its words."""
	with open(os.path.join(mta.etc, "mailboxes"), "r+", encoding="utf-8") as f:
		lines = [line for line in f if not line.startswith("tu@")]
		f.seek(0)
		f.truncate()
		f.writelines(lines)
	mta._run("/usr/sbin/postmap", os.path.join(mta.etc, "mailboxes"))
	mta.restart()
	before = mta.box.count("binh")
	receive(o, 850, 1)
	until = time.monotonic() + 30
	while time.monotonic() < until and mta.box.count("binh") == before:
		time.sleep(0.3)
	told = "".join(letter_text(raw) for raw in lying(mta, "binh")[before:])
	t.ok("tu@kimson.example" in told and "550 5.1.1" in told, "the clerk is told", told)
	failed = [r for r in o.ctl("queue").rows if r["state"] == "failed"]
	t.equal(len(failed), 1, "vanthuctl queue shows the one that failed")


def letter_text(raw):
	message = email.message_from_bytes(raw, policy=email.policy.default)
	return "\n".join(p.get_content() for p in message.walk()
		if p.get_content_type() == "text/plain")


def jail(t, o, _):
	t.equal(o.denied(), [], "the jail denied nothing that was needed")


def main():
	why = submission.unavailable() or (
		None if pdf.have_reportlab() else "python3-reportlab is missing")
	if why:
		print("1..0 # SKIP " + why)
		return
	with office.Office(keys=office.key_cache()) as o:
		with submission.Submission(o.path("mta"), USERS, DOMAINS) as mta:
			tap.run(*tap.steps_of(o, mta, goes, verified, reported, restarted, unknown, jail))


main()
