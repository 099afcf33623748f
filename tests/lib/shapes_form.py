# SPDX-License-Identifier: GPL-3.0-or-later
"""shapes_form - genuine signatures in every form that mail programs and relays give them.

The forms of `multipart/signed` and `application/pkcs7-mime` that a verifier must read right, each
with CRLF and with LF line ends; some are refused although the signature holds, by our own rules.
"""

import os

from . import cms, keys, message as m
from .expect import broken, doubt, good
from .shapes import Shape as S


def holds(*verdicts, **more):
	"""Signature, chain and sender are fine; the verdict may be any of these."""
	verdicts = verdicts or ("good", "doubt")
	office = ["registered", "held"] if "good" in verdicts else ["held"]
	return good(**{**dict(verdict=verdicts, fields={}, sure=False, office=office), **more})


def ending(k, lines):
	"""The last part of the content ends with this many empty lines."""
	return k.signed(k.content(k.file(), m.text("Trân trọng %s" % k.name)[:-2] + b"\r\n" * lines))


def same_start(k):
	content = k.content(boundary="=_b1in")
	return k.signed(content, boundary="=_b1")


def false_close(k):
	note = m.entity("text/plain; charset=utf-8", b"x\r\n--=_outer--b--x\r\n--=_outerx\r\n"
		b"--=_outer y\r\n" + k.name.encode() + b"\r\n")
	return k.signed(k.content(note, k.file()), boundary="=_outer")


def padded(k):
	"""White space after the delimiters (RFC 2046 allows it)."""
	raw = k.signed(boundary="=_pad")
	return raw.replace(b"\r\n--=_pad\r\n", b"\r\n--=_pad  \t\r\n").replace(
		b"\r\n--=_pad--\r\n", b"\r\n--=_pad--\t \r\n")


def no_colon(k):
	content = k.content()
	return k.signed(b"a line that is no header\r\n" + content)


def no_part_headers(k):
	return k.signed(b"\r\nKhong co dau muc " + k.name.encode() + b"\r\n")


def raw_utf8(k):
	doc = k.doc()
	outer = [(n, v.encode() if isinstance(v, str) else v) for n, v in k.outer(
		frm="Sở Nội vụ <so-noivu@hason.example>".encode())]
	return k.signed(k.content(k.note(), k.file(name="Công văn %s.pdf" % doc.number, style="raw")),
		outer=outer)


def mixed_outer(k):
	head, body = m.split(k.signed())
	lines = head.split(b"\r\n")
	return b"\n".join(lines[:4]) + b"\n" + b"\r\n".join(lines[4:]) + b"\r\n" + body


def mixed_content(k, canonical):
	body = b"one\r\ntwo\nthree\r\n" + k.name.encode() + b"\n"
	entity = m.multipart([m.entity("text/plain", body), k.file()])
	if canonical:
		blob = cms.signed_data(m.to_crlf(entity), [k.signer()])
		return k.signed(entity, blob=blob)
	return k.signed(entity)


def encrypted(k, cipher, inner):
	"""What only the receiver can read."""
	blob = keys.openssl("cms", "-encrypt", "-binary", cipher, "-outform", "DER",
		k.pki["kimson-document"].cert_path, data=inner)
	return m.attachment(blob, "smime.p7m", "application/pkcs7-mime; smime-type=" + (
		"authEnveloped-data" if "gcm" in cipher else "enveloped-data"))


def folded(k):
	raw = k.signed(boundary="=_fold")
	return raw.replace(b'Content-Type: multipart/signed; protocol="application/pkcs7-signature"; '
		b'micalg=sha-256; boundary="=_fold"', b"Content-Type:\r\n\tmultipart/signed;\r\n "
		b'\tboundary="=_fold";\r\n  micalg=sha-256\r\n\t;\r\n '
		b'protocol="application/pkcs7-signature"', 1)


def binary_signature(k):
	content = k.content()
	blob = cms.signed_data(content, [k.signer()])
	return k.signed(content, sig=m.signature_part(blob, cte="binary"))


def opaque_octets(k):
	"""application/octet-stream, known by its file name alone."""
	return k.opaque(ctype="application/octet-stream", smime_type=None, name="smime.p7m")


def plain_part(k, data, **options):
	return k.signed(k.content(m.entity("text/plain; charset=utf-8", data,
		[("Content-Transfer-Encoding", "8bit")]), k.file(), **options))


