#!/usr/bin/python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""t923-my-drafts - VIỆC CỦA TÔI shows outgoing documents: whose turn it is, and one's own."""

import os
import sys

sys.path.insert(0, os.path.join(os.path.dirname(os.path.abspath(__file__)), ".."))
from lib import drafting, message as m, pdf, tap  # noqa: E402


def mine(person):
	"""What the answer says of outgoing documents; "" = nothing."""
	person.send(m.text("VIỆC CỦA TÔI\n"), "Hỏi")
	person.o.drain()
	text = " ".join(person.mails(" việc, ngày ")[-1].text.split())
	return text.partition("VĂN BẢN ĐI: ")[2].partition("Báo cáo về một việc")[0]


def turns(t, c):
	c.draft()
	said = mine(c.head)
	t.ok(said.startswith("1 ") and "dự thảo 1: Thông báo" in said and "duyệt" in said
		and "tổ chức hội nghị" in said, "the head of the unit, before whom it stands", said)
	said = mine(c.author)
	t.ok(said.startswith("1 ") and "chờ người khác" in said, "its author: it is with another", said)
	for name, person in (("office", c.office), ("leader", c.leader), ("clerk", c.clerk)):
		t.equal(mine(person), "", "not yet the %s" % name)
	c.agreed(1)
	said = mine(c.leader)
	t.ok("dự thảo 1" in said and "duyệt" in said, "who signs, when it stands before him", said)
	t.equal(mine(c.head), "", "and no longer who has agreed")
	c.leader.reply(c.leader.mails("Dự thảo 1 ")[-1], "Trả lại: đề nghị bổ sung căn cứ pháp lý",
		sign=c.sign(), vouched=False)
	t.ok("gửi phiên bản mới" in mine(c.author), "returned it is the author's", mine(c.author))
	c.author.reply(c.author.mails("[Dự thảo 1]")[-1], "Gửi lại.", names=("ban-moi.pdf",))
	c.agreed(1)
	c.approved(1)
	said = mine(c.clerk)
	t.ok("01/TB-UBND: Thông báo" in said and "làm bản phát hành" in said,
		"numbered it is the clerk's", said)
	t.equal(mine(c.leader), "", "and the leader is done")
	t.equal(c.o.ctl("verify", as_json=False).status, 0, "verify finds nothing wrong")


def main():
	if not pdf.have_reportlab():
		print("1..0 # SKIP python3-reportlab is missing")
		return
	with drafting.make_office() as o:
		o.start()
		tap.run(*tap.steps(drafting.Cast(o), turns))


main()
