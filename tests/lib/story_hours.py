# SPDX-License-Identifier: GPL-3.0-or-later
"""story_hours - what people do in the hours of that day, and what they look at before: HOURS.

Each is a function of the Day; it only reads mails, as people do, and writes. day.rest() stands
where somebody waits for an answer. What is told at the side (day.note) is what the judge asks.
"""

import hashlib
import re

from . import kit, message as m, pdf, phone, pki, story

ROW = r"(?m)^(\d+)\. Số đến (\d+)/2026"
FORM_ROW = r"(?ms)^(\d+)\. Phiếu P\w+.*?Mã thư: (\w+)"


def coming(day, hour):
	return [one for one in day.plan if one.at == hour]


def lines(one):
	"""What the clerk proposes."""
	out = ["CHỦ TRÌ: " + one.lead]
	if one.support:
		out.append("PHỐI HỢP: " + one.support)
	return out + ["HẠN: " + story.DUE, "Ý KIẾN: Tham mưu trả lời"]


def submit(day, documents):
	"""TRÌNH of each: its number stands in the register."""
	for one in documents:
		day.who["binh"].post("\n".join(["TRÌNH %d/2026" % day.number(one)] + lines(one)),
			"trinh %s" % one.number)


def edited(one):
	"""The lines of its form that the clerk writes: (label, text)."""
	out = []
	if one.how == "scan":
		out = [("Số", one.number), ("Ký hiệu", one.notation), ("Ngày văn bản", "25/11/2026"),
			("Tên loại", "Công văn"), ("Cơ quan ban hành", "Ủy ban nhân dân tỉnh Hà Sơn"),
			("Trích yếu", "kế hoạch %s" % one.number), ("Người ký", "Trần Quốc Hùng"),
			("Chức vụ người ký", "Phó Chủ tịch")]
	out += [("Chủ trì", one.lead), ("Hạn", story.DUE), ("Trình", story.CAST[one.leader][1])]
	return out + ([("Phối hợp", one.support)] if one.support else [])


def in_row(one):
	"""The clerk's line in a table of forms."""
	return "MẬT" if one.secret else ", ".join(["%s %s" % pair for pair in edited(one)]
		+ ["OK KHÔNG MẬT"])


def alone(one):
	"""The answer to a form of its own: lines above the quotation."""
	return "MẬT" if one.secret else "\n".join(["OK KHÔNG MẬT"] + ["%s: %s" % pair
		for pair in edited(one)])


def open_forms(day):
	"""(notice, {row: document}, the document of a form of its own or None), newest last."""
	out = []
	for notice in day.who["binh"].mails("[Vào sổ]"):
		if notice.message_id in day.seen:
			continue
		day.seen.add(notice.message_id)
		rows = {int(row): day.of_arrival(arrival) for row, arrival in
			re.findall(FORM_ROW, notice.text)}
		asked = day.sql("SELECT arrival FROM asking WHERE tag = ?", re.search(r"\[#(\w+)\]",
			notice.subject).group(1))
		out.append((notice, rows, None if rows else day.of_arrival(asked[0]["arrival"])))
	return out


def answer_forms(day, forgetful=False):
	binh = day.who["binh"]
	for notice, rows, one in open_forms(day):
		if rows:
			binh.reply(notice, "\n".join("%d: %s" % (row, in_row(d)) for row, d in rows.items()),
				wait=False)
			continue
		if forgetful:
			binh.reply(notice, "OK", wait=False)
			day.rest()
			(notice, _, _), = open_forms(day)
		binh.reply(notice, alone(one), wait=False)
	day.rest()


# ---- the morning ----

def arrive_early(day):
	for one in coming(day, "07:30"):
		day.bring(one)
	day.rest()


def clerk_early(day):
	"""The clerk proposes, and answers what is not signed; once without saying that it is no secret."""
	submit(day, [one for one in coming(day, "07:30") if one.how == "signed"])
	answer_forms(day, forgetful=True)
	day.who["binh"].post("TRÌNH 999/2026\nCHỦ TRÌ: " + story.KT, "so khong co")
	day.rest()


