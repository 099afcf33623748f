# SPDX-License-Identifier: GPL-3.0-or-later
"""crash - a scenario that is killed at its N-th durable step, started again, and accounted for.

	@crash.on_build
	def steps(t, base):                    base: an office of that build, its folder and keys for all
		passed = MyTrial(base, 0).judge(t)     a subclass of Trial; without a kill: the names of the steps
		for at in ...: MyTrial(base, at).judge(t)
	tap.run(steps)

walk() is the scenario of every-step and some-steps. Needs a build with --enable-crash-points:
vt_crashpoint() counts down the number in the file that VANTHU_CRASH_MAP names and kills its process
when it comes to 0.
"""

import collections
import functools
import os
import struct
import subprocess
import time

from . import office, shapes

# name of the shape, state it ends in
SCENARIO = (("signed-document", "registered"), ("duplicate", "duplicate"),
	("file-annex-missing", "refused"), ("scan", "held"), ("crl-missing", "held"))
# Rests on an authority that no other does: sealed at the end, its evidence goes.
SEALED = "crl-missing"
# Mails about several messages at once: how many there are is a matter of time.
DIGESTS = ("van-thu-giu", "van-thu-khan", "can-bang", "quan-tri", "digest", "balance")
# A held message is asked about by itself or as a row of a table, as time has it.
FORMS = ("phieu-vao-so", "phieu-gop")
REASON = "thiếu phụ lục"


def build():
	"""The build with crash points; None when it cannot be made."""
	top = office.source_folder()
	given = os.environ.get("VT_CRASH_BUILD")
	if given:
		return given
	done = subprocess.run((os.path.join(top, "tests", "setup", "build-variant"), "crash",
		"--enable-crash-points"), stdin=subprocess.DEVNULL, stdout=subprocess.PIPE,
		stderr=subprocess.STDOUT, check=False)
	return os.path.join(top, "build-crash") if done.returncode == 0 else None


def on_build(function):
	"""A step of a test from a function of (Tap, office of the build with crash points)."""
	@functools.wraps(function)
	def step(t):
		built = build()
		if t.ok(built, "there is a build with crash points"):
			with office.Office(keys=office.key_cache(), build=built) as base:
				function(t, base)
	return step


class Map:
	"""The file that VANTHU_CRASH_MAP names: at which step to die, and which ones were passed."""

	BYTES = 65536	# VT_CRASH_MAP_BYTES

	def __init__(self, path, at=0):
		self.path = path
		self.environment = {"VANTHU_CRASH_MAP": path}
		with open(path, "wb") as f:
			f.truncate(self.BYTES)
		self.arm(at)

	def arm(self, at):
		"""Die at the at-th step from now on, 0: at none. In place: programs have it mapped."""
		with open(self.path, "r+b") as f:
			f.write(struct.pack("=qq", at, 0).ljust(self.BYTES, b"\0"))

	def left(self):
		"""Steps to go. Not above 0: the kill has happened."""
		with open(self.path, "rb") as f:
			return struct.unpack("=q", f.read(8))[0]

	def points(self):
		"""Names of the durable steps passed since it was armed, in order."""
		with open(self.path, "rb") as f:
			data = f.read()
		used = struct.unpack_from("=qq", data)[1]
		return data[16:16 + min(used, self.BYTES - 16)].decode("ascii").split()


def name_of(passed, at):
	"""The name of the at-th step of those."""
	return passed[at - 1] if 0 < at <= len(passed) else "-"


