# SPDX-License-Identifier: GPL-3.0-or-later
"""shapes_structure - broken, ambiguous, oversized mail, loops and machines."""

from . import cms, message as m
from .expect import broken, doubt, expectation, good, unsigned
from .shapes import Shape as S

# Whatever it is: a line of report, never good.
ANYTHING = expectation(["doubt", "bad"], (), ["none", "invalid", "valid", "partial"],
	["unknown", "valid", "invalid"], ["unknown", "match", "mismatch"], office=["held"])
AMBIGUOUS = expectation(["doubt", "bad"], ("structure|signature|sender|completeness|jail",),
	["none", "invalid", "valid", "partial"], ["unknown", "valid", "invalid"],
	["unknown", "match", "mismatch"], office=["held"])
MACHINE = unsigned("loop", verdict=["doubt", "bad"], office=["ignored"])


def header_added(name, value):
	"""A signed document with one more outer header line in front."""
	def make(k):
		return name.encode() + b": " + value + b"\r\n" + k.signed()
	return make


def many(k, count):
	"""Signed, with this many leaves."""
	k.doc()
	parts = [k.note(), k.file()] + [m.entity("text/plain; x=%d" % i, b"%d %s\r\n" % (i,
		k.name.encode())) for i in range(count - 2)]
	return k.signed(k.content(*parts))


def deep(k, depth):
	inner = k.content()
	for i in range(depth):
		inner = m.multipart([inner], boundary="=_deep%04d_" % i)
	return k.signed(inner)


def inside(change):
	"""The signed content changed before signing, so that the signature holds."""
	return lambda k: k.signed(change(k.content(boundary="=_inner")))


def bad_base64(content):
	at = content.index(b"JVBERi0") + 76 * 3
	return content[:at] + b"!!!%%%@@@" + content[at:]


def cut_base64(content):
	"""Padding in the middle, text after it."""
	at = content.index(b"JVBERi0") + 78 * 3
	return content[:at] + b"QQ==\r\n" + content[at:]


def no_inner_final(content):
	return content[:content.rindex(b"\r\n--=_inner--")] + b"\r\n"


def twice(line):
	"""A header line of the signed entity's document part stands twice, the second differs."""
	name = line.split(b":")[0]
	def change(content):
		at = content.index(b"\r\n" + name, content.index(b"application/pdf") - 60) + 2
		return content[:at] + line + b"\r\n" + content[at:]
	return change


def hidden(content):
	"""A part after the closing delimiter, which one reader sees and another does not."""
	return content + b"\r\n--=_inner\r\nContent-Type: application/x-msdownload\r\n" \
		b"Content-Transfer-Encoding: base64\r\n\r\nTVqQAAMAAAAEAAAA\r\n--=_inner--\r\n"


def two_boundaries(content):
	return content.replace(b'boundary="=_inner"', b'boundary="=_other"; boundary="=_inner"', 1)


def boundary_2231(content):
	return content.replace(b'boundary="=_inner"', b"boundary*0=\"=_in\"; boundary*1=\"ner\"", 1)


def boundary_word(content):
	return content.replace(b'boundary="=_inner"', b'boundary="=?utf-8?Q?=3D=5Finner?="', 1)


def unknown_cte(content):
	return content.replace(b"Content-Transfer-Encoding: base64",
		b"Content-Transfer-Encoding: x-uuencode", 1)


def uuencoded(k):
	"""A file that hides in the text."""
	return k.signed(k.content(k.note("begin 644 chay.exe\n#0V%T\n`\nend\n"), k.file()))


def tampered(k):
	raw = bytearray(k.signed())
	raw[raw.index(b"JVBERi0") + 5000] ^= 1
	return bytes(raw)


def machine(**lines):
	pairs = [(n.replace("_", "-"), v) for n, v in lines.items()]
	return lambda k: m.mail(k.outer(subject="Tự động", more=pairs), m.text("Tự động.\n"))


def bounce(k):
	raw = m.mail(k.outer(frm="Mail Delivery System <MAILER-DAEMON@hason.example>",
		subject="Undelivered Mail Returned to Sender"), m.multipart([
			m.text("Could not be delivered.\n"),
			m.entity("message/delivery-status", b"Reporting-MTA: dns; mail.hason.example\r\n\r\n"
				b"Final-Recipient: rfc822; x@hason.example\r\nAction: failed\r\n"
				b"Status: 5.1.1\r\n"),
			m.entity("message/rfc822", k.plain(m.text("Thư cũ.\n")))], "report",
			params="; report-type=delivery-status"))
	return m.replace_header(raw, "Return-Path", "<>")


def signed_auto(k):
	"""A genuine document whose system marks its mail as generated."""
	return k.signed(outer=k.outer(more=[("Auto-Submitted", "auto-generated")]))


