# SPDX-License-Identifier: GPL-3.0-or-later
"""replies - answers of people to our notices in every shape, and what each of them says.

make() gives {name: (raw mail, expected)}; expected holds
  told    the instructions, "AGREE(words) | ...": "!" = denied, "1,3:" rows, "-1-2:" all but 2,
          "#" the number behind the verb, "@" in the subject
  edits   lines of the form that are not as they were sent, {key: value}; contradicting ones joined by "|"
  forms, torn, body, forwarded, client, unknown
and only what matters is named. tests/lib/make-replies writes them to tests/corpus/replies.
"""

import base64

from . import message as m
from . import replies_clients as by

TAG = "k7m2q2xw"
TOKEN = "k7m2q2xw4t3hz5rbn6pd5cvj2s"
MARK = "VT-ABCD-EFGH-IJKL-MNOP"
CODE = "PABCDEF"
PERSON = "Chủ tịch <chutich@kimson.example>"
CLERK = "Văn thư <lan@kimson.example>"
TO = "Văn phòng <vanthu+%s@kimson.example>" % TOKEN
SUBJECT = {"leader": "Re: [Trình] Văn bản đến số 1234/2026 - phòng, chống thiên tai [#%s]" % TAG,
	"clerk": "Re: [Vào sổ] quet-0001.pdf - chờ đồng chí xác nhận [#%s]" % TAG}
TRICH_YEU = ("V/v triển khai thực hiện công tác phòng, chống thiên tai và tìm kiếm cứu nạn năm 2026 "
	"trên địa bàn tỉnh: những việc cần làm ngay")

NOTICE = {"leader": """ỦY BAN NHÂN DÂN HUYỆN KIM SƠN
Văn phòng HĐND-UBND

PHIẾU TRÌNH GIẢI QUYẾT VĂN BẢN ĐẾN
Số đến: 1234/2026. Ngày đến: 08 giờ 15 ngày 23/11/2026.

II. ĐỀ XUẤT XỬ LÝ (người đề xuất: Nguyễn Thị Lan)
- Chủ trì: Phòng Nông nghiệp
- Thời hạn giải quyết: 30/11/2026

III. Ý KIẾN CHỈ ĐẠO
Mã: %s

Cách 2. Trả lời thư này và ghi ngay ở dòng đầu tiên:

  ĐỒNG Ý
  hoặc  TRẢ LẠI: lý do
  hoặc  HỎI: nội dung cần làm rõ

Nếu điều chỉnh, chỉ ghi những dòng cần thay đổi:

  CHỦ TRÌ: tên đơn vị hoặc cá nhân
  HẠN: ngày/tháng/năm
""" % MARK}

# As sent: key of doc/form.c, label, text.
FORM = [("number", "Số", "12"), ("notation", "Ký hiệu", "QĐ-UBND"), ("issued", "Ngày văn bản", "20/11/2026"),
	("type", "Tên loại", "Quyết định"), ("issuer", "Cơ quan ban hành", "UBND tỉnh Ninh Bình"),
	("subject", "Trích yếu", TRICH_YEU), ("signer", "Người ký", "Trần Văn A"),
	("position", "Chức vụ người ký", "Chủ tịch"), ("urgency", "Mức độ khẩn", "Thường"),
	("secrecy", "Độ mật", ""), ("pages", "Số trang", "3"), ("arrived", "Ngày đến", "23/11/2026"),
	("paper", "Bản giấy", ""), ("note", "Ghi chú", ""), ("leader", "Trình", ""), ("lead", "Chủ trì", ""),
	("support", "Phối hợp", ""), ("inform", "Để biết", ""), ("due", "Hạn", ""),
	("opinion", "Ý kiến đề xuất", "")]


def block(changes=(), begin=True, end=True, code=CODE):
	"""The form with some texts of others."""
	changes = dict(changes)
	out = ["===== BẮT ĐẦU PHIẾU %s =====" % code] if begin else []
	for key, label, value in FORM:
		value = changes.get(key, value)
		out.append("%s:%s" % (label, " " + value if value else ""))
	return "\n".join(out + (["===== HẾT PHIẾU %s =====" % code] if end else []))


