#!/usr/bin/python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""t700-rollover - the turn of the year at 00:00 in Vietnam, on a clock of its own (TAP)."""

import calendar
import os
import sys
import time

sys.path.insert(0, os.path.join(os.path.dirname(os.path.abspath(__file__)), ".."))
from lib import faketime, office, pki, shapes, tap  # noqa: E402

YEAR = 2027
# 31 December, 23:59:50 in Vietnam
START = calendar.timegm((YEAR, 12, 31, 16, 59, 50))


def over(t, o, sources):
	"""One before midnight, one that comes before and one that comes after."""
	began = time.time()
	o.start()
	first = o.deliver(next(sources))
	o.settle()
	if not t.ok(time.time() - began < 9, "the first one is done before midnight"):
		return
	row = o.arrival(first)
	t.equal(row["state"], "registered", "it is registered")
	t.ok(row["document"] and (row["document"]["year"], row["document"]["number"]) == (YEAR, 1),
		"in the book of the old year", row["document"])
	time.sleep(max(0, 10.5 - (time.time() - began)))
	for number in (1, 2):
		sent = o.deliver(next(sources))
		o.settle()
		document = o.arrival(sent)["document"] or {}
		t.equal((document.get("year"), document.get("number")), (YEAR + 1, number),
			"after midnight number %d of the new year" % number)
	for year, count in ((YEAR, 1), (YEAR + 1, 2)):
		answer = o.ctl("list", "incoming", "--year", year)
		t.equal(len(answer.rows), count, "the book of %d shows %d" % (year, count))
	day = o.ctl("balance", "--day", "%d-12-31" % YEAR).out
	t.ok('"1"' in day or ": 1" in day or ":1" in day, "the old year's last day counts its own mail",
		day)
	t.ok(o.ctl("verify").status == 0, "the ledger is sound over the turn")


def main():
	why = faketime.missing()
	if why is not None:
		print("1..0 # SKIP " + why)
		return
	with office.Office(keys=office.key_cache(), now=START) as o:
		sources = (raw for _, raw, _ in shapes.letters(o.pki, 5))
		def start(t):
			# An offset, so that every program of the office has the same clock.
			o.environment = faketime.environment(START)
			over(t, o, sources)
		tap.run(start)


main()
