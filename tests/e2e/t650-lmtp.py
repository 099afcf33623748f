#!/usr/bin/python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""t650-lmtp - the LMTP door as an MTA and an attacker meet it: Python's smtplib and raw sockets."""

import os
import signal
import smtplib
import socket
import sys
import threading

sys.path.insert(0, os.path.join(os.path.dirname(os.path.abspath(__file__)), ".."))
from lib import office, pdf, shapes, tap  # noqa: E402

REGISTRY = "vanthu@kimson.example"
SENDER = "vanthu@noivu.example"


class Client(smtplib.LMTP):
	"""A client at the socket's path."""

	def __init__(self, path):
		super().__init__(path, timeout=20)
		self.lhlo = self.docmd("LHLO mta.example")[1].decode()

	def hand(self, raw, to=(REGISTRY,), mail_from=SENDER):
		"""[(code, text), ...] for the recipients, or the code that refused earlier."""
		code, text = self.docmd("MAIL FROM:<%s>" % mail_from)
		if code != 250:
			return [(code, text)]
		taken = [a for a in to if self.docmd("RCPT TO:<%s>" % a)[0] == 250]
		code, text = self.docmd("DATA")
		if code != 354:
			return [(code, text)]
		body = b"\r\n".join(b"." + line if line.startswith(b".") else line
			for line in raw.split(b"\r\n"))
		self.sock.sendall(body + (b"" if body.endswith(b"\r\n") else b"\r\n") + b".\r\n")
		return [self.getreply() for _ in taken]


def as_sent(made):
	"""Those that an MTA hands over as they are: CRLF throughout and at the end."""
	return [m for m in made if m.raw.endswith(b"\r\n")
		and m.raw.count(b"\n") == m.raw.count(b"\r\n") == m.raw.count(b"\r")]


def raw_socket(path):
	s = socket.socket(socket.AF_UNIX, socket.SOCK_STREAM)
	s.settimeout(20)
	s.connect(path)
	assert s.recv(1000).startswith(b"220 ")
	return s


def ask(s, line, wait=b"\r\n"):
	s.sendall(line)
	got = b""
	while wait not in got:
		piece = s.recv(4096)
		if not piece:
			break
		got += piece
	return got


def check_ordinary(t, o, path, made):
	with Client(path) as c:
		t.ok(all(w in c.lhlo for w in ("PIPELINING", "8BITMIME",
			"SMTPUTF8", "SIZE", "ENHANCEDSTATUSCODES", "CHUNKING")), "what LHLO offers", c.lhlo)
		answers = c.hand(made.raw, (REGISTRY, "robot@kimson.example", "nobody@kimson.example"))
		t.ok([a[0] for a in answers] == [250, 250], "a reply for each accepted recipient", answers)
		t.ok(answers[0][1].decode().split()[-1] == answers[1][1].decode().split()[-1],
			"the 250 names the arrival", answers)
		t.ok(c.docmd("MAIL FROM:<a@b.example> SIZE=99999999")[0] == 552, "too big is said at MAIL")
		c.docmd("RSET")
	o.settle()
	sent = office.Sent(made.raw, None)
	row = o.arrival(sent)
	t.ok(row["state"] == "registered", "what came by LMTP is registered", row)
	shown = o.ctl("show", row["id"], "--json").json
	t.ok("lmtp" in str(shown), "show names the door", shown)


def check_smuggling(t, o, path):
	before = len(o.sql("SELECT id FROM arrival"))
	for end in (b"\n.\n", b"\n.\r\n", b"\r.\r", b"\r\n.\n"):
		s = raw_socket(path)
		ask(s, b"LHLO x\r\n", b"250 ")
		ask(s, b"MAIL FROM:<%s>\r\n" % SENDER.encode())
		ask(s, b"RCPT TO:<%s>\r\n" % REGISTRY.encode())
		ask(s, b"DATA\r\n")
		said = ask(s, b"Subject: x\r\n\r\nx" + end + b"MAIL FROM:<a@b.example>\r\n"
			b"RCPT TO:<" + REGISTRY.encode() + b">\r\nDATA\r\nSubject: y\r\n\r\ny\r\n.\r\n")
		t.ok(said.startswith(b"554 5.6.0") and said.count(b"\r\n") == 1,
			"an end of %r ends nothing and refuses the message" % end, said)
		s.close()
	t.ok(len(o.sql("SELECT id FROM arrival")) == before, "and nothing of it was kept")


