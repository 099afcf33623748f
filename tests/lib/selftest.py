#!/usr/bin/python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""selftest - the test material judged by the openssl and pdftotext commands (TAP).

What is meant to verify verifies, what is forged behaves as OpenSSL alone is known to behave: it
accepts much that vanthu must refuse, and those rows are the reason for our own rules.
"""

import concurrent.futures
import hashlib
import os
import shutil
import subprocess
import sys
import tempfile

sys.path.insert(0, os.path.join(os.path.dirname(os.path.abspath(__file__)), ".."))
from lib import expect, keys, message as m, pdf, pki, shapes  # noqa: E402

# The signed bytes of signed-document, in other mails.
REPEATED = ("duplicate", "replay", "replay-other-id")
# OpenSSL alone accepts these signatures (key usage and path are judged separately below).
ACCEPTED = {"forged-no-attrs", "forged-stripped", "forged-stripped-opaque", "forged-sha1",
	"forged-md5", "forged-rsa-1024", "forged-sha1-cert", "forged-sha1-ca",
	"forged-two-signers",
	"forged-two-signers-foreign", "forged-mixed-attrs", "bundle-21", "bundle-200",
	"forged-other-content-type", "form-third-part", "gateway-third-part",
	"signature-trailing", "ess-receipt-detached"}
# With "other" certificates (RFC 5652 10.2.5) that the command does not decode; the signature holds.
UNDECODED = {"lenient-name"}
# openssl verify -purpose smimesign -crl_check_all: the error number, 0 = accepted.
CERTIFICATES = {
	"noivu": 0, "tinh": 0, "taichinh": 0, "noivu-pss": 0, "noivu-p384": 0, "no-eku": 0,
	"non-repudiation": 0, "several": 0, "no-email": 0, "attacker": 0, "sha1-cert": 0,
	"rsa-1024": 0, "expired": 10, "expired-yesterday": 10, "future": 9, "revoked": 23,
	"sha1-ca": 0, "old-anchor": 0, "revoked-ca": 23, "expired-ca": 10,
	"no-crl": 3, "stale-crl": 12, "foreign": 20,
	"self-signed": 18, "server-auth": 26, "encipher-only": 26,
}


class Tap:
	def __init__(self):
		self.count = self.failed = 0

	def ok(self, good, text, detail=""):
		self.count += 1
		self.failed += not good
		print("%sok %d - %s" % ("" if good else "not ", self.count, text))
		if not good and detail:
			for line in str(detail).splitlines():
				print("# " + line)

	def skip(self, text, why):
		self.count += 1
		print("ok %d - %s # SKIP %s" % (self.count, text, why))

	def done(self):
		print("1..%d" % self.count)
		return 1 if self.failed else 0


def bundle(p, folder):
	"""Files for the command: anchors with intermediates, and all CRLs."""
	paths = [os.path.join(folder, n) for n in ("ca.pem", "between.pem", "crls.pem",
		"roots.pem")]
	between = b"".join(p[ca].pem for ca in ("g2",) + tuple(pki.FAST))
	for path, data in zip(paths, (p["root"].pem + between, between,
			b"".join(pki.pem("X509 CRL", p.crls[ca]) for ca in p.crls
				if ca not in ("ca-nocrl", "other-root")),
			p["root"].pem + p["old-root"].pem)):
		with open(path, "wb") as f:
			f.write(data)
	return paths


def verifies(raw, folder):
	"""Does the signature verify, path aside? None: the command has nothing to judge."""
	stem = tempfile.mktemp(dir=folder)
	content, blob = m.signed_content(raw)
	if content is None:
		head = m.split(raw)[0].lower()
		if b"smime.p7m" not in head and b"pkcs7-mime" not in head:
			return None
		body = m.split(raw)[1]
		if b"transfer-encoding: binary" not in head:
			import base64
			body = base64.b64decode(body)
		return _run(stem, body)
	if not blob:
		return False
	return any(_run(stem, blob, c) for c in dict.fromkeys((content, m.to_crlf(content))))


def _run(stem, blob, content=None):
	with open(stem + ".der", "wb") as f:
		f.write(blob)
	args = ["cms", "-verify", "-binary", "-noverify", "-inform", "DER", "-in", stem + ".der",
		"-out", os.devnull]
	if content is not None:
		with open(stem, "wb") as f:
			f.write(content)
		args += ["-content", stem]
	done = keys.openssl(*args, check=False)
	for path in (stem, stem + ".der"):
		if os.path.exists(path):
			os.unlink(path)
	return done.returncode == 0


def wanted(made):
	"""What the command must say of a shape: True, False, or None where nothing is promised."""
	name = made.name[:-3] if made.name.endswith(".lf") else made.name
	if name in UNDECODED:
		return None
	if name in ACCEPTED:
		return None if made.name.endswith(".lf") else True
	if made.expect["status"] == ["valid"]:
		return True
	if made.expect["status"] == ["invalid"]:
		return False
	return None


def check_certificates(t, p, paths):
	for label, error in CERTIFICATES.items():
		done = keys.openssl("verify", "-CAfile", paths[3], "-untrusted", paths[1],
			"-CRLfile", paths[2], "-crl_check_all", "-purpose", "smimesign",
			p[label].cert_path, check=False)
		said = (done.stdout + done.stderr).decode(errors="replace")
		t.ok(done.returncode == 0 if error == 0 else "error %d at" % error in said,
			"certificate %s: %s" % (label, "accepted" if error == 0 else "error %d" % error), said)
	text = keys.openssl("x509", "-in", p["noivu"].cert_path, "-noout", "-text", "-nameopt",
		"utf8,sep_comma_plus").decode()
	for part in ("UID=MST:0100112001", "O=" + pki.AUTHORITY, "email:so-noivu@hason.example",
			"Digital Signature, Non Repudiation", "E-mail Protection", "Microsoft Smartcard Login"):
		t.ok(part in text, "an office's certificate has " + part, text)
	again = pki.load(p.folder)
	t.ok(all(again[l].der == i.der for l, i in p.ids.items()), "load() gives back what make() wrote")
	modes = {os.stat(i.key.path).st_mode & 0o777 for i in p.ids.values()}
	t.ok(modes == {0o600}, "keys are readable by their owner alone", modes)


def check_keys(t, p, folder):
	"""RSA signatures computed in Python, against the command."""
	data = os.path.join(folder, "data")
	with open(data, "wb") as f:
		f.write(b"some bytes\n")
	public = os.path.join(folder, "public.pem")
	keys.openssl("pkey", "-in", p["noivu"].key.path, "-pubout", "-out", public)
	for md in ("sha256", "sha384", "sha512"):
		for pss in (False, True):
			signature = os.path.join(folder, "signature")
			with open(signature, "wb") as f:
				f.write(p["noivu"].key.sign(b"some bytes\n", md, pss))
			more = ["-sigopt", "rsa_padding_mode:pss"] if pss else []
			done = keys.openssl("dgst", "-" + md, "-verify", public, *more, "-signature",
				signature, data, check=False)
			t.ok(done.returncode == 0, "RSA %s %s" % ("PSS" if pss else "PKCS#1", md), done.stderr)


def check_umask(t, folder):
	"""The umask is the process's own; files of other users' servers are made after the keys."""
	before = os.umask(0o022)
	with concurrent.futures.ThreadPoolExecutor(8) as pool:
		paths = [os.path.join(folder, "at-once-%d.key" % i) for i in range(32)]
		list(pool.map(lambda path: keys.generate(path, "ec:P-256"), paths))
	t.ok(os.umask(before) == 0o022, "keys made at once leave the umask as it was")
	t.ok({os.stat(path).st_mode & 0o777 for path in paths} == {0o600}, "and are private")


def check_shapes(t, made, folder):
	judged = [one for one in made if wanted(one) is not None]
	with concurrent.futures.ThreadPoolExecutor(os.cpu_count() or 2) as pool:
		said = list(pool.map(lambda one: verifies(one.raw, folder), judged))
	for one, got in zip(judged, said):
		want = wanted(one)
		t.ok(bool(got) == want, "%s: openssl %s" % (one.name, "accepts" if want else "refuses"),
			"%s: got %s" % (one.text, got))


def check_wrapping(t, by_name, paths, folder):
	"""Pitfalls, §2.1 row 4: the whole is no signed message, its inner part is one."""
	raw = by_name["wrapped"].raw
	path = os.path.join(folder, "wrapped.eml")
	with open(path, "wb") as f:
		f.write(raw)
	done = keys.openssl("cms", "-verify", "-in", path, "-CAfile", paths[0], "-out", os.devnull,
		check=False)
	t.ok(done.returncode != 0, "wrapped: openssl refuses the whole")
	inner = raw[raw.index(b"Content-Type: multipart/signed"):]
	t.ok(verifies(inner, folder) is True, "wrapped: the inner part alone verifies")


def check_whole(t, by_name, paths, folder):
	"""A few whole messages with path and revocation, by the command's own MIME reader."""
	for name in ("signed-document", "opaque-document", "ecdsa-document", "form-plain",
			"form-openssl", "from-other", "from-two", "sender-other", "form-pss-key"):
		path = os.path.join(folder, "whole.eml")
		with open(path, "wb") as f:
			f.write(by_name[name].raw)
		done = keys.openssl("cms", "-verify", "-in", path, "-CAfile", paths[0], "-out", os.devnull,
			check=False)
		t.ok(done.returncode == 0, "%s: whole message and path verify" % name, done.stderr.decode())


