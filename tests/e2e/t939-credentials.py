#!/usr/bin/python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""t939-credentials - the document key, and the PIN of a token, are credentials of systemd (systemd.exec(5)).

A mount namespace of the office alone has what systemd mounts for its service: a folder in
/run/credentials with files of mode 0440.
"""

import os
import re
import subprocess
import sys

sys.path.insert(0, os.path.join(os.path.dirname(os.path.abspath(__file__)), ".."))
from lib import drafting, hsm, office_files, tap  # noqa: E402

FOLDER = "/run/credentials/vanthu.service"
MOUNTED = ("unshare", "--mount", "--", "sh", "-ec", "mount -t tmpfs -o mode=0755 tmpfs /run; mkdir -p %s;"
	" cp \"$1\"/* %s; chmod 0440 %s/*; shift; exec \"$@\"" % ((FOLDER,) * 3), "sh")


def can_mount():
	return subprocess.run(("unshare", "--mount", "--", "mount", "-t", "tmpfs", "tmpfs", "/run"),
		capture_output=True, check=False).returncode == 0


def signed(o, mail):
	path = o.path("issued.eml")
	with open(path, "wb") as f:
		f.write(mail.raw)
	done = subprocess.run(("openssl", "cms", "-verify", "-in", path, "-CAfile", o.path("pki", "trust", "root.pem"),
		"-purpose", "smimesign", "-out", "/dev/null"), capture_output=True, check=False)
	return done.returncode == 0


def key(t, c, folder):
	with open(os.path.join(folder, "van-ban.key"), "w", encoding="ascii") as f:
		f.write(c.key)
	office_files.conf = lambda *given: re.sub(r"document-key = .*kimson.*", "document-key = %s/van-ban.key" % FOLDER,
		hsm.PLAIN(*given))
	c.o.write()
	with open(c.o.conf, encoding="utf-8") as f:
		t.equal(re.findall(r"document-key = (.*)", f.read()).count(FOLDER + "/van-ban.key"), 1, "the office names it")
	c.o.start(before=(*MOUNTED, folder))
	hsm.issue(c, 1)
	sent = hsm.await_mails(c.o, hsm.OTHER, 1)
	t.ok(len(sent) == 1 and signed(c.o, sent[0]), "a key that is a credential signs", c.o.tail())


def pin(t, c, folder):
	c.o.stop()
	os.unlink(os.path.join(folder, "van-ban.key"))
	token = hsm.Token(c.o)
	os.rename(token.pin, os.path.join(folder, "thiet-bi.pin"))
	token.pin = FOLDER + "/thiet-bi.pin"
	office_files.conf = lambda *given: token.conf_of(hsm.PLAIN(*given))
	c.o.write()
	c.o.start(before=(*MOUNTED, folder))
	hsm.issue(c, 2)
	sent = hsm.await_mails(c.o, hsm.OTHER, 2)
	t.ok(len(sent) == 2 and signed(c.o, sent[1]), "a PIN that is one opens the token", c.o.tail())
	t.equal(token.logins(), 1, "with one login")
	t.equal(c.o.denied(), [], "the jail denied nothing that was needed")
	t.ok(hsm.PIN not in c.o.log_text(), "and the log holds no PIN")


def main():
	why = hsm.missing() or (None if can_mount() else "no mount namespace can be made here")
	if why is not None:
		print("1..0 # SKIP " + why)
		return
	with drafting.make_office() as o:
		folder = o.path("credentials")
		os.mkdir(folder)
		cast = drafting.Cast(o)
		with open(o.path("pki", "keys", "kimson-document.key"), encoding="ascii") as f:
			cast.key = f.read()
		tap.run(*tap.steps_of(cast, folder, key, pin))


main()
