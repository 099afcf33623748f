#!/usr/bin/python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""t935-directory-mail - the administrator changes directory.conf by signed mail (TAP)."""

import os
import sys

sys.path.insert(0, os.path.join(os.path.dirname(os.path.abspath(__file__)), ".."))
from lib import keys, kit, message as m, office, office_files, phone, pki, tap  # noqa: E402

CHANGED = "[Xác nhận] Thay đổi quyền"
WHY = "Căn cứ: QĐ 12/QĐ-UBND ngày 20/11/2026"


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

	def text(self):
		with open(self.o.path("directory", "directory.conf"), encoding="utf-8") as f:
			return f.read()

	def kept(self):
		return [n for n in os.listdir(self.o.path("directory")) if n != "directory.conf"]

	def write(self, *lines, head="DANH BẠ", signed=True, who=None):
		"""What was answered; the office goes on when it has taken the file in."""
		self.o.wait_idle()
		before, start = self.text(), len(self.o.log_text())
		sign = self.k.signer("quantri", signing_time=self.k.now) if signed else None
		self.row = (who or self.admin).send(m.text("\n".join((head,) + lines) + "\n"), sign=sign, vouched=False)
		if self.text() != before:
			self.taken_in(start)
		answers = (who or self.admin).answers()
		return answers[-1].text if answers else ""


	def taken_in(self, start):
		"""The programs begin anew with the file; the registrar then looks at what changed."""
		assert self.o.await_log(r" reload ", 60, start), self.o.tail()
		at = start + self.o.log_text()[start:].index(" reload ")
		for name in ("registrar", "intake", "inspect", "dispatch"):
			assert self.o.await_log("vanthu-%s.* ready " % name, 60, at), self.o.tail()
		self.o.wait_idle()
		self.o.settle()


def refused(t, c):
	before = c.text()
	c.write(WHY, "Mã: hoang-thi-lan", "Vai trò: văn thư", signed=False)
	t.equal((c.row["state"], c.text()), ("refused", before), "without a signature nothing changes")
	c.write(WHY, "Mã: hoang-thi-lan", "Vai trò: văn thư", signed=False, who=c.tu)
	t.equal((c.row["state"], c.text()), ("refused", before), "nor for who is no administrator")
	said = c.write("Mã: hoang-thi-lan", "Vai trò: văn thư")
	t.ok("Căn cứ" in said and c.text() == before, "the document that asked for it is named, or nothing changes", said)
	said = c.write(WHY, "Mã: hoang-thi-lan", "Vai trò: vua", "", "Họ tên: Ai Đó", "Thư: x@kimson.example")
	t.ok("vua" in said and "Thư" in said and c.text() == before, "every mistake is shown back, nothing changes", said)
	said = c.write(WHY, "Mã: pham-thi-cuc", "Vai trò: văn thư")
	t.ok("another agency" in said and c.text() == before, "people of another agency are not his", said)
	said = c.write(WHY, "Mã: tran-thi-binh", "Kết thúc: có")
	t.ok("nobody with role 'clerk'" in said and c.text() == before,
		"what the office's files would not bear is refused", said)
	said = c.write(WHY, "Mã: nguyen-van-tu", "Kết thúc: có")
	t.ok("nguyen-van-tu" in said and "is no person" in said and c.text() == before, "what routing.conf names stays", said)
	said = c.write(WHY, "Mã: hoang-thi-lan", "Vai trò: văn thư", head="THỬ DANH BẠ")
	t.ok("role: staff → clerk" in said and c.text() == before, "THỬ only says what would change", said)
	t.equal(c.kept(), [], "and no file was written")


