# SPDX-License-Identifier: GPL-3.0-or-later
"""shapes_ambiguity - what is no mail, or none that two programs read alike; bytes of all kinds."""

import gzip

from . import mutations, message as m
from .expect import doubt, expectation, good
from .shapes import Shape as S

# A line of report from the structure filter, never a verdict on the sender.
NO_MAIL = expectation(["doubt", "bad"], ("structure",), ["none"], ["unknown"], ["unknown"],
	office=["held"])
HELD = doubt("structure", verdict=["doubt", "bad"], fields={}, office=["held"])


def hidden(make):
	"""A file hidden in the signed content."""
	def build(k):
		planted, _ = mutations.planted(k, "exe")
		return k.signed(make(planted))
	return build


def utf16(k):
	return b"\xff\xfe" + k.plain().decode("latin-1").encode("utf-16-le")


TABLE = [
	S("raw-utf16", utf16, "a message in UTF-16", NO_MAIL, lf=False),
	S("raw-gzip", lambda k: gzip.compress(k.signed(), mtime=0), "a compressed file", NO_MAIL, lf=False),
	S("raw-bom", lambda k: b"\xef\xbb\xbf" + k.signed(), "a byte order mark before a signed document",
		expectation(["doubt", "bad"], ("structure",), ["none", "valid"], ["unknown", "valid"],
			["unknown", "match"], office=["held"])),
	S("raw-body-only", lambda k: k.name.encode() + b" chi co noi dung.\r\nKhong co gi khac.\r\n",
		"a text without header", NO_MAIL),
	S("raw-mbox-plain", lambda k: b"From a@dan.example Mon Nov 16 08:00:00 2026\r\n" + k.plain(),
		"an mbox file", NO_MAIL),
	S("raw-blank-lines", lambda k: b"\r\n\r\n\r\n" + k.plain(), "blank lines, then a message", NO_MAIL),
	S("raw-blanks", lambda k: b" \r\n" + k.plain(), "a line of a blank, then a message", NO_MAIL),
	S("raw-header-only", lambda k: m.headers(k.outer()) + b"\r\n", "a header and a blank line",
		expectation(["doubt", "bad"], (), ["none"], ["unknown"], ["unknown"], office=["held"])),
	S("raw-zeros", lambda k: bytes(4096), "zeros", NO_MAIL, lf=False),
	S("raw-pdf", lambda k: k.pdf(), "a PDF file", NO_MAIL, lf=False),
	S("hidden-in-text", hidden(lambda p: p.usual(p.text(p.loose(b"=_x")))),
		"a part within a text", HELD),
	S("hidden-in-preamble", hidden(lambda p: p.usual(pre=p.coded + b"\r\n")),
		"base64 before the first part", HELD),
	S("hidden-in-field", hidden(lambda p: p.usual(b"X-A: " + p.coded.replace(b"\r\n", b"\r\n ")
		+ b"\r\n" + p.text(b"x"))), "base64 in a field", HELD),
	S("hidden-in-tnef", hidden(lambda p: p.usual(p.part(b"application/ms-tnef; name=winmail.dat",
		disposition=b"attachment; filename=winmail.dat", body=m.b64(b"\x78\x9f\x3e\x22\x01\x00"
		+ p.data)))), "winmail.dat", HELD),
	S("delimiter-lf", hidden(lambda p: p.usual(p.text(b"x")).replace(b"--=_inner\r\n", b"--=_inner\n",
		1)), "one delimiter that ends with LF", HELD, lf=False),
	S("source-in-text", lambda k: k.signed(k.content(k.note("-----Original Message-----\nFrom: a@b.vn"
		"\nContent-Type: text/plain; charset=utf-8\n\nx"), k.file())), "the source of a mail in a text",
		good()),
]
