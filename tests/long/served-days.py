#!/usr/bin/python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""served-days - the working day of t946, with a real Postfix and a real Dovecot, many times over, while
programs are killed and the servers are restarted. VT_DAYS: as many; VT_SEED: that one alone (TAP).
"""

import os
import sys
import time

sys.path.insert(0, os.path.join(os.path.dirname(os.path.abspath(__file__)), ".."))
from lib import faketime, story_hours, story_judge, story_servers, tap  # noqa: E402

DAYS = int(os.environ.get("VT_DAYS", "10"))
# From calm to a storm: seconds between two strokes.
PAUSES = ((0.6, 2.5), (0.3, 1.2), (2.0, 6.0))


def a_day(seed, pause):
	def one(t):
		t.say("VT_SEED=%d, pause %s" % (seed, pause))
		with story_servers.KilledServedDay(seed, pause) as day:
			day.live(story_hours.HOURS)
			day.calm()
			story_judge.judge(t, day)
			story_servers.judge(t, day)
			t.say("killed: %s; %d mails lay there twice" % (dict(day.strokes), day.twice))
	return one


def main():
	why = story_servers.unavailable() or faketime.missing()
	if why:
		print("1..0 # SKIP " + why)
		return
	given = os.environ.get("VT_SEED")
	first = int(given) if given else time.time_ns() % 100000
	tap.run(*(a_day(seed, PAUSES[seed % len(PAUSES)]) for seed in range(first,
		first + (1 if given else DAYS))))


main()
