#!/usr/bin/python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""t897-unconfirmed - what a clerk wrote down for the leader, and he never confirmed, on a clock of
its own: two working days later it is on the office head's list. 2026-11-05 is a Thursday."""

import os
import sys

sys.path.insert(0, os.path.join(os.path.dirname(os.path.abspath(__file__)), ".."))
from lib import desk, faketime, keys, message as m, office, pki, tap  # noqa: E402
from lib.faketime import vietnam  # noqa: E402

CHIEF = "minh@kimson.example"
LATE = "lãnh đạo chưa xác nhận ý kiến do văn thư ghi"


START = vietnam("2026-11-05 10:00")


def go(d, at):
	d.k.now = at
	faketime.start(d.o, at)
	d.o.wait_idle()


def lists(d):
	return [one for one in d.o.mails(CHIEF) if "[Chậm xử lý]" in one.subject and LATE in one.text]


def clerk_signer(d):
	path = d.o.path("binh.key")
	keys.generate(path, "rsa:2048")
	d.o.pki.ids["binh"] = pki.leaf_certificate(d.o.pki, "binh", keys.Key(path),
		{"code": "H99.12.34.1", "cn": "Trần Thị Bình", "emails": [d.clerk.address]})
	return lambda: d.k.signer("binh", signing_time=d.k.now)


def noted(t, d):
	sign = clerk_signer(d)
	go(d, START)
	number = d.register(91)
	words = m.text("GHI Ý KIẾN %d/2026: đồng chí Chủ tịch gọi điện\nCHỦ TRÌ: Nguyễn Văn Tư\n" % number)
	d.clerk.send(m.signed(words, sign()), "y kien", vouched=False)
	t.equal(d.stage(number), "assigned", "what the clerk writes down counts")
	t.equal(len(d.leader.mails("[Xác nhận ý kiến]")), 1, "and the leader is asked to confirm it")


def waited(t, d):
	for when in ("2026-11-06 08:00", "2026-11-09 16:00"):
		go(d, vietnam(when))
	t.equal(lists(d), [], "for two working days nobody else hears of it")
	go(d, vietnam("2026-11-10 08:00"))
	t.equal(len(lists(d)), 1, "then the office head does")
	t.ok("Văn bản đến số 1/2026" in lists(d)[0].text, "of which document", lists(d)[0].text)
	go(d, vietnam("2026-11-10 15:00"))
	t.equal(len(lists(d)), 1, "once a day")
	go(d, vietnam("2026-11-11 08:00"))
	t.equal(len(lists(d)), 2, "and the next day again")


def confirmed(t, d):
	asked = d.leader.mails("[Xác nhận ý kiến]")[0]
	row = d.leader.reply(asked, "XÁC NHẬN", sign=d.sign(), vouched=False)
	t.equal(row["state"], "acted", "he confirms it")
	go(d, vietnam("2026-11-12 08:00"))
	t.equal(len(lists(d)), 2, "and it is on no list any more")


def main():
	why = faketime.missing()
	if why is not None:
		print("1..0 # SKIP " + why)
		return
	with office.Office(keys=office.key_cache(), now=START, more={"notices": {"submit": "yes"}}) as o:
		desk.believe(o)
		tap.run(*tap.steps(desk.Desk(o), noted, waited, confirmed))


main()
