#!/usr/bin/python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""t566-storm - fifty kills at random under a stream of mail: then all is as in an office that had none.
VT_KILLS, VT_SEED. The long form: tests/long/thousand-kills.py (TAP).
"""

import os
import sys
import time

sys.path.insert(0, os.path.join(os.path.dirname(os.path.abspath(__file__)), ".."))
from lib import pdf, storm, tap  # noqa: E402

KILLS = int(os.environ.get("VT_KILLS", "50"))


def main():
	if not pdf.have_reportlab():
		print("1..0 # SKIP python3-reportlab is missing")
		return
	seed = int(os.environ.get("VT_SEED", time.time_ns() % 100000))
	tap.run(lambda t: storm.rounds(t, KILLS, seed))


main()
