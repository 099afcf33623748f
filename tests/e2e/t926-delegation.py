#!/usr/bin/python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""t926-delegation - ỦY QUYỀN: somebody acts for the leader, for some days and some things (TAP)."""

import os
import re
import sys
import time

sys.path.insert(0, os.path.join(os.path.dirname(os.path.abspath(__file__)), ".."))
from lib import drafting, keys, kit, message as m, office, phone, pki, tap  # noqa: E402

LEADER = "chutich@kimson.example"
ASKS = "[Xác nhận] Ủy quyền"
YES = "Đồng ý với đề xuất"


def day(after):
	return time.strftime("%d/%m/%Y", time.gmtime(time.time() + 7 * 3600 + after * 86400))


class Cast:
	def __init__(self, o):
		self.o, self.k = o, kit.Kit(o.pki)
		self.leader, self.clerk, self.tu, self.lan, self.minh = (
			phone.Person(o, n) for n in ("chutich", "binh", "tu", "lan", "minh"))
		path = o.path("chutich.key")
		keys.generate(path, "rsa:2048")
		o.pki.ids["chutich"] = pki.leaf_certificate(o.pki, "chutich", keys.Key(path),
			{"code": "H99.12.34.1", "cn": "Lê Văn Bình", "emails": [LEADER]})
		self.year = time.gmtime(time.time() + 7 * 3600).tm_year

	def sign(self):
		return self.k.signer("chutich", signing_time=self.k.now)

	def said(self, words):
		return self.leader.send(words, sign=self.sign(), vouched=False)

	def register(self, index):
		self.k.begin("delegation", index)
		self.o.deliver(self.k.signed())
		self.o.settle()
		self.o.wait_idle()
		return self.o.sql("SELECT max(number) AS n FROM document")[0]["n"]

	def submit(self, number):
		"""The clerk proposes; phiếu trình for the leader, and the newest of Tư, if any."""
		self.clerk.send(m.text("TRÌNH %d/%d\nCHỦ TRÌ: Hoàng Thị Lan\nHẠN: 31/12/%d\n"
			% (number, self.year, self.year + 1)), "trinh")
		mine = self.tu.mails("[Trình]")
		return self.leader.mails("[Trình]")[-1], mine[-1] if mine else None

	def stage(self, number):
		return self.o.sql("SELECT stage FROM document WHERE number = ?", number)[0]["stage"]

	def rows(self):
		return self.o.sql("SELECT * FROM delegation ORDER BY id")


def listed(t, c):
	rows = c.o.ctl("person", "delegations", "--all").json["delegations"]
	t.ok(rows and {r["giver"] for r in rows} == {"le-van-binh"} and {r["form"] for r in rows} <= {"KT.", "TL.", "TUQ."}
		and len(rows) == len(c.rows()), "vanthuctl lists who acts for whom", rows)
	held = c.o.ctl("person", "delegations").json["delegations"]
	t.ok({r["state"] for r in held} <= {"holds", "to-come"} and len(held) < len(rows),
		"those that are over with --all alone", held)
	people = {r["person"]: r for r in c.o.ctl("person", "list").json["people"]}
	t.ok(people["le-van-binh"]["roles"] == "leader" and people["le-van-binh"]["state"] == "counts"
		and "do-thi-hoa" not in people, "and the people of the agency", people)


