#!/usr/bin/python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""soak - a hundred thousand messages, one after another with a few under way: memory, descriptors and
latency of every program stay what they were. VT_MAILS: as many (TAP).

Of ten messages three are documents of three agencies, four come a second time, three are automatic
answers; more documents would meet the brake of 100,000 mails an hour. 100,000 need 12 GB under TMPDIR.
"""

import collections
import contextlib
import hashlib
import os
import random
import re
import sqlite3
import statistics
import sys
import time

sys.path.insert(0, os.path.join(os.path.dirname(os.path.abspath(__file__)), ".."))
from lib import kit, memory, office, pdf, tap  # noqa: E402

MAILS = int(os.environ.get("VT_MAILS", "100000"))
WINDOWS = 100	# looks in all
UNDER_WAY = 8	# messages at a time
KEPT = 500	# documents of which one may come again
AGENCIES = ("noivu", "taichinh", "tinh")
RETIRE = {"vanthu-inspect", "vanthu-intake"}
MIB = 1024 * 1024
MORE = {"notices": {"breaker": "100000", "receipts-an-hour": "10000", "digest-every": "1s"}}
Look = collections.namedtuple("Look", "p50 p99 rate memory descriptors")


class Mail:
	"""What comes next."""

	def __init__(self, material):
		self.kit = kit.Kit(material)
		self.index = 1000
		self.chance = random.Random(1)
		self.documents = collections.deque(maxlen=KEPT)

	def _document(self):
		agency = AGENCIES[self.index % len(AGENCIES)]
		k = self.kit
		k.begin("soak-%d" % self.index, self.index)
		k.doc(agency)
		raw = k.signed(k.content(k.note(), k.file(pdf.without_fonts(k.pdf()))), label=agency, outer=k.outer(agency=agency))
		self.documents.append(raw)
		return raw

	def next(self):
		self.index += 1
		kind = self.index % 10
		if kind < 3 or len(self.documents) < 2 * UNDER_WAY:
			return self._document()
		if kind < 7:
			return self.documents[self.chance.randrange(len(self.documents) - UNDER_WAY)]
		k = self.kit
		k.begin("soak-%d" % self.index, self.index)
		return k.plain(k.note(), outer=k.outer(subject="Trả lời tự động", more=[("Auto-Submitted", "auto-replied")]))


class Soak:
	def __init__(self, o):
		self.o = o
		self.mail = Mail(o.pki)
		self.under_way = {}	# sha256 -> when it was put into the door
		self.seen = set()
		self.low = 0
		self.waits = []
		self.looks = []
		self.pids = self._pids()
		uri = "file:%s?mode=ro" % o.path("state", "db", "vanthu.db")
		self.db = sqlite3.connect(uri, uri=True, timeout=30, isolation_level=None)

	def _pids(self):
		names = self.o.programs()
		below = [pid for pid in memory.children(self.o.daemon.pid) if pid in names]
		return {names[pid]: pid for pid in [self.o.daemon.pid] + below}

	def concluded(self):
		now = time.monotonic()
		for sequence, sha in self.db.execute("SELECT sequence, sha256 FROM arrival WHERE sequence > ?"
				" AND state <> 'waiting'", (self.low,)):
			if sequence in self.seen:
				continue
			self.seen.add(sequence)
			if sha in self.under_way:
				self.waits.append(now - self.under_way.pop(sha))
		# Nothing that old is under way any more.
		self.low = max(self.low, max(self.seen, default=0) - 20 * UNDER_WAY)
		self.seen = {one for one in self.seen if one > self.low}

	def until(self, most):
		end = time.monotonic() + 120
		while len(self.under_way) > most:
			if time.monotonic() > end:
				raise office.Fault("%d messages stay\n%s" % (len(self.under_way), self.o.tail()))
			time.sleep(0.004)
			self.concluded()

	def bring(self, count):
		begin = time.monotonic()
		self.waits = []
		for _ in range(count):
			raw = self.mail.next()
			self.until(UNDER_WAY - 1)
			sha = hashlib.sha256(raw).hexdigest()
			if sha not in self.under_way:
				self.under_way[sha] = time.monotonic()
			self.o.deliver(raw)
		self.until(0)
		return count / (time.monotonic() - begin)

	def look(self, rate):
		"""After the mail of this window is out, so that each look sees the same moment."""
		self.o.wait_idle(120)
		self.pids = self._pids()
		waits = sorted(self.waits)
		self.looks.append(Look(waits[len(waits) // 2], waits[len(waits) * 99 // 100], rate,
			{name: resident(pid) for name, pid in self.pids.items()},
			{name: descriptors(pid) for name, pid in self.pids.items()}))
		for folder, _, names in os.walk(self.o.path("mail")):
			for name in names:
				os.remove(os.path.join(folder, name))
		return self.looks[-1]


def resident(pid):
	with open("/proc/%d/status" % pid, encoding="ascii", errors="replace") as f:
		return int(re.search(r"^VmRSS:\s+(\d+) kB", f.read(), re.M).group(1)) * 1024


def descriptors(pid):
	return len(os.listdir("/proc/%d/fd" % pid))


def told(done, look):
	return "%d of %d, %.0f/s, p50 %.0f ms, p99 %.0f ms; %s" % (done, MAILS, look.rate, look.p50 * 1000, look.p99 * 1000,
		", ".join("%s %.1f MiB %d fds" % (name.replace("vanthu-", ""), look.memory[name] / MIB, look.descriptors[name])
			for name in sorted(look.memory)))


def live(t, soak):
	window = max(1, MAILS // WINDOWS)
	done = 0
	while done < MAILS:
		count = min(window, MAILS - done)
		look = soak.look(soak.bring(count))
		done += count
		if len(soak.looks) % 5 == 1 or done == MAILS:
			t.say(told(done, look))
	# Those that read what strangers wrote retire after so many messages, in order.
	ended = collections.Counter((found.group(1), found.group(2)) for found in re.finditer(
		r"ended program=(\S+) (status=\d+|\S+)", soak.o.log_text()))
	t.ok({why for _, why in ended} <= {"status=0"} and {name for name, _ in ended} <= RETIRE,
		"no program ended but to retire", dict(ended))


def flat(t, soak):
	"""The last fifth against what it was when all were warm, between a tenth and three tenths."""
	looks = soak.looks
	early, late = looks[len(looks) // 10:len(looks) * 3 // 10], looks[-(len(looks) // 5):]

	def both(of, how=statistics.median):
		return how([of(one) for one in early]), how([of(one) for one in late])
	for name in sorted(soak.pids):
		before, after = both(lambda one, name=name: one.memory[name])
		t.ok(after <= before * 1.1 + 2 * MIB, "%s: %.1f MiB, then %.1f" % (name, before / MIB, after / MIB))
		before, after = both(lambda one, name=name: one.descriptors[name], max)
		t.ok(after <= before + 2, "%s: at most %d descriptors, then %d" % (name, before, after))
	before, after = both(lambda one: one.p50)
	t.ok(after <= before * 1.5 + 0.01, "p50 to concluded: %.0f ms, then %.0f" % (before * 1000, after * 1000))
	before, after = both(lambda one: one.p99)
	t.ok(after <= before * 2 + 0.05, "p99 to concluded: %.0f ms, then %.0f" % (before * 1000, after * 1000))


def whole(t, soak):
	o = soak.o
	o.drain(120)
	states = {row["state"]: row["n"] for row in o.sql("SELECT state, count(*) AS n FROM arrival GROUP BY state")}
	t.equal((sum(states.values()), set(states)), (MAILS, {"registered", "duplicate", "ignored"}),
		"each message has its state: %s" % states)
	numbers = o.numbers()
	t.ok(numbers == list(range(1, states["registered"] + 1)), "each document has its number", len(numbers))
	t.equal(o.sql("SELECT state, count(*) AS n FROM mail WHERE state NOT IN ('sent', 'withdrawn') GROUP BY state"), [],
		"all mail is out")
	answer = o.ctl("verify", as_json=False, seconds=1800)
	t.ok(answer.status == 0, "verify finds nothing wrong", answer)


def main():
	if tap.sanitized() or not pdf.have_reportlab():
		print("1..0 # SKIP python3-reportlab and a build without sanitizers are needed")
		return
	with office.Office(keys=office.key_cache(), more=MORE) as o:
		o.tidy_trust()
		o.write()
		o.start()
		soak = Soak(o)
		with contextlib.closing(soak.db):
			tap.run(*tap.steps(soak, live, flat, whole))


main()
