#!/usr/bin/python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""t940-day - a working day of an office: three partners, four units, twelve people, sixty documents,
with mistakes and attacks among the mails, ends as it must (tests/lib/story.py) (TAP).
"""

import os
import sys

sys.path.insert(0, os.path.join(os.path.dirname(os.path.abspath(__file__)), ".."))
from lib import pdf, story, story_hours, story_judge, tap  # noqa: E402


def main():
	if tap.sanitized("address"):
		print("1..0 # SKIP the address sanitizer must be the first library, and so must faketime")
		return
	if not pdf.have_reportlab() or story.library() is None:
		print("1..0 # SKIP %s is missing" % ("python3-reportlab" if story.library() else "faketime"))
		return
	with story.Day() as day:
		def live(t):
			day.live(story_hours.HOURS)
			t.ok(not day.denied(), "no program was denied anything", day.denied()[:3])

		tap.run(live, *tap.steps(day, *story_judge.STEPS))


main()
