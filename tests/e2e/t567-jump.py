#!/usr/bin/python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""t567-jump - the clock of a running office jumps ahead and back, with mail under way: nothing waits until
that hour comes again, and all is as in an office whose clock is right (TAP).
"""

import os
import signal
import struct
import sys
import tempfile

sys.path.insert(0, os.path.join(os.path.dirname(os.path.abspath(__file__)), ".."))
from lib import faults, kit, office, pdf, tap, wait  # noqa: E402

HOUR = 3600
# Seconds the clock is wrong by, one after another; between two of them the programs go on.
JUMPS = (0, 2 * HOUR, 0, -20 * 60, 0)
A_JUMP = 4	# messages each
MORE = {"dispatch": {"retry": " ".join(["1s"] * 10 + ["3s"] * 10)}, "notices": {"digest-every": "1s"}}


class Clock:
	def __init__(self, folder):
		self.path = os.path.join(folder, "offset")
		self.set(0)

	def set(self, seconds):
		with open(self.path, "r+b" if os.path.exists(self.path) else "wb") as f:
			f.write(struct.pack("=q", seconds))


def letters(material):
	k = kit.Kit(material)
	for i in range(A_JUMP * len(JUMPS)):
		k.begin("clock-%d" % i, 700 + i)
		yield k.plain() if i % A_JUMP == 3 else k.signed()


def live(o, raws, clock=None):
	"""At each time messages; the notices of the last ones are written while nothing can be sent, and the
	clock jumps before they go."""
	for i, seconds in enumerate(JUMPS):
		if clock:
			clock.set(seconds)
		sent = [o.deliver(raw) for raw in raws[i * A_JUMP:(i + 1) * A_JUMP - 1]]
		for one in sent:
			o.await_arrival(one, 60)
		pid = o.pid_of("vanthu-dispatch")
		os.kill(pid, signal.SIGSTOP)
		o.await_arrival(o.deliver(raws[(i + 1) * A_JUMP - 1]), 60)
		if clock:
			clock.set((JUMPS + (0,))[i + 1])
		os.kill(pid, signal.SIGCONT)


def finished(o):
	o.settle(60)
	out = wait.until(lambda: not o.sql("SELECT 1 FROM mail WHERE state IN ('draft', 'composed')"
		" AND kind NOT IN ('phieu-vao-so', 'phieu-gop') LIMIT 1"), 40)
	return out, faults.picture(o)


def right(got, wanted):
	"""The clerk's forms are joined by the hour."""
	clerk = "binh@kimson.example"
	wrong = {}
	for key in wanted:
		a, b = got[key], wanted[key]
		if key in ("outbox", "mailboxes"):
			a, b = ({one: n for one, n in x.items() if one[0] != clerk} for x in (a, b))
		if a != b:
			wrong[key] = (a, b)
	return wrong


def jumping(t, o, wanted, raws, clock):
	live(o, raws, clock)
	out, got = finished(o)
	late = o.sql("SELECT id, kind, state, due_at - unixepoch() AS due, next_try_at - unixepoch() AS next FROM mail"
		" WHERE state IN ('draft', 'composed')")
	t.ok(out, "what was written by a clock that was ahead does not wait for that hour", late)
	wrong = right(got, wanted)
	t.ok(not wrong, "register, ledger, outbox and mailboxes as by a clock that is right", wrong)
	t.equal(got["numbers"], list(range(1, len(got["numbers"]) + 1)), "no number is missing")
	t.equal(o.ctl("verify").status, 0, "verify finds nothing wrong")
	t.ok(o.ctl("balance").status == 0, "the balance is right", o.ctl("balance"))


def main():
	if tap.sanitized("address") or not pdf.have_reportlab():
		print("1..0 # SKIP python3-reportlab and a build without the address sanitizer are needed")
		return
	with tempfile.TemporaryDirectory(prefix="vanthu-clock-") as folder:
		library = faults.build(folder, "jumping")
		if library is None:
			print("1..0 # SKIP there is no compiler")
			return
		clock = Clock(folder)
		with office.Office(keys=office.key_cache(), more=MORE) as o, \
				office.Office(keys=office.key_cache(), material=o.pki, more=MORE) as other:
			o.tidy_trust()
			raws = list(letters(o.pki))
			other.environment = {"LD_PRELOAD": library, "VANTHU_JUMP": clock.path}
			for one in (o, other):
				one.write()
				one.start()
			live(o, raws)
			_, wanted = finished(o)
			tap.run(lambda t: t.equal(len(wanted["numbers"]), len(raws) * 3 // 4, "by a clock that is right all is registered"),
				lambda t: jumping(t, other, wanted, raws, clock))


main()
