#!/usr/bin/python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""t950-bypass - ways round the proofs and the rights that were found by reading, closed (TAP)."""

import os
import re
import sqlite3
import sys
import time

sys.path.insert(0, os.path.join(os.path.dirname(os.path.abspath(__file__)), ".."))
from lib import keys, kit, message as m, office, office_files, phone, pki, tap  # noqa: E402

ADMIN, TECHNICIAN = office_files.ADMIN, "kythuat@kimson.example"
UNLOCKS, CHANGED = "[Xác nhận] Mở khóa tài khoản", "[Xác nhận] Thay đổi quyền"
YES = "XÁC NHẬN"


class Cast:
	def __init__(self, o):
		self.o, self.k = o, kit.Kit(o.pki)
		self.leader, self.clerk, self.tu, self.lan, self.minh, self.nam = (
			phone.Person(o, n) for n in ("chutich", "binh", "tu", "lan", "minh", "nam"))
		self.admin = phone.Person(o, "quantri", address=ADMIN)
		self.technician = phone.Person(o, "kythuat", address=TECHNICIAN)
		for name, code, address in (("quantri", "9", ADMIN), ("kythuat", "8", TECHNICIAN),
				("chutich", "1", "chutich@kimson.example")):
			path = o.path(name + ".key")
			keys.generate(path, "rsa:2048")
			o.pki.ids[name] = pki.leaf_certificate(o.pki, name, keys.Key(path),
				{"code": "H99.12.34." + code, "cn": name, "emails": [address]})
		self.year = time.gmtime(time.time() + 7 * 3600).tm_year

	def sign(self, name="quantri"):
		return self.k.signer(name, signing_time=self.k.now)

	def register(self, index, **options):
		self.k.begin("bypass", index)
		outer = self.k.outer(**options) if options else None
		sent = self.o.deliver(self.k.signed(outer=outer))
		self.o.settle()
		self.o.wait_idle()
		return self.o.arrival(sent)["state"]

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

	def is_locked(self, who):
		return who.send("TRỢ GIÚP")["state"] == "refused"


def correct(t, c):
	t.equal(c.register(1), "registered", "a document with a number")
	secret = c.o.sql("SELECT value FROM document_field WHERE field = 'subject'")[0]["value"]
	c.tu.send("SỬA 1/%d: sửa lại trích yếu cho đúng" % c.year)
	told = c.tu.answers()
	t.ok(told and not any(secret in one.text or "BẮT ĐẦU PHIẾU" in one.text for one in told),
		"SỬA shows nothing to who may not correct the register", told and told[-1].text)
	t.equal(c.o.sql("SELECT person FROM asking WHERE kind = 'form'"), [], "and asks him nothing")
	c.clerk.send("SỬA 1/%d: sửa lại trích yếu cho đúng" % c.year)
	t.ok("BẮT ĐẦU PHIẾU" in c.clerk.answers()[-1].text, "the clerk gets the entry as a form",
		c.clerk.answers()[-1].text)


def words(t, c):
	"""Sentences that begin with a command."""
	for text, subject in (("Khóa học bồi dưỡng văn thư mở ngày 01/12, mời các đồng chí.", "x"),
			("Kính gửi văn phòng.", "Khóa tập huấn tháng 12")):
		c.lan.send(text, subject=subject)
		t.ok(not c.is_locked(c.lan), "no order to lock: «%s» «%s»" % (subject, text))
	c.lan.send("KHÓA được không?")
	t.ok(not c.is_locked(c.lan), "nor is a question")
	c.clerk.send("HỦY SỐ 1/%d được không ạ?" % c.year)
	t.equal(c.o.sql("SELECT state FROM document WHERE number = 1"), [{"state": "active"}],
		"whoever asks whether a number may be void has not made it so")


def documents(t, c):
	"""What nobody signed must not make a proved document disappear."""
	c.clerk.send(m.text("TRÌNH 1/%d\nCHỦ TRÌ: Nguyễn Văn Tư\n" % c.year), "trinh")
	c.notice = notice = c.leader.mails("[Trình]")[-1]
	tag = re.search(r"\[#\w+\]", notice.subject).group(0)
	t.equal(c.register(2, more=(("In-Reply-To", notice.message_id),)), "registered",
		"a signed document in the thread of a notice is registered")
	c.k.begin("bypass", 3)
	t.equal(c.register(3, subject="%s %s" % (c.k.subject(), tag)), "registered",
		"and one with the tag of a notice")
	t.equal(c.o.sql("SELECT state FROM asking WHERE kind = 'decide' AND document = 1 ORDER BY id DESC"
		" LIMIT 1"), [{"state": "open"}],
		"the question stays open")


