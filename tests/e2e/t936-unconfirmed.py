#!/usr/bin/python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""t936-unconfirmed - who is new, or locked, acts on no way at all: mail, calendar, receipt, delegation,
vanthuctl (TAP)."""

import os
import sys
import time

sys.path.insert(0, os.path.join(os.path.dirname(os.path.abspath(__file__)), ".."))
from lib import drafting, keys, kit, message as m, office, office_files, phone, pki, reports, tap  # noqa: E402

NEW, NAME, LEADER = "mai@kimson.example", "Đặng Thị Mai", "chutich@kimson.example"
JOINS, WELCOME, YES = "[Xác nhận] Người mới", "Đồng chí được thêm vào danh bạ", "XÁC NHẬN"
TABLES = ("document", "task", "remark", "outgoing", "delegation", "draft_file", "revision", "arrival_part")
# A mail each; what stands in answers alone is in answered().
COMMANDS = ("VIỆC CỦA TÔI", "QUÁ HẠN", "TÌM hội nghị", "XEM 1/{y}", "GỬI 1/{y}", "TRỢ GIÚP", "VÀO SỔ",
	"TRÌNH 1/{y}\nCHỦ TRÌ: Nguyễn Văn Tư", "SỬA 1/{y}\nTrích yếu: khác", "HỦY SỐ 1/{y}: vào sổ nhầm hai lần",
	"ĐÃ NHẬN BẢN GIẤY 1/{y}", "NHẬN VIỆC 1/{y}", "XONG 1/{y}: 45/UBND-VP", "TIẾN ĐỘ 1/{y}: đã làm",
	"GIA HẠN 1/{y}: 31/12/{n}", "CHUYỂN 1/{y}: Nguyễn Văn Tư", "KHÔNG NHẬN 1/{y}: bận",
	"GHI Ý KIẾN 1/{y}\nNgười cho ý kiến: Lê Văn Bình\nĐồng ý", "ỦY QUYỀN: TUQ.; Nguyễn Văn Tư; từ 01/12/{y}; đến 31/12/{n}",
	"MỞ KHÓA lan@kimson.example: đã gặp trực tiếp", "DANH BẠ\nMã: hoang-thi-lan\nVai trò: văn thư",
	"ĐÃ CHUYỂN 1/{y}", "HỦY SỐ ĐI 1/{y}: đánh máy nhầm", "BÁO LỖI: không mở được", "GÓP Ý: mẫu thư",
	"BÁO VI PHẠM: gửi nhầm", "THỬ VIỆC CỦA TÔI")


class Cast:
	def __init__(self, o):
		self.o, self.k = o, kit.Kit(o.pki)
		self.leader, self.clerk, self.tu, self.lan, self.minh, self.mai, self.scanner = (
			phone.Person(o, n) for n in ("chutich", "binh", "tu", "lan", "minh", "mai", "quet"))
		for login, address, name in (("mai", NEW, NAME), ("chutich", LEADER, "Lê Văn Bình")):
			keys.generate(o.path(login + ".key"), "rsa:2048")
			o.pki.ids[login] = pki.leaf_certificate(o.pki, login, keys.Key(o.path(login + ".key")),
				{"code": "H99.12.34.7", "cn": name, "emails": [address]})
		self.year = time.gmtime(time.time() + 7 * 3600).tm_year

	def sign(self, login="mai"):
		return self.k.signer(login, signing_time=self.k.now)

	def change(self, how):
		self.o.stop()
		path = self.o.path("directory.conf")
		with open(path, encoding="utf-8") as f:
			text = how(f.read())
		office_files.write(path, text)
		self.o.start()
		self.o.wait_idle()
		self.o.settle()

	def notes(self, kind):
		return {r["person"] for r in self.o.sql("SELECT person FROM person_note WHERE kind = ?", kind)}

	def kept(self):
		"""All that somebody could have changed."""
		there = {r["name"] for r in self.o.sql("SELECT name FROM sqlite_master WHERE type = 'table'")}
		return {name: self.o.sql("SELECT * FROM " + name) for name in TABLES if name in there}

	def acts(self):
		"""Lines of the ledger that somebody new wrote."""
		return [r["line"] for r in self.o.sql("SELECT line FROM ledger") if '"by":"dang-thi-mai"' in r["line"]]

	def register(self, index):
		self.k.begin("unconfirmed", index)
		self.o.deliver(self.k.signed())
		self.o.settle()
		self.o.wait_idle()
		return self.o.sql("SELECT max(number) AS n FROM document")[0]["n"]

	def submit(self, number, who):
		self.clerk.send(m.text("TRÌNH %d/%d\nCHỦ TRÌ: %s\nHẠN: 31/12/%d\n" % (number, self.year, who,
			self.year + 1)), "trinh")
		return self.leader.mails("[Trình]")[-1]

	def task(self):
		return self.o.sql("SELECT state, seen_at FROM task WHERE person = 'dang-thi-mai'")


def joins(t, c):
	c.register(60)
	unix = "\tunix-user = %s\n" % office.login()
	c.change(lambda s: s.replace(unix, "") + "\n" + office_files.block("person dang-thi-mai", (("own", "kimson"), ("name", NAME),
		("position", "Công chức"), ("address", NEW), ("role", ("clerk", "leader", "office-head", "admin")),
		("login", "mai"), ("unix-user", office.login()))))
	t.equal((c.notes("new"), len(c.mai.mails(WELCOME))), ({"dang-thi-mai"}, 1), "somebody new, with every right")


def commands(t, c):
	before = c.kept()
	sent = []
	for words in COMMANDS:
		words = m.text(words.format(y=c.year, n=c.year + 1) + "\n")
		sent += [c.mai.send(words, wait=False), c.mai.send(words, sign=c.sign(), wait=False)]
	sent += [c.mai.send(drafting.attached("TRÌNH KÝ\nLoại: Thông báo\n", "du-thao.pdf"), "Trình ký", wait=False),
		c.mai.send(drafting.attached("", "quet.pdf"), "quet", wait=False)]
	c.o.settle()
	states = [c.o.arrival(one)["state"] for one in sent]
	t.ok(set(states) == {"refused"}, "no command of hers counts, signed or not, nor a draft, nor a scan",
		list(zip(states, COMMANDS * 2)))
	t.ok(c.kept() == before and not c.acts(), "nothing is done, and nothing is in the ledger", c.acts())


def work(t, c):
	row = c.leader.reply(c.submit(1, NAME), "Đồng ý", sign=c.sign("chutich"), vouched=False)
	t.equal((row["state"], c.task()), ("acted", [{"state": "given", "seen_at": None}]), "work comes to her")
	given = c.mai.mails("[Giao việc]")[-1]
	row = c.mai.tap(phone.link(given, "NHẬN VIỆC"))
	t.equal((row["state"], c.task()[0]["state"]), ("refused", "given"), "which she does not take on by the link")
	row = c.mai.reply(given, "NHẬN VIỆC", sign=c.sign())
	t.equal((row["state"], c.task()[0]["state"]), ("refused", "given"), "nor signed")
	sent = c.o.deliver(reports.disposition(given.message_id, NEW))
	c.o.settle()
	t.equal((c.o.arrival(sent)["state"], c.task()[0]["seen_at"]), ("acted", None),
		"the receipt of her mail program is no ký nhận")
	row = answer_of_calendar(c)
	t.equal((row["state"], c.task()[0]["seen_at"]), ("ignored", None), "nor the answer of her calendar")


def answer_of_calendar(c, status="ACCEPTED"):
	"""To the invitation that came last."""
	lines = c.mai.mails("[Lịch]")[-1].message
	part = list(lines.iter_parts())[-1].get_payload(decode=True).decode().replace("\r\n ", "").split("\r\n")
	said = {name: next(one for one in part if one.startswith(name)) for name in
		("UID", "DTSTART", "SEQUENCE", "ORGANIZER")}
	text = "\r\n".join(["BEGIN:VCALENDAR", "VERSION:2.0", "METHOD:REPLY", "BEGIN:VEVENT", "DTSTAMP:20261123T010000Z",
		*said.values(), "ATTENDEE;PARTSTAT=%s:mailto:%s" % (status, NEW), "END:VEVENT", "END:VCALENDAR", ""])
	body = m.text(text).replace(b"text/plain", b"text/calendar; method=REPLY", 1)
	return c.mai.send(body, "Accepted: x", to=said["ORGANIZER"].split("mailto:", 1)[1], vouched=False)


def acts_for_another(t, c):
	day = [time.strftime("%d/%m/%Y", time.gmtime(time.time() + 7 * 3600 + n * 86400)) for n in (0, 3)]
	row = c.leader.send("ỦY QUYỀN: TUQ.; %s; từ %s; đến %s" % (NAME, *day), sign=c.sign("chutich"), vouched=False)
	t.equal((row["state"], len(c.kept()["delegation"])), ("acted", 1), "the leader lets her act for him")
	number = c.register(61)
	theirs = c.submit(number, "Nguyễn Văn Tư")
	mine = [one for one in c.mai.mails("[Trình]") if one.message_id != theirs.message_id][-1:]
	for notice in mine + [theirs]:
		row = c.mai.reply(notice, "Đồng ý", sign=c.sign())
		t.equal((row["state"], c.o.sql("SELECT stage FROM document WHERE number = ?", number)),
			("refused", [{"stage": "submitted"}]), "she decides nothing for him")
	t.ok(mine, "though she is asked")


def commands_of_the_server(t, c):
	before = c.kept()
	arrival = c.o.sql("SELECT id FROM arrival ORDER BY id LIMIT 1")[0]["id"]
	for command in (("held",), ("person", "list"), ("show", "1/%d" % c.year), ("retry", arrival),
			("void", "1/%d" % c.year, "--reason", "vào sổ nhầm hai lần"),
			("person", "unlock", "hoang-thi-lan", "--reason", "đã gặp")):
		answer = c.o.ctl(*command, as_json=False)
		t.ok(answer.status == 77 and "'dang-thi-mai' is new" in answer.err, "vanthuctl %s: refused" % " ".join(command),
			answer)
	t.equal(c.kept(), before, "nothing is done")


def welcome(t, c):
	notice = c.mai.mails(WELCOME)[0]
	row = c.mai.reply(notice, YES, sign=c.sign())
	t.equal(row["state"], "acted", "she answers the welcome, signed")
	before, forms = c.kept(), len(c.clerk.mails())
	row = c.mai.reply(notice, "VIỆC CỦA TÔI", sign=c.sign())
	t.ok("đã được ghi nhận" in c.mai.answers()[-1].text, "once", c.mai.answers()[-1].text)
	row = c.mai.send(drafting.attached("", "quet.pdf"), "Re: " + notice.subject, to=notice["Reply-To"],
		more=(("In-Reply-To", notice.message_id),))
	t.equal((row["state"], len(c.clerk.mails())), ("refused", forms), "files in its thread are no scan of hers")
	t.equal(c.mai.send("VIỆC CỦA TÔI", sign=c.sign())["state"], "refused", "and before the second person nothing counts")
	t.equal(c.o.ctl("held").status, 77, "nor on the server")
	t.equal(c.kept(), before, "nothing is done")
	t.equal([one for one in c.acts() if '"act":"decide"' not in one or '"kind":"person"' not in one], [],
		"the ledger has that answer alone of her")


def confirmed(t, c):
	c.minh.tap(phone.link(c.minh.mails(JOINS)[-1], YES))
	t.equal(c.notes("new"), set(), "confirmed")
	t.equal(c.o.ctl("held").status, 0, "vanthuctl hears her")
	row = answer_of_calendar(c)
	t.ok(row["state"] == "acted" and c.task()[0]["seen_at"] is not None, "and her calendar counts", c.task())
	row = c.mai.tap(phone.link(c.mai.mails("[Giao việc]")[0], "NHẬN VIỆC"))
	t.equal((row["state"], c.task()[0]["state"]), ("acted", "accepted"), "and she takes her work on")
	theirs = c.leader.mails("[Trình]")[-1]
	row = c.mai.reply(theirs, "Đồng ý")
	t.ok(row["state"] == "acted", "and acts for the leader", c.mai.answers()[-1].text)


def locked(t, c):
	c.mai.send("KHÓA")
	for command in (("held",), ("retry", "x"), ("person", "unlock", "dang-thi-mai", "--reason", "tôi đã đổi mật khẩu")):
		answer = c.o.ctl(*command, as_json=False)
		t.ok(answer.status == 77 and "'dang-thi-mai' is locked" in answer.err, "locked, vanthuctl %s is refused"
			% command[0], answer)
	t.equal(c.o.ctl("wait", "--idle").status, 0, "what anybody may she may")


def scanner(t, c):
	"""It has nothing to say who it is, so it is nobody else either."""
	def block(*roles):
		return "\n" + office_files.block("person may-quet", (("own", "kimson"), ("name", "Máy quét"),
			("address", "quet@kimson.example"), ("role", roles), ("clerk", "tran-thi-binh"), ("login", "quet")))
	c.change(lambda s: s + block("device"))
	t.equal((c.notes("new"), c.scanner.mails()), (set(), []), "a scanner is not welcomed")
	c.change(lambda s: s.replace(block("device"), block("device") + "\tnetwork = 192.0.2.0/24\n"))
	notice = c.minh.mails("[Xác nhận] Thay đổi quyền")[-1]
	t.ok("+ mạng gửi thư 192.0.2.0/24" in notice.text, "another network that it may send from is told", notice.text)
	c.change(lambda s: s.replace(block("device"), block("device", "leader")))
	t.equal((c.notes("new"), len(c.scanner.mails(WELCOME))), ({"may-quet"}, 1), "when it becomes somebody, that is new")
	t.equal(c.scanner.send("VIỆC CỦA TÔI")["state"], "refused", "and does nothing yet")
	row = c.scanner.send("KHÓA")
	t.ok(row["state"] == "acted" and "may-quet" in c.notes("locked"), "but to lock itself", c.scanner.answers()[-1].text)
	row = c.scanner.reply(c.scanner.mails(WELCOME)[0], YES)
	t.ok(row["state"] == "refused" and "may-quet" in c.notes("new"), "which stands before the welcome")
	t.equal(c.o.ctl("verify", as_json=False).status, 77, "and the account of who is locked verifies nothing")


def one_account(t, c):
	c.o.stop()
	path = c.o.path("directory.conf")
	with open(path, encoding="utf-8") as f:
		text = f.read()
	office_files.write(path, text.replace("login = lan\n", "login = lan\n\tunix-user = %s\n" % office.login()))
	t.ok("unix-user '%s' stands twice" % office.login() in c.o.check().stderr,
		"an account of the machine is one person's", c.o.check())
	office_files.write(path, text)
	c.o.start()


def main():
	with office.Office(keys=office.key_cache(), more={"notices": {"submit": "yes"}}) as o:
		o.tidy_trust()
		phone.block(o)
		o.start()
		tap.run(*tap.steps(Cast(o), joins, commands, work, acts_for_another, commands_of_the_server, welcome, confirmed,
			locked, scanner, one_account))


main()