def given(t, c):
	words = "ỦY QUYỀN: TUQ.; Nguyễn Văn Tư; từ %s; đến %s" % (day(0), day(3))
	row = c.leader.send(words)
	t.equal((row["state"], c.rows()), ("refused", []), "without the leader's signature nothing is delegated")
	row = c.tu.send(words)
	t.equal((row["state"], c.rows()), ("refused", []), "nor by anybody else")
	for wrong in ("TUQ.; Nguyễn Văn Tư", "Nguyễn Văn Tư; từ %s; đến %s" % (day(0), day(3)),
			"TUQ.; Nguyễn Văn Tư; từ %s; đến %s" % (day(3), day(1)),
			"TUQ.; Nguyễn Văn Tư; từ 01/01/2020; đến %s" % day(3),
			"TUQ.; Ủy ban Mặt trận; từ %s; đến %s" % (day(0), day(3)),
			"TUQ.; Lê Văn Bình; từ %s; đến %s" % (day(0), day(3))):
		c.said("ỦY QUYỀN: " + wrong)
		t.ok("Chưa ghi nhận ủy quyền" in c.leader.answers()[-1].text and not c.rows(),
			"asked back: " + wrong, c.leader.answers()[-1].text)
	signed = c.leader.letter(words, sign=c.sign(), vouched=False)
	c.o.deliver(signed)
	c.o.settle()
	t.equal([(r["giver"], r["taker"], r["form"], r["scope"]) for r in c.rows()],
		[("le-van-binh", "nguyen-van-tu", "TUQ.", "incoming")], "signed it counts")
	t.ok("TUQ., văn bản đến, từ ngày %s đến hết ngày %s" % (day(0), day(3))
		in c.leader.answers()[-1].text, "and is confirmed", c.leader.answers()[-1].text)
	t.equal(len(c.tu.mails("Ủy quyền của đồng chí Lê Văn Bình")), 1, "who acts for him hears of it")
	again = signed.replace(b"<p%d." % c.leader.count, b"<again.")
	c.o.deliver(again)
	c.o.settle()
	t.equal(len(c.rows()), 1, "the same signature again delegates nothing")


def second(t, c):
	notice = c.minh.mails(ASKS)[-1]
	t.ok("Nguyễn Văn Tư" in notice.text and "TUQ." in notice.text and "đang có hiệu lực" in notice.text,
		"a second person is told", notice.text)
	for other in (c.tu, c.leader):
		row = other.reply(notice, "XÁC NHẬN")
		t.equal(row["state"], "refused", "%s does not confirm himself" % other.login)
	c.minh.tap(phone.link(notice, "XÁC NHẬN"))
	t.ok("Đã ghi nhận xác nhận" in c.minh.answers()[-1].text, "confirmed", c.minh.answers()[-1].text)
	t.equal(len(c.leader.mails("Ủy quyền: Nguyễn Văn Tư")), 1, "the leader hears of it")


def acts(t, c):
	number = c.register(80)
	theirs, mine = c.submit(number)
	t.ok(mine is not None and "thay mặt đồng chí Lê Văn Bình" in mine.text,
		"the phiếu trình comes to who acts for the leader", mine and mine.text)
	row = c.lan.reply(mine, "Đồng ý")
	t.equal((row["state"], c.stage(number)), ("refused", "submitted"), "forwarded to others it is nothing")
	row = c.tu.tap(phone.link(mine, YES), vouched=False)
	t.equal((row["state"], c.stage(number)), ("refused", "submitted"), "nor without a proof of his own")
	row = c.tu.tap(phone.link(mine, YES))
	t.equal((row["state"], c.stage(number)), ("acted", "assigned"), "he decides")
	t.ok("TUQ. thay mặt đồng chí Lê Văn Bình" in c.tu.answers()[0].text, "the confirmation says for whom",
		c.tu.answers()[0].text)
	t.equal(c.o.sql("SELECT given_by, on_behalf FROM task"),
		[{"given_by": "nguyen-van-tu", "on_behalf": "le-van-binh"}], "the task has both")
	t.equal(c.o.sql("SELECT person, on_behalf FROM remark"),
		[{"person": "nguyen-van-tu", "on_behalf": "le-van-binh"}], "and his words")
	lines = [r["line"] for r in c.o.sql("SELECT line FROM ledger") if '"act":"decide"' in r["line"]
		and "on-behalf" in r["line"]]
	t.ok(len(lines) == 1 and '"form":"TUQ."' in lines[0] and '"by":"nguyen-van-tu"' in lines[0],
		"and the ledger", lines)
	c.o.wait_idle()
	told = c.leader.mails("đã làm thay mặt đồng chí")
	t.ok(len(told) == 1 and "đồng chí Nguyễn Văn Tư đã thay mặt đồng chí (TUQ.): ĐỒNG Ý" in told[0].text,
		"the leader hears of it, in a mail of its own where he gets no lists", told and told[0].text)
	c.leader.tap(phone.link(theirs, YES))
	t.ok("đã được ghi nhận" in c.leader.answers()[-1].text, "the leader hears that it is decided",
		c.leader.answers()[-1].text)


