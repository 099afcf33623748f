# SPDX-License-Identifier: GPL-3.0-or-later
"""pdf - official-looking Vietnamese documents (NĐ 30/2020 layout), and the broken ones.

document(Doc(...)) gives PDF bytes. The same Doc gives the same fields in shapes.py.
"""

import io
import os
import random
import re
import zlib

FONTS = (
	("/usr/share/fonts/truetype/liberation2", "LiberationSerif-%s.ttf",
		("Regular", "Bold", "Italic")),
	("/usr/share/fonts/truetype/liberation", "LiberationSerif-%s.ttf",
		("Regular", "Bold", "Italic")),
	("/usr/share/fonts/truetype/dejavu", "DejaVuSerif%s.ttf", ("", "-Bold", "-Italic")),
	("/usr/share/fonts/truetype/dejavu", "DejaVuSans%s.ttf", ("", "-Bold", "-Oblique")),
	("/usr/share/fonts/dejavu", "DejaVuSans%s.ttf", ("", "-Bold", "-Oblique")),
)
WIDTH, HEIGHT = 595.0, 842.0
LEFT, RIGHT = 85.0, 545.0
COLUMN_1, COLUMN_2 = 165.0, 410.0	# centres of the masthead's columns

CONTENT = (
	"Căn cứ Luật Tổ chức chính quyền địa phương ngày 16 tháng 6 năm 2025;",
	"Căn cứ Nghị định số 30/2020/NĐ-CP ngày 05 tháng 3 năm 2020 của Chính phủ về công tác văn thư;",
	"Thực hiện Kế hoạch công tác năm, đề nghị các cơ quan, đơn vị rà soát, tổng hợp số liệu và báo "
	"cáo theo biểu mẫu đã được hướng dẫn.",
)


class Doc:
	"""What stands in a document.

	number, notation   "153", "SNV-VP"; number None leaves the place blank
	date               (day, month, year)
	superior, issuer   the left column; issuer in one line or a tuple of lines
	type               "THÔNG BÁO" …, or None for a công văn (then "V/v subject")
	subject            trích yếu, without "Về việc"
	to                 lines after "Kính gửi:"
	due                (day, month, year) or None
	sign               (lines above the name, name)
	receivers          lines of "Nơi nhận"
	urgency, secrecy   stamps: "KHẨN", "HỎA TỐC", "MẬT" …
	"""

	def __init__(self, **fields):
		self.number = "153"
		self.notation = "SNV-VP"
		self.date = (16, 11, 2026)
		self.place = "Hà Sơn"
		self.superior = "Ủy ban nhân dân tỉnh Hà Sơn"
		self.issuer = "Sở Nội vụ"
		self.type = None
		self.subject = "rà soát công tác văn thư, lưu trữ năm 2026"
		self.to = ("Ủy ban nhân dân xã Kim Sơn",)
		self.body = CONTENT
		self.due = None
		self.sign = (("KT. GIÁM ĐỐC", "PHÓ GIÁM ĐỐC"), "Nguyễn Thị Dung")
		self.receivers = ("Như trên", "Lưu: VT, VP")
		self.urgency = None
		self.secrecy = None
		self.pages = 1
		self.announce = None
		for key, value in fields.items():
			if key not in self.__dict__:
				raise TypeError("unknown field %s" % key)
			setattr(self, key, value)

	def but(self, **fields):
		"""A copy with some fields changed."""
		return Doc(**{**self.__dict__, **fields})

	@property
	def code(self):
		return "%s/%s" % (self.number, self.notation)

	@property
	def iso_date(self):
		return "%04d-%02d-%02d" % (self.date[2], self.date[1], self.date[0])

	@property
	def iso_due(self):
		return "%04d-%02d-%02d" % (self.due[2], self.due[1], self.due[0]) if self.due else None

	def date_line(self):
		"""NĐ 30/2020, phụ lục I: days below 10 and months 1 and 2 have a leading zero."""
		day, month, year = self.date
		return "%s, ngày %02d tháng %s năm %d" % (self.place, day,
			"%02d" % month if month < 3 else str(month), year)


