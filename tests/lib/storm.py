# SPDX-License-Identifier: GPL-3.0-or-later
"""storm - one office whose programs are killed at random under a stream of mail, and one that hears the
same in peace: what they hold in the end must be alike.

	storm.rounds(t, kills, seed)
"""

import collections
import os
import random
import signal
import threading
import time

from . import faults, kit, office, pdf, wait

A_ROUND = 50	# kills, then a look
PAUSE = (0.05, 0.45)	# seconds between two strokes
UNDER_WAY = 12	# messages at most that are not concluded yet
A_STROKE = 4	# messages at most for each: the office in peace must hear them, too
PATIENCE = 180
MORE = {"notices": {"breaker": "100000", "receipts-an-hour": "10000", "digest-every": "1s"},
	"dispatch": {"retry": " ".join(["1s"] * 10 + ["3s"] * 10)}}


class Letters:
	"""Signed documents; each twentieth is not signed, each tenth comes a second time."""

	def __init__(self, material, first):
		self.kit = kit.Kit(material)
		self.index = first

	def next(self):
		"""The files that are put into the door at a time."""
		self.index += 1
		k = self.kit
		k.begin("storm-%d" % self.index, self.index)
		content = (k.note(), k.file(pdf.without_fonts(k.pdf())))
		if self.index % 20 == 5:
			return [k.plain(*content)]
		raw = k.signed(k.content(*content))
		return [raw, raw] if self.index % 10 == 0 else [raw]


class Storm(threading.Thread):
	"""The thread brings mail until it is told; stroke() kills."""

	def __init__(self, o, letters, chance):
		super().__init__(daemon=True)
		self.o, self.letters, self.chance = o, letters, chance
		self.given = []
		self.over = threading.Event()
		self.fault = None
		self.strokes = collections.Counter()

	def _open(self):
		"""Messages that are not concluded; while the database is being opened anew nobody knows."""
		try:
			concluded = self.o.sql("SELECT count(*) AS n FROM arrival WHERE state <> 'waiting'")[0]["n"]
		except Exception:  # pylint: disable=broad-except
			return UNDER_WAY
		return self.before + len(self.given) - concluded

	def run(self):
		try:
			self.before = self.o.sql("SELECT count(*) AS n FROM arrival")[0]["n"]
			while not self.over.is_set():
				if self._open() >= UNDER_WAY or len(self.given) > A_STROKE * (self.strokes.total() + 1):
					time.sleep(0.02)
					continue
				for raw in self.letters.next():
					self.given.append(raw)
					self.o.deliver(raw)
		except Exception as error:  # pylint: disable=broad-except
			self.fault = error	# told by the round

	def stroke(self):
		"""One program by its id; vanthud is started again as init does, the others it starts itself."""
		programs = sorted(self.o.programs().items())
		name = self.chance.choice(sorted({name for _, name in programs if name} or {""}))
		pids = [pid for pid, one in programs if one == name]
		if not pids:
			return
		pid = self.chance.choice(pids)
		try:
			os.kill(pid, signal.SIGKILL)
		except ProcessLookupError:
			return
		self.strokes[name] += 1
		if pid == self.o.daemon.pid:
			self.o.daemon.wait()
			self.o.kill()
			self.o.start()


def calm(o):
	"""Nobody is killed any more, and all is done; who died often is started later each time."""
	o.kill()
	o.start()
	o.settle(PATIENCE)
	o.wait_idle(PATIENCE)
	wait.until(lambda: not o.sql("SELECT 1 FROM mail WHERE state IN ('draft', 'composed')"
		" AND kind NOT IN ('phieu-vao-so', 'phieu-gop') LIMIT 1"), PATIENCE)
	o.wait_idle(PATIENCE)


def picture(o):
	"""Without the forms of the clerk: which are joined is a matter of time."""
	out = faults.picture(o)
	clerk = "binh@kimson.example"
	for key in ("outbox", "mailboxes"):
		out[key] = collections.Counter({one: n for one, n in out[key].items() if one[0] != clerk})
	out["acts"].pop("join", None)
	return out


def forget(o):
	"""Mail that was looked at."""
	for folder, _, names in os.walk(o.path("mail")):
		for name in names:
			os.remove(os.path.join(folder, name))


def compare(t, o, twin, text):
	got, wanted = picture(o), picture(twin)
	wrong = {key: difference(got[key], wanted[key]) for key in wanted if got[key] != wanted[key]}
	t.ok(not wrong, "%s: register, ledger, outbox and mailboxes as without kills" % text, str(wrong)[:4000])
	t.equal(got["numbers"], list(range(1, len(got["numbers"]) + 1)), "%s: no number is missing" % text)
	t.equal(got["twice"], [], "%s: no mail went out twice" % text)
	t.equal(o.ctl("verify").status, 0, "%s: verify finds nothing wrong" % text)
	for one in (o, twin):
		forget(one)


def difference(got, wanted):
	if isinstance(wanted, dict):
		return {key: (got.get(key), wanted.get(key)) for key in set(got) | set(wanted) if got.get(key) != wanted.get(key)}
	return [one for one in got if one not in wanted][:20], [one for one in wanted if one not in got][:20]


def a_round(t, o, twin, storm, kills):
	"""So many kills, then a look at both."""
	storm.start()
	while storm.strokes.total() < kills and storm.fault is None:
		time.sleep(storm.chance.uniform(*PAUSE))
		storm.stroke()
	storm.over.set()
	storm.join()
	if storm.fault:
		raise storm.fault
	calm(o)
	for raw in storm.given:
		twin.deliver(raw)
	calm(twin)


def rounds(t, kills, seed):
	"""Kills in rounds of A_ROUND, one office all the time."""
	chance = random.Random(seed)
	t.say("VT_SEED=%d" % seed)
	total, came = collections.Counter(), 0
	with office.Office(keys=office.key_cache(), more=MORE) as o, \
			office.Office(keys=office.key_cache(), material=o.pki, more=MORE) as twin:
		o.tidy_trust()
		letters = Letters(o.pki, 400)
		for one in (o, twin):
			one.write()
			one.start()
		while total.total() < kills:
			begin = time.monotonic()
			storm = Storm(o, letters, chance)
			a_round(t, o, twin, storm, min(A_ROUND, kills - total.total()))
			total += storm.strokes
			came += len(storm.given)
			compare(t, o, twin, "%d kills, %d messages" % (total.total(), came))
			t.say("round of %.0f s: %s" % (time.monotonic() - begin, dict(storm.strokes)))
	t.say("killed: %s" % dict(total))
	t.ok(total.total() >= kills, "%d kills of %d programs" % (total.total(), len(total)))
