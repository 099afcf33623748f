# SPDX-License-Identifier: GPL-3.0-or-later
"""harmless - what real mail programs write against or beside the standards, as a table.

None of it may be held: every message here is signed, and its verdict is good. A row is a name, a
builder (Kit → message) and who writes such mail.
"""

import base64

from . import message as m
from .mutations import CRLF, rows

NAME = "Công văn số 12 (bản ký).pdf"


class Row:
	def __init__(self, name, make, who):
		self.name = name
		self.make = make
		self.who = who


def word(text, charset="utf-8", kind="B"):
	return m.word(text, charset, kind).replace("\r\n ", " ").encode("ascii")


def percent(text):
	return "".join(chr(b) if chr(b).isalnum() and b < 128 or b in b".-_" else "%%%02X" % b
		for b in text.encode()).encode()


def document(k, ctype=None, disposition=None, cte=b"base64", body=None, more=b""):
	"""The document part with these values; False leaves a field out."""
	out = more
	if ctype is not False:
		out += b"Content-Type: " + (ctype or b'application/pdf; name="cv.pdf"') + CRLF
	if cte is not False:
		out += b"Content-Transfer-Encoding: " + cte + CRLF
	if disposition is not False:
		out += b"Content-Disposition: " + (disposition or b'attachment; filename="cv.pdf"') + CRLF
	data = k.pdf()
	return out + CRLF + (m.b64(data).rstrip() if body is None else body(data))


def named(disposition, ctype=b"application/pdf"):
	return lambda k: k.signed(k.content(k.note(), document(k, ctype, disposition)))


def typed(ctype, disposition=False):
	return lambda k: k.signed(k.content(k.note(), document(k, ctype, disposition)))


def coded(body, cte=b"base64"):
	return lambda k: k.signed(k.content(k.note(), document(k, cte=cte, body=body)))


def text(ctype, cte=b"8bit", body=None):
	"""The text part with these values."""
	def make(k):
		written = ("Kính gửi: Ủy ban nhân dân xã Kim Sơn.\r\n%s\r\n" % k.name).encode()
		entity = (b"Content-Type: " + ctype + CRLF if ctype else b"") + (
			b"Content-Transfer-Encoding: " + cte + CRLF if cte else b"") + CRLF
		return k.signed(k.content(entity + (body(written) if body else written), k.file()))
	return make


def written(body):
	"""A text with these lines in it."""
	return lambda k: k.signed(k.content(k.note(body), k.file()))


def inside(**options):
	return lambda k: k.signed(k.content(k.note(), k.file(), **options))


def outer(*pairs):
	return lambda k: k.signed(outer=k.outer(more=list(pairs)))


def changed(change):
	return lambda k: change(k.signed())


def quoted(width=72, blanks=b"", soft=b"=\r\n"):
	def body(data):
		lines, line = [], b""
		for byte in data:
			piece = bytes([byte]) if 33 <= byte <= 126 and byte != 61 else b"=%02X" % byte
			if len(line) + len(piece) > width:
				lines.append(line)
				line = b""
			line += piece
		return (soft).join(lines + [line]) + blanks
	return body


def alternative(k):
	return m.multipart([k.note(), k.note(), _html(k)], "alternative", boundary="=_alt")


def _html(k, extra=""):
	return m.entity("text/html; charset=UTF-8", m.encode(("<html><body><p>Kính gửi: Ủy ban nhân dân "
		"xã Kim Sơn.</p><p>%s</p>%s</body></html>\r\n" % (k.name, extra)).encode(),
		"quoted-printable"), [("Content-Transfer-Encoding", "quoted-printable")])


def related(k, subtype="related"):
	png = base64.b64decode("iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M9QDwADhgGAWjR9"
		"awAAAABJRU5ErkJggg==")
	logo = b"Content-Type: image/png; name=\"logo.png\"\r\nContent-ID: <logo@x>\r\nContent-Location: " \
		b"logo.png\r\nContent-Disposition: inline; filename=\"logo.png\"\r\n" \
		b"Content-Transfer-Encoding: base64\r\n\r\n" + m.b64(png).rstrip()
	return m.multipart([_html(k, '<img src="cid:logo@x">'), logo], subtype, boundary="=_rel",
		params='; type="text/html"')