_registered = []


def fonts():
	"""Register the first font family that is there; (regular, bold, italic) names."""
	from reportlab.pdfbase import pdfmetrics
	from reportlab.pdfbase.ttfonts import TTFont
	if _registered:
		return tuple(_registered)
	for folder, pattern, styles in FONTS:
		paths = [os.path.join(folder, pattern % s) for s in styles]
		if all(os.path.exists(p) for p in paths):
			for label, path in zip(("vt", "vt-bold", "vt-italic"), paths):
				pdfmetrics.registerFont(TTFont(label, path))
				_registered.append(label)
			return tuple(_registered)
	raise RuntimeError("no Vietnamese TrueType font found (fonts-liberation, fonts-dejavu)")


def have_reportlab():
	try:
		import reportlab  # noqa: F401
		return True
	except ImportError:
		return False


class _Page:
	"""A canvas with a line to write on next."""

	def __init__(self, canvas):
		self.c = canvas
		self.regular, self.bold, self.italic = fonts()
		self.y = 0

	def centre(self, x, y, text, font, size):
		self.c.setFont(font, size)
		self.c.drawCentredString(x, y, text)

	def left(self, x, y, text, font, size):
		self.c.setFont(font, size)
		self.c.drawString(x, y, text)

	def wrap(self, text, font, size, width):
		from reportlab.lib.utils import simpleSplit
		return simpleSplit(text, font, size, width)

	def paragraph(self, text, indent=28, font=None, size=13):
		font = font or self.regular
		first = True
		for line in self.wrap("\u2003" + text, font, size, RIGHT - LEFT - 8):
			self.left(LEFT + (indent if first else 0), self.y, line.strip("\u2003"), font, size)
			self.y -= size + 5
			first = False
		self.y -= 3


def _lines(value):
	return (value,) if isinstance(value, str) else tuple(value or ())


def _masthead(p, doc):
	y = HEIGHT - 60
	left = [(l.upper(), p.regular) for l in _lines(doc.superior)]
	left += [(l.upper(), p.bold) for l in _lines(doc.issuer)]
	for i, (line, font) in enumerate(left):
		p.centre(COLUMN_1, y - 15 * i, line, font, 11)
	p.centre(COLUMN_2, y, "CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM", p.bold, 11)
	p.centre(COLUMN_2, y - 15, "Độc lập - Tự do - Hạnh phúc", p.bold, 12)
	p.c.line(COLUMN_2 - 75, y - 20, COLUMN_2 + 75, y - 20)
	y -= 15 * len(left) - 10
	p.c.line(COLUMN_1 - 30, y, COLUMN_1 + 30, y)
	y = min(y - 18, HEIGHT - 100)
	number = doc.number if doc.number is not None else "        "
	p.centre(COLUMN_1, y, "Số: %s/%s" % (number, doc.notation), p.regular, 12)
	p.centre(COLUMN_2, y, doc.date_line(), p.italic, 12)
	p.number_at = (COLUMN_1 - 30, y)
	y -= 15
	if doc.type is None:
		for line in p.wrap("V/v " + doc.subject, p.regular, 11, 170):
			p.centre(COLUMN_1, y, line, p.regular, 11)
			y -= 14
	for stamp in (doc.secrecy, doc.urgency):
		if stamp:
			p.c.rect(COLUMN_1 - 38, y - 16, 76, 18)
			p.centre(COLUMN_1, y - 12, stamp, p.bold, 12)
			y -= 24
	p.y = y - 24


