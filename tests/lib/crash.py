# SPDX-License-Identifier: GPL-3.0-or-later
"""crash - a scenario that is killed at its N-th durable step, started again, and accounted for.

Needs a build with --enable-crash-points: vt_crashpoint() counts down the number in the file that
VANTHU_CRASH_MAP names and kills its process when it comes to 0.
"""

import collections
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
MAP_BYTES = 65536
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


class Run:
	"""One run of the scenario in a new office; at 0 nothing is killed."""

	def __init__(self, material, raws, folder, built, at):
		self.raws = raws
		self.at = at
		self.starts = 0
		self.office = office.Office(folder, build=built, material=material)
		self.map_path = self.office.path("crash-map")
		with open(self.map_path, "wb") as f:
			f.write(struct.pack("=qq", at, 0).ljust(MAP_BYTES, b"\0"))
		self.office.environment = {"VANTHU_CRASH_MAP": self.map_path}
		self.sent = {}

	def _map(self):
		with open(self.map_path, "rb") as f:
			data = f.read()
		left, used = struct.unpack_from("=qq", data)
		return left, data[16:16 + min(used, MAP_BYTES - 16)].decode("ascii").split()

	def left(self):
		"""Not above 0: the kill has happened."""
		return self._map()[0]

	def points(self):
		"""Names of the durable steps passed, in order."""
		return self._map()[1]

	def _again(self, act, seconds=60):
		"""Until it works: the office is started whenever it is not there."""
		until = time.monotonic() + seconds
		while True:
			try:
				if not self.office.alive:
					self.office.kill()
					self.starts += 1
					self.office.start()
				return act()
			except office.Fault:
				if time.monotonic() > until:
					raise
				time.sleep(0.1)

	def _refuse(self):
		row = self.office.arrival(self.sent["file-annex-missing"])
		if row["state"] == "held":
			self.office.ctl("refuse", row["id"], "--reason", REASON, ok=True)

	def _seal(self):
		row = self.office.arrival(self.sent[SEALED])
		if row["place"] != "sealed":
			self.office.ctl("seal", row["id"], "--reason", REASON, ok=True)

	def _recheck(self):
		if not self.office.sql("SELECT 1 FROM recheck"):
			self.office.ctl("recheck", "--all", ok=True)

	def go(self):
		self._again(lambda: None)
		for name, raw in self.raws.items():
			self.sent[name] = self.office.deliver(raw)
			if name == "signed-document":	# so that which one is the duplicate is no matter of luck
				self._again(lambda: self.office.settle(20))
		self._again(lambda: self.office.settle(20))
		self._again(self._refuse)
		self._again(self._recheck)
		self._again(self._seal)
		self._again(lambda: self.office.settle(20))
		# What was cut off in sending is tried again after some seconds.
		self._again(lambda: self.office.drain(20, DIGESTS))

	def faults(self, wanted=None):
		"""What is lost, double or missing; wanted: summary() of a run without a kill."""
		o, out = self.office, []
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
		if set(counts) != known:
			out.append("sent and delivered differ: %s" % (set(counts) ^ known))
		if wanted is not None and self.summary() != wanted:
			out.append("mails differ: %s" % (self.summary() ^ wanted))
		return out

	def summary(self):
		"""Who was told what, each with its count, digests apart."""
		names = {sent.sha256: name for name, sent in self.sent.items()}
		counts = collections.Counter()
		for m in self.office.sql("SELECT m.kind, m.recipient, m.state, a.sha256 FROM mail m"
				" LEFT JOIN arrival a ON a.id = m.arrival"):
			if m["kind"] not in DIGESTS:
				counts[(m["kind"], m["recipient"], m["state"], names.get(m["sha256"]))] += 1
		return set(counts.items())

	def close(self):
		self.office.kill()


def raws(p):
	return {name: shapes.one(p, name).raw for name, _ in SCENARIO}


def walk(t, most=None):
	"""Kill at step 1, 2, 3 … until the scenario passes without; most: no more runs than that."""
	built = build()
	if not t.ok(built, "there is a build with crash points"):
		return
	with office.Office(keys=office.key_cache(), build=built) as base:
		material = base.pki
		given = raws(material)
		first = Run(material, given, base.path("run-0"), built, 0)
		first.go()
		total, wanted = len(first.points()), first.summary()
		t.ok(not first.faults() and total > 0, "without a kill the scenario is sound (%d steps)"
			% total, first.faults())
		first.close()
		stride = 1 if most is None else max(1, -(-total // most))
		_walk(t, base, given, wanted, stride, total)


def _walk(t, base, given, wanted, stride, total):
	at, passed = 1, []
	while True:
		run = Run(base.pki, given, base.path("run-%d" % at), base.build, at)
		try:
			run.go()
			faults = run.faults(wanted)
		except office.Fault as fault:
			faults = [str(fault)]
		name = run.points()[at - 1] if len(run.points()) >= at else "-"
		done = run.left() > 0
		run.close()
		if done:
			t.ok(not faults, "step %d is past the end: all is as without a kill" % at,
				"\n".join(faults))
			break
		t.ok(not faults, "killed at step %d (%s)" % (at, name), "\n".join(faults))
		passed.append(name)
		office.shutil.rmtree(run.office.folder, ignore_errors=True)
		at += stride
		if at > 4 * total + 50:
			t.ok(False, "the scenario comes to an end")
			break
	t.say("killed at: " + " ".join(sorted(set(passed))))
