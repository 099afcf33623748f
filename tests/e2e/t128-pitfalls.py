#!/usr/bin/python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""t128-pitfalls - every row of the list of pitfalls that concerns a received message has its code,
and messages made now whose reports carry it; and the environment trusts nobody for us."""

import os
import subprocess
import sys
import tempfile

sys.path.insert(0, os.path.join(os.path.dirname(os.path.abspath(__file__)), ".."))
from lib import codes, inspector, pdf, pitfalls, pki, shapes  # noqa: E402


def inspected(p, folder, names):
	"""{shape: report} of those shapes that there are; NAME.lf too."""
	made, files = [], []
	for one in shapes.build(p, names={n.removesuffix(".lf") for n in names}):
		if one.name not in names:
			continue
		files.append(os.path.join(folder, one.name + ".eml"))
		made.append(one.name)
		with open(files[-1], "wb") as f:
			f.write(one.raw)
	reports, status, err = inspector.inspect(files, p)
	return dict(zip(made, reports)), status, err


# Groups of shapes by the beginning of their names, where it is not the group's own.
PREFIXES = {"hp": "layers", "layers": "layers", "gateway": "gateway", "chain": "chain"}


def check_row(t, row, reports):
	groups = {shape.group for shape in shapes.table()}
	for code, names in row.codes.items():
		what = "%s %s: %d %s" % (row.ref, row.text, code, codes.table()[code][0])
		there = [n for n in names if n in reports]
		if not there and all(PREFIXES.get(n.split("-")[0], "") not in groups | {""} for n in names):
			t.skip(what, "no group of shapes for it in this tree")
			continue
		if not t.ok(there, what + ": a message is made for it", "none of: %s" % " ".join(names)):
			continue
		wrong = [n for n in there if code not in inspector.codes(reports[n])]
		t.ok(not wrong, what, *["%s: %s" % (n, reports[n]["findings"]) for n in wrong])
		if codes.table()[code][1] != "good":
			kept = [n for n in there if reports[n]["verdict"] == "good"]
			t.ok(not kept, what + ": never good", kept)
	touched = [n for n in row.good if n in reports and reports[n]["verdict"] != "good"]
	t.ok(not touched, "%s: honest messages beside it stay good" % row.ref,
		*["%s: %s" % (n, reports[n]["findings"]) for n in touched])


def check_table(t):
	"""No row without a code or without a message, no code that there is not."""
	for row in pitfalls.TABLE:
		unknown = [c for c in row.codes if c not in codes.table()]
		t.ok(row.codes and not unknown, "%s: its codes are in the table" % row.ref, unknown)
	refs = [row.ref for row in pitfalls.TABLE]
	t.ok(len(set(refs)) == len(refs), "no row stands twice", refs)


def check_environment(t, p, folder):
	"""SSL_CERT_DIR, SSL_CERT_FILE and OPENSSL_CONF name a root of the attacker's (§2.2 trust
	store drift): nothing changes."""
	foreign = os.path.join(folder, "foreign.eml")
	with open(foreign, "wb") as f:
		f.write(shapes.one(p, "unknown-ca").raw)
	hashed = os.path.join(folder, "certs")
	os.makedirs(hashed)
	root = p["other-root"].cert_path
	name = subprocess.run(("openssl", "x509", "-noout", "-subject_hash", "-in", root),
		capture_output=True, check=True).stdout.decode().strip()
	os.symlink(root, os.path.join(hashed, name + ".0"))
	conf = os.path.join(folder, "openssl.cnf")
	with open(conf, "w", encoding="ascii") as f:
		f.write("openssl_conf = no_such_section_and_broken\n[x\n")
	env = dict(inspector.environment(), SSL_CERT_DIR=hashed, SSL_CERT_FILE=root, OPENSSL_CONF=conf)
	plain = subprocess.run(inspector.command([foreign], p), capture_output=True, check=False,
		env=inspector.environment())
	planted = subprocess.run(inspector.command([foreign], p), capture_output=True, check=False,
		env=env)
	t.ok(b'"code":301' in plain.stdout, "a chain to a strange root is unknown", plain.stdout)
	t.ok(planted.stdout == plain.stdout,
		"SSL_CERT_DIR, SSL_CERT_FILE and OPENSSL_CONF change nothing", planted.stdout, planted.stderr)


def main():
	t = inspector.Tap()
	if not pdf.have_reportlab():
		t.skip("pitfalls", "python3-reportlab is missing")
		return t.done()
	check_table(t)
	with tempfile.TemporaryDirectory(prefix="vanthu-pitfalls-") as folder:
		p = pki.make(os.path.join(folder, "pki"))
		names = {n for row in pitfalls.TABLE for all_ in row.codes.values() for n in all_}
		names |= {n for row in pitfalls.TABLE for n in row.good}
		reports, status, err = inspected(p, folder, names)
		t.ok(status == 0, "all were inspected", err[-500:])
		for row in pitfalls.TABLE:
			check_row(t, row, reports)
		missing = sorted(names - set(reports))
		if missing:
			t.say("shapes of the table that are not there: " + " ".join(missing))
		check_environment(t, p, folder)
	return t.done()


if __name__ == "__main__":
	sys.exit(main())
