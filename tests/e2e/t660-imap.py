#!/usr/bin/python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""t660-imap - a real Dovecot and vanthu-imap: taken in once, moved, told; certificates; disasters."""

import imaplib
import os
import random
import re
import signal
import sys
import time

sys.path.insert(0, os.path.join(os.path.dirname(os.path.abspath(__file__)), ".."))
from lib import daemon, dovecot, kit, office, pdf, server_tls, shapes, tap, wait  # noqa: E402

USER, PASSWORD = "den", "mật khẩu dài"
DONE = "&ARAA4w- nh&Hq0-n"
PARKED = "Kh&APQ-ng nh&Hq0-n &AREBsB7j-c"
STREAM = 100
DAY = server_tls.DAY


def raw_of(o, number):
	k = kit.Kit(o.pki)
	k.begin("imap-%d" % number, number)
	return k.signed()


def rows(o):
	return o.sql("SELECT * FROM arrival ORDER BY sequence")


def begins(t, o, box):
	"""What lay there before is nobody's business; what comes is taken within seconds."""
	with box.client(USER) as c:
		c.append("INBOX", None, imaplib.Time2Internaldate(time.time() - 3 * DAY), raw_of(o, 900))
	o.start()
	t.ok(o.await_log("imap-connected account=hop-thu .*idle=yes move=yes key=sha256:"),
		"connected", o.tail())
	made = next(m for m in shapes.build(o.pki, groups=("demo",), lf=False)
		if "good" in m.expect["verdict"])
	begin = time.monotonic()
	box.deliver(made.raw, USER)
	t.ok(wait.until(lambda: rows(o), 15), "IDLE wakes us: taken in %.1f s after the delivery"
		% (time.monotonic() - begin), o.tail())
	o.wait_idle()
	row = rows(o)[-1]
	t.equal((row["state"], row["verdict"], row["door"], row["account"]),
		("registered", 0, "imap", "hop-thu"), "its signature holds: registered")
	t.ok(wait.until(lambda: box.count(USER, DONE) == 1), "then it lies in Đã nhận", o.tail())
	t.equal((box.count(USER), len(rows(o))), (1, 1), "and what was older stays where it was")
	with box.client(USER) as c:
		c.select('"%s"' % DONE, readonly=True)
		flags = c.fetch("1", "(FLAGS)")[1][0]
		names = [line.decode() for line in c.lsub()[1] if line]
	t.ok(b"\\Seen" in flags, "seen", flags)
	t.ok(any(DONE in n for n in names), "the folder is subscribed to", names)
	t.ok("imap-lost" not in o.log_text() and not o.denied(), "and nothing went wrong on the way",
		o.tail())


def look_around(t, o, box):
	"""wait --idle asks every mailbox."""
	before = len(rows(o))
	for i in range(5):
		box.deliver(raw_of(o, 10 + i), USER)
	t.ok(o.wait_idle(60), "the office says that it is idle")
	t.equal(len(rows(o)), before + 5, "only when all of them are in")
	t.equal(o.ctl("status").json and [r["value"] for r in o.ctl("status").rows
		if r["name"] == "vanthu-imap"], ["1"], "status counts the mailboxes")


