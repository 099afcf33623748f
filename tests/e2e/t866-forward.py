#!/usr/bin/python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""t866-forward - a clerk sends on what was signed: attached it keeps its verdict, inline it is lost."""

import os
import sys

sys.path.insert(0, os.path.join(os.path.dirname(os.path.abspath(__file__)), ".."))
from lib import message as m, pdf  # noqa: E402
from lib.clerk import CLERK, calm, forms, line, play, wide  # noqa: E402

CLIENTS = {
	"Outlook: chọn": (("X-Mailer", "Microsoft Outlook 16.0"),),
	"Outlook trên web": (("Message-ID", "<SG2@SG2P153MB0.APCP153.PROD.outlook.com>"),),
	"Thunderbird": (("User-Agent", "Mozilla Thunderbird"),),
	"Gmail": (("Message-ID", "<CAx@mail.gmail.com>"),),
	"Mail của máy Mac": (("X-Mailer", "Apple Mail (2.3774)"),),
	"Mail trên iPhone": (("X-Mailer", "iPhone Mail (20A362)"),),
	"Roundcube": (("User-Agent", "Roundcube Webmail/1.6"),),
	"Zimbra": (("X-Mailer", "Zimbra 8.8.15"),),
	"Chọn thư gốc, tìm lệnh": (("X-Mailer", "HopThu 1"),),
}
INLINE = """Kính chuyển.

-------- Forwarded Message --------
Subject: Công văn
Date: Mon, 23 Nov 2026 08:00:00 +0700
From: Sở Nội vụ <vanthu@noivu.hason.example>
To: vanthu@kimson.example

Kính gửi: Ủy ban nhân dân xã Kim Sơn.
"""


def attached(*raws):
	return m.multipart([m.text("Kính chuyển.\n")] + [m.entity(b"message/rfc822", raw,
		[("Content-Disposition", b"attachment; filename=thu.eml")]) for raw in raws], "mixed")


def forward(clerk, name, index, change=lambda raw: raw, **outer):
	calm(clerk.o)
	clerk.k.begin(name, index)
	clerk.k.doc()
	raw = change(clerk.k.signed(outer=clerk.k.outer(**outer) if outer else None))
	row = clerk.send(attached(raw), "Fwd: " + name)
	return row, forms(clerk.o)[-1]


def details(o, row):
	return [r["detail"] for r in o.sql("SELECT detail FROM finding WHERE arrival = ? AND code = 116"
		" ORDER BY position", row["id"])]


def good(t, o, clerk):
	row, notice = forward(clerk, "good", 70)
	t.equal(details(o, row), ["2 101 noivu so-noivu@hason.example"],
		"the original is judged by itself: its signature, its sender")
	t.equal((row["state"], row["agency"]), ("held", None), "the forward itself proves nothing")
	t.ok("Thư gốc được chuyển tiếp" in notice.text and "(mã 101)" in notice.text
		and "so-noivu@hason.example" in notice.text, "the form says so", notice.text)
	t.ok(line(notice, "Cơ quan ban hành") == "Sở Nội vụ" and line(notice, "Số") == clerk.k.number,
		"and is filled from it", notice.text)
	clerk.answer(notice, "OK KHÔNG MẬT")
	t.equal(o.arrival(row["id"])["state"], "registered", "OK KHÔNG MẬT registers it")


def bad(t, o, clerk):
	row, notice = forward(clerk, "altered", 71, lambda raw: raw.replace(b"Content-Type: text/plain",
		b"Content-Type: TEXT/plain", 1))
	t.ok(details(o, row)[0].startswith("2 210 "), "an altered original is told", details(o, row))
	t.ok("(mã 210)" in notice.text, "in the form", notice.text)
	row, notice = forward(clerk, "other", 72, frm=b"vanthu@taichinh.hason.example")
	t.ok(details(o, row)[0].startswith("2 401 "), "one with another sender, too", details(o, row))
	row, notice = forward(clerk, "stranger", 73, frm=b"Binh <binh@kimson.example>")
	t.ok(" 401 " in details(o, row)[0], "one that pretends to be of our own", details(o, row))
	k = clerk.k
	raws = []
	for i in range(3):
		k.begin("several%d" % i, 74 + i)
		k.doc()
		raws.append(k.signed())
	row = clerk.send(attached(*raws), "Fwd: 3")
	t.equal([d.split()[:2] for d in details(o, row)], [["2", "101"], ["3", "101"], ["4", "101"]],
		"several at once, each by itself")
	k.begin("plain", 78)
	row = clerk.send(attached(k.plain()), "Fwd: plain")
	t.equal(details(o, row), [], "of an unsigned one there is nothing to tell")


def as_file(raw):
	return m.multipart([m.text("Kính chuyển.\n"), m.attachment(raw, "thu.eml",
		ctype="application/octet-stream")], "mixed")


def octets(t, o, clerk):
	"""Several mail programs attach the original as any file."""
	calm(o)
	clerk.k.begin("file", 79)
	clerk.k.doc()
	raw = clerk.k.signed()
	row = clerk.send(as_file(raw), "Fwd: file")
	notice = forms(o)[-1]
	t.equal(details(o, row), ["2 101 noivu so-noivu@hason.example"], "an .eml file is judged, too")
	t.ok("Thư gốc được chuyển tiếp" in notice.text and "(mã 101)" in notice.text
		and line(notice, "Cơ quan ban hành") == "Sở Nội vụ"
		and line(notice, "Số") == clerk.k.number, "its form says so, and is filled", notice.text)
	parts = [r["path"] for r in o.sql("SELECT path FROM part WHERE arrival = ? ORDER BY position",
		row["id"])]
	t.ok("2" in parts and "2.1.2" in parts, "it is opened like message/rfc822", parts)
	clerk.answer(notice, "OK KHÔNG MẬT")
	t.equal(o.arrival(row["id"])["state"], "registered", "OK KHÔNG MẬT registers it")
	row = clerk.send(as_file(raw.replace(b"Content-Type: text/plain", b"Content-Type: TEXT/plain",
		1)), "Fwd: altered")
	t.ok(details(o, row)[0].startswith("2 210 "), "an altered one is told", details(o, row))
	clerk.k.begin("plainfile", 80)
	row = clerk.send(as_file(clerk.k.plain()), "Fwd: plain")
	t.equal(details(o, row), [], "of an unsigned one there is nothing to tell")


def coach(t, o, clerk):
	for words, more in CLIENTS.items():
		clerk.send(m.text(INLINE), "Fwd: Công văn", more=more)
		mail = [one for one in o.mails(CLERK) if "gửi lại thư gốc" in one.subject]
		t.ok(mail and words in mail[-1].text, "how to do it in that client: " + words,
			mail[-1].text if mail else "")
	row = clerk.send(m.multipart([m.text(INLINE), m.attachment(pdf.scan(), "cv.pdf"),
		m.attachment(b"0\x80", "smime.p7s", ctype="application/pkcs7-signature")], "mixed"),
		"Fwd: Công văn", more=CLIENTS["Thunderbird"])
	mail = [one for one in o.mails(CLERK) if "gửi lại thư gốc" in one.subject]
	t.ok(("own-scan", "tran-thi-binh") in row["why"] and "Thunderbird" in mail[-1].text
		and len(mail) == len(CLIENTS) + 1, "with its files: a scan, and the coach", row["why"])


play(wide, good, bad, octets, coach)
