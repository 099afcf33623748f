#!/usr/bin/python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""t938-try-replies - THỬ in a reply: the answer that would come, and nothing is changed by it."""

import contextlib
import os
import sqlite3
import sys

sys.path.insert(0, os.path.join(os.path.dirname(os.path.abspath(__file__)), ".."))
from lib import desk, office, tap  # noqa: E402

# What a mail that is heard leaves behind in any case; all else must be as it was.
LEFT = ("acted", "arrival", "arrival_evidence", "arrival_field", "evidence", "finding", "ledger", "mail",
	"mail_attachment", "mail_value", "move", "part", "rate", "recipient", "signature", "signer", "why")


def picture(o):
	with contextlib.closing(sqlite3.connect("file:%s?mode=ro" % o.path("state", "db", "vanthu.db"), uri=True)) as db:
		names = [row[0] for row in db.execute("SELECT name FROM sqlite_master WHERE type = 'table'"
			" AND sql NOT LIKE 'CREATE VIRTUAL%' AND name NOT LIKE '%search%' ORDER BY name")]
		out = {name: db.execute('SELECT * FROM "%s"' % name).fetchall() for name in names if name not in LEFT}
		out["mail"] = db.execute("SELECT id, kind, recipient FROM mail WHERE kind <> 'tra-loi'").fetchall()
	return out


def tried(t, d, person, notice, words, want, **options):
	before = picture(d.o)
	row = person.reply(notice, "THỬ " + words, **options)
	said = person.mails("Trả lời thư")[-1].text
	after = picture(d.o)
	t.ok(row["state"] == "acted" and "Chạy thử" in said and want in said, "THỬ %s: what would be said" % words, said)
	t.equal([name for name in after if after[name] != before.get(name)], [], "nothing is changed")
	t.ok("mailto:" not in said, "no link stands in it", said)


def leader(t, d):
	number = d.register(90)
	notice = d.leader.mails("[Trình]")[-1]
	tried(t, d, d.leader, notice, "CHỦ TRÌ: Nguyễn Văn Tư", "Nguyễn Văn Tư")
	tried(t, d, d.leader, notice, "Trả lại: thiếu phụ lục kèm theo", "Nếu gửi không có chữ THỬ")
	tried(t, d, d.leader, notice, "CHỦ TRÌ: Nguyễn Văn Tư", "Nguyễn Văn Tư", sign=d.sign())
	d.leader.reply(notice, "CHỦ TRÌ: Nguyễn Văn Tư", sign=d.sign())
	t.equal(d.stage(number), "assigned", "without THỬ it is done, by the same question")


def task(t, d):
	given = d.tu.mails("[Giao việc]")[-1]
	tried(t, d, d.tu, given, "NHẬN VIỆC", "Nếu gửi không có chữ THỬ")
	t.equal(d.task("nguyen-van-tu", "state"), "given", "it is not accepted")
	tried(t, d, d.tu, given, "XONG: 45/UBND-VP ngày 24/11/%d" % d.year, "Nếu gửi không có chữ THỬ")
	d.tu.reply(given, "NHẬN VIỆC")
	t.equal(d.task("nguyen-van-tu", "state"), "accepted", "now it is")


def form(t, d):
	d.k.begin("try", 91)
	sent = d.o.deliver(d.k.plain())
	d.o.settle()
	d.o.wait_idle()
	asked = [one for one in d.clerk.mails("") if "BẮT ĐẦU PHIẾU" in one.text][-1]
	before = d.o.numbers()
	tried(t, d, d.clerk, asked, "OK KHÔNG MẬT", "số đến %d/" % (before[-1] + 1))
	tried(t, d, d.clerk, asked, "OK KHÔNG MẬT\nNgày văn bản: 45/13/2026", "Nếu gửi không có chữ THỬ")
	t.equal((d.o.numbers(), d.o.arrival(sent)["state"]), (before, "held"), "no number is drawn")
	d.clerk.reply(asked, "OK KHÔNG MẬT")
	t.equal(d.o.numbers(), before + [before[-1] + 1], "the next one is drawn when it is said in earnest")


def undo(t, d):
	d.register(92)
	d.leader.reply(d.leader.mails("[Trình]")[-1], "CHỦ TRÌ: Nguyễn Văn Tư")
	done = d.leader.mails("Trả lời thư")[-1]
	t.ok("Hủy việc" in done.text, "below smime it can be taken back", done.text)
	tried(t, d, d.leader, done, "HỦY", "Nếu gửi không có chữ THỬ")
	t.equal(d.o.ctl("verify", as_json=False).status, 0, "verify finds nothing wrong")


def main():
	with office.Office(keys=office.key_cache(), more={"notices": {"submit": "yes"}}) as o:
		desk.believe(o)
		o.start()
		tap.run(*tap.steps(desk.Desk(o), leader, task, form, undo))


main()
