#!/usr/bin/python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""t952-floods - letters by anybody, or by one who writes a lot, take nothing from the office (TAP)."""

import os
import sys

sys.path.insert(0, os.path.join(os.path.dirname(os.path.abspath(__file__)), ".."))
from lib import holding, message as m, office, office_files, pdf, phone, tap  # noqa: E402

ANSWERS = 15	# answers-an-hour of this office


def threads(t, c):
	"""A new scan in an old thread: people answer the last mail they find."""
	c.hold(80)
	form = c.forms()[-1]
	c.answer(form, "OK KHÔNG MẬT")
	c.o.settle()
	entity = m.multipart([m.text("Văn phòng gửi bản quét mới.\n"), m.attachment(pdf.scan(2, 9), "moi.pdf")],
		"mixed")
	row = c.clerk.send(entity, "Re: " + form.subject, more=[("In-Reply-To", form.message_id)])
	t.equal(row["state"], "held", "is held, not taken for an answer that comes too late")
	t.ok(("own-scan", "tran-thi-binh") in row["why"], "as a scan of the office", row["why"])
	row = c.tu.send(entity.replace(b"moi.pdf", b"khac.pdf"), "Re: " + form.subject,
		to=form["Reply-To"])
	t.equal(row["state"], "refused", "the thread of another is still none")
	c.answer(form, "OK KHÔNG MẬT")
	t.ok("đã" in c.clerk.answers()[-1].text.lower(), "a second answer hears that it was noted")


def reports(t, c):
	"""BÁO LỖI under a person's address, by anybody."""
	told = len(c.o.mails(office_files.ADMIN))
	for _ in range(25):
		c.tu.send("BÁO LỖI: không mở được tệp", vouched=False, wait=False)
	c.o.settle()
	c.o.wait_idle()
	t.ok(0 < len(c.o.mails(office_files.ADMIN)) - told <= 20, "the administrator is not drowned",
		len(c.o.mails(office_files.ADMIN)) - told)
	c.tu.send("BÁO LỖI: vẫn không mở được tệp")
	t.ok("vẫn không mở được" in c.o.mails(office_files.ADMIN)[-1].text, "who proves who he is is heard",
		c.o.mails(office_files.ADMIN)[-1].text)
	c.tu.send("BÁO VI PHẠM: thư lừa đảo gửi kèm", vouched=False)
	c.o.drain()
	t.ok(not any(one.attachments() for one in c.minh.mails()),
		"what a stranger attaches does not go on under our signature")


def floods(t, c):
	"""Letters under a clerk's address that nobody vouches for take nothing from the clerk."""
	sent = c.hold(40)
	form = c.forms()[-1]
	for _ in range(ANSWERS + 2):
		c.clerk.send("TRỢ GIÚP", vouched=False, wait=False)
	c.o.settle()
	count = len(c.forms())
	c.answer(form, "OK")
	t.equal(len(c.forms()), count + 1, "the form that lacks something comes back all the same")
	for _ in range(ANSWERS + 2):
		c.clerk.send("TRỢ GIÚP", wait=False)
	c.o.settle()
	for _ in range(2):
		form = c.forms()[-1]
		c.answer(form, "OK")
	t.equal(len(c.forms()), count + 3, "and when he himself has written that much")
	c.answer(c.forms()[-1], "OK KHÔNG MẬT")
	t.equal(c.o.arrival(sent)["state"], "registered", "it can be answered")


def locks(t, c):
	"""KHÓA under the addresses of the whole office, by anybody."""
	people = [phone.Person(c.o, login) for login in ("tu", "lan", "nam", "minh", "chutich")]
	for person in people:
		person.send("KHÓA", vouched=False)
	locked = c.o.sql("SELECT person FROM person_note WHERE kind = 'locked'")
	t.ok(0 < len(locked) <= 2, "locks not the whole office", locked)
	people[-1].send("KHÓA")
	t.ok("le-van-binh" in [row["person"] for row in c.o.sql("SELECT person FROM person_note WHERE"
		" kind = 'locked'")], "who proves who he is locks himself at any time")


def main():
	if not pdf.have_reportlab():
		print("1..0 # SKIP python3-reportlab is missing")
		return
	with office.Office(keys=office.key_cache(), more={"notices": {"digest-every": "1s",
			"answers-an-hour": str(ANSWERS)}}) as o:
		o.tidy_trust()
		phone.block(o)
		o.start()
		tap.run(*tap.steps(holding.Cast(o), threads, reports, floods, locks))


main()