def changed(t, c):
	before = c.text()
	said = c.write(WHY, "Mã: hoang-thi-lan", "Vai trò: văn thư, công chức", "", "Họ tên: Đặng Thị Mai",
		"Chức vụ: Công chức", "Thư điện tử: mai@kimson.example", "Vai trò: công chức", "", "Trân trọng,", "Quản trị",
		"Điện thoại: 0912 345 678")
	t.ok("role: staff → clerk, staff" in said and "dang-thi-mai" in said and "Đã ghi vào danh bạ" in said,
		"signed it is done, and said", said)
	now = c.text()
	t.ok("\trole = clerk\n\trole = staff\n" in now and "\tdocument = QĐ 12/QĐ-UBND ngày 20/11/2026\n" in now
		and "person dang-thi-mai\n\town = kimson\n\tname = Đặng Thị Mai\n" in now and "0912" not in now,
		"the file holds it, with the document; a signature block is none of it", now)
	t.ok(len(c.kept()) == 1 and open(c.o.path("directory", c.kept()[0]), encoding="utf-8").read() == before,
		"what was before stays beside it")
	notice = c.minh.mails(CHANGED)[-1]
	t.ok("+ vai trò văn thư" in notice.text and "12/QĐ-UBND" in notice.text, "a second person is asked", notice.text)
	t.equal(len(phone.Person(c.o, "mai").mails("Đồng chí được thêm vào danh bạ")), 1, "who is new is welcomed")
	rows = [r["line"] for r in c.o.sql("SELECT line FROM ledger ORDER BY seq") if '"act":"directory"' in r["line"]]
	t.ok(len(rows) == 2 and all("quan-tri" in r and "12/QĐ-UBND" in r for r in rows), "and the ledger has it", rows)
	t.equal(c.lan.send("TRỢ GIÚP")["state"], "acted", "the office goes on")


def asked_for_himself(t, c):
	"""The second person of a right is not who asked for it."""
	said = c.write(WHY, "Mã: hoang-thi-lan", "Vai trò: công chức", "", "Mã: vu-duc-nam", "Vai trò: bảo mật, công chức")
	t.ok("Đã ghi vào danh bạ" in said, "two more", said)
	asked = c.o.sql("SELECT person, proposal FROM asking WHERE kind = 'person' AND state = 'open'")
	t.ok(asked and all(r["person"] != "quan-tri" for r in asked), "who asked is asked for nothing", asked)


def ended(t, c):
	said = c.write(WHY, "Mã: dang-thi-mai", "Kết thúc: có")
	t.ok("Kết thúc" in said and "\n# person dang-thi-mai\n" in c.text(), "who is ended stands as a comment, with the mail's id", c.text())
	t.ok(c.row["id"] in c.text(), "and the mail's id", c.text())
	said = c.write(WHY, "Tên cơ quan: Sở Y tế tỉnh Hà Sơn", "Thư điện tử: so-yte@hason.example")
	t.ok("agency so-y-te-tinh-ha-son\n" in c.text(), "an agency comes in", said)
	said = c.write(WHY, "Tên cơ quan: Sở Y tế tỉnh Hà Sơn", "Thư điện tử: so-yte@hason.example",
		"Ghi chú: lần hai")
	t.ok("không có gì thay đổi" in said, "said again, nothing changes", said)
	t.equal(c.o.ctl("verify", as_json=False).status, 0, "verify finds nothing wrong")


def off(t, c):
	c.o.stop()
	path = c.o.path("vanthu.conf")
	with open(path, encoding="utf-8") as f:
		conf = f.read()
	office_files.write(path, conf.replace("directory-mail = yes", "directory-mail = no"))
	c.o.start()
	before = c.text()
	said = c.write(WHY, "Mã: vu-duc-nam", "Vai trò: công chức")
	t.ok("directory-mail" in said and c.text() == before, "off by default, and it says how else", said)
	office_files.write(path, conf.replace("directory/directory.conf", "directory.conf"))
	os.rename(c.o.path("directory", "directory.conf"), c.o.path("directory.conf"))
	t.ok("a folder for directory.conf alone" in c.o.check().stderr, "it wants a folder for that file alone",
		c.o.check().stderr)


def main():
	with office.Office(keys=office.key_cache()) as o:
		o.tidy_trust()
		phone.block(o)
		o.logins = {}
		o.more["office"] = {"directory": "directory/directory.conf", "directory-mail": "yes"}
		o.write()
		os.mkdir(o.path("directory"))
		os.rename(o.path("directory.conf"), o.path("directory", "directory.conf"))
		with open(o.path("directory", "directory.conf"), "a", encoding="utf-8") as f:
			f.write("\n" + office_files.block("person quan-tri", (("own", "kimson"),
				("name", "Quản trị"), ("address", office_files.ADMIN), ("role", "admin"),
				("login", "quantri"), ("unix-user", office.login()))))
		o.start()
		tap.run(*tap.steps(Cast(o), refused, changed, asked_for_himself, ended, off))


main()
