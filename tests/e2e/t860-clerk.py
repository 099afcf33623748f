#!/usr/bin/python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""t860-clerk - the clerk at work by mail: scan, form, OK, number; edits, refusals, secrets."""

import os
import re
import sys
import time

sys.path.insert(0, os.path.join(os.path.dirname(os.path.abspath(__file__)), ".."))
from lib import kit, message as m, office, pdf, phone, tap, wait  # noqa: E402

CLERK = "binh@kimson.example"
BY = ("tag", "thread")


class Clerk(phone.Person):
	"""Answers to the registry address; files come with a Kit's numbers."""

	def __init__(self, o, k):
		super().__init__(o, "binh", now=k.now)
		self.k = k

	def answer(self, notice, words, quoted=True, login=None):
		return self.reply(notice, words, by=BY, quote=quoted, login=login)


def forms(o, address=CLERK):
	return [one for one in o.mails(address) if "BẮT ĐẦU PHIẾU" in one.text]


def answers(o, address=CLERK):
	return [one.text for one in o.mails(address) if one.subject.startswith("Trả lời thư")]


def tables(o):
	return [one for one in o.mails(CLERK) if "CÁC PHIẾU ĐĂNG KÝ" in one.text]


def line(notice, label):
	found = re.search(r"(?m)^%s:(.*)$" % label, notice.text)
	return None if found is None else found.group(1).strip()


def hold(clerk, name, index, seconds=2):
	"""An unsigned document that comes as a form of its own: no other went just before."""
	o, k = clerk.o, clerk.k
	last = o.sql("SELECT coalesce(max(at), 0) AS at FROM rate WHERE what = 'form'")[0]["at"]
	wait.until(lambda: time.time() > last + seconds)
	k.begin(name, index)
	sent = o.deliver(k.plain())
	o.settle()
	return sent


def wide(o):
	"""No table in these steps: every form has a mail of its own."""
	o.stop()
	o.more.setdefault("notices", {})["digest-every"] = "1s"
	o.write()
	o.start()


def unsigned(t, o, clerk):
	k = clerk.k
	sent = hold(clerk, "unsigned", 40)
	row = o.arrival(sent)
	t.equal(row["state"], "held", "an unsigned document is held")
	notice = forms(o)[-1]
	t.ok("Vào sổ" in notice.subject and re.search(r"\[#[a-z2-7]{8}\]$", notice.subject),
		"and comes to the clerk as a form, with a tag", notice.subject)
	t.ok(re.match(r"vanthu\+[a-z2-7]{26}@kimson.example$", notice["Reply-To"] or ""),
		"its Reply-To carries a token", notice["Reply-To"])
	t.equal(line(notice, "Số"), k.number, "filled with what was found")
	t.equal(line(notice, "Độ mật"), "", "secrecy is blank")
	t.ok('- "Số": theo ' in notice.text, "and says where from")
	t.ok("(mã 201)" in notice.text, "it says why it was held", notice.text[:1200])
	t.ok(notice.verify(o.pki.root)[0] if hasattr(o.pki, "root") else True, "signed by the office")
	row2 = clerk.answer(notice, "OK")
	t.equal(o.numbers(), [], "OK alone registers nothing")
	t.ok("Chưa rõ độ mật" in forms(o)[-1].text, "the form comes back and asks for secrecy")
	t.equal(row2["state"], "acted", "the answer is acted upon")
	clerk.answer(notice, "OK KHÔNG MẬT")
	t.equal(o.numbers(), [], "the form before it counts no more")
	clerk.answer(forms(o)[-1], "OK KHÔNG MẬT", login="tu")
	t.equal(o.numbers(), [], "nor does a colleague's login")
	clerk.answer(forms(o)[-1], "OK KHÔNG MẬT")
	t.equal(o.numbers(), [1], "OK KHÔNG MẬT draws a number")
	row = o.arrival(sent)
	t.equal((row["state"], row["decided_by"]), ("registered", "tran-thi-binh"), "by the clerk")
	t.ok("số đến 1/2026" in answers(o)[-1] or "số đến 1/" in answers(o)[-1],
		"the answer says the number", answers(o)[-1])
	t.ok("Mức chứng minh: token,session." in answers(o)[-1], "and the proof", answers(o)[-1])
	t.equal(o.sql("SELECT proof FROM document")[0]["proof"], "token,session", "with its proof")
	count = len(o.mails(CLERK))
	clerk.answer(forms(o)[-1], "OK KHÔNG MẬT (lần hai)")
	t.equal(o.numbers(), [1], "once")
	t.ok("đã" in answers(o)[-1].lower() and len(o.mails(CLERK)) == count + 1,
		"a second answer hears that it was noted")


def scan(t, o, clerk):
	last = o.sql("SELECT max(at) AS at FROM rate WHERE what = 'form'")[0]["at"]
	wait.until(lambda: time.time() > last + 2)
	file = m.attachment(pdf.scan(),
		"so 77 QD-UBND.pdf")
	row = clerk.send(m.multipart([m.text("Ban quet.\n"), file], "mixed"), "ban quet hom nay")
	t.equal(row["state"], "held", "a clerk's files are held")
	t.ok(("own-scan", "tran-thi-binh") in row["why"], "as a scan of the office", row["why"])
	notice = forms(o)[-1]
	t.ok("(BẢN QUÉT)" in notice.text, "the form says so")
	t.equal(line(notice, "Trích yếu"), "", "nothing of its text stands in the form")
	t.equal(notice.attachments(), [], "and no picture")
	clerk.answer(notice, "MẬT", quoted=False)
	row = o.arrival(row["id"])
	t.equal((row["secret"], row["place"]), (1, "sealed"), "MẬT seals it")
	t.ok(any(row["id"] in one.text for one in o.mails("minh@kimson.example")),
		"and the officer for secrets hears of it")


