#!/usr/bin/python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""t570-reload - files that an office edits are taken in while it runs, bad ones are not (TAP)."""

import os
import shutil
import signal
import sys
import time

sys.path.insert(0, os.path.join(os.path.dirname(os.path.abspath(__file__)), ".."))
from lib import office, office_files, pdf, shapes, tap  # noqa: E402


def pids(o):
	return {name: pid for pid, name in sorted(o.programs().items(), reverse=True)}


def await_reload(o, start, seconds=20):
	"""Files were taken in, and all programs are there again."""
	if not o.await_log(r" reload ", seconds, start):
		return False
	at = start + o.log_text()[start:].index(" reload ")
	for name in ("registrar", "signer", "dispatch", "inspect", "intake"):
		if not o.await_log("vanthu-%s.* ready " % name, seconds, at):
			return False
	return True


def dump(o):
	return [o.sql("SELECT * FROM %s ORDER BY 1" % table) for table in
		("arrival", "document", "ledger", "mail", "finding", "book_year", "rate")]


def put(o, name):
	sent = o.deliver(shapes.one(o.pki, name).raw)
	o.settle()
	return sent


def pinned(t, o):
	row = o.arrival(put(o, "cert-no-email"))
	t.equal(row["state"], "held", "a certificate without an address is not believed")
	t.ok("0 trong 1" in o.ctl("retry", "--code", "405", "--dry-run").out,
		"retried, it would stay so")
	before = pids(o)
	start = len(o.log_text())
	shutil.copy(o.pki["no-email"].cert_path, o.path("noivu.pem"))
	o.pins["noivu"] = "noivu.pem"
	o.write()
	early = o.ctl("retry", row["id"])
	t.ok(early.status == 75 and o.arrival(row["id"])["state"] == "held",
		"a retry before the new directory is in use is put off, and says so", early)
	t.ok(await_reload(o, start), "the office takes the changed files in by itself", o.tail())
	after = pids(o)
	t.equal(before["vanthud"], after["vanthud"], "vanthud stays")
	t.ok(not {before[n] for n in before if n != "vanthud"} & set(after.values()),
		"all programs are new")
	t.ok("held-for-trust code=405 name=certificate-without-address n=1" in o.log_text()[start:],
		"the log says how many wait for just such a pin, and how to ask", o.tail())
	was = dump(o)
	for which in (("--code", "405"), (row["id"],)):
		answer = o.ctl("retry", *which, "--dry-run")
		t.ok("1 trong 1" in answer.out, "it is told how many held messages are freed", answer)
	t.equal(dump(o), was, "which changes nothing")
	o.ctl("retry", row["id"], ok=True)
	o.settle()
	t.equal(o.arrival(row["id"])["state"], "registered", "and a retry is judged by them")


def bad(t, o):
	before = pids(o)
	start = len(o.log_text())
	good = open(o.path("routing.conf"), encoding="utf-8").read()
	office_files.write(o.path("routing.conf"), good + "\nroute\n\town = nobody\n\tto = nobody\n")
	t.ok(o.await_log(r"reload-refused .*routing\.conf:\d+", 20, start),
		"a bad file is refused with its line", o.tail())
	t.equal(pids(o), before, "and nothing is restarted")
	sent = put(o, "signed-document")
	t.equal(o.arrival(sent)["state"], "registered", "the office works on with what it had")
	time.sleep(3)
	t.equal(o.log_text()[start:].count("is no own agency"), 1, "it is told once")
	start = len(o.log_text())
	office_files.write(o.path("routing.conf"), good)
	t.ok(await_reload(o, start), "mended, it is taken in", o.tail())


def asked(t, o):
	start = len(o.log_text())
	os.kill(o.daemon.pid, signal.SIGHUP)
	t.ok(await_reload(o, start), "HUP does it at once, changed or not")
	sent = put(o, "ecdsa-document")
	t.equal(o.arrival(sent)["state"], "registered", "and mail goes on")
	t.equal(o.stop(), 0, "the office ends in order")


def main():
	if not pdf.have_reportlab():
		print("1..0 # SKIP python3-reportlab is missing")
		return
	with office.Office(keys=office.key_cache()) as o:
		def start(_):
			o.start()
		tap.run(start, *tap.steps(o, pinned, bad, asked))


main()
