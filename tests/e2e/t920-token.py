#!/usr/bin/python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""t920-token - the document key is on a PKCS#11 token, which comes and goes, and whose PIN is tried once.

The token is SoftHSM's; pkcs11-spy stands before it and writes down every call, so that logins are
counted by somebody else.
"""

import os
import subprocess
import sys
import time

sys.path.insert(0, os.path.join(os.path.dirname(os.path.abspath(__file__)), ".."))
from lib import drafting, hsm, office_files, tap  # noqa: E402
from lib.hsm import OTHER, PIN, PLAIN, SPIES, URI, await_mails, issue  # noqa: E402

def await_fault(c, words, seconds=40):
	"""What the queue says of the document that waits."""
	until = time.monotonic() + seconds
	while True:
		rows = c.o.sql("SELECT * FROM mail WHERE recipient = ? AND state = 'draft'", OTHER)
		if rows and words in (rows[0]["fault"] or "") or time.monotonic() > until:
			return rows[0] if rows else {"fault": None, "attempts": -1}
		time.sleep(0.1)


def signed(t, c, token):
	issue(c, 1)
	sent = await_mails(c.o, OTHER, 1)
	t.equal(len(sent), 1, "an issued document goes out")
	path = c.o.path("issued.eml")
	with open(path, "wb") as f:
		f.write(sent[0].raw if sent else b"")
	done = subprocess.run(("openssl", "cms", "-verify", "-in", path, "-CAfile",
		c.o.path("pki", "trust", "root.pem"), "-purpose", "smimesign", "-signer",
		c.o.path("signer.pem"), "-out", "/dev/null"), capture_output=True, check=False)
	name = subprocess.run(("openssl", "x509", "-noout", "-email", "-in", c.o.path("signer.pem")),
		capture_output=True, check=False).stdout.decode()
	t.ok(done.returncode == 0 and name.split() == ["vanthu@kimson.example"],
		"signed on the token by the agency's key, openssl says", done.stderr.decode() + name)
	t.equal(token.logins(), 1, "with one login")
	t.equal(os.listdir(c.o.path("state", "token")), [], "and no note of it is left")
	held = [row for row in str(c.o.ctl("doctor", as_json=False)).splitlines() if "token of" in row]
	t.ok(len(held) == 1 and "its key is there" in held[0], "doctor finds it", held)


def absent(t, c, token):
	token.away()
	issue(c, 2)
	row = await_fault(c, "not there")
	t.ok("the token is not there" in (row["fault"] or ""), "without the token it waits", row["fault"])
	told = await_mails(c.o, "binh@kimson.example", 1, "thiết bị ký")
	t.ok(told and "token is not there" in told[0].text and "PIN" in told[0].text,
		"the clerk hears why, by a mail that is signed", told and told[0].text)
	t.equal(len(await_mails(c.o, office_files.ADMIN, 1, "thiết bị ký")), 1, "and the administrator")
	start = len(c.o.log_text())
	for _ in range(3):
		c.o.await_log("not-signed", start=start)
		start = len(c.o.log_text())
	row = await_fault(c, "not there")
	t.equal(row["attempts"], 0, "it is asked for again and again, and no try is counted")
	t.equal(len(c.clerk.mails("thiết bị ký")), 1, "and nobody is told twice")
	said = str(c.o.ctl("doctor", as_json=False))
	t.ok(any("token of kimson" in line and "not there" in line for line in said.splitlines()),
		"doctor says it too", said)
	t.ok(any("not there" in (r.get("fault") or "") for r in c.o.ctl("queue").rows), "and queue")
	token.back()
	t.equal(len(await_mails(c.o, OTHER, 2)), 2, "it is back: the document goes")


def wrong_pin(t, c, token):
	token.write_pin("999999\n")
	before = token.logins()
	issue(c, 3)
	row = await_fault(c, "refused")
	t.ok("the token refused" in (row["fault"] or ""), "with a wrong PIN it waits", row["fault"])
	start = len(c.o.log_text())
	c.o.await_log("refused this PIN before", start=start)
	c.o.stop()
	c.o.start()
	start = len(c.o.log_text())
	c.o.await_log("refused this PIN before", start=start)
	c.o.ctl("doctor", as_json=False)
	t.equal(token.logins() - before, 1, "which is tried once, over a restart and by doctor too")
	notes = os.listdir(c.o.path("state", "token"))
	t.equal(len(notes), 1, "there is a note of it")
	with open(c.o.path("state", "token", notes[0]), "rb") as f:
		t.ok(b"999999" not in f.read(), "that does not hold it")
	t.ok(PIN not in c.o.log_text() and "999999" not in c.o.log_text(), "nor does the log")
	token.write_pin(PIN)
	t.equal(len(await_mails(c.o, OTHER, 3)), 3, "the right one in the file: the document goes")
	t.equal(token.logins() - before, 2, "after one more login")


def faults(t, c, token):
	"""vanthud -n."""
	def said(old, new):
		office_files.conf = lambda *given: token.conf_of(PLAIN(*given)).replace(old, new)
		c.o.write()
		return c.o.check().stderr
	t.ok("document-pin names the file" in said(URI, URI + "?pin-value=" + PIN),
		"a PIN in the URI is refused")
	t.ok("names no key" in said(URI, "pkcs11:token=a"), "a URI without a key")
	t.ok("is not there" in said(SPIES[0], "/usr/lib/none.so"), "a module that is missing")
	t.ok("no token block" in said("\ntoken\n", "\nretain\n"), "no module at all")
	os.chmod(token.pin, 0o644)
	t.ok("chmod 0600" in said("", ""), "a PIN that others can read")
	os.chmod(token.pin, 0o600)
	t.equal(said("", ""), "", "and a good one is good")


def jail(t, c, _):
	t.equal(c.o.denied(), [], "the jail denied nothing that was needed")
	t.equal(c.o.ctl("verify", as_json=False).status, 0, "verify finds nothing wrong")


def main():
	why = hsm.missing()
	if why is not None:
		print("1..0 # SKIP " + why)
		return
	with drafting.make_office() as o:
		o.more["dispatch"] = {"retry": "1s 1s 1s"}
		token = hsm.Token(o)
		office_files.conf = lambda *given: token.conf_of(PLAIN(*given))
		o.write()
		o.start()
		tap.run(*tap.steps_of(drafting.Cast(o), token, signed, absent, wrong_pin, faults, jail))


main()
