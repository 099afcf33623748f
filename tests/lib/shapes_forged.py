# SPDX-License-Identifier: GPL-3.0-or-later
"""shapes_forged - what must never register by itself: forged, weak, stale, replayed signatures."""

from . import cms, der, message as m, pki
from .expect import bad, broken, doubt, good
from .kit import DAY, HOUR
from .shapes import Shape as S

NEVER = ["doubt", "bad"]


def refused(*checks, **more):
	"""Cryptographically sound or not, the issue only says that it must not register by itself."""
	return bad(*(checks or ("signature|structure",)), **{**dict(verdict=["bad", "doubt"],
		status=["invalid", "valid"], sender=["unknown", "match"],
		chain=["valid", "unknown", "invalid"]), **more})


def blob_mail(k, content, blob):
	return m.mail(k.outer(), m.signed(content, k.signer(), blob=blob))


def two_signers(k, second):
	content = k.content()
	return k.signed(content, signer=[k.signer(), k.signer(second)])


def zero_signers(k):
	content = k.content()
	return blob_mail(k, content, cms.signed_data(content, [], certs=k.chain()))


def stripped_detached(k):
	attrs, blob = cms.strip_attributes(k.content(), k.signer())
	return m.mail(k.outer(), m.signed(attrs, k.signer(), blob=blob))


def stripped_opaque(k):
	blob = cms.strip_attributes_opaque(k.content(), k.signer())
	return m.mail(k.outer(), m.opaque(b"", k.signer(), blob=blob))


def mixed_attrs(k):
	"""One SignerInfo with and one without signed attributes."""
	content = k.content()
	return k.signed(content, signer=[k.signer(), k.signer(attrs=False)])


def detached_with_content(k, embed):
	content = k.content()
	return blob_mail(k, content, cms.signed_data(content, [k.signer()],
		embed=embed if embed is not None else content))


def confused(k):
	"""multipart/signed shows one text, the SignedData carries another that is genuinely signed."""
	genuine = k.content()
	shown = k.content(m.text("Nội dung giả.\n"), k.file())
	return blob_mail(k, shown, cms.signed_data(genuine, [k.signer()], detached=False))


def opaque_without_content(k):
	content = k.content()
	return m.mail(k.outer(), m.opaque(content, k.signer(), blob=cms.signed_data(content,
		[k.signer()])))


def bundle(k, count):
	"""The signer's certificate and so many others."""
	others = [i.der for label, i in k.pki.ids.items() if label != "noivu"]
	while len(others) < count:
		others.append(others[-1][:-1] + bytes(((others[-1][-1] + 1) % 256,)))
	return k.signed(certs=[k.pki["noivu"].der] + others[:count])


def attacker(k, first):
	"""Signed by a stranger; the certificate of the agency in From is bundled."""
	certs = [k.pki["noivu"].der, k.pki["attacker"].der]
	return k.signed(label="attacker", certs=certs if first else certs[::-1])


def stolen_name(k):
	"""The SignerInfo names the agency's certificate, the key is a stranger's."""
	return k.signed(signer=k.signer(key=k.pki["attacker"].key))


def own_crl(k, ca, label, **options):
	"""A CRL carried in the message."""
	now = k.now
	crl = pki.make_crl(k.pki[options.pop("by", ca)], [], options.pop("last", now - HOUR),
		options.pop("following", now + DAY), options.pop("number", 2))
	return k.signed(label=label, crls=[crl], **options)


def wrong_digest(k):
	return k.signed(signer=k.signer(digest=bytes(32)))


def other_content_type(k):
	return k.signed(signer=k.signer(econtent_type="1.2.840.113549.1.9.16.1.4"))


def two_values(k):
	"""messageDigest with two values: the right one and another."""
	content = k.content()
	signer = k.signer(leave_out=(cms.MESSAGE_DIGEST,))
	import hashlib
	signer.extra = (cms.attribute(cms.MESSAGE_DIGEST, der.octets(hashlib.sha256(content).digest()),
		der.octets(bytes(32))),)
	return k.signed(content, signer=signer)


def replay(k):
	"""The first demo message under new outer headers, as if it were another one."""
	k.begin("signed-document", 0)
	from .shapes_demo import signed_document
	raw = signed_document(k)
	raw = m.replace_header(raw, "Subject", "Công văn số 999/SNV-VP về việc khác")
	raw = m.replace_header(raw, "Date", m.date(k.now))
	return m.replace_header(raw, "Message-ID", "<replay@hason.example>")


def notice(k):
	"""A notice of a vanthu: the purpose stands inside the signed entity."""
	content = k.content(more=[("X-Vanthu-Purpose", "notice")])
	return k.signed(content, label="noivu")


def purpose_inner(k):
	"""The same header one level deeper, still signed."""
	return k.signed(k.content(b"X-Vanthu-Purpose: notice\r\n" + k.note(), k.file()))


def reencoded(k):
	"""A relay writes the signed text part anew, as quoted-printable → base64."""
	content = k.content()
	raw = k.signed(content)
	other = k.content(k.note(cte="base64"), k.file())
	return raw.replace(content, other)


