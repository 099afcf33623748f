# SPDX-License-Identifier: GPL-3.0-or-later
"""pki_chain - authorities, leaves and CRLs of the rarer rules of RFC 5280, beside those of pki.py.

All leaves have the key and the address of Sở Nội vụ; openssl ca writes neither deltas nor indirect
lists, so everything is written here.
"""

import os
import shutil

from . import der, pki

ON_HOLD, REMOVE = 6, 8
P1, P2, ANY = "1.3.6.1.4.1.99999.1", "1.3.6.1.4.1.99999.2", "2.5.29.32.0"
SMTP_UTF8 = "1.3.6.1.5.5.7.8.9"
ADDRESS, STRANGER = "so-noivu@hason.example", "eve@attacker.example"


def constraints(permitted=(), excluded=()):
	"""nameConstraints; each: (tag of GeneralName, text)."""
	def trees(n, rows):
		return [der.ctx(n, b"".join(der.seq(der.tlv(t, v.encode())) for t, v in rows))] \
			if rows else []
	return pki.extension("2.5.29.30", der.seq(*trees(0, permitted), *trees(1, excluded)), True)


def policies(*oids):
	return pki.extension("2.5.29.32", der.seq(*(der.seq(der.oid(o)) for o in oids)))


def skip_certs(n):
	return der.tlv(0x80 | n, b"\0")


EXPLICIT = pki.extension("2.5.29.36", der.seq(skip_certs(0)), True)
EXPLICIT_NO_MAPPING = pki.extension("2.5.29.36", der.seq(skip_certs(0), skip_certs(1)), True)
NO_ANY = pki.extension("2.5.29.54", der.integer(0), True)
MAPPING = pki.extension("2.5.29.33", der.seq(der.seq(der.oid(P1), der.oid(P2))), True)
UNKNOWN = pki.extension("1.3.6.1.4.1.99999.9", der.NULL, True)
EMAIL_TAG, DNS_TAG = 0x81, 0x82
HERE = [(EMAIL_TAG, "hason.example")]

# ca: issuer; exts: more extensions; usage; length: pathLenConstraint; basic: is it a CA at all
AUTHORITIES = {
	"c-delta": {}, "c-user": {}, "c-caonly": {}, "c-number": {}, "c-carried": {},
	"c-indirect": dict(crl_issuer="c-signer"),
	"c-late": {}, "c-removed": {}, "c-odd": {},
	"c-signer": dict(usage=["cRLSign"], basic=False),
	"c-nosign": dict(usage=["keyCertSign"]),
	"c-policy": dict(exts=[policies(P1), EXPLICIT]),
	"c-noany": dict(exts=[policies(P1), EXPLICIT, NO_ANY]),
	"c-map": dict(exts=[policies(P1), EXPLICIT]),
	"c-map-sub": dict(ca="c-map", exts=[policies(P1), MAPPING]),
	"c-nomap": dict(exts=[policies(P1), EXPLICIT_NO_MAPPING]),
	"c-nomap-sub": dict(ca="c-nomap", exts=[policies(P1), MAPPING]),
	"c-names": dict(exts=[constraints(HERE)]),
	"c-excluded": dict(exts=[constraints(excluded=HERE)]),
	"c-dns": dict(exts=[constraints([(DNS_TAG, "other.example")])]),
	"c-length": dict(length=0),
	"c-length-sub": dict(ca="c-length"),
	"c-nobasic": dict(basic=False),
}
# ca, and what differs: emails, subject_email, cn, exts, names (GeneralNames as DER)
LEAVES = {
	"c-delta-good": dict(ca="c-delta"), "c-delta-revoked": dict(ca="c-delta"),
	"c-delta-held": dict(ca="c-delta"), "c-delta-restored": dict(ca="c-delta"),
	"c-delta-old": dict(ca="c-delta"),
	"c-late-good": dict(ca="c-late"), "c-late-revoked": dict(ca="c-late"),
	"c-removed-leaf": dict(ca="c-removed"), "c-odd-leaf": dict(ca="c-odd"),
	"c-user-good": dict(ca="c-user"), "c-user-revoked": dict(ca="c-user"),
	"c-caonly-leaf": dict(ca="c-caonly"),
	"c-number-revoked": dict(ca="c-number"),
	"c-carried-good": dict(ca="c-carried"), "c-carried-revoked": dict(ca="c-carried"),
	"c-indirect-good": dict(ca="c-indirect"), "c-indirect-revoked": dict(ca="c-indirect"),
	"c-nosign-leaf": dict(ca="c-nosign"),
	"c-policy-none": dict(ca="c-policy"),
	"c-policy-right": dict(ca="c-policy", exts=[policies(P1)]),
	"c-policy-other": dict(ca="c-policy", exts=[policies(P2)]),
	"c-policy-any": dict(ca="c-policy", exts=[policies(ANY)]),
	"c-noany-leaf": dict(ca="c-noany", exts=[policies(ANY)]),
	"c-map-leaf": dict(ca="c-map-sub", exts=[policies(P2)]),
	"c-nomap-leaf": dict(ca="c-nomap-sub", exts=[policies(P2)]),
	"c-names-inside": dict(ca="c-names"),
	"c-names-outside": dict(ca="c-names", emails=[STRANGER]),
	"c-names-both": dict(ca="c-names", emails=[ADDRESS, STRANGER]),
	"c-names-subject": dict(ca="c-names", subject_email=STRANGER),
	"c-names-utf8": dict(ca="c-names", names=[der.ctx(0, der.oid(SMTP_UTF8)
		+ der.ctx(0, der.utf8("văn.thư@attacker.example")))]),
	"c-names-sub": dict(ca="c-names", emails=["so-noivu@sub.hason.example"]),
	"c-excluded-leaf": dict(ca="c-excluded"),
	"c-dns-leaf": dict(ca="c-dns"),
	"c-dns-cn": dict(ca="c-dns", emails=[], subject_email=ADDRESS, cn="mail.hason.example"),
	"c-length-leaf": dict(ca="c-length-sub"),
	"c-nobasic-leaf": dict(ca="c-nobasic"),
	"c-critical": dict(ca="g2", exts=[UNKNOWN]),
}


