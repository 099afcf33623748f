#!/usr/bin/python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""bench - figures against peers and limits measured in the same run; see README, Figures.

	bench.py [--count N] [NAME...]      NAME: register lmtp imap smtp latency
"""

import argparse
import os
import sys

sys.path.insert(0, os.path.join(os.path.dirname(os.path.abspath(__file__)), ".."))
sys.path.insert(0, os.path.dirname(os.path.abspath(__file__)))
import imap  # noqa: E402
import latency  # noqa: E402
import lmtp  # noqa: E402
import register  # noqa: E402
import report as reports  # noqa: E402
import smtp  # noqa: E402

BENCHES = {"register": register.run, "lmtp": lmtp.run, "imap": imap.run, "smtp": smtp.run, "latency": latency.run}


def main():
	parser = argparse.ArgumentParser()
	parser.add_argument("--count", type=int, default=300, help="messages of each measurement")
	parser.add_argument("names", nargs="*", metavar="NAME", help="default: all of %s" % " ".join(BENCHES))
	given = parser.parse_args()
	report = reports.Report()
	print(reports.machine())
	for name in given.names or BENCHES:
		BENCHES[name](report, given.count)
	print("\n%d goals missed" % report.missed)
	return 1 if report.missed else 0


sys.exit(main())
