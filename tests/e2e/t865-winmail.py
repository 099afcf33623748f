#!/usr/bin/python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""t865-winmail - what comes in winmail.dat: files of a scan, a document, an answer; hostile ones."""

import json
import os
import sys

sys.path.insert(0, os.path.join(os.path.dirname(os.path.abspath(__file__)), ".."))
from lib import message as m, pdf, tnef  # noqa: E402
from lib.clerk import forms, hold, play, wide  # noqa: E402

SCAN = "so 77 QD-UBND.pdf"


def packed(data, text="Xin gửi.\n"):
	return m.multipart([m.text(text), m.attachment(data, "winmail.dat",
		ctype="application/ms-tnef")], "mixed")


def parts(o, ident):
	return o.sql("SELECT path, type, name, signed, attachment, main FROM part WHERE arrival = ?"
		" ORDER BY position", ident)


def codes(o, ident):
	return [r["code"] for r in o.sql("SELECT code FROM finding WHERE arrival = ?", ident)]


def scan(t, o, clerk):
	row = clerk.send(packed(tnef.winmail(tnef.file(SCAN, pdf.scan()),
		tnef.file("phụ lục.pdf", pdf.scan(seed=2)), body="Ban quet")), "ban quet")
	t.ok(("own-scan", "tran-thi-binh") in row["why"], "files in winmail.dat are a scan", row["why"])
	files = [p for p in parts(o, row["id"]) if p["attachment"]]
	t.equal([(p["path"], p["type"], p["name"]) for p in files],
		[("2.1", "application/pdf", SCAN), ("2.2", "application/pdf", "phụ lục.pdf")],
		"each of them is a part like any other")
	notice = forms(o)[-1]
	t.ok("gồm 2 tệp" in notice.text and SCAN in notice.subject, "the form names them")
	clerk.answer(notice, "Số: 77\nKý hiệu: QĐ-UBND\nNgày văn bản: 20/11/2026\nTên loại: Quyết định\n"
		"Cơ quan ban hành: UBND tỉnh\nTrích yếu: việc gì đó rất cần\nOK KHÔNG MẬT")
	t.equal(o.arrival(row["id"])["state"], "registered", "and are registered")


def document(t, o, clerk):
	k = clerk.k
	k.begin("packed", 60)
	k.doc()
	raw = m.mail(k.outer(), packed(tnef.winmail(tnef.file("%s_%s.pdf" % (k.number, "SNV-VP"),
		k.pdf()))))
	sent = o.deliver(raw)
	o.settle()
	row = o.arrival(sent)
	t.equal(row["state"], "held", "a document that came so is held")
	t.ok(525 in codes(o, row["id"]) or any(c // 100 == 5 for c in codes(o, row["id"])),
		"not everybody who got that mail sees it", codes(o, row["id"]))
	found = o.sql("SELECT value FROM arrival_field WHERE arrival = ? AND field = 'number'", row["id"])
	t.equal([f["value"] for f in found], [k.number], "it is read all the same")


def answer(t, o, clerk):
	sent = hold(clerk, "answered", 61)
	notice = forms(o)[-1]
	rtf = b"{\\rtf1\\ansi{\\fonttbl{\\f0 Arial;}}\\f0 OK KH\\u212?NG M\\u7852?T\\par}"
	clerk.send(packed(tnef.winmail(rtf=rtf), ""), "Re: " + notice.subject,
		more=(("In-Reply-To", notice.message_id),))
	t.equal(o.arrival(sent)["state"], "registered", "an answer in rich text alone is heard")


def hostile(t, o, clerk):
	whole = tnef.winmail(tnef.file(SCAN, pdf.scan(seed=3)))
	cases = {
		"cut": whole[:len(whole) - 400],
		"length": tnef.winmail(tnef.attribute(2, tnef.DATA, b"x", length=0x7fffffff)),
		"count": tnef.winmail(tnef.attribute(1, tnef.MAPI_PROPS, tnef.props(count=0x7fffffff))),
		"bomb": tnef.winmail(tnef.attribute(1, tnef.MAPI_PROPS, tnef.props(tnef.prop(tnef.BINARY,
			tnef.RTF, b"\x10\0\0\0\xff\xff\xff\x7fLZFu" + bytes(20))))),
		"many": tnef.winmail(*[tnef.file("%d.pdf" % i, b"x") for i in range(400)]),
		"inside": tnef.winmail(tnef.file("thu.msg", b"", inside=whole)),
		"program": tnef.winmail(tnef.file("anh.exe", b"MZ" + bytes(200))),
	}
	for i, (name, data) in enumerate(cases.items()):
		row = clerk.send(packed(data, ""), "hong %d" % i)
		t.ok(row["state"] == "held" and codes(o, row["id"]), name + ": held, with a finding",
			json.dumps(row, default=str)[:600])
	t.equal(o.denied(), [], "the jail had nothing to forbid")
	t.ok(o.alive, "and every program runs")


play(wide, scan, document, answer, hostile)
