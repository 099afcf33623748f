# SPDX-License-Identifier: GPL-3.0-or-later
"""smtp_fake - an SMTP server on loopback that misbehaves as told, and certificates for servers.

	with smtp_fake.Fake(tls="implicit", certificate=certs["good"]) as server:
		server.behave = lambda stage, session: "451 4.3.0 later" if stage == "rcpt" else None
		server.taken        the messages it said 250 to: (sender, recipients, bytes)

behave() answers for a stage (connect ehlo starttls auth mail rcpt data end rset quit): None = as a
good server does, a text = that reply, HANG = nothing more is said, CLOSE = the connection ends, a
function = called with the session, which does the rest itself.
"""

import base64
import os
import socket
import ssl
import subprocess
import threading
import time

HANG, CLOSE = object(), object()
OFFERS = ("PIPELINING", "8BITMIME", "SMTPUTF8", "SIZE 20000000", "DSN", "ENHANCEDSTATUSCODES")
USER, PASSWORD = "vanthu@kimson.example", "mật khẩu"

_EXTENSIONS = "subjectAltName=%s\nextendedKeyUsage=serverAuth\nkeyUsage=digitalSignature\n"


def _openssl(folder, *args):
	subprocess.run(("openssl",) + args, cwd=folder, check=True, capture_output=True)


def certificates(folder):
	"""{name: (certificate, key)} by one root (folder/root.pem): good expired other-name; alone is
	signed by nobody but itself. All have the same key but alone."""
	os.makedirs(folder)
	key = ("-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:P-256", "-nodes")
	_openssl(folder, "req", "-x509", *key, "-keyout", "root.key", "-out", "root.pem", "-subj",
		"/CN=Mail root", "-days", "30", "-addext", "keyUsage=critical,keyCertSign,cRLSign")
	_openssl(folder, "req", *key, "-keyout", "server.key", "-out", "server.csr", "-subj",
		"/CN=mail")
	_openssl(folder, "req", "-x509", *key, "-keyout", "alone.key", "-out", "alone.pem", "-subj",
		"/CN=localhost", "-days", "30", "-addext", "subjectAltName=DNS:localhost,IP:127.0.0.1")
	out = {"alone": (os.path.join(folder, "alone.pem"), os.path.join(folder, "alone.key"))}
	for name, names, days in (("good", "DNS:localhost,IP:127.0.0.1", "30"),
			("expired", "DNS:localhost,IP:127.0.0.1", "-1"),
			("other-name", "DNS:mail.other.example", "30")):
		with open(os.path.join(folder, "ext"), "w", encoding="ascii") as f:
			f.write(_EXTENSIONS % names)
		_openssl(folder, "x509", "-req", "-in", "server.csr", "-CA", "root.pem", "-CAkey",
			"root.key", "-CAcreateserial", "-days", days, "-extfile", "ext", "-out",
			name + ".pem")
		out[name] = (os.path.join(folder, name + ".pem"), os.path.join(folder, "server.key"))
	return out


def pin_of(certificate):
	"""sha256:... of the key of a certificate, by the openssl command."""
	key = subprocess.run(("openssl", "x509", "-in", certificate, "-noout", "-pubkey"), check=True,
		capture_output=True).stdout
	der = subprocess.run(("openssl", "pkey", "-pubin", "-outform", "DER"), input=key, check=True,
		capture_output=True).stdout
	return "sha256:" + subprocess.run(("openssl", "dgst", "-sha256", "-r"), input=der, check=True,
		capture_output=True).stdout.decode().split()[0]


class Over(Exception):
	pass


