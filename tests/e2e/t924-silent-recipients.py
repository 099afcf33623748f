#!/usr/bin/python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""t924-silent-recipients - who has not confirmed an issued document in three working days is named to
the clerk, once; on a clock of its own. 2026-12-21 is a Monday.
"""

import os
import sys

sys.path.insert(0, os.path.join(os.path.dirname(os.path.abspath(__file__)), ".."))
from lib import drafting, faketime, kit, message as m, pdf, tap  # noqa: E402

START = faketime.vietnam("2026-12-21 09:00")
PAPER = "Ông Nguyễn Văn A (Số 1, phố Mới)"
NAMES = ("Sở Nội vụ", "Sở Tài chính")


def go(c, text):
	c.k.now = faketime.vietnam(text)
	faketime.start(c.o, c.k.now)
	c.o.settle()
	c.o.wait_idle()


def listed(c):
	return c.clerk.mails("[Chưa xác nhận]")


def silent(t, c):
	go(c, "2026-12-21 09:00")
	c.k.begin("silent", 1)
	doc = c.k.doc(agency="kimson", number=None, notation="UBND", date=kit.day(c.k.now))
	data = pdf.document(doc)
	c.author.send(m.multipart([m.text("TRÌNH KÝ\nLoại: Công văn\nTrích yếu: %s\nĐộ khẩn: Khẩn\n"
		"Người ký: Lê Văn Bình\nNơi nhận: %s\n" % (doc.subject, "; ".join(NAMES + (PAPER,)))),
		m.attachment(data, "cong-van.pdf")]), "Trình ký")
	c.agreed(1)
	c.approved(1)
	asked = c.clerk.mails("[Phát hành]")[-1]
	quoted = "".join("> %s\n" % line for line in asked.text.splitlines())
	c.clerk.send(m.multipart([m.text("Bản phát hành.\n\n" + quoted), m.attachment(data, "cong-van.pdf")]),
		"Re: " + asked.subject, to=asked["Reply-To"], more=(("In-Reply-To", asked.message_id),))
	t.equal(c.state(1), "issued", "issued on Monday")
	c.o.drain()
	sent = [one for one in c.o.mails("so-taichinh@hason.example") if "Về" not in one.subject][-1]
	c.o.deliver(m.mail([("From", "so-taichinh@hason.example"), ("To", "vanthu@kimson.example"),
		("Subject", "Re: " + sent.subject), ("Date", m.date(c.k.now)),
		("Message-ID", "<nhan@hason.example>"), ("In-Reply-To", sent.message_id)],
		m.text("Đã nhận được văn bản.\n")))
	c.o.settle()
	c.o.drain()
	asked = c.clerk.mails("01/UBND")[-1]
	c.clerk.tap(drafting.link(asked, "GHI NHẬN"))
	go(c, "2026-12-24 16:00")
	t.equal(listed(c), [], "on the third working day nobody is named yet")
	go(c, "2026-12-25 08:00")
	told = listed(c)
	t.ok(len(told) == 1 and NAMES[0] in told[0].text and "01/UBND" in told[0].text
		and "so-noivu@hason.example" in told[0].text, "then who has not confirmed",
		[one.text for one in told])
	t.ok(told and "Nguyễn Văn A" in told[0].text and "Số 1, phố Mới" in told[0].text,
		"and paper that nobody has ticked off", [one.text for one in told])
	t.ok(told and NAMES[1] not in told[0].text, "and not who has")
	go(c, "2026-12-28 08:00")
	t.equal(len(listed(c)), 1, "each once")
	t.equal(c.o.ctl("verify", as_json=False).status, 0, "verify finds nothing wrong")


def main():
	why = faketime.missing()
	if why is not None:
		print("1..0 # SKIP " + why)
		return
	with drafting.make_office(now=START) as o:
		tap.run(*tap.steps(drafting.Cast(o), silent))


main()
