#!/usr/bin/python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""t870-leader - a document goes to the leader, who decides by reply; those he names carry it out."""

import os
import re
import sys
import time

sys.path.insert(0, os.path.join(os.path.dirname(os.path.abspath(__file__)), ".."))
from lib import keys, kit, message as m, office, phone, pki, tap  # noqa: E402

LEADER = "chutich@kimson.example"


class Cast:
	def __init__(self, o):
		self.o = o
		self.k = kit.Kit(o.pki)
		self.leader, self.clerk, self.tu = (phone.Person(o, n, now=self.k.now) for n in ("chutich", "binh", "tu"))
		path = o.path("chutich.key")
		keys.generate(path, "rsa:2048")
		o.pki.ids["chutich"] = pki.leaf_certificate(o.pki, "chutich", keys.Key(path),
			{"code": "H99.12.34.1", "cn": "Lê Văn Bình", "emails": [LEADER]})
		self.year = time.gmtime(time.time() + 7 * 3600).tm_year

	def sign(self):
		return self.k.signer("chutich", signing_time=self.k.now)

	def register(self, index):
		self.k.begin("leader", index)
		self.o.deliver(self.k.signed())
		self.o.settle()
		self.o.wait_idle()
		return self.o.sql("SELECT max(number) AS n FROM document")[0]["n"]

	def submit(self, number):
		"""The clerk proposes; the newest phiếu trình."""
		self.clerk.send(m.text("TRÌNH %d/%d\nCHỦ TRÌ: Nguyễn Văn Tư\nPHỐI HỢP: Hoàng Thị Lan\n"
			"HẠN: 31/12/%d\nÝ KIẾN: Tham mưu trả lời\n" % (number, self.year, self.year + 1)), "trinh")
		return self.leader.mails("[Trình]")[-1]

	def stage(self, number):
		return self.o.sql("SELECT stage FROM document WHERE number = ?", number)[0]["stage"]


def submitted(t, c):
	number = c.register(70)
	t.equal(c.stage(number), "submitted", "a registered document is laid before the leader")
	first = c.leader.mails("[Trình]")[-1]
	t.ok("PHIẾU TRÌNH" in first.text and re.search(r"Mã: VT(-[A-Z2-7]{4}){4}", first.text),
		"with a reference", first.text)
	t.ok("Đồng ý với đề xuất" not in first.text, "nothing is proposed: nothing to agree to")
	t.ok(len(first.attachments()) > 0, "the files travel with it")
	second = c.submit(number)
	t.ok("Chủ trì: Nguyễn Văn Tư" in second.text and "Đồng ý với đề xuất" in second.text,
		"what the clerk proposes stands in the next", second.text)
	c.leader.reply(first, "CHỦ TRÌ: Nguyễn Văn Tư")
	t.ok("không còn chờ" in c.leader.mails("Trả lời thư")[-1].text, "the one before asks no more")
	t.equal(c.o.sql("SELECT count(*) AS n FROM task")[0]["n"], 0, "and decides nothing")


def on_phone(t, c):
	notice = c.leader.mails("[Trình]")[-1]
	row = c.leader.tap(phone.link(notice, "Đồng ý với đề xuất"), vouched=False)
	t.equal((row["state"], c.stage(1)), ("refused", "submitted"), "a token alone is no proof")
	row = c.leader.tap(phone.link(notice, "Đồng ý với đề xuất"), "\nnhưng giao thêm Vũ Đức Nam")
	t.equal(c.stage(1), "submitted", "what goes against the link is asked back")
	for words in ("Đồng ý\nĐể anh Nam làm", "Đồng ý\nHạn lùi đến 15/1/%d" % (c.year + 2)):
		c.leader.reply(notice, words)
		t.equal(c.stage(1), "submitted", "so is %r" % words)
	row = c.leader.tap(phone.link(notice, "Đồng ý với đề xuất"))
	t.equal((row["state"], c.stage(1)), ("acted", "assigned"), "one tap on a phone decides")
	done = c.leader.mails("Trả lời thư")[-1]
	t.ok("Đã ghi nhận" in done.text and "session" in done.text, "and is confirmed with its proof",
		done.text)
	t.equal(c.tu.mails("[Giao việc]"), [], "nobody hears of it while it can be undone")
	c.leader.tap(phone.link(done, "Hủy việc"), " nhưng thôi đừng hủy")
	t.equal(c.stage(1), "assigned", "HỦY with a word against it is asked back")
	c.leader.tap(phone.link(done, "Hủy việc"))
	t.equal(c.stage(1), "submitted", "HỦY takes it back")
	t.equal(c.o.sql("SELECT DISTINCT state FROM task"), [{"state": "withdrawn"}], "with all tasks")


def smime(t, c):
	notice = c.leader.mails("[Trình]")[-1]
	row = c.leader.reply(notice, "Đồng ý", sign=c.sign(), vouched=False)
	t.equal((row["state"], c.stage(1)), ("acted", "assigned"), "a signed yes decides")
	given = c.tu.mails("[Giao việc]")
	t.equal(len(given), 1, "and who leads hears of it at once")
	t.ok("Tham mưu trả lời" in given[0].text and "chủ trì giải quyết" in given[0].text,
		"with the words and his part", given[0].text)
	t.ok("CHUYỂN:" not in given[0].text, "a person does not pass it on")
	t.equal(len([x for x in c.o.mails("lan@kimson.example") if "[Giao việc]" in x.subject]), 1,
		"who supports, too")