def form_notice(changes=(), **more):
	return """PHIẾU ĐĂNG KÝ VĂN BẢN ĐẾN (BẢN QUÉT)

Kính gửi: Đồng chí Nguyễn Thị Lan, văn thư cơ quan.
Mã: %s

%s

CÁCH TRẢ LỜI

1. Nội dung đã đúng và tài liệu không mật, ghi ở dòng đầu tiên:
     OK KHÔNG MẬT

4. Không phải văn bản cần vào sổ:
     BỎ: lý do

--
Văn phòng HĐND-UBND
""" % (MARK, block(changes, **more))


def address(text):
	"""The name as an encoded word, the address as it is."""
	name, _, at = text.rpartition(" ")
	return m.word(name).encode() + b" " + at.encode()


class Corpus:
	"""Mails of one folder; a name that comes twice is a mistake."""

	def __init__(self):
		self.mails = {}

	def add(self, name, headers, entity, *, who="leader", subject=None, to=None, **expected):
		sender = PERSON if who == "leader" else CLERK
		outer = [("From", address(sender)), ("To", address(to or TO)),
			("Subject", subject if subject is not None else SUBJECT[who]),
			("Date", m.date(1795394400))]
		if "Message-ID" not in dict(headers):
			outer.append(("Message-ID", "<%s@kimson.example>" % name))
		assert name not in self.mails, name
		self.mails[name] = (m.mail(outer + list(headers), entity), expected)

	def answer(self, name, client, words, *, who="leader", notice=None, lang="vi", **expected):
		notice = notice or (NOTICE["leader"] if who == "leader" else form_notice())
		headers, entity = by.CLIENTS[client](words, notice, lang)
		if who == "clerk":
			expected.setdefault("forms", [CODE])
		self.add(name, headers, entity, who=who, **expected)


def clients(c):
	"""Shapes 1 to 4, 6 and 7: every program, in both languages, leader and clerk."""
	for name in by.CLIENTS:
		for lang in ("vi", "en"):
			c.answer("leader-%s-%s" % (name, lang), name, "Đồng ý", lang=lang, told="agree")
		c.answer("clerk-%s" % name, name, "OK KHÔNG MẬT", who="clerk", told="ok | not-secret")
		# Shape 8: a line is edited within what is quoted.
		c.answer("form-%s" % name, name, "OK", who="clerk",
			notice=form_notice({"number": "13", "secrecy": "KHÔNG MẬT"}), told="ok",
			edits={"number": "13", "secrecy": "KHÔNG MẬT"})
	for name, words, told in (
			("agree", "DONG Y 1234/2026 MA %s" % MARK, "agree#1234/2026"),
			("adjust", "DONG Y 1234/2026 MA %s DIEU CHINH: CHU TRI: Phòng Tư pháp; HAN: 30/11/2026" % MARK,
				"agree#1234/2026 | adjust(CHU TRI: Phòng Tư pháp; HAN: 30/11/2026) | "
				"lead(Phòng Tư pháp) | due(30/11/2026)"),
			("return", "TRA LAI 1234/2026 MA %s LY DO: thiếu phụ lục" % MARK,
				"return#1234/2026(thiếu phụ lục)"),
			("ask", "HOI 1234/2026 MA %s NOI DUNG: ai đã làm năm ngoái?" % MARK,
				"ask#1234/2026(ai đã làm năm ngoái?)"),
			("accept", "NHAN VIEC 1234/2026 MA %s" % MARK, "accept#1234/2026"),
			("form", "OK KHONG MAT %s MA %s" % (CODE, MARK), "ok | not-secret#%s" % CODE)):
		headers, entity = by.gmail_link(words, "", "vi")
		c.add("link-%s" % name, headers, entity, subject="%s [#%s]" % (words.split(":")[0], TOKEN),
			told=told, subject_too=True, answered=[])


