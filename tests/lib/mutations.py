# SPDX-License-Identifier: GPL-3.0-or-later
"""mutations - ways to hide an attachment from one reader and show it to another, as a table.

The attacker owns a valid certificate of an agency we know: the signature is made over the mutated
bytes (INSIDE), or stands untouched in a mutated envelope (OUTSIDE). Every message carries a file
with a marker; a message with verdict good must list that file if any reader at all finds it.
"""

import base64
import binascii
import quopri

from . import message as m

CRLF = b"\r\n"
B = b"=_inner"		# the boundary of the signed content


class Planted:
	"""The pieces a rule puts together. data: the hidden file; type, name: what it calls itself."""

	def __init__(self, note, file, data, ctype, name):
		self.note = note
		self.file = file
		self.data = data
		self.type = ctype.encode()
		self.name = name.encode()
		self.coded = m.b64(data).rstrip()

	def head(self, ctype=None, cte=b"base64", disposition=None):
		"""The header lines of the planted part; None: the ordinary one, False: none."""
		out = b""
		if ctype is not False:
			out += b"Content-Type: " + (ctype or self.type + b'; name="' + self.name + b'"') + CRLF
		if cte is not False:
			out += b"Content-Transfer-Encoding: " + cte + CRLF
		if disposition is not False:
			out += b"Content-Disposition: " + (disposition or b'attachment; filename="' + self.name
				+ b'"') + CRLF
		return out

	def part(self, ctype=None, cte=b"base64", disposition=None, body=None):
		return self.head(ctype, cte, disposition) + CRLF + (self.coded if body is None else body)

	def mixed(self, *parts, head=None, boundary=B, pre=b"", post=b"", last=None, gap=CRLF):
		"""multipart/mixed of these entities; head: its Content-Type line's value."""
		out = b"Content-Type: " + (head or b'multipart/mixed; boundary="' + boundary + b'"')
		out += CRLF + CRLF + pre
		for part in parts:
			out += b"--" + boundary + CRLF + part + gap
		return out + (b"--" + boundary + b"--" + CRLF if last is None else last) + post

	def usual(self, *parts, **options):
		"""Note, document and what else there is."""
		return self.mixed(self.note, self.file, *parts, **options)

	def loose(self, boundary=B):
		"""The planted part with the delimiters around it, as it would stand in a multipart."""
		return b"--" + boundary + CRLF + self.part() + CRLF + b"--" + boundary + b"--" + CRLF

	def text(self, body, ctype=b"text/plain; charset=utf-8", cte=b"8bit"):
		return b"Content-Type: " + ctype + CRLF + b"Content-Transfer-Encoding: " + cte + CRLF \
			+ CRLF + body


class Rule:
	"""name; make(Planted) → signed content, or (whole message, Planted) → message when outside;
	sees: what a lenient reader might."""

	def __init__(self, name, make, sees, outside=False):
		self.name = name
		self.make = make
		self.sees = sees
		self.outside = outside


def uu(data, name=b"van-ban.exe", mode=b"644"):
	lines = [binascii.b2a_uu(data[i:i + 45]).replace(b"\n", CRLF) for i in range(0, len(data), 45)]
	return b"begin " + mode + b" " + name + CRLF + b"".join(lines) + b"`" + CRLF + b"end" + CRLF


def yenc(data):
	out = b"=ybegin line=128 size=%d name=van-ban.exe\r\n" % len(data)
	row = b""
	for byte in data:
		c = (byte + 42) % 256
		row += bytes([ord("="), (c + 64) % 256]) if c in (0, 10, 13, 61) else bytes([c])
		if len(row) >= 128:
			out, row = out + row + CRLF, b""
	return out + row + b"\r\n=yend size=%d\r\n" % len(data)


def rows(coded, width):
	flat = coded.replace(CRLF, b"")
	return CRLF.join(flat[i:i + width] for i in range(0, len(flat), width))


def into(coded, piece, every=3):
	"""The piece after every third line."""
	lines = coded.split(CRLF)
	return CRLF.join(line + (piece if i % every == 0 else b"") for i, line in enumerate(lines))


# 1. spellings of the boundary: the parts are delimited with B all the same