def replayed(t, c):
	number = c.register(71)
	notice = c.submit(number)
	signed = m.signed(m.text("Đồng ý\n\n> %s\n" % re.search(r"Mã: \S+", notice.text).group(0)),
		c.sign())
	third = c.submit(c.register(72))
	row = c.leader.send(signed, "Re", to=third["Reply-To"], vouched=False)
	t.equal((row["state"], c.stage(number + 1)), ("refused", "submitted"),
		"a signature for one document does not decide another")
	t.equal(len(c.leader.mails("đề nghị ký lại")), 1, "he is asked to sign what it is about")
	row = c.leader.send(signed, "Re", to=notice["Reply-To"], vouched=False)
	t.equal(c.stage(number), "assigned", "where it belongs it does")
	row = c.leader.send(signed, "Re lan 2", to=notice["Reply-To"], vouched=False)
	t.ok("đã được ghi nhận" in c.leader.mails("Trả lời thư")[-1].text, "a second time: noted already")


def forwarded(t, c):
	notice = c.leader.mails("[Trình]")[-1]
	row = c.tu.reply(notice, "Đồng ý")
	t.equal((row["state"], c.stage(3)), ("refused", "submitted"), "a forwarded notice cannot approve")
	t.ok("tu@kimson.example" in c.leader.mails("Trả lời thư")[-1].text, "and the leader hears of it")
	c.leader.reply(notice, "HỎI: Sở đã gửi phụ lục chưa?", sign=c.sign())
	asked = c.clerk.mails("[Ý kiến lãnh đạo]")[-1]
	t.ok("Sở đã gửi phụ lục chưa?" in asked.text, "his question comes to the clerk")
	c.clerk.reply(asked, "Đã có, ở tệp thứ hai.")
	again = c.leader.mails("[Trình]")[-1]
	t.ok("Đã có, ở tệp thứ hai." in again.text, "her answer comes with the next phiếu trình")
	c.leader.reply(again, "CHỦ TRÌ: Ủy ban Mặt trận", sign=c.sign())
	t.ok("Ủy ban Mặt trận" in c.leader.mails("Trả lời thư")[-1].text,
		"a name nobody has is asked back")
	c.leader.reply(again, "CHỦ TRÌ: Hoàng Thị Lan", sign=c.sign())
	t.equal(c.stage(3), "assigned", "the same mail can be answered again")


def carried_out(t, c):
	given = c.tu.mails("[Giao việc]")[0]
	c.tu.tap(phone.link(given, "NHẬN VIỆC"))
	t.equal(c.stage(1), "worked-on", "taken by one tap")
	c.tu.reply(given, "TIẾN ĐỘ: đã có dự thảo")
	c.tu.reply(given, "XONG: 45/UBND-VP ngày 24/11/2026")
	t.equal(c.stage(1), "finished", "done with the number of the answer")
	row = c.o.sql("SELECT answer, seen_how FROM task WHERE state = 'done'")[0]
	t.equal((row["answer"][:10], row["seen_how"]), ("45/UBND-VP", "answer"), "which is kept")
	shown = c.o.ctl("show", "1/%d" % c.year, as_json=False).out
	t.ok("hoàn thành" in shown and "đã có dự thảo" in shown, "vanthuctl show says all of it", shown)
	listed = c.o.ctl("list", "incoming", "--own", "kimson").rows[0]
	t.ok(listed["signed-for"].startswith("Nguyễn Văn Tư "), "the register has ký nhận", listed)
	t.ok("45/UBND-VP" in c.leader.mails("[Báo việc]")[-1].text, "and the leader is told")
	t.equal(c.o.ctl("verify", as_json=False).status, 0, "verify finds nothing wrong")


def signed_again(t, c):
	"""A signed yes without the reference: the answer brings the links, to be signed."""
	number = c.register(79)
	notice = c.submit(number)
	row = c.leader.send(m.signed(m.text("Đồng ý.\n"), c.sign()), "Re", to=notice["Reply-To"], vouched=False)
	again = c.leader.mails("đề nghị ký lại")[-1]
	t.equal((row["state"], c.stage(number), phone.reference(again)), ("refused", "submitted", phone.reference(notice)),
		"without the reference a signature decides nothing; the answer has it")
	to, _, body = phone.opened(phone.link(again, "Đồng ý:"))
	row = c.leader.send(m.signed(m.text(body + "\n"), c.sign()), "Dong y", to=to, vouched=False)
	t.equal((row["state"], c.stage(number)), ("acted", "assigned"), "signed again with its link it is decided")


def main():
	with office.Office(keys=office.key_cache(), more={"notices": {"submit": "yes"}}) as o:
		o.tidy_trust()
		phone.block(o)
		o.start()
		c = Cast(o)
		tap.run(*tap.steps(c, submitted, on_phone, smime, replayed, forwarded, carried_out, signed_again))


main()