def words(c):
	"""Shapes 10 and 11: how people write it, and what it is not."""
	cases = [
		("ok", "OK", "ok"), ("ok-dot", "ok.", "ok"), ("ok-em", "Ok em", "ok(em)"),
		("ok-zero", "0K", "ok"), ("ok-not-secret", "OK không mât", "ok | not-secret"),
		("dong-y", "đông ý", "agree"), ("dong-y-ascii", "Dong y", "agree"),
		("dong-y-cry", "Đồng ý!", "agree"), ("d-y", "đ/ý", "agree"), ("nhat-tri", "Nhất trí", "agree"),
		("nhat-chi", "Tôi đã xem và nhất chí", "agree"), ("capitals", "ĐỒNG Ý", "agree"),
		("eth", "\u00d0ồng ý", "agree"), ("nfd", "\u0110o\u0302\u0300ng y\u0301", "agree"),
		("nbsp", "Đồng\u00a0ý", "agree"), ("zero-width", "\u200bĐồng\u200d ý\ufeff", "agree"),
		("quotes", "\u201cĐồng ý\u201d", "agree"), ("dash", "– Đồng ý", "agree"),
		("telex", "ddoongf ys", ""), ("proposal", "Đồng ý như đề xuất", "agree(như đề xuất)"),
		("no", "Không đồng ý", "!agree"), ("not-yet", "Chưa đồng ý", "!agree"),
		("asks", "Đồng ý không?", "!agree(không?)"),
		("but", "Đồng ý nhưng hạn 30/11", "!agree(nhưng hạn 30/11)"),
		("more", "Đồng ý, giao thêm Phòng Tư pháp", "!agree(giao thêm Phòng Tư pháp)"),
		("next-line", "Đồng ý\nNhưng phải xong trước ngày 30/11", "!agree"),
		("opinion", "Đồng ý\nVăn phòng theo dõi, báo cáo", "agree"),
		("free", "Anh Nam xem giúp việc này", ""),
		("mat-dien", "Mất điện từ sáng", ""), ("mat-tran", "Mặt trận Tổ quốc phối hợp", ""),
		("ministry", "Bộ Nội vụ đã có ý kiến", ""), ("council", "Hội đồng đã họp", ""),
		("lines", "Đồng ý\nCHỦ TRÌ: Phòng Tư pháp\nPHỐI HỢP： Phòng Nội vụ；Công an huyện\nHẠN: 30/11/2026\n"
			"Ý KIẾN: báo cáo hằng tuần", "agree | lead(Phòng Tư pháp) | support(Phòng Nội vụ;Công an huyện)"
			" | due(30/11/2026) | opinion(báo cáo hằng tuần)"),
		("return", "TRẢ LẠI: thiếu phụ lục", "return(thiếu phụ lục)"),
		("return-below", "Trả lại:\nthiếu phụ lục", "return(thiếu phụ lục)"),
		# Shape 13: several of a digest.
		("digest", "1, 3, 5 đồng ý; 2 trả lại: thiếu phụ lục", "1,3,5:agree | 2:return(thiếu phụ lục)"),
		("digest-all", "Tất cả đồng ý trừ 2", "-1-2:agree"),
		("digest-rest", "2 trả lại: thiếu phụ lục; còn lại đồng ý", "2:return(thiếu phụ lục) | -1-2:agree"),
		("digest-lines", "1. Đồng ý\n2. Không đồng ý\n77 đồng ý", "1:agree | 2:!agree | 77:agree"),
		("digest-form", "3: Số 123, OK KHÔNG MẬT", "3:ok | 3:not-secret"),
	]
	turn = ("gmail-web", "iphone", "outlook-desktop", "thunderbird", "roundcube", "zimbra")
	changes = {"lines": {"lead": "Phòng Tư pháp", "support": "Phòng Nội vụ;Công an huyện", "due": "30/11/2026",
		"opinion": "báo cáo hằng tuần"}}
	for i, (name, text, told) in enumerate(cases):
		c.answer("words-%s" % name, turn[i % len(turn)], text, told=told, edits=changes.get(name, {}))
	c.answer("words-only-quoted", "gmail-web", "Để tôi xem", told="")
	c.answer("words-only-in-slogan", "thunderbird-below", "Để tôi xem", told="")