def listed(day, login):
	"""The newest list of that leader: (notice, {document: row})."""
	notice = day.newest(login, "chờ ý kiến chỉ đạo")
	rows = {int(n): int(row) for row, n in re.findall(ROW, notice.text)}
	known = {day.number(one): one for one in day.plan if one.sent and day.number(one)}
	return notice, {known[n]: row for n, row in rows.items()}


def leaders_early(day):
	"""Strangers first; then two leaders answer their lists, each with one mail."""
	notice, rows = listed(day, "chutich")
	day.note["lists"].append(sorted(one.number for one in rows))
	boss, deputy = day.who["chutich"], day.who["phoct"]
	boss.reply(notice, "Tất cả đồng ý", vouched=False, wait=False)	# somebody wrote his address
	day.who["tu"].reply(notice, "Tất cả đồng ý", wait=False)	# who got it forwarded
	day.rest()
	day.note["early"] = day.sql("SELECT count(*) AS n FROM task")[0]["n"]
	said = {one.answer: row for one, row in rows.items()}
	boss.reply(notice, "Tất cả đồng ý trừ %d, %d\n%d trả lại: thiếu phụ lục kèm theo\n%d hỏi: Sở đã gửi"
		" phụ lục chưa?" % (said["return"], said["ask"], said["return"], said["ask"]), wait=False)
	day.note["letters"].append(("chutich", boss.last))
	notice, rows = listed(day, "phoct")
	day.note["lists"].append(sorted(one.number for one in rows))
	deputy.reply(notice, "Tất cả đồng ý", wait=False)
	day.note["letters"].append(("phoct", deputy.last))
	day.rest()


def answered(day):
	"""Undo-time is over: the clerk answers what came back, the leader decides with his signature."""
	binh, boss = day.who["binh"], day.who["chutich"]
	for notice in binh.mails("[Ý kiến lãnh đạo]"):
		binh.reply(notice, "Đã có phụ lục, gửi kèm.", wait=False)
	day.rest()
	for notice in boss.mails("[Trình] Văn bản"):
		sign(day, boss, notice, "Đồng ý")
	day.rest()


def sign(day, person, notice, words):
	"""Signed, from a program that quotes; the letter can be kept by whoever carries it."""
	entity = m.signed(m.text("%s\n\n> %s\n" % (words, phone.reference(notice))),
		day.kit.signer("chutich", signing_time=day.time()))
	day.note["signed"] = entity
	person.send(entity, "Re: " + notice.subject, to=notice["Reply-To"], vouched=False, wait=False)


def given(day, login):
	"""Tasks that came since he looked last, by the number of the document."""
	out = [x for x in day.who[login].mails("[Giao việc]") if x.message_id not in day.seen]
	day.seen.update(x.message_id for x in out)
	return sorted(out, key=lambda x: int(re.search(r"«(\d+)/", x.text).group(1)))


STAFF = {"kien": "tu", "dung": "lan", "ha": "son"}


def heads(day, passes):
	for login, under in STAFF.items():
		for notice in given(day, login):
			if passes and "chủ trì giải quyết" in notice.text:
				day.who[login].reply(notice, "CHUYỂN: %s; hạn 02/12/2026"
					% story.CAST[under][1], wait=False)
			else:
				day.who[login].tap(phone.link(notice, "NHẬN VIỆC"), client="gmail-android", wait=False)
	day.rest()


def passed_on(day):
	"""Heads pass on what they lead and take what they support."""
	heads(day, passes=True)


def taken(day):
	"""Staff take theirs, one twice: a finger slips. A program says that he is away."""
	for login in STAFF.values():
		for i, notice in enumerate(given(day, login)):
			for _ in range(2 if i == 0 else 1):
				day.who[login].tap(phone.link(notice, "NHẬN VIỆC"), wait=False)
				day.rest()
			day.note["taken"].append((login, notice))
	day.who["tu"].reply(day.note["taken"][0][1], "Tôi nghỉ phép, đồng ý sẽ trả lời sau.",
		more=(("Auto-Submitted", "auto-replied"),), wait=False)
	day.rest()


# ---- the rest of it ----

