#!/usr/bin/python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""t795-bundle - vanthuctl support-bundle: helpful, and without a word of anybody (TAP)."""

import os
import re
import sys
import tarfile
import unicodedata

sys.path.insert(0, os.path.join(os.path.dirname(os.path.abspath(__file__)), ".."))
from lib import kit, office, office_files, pdf, pki, tap  # noqa: E402

# Known from directory.conf alone: a login at the mail server, another name of an agency.
LOGIN, ALIAS = "binhdangnhap", "lienhoaviet"
PLANTED = ("KIMTHACHLIENHOA", "hoamaitrang", "tepkembimat")


def planted(o):
	k = kit.Kit(o.pki)
	k.begin("bundle", 850)
	doc = k.doc(subject=PLANTED[0])
	yield k.signed(k.content(k.note(PLANTED[0]), k.file(name=PLANTED[2] + ".pdf")),
		outer=k.outer(subject="Công văn %s %s" % (doc.code, PLANTED[0])))
	k.begin("bundle-stranger", 851)
	k.doc(subject=PLANTED[0])
	yield k.signed(k.content(k.note(), k.file(name=PLANTED[2] + ".pdf")),
		outer=k.outer(frm=("%s <%s@%s.example>" % (PLANTED[0], PLANTED[1], PLANTED[1])).encode()))
	yield (b"From: %s@x.example\r\nSubject: %s\r\n\r\n%s\r\n" % (PLANTED[1].encode(),
		PLANTED[0].encode(), PLANTED[2].encode()))


def folded(text):
	return "".join(c for c in unicodedata.normalize("NFD", text.lower())
		if not unicodedata.combining(c)).replace("đ", "d")


def bundled(t, o):
	for raw in planted(o):
		o.deliver(raw)
	o.settle()
	with open(o.path("directory.conf"), encoding="utf-8") as f:
		directory = f.read()
	for key, word in (("login", LOGIN), ("alias", ALIAS)):
		directory = directory.replace("\t%s = " % key, "\t%s = %s\n\t%s = " % (key, word, key), 1)
	with open(o.path("directory.conf"), "w", encoding="utf-8") as f:
		f.write(directory)
	to = o.path("bundle.tar")
	with open(o.log_path, "a", encoding="utf-8") as f:
		# As a server on the way may answer.
		f.write('2026-11-22T19:12:33.000Z vanthu-dispatch[7] warning 12.eml not-sent'
			' to=%s@y.example fault="550 5.1.1 <%s@y.example>: %s is away, call 0912345678901"\n'
			% (PLANTED[1], PLANTED[1], "Nguyen Van TU"))
		f.write("2026-11-22T19:12:34.000Z vanthu-inspect[7] info - session login=%s alias=%s\n"
			% (LOGIN, ALIAS))
	answer = o.ctl("support-bundle", "--to", to, "--log", o.log_path, as_json=False)
	t.ok(answer.status == 0 and to in answer.out, "a bundle is written", answer)
	t.equal(os.stat(to).st_mode & 0o777, 0o600, "for its owner alone")
	with tarfile.open(to) as tar:
		texts = {m.name: tar.extractfile(m).read().decode() for m in tar.getmembers()}
	t.equal(sorted(texts), ["counts.txt", "log.txt", "settings.txt", "versions.txt"],
		"with four plain files")
	whole = "\n".join(texts.values())
	words = set(PLANTED) | {"@"}
	for key, row in office_files.PEOPLE.items():
		words |= {key, row[1], row[3]}
	for a in pki.AGENCIES.values():
		words |= {a.name, a.address}
	words |= set(office_files.SENDERS) | set(office_files.OWN)
	words |= {r["id"] for r in o.sql("SELECT id FROM arrival")}
	words |= {r["sha256"] for r in o.sql("SELECT sha256 FROM arrival")}
	words |= {"0912345678901", "Nguyen", LOGIN, ALIAS}
	paths = [line for line in whole.splitlines() if " = /" in line]
	rest = "\n".join(line for line in whole.splitlines() if line not in paths)
	t.equal(sorted(w for w in words if w in rest or folded(w) in folded(rest)), [],
		"no content, name, address or id is in it")
	with open(o.path("pki", "keys", "kimson-notice.key"), encoding="utf-8") as f:
		secret = f.read().splitlines()[1]
	t.ok(secret not in whole and any("kimson-notice.key" in p for p in paths),
		"of keys the path, nothing else")
	programs = re.findall(r"^(vanthu\S*) \d", texts["versions.txt"], re.M)
	t.equal(sorted(programs), sorted(("vanthuctl", "vanthud", "vanthu-intake", "vanthu-imap",
		"vanthu-inspect", "vanthu-registrar", "vanthu-dispatch", "vanthu-signer",
		"vanthu-watch", "vanthu-scan", "vanthu-token", "vanthu-fetch")), "the version of every program is in it")
	t.ok("Linux" in texts["versions.txt"], "and what it runs on", texts["versions.txt"])
	t.ok("state = /" in texts["settings.txt"] and "balance-at = 23:59" in texts["settings.txt"],
		"so are settings", texts["settings.txt"])
	t.ok(re.search(r"^registered +1$", texts["counts.txt"], re.M)
		and re.search(r"^held +2$", texts["counts.txt"], re.M), "and counts", texts["counts.txt"])
	log = texts["log.txt"]
	t.ok("all-ready" in log and "vanthu-intake" in log and "warning" in log, "and the log",
		log[:2000])
	line = next((l for l in log.splitlines() if "not-sent" in l), "")
	t.ok("550" in line and "not-sent" in line, "whose lines still say something", line)


def without_office(t, o):
	o.stop()
	to = o.path("stopped.tar")
	answer = o.ctl("support-bundle", "--to", to, "--log", o.log_path, as_json=False)
	t.ok(answer.status == 0, "it is made also when the office does not run", answer)
	answer = o.ctl("support-bundle", "--to", o.path("none", "x.tar"), as_json=False)
	t.ok(answer.status == 73, "a folder that is none is told", answer)


def main():
	if not pdf.have_reportlab():
		print("1..0 # SKIP python3-reportlab is missing")
		return
	with office.Office(keys=office.key_cache()) as o:
		def start(_):
			o.start()
		tap.run(start, *tap.steps(o, bundled, without_office))


main()
