#!/usr/bin/python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""imap-steps - killed at the durable steps between an IMAP folder and the register (TAP).

Once at each kind of step, now the first time it is passed, now the last; VT_EVERY=1: every time.
"""

import os
import struct
import sys
import time

sys.path.insert(0, os.path.join(os.path.dirname(os.path.abspath(__file__)), ".."))
from lib import crash, dovecot, kit, office, pdf, tap  # noqa: E402

USER, PASSWORD = "den", "bi-mat"
DONE = "&ARAA4w- nh&Hq0-n"
SEALED = "Ni&AOo-m phong"
MAILS = 3
# Steps of others that vanthu-imap must live through.
ALSO = ("arrival.kept", "move.over")


class Run:
	"""A new office and a new account; at 0 nothing is killed."""

	def __init__(self, material, folder, built, box, at):
		self.o = office.Office(folder, build=built, material=material)
		self.box = box
		self.user = "%s%d" % (USER, at)
		self.at = at
		box.users[self.user] = PASSWORD
		box.write()
		path = self.o.path("password")
		with open(os.open(path, os.O_WRONLY | os.O_CREAT, 0o600), "w", encoding="ascii") as f:
			f.write(PASSWORD + "\n")
		self.map_path = self.o.path("crash-map")
		self.arm(0)
		self.o.environment = {"VANTHU_CRASH_MAP": self.map_path}
		self.o.add_block("imap hop-thu", **{"server": box.host, "port": box.imaps,
			"roots": box.roots, "user": self.user, "password-file": path, "agency": "kimson"})

	def arm(self, at):
		with open(self.map_path, "r+b" if os.path.exists(self.map_path) else "wb") as f:
			f.write(struct.pack("=qq", at, 0).ljust(crash.MAP_BYTES, b"\0"))

	def points(self):
		with open(self.map_path, "rb") as f:
			data = f.read()
		used = struct.unpack_from("=qq", data)[1]
		return data[16:16 + min(used, crash.MAP_BYTES - 16)].decode("ascii").split()

	def go(self, raws):
		"""First a connection to the empty folder; then the mails, and the kill."""
		o = self.o
		o.start()
		if not o.await_log("imap-connected", 20):
			raise office.Fault("not connected\n" + o.tail())
		o.wait_idle()
		self.arm(self.at)
		with self.box.client(self.user) as c:	# LMTP would add fields
			for raw in raws:
				c.append("INBOX", None, None, raw)
		until = time.monotonic() + 60
		while time.monotonic() < until:
			if not o.alive:
				o.kill()
				o.start()
			states = [r["state"] for r in o.sql("SELECT state FROM arrival")]
			if states.count("registered") >= MAILS and "held" in states and not o.sql(
					"SELECT 1 FROM move WHERE wanted IS NOT NULL AND ended_at IS NULL") \
					and not self.box.count(self.user):
				return
			time.sleep(0.2)

	def faults(self, raws):
		o, out = self.o, []
		o.wait_idle()
		got = sorted((r["sha256"], r["state"]) for r in o.sql("SELECT * FROM arrival"))
		wanted = sorted((office.Sent(raw, None).sha256, "held" if raw is raws[-1] else "registered")
			for raw in raws)
		if got != wanted:
			out.append("arrivals %s" % got)
		if o.numbers() != list(range(1, MAILS + 1)):
			out.append("numbers %s" % o.numbers())
		lying = [self.box.count(self.user, f) for f in ("INBOX", DONE, SEALED)]
		if lying != [0, MAILS, 1]:
			out.append("in the folder, Đã nhận, Niêm phong: %s" % lying)
		told = [m["kind"] for m in o.sql("SELECT kind FROM mail WHERE kind = 'con-trong-hop-thu'")]
		if told:
			out.append("the security officer was sent to the mailbox")
		o.stop()
		o.start()
		o.wait_idle()
		left = os.listdir(o.path("state", "spool"))
		if left:
			out.append("spool/ holds %s" % left)
		with open(o.path("state", "imap", "hop-thu.state"), encoding="ascii") as f:
			if "under-way" in f.read():
				out.append("something is still under way")
		return out + ([o.tail()] if out else [])


def one(t, base, box, raws, at):
	"""The names passed."""
	run = Run(base.pki, base.path("run-%d" % at), base.build, box, at)
	try:
		run.go(raws)
		passed = run.points()
		faults = run.faults(raws)
	except office.Fault as fault:
		passed, faults = run.points(), [str(fault)]
	run.o.kill()
	name = passed[at - 1] if 0 < at <= len(passed) else "-"
	t.ok(not faults, "killed at step %d (%s)" % (at, name) if at else "without a kill",
		"\n".join(faults))
	return passed


def chosen(passed):
	"""Numbers of the steps to die at."""
	steps = {}
	for n, name in enumerate(passed):
		if name.startswith("imap.") or name in ALSO:
			steps.setdefault(name, []).append(n + 1)
	if os.environ.get("VT_EVERY"):
		return sorted(sum(steps.values(), []))
	return sorted(at[0] if i % 2 else at[-1] for i, at in enumerate(steps.values()))


def walk(t):
	built = crash.build()
	if not t.ok(built, "there is a build with crash points"):
		return
	with office.Office(keys=office.key_cache(), build=built) as base:
		raws = []
		for i in range(MAILS):
			k = kit.Kit(base.pki)
			k.begin("crash-%d" % i, 40 + i)
			raws.append(k.signed())
		k = kit.Kit(base.pki)
		k.begin("crash-secret", 60)
		k.doc(secrecy="MẬT")
		raws.append(k.signed())
		with dovecot.Dovecot(base.path("dovecot"), {USER: PASSWORD}) as box:
			passed = one(t, base, box, raws, 0)
			steps = chosen(passed)
			t.ok(len({passed[n - 1] for n in steps}) >= 7, "there are steps to die at",
				sorted(set(passed)))
			for at in steps:
				one(t, base, box, raws, at)


why = dovecot.unavailable() or (None if pdf.have_reportlab() else "python3-reportlab is missing")
if why:
	print("1..0 # SKIP " + why)
else:
	tap.run(walk)
