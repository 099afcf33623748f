#!/usr/bin/python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""t900-ask - our people ask by mail: TÌM, XEM, GỬI, VIỆC CỦA TÔI, QUÁ HẠN, and what they may not see (TAP)."""

import os
import re
import sqlite3
import sys
import time
import urllib.parse

sys.path.insert(0, os.path.join(os.path.dirname(os.path.abspath(__file__)), ".."))
from lib import office, phone, shapes, tap  # noqa: E402

CLERK, LEADER, TOLD, OTHER, HEAD = "binh", "chutich", "tu", "lan", "dung"
UNIT = "Phòng Văn hóa - Xã hội"
DAY = 86400


class Told:
	"""What became of a mail, and the one that answers it."""

	count = 0

	def __init__(self, o, login, text, subject="hoi", vouched=True):
		one = phone.Person(o, login)
		one.count = Told.count = Told.count + 1
		self.state = one.send(text, subject, vouched=vouched)["state"]
		answers = one.answers()
		self.mail = answers[0] if len(answers) == 1 else None
		self.text = self.mail.text if self.mail else "%d answers" % len(answers)
		self.subject = str(self.mail["Subject"]) if self.mail else ""
		self.files = [p.get_filename() for p in self.mail.message.walk()
			if p.get_filename() and p.get_filename() != "smime.p7s"] if self.mail else []

	def __str__(self):
		return "%s: %s\n%s" % (self.state, self.subject, self.text)


def views(o):
	return [r["line"] for r in o.sql("SELECT line FROM ledger") if '"act":"view"' in r["line"]]


def search(t, o):
	said = Told(o, CLERK, "TÌM van thu")
	t.ok(said.state == "acted" and "1/2026" in said.text, "the clerk finds what is registered", said)
	number = re.search(r"Số đến (\d+/\d{4})", said.text)
	t.ok(number, "each hit has its number", said)
	links = re.findall(r"mailto:\S+", said.text)
	t.ok(any("XEM%20" in link for link in links) and all(len(link) <= 1800 and link.isascii()
		for link in links), "and links, one line of ASCII each", links)
	t.ok("Số đến 1/2026" in Told(o, CLERK, "TÌM 101/SNV-VP").text,
		"also by number and notation")
	t.ok("Số đến" not in Told(o, CLERK, "TÌM 77/2026 van thu").text, "of which all words count, also a number")
	t.ok("1/2026" in Told(o, TOLD, "Tìm: văn thư").text, "who was told of it finds it")
	said = Told(o, OTHER, "TIM van thu")
	t.ok("1/2026" not in said.text and "xem: 0" in said.text, "nobody else learns that it is there", said)
	said = Told(o, CLERK, "", subject="TIM xyzzy")
	t.ok("xem: 0" in said.text, "also by Subject alone; what is nowhere is not found", said)


def show(t, o):
	before = len(views(o))
	said = Told(o, TOLD, "XEM 1/2026")
	t.ok("VĂN BẢN ĐẾN SỐ 1/2026" in said.text and "Sở Nội vụ" in said.text, "XEM says what is known", said)
	t.equal(len(views(o)), before + 1, "the view is a line of the ledger")
	t.ok('"by":"nguyen-van-tu"' in views(o)[-1] and '"how":"show"' in views(o)[-1]
		and '"proof":"session"' in views(o)[-1], "with person, way and proof", views(o)[-1])
	link = re.search(r"mailto:\S+GUI\S+", said.text)
	query = urllib.parse.parse_qs(urllib.parse.urlsplit(link.group(0)).query) if link else {}
	t.equal(query.get("body"), ["GUI 1/2026"], "its link asks for the files")
	none, other = Told(o, OTHER, "XEM 99/2026"), Told(o, OTHER, "XEM 1/2026")
	t.equal(other.text.split("Mã thư")[0].replace("1/2026", "99/2026").split("ngày")[1:],
		none.text.split("Mã thư")[0].split("ngày")[1:], "what one may not see is answered as what is not there")
	t.equal(len(views(o)), before + 1, "and nothing was seen")
	said = Told(o, CLERK, "XEM 1/2026", vouched=False)
	t.ok(said.state == "refused" and "Sở Nội vụ" not in said.text, "without a proof nothing is told", said)


def files(t, o):
	said = Told(o, TOLD, "GỬI 1/2026")
	t.ok(len(said.files) >= 1 and any(name.endswith(".pdf") for name in said.files),
		"GỬI sends the files", said.files)
	t.ok('"how":"send-files"' in views(o)[-1], "which is a view too")
	said = Told(o, OTHER, "GỬI 1/2026")
	t.equal(said.files, [], "nobody else gets them")
	before = len(views(o))
	said = Told(o, TOLD, "THỬ GỬI 1/2026")
	t.ok(said.files == [] and "Chạy thử" in said.text and len(views(o)) == before,
		"THỬ says what would be sent, and sends nothing", said)


def work(t, o):
	said = Told(o, OTHER, "việc của tôi")
	t.ok("Số việc: 0" in said.text, "who has no task gets an empty list", said)
	said = Told(o, LEADER, "QUÁ HẠN")
	t.ok(said.state == "acted" and "VIỆC QUÁ HẠN" in said.text, "QUÁ HẠN is answered", said)


def people(o):
	"""A head of a unit, and who belongs to it."""
	path = o.path("directory.conf")
	with open(path, encoding="utf-8") as f:
		text = re.sub(r"(person nguyen-van-tu\n)", r"\1\tunit = %s\n" % UNIT, f.read())
	text += ("\nperson do-van-dung\n\town = kimson\n\tname = Đỗ Văn Dũng\n\tposition = Trưởng phòng\n"
		"\tunit = %s\n\taddress = %s@kimson.example\n\tlogin = %s\n\trole = unit-head\n"
		% (UNIT, HEAD, HEAD))
	with open(path, "w", encoding="utf-8") as f:
		f.write(text)


