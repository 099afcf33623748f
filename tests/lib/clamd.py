# SPDX-License-Identifier: GPL-3.0-or-later
"""clamd - a private clamd(8) in a folder, with one signature of our own: EICAR. No network, no root.

	with clamd.Clamd(DIR) as av:
		av.socket, av.port       where it listens
		av.stop(); av.start()    as systemctl would
"""

import os
import shutil
import socket
import subprocess
import time

from . import daemon

# The harmless file that every scanner knows (eicar.org), not in one piece so that no scanner finds
# it in this source.
EICAR = b"X5O!P%@AP[4\\PZX54(P^)7CC)7}$" + b"EICAR-STANDARD-ANTIVIRUS-TEST-FILE!$H+H*"
NAME = "Vanthu.Test.Eicar"	# clamd adds .UNOFFICIAL

_CONF = """\
Foreground yes
LogTime yes
LogClean yes
LocalSocket %(folder)s/socket
TCPSocket %(port)d
TCPAddr 127.0.0.1
DatabaseDirectory %(folder)s/db
TemporaryDirectory %(folder)s/tmp
AlertExceedsMax yes
StreamMaxLength %(stream)s
MaxScanSize 100M
MaxFileSize 64M
MaxThreads 4
"""


def unavailable():
	if not shutil.which("clamd", path="/usr/sbin:/usr/bin"):
		return "clamd (clamav-daemon) is not installed"
	return None


class Clamd:
	def __init__(self, folder, stream="64M"):
		self.folder = os.path.abspath(folder)
		self.socket = os.path.join(self.folder, "socket")
		self.port = daemon.free_port()
		self.stream = stream
		self.process = None
		for name in ("", "db", "tmp"):
			os.makedirs(os.path.join(self.folder, name), exist_ok=True)
		with open(os.path.join(self.folder, "db", "vanthu.ndb"), "w", encoding="ascii") as f:
			f.write("%s:0:*:%s\n" % (NAME, EICAR.hex()))

	def __enter__(self):
		self.start()
		return self

	def __exit__(self, *_):
		self.stop()

	def start(self, seconds=30):
		conf = os.path.join(self.folder, "clamd.conf")
		with open(conf, "w", encoding="ascii") as f:
			f.write(_CONF % {"folder": self.folder, "port": self.port, "stream": self.stream})
		with open(os.path.join(self.folder, "log"), "ab") as log:
			self.process = subprocess.Popen((shutil.which("clamd", path="/usr/sbin:/usr/bin"),
				"--config-file=" + conf), stdin=subprocess.DEVNULL, stdout=log, stderr=log,
				cwd=self.folder)
		until = time.monotonic() + seconds
		while not self.answers():
			if self.process.poll() is not None or time.monotonic() > until:
				raise RuntimeError("clamd does not start: " + self.log()[-2000:])
			time.sleep(0.05)

	def answers(self):
		try:
			with socket.socket(socket.AF_UNIX) as s:
				s.settimeout(5)
				s.connect(self.socket)
				s.sendall(b"zPING\0")
				return s.recv(16) == b"PONG\0"
		except OSError:
			return False

	def stop(self):
		if self.process is not None:
			self.process.terminate()
			try:
				self.process.wait(20)
			except subprocess.TimeoutExpired:
				self.process.kill()
				self.process.wait()
			self.process = None

	def log(self):
		with open(os.path.join(self.folder, "log"), encoding="utf-8", errors="replace") as f:
			return f.read()