def _title(p, doc):
	if doc.type is not None:
		p.centre(WIDTH / 2, p.y, doc.type.upper(), p.bold, 14)
		p.y -= 18
		for line in p.wrap("Về việc " + doc.subject, p.bold, 13, 340):
			p.centre(WIDTH / 2, p.y, line, p.bold, 13)
			p.y -= 17
		p.c.line(WIDTH / 2 - 40, p.y + 6, WIDTH / 2 + 40, p.y + 6)
		p.y -= 14
	to = _lines(doc.to)
	if len(to) == 1:
		p.centre(WIDTH / 2, p.y, "Kính gửi: " + to[0], p.regular, 13)
		p.y -= 26
	elif to:
		p.left(LEFT + 90, p.y, "Kính gửi:", p.regular, 13)
		for i, line in enumerate(to):
			p.y -= 17
			p.left(LEFT + 130, p.y, "- %s%s" % (line, "." if i == len(to) - 1 else ";"),
				p.regular, 13)
		p.y -= 26


def _signature(p, doc):
	over, name = doc.sign
	top = p.y = min(p.y - 10, 300)
	p.left(LEFT, top, "Nơi nhận:", p.italic, 12)
	receivers = _lines(doc.receivers)
	for i, line in enumerate(receivers):
		p.left(LEFT, top - 14 * (i + 1),
			"- %s%s" % (line, "." if i == len(receivers) - 1 else ";"), p.regular, 11)
	for i, line in enumerate(over):
		p.centre(COLUMN_2 + 20, top - 16 * i, line, p.bold, 13)
	p.centre(COLUMN_2 + 20, top - 16 * len(over) - 60, name, p.bold, 13)


def document(doc, annotation=None, field=None, script=False, password=None, title=None):
	"""The PDF of a Doc.

	annotation: text of a FreeText note laid over the number's place; field: text of a signature
	field there, as some offices number their documents; script:
	JavaScript as OpenAction; password: the file needs it to be opened.
	"""
	from reportlab.pdfgen import canvas
	out = io.BytesIO()
	encrypt = None
	if password:
		from reportlab.lib.pdfencrypt import StandardEncryption
		encrypt = StandardEncryption(password, "owner-" + password, strength=128)
	c = canvas.Canvas(out, pagesize=(WIDTH, HEIGHT), encrypt=encrypt, invariant=1, pageCompression=1)
	c.setTitle(title or doc.code)
	p = _Page(c)
	_masthead(p, doc)
	_title(p, doc)
	for text in doc.body:
		p.paragraph(text)
	if doc.due:
		p.paragraph("Báo cáo gửi về %s trước ngày %02d/%02d/%04d để tổng hợp."
			% (_lines(doc.issuer)[-1], *doc.due))
	if doc.announce:
		p.paragraph(doc.announce)
	p.paragraph("Trân trọng./.")
	for page in range(2, doc.pages + 1):
		c.showPage()
		p.centre(WIDTH / 2, HEIGHT - 40, str(page), p.regular, 12)
		p.y = HEIGHT - 80
		p.paragraph("Nội dung tiếp theo của văn bản, trang %d." % page)
	_signature(p, doc)
	c.showPage()
	c.save()
	made = out.getvalue()
	if annotation:
		made = _annotate(made, annotation, *p.number_at)
	if field:
		made = _annotate(made, field, *p.number_at, signature=True)
	if script:
		made = _add_script(made)
	return made


def without_fonts(pdf):
	"""The same without the font files in it, a tenth as long: its text is read by its tables all the same."""
	out = bytearray(pdf[:9])
	at = {}
	for number, body in re.findall(rb"(?:^|\n)(\d+) 0 obj\s*(.*?)\s*endobj", pdf, re.S):
		if b"/Length1" in body:
			continue
		at[int(number)] = len(out)
		out += b"%s 0 obj\n%s\nendobj\n" % (number, re.sub(rb"/FontFile2 \d+ 0 R", b"", body))
	start, count = len(out), max(at) + 1
	out += b"xref\n0 %d\n" % count
	for number in range(count):
		out += b"%010d 00000 n \n" % at[number] if number in at else b"0000000000 65535 f \n"
	trailer = re.findall(rb"trailer\s*(<<.*?>>)\s*startxref", pdf, re.S)[-1]
	return bytes(out) + b"trailer\n%s\nstartxref\n%d\n%%%%EOF\n" % (trailer, start)


