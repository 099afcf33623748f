#!/usr/bin/python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""t668-rules - the office's own rules: what they ignore, what they may never ignore (TAP)."""

import os
import smtplib
import sys

sys.path.insert(0, os.path.join(os.path.dirname(os.path.abspath(__file__)), ".."))
from lib import kit, office, pdf, tap  # noqa: E402

SPAM = b"X-Spam-Flag: YES\r\n"
RECEIVED = b"Received: from mx.kimson.example by kimson.example; Sun, 22 Nov 2026 08:00:00 +0700\r\n"
COUNT = [0]


def plain(sender, top=b"", below=b""):
	COUNT[0] += 1
	return (top + RECEIVED + below + b"From: " + sender + b"\r\nTo: vanthu@kimson.example\r\n"
		b"Subject: n%d\r\nMessage-ID: <rule-%d@x.example>\r\nDate: Sun, 22 Nov 2026 08:00:00 +0700"
		b"\r\n\r\nxin chao %d\r\n" % (COUNT[0], COUNT[0], COUNT[0]))


def signed(o, number, **fields):
	k = kit.Kit(o.pki)
	k.begin("rule-%d" % number, number)
	k.doc(**fields)
	return k.signed()


def state(o, raw):
	sent = o.deliver(raw)
	o.settle()
	row = o.arrival(sent)
	return row["state"]


def why(o):
	return [r["word"] + " " + r["detail"] for r in o.sql("SELECT w.* FROM why w JOIN arrival a"
		" ON a.id = w.arrival ORDER BY a.sequence DESC LIMIT 1")]


def spam(t, o):
	t.equal(state(o, plain(b"a@spam.example", top=SPAM)), "ignored",
		"what our own filter marked above the topmost Received")
	t.equal(why(o), ["rule thu-rac"], "the rule is named")
	t.equal(state(o, plain(b"a@spam.example", top=b"x-spam-flag:\r\n\tYES\r\n")), "ignored",
		"any case, folded")
	t.equal(state(o, plain(b"a@spam.example", below=SPAM)), "held",
		"what came with the message from outside counts nothing")
	t.equal(state(o, plain(b"a@spam.example", top=RECEIVED + SPAM)), "held",
		"nor below another Received")
	t.equal(state(o, plain(b"a@spam.example", top=b"X-Spam-Flag: NO\r\n")), "held", "another value")
	t.equal(state(o, plain(b"a@spam.example", top=RECEIVED + b"X-Bayes: SPAM 99\r\n")), "ignored",
		"own-hops passes one Received of ours, * is a beginning")
	t.equal(state(o, plain(b"a@spam.example", top=RECEIVED * 2 + b"X-Bayes: SPAM 99\r\n")), "held",
		"and no more than that")


def senders(t, o):
	t.equal(state(o, plain(b"Tin <ban-tin@bao.example>")), "ignored", "by address")
	t.equal(state(o, plain(b"x@QUANG-CAO.example")), "ignored", "by domain, in any case")
	t.equal(state(o, plain(b"x@sub.quang-cao.example")), "held", "not what lies below it")
	t.equal(state(o, plain(b"ban-tin@bao.example, b@c.example")), "held",
		"two addresses in From are nobody")


def never(t, o):
	"""noivu.example may be ignored by a rule: not what it signed, and no secret."""
	t.equal(state(o, SPAM + signed(o, 21)), "registered",
		"signed by an agency of the directory, and it holds: registered, spam or not")
	raw = SPAM + signed(o, 22, secrecy="MẬT")
	t.equal((state(o, raw), o.sql("SELECT secret FROM arrival ORDER BY sequence DESC LIMIT 1")[0]
		["secret"]), ("held", 1), "a secret is sealed")
	t.equal(state(o, plain(b"so-noivu@noivu.example")), "ignored", "unsigned: signature = none")


def by_lmtp(t, o):
	with smtplib.LMTP(o.path("lmtp.sock")) as lmtp:
		lmtp.sendmail("x@y.example", ["vanthu@kimson.example"], plain(b"a@spam.example", top=SPAM))
	o.settle()
	t.equal(o.sql("SELECT state, door FROM arrival ORDER BY sequence DESC LIMIT 1"),
		[{"state": "ignored", "door": "lmtp"}], "the same by LMTP")


def balance(t, o):
	rows = {r["state"]: r for r in o.sql("SELECT state, count(*) AS n FROM arrival GROUP BY state")}
	status = o.ctl("balance").json
	t.ok(rows["ignored"]["n"] >= 7 and "%d" % rows["ignored"]["n"] in str(status),
		"they stand in the balance", status)
	t.equal(o.ctl("verify").status, 0, "and the ledger holds")


def configuration(t, o):
	def says(text, **pairs):
		o.extra[-1] = ("rule sai", pairs)
		o.write()
		done = o.check()
		t.ok(done.returncode == 78 and text in done.stderr, "-n: " + text, done.stderr)
	o.extra.append(("rule sai", {}))
	says("names neither from nor header")
	says("is not NAME: VALUE", header="X Spam")
	says("names no value", header="X-Spam:")
	says("is neither an address nor @domain", **{"from": "a b"})
	o.extra[-1] = ("rule sai", {"from": "a@b.example", "do": "delete"})
	o.write()
	t.equal(o.check().returncode, 78, "-n: do = delete is nothing we do")
	o.extra.pop()
	o.write()
	done = o.check()
	t.equal((done.returncode, done.stderr), (0, ""), "-n: good rules are good")


def main():
	if not pdf.have_reportlab():
		print("1..0 # SKIP python3-reportlab is missing")
		return
	with office.Office(keys=office.key_cache()) as o:
		o.tidy_trust()
		o.add_block("rule thu-rac", **{"header": "X-Spam-Flag: YES"})
		o.add_block("rule bayes", **{"header": "X-Bayes: spam*", "own-hops": "1"})
		o.add_block("rule ban-tin", **{"from": "ban-tin@bao.example"})
		o.add_block("rule quang-cao", **{"from": "@quang-cao.example"})
		o.add_block("rule noi-vu", **{"from": "@noivu.example", "signature": "none"})
		o.add_block("lmtp cong", **{"listen": o.path("lmtp.sock"), "agency": "kimson"})
		o.start()
		tap.run(*tap.steps(o, spam, senders, never, by_lmtp, balance, configuration))


main()
