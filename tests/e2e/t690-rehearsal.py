#!/usr/bin/python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""t690-rehearsal - dispatch.mode: held mail leaves only when somebody decides; redirect; live."""

import contextlib
import hashlib
import json
import os
import signal
import sqlite3
import sys
import time

sys.path.insert(0, os.path.join(os.path.dirname(os.path.abspath(__file__)), ".."))
from lib import kit, office, pdf, smtp_fake, tap  # noqa: E402

ONE = "thu-nghiem@kimson.example"
SERIAL = iter(range(400, 1000))
PROGRAMS = ("registrar", "signer", "dispatch", "inspect", "intake")
# One registered document: the receipt, and the two whom routing names.
MAILS = 3


def mode(o, word, **more):
	"""The office goes on with that mode: by a reload when it runs."""
	o.more["dispatch"] = dict(o.more.get("dispatch", {}), mode=word, **more)
	start = len(o.log_text())
	o.write()
	if not o.alive:
		o.start()
		return start
	os.kill(o.daemon.pid, signal.SIGHUP)
	o.await_log(" reload ", 20, start)
	for name in PROGRAMS:
		o.await_log("vanthu-%s.* ready " % name, 20, start)
	return start


def receive(o):
	k = kit.Kit(o.pki)
	number = next(SERIAL)
	k.begin("rehearsal-%d" % number, number)
	row = o.await_arrival(o.deliver(k.signed()))
	o.wait_idle()
	return row


def states(o, row):
	"""As vanthuctl shows them."""
	return sorted(m["state"] for m in o.ctl("trace", row["id"], ok=True).tables["mails"])


def await_states(o, row, wanted, seconds=20):
	until = time.monotonic() + seconds
	while states(o, row) != sorted(wanted) and time.monotonic() < until:
		time.sleep(0.1)
	return states(o, row)


def value(o, name):
	return next(r["value"] for r in o.ctl("status").rows if r["name"] == name)


def verified(o, letters):
	roots = [os.path.join(o.pki.trust, n) for n in os.listdir(o.pki.trust)]
	return [any(one.verify(r)[0] for r in roots) for one in letters]


def configuration(t, o, _):
	def says(words, **pairs):
		o.more["dispatch"] = pairs
		o.write()
		done = o.check()
		t.ok(done.returncode == 78 and words in done.stderr, "-n: " + words, done.stderr)
	says("mode redirect needs an address", mode="redirect")
	says("is not a mail address", mode="redirect", redirect="nobody")
	says("'later'", mode="later")
	for word in ("live", "hold"):
		o.more["dispatch"] = {"mode": word}
		o.write()
		t.equal(o.check().returncode, 0, "-n: %s is good" % word)


def held(t, o, two):
	start = mode(o, "hold")
	t.ok(o.await_log("warning - dispatch-mode mode=hold", 5, start), "vanthud says it at its start",
		o.tail())
	one, other = receive(o), receive(o)
	t.equal(states(o, one) + states(o, other), ["held"] * 2 * MAILS, "all of it is held")
	rows = o.sql("SELECT * FROM mail WHERE state = 'composed'")
	good = []
	for row in rows:
		with open(o.path("state", "outbox", row["file"]), "rb") as f:
			good.append(hashlib.sha256(f.read()).hexdigest() == row["sha256"])
	t.equal(good, [True] * 2 * MAILS, "composed, signed, under its SHA-256 in the outbox")
	t.equal(o.mails(), [], "nothing left")
	t.ok("HOLD" in value(o, "dispatch-mode") and "NO MAIL LEAVES; 6 held" in value(o,
		"dispatch-mode"), "status says it loudly", o.ctl("status", as_json=False))
	t.equal(value(o, "mail-held"), "6", "and counts")
	t.equal([r["mail-held"] for r in o.ctl("balance").rows], [6], "so does the balance")
	queue = o.ctl("queue", "--held").rows
	t.equal([r["state"] for r in queue], ["held"] * 6, "vanthuctl queue --held shows them")
	answer = o.ctl("resend", "--held")
	t.ok(answer.status != 0 and "dispatch.mode is hold" in answer.err, "held they stay", answer)
	answer = o.ctl("resend", queue[0]["id"])
	t.ok(answer.status != 0 and "dispatch.mode is hold" in answer.err, "one by its number too",
		answer)
	o.kill()
	o.start()
	time.sleep(1)
	o.wait_idle()
	t.equal((o.mails(), states(o, one)), ([], ["held"] * MAILS), "also after a crash")
	two += [one, other]


