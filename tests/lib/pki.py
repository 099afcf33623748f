# SPDX-License-Identifier: GPL-3.0-or-later
"""pki - a throw-away PKI of the shape Vietnamese offices have (issuer names, UID=MST:/MNS:, EKU).

make(DIR) writes trust/ intermediate/ crl/ (what an office is configured with), certs/ and keys/.
All dates are relative to `now`, so the material can be made at any time.
"""

import base64
import concurrent.futures
import hashlib
import json
import os
import time

from . import der, keys

DAY = 86400
YEAR = 365 * DAY
CN, C, O, OU, L, ST = "2.5.4.3", "2.5.4.6", "2.5.4.10", "2.5.4.11", "2.5.4.7", "2.5.4.8"
UID = "0.9.2342.19200300.100.1.1"
EMAIL = "1.2.840.113549.1.9.1"
EKU = {
	"clientAuth": "1.3.6.1.5.5.7.3.2",
	"serverAuth": "1.3.6.1.5.5.7.3.1",
	"emailProtection": "1.3.6.1.5.5.7.3.4",
	"smartcardLogon": "1.3.6.1.4.1.311.20.2.2",
	"timeStamping": "1.3.6.1.5.5.7.3.8",
}
USAGE = {"digitalSignature": 0, "nonRepudiation": 1, "keyEncipherment": 2, "dataEncipherment": 3,
	"keyAgreement": 4, "keyCertSign": 5, "cRLSign": 6}
AUTHORITY = "Ban Cơ yếu Chính phủ (thử nghiệm)"
SIGN = ("digitalSignature", "nonRepudiation")
PURPOSES = ("clientAuth", "emailProtection", "smartcardLogon")


def name(*pairs):
	"""A Name; country and e-mail have their own string types."""
	kinds = {C: der.printable, EMAIL: der.ia5}
	return der.seq(*(der.set_of(der.seq(der.oid(o), kinds.get(o, der.utf8)(v))) for o, v in pairs))


def pem(label, body):
	text = base64.encodebytes(body).replace(b"\n", b"")
	lines = [text[i:i + 64] for i in range(0, len(text), 64)]
	return b"\n".join([b"-----BEGIN %s-----" % label.encode()] + lines
		+ [b"-----END %s-----" % label.encode(), b""])


def extension(oid, value, critical=False):
	return der.seq(der.oid(oid), *([der.boolean(True)] if critical else []), der.octets(value))


class Identity:
	"""A certificate with its private key. der, pem, subject, issuer, serial, addresses, key."""

	def __init__(self, label, cert, key):
		self.label = label
		self.der = cert
		self.key = key
		self.pem = pem("CERTIFICATE", cert)
		fields = der.children(der.children(der.read(cert)[1])[0][1])
		self.serial_der = fields[1][2]
		self.serial = int.from_bytes(fields[1][1], "big")
		self.issuer = fields[3][2]
		self.subject = fields[5][2]
		self.sha256 = hashlib.sha256(cert).hexdigest()
		self.addresses = []
		self.cert_path = None

	@property
	def address(self):
		return self.addresses[0] if self.addresses else None

	@property
	def key_path(self):
		return self.key.path


class Agency:
	"""An office of the invented province: short id, name, superior, address, code, and the
	abbreviation its documents carry."""

	def __init__(self, ident, title, superior, address, code, short, place, head):
		self.id = ident
		self.name = title
		self.superior = superior
		self.address = address
		self.code = code
		self.short = short
		self.place = place
		self.head = head		# (lines above the name, the name)


