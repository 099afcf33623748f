#!/usr/bin/python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""t869-picture - the head of page 1 in the form of a held message, and of a scan never."""

import os
import struct
import sys
import zlib

sys.path.insert(0, os.path.join(os.path.dirname(os.path.abspath(__file__)), ".."))
from lib import message as m, pdf  # noqa: E402
from lib.clerk import calm, forms, hold, play, wide  # noqa: E402

MOST = 200 * 1024


def greys(png):
	"""(width, height, how many dots of each grey) of a PNG as we write it."""
	at, data, size = 8, b"", None
	while at < len(png):
		length, kind = struct.unpack(">I4s", png[at:at + 8])
		body = png[at + 8:at + 8 + length]
		assert struct.unpack(">I", png[at + 8 + length:at + 12 + length])[0] == zlib.crc32(kind + body)
		size = struct.unpack(">IIB", body[:9]) if kind == b"IHDR" else size
		data += body if kind == b"IDAT" else b""
		at += 12 + length
	rows = zlib.decompress(data)
	count = [0] * 4
	step = (size[0] + 3) // 4 + 1
	for y in range(size[1]):
		for byte in rows[y * step + 1:(y + 1) * step]:
			for shift in (6, 4, 2, 0):
				count[byte >> shift & 3] += 1
	return size[0], size[1], count


def pictures(notice):
	return [(one.get_filename(), one.get_payload(decode=True)) for one in notice.message.walk()
		if one.get_content_type() == "image/png"]


def held(t, o, clerk):
	hold(clerk, "pictured", 90)
	o.drain()
	found = pictures(forms(o)[-1])
	t.equal([name for name, _ in found], ["trang-1.png"], "a held message has a picture in its form")
	if not found:
		return
	png = found[0][1]
	width, height, count = greys(png)
	t.ok(len(png) <= MOST and (width, height) == (800, 440), "of at most 200 KiB",
		(len(png), width, height))
	t.ok(count[0] + count[1] > 2000 and count[3] > 200000, "dark letters on white", count)
	t.equal(o.denied(), [], "drawn without asking for anything")


def scan(t, o, clerk):
	calm(o)
	row = clerk.send(m.multipart([m.text("Ban quet.\n"), m.attachment(pdf.scan(), "q.pdf")],
		"mixed"), "ban quet")
	o.drain()
	t.ok(("own-scan", "tran-thi-binh") in row["why"] and pictures(forms(o)[-1]) == [],
		"nothing of a scan goes to anyone before KHÔNG MẬT is said")


def fontless(t, o, clerk):
	"""A page whose font is not in the file."""
	page = b"BT /F1 12 Tf 60 780 Td (SO: 12/QD-UBND) Tj ET"
	data = pdf.assemble([b"<< /Type /Catalog /Pages 2 0 R >>",
		b"<< /Type /Pages /Kids [3 0 R] /Count 1 >>",
		b"<< /Type /Page /Parent 2 0 R /MediaBox [0 0 595 842] /Contents 4 0 R "
		b"/Resources << /Font << /F1 5 0 R >> >> >>",
		b"<< /Length %d >>\nstream\n%s\nendstream" % (len(page), page),
		b"<< /Type /Font /Subtype /Type1 /BaseFont /Times-Roman /Encoding /WinAnsiEncoding >>"])
	calm(o)
	clerk.k.begin("fontless", 97)
	sent = o.deliver(clerk.k.plain(clerk.k.note(), clerk.k.file(data)))
	o.settle()
	o.drain()
	t.ok(o.arrival(sent)["state"] == "held" and pictures(forms(o)[-1]) == [],
		"a page whose letters would be missing is not shown")
	t.equal(o.denied(), [], "and no font is looked for")


def hostile(t, o, clerk):
	pages = {
		"wide": b"[0 0 1e9 1]", "flat": b"[0 0 1 1e9]", "none": b"[0 0 0 0]", "turned": b"[9 9 1 1]",
		"nan": b"[0 0 nan inf]", "minus": b"[-1e9 -1e9 1e9 1e9]",
	}
	for i, (name, box) in enumerate(pages.items()):
		calm(o)
		k = clerk.k
		k.begin("box-" + name, 91 + i)
		data = k.pdf().replace(b"[ 0 0 595 842 ]", box).replace(b"[0 0 595 842]", box)
		sent = o.deliver(k.plain(k.note(), k.file(data)))
		o.settle()
		o.drain()
		t.ok(o.arrival(sent)["state"] == "held" and all(len(p) <= MOST for _, p in
			pictures(forms(o)[-1])), "a page of no size: " + name)
	t.ok(o.alive, "and every program runs")
	t.ok(o.ctl("verify").status == 0, "vanthuctl verify finds nothing wrong")


play(wide, held, scan, fontless, hostile)
