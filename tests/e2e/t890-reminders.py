#!/usr/bin/python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""t890-reminders - three weeks of an office on a clock of its own: who is reminded of what (TAP).

The office is stopped and started again at the hours that matter: the clock for people looks at
what the tables say now, whatever it missed. 2026-11-20 is a Friday, 24 November a holiday.
"""

import os
import re
import sqlite3
import sys

sys.path.insert(0, os.path.join(os.path.dirname(os.path.abspath(__file__)), ".."))
from lib import faketime, office, pki, shapes, tap, wait  # noqa: E402
from lib.faketime import start, vietnam  # noqa: E402

HEAD, STAFF, CHIEF, CLERK = (name + "@kimson.example" for name in ("dung", "tu", "minh", "binh"))
OTHER_CLERK = "hoa@tanson.example"
UNIT = "Phòng Văn hóa - Xã hội"
PINNED = "noivu"


START = vietnam("2026-11-20 10:00")


def write(o, query, *values):
	"""What another part of the office would do; only while it is stopped."""
	o.stop()
	db = sqlite3.connect(o.path("state", "db", "vanthu.db"))
	with db:
		db.execute(query, values)
	db.close()


def people(o):
	"""A head of a unit, and his staff."""
	path = o.path("directory.conf")
	with open(path, encoding="utf-8") as f:
		text = f.read()
	text = re.sub(r"(person nguyen-van-tu\n)", r"\1\tunit = %s\n" % UNIT, text)
	text += ("\nperson do-van-dung\n\town = kimson\n\tname = Đỗ Văn Dũng\n\tposition = Trưởng phòng\n"
		"\tunit = %s\n\taddress = %s\n\trole = unit-head\n" % (UNIT, HEAD))
	with open(path, "w", encoding="utf-8") as f:
		f.write(text)


class Counter:
	"""What has come since the last look: [(address, kind)], by the first words of the subject."""

	def __init__(self, o):
		self.o, self.seen = o, set()

	def new(self):
		found = [m for m in self.o.mails() if m.path not in self.seen]
		self.seen |= {m.path for m in found}
		return found

	def reminders(self):
		return [m for m in self.new() if re.search(
			r"\[(Nhắc hạn|Quá hạn|Chậm xử lý|Việc trong tuần|Chứng thư số)", m.subject)]

	def await_some(self, n):
		"""So many reminders, and no more when the office has nothing left to do."""
		got = []

		def enough():
			got.extend(self.reminders())
			return len(got) >= n
		wait.until(enough, 30)
		self.o.wait_idle()
		got.extend(self.reminders())
		return sorted(got, key=lambda m: (m.folder, m.subject))


def told(mails):
	return [(m.folder, re.search(r"\[([^]]*)\]", m.subject).group(1)) for m in mails]


def friday(t, o, count):
	"""One registered, one held; a task that is due on Monday evening."""
	start(o, START)
	o.deliver(next(shapes.letters(o.pki, 1))[1])
	o.deliver(b"From: ai@la.example\r\nTo: vanthu@kimson.example\r\nSubject: x\r\n"
		b"Date: Fri, 20 Nov 2026 09:59:00 +0700\r\nMessage-ID: <1@la.example>\r\n\r\nxin\r\n")
	o.settle()
	row = o.sql("SELECT id, stage IN ('registered', 'submitted') AS staged, urgency FROM document")
	t.equal(row, [{"id": 1, "staged": 1, "urgency": 0}], "what is registered is at its stage")
	count.new()
	write(o, "UPDATE document SET stage = 'registered'")
	write(o, "INSERT INTO task (own, document, role, unit, person, state, state_at, given_by, given_at,"
		" counts_at, due_at, opinion) VALUES ('kimson', 1, 'lead', NULL, 'nguyen-van-tu', 'given', ?1,"
		" 'le-van-binh', ?1, ?1, ?2, '')", vietnam("2026-11-17 09:00"), vietnam("2026-11-23 17:00"))
	start(o, vietnam("2026-11-20 14:00"))
	got = count.await_some(1)
	t.equal(told(got), [(STAFF, "Nhắc hạn")], "a day before: who carries it out")
	mail = got[0]
	t.equal(mail.subject.split(" [#")[0],
		"[Nhắc hạn] Văn bản đến số 1/2026 - còn 1 ngày làm việc (hạn 23/11)", "its subject")
	t.ok(re.search(r"\[#[a-z2-7]{8}\]$", mail.subject) and "+" in (mail["Reply-To"] or ""),
		"it carries its token", mail.subject)
	t.ok(all("subject=%s%%201%%2F2026" % word in mail.text for word in ("XONG", "TIEN%20DO", "GIA%20HAN")),
		"and links for what can be answered", mail.text)
	t.ok("Lê Văn Bình, Chủ tịch" in mail.text and "17 giờ 00 ngày 23/11/2026" in mail.text,
		"it says by whom and until when", mail.text)


def wednesday(t, o, count):
	"""Behind the holiday: the deadline, and the clerk's limit of both."""
	start(o, vietnam("2026-11-24 09:00"))
	o.wait_idle()
	t.equal(told(count.reminders()), [], "on a holiday nobody is reminded")
	start(o, vietnam("2026-11-25 08:00"))
	got = count.await_some(4)
	t.equal(told(got), [(HEAD, "Việc trong tuần"), (CHIEF, "Chậm xử lý"), (CHIEF, "Việc trong tuần"),
		(STAFF, "Quá hạn 1 ngày")], "on the first workday: lists, what is late, what is overdue")
	late = got[1].text
	t.ok("chưa được trình" in late and "chưa được văn thư đăng ký" in late and "«ai@la.example»" in late,
		"the clerk's limit: not submitted, not registered", late)
	t.ok("sẽ báo cáo" in got[3].text and "Đỗ Văn Dũng" in got[3].text, "he is told who will hear next",
		got[3].text)
	start(o, vietnam("2026-11-25 08:05"))
	o.wait_idle()
	t.equal(told(count.reminders()), [], "each thing goes once, started anew or not")


def later(t, o, count):
	start(o, vietnam("2026-11-27 08:00"))
	got = count.await_some(3)
	t.equal(told(got), [(HEAD, "Quá hạn 3 ngày"), (CHIEF, "Chậm xử lý"), (STAFF, "Quá hạn 3 ngày")],
		"the third workday: the head of the unit, too")
	write(o, "UPDATE task SET state = 'done'")
	write(o, "UPDATE document SET stage = 'finished'")
	write(o, "UPDATE arrival SET state = 'refused' WHERE state = 'held'")
	start(o, vietnam("2026-12-07 08:00"))
	o.wait_idle()
	t.equal(told(count.reminders()), [], "behind completion nobody hears anything")


def certificate(t, o, count):
	"""The pinned certificate of an agency is good for two years."""
	start(o, START + 2 * pki.YEAR - 29 * pki.DAY)
	got = count.await_some(2)
	t.equal(told(got), [(CLERK, "Chứng thư số"), (OTHER_CLERK, "Chứng thư số")],
		"a month before its end the clerks hear of a certificate")
	t.ok("Sở Nội vụ" in got[0].text, "whose it is", got[0].text)


def main():
	why = faketime.missing()
	if why is not None:
		print("1..0 # SKIP " + why)
		return
	keys = office.key_cache()
	with office.Office(keys=keys, now=START) as o:
		o.pins = {PINNED: o.pki[PINNED].cert_path}
		o.write()
		people(o)
		count = Counter(o)
		tap.run(*(lambda t, step=step: step(t, o, count)
			for step in (friday, wednesday, later, certificate)))


main()
