# SPDX-License-Identifier: GPL-3.0-or-later
"""letter - one mail that the office sent, read by Python and judged by the openssl command."""

import email
import email.policy
import hashlib
import os
import re
import subprocess
import tempfile


class Letter:
	"""path, folder (the address whose Maildir it lies in), raw, message (outer), at (mtime)."""

	def __init__(self, path, folder):
		self.path = path
		self.folder = folder
		self.at = os.stat(path).st_mtime_ns
		with open(path, "rb") as f:
			self.raw = f.read()
		self.message = email.message_from_bytes(self.raw, policy=email.policy.default)

	def __getitem__(self, header):
		value = self.message[header]
		return None if value is None else str(value)

	def raw_header(self, name):
		"""The bytes of a header field, folded as they are; None when it is not there."""
		head = re.split(rb"\r?\n\r?\n", self.raw, 1)[0]
		found = re.search(rb"(?im)^" + name.encode() + rb":[ \t]*(.*(?:\r?\n[ \t].*)*)", head)
		return found.group(1).rstrip(b"\r") if found else None

	@property
	def subject(self):
		return self["Subject"] or ""

	@property
	def message_id(self):
		return self["Message-ID"]

	@property
	def entity(self):
		"""The signed entity, parsed."""
		parts = list(self.message.iter_parts()) if self.message.is_multipart() else []
		return parts[0] if self.message.get_content_type() == "multipart/signed" and parts \
			else self.message

	@property
	def text(self):
		"""The plain text that a person reads."""
		for part in self.entity.walk():
			if part.get_content_type() == "text/plain" and not part.is_attachment():
				return part.get_content()
		return ""

	def attachments(self):
		"""[(name, type, bytes)] inside the signed entity."""
		out = []
		for part in self.entity.walk():
			if part.get_content_disposition() == "attachment":
				data = part.get_payload(decode=True)
				if data is None:
					data = part.as_bytes()
				out.append((part.get_filename(), part.get_content_type(), data))
		return out

	def hashes(self):
		return {hashlib.sha256(data).hexdigest() for _, _, data in self.attachments()}

	def verify(self, root):
		"""(True, the signed bytes) or (False, why), by `openssl cms -verify` against that root."""
		with tempfile.TemporaryDirectory() as folder:
			out = os.path.join(folder, "content")
			done = subprocess.run(("openssl", "cms", "-verify", "-in", self.path, "-inform",
				"SMIME", "-CAfile", root, "-purpose", "smimesign", "-out", out, "-signer",
				os.path.join(folder, "signer.pem")), capture_output=True, check=False)
			if done.returncode != 0:
				return False, done.stderr.decode("utf-8", "replace")
			with open(out, "rb") as f:
				return True, f.read()

	def attributes(self):
		"""The structure of the signature as openssl prints it."""
		done = subprocess.run(("openssl", "cms", "-cmsout", "-print", "-noout", "-in", self.path,
			"-inform", "SMIME"), capture_output=True, check=False)
		return done.stdout.decode("utf-8", "replace")
