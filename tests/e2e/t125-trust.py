#!/usr/bin/python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""t125-trust - what an office adds to its roots: algorithms, lists of certificates, classes of
roots; through vanthuctl inspect --policy, vanthud -n and a running office."""

import json
import os
import re
import subprocess
import sys
import tempfile

sys.path.insert(0, os.path.join(os.path.dirname(os.path.abspath(__file__)), ".."))
from lib import inspector, kit, office, pdf, pki  # noqa: E402


class Bench:
	"""Messages signed by labels of the PKI, inspected under a policy."""

	def __init__(self, t, folder):
		self.t, self.folder = t, folder
		self.p = pki.make(os.path.join(folder, "pki"))
		self.files = {}

	def path(self, name):
		return os.path.join(self.folder, name)

	def write(self, name, text):
		with open(self.path(name), "w", encoding="utf-8") as f:
			f.write(text)
		return self.path(name)

	def message(self, label, **options):
		key = label + "".join(sorted(options))
		if key not in self.files:
			k = kit.Kit(self.p)
			k.begin(key, 300 + len(self.files))
			with open(self.path(key + ".eml"), "wb") as f:
				f.write(k.signed(signer=k.signer(label, **options)))
			self.files[key] = f.name
		return self.files[key]

	def inspect(self, policy, label, **options):
		"""(report or None, status, stderr)"""
		p = self.p
		argv = [os.path.join(inspector.BUILD, "vanthuctl"), "inspect", "--trust", p.trust,
			"--intermediate", p.intermediate, "--crl", p.crl, "--at", inspector.iso(p.now),
			"--policy", self.write("policy", policy), self.message(label, **options)]
		run = subprocess.run(argv, capture_output=True, check=False,
			env=inspector.environment(), encoding="utf-8")
		lines = run.stdout.splitlines()
		return json.loads(lines[0]) if lines else None, run.returncode, run.stderr

	def expect(self, text, policy, label, verdict, code=None, **options):
		report, status, err = self.inspect(policy, label, **options)
		codes = inspector.codes(report) if report else []
		self.t.ok(report and report["verdict"] == verdict and (code is None or code in codes),
			text, status, err, report and report["verdict"], report and report["findings"])
		return report

	def fault(self, text, policy, wanted):
		report, status, err = self.inspect(policy, "noivu")
		self.t.ok(status != 0 and re.search(wanted, err)
			and (report is None or report["verdict"] != "good"), text, status, err, report)


def algorithms(b):
	b.expect("nothing said: as always", "", "noivu", "good")
	b.expect("a listed digest", "trust\n\tdigest = sha256\n", "noivu", "good")
	report = b.expect("a digest that is not listed", "trust\n\tdigest = sha256\n", "noivu", "bad",
		229, md="sha384")
	b.t.ok(report["signature"]["status"] == "invalid", "is an invalid signature")
	b.expect("listed beside", "trust\n\tdigest = sha256\n\tdigest = sha384\n", "noivu", "good",
		md="sha384")
	b.expect("a path made with a digest that is not listed", "trust\n\tdigest = sha384\n",
		"noivu", "bad", 309, md="sha384")
	b.expect("RSA where only ECDSA is listed", "trust\n\tsignature = ecdsa\n", "noivu", "bad", 229)
	b.expect("PSS is not RSA of PKCS 1", "trust\n\tsignature = rsa\n", "noivu", "bad", 229, pss=True)
	b.expect("PSS listed", "trust\n\tsignature = rsa\n\tsignature = rsa-pss\n", "noivu", "good",
		pss=True)
	b.expect("a key below the office's size", "trust\n\tmin-rsa = 3072\n", "noivu", "bad", 219)
	b.fault("SHA-1 cannot be listed", "trust\n\tdigest = sha256\n\tdigest = sha1\n",
		r"policy:3: .*sha1")
	b.fault("nor a key below the floor", "trust\n\tmin-rsa = 1024\n", r"policy:2: ")
	b.fault("nor one on a curve", "trust\n\n\tmin-ec = 192\n", r"policy:3: ")


def lists(b):
	p = b.p
	deny, allow = "trust\n\tdeny = deny.txt\n", "trust\n\tallow = allow.txt\n"
	for label in ("noivu", "g2", "root"):
		b.write("deny.txt", "# by letter\n%s  # %s\n" % (p[label].sha256.upper(), label))
		report = b.expect("denied: " + label, deny, "noivu", "bad", 314)
		b.t.ok(report["signature"]["chain"] == "invalid", "the chain is invalid")
		b.write("allow.txt", p[label].sha256 + "\n")
		b.expect("allowed: " + label, allow, "noivu", "good")
	b.write("allow.txt", p["old-root"].sha256 + "\n")
	b.expect("another root is on the allow list", allow, "noivu", "doubt", 315)
	signer = b.inspect("", "noivu")[0]["signature"]["signer"]
	b.write("deny.txt", "serial %s %s\n" % (signer["serial"].lower(), signer["issuer"]))
	b.expect("denied by serial number and issuer", deny, "noivu", "bad", 314)
	b.expect("its neighbour is not", deny, "several", "good")
	b.write("deny.txt", "")
	b.expect("an empty deny list", deny, "noivu", "good")
	b.write("allow.txt", "# nobody yet\n")
	b.expect("an empty allow list", allow, "noivu", "doubt", 315)
	b.write("deny.txt", "# x\n0123\n")
	report, _, err = b.inspect(deny, "noivu")
	b.t.ok(report["verdict"] == "doubt" and "deny.txt:2: " in err, "a broken line lets nobody pass",
		report["findings"], err)
	os.remove(b.path("deny.txt"))
	b.expect("so does a list that is not there", deny, "noivu", "doubt", 315)


def classes(b):
	p = b.p
	head = "class nhanuoc\n\troot = %s\n"
	name, digest = head % "root.pem", head % p["root"].sha256
	b.expect("a class changes nothing by itself", name, "no-crl", "doubt", 307)
	b.expect("a missing CRL is accepted", name + "\tcrl-missing = accept\n", "no-crl", "good", 112)
	b.expect("by the root's hash too", digest + "\tcrl-missing = accept\n", "no-crl", "good", 112)
	b.expect("a stale one is another matter", name + "\tcrl-missing = accept\n", "stale-crl",
		"doubt", 308)
	b.expect("a stale one is accepted", name + "\tcrl-stale = accept\n", "stale-crl", "good", 112)
	b.expect("within the grace", name + "\tcrl-grace = 31d\n", "stale-crl", "good", 112)
	b.expect("after it", name + "\tcrl-grace = 29d\n", "stale-crl", "doubt", 308)
	soft = name + "\tcrl-missing = accept\n\tcrl-stale = accept\n"
	b.expect("revoked is revoked", soft, "revoked", "bad", 306)
	b.expect("a revoked CA too", soft, "revoked-ca", "bad", 306)
	b.expect("off: not looked at", name + "\tcrl = off\n", "revoked", "good", 110)
	b.expect("on, where the rest is off", name + "trust\n\tcrl = off\n", "revoked", "bad", 306)
	other = (head % "old-root.der") + "\tcrl-missing = accept\n\tcrl-stale = accept\n"
	b.expect("another root's class does not help", other, "no-crl", "doubt", 307)
	for text, policy, wanted in (("a root that is none", head % "nobody.pem", "policy:2: "),
			("a root in two classes", name + "class two\n\troot = %s\n" % p["root"].sha256,
			"policy:4: ")):
		_, _, err = b.inspect(policy, "noivu")
		b.t.ok(wanted in err, text + " is told with its line", err)


def dry_run(t):
	with office.Office(keys=office.key_cache(), more={"trust": {"deny": "deny.txt"}}) as o:
		o.tidy_trust()
		with open(o.path("deny.txt"), "w", encoding="ascii") as f:
			f.write("# nobody\n")
		t.ok(o.check().returncode == 0, "vanthud -n: a sound office with a deny list",
			o.check().stdout + o.check().stderr)
		with open(o.path("deny.txt"), "a", encoding="ascii") as f:
			f.write("serial\n")
		with open(o.conf, "a", encoding="utf-8") as f:
			f.write("class nhanuoc\n\troot = other.pem\n")
		done = o.check()
		said = done.stdout + done.stderr
		t.ok(done.returncode == 78 and re.search(r"deny\.txt:2: ", said)
			and re.search(r"vanthu\.conf:\d+: .*other\.pem", said),
			"vanthud -n: every fault with file and line", said)
		with open(o.conf, "a", encoding="utf-8") as f:
			f.write("\tcrl-missing = perhaps\n")
		done = o.check()
		t.ok(done.returncode == 78 and "perhaps" in done.stdout + done.stderr,
			"vanthud -n: a choice that is none", done.stdout + done.stderr)


def running(t):
	"""The list is read again while the office runs, and a pin does not help."""
	with office.Office(keys=office.key_cache(), more={"trust": {"deny": "deny.txt"}}) as o:
		o.tidy_trust()
		o.pins["noivu"] = "noivu.pem"
		with open(o.path("noivu.pem"), "wb") as f:
			f.write(o.pki["noivu"].pem)
		with open(o.path("deny.txt"), "w", encoding="ascii") as f:
			f.write("# nobody\n")
		o.write()
		o.start()
		k = kit.Kit(o.pki)

		def deliver(name, index):
			k.begin(name, index)
			sent = o.deliver(k.signed())
			o.settle()
			return o.arrival(sent)
		row = deliver("before", 410)
		t.ok(row["state"] == "registered", "nobody is denied", row["codes"])
		temporary = o.path("deny.new")
		with open(temporary, "w", encoding="ascii") as f:
			f.write(o.pki["noivu"].sha256 + "\n")
		os.rename(temporary, o.path("deny.txt"))
		row = deliver("after", 411)
		t.ok(row["state"] != "registered" and "314" in str(row["codes"]),
			"the next message after the list was replaced is refused, pinned or not",
			row["state"], row["codes"])
		o.stop()


def main():
	t = inspector.Tap()
	if not pdf.have_reportlab():
		t.skip("trust", "python3-reportlab is missing")
		return t.done()
	with tempfile.TemporaryDirectory(prefix="vanthu-trust-") as folder:
		b = Bench(t, folder)
		algorithms(b)
		lists(b)
		classes(b)
	dry_run(t)
	running(t)
	return t.done()


if __name__ == "__main__":
	sys.exit(main())
