# SPDX-License-Identifier: GPL-3.0-or-later
"""shapes_gateway - signed mail that mail servers changed on its way, and near misses that only look
so: what can be taken back and proven is a doubt (228), everything else stays bad (210)."""

import quopri

from . import message as m, pki
from .expect import broken, doubt
from .shapes import Shape as S

FOOTER = "-- \r\nThư này đã được quét vi-rút.\r\nThông tin trong thư là thông tin mật.\r\n".encode()
BANNER = "[NGOÀI CƠ QUAN] Thư đến từ bên ngoài, hãy cẩn thận.\r\n\r\n".encode()
HTML_FOOTER = b"<hr>\r\n<p>Scanned by the gateway.</p>\r\n"
HTML_BANNER = b"<div style=\"color:red\">[EXTERNAL]</div>\r\n"
DISCLAIMER = b"".join(b"Lines of a disclaimer that nobody reads, %d.\r\n" % i for i in range(30))
LETTER = "Kính gửi: Ủy ban nhân dân xã Kim Sơn.\n\nGửi văn bản %s tới quý cơ quan.\n\nTrân trọng.\n"
PAGE = "<html><body lang=\"vi\">\n<p>Gửi văn bản %s tới quý cơ quan.</p>\n</body></html>\n"


def plain(k, cte="8bit"):
	return m.text(LETTER % k.name, cte=cte)


def page(k, cte="8bit"):
	return m.text(PAGE % k.name, cte=cte, subtype="html")


def recoded(part, cte, data=None):
	"""A text part with its content, or another one, under another encoding."""
	head, body = m.split(part)
	now = head.split(b"Content-Transfer-Encoding: ")[1].split(b"\r\n")[0]
	if now == b"base64":
		body = m.base64.b64decode(body)
	elif now == b"quoted-printable":
		body = m.to_crlf(quopri.decodestring(m.to_lf(body)))
	body = body if data is None else data(body)
	return head.replace(b"Encoding: " + now, b"Encoding: " + cte) + b"\r\n" + m.encode(body,
		cte.decode())


def mixed(k, text, file=None, **options):
	return k.content(text, file or k.file(), boundary="=_gateway", **options)


def changed(k, was, now, **outer):
	"""Signed over `was`, arrives as `now`."""
	raw = k.signed(was, outer=k.outer(**outer) if outer else None)
	assert was in raw and was != now
	return raw.replace(was, now)


def text_becomes(how, cte="8bit", **outer):
	"""The text part of an ordinary letter is changed."""
	def make(k):
		file = k.file()
		text = plain(k, cte)
		return changed(k, mixed(k, text, file), mixed(k, how(text), file), **outer)
	return make


def page_becomes(how, cte="8bit"):
	def make(k):
		file = k.file()
		text = page(k, cte)
		return changed(k, mixed(k, text, file), mixed(k, how(text), file))
	return make


def footer(part):
	return part + FOOTER


def banner(part):
	head, body = m.split(part)
	return head + b"\r\n" + BANNER + body


def before_end(part):
	return part.replace(b"</body>", HTML_FOOTER + b"</body>")


def after_start(part):
	return part.replace(b"<body lang=\"vi\">", b"<body lang=\"vi\">" + HTML_BANNER)


def both_texts(k):
	"""Plain and HTML of one letter get the same words."""
	file = k.file()
	texts = plain(k), page(k)
	def letter(one, two):
		return mixed(k, m.multipart([one, two], "alternative", "=_both"), file)
	return changed(k, letter(*texts), letter(footer(texts[0]), before_end(texts[1])))


def file_wrapped(width, with_footer=False):
	"""The document's base64 in lines of another width."""
	def make(k):
		text, data = plain(k), k.pdf()
		file = k.file(data)
		head = m.split(file)[0]
		now = head + b"\r\n" + m.b64(data, width)
		return changed(k, mixed(k, text, file), mixed(k, footer(text) if with_footer else text,
			now))
	return make


def all_wrapped(k):
	"""Both base64 leaves, as a gateway that writes the whole mail anew."""
	text, data = plain(k, "base64"), k.pdf()
	file = k.file(data)
	head, body = m.split(text)
	now = head + b"\r\n" + m.b64(m.base64.b64decode(body), 72)
	return changed(k, mixed(k, text, file), mixed(k, now, m.split(file)[0] + b"\r\n"
		+ m.b64(data, 72)))


def refolded(k):
	file = k.file()
	now = file.replace(b"; name=", b";\r\n\tname=", 1)
	text = plain(k)
	return changed(k, mixed(k, text, file), mixed(k, text, now))


def epilogue(k):
	text, file = plain(k), k.file()
	was = mixed(k, text, file)
	return changed(k, was, was + FOOTER)


def part_added(part):
	def make(k):
		text, file = plain(k), k.file()
		more = part(k)
		now = m.multipart([text, file, more], "mixed", "=_gateway")
		return changed(k, mixed(k, text, file), now)
	return make


def other_file(how):
	"""The document is exchanged; the text changed or not."""
	def make(k):
		text, file = plain(k), k.file(name="a.pdf")
		other = k.file(k.pdf(k.last_doc.but(subject="điều khác hẳn")), name="a.pdf")
		return changed(k, mixed(k, text, file), mixed(k, how(text), other))
	return make


def third_part(k):
	"""A list puts its footer behind the signature: RFC 1847 knows two parts."""
	return k.signed(third=m.text("--\nDanh sách thư cán bộ\n"))


