#!/usr/bin/python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""t863-scanner - a device of the directory, known by its address, its login or its network (TAP)."""

import os
import sys

sys.path.insert(0, os.path.join(os.path.dirname(os.path.abspath(__file__)), ".."))
from lib import kit, message as m, office, office_files, pdf, phone, tap  # noqa: E402

SERVER = phone.SERVER
PLAIN, LOGGED, NETTED = ("quet%d@kimson.example" % i for i in (1, 2, 3))


class Scanners:
	def __init__(self, o):
		self.o, self.k, self.count = o, kit.Kit(o.pki), 0

	def scan(self, address, client="203.0.113.9", login=None, by=SERVER, proto="ESMTP", above=""):
		"""A scan from that address, as our server took it in; what became of it."""
		self.count += 1
		entity = m.multipart([m.text("Bản quét.\n"), m.attachment(pdf.scan(seed=self.count), "quet.pdf")], "mixed")
		head = above + ("Authentication-Results: %s; auth=pass smtp.auth=%s\r\n" % (SERVER, login) if login else "") \
			+ "Received: from scan (%s [%s]) by %s with %s id %d;\r\n %s\r\n" % (
			"unknown" if ":" in client else "scan.kimson.example", client, by, proto, self.count, m.date(self.k.now))
		sent = self.o.deliver(head.encode() + m.mail([("From", address), ("To", phone.REGISTRY),
			("Subject", "Scan %d" % self.count), ("Date", m.date(self.k.now)),
			("Message-ID", "<s%d@quet.example>" % self.count)], entity))
		self.o.settle()
		self.o.wait_idle()
		return self.o.arrival(sent)


def own(row):
	return [detail for word, detail in row["why"] if word == "own-scan"]


def address(t, c):
	row = c.scan(PLAIN)
	t.equal((row["state"], own(row)), ("held", ["may-quet-1"]), "known by its address alone it is the office's own scan")
	asked = c.o.sql("SELECT person FROM asking WHERE kind = 'form' AND state = 'open'")
	t.equal(asked, [{"person": "tran-thi-binh"}], "its clerk gets the form")


def login(t, c):
	t.equal(own(c.scan(LOGGED, login="quet2")), ["may-quet-2"], "by its login")
	t.equal(own(c.scan(LOGGED)), [], "its address without the login is a stranger's")
	t.equal(own(c.scan(LOGGED, login="binh")), [], "nor with somebody else's")


def network(t, c):
	t.equal(own(c.scan(NETTED, client="192.0.2.40")), ["may-quet-3"], "by its network")
	t.equal(own(c.scan(NETTED, client="IPv6:2001:db8:5::7")), ["may-quet-3"], "or its other one")
	t.equal(own(c.scan(NETTED, client="192.0.3.40")), [], "from elsewhere it is a stranger's")
	t.equal(own(c.scan(NETTED, client="192.0.2.40", by="mx.elsewhere.example")), [], "nor as another server says")
	below = "Received: from x (x [203.0.113.9]) by %s with ESMTP id 9;\r\n %s\r\n" % (SERVER, m.date(c.k.now))
	t.equal(own(c.scan(NETTED, client="192.0.2.40", above=below)), [], "a field that the sender wrote below ours is nothing")
	t.equal(c.o.ctl("verify", as_json=False).status, 0, "verify finds nothing wrong")


def checked(t, c):
	path = c.o.path("directory.conf")
	with open(path, encoding="utf-8") as f:
		text = f.read()
	office_files.write(path, text.replace("network = 192.0.2.0/24", "network = 192.0.2.1/24"))
	t.ok("no network like" in c.o.check().stderr, "what is no network is told", c.o.check().stderr)
	office_files.write(path, text)


def main():
	if not pdf.have_reportlab():
		print("1..0 # SKIP python3-reportlab is missing")
		return
	with office.Office(keys=office.key_cache(), more={"notices": {"digest-every": "1s"}}) as o:
		o.tidy_trust()
		phone.block(o)
		with open(o.path("directory.conf"), "a", encoding="utf-8") as f:
			for i, more in ((1, ()), (2, (("login", "quet2"),)),
					(3, (("network", ("192.0.2.0/24", "2001:db8::/32")),))):
				f.write("\n" + office_files.block("person may-quet-%d" % i, (("own", "kimson"), ("name", "Máy quét %d" % i),
					("address", "quet%d@kimson.example" % i), ("role", "device"), ("clerk", "tran-thi-binh")) + more))
		o.start()
		tap.run(*tap.steps(Scanners(o), address, login, network, checked))


main()
