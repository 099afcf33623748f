#!/usr/bin/python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""t130-ambiguity - no attachment is ever hidden in a message with verdict good: every rule of
lib/mutations.py, CRLF and LF, against independent readers (TAP)."""

import hashlib
import os
import sys
import tempfile

sys.path.insert(0, os.path.join(os.path.dirname(os.path.abspath(__file__)), ".."))
from lib import inspector, kit, message as m, mutations, pdf, pki, readers  # noqa: E402

AT_ONCE = 400


class Message:
	"""One mutated message in a file, and what became of it."""

	def __init__(self, rule, kind, ends, path, marker, data):
		self.rule = rule
		self.what = "%s %s" % (kind, ends)
		self.path = path
		self.marker = marker
		self.data = data
		self.report = None

	def raw(self):
		with open(self.path, "rb") as stream:
			return stream.read()


def write_all(p, folder):
	k = kit.Kit(p)
	document = k.doc(), k.pdf()
	out = []
	for rule in mutations.table():
		for kind in ("pdf", "exe"):
			raw, marker, data = mutations.build(k, rule, kind, document)
			for ends, content in (("CRLF", raw), ("LF", m.to_lf(raw))):
				path = os.path.join(folder, "%s.%s.%s.eml" % (rule.name, kind, ends.lower()))
				with open(path, "wb") as stream:
					stream.write(content)
				out.append(Message(rule, kind, ends, path, marker, data))
	return out


def inspect_all(t, p, messages):
	for at in range(0, len(messages), AT_ONCE):
		some = messages[at:at + AT_ONCE]
		reports, status, err = inspector.inspect([one.path for one in some], p)
		t.ok(status == 0 and len(reports) == len(some), "messages %d to %d: a line each" % (at,
			at + len(some)), status, err[-500:])
		for one, report in zip(some, reports):
			one.report = report


def names_of(found, data):
	return {os.path.splitext(name)[1].lower().strip('. "') for name, content in found
		if name and content == data}


def wrong_with(one, by_perl, programs):
	"""What any reader finds in this good message and the report does not tell; [] = nothing."""
	shas = {part["sha256"]: part for part in one.report["parts"]}
	raw = one.raw()
	out = []
	found = {"python": readers.python(raw, readers.DEFAULT),
		"python-old": readers.python(raw, readers.COMPAT), "perl": by_perl.get(one.path, []),
		"lenient": readers.lenient(raw)}
	if "ripmime" in programs:
		found["ripmime"] = readers.ripmime(one.path)
	if "munpack" in programs:
		found["munpack"] = readers.munpack(one.path)
	told = shas.get(hashlib.sha256(one.data).hexdigest())
	listed = told or any(one.marker in content and hashlib.sha256(content).hexdigest() in shas
		for files in found.values() for _, content in files)
	for reader, files in found.items():
		seen = [content for _, content in files if one.marker in content]
		if seen and not listed:
			out.append("%s opens a file that the report does not list" % reader)
		for ending in names_of(files, one.data) if told else ():
			ours = os.path.splitext(told["name"] or "")[1].lower().strip('. "')
			if reader in ("python", "python-old", "perl") and ending and ours != ending:
				out.append("%s calls it %s, the report %s" % (reader, ending, ours))
	for name, content in found["python"] + found["perl"]:
		if name and hashlib.sha256(content).hexdigest() not in shas:
			out.append("a file %r is not in the report" % name)
	return out


def prove(t, messages):
	programs = readers.have()
	t.say("readers: python in two policies, our own, and %s" % ", ".join(programs))
	good = [one for one in messages if one.report and one.report["verdict"] == "good"]
	by_perl = readers.perl([one.path for one in good]) if "perl" in programs else {}
	by_rule = {}
	for one in messages:
		by_rule.setdefault(one.rule.name, []).append(one)
	for name, some in by_rule.items():
		wrong = []
		for one in some:
			if one.report is None:
				wrong.append("%s: no line" % one.what)
			elif one.report["verdict"] == "good":
				wrong += ["%s: %s" % (one.what, line) for line in
					wrong_with(one, by_perl, programs)]
		verdicts = " ".join(one.report["verdict"] if one.report else "-" for one in some)
		t.ok(not wrong, "%s (%s): %s" % (name, some[0].rule.sees, verdicts), *wrong)
	plain = [one.report["verdict"] for one in by_rule["plain"] if "pdf" in one.what]
	t.ok(plain == ["good", "good"], "the base message is good: what is held is held for the rule",
		[one.report["findings"] for one in by_rule["plain"]])
	t.ok(len(by_rule) >= 150, "at least 150 rules", len(by_rule))
	t.say("%d rules, %d messages, %d of them good" % (len(by_rule), len(messages), len(good)))


def main():
	t = inspector.Tap()
	if not pdf.have_reportlab():
		t.skip("ambiguity", "python3-reportlab is missing")
		return t.done()
	with tempfile.TemporaryDirectory(prefix="vanthu-ambiguity-") as folder:
		p = pki.make(os.path.join(folder, "pki"))
		messages = write_all(p, folder)
		inspect_all(t, p, messages)
		prove(t, messages)
	return t.done()


if __name__ == "__main__":
	sys.exit(main())