class Session:
	def __init__(self, server, connection):
		self.server = server
		self.connection = connection
		self.buffer = b""
		self.sender, self.recipients = None, []
		self.said = 0	# messages
		self.last, self.seen = "", None	# command, message
		self.encrypted = False

	def line(self):
		while b"\r\n" not in self.buffer:
			more = self.connection.recv(65536)
			if not more:
				raise Over
			self.buffer += more
		line, self.buffer = self.buffer.split(b"\r\n", 1)
		return line.decode("utf-8", "replace")

	def say(self, text):
		self.connection.sendall((text + "\r\n").encode())

	def answer(self, stage, usual, note=None):
		"""True when the usual thing was said; note() is called right before that: whoever hears the
		answer finds it noted."""
		what = self.server.behave(stage, self) if self.server.behave else None
		if callable(what):
			what = what(self)
		if what is HANG:
			self.server.hung.set()
			while not self.server.over.is_set() and self.connection.recv(65536):
				pass
			raise Over
		if what is CLOSE:
			raise Over
		if what is None and note:
			note()
		self.say(usual if what is None else what)
		if what is not None and what.startswith("421"):
			raise Over
		return what is None

	def wrap(self):
		self.connection = self.server.context.wrap_socket(self.connection, server_side=True)
		self.encrypted = True

	def ehlo(self):
		offers = list(self.server.offers)
		if self.server.tls == "starttls" and not self.encrypted:
			offers.append("STARTTLS")
		if self.encrypted:
			offers.append("AUTH PLAIN LOGIN" if self.server.auth is None else self.server.auth)
		lines = ["fake.example"] + offers
		self.answer("ehlo", "\r\n".join("250%s%s" % ("-" if i + 1 < len(lines) else " ", one)
			for i, one in enumerate(lines)))

	def auth(self, words):
		if words[1] == "PLAIN":
			given = base64.b64decode(words[2] if len(words) > 2 else self.ask("334 ")).decode()
			_, user, password = given.split("\0")
		else:
			user = base64.b64decode(self.ask("334 VXNlcm5hbWU6")).decode()
			password = base64.b64decode(self.ask("334 UGFzc3dvcmQ6")).decode()
		good = (user, password) == (USER, PASSWORD)
		self.answer("auth", "235 2.7.0 welcome" if good else "535 5.7.8 wrong password")

	def ask(self, text):
		self.say(text)
		return self.line()

	def data(self):
		lines = []
		while True:
			line = self.line_bytes()
			if line == b".":
				break
			lines.append(line[1:] if line.startswith(b".") else line)
		raw = b"".join(one + b"\r\n" for one in lines)
		self.said += 1
		if not self.recipients:
			self.say("554 5.5.1 no valid recipients")
			return
		taken = (self.sender, list(self.recipients), raw)
		self.seen = taken
		self.answer("end", "250 2.0.0 taken as %d" % len(self.server.taken),
			lambda: self.server.taken.append(taken))

	def line_bytes(self):
		while b"\r\n" not in self.buffer:
			more = self.connection.recv(65536)
			if not more:
				raise Over
			self.buffer += more
		line, self.buffer = self.buffer.split(b"\r\n", 1)
		return line

	def command(self, line):
		words = line.split()
		verb = words[0].upper() if words else ""
		self.server.commands.append(line)
		self.last = line
		if verb == "EHLO":
			self.ehlo()
		elif verb == "STARTTLS":
			if self.answer("starttls", "220 2.0.0 go ahead"):
				self.wrap()
		elif verb == "AUTH":
			self.auth(words)
		elif verb == "MAIL":
			self.recipients = []
			self.sender = line if self.answer("mail", "250 2.1.0 ok") else None
		elif verb in ("RCPT", "DATA") and self.sender is None:
			self.say("503 5.5.1 MAIL first")
		elif verb == "RCPT":
			if self.answer("rcpt", "250 2.1.5 ok"):
				self.recipients.append(line)
		elif verb == "DATA":
			if self.answer("data", "354 go on"):
				self.data()
		elif verb in ("RSET", "NOOP"):
			self.answer("rset", "250 2.0.0 ok")
		elif verb == "QUIT":
			self.say("221 2.0.0 bye")
			raise Over
		else:
			self.say("500 5.5.2 what?")

	def run(self):
		try:
			if self.server.tls == "implicit":
				self.wrap()
			self.answer("connect", "220 fake.example ESMTP")
			while True:
				self.command(self.line())
		except (Over, OSError, ValueError, ssl.SSLError):
			pass
		finally:
			self.connection.close()


class Fake:
	def __init__(self, tls="off", certificate=None, offers=OFFERS, auth=None, behave=None):
		self.tls, self.offers, self.auth, self.behave = tls, offers, auth, behave
		self.taken, self.commands = [], []
		self.connections = 0
		self.hung, self.over = threading.Event(), threading.Event()
		self.context = None
		if certificate:
			self.context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
			self.context.load_cert_chain(*certificate)
		self.listener = socket.create_server(("127.0.0.1", 0))
		self.port = self.listener.getsockname()[1]

	def __enter__(self):
		threading.Thread(target=self._accept, daemon=True).start()
		return self

	def __exit__(self, *_):
		self.over.set()
		self.listener.close()

	def _accept(self):
		while not self.over.is_set():
			try:
				connection, _ = self.listener.accept()
			except OSError:
				return
			self.connections += 1
			connection.settimeout(60)
			threading.Thread(target=Session(self, connection).run, daemon=True).start()

	def await_taken(self, count, seconds=30):
		until = time.monotonic() + seconds
		while len(self.taken) < count and time.monotonic() < until:
			time.sleep(0.02)
		return len(self.taken) >= count

	def forget(self):
		self.taken.clear()
		self.commands.clear()
		self.hung.clear()
		self.behave = None