def boundary_rules():
	def spelled(value, used=B):
		return lambda p: p.usual(p.part(), head=value, boundary=used)
	spellings = [
		("absent", b"multipart/mixed"),
		("empty", b'multipart/mixed; boundary=""'),
		("twice-first", b'multipart/mixed; boundary="=_inner"; boundary="=_no"'),
		("twice-last", b'multipart/mixed; boundary="=_no"; boundary="=_inner"'),
		("star", b"multipart/mixed; boundary*=us-ascii''%3D_inner"),
		("star-and-plain", b"multipart/mixed; boundary*=us-ascii''%3D_inner; boundary=\"=_no\""),
		("plain-and-star", b"multipart/mixed; boundary=\"=_no\"; boundary*=us-ascii''%3D_inner"),
		("pieces", b'multipart/mixed; boundary*0="=_in"; boundary*1="ner"'),
		("pieces-coded", b"multipart/mixed; boundary*0*=''%3D_in; boundary*1*=ner"),
		("pieces-and-plain", b'multipart/mixed; boundary*0="=_in"; boundary*1="ner"; boundary=x'),
		("pieces-hole", b'multipart/mixed; boundary*0="=_in"; boundary*2="ner"'),
		("word", b'multipart/mixed; boundary="=?utf-8?Q?=3D=5Finner?="'),
		("word-bare", b"multipart/mixed; boundary==?utf-8?Q?=3D=5Finner?="),
		("single-quotes", b"multipart/mixed; boundary='=_inner'"),
		("quoted-pair", b'multipart/mixed; boundary="=_in\\ner"'),
		("no-end-quote", b'multipart/mixed; boundary="=_inner'),
		("inner-quote", b'multipart/mixed; boundary=="_inner"'),
		("after-quote", b'multipart/mixed; boundary="=_inner"x'),
		("blank-inside", b"multipart/mixed; boundary==_inner x"),
		("blank-before-equals", b'multipart/mixed; boundary ="=_inner"'),
		("blank-after-equals", b'multipart/mixed; boundary= "=_inner"'),
		("comment-before", b'multipart/mixed; (boundary="=_no") boundary="=_inner"'),
		("comment-name", b'multipart/mixed; bound(x)ary="=_inner"'),
		("comment-after", b'multipart/mixed; boundary="=_inner" (x)'),
		("comment-open", b'multipart/mixed; (boundary="=_inner"'),
		("comment-type", b'multipart/(x)mixed; boundary="=_inner"'),
		("comment-equals", b'multipart/mixed; boundary(x)="=_inner"'),
		("no-semicolon", b'multipart/mixed boundary="=_inner"'),
		("comma", b'multipart/mixed, boundary="=_inner"'),
		("two-semicolons", b'multipart/mixed;; boundary="=_inner"'),
		("junk-parameter", b'multipart/mixed; x; boundary="=_inner"'),
		("junk-quoted", b'multipart/mixed; x="; boundary==_no; "; boundary="=_inner"'),
		("junk-quote", b'multipart/mixed; x="a; boundary="=_inner"'),
		("fold-in-value", b'multipart/mixed; boundary="=_in\r\n ner"'),
		("fold-in-name", b'multipart/mixed; bound\r\n ary="=_inner"'),
		("vertical-tab", b'multipart/mixed;\x0bboundary="=_inner"'),
		("form-feed", b'multipart/mixed;\x0cboundary="=_inner"'),
		("upper", b'multipart/mixed; BOUNDARY="=_INNER"'),
		("blank-end", b'multipart/mixed; boundary="=_inner "'),
		("blank-front", b'multipart/mixed; boundary=" =_inner"'),
		("tab-front", b'multipart/mixed; boundary="\t=_inner"'),
		("nul", b'multipart/mixed; boundary="=_inner\0x"'),
		("cr", b'multipart/mixed; boundary="=_inner"\r; boundary="=_no"'),
		("eight-bit", b'multipart/mixed; boundary="=_inner\xff"'),
		("prefix", b'multipart/mixed; boundary="=_inn"'),
		("longer", b'multipart/mixed; boundary="=_innerer"'),
		("very-long", b'multipart/mixed; boundary="' + b"x" * 300 + b'"; x="=_inner"'),
		("dashes", b'multipart/mixed; boundary="--=_inner"'),
		("type-no-slash", b'multipart; boundary="=_inner"'),
		("type-two", b'multipart/mixed/x; boundary="=_inner"'),
		("type-word", b'=?utf-8?Q?multipart/mixed?=; boundary="=_inner"'),
		("type-quoted", b'"multipart/mixed"; boundary="=_inner"'),
		("type-blank", b'multipart / mixed; boundary="=_inner"'),
		("type-text", b'text/plain; boundary="=_inner"'),
		("type-octets", b'application/octet-stream; boundary="=_inner"'),
		("type-unknown", b'multipart/x-van-ban; boundary="=_inner"'),
		("type-alternative", b'multipart/alternative; boundary="=_inner"'),
		("type-related", b'multipart/related; boundary="=_inner"'),
		("type-digest", b'multipart/digest; boundary="=_inner"'),
		("type-star", b'multi*part/mixed; boundary="=_inner"'),
	]
	return [Rule("boundary-" + n, spelled(v), "the parts behind a boundary spelled so")
		for n, v in spellings]


# 2. delimiter lines

def delimiter_rules():
	def line(make):
		"""make(B) → the delimiter line before the planted part."""
		return lambda p: p.usual(last=make + p.part() + CRLF + b"--" + B + b"--" + CRLF)
	lines = [
		("indent", b" --" + B + CRLF), ("tab", b"\t--" + B + CRLF), ("quoted", b"> --" + B + CRLF),
		("trailing-x", b"--" + B + b"x" + CRLF), ("trailing-blank-x", b"--" + B + b" x" + CRLF),
		("closing-x", b"--" + B + b"--x" + CRLF), ("three", b"---" + B + CRLF),
		("one", b"-" + B + CRLF), ("en-dash", "–".encode() + B + CRLF),
		("upper", b"--" + B.upper() + CRLF), ("nul", b"--" + B + b"\0" + CRLF),
		("cr-only", b"--" + B + b"\r"), ("cr-before", b"x\r--" + B + CRLF),
		("vertical-tab", b"--" + B + b"\x0b" + CRLF), ("form-feed", b"--" + B + b"\x0c" + CRLF),
		("double-cr", b"--" + B + b"\r\r\n"), ("lf", b"\n--" + B + b"\n"),
		("same-line", b"x --" + B + CRLF), ("no-break-space", b"--" + B + b"\xc2\xa0" + CRLF),
		("comment", b"--" + B + b" (x)" + CRLF), ("colon", b"--" + B + b":" + CRLF),
		("four-dashes", b"--" + B + b"----" + CRLF), ("soft", b"--" + B + b"=" + CRLF),
		("zero-width", b"\xe2\x80\x8b--" + B + CRLF), ("bom", b"\xef\xbb\xbf--" + B + CRLF),
	]
	out = [Rule("delimiter-" + n, line(v), "the part behind a line that is nearly a delimiter")
		for n, v in lines]
	return out + [
		Rule("final-absent", lambda p: p.usual(p.part(), last=b""), "the part up to the end"),
		Rule("final-cut", lambda p: p.usual(p.part(), last=b"--" + B[:4]), "the part up to the end"),
		Rule("final-single-dash", lambda p: p.usual(p.part(), last=b"--" + B + b"-" + CRLF),
			"a part more or the end"),
		Rule("final-early", lambda p: p.usual(last=b"--" + B + b"--" + CRLF + p.loose()),
			"a part behind the last boundary"),
		Rule("final-first", lambda p: p.usual(p.part(), pre=b"--" + B + b"--" + CRLF),
			"the parts behind a last boundary"),
		Rule("final-twice", lambda p: p.usual(last=(b"--" + B + b"--" + CRLF) * 2 + p.loose()),
			"a part behind two last boundaries"),
		Rule("final-blanks", lambda p: p.usual(last=b"--" + B + b"--   " + CRLF + p.part()),
			"a part in the epilogue"),
	]


