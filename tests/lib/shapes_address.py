# SPDX-License-Identifier: GPL-3.0-or-later
"""shapes_address - addresses in certificates and in From that are not what they look like, and an
attacker's games with the certificates he bundles. Pitfalls, §2.1 row 10 and §2.2 "address quirks".

Every certificate is made here under the trusted intermediate, with the key of the agency or of the
stranger: only the address decides.
"""

import unicodedata

from . import der, message as m, pki
from .expect import bad, broken, doubt, good
from .shapes import Shape as S

OWN = "so-noivu@hason.example"
EVE = "eve@attacker.example"
UTF8_MAILBOX = "1.3.6.1.5.5.7.8.9"


def idna(label):
	return b"xn--".decode() + label.encode("punycode").decode()


U_DOMAIN = "nộivụ.example"
A_DOMAIN = idna("nộivụ") + ".example"


def mailbox(value, tag=0x0C):
	"""SmtpUTF8Mailbox (RFC 9598): otherName, UTF8String."""
	raw = value if isinstance(value, bytes) else value.encode()
	return der.ctx(0, der.oid(UTF8_MAILBOX) + der.ctx(0, der.tlv(tag, raw)))


def raw(value):
	return der.tlv(0x81, value if isinstance(value, bytes) else value.encode())


def certificate(k, names, stranger=False, label=None, **more):
	"""An Identity with these names in its SAN; the key is the agency's or the stranger's."""
	spec = dict(cn="Kẻ Lạ", code="MST:0999999995") if stranger else dict(agency="noivu")
	key = k.pki["attacker" if stranger else "noivu"].key
	return pki.leaf_certificate(k.pki, label or k.name, key, dict(spec, emails=names, **more))


def _signed(k, ident, frm, certs=None, more=()):
	from . import cms
	signer = cms.Signer(ident, signing_time=k.now - 3600)
	return k.signed(signer=signer, outer=k.outer(frm=frm, more=more), certs=certs)


def holds(names, frm=OWN, **more):
	"""Signed by the agency's key, certificate with these names."""
	return lambda k: _signed(k, certificate(k, names, **more), frm)


def stranger(names, frm=OWN, **more):
	return lambda k: _signed(k, certificate(k, names, True, **more), frm)


def angle(address):
	return ("So Noi vu <%s>" % address).encode()


def same_serial(k):
	"""The agency's certificate first, the stranger's under the same issuer and serial number."""
	ident = certificate(k, [EVE], True, label="noivu")
	assert ident.serial == k.pki["noivu"].serial and ident.issuer == k.pki["noivu"].issuer
	return _signed(k, ident, None, [k.pki["noivu"].der, ident.der])


def same_serial_last(k):
	ident = certificate(k, [EVE], True, label="noivu")
	return _signed(k, ident, None, [ident.der, k.pki["noivu"].der])


def same_serial_only_agency(k):
	"""The same, but only the agency's certificate comes along: the key does not fit."""
	ident = certificate(k, [EVE], True, label="noivu")
	return _signed(k, ident, None, [k.pki["noivu"].der])


def same_key_id(k):
	"""The SignerInfo names its signer by subject key identifier; the attacker's certificate claims
	the agency's."""
	from . import cms
	import hashlib
	agency = k.pki["noivu"]
	key_id = hashlib.sha1(agency.key.public_bits).digest()
	signer = cms.Signer(k.pki["attacker"], signing_time=k.now - 3600)

	def info(content):
		attrs = signer.attributes(content)
		return der.seq(der.integer(3), der.ctx(0, key_id, False), cms.keys.digest_algorithm("sha256"),
			b"\xa0" + attrs[1:], signer.key.algorithm("sha256"),
			der.octets(signer.key.sign(attrs, "sha256")))

	content = k.content()
	blob = cms.signed_data(content, [info(content)], certs=[agency.der, k.pki["attacker"].der])
	return m.mail(k.outer(), m.signed(content, signer, blob=blob))


def public_first(k):
	"""The province's and the agency's public certificates stand before the stranger's."""
	certs = [k.pki[l].der for l in ("tinh", "noivu", "g2", "attacker")]
	return _signed(k, k.pki["attacker"], None, certs)


def twice(k):
	return k.signed(certs=[k.pki["noivu"].der] * 2 + [k.pki["g2"].der])


GOOD = good()
# The sender is proved, but stands in no directory: an office holds it.
STRANGE = good(office=["held"])
MISMATCH = bad("sender", sender="mismatch")
LONG = "v" * 64 + "@" + ".".join(["d" * 63, "e" * 63, "f" * 61])
LOCAL = "vănthư@hason.example"
CYRILLIC = "sо-noivu@hason.example"		# the second letter is U+043E

