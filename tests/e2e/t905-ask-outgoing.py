#!/usr/bin/python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""t905-ask-outgoing - TÌM, XEM, GỬI of outgoing documents and drafts, for those who may see them (TAP)."""

import os
import sys

sys.path.insert(0, os.path.join(os.path.dirname(os.path.abspath(__file__)), ".."))
from lib import drafting, message as m, tap  # noqa: E402


class Cast(drafting.Cast):
	def __init__(self, o):
		super().__init__(o)
		self.lan, self.nam = (drafting.Person(self, n) for n in ("lan", "nam"))

	def asks(self, person, words):
		"""The one mail that answers."""
		before = len(self.o.mails(person.address))
		row = person.send(m.text(words + "\n"), "hoi")
		self.o.drain()
		new = self.o.mails(person.address)[before:]
		return row["state"], new[-1] if new else None

	def views(self):
		return [r["line"] for r in self.o.sql("SELECT line FROM ledger ORDER BY seq")
			if '"act":"view"' in r["line"] and '"outgoing":' in r["line"]]


def drafts(t, c):
	c.draft("mot.pdf", **{"Trích yếu": "Về việc đắp đê Kim Sơn"})
	state, mail = c.asks(c.author, "TÌM đắp đê")
	t.ok(state == "acted" and "DU THAO 1" in mail.text and "đắp đê" in mail.text, "who drafted it finds it", mail.text)
	_, mail = c.asks(c.head, "TIM dap de")
	t.ok("DU THAO 1" in mail.text, "so does the head of the unit, without marks", mail.text)
	for other in (c.lan, c.nam):
		_, mail = c.asks(other, "TÌM đắp đê")
		t.ok("DU THAO 1" not in mail.text and "DỰ THẢO" not in mail.text, "nobody else does", mail.text)
	_, mail = c.asks(c.author, "XEM DỰ THẢO 1")
	t.ok("đắp đê" in mail.text and "Nguyễn Văn Tư" in mail.text and "Sở Nội vụ" in mail.text, "XEM tells how far it is", mail.text)
	state, mail = c.asks(c.lan, "XEM DỰ THẢO 1")
	t.ok("đắp đê" not in mail.text and "DỰ THẢO 1" in mail.text, "for others there is none such", mail.text)
	_, mine = c.asks(c.lan, "XEM DỰ THẢO 99")
	t.equal(mine.text.replace("99", "1").splitlines()[4:8], mail.text.splitlines()[4:8], "as of one that there is not")
	t.equal(len(c.views()), 1, "a view is a line of the ledger, a refusal none")


def numbered(t, c):
	c.agreed(1)
	c.approved(1)
	_, mail = c.asks(c.clerk, "TÌM 01/TB-UBND")
	t.ok("01/TB-UBND" in mail.text and "VĂN BẢN ĐI" in mail.text, "its number finds it", mail.text)
	link = next(line.strip() for line in mail.text.splitlines() if "mailto:" in line and "01" in line).split()[-1]
	c.clerk.tap(link)
	shown = c.o.mails(c.clerk.address)[-1]
	t.ok("[Xem] Văn bản đi 01/TB-UBND" in shown.subject and "ĐỒNG Ý" in shown.text, "the link shows it, with who agreed", shown.text)
	_, mail = c.asks(c.author, "GỬI ĐI 1/%d" % c.year)
	t.equal([name for name, _kind, _data in mail.attachments()], ["mot.pdf"], "GỬI brings its file")
	state, mail = c.asks(c.nam, "GỬI 01/TB-UBND")
	t.equal((state, mail.attachments()), ("acted", []), "not for others")
	_, mail = c.asks(c.author, "THỬ GỬI 01/TB-UBND")
	t.ok("Chạy thử" in mail.text and mail.attachments() == [], "THỬ sends nothing", mail.text)


def issued(t, c):
	c.clerk.reply(c.clerk.mails("[Phát hành]")[-1], "Bản phát hành.", names=("mot.pdf",))
	c.o.drain()
	_, mail = c.asks(c.author, "XEM 01/TB-UBND")
	t.ok("NƠI NHẬN" in mail.text and "đã gửi" in mail.text.lower(), "XEM has each recipient's state", mail.text)
	c.o.stop()
	c.o.start()
	_, mail = c.asks(c.author, "TÌM đê")
	t.ok("01/TB-UBND" in mail.text, "found after a new start")
	before = len(c.views())
	c.o.ctl("outgoing", "show", "1", ok=True)
	c.o.ctl("outgoing", "show", "99")
	lines = c.views()[before:]
	t.ok(len(lines) == 1 and '"outgoing":1' in lines[0] and '"proof":"local"' in lines[0],
		"looked at by vanthuctl: a line of the ledger, too", lines)


def sealed(t, c):
	c.author.send(drafting.attached("TRÌNH KÝ\nLoại: Thông báo\nTrích yếu: Phương án mật thám\nNgười ký: Lê Văn Bình\n"
		"Nơi nhận: Sở Nội vụ tỉnh Hà Sơn\n", "hai.pdf"), "Trình ký")
	row = c.o.sql("SELECT arrival FROM outgoing_version WHERE outgoing = 2")[0]
	c.o.ctl("seal", row["arrival"], "--reason", "có dấu hiệu bí mật")
	c.o.wait_idle()
	_, mail = c.asks(c.author, "TÌM mật thám")
	t.ok("DU THAO 2" not in mail.text, "what is sealed is found by nobody", mail.text)
	t.equal(c.o.sql("SELECT count(*) AS n FROM outgoing_text WHERE words LIKE '%mat tham%'"), [{"n": 0}], "its words are gone")
	t.equal(c.o.ctl("verify", as_json=False).status, 0, "verify finds nothing wrong")


def main():
	with drafting.make_office() as o:
		o.start()
		tap.run(*tap.steps(Cast(o), drafts, numbered, issued, sealed))


main()
