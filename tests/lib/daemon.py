# SPDX-License-Identifier: GPL-3.0-or-later
"""daemon - what the private daemons of tests have in common: a port, and an end."""

import os
import signal
import socket

from . import wait


def free_port():
	"""A TCP port of loopback that nobody has, for a file that must name one beforehand."""
	with socket.socket() as s:
		s.bind(("127.0.0.1", 0))
		return s.getsockname()[1]


def _lives(pid):
	try:
		os.kill(pid, 0)
	except ProcessLookupError:
		return False
	return True


def end(pid_path, seconds=30):
	"""SIGTERM for the process whose id that file holds, and until it is gone; none: nothing."""
	try:
		with open(pid_path, encoding="ascii") as f:
			pid = int(f.read())
		os.kill(pid, signal.SIGTERM)
	except (OSError, ValueError):
		return
	wait.until(lambda: not _lives(pid), seconds, 0.05)