# 3. places outside of every part

def place_rules():
	decoy = b"=_decoy"
	def nested(pre=b"", post=b""):
		return lambda p: p.usual(p.mixed(p.text(b"x"), boundary=b"=_in2", pre=pre(p), post=post(p)))
	def some(make):
		return make
	out = []
	for n, make in (
			("part", lambda p: p.part()), ("loose", lambda p: p.loose(decoy)),
			("coded", lambda p: p.coded + CRLF), ("uu", lambda p: uu(p.data)),
			("yenc", lambda p: yenc(p.data)), ("raw", lambda p: p.data + CRLF),
			("headless", lambda p: b"--x" + CRLF + CRLF + p.coded + CRLF),
			("qp", lambda p: quopri.encodestring(p.data).replace(b"\n", CRLF)),
			("lower-fields", lambda p: p.loose(decoy).lower().replace(p.coded.lower(), p.coded)),
			("one-line", lambda p: rows(p.coded, 100000) + CRLF)):
		out += [
			Rule("preamble-" + n, some(lambda p, f=make: p.usual(pre=f(p))), "a file in the preamble"),
			Rule("epilogue-" + n, some(lambda p, f=make: p.usual(post=f(p))), "a file in the epilogue"),
		]
	for n, make in (("part", lambda p: p.part()), ("coded", lambda p: p.coded + CRLF)):
		out += [
			Rule("inner-preamble-" + n, nested(pre=make, post=lambda p: b""), "a file between parts"),
			Rule("inner-epilogue-" + n, nested(pre=lambda p: b"", post=make), "a file between parts"),
		]
	return out


# 4. inside a text

def text_rules():
	plain = b"text/plain; charset=utf-8"
	html = b"text/html; charset=utf-8"
	decoy = b"=_decoy"
	bodies = [
		("uu", plain, lambda p: b"Xem:\r\n\r\n" + uu(p.data)),
		("uu-mode-4", plain, lambda p: uu(p.data, mode=b"0644")),
		("uu-html", html, lambda p: b"<pre>\r\n" + uu(p.data) + b"</pre>\r\n"),
		("uu-base64", plain, lambda p: b"begin-base64 644 a.exe\r\n" + p.coded + b"\r\n====\r\n"),
		("yenc", plain, lambda p: yenc(p.data)),
		("part", plain, lambda p: b"Xem:\r\n\r\n" + p.loose(decoy)),
		("part-of-outer", plain, lambda p: b"Xem:\r\n\r\n" + p.loose(b"=_INNER")),
		("part-no-dashes", plain, lambda p: p.part()),
		("message", plain, lambda p: b"From: a@b.vn\r\nMIME-Version: 1.0\r\n" + p.mixed(p.part(),
			boundary=decoy)),
		("message-quoted", plain, lambda p: CRLF.join(b"> " + line for line in p.mixed(p.part(),
			boundary=decoy).split(CRLF))),
		("coded", plain, lambda p: p.coded + CRLF),
		("coded-after-text", plain, lambda p: b"Xem:\r\n" + p.coded + CRLF),
		("coded-one-line", plain, lambda p: rows(p.coded, 100000) + CRLF),
		("coded-narrow", plain, lambda p: rows(p.coded, 60) + CRLF),
		("coded-comment", html, lambda p: b"<!--\r\n" + p.coded + b"\r\n-->\r\n"),
		("coded-uri", html, lambda p: b'<a href="data:application/octet-stream;base64,'
			+ rows(p.coded, 100000) + b'">Xem</a>\r\n'),
		("raw", plain, lambda p: b"Xem:\r\n" + p.data),
		("part-html", html, lambda p: b"<p>\r\n" + p.loose(decoy)),
		("part-rfc822-headers", b"text/rfc822-headers", lambda p: p.loose(decoy)),
		("part-status", b"message/delivery-status", lambda p: p.loose(decoy)),
		("part-boundary-param", b'text/plain; boundary="=_decoy"', lambda p: p.loose(decoy)),
		("part-octets", b"application/octet-stream", lambda p: p.loose(decoy)),
		("part-enriched", b"text/enriched", lambda p: p.loose(decoy)),
	]
	out = [Rule("text-" + n, lambda p, c=c, f=f: p.usual(p.text(f(p), c)), "a file in a text")
		for n, c, f in bodies]
	for n, f in (("part", lambda p: p.loose(decoy)), ("uu", lambda p: uu(p.data)),
			("coded", lambda p: p.coded + CRLF)):
		out += [
			Rule("text-qp-" + n, lambda p, f=f: p.usual(p.text(quopri.encodestring(f(p).replace(
				CRLF, b"\n")).replace(b"\n", CRLF), cte=b"quoted-printable")), "a file in a text"),
			Rule("text-base64-" + n, lambda p, f=f: p.usual(p.text(m.b64(f(p)), cte=b"base64")),
				"a file in a text under base64"),
			Rule("text-cr-" + n, lambda p, f=f: p.usual(p.text(f(p).replace(CRLF, b"\r"))),
				"a file in a text whose lines end with CR"),
		]
	return out