TABLE = [
	# RFC 9598
	S("utf8-mailbox", holds([mailbox(LOCAL)], angle(LOCAL)), "SmtpUTF8Mailbox, From the same bytes",
		STRANGE),
	S("utf8-mailbox-beside", holds([raw(OWN), mailbox(LOCAL)], angle(LOCAL)),
		"rfc822Name and SmtpUTF8Mailbox in one certificate", STRANGE),
	S("utf8-mailbox-ascii-from", holds([raw(OWN), mailbox(LOCAL)]), "the same, From is the other",
		GOOD),
	S("utf8-mailbox-a-label", holds([mailbox("vănthư@" + A_DOMAIN)], angle("vănthư@" + U_DOMAIN)),
		"A-label in the certificate, U-label in From: equal", STRANGE),
	S("utf8-mailbox-u-label", holds([mailbox("vănthư@" + U_DOMAIN)], angle("vănthư@" + U_DOMAIN)),
		"a U-label in SmtpUTF8Mailbox (RFC 8398, withdrawn)", MISMATCH),
	S("utf8-mailbox-ascii", holds([mailbox(OWN)]), "SmtpUTF8Mailbox of ASCII alone", MISMATCH),
	S("utf8-mailbox-type", holds([mailbox(LOCAL, 0x16)], angle(LOCAL)),
		"SmtpUTF8Mailbox as IA5String", MISMATCH),
	S("utf8-mailbox-nfd", holds([mailbox(LOCAL)], angle(unicodedata.normalize("NFD", LOCAL))),
		"From in NFD, the certificate in NFC: other bytes", MISMATCH),
	S("utf8-mailbox-nfkc", holds([mailbox(LOCAL)], angle("ｖănthư@hason.example")),
		"a full-width letter in From: no NFKC", MISMATCH),
	S("utf8-mailbox-case", holds([mailbox("Vănthư@hason.example")], angle(LOCAL)),
		"UTF-8 local parts that differ in case", MISMATCH),
	S("utf8-mailbox-nul", holds([mailbox(LOCAL.encode() + b"\0.attacker.example")], angle(LOCAL)),
		"a NUL in SmtpUTF8Mailbox", MISMATCH),
	S("utf8-mailbox-bidi", holds([mailbox("văn\u202ethư@hason.example")],
		angle("văn\u202ethư@hason.example")), "a bidi control in both", MISMATCH),
	S("utf8-mailbox-zero-width", holds([mailbox("văn\u200bthư@hason.example")],
		angle("văn\u200bthư@hason.example")), "a zero-width character in both", MISMATCH),
	S("utf8-mailbox-broken", holds([mailbox(b"v\xc4n@hason.example")], angle(b"v".decode()
		+ "ăn@hason.example")), "SmtpUTF8Mailbox that is no UTF-8", MISMATCH),
	S("utf8-from-plain-cert", holds([raw(OWN)], angle(LOCAL)),
		"a UTF-8 From, the certificate has another address", MISMATCH),
	S("utf8-rfc822", holds([raw(LOCAL)], angle(LOCAL)), "UTF-8 bytes in rfc822Name: no IA5String",
		MISMATCH),
	S("u-label-from", holds([raw("so-noivu@" + A_DOMAIN)], angle("so-noivu@" + U_DOMAIN)),
		"rfc822Name with the A-label, From with the U-label", STRANGE),
	S("u-label-from-upper", holds([raw("so-noivu@" + A_DOMAIN.upper())],
		angle("so-noivu@" + U_DOMAIN)), "the A-label in capitals", STRANGE),
	S("u-label-from-nfd", holds([raw("so-noivu@" + A_DOMAIN)],
		angle("so-noivu@" + unicodedata.normalize("NFD", U_DOMAIN))), "the U-label in NFD: no U-label",
		MISMATCH),
	S("u-label-from-dot", holds([raw(OWN)], angle("so-noivu@hason。example")),
		"an ideographic full stop in the domain: no mapping", MISMATCH),
	S("u-label-homograph", stranger([raw("so-noivu@" + idna("hаson") + ".example")],
		angle("so-noivu@" + idna("hаson") + ".example")),
		"a look-alike domain, truly owned: signed by itself, known to nobody",
		good(sender="match", verdict=["good", "doubt"], office=["held"], fields={})),
	# other spellings in the SAN
	S("san-empty", holds([raw(b"")]), "an empty rfc822Name", MISMATCH),
	S("san-domain", holds([raw(".hason.example")]), "a name constraint for an address", MISMATCH),
	S("san-host", holds([raw("hason.example")]), "a host name for an address", MISMATCH),
	S("san-white", holds([raw(OWN + " ")]), "a blank behind the address", MISMATCH),
	S("san-newline", holds([raw(OWN + "\n")]), "a line end behind the address", MISMATCH),
	S("san-comma", stranger([raw("%s,%s" % (EVE, OWN))]), "two addresses and a comma in one name",
		MISMATCH),
	S("san-comma-space", stranger([raw("%s, %s" % (EVE, OWN))]), "the same with a blank", MISMATCH),
	S("san-control", stranger([raw(OWN + "\x01")]), "a control in the address", MISMATCH),
	S("san-display", stranger([raw('"%s" <%s>' % (OWN, EVE))]), "a whole mailbox in the name",
		MISMATCH),
	S("san-quoted", stranger([raw('"%s"@attacker.example' % OWN)]), "a quoted local part", MISMATCH),
	S("san-literal", stranger([raw("so-noivu@[192.0.2.7]")], angle("so-noivu@[192.0.2.7]")),
		"a domain literal in both", MISMATCH),
	S("san-latin1", stranger([raw(b"s\xf4-noivu@hason.example")]), "Latin-1 in rfc822Name", MISMATCH),
	S("san-long", holds([raw(LONG)], LONG), "254 bytes", STRANGE),
	S("san-too-long", holds([raw(LONG + "g")], LONG + "g"), "255 bytes", MISMATCH),
	S("san-tld", holds([raw("so-noivu@hason.vanphongdientu")],
		angle("so-noivu@hason.vanphongdientu")), "a long top-level domain", STRANGE),
	S("san-odd-and-right", holds([raw("x y@hason.example"), raw(OWN)]),
		"a name that is refused beside the right one", GOOD),
	S("san-wins", holds([raw("vanphong@hason.example")], subject_email=OWN),
		"SAN and emailAddress of the subject differ: the SAN wins", MISMATCH),
	S("san-odd-subject", holds([raw(b"")], subject_email=OWN),
		"an empty SAN address is no reason to ask the subject", MISMATCH),
	S("san-subject-same", holds([raw(OWN)], subject_email="vanphong@hason.example"),
		"the same, From is the SAN's", GOOD),
	S("cert-case-local", holds([raw("So-NoiVu@hason.example")]),
		"local parts that differ in case: not equal, and said so", MISMATCH),
	S("from-cyrillic", holds([raw(OWN)], angle(CYRILLIC)), "a Cyrillic letter in From", MISMATCH),
	S("from-zero-width", holds([raw(OWN)], angle("so-noivu\u200b@hason.example")),
		"a zero-width character in From", MISMATCH),
	S("from-bidi", holds([raw(OWN)], angle("so-noivu\u202e@hason.example")), "a bidi control in From",
		MISMATCH),
	S("from-nbsp", holds([raw(OWN)], angle("so-noivu\u00a0@hason.example")),
		"a no-break space in From", MISMATCH),
	S("from-display-same", holds([raw(OWN)], '"%s" <%s>' % (OWN, OWN)),
		"the display name repeats the address, as many programs write it", GOOD),
	S("from-display-same-bare", holds([raw(OWN)], "%s <%s>" % (OWN, OWN)),
		"the same without quotes", GOOD),
	S("from-display-same-word", holds([raw(OWN)], b"=?utf-8?Q?so-noivu=40hason.example?= <"
		+ OWN.encode() + b">"), "the same as an encoded word", GOOD),
	S("from-display-full-width", holds([raw(OWN)], "\"chu-tich\uff20hason.example\" <%s>".encode()
		% OWN.encode()), "another address with a full-width @ as display name", MISMATCH),
	# the bundle
	S("bundle-same-serial", same_serial, "issuer and serial of the agency, another key: agency first",
		bad("sender|signature", sender=["mismatch", "unknown"], status=["valid", "invalid"])),
	S("bundle-same-serial-last", same_serial_last, "the same, agency last",
		bad("sender|signature", sender=["mismatch", "unknown"], status=["valid", "invalid"])),
	S("bundle-same-serial-agency", same_serial_only_agency, "the same, the agency's alone",
		broken("signature")),
	S("bundle-same-key-id", same_key_id, "subject key identifier of the agency, the stranger's key",
		bad("sender|signature", verdict=["bad", "doubt"], status=["valid", "invalid", "none"],
			sender=["mismatch", "unknown"], chain=["valid", "unknown"])),
	S("bundle-public-first", public_first, "the agency's public certificate first, a stranger signs",
		MISMATCH),
	S("bundle-twice", twice, "the signer's certificate twice", GOOD),
]
