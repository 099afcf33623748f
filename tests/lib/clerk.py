# SPDX-License-Identifier: GPL-3.0-or-later
"""clerk - a clerk at the mail program: what goes to the registry, which forms came back."""

import re
import time

from . import kit, message as m, office, pdf, tap, wait

SERVER = "mx.kimson.example"
REGISTRY = "vanthu@kimson.example"
CLERK = "binh@kimson.example"
VOUCHED = "Authentication-Results: %s; auth=pass smtp.auth=%%s\r\n" % SERVER
RECEIVED = ("Received: from pc.kimson.example ([192.0.2.7]) by mx.kimson.example with ESMTPSA"
	" id 7; %s\r\n")


class Clerk:
	"""What a person writes; every mail has a Message-ID of its own."""

	def __init__(self, o, k, address=CLERK):
		self.o = o
		self.k = k
		self.address = address
		self.count = 0

	def pairs(self, subject, to, more):
		self.count += 1
		given = {name for name, _ in more}
		return [pair for pair in (("From", self.address), ("To", to), ("Subject", subject),
			("Date", m.date(self.k.now)), ("Message-ID", "<c%d.%s@kimson.example>" % (self.count,
			self.address.split("@")[0]))) if pair[0] not in given] + list(more)

	def send(self, entity, subject, to=REGISTRY, more=(), login=None):
		login = self.address.split("@")[0] if login is None else login
		head = (VOUCHED % login if login else "") + RECEIVED % m.date(self.k.now)
		sent = self.o.deliver(head.encode() + m.mail(self.pairs(subject, to, more), entity))
		self.o.settle()
		return self.o.arrival(sent)

	def answer(self, notice, words, quoted=True, login=None, tag=True):
		"""A reply as clients write it: new text above, the notice quoted."""
		lines = [words, ""]
		if quoted:
			lines.append("Vào 22/11/2026, Văn phòng đã viết:")
			lines += ["> " + line for line in notice.text.splitlines()]
		subject = "Re: " + notice.subject if tag else "Re:"
		return self.send(m.text("\n".join(lines) + "\n"), subject,
			more=(("In-Reply-To", notice.message_id),), login=login)


def forms(o, address=CLERK):
	return [one for one in o.mails(address) if "BẮT ĐẦU PHIẾU" in one.text]


def answers(o, address=CLERK):
	return [one.text for one in o.mails(address) if one.subject.startswith("Trả lời thư")]


def tables(o):
	return [one for one in o.mails(CLERK) if "CÁC PHIẾU ĐĂNG KÝ" in one.text]


def line(notice, label):
	found = re.search(r"(?m)^%s:(.*)$" % label, notice.text)
	return None if found is None else found.group(1).strip()


def calm(o, seconds=2):
	"""No form went just before: the next one has a mail of its own."""
	last = o.sql("SELECT coalesce(max(at), 0) AS at FROM rate WHERE what = 'form'")[0]["at"]
	wait.until(lambda: time.time() > last + seconds)


def hold(clerk, name, index, seconds=2):
	"""An unsigned document that comes as a form of its own."""
	o, k = clerk.o, clerk.k
	calm(o, seconds)
	k.begin(name, index)
	sent = o.deliver(k.plain())
	o.settle()
	return sent


def wide(o):
	"""No table in these steps: every form has a mail of its own."""
	o.stop()
	o.more.setdefault("notices", {})["digest-every"] = "1s"
	o.write()
	o.start()


def play(prepare, *steps):
	"""A whole test: an office whose server vouches for its clerk, prepared, then steps (t, o, clerk)."""
	if not pdf.have_reportlab():
		print("1..0 # SKIP python3-reportlab is missing")
		return
	with office.Office(keys=office.key_cache()) as o:
		o.add_block("session", **{"authserv-id": SERVER})
		clerk = Clerk(o, kit.Kit(o.pki))
		prepare(o)
		tap.run(*tap.steps_of(o, clerk, *steps))
