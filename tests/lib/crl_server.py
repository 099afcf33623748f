# SPDX-License-Identifier: GPL-3.0-or-later
"""crl_server - a web server that hands out CRLs as servers of CAs do, and as others would.

	with crl_server.Server() as s:
		s.put("/g2.crl", data)          200 with ETag and Last-Modified; 304 when asked so
		s.act("/drip", crl_server.drip) anything else: a function of the request handler
		s.url("/g2.crl"), s.seen        [(method, path, headers)] as they came
	with crl_server.Proxy() as p:       p.url, p.seen: absolute URLs that went through
"""

import email.utils
import hashlib
import http.client
import http.server
import threading
import time
import urllib.parse


class _Threads(http.server.ThreadingHTTPServer):
	daemon_threads = True
	block_on_close = False

	def handle_error(self, request, client_address):
		"""A client that goes away in the middle is what these tests are about."""


class _Running:
	def __init__(self, handler):
		self.seen = []
		self.server = _Threads(("127.0.0.1", 0), handler)
		self.server.owner = self
		self.port = self.server.server_address[1]
		self.over = threading.Event()
		self.thread = threading.Thread(target=self.server.serve_forever, args=(0.05,), daemon=True)
		self.thread.start()

	def __enter__(self):
		return self

	def __exit__(self, *_):
		self.over.set()
		self.server.shutdown()
		self.server.server_close()
		self.thread.join(5)


class _Handler(http.server.BaseHTTPRequestHandler):
	protocol_version = "HTTP/1.1"

	def do_GET(self):  # pylint: disable=invalid-name
		owner = self.server.owner
		owner.seen.append((self.command, self.path, dict(self.headers)))
		act = owner.acts.get(self.path)
		if act:
			act(self)
			self.close_connection = True
			return
		data = owner.files.get(self.path)
		if data is None:
			self.send_error(404)
			return
		tag = '"%s"' % hashlib.sha256(data).hexdigest()[:16]
		unchanged = self.headers.get("If-None-Match") == tag
		self.send_response(304 if unchanged else 200)
		self.send_header("ETag", tag)
		self.send_header("Last-Modified", email.utils.formatdate(owner.started, usegmt=True))
		self.send_header("Content-Length", "0" if unchanged else str(len(data)))
		self.end_headers()
		if not unchanged:
			self.wfile.write(data)

	def log_message(self, *_):  # pylint: disable=arguments-differ
		pass


class Server(_Running):
	def __init__(self):
		self.files, self.acts, self.started = {}, {}, time.time()
		super().__init__(_Handler)

	def put(self, path, data):
		self.files[path] = data
		self.acts.pop(path, None)

	def act(self, path, function):
		self.acts[path] = function

	def url(self, path, host="127.0.0.1"):
		return "http://%s:%d%s" % (host, self.port, path)


def redirect(where):
	def act(handler):
		handler.send_response(302)
		handler.send_header("Location", where)
		handler.send_header("Content-Length", "0")
		handler.end_headers()
	return act


def page(handler):
	"""What a captive portal says to everything."""
	body = "<html><body>Đăng nhập để dùng mạng</body></html>".encode()
	handler.send_response(200)
	handler.send_header("Content-Type", "text/html; charset=utf-8")
	handler.send_header("Content-Length", str(len(body)))
	handler.end_headers()
	handler.wfile.write(body)


def endless(handler):
	"""No length, no end."""
	handler.send_response(200)
	handler.end_headers()
	while not handler.server.owner.over.is_set():
		handler.wfile.write(b"\x30" * 65536)


def endless_head(handler):
	handler.wfile.write(b"HTTP/1.1 200 OK\r\n")
	while not handler.server.owner.over.is_set():
		handler.wfile.write(b"X-More: " + b"y" * 1000 + b"\r\n")


def drip(handler):
	handler.send_response(200)
	handler.send_header("Content-Length", "100000")
	handler.end_headers()
	while not handler.server.owner.over.wait(0.2):
		handler.wfile.write(b"0")
		handler.wfile.flush()


def hang(handler):
	handler.server.owner.over.wait(120)


def short(data):
	"""Says that more comes than comes."""
	def act(handler):
		handler.send_response(200)
		handler.send_header("Content-Length", str(len(data) + 1000))
		handler.end_headers()
		handler.wfile.write(data)
	return act


class _ProxyHandler(http.server.BaseHTTPRequestHandler):
	def do_GET(self):  # pylint: disable=invalid-name
		self.server.owner.seen.append(self.path)
		to = urllib.parse.urlsplit(self.path)
		line = http.client.HTTPConnection("127.0.0.1",
			self.server.owner.to or to.port or 80, timeout=20)
		line.request("GET", to.path, headers={"If-None-Match": self.headers.get("If-None-Match", "")})
		answer = line.getresponse()
		body = answer.read()
		self.send_response(answer.status)
		for name in ("ETag", "Last-Modified"):
			if answer.getheader(name):
				self.send_header(name, answer.getheader(name))
		self.send_header("Content-Length", str(len(body)))
		self.end_headers()
		self.wfile.write(body)
		line.close()

	def log_message(self, *_):  # pylint: disable=arguments-differ
		pass


class Proxy(_Running):
	"""to: the port of this machine that every host stands for; default: the one of the URL."""

	def __init__(self, to=None):
		self.to = to
		super().__init__(_ProxyHandler)

	@property
	def url(self):
		return "http://127.0.0.1:%d" % self.port
