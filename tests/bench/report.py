# SPDX-License-Identifier: GPL-3.0-or-later
"""report - figures as lines of a table, each against what it is measured by in the same run."""

import os
import platform
import subprocess


class Report:
	def __init__(self):
		self.missed = 0

	def head(self, text):
		print("\n## %s\n" % text, flush=True)

	def line(self, what, value, unit, against=None, goal=None):
		"""against: (value, what it is); goal: (least or most, number) that value or ratio must keep."""
		text = "%-52s %10.4g %-11s" % (what, value, unit)
		judged = value
		if against is not None:
			judged = value / against[0] if against[0] else 0.0
			text += "  = %.2f of %s" % (judged, against[1])
		if goal is not None:
			good = judged >= goal[1] if goal[0] == "least" else judged <= goal[1]
			self.missed += not good
			text += "  (%s; goal: at %s %g)" % ("reached" if good else "MISSED", *goal)
		print(text, flush=True)


def machine():
	model = "?"
	with open("/proc/cpuinfo", encoding="utf-8") as f:
		for line in f:
			if line.startswith("model name"):
				model = line.split(":", 1)[1].strip()
				break
	with open("/proc/meminfo", encoding="utf-8") as f:
		memory = int(f.readline().split()[1]) // 1024 // 1024
	kind = subprocess.run(("stat", "-f", "-c", "%T", "."), capture_output=True, text=True,
		check=False).stdout.strip()
	return "%d × %s, %d GiB, %s, Linux %s" % (os.cpu_count(), model, memory, kind,
		platform.release())
