#!/usr/bin/python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""t135-interop - every form of signed mail with signatures made by openssl, NSS and GnuPG, and mail
written whole by s-nail: all of them say what the same form says when our own tests sign it."""

import hashlib
import os
import shutil
import subprocess
import sys
import tempfile

sys.path.insert(0, os.path.join(os.path.dirname(os.path.abspath(__file__)), ".."))
from lib import expect, inspector, keys, kit, makers, pdf, pki, shapes  # noqa: E402


def write(folder, name, raw):
	path = os.path.join(folder, name + ".eml")
	with open(path, "wb") as f:
		f.write(raw)
	return path


def check_maker(t, p, folder, name):
	why = makers.unavailable(name)
	if why:
		t.skip("forms signed by " + name, why)
		return
	wanted, used = {}, []
	made = shapes.build(p, groups=("form",))
	with makers.working(name, p, os.path.join(folder, name)) as maker:
		# The LF variant of a shape is made of the same bytes: what was signed counts for both.
		last = before = 0
		for one in made:
			if not one.name.endswith(".lf"):
				last, before = maker.count - before, maker.count
			if last == 0:
				continue
			path = write(folder, "%s-%s" % (name, one.name), one.raw)
			wanted[path] = one
			used.append(one.name)
	reports, status, err = inspector.inspect(sorted(wanted), p)
	t.ok(status == 0 and len(reports) == len(wanted), "%s: %d messages of %d forms inspected" % (
		name, len(wanted), len([u for u in used if not u.endswith(".lf")])), err[-500:])
	t.ok(len([u for u in used if not u.endswith(".lf")]) >= 30, "%s signed at least 30 forms" % name,
		used)
	for path, report in zip(sorted(wanted), reports):
		one = wanted[path]
		want = dict(one.expect)
		wrong = expect.differences(want, report)
		t.ok(not wrong, "%s: %s (%s)" % (name, one.name, one.text), *wrong,
			*["  %(code)s %(detail)s" % f for f in report["findings"]])


def check_openssl_only(t, p, folder):
	"""Two forms that of these makers the openssl command alone can write."""
	k = kit.Kit(p)
	rows = []
	for i, (name, options, code) in enumerate((("two-signers", ["-signer", p["tinh"].cert_path,
			"-inkey", p["tinh"].key_path], 213), ("no-signed-attributes", ["-noattr"], 214))):
		k.begin("openssl-" + name, 940 + i)
		k.doc()
		content = k.content()
		blob = keys.openssl("cms", "-sign", "-binary", "-outform", "DER", "-md", "sha256", "-signer",
			p["noivu"].cert_path, "-inkey", p["noivu"].key_path, *options, data=content)
		rows.append((name, code, write(folder, "openssl-" + name, k.signed(content, blob=blob))))
	reports, _, err = inspector.inspect([row[2] for row in rows], p)
	for (name, code, _), report in zip(rows, reports):
		t.ok(report["signature"]["status"] == "valid" and report["verdict"] == "doubt"
			and code in inspector.codes(report), "openssl: %s: %d" % (name, code),
			report["findings"], err)


# s-nail: name, body, attachments, options. What it writes around them is its own.
LONG = ("Văn bản số 12/SNV-VP về việc rà soát công tác văn thư. " * 40 + "\n") * 3
S_NAIL = [
	("plain", "Kinh gui quy co quan.\n", 0, ()),
	("vietnamese", "Kính gửi: Ủy ban nhân dân xã Kim Sơn.\n\nTrân trọng.\n", 0, ()),
	("with-pdf", "Kính gửi quý cơ quan văn bản kèm theo.\n", 1, ()),
	("two-pdfs", "Kính gửi quý cơ quan hai văn bản.\n", 2, ()),
	("long-lines", LONG, 1, ()),
	("base64", "Kính gửi quý cơ quan.\n", 1, ("mime-encoding=base64",)),
	("quoted-printable", "Kính gửi = quý cơ quan. \n", 1, ("mime-encoding=quoted-printable",)),
	("8bit", "Kính gửi quý cơ quan.\n", 1, ("mime-encoding=8bit",)),
	("from-and-dots", "From here\n.\n..\n>From there\n", 1, ()),
	("empty", "", 1, ()),
	("no-final-newline", "Kính gửi", 1, ()),
	("trailing-blanks", "Kính gửi quý cơ quan.   \n\n\n", 1, ()),
	("sha512", "Kính gửi quý cơ quan.\n", 1, ("smime-sign-digest=sha512",)),
]


def s_nail(p, folder, name, body, attachments, options):
	out = os.path.join(folder, "s-nail-%s.eml" % name)
	mta = os.path.join(folder, "mta")
	with open(mta, "w", encoding="ascii") as f:
		f.write("#!/bin/sh\nexec cat >\"$S_NAIL_OUT\"\n")
	os.chmod(mta, 0o755)
	pair = os.path.join(folder, "pair.pem")
	with open(pair, "w", encoding="ascii") as f:
		for path in (p["noivu"].key_path, p["noivu"].cert_path):
			with open(path, encoding="ascii") as part:
				f.write(part.read())
	argv = ["s-nail", "-:/", "-S", "v15-compat", "-S", "mta=" + mta, "-S", "smime-sign", "-S",
		"smime-sign-cert=" + pair, "-S", "smime-sign-include-certs=" + p["g2"].cert_path,
		"-S", "ttycharset=utf-8", "-S", "sendcharsets=utf-8", "-S", "smime-sign-digest=sha256",
		"-r", pki.AGENCIES["noivu"].address, "-s", "Công văn số 12/SNV-VP về việc rà soát"]
	for option in options:
		argv += ["-S", option]
	k = kit.Kit(p)
	files = []
	for i in range(attachments):
		k.begin("s-nail-%s-%d" % (name, i), 950 + i)
		files.append(k.pdf())
		path = os.path.join(folder, "Công văn %d.pdf" % i)
		with open(path, "wb") as f:
			f.write(files[-1])
		argv += ["-a", path]
	done = subprocess.run(argv + ["vanthu@kimson.example"], input=body.encode(), capture_output=True,
		env=dict(os.environ, S_NAIL_OUT=out, LC_ALL="C.UTF-8", TZ="Asia/Ho_Chi_Minh"),
		check=False, timeout=60)
	for _ in range(100):
		if os.path.exists(out) and os.path.getsize(out) > 0:
			break
	return out, files, done


def check_s_nail(t, p, folder):
	if not shutil.which("s-nail"):
		t.skip("mail written by s-nail", "s-nail is not installed")
		return
	rows = []
	for name, body, attachments, options in S_NAIL:
		out, files, done = s_nail(p, folder, name, body, attachments, options)
		with open(out, "rb") as f:
			raw = f.read()
		lf = raw.replace(b"\r\n", b"\n")
		for variant, data in (("", lf.replace(b"\n", b"\r\n")), (".lf", lf)):
			rows.append((name + variant, write(folder, "s-%s%s" % (name, variant), data), files, done))
	reports, status, err = inspector.inspect([r[1] for r in rows], p)
	t.ok(status == 0 and len(reports) == len(rows), "s-nail: a line each", err[-500:])
	for (name, _, files, done), report in zip(rows, reports):
		s = report["signature"]
		sums = [hashlib.sha256(f).hexdigest() for f in files]
		parts = [part["sha256"] for part in report["parts"] if part["signed"]]
		t.ok((s["status"], s["chain"], s["sender"]) == ("valid", "valid", "match")
			and report["verdict"] != "bad"
			and not [f for f in report["findings"] if f["check"] == "structure"
				and f["verdict"] != "good"],
			"s-nail: %s: signed, sender proved, nothing odd about it" % name, s, report["findings"],
			done.stderr)
		t.ok(all(x in parts for x in sums), "s-nail: %s: its files, byte for byte" % name,
			report["parts"])


def main():
	t = inspector.Tap()
	if not pdf.have_reportlab():
		t.skip("interoperability", "python3-reportlab is missing")
		sys.exit(t.done())
	with tempfile.TemporaryDirectory() as folder:
		p = pki.make(os.path.join(folder, "pki"))
		for name in makers.MAKERS:
			check_maker(t, p, folder, name)
		check_openssl_only(t, p, folder)
		check_s_nail(t, p, folder)
	sys.exit(t.done())


main()
