#!/usr/bin/python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""t400-loops - machines do not talk each other to death, and no flood of mail goes out (TAP)."""

import os
import sys

sys.path.insert(0, os.path.join(os.path.dirname(os.path.abspath(__file__)), ".."))
from lib import kit, message, office, office_files, pdf, shapes, tap  # noqa: E402

MACHINES = ("auto-reply", "auto-vacation", "auto-list", "auto-precedence", "bounce", "auto-own")
SENDER = "so-noivu@hason.example"


def own_notice(t, o):
	"""Our notice under a known agency's outer headers, at a second vanthu that trusts our CA."""
	o.deliver(shapes.one(o.pki, "signed-document").raw)
	o.settle()
	letters = [m for m in o.mails() if m.folder in (SENDER, "chutich@kimson.example")]
	t.ok(len(letters) >= 2, "the first office wrote to the sender and to the leader")
	with office.Office(material=o.pki) as second:
		second.start()
		rows = []
		for one in letters:
			raw = message.to_crlf(one.raw)
			changed = raw
			for name, value in (("From", SENDER), ("To", "vanthu@kimson.example"),
					("Subject", "Công văn số 77/SNV-VP"), ("Message-ID", "<a%d@hason.example>"
					% len(rows)), ("Auto-Submitted", None), ("In-Reply-To", None),
					("References", None), ("X-Vanthu-Purpose", None)):
				changed = message.replace_header(changed, name, *([value] if value else []))
			rows += [second.deliver(changed), second.deliver(raw)]
		second.settle()
		states = [second.arrival(sent)["state"] for sent in rows]
		t.ok("registered" not in states and None not in states,
			"a notice is registered nowhere, with its own or with other outer headers", states)
		t.equal(second.numbers(), [], "no number was drawn")
		automatic = [m for m in second.mails() if not m.folder.endswith(("@kimson.example",
			"@tanson.example"))]
		t.equal(len(automatic), 0, "and no notice answers a notice")


def machines(t, o):
	before = len(o.mails())
	for name in MACHINES:
		made = shapes.one(o.pki, name)
		sent = o.deliver(made.raw)
		o.settle()
		row = o.arrival(sent)
		t.ok(row["state"] in made.expect["office"], "%s: %s" % (name, made.text), row["state"])
		outside = [m["recipient"] for m in row["mails"]
			if not m["recipient"].endswith(("@kimson.example", "@tanson.example"))]
		t.equal(outside, [], "%s gets no answer" % name)
	t.ok(len(o.mails()) - before <= len(MACHINES), "and little is written inside")


def null_sender(t, o):
	"""A signed document with a null return path is judged, and not answered."""
	k = kit.Kit(o.pki)
	k.begin("null-sender", 600)
	k.doc()
	sent = o.deliver(message.replace_header(k.signed(), "Return-Path", "<>"))
	o.settle()
	row = o.arrival(sent)
	outside = [m["recipient"] for m in row["mails"] if m["recipient"] == SENDER]
	t.equal(outside, [], "a null sender gets no answer (it is %s)" % row["state"])


def refusals(t, o):
	ids = []
	for i in range(3):
		k = kit.Kit(o.pki)
		k.begin("refused-%d" % i, 610 + i)
		doc = k.doc(announce="(Kèm theo Phụ lục biểu mẫu tổng hợp số liệu)")
		sent = o.deliver(k.signed(k.content(k.note(), k.file(k.pdf(doc)))))
		o.settle()
		ids.append(o.arrival(sent))
	t.equal({row["state"] for row in ids}, {"held"}, "three incomplete documents wait")
	before = len([m for m in o.mails(SENDER)])
	for row in ids:
		answer = o.ctl("refuse", row["id"], "--reason", "thiếu phụ lục")
		t.ok(answer.status == 0, "each is refused", answer)
	o.settle()
	t.equal(len(o.mails(SENDER)) - before, 1, "one refusal for a sender and code goes out an hour")
	t.equal({o.arrival(row["id"])["state"] for row in ids}, {"refused"}, "all three are refused")


def receipts(t, o):
	"""Above receipts-an-hour they are joined, none is dropped."""
	before = len(o.mails("ubnd@hason.example"))
	sent = [o.deliver(raw) for _, raw, _ in shapes.letters(o.pki, 30, 200, "tinh")]
	o.settle()
	numbers = [o.arrival(one)["document"]["number"] for one in sent]
	t.equal(len(set(numbers)), 30, "thirty documents of one agency are registered")
	limit = 20
	letters = o.mails("ubnd@hason.example")[before:]
	t.ok(len(letters) <= 2 * limit + 2, "no more than the limit goes out singly",
		"%d letters" % len(letters))
	drafts = o.sql("SELECT m.id, m.kind, m.state, m.due_at FROM mail m WHERE m.recipient ="
		" 'ubnd@hason.example' AND m.state IN ('draft', 'composed')")
	single = {one.sha256 for one in sent if any(one.sha256 in m.text for m in letters)}
	joined = {row["value"] for row in o.sql("SELECT v.value FROM mail_value v JOIN mail m ON m.id ="
		" v.mail WHERE m.recipient = 'ubnd@hason.example'")}
	missing = [one.sha256 for one in sent if one.sha256 not in single | joined]
	t.equal(missing, [], "every document is in a receipt that went or is being joined")
	t.ok(len(single) < 30 or not drafts, "what is above the limit is joined", drafts)


def digests(t):
	"""Held messages that come while a digest is being made are in the next one."""
	with office.Office(keys=office.key_cache(), more={"notices": {"digest-every": "1s"}}) as o:
		o.start()
		sent = []
		for i in range(40):
			k = kit.Kit(o.pki)
			k.begin("held-%d" % i, 640 + i)
			k.doc()
			sent.append(o.deliver(k.plain()))
			office.time.sleep(0.05)
		o.settle()
		t.ok(o.drain(), "all digests are out")
		text = "\n".join(m.text for m in o.mails(office_files.address_of(office_files.CLERK)))
		missing = [one for one in sent if o.arrival(one)["id"] not in text]
		t.equal(len(missing), 0, "the clerk hears of each of forty held messages")
		t.ok(len(o.mails(office_files.address_of(office_files.CLERK))) <= 10, "in a few mails")


def breaker(t):
	with office.Office(keys=office.key_cache(), more={"notices": {"breaker": "12"}}) as o:
		o.start()
		sent = [o.deliver(raw) for _, raw, _ in shapes.letters(o.pki, 8, 300, "taichinh")]
		o.settle()
		t.equal({o.arrival(one)["state"] for one in sent}, {"registered"},
			"above the breaker documents are still registered")
		t.ok(len(o.mails()) <= 13, "no more than the breaker lets through", len(o.mails()))
		t.equal(len(o.mails(office_files.ADMIN)), 1, "the administrator is told, once")
		braked = o.sql("SELECT count(*) AS n FROM mail WHERE state = 'braked'")[0]["n"]
		t.ok(braked > 0, "the rest is held, not lost", braked)


def main():
	if not pdf.have_reportlab():
		print("1..0 # SKIP python3-reportlab is missing")
		return
	with office.Office(keys=office.key_cache()) as o:
		def start(_):
			o.start()
		tap.run(start, *tap.steps(o, own_notice, machines, null_sender, refusals, receipts), digests, breaker)


main()
