# SPDX-License-Identifier: GPL-3.0-or-later
"""shapes_demo - the messages of the demo, one of each kind, in the order they arrive."""

from . import files, message as m, pdf
from .expect import bad, broken, doubt, good, unsigned
from .shapes import Shape as S


def signed_document(k):
	k.doc(due=_in_two_weeks(k))
	return k.signed()


def _in_two_weeks(k):
	from .kit import DAY, day
	return day(k.now + 14 * DAY)


def opaque_document(k):
	k.doc("tinh", type="THÔNG BÁO", notation="TB-UBND",
		subject="kết luận cuộc họp giao ban (%s)" % k.number)
	return k.opaque(label="tinh", outer=k.outer(agency="tinh"), certs=k.chain("tinh"))


def ecdsa_document(k):
	k.doc("taichinh", type="KẾ HOẠCH", notation="KH-STC", urgency="KHẨN",
		subject="kiểm kê tài sản công (%s)" % k.number)
	return k.signed(label="taichinh", outer=k.outer(agency="taichinh"))


def altered(k):
	"""The attachment is exchanged after signing, as a relay could."""
	raw = k.signed()
	other = m.b64(k.pdf(k.last_doc.but(subject="điều khác hẳn")))
	start = raw.index(b"JVBERi0")
	return raw[:start] + other + raw[raw.index(b"\r\n--", start):]


def wrapped(k):
	content = k.content()
	inner = m.signed(content, k.signer())
	return m.mail(k.outer(), m.multipart([m.text("Xin xem văn bản bên dưới.\n"), inner]))


def secret(k):
	doc = k.doc(secrecy="MẬT")
	return k.signed(outer=k.outer(subject="[MẬT] Công văn số %s" % doc.code))


def broken_mime(k):
	"""Cut in the middle of the attachment."""
	raw = k.signed()
	return raw[:raw.index(b"JVBERi0") + 900]


def auto_reply(k):
	return m.mail(k.outer(subject="Trả lời tự động: vắng mặt", more=[
		("Auto-Submitted", "auto-replied")]), m.text("Tôi đi công tác đến hết tuần.\n"))


def duplicate(k):
	"""The demo's first message once more, under its own outer headers."""
	k.begin("signed-document", 0)
	return m.replace_header(signed_document(k), "Message-ID", "<again@hason.example>")


TABLE = [
	S("signed-document", signed_document, "a signed letter with a PDF that has a text layer", good()),
	S("opaque-document", opaque_document, "signed with the content inside (smime.p7m)", good()),
	S("ecdsa-document", ecdsa_document, "signed with an ECDSA P-256 key", good()),
	S("scan", lambda k: k.signed(k.content(k.note(), k.file(pdf.scan(2, int(k.number))))),
		"signed, but the PDF is a picture",
		doubt("metadata|completeness")),
	S("other-from", lambda k: k.signed(label="taichinh"),
		"a good signature under somebody else's From", bad("sender", sender="mismatch")),
	S("altered", altered, "the attachment was exchanged after signing", broken("signature")),
	S("unsigned", lambda k: k.plain(), "the same letter without a signature", unsigned()),
	S("expired", lambda k: k.signed(label="expired"), "the signer's certificate ended long ago",
		bad("chain", chain="invalid")),
	S("revoked", lambda k: k.signed(label="revoked"), "the signer's certificate is revoked",
		bad("chain", chain="invalid")),
	S("unknown-ca", lambda k: k.signed(label="foreign", certs=[k.pki["foreign"].der,
		k.pki["other-root"].der]), "a certificate of a CA nobody configured",
		bad("chain", verdict=["bad", "doubt"], chain=["invalid", "unknown"])),
	S("wrapped", wrapped, "a signed part inside an unsigned message",
		doubt("signature|structure", verdict=["doubt", "bad"], status="partial",
			chain=["unknown", "valid"], sender="unknown")),
	S("executable", lambda k: k.signed(k.content(k.note(), k.file(files.MZ + k.name.encode()))),
		"an executable named .pdf", bad("filetype")),
	S("secret", secret, "marked MẬT in subject and document",
		bad("secrecy", verdict=["bad", "doubt"], office=["held"])),
	S("broken-mime", broken_mime, "cut off in the middle",
		broken("structure|signature|completeness", verdict=["bad", "doubt"],
			status=["invalid", "none"], chain=["unknown", "valid", "invalid"])),
	S("auto-reply", auto_reply, "an auto-reply", unsigned("loop", verdict=["doubt", "bad"],
		office=["ignored"])),
	S("duplicate", duplicate, "the first document once more", good(office=["duplicate"]), lf=False),
]
