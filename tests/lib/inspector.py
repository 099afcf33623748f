# SPDX-License-Identifier: GPL-3.0-or-later
"""inspector - vanthuctl inspect as tests call it, and its differences as TAP."""

import datetime
import json
import os
import subprocess

from . import tap

BUILD = os.environ.get("VT_BUILD", "build")
SOURCE = os.environ.get("VT_SOURCE", os.path.join(os.path.dirname(__file__), "../.."))


class Tap(tap.Tap):
	def ok(self, good, text, *why):
		return super().ok(good, text.replace("#", ""), "\n".join(map(str, why)))

	def todo(self, good, text, *why):
		"""A difference that is an open question: shown, not counted."""
		if good:
			self.ok(good, text)
			return
		self.count += 1
		print("not ok %d - %s # TODO open question" % (self.count, text.replace("#", "")))
		self.say("\n".join(map(str, why)))


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
	if not plants:
		tap.look(run.stderr.decode("utf-8", "replace"))
	reports = [json.loads(line) for line in run.stdout.decode("utf-8").splitlines()]
	return reports, run.returncode, run.stderr.decode("utf-8", "replace")


def codes(report):
	return [f["code"] for f in report["findings"]]
