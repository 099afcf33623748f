#!/usr/bin/python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""real-peers - the long form of t692: five thousand mails (VT_MAILS), twice as many strokes for each;
VT_SEED repeats a storm (TAP)"""

import os
import sys

sys.path.insert(0, os.path.join(os.path.dirname(os.path.abspath(__file__)), ".."))
from lib import pdf, real_peers, tap  # noqa: E402

MAILS = int(os.environ.get("VT_MAILS", "5000"))


def main():
	why = real_peers.unavailable() or (None if pdf.have_reportlab()
		else "python3-reportlab is missing")
	if why:
		print("1..0 # SKIP " + why)
		return
	with real_peers.House() as house:
		storm = real_peers.Storm(house, real_peers.seed(), MAILS)
		tap.run(lambda t: storm.run(t, 1800))


if __name__ == "__main__":	# the processes that make the mails read this file too
	main()