def _point(name=None, uri=None, issuer=None):
	"""A DistributionPoint."""
	inside = []
	if uri:
		inside.append(der.ctx(0, der.ctx(0, der.tlv(0x86, uri.encode()))))
	if issuer:
		inside.append(der.ctx(2, der.ctx(4, issuer)))
	return pki.extension("2.5.29.31", der.seq(der.seq(*inside)))


def _authority(p, label, key, spec):
	by = p[spec.get("ca", "root")]
	subject = pki.name((pki.C, "VN"), (pki.O, pki.AUTHORITY), (pki.CN, "CA %s" % label))
	basic = [der.boolean(True)] if spec.get("basic", True) else []
	if "length" in spec:
		basic.append(der.integer(spec["length"]))
	exts = [pki.extension("2.5.29.19", der.seq(*basic), True),
		pki._usage(spec.get("usage", ["keyCertSign", "cRLSign"]))]
	exts += pki._key_exts(key, by.key) + spec.get("exts", [])
	return pki.Identity(label, pki._certificate(label, subject, key, (by.subject, by.key),
		p.now - pki.YEAR, p.now + 5 * pki.YEAR, exts), key)


def _leaf(p, label, spec):
	agency, by, key = pki.AGENCIES["noivu"], p[spec["ca"]], p["noivu"].key
	pairs = [(pki.C, "VN"), (pki.UID, agency.code), (pki.CN, spec.get("cn", agency.name))]
	if "subject_email" in spec:
		pairs.append((pki.EMAIL, spec["subject_email"]))
	emails = spec.get("emails", [ADDRESS])
	names = [der.tlv(EMAIL_TAG, e.encode()) for e in emails] + spec.get("names", [])
	exts = [pki.extension("2.5.29.19", der.seq())] + pki._key_exts(key, by.key)
	exts += [pki._usage(pki.SIGN), pki.extension("2.5.29.37",
		der.seq(der.oid(pki.EKU["emailProtection"])))]
	if names:
		exts.append(pki.extension("2.5.29.17", der.seq(*names)))
	signer = AUTHORITIES.get(spec["ca"], {}).get("crl_issuer")
	exts.append(_point(uri="http://crl.example/%s.crl" % spec["ca"],
		issuer=p[signer].subject if signer else None))
	ident = pki.Identity(label, pki._certificate(label, pki.name(*pairs), key,
		(by.subject, by.key), p.now - 100 * pki.DAY, p.now + pki.YEAR,
		exts + spec.get("exts", [])), key)
	ident.addresses = emails + ([spec["subject_email"]] if "subject_email" in spec else [])
	return ident


def entry(serial, when, reason=None, issuer=None):
	"""One revokedCertificate; issuer: a Name, in an indirect list."""
	exts = []
	if reason is not None:
		exts.append(pki.extension("2.5.29.21", der.tlv(0x0A, bytes((reason,)))))
	if issuer is not None:
		exts.append(pki.extension("2.5.29.29", der.seq(der.ctx(4, issuer)), True))
	return der.seq(der.integer(serial), der.time(when), *([der.seq(*exts)] if exts else []))


