#!/usr/bin/python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""t927-mailbox - the proof mailbox: our own Received fields alone, with a login; what forges it (TAP)."""

import os
import sys
import time

sys.path.insert(0, os.path.join(os.path.dirname(os.path.abspath(__file__)), ".."))
from lib import kit, message as m, office, phone, tap  # noqa: E402

MX, WEBMAIL = "mx.kimson.example", "webmail.kimson.example"
YES = "Đồng ý với đề xuất"


def hop(by=MX, protocol="ESMTPSA", login=None):
	return "Received: from a (b [192.0.2.9])%s\r\n\tby %s (Postfix) with %s id 1;\r\n\t%s\r\n" % (
		" (Authenticated sender: %s)" % login if login else "", by, protocol, m.date(time.time()))


class Cast:
	def __init__(self, o):
		self.o, self.k = o, kit.Kit(o.pki)
		self.leader, self.clerk, self.tu = (phone.Person(o, n) for n in ("chutich", "binh", "tu"))
		self.year = time.gmtime(time.time() + 7 * 3600).tm_year

	def submitted(self, index):
		"""A phiếu trình that proposes."""
		self.k.begin("mailbox", index)
		self.o.deliver(self.k.signed())
		self.o.settle()
		self.o.wait_idle()
		number = self.o.sql("SELECT max(number) AS n FROM document")[0]["n"]
		self.clerk.send(m.text("TRÌNH %d/%d\nCHỦ TRÌ: Nguyễn Văn Tư\n" % (number, self.year)), "trinh")
		return number, self.leader.mails("[Trình]")[-1]

	def stage(self, number):
		return self.o.sql("SELECT stage FROM document WHERE number = ?", number)[0]["stage"]

	def tap(self, notice, hops, person=None, address=None):
		"""The link, as it comes in with these fields above it."""
		person = person or self.leader
		to, subject, body = phone.opened(phone.link(notice, YES))
		person.count += 1
		person.last = "<t%d.%s@kimson.example>" % (person.count, person.login)
		pairs = [("From", address or person.address), ("To", to), ("Subject", subject),
			("Date", m.date(time.time())), ("Message-ID", person.last)]
		sent = self.o.deliver("".join(hops).encode() + m.mail(pairs, m.text(body + "\n")))
		self.o.settle()
		self.o.wait_idle()
		return self.o.arrival(sent)


def forged(t, c):
	number, notice = c.submitted(50)
	t.ok(number == 1 and c.stage(1) == "submitted", "a document waits for the leader")
	ar = "Authentication-Results: %s; auth=pass smtp.auth=tu\r\n" % MX
	for what, hops in (
			("no field at all", []),
			("from outside", [hop(protocol="ESMTP")]),
			("encrypted, but no login", [hop(protocol="ESMTPS")]),
			("from outside, ours forged below", [hop(protocol="ESMTP"), hop()]),
			("another server's login", [hop(by="mx.evil.example")]),
			("another server's below ours", [hop(), hop(by="mx.evil.example")]),
			("another server's above ours", [hop(by="mx.evil.example"), hop()]),
			("ours by a longer name", [hop(by=MX + ".evil.example")]),
			("a comment that names ours", ["Received: from a (by %s with ESMTPSA) by mx.evil.example"
				" with ESMTP id 1; x\r\n" % MX]),
			("a colleague's login in Received", [hop(login="tu")]),
			("a colleague's login in Authentication-Results", [ar, hop()])):
		row = c.tap(notice, hops)
		t.equal((row["state"], c.stage(1)), ("refused", "submitted"), what + ": no proof")
	row = c.tap(notice, [hop()], person=c.tu)
	t.equal((row["state"], c.stage(1)), ("refused", "submitted"), "a colleague with the leader's link: refused")
	t.equal(c.o.sql("SELECT state FROM asking WHERE kind = 'decide' ORDER BY id DESC LIMIT 1"),
		[{"state": "open"}], "the question stays open")


def holds(t, c):
	notice = c.leader.mails("[Trình]")[-1]
	row = c.tap(notice, [hop(), hop(by=WEBMAIL, protocol="HTTP")])
	t.equal((row["state"], c.stage(1)), ("acted", "assigned"), "our own fields alone, with a login: he decides")
	answer = c.leader.answers()[-1]
	t.ok("mailbox" in answer.text and "Hủy việc" in answer.text, "told with the proof, and it can be undone",
		answer.text)
	t.ok('"proof":"token,mailbox"' in "".join(r["line"] for r in c.o.sql("SELECT line FROM ledger")
		if '"act":"decide"' in r["line"]), "the ledger has the proof")
	number, notice = c.submitted(51)
	row = c.leader.send("ỦY QUYỀN: TUQ.; Nguyễn Văn Tư; từ 01/01/2099; đến 02/01/2099", vouched=False)
	t.equal(row["state"], "refused", "what wants a signature still wants it")
	row = c.leader.send("Đồng ý", vouched=False)
	t.equal(c.stage(number), "submitted", "without the token it decides nothing")


def flooded(t, c):
	before = len(c.tu.mails())
	for _ in range(14):
		c.tu.send("VIỆC CỦA TÔI", vouched=False)
	t.ok(len(c.tu.mails()) - before == 12, "answers of an hour are limited",
		len(c.tu.mails()) - before)


def off(t, c):
	o = c.o
	o.stop()
	o.extra = [e for e in o.extra if e[0] != "session"]
	phone.block(o)
	weak_policy(o, o.path("policy.conf"))
	o.start()
	notice = c.leader.mails("[Trình]")[-1]
	row = c.tap(notice, [hop()])
	t.equal((row["state"], c.stage(2)), ("refused", "submitted"), "not configured it is no proof")
	t.equal(o.ctl("verify", as_json=False).status, 0, "verify finds nothing wrong")


def weak_policy(o, path):
	o.write()
	with open(path, "r+", encoding="utf-8") as f:
		text = f.read()
		if "mailbox & token" not in text:
			f.write("agree\tleader\tmailbox & token\n")


def main():
	with office.Office(keys=office.key_cache(), more={"notices": {"submit": "yes",
			"answers-an-hour": "12"}}) as o:
		o.tidy_trust()
		o.add_block("session", **{"authserv-id": MX, "own-server": WEBMAIL, "mailbox": "yes"})
		weak_policy(o, o.path("policy.conf"))
		o.start()
		tap.run(*tap.steps(Cast(o), flooded, forged, holds, off))


main()