def apple(k):
	"""Apple Mail puts the PDF between two pieces of text."""
	pdf = document(k, b"application/pdf;\r\n\tx-unix-mode=0644;\r\n\tname=\"cv.pdf\"",
		b"inline;\r\n\tfilename=cv.pdf")
	return k.signed(m.multipart([k.note(), pdf, m.text("\n")], "mixed",
		boundary="Apple-Mail=_7C2E0A55-62A5-4B6C-A3D9-0C1F6B7E2A11"))


def outlook(k):
	inner = m.multipart([k.note(), _html(k)], "alternative",
		boundary="----=_NextPart_001_0002_01DA1234.56789ABC")
	return k.signed(m.multipart([inner, k.file()], "mixed",
		boundary="----=_NextPart_000_0001_01DA1234.56789ABC",
		preamble=b"This is a multi-part message in MIME format.\r\n\r\n"),
		boundary="----=_NextPart_000_0007_01DA1234.56789ABC",
		preamble=b"This is a multipart message in MIME format.\r\n\r\n",
		ctype="application/x-pkcs7-signature")


def forwarded(k):
	mail = m.mail([("From", "An <an@dan.example>"), ("To", "so-noivu@hason.example"),
		("Subject", "Xin phép"), ("Date", m.date(k.now - 90000)), ("Message-ID", "<x@dan.example>")],
		m.text("Đơn.\n"))
	return k.signed(k.content(k.note(), k.file(), m.entity('message/rfc822; name="Xin phép.eml"'
		.encode(), mail, [("Content-Disposition", 'attachment; filename="thu.eml"')])))


def received(k):
	hops = [("Received", "from a%d.example (a%d.example [192.0.2.%d])\r\n\tby b%d.example (Postfix) "
		"with ESMTPS id 4T%05d\r\n\tfor <vanthu@kimson.example>; %s" % (i, i, i, i, i, m.date(
			k.now - 60 * i))) for i in range(1, 25)]
	return k.signed(outer=hops + k.outer(more=[
		("DKIM-Signature", "v=1; a=rsa-sha256; c=relaxed/relaxed; d=hason.example; s=a;\r\n"
			"\th=From:To:Subject:Date:Message-ID:\r\n\t Content-Type:MIME-Version:From;\r\n\tb="
			+ "\r\n\t ".join(["QWxhZGRpbjpvcGVuIHNlc2FtZQQWxhZGRpbjpvcGVuIHNlc2FtZQQWxhZGRpbj"] * 4)
			+ "=="), ("X-Spam-Status", "No, score=-1.1"), ("Autocrypt", "addr=a@b.example; keydata=\r\n "
			+ "\r\n ".join(["mQGiBEYnH8sRBADGdcJ6LuiXX5VZMLsGP7PSEwAsSqySw3ZbPX3mgyfZk7oOLJQ6"] * 9)),
		("ARC-Seal", "i=1; a=rsa-sha256; t=1700000000; cv=none;\r\n        d=b.example; s=arc;\r\n"
			"        b=" + "\r\n         ".join(["Ulc1ZG5kRjJ4aGZHVmphSGwwWlhOamRXeDBaWEp6WVd4bFl"] * 4))]))


def lf_header(raw):
	head, body = m.split(raw)
	return head.replace(CRLF, b"\n") + b"\n" + m.to_lf(body)


