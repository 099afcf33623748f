#!/usr/bin/python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""t951-lost-and-leaked - decisions that would be lost or done by halves, and secrets that would stay open (TAP)."""

import os
import re
import sys
import time

sys.path.insert(0, os.path.join(os.path.dirname(os.path.abspath(__file__)), ".."))
from lib import kit, message as m, office, office_files, pdf, phone, tap, wait  # noqa: E402

CLERK = "binh@kimson.example"
BY = ("tag", "thread")
ANSWERS = 15	# answers-an-hour of this office
LINES = ("Số: %d\nKý hiệu: QĐ-UBND\nNgày văn bản: 20/11/2026\nTên loại: Quyết định\n"
	"Cơ quan ban hành: UBND tỉnh Hà Sơn\nTrích yếu: %s\nOK KHÔNG MẬT")


class Cast:
	def __init__(self, o):
		self.o, self.k = o, kit.Kit(o.pki)
		self.clerk, self.minh, self.leader, self.tu = (phone.Person(o, n)
			for n in ("binh", "minh", "chutich", "tu"))
		self.year = time.gmtime(time.time() + 7 * 3600).tm_year

	def register(self, index):
		"""A signed document; its arrival."""
		self.k.begin("lost", index)
		sent = self.o.deliver(self.k.signed())
		self.o.settle()
		self.o.wait_idle()
		return self.o.arrival(sent)

	def hold(self, index):
		"""An unsigned one that comes as a form of its own."""
		last = self.o.sql("SELECT coalesce(max(at), 0) AS at FROM rate WHERE what = 'form'")[0]["at"]
		wait.until(lambda: time.time() > last + 2)
		self.k.begin("held", index)
		sent = self.o.deliver(self.k.plain())
		self.o.settle()
		return sent

	def forms(self):
		return [one for one in self.o.mails(CLERK) if "BẮT ĐẦU PHIẾU" in one.text]

	def answer(self, notice, words, quote=False):
		return self.clerk.reply(notice, words, by=BY, quote=quote)

	def document(self, number):
		return self.o.sql("SELECT * FROM document WHERE number = ?", number)[0]


def entry_secret(t, c):
	"""MẬT to the form by which an entry is corrected."""
	arrival = c.register(20)
	number = arrival["document"]["number"]
	c.clerk.send("SỬA %d/%d: kiểm tra lại độ mật" % (number, c.year))
	row = c.answer(c.clerk.answers()[-1], "MẬT")
	t.equal(row["state"], "acted", "it is heard")
	t.equal(c.document(number)["state"], "sealed", "the entry is sealed")
	sealed = c.o.arrival(arrival["id"])
	t.equal((sealed["secret"], sealed["place"]), (1, "sealed"), "and so is what it came with")
	t.ok(any(arrival["id"] in one.text for one in c.minh.mails()),
		"the officer for secrets hears of it")


def undone(t, c):
	"""HỦY after the entry was void, or sealed, by another way."""
	sent = c.hold(30)
	c.answer(c.forms()[-1], "OK KHÔNG MẬT")
	offered = c.clerk.answers()[-1]
	number = c.o.numbers()[-1]
	before = c.document(number)
	t.ok("Có thể hủy đến" in offered.text, "it can be undone for a while", offered.text)
	c.clerk.send("HỦY SỐ %d/%d: vào sổ hai lần" % (number, c.year))
	t.equal(c.document(number)["state"], "void", "but its number is made void first")
	c.answer(offered, "HỦY")
	t.ok("Đã hủy" not in c.clerk.answers()[-1].text, "then HỦY finds nothing to undo",
		c.clerk.answers()[-1].text)
	t.equal((c.document(number)["arrival"], c.o.arrival(sent)["state"]),
		(before["arrival"], "registered"), "and changes nothing")
	t.equal(c.o.sql("SELECT state FROM asking WHERE kind = 'form' AND arrival = ? AND state = 'open'",
		before["arrival"]), [], "nobody is asked about it again")
	sent = c.hold(31)
	c.answer(c.forms()[-1], "OK KHÔNG MẬT")
	offered = c.clerk.answers()[-1]
	number = c.o.numbers()[-1]
	before = c.document(number)
	c.clerk.send("SỬA %d/%d: kiểm tra lại độ mật" % (number, c.year))
	c.answer(c.clerk.answers()[-1], "MẬT")
	c.answer(offered, "HỦY")
	t.ok("Đã hủy" not in c.clerk.answers()[-1].text, "nor when it was sealed first",
		c.clerk.answers()[-1].text)
	after = c.document(number)
	t.equal((after["state"], after["arrival"], c.o.arrival(sent)["secret"]), ("sealed", before["arrival"], 1),
		"it stays sealed, with what it came with")


