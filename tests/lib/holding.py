# SPDX-License-Identifier: GPL-3.0-or-later
"""holding - a clerk whose forms come one by one, in an office with digest-every = 1s."""

import time

from . import kit, phone, wait

CLERK = "binh@kimson.example"
BY = ("tag", "thread")


class Cast:
	def __init__(self, o):
		self.o, self.k = o, kit.Kit(o.pki)
		self.clerk, self.minh, self.leader, self.tu = (phone.Person(o, n)
			for n in ("binh", "minh", "chutich", "tu"))
		self.year = time.gmtime(time.time() + 7 * 3600).tm_year

	def register(self, index):
		"""A signed document; its arrival."""
		self.k.begin("lost", index)
		sent = self.o.deliver(self.k.signed())
		self.o.settle()
		self.o.wait_idle()
		return self.o.arrival(sent)

	def hold(self, index):
		"""An unsigned one that comes as a form of its own."""
		last = self.o.sql("SELECT coalesce(max(at), 0) AS at FROM rate WHERE what = 'form'")[0]["at"]
		wait.until(lambda: time.time() > last + 2)
		self.k.begin("held", index)
		sent = self.o.deliver(self.k.plain())
		self.o.settle()
		return sent

	def forms(self):
		return [one for one in self.o.mails(CLERK) if "BẮT ĐẦU PHIẾU" in one.text]

	def answer(self, notice, words, quote=False):
		return self.clerk.reply(notice, words, by=BY, quote=quote)

	def document(self, number):
		return self.o.sql("SELECT * FROM document WHERE number = ?", number)[0]