TABLE = [
	# delimiters, preambles, epilogues
	Row("next-part", outlook, "Outlook: long boundaries that begin alike, x-pkcs7-signature"),
	Row("apple", apple, "Apple Mail: the PDF inline, tabs, an empty text at the end"),
	Row("thunderbird", lambda k: k.signed(boundary="------------ms010203040506070809000102",
		preamble=b"This is a cryptographically signed message in MIME format.\r\n\r\n"),
		"Thunderbird: preamble and boundary of its signatures"),
	Row("openssl", lambda k: k.signed(preamble=b"This is an S/MIME signed message\r\n\r\n",
		boundary="----F3A5B2C4D6E8F0A1B3C5D7E9F1A3B5C7"), "openssl smime"),
	Row("preamble", inside(preamble=b"This is a multi-part message in MIME format.\r\n"),
		"most: a sentence for old readers"),
	Row("preamble-blank", inside(preamble=CRLF * 3), "blank lines before the first part"),
	Row("epilogue", inside(epilogue=CRLF * 3), "blank lines behind the last part"),
	Row("no-final-line-end", changed(lambda raw: raw.rstrip()), "no line end at the end"),
	Row("trailing-blanks", changed(lambda raw: raw + b"  \r\n\r\n"), "blanks at the end"),
	Row("boundary-blanks", lambda k: k.signed(k.content(boundary="=_pad").replace(b"--=_pad\r\n",
		b"--=_pad \t\r\n")), "blanks behind a delimiter"),
	Row("boundary-token", lambda k: k.signed(k.content(boundary="abc123").replace(b'"abc123"',
		b"abc123", 1)), "a boundary without quotes"),
	Row("boundary-signs", inside(boundary="_000_AM0PR04MB1234'()+_,-./:=?"), "all signs RFC 2046 allows"),
	Row("boundary-long", inside(boundary="x" * 120), "longer than the 70 characters of RFC 2046"),
	Row("boundary-suffix", lambda k: k.signed(k.content(m.multipart([k.note()], boundary="=_b1in"),
		k.file(), boundary="=_b1")), "an inner boundary that begins as the outer one"),
	Row("boundary-dashes", inside(boundary="--=_mimepart_65a1b2c3"), "Ruby's Mail: dashes in front"),
	Row("type-last", lambda k: k.signed(k.content(boundary="=_b").replace(
		b'multipart/mixed; boundary="=_b"', b'multipart/mixed;\r\n\tcharset="utf-8";\r\n\tboundary="=_b";',
		1)), "a charset on a multipart, a semicolon at the end"),
	Row("type-case", lambda k: k.signed(k.content(boundary="=_b").replace(
		b'multipart/mixed; boundary', b'Multipart/Mixed; BOUNDARY', 1)), "capital letters"),
	# the store
	Row("lf", changed(m.to_lf), "a store with LF"),
	Row("lf-all", changed(lf_header), "a header split with LF"),
	Row("no-mime-version", changed(lambda raw: m.replace_header(raw, "MIME-Version")),
		"scripts: no MIME-Version"),
	Row("mime-version-comment", changed(lambda raw: m.replace_header(raw, "MIME-Version",
		"1.0 (Mac OS X Mail 16.0 \\(3774.200\\))")), "Apple Mail: a comment"),
	Row("received", received, "a long way through lists, DKIM, ARC and Autocrypt"),
	Row("fields-8bit", outer(("X-Ghi-Chu", "Ghi chú".encode())), "8 bit in a field of no consequence"),
	Row("fields-latin", outer(("X-Mailer", b"Th\xbf 1.0")), "8 bit that is no UTF-8"),
	Row("line-900", outer(("References", " ".join("<%030d@hason.example>" % i for i in range(17)))),
		"a field of 900 octets in one line"),
	Row("subject-8bit", lambda k: k.signed(outer=k.outer(subject=k.subject().encode())),
		"a subject in 8 bit"),
	Row("fold-tab", outer(("Thread-Topic", b"a\r\n\tb\r\n\tc")), "Outlook: folded with tabs"),
	Row("empty-fields", outer(("Cc", b""), ("Organization", b""), ("X-Empty", b" ")), "empty fields"),
	Row("colon-tight", changed(lambda raw: raw.replace(b"\r\nDate: ", b"\r\nDate:", 1)),
		"no blank behind the colon"),
	Row("colon-wide", changed(lambda raw: raw.replace(b"\r\nDate: ", b"\r\nDate:    ", 1)),
		"blanks behind the colon"),
	Row("field-case", changed(lambda raw: raw.replace(b"MIME-Version", b"Mime-version", 1).replace(
		b"Content-Type: multipart/signed", b"Content-type: multipart/signed", 1)), "Mime-version"),
	Row("protocol-case", changed(lambda raw: raw.replace(b'"application/pkcs7-signature"',
		b'"application/PKCS7-Signature"', 1)), "capitals in protocol"),
	Row("keywords", outer(("X-Keywords", b""), ("Status", b"RO"), ("X-UID", b"12"),
		("Content-Length", b"1234"), ("Lines", b"50")), "what an mbox store adds"),
	# names
	Row("name-only", typed(b'application/pdf; name="cv.pdf"'), "name of Content-Type alone"),
	Row("name-attachment", typed(b'application/pdf; name="cv.pdf"', b"attachment"),
		"name of Content-Type, disposition without one"),
	Row("filename-only", named(b'attachment; filename="cv.pdf"'), "filename alone"),
	Row("name-both", named(b'attachment; filename="cv.pdf"', b'application/pdf; name="cv.pdf"'), "both"),
	Row("name-both-differ", named(b'attachment; filename="cv (1).pdf"',
		b'application/pdf; name="cv.pdf"'), "two names, one kind"),
	Row("word-b", named(b'attachment; filename="' + word(NAME) + b'"'), "Outlook, Zimbra: encoded word"),
	Row("word-q", named(b'attachment; filename="' + word(NAME, kind="Q") + b'"'), "the same with Q"),
	Row("word-folded", named(b'attachment; filename="' + word(NAME * 2).replace(b" ", b"\r\n\t")
		+ b'"'), "Outlook: two words in one name, folded"),
	Row("word-both", named(b'attachment; filename="' + word(NAME) + b'"',
		b'application/pdf; name="' + word(NAME) + b'"'), "Gmail, older: both as words"),
	Row("word-unquoted", typed(b"application/pdf; name=" + word("Côngvăn.pdf")), "a word without quotes"),
	Row("word-1258", named(b'attachment; filename="=?windows-1258?Q?C=F4ng_v=E3n.pdf?="'),
		"a word in windows-1258"),
	Row("word-latin", named(b'attachment; filename="=?iso-8859-1?Q?C=F4ng=20v.pdf?="'),
		"a word in ISO-8859-1"),
	Row("word-case", named(b'attachment; filename="=?Utf-8?b?' + base64.b64encode(
		"Côngx.pdf".encode()) + b'?="'), "small letters"),
	Row("word-and-extension", named(b'attachment; filename="' + word("Công văn") + b'.pdf"'),
		"an encoded word and a plain extension"),
	Row("star", named(b"attachment; filename*=UTF-8''" + percent(NAME)), "RFC 2231"),
	Row("star-lower", named(b"attachment; filename*=utf-8''" + percent(NAME).lower()),
		"RFC 2231 in small letters"),
	Row("star-language", named(b"attachment; filename*=utf-8'vi'" + percent(NAME)), "with a language"),
	Row("star-fallback", named(b'attachment; filename="Cong van so 12 (ban ky).pdf"; filename*=UTF-8'
		b"''" + percent(NAME)), "Gmail: ASCII and RFC 2231"),
	Row("star-fallback-word", named(b'attachment; filename="' + word(NAME) + b'"; filename*=UTF-8'
		b"''" + percent(NAME)), "Roundcube: word and RFC 2231"),
	Row("star-pieces", named(b"attachment;\r\n filename*0*=UTF-8''" + percent(NAME[:9])
		+ b";\r\n filename*1*=" + percent(NAME[9:])), "Thunderbird: RFC 2231 in pieces"),
	Row("star-pieces-plain", named(b'attachment;\r\n filename*0="cong van so ";\r\n filename*1="12.pdf"'),
		"pieces that are not encoded"),
	Row("star-pieces-mixed", named(b"attachment;\r\n filename*0*=UTF-8''" + percent("Công ")
		+ b';\r\n filename*1="van.pdf"'), "an encoded piece, a plain one"),
	Row("star-and-name", named(b"attachment; filename*=UTF-8''" + percent(NAME),
		b'application/pdf; name="' + word(NAME) + b'"'), "Thunderbird: name as word, filename*"),
	Row("raw-8bit", named(('attachment; filename="%s"' % NAME).encode()), "UTF-8 as it is"),
	Row("raw-8bit-unquoted", typed("application/pdf; name=Côngvăn.pdf".encode()),
		"UTF-8 as it is, without quotes"),
	Row("raw-1258", named(b'attachment; filename="C\xf4ng v\xe3n.pdf"'), "windows-1258 as it is"),
	Row("raw-decomposed", named('attachment; filename="Co\u0302ng va\u0306n.pdf"'.encode()),
		"Apple: decomposed letters"),
	Row("unquoted-blanks", typed(b"application/pdf; name=Cong van so 12.pdf"),
		"a name with blanks, without quotes"),
	Row("unquoted-parenthesis", named(b"attachment; filename=cv(1).pdf"), "(1) without quotes"),
	Row("name-quotes", named(b'attachment; filename="Cong van \\"12\\".pdf"'), "quoted quotes"),
	Row("name-folded", named(b'attachment;\r\n\tfilename="Cong van\r\n so 12.pdf"'), "a folded name"),
	Row("name-long", named(b'attachment; filename="' + b"Bao cao " * 20 + b'.pdf"'), "a long name"),
	Row("name-dots", named(b'attachment; filename="a.b.c.pdf"'), "dots in a name"),
	Row("name-upper", named(b'attachment; filename="CV.PDF"', b'application/pdf; name="cv.pdf"'),
		"capitals in one of two names"),
	Row("name-empty", named(b'attachment; filename=""', b'application/pdf; name="cv.pdf"'),
		"an empty filename beside a name"),
	Row("semicolon-end", named(b'attachment; filename="cv.pdf";', b'application/pdf; name="cv.pdf";'),
		"semicolons at the end"),
	Row("dates", named(b'attachment; filename="cv.pdf"; size=12345;\r\n\tcreation-date="Mon, 16 Nov '
		b'2026 08:00:00 GMT";\r\n\tmodification-date="Mon, 16 Nov 2026 08:00:00 GMT"'),
		"Exchange: size and dates"),
	Row("mac", named(b"inline; filename=cv.pdf", b"application/pdf; x-mac-type=50444620; "
		b"x-mac-creator=4341524F; name=cv.pdf"), "old Macs"),
	Row("no-disposition", typed(b"application/pdf"), "neither name nor disposition"),
	Row("disposition-case", named(b'ATTACHMENT; FILENAME="cv.pdf"'), "capitals"),
	Row("description", lambda k: k.signed(k.content(k.note(), document(k, more=b"Content-Description: "
		b'cv.pdf\r\nX-Attachment-Id: f_lq2\r\nContent-ID: <f_lq2>\r\n'))), "Gmail, Exchange: further fields"),
	Row("order", lambda k: k.signed(k.content(k.note(), document(k, False, False, False,
		more=b"Content-Disposition: attachment; filename=\"cv.pdf\"\r\n"
		b"Content-Transfer-Encoding: base64\r\nContent-Type: application/pdf\r\n"))),
		"another order of fields"),
	# encodings
	Row("base64-76", coded(lambda d: rows(m.b64(d), 76)), "lines of 76"),
	Row("base64-60", coded(lambda d: rows(m.b64(d), 60)), "perl: lines of 60"),
	Row("base64-64", coded(lambda d: rows(m.b64(d), 64)), "openssl: lines of 64"),
	Row("base64-72", coded(lambda d: rows(m.b64(d), 72)), "lines of 72"),
	Row("base64-998", coded(lambda d: rows(m.b64(d), 996)), "lines of 996"),
	Row("base64-one-line", coded(lambda d: rows(m.b64(d), 1000000)), "one line"),
	Row("base64-odd", coded(lambda d: rows(m.b64(d), 75)), "lines that are no multiple of four"),
	Row("base64-blank-lines", coded(lambda d: m.b64(d) + CRLF * 3), "blank lines at the end"),
	Row("base64-blank-first", coded(lambda d: CRLF + m.b64(d)), "a blank line first"),
	Row("base64-blanks", coded(lambda d: m.b64(d).replace(CRLF, b" \r\n")), "blanks at line ends"),
	Row("base64-case", coded(lambda d: m.b64(d).rstrip(), b"BASE64"), "BASE64"),
	Row("base64-blank-value", coded(lambda d: m.b64(d).rstrip(), b"base64  "), "blanks behind base64"),
	Row("qp", coded(quoted(), b"quoted-printable"), "a PDF under quoted-printable"),
	Row("qp-case", coded(quoted(), b"Quoted-Printable"), "Quoted-Printable"),
	Row("qp-lower", text(b"text/plain; charset=utf-8", b"quoted-printable",
		lambda b: quoted()(b).lower()), "small hexadecimal digits"),
	Row("qp-text", text(b"text/plain; charset=utf-8", b"quoted-printable", lambda b: m.encode(b,
		"quoted-printable")), "a text under quoted-printable"),
	Row("qp-equals", text(b"text/plain; charset=utf-8", b"quoted-printable",
		lambda b: m.encode(b, "quoted-printable") + b"a=b =\r\nhttp://x.example/?a=zz\r\n"),
		"an equals sign that should be encoded"),
	Row("8bit-case", text(b"text/plain; charset=utf-8", b"8BIT"), "8BIT"),
	Row("8-bit", text(b"text/plain; charset=utf-8", b"8-bit"), "8-bit"),
	Row("7bit-case", text(b"text/plain; charset=utf-8", b"7Bit", lambda b: b"Xin chao.\r\n"), "7Bit"),
	Row("7bit-lies", text(b"text/plain; charset=utf-8", b"7bit"), "8 bit called 7bit"),
	Row("no-encoding", text(b"text/plain; charset=utf-8", None), "8 bit, no encoding named"),
	Row("binary-text", text(b"text/plain; charset=utf-8", b"binary"), "text called binary"),
	# texts
	Row("charset-case", text(b'text/plain; charset="UTF-8"'), "a charset in quotes and capitals"),
	Row("charset-semicolon", text(b"text/plain; charset=utf-8;"), "a semicolon at the end"),
	Row("charset-blanks", text(b"text/plain;charset = utf-8 ; format=flowed"), "blanks around ="),
	Row("charset-comment", text(b"text/plain; charset=us-ascii (Plain text)", b"7bit",
		lambda b: b"Xin chao.\r\n"), "RFC 2045's own comment"),
	Row("charset-1258", text(b"text/plain; charset=windows-1258", b"8bit", lambda b: b"K\xednh g\xfd"
		b"i\r\n"), "windows-1258"),
	Row("charset-none", text(b"text/plain", b"7bit", lambda b: b"Xin chao.\r\n"), "no charset"),
	Row("type-none", text(None, None), "no Content-Type at all"),
	Row("flowed", text(b"text/plain; charset=UTF-8; format=flowed; delsp=yes"), "Apple: format=flowed"),
	Row("empty-text", lambda k: k.signed(k.content(m.text(k.name + "\n"), k.file(),
		b"Content-Type: text/plain; charset=us-ascii\r\nContent-Transfer-Encoding: 7bit\r\n\r\n")),
		"an empty text behind the file"),
	Row("empty-html", lambda k: k.signed(k.content(k.note(), k.file(),
		b"Content-Type: text/html\r\n\r\n")), "an empty HTML part"),
	Row("alternative", lambda k: k.signed(k.content(alternative(k), k.file())), "text and HTML"),
	Row("related", lambda k: k.signed(k.content(related(k), k.file())), "HTML with a logo"),
	Row("related-alternative", lambda k: k.signed(k.content(m.multipart([k.note(), related(k)],
		"alternative", boundary="=_alt"), k.file())), "Thunderbird: a logo within the alternative"),
	Row("html-image", lambda k: k.signed(k.content(_html(k, '<img src="data:image/png;base64,'
		+ "iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk" * 6 + '">'), k.file())),
		"Roundcube: a picture in the HTML"),
	Row("forwarded", forwarded, "a mail sent on as message/rfc822"),
	Row("signature-line", written("-- \nNguyễn Văn A\nSở Nội vụ"), "a signature block"),
	Row("dashes", written("-----------------------\n--- hết ---\n--\n---"), "lines of dashes"),
	Row("original-message", written("-----Original Message-----\nFrom: An <an@dan.example>\nSent: "
		"Monday\nTo: B\nSubject: x\n\nNội dung.\n"), "Outlook: the mail below"),
	Row("forwarded-text", written("---------- Forwarded message ---------\nTừ: An <an@dan.example>\n"
		"Date: Th 2\nSubject: x\nTo: <b@c.example>\n\nNội dung.\n"), "Gmail: the mail below"),
	Row("forwarded-source", written("---- nguồn ----\nFrom: an@dan.example\nMIME-Version: 1.0\n"
		"Content-Type: text/plain; charset=utf-8\nContent-Transfer-Encoding: 8bit\n\nNội dung.\n"),
		"the source of a mail in a text"),
	Row("quoted-mail", written("> --abc\n> Content-Type: text/plain\n>\n> Nội dung.\n"),
		"the source of a mail, quoted"),
	Row("from-line", written("From nay den cuoi nam\n>From quy I\n.\n..\n"), "From and dots"),
	Row("begin", written("begin 2026\nbegin 644\nend\n"), "begin and end"),
	Row("armour", written("-----BEGIN CERTIFICATE-----\n" + "\n".join(["MIIB" + "QUJD" * 15] * 6)
		+ "\n-----END CERTIFICATE-----"), "a certificate in a text"),
	Row("link", written("https://a.example/?x=" + "QUJDREVGR0hJSktMTU5PUFFSU1RVVldY" * 6),
		"a long link"),
	Row("table", written("\n".join("%02d\t%s" % (i, "_" * 60) for i in range(9))), "a form of lines"),
	Row("hashes", written("\n".join("%064x" % (i * 7 ** 80) for i in range(2))), "two hashes"),
	Row("speaks-of-files", written("Các tệp PDF 1.7, ZIP (PK) và MZ, {\\rtf1"), "a text about files"),
	Row("two-files", lambda k: k.signed(k.content(k.note(), k.file(), k.file(k.pdf()
		+ b"%x\n", "Phụ lục.pdf"))), "two files"),
	Row("file-first", lambda k: k.signed(k.content(k.file(), k.note())), "the file before the text"),
	Row("file-alone", lambda k: k.signed(k.file()), "nothing but the file"),
	Row("text-file", lambda k: k.signed(k.content(k.note(), k.file(), m.attachment(
		b"a,b\r\n1,2\r\n", "bang.csv", "text/csv"))), "a table as a file"),
	Row("language", lambda k: k.signed(k.content(k.note(), document(k, more=b"Content-Language: vi\r\n"
		b"Content-Location: cv.pdf\r\nContent-MD5: Q2hlY2sgSW50ZWdyaXR5IQ==\r\n"))), "Content-* fields"),
]


def build(k, index, row):
	k.begin("harmless-" + row.name, index)
	k.doc()
	return row.make(k)