def s_nail(k):
	"""A multipart with a preamble of its own, as s-nail writes it."""
	content = k.content(preamble=b"This is a multi-part message in MIME format.\r\n",
		epilogue=b"end of it\r\n")
	return k.signed(content, preamble=b"This is a message in MIME format.\r\n")


TABLE = [
	S("form-plain", lambda k: k.signed(certs=k.chain()), "with the intermediate sent along", good()),
	S("form-0-newlines", lambda k: ending(k, 0), "content ends without an empty line", good()),
	S("form-1-newline", lambda k: ending(k, 1), "content ends with one line end", good()),
	S("form-3-newlines", lambda k: ending(k, 3), "content ends with three line ends", good()),
	S("form-preamble", lambda k: k.signed(preamble=b"This is an S/MIME signed message\r\n\r\n"),
		"usual preamble before the first delimiter", good()),
	S("form-epilogue", lambda k: k.signed(epilogue=b"\r\n"), "an empty line after the last delimiter",
		good()),
	S("form-padding", padded, "white space after delimiters", good(verdict=["good", "doubt"])),
	S("form-4k-lines", lambda k: plain_part(k, (b"a" * 4096 + b"\r\n") * 3 + k.name.encode()
		+ b"\r\n"), "8bit with lines of 4 KB", good(verdict=["good", "doubt"])),
	S("form-100k-line", lambda k: plain_part(k, b"a" * 100000 + k.name.encode() + b"\r\n"),
		"one line of 100 KB", good(verdict=["good", "doubt"])),
	S("form-rfc822", lambda k: k.signed(k.content(k.note(), k.file(), m.entity("message/rfc822",
		k.plain(m.text("Thư cũ %s\n" % k.name))))), "a message attached, inside the signed part",
		holds()),
	S("form-nested-signed", lambda k: k.signed(m.signed(k.content(), k.signer())),
		"signed twice, one in the other", holds()),
	S("form-opaque-in-signed", lambda k: k.signed(m.opaque(k.content(), k.signer())),
		"opaque inside multipart/signed", holds()),
	S("form-encrypted-then-signed", lambda k: k.signed(encrypted(k, "-aes256", k.content())),
		"an enveloped part, signed outside", doubt(encrypted=True, fields={}, sure=False)),
	S("form-signed-then-encrypted", lambda k: m.mail(k.outer(), encrypted(k, "-aes256",
		m.signed(k.content(), k.signer()))), "a signed entity, enveloped (CBC)",
		doubt(encrypted=True, status="none", chain="unknown", sender="unknown"), lf=False),
	S("form-auth-enveloped", lambda k: m.mail(k.outer(), encrypted(k, "-aes-256-gcm",
		m.signed(k.content(), k.signer()))), "a signed entity, enveloped (GCM)",
		doubt(encrypted=True, status="none", chain="unknown", sender="unknown"), lf=False),
	S("form-nul", lambda k: plain_part(k, b"a\0b " + k.name.encode() + b"\r\n"),
		"a NUL byte in the text", holds("doubt", "bad", "good", office=["held"])),
	S("form-raw-utf8", raw_utf8, "header lines in bare UTF-8", good(verdict=["good", "doubt"])),
	S("form-no-part-headers", no_part_headers, "the signed part has no header line",
		holds("doubt")),
	S("form-empty-body", lambda k: k.signed(m.entity("text/plain; x=" + k.name, b"")),
		"the signed part is empty", holds("doubt", "bad", office=["held"])),
	S("form-from-dots", lambda k: plain_part(k, b"From here\r\n.\r\n..\r\n" + k.name.encode()
		+ b"\r\n"), "lines with From and dots", good()),
	S("form-folded", folded, "Content-Type folded oddly", good()),
	S("form-empty-headers", lambda k: k.signed(outer=k.outer(more=[("X-Empty", b""),
		("X-Twice", "1"), ("X-Twice", "2")])), "empty and repeated unknown headers", good()),
	S("form-boundary-specials", lambda k: k.signed(boundary="=_a'()+,-./:=?b c"),
		"a quoted boundary with every special character", good()),
	S("form-mixed-header", mixed_outer, "LF and CRLF mixed in the outer header",
		good(verdict=["good", "doubt"])),
	S("form-ec", lambda k: k.signed(label="noivu-p384", signer=k.signer("noivu-p384", md="sha384")),
		"ECDSA P-384 with SHA-384", good()),
	S("form-rsa-3072", lambda k: k.signed(label="noivu-3072"), "RSA-3072", good()),
	S("form-sha384", lambda k: k.signed(signer=k.signer(md="sha384")), "RSA with SHA-384", good()),
	S("form-sha512", lambda k: k.signed(signer=k.signer(md="sha512")), "RSA with SHA-512", good()),
	S("form-pss-padding", lambda k: k.signed(signer=k.signer(pss=True)),
		"an ordinary RSA key with PSS padding", good()),
	S("form-pss-key", lambda k: k.signed(label="noivu-pss"), "a certificate with an RSASSA-PSS key",
		good()),
	S("form-x-pkcs7-signature", lambda k: k.signed(ctype="application/x-pkcs7-signature"),
		"the old type name", good()),
	S("form-same-start", same_start, "inner boundary = outer one and a suffix", good()),
	S("form-false-close", false_close, "lines that only look like delimiters", good()),
	S("form-third-part", lambda k: k.signed(third=m.text("Một phần nữa.\n")),
		"a third part after the signature (RFC 1847: exactly two)",
		doubt("structure|signature", verdict=["doubt", "bad"], status=["valid", "partial", "invalid"],
			sender=["match", "unknown"], chain=["valid", "unknown"])),
	S("form-no-final", lambda k: k.signed(final=False), "the final delimiter is missing",
		doubt("structure|completeness", verdict=["doubt", "bad"], status=["valid", "invalid"],
			sender=["match", "unknown"])),
	S("form-binary-signature", binary_signature, "the signature part in binary",
		good(verdict=["good", "doubt"]), lf=False),
	S("form-s-nail", s_nail, "preamble and epilogue inside the signed multipart",
		good(verdict=["good", "doubt"])),
	S("form-no-colon", no_colon, "a header line without a colon in the signed part",
		holds("doubt", "bad", "good")),
	S("form-mixed-raw", lambda k: mixed_content(k, False), "mixed line ends, signed as they are",
		good(verdict=["good", "doubt"]), lf=broken("signature")),
	S("form-mixed-canonical", lambda k: mixed_content(k, True),
		"mixed line ends, signed in canonical form", good(verdict=["good", "doubt"])),
	S("form-micalg-wrong", lambda k: k.signed(micalg="md5"), "micalg names another digest",
		good(verdict=["good", "doubt"])),
	S("form-opaque", lambda k: k.opaque(), "application/pkcs7-mime", good()),
	S("form-x-opaque", lambda k: k.opaque(ctype="application/x-pkcs7-mime"), "its old type name",
		good()),
	S("form-opaque-octets", opaque_octets, "application/octet-stream with smime.p7m", good()),
	S("form-opaque-no-type", lambda k: k.opaque(smime_type=None), "without smime-type", good()),
	S("form-opaque-ec", lambda k: k.opaque(label="noivu-p384"), "opaque with ECDSA", good()),
	S("form-opaque-pss", lambda k: k.opaque(label="noivu-pss"), "opaque with RSASSA-PSS", good()),
	S("form-opaque-binary", lambda k: k.opaque(cte="binary"), "opaque, in binary",
		good(verdict=["good", "doubt"]), lf=False),
	S("form-certs-only", lambda k: m.mail(k.outer(), m.opaque(b"", [], blob=cms.signed_data(b"", [],
		certs=k.chain()), smime_type="certs-only", name="smime.p7c")), "certificates only, no signer",
		doubt("signature", verdict=["doubt", "bad"], status=["none", "invalid"], chain="unknown",
			sender="unknown")),
	S("form-random-p7m", lambda k: m.mail(k.outer(), m.opaque(b"", [], blob=os.urandom(300))),
		"smime.p7m that is no DER", broken("signature|structure", verdict=["bad", "doubt"],
			status=["invalid", "none"])),
	S("form-openssl", lambda k: m.mail(k.outer(), keys.openssl("cms", "-sign", "-signer",
		k.pki["noivu"].cert_path, "-inkey", k.pki["noivu"].key_path, "-binary", "-crlfeol",
		data=k.content()).split(b"MIME-Version: 1.0\r\n", 1)[1]), "written by the openssl command",
		good(verdict=["good", "doubt"]), lf=False),
	S("form-two-recipients", lambda k: k.signed(outer=k.outer(
		to="vanthu@kimson.example, vanthu@tanson.example")), "to both own agencies", good()),
]
