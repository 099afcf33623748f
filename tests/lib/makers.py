# SPDX-License-Identifier: GPL-3.0-or-later
"""makers - programs that sign as mail clients do, each with its own CMS code.

	openssl   OpenSSL's CMS, which s-nail and mutt use too
	nss       NSS (cmsutil), the code inside Thunderbird
	gpgsm     GnuPG's, the code inside KMail and Evolution's other half

	with makers.working("nss", p, DIR) as made:
		...build shapes...; made.count says how many signatures it really made

While a maker works, every ordinary signature of tests/lib/cms.py (one signer, nothing forged) is
written by it; the others stay what they are.
"""

import contextlib
import hashlib
import os
import shutil
import subprocess

from . import cms

PASSWORD = "thu"


def _run(argv, data=None, env=None):
	done = subprocess.run(argv, input=data, stdout=subprocess.PIPE, stderr=subprocess.PIPE,
		env=dict(os.environ, **env) if env else None, check=False, timeout=120)
	if done.returncode != 0:
		raise RuntimeError("%s: %s" % (" ".join(argv), done.stderr.decode("utf-8", "replace")))
	return done.stdout


def _p12(ident, folder):
	"""The key and its certificate, as a person imports them: in the form that all of them read."""
	path = os.path.join(folder, hashlib.sha256(ident.der).hexdigest()[:16] + ".p12")
	if not os.path.exists(path):
		_run(["openssl", "pkcs12", "-export", "-out", path, "-inkey", ident.key_path, "-in",
			ident.cert_path, "-name", "signer", "-passout", "pass:" + PASSWORD, "-certpbe",
			"PBE-SHA1-3DES", "-keypbe", "PBE-SHA1-3DES", "-macalg", "sha1"])
	return path


class OpenSSL:
	program = "openssl"

	def __init__(self, p, folder):
		pass

	def takes(self, signer):
		return not signer.key.pss

	def sign(self, content, signer, detached):
		argv = ["openssl", "cms", "-sign", "-binary", "-outform", "DER", "-signer",
			signer.ident.cert_path, "-inkey", signer.ident.key_path, "-md", signer.md]
		if signer.pss:
			argv += ["-keyopt", "rsa_padding_mode:pss"]
		return _run(argv + ([] if detached else ["-nodetach"]), content)


class NSS:
	"""A database for each identity: NSS gives all certificates of one subject one nickname."""
	program = "cmsutil"

	def __init__(self, p, folder):
		self.p = p
		self.folder = folder
		self.known = {}

	def takes(self, signer):
		return not signer.key.pss and not signer.pss

	def _database(self, ident):
		if ident.der in self.known:
			return self.known[ident.der]
		place = os.path.join(self.folder, "db%d" % len(self.known))
		os.makedirs(place)
		db = "sql:" + place
		_run(["certutil", "-N", "-d", db, "--empty-password"])
		for name, trust, path in (("root", "CT,C,C", self.p.path("trust", "root.pem")),
				("g2", ",,", self.p["g2"].cert_path)):
			_run(["certutil", "-A", "-d", db, "-n", name, "-t", trust, "-a", "-i", path])
		_run(["pk12util", "-i", _p12(ident, self.folder), "-d", db, "-W", PASSWORD, "-K", ""])
		self.known[ident.der] = db
		return db

	def sign(self, content, signer, detached):
		# -Y NONE: ours sign only, and NSS would look for an encryption key.
		argv = ["cmsutil", "-S", "-d", self._database(signer.ident), "-N", "signer", "-G", "-P",
			"-Y", "NONE", "-H", signer.md.upper()]
		return _run(argv + (["-T"] if detached else []), content)


class Gpgsm:
	program = "gpgsm"

	def __init__(self, p, folder):
		self.p = p
		self.folder = folder
		os.chmod(folder, 0o700)
		self.env = {"GNUPGHOME": folder}
		self.known = {}
		self._write("gpgsm.conf", "disable-crl-checks\ndisable-policy-checks\ndisable-dirmngr\n"
			"no-secmem-warning\n")
		self._write("gpg-agent.conf", "allow-loopback-pinentry\n")
		root = _run(["openssl", "x509", "-in", p.path("trust", "root.pem"), "-noout",
			"-fingerprint", "-sha1"]).decode().split("=")[1].strip()
		self._write("trustlist.txt", "%s S relax\n" % root)
		for path in (p.path("trust", "root.pem"), p["g2"].cert_path):
			_run(["gpgsm", "--batch", "--import", path], env=self.env)

	def _write(self, name, text):
		with open(os.path.join(self.folder, name), "w", encoding="ascii") as f:
			f.write(text)

	def takes(self, signer):
		return signer.key.kind == "rsa" and not signer.key.pss and not signer.pss

	def _fingerprint(self, ident):
		if ident.der not in self.known:
			_run(["gpgsm", "--batch", "--pinentry-mode", "loopback", "--passphrase-fd", "0",
				"--import", _p12(ident, self.folder)], (PASSWORD + "\n").encode(), self.env)
			self.known[ident.der] = _run(["openssl", "x509", "-in", ident.cert_path, "-noout",
				"-fingerprint", "-sha1"]).decode().split("=")[1].strip().replace(":", "")
		return self.known[ident.der]

	def sign(self, content, signer, detached):
		path = os.path.join(self.folder, "content")
		with open(path, "wb") as f:
			f.write(content)
		return _run(["gpgsm", "--batch", "--pinentry-mode", "loopback", "--passphrase-fd", "0",
			"--digest-algo", signer.md.upper(), "--local-user", self._fingerprint(signer.ident),
			"--output", "-", "--detach-sign" if detached else "--sign", path],
			(PASSWORD + "\n").encode(), self.env)

	def close(self):
		subprocess.run(["gpgconf", "--kill", "all"], env=dict(os.environ, **self.env),
			stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL, check=False)


MAKERS = {"openssl": OpenSSL, "nss": NSS, "gpgsm": Gpgsm}


def unavailable(name):
	program = MAKERS[name].program
	return None if shutil.which(program) else "%s is not installed" % program


def _ordinary(signers, certs, crls, embed):
	if len(signers) != 1 or embed is not None or crls or not isinstance(signers[0], cms.Signer):
		return False
	s = signers[0]
	return (s.attrs and not s.leave_out and not s.extra and s.digest is None
		and s.signature is None and s.key is s.ident.key and s.econtent_type == cms.DATA)


class Made:
	def __init__(self):
		self.count = 0


@contextlib.contextmanager
def working(name, p, folder):
	os.makedirs(folder, exist_ok=True)
	maker = MAKERS[name](p, folder)
	made = Made()
	own = cms.signed_data

	def signed_data(content, signers, certs=None, detached=True, crls=(), embed=None):
		if not _ordinary(signers, certs, crls, embed) or not maker.takes(signers[0]):
			return own(content, signers, certs, detached, crls, embed)
		made.count += 1
		return maker.sign(content, signers[0], detached)
	cms.signed_data = signed_data
	try:
		yield made
	finally:
		cms.signed_data = own
		if hasattr(maker, "close"):
			maker.close()
