#!/usr/bin/python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""every-step - killed at every durable step from Maildir to sent notice, one after another (TAP)."""

import os
import sys

sys.path.insert(0, os.path.join(os.path.dirname(os.path.abspath(__file__)), ".."))
from lib import crash, pdf, tap  # noqa: E402

if not pdf.have_reportlab():
	print("1..0 # SKIP python3-reportlab is missing")
else:
	tap.run(crash.walk())
