#!/usr/bin/python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""t800-pdfs - real documents of real offices in signed mail, where they are at hand (TAP)."""

import glob
import os
import sys

sys.path.insert(0, os.path.join(os.path.dirname(os.path.abspath(__file__)), ".."))
from lib import kit, message, office, pdf, tap  # noqa: E402

FOLDER = os.path.join(office.source_folder(), "..", "shared", "documents")
# What stands on the first page, where a person has read it.
KNOWN = {"hanoi_tb_453_flag.pdf": {"number": "453"}}


def main():
	paths = sorted(glob.glob(os.path.join(FOLDER, "*.pdf")))
	if not paths or not pdf.have_reportlab():
		print("1..0 # SKIP no real documents in ../shared/documents")
		return
	with office.Office(keys=office.key_cache()) as o:
		def start(t):
			o.start()
			for number, path in enumerate(paths):
				one(t, o, number, path)
			t.equal(o.denied(), [], "the jail denied nothing")
		tap.run(start)


def one(t, o, number, path):
	name = os.path.basename(path)
	k = kit.Kit(o.pki)
	k.begin("real-%d" % number, 950 + number)
	with open(path, "rb") as f:
		data = f.read()
	content = k.content(message.text("Kính gửi: UBND xã Kim Sơn. Gửi văn bản (%s).\n" % name),
		message.attachment(data, name))
	sent = o.deliver(k.signed(content, outer=k.outer(subject="Gửi văn bản")))
	o.settle()
	row = o.arrival(sent)
	if not t.ok(row is not None, name + " is known"):
		return
	t.ok(row["state"] in ("registered", "held"), "%s is registered or waits for the clerk" % name,
		"%s %s %s" % (row["state"], row["codes"], row["why"]))
	t.ok(not [c for c in row["codes"] if c // 100 == 9], "%s is read to its end" % name, row["codes"])
	fields = {f["field"]: f for f in o.sql("SELECT * FROM arrival_field WHERE arrival = ?", row["id"])}
	t.say("%s: %s, %s" % (name, row["state"], ", ".join("%s=%s (%s %d)" % (k, v["value"], v["origin"],
		v["confidence"]) for k, v in sorted(fields.items()))))
	for key, value in KNOWN.get(name, {}).items():
		got = fields.get(key)
		t.ok(got and got["value"].lstrip("0") == value, "%s: %s is %s" % (name, key, value), got)


main()