def forms(c):
	"""Shapes 8 and 9: a form edited where people edit it."""
	c.answer("form-above", "outlook-desktop", "Số: 13\nĐộ mật: KHÔNG MẬT", who="clerk", told="",
		edits={"number": "13", "secrecy": "KHÔNG MẬT"})
	c.answer("form-contradicts", "gmail-web", "OK\nSố: 13", who="clerk", notice=form_notice({"number": "14"}),
		told="ok", edits={"number": "14|13"})
	c.answer("form-trich-yeu", "roundcube", "OK KHÔNG MẬT", who="clerk",
		notice=form_notice({"subject": TRICH_YEU.replace("tỉnh", "huyện")}), told="ok | not-secret",
		edits={"subject": TRICH_YEU.replace("tỉnh", "huyện")})
	c.answer("form-emptied", "iphone", "OK", who="clerk", notice=form_notice({"number": ""}), told="ok",
		edits={"number": ""})
	c.answer("form-other-line", "gmail-web", "OK", who="clerk", told="ok", unknown=["Mã hồ sơ"],
		notice=form_notice({"note": "\nMã hồ sơ: 77"}))
	c.answer("form-lost-end", "gmail-web", "OK", who="clerk", notice=form_notice(end=False), told="ok",
		forms=[], torn=[CODE])
	c.answer("form-lost-begin", "outlook-desktop", "OK", who="clerk", notice=form_notice(begin=False),
		told="ok", forms=[], torn=[CODE])
	c.answer("form-two", "thunderbird", "OK\n\n" + block(), who="clerk", told="ok",
		notice=form_notice(code="PGHIJKL"), forms=[CODE, "PGHIJKL"])
	odd = block({"number": "13"}).replace(": ", "： ").replace("Ký hiệu", "Ký\u00a0hiệu").replace("-", "–")
	c.add("form-odd-characters", by.THREAD, by.text("OK\n\n" + odd + "\n"), who="clerk", told="ok",
		forms=[CODE], edits={"number": "13"})
	wrapped = "\n".join("> > " + line for line in by.marked(block({"number": "13"})).split("\n"))
	c.add("form-wrapped-twice", by.THREAD, by.text("OK\n\n%s\n%s\n" % (by.VI, wrapped)), who="clerk",
		told="ok", forms=[CODE], edits={"number": "13"})
	cells = "".join("<tr><td><p>%s:</p></td><td><p>%s</p></td></tr>" % (label,
		"13" if key == "number" else value) for key, label, value in FORM)
	rows = "".join("<tr><td>%s</td><td>%s</td></tr>" % (label, "13" if key == "number" else value)
		for key, label, value in FORM)
	fences = block().split("\n")[0], block().split("\n")[-1]
	for name, table in (("cells", cells), ("rows", rows)):
		c.add("form-%s" % name, by.THREAD, by.page("<p>OK</p><blockquote type=cite><p>%s</p><table>%s"
			"</table><p>%s</p></blockquote>" % (fences[0], table, fences[1])), who="clerk", told="ok",
			forms=[CODE], edits={"number": "13"})
	c.add("form-paper", [], by.text(block({"number": "13"}) + "\n"), who="clerk", subject="Vào sổ [#%s]" % TAG,
		told="@enter", forms=[CODE], edits={"number": "13"})


CLOSINGS = {
	"address": "-- \nUBND huyện Kim Sơn\nSố: 12 Trần Phú\nHạn: 30/11\nĐT: 0229 386 0000",
	"regards": "Trân trọng./.\nNguyễn Thị Lan\nSố: 77\nChức vụ: Chuyên viên",
	"plain": "Nguyễn Thị Lan\nSố: 12 Trần Phú, thị trấn Phát Diệm\nĐT: 0229 386 0000",
	"disclaimer-vi": "Lưu ý: Thư này có thể chứa thông tin mật. Nếu đồng chí không phải người nhận,\n"
		"đề nghị xóa.\nĐồng ý: không",
	"disclaimer-en": "Confidentiality Notice: this message is private.\nOK\nMẬT",
}


