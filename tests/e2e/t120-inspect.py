#!/usr/bin/python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""t120-inspect - the whole corpus through vanthuctl inspect, each report against what is expected;
the published PDFs in signed mails; files that are none."""

import glob
import os
import subprocess
import sys
import tempfile

sys.path.insert(0, os.path.join(os.path.dirname(os.path.abspath(__file__)), ".."))
from lib import expect, inspector, kit, message as m, pdf, pki, shapes  # noqa: E402

KEYS = ["file", "sha256", "bytes", "verdict", "findings", "encrypted", "signature", "headers",
	"parts", "fields"]
# A charset that no converter was opened for: iconv asks for a file and is refused (design §1).
ASKING = ("doc-unknown-charset", "doc-unknown-charset.lf", "lenient-utf7", "lenient-utf7.lf",
	"lenient-ebcdic", "lenient-ebcdic.lf")


def check_corpus(t, p, folder):
	wanted = {name + ".eml": one for name, one in _corpus(p, folder)}
	names = sorted(wanted)
	reports, status, err = inspector.inspect([os.path.join(folder, n) for n in names], p)
	t.ok(status == 0, "the corpus: all were inspected", status, err[-500:])
	t.ok("Fontconfig" not in err, "no library complains of what it is not given", err[-500:])
	t.ok([os.path.basename(r["file"]) for r in reports] == names, "one line each, in order",
		len(reports), len(names))
	t.ok(all(list(r) == KEYS for r in reports), "the keys of the report, in their order")
	t.ok(all(list(e) == ["kind", "sha256", "carried"] and e["kind"] in ("certificate", "crl")
		and len(e["sha256"]) == 64 for r in reports for e in r["signature"]["evidence"]),
		"the keys of what a verdict rested on")
	t.ok(all(r["signature"]["evidence"] for r in reports if r["verdict"] == "good"),
		"a good verdict rests on something")
	for name, report in zip(names, reports):
		want = wanted[name]
		wrong = expect.differences(want, report)
		wrong += ["jail: %s" % f for f in report["findings"]
			if 901 <= f["code"] <= 906 and name[:-4] not in ASKING]
		findings = ["  %(check)s %(verdict)s %(code)s %(detail)s" % f for f in report["findings"]]
		say = t.ok if want["sure"] else t.todo
		say(not wrong, "%s (%s)" % (name[:-4], want["text"]), *wrong, *findings)


def _corpus(p, folder):
	import json
	shapes.write(p, folder)
	with open(os.path.join(folder, "expected.json"), encoding="utf-8") as f:
		return [(name[:-4], want) for name, want in json.load(f)["messages"].items()]


def check_real(t, p, folder):
	"""The published PDFs in signed mails."""
	paths = sorted(glob.glob(os.path.join(inspector.SOURCE, "../shared/documents/*.pdf")))
	if not paths:
		t.skip("published documents", "../shared/documents is not there")
		return
	k = kit.Kit(p)
	files = []
	for i, path in enumerate(paths):
		k.begin("real-%d" % i, 900 + i)
		with open(path, "rb") as f:
			data = f.read()
		raw = k.signed(k.content(k.note(), m.attachment(data, "van_ban_%d.pdf" % i)),
			outer=k.outer(subject="Gửi văn bản"))
		files.append(os.path.join(folder, "real-%d.eml" % i))
		with open(files[-1], "wb") as f:
			f.write(raw)
	reports, status, err = inspector.inspect(files, p)
	t.ok(status == 0 and len(reports) == len(files), "published documents: a line each", err)
	for path, report in zip(paths, reports):
		name = os.path.basename(path)
		t.ok(report["signature"]["status"] == "valid", "%s: the signature holds" % name,
			report["findings"])
		t.ok(not [f for f in report["findings"] if f["check"] == "jail"],
			"%s: no denied call, no limit" % name, report["findings"])
		if name == "hanoi_tb_453_flag.pdf":
			number, issued = (report["fields"][f]["value"] for f in ("number", "issued"))
			t.ok(number == "453" and issued == "2026-04-29",
				"%s: number and date as they are" % name, report["fields"])


def check_odd_files(t, p, folder):
	empty, big, good = (os.path.join(folder, n) for n in ("odd-empty", "odd-big", "odd-good"))
	with open(empty, "wb"):
		pass
	with open(big, "wb") as f:
		f.truncate(64 * 1024 * 1024 + 1)
	with open(good, "wb") as f:
		f.write(shapes.one(p, "signed-document").raw)
	latin = os.path.join(folder.encode(), b"odd-\xff.eml")
	with open(latin, "wb") as f:
		f.write(b"Subject: x\r\n\r\nx\r\n")
	missing = os.path.join(folder, "odd-missing")
	files = [empty, missing, folder, big, "/dev/zero", latin, good]
	reports, status, _ = inspector.inspect(files, p)
	t.ok(status != 0, "a file that cannot be read shows in the exit status")
	if not t.ok(len(reports) == len(files), "odd files: every one has its line", len(reports)):
		return
	got = [inspector.codes(r) for r in reports]
	t.ok(509 in got[0] and reports[0]["bytes"] == 0 and reports[0]["sha256"].startswith("e3b0c442"),
		"an empty file", reports[0])
	t.ok(got[1] == [910] and reports[1]["sha256"] is None, "a missing file", reports[1])
	t.ok(got[2] == [910], "a folder", reports[2])
	t.ok(got[3] == [909] and reports[3]["bytes"] == 64 * 1024 * 1024 + 1, "too big", reports[3])
	t.ok(got[4] == [910], "a device", reports[4])
	t.ok(reports[5]["file"].endswith("odd-\ufffd.eml"), "a name that is no UTF-8", reports[5]["file"])
	t.ok(reports[6]["verdict"] == "good", "the good one among them", reports[6]["findings"])
	reports, status, _ = inspector.inspect([empty, good], p)
	t.ok(status == 0 and len(reports) == 2, "exit 0 when all were inspected", status)


def check_trust(t, p, folder):
	good = os.path.join(folder, "odd-good")
	void = os.path.join(folder, "void")
	os.makedirs(void, exist_ok=True)
	with open(os.path.join(folder, "void-README"), "w", encoding="ascii") as f:
		f.write("no certificate\n")
	(r,), _, _ = inspector.inspect([good])
	t.ok(r["signature"]["chain"] == "unknown" and r["verdict"] == "doubt", "no trust at all",
		r["signature"], r["findings"])
	(r,), _, _ = inspector.inspect([good], p, crl=False)
	t.ok(r["signature"]["chain"] == "valid" and 110 in inspector.codes(r),
		"without --crl revocation is not looked at, and that is said", r["findings"])
	argv = inspector.command([good], p)
	argv[argv.index("--crl") + 1] = void
	run = subprocess.run(argv, capture_output=True, check=False, env=inspector.environment())
	t.ok(b'"chain":"unknown"' in run.stdout and b'"code":307' in run.stdout,
		"an empty --crl: a needed CRL is missing", run.stdout[:600])
	os.rename(os.path.join(folder, "void-README"), os.path.join(void, "README"))
	_, status, err = inspector.inspect([good], p, trust=void)
	t.ok(status == 0 and "README" in err, "what is no certificate is a warning", err)


def check_usage(t):
	for args in ([], ["--at", "yesterday", "x"], ["--what", "x", "y"], ["--trust"]):
		run = subprocess.run([os.path.join(inspector.BUILD, "vanthuctl"), "inspect", *args],
			capture_output=True, check=False, env=inspector.environment())
		t.ok(run.returncode == 64 and not run.stdout, "usage: inspect %s" % " ".join(args),
			run.returncode)
	run = subprocess.run([os.path.join(inspector.BUILD, "vanthuctl"), "inspect",
		"--at=2026-11-22T08:15:00Z", "--trust=", "--", os.devnull],
		capture_output=True, check=False, env=inspector.environment())
	t.ok(len(run.stdout.splitlines()) == 1, "options with '='", run.stderr)


def main():
	t = inspector.Tap()
	if not pdf.have_reportlab():
		t.skip("inspect", "python3-reportlab is missing")
		return t.done()
	with tempfile.TemporaryDirectory(prefix="vanthu-inspect-") as folder:
		p = pki.make(os.path.join(folder, "pki"))
		corpus = os.path.join(folder, "corpus")
		os.makedirs(corpus)
		check_corpus(t, p, corpus)
		check_real(t, p, folder)
		check_odd_files(t, p, folder)
		check_trust(t, p, folder)
	check_usage(t)
	return t.done()


if __name__ == "__main__":
	sys.exit(main())
