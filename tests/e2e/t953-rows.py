#!/usr/bin/python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""t953-rows - rows of a list answered with more than the word: nothing that stands in a row is left out."""

import os
import re
import sys

sys.path.insert(0, os.path.join(os.path.dirname(os.path.abspath(__file__)), ".."))
from lib import message as m, pdf, phone, story, story_hours, tap  # noqa: E402


def table(day):
	"""The newest list of forms: (notice, {row: id of the message})."""
	notice = [one for one in day.who["binh"].mails("[Vào sổ]") if "CÁC PHIẾU" in one.text][-1]
	return notice, {int(row): arrival for row, arrival in re.findall(story_hours.FORM_ROW,
		notice.text)}


def state(day, rows):
	return {row: day.sql("SELECT state FROM arrival WHERE id = ?", one)[0]["state"]
		for row, one in rows.items()}


def field(day, arrival, name):
	rows = day.sql("SELECT f.value FROM document_field f JOIN document d ON d.id = f.document"
		" WHERE d.arrival = ? AND f.field = ?", arrival, name)
	return rows[0]["value"] if rows else None


def clerk(t, day):
	for one in [x for x in day.plan if x.how == "plain"][:6]:
		day.bring(one)
	day.rest()
	day.go("07:46")
	notice, rows = table(day)
	t.equal(sorted(rows), [1, 2, 3, 4, 5], "five forms wait in a table")
	binh = day.who["binh"]
	binh.reply(notice, "1: OK KHÔNG MẬT nhưng khoan vào sổ, để hỏi lại\n2: Sôs 777, OK KHÔNG MẬT\n"
		"3: OK KHÔNG MẬT\nnhưng chưa vào sổ vội", wait=False)
	day.rest()
	t.equal(state(day, rows), {row: "held" for row in rows},
		"a condition behind it, a line that is none, a condition below: none is registered")
	shown = [one.text for one in binh.mails("[Vào sổ]") if "CHƯA ĐƯỢC THỰC HIỆN" in one.text]
	t.ok(len(shown) == 3 and any("Sôs 777" in one for one in shown),
		"each comes back, with what was not understood", shown and shown[-1])
	binh.reply(notice, "4: Trích yếu: V/v sơ kết, tổng kết và khen thưởng, OK KHÔNG MẬT; "
		"5: OK KHÔNG MẬT\n   Số: 77\nTrân trọng\n", wait=False)
	day.rest()
	t.equal((state(day, rows)[4], field(day, rows[4], "subject")),
		("registered", "V/v sơ kết, tổng kết và khen thưởng"), "a title keeps its commas")
	t.equal((state(day, rows)[5], field(day, rows[5], "number")), ("registered", "77"),
		"a line of the form below its row belongs to it")
	binh.reply(binh.answers()[-1], "5: HỦY\n4: không hủy", wait=False)
	day.rest()
	t.equal((state(day, rows)[4], state(day, rows)[5]), ("registered", "held"), "HỦY of a row takes it back alone")
	binh.reply(notice, "5: OK KHÔNG MẬT, Số 77", wait=False)
	day.rest()
	t.equal(state(day, rows)[5], "registered", "and it can be answered again, lines behind the word")