AGENCIES = {a.id: a for a in (
	Agency("kimson", "Ủy ban nhân dân xã Kim Sơn", "Huyện Hà Trung", "vanthu@kimson.example",
		"MNS:1101001", "UBND", "Kim Sơn", (("TM. ỦY BAN NHÂN DÂN", "CHỦ TỊCH"), "Lê Văn Bình")),
	Agency("tanson", "Ủy ban nhân dân xã Tân Sơn", "Huyện Hà Trung", "vanthu@tanson.example",
		"MNS:1101002", "UBND", "Tân Sơn", (("TM. ỦY BAN NHÂN DÂN", "CHỦ TỊCH"), "Phạm Thị Cúc")),
	Agency("noivu", "Sở Nội vụ", "Ủy ban nhân dân tỉnh Hà Sơn", "so-noivu@hason.example",
		"MST:0100112001", "SNV", "Hà Sơn",
		(("KT. GIÁM ĐỐC", "PHÓ GIÁM ĐỐC"), "Nguyễn Thị Dung")),
	Agency("tinh", "Ủy ban nhân dân tỉnh Hà Sơn", None, "ubnd@hason.example",
		"MST:0100112000", "UBND", "Hà Sơn",
		(("TM. ỦY BAN NHÂN DÂN", "KT. CHỦ TỊCH", "PHÓ CHỦ TỊCH"), "Trần Quốc Hùng")),
	Agency("taichinh", "Sở Tài chính", "Ủy ban nhân dân tỉnh Hà Sơn",
		"so-taichinh@hason.example", "MST:0100112002", "STC", "Hà Sơn",
		(("GIÁM ĐỐC",), "Đỗ Minh Quân")),
)}

# label: agency and key; what else differs from an ordinary certificate of that agency
LEAVES = {
	"noivu": dict(agency="noivu"),
	"tinh": dict(agency="tinh"),
	"taichinh": dict(agency="taichinh", kind="ec:P-256"),
	"noivu-renewed": dict(agency="noivu"),
	"noivu-3072": dict(agency="noivu", kind="rsa:3072"),
	"noivu-p384": dict(agency="noivu", kind="ec:P-384"),
	"noivu-pss": dict(agency="noivu", kind="pss:2048"),
	"kimson-notice": dict(agency="kimson", emails=["robot@kimson.example"], what="thông báo"),
	"kimson-document": dict(agency="kimson"),
	"tanson-notice": dict(agency="tanson", emails=["robot@tanson.example"], what="thông báo"),
	"tanson-document": dict(agency="tanson"),
	"expired": dict(agency="noivu", start=-3 * YEAR, end=-400 * DAY),
	"expired-yesterday": dict(agency="noivu", start=-3 * YEAR, end=-DAY),
	"future": dict(agency="noivu", start=30 * DAY, end=400 * DAY),
	"revoked": dict(agency="noivu", revoked=True),
	"revoked-ca": dict(agency="noivu", ca="ca-revoked"),
	"expired-ca": dict(agency="noivu", ca="ca-expired"),
	"no-crl": dict(agency="noivu", ca="ca-nocrl"),
	"stale-crl": dict(agency="noivu", ca="ca-stale"),
	"foreign": dict(agency="noivu", ca="other-root"),
	"attacker": dict(emails=["eve@attacker.example"], cn="Công ty Kẻ Lạ", code="MST:0999999999"),
	"attacker-foreign": dict(emails=["eve@attacker.example"], cn="Kẻ Lạ", code="MST:0999999998",
		ca="other-root"),
	"server-auth": dict(agency="noivu", eku=["serverAuth"]),
	"no-eku": dict(agency="noivu", eku=None),
	"encipher-only": dict(agency="noivu", usage=["keyEncipherment"]),
	"non-repudiation": dict(agency="noivu", usage=["nonRepudiation"]),
	"no-usage": dict(agency="noivu", usage=None),
	"no-email": dict(agency="noivu", emails=[]),
	"email-subject": dict(agency="noivu", emails=[], subject_email="so-noivu@hason.example"),
	"several": dict(agency="noivu", emails=["vanphong@hason.example", "so-noivu@hason.example"]),
	"upper-domain": dict(agency="noivu", emails=["so-noivu@HaSon.EXAMPLE"]),
	"upper-local": dict(agency="noivu", emails=["So-NoiVu@hason.example"]),
	"two-in-one": dict(emails=["eve@attacker.example, email:so-noivu@hason.example"],
		cn="Kẻ Lạ", code="MST:0999999997"),
	"nul-in-san": dict(emails=["so-noivu@hason.example\0.attacker.example"],
		cn="Kẻ Lạ", code="MST:0999999996"),
	"sha1-cert": dict(agency="noivu", md="sha1"),
	"sha1-ca": dict(agency="noivu", ca="ca-sha1"),
	"old-anchor": dict(agency="noivu", ca="old-root"),
	"rsa-1024": dict(agency="noivu", kind="rsa:1024"),
	"self-signed": dict(agency="noivu", ca=None),
}