def tasks(t, o):
	said = Told(o, HEAD, "XEM 1/2026")
	t.ok("Không có" in said.text, "the head of a unit sees nothing before his people have a task", said)
	o.stop()
	now = int(time.time())
	with sqlite3.connect(o.path("state", "db", "vanthu.db")) as db:
		for person, role, due in (("nguyen-van-tu", "lead", now - 2 * DAY), ("hoang-thi-lan", "support",
				now + 3 * DAY)):
			db.execute("INSERT INTO task (own, document, role, unit, person, state, state_at, given_by,"
				" given_at, counts_at, due_at, opinion) VALUES ('kimson', 1, ?, NULL, ?, 'given', ?,"
				" 'le-van-binh', ?, ?, ?, 'Giao nghiên cứu')", (role, person, now - 3 * DAY, now - 3 * DAY,
				now - 3 * DAY, due))
		db.execute("INSERT INTO remark (document, person, kind, words, proof, at) VALUES (1, 'le-van-binh',"
			" 'opinion', 'Giao nghiên cứu, tham mưu', 'session', ?), (1, 'le-van-binh', 'question',"
			" 'Chuyện riêng', 'session', ?)", (now, now))
	db.close()
	o.start()
	said = Told(o, TOLD, "VIỆC CỦA TÔI")
	t.ok("Số việc: 1" in said.text and "quá hạn 2 ngày" in said.text, "VIỆC CỦA TÔI says what is late", said)
	said = Told(o, OTHER, "XEM 1")
	t.ok("VĂN BẢN ĐẾN SỐ 1/2026" in said.text and "Giao nghiên cứu, tham mưu" in said.text,
		"who got a task sees the document and the instruction", said)
	t.ok("Chuyện riêng" not in said.text and "Chuyện riêng" in Told(o, CLERK, "XEM 1").text,
		"what leader and clerk say to each other stays between them")
	said = Told(o, HEAD, "QUÁ HẠN")
	t.ok("Số việc: 1" in said.text and "Nguyễn Văn Tư" in said.text, "the head of the unit sees what is late there", said)
	t.ok("VĂN BẢN ĐẾN SỐ 1/2026" in Told(o, HEAD, "XEM 1/2026").text, "and the document")
	t.ok("Số việc: 1" in Told(o, LEADER, "QUÁ HẠN").text, "the leader sees all that is late")
	t.ok("Số việc: 0" in Told(o, OTHER, "QUÁ HẠN").text, "others what is theirs")
	rows = o.ctl("tasks", "--overdue").rows
	t.equal([(r["person"], r["class"], r["days"]) for r in rows], [("nguyen-van-tu", "overdue", 2)],
		"vanthuctl tasks --overdue")
	units = o.ctl("report", "tasks", "--from", "2026-01-01").tables["units"]
	t.equal([(r["name"], r["overdue"], r["in-time"]) for r in units], [("", 0, 1), (UNIT, 1, 0),
		("Tổng cộng", 1, 1)], "the report counts them by unit")
	rows = o.ctl("list", "handling").rows
	t.ok(len(rows) == 1 and "chủ trì: Nguyễn Văn Tư; phối hợp: Hoàng Thị Lan" in rows[0]["receivers"],
		"the book of handling has a row", rows)


def tool(t, o):
	answer = o.ctl("search", "công", "tác", "văn", "thư")
	t.ok(answer.tables["found"][0]["total"] >= 1 and answer.tables["hits"][0]["number"] == "1/2026",
		"vanthuctl search finds it as well", answer)
	t.equal(o.ctl("search", "--issuer", "sở nội vụ", "--year", "2026").tables["found"][0]["total"],
		answer.tables["found"][0]["total"], "also by fields")
	t.equal(o.ctl("search", "--year", "1999").tables["found"][0]["total"], 0, "and not in other years")
	answer = o.ctl("search", "--stage", "nowhere")
	t.ok(answer.status == 64 and "assigned" in answer.err, "an unknown stage is told with the known ones", answer)
	t.equal(o.ctl("search").status, 64, "nothing to look for is a fault")
	before = len(views(o))
	t.equal(o.ctl("show", "1").status, 0, "vanthuctl show")
	t.ok(len(views(o)) == before + 1 and '"proof":"local"' in views(o)[-1], "is a view as well", views(o)[-1:])
	t.equal((o.ctl("show", "99").status, len(views(o))), (65, before + 1), "of what is there")
	t.equal(o.ctl("tasks").status, 0, "tasks")
	answer = o.ctl("report", "tasks", "--rows")
	t.ok(answer.status == 0 and answer.tables["units"][-1]["total"] == len([r for r in
		answer.tables["tasks"] if r["role"] != "inform" and r["parent"] == 0]),
		"report tasks: the total is the number of its rows", answer)
	html = o.ctl("list", "handling", "--html", as_json=False)
	t.ok("SỔ THEO DÕI GIẢI QUYẾT VĂN BẢN ĐẾN" in html.out and html.out.count("<th>(") == 7,
		"the book of handling has seven columns", html)


def main():
	with office.Office(keys=office.key_cache()) as o:
		o.tidy_trust()
		phone.block(o)
		people(o)
		o.start()
		o.deliver(shapes.one(o.pki, "signed-document").raw)
		o.settle()
		o.wait_idle()
		tap.run(*tap.steps(o, search, show, files, work, tasks, tool))


main()
