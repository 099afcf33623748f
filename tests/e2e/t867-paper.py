#!/usr/bin/python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""t867-paper - paper that is waited for; the clerk after a release; two of one name; a picture as answer."""

import os
import sys

sys.path.insert(0, os.path.join(os.path.dirname(os.path.abspath(__file__)), ".."))
from lib import message as m, office, office_files as files  # noqa: E402
from lib.clerk import CLERK, Clerk, answers, calm, forms, hold, line, play  # noqa: E402

OFFICER = "minh@kimson.example"
SENDER = "so-noivu@hason.example"
TWIN = "binh2@kimson.example"


def append(o, name, text):
	with open(o.path(name), "a", encoding="utf-8") as out:
		out.write(text)


def prepare(o):
	"""Decisions of the head are kept for ever; a second Lê Văn Bình; the officer may release."""
	o.stop()
	o.more.setdefault("notices", {})["digest-every"] = "1s"
	o.more.setdefault("office", {})["retention"] = "retention.tsv"
	o.write()
	append(o, "retention.tsv", "type\tterm\nQuyết định\tvĩnh viễn\nCông văn\t10\n")
	append(o, "policy.conf", "release\toffice-head,security\tsession & token\n")
	append(o, "directory.conf", "\n" + files.block("person le-van-binh-2", (("own", "kimson"),
		("name", "Lê Văn Bình"), ("position", "Phó Chủ tịch"), ("address", TWIN),
		("role", "leader"), ("login", "binh2"))))
	o.start()


def paper(t, o, clerk):
	k = clerk.k
	k.begin("for-ever", 80)
	k.doc(type="QUYẾT ĐỊNH", notation="QĐ-SNV", subject="ban hành quy chế (%s)" % k.number)
	sent = o.deliver(k.signed())
	o.settle()
	row = o.arrival(sent)
	t.equal(row["state"], "registered", "a decision is registered by itself")
	number = o.sql("SELECT number, paper FROM document WHERE arrival = ?", row["id"])[0]
	t.equal(number["paper"], "wanted", "what is kept for ever waits for its paper")
	o.drain()
	receipt = [one for one in o.mails(SENDER) if "Xác nhận tiếp nhận" in one.subject][-1]
	t.ok("đề nghị Quý cơ quan gửi thêm bản giấy" in receipt.text, "the receipt asks for it",
		receipt.text)
	printed = str(o.ctl("list", "incoming", as_json=False))
	t.ok("chờ bản giấy" in printed, "the register says so", printed[-600:])
	clerk.send(m.text("XEM %d\n" % number["number"]), "xem")
	seen = [one for one in o.mails(CLERK) if "chờ bản giấy" in one.text]
	t.ok(seen, "XEM says so")
	clerk.send(m.text("ĐÃ NHẬN BẢN GIẤY %d\n" % number["number"]), "ban giay")
	t.equal(o.sql("SELECT paper FROM document WHERE arrival = ?", row["id"])[0]["paper"], "came",
		"ĐÃ NHẬN BẢN GIẤY ends it")
	t.ok("chờ bản giấy" not in str(o.ctl("list", "incoming", as_json=False)), "in the register, too")
	k.begin("ten-years", 81)
	k.doc()
	sent = o.deliver(k.signed())
	o.settle()
	t.equal(o.sql("SELECT paper FROM document WHERE arrival = ?", o.arrival(sent)["id"]),
		[{"paper": None}], "of a letter nobody wants paper")


def twins(t, o, clerk):
	sent = hold(clerk, "twins", 82)
	notice = forms(o)[-1]
	t.ok(line(notice, "Trình") == "Lê Văn Bình (chutich@kimson.example)",
		"two leaders of one name: the form says whom", line(notice, "Trình"))
	clerk.answer(notice, "OK KHÔNG MẬT")
	t.equal(o.arrival(sent)["state"], "registered", "and OK does not stumble")


def picture(t, o, clerk):
	sent = hold(clerk, "picture", 83)
	notice = forms(o)[-1]
	png = b"\x89PNG\r\n\x1a\n" + bytes(60)
	clerk.send(m.multipart([m.text("\n"), m.attachment(png, "IMG_1.png", ctype="image/png")],
		"mixed"), "Re: " + notice.subject, more=(("In-Reply-To", notice.message_id),))
	t.equal(o.arrival(sent)["state"], "held", "a picture alone decides nothing")
	t.ok("Chưa rõ đồng chí muốn làm gì" in forms(o)[-1].text, "it is asked again",
		forms(o)[-1].text[:900])
	clerk.answer(forms(o)[-1], "OK KHÔNG MẬT")
	t.equal(o.arrival(sent)["state"], "registered", "and answered in words")


def release(t, o, clerk):
	calm(o)
	k = clerk.k
	k.begin("listed", 84)
	k.doc(subject="hoạt động tôn giáo trên địa bàn (%s)" % k.number)
	sent = o.deliver(k.signed())
	o.settle()
	clerk.answer(forms(o)[-1], "OK KHÔNG MẬT")
	t.ok(o.arrival(sent)["state"] == "held" and "CHO VÀO SỔ" in forms(o)[-1].text,
		"what the subject lists hold is not registered by the clerk", forms(o)[-1].text[:800])
	count = len(forms(o))
	officer = Clerk(o, k, OFFICER)
	officer.answer(forms(o, OFFICER)[-1], "CHO VÀO SỔ: đã xin ý kiến lãnh đạo")
	t.ok("Đã cho phép" in answers(o, OFFICER)[-1], "the officer releases it",
		answers(o, OFFICER)[-1])
	t.equal(len(forms(o)), count + 1, "the clerk hears of it at once")
	t.ok("Đã được Phạm Văn Minh cho phép vào sổ" in forms(o)[-1].text, "and from whom")
	clerk.answer(forms(o)[-1], "OK KHÔNG MẬT")
	t.equal(o.arrival(sent)["state"], "registered", "and may register it")


play(prepare, paper, twins, picture, release)
