#!/usr/bin/python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""t937-in-his-name - whoever lets somebody act for him reads in his next list what was done (TAP)."""

import os
import re
import sys

sys.path.insert(0, os.path.join(os.path.dirname(os.path.abspath(__file__)), ".."))
from lib import pdf, phone, story, story_hours, tap  # noqa: E402

HEAD = "VIỆC ĐÃ LÀM THAY MẶT ĐỒNG CHÍ: %d"
KEY, NAME = story.CAST["kien"][:2]


def comes(day, documents):
	for one in documents:
		day.bring(one)
	day.rest()
	story_hours.submit(day, documents)
	day.rest()


def asked(day, one):
	"""The phiếu trình of who acts for the leader."""
	number = "Số đến: %d/2026" % day.number(one)
	return [x for x in day.who["kien"].mails("[Trình]") if number in x.text][-1]


def row(day, one, words):
	return "Số đến %d/2026: đồng chí %s %s" % (day.number(one), NAME, words)


def flat(notice):
	return re.sub(r"\s+", " ", notice.text)


def acts(t, day):
	boss, taker = day.who["chutich"], day.who["kien"]
	boss.send("ỦY QUYỀN: TUQ.; %s; từ 26/11/2026; đến 28/11/2026" % NAME, vouched=False,
		sign=day.kit.signer("chutich", signing_time=day.time()))
	day.rest()
	t.equal(day.sql("SELECT giver, taker, form FROM delegation"), [{"giver": story.CAST["chutich"][0], "taker": KEY,
		"form": "TUQ."}], "somebody acts for the leader")
	first, second = day.plan[:2]
	comes(day, (first, second))
	before = len(boss.mails())
	taker.reply(asked(day, first), "Đồng ý")
	taker.reply(asked(day, second), "TRẢ LẠI: thiếu phụ lục số 2 kèm theo")
	day.rest()
	t.equal([r["stage"] for r in day.sql("SELECT stage FROM document ORDER BY id")], ["assigned", "returned"],
		"he agrees to one, and returns another")
	t.equal(len(boss.mails()), before, "of which the leader gets no mail of its own")


def listed(t, day):
	day.go("08:02")
	lists = day.who["chutich"].mails("[Trình]") + day.who["chutich"].mails("[Báo việc]")
	text = flat(lists[-1])
	first, second = day.plan[:2]
	t.ok(len(lists) == 1 and HEAD % 2 in text, "his next list has them", lists[-1].text)
	t.ok(row(day, first, "đã thay mặt đồng chí (TUQ.): ĐỒNG Ý") in text, "who, for whom by which form, and what", text)
	t.ok(row(day, second, "đã thay mặt đồng chí (TUQ.): TRẢ LẠI") in text and "thiếu phụ lục số 2" in text,
		"with his words", text)
	html = [part for part in lists[-1].message.walk() if part.get_content_type() == "text/html"]
	t.ok(html and "LÀM THAY MẶT ĐỒNG CHÍ" in html[0].get_content(), "in the HTML, too")


def undone(t, day):
	boss, taker = day.who["chutich"], day.who["kien"]
	one = day.plan[2]
	comes(day, (one,))
	taker.reply(asked(day, one), "Đồng ý")
	day.rest()
	done = [x for x in taker.mails("Trả lời thư") if "Hủy việc" in x.text][-1]
	taker.tap(phone.link(done, "Hủy việc"))
	day.rest()
	t.equal(day.sql("SELECT stage FROM document ORDER BY id DESC LIMIT 1"), [{"stage": "submitted"}], "he takes one back")
	before = len(boss.mails())
	day.go("14:02")
	text = flat(boss.mails("[Trình]")[-1])
	t.ok(len(boss.mails()) == before + 1 and HEAD % 2 in text, "one list again", text)
	t.ok(row(day, one, "đã thay mặt đồng chí (TUQ.): ĐỒNG Ý") in text
		and row(day, one, "đã hủy việc vừa làm thay mặt đồng chí: ĐỒNG Ý") in text, "it says both", text)
	story_hours.sign(day, boss, boss.mails("[Trình]")[-1], "1 đồng ý")
	day.rest()
	t.equal(day.sql("SELECT stage FROM document ORDER BY id DESC LIMIT 1"), [{"stage": "assigned"}],
		"and he decides himself")
	t.equal(day.sql("SELECT count(*) AS n FROM mail_value v JOIN mail m ON m.id = v.mail WHERE v.key = 'tm_cau'"
		" AND m.state = 'draft'"), [{"n": 0}], "of which he is told nothing")
	t.equal(day.ctl("verify", as_json=False).status, 0, "verify finds nothing wrong")


def main():
	if not story.library() or not pdf.have_reportlab():
		print("1..0 # SKIP %s is missing" % ("python3-reportlab" if story.library() else "faketime"))
		return
	if tap.sanitized():
		print("1..0 # SKIP the sanitizer must be the first library, and so must faketime")
		return
	with story.Day() as day:
		day.move("07:30")
		tap.run(*tap.steps(day, acts, listed, undone))


main()