def cut(t, c):
	"""MẬT to one of two documents that came in one scan."""
	word = "Zyxwvuts"
	last = c.o.sql("SELECT coalesce(max(at), 0) AS at FROM rate WHERE what = 'form'")[0]["at"]
	wait.until(lambda: time.time() > last + 2)
	row = c.clerk.send(m.multipart([m.text("Ban quet.\n"), m.attachment(pdf.scan(4, 3), "quet.pdf")],
		"mixed"), "ban quet")
	count = len(c.forms())
	c.answer(c.forms()[-1], "TÁCH: 1-2, 3-4")
	pieces = c.forms()[count:]
	c.answer(pieces[0], LINES % (70, "việc thứ nhất rất cần làm"))
	c.answer(pieces[1], LINES % (71, "việc %s rất cần làm" % word))
	number = c.o.numbers()[-1]
	t.equal((c.document(number)["arrival"], c.document(number)["of_arrival"]), (None, row["id"]),
		"two documents of one message")
	c.clerk.send("TÌM rất cần làm")
	t.ok(word in c.clerk.answers()[-1].text, "the second stands in a list", c.clerk.answers()[-1].text)
	c.clerk.send("SỬA %d/%d: kiểm tra lại độ mật" % (number, c.year))
	c.answer(c.clerk.answers()[-1], "MẬT")
	t.equal([one["state"] for one in c.o.sql("SELECT state FROM document ORDER BY id DESC LIMIT 2")],
		["sealed", "sealed"], "both are sealed")
	t.equal(c.o.arrival(row["id"])["place"], "sealed", "with the scan, which holds both")
	t.equal(c.o.sql("SELECT m.kind, v.key FROM mail_value v JOIN mail m ON m.id = v.mail WHERE"
		" instr(v.value, ?) > 0", word), [], "and no list says what it is about")


def floods(t, c):
	"""Letters under a clerk's address that nobody vouches for take nothing from the clerk."""
	sent = c.hold(40)
	form = c.forms()[-1]
	for _ in range(ANSWERS + 2):
		c.clerk.send("TRỢ GIÚP", vouched=False)
	count = len(c.forms())
	c.answer(form, "OK")
	t.equal(len(c.forms()), count + 1, "the form that lacks something comes back all the same")
	for _ in range(ANSWERS + 2):
		c.clerk.send("TRỢ GIÚP")
	for _ in range(2):
		form = c.forms()[-1]
		c.answer(form, "OK")
	t.equal(len(c.forms()), count + 3, "and when he himself has written that much")
	c.answer(c.forms()[-1], "OK KHÔNG MẬT")
	t.equal(c.o.arrival(sent)["state"], "registered", "it can be answered")


def answers(t, c):
	"""What people wrote about a document that is found to be secret: their letters quote it."""
	word = "Qwertzuio"
	sent = c.hold(60)
	c.answer(c.forms()[-1], "Trích yếu: việc %s\nOK KHÔNG MẬT" % word, quote=True)
	number = c.o.numbers()[-1]
	c.o.drain()
	c.clerk.send("TRÌNH %d/%d\nCHỦ TRÌ: Nguyễn Văn Tư\n" % (number, c.year))
	c.leader.reply(c.leader.mails("[Trình]")[-1], "TRẢ LẠI: xem lại việc %s" % word)
	c.clerk.send("SỬA %d/%d: kiểm tra lại độ mật" % (number, c.year))
	c.answer(c.clerk.answers()[-1], "MẬT", quote=True)
	t.equal(c.document(number)["state"], "sealed", "it is sealed")
	c.o.settle()
	c.o.wait_idle()
	found = []
	for folder, subs, names in os.walk(c.o.path("state")):
		if os.path.basename(folder) == "sealed":
			subs[:] = []
			continue
		for name in names:
			if not os.path.isfile(os.path.join(folder, name)):
				continue
			with open(os.path.join(folder, name), "rb") as f:
				data = f.read()
			if word.encode() in data or word.lower().encode() in data:
				found.append(os.path.relpath(os.path.join(folder, name), c.o.path("state")))
	t.equal(found, [], "what clerk and leader wrote of it lies with it, and nowhere else")
	t.equal(c.o.ctl("verify", as_json=False).status, 0, "verify finds nothing wrong")


