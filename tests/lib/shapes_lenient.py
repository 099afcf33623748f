# SPDX-License-Identifier: GPL-3.0-or-later
"""shapes_lenient - what a more lenient reader than ours would show or open: addresses in comments
and in charsets without an @, header protection written as RFC 2231 has it, CMS with bytes behind it,
a signature under another file's name."""

import base64

from . import cms, der, message as m, pki
from .expect import bad, doubt, good
from .shapes import Shape as S
from .shapes_layers import fields

OWN = pki.AGENCIES["noivu"].address.encode()
BOSS = "chu-tich@hason.example"
MISMATCH = bad("sender", sender="mismatch")
SHUT = doubt("filetype", codes=[606])


def sent(frm):
	return lambda k: k.signed(outer=k.outer(frm=frm))


def word(text, charset="utf-8"):
	return b"=?%s?B?%s?=" % (charset.encode(), base64.b64encode(text.encode(charset)))


def declared(params, outer=None, **changes):
	"""Signed with these parameters beside Content-Type; changes: of the fields inside."""
	def make(k):
		k.doc()
		content = k.content(params=params, more=fields(k, **changes))
		return k.signed(content, outer=k.outer(subject=outer) if outer else None)
	return make


def wrapped(params):
	"""Another sender in a message/rfc822 that says in RFC 2231's way that it is the mail itself."""
	def make(k):
		k.doc()
		inner = fields(k, From=BOSS, Message_ID="<khac@hason.example>") + [("MIME-Version", "1.0")]
		return k.signed(m.entity("message/rfc822" + params, m.headers(inner) + k.content()))
	return make


def program(k):
	"""A program in an opaque signature."""
	content = k.content(k.note(), m.attachment(b"MZ\x90\0" + bytes(99), "chay.exe"))
	return cms.signed_data(content, [k.signer()], detached=False)


def shut(change, name="smime.p7m", ctype="application/pkcs7-mime"):
	"""That signature as a part beside the document, changed."""
	return lambda k: k.signed(k.content(k.note(), k.file(), m.attachment(change(program(k)), name,
		ctype)))


def indefinite(blob):
	return b"\x30\x80" + blob[2 + (blob[1] & 0x7f):] + b"\0\0"


def no_signed_data(_):
	return cms.content_info(cms.SIGNED_DATA, b"\x05\0")


def named(name, *more):
	"""The signature part under this name, with more in its certificates: no signature covers it."""
	def make(k):
		content = k.content()
		blob = cms.signed_data(content, [k.signer()], certs=k.chain() + list(more))
		return k.signed(content, sig=m.signature_part(blob, name=name))
	return make


def layer(ctype, blob):
	"""Header protection beside a layer of its own, of another sender."""
	def make(k):
		k.doc()
		content = k.content()
		return k.signed(m.entity(ctype, m.b64(blob(k, content)),
			[("Content-Transfer-Encoding", "base64")] + fields(k, From=BOSS)))
	return make


def middle(k):
	"""The same beside a detached signature inside another."""
	k.doc()
	content = k.content()
	blob = cms.signed_data(content, [k.signer()])
	return k.signed(m.multipart([content, m.signature_part(blob)], "signed", params="; hp=clear; "
		'protocol="application/pkcs7-signature"; micalg=sha-256', more=fields(k, From=BOSS)))


