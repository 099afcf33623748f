#!/usr/bin/python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""t896-status - who sent a document hears how far it is; who has a task writes of it on his own, or
is away."""

import hashlib
import os
import re
import sys
import time

sys.path.insert(0, os.path.join(os.path.dirname(os.path.abspath(__file__)), ".."))
from lib import desk, message as m, office, tap  # noqa: E402


def add_deputy(o):
	path = o.path("directory.conf")
	with open(path, encoding="utf-8") as f:
		text = f.read()
	with open(path, "w", encoding="utf-8") as f:
		f.write(re.sub(r"(person nguyen-van-tu\n)", r"\1\tdeputy = hoang-thi-lan\n", text))


def codes(d, number):
	"""What the sender was told of it: [(status code, In-Reply-To)], in order."""
	id_ = d.o.sql("SELECT arrival FROM document WHERE number = ?", number)[0]["arrival"]
	asked = d.o.sql("SELECT message_id FROM arrival WHERE id = ?", id_)[0]["message_id"]
	found = [one for one in d.o.mails() if one["In-Reply-To"] == asked
		and "Mã trạng thái" in one.text]
	return [re.search(r"Mã trạng thái: (\d\d)", one.text).group(1) for one in found]


def told(t, d):
	number = d.register(97)
	notice = d.leader.mails("[Trình]")[-1]
	d.leader.reply(notice, "CHỦ TRÌ: Nguyễn Văn Tư")
	t.equal((d.stage(number), codes(d, number)), ("assigned", []),
		"while it may be undone the sender hears nothing")
	d.leader.tap(desk.link(d.leader.mails("Trả lời thư")[-1], "Hủy việc"))
	t.equal(d.o.sql("SELECT DISTINCT state FROM mail WHERE kind = 'trang-thai'"),
		[{"state": "withdrawn"}], "undone, it never will")
	d.leader.reply(notice, "CHỦ TRÌ: Nguyễn Văn Tư\nPHỐI HỢP: Hoàng Thị Lan", sign=d.sign())
	t.equal(codes(d, number), ["04"], "given: 04")
	mail = [one for one in d.o.mails() if "Mã trạng thái" in one.text][0]
	t.ok("đã chuyển xử lý" in mail.subject and "Nguyễn Văn Tư" not in mail.text
		and mail["Auto-Submitted"] == "auto-replied", "no names in it, and it is automatic", mail.text)
	t.equal(mail.message.get_content_type(), "multipart/signed", "signed like a receipt")
	given = d.tu.mails("[Giao việc]")[-1]
	d.tu.reply(given, "NHẬN VIỆC")
	d.tu.reply(given, "TIẾN ĐỘ: đã có dự thảo")
	t.equal(codes(d, number), ["04", "05"], "worked on: 05, once")


def opinions(t, d):
	"""Every opinion with author, time and the hash of the very message that said it."""
	words = "TIẾN ĐỘ: chờ ý kiến của Sở Nội vụ"
	row = d.tu.reply(d.tu.mails("[Giao việc]")[-1], words)
	kept = d.o.sql("SELECT r.person, r.at, r.words, a.sha256, a.id FROM remark r JOIN arrival a ON a.id = r.arrival"
		" WHERE r.words LIKE '%chờ ý kiến của Sở Nội vụ%'")
	t.equal([(one["person"], one["id"]) for one in kept], [("nguyen-van-tu", row["id"])], "by whom, in which message")
	with open(d.o.path("state", "store", row["sha256"][:2], row["sha256"] + ".eml"), "rb") as f:
		raw = f.read()
	t.equal(hashlib.sha256(raw).hexdigest(), kept[0]["sha256"], "the hash is that of the message, byte for byte")
	t.ok(abs(kept[0]["at"] - time.time()) < 600, "and when", kept)


def displayed(t, d):
	"""RFC 8098: a receipt is the receipt of the task."""
	given = d.lan.mails("[Giao việc]")[-1]
	robot = given["From"].split("<")[-1].strip(">")
	t.equal(given["Disposition-Notification-To"], robot, "what is given asks for a receipt")
	t.equal(d.task("hoang-thi-lan", "seen_at"), None, "which is not there yet")
	raw = ("From: %s\r\nTo: %s\r\nSubject: Read\r\nDate: %s\r\nMessage-ID: <mdn@kimson.example>\r\n"
		"MIME-Version: 1.0\r\nContent-Type: multipart/report; report-type=disposition-notification;"
		' boundary="r"\r\n\r\n--r\r\nContent-Type: text/plain\r\n\r\nread\r\n--r\r\n'
		"Content-Type: message/disposition-notification\r\n\r\nFinal-Recipient: rfc822; %s\r\n"
		"Original-Message-ID: %s\r\nDisposition: manual-action/MDN-sent-manually; displayed\r\n\r\n"
		"--r--\r\n" % (d.lan.address, robot, m.date(d.k.now), d.lan.address, given.message_id))
	sent = d.o.deliver(raw.encode())
	d.o.settle()
	d.o.wait_idle()
	t.equal((d.o.arrival(sent)["state"], d.task("hoang-thi-lan", "seen_how"),
		d.task("hoang-thi-lan", "state")), ("acted", "receipt", "given"), "it is ký nhận, and no more")


def own_mail(t, d):
	"""A mail of its own names the number."""
	number = d.o.sql("SELECT max(number) AS n FROM document")[0]["n"]
	named = "%d/%d" % (number, d.year)
	row = d.clerk.send(m.text("XONG %s: 45/UBND-VP\n" % named), "xong viec")
	t.equal((row["state"], d.task("nguyen-van-tu", "state")), ("acted", "worked-on"),
		"who has no task of it ends none")
	t.ok("không có việc nào" in d.clerk.mails("Trả lời thư")[-1].text, "and is told so")
	row = d.tu.send(m.text("XONG %s: 45/UBND-VP\n" % named), "xong viec", vouched=False)
	t.equal((row["state"], d.stage(number)), ("refused", "worked-on"), "without proof it counts nothing")
	d.tu.send(m.text("THỬ XONG %s: 45/UBND-VP\n" % named), "thu")
	t.equal(d.stage(number), "worked-on", "THỬ changes nothing")
	d.tu.send(m.text("XONG %s: 45/UBND-VP ngày 24/11/2026\n" % named), "xong viec")
	t.equal((d.stage(number), d.task("nguyen-van-tu", "answer")[:10]), ("finished", "45/UBND-VP"),
		"XONG with the number ends it")
	t.equal(codes(d, number), ["04", "05", "06"], "finished: 06")
	d.tu.send(m.text("XONG %s: 46/UBND-VP\n" % named), "xong lan hai")
	t.equal(codes(d, number), ["04", "05", "06"], "nothing is told twice")


def away(t, d):
	number = d.register(99)
	d.assign(number, "30/12/%d" % (d.year + 1))
	given = d.tu.mails("[Giao việc]")[-1]
	head = ("From: %s\r\nTo: %s\r\nSubject: Tu dong: %s\r\nAuto-Submitted: auto-replied\r\n"
		"In-Reply-To: %s\r\nDate: %s\r\nMessage-ID: <away%%d@kimson.example>\r\n" % (d.tu.address,
		given["From"].split("<")[-1].strip(">"), "vang mat", given.message_id, m.date(d.k.now)))
	for i in range(2):
		sent = d.o.deliver((head % i).encode() + m.text("Tôi nghỉ phép đến 30/11.\n"))
		d.o.settle()
		d.o.wait_idle()
		t.equal(d.o.arrival(sent)["state"], "ignored", "an automatic answer changes nothing")
	t.equal(d.task("nguyen-van-tu", "state"), "given", "nor the task")
	hints = d.leader.mails("[Đổi người]")
	t.equal(len(hints), 1, "who gave it hears of it once")
	t.ok("có thể đang vắng mặt" in hints[0].text and "Hoàng Thị Lan" in hints[0].text
		and "nghỉ phép" not in hints[0].text, "a hint, with the deputy", hints[0].text)
	d.leader.tap(desk.link(hints[0], "ĐỒNG Ý"))
	rows = d.o.sql("SELECT person, role, state FROM task WHERE document = (SELECT id FROM document"
		" WHERE number = ?) ORDER BY id", number)
	t.equal([(r["person"], r["role"], r["state"]) for r in rows], [
		("nguyen-van-tu", "lead", "withdrawn"), ("hoang-thi-lan", "support", "given"),
		("hoang-thi-lan", "lead", "given")], "one link gives the task to the deputy")
	d.lan.reply(d.lan.mails("[Giao việc]")[-1], "NHẬN VIỆC")
	asked = d.lan.mails("[Giao việc]")[-1]
	raw = ("From: %s\r\nTo: %s\r\nSubject: Tu dong: vang mat\r\nAuto-Submitted: auto-replied\r\nIn-Reply-To: %s\r\n"
		"Date: %s\r\nMessage-ID: <away-taken@kimson.example>\r\n" % (d.lan.address, asked["From"].split("<")[-1].strip(">"),
		asked.message_id, m.date(d.k.now))).encode() + m.text("Tôi đi công tác.\n")
	d.o.deliver(raw)
	d.o.settle()
	d.o.wait_idle()
	hints = d.leader.mails("[Đổi người]")
	t.ok(len(hints) == 2 and "Hoàng Thị Lan" in hints[1].text, "also of a task that was taken", [one.text for one in hints])
	t.equal(d.o.ctl("verify", as_json=False).status, 0, "verify finds nothing wrong")


def main():
	with office.Office(keys=office.key_cache(), more={"notices": {"submit": "yes"}}) as o:
		desk.believe(o)
		add_deputy(o)
		o.start()
		tap.run(*tap.steps(desk.Desk(o), told, opinions, displayed, own_mail, away))


main()
