#!/usr/bin/python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""t942-killed-day - the working day of t940 while every program is killed at random: the same registers,
tasks, mails and ledger at its end. VT_SEED repeats a day. The long form, with several: tests/long/
killed-days.py (TAP).
"""

import os
import sys
import time

sys.path.insert(0, os.path.join(os.path.dirname(os.path.abspath(__file__)), ".."))
from lib import pdf, story, story_hours, story_judge, story_kills, tap  # noqa: E402

LEAST = 6


def main():
	if tap.sanitized("address"):
		print("1..0 # SKIP the address sanitizer must be the first library, and so must faketime")
		return
	if not pdf.have_reportlab() or story.library() is None:
		print("1..0 # SKIP %s is missing" % ("python3-reportlab" if story.library() else "faketime"))
		return
	seed = int(os.environ.get("VT_SEED", time.time_ns() % 100000))
	print("# VT_SEED=%d" % seed, flush=True)
	with story_kills.KilledDay(seed) as day:
		def live(t):
			day.live(story_hours.HOURS)
			day.calm()
			t.ok(sum(day.strokes.values()) >= LEAST, "at least %d programs were killed" % LEAST,
				dict(day.strokes))
			t.say("killed: %s" % dict(day.strokes))

		tap.run(live, lambda t: story_judge.judge(t, day))


if __name__ == "__main__":
	main()
