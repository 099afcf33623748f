#!/usr/bin/python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""t500-programs - the supervisor, the check of the set-up, the log, the door (TAP)."""

import os
import re
import signal
import subprocess
import sys
import time

sys.path.insert(0, os.path.join(os.path.dirname(os.path.abspath(__file__)), ".."))
from lib import office, office_files, pdf, shapes, tap  # noqa: E402

PROGRAMS = {"vanthud", "vanthu-intake", "vanthu-inspect", "vanthu-registrar", "vanthu-dispatch",
	"vanthu-signer"}


def all_run(t, o):
	running = set(o.programs().values())
	t.equal(running & PROGRAMS, PROGRAMS, "six programs run, small ones, as the design draws them")
	again = subprocess.run((os.path.join(o.build, "vanthud"), "-c", o.conf), capture_output=True,
		env=o.env(), timeout=30, check=False, encoding="utf-8")
	t.ok(again.returncode != 0, "a second daemon on the same state directory refuses",
		again.returncode)
	t.ok(str(o.daemon.pid) in again.stderr, "and says who holds it", again.stderr)
	t.ok(o.alive and o.ctl("status").status == 0, "the first one goes on")


def restarted(t, o):
	for name in sorted(PROGRAMS - {"vanthud"}):
		pids = [pid for pid, what in o.programs().items() if what == name]
		if not t.ok(pids, name + " runs"):
			continue
		start = len(o.log_text())
		os.kill(min(pids), signal.SIGKILL)
		until = time.monotonic() + 20
		while time.monotonic() < until:
			if name in [what for pid, what in o.programs().items() if pid not in pids]:
				break
			time.sleep(0.05)
		t.ok(name in [what for pid, what in o.programs().items() if pid not in pids],
			"%s is started again after SIGKILL" % name, o.tail())
		until = time.monotonic() + 20
		while o.ctl("wait", "--idle", "--timeout", "10").status != 0 and time.monotonic() < until:
			time.sleep(0.2)
		t.ok(re.search(name[len("vanthu-"):] + r".*(signal|killed|9)", o.log_text()[start:]),
			"the log says so", o.log_text()[start:])
	sent = o.deliver(shapes.one(o.pki, "signed-document").raw)
	o.settle()
	row = o.arrival(sent)
	t.equal(row["state"], "registered", "after all these deaths a document is registered")
	t.ok(row["mails"] and {m["state"] for m in row["mails"]} == {"sent"}, "and its mail is out")


def busy_kill(t, o):
	"""Programs killed while sixteen messages go through: nothing is lost."""
	sent = [o.deliver(made.raw) for made in shapes.build(o.pki, groups=("form",), lf=False)][:12]
	for name in ("vanthu-inspect", "vanthu-registrar", "vanthu-intake", "vanthu-dispatch"):
		time.sleep(0.3)
		for pid, what in o.programs().items():
			if what == name:
				os.kill(pid, signal.SIGKILL)
	until = time.monotonic() + 40
	while time.monotonic() < until:
		try:
			o.settle(20)
			break
		except office.Fault:
			time.sleep(0.5)
	rows = [o.arrival(one) for one in sent]
	t.ok(all(row and row["state"] != "waiting" for row in rows), "every message is concluded",
		[(row or {}).get("state") for row in rows])
	numbers = o.numbers()
	t.equal(numbers, list(range(1, len(numbers) + 1)), "and the numbers have no gap")


def log_lines(t, o):
	text = [line for line in o.log_text().splitlines() if line]
	known = o.log()
	t.ok(len(known) >= 0.95 * len(text) and known, "log lines are: time program level id event …",
		[line for line in text if not office._LINE.match(line)][:10])
	bad = [line for line in known if line[6] and not re.match(
		r'^([a-z0-9_-]+=("[^"]*"|[^\s"]*)\s*)*$', line[6])]
	t.ok(not bad, "what follows the event is key=value", bad[:5])
	ids = {row["id"] for row in o.sql("SELECT id FROM arrival")}
	t.ok(ids & {line[4] for line in known}, "messages are named by id")
	subjects = [row["value"] for row in o.sql(
		"SELECT value FROM document_field WHERE field IN ('subject', 'signer')")]
	whole = o.log_text()
	t.ok(not [s for s in subjects if s in whole], "no subject and no content stands in the log")


