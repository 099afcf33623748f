#!/usr/bin/python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""t868-join - TÁCH and GHÉP: several documents in one scan, one document in several scans."""

import os
import re
import sys

sys.path.insert(0, os.path.join(os.path.dirname(os.path.abspath(__file__)), ".."))
from lib import message as m, pdf  # noqa: E402
from lib.clerk import CLERK, answers, calm, forms, line, play, wide  # noqa: E402

LINES = ("Số: %d\nKý hiệu: QĐ-UBND\nNgày văn bản: 20/11/2026\nTên loại: Quyết định\n"
	"Cơ quan ban hành: UBND tỉnh Hà Sơn\nTrích yếu: việc số %d rất cần làm\n")


def scan(clerk, pages, seed):
	calm(clerk.o)
	row = clerk.send(m.multipart([m.text("Ban quet.\n"), m.attachment(pdf.scan(pages, seed),
		"quet%d.pdf" % seed)], "mixed"), "ban quet %d" % seed)
	return row, forms(clerk.o)[-1]


def code(notice):
	return re.search(r"BẮT ĐẦU PHIẾU (P\w{6})", notice.text).group(1)


def faults(t, o, clerk):
	row, notice = scan(clerk, 9, 1)
	t.equal(line(notice, "Số trang"), "9", "a scan of nine pages")
	for words, said in (("TÁCH: 1-4", "Chưa rõ tách"), ("TÁCH: 1-4, 6-9", "đủ 9 trang"),
			("TÁCH %s: 1-4, 4-9" % code(notice), "đủ 9 trang"),
			("TÁCH: 1-4, 5-8", "đủ 9 trang"), ("TÁCH: 4-1, 5-9", "Chưa rõ tách"),
			("GHÉP VÀO PAAAAAA", "Không tìm thấy phiếu"),
			("GHÉP %s VÀO %s" % (code(notice), code(notice)), "Không tìm thấy phiếu")):
		clerk.answer(forms(o)[-1], words)
		t.ok(said in forms(o)[-1].text and o.arrival(row["id"])["state"] == "held",
			"asked back: " + words, forms(o)[-1].text[:700])
	return row


def cut(t, o, clerk):
	row, notice = scan(clerk, 9, 2)
	before, numbers = len(forms(o)), len(o.numbers())
	clerk.answer(notice, "TÁCH %s: 1-4, 5-7, 8-9" % code(notice))
	pieces = forms(o)[before:]
	t.equal([(line(one, "Số trang"), line(one, "Ghi chú")) for one in pieces], [("4",
		"trang 1-4 của bản quét"), ("3", "trang 5-7 của bản quét"), ("2", "trang 8-9 của bản quét")],
		"TÁCH: a form for each of them")
	t.ok("thành 3 phiếu" in answers(o)[-1], "the answer says so", answers(o)[-1])
	clerk.answer(notice, "OK KHÔNG MẬT")
	t.equal(len(o.numbers()), numbers, "the form of the whole counts no more")
	clerk.answer(pieces[1], LINES % (51, 51) + "OK KHÔNG MẬT")
	clerk.answer(pieces[0], LINES % (50, 50) + "OK KHÔNG MẬT")
	rows = o.sql("SELECT number, arrival, of_arrival FROM document ORDER BY id DESC LIMIT 2")
	t.equal([(r["arrival"], r["of_arrival"]) for r in rows], [(None, row["id"]), (row["id"], None)],
		"two documents of one message")
	notes = o.sql("SELECT value FROM document_field WHERE field = 'note' ORDER BY document DESC")
	t.equal([n["value"] for n in notes][:2], ["trang 1-4 của bản quét", "trang 5-7 của bản quét"],
		"the register says which pages")
	clerk.send(m.text("GỬI %d\n" % rows[0]["number"]), "gui")
	sent = [one for one in o.mails(CLERK) if one.attachments()][-1]
	t.ok("quet2.pdf" in str(sent.attachments()), "GỬI sends the scan of either", sent.attachments())
	clerk.answer(pieces[2], "BỎ: trang trắng, không phải văn bản")
	t.equal(o.arrival(row["id"])["state"], "registered", "BỎ of the third leaves the others")
	answer = [one for one in o.mails(CLERK) if one.subject.startswith("Trả lời thư")
		and "Có thể hủy đến" in one.text and "số đến %d/" % rows[0]["number"] in one.text][-1]
	clerk.answer(answer, "HỦY", quoted=False)
	t.equal([r["state"] for r in o.sql("SELECT state FROM document ORDER BY id DESC LIMIT 2")],
		["void", "active"], "HỦY of one leaves the other")
	t.equal(o.arrival(row["id"])["state"], "registered", "and the message with it")


def joined(t, o, clerk):
	one, first = scan(clerk, 2, 3)
	two, second = scan(clerk, 3, 4)
	clerk.answer(second, "GHÉP %s VÀO %s" % (code(second), code(first)))
	both = forms(o)[-1]
	t.equal((code(both), line(both, "Số trang")), (code(first), "5"), "GHÉP: one form of five pages")
	t.ok("gồm 2 tệp" in both.text, "with the files of both", both.text[:900])
	t.equal(o.arrival(two["id"])["state"], "ignored", "the second message is none of its own")
	clerk.answer(first, "OK KHÔNG MẬT")
	t.equal(o.arrival(one["id"])["state"], "held", "the form before it counts no more")
	clerk.answer(both, LINES % (60, 60) + "OK KHÔNG MẬT")
	t.equal(o.arrival(one["id"])["state"], "registered", "and OK registers it")
	clerk.send(m.text("GỬI %d\n" % o.numbers()[-1]), "gui")
	sent = [mail for mail in o.mails(CLERK) if mail.attachments()][-1]
	t.ok("quet3.pdf" in str(sent.attachments()) and "quet4.pdf" in str(sent.attachments()),
		"GỬI sends both", sent.attachments())


