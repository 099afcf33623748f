#!/usr/bin/python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""t911-numbers - two hundred signed approvals at once, two books, killed in between: no hole, no number
twice. VT_DRAFTS: as many."""

import os
import sys

sys.path.insert(0, os.path.join(os.path.dirname(os.path.abspath(__file__)), ".."))
from lib import drafting, message as m, office_files as files, tap  # noqa: E402

DRAFTS = int(os.environ.get("VT_DRAFTS", "201"))	# a third of them decisions
FIRST = 241
TYPES = ("Thông báo", "Quyết định", "Công văn")


def books(more):
	"""Decisions have a book of their own; the rest counts together."""
	text = "".join(files.block("book den-" + key, (("own", key),)) for key in files.OWN)
	return text + files.block("book quyet-dinh", (("own", "kimson"), ("direction", "outgoing"),
		("type", "Quyết định"), ("notation", "{type}-UBND"), ("first-year", more), ("first", FIRST))
		) + files.block("book di", (("own", "kimson"), ("direction", "outgoing"),
		("notation", "{type}-UBND")))


def handed_in(t, c):
	for i in range(DRAFTS):
		c.author.post(drafting.attached("TRÌNH KÝ\nLoại: %s\nTrích yếu: Việc số %d\nĐộ khẩn: Khẩn\n"
			"Người ký: Lê Văn Bình\nNơi nhận: Sở Nội vụ tỉnh Hà Sơn\n" % (TYPES[i % len(TYPES)], i),
			"viec-%d.pdf" % i), "Trình ký")
	c.o.settle()
	c.o.wait_idle()
	t.equal(c.o.sql("SELECT count(*) AS n FROM outgoing WHERE state = 'leader'")[0]["n"], DRAFTS,
		"the office head's drafts go to who signs at once")


def approved(t, c):
	asked = c.leader.mails("[Trình ký]")
	t.equal(len(asked), DRAFTS, "one mail each")
	answers = [(notice, c.leader.answer(notice, "Đồng ý", sign=c.sign())) for notice in asked]
	for at, (notice, entity) in enumerate(answers):
		c.leader.post(entity, "Re: " + notice.subject, to=notice["Reply-To"], vouched=False)
		if at == DRAFTS // 2:
			c.o.kill()
			c.o.start()
	c.o.settle()
	c.o.wait_idle()
	rows = c.o.sql("SELECT book, number, notation FROM outgoing ORDER BY book, number")
	t.equal([row["number"] for row in rows if row["book"] == "quyet-dinh"],
		list(range(FIRST, FIRST + DRAFTS // 3)), "decisions go on from the paper book")
	t.equal([row["number"] for row in rows if row["book"] == "di"],
		list(range(1, DRAFTS - DRAFTS // 3 + 1)), "the others from 1, without a hole")
	t.equal(len({(row["number"], row["notation"]) for row in rows}), DRAFTS,
		"no number with its notation twice")
	t.equal({row["notation"] for row in rows}, {"TB-UBND", "QĐ-UBND", "UBND"},
		"công văn has no abbreviation")
	# One that the kill met while it was composed is tried again.
	c.o.drain(60)
	t.equal(len(c.clerk.mails("[Phát hành]")), DRAFTS, "and one mail each to the clerk")
	t.equal(c.o.ctl("verify", as_json=False).status, 0, "verify finds nothing wrong")


def looked(t, c):
	rows = c.o.ctl("outgoing", "list").rows
	t.equal(len(rows), DRAFTS, "vanthuctl outgoing list")
	t.ok(all(row["state"] == "numbered" for row in rows), "with their states", rows[:1])
	shown = c.o.ctl("outgoing", "show", "%d/%d" % (FIRST, c.year))
	t.equal(shown.tables["opinions"][-1]["decision"], "agree", "show has every opinion")
	t.equal(shown.tables["recipients"][0]["state"], "waiting", "and the recipients")
	t.equal(c.o.ctl("outgoing", "show", "999").status, 65, "one that there is not")
	voided = c.o.sql("SELECT notation FROM outgoing WHERE number = 2")[0]["notation"]
	c.clerk.send(m.text("HỦY SỐ ĐI 2/%s: trùng nội dung\n" % voided), "huy")
	t.equal(c.o.sql("SELECT state FROM outgoing WHERE number = 2"), [{"state": "void"}],
		"a number is named with its notation, too")
	t.equal([row["number"] for row in c.o.ctl("outgoing", "list", "--state", "void").rows],
		["02/" + voided], "and listed")


def main():
	plain = files.books
	with drafting.make_office() as o:
		c = drafting.Cast(o)
		c.author = c.office
		o.more["dispatch"] = {"retry": "1s 1s 1s 1s 1s"}
		# So many in an hour are no accident here.
		o.more.setdefault("notices", {})["breaker"] = "100000"
		files.books = lambda more: books(c.year)
		o.write()
		files.books = plain
		o.start()
		tap.run(*tap.steps(c, handed_in, approved, looked))


main()