class Trial:
	"""A new office in which one scenario is killed at its at-th step, at 0 at none. Subclasses: go(),
	which arms self.map and comes back when all is done, faults(), what is lost or double then, and
	remark(), what the line says besides."""

	def __init__(self, base, at):
		self.o = office.Office(base.path("run-%d" % at), build=base.build, material=base.pki)
		self.at = at
		self.map = Map(self.o.path("crash-map"))
		self.o.environment = self.map.environment

	def remark(self):
		return ""

	def revive(self):
		"""Somebody starts vanthud again when it is gone."""
		if not self.o.alive:
			self.o.kill()
			self.o.start()

	def idle(self, seconds=60):
		"""Nothing is left to do, also when the kill comes only while that is waited for."""
		until = time.monotonic() + seconds
		while True:
			try:
				return self.o.wait_idle()
			except office.Fault:
				if time.monotonic() > until:
					raise
				self.revive()
				time.sleep(0.2)

	def judge(self, t):
		"""One line of the test; the names of the steps passed."""
		try:
			self.go()
			passed = self.map.points()
			faults = self.faults()
		except office.Fault as fault:
			passed, faults = self.map.points(), [fault]
		self.o.kill()
		text = "killed at step %d (%s)%s" % (self.at, name_of(passed, self.at), self.remark())
		t.ok(not faults, text if self.at else "without a kill",
			"\n".join(map(str, [*faults, self.o.tail()])))
		return passed


class Run(Trial):
	"""One run of the scenario of every-step, armed from the start."""

	def __init__(self, base, raws, at):
		super().__init__(base, at)
		self.map.arm(at)
		self.raws = raws
		self.sent = {}

	def _again(self, act, seconds=60):
		"""Until it works: the office is started whenever it is not there."""
		until = time.monotonic() + seconds
		while True:
			try:
				self.revive()
				return act()
			except office.Fault:
				if time.monotonic() > until:
					raise
				time.sleep(0.1)

	def _refuse(self):
		row = self.o.arrival(self.sent["file-annex-missing"])
		if row["state"] == "held":
			self.o.ctl("refuse", row["id"], "--reason", REASON, ok=True)

	def _seal(self):
		row = self.o.arrival(self.sent[SEALED])
		if row["place"] != "sealed":
			self.o.ctl("seal", row["id"], "--reason", REASON, ok=True)

	def _recheck(self):
		if not self.o.sql("SELECT 1 FROM recheck"):
			self.o.ctl("recheck", "--all", ok=True)

	def go(self):
		self._again(lambda: None)
		for name, raw in self.raws.items():
			self.sent[name] = self.o.deliver(raw)
			if name == "signed-document":	# so that which one is the duplicate is no matter of luck
				self._again(lambda: self.o.settle(20))
		self._again(lambda: self.o.settle(20))
		self._again(self._refuse)
		self._again(self._recheck)
		self._again(self._seal)
		self._again(lambda: self.o.settle(20))
		# What was cut off in sending is tried again after some seconds.
		self._again(lambda: self.o.drain(20, DIGESTS + FORMS))

	def faults(self, wanted=None):
		"""What is lost, double or missing; wanted: summary() of a run without a kill."""
		o, out = self.o, []
		for name, state in SCENARIO:
			rows = o.sql("SELECT id, state FROM arrival WHERE sha256 = ?", self.sent[name].sha256)
			if [r["state"] for r in rows] != [state]:
				out.append("%s: %s instead of %s" % (name, [r["state"] for r in rows], state))
		if o.numbers() != [1]:
			out.append("numbers %s instead of [1]" % o.numbers())
		files = {m["file"] for m in o.sql("SELECT file FROM mail")}
		left = os.listdir(o.path("state", "spool")) + [n for n in os.listdir(o.path("state",
			"outbox")) if n not in files]
		if left:
			out.append("spool/ or outbox/ holds %s" % left)
		if o.at_doors():
			out.append("the door holds %s" % o.at_doors())
		rows = o.sql("SELECT sha256 FROM evidence WHERE sha256 NOT IN"
			" (SELECT sha256 FROM arrival_evidence WHERE carried = 0)")
		kept = sorted(os.listdir(o.path("state", "evidence")))
		if rows or kept != sorted(r["sha256"] + ".der" for r in o.sql("SELECT * FROM evidence")):
			out.append("evidence/ holds %s, nobody names %s" % (kept, rows))
		if not o.sql("SELECT 1 FROM recheck"):
			out.append("nothing was looked at again")
		answer = o.ctl("verify")
		if answer.status != 0:
			out.append("verify: %s" % answer)
		counts = collections.Counter((m.folder, m.message_id) for m in o.mails())
		repeated = sum(counts.values()) - len(counts)
		if repeated > 1:
			out.append("%d notices came twice" % repeated)
		known = {(m["recipient"], m["message_id"]) for m in
			o.sql("SELECT recipient, message_id FROM mail WHERE state = 'sent'")}
		# Tried, and withdrawn before whoever was killed could say that it had gone: nobody can know.
		maybe = {(m["recipient"], m["message_id"]) for m in o.sql("SELECT recipient, message_id FROM mail"
			" WHERE state = 'withdrawn' AND attempts > 0")}
		if not known <= set(counts) <= known | maybe:
			out.append("sent and delivered differ: %s" % (set(counts) ^ known))
		held = [name for name, state in SCENARIO if state == "held" and name != SEALED]
		if self.asked() != collections.Counter((name, 1) for name in held):
			out.append("asked about %s instead of %s" % (self.asked(), held))
		if wanted is not None and self.summary() != wanted:
			out.append("mails differ: %s" % (self.summary() ^ wanted))
		return out

	def asked(self):
		"""Open questions about what is held, by the mail or row that carries each."""
		names = {sent.sha256: name for name, sent in self.sent.items()}
		return collections.Counter((names.get(q["sha256"]), q["carriers"]) for q in self.o.sql(
			"SELECT a.sha256, (SELECT count(*) FROM mail m WHERE m.state <> 'withdrawn' AND"
			" (m.asking = q.id OR m.asking IN (SELECT asking FROM asking_row WHERE about = q.id)))"
			" AS carriers FROM asking q JOIN arrival a ON a.id = q.arrival"
			" WHERE q.kind = 'form' AND q.state = 'open'"))

	def summary(self):
		"""Who was told what, each with its count, digests and forms apart."""
		names = {sent.sha256: name for name, sent in self.sent.items()}
		counts = collections.Counter()
		for m in self.o.sql("SELECT m.kind, m.recipient, m.state, a.sha256 FROM mail m"
				" LEFT JOIN arrival a ON a.id = m.arrival"):
			if m["kind"] not in DIGESTS + FORMS:
				counts[(m["kind"], m["recipient"], m["state"], names.get(m["sha256"]))] += 1
		return set(counts.items())


