# SPDX-License-Identifier: GPL-3.0-or-later
"""clamd_fake - a clamd that misbehaves as told, on a UNIX socket.

	with clamd_fake.Fake(PATH) as av:
		av.behave = clamd_fake.HANG
		av.scans                   how many messages it was asked about

behave: a text is the answer to a scan ("%s" becomes "stream" or "fd[9]"); a function gets the
connection and does everything itself. version answers VERSION.
"""

import os
import socket
import threading
import time

CLEAN = "%s: OK\0"
GOOD_VERSION = "ClamAV 1.4.6/27821/%s"


def version(days=0, hours_east=None):
	"""What a clamd says whose signatures are that many days old; hours_east: the zone it writes in,
	default that of this process."""
	at = time.time() - days * 86400
	if hours_east is None:
		return GOOD_VERSION % time.ctime(at)
	return GOOD_VERSION % time.asctime(time.gmtime(at + hours_east * 3600))


def hang(connection):
	connection.settimeout(60)
	while connection.recv(65536):
		pass


def drip(connection):
	"""A byte now and then, never the end."""
	connection.settimeout(60)
	for _ in range(600):
		connection.sendall(b"s")
		time.sleep(0.1)


def close_at_once(connection):
	del connection


def close_within(connection):
	connection.sendall(b"stream: O")


def endless(connection):
	while True:
		connection.sendall(b"x" * 4096)


class Fake:
	def __init__(self, path):
		self.path = path
		self.behave = CLEAN
		self.version = version()
		self.scans = 0
		self.listener = None
		self.lock = threading.Lock()

	def __enter__(self):
		self.start()
		return self

	def __exit__(self, *_):
		self.stop()

	def start(self):
		self.listener = socket.socket(socket.AF_UNIX)
		self.listener.bind(self.path)
		self.listener.listen(64)
		threading.Thread(target=self._accept, args=(self.listener,), daemon=True).start()

	def stop(self):
		if self.listener is not None:
			self.listener.shutdown(socket.SHUT_RDWR)
			self.listener.close()
			os.unlink(self.path)
			self.listener = None

	def _accept(self, listener):
		while True:
			try:
				connection, _ = listener.accept()
			except OSError:
				return
			threading.Thread(target=self._serve, args=(connection,), daemon=True).start()

	def _serve(self, connection):
		try:
			with connection:
				self._answer(connection)
		except OSError:
			pass

	@staticmethod
	def _command(connection):
		out = b""
		while not out.endswith(b"\0"):
			byte = connection.recv(1)
			if not byte:
				break
			out += byte
		return out

	@staticmethod
	def _take_stream(connection):
		def exactly(n):
			out = b""
			while len(out) < n:
				piece = connection.recv(min(65536, n - len(out)))
				if not piece:
					raise OSError("closed")
				out += piece
			return out
		while True:
			size = int.from_bytes(exactly(4), "big")
			if size == 0:
				return
			exactly(size)

	def _answer(self, connection):
		connection.settimeout(60)
		command = self._command(connection)
		if command == b"zVERSION\0":
			connection.sendall(self.version.encode() + b"\0")
			return
		with self.lock:
			self.scans += 1
		behave = self.behave
		if callable(behave):
			behave(connection)
			return
		if command == b"zINSTREAM\0":
			self._take_stream(connection)
			subject = "stream"
		else:
			_, fds, _, _ = socket.recv_fds(connection, 16, 1)
			for fd in fds:
				os.close(fd)
			subject = "fd[9]"
		connection.sendall((behave.replace("%s", subject)).encode("latin-1"))
