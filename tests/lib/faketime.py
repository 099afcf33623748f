# SPDX-License-Identifier: GPL-3.0-or-later
"""faketime - an office on a clock of its own."""

import calendar
import glob
import time

from . import pdf, tap


def library():
	found = glob.glob("/usr/lib/*/faketime/libfaketimeMT.so.1") + glob.glob(
		"/usr/lib/faketime/libfaketimeMT.so.1")
	return found[0] if found else None


def missing(reportlab=True):
	"""Why a test on such a clock must be left out; None."""
	if tap.sanitized("address"):
		return "the address sanitizer must be the first library, and so must faketime"
	if library() is None:
		return "faketime is missing"
	return "python3-reportlab is missing" if reportlab and not pdf.have_reportlab() else None


def vietnam(text):
	"""2026-11-20 10:00, in seconds."""
	return calendar.timegm(time.strptime(text, "%Y-%m-%d %H:%M")) - 7 * 3600


def environment(at):
	"""What makes every program believe that it is this moment now: an offset for all of them."""
	return {"LD_PRELOAD": library(), "FAKETIME_DONT_FAKE_MONOTONIC": "1",
		"FAKETIME": "%+d" % (at - int(time.time()))}


def start(o, at):
	"""The office is stopped, and started at that moment."""
	o.stop()
	o.environment = environment(at)
	o.start()
