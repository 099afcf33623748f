#!/usr/bin/python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""t925-unlock - who locked himself may act again: asked for by one person, confirmed by another (TAP)."""

import os
import sys

sys.path.insert(0, os.path.join(os.path.dirname(os.path.abspath(__file__)), ".."))
from lib import keys, kit, office, office_files, phone, pki, tap  # noqa: E402

REASON = "đã đổi mật khẩu, gặp trực tiếp"
LAN, MINH = "lan@kimson.example", "minh@kimson.example"
ASKS = "[Xác nhận] Mở khóa tài khoản"


class Cast:
	def __init__(self, o):
		self.o, self.k = o, kit.Kit(o.pki)
		self.lan, self.minh, self.tu, self.leader = (phone.Person(o, name)
			for name in ("lan", "minh", "tu", "chutich"))
		self.admin = phone.Person(o, "quantri", address=office_files.ADMIN)
		path = o.path("quantri.key")
		keys.generate(path, "rsa:2048")
		o.pki.ids["quantri"] = pki.leaf_certificate(o.pki, "quantri", keys.Key(path),
			{"code": "H99.12.34.9", "cn": "Quản trị", "emails": [office_files.ADMIN]})

	def sign(self):
		return self.k.signer("quantri", signing_time=self.k.now)

	def lock(self):
		return self.lan.send("KHÓA")["state"]

	def is_locked(self):
		return self.lan.send("TRỢ GIÚP")["state"] == "refused"

	def unlock(self, name, **options):
		self.o.wait_idle()
		return self.o.ctl("person", "unlock", name, "--reason", REASON, **options)


def ledger(o, act):
	return [r["line"] for r in o.sql("SELECT line FROM ledger") if '"act":"%s"' % act in r["line"]]


def by_mail(t, c):
	t.ok(c.lock() == "acted" and c.is_locked(), "KHÓA: nothing counts of her any more")
	row = c.admin.send("MỞ KHÓA %s: %s" % (LAN, REASON))
	t.equal(row["state"], "refused", "the administrator's word without a signature is none")
	t.equal(c.minh.mails(ASKS), [], "and nobody is asked")
	row = c.tu.send("MỞ KHÓA %s: %s" % (LAN, REASON))
	t.equal(row["state"], "refused", "nor is anybody else's")
	row = c.admin.send("MỞ KHÓA %s: %s" % (LAN, REASON), sign=c.sign(), vouched=False)
	t.equal((row["state"], len(ledger(c.o, "ask-unlock"))), ("acted", 1), "signed it is noted")
	t.ok(c.is_locked(), "one person alone does not unlock")
	notice = c.minh.mails(ASKS)[-1]
	t.ok(REASON in notice.text and "Hoàng Thị Lan" in notice.text and LAN in notice.text,
		"a second person is asked, with the reason", notice.text)
	c.tu.tap(phone.link(notice, "XÁC NHẬN"))
	t.ok(c.is_locked(), "the link in another's hands does nothing")
	c.minh.tap(phone.link(notice, "XÁC NHẬN"), vouched=False)
	t.ok(c.is_locked(), "nor without a proof")
	c.minh.reply(notice, "hỏi lại chị Lan đã")
	t.ok(c.is_locked() and "Chưa rõ" in c.minh.mails("Trả lời thư")[-1].text,
		"other words confirm nothing")
	c.minh.tap(phone.link(notice, "XÁC NHẬN"))
	t.ok(not c.is_locked(), "confirmed, she writes again")
	t.ok("unlock" in ledger(c.o, "unlock")[0] and "pham-van-minh" in ledger(c.o, "unlock")[0],
		"the ledger has who", ledger(c.o, "unlock"))
	for who in (c.lan, c.admin):
		told = who.mails("Mở khóa tài khoản: Hoàng Thị Lan")
		t.ok(len(told) == 1 and "tính trở lại" in told[0].text, "%s hears of it" % who.login, told)


def denied(t, c):
	c.lock()
	c.admin.send("MO KHOA hoang-thi-lan: " + REASON, sign=c.sign(), vouched=False)
	c.minh.reply(c.minh.mails(ASKS)[-1], "Không đúng")
	t.ok(c.is_locked() and ledger(c.o, "deny-unlock"), "KHÔNG ĐÚNG: she stays locked")
	t.ok("vẫn bị khóa" in c.admin.mails("Mở khóa tài khoản")[-1].text, "and who asked hears of it")
	before = len(c.minh.mails(ASKS))
	c.admin.send("MỞ KHÓA %s: %s, lần hai" % (LAN, REASON), sign=c.sign(), vouched=False)
	t.ok(len(c.minh.mails(ASKS)) == before + 1, "it can be asked for again, in other words")
	row = c.admin.send("MỞ KHÓA %s: %s, lần ba" % (LAN, REASON), sign=c.sign(), vouched=False)
	t.ok(c.is_locked() and "khác người đề nghị" in c.admin.mails("Trả lời thư")[-1].text,
		"asking twice is no second person", row)
	row = c.admin.send("MỞ KHÓA nobody@kimson.example: " + REASON, sign=c.sign(), vouched=False)
	t.ok("nobody@kimson.example" in c.admin.mails("Trả lời thư")[-1].text,
		"who is not in the directory is not found", row)


def by_login(t, c):
	answer = c.unlock("hoang-thi-lan")
	t.equal((answer.status, c.is_locked()), (0, False),
		"another one's vanthuctl is the second person, too")
	notice = c.minh.mails(ASKS)[-1]
	c.minh.tap(phone.link(notice, "XÁC NHẬN"))
	t.ok("không còn chờ" in c.minh.mails("Trả lời thư")[-1].text, "the question is open no more")
	t.ok(c.unlock("hoang-thi-lan").status != 0, "who is not locked is not unlocked")
	t.equal(c.o.ctl("verify").status, 0, "verify finds nothing wrong")


def main():
	with office.Office(keys=office.key_cache()) as o:
		o.tidy_trust()
		phone.block(o)
		o.logins = {}
		o.write()
		with open(o.path("directory.conf"), "a", encoding="utf-8") as f:
			f.write("\n" + office_files.block("person quan-tri", (("own", "kimson"),
				("name", "Quản trị"), ("address", office_files.ADMIN), ("role", "admin"),
				("login", "quantri"))))
			f.write("\n" + office_files.block("person ky-thuat", (("own", "kimson"),
				("name", "Kỹ thuật"), ("address", "kythuat@kimson.example"), ("role", "admin"),
				("unix-user", office.login()))))
		o.start()
		tap.run(*tap.steps(Cast(o), by_mail, denied, by_login))


main()
