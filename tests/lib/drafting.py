# SPDX-License-Identifier: GPL-3.0-or-later
"""drafting - an office with a unit, its head and a deputy, whose people hand in and approve drafts."""

import re
import time
import urllib.parse

from . import keys, kit, message as m, office, office_files as files, pdf, pki

SERVER = "mx.kimson.example"
REGISTRY = "vanthu@kimson.example"
VOUCHED = "Authentication-Results: %s; auth=pass smtp.auth=%%s\r\n" % SERVER
RECEIVED = ("Received: from phone.example ([192.0.2.7]) by mx.kimson.example with ESMTPSA id 7;"
	" %s\r\n")
UNIT = "Phòng Nội vụ"
MORE_PEOPLE = {
	"dinh-van-hung": ("kimson", "Đinh Văn Hùng", "Trưởng phòng", "hung@kimson.example",
		("unit-head",)),
	"tran-van-phong": ("kimson", "Trần Văn Phong", "Phó Chủ tịch", "phoct@kimson.example",
		("leader",)),
}
OF_UNIT = ("nguyen-van-tu", "dinh-van-hung")


def make_office(more=None, **options):
	"""An office.Office whose directory has a unit with a head, and a deputy leader."""
	files.PEOPLE.update(MORE_PEOPLE)
	plain = files.directory

	def directory(logins, pins):
		text = plain(logins, pins)
		for key in OF_UNIT:
			text = text.replace("person %s\n" % key, "person %s\n\tunit = %s\n" % (key, UNIT))
		return text
	files.directory = directory
	o = office.Office(keys=office.key_cache(), more=more or {}, **options)
	o.tidy_trust()
	o.add_block("session", **{"authserv-id": SERVER})
	return o


def link(notice, place):
	"""The link below the line that says so."""
	lines = [line.strip() for line in notice.text.splitlines()]
	for at, line in enumerate(lines):
		if line.startswith(place):
			return next(one for one in lines[at:] if one.startswith("mailto:"))
	raise AssertionError("no %s in\n%s" % (place, notice.text))


def attached(words, *names):
	"""Text with files; each has its name in it."""
	if not names:
		return m.text(words)
	return m.multipart([m.text(words)] + [m.attachment(document(name), name) for name in names])


def document(name):
	return pdf.text(["Dự thảo", name]) if hasattr(pdf, "text") else b"%PDF-1.4\n% " + name.encode()


class Person:
	"""Writes from his own address, through the office's server."""

	def __init__(self, cast, login):
		self.cast, self.o, self.login = cast, cast.o, login
		self.address = login + "@kimson.example"
		self.count = 0

	def post(self, entity, subject, to=REGISTRY, more=(), vouched=True):
		"""On its way; what became of it is not waited for."""
		self.count += 1
		pairs = [("From", self.address), ("To", to), ("Subject", subject),
			("Date", m.date(self.cast.k.now)), ("Message-ID", "<d%d.%s@kimson.example>" % (
			self.count, self.login))] + list(more)
		head = (VOUCHED % self.login if vouched else "") + RECEIVED % m.date(self.cast.k.now)
		return self.o.deliver(head.encode() + m.mail(pairs, entity))

	def send(self, entity, subject, **options):
		sent = self.post(entity, subject, **options)
		self.o.settle()
		self.o.wait_idle()
		return self.o.arrival(sent)

	def tap(self, url, more="", **options):
		"""The link of a mail, as a phone opens it; something is written behind what stands there."""
		to, query = url[len("mailto:"):].split("?", 1)
		said = dict(pair.split("=", 1) for pair in query.split("&"))
		subject, body = (urllib.parse.unquote(said[key]) for key in ("subject", "body"))
		return self.send(m.text(body + more + "\n"), subject, to=urllib.parse.unquote(to), **options)

	def answer(self, notice, words, names=(), sign=None):
		quoted = "".join("> %s\n" % line for line in notice.text.splitlines())
		entity = attached("%s\n\nVào 23/11/2026, Văn phòng đã viết:\n%s" % (words, quoted), *names)
		return m.signed(entity, sign) if sign else entity

	def reply(self, notice, words, names=(), sign=None, **options):
		return self.send(self.answer(notice, words, names, sign), "Re: " + notice.subject,
			to=notice["Reply-To"], more=(("In-Reply-To", notice.message_id),), **options)

	def fill(self, notice, names=(), **lines):
		"""The form comes back quoted, with lines edited in the quotation."""
		labels = {"type": "Loại", "abstract": "Trích yếu", "urgency": "Độ khẩn",
			"signer": "Người ký", "recipients": "Nơi nhận", "answers": "Trả lời số đến",
			"due": "Hạn trả lời", "paper": "Gửi bản giấy"}
		text = notice.text
		for key, value in lines.items():
			text = re.sub(r"(?m)^%s:.*$" % labels[key], "%s: %s" % (labels[key], value), text)
		quoted = "".join("> %s\n" % line for line in text.splitlines())
		return self.send(attached("Đã điền.\n\nVào 23/11/2026, Văn phòng đã viết:\n" + quoted, *names),
			"Re: " + notice.subject, to=notice["Reply-To"], more=(
			("In-Reply-To", notice.message_id),))

	def mails(self, word):
		return [one for one in self.o.mails(self.address) if word in one.subject]


class Cast:
	def __init__(self, o):
		self.o = o
		self.k = kit.Kit(o.pki)
		self.author, self.head, self.office, self.leader, self.deputy, self.clerk = (
			Person(self, n) for n in ("tu", "hung", "minh", "chutich", "phoct", "binh"))
		self.year = time.gmtime(time.time() + 7 * 3600).tm_year
		for login, name in (("chutich", "Lê Văn Bình"), ("phoct", "Trần Văn Phong")):
			path = o.path(login + ".key")
			keys.generate(path, "rsa:2048")
			o.pki.ids[login] = pki.leaf_certificate(o.pki, login, keys.Key(path),
				{"code": "H99.12.34.1", "cn": name, "emails": [login + "@kimson.example"]})

	def sign(self, login="chutich"):
		return self.k.signer(login, signing_time=self.k.now)

	def draft(self, *names, **lines):
		"""Handed in by the author; urgent, so that nothing waits for undo-time."""
		said = {"Loại": "Thông báo", "Trích yếu": "Về việc tổ chức hội nghị", "Độ khẩn": "Khẩn",
			"Người ký": "Lê Văn Bình", "Nơi nhận": "Sở Nội vụ tỉnh Hà Sơn"}
		said.update(lines)
		words = "TRÌNH KÝ\n" + "".join("%s: %s\n" % pair for pair in said.items() if pair[1])
		return self.author.send(attached(words, *(names or ("du-thao.pdf",))), "Trình ký")

	def state(self, draft):
		return self.o.sql("SELECT state FROM outgoing WHERE id = ?", draft)[0]["state"]

	def agreed(self, draft):
		"""Unit head and office agree to the newest version."""
		for person in (self.head, self.office):
			person.tap(link(person.mails("Dự thảo %d " % draft)[-1], "Đồng ý với dự thảo"))

	def approved(self, draft, login="chutich"):
		person = self.leader if login == "chutich" else self.deputy
		return person.reply(person.mails("Dự thảo %d " % draft)[-1], "Đồng ý",
			sign=self.sign(login), vouched=False)
