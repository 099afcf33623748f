# SPDX-License-Identifier: GPL-3.0-or-later
"""server_tls - certificates of mail servers for tests: a small authority in a folder.

	a = server_tls.Authority(DIR)
	good = a.issue("good", ["localhost"])          .cert .key .pin are paths and "sha256:..."
	old = a.issue("old", ["localhost"], start=-20 * server_tls.DAY, end=-server_tls.DAY)
	a.root                                         the file clients are given as roots
"""

import hashlib
import ipaddress
import os
import time

from . import der, keys, pki

DAY = pki.DAY


class Server:
	def __init__(self, folder, label, chain, key):
		self.cert = os.path.join(folder, label + ".pem")
		self.key = os.path.join(folder, label + ".key")
		self.pin = "sha256:" + hashlib.sha256(key.spki).hexdigest()
		with open(self.cert, "wb") as f:
			f.write(chain)


def _alternative(text):
	try:
		return der.tlv(0x87, ipaddress.ip_address(text).packed)
	except ValueError:
		return der.tlv(0x82, text.encode())


class Authority:
	def __init__(self, folder, label="root", holds_at=()):
		"""holds_at: times besides now at which what it issues must be good."""
		self.folder = folder
		self.now = int(time.time())
		times = (self.now, *holds_at)
		self.first, self.last = min(times), max(times)
		os.makedirs(folder, 0o755, exist_ok=True)
		self.own_key = self._key(label)
		self.subject = pki.name((pki.C, "VN"), (pki.CN, "CA máy chủ thử nghiệm " + label))
		exts = [pki.extension("2.5.29.19", der.seq(der.boolean(True)), True),
			pki._usage(["keyCertSign", "cRLSign"])] + pki._key_exts(self.own_key, self.own_key)
		cert = pki._certificate(folder + label, self.subject, self.own_key,
			(self.subject, self.own_key), self.first - 400 * DAY, self.last + 400 * DAY, exts)
		self.root = os.path.join(folder, label + ".pem")
		with open(self.root, "wb") as f:
			f.write(pki.pem("CERTIFICATE", cert))

	def _key(self, label):
		path = os.path.join(self.folder, label + ".key")
		keys.generate(path, "ec:P-256")
		return keys.Key(path)

	def issue(self, label, names, start=-DAY, end=90 * DAY):
		"""A server certificate for these host names and addresses; start, end: seconds from now."""
		key = self._key(label)
		exts = [pki.extension("2.5.29.19", der.seq()), pki._usage(["digitalSignature"]),
			pki.extension("2.5.29.37", der.seq(der.oid(pki.EKU["serverAuth"]))),
			pki.extension("2.5.29.17", der.seq(*(_alternative(n) for n in names)))]
		cert = pki._certificate(self.folder + label, pki.name((pki.CN, names[0])), key,
			(self.subject, self.own_key), self.first + start, self.last + end,
			exts + pki._key_exts(key, self.own_key))
		return Server(self.folder, label, pki.pem("CERTIFICATE", cert), key)