def arrive_late(day):
	for one in coming(day, "10:00"):
		if one.how == "scan":
			day.scan(one)
		else:
			day.bring(one)
	day.rest()
	first = day.plan[0]
	day.note["again"] = day.deliver(m.replace_header(first.sent.raw, "Message-ID",
		"<lan-hai@hason.example>"))
	day.rest()


def urgent(day):
	"""Two urgent documents: laid before the leader at once. A no, a replayed yes, then what counts."""
	boss = day.who["chutich"]
	replayed = day.note["signed"]
	notices = {level: next(x for x in boss.mails("[Trình]") if level in x.subject)
		for level in ("HỎA TỐC", "KHẨN")}
	documents = {one.urgency: one for one in day.plan if one.urgency}
	first, second = notices["HỎA TỐC"], notices["KHẨN"]
	sign(day, boss, first, "CHỦ TRÌ: " + documents["HỎA TỐC"].lead)
	boss.reply(second, "Không đồng ý", wait=False)
	boss.send(replayed, "Re: " + second.subject, to=second["Reply-To"], vouched=False, wait=False)
	boss.send(day.note["signed"], "Re: " + second.subject, to=second["Reply-To"], vouched=False,
		wait=False)
	day.rest()
	day.note["urgent"] = day.sql("SELECT stage FROM document WHERE id = ?", day.arrival(
		documents["KHẨN"].sent)["document"]["id"])[0]["stage"]
	boss.reply(second, "CHỦ TRÌ: " + documents["KHẨN"].lead, wait=False)
	day.rest()


def clerk_late(day):
	submit(day, [one for one in coming(day, "10:00") if one.how == "signed" and not one.urgency])
	answer_forms(day)


def leaders_late(day):
	for login, words in (("chutich", "Tất cả đồng ý"), ("phoct", "tat ca dong y")):
		notice, rows = listed(day, login)
		day.note["lists"].append(sorted(one.number for one in rows))
		day.who[login].reply(notice, words, wait=False)
		day.note["letters"].append((login, day.who[login].last))
	day.rest()


def work_late(day):
	"""Heads take what is new themselves; what was passed on in the morning is done, but one."""
	heads(day, passes=False)
	for i, (login, notice) in enumerate(day.note["taken"]):
		words = "GIA HẠN: %s; chờ ý kiến của sở" % story.DUE if i == 0 else "TIẾN ĐỘ: đã có dự thảo" \
			if i == 1 else "XONG: %d/UBND-VP" % (200 + i)
		day.who[login].reply(notice, words, wait=False)
	day.rest()


def reports(day):
	"""More time is granted by who gave the task; the head says that the unit's part is done."""
	for login in STAFF:
		for notice in day.who[login].mails("[Xin gia hạn]"):
			day.who[login].reply(notice, "Đồng ý", wait=False)
		for notice in day.who[login].mails("[Báo việc]"):
			day.who[login].tap(phone.link(notice, "Báo cáo hoàn thành"), " đã trả lời", wait=False)
	day.rest()


# ---- what goes out ----

def drafted(day):
	"""Staff hand in drafts."""
	for i, one in enumerate(story.OUTGOING):
		day.kit.begin("du-thao-%d" % i, 70 + i)
		one.draft = pdf.document(day.kit.doc(agency="kimson", number=None, notation="UBND",
			date=kit.day(day.time())))
		words = "TRÌNH KÝ\nLoại: %s\nTrích yếu: %s\nNgười ký: Lê Văn Bình\nNơi nhận: %s\n" % (
			one.kind, one.subject, one.recipients)
		day.who[one.author].post(m.multipart([m.text(words), m.attachment(one.draft, "du-thao.pdf")]),
			"Trình ký")
	day.rest()
	check(day, ("kien", "dung", "ha"))


def check(day, logins):
	for login in logins:
		for notice in [x for x in day.who[login].mails("Dự thảo ") if x.message_id not in day.seen]:
			day.seen.add(notice.message_id)
			day.who[login].tap(phone.link(notice, "Đồng ý với dự thảo"), wait=False)
	day.rest()


def checked(day):
	"""The office looks at what the units agreed to."""
	check(day, ("minh",))


