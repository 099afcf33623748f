#!/usr/bin/python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""t580-two-agencies - what is one own agency's does not exist for the people of another (TAP)."""

import os
import sys

sys.path.insert(0, os.path.join(os.path.dirname(os.path.abspath(__file__)), ".."))
from lib import office, pdf, shapes, tap  # noqa: E402

OTHERS = ("hoa@tanson.example", "chutich@tanson.example", "long@tanson.example")


def isolation(t, o):
	registered, held = [o.deliver(shapes.one(o.pki, name).raw, door="in-tanson")
		for name in ("signed-document", "scan")]
	o.settle()
	registered, held = o.arrival(registered), o.arrival(held)
	t.equal([(r["state"], r["own"]) for r in (registered, held)],
		[("registered", "tanson"), ("held", "tanson")], "two messages came to the other agency")
	why = ("--reason", "không được")
	empty = [("held",), ("list", "incoming"), ("queue",), ("balance",), ("status",)]
	refused = [("show", held["id"]), ("show", registered["id"]), ("show", "1"),
		("trace", registered["message_id"]), ("trace", held["id"]), ("retry", held["id"]),
		("retry", held["id"], "--dry-run"), ("retry", "--code", str(held["code"])),
		("refuse", held["id"], *why), ("register", held["id"], "--not-secret"),
		("void", "1", *why), ("seal", "1", *why), ("seal", held["id"], *why),
		("list", "incoming", "--own", "tanson"), ("show", held["id"], "--own", "tanson")]
	for command in empty + refused:
		answer = o.ctl(*command)
		told = [w for w in (held["id"], registered["id"], "tanson/", *OTHERS)
			if w in answer.out + answer.err and w not in command]
		t.ok(told == [] and (answer.status != 0) == (command in refused),
			"%s: nothing of the other agency" % " ".join(command[:2]), "%s %s" % (told, answer))
	t.equal([o.arrival(r["id"])["state"] for r in (registered, held)], ["registered", "held"],
		"and nothing has changed")
	here = o.deliver(shapes.one(o.pki, "ecdsa-document").raw)
	o.settle()
	t.equal((o.arrival(here)["document"]["number"], o.numbers("tanson")), (1, [1]),
		"each has its own numbers")
	told = {m["recipient"] for m in o.arrival(registered["id"])["mails"]}
	t.ok(not [a for a in told if a.endswith("@kimson.example")], "nobody here had mail about it", told)
	o.become("do-thi-hoa")
	t.ok(held["id"] in o.ctl("held").out and o.ctl("show", "1").status == 0,
		"its own clerk sees both")


def main():
	if not pdf.have_reportlab():
		print("1..0 # SKIP python3-reportlab is missing")
		return
	with office.Office(keys=office.key_cache()) as o:
		def start(_):
			o.start()
		tap.run(start, *tap.steps(o, isolation))


main()