# 5. the transfer encoding

def encoding_rules():
	words = [b"x-base64", b"base-64", b"base64;", b"base64 (x)", b"(x) base64", b'"base64"',
		b"base64, 7bit", b"7bit, base64", b"7bit base64", b"=?utf-8?Q?base64?=", b"base64\0",
		b"base64\x0b", b"\x0bbase64", b"b\r\n ase64", b"\r\n base64", b"base64\r\n x", b"BASE64",
		b"base65", b"x-uuencode", b"uuencode", b"mac-binhex40", b"yenc", b"", b"utf-8", b"binary",
		b"base64=", b"'base64'", b"base64\xff", b"7bit\r\nContent-transfer-encoding: base64"]
	out = [Rule("encoding-%02d" % i, lambda p, w=w: p.usual(p.part(cte=w)),
		"the file under %r" % w) for i, w in enumerate(words)]
	fields = [b"Content-Transfer-Encoding : base64", b"Content-Transfer-Encoding\t: base64",
		b"Content-Transfer Encoding: base64", b"Content_Transfer_Encoding: base64",
		b"Content-Encoding: base64", b"Content-Transfer-Encodin\xc4\xa1: base64",
		b"X-Content-Transfer-Encoding: base64", b"Content-Transfer-Encoding=base64",
		b"Content-Transfer-Encoding:base64", b"\x0bContent-Transfer-Encoding: base64",
		b"Content-Transfer-Encoding:: base64", b"Content-\r\n Transfer-Encoding: base64",
		b"X: \rContent-Transfer-Encoding: base64", b"X: \nContent-Transfer-Encoding: base64"]
	out += [Rule("encoding-field-%02d" % i, lambda p, f=f: p.usual(f + CRLF + p.part(cte=False)),
		"the file under the field %r" % f) for i, f in enumerate(fields)]
	out += [
		Rule("encoding-uu", lambda p: p.usual(p.part(cte=b"x-uuencode", body=uu(p.data))),
			"the file under uuencode"),
		Rule("encoding-multipart", lambda p: p.usual(p.mixed(p.part(), boundary=b"=_in2",
			head=b'multipart/mixed; boundary="=_in2"\r\nContent-Transfer-Encoding: base64')),
			"a multipart that says base64"),
		Rule("encoding-multipart-real", lambda p: p.usual(b'Content-Type: multipart/mixed; boundary='
			b'"=_in2"\r\nContent-Transfer-Encoding: base64\r\n\r\n' + m.b64(b"\r\n" + p.loose(
				b"=_in2"))), "a multipart under base64"),
		Rule("encoding-message-real", lambda p: p.usual(b"Content-Type: message/rfc822\r\n"
			b"Content-Transfer-Encoding: base64\r\n\r\n" + m.b64(b"Subject: x\r\n" + p.mixed(
				p.part(), boundary=b"=_in2"))), "a message under base64"),
		Rule("encoding-message-qp", lambda p: p.usual(b"Content-Type: message/rfc822\r\n"
			b"Content-Transfer-Encoding: quoted-printable\r\n\r\n" + quopri.encodestring((
				b"Subject: x\r\n" + p.mixed(p.part(), boundary=b"=_in2")).replace(CRLF, b"\n"))
			.replace(b"\n", CRLF)), "a message under quoted-printable"),
		Rule("encoding-twice-a", lambda p: p.usual(b"Content-Transfer-Encoding: 7bit\r\n" + p.part()),
			"the file under the second of two encodings"),
		Rule("encoding-twice-b", lambda p: p.usual(p.head() + b"Content-Transfer-Encoding: 8bit\r\n"
			+ CRLF + p.coded), "the file under the first of two encodings"),
		Rule("encoding-none", lambda p: p.usual(p.part(cte=False)), "base64 that nobody announced"),
		Rule("encoding-7bit", lambda p: p.usual(p.part(cte=b"7bit")), "base64 called 7bit"),
		Rule("encoding-qp", lambda p: p.usual(p.part(cte=b"quoted-printable")), "base64 called QP"),
	]
	return out


# 6. base64 that readers take differently

def base64_rules():
	bodies = [
		("bang", lambda p: into(p.coded, b"!")), ("dash", lambda p: into(p.coded, b"-")),
		("percent", lambda p: into(p.coded, b"%%%")), ("high", lambda p: into(p.coded, b"\xa0")),
		("nul", lambda p: into(p.coded, b"\0")), ("cr", lambda p: into(p.coded, b"\r")),
		("blank", lambda p: into(p.coded, b" ")), ("tab-front", lambda p: p.coded.replace(CRLF,
			b"\r\n\t")), ("padding", lambda p: into(p.coded, b"=")),
		("padding-2", lambda p: into(p.coded, b"==")), ("padding-4", lambda p: b"====" + p.coded),
		("pad-first", lambda p: b"QQ==\r\n" + p.coded), ("empty-lines", lambda p: into(p.coded, CRLF)),
		("url-safe", lambda p: p.coded.replace(b"+", b"-").replace(b"/", b"_") + b"_-"),
		("no-padding", lambda p: p.coded.rstrip(b"=") + b"A"), ("colon", lambda p: b"x: y\r\n"
			+ p.coded), ("quoted", lambda p: b"> " + p.coded.replace(CRLF, b"\r\n> ")),
		("comment", lambda p: b"(QUJD)\r\n" + p.coded), ("text-before", lambda p: b"Xem t\xe1\xbb\x87p:"
			b"\r\n\r\n" + p.coded), ("text-after", lambda p: p.coded + b"\r\n\r\n-- \r\nhet\r\n"),
		("cut", lambda p: p.coded[:-3]), ("twice", lambda p: m.b64(b"%PDF-1.4 x") + p.coded),
		("dot", lambda p: p.coded.replace(CRLF, b"\r\n.", 1)), ("one-line", lambda p: rows(p.coded,
			1000000)), ("width-1", lambda p: rows(p.coded, 1)), ("width-77", lambda p: rows(p.coded, 77)),
		("line-cr", lambda p: p.coded.replace(CRLF, b"\r")), ("line-lf", lambda p: p.coded.replace(CRLF,
			b"\n")), ("form-feed", lambda p: into(p.coded, b"\x0c")),
		("decoy-delimiter", lambda p: into(p.coded, b"\r\n--=_decoy", 9)),
		("escape", lambda p: b"\x1b$B" + p.coded), ("bom", lambda p: b"\xef\xbb\xbf" + p.coded),
		("begin", lambda p: b"-----BEGIN X-----\r\n" + p.coded + b"\r\n-----END X-----"),
	]
	return [Rule("base64-" + n, lambda p, f=f: p.usual(p.part(body=f(p))), "base64 read leniently")
		for n, f in bodies]


