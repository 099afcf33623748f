# SPDX-License-Identifier: GPL-3.0-or-later
"""pdf_odd - PDF files no office makes: written by hand, object by object."""

import zlib

FONT = b"<</Type/Font/Subtype/Type1/BaseFont/Times-Roman/Encoding/WinAnsiEncoding>>"


def file(objects):
	"""A whole file of these objects; the first is the catalog."""
	out, offsets = [b"%PDF-1.7\n"], []
	at = len(out[0])
	for i, body in enumerate(objects, 1):
		offsets.append(at)
		out.append(b"%d 0 obj\n%s\nendobj\n" % (i, body))
		at += len(out[-1])
	out.append(b"xref\n0 %d\n0000000000 65535 f \n" % (len(objects) + 1)
		+ b"".join(b"%010d 00000 n \n" % one for one in offsets)
		+ b"trailer<</Root 1 0 R/Size %d>>\nstartxref\n%d\n%%%%EOF\n" % (len(objects) + 1, at))
	return b"".join(out)


def stream(data, more=b"", flate=True):
	if flate:
		data, more = zlib.compress(data, 9), more + b"/Filter/FlateDecode"
	return b"<<%s/Length %d>>stream\n%s\nendstream" % (more, len(data), data)


def page(content, more=(), resources=b"", box=b"0 0 600 800", flate=True):
	"""One page with this content; more: further objects, from number 6 on."""
	return file([b"<</Type/Catalog/Pages 2 0 R>>", b"<</Type/Pages/Kids[3 0 R]/Count 1>>",
		b"<</Type/Page/Parent 2 0 R/MediaBox[%s]/Contents 5 0 R/Resources<</Font<</F1 4 0 R>>%s>>>>"
		% (box, resources), FONT, stream(content, flate=flate), *more])


def staircase(words):
	"""Each word to the right of the one above: kept layout puts the width of all before it in front
	of it, so that the text grows with the square (400 words: 0.7 MB, 600: 1.6 MB)."""
	return page(b"BT /F1 4 Tf " + b"".join(b"1 0 0 1 %d %d Tm (vanban) Tj "
		% (10 + 14 * i, 14000 - 14 * i) for i in range(words)) + b"ET", box=b"0 0 14400 14400")


def pages(count):
	"""So many pages, each an object of its own, all with the same content."""
	kids = b" ".join(b"%d 0 R" % i for i in range(5, 5 + count))
	one = b"<</Type/Page/Parent 2 0 R/MediaBox[0 0 600 800]/Contents 4 0 R" \
		b"/Resources<</Font<</F1 3 0 R>>>>>>"
	return file([b"<</Type/Catalog/Pages 2 0 R>>", b"<</Type/Pages/Kids[%s]/Count %d>>"
		% (kids, count), FONT, stream(b"BT /F1 12 Tf 10 10 Td (van ban) Tj ET")] + [one] * count)


def nested_forms(depth):
	"""Each form draws the next one twice: 2^depth times the last."""
	forms = []
	for i in range(depth):
		last = i == depth - 1
		inside = b"/Font<</F1 4 0 R>>" if last else b"/XObject<</X%d %d 0 R>>" % (i + 1, i + 7)
		forms.append(stream(b"BT /F1 12 Tf 10 10 Td (x) Tj ET" if last
			else b"/X%d Do /X%d Do" % (i + 1, i + 1),
			b"/Type/XObject/Subtype/Form/BBox[0 0 600 800]/Resources<<%s>>" % inside, flate=False))
	return page(b"/X0 Do", forms, b"/XObject<</X0 6 0 R>>")


def scattered(words):
	"""Words all over the page, none beside another: putting them into lines costs their square."""
	return page(b"BT /F1 8 Tf " + b"".join(b"1 0 0 1 %d.%d %d.%d Tm (w%d) Tj " % (i * 7919 % 600,
		i % 10, i * 104729 % 800, i % 7, i) for i in range(words)) + b"ET")


def bomb(size):
	"""A content stream of so many bytes, a thousandth of it in the file."""
	return page(b"q Q\n" * (size // 4))
