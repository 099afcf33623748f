#!/usr/bin/python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""t941-numbering - two hundred answers of a clerk lie at the door at once, signed documents between
them: each draws one number, none is missing or drawn twice, and the ledger tells them in order.
VT_ANSWERS: as many. Outgoing ones: t911 (TAP).
"""

import os
import re
import sys

sys.path.insert(0, os.path.join(os.path.dirname(os.path.abspath(__file__)), ".."))
from lib import kit, office, pdf, phone, shapes, tap  # noqa: E402

ANSWERS = int(os.environ.get("VT_ANSWERS", "200"))
SIGNED = 20
WAITS = ("thong-bao",)	# what may be undone is told to nobody before
ROWS = re.compile(r"(?m)^(\d+)\. Phiếu P")


def forms(clerk):
	return [one for one in clerk.mails("[Vào sổ]") if "BẮT ĐẦU PHIẾU" in one.text]


def asked(t, o, clerk):
	"""Each of them as a form of its own: rows of a table are asked for."""
	k = kit.Kit(o.pki)
	for i in range(ANSWERS):
		k.begin("asked-%d" % i, 5000 + i)
		o.deliver(k.plain())
	o.settle(300)
	o.drain(120, WAITS)
	tables = [one for one in clerk.mails("[Vào sổ]") if ROWS.search(one.text)]
	t.equal(len(forms(clerk)) + sum(len(ROWS.findall(one.text)) for one in tables), ANSWERS,
		"every document is asked about once")
	for one in tables:
		rows = ROWS.findall(one.text)
		clerk.reply(one, "\n".join("%s: PHIẾU" % row for row in rows), quote=False)
	o.drain(120, WAITS)
	t.equal(len(forms(clerk)), ANSWERS, "each has a form of its own")
	t.equal(o.numbers(), [], "no number is drawn yet")


def drawn(t, o, clerk):
	"""All at once; every third twice, as impatient people and phones do."""
	letters = [clerk.letter(phone.m.text("OK KHÔNG MẬT\n"), "Re: " + one.subject,
		to=one["Reply-To"]) for one in forms(clerk)]
	for one in forms(clerk)[::3]:
		letters.append(clerk.letter(phone.m.text("OK KHÔNG MẬT\n\nlần hai\n"),
			"Re: " + one.subject, to=one["Reply-To"]))
	letters[ANSWERS // 2:ANSWERS // 2] = [raw for _, raw, _ in shapes.letters(o.pki, SIGNED)]
	for raw in letters:
		o.deliver(raw)
	o.settle(400)
	wanted = list(range(1, ANSWERS + SIGNED + 1))
	t.equal(o.numbers(), wanted, "%d numbers, without gap, each once" % len(wanted))
	t.equal(o.sql("SELECT count(*) AS n, count(DISTINCT arrival) AS m FROM document"),
		[{"n": len(wanted), "m": len(wanted)}], "each for a message of its own")
	t.equal(o.sql("SELECT DISTINCT state FROM arrival WHERE id IN (SELECT arrival FROM document)"),
		[{"state": "registered"}], "which is registered")


def told(t, o, clerk):
	lines = [r["line"] for r in o.sql("SELECT line FROM ledger ORDER BY seq")
		if '"act":"register"' in r["line"]]
	numbers = [int(re.search(r'"number":(\d+)', line).group(1)) for line in lines]
	t.equal(numbers, list(range(1, ANSWERS + SIGNED + 1)), "the ledger tells them in order")
	o.drain(120, WAITS)
	said = [int(n) for one in clerk.mails("Trả lời thư")
		for n in re.findall(r"số đến (\d+)/\d{4}", one.text)]
	t.equal(len(set(said)), ANSWERS, "the clerk was told every number")
	t.equal(o.sql("SELECT count(*) AS n FROM asking WHERE kind = 'form' AND state = 'open'"),
		[{"n": 0}], "nothing is asked any more")
	answer = o.ctl("verify", as_json=False)
	t.ok(answer.status == 0, "verify finds nothing wrong", answer)


def main():
	if not pdf.have_reportlab():
		print("1..0 # SKIP python3-reportlab is missing")
		return
	with office.Office(keys=office.key_cache(), more={"notices": {"digest-every": "2s",
			"breaker": "100000"}}) as o:
		o.tidy_trust()
		phone.block(o)
		o.start()
		tap.run(*tap.steps_of(o, phone.Person(o, "binh"), asked, drawn, told))


main()