# 7. names and types: what a person is told the file is

def name_rules():
	exe, pdf = b"van-ban.exe", b"van-ban.pdf"
	values = [
		("two", b'attachment; filename="%s"; filename="%s"' % (pdf, exe)),
		("star-differs", b"attachment; filename=\"%s\"; filename*=utf-8''%s" % (pdf, exe)),
		("star-first", b"attachment; filename*=utf-8''%s; filename=\"%s\"" % (exe, pdf)),
		("pieces", b'attachment; filename*0="van-ban.p"; filename*1="df.exe"'),
		("pieces-order", b'attachment; filename*1=".exe"; filename*0="van-ban.pdf"'),
		("pieces-hole", b'attachment; filename*0="van-ban.pdf"; filename*2=".exe"'),
		("pieces-plain", b'attachment; filename*0="%s"; filename="%s"' % (exe, pdf)),
		("pieces-zeros", b'attachment; filename*00="van-ban"; filename*01=".exe"'),
		("word", b'attachment; filename="=?utf-8?Q?van-ban.exe?="'),
		("word-bad", b'attachment; filename="van-ban.pdf=?utf-8?B?LmV4ZQ?="'),
		("word-half", b'attachment; filename="=?utf-8?Q?van-ban.pdf?=.exe"'),
		("word-utf7", b'attachment; filename="=?utf-7?Q?van-ban+AC4-exe?="'),
		("word-utf16", b'attachment; filename="=?utf-16?B?AHYALgBlAHgAZQ==?="'),
		("quoted-pair", b'attachment; filename="van-ban.pdf\\".exe"'),
		("open-quote", b'attachment; filename="van-ban.exe'),
		("nul", b'attachment; filename="van-ban.exe\0.pdf"'),
		("newline", b'attachment; filename="van-ban.pdf\r\n .exe"'),
		("cr", b'attachment; filename="van-ban.pdf\r.exe"'),
		("blanks", b'attachment; filename="van-ban.pdf' + b" " * 100 + b'.exe"'),
		("unquoted-blank", b"attachment; filename=van-ban.pdf .exe"),
		("unquoted-semicolon", b"attachment; filename=van-ban.pdf;.exe"),
		("comment", b"attachment; filename=(.pdf)van-ban.exe"),
		("comment-end", b"attachment; filename=van-ban.exe(.pdf)"),
		("percent", b'attachment; filename="van-ban%2Eexe"'),
		("percent-star-quoted", b"attachment; filename*=\"utf-8''van-ban%2Eexe\""),
		("star-no-charset", b"attachment; filename*=van-ban.exe"),
		("star-charset", b"attachment; filename*=utf-16be''%00v%00.%00e%00x%00e"),
		("bidi", 'attachment; filename="van-ban\u202efdp.exe"'.encode()),
		("slash", b'attachment; filename="../van-ban.exe"'),
		("dot-end", b'attachment; filename="van-ban.exe."'),
		("no-disposition", b"; filename=\"%s\"" % exe),
		("inline", b"inline; filename=\"%s\"" % exe),
		("unknown", b"x-an; filename=\"%s\"" % exe),
		("twice", b'inline\r\nContent-Disposition: attachment; filename="%s"' % exe),
		("name-only", b"attachment; name=\"%s\"" % exe),
		("latin", b'attachment; filename="v\xe3n-ban.exe"'),
		("type-differs", b'attachment; filename="%s"' % exe),
		("long", b'attachment; filename="' + b"a" * 400 + b'.exe"'),
	]
	out = [Rule("name-" + n, lambda p, v=v: p.usual(p.part(
		p.type + (b'; name="van-ban.pdf"' if "type" in n else b""), disposition=v)),
		"another name than the one that is told") for n, v in values]
	types = [b"text/plain", b"text/html", b"image/png", b"message/rfc822", b"message/partial; id=x",
		b"message/external-body; access-type=local-file; name=x", b"message/delivery-status",
		b"application/pkcs7-signature", b"application/x-pkcs7-mime; smime-type=signed-data",
		b"application/applefile", b"application/ms-tnef", b"multipart/mixed", b"text", b"/", b"",
		b"text/plain; charset=x-no", b"text/plain; charset=utf-16", b"text/plain; charset=utf-7",
		b"text/plain\r\nContent-Type: application/octet-stream", b"text/calendar",
		b"multipart/appledouble; boundary=x", b"application/octet-stream; type=x"]
	out += [Rule("type-%02d" % i, lambda p, v=v: p.usual(p.part(v)), "the file under type %r" % v)
		for i, v in enumerate(types)]
	out += [
		Rule("name-none", lambda p: p.usual(p.part(p.type, disposition=False)), "a file without name"),
		Rule("type-none", lambda p: p.usual(p.part(False, disposition=False)), "base64 without type"),
		Rule("type-none-name", lambda p: p.usual(p.part(False)), "a file without type"),
	]
	return out