AUTHORITIES = {
	"root": dict(cn="CA gốc thử nghiệm", ca=None),
	"other-root": dict(cn="CA gốc lạ", ca=None, org="Công ty Lạ"),
	"g2": dict(cn="CA phục vụ các cơ quan Nhà nước G2 (thử nghiệm)", ca="root"),
	"ca-revoked": dict(cn="CA đã bị thu hồi (thử nghiệm)", ca="root", revoked=True),
	"ca-expired": dict(cn="CA đã hết hạn (thử nghiệm)", ca="root", end=-10 * DAY),
	"ca-nocrl": dict(cn="CA không có danh sách thu hồi (thử nghiệm)", ca="root"),
	"ca-stale": dict(cn="CA có danh sách thu hồi quá hạn (thử nghiệm)", ca="root"),
	"ca-sha1": dict(cn="CA ký bằng SHA-1 (thử nghiệm)", ca="root", md="sha1"),
	"old-root": dict(cn="CA gốc cũ tự ký bằng SHA-1 (thử nghiệm)", ca=None, md="sha1"),
}
FAST = {a: "ec:P-256" for a in ("ca-revoked", "ca-expired", "ca-nocrl", "ca-stale", "ca-sha1")}


class Pki:
	def __init__(self, folder, now):
		self.folder = folder
		self.now = now
		self.ids = {}
		self.crls = {}

	def __getitem__(self, label):
		return self.ids[label]

	def path(self, *parts):
		return os.path.join(self.folder, *parts)

	@property
	def trust(self):
		return self.path("trust")

	@property
	def intermediate(self):
		return self.path("intermediate")

	@property
	def crl(self):
		return self.path("crl")


def _serial(label):
	return int.from_bytes(b"\x54" + hashlib.sha256(label.encode()).digest()[:15], "big")


def _certificate(label, subject, key, issuer, start, end, exts, md="sha256"):
	"""issuer: (Name, Key) of who signs."""
	by, by_key = issuer
	algorithm = by_key.algorithm(md)
	body = der.seq(der.ctx(0, der.integer(2)), der.integer(_serial(label)), algorithm, by,
		der.seq(der.time(start), der.time(end)), subject, key.spki,
		der.ctx(3, der.seq(*exts)))
	return der.seq(body, algorithm, der.bits(by_key.sign(body, md)))


def _key_id(key):
	return hashlib.sha1(key.public_bits).digest()


def _key_exts(key, issuer_key):
	return [extension("2.5.29.14", der.octets(_key_id(key))),
		extension("2.5.29.35", der.seq(der.ctx(0, _key_id(issuer_key), False)))]


def _usage(usage):
	return extension("2.5.29.15", der.named_bits([USAGE[u] for u in usage]), True)


def _authority(p, label, key, spec):
	by = p.ids.get(spec["ca"]) if spec["ca"] else None
	subject = name((C, "VN"), (O, spec.get("org", AUTHORITY)), (CN, spec["cn"]))
	issuer = (by.subject, by.key) if by else (subject, key)
	exts = [extension("2.5.29.19", der.seq(der.boolean(True)), True),
		_usage(["keyCertSign", "cRLSign"])] + _key_exts(key, issuer[1])
	if by:
		exts.append(_distribution(spec["ca"]))
	cert = _certificate(label, subject, key, issuer, p.now - 5 * YEAR,
		p.now + spec.get("end", 10 * YEAR), exts, spec.get("md", "sha256"))
	return Identity(label, cert, key)


def _distribution(ca):
	uri = der.tlv(0x86, ("http://crl.%s.example/%s.crl" % (ca, ca)).encode())
	return extension("2.5.29.31", der.seq(der.seq(der.ctx(0, der.ctx(0, uri)))))