TABLE = [
	S("lenient-comment", sent(OWN + b" (=?utf-8?q?chu-tich=40hason.example?=)"),
		"another address as an encoded word in a comment", MISMATCH),
	S("lenient-comment-base64", sent(b"<" + OWN + b"> (" + word(BOSS) + b")"),
		"the same behind angles, in base64", MISMATCH),
	S("lenient-comment-wide", sent(OWN + " (chu-tich\uff20hason.example)".encode()),
		"a full-width @ in a comment", MISMATCH),
	S("lenient-comment-quoted", sent(OWN + b" (chu-tich\\@hason.example)"),
		"a quoted @ in a comment", MISMATCH),
	S("lenient-comment-name", sent(OWN + b" (So Noi vu \\(HS\\))"), "a name in a comment is common",
		good()),
	S("lenient-utf7", sent(b"=?utf-7?Q?chu-tich+AEA-hason.example?= <" + OWN + b">"),
		"another address in UTF-7", doubt("structure", codes=[511], fields=True)),
	S("lenient-ebcdic", sent(word(BOSS, "cp037") + b" <" + OWN + b">"),
		"another address in EBCDIC", doubt("structure", codes=[511], fields=True)),
	S("lenient-gbk", sent(word("chu-tich\uff20hason.example", "gbk") + b" <" + OWN + b">"),
		"another address with a full-width @ in GBK", doubt("structure", codes=[511], fields=True)),
	S("lenient-utf16", sent(word("chu-tich\uff20hason.example", "utf-16le") + b" <" + OWN + b">"),
		"the same in UTF-16", doubt("structure", codes=[511], fields=True)),
	S("lenient-word-in-word", sent(b"=?utf-8?Q?=3D=3Futf-8=3FQ=3Fchu-tich=3D40hason.example=3F=3D?= <"
		+ OWN + b">"), "an encoded word in an encoded word", MISMATCH),
	S("lenient-hp", declared("; hp*=utf-8''clear", From=BOSS), "hp* as RFC 2231 has it, another From",
		MISMATCH),
	S("lenient-hp-pieces", declared("; hp*0=cl; hp*1=ear", From=BOSS), "hp in two pieces", MISMATCH),
	S("lenient-hp-both", declared("; hp=maybe; hp*=utf-8''clear", From=BOSS), "hp and hp*", bad(
		"sender", sender="mismatch")),
	S("lenient-v1", declared("; protected-headers*=utf-8''v1", From=BOSS), "protected-headers*",
		MISMATCH),
	S("lenient-forwarded", wrapped("; forwarded*=utf-8''no"), "forwarded*=no, another From", MISMATCH),
	S("lenient-hp-plain", declared("; hp*=utf-8''clear"), "hp*, and both headers agree", good()),
	S("lenient-hp-bytes", declared("; hp=clear", b"V\xe9 vi\xe8c", Subject=b"V\xe8 vi\xe8c"),
		"two subjects whose letters nobody can read", doubt("sender", codes=[409])),
	S("lenient-hp-middle", middle, "hp beside an inner signature, another From", MISMATCH),
	S("lenient-hp-opaque", layer("application/pkcs7-mime; hp=clear; name=smime.p7m", lambda k, content:
		cms.signed_data(content, [k.signer()], detached=False)), "hp beside an opaque layer", MISMATCH),
	S("lenient-hp-compressed", layer("application/pkcs7-mime; hp=clear; name=smime.p7z",
		lambda k, content: cms.compressed_data(content)), "hp beside compressed data", MISMATCH),
	S("lenient-trailing", shut(lambda blob: blob + b"\n"), "an opaque signature and a line end", SHUT),
	S("lenient-trailing-type", shut(lambda blob: blob + b"\n", "du_lieu.dat",
		"application/octet-stream"), "the same under another type", SHUT),
	S("lenient-trailing-ber", shut(lambda blob: indefinite(blob) + b"\n"), "the same in BER", SHUT),
	S("lenient-no-data", shut(no_signed_data), "SignedData with nothing in it", SHUT),
	S("lenient-layer", lambda k: k.signed(m.attachment(cms.signed_data(k.content(), [k.signer()],
		detached=False) + b"\n", "smime.p7m", "application/pkcs7-mime")),
		"the same as the only content", SHUT),
	S("lenient-name", named("cong_van.pdf", der.ctx(3, b"%PDF-1.4\n" + bytes(2000))),
		"the signature named as a PDF, with one in it", bad("filetype")),
	S("lenient-name-p7m", named("smime.p7m"), "the signature named .p7m", good()),
]
