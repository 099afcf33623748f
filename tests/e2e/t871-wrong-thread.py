#!/usr/bin/python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""t871-wrong-thread - files of staff in the thread of what somebody else was asked: he hears of it."""

import os
import sys

sys.path.insert(0, os.path.join(os.path.dirname(os.path.abspath(__file__)), ".."))
from lib import message as m, pdf, phone  # noqa: E402
from lib.clerk import CLERK, forms, hold, play, wide  # noqa: E402


def with_file(seed=71):
	return m.multipart([m.text("Gửi văn thư tệp này.\n"), m.attachment(pdf.scan(1, seed),
		"quet%d.pdf" % seed)], "mixed")


def told(person):
	return [one for one in person.answers() if "việc được giao cho người khác" in one.text]


def files(t, o, clerk):
	hold(clerk, "asked", 30)
	notice = forms(o)[-1]
	nam = phone.Person(o, "nam")
	thread = [("In-Reply-To", notice.message_id)]
	row = nam.send(with_file(), "Re: " + notice.subject, more=thread)
	t.equal(row["state"], "refused", "files in the thread of another's form are refused")
	said = told(nam)
	t.ok(len(said) == 1 and "1 tệp" in said[0].text and "vanthu@kimson.example" in said[0].text,
		"he is told what happened, and what to do", [one.text for one in nam.answers()])
	t.ok(said and notice.subject not in said[0].text and "BẮT ĐẦU PHIẾU" not in said[0].text,
		"nothing of what was asked is said")
	owner = [one for one in o.mails(CLERK) if "Thư đó không được tính" in one.text]
	t.equal(len(owner), 1, "who was asked hears of it as before")
	nam.send("Đồng ý", "Re: " + notice.subject, more=thread)
	t.equal(told(nam), [], "words alone bring no mail of their own")
	stranger = phone.Person(o, "la", address="la@khac.example")
	stranger.send(with_file(72), "Re: " + notice.subject, more=thread, vouched=False)
	t.equal(stranger.answers(), [], "a stranger is not answered")
	clerk.answer(notice, "OK KHÔNG MẬT")
	t.equal(len(o.numbers()), 1, "the question is still good for who was asked")


play(wide, files)
