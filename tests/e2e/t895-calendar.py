#!/usr/bin/python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""t895-calendar - deadlines go to calendars, and what those answer is read, and binds nobody.

The oracle is Python's email package, and lines of RFC 5545 taken apart by hand.
"""

import calendar
import datetime
import os
import re
import sys
import time

sys.path.insert(0, os.path.join(os.path.dirname(os.path.abspath(__file__)), ".."))
from lib import desk, message as m, office, tap  # noqa: E402

UID = re.compile(r"task-\d+@kimson\.example")


class Invitation:
	"""One mail [Lịch] or [Hủy lịch], taken apart."""

	def __init__(self, mail):
		self.mail = mail
		top = mail.message
		self.type = top.get_content_type()
		parts = list(top.iter_parts())
		self.types = [part.get_content_type() for part in parts]
		self.method = parts[-1].get_param("method")
		raw = parts[-1].get_payload(decode=True).decode("utf-8")
		self.long = [line for line in raw.encode().split(b"\r\n") if len(line) > 75]
		self.lines = raw.replace("\r\n ", "").split("\r\n")

	def get(self, name):
		"""The value of the first such line, whatever its parameters."""
		for line in self.lines:
			if re.match(name + "[;:]", line):
				return re.sub(r'^[A-Z-]+(;[A-Z-]+=("[^"]*"|[^;:]*))*:', "", line)
		return None

	@property
	def at(self):
		return calendar.timegm(time.strptime(self.get("DTSTART"), "%Y%m%dT%H%M%SZ"))

	@property
	def sequence(self):
		return int(self.get("SEQUENCE"))


def invitations(person):
	return [Invitation(one) for one in person.mails("lịch]") + person.mails("[Lịch]")]


def workday(year, month, day):
	"""That day, or the Monday behind it."""
	at = datetime.date(year, month, day)
	return at + datetime.timedelta(days=(0, 0, 0, 0, 0, 2, 1)[at.weekday()])


def due(day, hour=17):
	return calendar.timegm(day.timetuple()) + (hour - 7) * 3600


def vevent(method, invitation, status, address, begin=None, sequence=None, comment=None):
	zone = ("BEGIN:VTIMEZONE\r\nTZID:SE Asia Standard Time\r\nBEGIN:STANDARD\r\n"
		"DTSTART:16010101T000000\r\nTZOFFSETFROM:+0700\r\nTZOFFSETTO:+0700\r\nEND:STANDARD\r\n"
		"END:VTIMEZONE\r\n")
	lines = ["BEGIN:VEVENT", "UID:" + invitation.get("UID"), "DTSTAMP:20261123T010000Z",
		"SEQUENCE:%d" % (invitation.sequence if sequence is None else sequence),
		"ORGANIZER:" + invitation.get("ORGANIZER"),
		"ATTENDEE;CN=X;PARTSTAT=%s:mailto:%s" % (status, address),
		begin or "DTSTART:" + invitation.get("DTSTART"), "SUMMARY:x"]
	if comment:
		lines.append("COMMENT:" + comment)
	return ("BEGIN:VCALENDAR\r\nPRODID:-//Google Inc//Google Calendar 70.9054//EN\r\n"
		"VERSION:2.0\r\nMETHOD:%s\r\n" % method + zone + "\r\n".join(lines)
		+ "\r\nEND:VEVENT\r\nEND:VCALENDAR\r\n")


def entity(method, text):
	"""As Google and Outlook write it: words for people, and the calendar beside them."""
	part = m.text(text)
	part = re.sub(rb"(?i)^content-type: [^\r]*(\r\n[ \t][^\r]*)*", b"Content-Type: text/calendar; "
		b"charset=UTF-8; method=" + method.encode(), part, count=1)
	words = m.text("Lan đã trả lời lời mời này.\n")
	return (b'Content-Type: multipart/alternative; boundary="c1"\r\n\r\n--c1\r\n' + words
		+ b"\r\n--c1\r\n" + part + b"\r\n--c1--\r\n")


def answer(person, invitation, method, status, more=(), address=None, **options):
	text = vevent(method, invitation, status, address or person.address, **options)
	to = invitation.get("ORGANIZER")[len("mailto:"):]
	return person.send(entity(method, text), "Accepted: x", to=to, vouched=False, more=more)


def invited(t, d):
	day = workday(d.year + 1, 12, 10)
	d.assign(d.register(95), day.strftime("%d/%m/%Y"))
	for person in (d.tu, d.lan):
		got = invitations(person)
		t.equal(len(got), 1, "%s gets an invitation" % person.login)
		one = got[0]
		t.equal((one.type, one.types, one.method), ("multipart/alternative",
			["text/plain", "text/calendar"], "REQUEST"), "a mail of its own, unsigned")
		t.ok(UID.fullmatch(one.get("UID")) and one.sequence == 0, "with the task's name", one.lines)
		t.equal(one.at, due(day), "at the hour it is due")
		t.ok("BEGIN:VALARM" in one.lines and one.long == [], "with an alarm, in short lines")
		t.equal(one.get("ORGANIZER"), "mailto:" + one.mail["Reply-To"],
			"answers go to the token of the task")
		t.ok("+" in one.mail["Reply-To"] and one.get("ATTENDEE") == "mailto:" + person.address,
			"of who carries it out", one.lines)


def accepted(t, d):
	one = invitations(d.lan)[0]
	row = answer(d.tu, one, "REPLY", "ACCEPTED")
	t.equal((row["state"], d.task("hoang-thi-lan", "seen_at")), ("refused", None),
		"another person's calendar answers nothing")
	before = len(d.o.mails(d.lan.address))
	row = answer(d.lan, one, "REPLY", "ACCEPTED", more=(("Auto-Submitted", "auto-generated"),))
	t.equal((row["state"], d.task("hoang-thi-lan", "seen_how"), d.task("hoang-thi-lan", "state")),
		("acted", "receipt", "given"), "ACCEPTED is a receipt, and takes nothing on")
	t.equal(len(d.o.mails(d.lan.address)), before, "a calendar is not answered")
	listed = d.o.sql("SELECT line FROM ledger WHERE line LIKE '%\"act\":\"calendar\"%'")
	t.equal(len(listed), 1, "it stands in the ledger")


def countered(t, d):
	one = invitations(d.tu)[0]
	day = workday(d.year + 2, 1, 12)
	begin = "DTSTART;TZID=SE Asia Standard Time:%sT090000" % day.strftime("%Y%m%d")
	for _ in range(2):
		answer(d.tu, one, "COUNTER", "TENTATIVE", begin=begin, comment="Chờ số liệu\\, xin lùi hạn")
	asked = d.leader.mails("[Xin gia hạn]")
	t.equal(len(asked), 1, "COUNTER asks who gave it for more time, once")
	t.ok(day.strftime("%d/%m/%Y") in asked[0].text and "Chờ số liệu, xin lùi hạn" in asked[0].text,
		"with the day and the words", asked[0].text)
	t.equal(d.task("nguyen-van-tu", "due_at"), one.at, "and binds nobody")
	d.leader.reply(asked[0], "ĐỒNG Ý", sign=d.sign())
	changed = invitations(d.tu)
	t.equal([x.sequence for x in changed], [0, 1], "agreed to, it is changed")
	t.equal((changed[1].get("UID"), changed[1].at), (one.get("UID"), due(day)),
		"under the same name, at the new hour")
	answer(d.tu, one, "REPLY", "DECLINED", sequence=0)
	t.equal(d.leader.mails("[Đổi người]"), [], "an answer to what was changed since asks nothing")


def declined(t, d):
	one = invitations(d.lan)[0]
	answer(d.lan, one, "REPLY", "DECLINED", comment="Đi công tác")
	asked = d.leader.mails("[Đổi người]")
	t.equal(len(asked), 1, "DECLINED asks who gave it")
	t.ok("Hoàng Thị Lan" in asked[0].text and "«Đi công tác»" in asked[0].text, "who and why",
		asked[0].text)
	t.equal(d.task("hoang-thi-lan", "state"), "given", "and binds nobody")
	d.leader.tap(desk.link(asked[0], "TRẢ LẠI"), "đồng chí tiếp tục")
	t.ok("tiếp tục thực hiện" in d.lan.mails("[Báo việc]")[-1].text, "who keeps it hears so")
	t.equal(d.task("hoang-thi-lan", "state"), "given", "it stays where it is")
	answer(d.lan, one, "REPLY", "DECLINED", comment="Nghỉ ốm")
	asked = d.leader.mails("[Đổi người]")
	d.leader.tap(desk.link(asked[-1], "ĐỒNG Ý"))
	t.equal(d.task("hoang-thi-lan", "state"), "declined", "agreed to, he has it no more")
	t.equal([x.method for x in invitations(d.lan)], ["CANCEL", "REQUEST"],
		"and his calendar hears of it")


def led(t, d):
	"""Nobody leads any more: it is laid before the leader again."""
	number = d.register(92)
	d.assign(number, "30/10/%d" % (d.year + 1))
	before = len(d.leader.mails("[Trình]"))
	answer(d.tu, invitations(d.tu)[-1], "REPLY", "DECLINED", comment="Đi học dài hạn")
	d.leader.tap(desk.link(d.leader.mails("[Đổi người]")[-1], "ĐỒNG Ý"))
	t.equal(d.task("nguyen-van-tu", "state"), "declined", "who leads is let go")
	again = d.leader.mails("[Trình]")
	t.ok(len(again) == before + 1 and "Đi học dài hạn" in again[-1].text,
		"and the leader is asked whom to give it to", again[-1].text)
	d.leader.reply(again[-1], "CHỦ TRÌ: Hoàng Thị Lan", sign=d.sign())
	t.equal((d.task("hoang-thi-lan", "role"), d.task("hoang-thi-lan", "state")), ("lead", "given"),
		"who gives it to another")
	d.lan.reply(d.lan.mails("[Giao việc]")[-1], "XONG: đã trả lời bằng điện thoại")
	t.equal(d.stage(number), "finished", "and is done")


def over(t, d):
	given = d.tu.mails("[Giao việc]")[0]
	d.tu.reply(given, "XONG: 45/UBND-VP")
	first = invitations(d.tu)
	got = sorted((one for one in first if one.get("UID") == "task-1@kimson.example"),
		key=lambda one: one.sequence)
	t.equal([(x.method, x.sequence) for x in got], [("REQUEST", 0), ("REQUEST", 1), ("CANCEL", 2)],
		"what is done is cancelled")
	t.ok("STATUS:CANCELLED" in got[2].lines and got[2].get("UID") == got[0].get("UID"),
		"under the same name", got[2].lines)
	open_ones = "SELECT count(*) AS n FROM asking WHERE state = 'open' AND task IS NOT NULL"
	t.equal(d.o.sql(open_ones)[0]["n"], 0, "and nothing is asked about it any more")
	answer(d.tu, got[1], "COUNTER", "TENTATIVE", begin="DTSTART:%d0301T020000Z" % (d.year + 2))
	t.equal(len(d.leader.mails("[Xin gia hạn]")), 1, "nor does a late answer ask")
	start = [x.method for x in invitations(d.lan)].count("CANCEL")
	number = d.register(96)
	d.assign(number, "30/11/%d" % (d.year + 1))
	d.o.ctl("void", "%d/%d" % (number, d.year), "--reason", "trùng với văn bản khác",
		as_json=False)
	d.o.wait_idle()
	t.equal([x.method for x in invitations(d.lan)].count("CANCEL"), start + 1,
		"so with a void entry")
	t.equal((d.o.sql(open_ones)[0]["n"], d.stage(number)), (0, "cancelled"), "and all about it")
	sealed = d.register(94)
	d.assign(sealed, "30/11/%d" % (d.year + 1))
	subject = invitations(d.tu)[-1].get("SUMMARY")
	d.o.ctl("seal", "%d/%d" % (sealed, d.year), "--reason", "có dấu hiệu bí mật nhà nước",
		as_json=False)
	d.o.wait_idle()
	last = [x for x in invitations(d.tu) if x.method == "CANCEL" and x.get("SUMMARY")
		and "/%d" % d.year in x.get("SUMMARY") and "số %d/" % sealed in x.get("SUMMARY")]
	t.equal(len(last), 1, "what is sealed leaves the calendar")
	t.ok(" - " in subject and " - " not in last[0].get("SUMMARY"), "by a mail that says nothing of it",
		"%s\n%s" % (subject, last and last[0].lines))
	t.equal(d.o.denied(), [], "reading calendars asks for nothing in the jail")
	t.equal(d.o.ctl("verify", as_json=False).status, 0, "verify finds nothing wrong")


def main():
	with office.Office(keys=office.key_cache(), more={"notices": {"submit": "yes"}}) as o:
		desk.believe(o)
		o.start()
		tap.run(*tap.steps(desk.Desk(o), invited, accepted, countered, declined, led, over))


main()