def disturbed(t, o, box):
	"""Our program, the registrar and the server end in the middle: each is registered once."""
	chance = random.Random(11)
	before = len(o.numbers())
	for i in range(STREAM):
		raw = raw_of(o, 100 + i)
		for _ in range(100):
			try:
				box.deliver(raw, USER)
				break
			except OSError:
				time.sleep(0.1)
		if i % 9 == 4:
			for pid in [p for p, n in o.programs().items() if n == "vanthu-imap"]:
				os.kill(pid, signal.SIGKILL)
		if i % 25 == 13:
			pids = [p for p, n in o.programs().items() if n in ("vanthu-registrar",
				"vanthu-intake")]
			os.kill(chance.choice(pids), signal.SIGKILL)
		if i % 40 == 22:
			box.restart()
	t.ok(wait.until(lambda: len(o.numbers()) >= before + STREAM, 120), "all are registered",
		"%d of %d\n%s" % (len(o.numbers()) - before, STREAM, o.tail()))
	t.ok(wait.until(lambda: box.count(USER) == 1, 60), "and moved", o.tail())
	o.wait_idle()
	numbers = o.numbers()
	t.equal(numbers, list(range(1, before + STREAM + 1)), "each of %d once, without a gap" % STREAM)
	t.equal([r["state"] for r in rows(o) if r["state"] != "registered"], [],
		"and none came twice: nothing is a duplicate")
	t.equal(box.count(USER, DONE), before + STREAM, "as many lie in Đã nhận")


def leftovers(t, o, _):
	spool = [n for n in os.listdir(o.path("state", "spool")) if n.startswith(".tmp-")]
	o.stop()
	o.start()
	left = [n for n in os.listdir(o.path("state", "spool")) if n.startswith(".tmp-")]
	t.equal(left, [], "of %d drafts of the dead none outlives a new start" % len(spool))
	state = o.path("state", "imap", "hop-thu.state")
	with open(state, encoding="ascii") as f:
		text = f.read()
	t.ok("under-way" not in text, "and nothing is under way", text)
	t.equal(os.stat(state).st_mode & 0o777, 0o600, "the state file is ours alone")


def renumbered(t, o, box):
	"""A mailbox restored from a backup: other UIDVALIDITY, the messages of old once more."""
	before = rows(o)
	o.stop()
	with box.client(USER) as c:
		c.select('"%s"' % DONE)
		c.copy("1:3", "INBOX")
		fresh = raw_of(o, 500)
		c.append("INBOX", None, None, fresh)
	box.stop()
	folder = os.path.join(box.folder, "home", USER, "Maildir")
	for name in os.listdir(folder):
		if name.startswith("dovecot-uidlist") or name.startswith("dovecot-uidvalidity") \
				or name.startswith("dovecot.index"):
			os.remove(os.path.join(folder, name))
	time.sleep(1.1)
	box.start()
	o.start()
	t.ok(o.await_log("imap-renumbered"), "it is noticed", o.tail())
	t.ok(wait.until(lambda: len(rows(o)) >= len(before) + 4), "the folder is read anew", o.tail())
	o.wait_idle()
	states = sorted(r["state"] for r in rows(o)[len(before):])
	t.equal(states, ["duplicate"] * 3 + ["registered"], "what is known is a duplicate, the new one "
		"is registered")
	t.ok(wait.until(lambda: box.count(USER) == 1), "what came before the first day stays again",
		o.tail())


