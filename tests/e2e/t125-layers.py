#!/usr/bin/python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""t125-layers - the codes of layered mail and of protected headers, and what is shown of them."""

import os
import sys
import tempfile

sys.path.insert(0, os.path.join(os.path.dirname(os.path.abspath(__file__)), ".."))
from lib import inspector, pdf, pki, shapes, shapes_layers  # noqa: E402

# The detail of code 114: the layers from outside.
LAYERS = {
	"layers-two": "signed > signed",
	"layers-mixed": "signed > signed > signed",
	"layers-altered": "signed > signed (altered)",
	"layers-triple": "signed > enveloped",
	"layers-compressed": "signed > compressed",
	"layers-compressed-signed": "signed > compressed > signed",
	"layers-compressed-around": "compressed > signed",
	"layers-compressed-cut": "signed > compressed (broken)",
	"layers-compressed-algorithm": "signed > compressed (unknown algorithm)",
	"layers-bomb": "signed > compressed (too big)",
	"layers-digested": "signed > unreadable",
}


def check_codes(t, made, report):
	wanted, unwanted = shapes_layers.CODES[made.shape.name]
	got = inspector.codes(report)
	said = ["%(code)s %(detail)s" % f for f in report["findings"]]
	t.ok(not set(wanted) - set(got) and not set(unwanted) & set(got),
		"%s: %s, not %s" % (made.name, wanted, unwanted), *said)
	names = LAYERS.get(made.shape.name)
	if names is not None:
		t.ok([f["detail"] for f in report["findings"] if f["code"] == 114] == [names],
			"%s: %s" % (made.name, names), *said)


def check_shown(t, reports):
	"""With header protection the signed values are shown, whatever stands outside."""
	plain = reports["hp-clear"]["headers"]
	t.ok(plain["subject"] and plain["message_id"] == "<hp-clear@hason.example>", "hp-clear: shown",
		plain)
	for name in ("hp-subject", "hp-tag", "hp-cipher", "hp-cipher-changed"):
		subject = reports[name]["headers"]["subject"] or ""
		t.ok(subject.startswith("Công văn số") and "rà soát" in subject,
			"%s: the signed subject is shown" % name, subject)
	shown = reports["hp-message-id"]["headers"]
	t.ok(shown["message_id"] == "<hp-message-id@hason.example>", "hp-message-id: the signed one", shown)
	shown = reports["hp-other-value"]["headers"]
	t.ok(shown["subject"] != "Khác", "hp-other-value: the outer subject is shown", shown)


def check_parts(t, reports):
	"""What was opened is a part like any other; signed only below an outermost signature."""
	for name, wanted in (("layers-compressed", True), ("layers-mixed", True),
			("layers-four", True), ("layers-compressed-around", False),
			("layers-compressed-outside", False)):
		pdfs = [p for p in reports[name]["parts"] if p["type"] == "application/pdf"]
		t.ok(len(pdfs) == 1 and pdfs[0]["signed"] is wanted,
			"%s: one PDF, %s" % (name, "signed" if wanted else "not signed"), reports[name]["parts"])


def main():
	t = inspector.Tap()
	if not pdf.have_reportlab():
		t.skip("layers", "python3-reportlab is missing")
		return t.done()
	with tempfile.TemporaryDirectory(prefix="vanthu-layers-") as folder:
		p = pki.make(os.path.join(folder, "pki"))
		made = list(shapes.build(p, groups=("layers",)))
		files = [os.path.join(folder, one.name + ".eml") for one in made]
		for one, path in zip(made, files):
			with open(path, "wb") as f:
				f.write(one.raw)
		reports, status, err = inspector.inspect(files, p)
		t.ok(status == 0 and len(reports) == len(made), "all were inspected", status, err)
		for one, report in zip(made, reports):
			check_codes(t, one, report)
		named = {one.name: report for one, report in zip(made, reports)}
		check_shown(t, named)
		check_parts(t, named)
	return t.done()


if __name__ == "__main__":
	sys.exit(main())
