#!/usr/bin/python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""t914-issue-guards - what must not issue a document: THỬ, a mark of secrecy; one mail a recipient; paper
besides the mail is ticked off (TAP)."""

import os
import sys

sys.path.insert(0, os.path.join(os.path.dirname(os.path.abspath(__file__)), ".."))
from lib import drafting, message as m, tap  # noqa: E402

NOIVU = "so-noivu@hason.example"


def numbered(c, draft, **lines):
	c.draft("mot.pdf", **lines)
	c.agreed(draft)
	c.approved(draft)
	return [one for one in c.clerk.mails("[Phát hành]")][-1]


def tried(t, c):
	c.asked = numbered(c, 1)
	row = c.clerk.reply(c.asked, "THỬ PHÁT HÀNH", names=("mot.pdf",))
	said = c.clerk.mails("Trả lời thư")[-1].text
	t.ok((row["state"], c.state(1)) == ("acted", "numbered") and "Chạy thử" in said, "THỬ in a reply issues nothing", said)
	c.draft("hai.pdf")
	notice = c.head.mails("Dự thảo 2 ")[-1]
	c.head.reply(notice, "THỬ ĐỒNG Ý")
	said = c.head.mails("Trả lời thư")[-1].text
	t.ok(c.state(2) == "unit" and "Chạy thử" in said
		and "Nếu gửi không có chữ THỬ" in said and "đồng ý với dự thảo 2" in said, "nor does it agree to a draft", said)
	c.head.tap(drafting.link(notice, "Đồng ý với dự thảo"))
	t.equal(c.state(2), "office", "the links are good still")


def secret(t, c):
	quoted = "".join("> %s\n" % line for line in c.asked.text.splitlines())
	row = c.clerk.send(drafting.attached("Bản phát hành.\n\n" + quoted, "mot.pdf"), "MẬT: " + c.asked.subject,
		to=c.asked["Reply-To"], more=(("In-Reply-To", c.asked.message_id),))
	t.equal((c.state(1), c.o.mails(NOIVU)), ("numbered", []), "an issue version marked secret goes nowhere")
	t.ok(row["secret"] == 1 and row["place"] == "sealed", "it is sealed", row)
	c.o.drain()
	told = [one.subject for one in c.office.mails("")]
	t.ok(any("phong" in one or "mật" in one.lower() for one in told), "and who looks after secrets is told", told)
	row = c.clerk.reply(c.asked, "Bản phát hành.", names=("mot.pdf",))
	t.equal(c.state(1), "issued", "brought again without the mark it is issued")


def once(t, c):
	asked = numbered(c, 3, **{"Nơi nhận": "Sở Nội vụ tỉnh Hà Sơn; %s" % NOIVU, "Gửi bản giấy": "Sở yêu cầu bản giấy"})
	c.clerk.reply(asked, "Bản phát hành.", names=("mot.pdf",))
	c.o.drain()
	t.equal(len([one for one in c.o.mails(NOIVU) if "03/TB-UBND" in one.subject or "02/TB-UBND" in one.subject]), 1,
		"named twice, a recipient gets one mail")
	told = c.clerk.mails("Trả lời thư")[-1].text
	t.ok("1 nơi nhận" in told and "1) Sở Nội vụ" in told, "who gets paper besides", told)
	number = c.o.sql("SELECT number, notation FROM outgoing WHERE id = 3")[0]
	name = "%02d/%s" % (number["number"], number["notation"])
	before = [r["forwarded"] for r in c.o.ctl("list", "post").rows if r["number"] == name]
	c.clerk.send(m.text("ĐÃ CHUYỂN %s: 1\n" % name), "da chuyen")
	t.ok("1 nơi nhận" in c.clerk.mails("Trả lời thư")[-1].text, "is ticked off", c.clerk.mails("Trả lời thư")[-1].text)
	after = [r["forwarded"] for r in c.o.ctl("list", "post").rows if r["number"] == name]
	t.ok(before == [""] and len(after) == 1 and after[0] != "", "in the book of the post too", (before, after))
	shown = c.o.ctl("outgoing", "show", "3", ok=True).tables["recipients"]
	t.ok(shown[0]["state"] in ("queued", "sent"), "what came of the mail stays", shown)
	c.clerk.send(m.text("ĐÃ CHUYỂN %s: 1 \n" % name), "da chuyen")
	t.ok("0 nơi nhận" in c.clerk.mails("Trả lời thư")[-1].text, "once")
	lines = [r["line"] for r in c.o.sql("SELECT line FROM ledger") if '"act":"handed-over"' in r["line"]]
	t.ok(len(lines) == 1 and '"recipients":"1"' in lines[0], "the ledger says to whom", lines)
	c.o.ctl("search", "hội nghị")
	t.ok(any('"act":"search"' in r["line"] for r in c.o.sql("SELECT line FROM ledger")), "a search by vanthuctl is a line, too")
	t.equal(c.o.ctl("verify", as_json=False).status, 0, "verify finds nothing wrong")


def main():
	with drafting.make_office() as o:
		o.start()
		tap.run(*tap.steps(drafting.Cast(o), tried, secret, once))


main()
