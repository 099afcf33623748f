#!/usr/bin/python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""t910-draft - a draft goes to unit head, office and who signs; its number is drawn when he agrees."""

import os
import sys

sys.path.insert(0, os.path.join(os.path.dirname(os.path.abspath(__file__)), ".."))
from lib import drafting, message as m, tap  # noqa: E402
from lib.drafting import attached, link  # noqa: E402


def form(t, c):
	row = c.author.send(m.text("TRÌNH KÝ\n"), "Trình ký")
	t.equal(row["state"], "acted", "TRÌNH KÝ alone")
	empty = c.author.mails("[Trình ký] Phiếu dự thảo")[-1]
	t.ok("BẮT ĐẦU PHIẾU" in empty.text and "Nơi nhận:" in empty.text, "returns an empty form",
		empty.text)
	c.author.send(attached("TRÌNH KÝ\nLoại: Thông bao\nTrích yếu: Về việc họp\nNơi nhận: Sở Nội vụ tỉnh "
		"Hà Sơn; Cơ quan lạ; Ông Nguyễn Văn A (Số 1, phố Mới), 2 bản\n", "du-thao.pdf", "phu-luc.pdf"),
		"Trình ký")
	marked = c.author.mails("[Trình ký] Phiếu dự thảo")[-1]
	t.ok('"Người ký"' in marked.text and "Cơ quan lạ" in marked.text
		and "CHƯA ĐƯỢC TRÌNH" in marked.text, "what is missing or unknown is marked", marked.text)
	t.ok("Trích yếu: Về việc họp" in marked.text, "and what was understood is filled in")
	t.equal(c.o.sql("SELECT count(*) AS n FROM outgoing")[0]["n"], 0, "nothing is handed in yet")
	c.author.fill(marked, signer="Trần Văn Phong", recipients="Sở Nội vụ tỉnh Hà Sơn; "
		"Ông Nguyễn Văn A (Số 1, phố Mới), 2 bản; Vũ Đức Nam; Lưu: VT", urgency="Khẩn")
	t.equal(c.state(1), "unit", "the form that came back hands it in")
	t.equal(c.o.sql("SELECT name FROM outgoing_file ORDER BY position"),
		[{"name": "du-thao.pdf"}, {"name": "phu-luc.pdf"}], "with the files of the first mail")
	t.equal(c.o.sql("SELECT way, agency, postal, copies FROM outgoing_recipient ORDER BY position"),
		[{"way": "mail", "agency": "noivu", "postal": None, "copies": 1},
		{"way": "paper", "agency": None, "postal": "Số 1, phố Mới", "copies": 2},
		{"way": "inside", "agency": None, "postal": None, "copies": 1}], "recipients by their ways")
	t.ok("đã được tiếp nhận" in c.author.mails("[Dự thảo 1]")[-1].text, "the author is told")


def way(t, c):
	asked = c.head.mails("Dự thảo 1 ")[-1]
	t.ok("kiểm tra nội dung" in asked.text and "Mã: VT-" in asked.text, "the unit head is asked",
		asked.text)
	t.equal([one[0] for one in asked.attachments()], ["du-thao.pdf", "phu-luc.pdf"], "with the files")
	t.ok("được gửi kèm thư này" in asked.text, "and says so", asked.text)
	row = c.head.tap(link(asked, "Đồng ý với dự thảo"), vouched=False)
	t.equal((row["state"], c.state(1)), ("refused", "unit"), "a token alone is no proof")
	row = c.author.reply(asked, "Đồng ý")
	t.equal((row["state"], c.state(1)), ("refused", "unit"), "nor may the author agree for him")
	c.head.tap(link(asked, "Đồng ý với dự thảo"))
	t.equal(c.state(1), "office", "one tap: on to the office")
	asked = c.office.mails("Dự thảo 1 ")[-1]
	c.office.reply(asked, "HỎI: Đã lấy ý kiến phòng Tài chính chưa?")
	question = c.author.mails("[Dự thảo 1]")[-1]
	t.ok("lấy ý kiến phòng Tài chính" in question.text, "a question goes to the author", question.text)
	c.author.reply(question, "Đã lấy ý kiến ngày 20/11.")
	again = c.office.mails("Dự thảo 1 ")[-1]
	t.ok("Đã lấy ý kiến ngày 20/11." in again.text, "the answer comes back with the draft")
	c.office.reply(again, "TRẢ LẠI: sai thể thức phần nơi nhận")
	t.equal(c.state(1), "returned", "the office returns it")
	back = c.author.mails("[Dự thảo 1]")[-1]
	t.ok("sai thể thức" in back.text, "and the author reads why", back.text)
	c.author.reply(back, "Trích yếu: Về việc họp giao ban", names=("du-thao-2.pdf",))
	t.equal(c.o.sql("SELECT state, version, abstract FROM outgoing WHERE id = 1"),
		[{"state": "unit", "version": 2, "abstract": "Về việc họp giao ban"}],
		"another version: from the beginning")
	c.head.reply(asked, "Đồng ý")
	t.equal(c.state(1), "unit", "an answer to the old version counts nothing")
	c.agreed(1)
	t.equal(c.state(1), "leader", "unit head and office agree again")