def leader(t, day):
	signed = [x for x in day.plan if x.how == "signed"][:7]
	for one in signed:
		day.bring(one)
	day.rest()
	story_hours.submit(day, signed)
	day.rest()
	day.go("08:02")
	boss = day.who["chutich"]
	notice = day.newest("chutich", "chờ ý kiến chỉ đạo")
	count = len(re.findall(r"(?m)^\d+\. Số đến ", notice.text))
	t.ok(count >= 7, "seven documents are laid before the leader", notice.text)
	boss.reply(notice, "3: Đồng ý, chưa giao vội\n4: Đồng ý\nnhưng chờ tôi về\n5. Đồng ý, giao thêm"
		" Vũ Trung Kiên\n6: trả lại: thiếu phụ lục kèm theo\n6, 7 đồng ý\nTrừ khi anh Dũng có ý kiến khác",
		wait=False)
	day.rest()
	t.equal(day.sql("SELECT * FROM task"), [], "a condition in a row, below it, or below all: nothing is given")
	t.ok("Phiếu 3: " in boss.answers()[-1].text, "and the answer says so", boss.answers()[-1].text)
	boss.reply(notice, "3: Đồng ý, CHỦ TRÌ: Vũ Trung Kiên; 4: Đồng ý.\nTrân trọng\n", wait=False)
	day.rest()
	leads = day.sql("SELECT person FROM task WHERE role = 'lead' ORDER BY document")
	t.equal((len(leads), leads[0]["person"]), (2, "vu-trung-kien"),
		"another name in a row is a change, as in an answer to that document alone")
	t.equal(day.sql("SELECT count(*) AS n FROM remark WHERE words LIKE 'Đồng ý, CHỦ TRÌ%'")[0]["n"], 1,
		"his words are kept")
	boss.reply(boss.answers()[-1], "4. HỦY nhưng thôi\n3. HỦY", wait=False)
	day.rest()
	t.equal(day.sql("SELECT number FROM document WHERE stage = 'assigned'"), [{"number": 4}],
		"HỦY of a row takes it back alone")


def linked(t, day):
	"""Each row has the links of a phiếu trình; one is answered by a tap, one by a signed tap."""
	boss = day.who["chutich"]
	notice = day.newest("chutich", "chờ ý kiến chỉ đạo")
	rows = {one.group(1): one.group(0) for one in re.finditer(r"(?ms)^(\d+)\. Số đến .*?\n\s*\n",
		notice.text)}
	t.ok("Đồng ý: mailto:" not in rows["1"] and "Hỏi thêm: mailto:" in rows["1"],
		"nothing is proposed in a row: nothing to agree to", rows["1"])
	links = dict(re.findall(r"(?m)^ *([^:\n]+): (mailto:\S+)\s*$", rows["5"]))
	t.equal(sorted(links), ["Hỏi thêm", "Trả lại", "Đồng ý", "Đồng ý, có điều chỉnh"], "four links a row")
	t.ok(all(len(one) <= 1800 and one.isascii() for one in links.values()), "short ones", links)
	def tap(link, more="", **options):
		boss.tap(link, more, wait=False, **options)
		day.rest()
		return [day.sql("SELECT stage FROM document WHERE number = ?", n)[0]["stage"] for n in (5, 6, 7)]
	t.equal(tap(links["Đồng ý"], vouched=False), ["submitted"] * 3, "no login: nothing")
	t.equal(tap(links["Đồng ý"], " nhưng chờ tôi về"), ["submitted"] * 3, "words against it: nothing")
	t.equal(tap(links["Đồng ý"]), ["assigned", "submitted", "submitted"], "one tap decides its row alone")
	links = dict(re.findall(r"(?m)^ *([^:\n]+): (mailto:\S+)\s*$", rows["6"]))
	t.equal(tap(links["Đồng ý, có điều chỉnh"], " CHỦ TRÌ: Vũ Trung Kiên"),
		["assigned", "assigned", "submitted"], "with a change, on one line")
	t.equal(day.sql("SELECT person FROM task JOIN document d ON d.id = document WHERE number = 6 AND"
		" role = 'lead'"), [{"person": "vu-trung-kien"}], "which counts")
	to, subject, body = phone.opened(dict(re.findall(r"(?m)^ *([^:\n]+): (mailto:\S+)\s*$",
		rows["7"]))["Trả lại"])
	boss.send(m.signed(m.text(body + " thiếu phụ lục kèm theo\n"), day.kit.signer("chutich",
		signing_time=day.time())), subject, to=to, vouched=False, wait=False)
	day.rest()
	t.equal(day.sql("SELECT stage FROM document WHERE number = 7"), [{"stage": "returned"}],
		"signed: the text of the link has the reference of the list")


def main():
	if not story.library() or not pdf.have_reportlab():
		print("1..0 # SKIP %s is missing" % ("python3-reportlab" if story.library() else "faketime"))
		return
	if tap.sanitized("address"):
		print("1..0 # SKIP the address sanitizer must be the first library, and so must faketime")
		return
	with story.Day() as day:
		day.move("07:30")
		tap.run(*tap.steps(day, clerk, leader, linked))


main()