def stranger_text(k):
	return m.mail(k.outer(frm="An <an@dan.example>", subject="Hỏi thủ tục"),
		m.text("Tôi muốn hỏi thủ tục.\n"))


TABLE = [
	S("empty", lambda k: b"", "an empty file", ANYTHING, lf=False),
	S("one-byte", lambda k: b"x", "one byte", ANYTHING, lf=False),
	S("newline", lambda k: b"\r\n", "one line end", ANYTHING),
	S("no-header", lambda k: b"\r\n" + k.content(), "no header, a body", ANYTHING),
	S("no-body", lambda k: m.headers(k.outer()), "a header and nothing else", ANYTHING),
	S("binary", lambda k: bytes(range(256)) * 20, "no mail at all", ANYTHING, lf=False),
	S("leading-blank", lambda k: b"\r\n" + k.signed(), "a blank line before a signed document",
		AMBIGUOUS),
	S("mbox-from", lambda k: b"From so-noivu@hason.example Mon Nov 16 08:00:00 2026\r\n" + k.signed(),
		"an mbox From line before a signed document", AMBIGUOUS),
	S("header-junk", lambda k: b"this is no header line\r\n" + k.signed(),
		"a line without colon in the outer header", AMBIGUOUS),
	S("header-nul", header_added("X-Nul", b"a\0b"), "a NUL byte in the outer header", AMBIGUOUS),
	S("header-cr", header_added("X-Cr", b"a\rb"), "a bare CR in the outer header", AMBIGUOUS,
		lf=False),
	S("header-long", header_added("X-Long", b"a" * 200000), "a header line of 200 KB", good()),
	S("header-many", lambda k: b"".join(b"X-%d: 1\r\n" % i for i in range(5000)) + k.signed(),
		"five thousand header lines", AMBIGUOUS),
	S("twice-content-type", header_added("Content-Type", b"text/plain"),
		"two Content-Type lines outside", AMBIGUOUS),
	S("twice-subject", header_added("Subject", "Khác".encode()), "two Subject lines",
		doubt("structure|metadata", verdict=["doubt", "bad"])),
	S("twice-date", header_added("Date", b"Mon, 1 Jan 2024 00:00:00 +0700"), "two Date lines",
		doubt("structure|metadata", verdict=["doubt", "bad"])),
	S("twice-message-id", header_added("Message-ID", b"<other@hason.example>"),
		"two Message-ID lines", doubt("structure|metadata", verdict=["doubt", "bad"])),
	S("twice-inner-type", inside(twice(b"Content-Type: text/html")),
		"two Content-Type lines on the document part", doubt("structure", verdict=["doubt", "bad"])),
	S("twice-inner-cte", inside(twice(b"Content-Transfer-Encoding: 7bit")),
		"two transfer encodings on the document part", doubt("structure", verdict=["doubt", "bad"])),
	S("bad-base64", inside(bad_base64), "characters in base64 that do not belong there",
		doubt("structure|completeness", verdict=["doubt", "bad"])),
	S("cut-base64", inside(cut_base64), "base64 goes on after its padding",
		doubt("structure|completeness", verdict=["doubt", "bad"])),
	S("no-inner-final", inside(no_inner_final), "the inner multipart is not closed",
		doubt("structure|completeness", verdict=["doubt", "bad"])),
	S("hidden-part", inside(hidden), "a part behind the closing delimiter",
		doubt("structure|filetype", verdict=["doubt", "bad"])),
	S("two-boundaries", inside(two_boundaries), "two boundary parameters",
		doubt("structure", verdict=["doubt", "bad"])),
	S("boundary-2231", inside(boundary_2231), "the boundary in RFC 2231 pieces",
		doubt("structure", verdict=["doubt", "bad"])),
	S("boundary-word", inside(boundary_word), "the boundary as an encoded word",
		doubt("structure", verdict=["doubt", "bad"])),
	S("unknown-cte", inside(unknown_cte), "an unknown transfer encoding",
		doubt("structure|completeness", verdict=["doubt", "bad"])),
	S("uuencode", uuencoded, "a uuencoded file in the text",
		doubt("structure|filetype", verdict=["doubt", "bad"])),
	S("opaque-file", lambda k: k.signed(k.content(k.note(), k.file(), m.opaque(
		m.attachment(b"MZ\x90\0" + bytes(99), "chay.exe"), k.signer()))),
		"a program in an opaque part of its own", doubt("filetype")),
	S("detached-file", lambda k: k.signed(k.content(k.note(), k.file(), m.signature_part(
		cms.signed_data(b"x", [k.signer()]), name="van-ban.p7s"))),
		"a detached signature as a file", good()),
	S("message-file", lambda k: k.signed(k.content(k.note(), k.file(), m.attachment(
		k.plain(), "thu.eml", "application/octet-stream"))),
		"a message in a file that MIME does not open", doubt("filetype")),
	S("partial", lambda k: k.signed(k.content(k.note(), k.file(), m.entity(
		"message/partial; id=a; number=1; total=2", b"Content-Type: text/plain\r\n\r\nx\r\n"))),
		"a piece of a message", doubt("structure")),
	S("external-body", lambda k: k.signed(k.content(k.note(), k.file(), m.entity(
		"message/external-body; access-type=URL; URL=\"http://a.example/b\"",
		b"Content-Type: application/pdf\r\n\r\n"))),
		"a part that stands elsewhere", doubt("structure")),
	S("uuencode-preamble", lambda k: k.signed(
		preamble=b"begin 644 chay.exe\r\n#0V%T\r\n`\r\nend\r\n"),
		"a uuencoded file before the signed part", doubt("structure")),
	S("parts-100", lambda k: many(k, 99), "a hundred leaves, the signature is one of them",
		good(fields={})),
	S("parts-101", lambda k: many(k, 100), "one leaf more than a report lists",
		expectation(["doubt", "bad"], ("structure",), ["valid", "invalid"], ["valid", "unknown"],
			["match", "unknown"])),
	S("parts-90", lambda k: many(k, 90), "ninety leaves", good(verdict=["good", "doubt"],
		office=["registered", "held"])),
	S("parts-150", lambda k: many(k, 150), "150 leaves: too much to report",
		expectation(["doubt", "bad"], ("structure|jail",), ["valid", "invalid", "none"],
			["valid", "unknown"], ["match", "unknown"])),
	S("depth-7", lambda k: deep(k, 7), "seven multiparts deep", good(verdict=["good", "doubt"],
		fields={}, office=["registered", "held"])),
	S("depth-15", lambda k: deep(k, 15), "fifteen multiparts deep",
		expectation(["doubt", "bad"], ("structure|jail",), ["valid", "invalid", "none"],
			["valid", "unknown"], ["match", "unknown"])),
	S("depth-2000", lambda k: deep(k, 2000), "two thousand multiparts deep", AMBIGUOUS),
	S("tampered", tampered, "one bit of the attachment flipped", broken("signature")),
	S("signature-garbage", lambda k: k.signed(sig=m.signature_part(b"no DER at all")),
		"the signature part is no DER", broken("signature", verdict=["bad", "doubt"])),
	S("signature-empty", lambda k: k.signed(sig=m.signature_part(b"")), "an empty signature part",
		broken("signature", verdict=["bad", "doubt"], status=["invalid", "none"])),
	S("signature-trailing", lambda k: _trailing(k), "bytes behind the CMS structure",
		expectation(["doubt", "bad"], ("signature",), ["invalid"], ["valid", "unknown"],
			["match", "unknown"])),
	S("signature-alone", lambda k: m.mail(k.outer(), m.signature_part(k.name.encode())),
		"nothing but a signature part", ANYTHING),
	S("signature-first", lambda k: _reversed(k), "the signature before the content",
		expectation(["bad", "doubt"], ("signature|structure",), ["invalid", "none", "partial"],
			["unknown", "valid"], ["unknown"])),
	S("auto-vacation", machine(Auto_Submitted="auto-replied (vacation)"), "a vacation reply",
		MACHINE),
	S("auto-precedence", machine(Precedence="bulk"), "bulk mail", unsigned("loop|signature",
		verdict=["doubt", "bad"], office=["ignored", "held"])),
	S("auto-list", machine(List_Id="<ds.hason.example>", List_Unsubscribe="<mailto:x@y.example>"),
		"mail of a list", unsigned("loop|signature", verdict=["doubt", "bad"],
			office=["ignored", "held"])),
	S("auto-suppress", machine(X_Auto_Response_Suppress="All"),
		"X-Auto-Response-Suppress in human mail is harmless", unsigned("signature")),
	S("auto-no", machine(Auto_Submitted="no"), "Auto-Submitted: no is no machine",
		unsigned("signature")),
	S("auto-own", lambda k: m.mail(k.outer(frm="robot@kimson.example", subject="Đã nhận"),
		m.text("Đã nhận.\n")), "mail from our own robot's address",
		unsigned("loop|signature", office=["ignored", "held"])),
	S("bounce", bounce, "a delivery report", unsigned("loop|signature", verdict=["doubt", "bad"],
		office=["ignored", "acted", "held"])),
	S("signed-generated", signed_auto, "a genuine document marked auto-generated",
		doubt("loop")),
	S("stranger-text", stranger_text, "a citizen's question", unsigned("signature")),
]


def _trailing(k):
	content = k.content()
	blob = cms.signed_data(content, [k.signer()])
	return k.signed(content, sig=m.signature_part(blob + b"behind it"))


def _reversed(k):
	content = k.content()
	sig = m.signature_part(cms.signed_data(content, [k.signer()]))
	return m.mail(k.outer(), m.multipart([sig, content], "signed",
		params='; protocol="application/pkcs7-signature"; micalg=sha-256'))
