#!/usr/bin/python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""t150-corpus - every shape of the material through the door of one office at once (TAP)."""

import os
import sys

sys.path.insert(0, os.path.join(os.path.dirname(os.path.abspath(__file__)), ".."))
from lib import office, pdf, shapes, tap  # noqa: E402


def all_at_once(t, o):
	sent = [(made, o.deliver(made.raw)) for made in shapes.build(o.pki, lf=False)]
	o.settle(200)
	wrong = {}
	for made, one in sent:
		row = o.arrival(one)
		state = row["state"] if row else None
		wrong.setdefault(made.group, [])
		if state not in made.expect["office"]:
			wrong[made.group].append("%s (%s): %s instead of %s; codes %s, whys %s" % (made.name,
				made.text, state, made.expect["office"], row and row["codes"], row and row["why"]))
	for group, lines in wrong.items():
		t.ok(not lines, "%d messages of group %s end in their states" % (
			len([1 for made, _ in sent if made.group == group]), group), "\n".join(lines))
	numbers = o.numbers()
	t.equal(numbers, list(range(1, len(numbers) + 1)), "%d numbers without a gap" % len(numbers))
	counted = o.sql("SELECT count(*) AS n FROM arrival")[0]["n"]
	t.equal(counted, len(sent), "every message has its row")
	t.ok(o.ctl("verify").status == 0, "ledger, register and files are sound")
	died = [line for line in o.log() if line[5] == "child-ended" and "signal=0" not in line[6]]
	t.equal(died, [], "no child of the inspection died")
	t.equal([line for line in o.log() if line[3] == "error"], [], "nothing of ours failed")


def main():
	if not pdf.have_reportlab():
		print("1..0 # SKIP python3-reportlab is missing")
		return
	with office.Office(keys=office.key_cache()) as o:
		def start(_):
			o.start()
		tap.run(start, *tap.steps(o, all_at_once))


main()
