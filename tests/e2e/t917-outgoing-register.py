#!/usr/bin/python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""t917-outgoing-register - the register of outgoing documents and the book of the post, to print."""

import contextlib
import os
import re
import sqlite3
import sys

sys.path.insert(0, os.path.join(os.path.dirname(os.path.abspath(__file__)), ".."))
from lib import drafting, message as m, tap  # noqa: E402

BY_POST = "Ông Nguyễn Văn A (Số 1, phố Mới), 2 bản"
COLUMNS = ("Số, ký hiệu văn bản", "Ngày tháng văn bản", "Người ký", "Nơi nhận văn bản",
	"Đơn vị, người nhận bản lưu", "Số lượng bản", "Ngày chuyển", "Ký nhận", "Ghi chú")


def listed(c, book="outgoing", *more):
	return c.o.ctl("list", book, *more).rows


def numbered(t, c):
	c.draft("mot.pdf", **{"Nơi nhận": "Sở Nội vụ tỉnh Hà Sơn; %s; Lưu: VT" % BY_POST})
	c.agreed(1)
	c.approved(1)
	c.draft("hai.pdf", **{"Người ký": "Trần Văn Phong", "Trích yếu": "Về việc hội nghị <mật thám>"})
	c.agreed(2)
	c.approved(2, "phoct")
	c.clerk.send(m.text("HỦY SỐ ĐI 2/%d: không phát hành nữa\n" % c.year), "huy")
	rows = listed(c)
	t.equal([row["number"] for row in rows], ["01/TB-UBND", "02/TB-UBND"], "both stand in it")
	first, second = rows
	day = c.o.sql("SELECT strftime('%d/%m/%Y', dated_at, 'unixepoch', '+7 hours') AS d"
		" FROM outgoing WHERE id = 1")[0]["d"]
	t.equal((first["dated"], first["subject"], first["signer"], first["forwarded"]), (day,
		"Thông báo: Về việc tổ chức hội nghị", "Lê Văn Bình", ""), "number, date, what, who")
	t.equal((first["recipients"], first["kept-by"], str(first["copies"]), first["signed-for"]),
		("Sở Nội vụ; Ông Nguyễn Văn A", "VT; Phòng Nội vụ", "3", ""),
		"to whom, who keeps it, how many")
	t.ok("hờ bản phát hành" in first["note"] and "Khẩn" in first["note"], "it is not issued yet",
		first["note"])
	t.equal(second["signer"], "KT. Trần Văn Phong", "who signs for another")
	t.ok("không phát hành nữa" in second["note"], "a voided number keeps its row", second["note"])
	t.equal(listed(c, "post"), [], "what is not issued goes nowhere")
	t.equal([row["number"] for row in listed(c, "outgoing", "--from", "2")], ["02/TB-UBND"],
		"--from")
	t.equal(listed(c, "outgoing", "--year", str(c.year - 1)), [], "--year")


def issued(t, c):
	"""Issued; then as recipients and servers tell of it."""
	c.clerk.reply(c.clerk.mails("01/TB-UBND")[0], "Bản phát hành.", names=("mot.pdf",))
	t.equal(c.state(1), "issued", "the issue version is sent")
	c.o.drain()
	c.o.stop()
	path = c.o.path("state", "db", "vanthu.db")
	with contextlib.closing(sqlite3.connect(path)) as db, db:
		at = db.execute("SELECT dated_at FROM outgoing WHERE id = 1").fetchone()[0]
		db.execute("UPDATE outgoing_recipient SET state = 'received', state_at = ?"
			" WHERE outgoing = 1 AND way = 'paper'", (at,))
		db.execute("UPDATE outgoing_recipient SET state = 'failed', words = 'no such user'"
			" WHERE outgoing = 1 AND way = 'mail'")
	c.o.start()
	row = listed(c)[0]
	t.equal((row["forwarded"], row["signed-for"]), (row["dated"],
		"Ông Nguyễn Văn A (%s)" % row["dated"]), "issued, and who signed for it")
	t.ok("Sở Nội vụ:" in row["note"] and "hờ bản" not in row["note"],
		"whom it did not reach", row["note"])
	post = listed(c, "post")
	t.equal([(one["number"], one["recipient"], str(one["envelopes"]), one["forwarded"])
		for one in post], [("01/TB-UBND", "Ông Nguyễn Văn A, Số 1, phố Mới", "1", row["dated"])],
		"one envelope by post, with its address")
	t.ok("Khẩn" in post[0]["note"] and "2 bản" in post[0]["note"], "urgent, two copies", post)


def printed(t, c):
	page = c.o.ctl("list", "outgoing", "--html", as_json=False).out
	heads = re.findall(r"<th>([^<]*)</th>", page)
	t.equal(heads[10:], ["(%d)" % n for n in range(1, 11)], "ten columns, counted")
	t.ok(all(one in heads for one in COLUMNS), "of NĐ 30/2020 Phụ lục IV.I", heads)
	for wanted in ("Từ số 1 đến số 2", "Sổ này có 2 văn bản", "&lt;mật thám&gt;", "Năm: %d" % c.year):
		t.ok(wanted in page, "the page has «%s»" % wanted, page[:600])
	post = c.o.ctl("list", "post", "--html", as_json=False).out
	t.ok("SỔ GỬI VĂN BẢN ĐI BƯU ĐIỆN" in post and "Ký nhận và dấu bưu điện" in post
		and "Sổ này có 1 văn bản" in post, "the book of the post", post[:600])
	t.ok(c.o.ctl("list", "outgoing", "--book", "den-kimson", as_json=False).status != 0,
		"a book of incoming documents is none of outgoing ones")


def main():
	with drafting.make_office() as o:
		o.start()
		tap.run(*tap.steps(drafting.Cast(o), numbered, issued, printed))


main()