def _none(names, text):
	"""Arguments for ok(): there must be no such name."""
	names = sorted(set(names))
	return not names, text, names


def check_table(t, made):
	"""Every shape is its own document, so that a corpus can go into one office."""
	seen, twice = {}, []
	for one in made:
		if one.name.endswith(".lf") or one.name in REPEATED:
			continue
		content = m.signed_content(one.raw)[0]
		if content is not None:
			twice += [(one.name, seen[content])] if content in seen else []
			seen[content] = one.name
	t.ok(not twice, "no signed content stands in two shapes", twice)
	documents, twice = {}, []
	for one in made:
		fields = one.expect["fields"]
		if one.name.endswith(".lf") or one.name in REPEATED or not fields:
			continue
		key = (fields.get("number"), fields.get("notation"))
		twice += [(one.name, documents[key])] if key in documents else []
		documents[key] = one.name
	t.ok(not twice, "no document number stands in two shapes", twice)
	t.ok(all(c in expect.CHECKS for one in made for check in one.expect["checks"]
		for c in check.split("|")), "every expected check is one of the closed set")
	t.ok(*_none((one.name for one in made if "registered" in one.expect["office"]
		and "good" not in one.expect["verdict"] and not one.name.startswith("cert-no-email")),
		"nothing registers by itself without a possible good"))


