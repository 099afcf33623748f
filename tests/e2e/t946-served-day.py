#!/usr/bin/python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""t946-served-day - the working day of t940 with real servers around the office (tests/lib/
story_servers.py): people log in to a Postfix, mail comes by LMTP and from a Dovecot by IMAP, and goes
out through both; the same registers, tasks, mails and ledger at its end (TAP).
"""

import os
import sys

sys.path.insert(0, os.path.join(os.path.dirname(os.path.abspath(__file__)), ".."))
from lib import faketime, story_hours, story_judge, story_servers, tap  # noqa: E402


def main():
	why = story_servers.unavailable() or faketime.missing()
	if why:
		print("1..0 # SKIP " + why)
		return
	with story_servers.ServedDay() as day:
		def live(t):
			day.live(story_hours.HOURS)
			t.ok(not day.denied(), "no program was denied anything", day.denied()[:3])

		tap.run(live, *tap.steps(day, *story_judge.STEPS, *story_servers.STEPS))


main()