def headers(t, c):
	"""A header that is signed without its Subject: what stands outside in it is nobody's word."""
	notice = c.notice
	code = re.search(r"VT(?:-[A-Z2-7]{4}){4}", notice.text).group(0)
	entity = m.entity('text/plain; charset=us-ascii; hp="clear"', b"Dong y\r\n", [("From",
		c.leader.address), ("To", phone.REGISTRY)])
	row = c.leader.send(entity, "Dong y MA %s %s" % (code, re.search(r"\[#\w+\]", notice.subject).group(0)),
		sign=c.sign("chutich"), vouched=False)
	t.ok(row["state"] == "refused" and c.o.sql("SELECT id FROM task") == [],
		"the reference in a subject that the signature does not cover is none",
		"%s\n%s\n%s" % (row["state"], c.leader.answers()[-1].text, code))


def replay(t, c):
	"""An old word of one administrator is no second person."""
	reason = "đã đổi mật khẩu, gặp trực tiếp"
	order = "MỞ KHÓA lan@kimson.example: " + reason
	c.lan.send("KHÓA")
	signed = c.admin.letter(order, sign=c.sign(), vouched=False)
	c.o.deliver(signed)
	c.o.settle()
	c.minh.tap(phone.link(c.minh.mails(UNLOCKS)[-1], YES))
	t.ok(not c.is_locked(c.lan), "unlocked by two")
	c.lan.send("KHÓA")
	before = len(c.minh.mails(UNLOCKS))
	c.o.deliver(signed.replace(b"Message-ID: <p", b"Message-ID: <again.p"))
	c.o.settle()
	t.equal(len(c.minh.mails(UNLOCKS)), before, "the same signature again asks for nothing")
	c.technician.send(order, sign=c.sign("kythuat"), vouched=False)
	c.o.deliver(signed.replace(b"Message-ID: <p", b"Message-ID: <again2.p"))
	c.o.settle()
	t.ok(c.is_locked(c.lan), "nor is it the second person")


def seconds(t, c):
	"""Who has not been confirmed himself confirms nobody; who is locked is not asked."""
	new = office_files.block("person a-nguoi-moi", (("own", "kimson"), ("name", "Người Mới"),
		("position", "Phó Chánh Văn phòng"), ("address", "moi@kimson.example"), ("role", "office-head"),
		("login", "moi")))
	c.change(lambda s: s[:s.index("person ")] + new + "\n" + s[s.index("person "):])
	moi = phone.Person(c.o, "moi")
	t.equal(len(moi.mails("Đồng chí được thêm vào danh bạ")), 1, "somebody new, with a high role")
	c.change(lambda s: s.replace("login = nam\n", "login = nam\n\trole = leader\n"))
	t.equal(moi.mails(CHANGED), [], "is not asked about the rights of others")
	t.equal(len(c.minh.mails(CHANGED)), 1, "who is known is")
	c.minh.send("KHÓA")
	c.change(lambda s: s.replace("login = tu\n", "login = tu\n\trole = clerk\n"))
	t.ok(len(c.minh.mails(CHANGED)) == 1 and len(c.leader.mails(CHANGED)) == 1,
		"nor is who is locked: the next one is", [len(one.mails(CHANGED)) for one in (c.minh, c.leader)])
	# asked before it was known that he is new, or by a table that somebody changed
	asked = c.leader.mails(CHANGED)[-1]
	c.o.stop()
	with sqlite3.connect(c.o.path("state", "db", "vanthu.db")) as db:
		db.execute("UPDATE asking SET person = 'a-nguoi-moi' WHERE kind = 'person' AND person ="
			" 'le-van-binh' AND state = 'open'")
	db.close()
	c.o.start()
	row = moi.tap(phone.link(asked, YES))
	t.equal(row["state"], "refused", "nor does his word count")


def main():
	with office.Office(keys=office.key_cache(), more={"notices": {"submit": "yes"}}) as o:
		o.tidy_trust()
		phone.block(o)
		o.logins = {}
		o.write()
		with open(o.path("directory.conf"), "a", encoding="utf-8") as f:
			for key, name, login, address in (("quan-tri", "Quản trị", "quantri", ADMIN),
					("ky-thuat", "Kỹ thuật", "kythuat", TECHNICIAN)):
				f.write("\n" + office_files.block("person " + key, (("own", "kimson"), ("name", name),
					("address", address), ("role", "admin"), ("login", login))))
		o.start()
		tap.run(*tap.steps(Cast(o), correct, words, documents, headers, replay, seconds))


main()