def check_replays(t, by_name):
	first = m.signed_content(by_name["signed-document"].raw)[0]
	for name in REPEATED:
		t.ok(m.signed_content(by_name[name].raw)[0] == first, name + " has the first one's bytes")


def text_of(data, folder, *options):
	path = os.path.join(folder, "x.pdf")
	with open(path, "wb") as f:
		f.write(data)
	return subprocess.run(["pdftotext", "-layout", *options, path, "-"], stdout=subprocess.PIPE,
		stderr=subprocess.PIPE, check=False)


def check_pdf(t, folder):
	if not shutil.which("pdftotext"):
		t.skip("PDFs", "no pdftotext (poppler-utils)")
		return
	doc = pdf.Doc(due=(5, 12, 2026), urgency="HỎA TỐC")
	text = text_of(pdf.document(doc), folder).stdout.decode()
	for part in ("ỦY BAN NHÂN DÂN TỈNH HÀ SƠN", "SỞ NỘI VỤ", "CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM",
			"Số: 153/SNV-VP", "Hà Sơn, ngày 16 tháng 11 năm 2026", "V/v rà soát", "HỎA TỐC",
			"Kính gửi: Ủy ban nhân dân xã Kim Sơn", "trước ngày 05/12/2026", "KT. GIÁM ĐỐC",
			"Nguyễn Thị Dung", "Nơi nhận:", "Căn cứ"):
		t.ok(part in text, "text layer has «%s»" % part, text)
	text = text_of(pdf.document(doc.but(type="THÔNG BÁO", secrecy="MẬT", pages=2)), folder)
	lines = [line.strip() for line in text.stdout.decode().splitlines()]
	t.ok("MẬT" in lines and "THÔNG BÁO" in lines, "mark and type stand in lines of their own", lines)
	t.ok(not text_of(pdf.scan(2), folder).stdout.decode().strip(), "a scan has no text")
	done = text_of(pdf.document(doc, password="x"), folder)
	t.ok(done.returncode != 0, "an encrypted PDF does not open without its password")
	done = text_of(pdf.document(doc, password="x"), folder, "-upw", "x")
	t.ok("153/SNV-VP" in done.stdout.decode(), "and opens with it", done.stderr)
	done = text_of(pdf.document(doc.but(number=None), annotation="999"), folder)
	t.ok("999" in done.stdout.decode() and not done.stderr, "the note over the number is read",
		done.stderr.decode())
	done = text_of(pdf.document(doc.but(number=None), field="453"), folder)
	t.ok("Số: 453" in done.stdout.decode() and not done.stderr, "the number's own field is read",
		done.stdout.decode() + done.stderr.decode())
	done = text_of(pdf.document(doc, script=True), folder)
	t.ok("153" in done.stdout.decode() and not done.stderr, "a PDF with JavaScript is a sound PDF",
		done.stderr.decode())
	t.ok(text_of(pdf.truncated(pdf.document(doc)), folder).returncode != 0,
		"a truncated PDF does not open")