def _access(ca):
	def one(oid, uri):
		return der.seq(der.oid(oid), der.tlv(0x86, uri.encode()))
	return extension("1.3.6.1.5.5.7.1.1", der.seq(
		one("1.3.6.1.5.5.7.48.1", "http://ocsp.%s.example" % ca),
		one("1.3.6.1.5.5.7.48.2", "http://ca.%s.example/%s.crt" % (ca, ca))))


def leaf_certificate(p, label, key, spec):
	"""A leaf as LEAVES describes it; tests may make more of them. emails: texts, or whole
	GeneralNames as DER."""
	agency = AGENCIES.get(spec.get("agency"))
	emails = spec.get("emails", [agency.address] if agency else [])
	pairs = [(C, "VN"), (L, "Tỉnh Hà Sơn")]
	pairs.append((UID, agency.code if agency else spec["code"]))
	title = agency.name if agency else spec["cn"]
	pairs.append((CN, title + (" - " + spec["what"] if "what" in spec else "")))
	if "subject_email" in spec:
		pairs.append((EMAIL, spec["subject_email"]))
	subject = name(*pairs)
	ca = spec.get("ca", "g2")
	by = p.ids[ca] if ca else None
	issuer = (by.subject, by.key) if by else (subject, key)
	exts = [extension("2.5.29.19", der.seq())] + _key_exts(key, issuer[1])
	if spec.get("usage", SIGN):
		exts.append(_usage(spec.get("usage", SIGN)))
	if spec.get("eku", PURPOSES):
		exts.append(extension("2.5.29.37",
			der.seq(*(der.oid(EKU[e]) for e in spec.get("eku", PURPOSES)))))
	if emails:
		exts.append(extension("2.5.29.17",
			der.seq(*(e if isinstance(e, bytes) else der.tlv(0x81, e.encode())
				for e in emails))))
	if ca:
		exts += [_distribution(ca), _access(ca)]
	cert = _certificate(label, subject, key, issuer, p.now + spec.get("start", -200 * DAY),
		p.now + spec.get("end", 2 * YEAR), exts, spec.get("md", "sha256"))
	ident = Identity(label, cert, key)
	ident.addresses = list(emails) + ([spec["subject_email"]] if "subject_email" in spec else [])
	return ident


def make_crl(ca, revoked, last, following, number=1, base=None):
	"""CertificateList v2 as DER: revoked = [(serial, when)]; base: of a delta."""
	algorithm = ca.key.algorithm("sha256")
	entries = [der.seq(der.integer(s), der.time(t),
		der.seq(extension("2.5.29.21", der.tlv(0x0A, b"\1")))) for s, t in revoked]
	exts = [extension("2.5.29.35", der.seq(der.ctx(0, _key_id(ca.key), False))),
		extension("2.5.29.20", der.integer(number))]
	if base is not None:
		exts.append(extension("2.5.29.27", der.integer(base), True))
	body = der.seq(der.integer(1), algorithm, ca.subject, der.time(last), der.time(following),
		*([der.seq(*entries)] if entries else []), der.ctx(0, der.seq(*exts)))
	return der.seq(body, algorithm, der.bits(ca.key.sign(body)))


def _kinds():
	wanted = {a: FAST.get(a, "rsa:2048") for a in AUTHORITIES}
	wanted.update({l: s.get("kind", "rsa:2048") for l, s in LEAVES.items()})
	return wanted


def _make_keys(folder, cache, wanted):
	def one(item):
		label, kind = item
		path = os.path.join(folder, "keys", label + ".key")
		kept = os.path.join(cache, "%s.%s" % (label, kind.replace(":", "-"))) if cache else None
		if kept and os.path.exists(kept):
			with open(kept, "rb") as f, open(os.open(path,
					os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600), "wb") as out:
				out.write(f.read())
		else:
			keys.generate(path, kind)
			if kept:
				os.makedirs(cache, 0o700, exist_ok=True)
				temp = "%s.%d" % (kept, os.getpid())
				with open(path, "rb") as f, open(os.open(temp,
						os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600), "wb") as out:
					out.write(f.read())
				os.rename(temp, kept)
		return label, keys.Key(path, pss=kind.startswith("pss"))

	with concurrent.futures.ThreadPoolExecutor(os.cpu_count() or 2) as pool:
		return dict(pool.map(one, wanted.items()))


