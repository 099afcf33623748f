# SPDX-License-Identifier: GPL-3.0-or-later
"""wait - for something to become true: tests wait for conditions, never for a time alone.

	t.ok(wait.until(lambda: box.count(USER) == 1), "it is moved", o.tail())

What an office itself can say is waited for by its own methods: await_log(), await_arrival(),
settle(), drain().
"""

import time


def until(what, seconds=60, pause=0.1):
	"""True as soon as what() is true; False when the time is over."""
	end = time.monotonic() + seconds
	while not what():
		if time.monotonic() > end:
			return False
		time.sleep(pause)
	return True
