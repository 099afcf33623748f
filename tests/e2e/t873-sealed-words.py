#!/usr/bin/python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""t873-sealed-words - MẬT: letters that were only asked back, or refused, leave no word behind (TAP)."""

import os
import sys

sys.path.insert(0, os.path.join(os.path.dirname(os.path.abspath(__file__)), ".."))
from lib import holding, office, pdf, phone, tap  # noqa: E402


def left(o, word):
	"""Files below state/, but for sealed/, that hold it in any spelling of case."""
	found = []
	o.settle()
	o.wait_idle()
	for folder, subs, names in os.walk(o.path("state")):
		if os.path.basename(folder) == "sealed":
			subs[:] = []
			continue
		for name in names:
			path = os.path.join(folder, name)
			if os.path.isfile(path):
				with open(path, "rb") as f:
					data = f.read()
				if word.encode() in data or word.lower().encode() in data:
					found.append(os.path.relpath(path, o.path("state")))
	return found


def asked_back(t, c):
	word = "Kvyzqwert"
	sent = c.hold(60)
	form = c.forms()[-1]
	count = len(c.forms())
	c.answer(form, "Trích yếu: việc %s\nOK KHÔNG MẬT\nBỎ: không phải văn bản đến" % word, quote=True)
	t.ok(len(c.forms()) == count + 1 and c.o.arrival(sent)["state"] == "held",
		"an answer that is not clear: the form comes back",
		[one.text for one in c.clerk.answers()])
	c.clerk.reply(c.forms()[-1], "Nội dung về %s không rõ\nTrích yếu: %s" % (word, word), by=("tag",))
	t.ok(left(c.o, word), "its words are kept")
	c.tu.reply(form, "Nội dung %s là gì vậy" % word)
	c.clerk.reply(form, "Trích yếu: việc %s\nOK KHÔNG MẬT" % word, vouched=False)
	c.answer(c.forms()[-1], "MẬT")
	t.equal(c.o.arrival(sent)["place"], "sealed", "MẬT seals the message")
	t.equal(left(c.o, word), [], "and every letter about it: asked back, of another, refused")
	t.equal(c.o.ctl("verify", as_json=False).status, 0, "verify finds nothing wrong")


def others(t, c):
	"""Letters about another message stay where they are."""
	sent = c.hold(61)
	c.answer(c.forms()[-1], "Trích yếu: việc Mnbvcxyl\nOK KHÔNG MẬT\nBỎ: không phải văn bản đến")
	c.hold(62)
	c.answer(c.forms()[-1], "MẬT")
	t.ok(left(c.o, "Mnbvcxyl"), "what was written of another one is still there")
	t.equal(c.o.arrival(sent)["place"] == "sealed", False, "and that one is open")


def main():
	if not pdf.have_reportlab():
		print("1..0 # SKIP python3-reportlab is missing")
		return
	with office.Office(keys=office.key_cache(), more={"notices": {"digest-every": "1s"}}) as o:
		o.tidy_trust()
		phone.block(o)
		o.start()
		tap.run(*tap.steps(holding.Cast(o), asked_back, others))


main()