def check_crowd(t, o, path, made_many):
	"""Half of the clients are slow; the others are served at once."""
	slow = [raw_socket(path) for _ in range(60)]
	for s in slow:
		s.sendall(b"LHLO slow\r\nMAIL FR")
	failed = []

	def work(made):
		try:
			with Client(path) as c:
				answers = c.hand(made.raw)
				if [a[0] for a in answers] != [250]:
					failed.append(answers)
		except (OSError, smtplib.SMTPException) as fault:
			failed.append(fault)
	threads = [threading.Thread(target=work, args=(made,)) for made in made_many]
	for thread in threads:
		thread.start()
	for thread in threads:
		thread.join()
	t.ok(not failed, "%d clients beside 60 slow ones" % len(made_many), failed[:3])
	o.settle(120)
	states = [o.arrival(office.Sent(made.raw, None)) for made in made_many]
	t.ok(all(states), "each has its row", len([s for s in states if not s]))
	s = slow.pop()
	s.sendall(b"OM:<a@b.example>\r\nQUIT\r\n")
	got = b""
	while b"221" not in got:
		piece = s.recv(4096)
		if not piece:
			break
		got += piece
	t.ok(b"221" in got, "a slow client is still served when it goes on", got)
	for s in slow:
		s.close()


def check_restart(t, o, path, first, second):
	"""vanthud holds the socket: who comes while intake is away waits, nobody is refused."""
	pid = o.pid_of("vanthu-intake")
	os.kill(pid, signal.SIGSTOP)
	s = socket.socket(socket.AF_UNIX, socket.SOCK_STREAM)
	s.settimeout(20)
	s.connect(path)
	os.kill(pid, signal.SIGKILL)
	said = s.recv(1000)
	t.ok(said.startswith(b"220 "), "connected while intake was dying, served by the next one", said)
	s.close()
	with Client(path) as c:
		t.ok(c.hand(first.raw)[0][0] == 250, "and mail is taken")
		os.kill(o.pid_of("vanthu-intake"), signal.SIGKILL)
	row = o.await_arrival(office.Sent(first.raw, None))
	t.ok(row and row["state"] == "registered", "killed right after its 250: nothing is lost", "%s\n%s" % (row, o.tail(40)))
	with Client(path) as c:
		t.ok([a[0] for a in c.hand(second.raw)] == [250], "the next client is served")


def check_activation(t, made):
	"""sd_listen_fds(3): the socket is older than vanthud."""
	with office.Office(keys=office.key_cache()) as o:
		path = o.path("lmtp.sock")
		o.add_block("lmtp mta", listen=path)
		listening = socket.socket(socket.AF_UNIX, socket.SOCK_STREAM)
		listening.bind(path)
		listening.listen(10)
		inode = os.stat(path).st_ino
		o.start(listener=listening)
		t.ok(os.stat(path).st_ino == inode, "the handed socket was not replaced")
		listening.close()
		with Client(path) as c:
			t.ok(c.hand(made.raw)[0][0] == 250, "mail through the handed socket")
		o.settle()
		t.ok(o.arrival(office.Sent(made.raw, None))["state"] == "registered", "and registered")
		o.stop()


def check_faults(t):
	with office.Office(keys=office.key_cache()) as o:
		o.add_block("lmtp mta", listen="0.0.0.0:24")
		o.add_block("lmtp zwei", listen="lmtp.sock", agency="nobody")
		done = o.check()
		t.ok(done.returncode == 78 and "0.0.0.0:24" in done.stderr and "'lmtp.sock'" in done.stderr
			and "'nobody'" in done.stderr, "-n names what cannot be listened at", done)


def main():
	if not pdf.have_reportlab():
		print("1..0 # SKIP python3-reportlab is missing")
		return
	with office.Office(keys=office.key_cache()) as o:
		path = o.path("lmtp.sock")
		o.add_block("lmtp mta", listen=path, agency="kimson")
		made = as_sent(shapes.build(o.pki, groups=("demo",), lf=False))
		good = [m for m in made if "good" in m.expect["verdict"]]

		def start(_):
			o.start()

		def ordinary(t):
			check_ordinary(t, o, path, good[0])

		def smuggling(t):
			check_smuggling(t, o, path)

		def crowd(t):
			check_crowd(t, o, path, as_sent(shapes.build(o.pki, groups=("form",), lf=False))[:30])

		def restart(t):
			check_restart(t, o, path, *good[1:3])

		def stop(t):
			t.equal(o.stop(), 0, "an orderly end with clients there")

		def activation(t):
			check_activation(t, good[0])
		tap.run(start, ordinary, smuggling, crowd, restart, stop, activation, check_faults)


main()
