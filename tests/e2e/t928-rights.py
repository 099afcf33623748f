#!/usr/bin/python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""t928-rights - directory.conf changes: a second person is told; who is new says so himself, signed;
the work of who is gone goes to the head (TAP)."""

import os
import sys
import time

sys.path.insert(0, os.path.join(os.path.dirname(os.path.abspath(__file__)), ".."))
from lib import keys, kit, message as m, office, office_files, phone, pki, tap  # noqa: E402

NEW = "mai@kimson.example"
CHANGED, JOINS = "[Xác nhận] Thay đổi quyền", "[Xác nhận] Người mới"
PIN = "[Xác nhận] Chứng thư số mới"
YES = "XÁC NHẬN"


class Cast:
	def __init__(self, o):
		self.o, self.k = o, kit.Kit(o.pki)
		self.leader, self.clerk, self.tu, self.lan, self.minh, self.mai, self.nam = (phone.Person(o, n)
			for n in ("chutich", "binh", "tu", "lan", "minh", "mai", "nam"))
		keys.generate(o.path("mai.key"), "rsa:2048")
		self.certificate("mai")
		self.year = time.gmtime(time.time() + 7 * 3600).tm_year

	def certificate(self, label, days=700):
		"""From now on she signs with a new one of the same key."""
		spec = {"code": "H99.12.34.7", "cn": "Đặng Thị Mai", "emails": [NEW], "end": days * 86400}
		self.o.pki.ids[label] = pki.leaf_certificate(self.o.pki, label, keys.Key(self.o.path("mai.key")), spec)

	def sign(self):
		return self.k.signer("mai", signing_time=self.k.now)

	def change(self, how):
		"""directory.conf, and the office begins anew with it."""
		self.o.stop()
		path = self.o.path("directory.conf")
		with open(path, encoding="utf-8") as f:
			text = how(f.read())
		office_files.write(path, text)
		self.o.start()
		self.o.wait_idle()
		self.o.settle()

	def notes(self, kind):
		return {r["person"]: r["text"] for r in self.o.sql(
			"SELECT person, text FROM person_note WHERE kind = ?", kind)}


def first_time(t, c):
	t.ok(len(c.notes("rights")) == len(office_files.PEOPLE) and not c.notes("new"),
		"the first time all are noted", c.notes("rights"))
	c.o.stop()
	c.o.start()
	t.equal((c.minh.mails(CHANGED), c.minh.mails(JOINS)), ([], []), "and nobody is told, nor when nothing changed")


def changed(t, c):
	c.change(lambda s: s.replace("login = lan\n", "login = lan\n\trole = clerk\n\tdeputy = vu-duc-nam\n"
		"\tdocument = QĐ 12/QĐ-UBND ngày 20/11/2026\n"))
	notice = c.minh.mails(CHANGED)[-1]
	t.ok("+ vai trò văn thư" in notice.text and "+ người thay vu-duc-nam" in notice.text
		and "12/QĐ-UBND" in notice.text, "a second person is told, with what changed and the document",
		notice.text)
	row = c.lan.reply(notice, YES)
	t.equal(row["state"], "refused", "not who got the right")
	c.minh.tap(phone.link(notice, YES))
	t.ok(c.lan.send("TRỢ GIÚP")["state"] == "acted", "confirmed, all goes on")
	c.change(lambda s: s.replace("login = nam\n", "login = nam\n\trole = admin\n"))
	notice = c.minh.mails(CHANGED)[-1]
	t.ok("+ vai trò quản trị" in notice.text and "Chưa ghi văn bản" in notice.text,
		"that no document is named is told, too", notice.text)
	c.minh.tap(phone.link(notice, "KHÔNG ĐÚNG"))
	t.equal(c.nam.send("TRỢ GIÚP")["state"], "refused", "denied, nothing of that person counts")
	c.change(lambda s: s.replace("address = minh@kimson.example\n",
		"address = minh@kimson.example\n\taddress = minh2@kimson.example\n"))
	t.ok("+ địa chỉ thư minh2@kimson.example" in c.leader.mails(CHANGED)[-1].text
		and len(c.minh.mails(CHANGED)) == 2, "who is concerned is not the second person")


def new(t, c):
	c.change(lambda s: s + "\n" + office_files.block("person dang-thi-mai", (("own", "kimson"),
		("name", "Đặng Thị Mai"), ("position", "Công chức"), ("address", NEW), ("role", "staff"),
		("login", "mai"))))
	welcome = c.mai.mails("Đồng chí được thêm vào danh bạ")[-1]
	t.equal(c.mai.send("VIỆC CỦA TÔI")["state"], "refused", "who is new does nothing yet")
	t.ok("thư chào mừng" in c.mai.answers()[-1].text, "and hears why", c.mai.answers()[-1].text)
	t.equal(c.mai.send("VIỆC CỦA TÔI", sign=c.sign())["state"], "refused", "nor with a signature")
	row = c.tu.reply(welcome, YES)
	t.equal((row["state"], c.minh.mails(JOINS)), ("refused", []), "another does not answer the welcome")
	row = c.mai.tap(phone.link(welcome, YES))
	t.equal((row["state"], c.minh.mails(JOINS)), ("refused", []), "without a signature the welcome is not answered")
	row = c.mai.reply(welcome, YES, sign=c.sign())
	t.equal(row["state"], "acted", "signed it is")
	notice = c.minh.mails(JOINS)[-1]
	sha = c.notes("pin-asked")["dang-thi-mai"]
	t.ok(len(sha) == 64 and sha in notice.text, "a second person sees the certificate", notice.text)
	t.equal(c.mai.send("VIỆC CỦA TÔI")["state"], "refused", "before he confirms nothing counts")
	c.mai.tap(phone.link(notice, YES))
	t.ok("dang-thi-mai" in c.notes("new"), "who is new does not confirm himself")
	c.minh.tap(phone.link(notice, YES))
	t.equal((c.notes("pin"), c.notes("new")), ({"dang-thi-mai": sha}, {}), "confirmed: the certificate is pinned")
	t.equal(c.mai.send("VIỆC CỦA TÔI")["state"], "acted", "and mail counts")


def dated(t, c):
	"""A role on some days alone: none before and behind, and no office that stands still for it."""
	today = time.strftime("%Y-%m-%d", time.gmtime(time.time() + 7 * 3600))
	day = time.strftime("%Y-%m-%d", time.gmtime(time.time() + 31 * 3600))
	before = len(c.minh.mails(CHANGED))
	c.change(lambda s: s.replace("login = tu\n", "login = tu\n\trole = leader from %s\n" % day))
	t.equal(len(c.minh.mails(CHANGED)), before, "a role that begins tomorrow is none today")
	c.change(lambda s: s.replace("role = leader from %s\n" % day, "role = leader from %s until %s\n" % (today, day)))
	t.ok("+ vai trò lãnh đạo" in c.minh.mails(CHANGED)[-1].text and len(c.minh.mails(CHANGED)) == before + 1,
		"from its day on it is one, and a second person is told")
	c.change(lambda s: s.replace("role = leader from %s until %s\n" % (today, day), "role = leader until 2026-01-31\n"))
	t.ok("- vai trò lãnh đạo" in c.minh.mails(CHANGED)[-1].text, "and behind its last day it is none")
	c.o.stop()
	path = c.o.path("directory.conf")
	with open(path, encoding="utf-8") as f:
		text = f.read()
	office_files.write(path, text.replace("\trole = clerk\n", "\trole = clerk until 2026-01-31\n"))
	checked = c.o.check()
	t.ok(checked.returncode == 0 and "nobody with role 'clerk' today" in checked.stderr, "without a clerk today it starts, warned",
		checked)
	office_files.write(path, text)
	c.o.start()


def renewed(t, c):
	"""Another certificate than the one that was confirmed; and one that ends soon is told of."""
	old = c.notes("pin")["dang-thi-mai"]
	row = c.mai.send("VIỆC CỦA TÔI", sign=c.sign())
	t.equal((row["state"], c.minh.mails(PIN)), ("acted", []), "the confirmed certificate is no news")
	c.certificate("mai", 50)
	row = c.mai.send("VIỆC CỦA TÔI", sign=c.sign())
	t.equal((row["state"], len(c.minh.mails(PIN))), ("acted", 1), "another one counts, and a second person is told")
	c.mai.send("QUÁ HẠN", sign=c.sign())
	t.equal(len(c.minh.mails(PIN)), 1, "once")
	notice = c.minh.mails(PIN)[-1]
	new = c.notes("pin-asked")["dang-thi-mai"]
	t.ok(new != old and new in notice.text, "he sees which", notice.text)
	c.tu.tap(phone.link(notice, YES))
	t.equal(c.notes("pin"), {"dang-thi-mai": old}, "another one confirms nothing")
	c.minh.tap(phone.link(notice, YES))
	t.equal((c.notes("pin"), c.notes("pin-asked")), ({"dang-thi-mai": new}, {}), "confirmed, it is the pinned one")
	c.change(lambda s: s + "# so that the clock looks\n")
	told = c.mai.mails("[Chứng thư số]")
	t.ok(len(told) == 1 and "Còn 49 ngày" in told[0].subject and new in told[0].text,
		"she hears that it ends within 60 days", [x.subject for x in told])
	c.change(lambda s: s + "# again\n")
	t.equal(len(c.mai.mails("[Chứng thư số]")), 1, "once")
	c.certificate("mai", 500)
	c.mai.send("VIỆC CỦA TÔI", sign=c.sign())
	c.minh.tap(phone.link(c.minh.mails(PIN)[-1], "KHÔNG ĐÚNG"))
	t.equal(c.mai.send("VIỆC CỦA TÔI")["state"], "refused", "denied, nothing of that account counts")


def gone(t, c):
	c.k.begin("rights", 30)
	c.o.deliver(c.k.signed())
	c.o.settle()
	c.o.wait_idle()
	c.clerk.send(m.text("TRÌNH 1/%d\nCHỦ TRÌ: Nguyễn Văn Tư\n" % c.year), "trinh")
	c.leader.tap(phone.link(c.leader.mails("[Trình]")[-1], "Đồng ý với đề xuất"))
	t.equal(c.o.sql("SELECT person FROM task"), [{"person": "nguyen-van-tu"}], "somebody has work")
	asked = c.o.sql("SELECT id FROM asking WHERE person = 'nguyen-van-tu' AND state = 'open'")
	def without(s):
		at = s.index("person nguyen-van-tu\n")
		end = s.index("\nperson ", at + 1)
		return s[:at] + s[end + 1:]
	routing = c.o.path("routing.conf")
	with open(routing, encoding="utf-8") as f:
		text = f.read().replace("nguyen-van-tu", "hoang-thi-lan")
	office_files.write(routing, text)
	c.change(without)
	t.equal(c.o.sql("SELECT person FROM task WHERE state = 'given'"), [{"person": "pham-van-minh"}],
		"when that person goes, the head has it")
	t.equal(c.o.sql("SELECT state FROM asking WHERE id = ?", asked[0]["id"]), [{"state": "void"}],
		"and the tokens are void")
	t.ok("nguyen-van-tu" not in c.notes("rights"), "the rights are forgotten")
	t.ok(any('"before":"nguyen-van-tu"' in r["line"] for r in c.o.sql("SELECT line FROM ledger")),
		"the name stays in the ledger")
	t.equal(c.o.ctl("verify", as_json=False).status, 0, "verify finds nothing wrong")


def unit_ended(t, c):
	"""Nobody is of it any more; who was its head goes on working elsewhere."""
	unit = "\tunit = Phòng Tài chính\n\trole = unit-head\n"
	c.change(lambda s: s.replace("login = lan\n", "login = lan\n" + unit))
	c.k.begin("rights", 31)
	c.o.deliver(c.k.signed())
	c.o.settle()
	c.o.wait_idle()
	c.clerk.send(m.text("TRÌNH 2/%d\nCHỦ TRÌ: Phòng Tài chính\n" % c.year), "trinh")
	c.leader.tap(phone.link(c.leader.mails("[Trình]")[-1], "Đồng ý với đề xuất"))
	def tasks():
		return c.o.sql("SELECT id, person, unit FROM task WHERE state = 'given' AND document ="
			" (SELECT max(document) FROM task)")
	(task,) = tasks()
	t.equal((task["person"], task["unit"]), ("hoang-thi-lan", "Phòng Tài chính"), "a unit has work")
	asked = c.o.sql("SELECT id FROM asking WHERE task = ? AND state = 'open'", task["id"])
	def told():
		return len(c.o.sql("SELECT id FROM mail WHERE kind = 'giao-viec' AND person = 'pham-van-minh'"
			" AND document = (SELECT max(document) FROM task)"))
	t.equal(told(), 0, "of which the head of the office heard nothing")
	c.change(lambda s: s.replace(unit, "\tunit = Văn phòng\n"))
	t.equal([(r["person"], r["unit"]) for r in tasks()], [("pham-van-minh", None)],
		"when the unit ends, the head of the office has it")
	t.ok(asked and all(c.o.sql("SELECT state FROM asking WHERE id = ?", r["id"]) == [{"state": "void"}] for r in asked),
		"what its head was asked is void", asked)
	t.equal(told(), 1, "and the new one is told")
	t.ok(any('"act":"task-to-head"' in r["line"] and "Phòng Tài chính" in r["line"]
		for r in c.o.sql("SELECT line FROM ledger")), "the name of the unit stays in the ledger")
	c.change(lambda s: s + "# nothing\n")
	t.equal(told(), 1, "once")


def main():
	with office.Office(keys=office.key_cache(), more={"notices": {"submit": "yes"},
			"reply": {"undo-time": "0s"}}) as o:
		o.tidy_trust()
		phone.block(o)
		o.start()
		tap.run(*tap.steps(Cast(o), first_time, changed, new, dated, renewed, gone, unit_ended))


main()