def undone(t, o, clerk):
	sent = hold(clerk, "undone", 46)
	notice = forms(o)[-1]
	link = phone.links(notice)[0]
	t.ok(len(link) <= 1800 and "OK KHONG MAT P" in phone.opened(link)[2], "the link says OK KHONG MAT")
	clerk.tap(link)
	number = o.numbers()[-1]
	row = o.arrival(sent)
	t.equal(row["state"], "registered", "tapping the link and Send registers")
	waiting = o.sql("SELECT kind, state, due_at - made_at AS wait FROM mail WHERE document = ?"
		" AND kind <> 'tra-loi'", row["document"]["id"])
	t.ok(waiting and all(w["state"] == "draft" and w["wait"] > 600 for w in waiting),
		"its notices wait as long as it may be undone", waiting)
	answer = [one for one in o.mails(CLERK) if one.subject.startswith("Trả lời thư")][-1]
	t.ok("Có thể hủy đến" in answer.text, "the answer says until when")
	clerk.answer(answer, "HỦY", quoted=False)
	row = o.arrival(sent)
	t.equal((row["state"], row["document"]), ("held", None), "HỦY: it is held again")
	t.equal(o.sql("SELECT state FROM document WHERE number = ?", number), [{"state": "void"}],
		"its number is void, and stays")
	t.equal([w["state"] for w in o.sql("SELECT state FROM mail WHERE document IN (SELECT id FROM"
		" document WHERE state = 'void') AND kind <> 'tra-loi'")], ["withdrawn"] * len(waiting),
		"nobody else hears of it")
	clerk.answer(notice, "OK KHÔNG MẬT")
	t.equal((o.arrival(sent)["state"], o.numbers()[-1]), ("registered", number + 1),
		"the form can be answered again, with the next number")


def refused(t, o, clerk):
	sent = hold(clerk, "refused", 42)
	clerk.answer(forms(o)[-1], "TRẢ LẠI: sai")
	t.equal(o.arrival(sent)["state"], "held", "a reason of 3 letters is none")
	t.ok("ít nhất 10 ký tự" in forms(o)[-1].text, "the form comes back and says so")
	clerk.answer(forms(o)[-1], "TRẢ LẠI: gửi nhầm nơi nhận văn bản")
	row = o.arrival(sent)
	t.equal((row["state"], row["decision"]), ("refused", "gửi nhầm nơi nhận văn bản"),
		"with a reason it is refused")
	sent = hold(clerk, "dropped", 43)
	clerk.answer(forms(o)[-1], "OK KHÔNG MẬT\nBỎ: thư quảng cáo không cần vào sổ")
	t.equal(o.arrival(sent)["state"], "held", "two decisions are none")
	t.ok("hai ý trái nhau" in forms(o)[-1].text, "and are asked back")
	clerk.answer(forms(o)[-1], "BỎ: thư quảng cáo không cần vào sổ")
	t.equal(o.arrival(sent)["state"], "ignored", "BỎ with a reason")
	clerk.send(m.text("VÀO SỔ\n"), "vao so")
	t.ok("(BẢN GIẤY)" in forms(o)[-1].text, "VÀO SỔ returns an empty form")


def table(t, o, clerk):
	k = clerk.k
	o.stop()
	o.more["notices"]["digest-every"] = "6s"
	o.write()
	o.start()
	sents = []
	before = len(forms(o))
	known = len(tables(o))
	sents.append(hold(clerk, "table0", 50, 7))
	for i in (1, 2):
		k.begin("table%d" % i, 50 + i)
		sents.append(o.deliver(k.plain()))
		o.settle()
	o.drain()
	t.equal((len(forms(o)) - before, len(tables(o)) - known), (1, 1),
		"one form, the others in one table")
	rows = tables(o)[-1]
	t.equal(re.findall(r"(?m)^(\d+)\. Phiếu ", rows.text), ["1", "2"], "two rows")
	numbers = o.numbers()
	clerk.answer(rows, "1: Số 999, OK KHÔNG MẬT\n2: BỎ: thư quảng cáo, không cần vào sổ")
	states = sorted(o.arrival(s)["state"] for s in sents)
	t.equal(states, ["held", "ignored", "registered"], "each row by its own answer")
	t.equal(len(o.numbers()), len(numbers) + 1, "one number more")
	last = o.sql("SELECT value FROM document_field WHERE field = 'number' AND document ="
		" (SELECT max(id) FROM document)")
	t.equal([r["value"] for r in last], ["999"], "with the line that was written in the row")
	t.ok("Phiếu 1: " in answers(o)[-1] and "Phiếu 2: " in answers(o)[-1], "one mail answers all",
		answers(o)[-1])
	t.ok(o.ctl("verify").status == 0, "vanthuctl verify finds nothing wrong")


def main():
	if not pdf.have_reportlab():
		print("1..0 # SKIP python3-reportlab is missing")
		return
	with office.Office(keys=office.key_cache()) as o:
		phone.block(o)
		clerk = Clerk(o, kit.Kit(o.pki))
		wide(o)
		tap.run(*tap.steps_of(o, clerk, unsigned, undone, scan, refused, table))


main()
