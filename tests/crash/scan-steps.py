#!/usr/bin/python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""scan-steps - killed at every step between a message's scan and its conclusion (TAP)."""

import os
import struct
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


class Run:
	"""A new office; at 0 nothing is killed."""

	def __init__(self, material, folder, built, scanner, at):
		self.at = at
		self.o = office.Office(folder, build=built, material=material)
		self.map_path = self.o.path("crash-map")
		self.arm(0)
		self.o.environment = {"VANTHU_CRASH_MAP": self.map_path}
		self.o.more["notices"] = {"digest-every": "1s", "balance-at": "23:59"}
		self.o.add_block("clamd", server=scanner.path, **{"pass": "stream"})

	def arm(self, at):
		with open(self.map_path, "r+b" if os.path.exists(self.map_path) else "wb") as f:
			f.write(struct.pack("=qq", at, 0).ljust(crash.MAP_BYTES, b"\0"))

	def points(self):
		with open(self.map_path, "rb") as f:
			data = f.read()
		used = struct.unpack_from("=qq", data)[1]
		return data[16:16 + min(used, crash.MAP_BYTES - 16)].decode("ascii").split()

	def go(self, raws):
		o = self.o
		o.start()
		o.wait_idle()
		self.arm(self.at)
		sent = [o.deliver(raw) for raw in raws]
		until = time.monotonic() + 60
		while time.monotonic() < until:
			try:
				if not o.alive:
					o.kill()
					o.start()
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
		return out + ([o.tail()] if out else [])


def one(t, base, scanner, raws, at):
	"""The names passed."""
	run = Run(base.pki, base.path("run-%d" % at), base.build, scanner, at)
	try:
		run.go(raws)
		passed = run.points()
		faults = run.faults()
	except office.Fault as fault:
		passed, faults = run.points(), [str(fault)]
	run.o.kill()
	name = passed[at - 1] if 0 < at <= len(passed) else "-"
	t.ok(not faults, "killed at step %d (%s)" % (at, name) if at else "without a kill",
		"\n".join(map(str, faults)))
	return passed


def walk(t):
	built = crash.build()
	if not t.ok(built, "there is a build with crash points"):
		return
	with office.Office(keys=office.key_cache(), build=built) as base:
		k = kit.Kit(base.pki)
		raws = [k.signed()]
		k.begin("scan-bad", 50)
		raws.append(k.signed(outer=k.outer(more=(("X-Vanthu-Test", "infected"),))))
		with Scanner(base.path("clamd")) as scanner:
			passed = one(t, base, scanner, raws, 0)
			steps = [n + 1 for n, name in enumerate(passed) if name in STEPS]
			t.ok(passed.count("scan.asked") == 2 and passed.count("scan.answered") == 2,
				"both are scanned once", passed)
			# Before it nothing knows of scans.
			first = passed.index("scan.asked") + 1 if "scan.asked" in passed else 0
			for at in [n for n in steps if n >= first][:10]:
				one(t, base, scanner, raws, at)


if pdf.have_reportlab():
	tap.run(walk)
else:
	print("1..0 # SKIP python3-reportlab is missing")