def undone(t, o, clerk):
	"""HỦY of TÁCH and GHÉP: as it was before, while nothing more was decided."""
	def last():
		return [one for one in o.mails(CLERK) if one.subject.startswith("Trả lời thư")][-1]
	row, notice = scan(clerk, 4, 8)
	count = len(forms(o))
	clerk.answer(notice, "TÁCH: 1-2, 3-4")
	pieces, answer = forms(o)[count:], last()
	t.ok("Có thể hủy đến" in answer.text, "TÁCH can be undone", answer.text)
	clerk.answer(answer, "HỦY", quoted=False)
	numbers = len(o.numbers())
	clerk.answer(pieces[0], LINES % (80, 80) + "OK KHÔNG MẬT")
	t.equal(len(o.numbers()), numbers, "the pieces count no more")
	clerk.answer(notice, LINES % (81, 81) + "OK KHÔNG MẬT")
	t.equal((len(o.numbers()), o.arrival(row["id"])["state"]), (numbers + 1, "registered"),
		"and the form of the whole does")
	row, notice = scan(clerk, 4, 9)
	count = len(forms(o))
	clerk.answer(notice, "TÁCH: 1-2, 3-4")
	pieces, answer = forms(o)[count:], last()
	clerk.answer(pieces[0], LINES % (82, 82) + "OK KHÔNG MẬT")
	clerk.answer(answer, "HỦY", quoted=False)
	t.ok("Không hủy được việc tách" in answers(o)[-1], "too late when a piece is registered",
		answers(o)[-1])
	one, first = scan(clerk, 2, 10)
	two, second = scan(clerk, 3, 11)
	clerk.answer(second, "GHÉP %s VÀO %s" % (code(second), code(first)))
	answer = last()
	t.ok("Có thể hủy đến" in answer.text, "GHÉP can be undone", answer.text)
	clerk.answer(answer, "HỦY", quoted=False)
	alone = forms(o)[-1]
	t.equal((code(alone), line(alone, "Số trang"), o.arrival(two["id"])["state"]),
		(code(first), "2", "held"), "each is its own again")
	clerk.answer(alone, LINES % (83, 83) + "OK KHÔNG MẬT")
	clerk.answer(second, LINES % (84, 84) + "OK KHÔNG MẬT")
	t.equal([o.arrival(r["id"])["state"] for r in (one, two)], ["registered"] * 2,
		"and each gets a number")


def undone_chain(t, o, clerk):
	"""GHÉP of a scan that others were joined to: HỦY brings all of them back."""
	rows, notices = zip(*[scan(clerk, pages, 20 + pages) for pages in (1, 2, 3)])
	clerk.answer(notices[2], "GHÉP VÀO " + code(notices[1]))
	both = forms(o)[-1]
	clerk.answer(both, "GHÉP VÀO " + code(notices[0]))
	t.equal((code(forms(o)[-1]), line(forms(o)[-1], "Số trang")), (code(notices[0]), "6"),
		"three in one")
	answer = [one for one in o.mails(CLERK) if one.subject.startswith("Trả lời thư")][-1]
	t.ok("Có thể hủy đến" in answer.text, "GHÉP of what had joins can be undone", answer.text)
	clerk.answer(answer, "HỦY", quoted=False)
	alone = forms(o)[-1]
	t.equal((code(alone), line(alone, "Số trang")), (code(notices[0]), "1"), "the first is alone")
	t.equal([o.arrival(r["id"])["state"] for r in rows], ["held", "held", "ignored"],
		"the second is its own again, with the third")
	clerk.answer(both, LINES % (85, 85) + "OK KHÔNG MẬT")
	clerk.send(m.text("GỬI %d\n" % o.numbers()[-1]), "gui")
	sent = str([mail for mail in o.mails(CLERK) if mail.attachments()][-1].attachments())
	t.ok("quet22.pdf" in sent and "quet23.pdf" in sent and "quet21.pdf" not in sent,
		"its files are those two", sent)
	clerk.answer(alone, LINES % (86, 86) + "OK KHÔNG MẬT")
	t.equal([o.arrival(r["id"])["state"] for r in rows], ["registered", "registered", "ignored"],
		"and each gets a number")


def secret(t, o, clerk):
	one, first = scan(clerk, 1, 5)
	two, second = scan(clerk, 1, 6)
	clerk.answer(second, "GHÉP VÀO " + code(first))
	clerk.answer(forms(o)[-1], "MẬT", quoted=False)
	t.equal([o.arrival(r["id"])["place"] for r in (one, two)], ["sealed", "sealed"],
		"MẬT seals what was joined, too")
	row, notice = scan(clerk, 4, 7)
	count = len(forms(o))
	clerk.answer(notice, "TÁCH: 1-2, 3-4")
	pieces = forms(o)[count:]
	clerk.answer(pieces[0], LINES % (70, 70) + "OK KHÔNG MẬT")
	t.equal(o.arrival(row["id"])["state"], "registered", "one piece is registered")
	clerk.answer(pieces[1], "MẬT", quoted=False)
	t.equal((o.arrival(row["id"])["place"], o.sql("SELECT state FROM document ORDER BY id DESC"
		" LIMIT 1")[0]["state"]), ("sealed", "sealed"), "MẬT of the other seals the scan and both")
	t.ok(o.ctl("verify").status == 0, "vanthuctl verify finds nothing wrong")


play(wide, faults, cut, joined, undone, undone_chain, secret)