def too_big(t, o):
	raw = shapes.one(o.pki, "ecdsa-document").raw
	raw += b"X" * (1 << 20)
	start = len(o.log_text())
	sent = o.deliver(raw)
	until = time.monotonic() + 15
	row = None
	while time.monotonic() < until and not row:
		row = o.arrival(sent)
		if os.path.exists(sent.path) is False and "too-big" in o.log_text()[start:]:
			break
		time.sleep(0.1)
	said = o.log_text()[start:]
	t.ok("too-big" in said or "too-large" in said or (row and 909 in [row["code"]] + row["codes"]),
		"a message above max-bytes is refused clearly", said)
	t.ok(not os.path.exists(sent.path), "and does not lie in new/ for ever")
	good = o.deliver(shapes.one(o.pki, "ecdsa-document").raw)
	until = time.monotonic() + 20
	while time.monotonic() < until and (o.arrival(good) or {}).get("state") != "registered":
		time.sleep(0.1)
	t.equal((o.arrival(good) or {}).get("state"), "registered", "the next one goes through")


def spool(t, o):
	"""ID.env and ID.eml are complete or absent, whenever intake dies."""
	o.stop()
	sent = [o.deliver(raw) for _, raw, _ in shapes.letters(o.pki, 6, 400)]
	wrong = []
	for delay in (0.0, 0.02, 0.05, 0.1):
		o.start()
		time.sleep(delay)
		o.kill()
		names = set(os.listdir(o.path("state", "spool")))
		stems = {n[:-4] for n in names if n.endswith((".env", ".eml")) and not n.startswith(".")}
		for stem in stems:
			if stem + ".env" in names and stem + ".eml" not in names:
				wrong.append("%s: an envelope without its message" % stem)
			if stem + ".eml" in names:
				with open(o.path("state", "spool", stem + ".eml"), "rb") as f:
					if f.read() not in [one.raw for one in sent]:
						wrong.append("%s: not the bytes that came" % stem)
	t.equal(wrong, [], "what lies in spool/ after a kill is whole")
	o.start()
	o.settle()
	t.equal([(o.arrival(one) or {}).get("state") for one in sent], ["registered"] * 6,
		"all six are registered")
	t.equal(os.listdir(o.path("state", "spool")), [], "spool/ is empty at the end")


def orderly(t, o):
	for number in (signal.SIGTERM, signal.SIGINT):
		if not o.alive:
			o.start()
		status = o.stop(number)
		t.equal(status, 0, "%s ends it in order" % signal.Signals(number).name)
		t.ok(not os.path.exists(o.path("state", "run", "control.sock"))
			or o.ctl("status").status != 0, "and nobody answers any more")


def faults(t):
	"""vanthud -n names every fault at once."""
	with office.Office(keys=office.key_cache()) as o:
		o.tidy_trust()
		done = o.check()
		t.ok(done.returncode == 0, "-n finds nothing wrong with a sound office",
			done.stdout + done.stderr)
		spoil(o, "directory.conf", "address = binh@kimson.example", "adress = binh@kimson.example")
		spoil(o, "directory.conf", "role = leader", "role = lieder")
		spoil(o, "routing.conf", "to = le-van-binh", "to = nobody")
		spoil(o, "policy.conf", "void\tclerk,office-head\tlocal", "void\tclerk,office-head\ttoken")
		spoil(o, "books.conf", "own = tanson", "own = tamson")
		spoil(o, "vanthu.conf", "crl = required", "crl = perhaps")
		os.chmod(os.path.realpath(o.path("pki", "keys", "tanson-notice.key")), 0o644)
		os.remove(o.path("pki", "certs", "kimson-notice.pem"))
		done = o.check()
		said = done.stdout + done.stderr
		t.equal(done.returncode, 78, "a spoiled set-up is exit 78")
		for wanted in (r"directory\.conf:\d+: .*adress.*address", r"directory\.conf:\d+: .*lieder",
				r"routing\.conf:\d+: .*nobody", r"policy\.conf:\d+: .*(void|token)",
				r"books\.conf:\d+: .*tamson|books\.conf.*tanson", r"vanthu\.conf:\d+: .*perhaps",
				r"tanson-notice\.key", r"kimson-notice\.pem"):
			t.ok(re.search(wanted, said), "it names %s" % wanted, said)
		again = subprocess.run((os.path.join(o.build, "vanthud"), "-c", o.conf),
			capture_output=True, env=o.env(), timeout=30, check=False)
		t.equal(again.returncode, 78, "and the daemon does not start with it")


def spoil(o, name, old, new):
	with open(o.path(name), encoding="utf-8") as f:
		text = f.read()
	if old not in text:
		raise office.Fault("%s has no '%s'" % (name, old))
	office_files.write(o.path(name), text.replace(old, new, 1))


def main():
	if not pdf.have_reportlab():
		print("1..0 # SKIP python3-reportlab is missing")
		return
	with office.Office(keys=office.key_cache(), more={"intake": {"max-bytes": "1M"}}) as o:
		def start(_):
			o.start()
		tap.run(start, *tap.steps(o, all_run, restarted, busy_kill, log_lines, too_big, spool,
			orderly), faults)


main()
