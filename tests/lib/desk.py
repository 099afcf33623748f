# SPDX-License-Identifier: GPL-3.0-or-later
"""desk - a leader who signs, a clerk and two of staff who write through the office's own server.

	d = Desk(o)                             before o.start(): desk.believe(o)
	number = d.register(90)                 a document that came and has a number
	d.assign(number, "31/12/2027")          the leader gives it: Tư leads, Lan supports
	d.tu.reply(notice, "NHẬN VIỆC")         quoted, with In-Reply-To; the arrival's row
	d.tu.tap(desk.link(notice, "ĐỒNG Ý"))   a mailto: link, sent as it opens
"""

import re
import time
import urllib.parse

from . import keys, kit, message as m, pki

SERVER = "mx.kimson.example"
REGISTRY = "vanthu@kimson.example"
LEADER = "chutich@kimson.example"
VOUCHED = "Authentication-Results: %s; auth=pass smtp.auth=%%s\r\n" % SERVER
RECEIVED = ("Received: from phone.example ([192.0.2.7]) by mx.kimson.example with ESMTPSA id 7;"
	" %s\r\n")


def believe(o):
	"""The office believes what its own server says of logins."""
	o.tidy_trust()
	o.add_block("session", **{"authserv-id": SERVER})


def link(notice, place):
	"""The link below the line that says so."""
	lines = [line.strip() for line in notice.text.splitlines()]
	for at, line in enumerate(lines):
		if line.startswith(place):
			return next(one for one in lines[at:] if one.startswith("mailto:"))
	raise AssertionError("no %s in\n%s" % (place, notice.text))


class Person:
	"""Writes from his own address."""

	def __init__(self, o, k, login):
		self.o, self.k, self.login = o, k, login
		self.address = login + "@kimson.example"
		self.count = 0

	def send(self, entity, subject, to=REGISTRY, more=(), vouched=True):
		self.count += 1
		pairs = [("From", self.address), ("To", to), ("Subject", subject),
			("Date", m.date(self.k.now)), ("Message-ID", "<p%d.%s@kimson.example>" % (self.count,
			self.login))] + list(more)
		head = (VOUCHED % self.login if vouched else "") + RECEIVED % m.date(self.k.now)
		sent = self.o.deliver(head.encode() + m.mail(pairs, entity))
		self.o.settle()
		self.o.wait_idle()
		return self.o.arrival(sent)

	def tap(self, mailto, more="", **options):
		to, query = mailto[len("mailto:"):].split("?", 1)
		said = dict(pair.split("=", 1) for pair in query.split("&"))
		subject, body = (urllib.parse.unquote(said[key]) for key in ("subject", "body"))
		return self.send(m.text(body + more + "\n"), subject, to=urllib.parse.unquote(to), **options)

	def reply(self, notice, words, sign=None, **options):
		quoted = "".join("> %s\n" % line for line in notice.text.splitlines())
		entity = m.text("%s\n\nVào 23/11/2026, Văn phòng đã viết:\n%s" % (words, quoted))
		if sign:
			entity = m.signed(entity, sign)
		return self.send(entity, "Re: " + notice.subject, to=notice["Reply-To"], more=(
			("In-Reply-To", notice.message_id),), **options)

	def mails(self, word):
		return [one for one in self.o.mails(self.address) if word in one.subject]


class Desk:
	def __init__(self, o):
		self.o = o
		self.k = kit.Kit(o.pki)
		self.leader, self.clerk, self.tu, self.lan = (
			Person(o, self.k, n) for n in ("chutich", "binh", "tu", "lan"))
		path = o.path("chutich.key")
		keys.generate(path, "rsa:2048")
		o.pki.ids["chutich"] = pki.leaf_certificate(o.pki, "chutich", keys.Key(path),
			{"code": "H99.12.34.1", "cn": "Lê Văn Bình", "emails": [LEADER]})

	@property
	def year(self):
		return time.gmtime(self.k.now + 7 * 3600).tm_year

	def sign(self):
		return self.k.signer("chutich", signing_time=self.k.now)

	def register(self, index, **options):
		self.k.begin("desk", index)
		self.o.deliver(self.k.signed(**options))
		self.o.settle()
		self.o.wait_idle()
		return self.o.sql("SELECT max(number) AS n FROM document")[0]["n"]

	def assign(self, number, due):
		"""By the leader's signed answer: it counts at once."""
		notice = [one for one in self.leader.mails("[Trình]")
			if re.search(r"số đến:? %d/|số %d/" % (number, number), one.text + one.subject, re.I)][-1]
		return self.leader.reply(notice, "CHỦ TRÌ: Nguyễn Văn Tư\nPHỐI HỢP: Hoàng Thị Lan\n"
			"HẠN: %s\nÝ KIẾN: Tham mưu trả lời" % due, sign=self.sign())

	def stage(self, number):
		return self.o.sql("SELECT stage FROM document WHERE number = ?", number)[0]["stage"]

	def task(self, person, column):
		return self.o.sql("SELECT %s AS n FROM task WHERE person = ? ORDER BY id" % column,
			person)[-1]["n"]