def closings(c):
	"""Shape 12: signature blocks, disclaimers, a logo, a business card."""
	for name, closing in CLOSINGS.items():
		for client in ("gmail-web", "outlook-desktop"):
			c.answer("closing-%s-%s" % (name, client), client, "OK KHÔNG MẬT\n\n" + closing, who="clerk",
				told="ok | not-secret")
	c.answer("closing-html", "gmail-html", "OK KHÔNG MẬT", who="clerk", told="ok | not-secret")
	headers, html = by.outlook_desktop("Đồng ý", NOTICE["leader"], "vi")
	logo = m.entity("image/png; name=logo.png", m.b64(b"\x89PNG\r\n\x1a\n" + b"\0" * 40),
		[("Content-Transfer-Encoding", "base64"), ("Content-ID", "<logo>"),
			("Content-Disposition", "inline; filename=logo.png")])
	c.add("closing-logo", headers, m.multipart([html, logo], "related", boundary="=_logo"), told="agree")
	card = m.attachment("BEGIN:VCARD\r\nFN:Đồng ý\r\nEND:VCARD\r\n".encode(), "lan.vcf", "text/vcard")
	c.add("closing-vcard", by.THREAD, m.multipart([by.text("Đồng ý\n"), card], boundary="=_card"), told="agree")


def others(c):
	"""Shapes 2, 15 and 16: other people, other mails, no words at all."""
	c.answer("forwarded-by-another", "gmail-web", "Đồng ý\n\n---------- Forwarded message ---------\n"
		"From: %s\n%s" % (by.OFFICE, NOTICE["leader"]), told="agree", forwarded=True)
	c.add("forwarded-inline", [], by.text("Gửi chị đăng ký\n\n-------- Thư đã chuyển tiếp --------\n"
		"Chủ đề: Quyết định\nTừ: Sở Nội vụ\n\nĐồng ý\n"), who="clerk", told="", forwarded=True)
	inner = m.mail([("From", "Sở Nội vụ <vt@snv.example>"), ("Subject", "Đồng ý")], by.text("Đồng ý\n"))
	c.add("forwarded-attached", [], m.multipart([by.text("Gửi chị đăng ký\n"),
		m.entity("message/rfc822", inner)], boundary="=_kem"), who="clerk", told="", forwarded=False,
		subject="Fwd: Quyết định [#%s]" % TAG)
	c.add("reply-all", by.THREAD + [("Cc", "Phòng Tư pháp <tuphap@kimson.example>")],
		by.text("Đồng ý\n\n%s\n%s\n" % (by.VI, by.marked(NOTICE["leader"]))), told="agree")
	c.add("changed-subject", by.THREAD, by.text("Đồng ý\n"), subject="Việc hôm nay", told="agree", tags=[])
	c.add("no-thread", [], by.text("Đồng ý\n"), told="agree", answered=[])
	c.add("vacation", by.THREAD + [("Auto-Submitted", "auto-replied")], by.text(
		"Tôi đi công tác đến 30/11. Các việc đã đồng ý vẫn làm.\nĐồng ý\n"), told="agree",
		subject="Trả lời tự động: [Trình] Văn bản đến số 1234/2026 [#%s]" % TAG)
	c.add("empty", by.THREAD, by.text("\n"), told="", body="none")
	c.add("empty-html", by.THREAD, by.page("<div><br></div>"), told="", body="none")
	photo = m.entity("image/jpeg; name=but-phe.jpg", m.b64(b"\xff\xd8\xff\xe0" + b"\0" * 60),
		[("Content-Transfer-Encoding", "base64"), ("Content-Disposition", "inline; filename=but-phe.jpg")])
	c.add("photo-only", by.THREAD, m.multipart([by.text("\n"), photo], boundary="=_anh"), told="", body="none")
	c.add("voice-memo", by.THREAD, m.multipart([by.text("%s\n" % by.IPHONE["vi"]),
		m.attachment(b"\0\0\0\x1cftypM4A " + b"\0" * 60, "ghi-am.m4a", "audio/x-m4a")], boundary="=_am"),
		told="", body="plain")
	c.add("sticker", by.THREAD, by.page('<div dir="auto"><img src="cid:tim" alt="Đồng ý"></div>'), told="",
		body="none")
	c.add("encrypted", by.THREAD, m.attachment(base64.b64decode("MIAGCSqGSIb3DQEHA6CAMIACAQA="), "smime.p7m",
		"application/pkcs7-mime; smime-type=enveloped-data"), told="", body="none")
	c.add("old-version", by.THREAD, by.text("Đồng ý\n\n> Mã: VT-ZZZZ-ZZZZ-ZZZZ-ZZZZ\n"), told="agree",
		open_references=["ZZZZZZZZZZZZZZZZ"])
	c.add("reference-quoted", by.THREAD, by.text("Đồng ý\n\n%s\n%s\n" % (by.VI, by.marked(NOTICE["leader"]))),
		told="agree", open_references=["ABCDEFGHIJKLMNOP"])
	c.add("subject-only", by.THREAD, by.text("\n"), subject="Đồng ý [#%s]" % TAG, told="@agree", body="none",
		subject_too=True)