def _write(p, *parts, data):
	path = p.path(*parts)
	with open(path, "wb") as f:
		f.write(data)
	return path


def _crls(p):
	"""Fresh lists of root and intermediates; none for ca-nocrl, an old one for ca-stale."""
	gone = p.now - 20 * DAY
	lists = {ca: [] for ca in AUTHORITIES}
	for label, spec in AUTHORITIES.items():
		if spec.get("revoked"):
			lists[spec["ca"]].append((p[label].serial, gone))
	for label, spec in LEAVES.items():
		if spec.get("revoked"):
			lists[spec.get("ca", "g2")].append((p[label].serial, gone))
	for ca, revoked in lists.items():
		last, following = p.now - DAY, p.now + 30 * DAY
		if ca == "ca-stale":
			last, following = p.now - 60 * DAY, p.now - 30 * DAY
		p.crls[ca] = make_crl(p[ca], revoked, last, following)
		if ca not in ("ca-nocrl", "other-root"):
			_write(p, "crl", ca + ".crl", data=p.crls[ca])
			_write(p, "crl", ca + ".crl.pem", data=pem("X509 CRL", p.crls[ca]))


def make(folder, now=None, cache=None):
	"""Write the whole PKI into folder. cache: a folder (0700) where keys are kept between runs;
	the environment's VANTHU_TEST_KEYS stands for it when not given."""
	p = Pki(os.path.abspath(folder), int(now if now is not None else time.time()))
	for sub in ("trust", "intermediate", "crl", "certs", "keys"):
		os.makedirs(p.path(sub), 0o700 if sub == "keys" else 0o755, exist_ok=True)
	cache = cache or os.environ.get("VANTHU_TEST_KEYS")
	made = _make_keys(p.folder, cache, _kinds())
	for label, spec in AUTHORITIES.items():
		p.ids[label] = _authority(p, label, made[label], spec)
	for label, spec in LEAVES.items():
		p.ids[label] = leaf_certificate(p, label, made[label], spec)
	from . import pki_chain
	pki_chain.make(p, lambda wanted: _make_keys(p.folder, cache, wanted))
	for label, ident in p.ids.items():
		_write(p, "certs", label + ".der", data=ident.der)
		ident.cert_path = _write(p, "certs", label + ".pem", data=ident.pem)
	_write(p, "trust", "root.pem", data=p["root"].pem)
	_write(p, "trust", "old-root.der", data=p["old-root"].der)
	_write(p, "intermediate", "g2.der", data=p["g2"].der)
	for ca in FAST:
		_write(p, "intermediate", ca + ".pem", data=p[ca].pem)
	_crls(p)
	with open(p.path("pki.json"), "w", encoding="utf-8") as f:
		json.dump({"now": p.now, "addresses": {l: i.addresses for l, i in p.ids.items()}}, f)
	return p


def load(folder):
	"""The PKI that make() wrote there."""
	folder = os.path.abspath(folder)
	with open(os.path.join(folder, "pki.json"), encoding="utf-8") as f:
		kept = json.load(f)
	p = Pki(folder, kept["now"])
	for label, addresses in kept["addresses"].items():
		spec = LEAVES.get(label, {})
		with open(p.path("certs", label + ".der"), "rb") as f:
			ident = Identity(label, f.read(), keys.Key(p.path("keys", label + ".key"),
				pss=spec.get("kind", "").startswith("pss")))
		ident.addresses = addresses
		ident.cert_path = p.path("certs", label + ".pem")
		p.ids[label] = ident
	for entry in os.listdir(p.crl):
		if entry.endswith(".crl"):
			with open(p.path("crl", entry), "rb") as f:
				p.crls[entry[:-4]] = f.read()
	return p
