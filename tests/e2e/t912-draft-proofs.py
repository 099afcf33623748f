#!/usr/bin/python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""t912-draft-proofs - who may hand in a draft, with which proof; secret ones, replayed ones, tried ones."""

import os
import sys

sys.path.insert(0, os.path.join(os.path.dirname(os.path.abspath(__file__)), ".."))
from lib import drafting, keys, message as m, pki, tap  # noqa: E402
from lib.drafting import attached, link  # noqa: E402

FIELDS = ("Loại: Thông báo\nTrích yếu: Về việc %s\nĐộ khẩn: Khẩn\nNgười ký: Lê Văn Bình\n"
	"Nơi nhận: Sở Nội vụ tỉnh Hà Sơn\n")


def count(c):
	return c.o.sql("SELECT count(*) AS n FROM outgoing")[0]["n"]


def proofs(t, c):
	entity = attached("TRÌNH KÝ\n" + FIELDS % "họp", "du-thao.pdf")
	row = c.author.send(entity, "Trình ký", vouched=False)
	t.equal((row["state"], count(c)), ("refused", 0), "a mere From hands nothing in")
	signed = m.signed(entity, c.sign("tu"))
	row = c.author.send(signed, "Trình ký", vouched=False)
	t.equal((row["state"], count(c)), ("acted", 1), "a signature does, without a login")
	t.equal(c.o.sql("SELECT proof FROM outgoing_version"), [{"proof": "smime"}], "and stands there")
	row = c.author.send(signed, "Trình ký lần 2", vouched=False)
	t.equal(count(c), 1, "the same signature again is no second draft")
	row = c.author.send(m.signed(m.text("Kính gửi văn phòng.\n"), c.sign("tu")), "TRÌNH KÝ",
		vouched=False)
	t.equal(c.author.mails("[Trình ký] Phiếu"), [], "a subject is not under the signature")
	row = c.clerk.send(attached("TRÌNH KÝ\n" + FIELDS % "văn thư soạn", "x.pdf"), "Trình ký")
	t.equal((row["state"], count(c)), ("acted", 2), "a clerk's draft is a draft, no scan")


def secret(t, c):
	row = c.author.send(attached("TRÌNH KÝ\n" + FIELDS % "họp", "du-thao.pdf"),
		"MẬT: Trình ký dự thảo")
	t.equal((row["place"], count(c)), ("sealed", 2),
		"a draft with a mark of secrecy is sealed, and goes no way")


def tried(t, c):
	c.author.send(attached("THỬ TRÌNH KÝ\n" + FIELDS % "thử", "du-thao.pdf"), "thu")
	t.equal(count(c), 2, "THỬ hands nothing in")
	t.ok("Chạy thử" in c.author.mails("Trả lời thư")[-1].text, "and says so",
		c.author.mails("Trả lời thư")[-1].text)


def fields(t, c):
	c.k.begin("draft", 80)
	c.o.deliver(c.k.signed())
	c.o.settle()
	c.o.wait_idle()
	words = "TRÌNH KÝ\n" + FIELDS % "trả lời Sở Nội vụ"
	c.author.send(attached(words + "Trả lời số đến: 77\nHạn trả lời: 31/12/%d\n" % (c.year + 1),
		"tra-loi.pdf"), "Trình ký")
	marked = c.author.mails("[Trình ký] Phiếu")[-1]
	t.ok('"Trả lời số đến"' in marked.text, "an arrival number there is not comes back", marked.text)
	quoted = "".join("> %s\n" % line for line in marked.text.splitlines())
	c.author.send(m.text("Trả lời số đến: 1\n\n" + quoted.replace("> Trả lời số đến: 77",
		"> Trả lời số đến: 1/%d" % c.year)), "Re: " + marked.subject, to=marked["Reply-To"])
	again = c.author.mails("[Trình ký] Phiếu")[-1]
	t.ok("hai nội dung khác nhau" in again.text, "two different answers are asked back", again.text)
	c.author.fill(again, answers="1/%d" % c.year, paper="Sở yêu cầu bản giấy")
	row = c.o.sql("SELECT answers, due_at, paper_reason FROM outgoing ORDER BY id DESC LIMIT 1")[0]
	t.equal((row["answers"], row["paper_reason"]), (1, "Sở yêu cầu bản giấy"),
		"which document it answers, and paper too")
	t.ok(row["due_at"] is not None, "the day an answer is wanted by")
	asked = c.head.mails("[Trình ký]")[-1]
	t.ok("Trả lời văn bản đến số: 1/%d" % c.year in asked.text, "stand in the mail", asked.text)


def strangers(t, c):
	c.author.send(attached("TRÌNH KÝ 2\n", "x.pdf"), "Trình ký")
	t.ok("Không tìm thấy dự thảo" in c.author.mails("Trả lời thư")[-1].text,
		"somebody else's draft takes no version of his")
	asked = c.head.mails("[Trình ký]")[-1]
	row = c.office.tap(link(asked, "Đồng ý với dự thảo"))
	t.equal(row["state"], "refused", "a forwarded mail cannot approve")
	c.head.reply(asked, "Đồng ý nhưng sửa lại phần nơi nhận")
	c.head.reply(asked, "Trả lại: ngắn")
	t.equal(c.o.sql("SELECT state FROM outgoing ORDER BY id DESC LIMIT 1")[0]["state"], "unit",
		"a yes with a condition, and a reason too short, decide nothing")
	c.head.tap(link(asked, "Đồng ý với dự thảo"))
	c.office.tap(link(c.office.mails("[Trình ký]")[-1], "Đồng ý với dự thảo"))
	last = c.o.sql("SELECT max(id) AS n FROM outgoing")[0]["n"]
	notice = c.leader.mails("Dự thảo %d " % last)[-1]
	row = c.leader.send(m.signed(m.text("Đồng ý\n"), c.sign()), "Re", to=notice["Reply-To"],
		vouched=False)
	t.equal((row["state"], c.state(last)), ("refused", "leader"),
		"a signed yes without the reference approves nothing")
	t.equal(c.approved(last)["state"], "acted", "with it, it does")
	t.equal(c.state(last), "numbered", "and draws the number")
	t.equal(c.o.ctl("verify", as_json=False).status, 0, "verify finds nothing wrong")


def main():
	with drafting.make_office() as o:
		o.start()
		c = drafting.Cast(o)
		path = o.path("tu.key")
		keys.generate(path, "rsa:2048")
		o.pki.ids["tu"] = pki.leaf_certificate(o.pki, "tu", keys.Key(path),
			{"code": "H99.12.34.1", "cn": "Nguyễn Văn Tư", "emails": ["tu@kimson.example"]})
		tap.run(*tap.steps(c, proofs, secret, tried, fields, strangers))


main()