def confirms(t, c):
	"""GHI Ý KIẾN waits for the leader's word: who acts for him may say it."""
	path = c.o.path("binh.key")
	keys.generate(path, "rsa:2048")
	c.o.pki.ids["binh"] = pki.leaf_certificate(c.o.pki, "binh", keys.Key(path),
		{"code": "H99.12.34.1", "cn": "Trần Thị Bình", "emails": [c.clerk.address]})
	number = c.register(85)
	words = m.text("GHI Ý KIẾN %d/%d: Chủ tịch gọi điện\nCHỦ TRÌ: Hoàng Thị Lan\n" % (number, c.year))
	c.clerk.send(m.signed(words, c.k.signer("binh", signing_time=c.k.now)), "y kien", vouched=False)
	asked = c.leader.mails("[Xác nhận ý kiến]")[-1]
	row = c.tu.reply(asked, "XÁC NHẬN")
	t.equal((row["state"], c.o.sql("SELECT decision, decided_by FROM asking WHERE kind = 'confirm'")),
		("acted", [{"decision": "confirm", "decided_by": "nguyen-van-tu"}]), "he confirms for the leader")
	t.equal(c.o.sql("SELECT person, on_behalf FROM remark WHERE kind = 'answer'"),
		[{"person": "nguyen-van-tu", "on_behalf": "le-van-binh"}], "and is named with him")


def not_passed_on(t, c):
	row = c.tu.send("ỦY QUYỀN: TUQ.; Hoàng Thị Lan; từ %s; đến %s" % (day(0), day(1)))
	t.ok(row["state"] == "refused" and "không được ủy quyền lại" in c.tu.answers()[-1].text,
		"TUQ. is not passed on", c.tu.answers()[-1].text)
	t.equal(len(c.rows()), 1, "and nothing was")


def ended(t, c):
	_, mine = c.submit(c.register(81))
	c.said("ỦY QUYỀN: THÔI; Nguyễn Văn Tư")
	t.ok(c.rows()[0]["ended_at"] is not None, "the leader ends it by signed mail")
	t.ok("đã thôi" in c.tu.mails("Ủy quyền của đồng chí")[-1].text, "and who acted for him hears of it")
	row = c.tu.tap(phone.link(mine, YES))
	t.equal((row["state"], c.stage(3)), ("refused", "submitted"), "his word counts no more")
	t.ok("đã hết hiệu lực" in c.tu.answers()[-1].text, "he is told why", c.tu.answers()[-1].text)
	t.equal(c.o.sql("SELECT state FROM asking WHERE kind = 'decide' ORDER BY id DESC LIMIT 1"),
		[{"state": "open"}], "the question stays open")
	theirs, none = c.submit(3)
	t.ok(none.message_id == mine.message_id, "he is asked no more")
	c.leader.tap(phone.link(theirs, YES))
	t.equal(c.stage(3), "assigned", "the leader decides himself")