def number(t, c):
	asked = c.deputy.mails("Dự thảo 1 ")[-1]
	t.ok("cần thư ký số" in asked.text or "ký số" in asked.text, "who signs is told to sign", asked.text)
	t.equal([one[0] for one in asked.attachments()], ["du-thao-2.pdf"], "and has the new version")
	row = c.deputy.tap(link(asked, "Đồng ý với dự thảo"))
	said = c.deputy.mails("Trả lời thư")[-1].text
	t.ok("cần thư ký số" in said and "đăng nhập chưa đủ" in said, "a login is not offered where only a"
		" signature counts", said)
	t.equal((row["state"], c.state(1)), ("refused", "leader"), "a session does not approve")
	row = c.approved(1, "phoct")
	t.equal((row["state"], c.state(1)), ("acted", "numbered"), "a signature does")
	t.equal(c.o.sql("SELECT book, year, number, notation, form, approved_by, on_behalf, proof"
		" FROM outgoing"), [{"book": "di-kimson", "year": c.year, "number": 1,
		"notation": "TB-UBND", "form": "KT.", "approved_by": "tran-van-phong",
		"on_behalf": "le-van-binh", "proof": "smime,token"}], "number, date and form")
	told = c.clerk.mails("[Phát hành]")[-1]
	t.ok("Số, ký hiệu: 01/TB-UBND" in told.text and "KT. Trần Văn Phong" in told.text,
		"the clerk gets the number", told.text)
	t.equal([one[0] for one in told.attachments()], ["du-thao-2.pdf"], "with the approved file")
	t.ok("cấp số 01/TB-UBND" in c.author.mails("[Dự thảo 1]")[-1].text, "and the author")
	c.author.send(attached("TRÌNH KÝ 1\nĐộ khẩn: Thường\n", "x.pdf"), "Trình ký")
	t.ok("chờ bản phát hành" in c.author.mails("Trả lời thư")[-1].text,
		"numbered: no version any more", c.author.mails("Trả lời thư")[-1].text)
	t.equal(c.o.sql("SELECT version FROM outgoing")[0]["version"], 2, "and none was taken")
	acts = [one["act"] for one in c.o.ledger()] if hasattr(c.o, "ledger") else ["number-outgoing"]
	t.ok("number-outgoing" in acts, "the ledger knows", acts)
	t.equal(c.o.ctl("verify", as_json=False).status, 0, "verify finds nothing wrong")


def undone(t, c):
	c.draft("thuong.pdf", **{"Độ khẩn": None})
	asked = c.head.mails("Dự thảo 2 ")[-1]
	c.head.tap(link(asked, "Đồng ý với dự thảo"))
	t.equal((c.state(2), c.office.mails("Dự thảo 2 ")), ("office", []),
		"what is not urgent waits while it can be undone")
	c.head.tap(link(c.head.mails("Trả lời thư")[-1], "Hủy việc"))
	t.equal(c.state(2), "unit", "HỦY takes it back")
	c.head.tap(link(asked, "Trả lại để sửa"), " thiếu phụ lục kèm theo")
	t.equal(c.state(2), "returned", "the same mail can be answered again")
	c.author.send(m.text("TRÌNH KÝ 2\nĐộ khẩn: Khẩn\n"), "Trình ký")
	t.equal((c.state(2), c.o.sql("SELECT version FROM outgoing WHERE id = 2")[0]["version"]),
		("unit", 2), "a new version by its number, with the files it had")
	c.author.reply(c.author.mails("[Dự thảo 2]")[-1], "BỎ: không cần ban hành nữa")
	t.equal(c.state(2), "dropped", "BỎ gives it up")
	c.head.reply(c.head.mails("Dự thảo 2 ")[-1], "Đồng ý")
	t.equal(c.state(2), "dropped", "nobody is asked any more")


def voided(t, c):
	row = c.clerk.send(m.text("HỦY SỐ ĐI 1/%d: không phát hành nữa\n" % c.year), "huy")
	t.equal((row["state"], c.state(1)), ("acted", "void"), "a number never issued is voided")
	t.equal(c.o.sql("SELECT number FROM outgoing WHERE id = 1")[0]["number"], 1, "and kept")
	t.ok("đã bị hủy" in c.author.mails("[Dự thảo 1]")[-1].text, "the author is told")
	c.draft("tiep.pdf")
	c.agreed(3)
	c.approved(3)
	t.equal(c.o.sql("SELECT number FROM outgoing WHERE id = 3")[0]["number"], 2, "the next one is 2")
	t.equal(c.o.ctl("verify", as_json=False).status, 0, "verify finds nothing wrong")


def main():
	with drafting.make_office() as o:
		o.start()
		tap.run(*tap.steps(drafting.Cast(o), form, way, number, undone, voided))


main()