def giant(t, o, box):
	"""Just below 64 MiB, streamed."""
	o.stop()
	k = kit.Kit(o.pki)
	k.begin("giant", 600)
	line = b"0123456789" * 7 + b"\r\n"
	raw = (b"From: a@noivu.example\r\nTo: vanthu@kimson.example\r\nSubject: giant\r\n\r\n"
		+ line * ((64 * 1024 * 1024 - 4096) // len(line)))
	with box.client(USER) as c:
		c.append("INBOX", None, None, raw)
	before = len(rows(o))
	o.start()
	t.ok(wait.until(lambda: len(rows(o)) > before, 60), "taken in", o.tail())
	row = rows(o)[-1]
	t.equal(row["bytes"], len(raw), "whole")
	with open("/proc/%d/status" % o.pid_of("vanthu-imap"), encoding="ascii") as f:
		peak = int(re.search(r"VmHWM:\s+(\d+)", f.read()).group(1))
	if tap.sanitized():
		t.skip("memory", "a build with sanitizers")
	else:
		t.ok(peak < 48 * 1024, "without holding it in memory: %d KiB at most" % peak)
	o.wait_idle(120)


def stormy(t, o, box):
	"""Stopped and let go on, and hit by harmless signals, while it waits, fetches and moves."""
	before, number = len(rows(o)), 30
	start = len(o.log_text())
	pid = o.pid_of("vanthu-imap")
	for i in range(number):
		box.deliver(raw_of(o, 1000 + i), USER)
		for _ in range(10):
			for name in (signal.SIGSTOP, signal.SIGCONT, signal.SIGCHLD, signal.SIGWINCH,
					signal.SIGURG, signal.SIGPIPE):
				os.kill(pid, name)
			time.sleep(0.002)
	t.ok(wait.until(lambda: len(rows(o)) == before + number, 60), "all are taken", o.tail())
	o.wait_idle(60)
	t.equal(len(rows(o)), before + number, "once")
	t.ok(o.pid_of("vanthu-imap") == pid, "by the same process", [line for line in
		o.log_text()[start:].splitlines() if " ended " in line or "vanthud[" in line])
	t.ok("imap-lost" not in o.log_text()[start:], "in the same session", o.tail())


def too_big(t, o, box):
	o.more["intake"] = {"max-bytes": "100K"}
	o.write()
	o.stop()
	start = len(o.log_text())
	o.start()
	t.ok(o.await_log("imap-connected account=hop-thu", start=start), "connected anew", o.tail())
	before = len(rows(o))
	with box.client(USER) as c:
		c.append("INBOX", None, None, b"Subject: big\r\n\r\n" + b"x" * 70 + b"\r\n"
			+ (b"y" * 70 + b"\r\n") * 3000)
		c.append("INBOX", None, None, b"From: a@b.example\r\nSubject: small\r\n\r\nx\r\n")
	t.ok(wait.until(lambda: box.count(USER, PARKED) == 1), "what is too big is parked", o.tail())
	t.ok(wait.until(lambda: len(rows(o)) == before + 1), "the next one is taken in", o.tail())
	t.ok(o.await_log("door-fault door=hop-thu reason=too-big"), "and the administrator is told",
		o.tail())
	o.more["intake"] = {}
	o.write()


def two_mailboxes(t, o, box):
	"""A second one that cannot be reached takes nothing from the first; a reload brings and ends it."""
	o.add_block("imap khac", **box.imap_block(o, USER, port=daemon.free_port()))
	t.ok(o.await_log("imap-lost account=khac"), "a server that is not there is told", o.tail())
	t.equal(sorted(o.programs().values()).count("vanthu-imap"), 2, "each has its process")
	before = len(rows(o))
	box.deliver(raw_of(o, 700), USER)
	t.ok(wait.until(lambda: len(rows(o)) > before), "and the other one works", o.tail())
	t.ok(o.wait_idle(30), "the office comes to rest")
	o.extra.pop()
	o.write()
	t.ok(wait.until(lambda: sorted(o.programs().values()).count("vanthu-imap") == 1),
		"without its block it ends", o.programs())
	o.stop()


def old_server(t, o, box):
	"""Neither MOVE nor IDLE: COPY, \\Deleted, UID EXPUNGE, and asked from time to time."""
	box.extra = "imap_capability = IMAP4rev1 SASL-IR UIDPLUS\n"
	box.write()
	box.restart()
	with box.client(USER) as c:	# somebody else's: not ours to expunge
		c.select("INBOX")
		mine = c.search(None, "ALL")[1][0].split()[0]
		c.store(mine, "+FLAGS", "\\Deleted")
		left = box.count(USER)
	o.extra[-1] = ("imap hop-thu", box.imap_block(o, USER, poll="1s"))
	o.write()
	start = len(o.log_text())
	o.start()
	t.ok(o.await_log("imap-connected .*idle=no move=no", start=start), "an old server", o.tail())
	before, moved = len(rows(o)), box.count(USER, DONE)
	for i in range(3):
		box.deliver(raw_of(o, 800 + i), USER)
	t.ok(wait.until(lambda: box.count(USER, DONE) == moved + 3, 20), "moved there too", o.tail())
	o.wait_idle()
	t.equal((len(rows(o)), box.count(USER)), (before + 3, left),
		"taken once, and nobody else's message was expunged")
	o.stop()
	box.extra = ""
	box.write()
	box.restart()


def tries(t, o, box, expected, text, **more):
	"""A start with that block: refused, or connected, and what the log says."""
	start = len(o.log_text())
	o.extra[-1] = ("imap hop-thu", box.imap_block(o, USER, **more))
	o.write()
	o.start()
	t.ok(o.await_log(expected, start=start), text, o.log_text()[start:])
	o.stop()
	return o.log_text()[start:]


def strangers(t, o, box):
	"""Servers that are not who they should be."""
	a = box.authority
	other = server_tls.Authority(o.path("tls-other"), "other")
	good = box.certificate

	def serve(certificate):
		box.certificate = certificate
		box.write()
		box.restart()
	log = tries(t, o, box, "imap-refused", "unknown roots: refused", roots=other.root)
	t.ok(good.pin in log, "and its key is named, for a pin", log)
	t.ok("imap-connected" not in log, "not connected")
	serve(a.issue("elsewhere", ["mail.example"]))
	tries(t, o, box, "imap-refused .*[Hh]ost ?name mismatch", "another host's certificate: refused")
	expired = a.issue("expired", [box.host], -20 * DAY, -DAY)
	serve(expired)
	tries(t, o, box, "imap-refused .*expired", "expired: refused")
	tries(t, o, box, "imap-connected", "the same with its key pinned: connected", roots=None,
		tls_pin=expired.pin)
	tries(t, o, box, "imap-refused", "another key than the pinned one: refused", roots=None,
		tls_pin=good.pin)
	serve(good)
	tries(t, o, box, "imap-connected", "STARTTLS: connected", tls="starttls", port=box.imap)
	log = tries(t, o, box, "imap-refused .*AUTHENTICATIONFAILED|imap-refused .*says no",
		"a wrong password: refused", password_file=o.secret("wrong", "falsch"))
	t.ok("falsch" not in log and PASSWORD not in o.log_text(), "no password is in the log")


def configuration(t, o, box):
	def says(text, **more):
		o.extra[-1] = ("imap hop-thu", box.imap_block(o, USER, **more))
		o.write()
		done = o.check()
		t.ok(done.returncode == 78 and re.search(text, done.stderr), "-n: " + text, done.stderr)
	says("others may read", password_file=o.secret("open", PASSWORD, 0o644))
	says("neither roots nor a pin", roots=None)
	says("is no pin", roots=None, tls_pin="sha256:12")
	says("cannot read .*missing", password_file=o.path("missing"))
	says("no root certificate", roots=o.secret("no-roots", PASSWORD))
	says("unknown agency|is no own agency", agency="nobody")
	says("is the folder that mail comes into", done="INBOX")
	o.extra[-1] = ("imap hop-thu", box.imap_block(o, USER))
	o.write()
	done = o.check()
	t.equal((done.returncode, done.stderr), (0, ""), "-n: a good one is good")


def main():
	why = dovecot.unavailable() or (None if pdf.have_reportlab() else "python3-reportlab is missing")
	if why:
		print("1..0 # SKIP " + why)
		return
	with office.Office(keys=office.key_cache()) as o:
		with dovecot.Dovecot(o.path("dovecot"), {USER: PASSWORD}) as box:
			o.tidy_trust()
			o.more["office"] = {"log-level": "debug"}
			o.add_block("imap hop-thu", **box.imap_block(o, USER))
			tap.run(*tap.steps_of(o, box, begins, look_around, disturbed, leftovers, renumbered,
				giant, stormy, too_big, two_mailboxes, old_server, strangers, configuration))


main()
