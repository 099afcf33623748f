#!/usr/bin/python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""t915-issue - the clerk brings the issue version: it is what was approved, or who approved it says so;
then it goes to its recipients."""

import os
import sys

sys.path.insert(0, os.path.join(os.path.dirname(os.path.abspath(__file__)), ".."))
from lib import drafting, message as m, pdf, tap  # noqa: E402
from lib.drafting import link  # noqa: E402

TO = "Sở Nội vụ tỉnh Hà Sơn; Ông Nguyễn Văn A (Số 1, phố Mới); Sở Tài chính tỉnh Hà Sơn"
DESCRIPTOR = "dang-ky-van-ban.txt"
NOIVU, TAICHINH = "so-noivu@hason.example", "so-taichinh@hason.example"


class Desk(drafting.Cast):
	def __init__(self, o):
		super().__init__(o)
		self.files = {}	# draft: bytes of its files

	def approve(self, number, *names, **lines):
		"""A draft with real PDFs, agreed to by all."""
		given = {}
		for index, name in enumerate(names):
			self.k.begin("issue", 10 * number + index)
			given[name] = pdf.document(self.k.doc())
		self.files[number] = given
		words = "TRÌNH KÝ\nLoại: Thông báo\nTrích yếu: Về việc họp %d\nĐộ khẩn: Khẩn\nNgười ký: Lê Văn" \
			" Bình\nNơi nhận: %s\n" % (number, lines.get("to", TO))
		self.author.send(self.letter(words, given), "Trình ký")
		self.agreed(number)
		self.approved(number)

	def letter(self, words, files):
		return m.multipart([m.text(words)] + [m.attachment(data, name)
			for name, data in files.items()])

	def bring(self, notice, files, words="Bản phát hành.", **options):
		quoted = "".join("> %s\n" % line for line in notice.text.splitlines())
		return self.clerk.send(self.letter("%s\n\n%s" % (words, quoted), files),
			"Re: " + notice.subject, to=notice["Reply-To"],
			more=(("In-Reply-To", notice.message_id),), **options)

	def asked(self, number):
		return [one for one in self.clerk.mails("[Phát hành]") if "họp %d" % number in one.subject][-1]

	def stamped(self, number):
		return {name: pdf.stamped(data, "%02d" % number) for name, data in
			self.files[number].items()}

	def sent(self, address, number):
		self.o.drain()
		return [one for one in self.o.mails(address) if "họp %d" % number in one.subject]


def same(t, c):
	c.approve(1, "thong-bao.pdf", "phu-luc.pdf")
	asked = c.asked(1)
	c.bring(asked, {}, "Đã ký.")
	t.ok(c.state(1) == "numbered" and "Chưa có tệp" in c.clerk.mails("Trả lời thư")[-1].text,
		"without a file nothing is issued")
	row = c.bring(asked, c.stamped(1), vouched=False)
	t.equal((row["state"], c.state(1)), ("refused", "numbered"), "nor without a proof")
	for words in ("Chưa phát hành, gửi để chị xem trước.", "HỎI: số này đúng chưa?"):
		c.bring(asked, c.stamped(1), words)
		t.ok(c.state(1) == "numbered" and "lời trong thư nói khác" in c.clerk.mails("Trả lời thư")[-1].text,
			"nor against the words of who sends them: " + words, c.clerk.mails("Trả lời thư")[-1].text)
	row = c.bring(asked, c.stamped(1))
	t.equal((row["state"], c.state(1)), ("acted", "issued"),
		"what begins with the approved files is issued at once")
	told = c.clerk.mails("Trả lời thư")[-1].text
	t.ok("2 nơi nhận" in told and "Nguyễn Văn A (Số 1, phố Mới)" in told,
		"the clerk hears how many, and who gets paper", told)
	for address in (NOIVU, TAICHINH):
		mails = c.sent(address, 1)
		t.equal(len(mails), 1, "one mail to %s" % address)
		t.equal([data for name, _type, data in mails[0].attachments() if name != DESCRIPTOR],
			list(c.stamped(1).values()), "with the bytes of the issue version")
	t.ok("Số, ký hiệu: 01/TB-UBND" in mails[0].text and "Kính gửi: Sở Tài chính." in mails[0].text
		and "Thông báo Về việc họp 1" in mails[0].text,
		"and a letter", mails[0].text)
	t.equal(c.o.sql("SELECT way, state FROM outgoing_recipient ORDER BY position"),
		[{"way": "mail", "state": "queued"}, {"way": "paper", "state": "waiting"},
		{"way": "mail", "state": "queued"}], "recipients by their states")
	t.equal(c.o.sql("SELECT same, person FROM issue_version"),
		[{"same": "bytes", "person": "tran-thi-binh"}], "both versions are known")
	t.equal(len(c.o.sql("SELECT * FROM outgoing_file WHERE outgoing = 1")), 4, "with their files")
	t.ok("đã được phát hành" in c.author.mails("[Dự thảo 1]")[-1].text, "the author hears of it")
	c.bring(asked, c.stamped(1))
	t.ok(len(c.sent(NOIVU, 1)) == 1 and "đã được ghi nhận" in c.clerk.mails("Trả lời thư")[-1].text,
		"sent again it is not issued again", c.clerk.mails("Trả lời thư")[-1].text)


def reached(t, c):
	def states():
		shown = c.o.ctl("outgoing", "show", "1", ok=True).tables["recipients"]
		return [row["state"] for row in shown]
	t.equal(states(), ["sent", "waiting", "sent"], "show says how far it is with each")
	mail = c.o.sql("SELECT mail FROM outgoing_recipient WHERE position = 3")[0]["mail"]
	name = c.o.sql("SELECT message_id FROM mail WHERE id = ?", mail)[0]["message_id"]
	c.o.deliver(bounce(c, name))
	c.o.settle()
	t.equal(states(), ["sent", "waiting", "failed"], "a bounce is told of its recipient")
	row = c.author.send(m.text("ĐÃ CHUYỂN 1/%d: 2\n" % c.year), "da chuyen")
	t.equal((row["state"], states()[1]), ("refused", "waiting"), "an author ticks nothing off")
	row = c.clerk.send(m.text("ĐÃ CHUYỂN 1/%d: 1, 2\n" % c.year), "da chuyen")
	t.equal((row["state"], states()), ("acted", ["sent", "received", "failed"]),
		"paper is ticked off by the clerk, and only paper")
	t.ok("đến 1 nơi nhận" in c.clerk.mails("Trả lời thư")[-1].text, "who is told how many",
		c.clerk.mails("Trả lời thư")[-1].text)


def bounce(c, name):
	"""RFC 3464, as a mail server writes it."""
	return ("From: MAILER-DAEMON@mx.kimson.example\r\nTo: robot@kimson.example\r\nSubject: Undelivered"
		"\r\nMessage-ID: <b1@mx.kimson.example>\r\nDate: %s\r\nAuto-Submitted: auto-replied\r\n"
		"In-Reply-To: %s\r\nMIME-Version: 1.0\r\nContent-Type: multipart/report;"
		" report-type=delivery-status; boundary=b\r\n\r\n--b\r\n\r\nno such user\r\n--b\r\n"
		"Content-Type: message/delivery-status\r\n\r\nReporting-MTA: dns; mx.hason.example\r\n\r\n"
		"Final-Recipient: rfc822; %s\r\nAction: failed\r\nStatus: 5.1.1\r\n\r\n--b\r\n"
		"Content-Type: message/rfc822\r\n\r\nMessage-ID: %s\r\nSubject: x\r\n\r\nx\r\n--b--\r\n" % (
		m.date(c.k.now), name, TAICHINH, name)).encode()


def other(t, c):
	c.approve(2, "thong-bao.pdf")
	asked = c.asked(2)
	c.bring(asked, c.stamped(1))
	t.ok(c.state(2) == "numbered" and "văn bản khác" in c.clerk.mails("Trả lời thư")[-1].text,
		"files of another document are told back", c.clerk.mails("Trả lời thư")[-1].text)
	scanned = {"ban-quet.pdf": pdf.scan(seed=7)}
	c.bring(asked, scanned)
	t.equal((c.state(2), c.sent(NOIVU, 2)), ("compared", []), "a scan waits for who approved it")
	question = c.leader.mails("[Bản phát hành]")[-1]
	t.equal([data for _name, _type, data in question.attachments()], list(scanned.values()),
		"who gets the files")
	row = c.leader.tap(link(question, "ĐỒNG Ý"))
	t.equal((row["state"], c.state(2)), ("refused", "compared"), "a session confirms nothing")
	c.leader.reply(question, "TRẢ LẠI: thiếu trang thứ hai", sign=c.sign(), vouched=False)
	again = c.asked(2)
	t.ok(c.state(2) == "numbered" and "thiếu trang thứ hai" in again.text,
		"returned, the clerk is asked again, with the reason", again.text)
	c.bring(again, scanned)
	c.leader.reply(c.leader.mails("[Bản phát hành]")[-1], "Đồng ý", sign=c.sign(), vouched=False)
	t.equal(c.state(2), "issued", "confirmed it goes out")
	t.equal([[data for name, _type, data in one.attachments() if name != DESCRIPTOR] for one in c.sent(NOIVU, 2)],
		[list(scanned.values())], "the scan is what travels")
	t.equal(c.o.sql("SELECT same FROM issue_version WHERE outgoing = 2"), [{"same": "confirmed"}],
		"and it stands that he confirmed it")


def better(t, c):
	c.approve(3, "thong-bao.pdf", to="Sở Nội vụ tỉnh Hà Sơn")
	asked = c.asked(3)
	c.bring(asked, {"ban-quet.pdf": pdf.scan(seed=8)})
	question = c.leader.mails("[Bản phát hành]")[-1]
	c.bring(asked, c.stamped(3))
	t.equal(c.state(3), "issued", "while he is asked, the right file is issued all the same")
	c.leader.reply(question, "Đồng ý", sign=c.sign(), vouched=False)
	t.equal(len(c.sent(NOIVU, 3)), 1, "his answer to the old one sends nothing more")
	row = c.clerk.send(m.text("HỦY SỐ ĐI 3/%d: không phát hành nữa\n" % c.year), "huy")
	t.equal((row["state"], c.state(3)), ("acted", "issued"), "what is issued is not voided")
	acts = [r["line"] for r in c.o.sql("SELECT line FROM ledger")]
	t.equal(sum('"act":"issue"' in line for line in acts), 3, "each issue has its line")
	t.equal(c.o.ctl("verify", as_json=False).status, 0, "verify finds nothing wrong")


def main():
	if not pdf.have_reportlab():
		print("1..0 # SKIP python3-reportlab is missing")
		return
	with drafting.make_office() as o:
		o.start()
		tap.run(*tap.steps(Desk(o), same, reached, other, better))


main()