def opaque_footer(k):
	inner = m.opaque(k.content(), k.signer())
	return m.mail(k.outer(), m.multipart([inner, m.text("--\nDanh sách thư cán bộ\n")]))


def replace(was, now):
	def make(part):
		assert was.encode() in part
		return part.replace(was.encode(), now.encode())
	return make


LIST = [("List-Id", "<cb.hason.example>"), ("X-Mailman-Version", "2.1.39")]
PROVEN = doubt("signature", status="invalid", sender="unknown")
NOT = broken("signature")

TABLE = [
	S("gateway-footer", text_becomes(footer), "a footer in the text", PROVEN),
	S("gateway-footer-list", text_becomes(footer, more=LIST), "a footer by a list", PROVEN),
	S("gateway-footer-qp", text_becomes(footer, "quoted-printable"),
		"a footer put raw into quoted-printable", PROVEN),
	S("gateway-footer-base64", text_becomes(lambda p: recoded(p, b"base64", lambda t: t + FOOTER),
		"base64"), "base64 opened, a footer added, encoded again", PROVEN),
	S("gateway-footer-30", text_becomes(lambda p: p + DISCLAIMER), "thirty lines without a rule",
		PROVEN),
	S("gateway-footer-html", page_becomes(before_end), "a block before </body>", PROVEN),
	S("gateway-footer-html-base64", page_becomes(lambda p: recoded(p, b"base64", before_end),
		"base64"), "the same inside base64", PROVEN),
	S("gateway-footer-both", both_texts, "a footer in the plain and the HTML text", PROVEN),
	S("gateway-footer-end", epilogue, "a footer behind the last part of what is signed", PROVEN),
	S("gateway-footer-part", part_added(lambda k: m.text("--\nDanh sách thư cán bộ\n")),
		"a footer as one more part of what is signed", PROVEN),
	S("gateway-banner", text_becomes(banner), "a warning above the text", PROVEN),
	S("gateway-banner-subject", text_becomes(banner, subject="[EXTERNAL] Công văn 1/SNV-VP"),
		"a warning above the text and in the subject", PROVEN),
	S("gateway-banner-html", page_becomes(after_start), "a block behind <body>", PROVEN),
	S("gateway-banner-footer", text_becomes(lambda p: footer(banner(p))),
		"a warning and a footer", PROVEN),
	S("gateway-8bit-qp", text_becomes(lambda p: recoded(p, b"quoted-printable")),
		"8bit became quoted-printable", PROVEN),
	S("gateway-8bit-base64", text_becomes(lambda p: recoded(p, b"base64")),
		"8bit became base64", PROVEN),
	S("gateway-8bit-qp-footer", text_becomes(lambda p: recoded(p, b"quoted-printable",
		lambda t: t + FOOTER)), "8bit became quoted-printable with a footer", PROVEN),
	S("gateway-base64-8bit", text_becomes(lambda p: recoded(p, b"8bit"), "base64"),
		"base64 became 8bit", PROVEN),
	S("gateway-base64-64", file_wrapped(64), "the document's base64 in lines of 64", PROVEN),
	S("gateway-base64-60-footer", file_wrapped(60, True), "the same in lines of 60, and a footer",
		PROVEN),
	S("gateway-base64-all", all_wrapped, "all base64 in lines of 72", PROVEN),
	S("gateway-blanks", text_becomes(lambda p: p.replace(b".\r\n", b". \r\n")),
		"blanks at line ends added", PROVEN),
	S("gateway-folded", refolded, "a part's Content-Type folded anew", PROVEN),
	S("gateway-forged-from", text_becomes(footer, frm="chu-tich@hason.example"),
		"a footer, and another sender in From: a forgery", broken("signature", "sender",
		codes=[228, 401])),
	S("gateway-forged-two", text_becomes(footer, frm=["chu-tich@hason.example",
		pki.AGENCIES["noivu"].address]), "a footer and two From", broken("sender", codes=[403])),
	S("gateway-miss-word", text_becomes(replace("Trân trọng", "Thân ái")),
		"a word of the text is another", NOT),
	S("gateway-miss-word-footer", text_becomes(lambda p: footer(replace("quý", "các")(p))),
		"a word is another, and a footer", NOT),
	S("gateway-miss-line", text_becomes(replace("Trân trọng.\r\n", "")), "a line is gone", NOT),
	S("gateway-miss-middle", text_becomes(replace("\r\n\r\nTrân", "\r\nHủy bỏ.\r\n\r\nTrân")),
		"a line in the middle", NOT),
	S("gateway-miss-file", other_file(lambda p: p), "another document", NOT),
	S("gateway-miss-file-footer", other_file(footer), "another document and a footer", NOT),
	S("gateway-miss-file-added", part_added(lambda k: m.attachment(k.pdf(k.last_doc.but(
		subject="điều khác hẳn")), "b.pdf")), "one more document", NOT),
	S("gateway-miss-page-added", part_added(lambda k: m.attachment(b"Huy bo van ban.\r\n", "b.txt",
		"text/plain", cte="7bit")), "one more text as a file", NOT),
	S("gateway-miss-list", text_becomes(replace("Trân trọng", "Thân ái"), more=LIST),
		"changed on a list, and nobody can say how", NOT),
	S("gateway-third-part", third_part, "a list footer as a third part", NOT),
	S("gateway-opaque", opaque_footer, "a footer beside an opaque signature",
		doubt("signature", status="partial", chain=["unknown", "valid"], sender="unknown")),
]