HIDDEN = {
	"display": '<span style="display:none">TRẢ LẠI: x</span>',
	"visibility": '<span style="visibility: hidden">TRẢ LẠI: x</span>',
	"size": '<span style="font-size:0px">TRẢ LẠI: x</span>',
	"white": '<font color="#ffffff">TRẢ LẠI: x</font>',
	"same": '<div style="background-color:#eeeeee"><span style="color:#eeeeee">TRẢ LẠI: x</span></div>',
	"class": '<style>.k{display:none}</style><span class="k">TRẢ LẠI: x</span>',
}


def bodies(c):
	"""HTML that hides words, odd charsets and encodings."""
	for name, html in HIDDEN.items():
		c.add("hidden-%s" % name, by.THREAD, by.page("<div>Đồng ý</div>%s" % html), told="", body="hidden")
	c.add("hidden-beside-plain", by.THREAD, by.both("Đồng ý\n", "<div>Đồng ý</div>" + HIDDEN["display"]),
		told="agree", body="plain")
	c.add("charset-utf-16", by.THREAD, m.entity("text/plain; charset=utf-16", m.b64("Đồng ý\r\n".encode("utf-16")),
		[("Content-Transfer-Encoding", "base64")]), told="agree", body="plain")
	c.add("charset-1258", by.THREAD, m.entity("text/plain; charset=windows-1258",
		b"\xd0\xf4\xccng y\xec\r\n", [("Content-Transfer-Encoding", "8bit")]), told="agree")
	c.add("delsp", by.THREAD, m.entity("text/plain; charset=utf-8; format=flowed; delsp=yes",
		"TRẢ LẠI: thiếu phụ  \r\nlục\r\n".encode(), [("Content-Transfer-Encoding", "8bit")]),
		told="return(thiếu phụ lục)")
	c.add("flowed", by.THREAD, m.entity("text/plain; charset=utf-8; format=flowed",
		"TRẢ LẠI: thiếu \r\nphụ lục\r\n".encode(), [("Content-Transfer-Encoding", "8bit")]),
		told="return(thiếu phụ lục)")
	c.add("apple-two-texts", by.THREAD, m.multipart([by.text("Đồng ý\n"), m.attachment(b"%PDF-1.4\n", "a.pdf"),
		by.text("Cảm ơn các đồng chí\n")], boundary="=_hai"), told="agree")


def make():
	"""{name: (raw, expected)}"""
	c = Corpus()
	for group in (clients, words, forms, closings, others, bodies):
		group(c)
	return c.mails