def _object(pdf, number):
	found = re.search(rb"(?:^|\n)%d 0 obj\s*(.*?)\s*endobj" % number, pdf, re.S)
	return found.group(1)


def _update(pdf, objects):
	"""An incremental update (ISO 32000 7.5.6): objects = {number: body}."""
	size = int(re.findall(rb"/Size (\d+)", pdf)[-1])
	root = int(re.findall(rb"/Root (\d+) 0 R", pdf)[-1])
	previous = int(re.findall(rb"startxref\s+(\d+)", pdf)[-1])
	out = bytearray(pdf if pdf.endswith(b"\n") else pdf + b"\n")
	table = b""
	for number in sorted(objects):
		table += b"%d 1\n%010d 00000 n \n" % (number, len(out))
		out += b"%d 0 obj\n%s\nendobj\n" % (number, objects[number])
	start = len(out)
	out += b"xref\n%strailer\n<< /Size %d /Root %d 0 R /Prev %d >>\nstartxref\n%d\n%%%%EOF\n" % (
		table, max(size, max(objects) + 1), root, previous, start)
	return bytes(out)


def _annotate(pdf, text, x, y, signature=False):
	"""A FreeText note, or a signature field, with its own appearance, over the number's place on
	page 1. The signature in the field is an empty shell."""
	size = int(re.findall(rb"/Size (\d+)", pdf)[-1])
	pages = int(re.search(rb"/Pages (\d+) 0 R", pdf).group(1))
	page = int(re.search(rb"/Kids\s*\[\s*(\d+) 0 R", _object(pdf, pages)).group(1))
	shown = b"BT /F 12 Tf 2 3 Td (%s) Tj ET" % text.encode("ascii")
	form = (b"<< /Type /XObject /Subtype /Form /BBox [0 0 40 15] /Resources << /Font << /F "
		b"<< /Type /Font /Subtype /Type1 /BaseFont /Helvetica >> >> >> /Length %d >>\n"
		b"stream\n%s\nendstream" % (len(shown), shown))
	note = (b"<< /Type /Annot /Subtype /FreeText /F 4 /Rect [%d %d %d %d] /Contents (%s) "
		b"/DA (/Helv 12 Tf 0 g) /AP << /N %d 0 R >> >>" % (x, y - 3, x + 40, y + 12,
		text.encode("ascii"), size))
	changed = {}
	if signature:
		note = (b"<< /Type /Annot /Subtype /Widget /FT /Sig /T (number) /F 132 "
			b"/Rect [%d %d %d %d] /AP << /N %d 0 R >> /V << /Type /Sig /Filter "
			b"/Adobe.PPKLite /SubFilter /adbe.pkcs7.detached /ByteRange [0 0 0 0] "
			b"/Contents <00> >> >>" % (x, y - 3, x + 40, y + 12, size))
		root = int(re.findall(rb"/Root (\d+) 0 R", pdf)[-1])
		catalog = _object(pdf, root)
		changed[root] = catalog[:catalog.rindex(b">>")] + (b"/AcroForm << /SigFlags 3 "
			b"/Fields [%d 0 R] >>\n>>" % (size + 1))
	body = _object(pdf, page)
	body = body[:body.rindex(b">>")] + b"/Annots [%d 0 R]\n>>" % (size + 1)
	return _update(pdf, {**changed, page: body, size: form, size + 1: note})


def stamped(pdf, text):
	"""The same document with a number and an empty seal, appended as an agency's tool does."""
	return _annotate(pdf, text, 100, 700, signature=True)


