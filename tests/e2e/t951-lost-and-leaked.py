#!/usr/bin/python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""t951-lost-and-leaked - decisions that would be lost or done by halves, and secrets that would stay open (TAP)."""

import os
import re
import sys
import time

sys.path.insert(0, os.path.join(os.path.dirname(os.path.abspath(__file__)), ".."))
from lib import holding, message as m, office, pdf, phone, tap, wait  # noqa: E402

LINES = ("Số: %d\nKý hiệu: QĐ-UBND\nNgày văn bản: 20/11/2026\nTên loại: Quyết định\n"
	"Cơ quan ban hành: UBND tỉnh Hà Sơn\nTrích yếu: %s\nOK KHÔNG MẬT")


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


def main():
	if not pdf.have_reportlab():
		print("1..0 # SKIP python3-reportlab is missing")
		return
	with office.Office(keys=office.key_cache(), more={"notices": {"digest-every": "1s"}}) as o:
		o.tidy_trust()
		phone.block(o)
		o.start()
		tap.run(*tap.steps(holding.Cast(o), entry_secret, undone, references, cut, answers))


main()
