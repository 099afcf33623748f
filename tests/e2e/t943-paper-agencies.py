#!/usr/bin/python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""t943-paper-agencies - an agency of the directory without a mail address gets paper by its name; the
clerk hears what to write on the envelope and ticks it off."""

import os
import sys

sys.path.insert(0, os.path.join(os.path.dirname(os.path.abspath(__file__)), ".."))
from lib import drafting, message as m, office_files as files, tap  # noqa: E402

ELDERS, THERE = "Hội Người cao tuổi xã Kim Sơn", "Nhà văn hóa thôn 3, xã Kim Sơn"
TEMPLE = "Ban Quản lý di tích đền Vàng"
OFFICE = "Số 9 đường Hùng Vương, phường Trung tâm"
MORE = ("\nagency hoi-nguoi-cao-tuoi\n\tname = %s\n\talias = Hội Người cao tuổi\n\tpostal = %s\n"
	"\nagency den-vang\n\tname = %s\n" % (ELDERS, THERE, TEMPLE))
WARNED = "agency 'den-vang' has neither address nor postal"


def text(o):
	with open(o.path("directory.conf"), encoding="utf-8") as f:
		return f.read()


def write(o, said):
	with open(o.path("directory.conf"), "w", encoding="utf-8") as f:
		f.write(said)


def checked(t, c):
	o, good = c.o, text(c.o)
	answer = o.check()
	said = answer.stdout + answer.stderr
	t.ok(answer.returncode == 0 and said.count(WARNED) == 1 and "hoi-nguoi-cao-tuoi" not in said,
		"vanthud -n takes them; one without any address is a warning", said)
	write(o, good.replace("name = %s\n" % TEMPLE, "name = %s\n\tcertificate = pins/x.pem\n" % TEMPLE))
	answer = o.check()
	t.ok(answer.returncode != 0 and "'den-vang' has a certificate and no address" in
		answer.stdout + answer.stderr, "who writes from nowhere has no certificate", answer)
	write(o, good)
	o.start()


def recipients(c, draft):
	return [(row["agency"], row["name"], row["address"], row["way"], row["postal"], row["copies"])
		for row in c.o.sql("SELECT * FROM outgoing_recipient WHERE outgoing = ? ORDER BY position",
		draft)]


def drafted(t, c):
	c.draft("mot.pdf", **{"Nơi nhận": "Sở Nội vụ; Hội Người cao tuổi, 2 bản; %s; den-vang; %s" % (
		ELDERS, TEMPLE)})
	t.equal(recipients(c, 1), [("noivu", "Sở Nội vụ", "so-noivu@hason.example", "mail", OFFICE, 1),
		("hoi-nguoi-cao-tuoi", ELDERS, None, "paper", THERE, 2),
		("den-vang", TEMPLE, None, "paper", None, 1)],
		"by name, alias or key, each once; who has an address gets mail")
	asked = c.head.mails("Dự thảo 1 ")[-1].text
	t.ok("%s (%s)" % (ELDERS, THERE) in " ".join(asked.split()), "who agrees sees where it goes", asked)
	c.author.reply(c.author.mails("[Dự thảo 1]")[-1], "Trích yếu: Về việc họp mặt")
	t.equal([row[:5] for row in recipients(c, 1)][1:], [("hoi-nguoi-cao-tuoi", ELDERS, None, "paper",
		THERE), ("den-vang", TEMPLE, None, "paper", None)], "another version keeps them")


def issued(t, c):
	c.agreed(1)
	c.approved(1)
	c.clerk.reply(c.clerk.mails("01/TB-UBND")[0], "Bản phát hành.", names=("mot.pdf",))
	t.equal(c.state(1), "issued", "it is issued")
	told = " ".join(c.clerk.mails("Trả lời thư")[-1].text.split())
	t.ok("trên bì ghi số 01/TB-UBND, mức độ khẩn: Khẩn" in told, "what stands on the envelope", told)
	t.ok("1 nơi nhận" in told and "2) %s (%s), 2 bản; 3) %s" % (ELDERS, THERE, TEMPLE) in told,
		"the clerk hears who gets paper, and where", told)
	rows = c.o.ctl("list", "post").rows
	t.equal([(row["number"], row["recipient"], row["forwarded"]) for row in rows],
		[("01/TB-UBND", "%s, %s" % (ELDERS, THERE), ""), ("01/TB-UBND", TEMPLE, "")],
		"they stand in the book of the post")
	c.clerk.send(m.text("ĐÃ CHUYỂN 1/%d: 2\n" % c.year), "da chuyen")
	states = [row["state"] for row in c.o.sql("SELECT state FROM outgoing_recipient ORDER BY position")]
	t.equal(states[1:], ["received", "waiting"], "and are ticked off one by one")


def confirmed(t, c):
	"""Who approved it must confirm: the clerk hears of the envelopes all the same."""
	c.draft("hai.pdf", **{"Nơi nhận": "Sở Nội vụ; %s, 2 bản" % ELDERS,
		"Gửi bản giấy": "hồ sơ lưu vĩnh viễn"})
	c.agreed(2)
	c.approved(2)
	c.clerk.reply(c.clerk.mails("02/TB-UBND")[0], "Bản phát hành.", names=("ban-quet.pdf",))
	t.equal((c.state(2), c.clerk.mails("[Gửi bản giấy]")), ("compared", []), "it is asked about")
	c.leader.reply(c.leader.mails("[Bản phát hành]")[-1], "Đồng ý", sign=c.sign(), vouched=False)
	t.equal(c.state(2), "issued", "and issued")
	told = c.leader.mails("Trả lời thư")[-1].text
	t.ok("Đã phát hành" in told and "bản giấy" not in told, "the leader has nothing to send", told)
	mails = c.clerk.mails("[Gửi bản giấy]")
	t.equal([mail.subject for mail in mails],
		["[KHẨN] [Gửi bản giấy] Số 02/TB-UBND - «Về việc tổ chức hội nghị»"], "the clerk has, once")
	said = "\n".join(mails[0].text.splitlines())
	for wanted in ("Nơi gửi: Ủy ban nhân dân xã Kim Sơn\nĐịa chỉ: Số 1 đường Trung tâm", "Số: 02/TB-UBND\n",
			"Mức độ khẩn: Khẩn\n", "Gửi cả bản giấy: «hồ sơ lưu vĩnh viễn»",
			"1. Nơi nhận: Sở Nội vụ\n   Địa chỉ: %s\n   Số lượng bản: 1\n" % OFFICE,
			"2. Nơi nhận: %s\n   Địa chỉ: %s\n   Số lượng bản: 2\n" % (ELDERS, THERE)):
		t.ok(wanted in said, "the envelope: %s" % " ".join(wanted.split()), said)
	rows = [row["recipient"] for row in c.o.ctl("list", "post").rows if row["number"] == "02/TB-UBND"]
	t.equal(rows, ["Sở Nội vụ, %s" % OFFICE, "%s, %s" % (ELDERS, THERE)],
		"who gets mail and paper stands in the book of the post, too")
	c.clerk.send(m.text("ĐÃ CHUYỂN 2/%d\n" % c.year), "da chuyen")
	t.ok("đến 2 nơi nhận" in c.clerk.mails("Trả lời thư")[-1].text, "all are ticked off")


def many(t, c):
	"""A list that is too long for a sentence."""
	people = ["Ông Nguyễn Văn %s (Số %d, đường Trung tâm, xã Kim Sơn, tỉnh Hà Sơn)" % (chr(65 + n), n)
		for n in range(15)]
	c.draft("ba.pdf", **{"Nơi nhận": "; ".join(people)})
	c.agreed(3)
	c.approved(3)
	c.clerk.reply(c.clerk.mails("03/TB-UBND")[0], "Bản phát hành.", names=("ba.pdf",))
	said = c.clerk.mails("[Gửi bản giấy] Số 03/TB-UBND")[-1].text
	t.ok("15. Nơi nhận: Ông Nguyễn Văn O" in said, "comes as a mail, whole", said)
	told = c.clerk.mails("Trả lời thư")[-1].text
	t.ok("03/TB-UBND" in told and "trên bì" not in told, "and the answer is short", told)


def imported(t, c):
	c.o.stop()
	files.write(c.o.path("table.csv"), "Tên cơ quan;Thư điện tử;Địa chỉ bưu điện\nHội Nông dân xã;;Thôn 5\n")
	files.write(c.o.path("bad.csv"), "Tên cơ quan;Thư điện tử;Địa chỉ bưu điện\nHội Không đâu;;\n")
	before = text(c.o)
	answer = c.o.ctl("directory", "import", c.o.path("bad.csv"), as_json=False)
	t.ok(answer.status != 0 and "no address" in answer.err and text(c.o) == before,
		"a table without any address of an agency is refused", answer)
	answer = c.o.ctl("directory", "import", c.o.path("table.csv"), as_json=False)
	t.ok(answer.status == 0 and "agency hoi-nong-dan-xa\n\tname = Hội Nông dân xã\n\tpostal = Thôn 5\n"
		in text(c.o), "with a postal one it is taken", (answer, text(c.o)))
	t.equal(c.o.check().returncode, 0, "and the office starts with it")


def main():
	plain = files.directory

	def directory(logins, pins):
		said = plain(logins, pins).replace("address = so-noivu@hason.example\n",
			"address = so-noivu@hason.example\n\tpostal = %s\n" % OFFICE)
		return said + MORE
	files.directory = directory
	with drafting.make_office() as o:
		tap.run(*tap.steps(drafting.Cast(o), checked, drafted, issued, confirmed, many,
			imported))


main()