def list_footer(k):
	"""A list wraps the message and adds its footer."""
	inner = m.signed(k.content(), k.signer())
	return m.mail(k.outer(more=[("List-Id", "<cb.hason.example>"), ("Precedence", "list")]),
		m.multipart([inner, m.text("--\nDanh sách thư cán bộ\n")]))


def footer_inside(k):
	"""A footer appended to the signed text part."""
	content = k.content(m.text("Văn bản %s.\n" % k.name, cte="8bit"), k.file())
	mark = b".\r\n"
	at = content.index(mark) + len(mark)
	raw = k.signed(content)
	return raw.replace(content, content[:at] + b"-- \r\nDa quet virus\r\n" + content[at:])


def doubtful_time(seconds):
	def make(k):
		return k.signed(signer=k.signer(signing_time=None if seconds is None
			else k.now + seconds))
	return make


TIME = doubt("signature|metadata|sender|chain", fields=True)

TABLE = [
	S("forged-two-signers", lambda k: two_signers(k, "tinh"), "two SignerInfos", refused()),
	S("forged-two-signers-foreign", lambda k: two_signers(k, "attacker-foreign"),
		"a stranger's SignerInfo added", refused()),
	S("forged-zero-signers", zero_signers, "no SignerInfo at all",
		broken("signature", verdict=["bad", "doubt"], status=["invalid", "none"])),
	S("forged-no-attrs", lambda k: k.signed(signer=k.signer(attrs=False)), "no signedAttrs",
		refused()),
	S("forged-stripped", stripped_detached, "signedAttrs stripped, now the detached content",
		refused(), lf=refused()),
	S("forged-stripped-opaque", stripped_opaque, "signedAttrs stripped, now the eContent",
		refused()),
	S("forged-mixed-attrs", mixed_attrs, "one signer with and one without attributes", refused()),
	S("forged-no-digest", lambda k: k.signed(signer=k.signer(leave_out=(cms.MESSAGE_DIGEST,))),
		"signedAttrs without messageDigest", refused()),
	S("forged-no-content-type", lambda k: k.signed(signer=k.signer(leave_out=(cms.CONTENT_TYPE,))),
		"signedAttrs without contentType", refused()),
	S("forged-wrong-digest", wrong_digest, "messageDigest of something else", broken("signature")),
	S("forged-other-content-type", other_content_type, "contentType of another content", refused()),
	S("forged-two-digests", two_values, "messageDigest with two values", refused()),
	S("forged-detached-with-content", lambda k: detached_with_content(k, None),
		"detached form with the same eContent", refused()),
	S("forged-detached-other-content", lambda k: detached_with_content(k, b"other\r\n"),
		"detached form with another eContent", refused()),
	S("forged-confused", confused, "genuine eContent, another text shown", refused()),
	S("forged-opaque-empty", opaque_without_content, "opaque form without eContent", refused(
		sender="unknown", status=["invalid", "none"])),
	S("forged-sha1", lambda k: k.signed(signer=k.signer(md="sha1")), "SHA-1 digest",
		broken("signature")),
	S("forged-md5", lambda k: k.signed(signer=k.signer(md="md5")), "MD5 digest",
		broken("signature")),
	S("forged-rsa-1024", lambda k: k.signed(label="rsa-1024"), "an RSA key of 1024 bits",
		refused("signature|chain")),
	S("forged-sha1-cert", lambda k: k.signed(label="sha1-cert"), "certificate signed with SHA-1",
		bad("chain|signature", verdict=["bad", "doubt"], chain="invalid",
			status=["valid", "invalid"], sender=["match", "unknown"])),
	S("forged-sha1-ca", lambda k: k.signed(label="sha1-ca"), "intermediate signed with SHA-1",
		bad("chain|signature", verdict=["bad", "doubt"], chain="invalid",
			status=["valid", "invalid"], sender=["match", "unknown"])),
	S("old-anchor", lambda k: k.signed(label="old-anchor"),
		"under a root that signed itself with SHA-1: anchors are excepted", good()),
	S("forged-stolen-name", stolen_name, "names the agency's certificate, another key",
		broken("signature")),
	S("bundle-20", lambda k: bundle(k, 20), "twenty other certificates: the limit",
		good(verdict=["good"])),
	S("bundle-21", lambda k: bundle(k, 21), "twenty-one other certificates", refused(
		"signature|structure|chain|jail")),
	S("bundle-200", lambda k: bundle(k, 200), "two hundred other certificates", refused(
		"signature|structure|chain|jail")),
	S("bundle-attacker", lambda k: attacker(k, False), "the From's certificate is bundled",
		bad("sender", sender="mismatch")),
	S("bundle-attacker-first", lambda k: attacker(k, True), "the same, in first place",
		bad("sender", sender="mismatch")),
	S("no-certificate", lambda k: k.signed(certs=[]), "no certificate in the message",
		refused(status=["invalid", "none", "valid"], sure=False, sender=["unknown", "match"],
			chain=["unknown", "valid"])),
	S("self-signed", lambda k: k.signed(label="self-signed"), "a self-signed certificate",
		bad("chain", verdict=["bad", "doubt"], chain=["invalid", "unknown"])),
	S("eku-server", lambda k: k.signed(label="server-auth"), "extended key usage serverAuth only",
		bad("chain|signature", chain=["invalid", "valid"], status=["valid", "invalid"],
			sender=["match", "unknown"])),
	S("eku-none", lambda k: k.signed(label="no-eku"), "no extended key usage", good()),
	S("usage-encipher", lambda k: k.signed(label="encipher-only"), "keyEncipherment only",
		bad("chain|signature", chain=["invalid", "valid"], status=["valid", "invalid"],
			sender=["match", "unknown"])),
	S("usage-non-repudiation", lambda k: k.signed(label="non-repudiation"), "nonRepudiation only",
		good()),
	S("usage-none", lambda k: k.signed(label="no-usage"), "no key usage in the certificate",
		good(verdict=["good", "doubt", "bad"], chain=["valid", "invalid"],
			status=["valid", "invalid"], sender=["match", "unknown"], sure=False,
			office=["registered", "held", "refused"])),
	S("revoked-intermediate", lambda k: k.signed(label="revoked-ca"), "a revoked intermediate",
		bad("chain", chain="invalid")),
	S("expired-intermediate", lambda k: k.signed(label="expired-ca"), "an intermediate that ended",
		bad("chain", chain="invalid")),
	S("crl-missing", lambda k: k.signed(label="no-crl"), "no CRL of the issuer",
		doubt("chain", chain="unknown")),
	S("crl-stale", lambda k: k.signed(label="stale-crl"), "the issuer's CRL is out of date",
		doubt("chain", chain=["unknown", "invalid"])),
	S("crl-carried", lambda k: own_crl(k, "ca-nocrl", "no-crl"), "the missing CRL comes along",
		good()),
	S("crl-carried-fresh", lambda k: own_crl(k, "ca-stale", "stale-crl"), "a fresh CRL comes along",
		good()),
	S("crl-carried-forged", lambda k: own_crl(k, "ca-nocrl", "no-crl", by="attacker"),
		"a CRL by a stranger comes along", doubt("chain", chain="unknown")),
	S("crl-carried-older", lambda k: own_crl(k, "g2", "revoked", last=k.now - 30 * DAY,
		following=k.now + DAY, number=0), "an older CRL comes along with a revoked certificate",
		bad("chain", chain="invalid")),
	S("not-yet-valid", lambda k: k.signed(label="future"), "the certificate begins in a month",
		bad("chain", chain="invalid", verdict=["bad", "doubt"])),
	S("time-absent", doubtful_time(None), "no signingTime", TIME),
	S("time-4-minutes", doubtful_time(240), "signingTime four minutes in the future", good()),
	S("time-future", doubtful_time(600), "signingTime ten minutes in the future", TIME),
	S("time-9-days", doubtful_time(-9 * DAY), "signed nine days ago", good()),
	S("time-11-days", doubtful_time(-11 * DAY), "signed eleven days ago", TIME),
	S("expired-since", lambda k: k.signed(label="expired-yesterday",
		signer=k.signer("expired-yesterday", signing_time=k.now - 3 * DAY)),
		"ended yesterday, valid when it signed", doubt("chain", chain=["invalid", "valid"])),
	S("expired-since-old", lambda k: k.signed(label="expired-yesterday",
		signer=k.signer("expired-yesterday", signing_time=k.now - 20 * DAY)),
		"ended yesterday, signed longer ago than max-age", bad("chain", chain="invalid")),
	S("expired-since-now", lambda k: k.signed(label="expired-yesterday"),
		"ended yesterday, signed after that", bad("chain", chain="invalid")),
	S("expired-since-no-time", lambda k: k.signed(label="expired-yesterday",
		signer=k.signer("expired-yesterday", signing_time=None)),
		"ended yesterday, no signingTime", bad("chain", chain="invalid")),
	S("replay", replay, "an earlier signed part under new outer headers",
		good(fields={}, office=["duplicate"], verdict=["good", "doubt"]), lf=False),
	S("notice", notice, "signed bytes say X-Vanthu-Purpose: notice",
		doubt("loop", verdict=["doubt", "bad"], office=["ignored", "held", "acted", "refused"])),
	S("notice-inner", purpose_inner, "the same in an inner part",
		doubt("loop", verdict=["doubt", "bad"], office=["ignored", "held", "acted", "refused"])),
	S("re-encoded", reencoded, "a relay encoded the text anew", broken("signature")),
	S("list-footer", list_footer, "a list wrapped it and added a footer",
		doubt("structure|signature|loop", verdict=NEVER, status="partial",
			chain=["unknown", "valid"], sender="unknown")),
	S("footer-inside", footer_inside, "a footer inside the signed text", doubt("signature",
		status="invalid", sender="unknown")),
]
