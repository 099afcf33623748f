#!/usr/bin/python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""t850-commands - our people write to the office: commands that stand alone, and what is no command."""

import os
import sys

sys.path.insert(0, os.path.join(os.path.dirname(os.path.abspath(__file__)), ".."))
from lib import office, office_files, phone, tap  # noqa: E402

def told(o, login, subject, text, vouched=True):
	"""State of the arrival, and the text of the one mail that answers it."""
	one = phone.Person(o, login)
	one.count = told.count = getattr(told, "count", 0) + 1
	row = one.send(text, subject, vouched=vouched)
	answers = one.answers()
	return row["state"], answers[0].text if len(answers) == 1 else "%d answers" % len(answers)


def helps(t, o):
	state, text = told(o, "tu", "hoi", "TRỢ GIÚP")
	t.equal(state, "acted", "TRỢ GIÚP is carried out")
	t.ok("HƯỚNG DẪN" in text and "VIỆC CỦA TÔI" in text, "and answered with a guide", text)
	for login, whom in (("chutich", "LÃNH ĐẠO"), ("binh", "VĂN THƯ"), ("minh", "VĂN THƯ"), ("tu", "CÁN BỘ")):
		_, text = told(o, login, "hoi", "TRỢ GIÚP")
		t.ok("DÀNH CHO " + whom in text, "each gets the guide for his work: " + login, text[:300])
	state, text = told(o, "tu", "Tro giup", "")
	t.ok(state == "acted" and "HƯỚNG DẪN" in text, "also from Subject alone, without marks", text)
	state, text = told(o, "tu", "x", "TRỢ GIÚP GIA HẠN")
	t.ok("GIA HẠN: Xin gia hạn" in text, "with a command behind it, what that does", text)
	state, text = told(o, "tu", "x", "tro giupp\n\n> TÌM cũ\n")
	t.ok(state == "acted" and "Chưa hiểu" in text and "TRỢ GIÚP" in text and "tro giupp" in text,
		"what is no command is shown back with the nearest", text)
	t.ok("TÌM" not in text, "and nothing of the quotation counts", text)
	state, text = told(o, "tu", "x", "THỬ BÁO LỖI: không mở được tệp")
	t.ok("Chạy thử" in text and not o.mails(office_files.ADMIN), "THỬ changes nothing", text)


def reports(t, o):
	state, text = told(o, "tu", "x", "BÁO LỖI: không mở được tệp của văn bản 12")
	mails = o.mails(office_files.ADMIN)
	t.equal((state, len(mails)), ("acted", 1), "BÁO LỖI goes to the administrator")
	t.ok("không mở được tệp" in mails[0].text, "with the words", mails[0].text)
	row = o.sql("SELECT id FROM arrival ORDER BY sequence DESC LIMIT 1")[0]["id"]
	t.ok(row in text, "and is answered with an id", text)
	t.ok([r for r in o.sql("SELECT line FROM ledger") if '"act":"report-fault"' in r["line"]],
		"the ledger has it")
	state, text = told(o, "tu", "x", "GÓP Ý: nên có lịch họp")
	t.equal(len([m for m in o.mails("minh@kimson.example") if "lịch họp" in m.text]), 1,
		"GÓP Ý goes to the head of the office")
	t.ok(newest(o) in text and in_ledger(o, "suggest"), "with an id, and a line of the ledger", text)
	state, text = told(o, "tu", "x", "BÁO VI PHẠM: sửa số văn bản sau khi vào sổ")
	mails = [m for m in o.mails("minh@kimson.example") if "sửa số" in m.text]
	t.equal((state, len(mails)), ("acted", 1), "BÁO VI PHẠM goes to the head of the office")
	sent = [data for _name, kind, data in mails[0].attachments() if kind == "message/rfc822" or data]
	t.ok(sent and any("BÁO VI PHẠM" in data.decode("utf-8", "replace") for data in sent), "with the mail attached",
		mails[0].attachments())
	t.ok(newest(o) in text and in_ledger(o, "report-abuse"), "with an id, and a line of the ledger", text)


def newest(o):
	return o.sql("SELECT id FROM arrival ORDER BY sequence DESC LIMIT 1")[0]["id"]


def in_ledger(o, act):
	return [r for r in o.sql("SELECT line FROM ledger") if '"act":"%s"' % act in r["line"]]


def locks(t, o):
	state, text = told(o, "lan", "x", "KHÓA", vouched=False)
	t.ok(state == "acted" and "Đã khóa" in text, "KHÓA needs no proof but the address", text)
	state, text = told(o, "lan", "x", "TRỢ GIÚP")
	t.ok(state == "refused" and "bị khóa" in text, "from then on nothing counts", text)
	state, text = told(o, "tu", "x", "TRỢ GIÚP")
	t.equal(state, "acted", "others go on")


def main():
	with office.Office(keys=office.key_cache()) as o:
		o.tidy_trust()
		phone.block(o)
		o.start()
		tap.run(*tap.steps(o, helps, reports, locks))


main()