def raws(p):
	return {name: shapes.one(p, name).raw for name, _ in SCENARIO}


def walk(most=None):
	"""A step of a test: kill at step 1, 2, 3 … until the scenario passes without; most: no more runs
	than that."""
	@on_build
	def steps(t, base):
		given = raws(base.pki)
		first = Run(base, given, 0)
		first.go()
		total, wanted = len(first.map.points()), first.summary()
		t.ok(not first.faults() and total > 0, "without a kill the scenario is sound (%d steps)"
			% total, first.faults())
		first.o.kill()
		_walk(t, base, given, wanted, range(1, 4 * total + 50,
			1 if most is None else max(1, -(-total // most))))
	return steps


def _walk(t, base, given, wanted, steps):
	killed = set()
	for at in steps:
		run = Run(base, given, at)
		try:
			run.go()
			faults = run.faults(wanted)
		except office.Fault as fault:
			faults = [str(fault)]
		name = name_of(run.map.points(), at)
		done = run.map.left() > 0
		run.o.kill()
		if done:
			t.ok(not faults, "step %d is past the end: all is as without a kill" % at,
				"\n".join(faults))
			break
		t.ok(not faults, "killed at step %d (%s)" % (at, name), "\n".join(faults))
		killed.add(name)
		office.shutil.rmtree(run.o.folder, ignore_errors=True)
	else:
		t.ok(False, "the scenario comes to an end")
	t.say("killed at: " + " ".join(sorted(killed)))