def denied(t, c):
	c.said("ỦY QUYỀN: KT.; Nguyễn Văn Tư; từ %s đến %s; phạm vi: văn bản đi" % (day(0), day(1)))
	t.equal((c.rows()[1]["form"], c.rows()[1]["scope"]), ("KT.", "outgoing"), "another form and scope")
	theirs, mine = c.submit(c.register(82))
	t.ok(not re.search(r"đến số 0*4/", mine.subject), "beyond its scope nobody else is asked", mine.subject)
	row = c.tu.reply(theirs, "Đồng ý")
	t.ok(row["state"] == "refused" and "ngoài phạm vi" in c.tu.answers()[-1].text,
		"nor is he heard", c.tu.answers()[-1].text)
	c.minh.tap(phone.link(c.minh.mails(ASKS)[-1], "KHÔNG ĐÚNG"))
	t.ok(c.rows()[1]["ended_at"] is not None, "the second person's no ends it")
	t.ok("đã dừng" in c.leader.mails("Ủy quyền: Nguyễn Văn Tư")[-1].text, "and the leader hears of it")
	c.said("ỦY QUYỀN: TL.; Nguyễn Văn Tư; từ %s; đến %s" % (day(2), day(3)))
	row = c.tu.reply(theirs, "Đồng ý")
	t.ok(row["state"] == "refused" and "chưa đến ngày" in c.tu.answers()[-1].text, "nor before its first day",
		c.tu.answers()[-1].text)
	t.equal(c.stage(4), "submitted", "the document still waits")
	t.equal(c.o.ctl("verify", as_json=False).status, 0, "verify finds nothing wrong")


def signs(t, c):
	"""An outgoing document: the deputy signs for the leader (KT.), with his own signature."""
	def said(taker):
		return c.leader.send(m.signed(m.text("ỦY QUYỀN: KT.; %s; từ %s; đến %s; phạm vi: văn bản đi\n"
			% (taker, day(0), day(1))), c.sign()), "uy quyen", vouched=False)
	t.equal(said("Trần Văn Phong")["state"], "acted", "the deputy may sign what goes out")
	c.leader.send(m.signed(m.text("ỦY QUYỀN: TUQ.; Trần Văn Phong; từ %s; đến %s\n" % (day(0), day(1))),
		c.sign()), "uy quyen", vouched=False)	# what comes in, later and by another form
	said("Nguyễn Văn Tư")
	c.draft()
	c.agreed(1)
	t.ok("thay mặt đồng chí Lê Văn Bình" in c.deputy.mails("Dự thảo 1 ")[-1].text, "he is asked, too")
	t.equal(c.author.mails("[Trình ký] Dự thảo 1 "), [], "the author is not, though he acts for the leader")
	row = c.author.reply(c.leader.mails("Dự thảo 1 ")[-1], "Đồng ý")
	t.equal((row["state"], c.state(1)), ("refused", "leader"), "nor does he sign his own draft")
	row = c.deputy.reply(c.deputy.mails("Dự thảo 1 ")[-1], "Đồng ý")
	t.equal((row["state"], c.state(1)), ("refused", "leader"), "without his signature the deputy signs nothing")
	c.approved(1, "phoct")
	t.equal(c.o.sql("SELECT state, form, approved_by, on_behalf FROM outgoing"), [{"state": "numbered",
		"form": "KT.", "approved_by": "tran-van-phong", "on_behalf": "le-van-binh"}],
		"signed, it is numbered: KT., and for whom")
	shown = c.o.sql("SELECT number, notation FROM outgoing")[0]
	c.o.wait_idle()
	told = c.leader.mails("đã làm thay mặt đồng chí")
	t.ok(len(told) == 1 and "Văn bản đi %02d/%s: đồng chí Trần Văn Phong đã thay mặt đồng chí (KT.)" % (
		shown["number"], shown["notation"]) in told[0].text, "of which the leader hears", told and told[0].text)
	t.equal(c.o.ctl("verify", as_json=False).status, 0, "verify finds nothing wrong")


def main():
	with office.Office(keys=office.key_cache(), more={"notices": {"submit": "yes"}}) as o:
		o.tidy_trust()
		phone.block(o)
		o.start()
		steps = tap.steps(Cast(o), given, second, acts, confirms, not_passed_on, ended, denied, listed)
		with drafting.make_office() as other:
			other.start()
			tap.run(*steps, *tap.steps(drafting.Cast(other), signs))


main()
