#!/usr/bin/python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""t954-answers - answers that do not say what they seem to: forms and decisions are asked back, or sealed."""

import os
import re
import sys

sys.path.insert(0, os.path.join(os.path.dirname(os.path.abspath(__file__)), ".."))
from lib import holding, office, pdf, phone, tap  # noqa: E402


def hold(c, count, first):
	"""(message, its form), one by one."""
	out = []
	for index in range(first, first + count):
		sent = c.hold(index)
		out.append((sent, c.forms()[-1]))
	return out


def rewritten(t, c):
	"""The text of a link is taken away, and another written: its subject still says OK KHONG MAT."""
	(one, form), (other, second) = hold(c, 2, 60)
	to, subject, _ = phone.opened(phone.links(form)[0])
	c.clerk.send("Khoan đã, để chị hỏi lại phòng.", subject, to=to)
	t.equal(c.o.arrival(one)["state"], "held", "words in the place of a link's: asked back")
	c.answer(second, "OK KHÔNG MẬT\nSửa số thành 99 giúp chị")
	t.equal(c.o.arrival(other)["state"], "held", "a change that is no line of the form: asked back")
	t.ok("CHƯA ĐƯỢC THỰC HIỆN" in c.forms()[-1].text, "with the form")
	c.clerk.send(phone.opened(phone.links(form)[0])[2], "Re", to=c.forms()[-1]["Reply-To"])
	t.equal(c.o.arrival(other)["state"], "held", "so is the text of another form's link")
	to, subject, _ = phone.opened(phone.links(c.forms()[-1])[0])
	c.clerk.send("Đã gửi từ iPhone của tôi", subject, to=to)
	t.equal(c.o.arrival(other)["state"], "registered", "a subject alone is heard")


def secret(t, c):
	"""MẬT is one of the two answers of its line."""
	(one, _), = hold(c, 1, 64)
	c.answer(c.forms()[-1], "OK\nĐộ mật: Mật")
	t.equal((c.o.arrival(one)["place"], len(c.minh.mails("Bảo vệ bí mật"))), ("sealed", 1),
		"above the form it seals the message")
	(one, form), = hold(c, 1, 65)
	edited = re.sub(r"(?m)^Độ mật:.*$", "Độ mật: MẬT", form.text)
	c.clerk.send("OK\n\nVào 23/11/2026, Văn phòng đã viết:\n" + "".join("> %s\n" % line
		for line in edited.splitlines()), "Re: " + form.subject, more=(("In-Reply-To", form.message_id),))
	t.equal(c.o.arrival(one)["place"], "sealed", "within it, too")
	(one, form), = hold(c, 1, 66)
	c.answer(form, "OK KHÔNG MẬT\nĐộ mật: MẬT")
	t.equal((c.o.arrival(one)["state"], c.o.arrival(one)["place"]), ("held", "store"),
		"both answers are none")
	t.ok("CHƯA ĐƯỢC THỰC HIỆN" in c.forms()[-1].text, "and the form comes back")
	for words in ("Mật không?", "MẬT hay KHÔNG MẬT?", "Mật độ xây dựng ghi sai", "Tôi mất điện thoại"):
		c.answer(c.forms()[-1], words)
		t.equal(c.o.arrival(one)["place"], "store", "nor is %r" % words)
	c.answer(c.forms()[-1], "Độ mật: TỐI MẬT")
	t.equal(c.o.arrival(one)["place"], "sealed", "a higher degree is MẬT")


def main():
	if not pdf.have_reportlab():
		print("1..0 # SKIP python3-reportlab is missing")
		return
	with office.Office(keys=office.key_cache(), more={"notices": {"digest-every": "1s"}}) as o:
		o.tidy_trust()
		phone.block(o)
		o.start()
		tap.run(*tap.steps(holding.Cast(o), rewritten, secret))


main()
