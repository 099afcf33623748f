#!/usr/bin/python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""scan-steps - killed at every step between a message's scan and its conclusion (TAP)."""

import os
import sys
import time

sys.path.insert(0, os.path.join(os.path.dirname(os.path.abspath(__file__)), ".."))
from lib import clamd_fake, crash, kit, office, pdf, tap  # noqa: E402

STEPS = ("scan.asked", "scan.answered", "store.commit.before", "store.commit.after",
	"registrar.committed", "store.file.moved")
BAD = b"X-Vanthu-Test: infected"
FOUND = "%s: Vanthu.Test FOUND\0"
PEOPLE = ("binh@kimson.example", "minh@kimson.example")


class Scanner(clamd_fake.Fake):
	"""Finds something in what holds BAD; it is given streams."""

	def _answer(self, connection):
		command = self._command(connection)
		if command != b"zINSTREAM\0":
			connection.sendall(self.version.encode() + b"\0")
			return
		data = b""
		while True:
			head = connection.recv(4, 0x100)	# MSG_WAITALL
			size = int.from_bytes(head, "big")
			if len(head) < 4 or size == 0:
				break
			data += connection.recv(size, 0x100)
		answer = FOUND if BAD in data else clamd_fake.CLEAN
		connection.sendall(answer.replace("%s", "stream").encode("ascii"))


class Run(crash.Trial):
	def __init__(self, base, scanner, raws, at):
		super().__init__(base, at)
		self.raws = raws
		self.o.more["notices"] = {"digest-every": "1s", "balance-at": "23:59"}
		self.o.add_block("clamd", server=scanner.path, **{"pass": "stream"})

	def go(self):
		o = self.o
		o.start()
		o.wait_idle()
		self.map.arm(self.at)
		sent = [o.deliver(raw) for raw in self.raws]
		until = time.monotonic() + 60
		while time.monotonic() < until:
			try:
				self.revive()
				rows = [o.arrival(s) for s in sent]
				if all(r and r["state"] != "waiting" for r in rows):
					o.settle(20)
					o.drain(20, crash.DIGESTS)
					return
			except office.Fault:
				pass
			time.sleep(0.1)

	def faults(self):
		o, out = self.o, []
		states = [(r["state"], r["code"]) for r in o.sql("SELECT * FROM arrival ORDER BY sequence")]
		if sorted(states) != [("held", 801), ("registered", 101)]:
			out.append("states %s" % states)
		if o.numbers() != [1]:
			out.append("numbers %s" % o.numbers())
		for person in PEOPLE:
			told = o.sql("SELECT state FROM mail WHERE kind = 'ma-doc' AND recipient = ?", person)
			if [m["state"] for m in told] != ["sent"]:
				out.append("%s was told %s" % (person, told))
		left = os.listdir(o.path("state", "spool"))
		if left:
			out.append("spool/ holds %s" % left)
		if o.ctl("verify").status != 0:
			out.append("verify fails")
		return out


@crash.on_build
def walk(t, base):
	k = kit.Kit(base.pki)
	raws = [k.signed()]
	k.begin("scan-bad", 50)
	raws.append(k.signed(outer=k.outer(more=(("X-Vanthu-Test", "infected"),))))
	with Scanner(base.path("clamd")) as scanner:
		passed = Run(base, scanner, raws, 0).judge(t)
		steps = [n + 1 for n, name in enumerate(passed) if name in STEPS]
		t.ok(passed.count("scan.asked") == 2 and passed.count("scan.answered") == 2,
			"both are scanned once", passed)
		# Before it nothing knows of scans.
		first = passed.index("scan.asked") + 1 if "scan.asked" in passed else 0
		for at in [n for n in steps if n >= first][:10]:
			Run(base, scanner, raws, at).judge(t)


if pdf.have_reportlab():
	tap.run(walk)
else:
	print("1..0 # SKIP python3-reportlab is missing")
