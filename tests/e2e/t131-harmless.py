#!/usr/bin/python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""t131-harmless - what real mail programs write is never held: every row of lib/harmless.py, CRLF
and LF, has verdict good (TAP)."""

import os
import sys
import tempfile

sys.path.insert(0, os.path.join(os.path.dirname(os.path.abspath(__file__)), ".."))
from lib import harmless, inspector, kit, message as m, pdf, pki  # noqa: E402


def write_all(p, folder):
	k = kit.Kit(p)
	out = []
	for index, row in enumerate(harmless.TABLE):
		raw = harmless.build(k, index, row)
		for ends, content in (("CRLF", raw), ("LF", m.to_lf(raw))):
			path = os.path.join(folder, "%s.%s.eml" % (row.name, ends.lower()))
			with open(path, "wb") as stream:
				stream.write(content)
			out.append((row, ends, path))
	return out


def main():
	t = inspector.Tap()
	if not pdf.have_reportlab():
		t.skip("harmless", "python3-reportlab is missing")
		return t.done()
	with tempfile.TemporaryDirectory(prefix="vanthu-harmless-") as folder:
		p = pki.make(os.path.join(folder, "pki"))
		messages = write_all(p, folder)
		reports, status, err = inspector.inspect([path for _, _, path in messages], p)
		t.ok(status == 0 and len(reports) == len(messages), "a line each", status, err[-500:])
		for (row, ends, _), report in zip(messages, reports):
			t.ok(report["verdict"] == "good", "%s, %s (%s)" % (row.name, ends, row.who),
				*["%(check)s %(verdict)s %(code)s %(detail)s" % f for f in report["findings"]])
	return t.done()


if __name__ == "__main__":
	sys.exit(main())
