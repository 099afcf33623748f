# SPDX-License-Identifier: GPL-3.0-or-later
"""keys - key pairs made by the openssl command; RSA signatures computed here, ECDSA there.

RSA in Python costs a few milliseconds and no process, so thousands of messages can be signed;
what it makes is checked against the openssl command in selftest.py.
"""

import hashlib
import os
import subprocess

from . import der

SIGNATURE_OIDS = {
	("rsa", "md5"): "1.2.840.113549.1.1.4",
	("rsa", "sha1"): "1.2.840.113549.1.1.5",
	("rsa", "sha256"): "1.2.840.113549.1.1.11",
	("rsa", "sha384"): "1.2.840.113549.1.1.12",
	("rsa", "sha512"): "1.2.840.113549.1.1.13",
	("ec", "sha1"): "1.2.840.10045.4.1",
	("ec", "sha256"): "1.2.840.10045.4.3.2",
	("ec", "sha384"): "1.2.840.10045.4.3.3",
	("ec", "sha512"): "1.2.840.10045.4.3.4",
}
DIGEST_OIDS = {
	"md5": "1.2.840.113549.2.5",
	"sha1": "1.3.14.3.2.26",
	"sha256": "2.16.840.1.101.3.4.2.1",
	"sha384": "2.16.840.1.101.3.4.2.2",
	"sha512": "2.16.840.1.101.3.4.2.3",
}
RSA = "1.2.840.113549.1.1.1"
PSS = "1.2.840.113549.1.1.10"
MGF1 = "1.2.840.113549.1.1.8"


def digest_algorithm(md):
	return der.seq(der.oid(DIGEST_OIDS[md]), der.NULL)


def pss_algorithm(md):
	"""RSASSA-PSS-params (RFC 4055), salt as long as the digest."""
	hashed = digest_algorithm(md)
	params = der.seq(
		der.ctx(0, hashed),
		der.ctx(1, der.seq(der.oid(MGF1), hashed)),
		der.ctx(2, der.integer(hashlib.new(md).digest_size)))
	return der.seq(der.oid(PSS), params)


def openssl(*args, data=None, check=True, umask=-1):
	"""Run the openssl command; bytes of stdout (or the whole result when not checked). umask: for the
	files it makes."""
	done = subprocess.run(("openssl",) + args, input=data, stdout=subprocess.PIPE,
		stderr=subprocess.PIPE, check=False, umask=umask)
	if not check:
		return done
	if done.returncode != 0:
		raise RuntimeError("openssl %s: %s" % (" ".join(args), done.stderr.decode()))
	return done.stdout


def _pem_body(path):
	import base64
	with open(path, encoding="ascii") as f:
		lines = f.read().splitlines()
	start = next(i for i, l in enumerate(lines) if l.startswith("-----BEGIN")) + 1
	end = next(i for i, l in enumerate(lines) if l.startswith("-----END"))
	return base64.b64decode("".join(lines[start:end]))


def generate(path, kind="rsa:2048"):
	"""Make a private key at path (mode 0600): rsa:BITS, pss:BITS (an RSA key used as
	RSASSA-PSS) or ec:CURVE."""
	what, arg = kind.split(":")
	if what == "ec":
		args = ("-algorithm", "EC", "-pkeyopt", "ec_paramgen_curve:" + arg,
			"-pkeyopt", "ec_param_enc:named_curve")
	else:
		args = ("-algorithm", "RSA", "-pkeyopt", "rsa_keygen_bits:" + arg)
	# The umask of the command: ours is that of all threads, and pki.make() has many.
	openssl("genpkey", *args, "-out", path, umask=0o077)
	os.chmod(path, 0o600)


class Key:
	"""A private key of a PEM file (PKCS#8). pss: its certificate says id-RSASSA-PSS."""

	def __init__(self, path, pss=False):
		self.path = path
		self.pss = pss
		outer = der.children(der.read(_pem_body(path))[1])
		algorithm = outer[1]
		inner = der.children(der.read(outer[2][1])[1])
		if der.oid(RSA) in algorithm[2]:
			self.kind = "rsa"
			numbers = [int.from_bytes(c[1], "big") for c in inner]
			self.n, self.e = numbers[1:3]
			self.p, self.q, self.dp, self.dq, self.qinv = numbers[4:9]
			public = der.seq(der.integer(self.n), der.integer(self.e))
			name = der.seq(der.oid(PSS)) if pss else der.seq(der.oid(RSA), der.NULL)
			self.public_bits = public
			self.spki = der.seq(name, der.bits(public))
		else:
			self.kind = "ec"
			point = next(c for c in inner if c[0] == 0xA1)
			bit_string = der.read(point[1])
			self.public_bits = bit_string[1][1:]
			self.spki = der.seq(algorithm[2], bit_string[2])

	def algorithm(self, md, pss=None):
		"""The AlgorithmIdentifier of a signature by this key."""
		if self.kind == "rsa" and (self.pss if pss is None else pss):
			return pss_algorithm(md)
		name = der.oid(SIGNATURE_OIDS[(self.kind, md)])
		return der.seq(name, der.NULL) if self.kind == "rsa" else der.seq(name)

	def sign(self, data, md="sha256", pss=None):
		if self.kind == "ec":
			return openssl("dgst", "-" + md, "-sign", self.path, data=data)
		if self.pss if pss is None else pss:
			return self._rsa(self._encode_pss(data, md))
		return self._rsa(self._encode_pkcs1(data, md))

	def _rsa(self, padded):
		m = int.from_bytes(padded, "big")
		a, b = pow(m, self.dp, self.p), pow(m, self.dq, self.q)
		s = b + self.q * ((a - b) * self.qinv % self.p)
		return s.to_bytes((self.n.bit_length() + 7) // 8, "big")

	def _encode_pkcs1(self, data, md):
		"""EMSA-PKCS1-v1_5 (RFC 8017 9.2)."""
		info = der.seq(digest_algorithm(md), der.octets(hashlib.new(md, data).digest()))
		size = (self.n.bit_length() + 7) // 8
		return b"\0\1" + b"\xff" * (size - len(info) - 3) + b"\0" + info

	def _encode_pss(self, data, md):
		"""EMSA-PSS (RFC 8017 9.1.1)."""
		hashed = hashlib.new(md, data).digest()
		size = (self.n.bit_length() + 7) // 8
		salt = os.urandom(len(hashed))
		h = hashlib.new(md, bytes(8) + hashed + salt).digest()
		block = bytes(size - 2 * len(h) - 2) + b"\1" + salt
		mask = b"".join(hashlib.new(md, h + i.to_bytes(4, "big")).digest()
			for i in range(len(block) // len(h) + 1))
		masked = bytearray(x ^ y for x, y in zip(block, mask))
		masked[0] &= 0xFF >> (8 * size - (self.n.bit_length() - 1))
		return bytes(masked) + h + b"\xbc"
