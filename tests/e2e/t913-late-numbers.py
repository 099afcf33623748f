#!/usr/bin/python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""t913-late-numbers - undo-time, numbers nobody issues, and the turn of the year, on a clock of its own.

2026-12-28 is a Monday; 1 January is a holiday, and the 4th the next working day.
"""

import contextlib
import os
import sqlite3
import sys

sys.path.insert(0, os.path.join(os.path.dirname(os.path.abspath(__file__)), ".."))
from lib import drafting, faketime, tap  # noqa: E402
from lib.drafting import link  # noqa: E402
from lib.faketime import vietnam  # noqa: E402


START = vietnam("2026-12-28 09:00")


def go(c, text):
	c.k.now = vietnam(text)
	faketime.start(c.o, c.k.now)
	c.o.settle()
	c.o.wait_idle()


def waits(t, c):
	go(c, "2026-12-28 09:00")
	c.draft("mot.pdf", **{"Độ khẩn": None})
	c.head.tap(link(c.head.mails("Dự thảo 1 ")[-1], "Đồng ý với dự thảo"))
	t.equal(c.office.mails("Dự thảo 1 "), [], "below smime the next one hears nothing at once")
	go(c, "2026-12-28 09:20")
	asked = c.office.mails("Dự thảo 1 ")
	t.equal(len(asked), 1, "but when undo-time is over")
	c.head.tap(link(c.head.mails("Trả lời thư")[-1], "Hủy việc"))
	t.equal(c.state(1), "office", "then nothing takes it back")
	c.office.tap(link(asked[-1], "Đồng ý với dự thảo"))
	go(c, "2026-12-28 10:00")
	c.approved(1)
	t.equal(c.state(1), "numbered", "approved on Monday")


def late(t, c):
	go(c, "2026-12-29 11:30")
	t.equal(c.office.mails("[Chậm phát hành]"), [], "noon of the next working day is not over yet")
	go(c, "2026-12-29 13:45")
	told = c.office.mails("[Chậm phát hành]")
	t.equal(len(told), 1, "then the head of the office hears of it")
	t.ok("chưa có bản phát hành" in told[0].text and "Số 01/TB-UBND" in told[0].text and "Nguyễn Văn Tư" in told[0].text, "of what", told[0].text)
	go(c, "2026-12-31 15:00")
	t.equal(len(c.office.mails("[Chậm phát hành]")), 1, "once")


def year(t, c):
	c.draft("hai.pdf")
	c.draft("ba.pdf")
	for draft in (2, 3):
		c.agreed(draft)
	c.approved(2)
	go(c, "2027-01-04 08:00")
	c.approved(3)
	t.equal(c.o.sql("SELECT year, number FROM outgoing ORDER BY id"), [{"year": 2026, "number": 1},
		{"year": 2026, "number": 2}, {"year": 2027, "number": 1}], "1 January: from 1 again")
	c.clerk.send(drafting.m.text("HỦY SỐ ĐI 2/2026: không phát hành nữa\n"), "huy")
	t.equal([c.state(draft) for draft in (2, 3)], ["void", "numbered"], "of the year that is named")
	go(c, "2027-01-06 08:00")
	told = c.office.mails("[Chậm phát hành]")
	t.ok(len(told) == 3 and "Số 02/TB-UBND" in told[1].text, "of what is urgent the head hears after minutes",
		[one.text for one in told])
	t.ok(told[-1].text.count("Số 01/") == 1 and "Số 02/" not in told[-1].text,
		"a voided one is not late", [one.text for one in told])
	t.equal(c.o.ctl("verify", as_json=False).status, 0, "verify finds nothing wrong")


def after_hours(t, c):
	"""Signed in the evening it is of that day: late at noon of the next working day."""
	before = len(c.office.mails("[Chậm phát hành]"))
	c.draft("bon.pdf", **{"Độ khẩn": None})
	c.head.tap(link(c.head.mails("Dự thảo 4 ")[-1], "Đồng ý với dự thảo"))
	go(c, "2027-01-06 09:00")
	c.office.tap(link(c.office.mails("Dự thảo 4 ")[-1], "Đồng ý với dự thảo"))
	go(c, "2027-01-06 19:30")
	c.approved(4)
	go(c, "2027-01-07 11:00")
	t.equal(len(c.office.mails("[Chậm phát hành]")), before, "before noon it is not")
	go(c, "2027-01-07 13:45")
	told = c.office.mails("[Chậm phát hành]")
	t.ok(len(told) == before + 1 and "Số 02/TB-UBND" in told[-1].text, "after it it is", [one.subject for one in told])


def given_up(t, c):
	"""Issued, but its mail was given up: the head hears of that, too, unless paper went in its place."""
	c.clerk.reply(c.clerk.mails("[Phát hành]")[-1], "Bản phát hành.", names=("bon.pdf",))
	t.equal(c.state(4), "issued", "the issue version comes late")
	before = len(c.office.mails("[Chậm phát hành]"))
	c.o.wait_idle()
	c.o.stop()
	with contextlib.closing(sqlite3.connect(c.o.path("state", "db", "vanthu.db"), isolation_level=None)) as db:
		db.execute("UPDATE mail SET state = 'failed', fault = 'no such user' WHERE id IN"
			" (SELECT mail FROM outgoing_recipient WHERE outgoing = 4)")
	go(c, "2027-01-08 09:00")
	told = c.office.mails("[Chậm phát hành]")
	t.ok(len(told) == before + 1 and "không gửi được" in told[-1].text, "what nobody got is late",
		[one.text for one in told[before:]])


def main():
	why = faketime.missing(reportlab=False)
	if why is not None:
		print("1..0 # SKIP " + why)
		return
	with drafting.make_office(now=START) as o:
		tap.run(*tap.steps(drafting.Cast(o), waits, late, year, after_hours, given_up))


main()
