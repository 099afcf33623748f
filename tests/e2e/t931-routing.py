#!/usr/bin/python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""t931-routing - routing.conf by words and urgency: whom a document is proposed to, and which line says so."""

import os
import sys

sys.path.insert(0, os.path.join(os.path.dirname(os.path.abspath(__file__)), ".."))
from lib import kit, office, phone, tap  # noqa: E402

ROUTES = """
route gap
	own = kimson
	words = văn thư, lưu trữ
	urgency = Hỏa tốc
	lead = hoang-thi-lan

route luu-tru
	own = kimson
	words = không có từ này
	words = VAN THU, LUU TRU
	urgency = Thường
	urgency = Khẩn
	lead = nguyen-van-tu
	support = hoang-thi-lan

route sau
	own = kimson
	lead = hoang-thi-lan
"""
FAULTS = [("words = văn thư\n\tlead = không ai", "'không ai' is no person and no unit of 'kimson'", 4),
	("urgency = gấp lắm\n\tlead = nguyen-van-tu", "'gấp lắm' is no urgency", 3),
	("words = văn thư", "the route leads nowhere", 1),
	("support = nguyen-van-tu\n\tsubmit = le-van-binh", "support and inform need lead", 1)]


def write(o, text):
	with open(o.path("routing.conf"), "w", encoding="utf-8") as f:
		f.write(text)


def checked(t, o):
	for lines, words, line in FAULTS:
		write(o, "route sai\n\town = kimson\n\t" + lines + "\n")
		done = o.check()
		t.ok(done.returncode != 0 and words in done.stderr and "routing.conf:%d:" % line in done.stderr,
			"vanthud -n says: " + words, done.stderr)
	write(o, ROUTES)
	t.equal(o.check().returncode, 0, "and is content with the rest")
	o.start()


def routed(t, o):
	k = kit.Kit(o.pki)
	k.begin("routing", 1)
	o.deliver(k.signed())
	o.settle()
	o.wait_idle()
	leader = phone.Person(o, "chutich", now=k.now)
	notice = leader.mails("[Trình]")[-1]
	t.ok("Chủ trì: Nguyễn Văn Tư" in notice.text and "Phối hợp: Hoàng Thị Lan" in notice.text,
		"the leader is asked about what the second route proposes", notice.text)
	html = [part for part in notice.entity.walk() if part.get_content_type() == "text/html"]
	t.ok(len(html) == 1 and ">Đồng ý với đề xuất</a>" in html[0].get_content(),
		"and can agree with it by a tap in HTML")
	answer = o.ctl("routing", "explain", "1", as_json=False)
	t.ok("routing.conf:8" in answer.out and "Nguyễn Văn Tư" in answer.out and "routing.conf:2" not in answer.out
		and "routing.conf:17" not in answer.out, "explained with the line that decided", answer.out)


def urgent(t, o):
	"""The same words, raised to HỎA TỐC by the document: another route."""
	k = kit.Kit(o.pki)
	k.begin("routing", 2)
	k.doc(urgency="HỎA TỐC")
	o.deliver(k.signed())
	o.settle()
	o.wait_idle()
	notice = phone.Person(o, "chutich", now=k.now).mails("[Trình]")[-1]
	t.ok("Chủ trì: Hoàng Thị Lan" in notice.text and "Phối hợp: Hoàng" not in notice.text,
		"what is urgent is proposed by the route for it", notice.text)
	answer = o.ctl("routing", "explain", "2", as_json=False)
	t.ok("routing.conf:2" in answer.out and "routing.conf:8" not in answer.out, "and explained by its line", answer.out)


with office.Office(keys=office.key_cache(), more={"notices": {"submit": "yes"}}) as the_office:
	the_office.tidy_trust()
	phone.block(the_office)
	tap.run(*tap.steps(the_office, checked, routed, urgent))
