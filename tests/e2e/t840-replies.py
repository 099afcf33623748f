#!/usr/bin/python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""t840-replies - answers of people in every shape that mail programs give them, read in the jail.

tests/corpus/replies holds them as tests/lib/make-replies wrote them; the signed ones are made here.
"""

import json
import os
import sys
import tempfile

sys.path.insert(0, os.path.join(os.path.dirname(os.path.abspath(__file__)), ".."))
from lib import inspector, kit, message as m, pki, replies  # noqa: E402

CORPUS = os.path.join(inspector.SOURCE, "tests/corpus/replies")
LEAST = 100
SENT = {key: value for key, _, value in replies.FORM}


def instruction(one):
	rows = ",".join(map(str, one["rows"]))
	excepted = ",".join(map(str, one["except"]))
	return "%s%s%s%s%s%s" % ("@" if one["in_subject"] else "",
		rows + ("-" + excepted if excepted else "") + ":" if rows else "", "!" if one["denied"] else "",
		one["verb"], "#" + one["number"] if one["number"] else "",
		"(%s)" % one["argument"] if one["argument"] else "")


def edits(said):
	"""Lines of the form, above it or in it, that are not as they were sent."""
	out = {}
	for line in said["lines"]:
		key, value = line["key"], line["value"]
		if key is None or line["placed"] == "quoted" or plain(value) == plain(SENT[key]):
			continue
		if value not in out.setdefault(key, []):
			out[key].append(value)
	return {key: "|".join(values) for key, values in out.items()}


def plain(value):
	return "".join(value.split()).replace("–", "-")


def saw(said, expected):
	"""What the report says, in the words of what is expected of it."""
	told = [one for one in said["instructions"] if not one["in_subject"] or not expected.get("subject_too")
		or not [o for o in said["instructions"] if not o["in_subject"]]]
	return {"told": " | ".join(map(instruction, told)), "edits": edits(said), "forms": said["forms"],
		"torn": said["torn"], "body": said["body"], "forwarded": said["forwarded_inline"],
		"unknown": [line["label"] for line in said["lines"] if line["key"] is None],
		"open_references": said["open_references"], "answered": said["answered"], "tags": said["tags"]}


def differences(report, expected):
	said = report.get("said")
	if said is None:
		return ["nothing was said"]
	wanted = {"edits": {}, "torn": [], "unknown": [], **expected}
	wanted.pop("subject_too", None)
	have = saw(said, expected)
	out = ["%s: %r, not %r" % (key, have[key], value) for key, value in wanted.items() if have[key] != value]
	if said["too_much"]:
		out.append("too much")
	return out + ["jail: %s" % f["code"] for f in report["findings"] if 901 <= f["code"] <= 906]


def check_corpus(t):
	names = sorted(name[:-4] for name in os.listdir(CORPUS) if name.endswith(".eml"))
	made = replies.make()
	same = [name for name in names if name in made
		and open(os.path.join(CORPUS, name + ".eml"), "rb").read() == made[name][0]
		and json.load(open(os.path.join(CORPUS, name + ".json"), encoding="utf-8")) == made[name][1]]
	t.ok(len(names) >= LEAST and names == same == sorted(made),
		"the corpus is as make-replies writes it, %d answers at least" % LEAST, len(names), len(same))
	reports, status, err = inspector.inspect([os.path.join(CORPUS, name + ".eml") for name in names])
	t.ok(status == 0, "all of them were inspected", status, err[-500:])
	for name, report in zip(names, reports):
		wrong = differences(report, made[name][1])
		t.ok(not wrong, name, *wrong, *([report["said"]["words"]] if wrong and "said" in report else []))


def signed_mails(k, p):
	"""Shape 14; (name, raw, told, references under the signature, outside)."""
	text = "Đồng ý\n\n> Mã: %s\n" % replies.MARK
	bare = m.text("Đồng ý\n", cte="8bit")
	whole = m.text(text, cte="8bit")
	k.begin("said", 1)
	outer = k.outer(subject=replies.SUBJECT["leader"])
	yield "detached", k.signed(whole, outer=outer), "agree", True, ["ABCDEFGHIJKLMNOP"], []
	yield "opaque", k.opaque(whole, outer=outer), "agree", True, ["ABCDEFGHIJKLMNOP"], []
	yield "both of two bodies", k.signed(m.multipart([whole, m.text("<p>Đồng ý</p>", cte="8bit",
		subtype="html")], "alternative", boundary="=_hai"), outer=outer), "agree", True, \
		["ABCDEFGHIJKLMNOP"], []
	yield "without the reference", k.signed(bare, outer=outer), "agree", True, [], []
	yield "empty, decision in the subject", k.signed(m.text("\n", cte="8bit"),
		outer=k.outer(subject="DONG Y MA %s [#%s]" % (replies.MARK, replies.TAG))), "@agree", False, [], \
		["ABCDEFGHIJKLMNOP"]
	raw = k.signed(whole, outer=outer)
	yield "altered", raw.replace("Đồng ý".encode(), "Đồng Ý".encode()), "agree", False, [], ["ABCDEFGHIJKLMNOP"]
	yield "text behind the signature", m.mail(outer, m.multipart([m.signed(bare, k.signer()), m.text("> Mã: %s\n" % replies.MARK, cte="8bit")], boundary="=_sau")), \
		"agree", False, [], ["ABCDEFGHIJKLMNOP"]


def check_signed(t, p, folder):
	k = kit.Kit(p)
	cases = list(signed_mails(k, p))
	files = []
	for i, case in enumerate(cases):
		files.append(os.path.join(folder, "signed-%d.eml" % i))
		with open(files[-1], "wb") as f:
			f.write(case[1])
	reports, _, _ = inspector.inspect(files, p)
	for (name, _, told, is_signed, inside, outside), report in zip(cases, reports):
		said = report["said"]
		t.ok(" | ".join(map(instruction, said["instructions"])) == told
			and all(one["signed"] == is_signed for one in said["instructions"])
			and said["references"] == inside and said["open_references"] == outside,
			"signed: " + name, said, report["signature"]["status"])


def main():
	t = inspector.Tap()
	check_corpus(t)
	with tempfile.TemporaryDirectory() as folder:
		check_signed(t, pki.make(os.path.join(folder, "pki")), folder)
	return t.done()


if __name__ == "__main__":
	sys.exit(main())
