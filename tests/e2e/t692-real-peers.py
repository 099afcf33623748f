#!/usr/bin/python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""t692-real-peers - a hundred mails through Postfix and Dovecot while they are restarted and we are
killed: each registered once, no notice lost. The long form, with a thousand: tests/long/real-peers.py
"""

import os
import sys

sys.path.insert(0, os.path.join(os.path.dirname(os.path.abspath(__file__)), ".."))
from lib import pdf, real_peers, tap  # noqa: E402

MAILS = 100

why = real_peers.unavailable() or (None if pdf.have_reportlab() else "python3-reportlab is missing")
if why:
	print("1..0 # SKIP " + why)
else:
	with real_peers.House() as house:
		tap.run(real_peers.Storm(house, real_peers.seed(), MAILS).run)
