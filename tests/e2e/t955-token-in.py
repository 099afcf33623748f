#!/usr/bin/python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""t955-token-in - where a notice carries its token (token-in, delimiter), and each way back alone; a reference
in a Subject that the signature covers (RFC 9788)."""

import os
import re
import sys

sys.path.insert(0, os.path.join(os.path.dirname(os.path.abspath(__file__)), ".."))
from lib import desk, message as m, office, phone, tap  # noqa: E402


class Cast:
	def __init__(self, o):
		self.o, self.desk, self.index = o, desk.Desk(o), 600
		self.boss, self.clerk = (phone.Person(o, n, now=self.desk.k.now) for n in ("chutich", "binh"))

	def asked(self):
		"""(number, phiếu trình with a proposal)"""
		number = self.desk.register(self.index)
		self.index += 1
		self.clerk.send("TRÌNH %d/%d\nCHỦ TRÌ: Nguyễn Văn Tư\n" % (number, self.desk.year), "trinh")
		return number, self.boss.mails("[Trình]")[-1]

	def stages(self, *ways):
		"""What becomes of a document whose notice is answered by one way alone."""
		out = []
		for way in ways:
			number, notice = self.asked()
			self.boss.reply(notice, "Đồng ý", by=(way,), quote=False)
			out.append(self.desk.stage(number))
		return out


def begin(o, **pairs):
	desk.believe(o)
	o.add_block("reply", **pairs)
	o.start()
	return Cast(o)


def subject(t):
	"""A server without subaddresses."""
	with office.Office(keys=office.key_cache(), more={"notices": {"submit": "yes"}}) as o:
		c = begin(o, **{"token-in": "subject"})
		number, notice = c.asked()
		link = phone.link(notice, "Đồng ý với đề xuất")
		t.equal((notice["Reply-To"], phone.opened(link)[0]), (None, phone.REGISTRY),
			"token-in = subject: no address has a token")
		t.ok(re.search(r"\[#\w{8}\]$", notice.subject) and re.search(r"\[#\w{26}\]$", phone.opened(link)[1]),
			"the subjects have it", notice.subject)
		c.boss.tap(link)
		t.equal(c.desk.stage(number), "assigned", "a tap decides")
		t.equal(c.stages("tag", "thread"), ["assigned"] * 2, "and so does an answer by its tag, or its thread")
		number, notice = c.asked()
		about = "Re: %s %s" % (phone.reference(notice), re.search(r"\[#\w+\]$", notice.subject).group(0))
		entity = m.entity('text/plain; charset=utf-8; hp="clear"', "Đồng ý\r\n".encode(), [("From",
			c.boss.address), ("To", phone.REGISTRY), ("Subject", about), ("Content-Transfer-Encoding", "8bit")])
		c.boss.send(entity, about, sign=c.desk.sign(), vouched=False)
		t.equal(c.desk.stage(number), "assigned", "a reference in a subject that the signature covers binds")


def address(t):
	"""A server that parts subaddresses by a hyphen."""
	with office.Office(keys=office.key_cache(), more={"notices": {"submit": "yes"}}) as o:
		c = begin(o, **{"token-in": "address", "delimiter": "-"})
		number, notice = c.asked()
		link = phone.link(notice, "Đồng ý với đề xuất")
		t.ok(re.match(r"vanthu-\w{26}@kimson.example$", notice["Reply-To"])
			and re.match(r"vanthu-\w{26}@kimson.example$", phone.opened(link)[0]),
			"delimiter = -: addresses have a token", notice["Reply-To"])
		t.ok("[#" not in notice.subject + phone.opened(link)[1], "token-in = address: no subject has it",
			notice.subject)
		c.boss.tap(link)
		t.equal(c.desk.stage(number), "assigned", "a tap decides")
		t.equal(c.stages("token", "thread"), ["assigned"] * 2, "and so does an answer to its address, or by its thread")


tap.run(subject, address)
