# SPDX-License-Identifier: GPL-3.0-or-later
"""memory - what processes hold at most: sampled from /proc while something runs.

Held is what nobody but the process can give back: anonymous pages, and the memory files it has
open or mapped (they are nobody's file and live in memory). Pages of mapped files are not counted.
"""

import os
import re
import threading
import time

MIB = 1024 * 1024
_NUMBER = re.compile(rb"^(RssAnon|RssShmem):\s+(\d+) kB", re.M)


def _memory_files(pid):
	"""Bytes of memory files this process has open, each once."""
	total, seen = 0, set()
	folder = "/proc/%d/fd" % pid
	for fd in os.listdir(folder):
		try:
			if not os.readlink("%s/%s" % (folder, fd)).startswith("/memfd:"):
				continue
			status = os.stat("%s/%s" % (folder, fd))
		except OSError:
			continue
		if status.st_ino not in seen:
			seen.add(status.st_ino)
			total += status.st_blocks * 512
	return total


def held(pid):
	"""Bytes now; 0 when it is gone."""
	try:
		with open("/proc/%d/status" % pid, "rb") as f:
			numbers = {k: int(v) * 1024 for k, v in _NUMBER.findall(f.read())}
		return numbers.get(b"RssAnon", 0) + max(numbers.get(b"RssShmem", 0), _memory_files(pid))
	except OSError:
		return 0


def children(pid):
	try:
		with open("/proc/%d/task/%d/children" % (pid, pid), encoding="ascii") as f:
			return [int(one) for one in f.read().split()]
	except OSError:
		return []


def _program(pid):
	try:
		with open("/proc/%d/cmdline" % pid, "rb") as f:
			return os.path.basename(f.read().split(b"\0")[0].decode("utf-8", "replace"))
	except OSError:
		return ""


class Watch:
	"""with Watch(pid) as w: …; w.peaks is {name: bytes} of the process and all below it. A child
	of vanthu-inspect is called "inspect child"."""

	def __init__(self, pid, pause=0.002):
		self.root = pid
		self.pause = pause
		self.peaks = {}
		self.most = {}	# {name: how many of them at once}
		self._end = threading.Event()
		self._thread = threading.Thread(target=self._run, daemon=True)

	def _look(self, pid, counts, above=None):
		name = "inspect child" if above == "vanthu-inspect" else _program(pid)
		now = held(pid)
		counts[name] = counts.get(name, 0) + 1
		if now > self.peaks.get(name, 0):
			self.peaks[name] = now
		for child in children(pid):
			self._look(child, counts, name)

	def _run(self):
		while not self._end.is_set():
			counts = {}
			self._look(self.root, counts)
			for name, count in counts.items():
				self.most[name] = max(count, self.most.get(name, 0))
			time.sleep(self.pause)

	def __enter__(self):
		self._thread.start()
		return self

	def __exit__(self, *_):
		self._end.set()
		self._thread.join()

	def table(self):
		return "\n".join("%-18s %6.1f MiB" % (name, peak / MIB)
			for name, peak in sorted(self.peaks.items()))