# 8. where a header ends

def header_rules():
	def part(make):
		return lambda p: p.usual(make(p))
	heads = [
		("blank-line", lambda p: p.head(cte=False) + b" \r\n" + b"Content-Transfer-Encoding: base64"
			+ CRLF + CRLF + p.coded),
		("tab-line", lambda p: p.head() + b"\t\r\n" + CRLF + p.coded),
		("no-blank-line", lambda p: p.head() + p.coded),
		("blank-first", lambda p: CRLF + p.part()),
		("junk-line", lambda p: b"khong co dau hai cham\r\n" + p.part()),
		("junk-last", lambda p: p.head() + b"khong co dau hai cham\r\n\r\n" + p.coded),
		("from-line", lambda p: b"From a@b.vn Mon Nov 16 08:00:00 2026\r\n" + p.part()),
		("colon-line", lambda p: b": x\r\n" + p.part()),
		("continuation-first", lambda p: b" x\r\n" + p.part()),
		("cr-line", lambda p: p.head() + b"\r\r\n" + p.coded),
		("lf-line", lambda p: p.head() + b"\n" + p.coded),
		("lf-early", lambda p: b"X: y\r\n\n" + p.part()),
		("cr-early", lambda p: b"X: y\r\r" + p.part()),
		("nul-line", lambda p: b"\0\r\n" + p.part()),
		("bom", lambda p: b"\xef\xbb\xbf" + p.part()),
		("spaced", lambda p: p.part().replace(b"Content-Type:", b"Content-Type :")),
		("underscore", lambda p: p.part().replace(b"Content-Type:", b"Content_Type:")),
		("double-colon", lambda p: p.part().replace(b"Content-Type:", b"Content-Type::")),
		("type-fold", lambda p: p.part().replace(b"Content-Type: ", b"Content-Type:\r\n\r\n ")),
		("many", lambda p: b"".join(b"X-%d: y\r\n" % i for i in range(1100)) + p.part()),
		("large", lambda p: b"X: " + b"x" * 300000 + CRLF + p.part()),
		("field-part", lambda p: b"X-File: a\r\n " + p.part().replace(CRLF, b"\r\n ") + CRLF
			+ p.text(b"x")),
		("field-coded", lambda p: b"X-File: " + p.coded.replace(CRLF, b"\r\n ") + CRLF + p.text(b"x")),
		("field-one-line", lambda p: b"X-File: " + rows(p.coded, 100000) + CRLF + p.text(b"x")),
		("comment-part", lambda p: b"Content-Type: text/plain (\r\n " + p.part().replace(CRLF,
			b"\r\n ") + b")\r\n\r\nx"),
		("description", lambda p: b"Content-Description: " + p.coded.replace(CRLF, b"\r\n\t") + CRLF
			+ p.text(b"x")),
	]
	return [Rule("header-" + n, part(f), "a header that ends elsewhere") for n, f in heads]


# 9. structure