def live(t, o, two):
	"""What the rehearsal made stays, what is new leaves."""
	start = mode(o, "live")
	t.ok(o.await_log("info - dispatch-mode mode=live", 5, start), "a reload changes the mode",
		o.tail())
	row = receive(o)
	t.equal(await_states(o, row, ["sent"] * MAILS), ["sent"] * MAILS, "what is new leaves")
	t.equal(states(o, two[0]) + states(o, two[1]), ["held"] * 2 * MAILS, "what was held stays")
	t.ok("6 MAILS HELD" in value(o, "dispatch-mode"), "status goes on to say so",
		value(o, "dispatch-mode"))
	number = o.ctl("trace", two[0]["id"]).tables["mails"][0]["id"]
	o.ctl("resend", number, ok=True)
	t.equal(await_states(o, two[0], ["held", "held", "sent"]), ["held", "held", "sent"],
		"one is sent by its number")
	t.ok(o.ctl("queue", "drop", "--held").status != 0, "to drop them needs a reason")
	t.ok(o.ctl("queue", "drop").status != 0 and o.ctl("queue").status == 0,
		"queue drop is a command of its own")
	t.equal(states(o, two[1]), ["held"] * MAILS, "nothing was dropped yet")


def dropped(t, o, two):
	files = [m["file"] for m in o.sql("SELECT file FROM mail WHERE held_at NOT NULL"
		" AND state = 'composed'")]
	before = len(o.mails())
	answer = o.ctl("queue", "drop", "--held", "--reason", "hết đợt chạy thử", ok=True)
	t.ok(answer.out.find("5 thư") >= 0, "all are dropped at once", answer)
	t.equal(states(o, two[1]), ["withdrawn"] * MAILS, "they are withdrawn")
	lines = [json.loads(r["line"]) for r in o.sql("SELECT line FROM ledger")]
	dropped_lines = [line for line in lines if line["act"] == "drop-mail"]
	t.ok(len(dropped_lines) == 5 and all(line["reason"] and line["message-id"] and line["by"]
		for line in dropped_lines), "the ledger says each, by whom and why", dropped_lines[:1])
	time.sleep(1)
	t.equal(len(o.mails()), before, "none of them leaves")
	t.equal([f for f in files if os.path.exists(o.path("state", "outbox", f))], [],
		"their bytes are gone")
	t.equal(o.ctl("verify").status, 0, "ledger and files agree")
	t.equal(value(o, "dispatch-mode"), "live", "status is calm again")


def sent(t, o, _):
	mode(o, "hold")
	row = receive(o)
	before = len(o.mails())
	mode(o, "live")
	answer = o.ctl("resend", "--held", ok=True)
	t.ok("3 thư" in answer.out, "resend --held", answer)
	t.equal(await_states(o, row, ["sent"] * MAILS), ["sent"] * MAILS, "sends them")
	letters = o.mails()[before:]
	t.equal(verified(o, letters), [True] * MAILS, "openssl cms -verify holds")
	rows = {m["message_id"]: m["recipient"] for m in o.sql("SELECT * FROM mail WHERE arrival = ?",
		row["id"])}
	t.equal({one.message_id: one.folder for one in letters}, rows,
		"each to its recipient, under its own Message-ID")


