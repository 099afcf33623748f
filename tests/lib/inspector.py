# SPDX-License-Identifier: GPL-3.0-or-later
"""inspector - vanthuctl inspect as tests call it, and results as TAP."""

import datetime
import json
import os
import subprocess

BUILD = os.environ.get("VT_BUILD", "build")
SOURCE = os.environ.get("VT_SOURCE", os.path.join(os.path.dirname(__file__), "../.."))


class Tap:
	def __init__(self):
		self.count = self.failed = 0

	def ok(self, good, text, *why):
		self.count += 1
		self.failed += not good
		print("%sok %d - %s" % ("" if good else "not ", self.count, text.replace("#", "")))
		for line in why if not good else ():
			print("#   %s" % (line,))
		return good

	def todo(self, good, text, *why):
		"""A difference that is an open question: shown, not counted."""
		if good:
			self.ok(good, text)
			return
		self.count += 1
		print("not ok %d - %s # TODO open question" % (self.count, text.replace("#", "")))
		for line in why:
			print("#   %s" % (line,))

	def skip(self, text, why):
		self.count += 1
		print("ok %d - %s # SKIP %s" % (self.count, text, why))

	def done(self):
		print("1..%d" % self.count)
		return 1 if self.failed else 0


def iso(seconds):
	return datetime.datetime.fromtimestamp(seconds, datetime.timezone.utc).strftime(
		"%Y-%m-%dT%H:%M:%SZ")


def environment(plants=False):
	env = dict(os.environ, VANTHU_DATADIR=SOURCE, VANTHU_LIBEXECDIR=os.path.abspath(
		os.path.join(BUILD, "tests/plants") if plants else BUILD))
	return env


def command(files, p=None, at=None, trust=None, crl=True):
	"""p: a PKI of pki.make(); at: seconds, default when the PKI was made."""
	argv = [os.path.join(BUILD, "vanthuctl"), "inspect"]
	if p is not None:
		trust, at = trust or p.path("trust"), p.now if at is None else at
		argv += ["--intermediate", p.path("intermediate")]
		argv += ["--crl", p.path("crl")] if crl else []
	argv += ["--trust", trust] if trust else []
	argv += ["--at", iso(at)] if at is not None else []
	return argv + list(files)


def inspect(files, p=None, plants=False, **more):
	"""(reports in order, exit status, stderr)"""
	run = subprocess.run(command(files, p, **more), capture_output=True, check=False,
		env=environment(plants))
	reports = [json.loads(line) for line in run.stdout.decode("utf-8").splitlines()]
	return reports, run.returncode, run.stderr.decode("utf-8", "replace")


def codes(report):
	return [f["code"] for f in report["findings"]]