def approved(day):
	"""A tap is not enough to sign; one signature is good for one draft."""
	boss = day.who["chutich"]
	notices = boss.mails("Dự thảo ")
	boss.tap(phone.link(notices[0], "Đồng ý với dự thảo"), wait=False)
	day.rest()
	sign(day, boss, notices[0], "Đồng ý")
	boss.send(day.note["signed"], "Re: " + notices[1].subject, to=notices[1]["Reply-To"],
		vouched=False, wait=False)
	day.rest()
	day.note["outgoing"] = day.sql("SELECT count(*) AS n FROM outgoing WHERE number > 0")[0]["n"]
	for notice in notices[1:]:
		sign(day, boss, notice, "Đồng ý")
	day.rest()


def bring(day, notice, one):
	"""The clerk's letter with the issue version."""
	one.issue = pdf.scan(seed=90) if one.scanned else pdf.stamped(one.draft, "01")
	day.who["binh"].post(m.multipart([m.text("Bản phát hành.\n\n" + phone.quoted(notice, "")),
		m.attachment(one.issue, "van-ban.pdf")]), "Re: " + notice.subject, to=notice["Reply-To"],
		more=(("In-Reply-To", notice.message_id),))


def issued(day):
	"""The clerk stamps and seals; once the wrong file, of another document. Of a scan the leader is
	asked whether it is what he approved; a tap is no answer to that."""
	notices = {one: next(x for x in day.who["binh"].mails("[Phát hành]") if one.subject in x.subject)
		for one in story.OUTGOING}
	first, second = story.OUTGOING[0], story.OUTGOING[2]
	bring(day, notices[first], first)
	day.rest()
	second.draft, kept = first.draft, second.draft
	bring(day, notices[second], second)
	day.rest()
	second.draft = kept
	day.note["issued"] = day.sql("SELECT count(*) AS n FROM outgoing WHERE state = 'issued'")[0]["n"]
	for one, notice in list(notices.items())[1:]:
		bring(day, notice, one)
	day.rest()
	boss = day.who["chutich"]
	for notice in boss.mails("[Bản phát hành]"):
		boss.tap(phone.link(notice, "ĐỒNG Ý"), wait=False)
		day.rest()
		sign(day, boss, notice, "Đồng ý")
	day.rest()


def arrived(day):
	"""What recipients and their servers say; and somebody who has heard of the number."""
	for one in story.OUTGOING:
		for key, what in one.to.items():
			if key == "paper":
				continue
			address = pki.AGENCIES[key].address
			mail = next(x for x in day.mails(address) if one.subject in x.subject)
			if what == "failed":
				day.deliver(m.bounce(mail, address, day.time()))
			elif what == "received":
				outside(day, address, "Đã nhận được văn bản.", ("In-Reply-To", mail.message_id))
	outside(day, "la@elsewhere.example", "Đã nhận 01/TB-UBND.", ("X-Mailer", "x"))
	day.rest()
	binh = day.who["binh"]
	for notice in binh.mails("[Phản hồi]"):
		binh.tap(phone.link(notice, "GHI NHẬN"), wait=False)
	for one in story.OUTGOING:
		if "paper" in one.to:
			row = day.sql("SELECT number, notation FROM outgoing WHERE abstract = ?", one.subject)[0]
			binh.post("ĐÃ CHUYỂN %02d/%s" % (row["number"], row["notation"]), "da chuyen")
	day.rest()


def outside(day, address, words, pair):
	day.deliver(m.mail([("From", address), ("To", phone.REGISTRY), ("Subject", "Re: van ban"),
		("Date", m.date(day.time())), ("Message-ID", "<%s.%s>" % (
		hashlib.sha256((words + pair[1]).encode()).hexdigest()[:16], address)),
		pair], m.text(words + "\n")))


def evening(day):
	day.rest()


HOURS = (("07:30", arrive_early), ("07:46", clerk_early), ("08:02", leaders_early),
	("08:30", answered), ("09:00", passed_on), ("09:20", taken), ("10:00", arrive_late), ("10:05", urgent),
	("10:20", clerk_late), ("14:02", leaders_late), ("14:30", work_late), ("15:00", reports),
	("15:10", drafted), ("15:30", checked), ("15:50", approved), ("16:10", issued),
	("16:30", arrived), ("17:01", evening))