def redirected(t, o, _):
	before = {one.path for one in o.mails()}
	start = mode(o, "redirect", redirect=ONE)
	t.ok(o.await_log("warning - dispatch-mode mode=redirect to=" + ONE, 5, start),
		"vanthud names the address", o.tail())
	t.ok("REDIRECT" in value(o, "dispatch-mode") and ONE in value(o, "dispatch-mode"),
		"so does status")
	row = receive(o)
	await_states(o, row, ["sent"] * MAILS)
	letters = [one for one in o.mails() if one.path not in before]
	t.equal([one.folder for one in letters], [ONE] * MAILS, "all of it is in one mailbox")
	t.equal(verified(o, letters), [True] * MAILS, "openssl cms -verify holds: no byte was touched")
	rows = {m["message_id"]: m["recipient"] for m in o.sql("SELECT * FROM mail WHERE arrival = ?",
		row["id"])}
	t.ok(all(rows[one.message_id] in one["To"] for one in letters),
		"To names whom it was meant for", [one["To"] for one in letters])
	mails = o.ctl("trace", row["id"]).tables["mails"]
	t.equal([(m["state"], m["sent-to"]) for m in mails], [("sent", ONE)] * MAILS,
		"trace says where it went in truth")


def by_smtp(t, o, _):
	"""The envelope on the wire: nobody but that one address is named to the server."""
	with smtp_fake.Fake("off") as server:
		o.stop()
		o.extra = [("smtp", {"server": "127.0.0.1", "port": server.port, "tls": "off",
			"helo": "vanthu.kimson.example"})]
		mode(o, "redirect", redirect=ONE, maildir=None)
		row = receive(o)
		t.equal(await_states(o, row, ["sent"] * MAILS), ["sent"] * MAILS, "by SMTP, too")
		said = [line for line in server.commands if line.startswith(("MAIL", "RCPT"))]
		t.ok(all("<%s>" % ONE in line for line in said if line.startswith("RCPT")),
			"one address in every RCPT", said)
		t.ok(not [line for line in said if "ORCPT" in line and ONE not in line],
			"and in every ORCPT", said)
		t.ok(all("<>" in line or "robot@kimson.example" in line for line in said
			if line.startswith("MAIL")), "reports come to our robot alone", said)
		taken = len(server.taken)
		mode(o, "hold")
		row = receive(o)
		t.equal((states(o, row), len(server.taken)), (["held"] * MAILS, taken),
			"held: not even a connection")
		mode(o, "live")
		o.ctl("resend", "--held", ok=True)
		await_states(o, row, ["sent"] * MAILS)
		t.ok(any(b"chutich@" in one[1][0].encode() for one in server.taken[taken:]),
			"live: to whom it is meant")


def balance(t, o, _):
	"""The daily balance of an office that rehearses says so."""
	o.stop()
	path = o.path("state", "db", "vanthu.db")
	with contextlib.closing(sqlite3.connect(path, isolation_level=None)) as db:
		db.execute("UPDATE arrival SET received_at = received_at - 172800")
	mode(o, "hold")
	o.wait_idle()
	rows = o.sql("SELECT v.value FROM mail m JOIN mail_value v ON v.mail = m.id WHERE"
		" m.kind = 'can-bang' AND v.key = 'canh_bao_dien_tap'")
	t.ok(rows and "chạy thử" in rows[-1]["value"], "the balance says that nothing leaves", rows)
	t.equal({m["state"] for m in o.ctl("queue", "--held").rows if m["kind"] == "can-bang"},
		{"held"}, "and is held itself")


def main():
	if not pdf.have_reportlab():
		print("1..0 # SKIP python3-reportlab is missing")
		return
	with office.Office(keys=office.key_cache()) as o:
		o.tidy_trust()
		tap.run(*tap.steps_of(o, [], configuration, held, live, dropped, sent, redirected, by_smtp,
			balance))


main()
