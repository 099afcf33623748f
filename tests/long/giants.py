#!/usr/bin/python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""giants - those of tests/e2e/t161-giants.py that take all of a child's time, with the limits as they
are, through vanthuctl inspect"""

import importlib
import os
import sys

sys.path.insert(0, os.path.join(os.path.dirname(os.path.abspath(__file__)), "..", "e2e"))
giants = importlib.import_module("t161-giants")


def main():
	t = giants.inspector.Tap()
	if not giants.pdf.have_reportlab():
		t.skip("giants", "python3-reportlab is missing")
		return t.done()
	with giants.office.Office(keys=giants.office.key_cache()) as o:
		giants.check_inspect(t, o, slow=True)
	return t.done()


if __name__ == "__main__":
	sys.exit(main())
