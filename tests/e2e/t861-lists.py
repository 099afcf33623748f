#!/usr/bin/python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""t861-lists - lists go at set times: forms to the clerk; documents, and news of what he gave, to the leader."""

import os
import sys

sys.path.insert(0, os.path.join(os.path.dirname(os.path.abspath(__file__)), ".."))
from lib import message as m, pdf, story, story_hours, tap  # noqa: E402


def reference(notice):
	return next(line for line in notice.text.splitlines() if line.startswith("Mã: VT-"))


class Altered:
	"""A notice that prints something else."""

	def __init__(self, notice, text):
		self.notice, self.text, self.subject = notice, text, notice.subject

	def __getitem__(self, name):
		return self.notice[name]


def held(t, day):
	"""Three plain ones: a form for the first, the others wait for the hour."""
	for one in [x for x in day.plan if x.how == "plain"][:3]:
		day.bring(one)
	day.rest()
	forms = day.who["binh"].mails("[Vào sổ]")
	t.ok(len(forms) == 1 and "BẮT ĐẦU PHIẾU" in forms[0].text, "one waits: a form of its own", forms)
	t.equal(day.sql("SELECT due_at FROM mail WHERE kind = 'phieu-gop' AND state = 'draft'"),
		[{"due_at": story.vietnam("07:45")}], "several: a table, at the set time")
	for one in day.plan[:2]:
		day.bring(one)
	day.rest()
	story_hours.submit(day, day.plan[:2])
	day.rest()
	t.equal(day.who["chutich"].mails("[Trình]"), [], "nothing is laid before the leader yet")


def listed(t, day):
	day.go("08:02")
	t.equal([len(story_hours.open_forms(day)), len(day.who["binh"].mails("[Vào sổ]"))], [2, 2],
		"the clerk has the table then")
	boss = day.who["chutich"]
	notice = day.newest("chutich", "chờ ý kiến chỉ đạo")
	t.ok(notice.text.count("Số đến ") == 2 and "TIN VỀ VIỆC" not in notice.text,
		"the leader's list has both, and no news", notice.text)
	stored = day.sql("SELECT reference FROM asking WHERE kind = 'decide' OR kind = 'digest'")
	shown = reference(notice).split(" VT-")[1].replace("-", "")
	t.ok(shown not in [r["reference"] for r in stored], "its reference is that of no single row", shown)
	story_hours.sign(day, boss, notice, "Tất cả đồng ý")
	day.rest()
	t.equal(day.sql("SELECT count(*) AS n FROM document WHERE stage = 'assigned'")[0]["n"], 2,
		"a signature that covers it decides both")


def other_list(t, day):
	"""The same signed words under the reference of one document alone decide nothing of a list."""
	for one in day.plan[2:4]:
		day.bring(one)
	day.rest()
	story_hours.submit(day, day.plan[2:4])
	day.rest()
	for login in ("kien", "dung"):
		for notice in story_hours.given(day, login):
			day.who[login].reply(notice, "XONG: đã trả lời", wait=False)
	day.rest()
	t.equal(day.who["chutich"].mails("[Báo việc]"), [], "what is done is no mail of its own")
	day.go("14:02")
	boss, notice = day.who["chutich"], day.newest("chutich", "chờ ý kiến chỉ đạo")
	single = day.sql("SELECT a.reference FROM asking a JOIN asking_row r ON r.about = a.id"
		" ORDER BY a.id DESC LIMIT 1")[0]["reference"]
	whole = reference(notice)
	wrong = "Mã: VT-" + "-".join(single[i:i + 4] for i in range(0, 16, 4))
	real = notice.text
	story_hours.sign(day, boss, Altered(notice, real.replace(whole, wrong)), "Tất cả đồng ý")
	day.rest()
	t.equal(day.sql("SELECT count(*) AS n FROM document WHERE stage = 'submitted'")[0]["n"], 2,
		"a row's own reference does not bind the list")
	t.ok("TIN VỀ VIỆC ĐÃ GIAO" in real and real.count("báo cáo đã hoàn thành") == 3
		and "đã trả lời" in real, "news of what was done stands in the same list", real)


def delegated(t, day):
	"""Who acts for the leader answers his list, row by row, as far as he may."""
	boss, kien = day.who["chutich"], day.who["kien"]
	notice = day.newest("chutich", "chờ ý kiến chỉ đạo")
	before = day.sql("SELECT count(*) AS n FROM document WHERE stage = 'submitted'")[0]["n"]
	def give(scope):
		today = "/".join(reversed(story.DAY.split("-")))
		words = "ỦY QUYỀN: TUQ.; Vũ Trung Kiên; từ %s; đến %s; phạm vi: %s\n" % (today, today, scope)
		boss.send(m.signed(m.text(words), day.kit.signer("chutich", signing_time=day.time())),
			"uy quyen", vouched=False, wait=False)
		day.rest()
	give("văn bản đi")
	kien.reply(notice, "Tất cả đồng ý", wait=False)
	day.rest()
	t.equal(day.sql("SELECT count(*) AS n FROM document WHERE stage = 'submitted'")[0]["n"], before,
		"rows beyond what he may are not decided")
	give("văn bản đến")
	kien.reply(notice, "Tất cả đồng ý", wait=False)
	day.rest()
	t.equal((before, day.sql("SELECT count(*) AS n FROM document WHERE stage = 'submitted'")[0]["n"]),
		(2, 0), "those within are")
	t.equal(day.sql("SELECT DISTINCT given_by, on_behalf FROM task WHERE on_behalf IS NOT NULL"),
		[{"given_by": "vu-trung-kien",
		"on_behalf": day.sql("SELECT DISTINCT giver FROM delegation")[0]["giver"]}],
		"and the tasks say who gave them for whom")


def single(t, day):
	"""One that waits for the hour is a form of its own, and no table of one row."""
	def waiting():
		return [row["kind"] for row in day.sql("SELECT kind FROM mail WHERE kind LIKE 'phieu-%'"
			" AND state = 'draft'")]
	more = [x for x in day.plan if x.how == "plain"][3:6]
	for one in more[:2]:
		day.bring(one)
	day.rest()
	t.equal(waiting(), ["phieu-vao-so"], "one more waits: its form, not yet sent")
	day.bring(more[2])
	day.rest()
	t.equal(waiting(), ["phieu-gop"], "another: both are rows of a table")
	rows = day.sql("SELECT count(*) AS n FROM asking_row r JOIN mail m ON m.asking = r.asking"
		" WHERE m.kind = 'phieu-gop' AND m.state = 'draft'")
	t.equal((rows[0]["n"], day.sql("SELECT fault FROM mail WHERE kind = 'phieu-vao-so' AND state ="
		" 'withdrawn'")), (2, [{"fault": "table"}] * 2), "the form's mail goes nowhere")


def main():
	if not story.library() or not pdf.have_reportlab():
		print("1..0 # SKIP %s is missing" % ("python3-reportlab" if story.library() else "faketime"))
		return
	if tap.sanitized("address"):
		print("1..0 # SKIP the address sanitizer must be the first library, and so must faketime")
		return
	with story.Day() as day:
		day.move("07:30")
		tap.run(*tap.steps(day, held, listed, other_list, delegated, single))


main()
