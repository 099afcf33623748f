#!/usr/bin/python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""t694-full-disk - the disk is full in the middle of DATA: 4xx, nothing half, and all is well when there
is room again. The state folder is a small tmpfs in a mount namespace of this test alone (root only)."""

import os
import smtplib
import subprocess
import sys
import time

sys.path.insert(0, os.path.join(os.path.dirname(os.path.abspath(__file__)), ".."))
from lib import kit, office, pdf, tap  # noqa: E402

MARK = "VT_IN_MOUNT_NAMESPACE"
TO = "vanthu@kimson.example"
MIB = 1024 * 1024
SIZE = 32 * MIB


def raw_of(o, number):
	k = kit.Kit(o.pki)
	k.begin("full-%d" % number, number)
	return k.signed()


def big(size):
	line = b"0123456789" * 7 + b"\r\n"
	return (b"From: a@noivu.example\r\nTo: vanthu@kimson.example\r\nSubject: big\r\n\r\n"
		+ line * (size // len(line)))


def hand(lmtp, raw, chunk=False):
	"""The server's last words about one message."""
	lmtp.rset()
	for line in ("MAIL FROM:<vanthu@noivu.example>", "RCPT TO:<%s>" % TO):
		code, text = lmtp.docmd(line)
		if code != 250:
			return code, text
	if chunk:
		lmtp.send(b"BDAT %d LAST\r\n" % len(raw) + raw)
		return lmtp.getreply()
	code, text = lmtp.docmd("DATA")
	if code != 354:
		return code, text
	lmtp.send(smtplib._quote_periods(raw) + b".\r\n")  # pylint: disable=protected-access
	return lmtp.getreply()


def client(o):
	c = smtplib.LMTP(o.path("lmtp.sock"), timeout=30)
	c.ehlo()
	return c


def free(o):
	s = os.statvfs(o.path("state"))
	return s.f_bavail * s.f_frsize


def fill(o, leave):
	"""Only so many bytes are left."""
	with open(o.path("state", "filler"), "ab", buffering=0) as f:
		while free(o) > leave:
			try:
				f.write(b"\0" * min(MIB, max(4096, free(o) - leave)))
			except OSError:
				break


def empty(o):
	os.remove(o.path("state", "filler"))


def spool(o):
	return sorted(os.listdir(o.path("state", "spool")))


def in_data(t, o):
	fill(o, 2 * MIB)
	before = len(o.sql("SELECT id FROM arrival"))
	with client(o) as c:
		for chunk in (False, True):
			code, text = hand(c, big(6 * MIB), chunk)
			t.equal((code, text[:5]), (452, b"4.3.1"), "%s: 452 4.3.1 (%s)" % (
				"BDAT" if chunk else "DATA", text.decode()))
			t.equal(spool(o), [], "nothing of it is left in the spool")
			t.ok(free(o) > 1.5 * MIB, "and its room is free again", free(o))
		raw = raw_of(o, 900)
		t.equal(hand(c, raw)[0], 250, "a smaller one fits, on the same connection")
	row = o.await_arrival(office.Sent(raw, None))
	t.equal(row and row["state"], "registered", "and is registered")
	t.equal(len(o.sql("SELECT id FROM arrival")), before + 1, "it alone arrived")
	empty(o)
	with client(o) as c:
		t.equal(hand(c, big(6 * MIB))[0], 250, "with room again the large one is taken")
	o.wait_idle()
	t.equal(len(o.sql("SELECT id FROM arrival")), before + 2, "once")


def no_room(t, o):
	"""Not one byte: also the register cannot write."""
	o.wait_idle()
	raw = raw_of(o, 901)
	fill(o, 0)
	said = []
	for _ in range(3):
		with client(o) as c:
			said.append(hand(c, raw))
	t.ok(all(400 <= code < 500 for code, _ in said), "no room at all: 4xx", said)
	t.equal([n for n in spool(o) if not n.startswith(".tmp-")], [], "nothing in the spool")
	t.ok(o.alive, "the office lives on", o.tail())
	empty(o)
	until = time.monotonic() + 30
	code = 0
	while code != 250 and time.monotonic() < until:
		with client(o) as c:
			code, _ = hand(c, raw)
		time.sleep(0.2)
	t.equal(code, 250, "there is room: taken")
	row = o.await_arrival(office.Sent(raw, None))
	t.equal(row and row["state"], "registered", "and registered")
	states = [r["state"] for r in o.sql("SELECT state FROM arrival WHERE sha256 = ?",
		office.Sent(raw, None).sha256)]
	t.ok(states.count("registered") == 1, "once", states)


def while_kept(t, o):
	"""Messages are in, then the disk is full: the register waits and goes on by itself."""
	before = len(o.numbers())
	raws = [raw_of(o, 910 + i) for i in range(6)]
	with client(o) as c:
		for i, raw in enumerate(raws):
			if i == 3:
				fill(o, 400 * 1024)
			hand(c, raw)
	time.sleep(1)
	empty(o)
	until = time.monotonic() + 40
	while len(o.numbers()) < before + len(raws) and time.monotonic() < until:
		for raw in raws:	# an MTA comes again with what it was not told 250 for
			if not o.arrival(office.Sent(raw, None)):
				with client(o) as c:
					hand(c, raw)
		time.sleep(0.5)
	o.wait_idle()
	t.equal(o.numbers(), list(range(1, before + len(raws) + 1)), "all are registered, without a gap")
	t.equal(o.ctl("verify").status, 0, "ledger, register and files agree")
	t.equal(spool(o), [], "the spool is empty")
	t.equal(o.stop(), 0, "an orderly end")


def main():
	if os.getuid() != 0:
		print("1..0 # SKIP only root can mount a small disk")
		return
	if not pdf.have_reportlab():
		print("1..0 # SKIP python3-reportlab is missing")
		return
	if not os.environ.get(MARK):
		if subprocess.run(("unshare", "--mount", "true"), capture_output=True,
				check=False).returncode != 0:
			print("1..0 # SKIP no mount namespace to be had")
			return
		os.environ[MARK] = "1"
		os.execvp("unshare", ["unshare", "--mount", "--propagation", "private", sys.executable]
			+ sys.argv)
	with office.Office(keys=office.key_cache()) as o:
		o.add_block("lmtp mta", listen=o.path("lmtp.sock"), agency="kimson")
		subprocess.run(("mount", "-t", "tmpfs", "-o", "size=%d,mode=0700" % SIZE, "tmpfs",
			o.path("state")), check=True)
		try:
			o.start()
			tap.run(*tap.steps(o, in_data, no_room, while_kept))
		finally:
			o.kill()
			subprocess.run(("umount", o.path("state")), check=False)


main()