def structure_rules():
	def deep(p, n):
		inner = p.part()
		for i in range(n):
			inner = p.mixed(inner, boundary=b"=_deep%d_" % i)
		return p.usual(inner)
	inner = b"=_in2"
	one = b"message/partial; id=\"a@b\"; number=1; total=1"
	return [
		Rule("deep-4", lambda p: deep(p, 4), "a file four levels down"),
		Rule("deep-8", lambda p: deep(p, 8), "a file eight levels down"),
		Rule("deep-20", lambda p: deep(p, 20), "a file twenty levels down"),
		Rule("many-parts", lambda p: p.usual(*[p.text(b"x")] * 120, p.part()), "part 123"),
		Rule("many-containers", lambda p: p.usual(*[p.mixed(p.text(b"x"), boundary=b"=_c%02d_" % i)
			for i in range(60)], p.part()), "the part behind sixty containers"),
		Rule("same-boundary", lambda p: p.usual(p.mixed(p.part())), "a part of the inner multipart"),
		Rule("suffix-boundary", lambda p: p.usual(p.mixed(p.part(), boundary=B + b"x")),
			"a part behind a boundary that begins as the outer one"),
		Rule("prefix-boundary", lambda p: p.usual(p.mixed(p.part(), boundary=B[:-1])),
			"a part behind a boundary that the outer one begins as"),
		Rule("inner-open", lambda p: p.usual(p.mixed(p.part(), boundary=inner, last=b"")),
			"a part of a multipart that the outer one closes"),
		Rule("outer-in-inner", lambda p: p.usual(p.mixed(p.text(b"x"), boundary=inner, last=b"--" + B
			+ CRLF + p.part() + CRLF + b"--" + inner + b"--" + CRLF)), "a part on two levels"),
		Rule("crossed", lambda p: p.mixed(p.note, p.file, p.mixed(p.text(b"x"), boundary=inner,
			last=b""), p.text(b"y") + CRLF + b"--" + inner + CRLF + p.part() + CRLF + b"--" + inner
			+ b"--"), "a part of a multipart that was closed from outside"),
		Rule("message", lambda p: p.usual(b"Content-Type: message/rfc822\r\n\r\nSubject: x\r\n"
			+ p.mixed(p.part(), boundary=inner)), "a file of an attached message"),
		Rule("message-headless", lambda p: p.usual(b"Content-Type: message/rfc822\r\n\r\n"
			+ p.mixed(p.part(), boundary=inner)), "a file of a message without header"),
		Rule("message-blank", lambda p: p.usual(b"Content-Type: message/rfc822\r\n\r\n\r\nSubject: x"
			b"\r\n" + p.mixed(p.part(), boundary=inner)), "a file of a message behind a blank line"),
		Rule("message-mbox", lambda p: p.usual(b"Content-Type: message/rfc822\r\n\r\nFrom a@b.vn Mon "
			b"Nov 16 08:00:00 2026\r\nSubject: x\r\n" + p.mixed(p.part(), boundary=inner)),
			"a file of a message behind an mbox line"),
		Rule("message-twice-type", lambda p: p.usual(b"Content-Type: message/rfc822\r\n\r\n"
			b"Content-Type: text/plain\r\n" + p.mixed(p.part(), boundary=inner)),
			"a file of a message with two types"),
		Rule("message-news", lambda p: p.usual(b"Content-Type: message/news\r\n\r\nSubject: x\r\n"
			+ p.mixed(p.part(), boundary=inner)), "a file of a news article"),
		Rule("message-unknown", lambda p: p.usual(b"Content-Type: message/x-van-ban\r\n\r\nSubject: x"
			b"\r\n" + p.mixed(p.part(), boundary=inner)), "a file of a message of unknown type"),
		Rule("message-in-octets", lambda p: p.usual(b"Content-Type: application/octet-stream; "
			b"name=thu.eml\r\n\r\nSubject: x\r\n" + p.mixed(p.part(), boundary=inner)),
			"a file of a message that is a file"),
		Rule("digest", lambda p: p.usual(p.mixed(b"\r\nSubject: x\r\n" + p.part(), boundary=inner,
			head=b'multipart/digest; boundary="=_in2"')), "a file of a message of a digest"),
		Rule("digest-typed", lambda p: p.usual(p.mixed(p.part(), boundary=inner,
			head=b'multipart/digest; boundary="=_in2"')), "a file of a digest"),
		Rule("partial", lambda p: p.usual(b"Content-Type: " + one + CRLF + CRLF + p.part()),
			"the file, put together from its pieces"),
		Rule("partial-mixed", lambda p: p.usual(b"Content-Type: " + one + CRLF + CRLF + p.mixed(
			p.part(), boundary=inner)), "the file, put together from its pieces"),
		Rule("external", lambda p: p.usual(b'Content-Type: message/external-body; access-type=URL; '
			b'URL="http://a.example/b"\r\n\r\n' + p.part()), "the file of a part that is elsewhere"),
		Rule("alternative-last", lambda p: p.usual(p.mixed(p.text(b"x"), p.part(), boundary=inner,
			head=b'multipart/alternative; boundary="=_in2"')), "the last of two alternatives"),
		Rule("alternative-first", lambda p: p.usual(p.mixed(p.part(), p.text(b"x"), boundary=inner,
			head=b'multipart/alternative; boundary="=_in2"')), "the first of two alternatives"),
		Rule("related-unused", lambda p: p.usual(p.mixed(p.text(b"<p>x</p>", b"text/html"),
			b"Content-ID: <a>\r\n" + p.part(), boundary=inner,
			head=b'multipart/related; boundary="=_in2"')), "a part that no HTML refers to"),
		Rule("related-image", lambda p: p.usual(p.mixed(p.text(b'<img src="cid:a">', b"text/html"),
			b"Content-ID: <a>\r\n" + p.part(b"image/png", disposition=b"inline"), boundary=inner,
			head=b'multipart/related; boundary="=_in2"')), "a picture that is no picture"),
		Rule("report", lambda p: p.usual(p.mixed(p.text(b"x"), p.part(), boundary=inner,
			head=b'multipart/report; report-type=delivery-status; boundary="=_in2"')),
			"a file of a report"),
		Rule("signed-inside", lambda p: p.usual(p.mixed(p.part(), p.text(b"x"), boundary=inner,
			head=b'multipart/signed; boundary="=_in2"')), "a file in a signed part"),
		Rule("encrypted-inside", lambda p: p.usual(p.mixed(p.text(b"Version: 1"), p.part(),
			boundary=inner, head=b'multipart/encrypted; boundary="=_in2"')), "a file in a sealed part"),
		Rule("appledouble", lambda p: p.usual(p.mixed(p.part(b"application/applefile"), p.text(b"x"),
			boundary=inner, head=b'multipart/appledouble; boundary="=_in2"')), "a resource fork"),
		Rule("header-set", lambda p: p.usual(p.mixed(p.text(b"x"), p.part(), boundary=inner,
			head=b'multipart/header-set; boundary="=_in2"')), "a file of an unknown multipart"),
		Rule("byteranges", lambda p: p.usual(p.mixed(p.part(), boundary=inner,
			head=b'multipart/byteranges; boundary="=_in2"')), "a file of byte ranges"),
		Rule("empty-multipart", lambda p: p.usual(p.mixed(boundary=inner, pre=p.coded + CRLF)),
			"the preamble of an empty multipart"),
		Rule("no-parts", lambda p: p.usual(p.mixed(boundary=inner, last=p.part())),
			"a multipart without delimiters"),
		Rule("binary", lambda p: p.usual(p.part(cte=b"binary", body=p.data)), "a file under binary"),
		Rule("eight-bit", lambda p: p.usual(p.part(cte=b"8bit", body=p.data)), "a file under 8bit"),
		Rule("quoted", lambda p: p.usual(p.part(cte=b"quoted-printable", body=m.encode(p.data,
			"quoted-printable"))), "a file under quoted-printable"),
		Rule("quoted-blanks", lambda p: p.usual(p.part(cte=b"quoted-printable", body=m.encode(p.data,
			"quoted-printable").replace(b"=\r\n", b"= \t\r\n"))), "soft breaks with blanks"),
		Rule("quoted-bad", lambda p: p.usual(p.part(cte=b"quoted-printable", body=m.encode(p.data,
			"quoted-printable").replace(b"=0A", b"=0")) ), "broken quoted-printable"),
		Rule("plain", lambda p: p.usual(p.part()), "an ordinary attachment"),
		Rule("alone", lambda p: p.part(), "nothing but the file"),
		Rule("tnef", lambda p: p.usual(p.part(b"application/ms-tnef; name=winmail.dat",
			disposition=b"attachment; filename=winmail.dat", body=m.b64(b"\x78\x9f\x3e\x22\x01\x00"
			+ p.data))), "a file in winmail.dat"),
	]


