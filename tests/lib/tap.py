# SPDX-License-Identifier: GPL-3.0-or-later
"""tap - TAP lines on standard output, and how a test script ends."""

import os
import re
import sys
import traceback

_COMPLAINT = re.compile(r"^.*(?:ERROR: \w+Sanitizer|runtime error: ).*$", re.M)
_complaints = []
_watched = []


class Tap:
	def __init__(self):
		self.count = self.failed = 0

	def ok(self, good, text, detail=""):
		self.count += 1
		self.failed += not good
		print("%sok %d - %s" % ("" if good else "not ", self.count, text), flush=True)
		if not good and detail not in ("", None):
			self.say(detail)
		return bool(good)

	def equal(self, got, wanted, text):
		return self.ok(got == wanted, text, "got    %r\nwanted %r" % (got, wanted))

	def skip(self, text, why):
		self.count += 1
		print("ok %d - %s # SKIP %s" % (self.count, text, why), flush=True)

	def say(self, text):
		for line in str(text).splitlines():
			print("# " + line, flush=True)

	def done(self):
		for text_of in _watched:
			look(text_of())
		if _complaints:
			self.ok(False, "no sanitizer complains", "\n".join(_complaints))
		print("1..%d" % self.count, flush=True)
		return 1 if self.failed else 0


def sanitized(by=""):
	"""Is the build under test one with sanitizers (with that one)? They need memory and calls that the
	jail denies."""
	try:
		with open(os.path.join(os.environ.get("VT_BUILD", "build"), "Makefile")) as stream:
			text = stream.read()
	except OSError:
		return False
	return "-DVT_SANITIZED" in text and re.search("-fsanitize=\\S*" + by, text) is not None


def look(text):
	"""What a sanitizer said in there makes the test fail: a program that died of it was started
	anew, and all else may have gone well."""
	_complaints.extend(line for line in _COMPLAINT.findall(text) if line not in _complaints)


def watch(text_of):
	"""text_of() is looked through when the test ends."""
	_watched.append(text_of)


def run(*steps):
	"""Each step is a function of the Tap; one that dies is a failed line, and the next one runs."""
	t = Tap()
	for step in steps:
		try:
			step(t)
		except Exception as error:  # pylint: disable=broad-except
			t.ok(False, "%s ran to its end" % step.__name__,
				"%s\n%s" % (error, traceback.format_exc()))
	sys.exit(t.done())


def _bound(functions, *given):
	def bind(function):
		def one(t):
			function(t, *given)
		one.__name__ = function.__name__
		return one
	return [bind(f) for f in functions]


def steps(office, *functions):
	"""Functions of (Tap, office) as steps of run()."""
	return _bound(functions, office)


def steps_of(office, server, *functions):
	"""Functions of (Tap, office, server)."""
	return _bound(functions, office, server)
