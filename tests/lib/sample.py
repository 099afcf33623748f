# SPDX-License-Identifier: GPL-3.0-or-later
"""sample - the office of config/, as an administrator would put it into /etc/vanthu."""

import os
import re
import shutil
import subprocess

from . import office


def write(folder):
	"""vanthu.conf as the sample has it, with keys that openssl made."""
	config = os.path.join(office.source_folder(), "config")
	for name in ("directory.conf", "routing.conf", "books.conf", "vanthu.conf"):
		shutil.copy(os.path.join(config, name), folder)
	path = os.path.join(folder, "directory.conf")
	with open(path, encoding="utf-8") as f:
		text = f.read()
	with open(path, "w", encoding="utf-8") as f:
		f.write(text.replace("# unix-user = binh", "unix-user = root"))
	path = os.path.join(folder, "vanthu.conf")
	with open(path, encoding="utf-8") as f:
		text = f.read()
	text = text.replace("kimson-notice.key", "notice.key").replace("kimson-notice.pem", "notice.pem")
	text = text.replace("	# crl = required\n", "	crl = off\n", 1)
	with open(path, "w", encoding="utf-8") as f:
		f.write(text)
	keys, roots = os.path.join(folder, "keys"), os.path.join(folder, "roots")
	os.makedirs(keys)
	os.makedirs(roots)
	for command in (
			("req", "-x509", "-newkey", "rsa:2048", "-nodes", "-days", "30", "-subj", "/CN=Root", "-keyout", "root.key",
				"-out", "roots/root.pem"),
			("req", "-newkey", "rsa:2048", "-nodes", "-subj", "/CN=notice", "-keyout", "keys/notice.key", "-out", "csr"),
			("x509", "-req", "-in", "csr", "-CA", "roots/root.pem", "-CAkey", "root.key", "-set_serial", "2", "-days", "30",
				"-out", "keys/notice.pem", "-extfile", "extensions")):
		with open(os.path.join(folder, "extensions"), "w", encoding="utf-8") as f:
			f.write("subjectAltName=email:%s\nkeyUsage=digitalSignature\nextendedKeyUsage=emailProtection\n"
				% robot(folder))
		subprocess.run(("openssl",) + command, cwd=folder, capture_output=True, check=True)


def robot(folder):
	with open(os.path.join(folder, "directory.conf"), encoding="utf-8") as f:
		return re.search(r"^\trobot = (\S+)", f.read(), re.M).group(1)
