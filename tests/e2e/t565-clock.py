#!/usr/bin/python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""t565-clock - the clock jumps two days ahead, and back behind where it was: register, ledger, outbox and
mailboxes are as with a clock that goes straight (TAP)."""

import os
import sys

sys.path.insert(0, os.path.join(os.path.dirname(os.path.abspath(__file__)), ".."))
from lib import faketime, faults, kit, office, tap  # noqa: E402
from lib.faketime import vietnam  # noqa: E402

START = vietnam("2026-11-23 09:00")
HOUR = 3600
STRAIGHT = tuple(START + 24 * HOUR + i * 600 for i in range(4))
JUMPS = tuple(START + hours * HOUR for hours in (24, 72, 12, 25))
MORE = {"dispatch": {"retry": " ".join(["1s"] * 20)}, "notices": {"balance-at": "23:59"}}
AN_HOUR = 4	# letters at each time
# They hear of days besides, of which one clock had more.
CLERKS = ("binh@kimson.example", "hoa@tanson.example")
FORMS = ("phieu-vao-so", "phieu-gop")	# go at the hours of the clock for people, one by one or as a list


def letters(o):
	k = kit.Kit(o.pki)
	k.now = START
	for i in range(AN_HOUR * len(JUMPS)):
		k.begin("clock", 80 + i)
		yield k.signed() if i % 4 != 3 else k.plain()


def lived(o, raws, times):
	for i, at in enumerate(times):
		faketime.start(o, at)
		for raw in raws[i * AN_HOUR:(i + 1) * AN_HOUR]:
			o.deliver(raw)
		o.settle(60)
		o.wait_idle()
		o.drain(but=FORMS)
	return faults.picture(o)


def compared(t, o, raws, wanted):
	came = lived(o, raws, JUMPS)
	t.equal(len(wanted["numbers"]), 12, "with a clock that goes straight all is registered")
	for what in ("numbers", "documents", "arrivals", "twice"):
		t.equal(came[what], wanted[what], "the same " + what)
	for what in ("outbox", "mailboxes"):
		t.equal(*({key: n for key, n in one[what].items() if key[0] not in CLERKS} for one in (came, wanted)),
			"the same " + what)
	t.equal(o.numbers(), list(range(1, 13)), "numbers go on, whatever the clock says")
	t.equal(o.ctl("verify", as_json=False).status, 0, "verify finds nothing wrong")


def main():
	why = faketime.missing()
	if why is not None:
		print("1..0 # SKIP " + why)
		return
	with office.Office(keys=office.key_cache(), now=START, more=MORE) as o:
		o.tidy_trust()
		o.write()
		raws = list(letters(o))
		with office.Office(keys=office.key_cache(), material=o.pki, more=MORE) as good:
			good.tidy_trust()
			good.write()
			wanted = lived(good, raws, STRAIGHT)
		tap.run(lambda t: compared(t, o, raws, wanted))


main()