# 10. the envelope: the signed part stays whole

def outside_rules():
	def before(lines):
		return lambda raw, p: lines + raw
	def instead(old, new):
		return lambda raw, p: raw.replace(old, new, 1)
	fields = [
		("type-first", b"Content-Type: text/plain\r\n"),
		("type-multipart", b'Content-Type: multipart/mixed; boundary="=_no"\r\n'),
		("mime-version-twice", b"MIME-Version: 1.0\r\n"), ("to-twice", b"To: x@kimson.example\r\n"),
		("subject-twice", b"Subject: x\r\n"), ("encoding", b"Content-Transfer-Encoding: base64\r\n"),
		("encoding-qp", b"Content-Transfer-Encoding: quoted-printable\r\n"),
		("encoding-unknown", b"Content-Transfer-Encoding: x-no\r\n"),
		("disposition", b'Content-Disposition: attachment; filename="a.exe"\r\n'),
		("blank", b"\r\n"), ("blanks", b" \r\n"), ("bom", b"\xef\xbb\xbf"), ("cr", b"\r"),
		("nul", b"\0"), ("mbox", b"From a@b.vn Mon Nov 16 08:00:00 2026\r\n"), ("colon", b": x\r\n"),
		("type-spaced", b"Content-Type : text/plain\r\n"), ("junk", b"X\r\n"),
		("cr-field", b"X: y\rContent-Type: text/plain\r\n"),
		("end-early", b"X: y\r\n \r\n"),
	]
	out = [Rule("outer-" + n, before(v), "another message", True) for n, v in fields]
	out += [
		Rule("outer-field-file", lambda raw, p: b"X-File: " + p.coded.replace(CRLF, b"\r\n ") + CRLF
			+ raw, "a file in a field", True),
		Rule("outer-field-part", lambda raw, p: b"X-File: a\r\n " + p.part().replace(CRLF, b"\r\n ")
			+ CRLF + raw, "a part in a field", True),
		Rule("outer-preamble", lambda raw, p: raw.replace(b"\r\n\r\n--", b"\r\n\r\n" + p.part()
			+ b"\r\n--", 1), "a part before the signed one", True),
		Rule("outer-preamble-coded", lambda raw, p: raw.replace(b"\r\n\r\n--", b"\r\n\r\n" + p.coded
			+ b"\r\n--", 1), "a file before the signed part", True),
		Rule("outer-epilogue", lambda raw, p: raw + p.loose(b"=_decoy"), "a part at the end", True),
		Rule("outer-epilogue-coded", lambda raw, p: raw + p.coded + CRLF, "a file at the end", True),
		Rule("outer-epilogue-uu", lambda raw, p: raw + uu(p.data), "a file at the end", True),
		Rule("outer-epilogue-inner", lambda raw, p: raw + p.loose(), "a part of the signed part", True),
		Rule("outer-third", lambda raw, p: _third(raw, p), "a third part", True),
		Rule("outer-mixed", instead(b"Content-Type: multipart/signed", b"Content-Type: multipart/mixed"),
			"an ordinary multipart", True),
		Rule("outer-open", lambda raw, p: raw[:raw.rindex(b"\r\n--")] + CRLF, "an open end", True),
		Rule("outer-signature-file", lambda raw, p: raw.replace(b'name="smime.p7s"', b'name="a.exe"'),
			"a signature that is called a program", True),
	]
	return out


def _third(raw, p):
	at = raw.rindex(b"\r\n--")
	line = raw[at:].rstrip()[2:-2]
	return raw[:at] + CRLF + line + CRLF + p.part() + raw[at:]


def table():
	"""All rules, in a fixed order."""
	out = []
	for family in (boundary_rules, delimiter_rules, place_rules, text_rules, encoding_rules,
			base64_rules, name_rules, header_rules, structure_rules, outside_rules):
		out += family()
	assert len({rule.name for rule in out}) == len(out), "a rule's name stands twice"
	return out


def planted(k, kind, pdf=None):
	"""kind: "pdf" or "exe". The marker stands in no other message; pdf: the document, made once."""
	marker = b"VT-MARKER-" + k.name.encode().upper()
	pdf = pdf or k.pdf()
	if kind == "pdf":
		data = pdf + b"%" + marker + b"\n"
		return Planted(k.note(), k.file(pdf), data, "application/pdf", "phu-luc.pdf"), marker
	stub = b"MZ\x90\0\x03\0\0\0\x04\0\0\0\xff\xff\0\0\xb8" + bytes(47)
	data = stub + base64.b85encode(marker * 4) + marker + bytes(range(256))
	return Planted(k.note(), k.file(pdf), data, "application/octet-stream", "van-ban.exe"), marker


def build(k, rule, kind, document):
	"""(message, marker, bytes of the planted file); document: (pdf.Doc, its bytes) of all of them."""
	k.begin("%s-%s" % (rule.name, kind), 0)
	k.last_doc = document[0]
	p, marker = planted(k, kind, document[1])
	if rule.outside:
		raw = k.signed(p.usual())
		return rule.make(raw, p), marker, p.data
	return k.signed(rule.make(p)), marker, p.data
