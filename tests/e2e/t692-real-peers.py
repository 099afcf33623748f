#!/usr/bin/python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""t692-real-peers - a thousand mails through Postfix and Dovecot while they are restarted and we are
killed: each registered once, no notice lost. VT_MAILS: as many; VT_SEED repeats a storm. The long
form, with five thousand: tests/long/real-peers.py
"""

import os
import sys

sys.path.insert(0, os.path.join(os.path.dirname(os.path.abspath(__file__)), ".."))
from lib import pdf, real_peers, tap  # noqa: E402

MAILS = int(os.environ.get("VT_MAILS", "1000"))
EVERY = 12	# mails for each stroke: 83 of them, seven restarts of either server
CALM = 300


def main():
	why = real_peers.unavailable() or (None if pdf.have_reportlab()
		else "python3-reportlab is missing")
	if why:
		print("1..0 # SKIP " + why)
		return
	with real_peers.House() as house:
		storm = real_peers.Storm(house, real_peers.seed(), MAILS, EVERY)
		tap.run(lambda t: storm.run(t, CALM))


if __name__ == "__main__":	# the processes that make the mails read this file too
	main()