def point(*fields):
	"""issuingDistributionPoint; fields: "user", "ca", "indirect", or a URI."""
	tags = {"user": 1, "ca": 2, "indirect": 4}
	inside = [der.ctx(0, der.ctx(0, der.tlv(0x86, f.encode()))) for f in fields if f not in tags]
	inside += [der.tlv(0x80 | tags[f], b"\xff") for f in fields if f in tags]
	return pki.extension("2.5.29.28", der.seq(*inside), True)


def crl(ca, entries, last, following, number, base=None, exts=(), key=None, akid=True):
	"""A CertificateList as DER. base: the number a delta is made for; key: another's."""
	by = key or ca.key
	algorithm = by.algorithm("sha256")
	more = [pki.extension("2.5.29.35", der.seq(der.ctx(0, pki._key_id(by), False)))] \
		if akid else []
	more.append(pki.extension("2.5.29.20", der.integer(number)))
	if base is not None:
		more.append(pki.extension("2.5.29.27", der.integer(base), True))
	body = der.seq(der.integer(1), algorithm, ca.subject, der.time(last), der.time(following),
		*([der.seq(*entries)] if entries else []), der.ctx(0, der.seq(*more, *exts)))
	return der.seq(body, algorithm, der.bits(by.sign(body)))


def _lists(p):
	"""name → DER: the CRLs of these authorities."""
	now, day = p.now, pki.DAY
	last, following, gone = now - 2 * day, now + 30 * day, now - 20 * day
	out = {ca: crl(p[ca], [], last, following, 5) for ca in AUTHORITIES
		if ca not in ("c-signer", "c-indirect", "c-nobasic")}

	def one(label, reason=None, **more):
		return entry(p[label].serial, gone, reason, **more)
	out["c-delta"] = crl(p["c-delta"], [one("c-delta-held", ON_HOLD),
		one("c-delta-restored", ON_HOLD)], last, following, 5)
	out["c-delta.4"] = crl(p["c-delta"], [one("c-delta-old")], last - day, following, 4, 3)
	# Two that fit, the older one first: the newer one counts.
	out["c-delta.6"] = crl(p["c-delta"], [one("c-delta-restored", ON_HOLD)], now - day,
		following, 6, 5)
	out["c-delta.7"] = crl(p["c-delta"], [one("c-delta-revoked", 1),
		one("c-delta-restored", REMOVE)], now - day // 2, following, 7, 5)
	out["c-late"] = crl(p["c-late"], [], now - 60 * day, now - 30 * day, 5)
	out["c-late.6"] = crl(p["c-late"], [one("c-late-revoked")], now - day, following, 6, 5)
	# What takes back must be in its time, and understood.
	out["c-removed"] = crl(p["c-removed"], [one("c-removed-leaf", ON_HOLD)], now - 9 * day,
		following, 5)
	out["c-removed.6"] = crl(p["c-removed"], [one("c-removed-leaf", REMOVE)], now - 8 * day,
		now - 7 * day, 6, 5)
	out["c-odd"] = crl(p["c-odd"], [one("c-odd-leaf", ON_HOLD)], last, following, 5)
	out["c-odd.6"] = crl(p["c-odd"], [one("c-odd-leaf", REMOVE)], now - day, following, 6, 5,
		exts=[UNKNOWN])
	out["c-user"] = crl(p["c-user"], [one("c-user-revoked")], last, following, 5,
		exts=[point("user")])
	out["c-caonly"] = crl(p["c-caonly"], [], last, following, 5, exts=[point("ca")])
	out["c-number"] = crl(p["c-number"], [one("c-number-revoked")], last, following, 9)
	out["c-number.later"] = crl(p["c-number"], [], now - day, following, 8)
	out["c-signer"] = crl(p["c-signer"], [one("c-indirect-revoked",
		issuer=p["c-indirect"].subject)], last, following, 5, exts=[point("indirect")])
	return out


def make(p, keys_for):
	"""Add everything to p. keys_for: function from {label: kind} to {label: Key}."""
	made = keys_for({label: "ec:P-256" for label in AUTHORITIES})
	for label, spec in AUTHORITIES.items():
		p.ids[label] = _authority(p, label, made[label], spec)
		pki._write(p, "intermediate", label + ".pem", data=p[label].pem)
	for label, spec in LEAVES.items():
		p.ids[label] = _leaf(p, label, spec)
		shutil.copy(p.path("keys", "noivu.key"), p.path("keys", label + ".key"))
		os.chmod(p.path("keys", label + ".key"), 0o600)
	for label, data in _lists(p).items():
		p.crls[label] = data
		pki._write(p, "crl", label + ".crl", data=data)
