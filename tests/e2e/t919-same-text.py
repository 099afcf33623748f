#!/usr/bin/python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""t919-same-text - an issue version that is another file with the same words needs no new approval."""

import os
import sys

sys.path.insert(0, os.path.join(os.path.dirname(os.path.abspath(__file__)), ".."))
from lib import drafting, kit, message as m, pdf, tap  # noqa: E402

NOIVU = "so-noivu@hason.example"


class Drafts:
	"""Each a công văn of the office, approved without its number, as its author exports it."""

	def __init__(self, c):
		self.c, self.count = c, 0

	def approved(self, **fields):
		c = self.c
		self.count += 1
		c.k.begin("same-%d" % self.count, self.count)
		self.doc = c.k.doc(agency="kimson", number=None, notation="UBND", date=kit.day(c.k.now),
			**fields)
		c.author.send(m.multipart([m.text("TRÌNH KÝ\nLoại: Công văn\nTrích yếu: %s\nĐộ khẩn: Khẩn\n"
			"Người ký: Lê Văn Bình\nNơi nhận: Sở Nội vụ tỉnh Hà Sơn\n" % self.doc.subject),
			m.attachment(pdf.document(self.doc), "cong-van.pdf")]), "Trình ký")
		c.agreed(self.count)
		c.approved(self.count)
		return "%02d" % c.o.sql("SELECT number FROM outgoing WHERE id = ?", self.count)[0]["number"]

	def bring(self, data):
		"""The clerk sends that file; state of the document, and how it was found the same."""
		c = self.c
		asked = c.clerk.mails("[Phát hành]")[-1]
		quoted = "".join("> %s\n" % line for line in asked.text.splitlines())
		c.clerk.send(m.multipart([m.text("Bản phát hành.\n\n" + quoted),
			m.attachment(data, "ban-phat-hanh.pdf")]), "Re: " + asked.subject, to=asked["Reply-To"],
			more=(("In-Reply-To", asked.message_id),))
		row = c.o.sql("SELECT same FROM issue_version WHERE outgoing = ?", self.count)
		return c.state(self.count), row[0]["same"] if row else None


def same(t, d):
	number = d.approved()
	t.equal(d.bring(pdf.document(d.doc.but(number=number))), ("issued", "text"),
		"exported again with its number: issued at once")
	d.c.o.drain()
	t.equal(len(d.c.o.mails(NOIVU)), 1, "and sent")
	number = d.approved()
	t.equal(d.bring(pdf.document(d.doc.but(number=number), title="Bản phát hành")),
		("issued", "text"), "the name of the file in it is no word on a page")


def other(t, d):
	"""The approver is asked."""
	def asked(name, change, **fields):
		number = d.approved(**fields)
		before = len(d.c.leader.mails("[Bản phát hành]"))
		state = d.bring(change(d.doc, number))
		d.c.o.drain()
		t.equal((state, len(d.c.leader.mails("[Bản phát hành]")) - before),
			(("compared", "waiting"), 1), name)
	asked("another sentence", lambda doc, number: pdf.document(doc.but(number=number,
		body=tuple(doc.body) + ("Giao thêm 10 triệu đồng.",))))
	asked("one word less", lambda doc, number: pdf.document(doc.but(number=number,
		subject=doc.subject[1:])))
	asked("another number than the one drawn", lambda doc, number: pdf.document(doc.but(
		number="77")))
	asked("another day", lambda doc, number: pdf.document(doc.but(number=number,
		date=(1, 2, 2026))))
	asked("another who signs", lambda doc, number: pdf.document(doc.but(number=number,
		sign=(("CHỦ TỊCH",), "Trần Văn Khác"))))
	asked("a page more", lambda doc, number: pdf.document(doc.but(number=number, pages=2)))
	asked("a note laid over the page", lambda doc, number: pdf.document(doc.but(number=number),
		annotation="1"))
	asked("a script", lambda doc, number: pdf.document(doc.but(number=number), script=True))
	asked("an increment that puts other words on the page", lambda doc, number: pdf.rewritten(
		pdf.document(doc), "Giao 10 ty dong"))
	asked("a scan", lambda doc, number: pdf.scan(seed=int(number)))


def kept(t, d):
	"""What begins with the approved bytes is told from what says the same."""
	number = d.approved()
	t.equal(d.bring(pdf.stamped(pdf.document(d.doc), number)), ("issued", "bytes"), "by its bytes")
	t.equal(d.c.o.ctl("verify", as_json=False).status, 0, "verify finds nothing wrong")
	t.equal(d.c.o.denied(), [], "the jail denied nothing that was needed")


def main():
	if not pdf.have_reportlab():
		print("1..0 # SKIP python3-reportlab is missing")
		return
	with drafting.make_office() as o:
		o.start()
		tap.run(*tap.steps(Drafts(drafting.Cast(o)), same, other, kept))


main()