def check_expect(t, by_name):
	"""The comparison itself."""
	want = by_name["signed-document"].expect
	report = {"verdict": "good", "findings": [{"check": "chain", "verdict": "good"}],
		"signature": {"status": "valid", "chain": "valid", "sender": "match"},
		"fields": {k: {"value": v, "origin": "pdf", "confidence": 90}
			for k, v in want["fields"].items()}}
	t.ok(expect.differences(want, report) == [], "a right report has no difference",
		expect.differences(want, report))
	report["fields"]["number"] = {"value": "30", "origin": "pdf", "confidence": 90}
	t.ok(len(expect.differences(want, report)) == 1, "a wrong number is one")
	report["verdict"] = "bad"
	t.ok(len(expect.differences(want, report)) == 2, "a wrong verdict is another")


def main():
	t = Tap()
	if not pdf.have_reportlab():
		t.skip("test material", "python3-reportlab is missing")
		return t.done()
	with tempfile.TemporaryDirectory(prefix="vanthu-material-") as folder:
		p = pki.make(os.path.join(folder, "pki"))
		paths = bundle(p, folder)
		check_certificates(t, p, paths)
		check_keys(t, p, folder)
		check_umask(t, folder)
		check_pdf(t, folder)
		made = list(shapes.build(p))
		by_name = {one.name: one for one in made}
		check_table(t, made)
		check_replays(t, by_name)
		check_expect(t, by_name)
		check_shapes(t, made, folder)
		check_wrapping(t, by_name, paths, folder)
		check_whole(t, by_name, paths, folder)
		digest = hashlib.sha256(b"".join(one.raw for one in made[:3])).hexdigest()[:12]
		print("# %d messages, the first three hash to %s" % (len(made), digest))
	return t.done()


if __name__ == "__main__":
	sys.exit(main())