def threads(t, c):
	"""A new scan in an old thread: people answer the last mail they find."""
	c.hold(80)
	form = c.forms()[-1]
	c.answer(form, "OK KHÔNG MẬT")
	c.o.settle()
	entity = m.multipart([m.text("Văn phòng gửi bản quét mới.\n"), m.attachment(pdf.scan(2, 9), "moi.pdf")],
		"mixed")
	row = c.clerk.send(entity, "Re: " + form.subject, more=[("In-Reply-To", form.message_id)])
	t.equal(row["state"], "held", "is held, not taken for an answer that comes too late")
	t.ok(("own-scan", "tran-thi-binh") in row["why"], "as a scan of the office", row["why"])
	row = c.tu.send(entity.replace(b"moi.pdf", b"khac.pdf"), "Re: " + form.subject,
		to=form["Reply-To"])
	t.equal(row["state"], "refused", "the thread of another is still none")
	c.answer(form, "OK KHÔNG MẬT")
	t.ok("đã" in c.clerk.answers()[-1].text.lower(), "a second answer hears that it was noted")


def reports(t, c):
	"""BÁO LỖI under a person's address, by anybody."""
	told = len(c.o.mails(office_files.ADMIN))
	for _ in range(25):
		c.tu.send("BÁO LỖI: không mở được tệp", vouched=False, wait=False)
	c.o.settle()
	c.o.wait_idle()
	t.ok(0 < len(c.o.mails(office_files.ADMIN)) - told <= 20, "the administrator is not drowned",
		len(c.o.mails(office_files.ADMIN)) - told)
	c.tu.send("BÁO LỖI: vẫn không mở được tệp")
	t.ok("vẫn không mở được" in c.o.mails(office_files.ADMIN)[-1].text, "who proves who he is is heard",
		c.o.mails(office_files.ADMIN)[-1].text)
	c.tu.send("BÁO VI PHẠM: thư lừa đảo gửi kèm", vouched=False)
	c.o.drain()
	t.ok(not any(one.attachments() for one in c.minh.mails()),
		"what a stranger attaches does not go on under our signature")


def references(t, c):
	"""Two questions in the same words about two documents: what is signed of one says nothing of the other."""
	for index in (50, 51):
		number = c.register(index)["document"]["number"]
		c.clerk.send("TRÌNH %d/%d\nCHỦ TRÌ: Nguyễn Văn Tư\nHẠN: 31/12/%d\n" % (number, c.year, c.year + 1))
		c.leader.tap(phone.link(c.leader.mails("[Trình]")[-1], "Đồng ý với đề xuất"))
	c.o.drain()
	rows = c.o.sql("SELECT document, reference FROM asking WHERE kind = 'task'")
	t.ok(len(rows) >= 2 and len({row["reference"] for row in rows}) == len(rows),
		"tasks given in the same words have lines of their own", rows)
	rows = c.o.sql("SELECT reference FROM asking WHERE kind = 'undo' AND document IS NOT NULL")
	t.equal(len({row["reference"] for row in rows}), len(rows), "and so has what can be undone")
	t.ok(all(re.fullmatch("[A-Z2-7]{16}", row["reference"]) for row in rows), "of 16 characters")


def locks(t, c):
	"""KHÓA under the addresses of the whole office, by anybody."""
	people = [phone.Person(c.o, login) for login in ("tu", "lan", "nam", "minh", "chutich")]
	for person in people:
		person.send("KHÓA", vouched=False)
	locked = c.o.sql("SELECT person FROM person_note WHERE kind = 'locked'")
	t.ok(0 < len(locked) <= 2, "locks not the whole office", locked)
	people[-1].send("KHÓA")
	t.ok("le-van-binh" in [row["person"] for row in c.o.sql("SELECT person FROM person_note WHERE"
		" kind = 'locked'")], "who proves who he is locks himself at any time")


def main():
	if not pdf.have_reportlab():
		print("1..0 # SKIP python3-reportlab is missing")
		return
	with office.Office(keys=office.key_cache(), more={"notices": {"digest-every": "1s",
			"answers-an-hour": str(ANSWERS)}}) as o:
		o.tidy_trust()
		phone.block(o)
		o.start()
		tap.run(*tap.steps(Cast(o), entry_secret, undone, references, cut, answers, threads, reports, floods, locks))


main()
