#!/usr/bin/python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""t918-outgoing-replies - what a recipient writes back is shown on the document and put to the clerk.

He says what it is: a receipt, a new document, or nothing. It becomes neither by itself.
"""

import os
import sys

sys.path.insert(0, os.path.join(os.path.dirname(os.path.abspath(__file__)), ".."))
from lib import drafting, message as m, tap  # noqa: E402
from lib.drafting import attached, link  # noqa: E402

AGENCY = "so-noivu@hason.example"
REGISTRY = drafting.REGISTRY
RECIPIENTS = "Sở Nội vụ tỉnh Hà Sơn; Nguyễn Văn Tú; Ông Nguyễn Văn A (Số 1, phố Mới)"


class Outside:
	"""Somebody at the other end, whose server proves nothing."""

	def __init__(self, c, address=AGENCY):
		self.c, self.address, self.count = c, address, 0

	def write(self, words, subject, *names, to=REGISTRY, answers=None, sign=None, more=()):
		self.count += 1
		pairs = [("From", self.address), ("To", to), ("Subject", subject),
			("Date", m.date(self.c.k.now)), ("Message-ID", "<o%d.%s>" % (self.count,
			self.address))] + ([("In-Reply-To", answers)] if answers else []) + list(more)
		entity = attached(words + "\n", *names)
		sent = self.c.o.deliver(m.mail(pairs, m.signed(entity, sign) if sign else entity))
		self.c.o.settle()
		self.c.o.wait_idle()
		return self.c.o.arrival(sent)


def asked(c):
	return c.clerk.mails("[Phản hồi]")


def recipient(c, way="mail"):
	return c.o.sql("SELECT state FROM outgoing_recipient WHERE outgoing = 1 AND way = ?", way)[0][
		"state"]


def reply(c, row):
	found = c.o.sql("SELECT outgoing, position, state FROM outgoing_reply WHERE arrival = ?",
		row["id"])
	return found[0] if found else None


def sent(t, c):
	"""Two documents of the same number of recipients are issued."""
	for draft, name in ((1, "mot.pdf"), (2, "hai.pdf")):
		c.draft(name, **{"Nơi nhận": RECIPIENTS})
		c.agreed(draft)
		c.approved(draft)
		c.clerk.reply(c.clerk.mails("[Phát hành]")[-1], "Bản phát hành.", names=(name,))
	c.o.drain()
	c.ids = {row["way"]: row["message_id"] for row in c.o.sql("SELECT way, message_id FROM mail"
		" JOIN outgoing_recipient r ON r.mail = mail.id WHERE r.outgoing = 1")}
	t.equal((c.state(1), c.state(2), sorted(c.ids)), ("issued", "issued", ["inside", "mail"]),
		"issued, with a mail to each who has an address")


def plain(t, c):
	row = c.outside.write("Đã nhận được văn bản. Cảm ơn.", "Re: thông báo", answers=c.ids["mail"])
	t.equal((row["state"], row["why"]), ("held", [("outgoing-reply", "01/TB-UBND")]),
		"a plain answer is held, as an answer")
	t.equal(reply(c, row), {"outgoing": 1, "position": 1, "state": "open"}, "of that recipient")
	t.equal(c.o.sql("SELECT count(*) AS n FROM document")[0]["n"], 0, "no document comes of it")
	t.equal(len(c.o.mails(AGENCY)), 2, "and nothing but the two documents went there")
	notice = asked(c)[-1]
	t.ok("01/TB-UBND" in notice.subject and "Sở Nội vụ" in notice.subject
		and "Đã nhận được văn bản. Cảm ơn." in notice.text
		and "chưa được xác thực" in notice.text, "the clerk reads it", notice.text)
	t.ok(recipient(c) in ("queued", "sent"), "nothing has changed", recipient(c))
	refused = c.clerk.tap(link(notice, "GHI NHẬN"), vouched=False)
	t.ok(refused["state"] == "refused" and recipient(c) in ("queued", "sent"),
		"a token alone is no proof", refused["state"])
	c.clerk.reply(notice, "Xem giúp")
	t.equal(reply(c, row)["state"], "open", "other words are asked back")
	c.clerk.tap(link(notice, "GHI NHẬN"))
	t.equal((recipient(c), reply(c, row)["state"], c.o.arrival(row["id"])["state"]),
		("received", "noted", "acted"), "GHI NHẬN ĐÃ TIẾP NHẬN: they have it")
	shown = c.o.ctl("outgoing", "show", "1/%d" % c.year, as_json=False).out
	t.ok("Re: thông báo" in shown and AGENCY in shown and "noted" in shown,
		"it is shown on the document", shown)
	listed = c.o.ctl("list", "outgoing").rows[0]
	t.ok(listed["signed-for"].startswith("Sở Nội vụ ("), "ký nhận in the register", listed)


def new_document(t, c):
	row = c.outside.write("Gửi quý cơ quan văn bản góp ý.", "Re: 1/tb-ubnd v/v hội nghị", "gop-y.pdf")
	t.equal(reply(c, row), {"outgoing": 1, "position": 1, "state": "open"},
		"known by our number in its subject")
	notice = asked(c)[-1]
	t.ok("gop-y.pdf" in notice.text, "its file is named", notice.text)
	before = len(c.clerk.mails("Vào sổ"))
	c.clerk.reply(notice, "LÀ VĂN BẢN MỚI")
	t.equal((reply(c, row)["state"], c.o.arrival(row["id"])["state"]), ("document", "held"),
		"LÀ VĂN BẢN MỚI: held as what comes in")
	forms = [one for one in c.o.mails(c.clerk.address) if "BẮT ĐẦU PHIẾU" in one.text]
	t.ok(forms and "gop-y.pdf" in forms[-1].text, "and its form comes", [one.subject for one in
		c.o.mails(c.clerk.address)][before:])
	c.o.ctl("retry", row["id"], as_json=False)
	c.o.settle()
	c.o.wait_idle()
	t.equal(reply(c, row)["state"], "document", "looked at again, that stays")


def others(t, c):
	row = Outside(c, "la@elsewhere.example").write("Về văn bản 01/TB-UBND", "Hỏi về 01/TB-UBND")
	t.equal((reply(c, row), len(asked(c))), (None, 2), "a number alone from anybody is no answer")
	row = c.outside.write("Hỏi", "Về văn bản 101/TB-UBND và 01/TB-UBND-VX")
	t.equal(reply(c, row), None, "nor is another number")
	row = c.outside.write("Văn bản này có phụ lục không?", "Hỏi", answers="<x@y.example>",
		to="vanthu+%s" % c.ids["mail"].strip("<>").split("@")[0] + "@kimson.example")
	t.equal(reply(c, row)["state"], "open", "the address it went to is enough")
	c.clerk.reply(asked(c)[-1], "BỎ: ngắn")
	t.equal(reply(c, row)["state"], "open", "BỎ wants a reason")
	c.clerk.reply(asked(c)[-1], "BỎ: đã trả lời qua điện thoại")
	t.equal((reply(c, row)["state"], c.o.arrival(row["id"])["state"]), ("noted", "ignored"), "and has it")
	row = c.author.send(m.text("Tôi đã nhận.\n"), "Re:", more=(("In-Reply-To", c.ids["inside"]),))
	t.equal((row["state"], reply(c, row)["position"]), ("held", 2), "a recipient inside the office, too")
	c.clerk.tap(link(asked(c)[-1], "GHI NHẬN"))
	t.equal(recipient(c, "inside"), "received", "is noted")
	row = c.outside.write("Gửi văn bản.", "Re: 01/TB-UBND", "chinh.pdf", answers=c.ids["mail"],
		sign=c.k.signer("noivu", signing_time=c.k.now))
	t.equal((reply(c, row) or {}).get("state"), "document",
		"a signed document is one, and is shown with ours")
	t.ok(("outgoing-reply", "01/TB-UBND") not in row["why"], "it goes its own way", row["why"])
	auto = c.outside.write("Tôi đi vắng.", "Re: 01/TB-UBND", answers=c.ids["mail"],
		more=(("Auto-Submitted", "auto-replied"),))
	t.equal((auto["state"], reply(c, auto)), ("ignored", None), "an automatic answer is none")
	t.equal(c.o.ctl("verify", as_json=False).status, 0, "verify finds nothing wrong")


def flood(t, c):
	"""Whoever has a copy of the document may write answers without end."""
	before = len(asked(c))
	for _ in range(30):
		c.o.deliver(m.mail([("From", "la%d@xa.example" % c.outside.count), ("To", REGISTRY), ("Subject", "Re:"),
			("Date", m.date(c.k.now)), ("Message-ID", "<f%d@xa.example>" % c.outside.count),
			("In-Reply-To", c.ids["mail"])], attached("Đã nhận %d.\n" % c.outside.count, "la%d.pdf" % (
			c.outside.count % 3))))
		c.outside.count += 1
	c.o.settle()
	c.o.wait_idle()
	t.ok(0 < len(asked(c)) - before <= 26, "not each of them is a question to the clerk", len(asked(c)) - before)
	rows = c.o.sql("SELECT state FROM arrival WHERE from_address LIKE 'la%@xa.example'")
	t.equal([row["state"] for row in rows], ["held"] * 30, "the others are held as any mail is")


def main():
	with drafting.make_office() as o:
		o.start()
		cast = drafting.Cast(o)
		cast.ids, cast.outside = {}, Outside(cast)
		tap.run(*tap.steps(cast, sent, plain, new_document, others, flood))


main()