def rewritten(pdf, text):
	"""The same bytes, and an increment that puts other words on every page."""
	size = int(re.findall(rb"/Size (\d+)", pdf)[-1])
	stream = b"BT /F1 12 Tf 100 600 Td (%s) Tj ET" % text.encode("ascii")
	out = {size: b"<< /Length %d >>\nstream\n%s\nendstream" % (len(stream), stream)}
	for number, body in re.findall(rb"(?s)(\d+) 0 obj\s*(<<.*?>>)\s*endobj", pdf):
		if re.search(rb"/Type\s*/Page\b", body):
			out[int(number)] = re.sub(rb"/Contents \d+ 0 R", b"/Contents %d 0 R" % size, body)
	return _update(pdf, out)


def _add_script(pdf):
	size = int(re.findall(rb"/Size (\d+)", pdf)[-1])
	root = int(re.findall(rb"/Root (\d+) 0 R", pdf)[-1])
	body = _object(pdf, root)
	body = (body[:body.rindex(b">>")] + b"/OpenAction %d 0 R\n/Names << /JavaScript "
		b"<< /Names [(a) %d 0 R] >> >>\n>>" % (size, size))
	return _update(pdf, {root: body,
		size: b"<< /S /JavaScript /JS (app.alert\\(1\\);) >>"})


def scan(pages=1, seed=1):
	"""A PDF without a text layer: each page one grey picture, written by hand."""
	noise = random.Random(seed)
	w, h = 124, 175
	picture = bytes(255 if noise.random() < 0.9 else noise.randrange(160) for _ in range(w * h))
	packed = zlib.compress(picture, 6)
	objects = [b"<< /Type /Catalog /Pages 2 0 R >>"]
	kids = b" ".join(b"%d 0 R" % (5 + i) for i in range(pages))
	objects.append(b"<< /Type /Pages /Kids [%s] /Count %d >>" % (kids, pages))
	objects.append(b"<< /Type /XObject /Subtype /Image /Width %d /Height %d /ColorSpace "
		b"/DeviceGray /BitsPerComponent 8 /Filter /FlateDecode /Length %d >>\nstream\n%s\nendstream"
		% (w, h, len(packed), packed))
	draw = b"595 0 0 842 0 0 cm /Im0 Do"
	objects.append(b"<< /Length %d >>\nstream\n%s\nendstream" % (len(draw), draw))
	objects += [b"<< /Type /Page /Parent 2 0 R /MediaBox [0 0 595 842] /Contents 4 0 R "
		b"/Resources << /XObject << /Im0 3 0 R >> >> >>"] * pages
	return assemble(objects)


def assemble(objects):
	"""A PDF file of these object bodies (1 is the catalogue) with a right xref table."""
	out = bytearray(b"%PDF-1.7\n%\xe2\xe3\xcf\xd3\n")
	offsets = []
	for i, body in enumerate(objects, 1):
		offsets.append(len(out))
		out += b"%d 0 obj\n%s\nendobj\n" % (i, body)
	start = len(out)
	out += b"xref\n0 %d\n0000000000 65535 f \n" % (len(objects) + 1)
	for offset in offsets:
		out += b"%010d 00000 n \n" % offset
	out += b"trailer\n<< /Size %d /Root 1 0 R >>\nstartxref\n%d\n%%%%EOF\n" % (
		len(objects) + 1, start)
	return bytes(out)


def truncated(pdf):
	"""The first 60 % of a file: no xref, no trailer."""
	return pdf[:len(pdf) * 6 // 10]


def broken_xref(pdf):
	"""startxref points into nowhere; readers that repair it still get the text."""
	return re.sub(rb"startxref\s+\d+", b"startxref\n99999999", pdf)


def empty_pages():
	"""A PDF that opens and has no page."""
	return assemble([b"<< /Type /Catalog /Pages 2 0 R >>",
		b"<< /Type /Pages /Kids [] /Count 0 >>"])


def launch():
	"""A PDF whose OpenAction starts a program."""
	return assemble([
		b"<< /Type /Catalog /Pages 2 0 R /OpenAction << /S /Launch /F (cmd.exe) >> >>",
		b"<< /Type /Pages /Kids [3 0 R] /Count 1 >>",
		b"<< /Type /Page /Parent 2 0 R /MediaBox [0 0 595 842] >>"])
