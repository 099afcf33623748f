#!/usr/bin/python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""killed-days - the working day of t942 many times over, each with other kills. VT_DAYS: as many;
VT_SEED: that one alone (TAP).
"""

import os
import sys
import time

sys.path.insert(0, os.path.join(os.path.dirname(os.path.abspath(__file__)), ".."))
from lib import pdf, story, story_hours, story_judge, story_kills, tap  # noqa: E402

DAYS = int(os.environ.get("VT_DAYS", "20"))
# From calm to a storm: seconds between two strokes.
PAUSES = ((0.6, 2.5), (0.15, 0.9), (2.0, 6.0))


def a_day(seed, pause):
	def one(t):
		t.say("VT_SEED=%d, pause %s" % (seed, pause))
		with story_kills.KilledDay(seed, pause) as day:
			day.live(story_hours.HOURS)
			day.calm()
			story_judge.judge(t, day)
			t.say("killed: %s" % dict(day.strokes))
	return one


def main():
	if tap.sanitized("address") or not pdf.have_reportlab() or story.library() is None:
		print("1..0 # SKIP python3-reportlab, faketime and a build without sanitizers are needed")
		return
	given = os.environ.get("VT_SEED")
	first = int(given) if given else time.time_ns() % 100000
	tap.run(*(a_day(first + i, PAUSES[i % len(PAUSES)]) for i in range(1 if given else DAYS)))


main()
