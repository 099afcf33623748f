# SPDX-License-Identifier: GPL-3.0-or-later
"""shapes_content - what stands in the document: fields, stamps, marks, words, files, names.

All are soundly signed by a known agency unless the text says otherwise.
"""

import unicodedata

from . import files, message as m, pdf
from .expect import bad, doubt, good, unsigned
from .kit import DAY, day
from .shapes import Shape as S

SECRET = bad("secrecy", verdict=["bad", "doubt"], office=["held"])
HELD = doubt("secrecy|complaint|filetype|metadata", verdict=["doubt", "bad"], office=["held"],
	checks=())
COMPLAINT = doubt("complaint", verdict=["doubt", "bad"])


def listed(k, subject):
	"""A document about this."""
	k.doc(subject=subject)
	return k.signed()


def with_doc(**fields):
	def make(k):
		if "type" in fields and "notation" not in fields:
			fields["notation"] = {"QUYẾT ĐỊNH": "QĐ-SNV", "THÔNG BÁO": "TB-SNV"}.get(
				fields["type"], "VB-SNV")
		k.doc(**fields)
		return k.signed()
	return make


def deadline(k):
	k.doc(due=day(k.now + 20 * DAY), urgency="HỎA TỐC")
	return k.signed()


def province(k):
	k.doc("tinh", type="QUYẾT ĐỊNH", notation="QĐ-UBND",
		subject="ban hành Quy chế công tác văn thư (%s)" % k.number, to=())
	return k.signed(label="tinh", outer=k.outer(agency="tinh"))


def padded_number(k):
	k.begin(k.name, -97)		# number 4, written 04
	k.doc(number="0" + k.number, notation="SNV-CCHC")
	return k.signed()


def annotated(k):
	"""The number is blank in the page, a note over it says 999; the subject is silent."""
	doc = k.doc(number=None)
	data = pdf.document(doc, annotation="999")
	return k.signed(k.content(k.note(), k.file(data, "van_ban.pdf")),
		outer=k.outer(subject="Công văn của Sở Nội vụ"))


def signature_field(k):
	"""In some offices the number is a signature field (its appearance is on the page)."""
	doc = k.doc()
	data = pdf.document(doc.but(number=None), field=doc.number)
	return k.signed(k.content(k.note(), k.file(data)))


def blank_number(k):
	"""The number stands in the mail's subject and the file name alone."""
	doc = k.doc(number=None)
	data = pdf.document(doc)
	k.last_doc = doc.but(number=k.number)
	return k.signed(k.content(k.note(), k.file(data)))


def contradiction(k):
	"""Subject and document name different numbers."""
	doc = k.doc()
	return k.signed(outer=k.outer(subject="Công văn số 7777/%s" % doc.notation))


def quoted_number(k):
	"""A scan that cites another document in the subject of the mail."""
	return k.signed(k.content(k.note(), k.file(pdf.scan(1, int(k.number)), "scan.pdf")),
		outer=k.outer(subject="Trả lời Công văn số 555/UBND-VX"))


def one_file(k, data, name, ctype="application/octet-stream", **options):
	k.doc()
	return k.signed(k.content(k.note(), k.file(), m.attachment(data, name, ctype, **options)))


def only_file(k, data, name, ctype="application/pdf", **options):
	k.doc()
	return k.signed(k.content(k.note(), m.attachment(data, name, ctype, **options)))


def extra(data, name, ctype="application/octet-stream", **options):
	return lambda k: one_file(k, data, name, ctype, **options)


def only(data, name, ctype="application/pdf", **options):
	return lambda k: only_file(k, data, name, ctype, **options)


def changed(change):
	"""The document's bytes changed before signing."""
	return lambda k: k.signed(k.content(k.note(), k.file(change(k.pdf(k.doc())))))


def made(**options):
	return lambda k: k.signed(k.content(k.note(), k.file(pdf.document(k.doc(), **options))))


def named(style, name="Công văn đề nghị rà soát số liệu.pdf"):
	return lambda k: k.signed(k.content(k.note(), k.file(k.pdf(k.doc()), name, style=style)))


def announced(k, second):
	"""The text announces an annex."""
	doc = k.doc(announce="(Kèm theo Phụ lục biểu mẫu tổng hợp số liệu)")
	parts = [k.note(), k.file(k.pdf(doc))]
	if second:
		parts.append(k.file(pdf.document(doc.but(type="PHỤ LỤC")), "phu_luc.pdf"))
	return k.signed(k.content(*parts))


def stranger(k, title, subject=None):
	"""Unsigned mail of a citizen."""
	doc = pdf.Doc(number=None, notation="", type=title, superior=None, issuer="",
		subject="việc cấp đất (%s)" % k.number, sign=((), "Người viết đơn"))
	return m.mail(k.outer(frm="Nguyen Van An <an@dan.example>", subject=subject or title.title()),
		m.multipart([m.text("Kính gửi: Ủy ban nhân dân xã Kim Sơn.\n%s\n" % title),
			m.attachment(pdf.document(doc), "don.pdf")]))


def tones_apart(text):
	"""As windows-1258 writes it: ă â ê ô ơ ư in one piece, the tone as a mark behind."""
	out = ""
	for ch in text:
		apart = unicodedata.normalize("NFD", ch)
		tone = "".join(c for c in apart if c in "\u0300\u0301\u0303\u0309\u0323")
		out += unicodedata.normalize("NFC", "".join(c for c in apart if c not in tone)) + tone
	return out


def legacy_subject(charset):
	def make(k):
		doc = k.doc(subject="rà soát công tác (%s)" % k.number)
		value = "Công văn số %s/%s" % (doc.number, doc.notation)
		if charset == "windows-1258":
			raw = tones_apart(value).encode("windows-1258")
		else:
			raw = value.encode(charset)
		import base64
		return k.signed(outer=k.outer(subject=b"=?%s?B?%s?=" % (charset.encode(),
			base64.b64encode(raw))))
	return make


def html_only(k):
	k.doc()
	return k.signed(k.content(m.text("<html><body><p>Kính gửi quý cơ quan %s</p></body></html>"
		% k.name, subtype="html"), k.file()))


def subject_mark(mark):
	return lambda k: k.signed(outer=k.outer(subject="%s Công văn số %s" % (mark, k.doc().code)))


def nfd_subject(k):
	return k.signed(outer=k.outer(subject=unicodedata.normalize("NFD", k.subject())))


FULL = good()
DIRTY = bad("filetype")
MAYBE = good(verdict=["good", "doubt", "bad"], sure=False, office=["registered", "held", "refused"])

TABLE = [
	# fields
	S("doc-deadline", deadline, "a deadline and HỎA TỐC", FULL),
	S("doc-urgent", with_doc(urgency="KHẨN"), "stamped KHẨN", FULL),
	S("doc-decision", province, "a decision of the province, without a superior line", FULL),
	S("doc-notice", with_doc(type="THÔNG BÁO"), "a typed document", FULL),
	S("doc-many-to", with_doc(to=("Các sở, ban, ngành", "Ủy ban nhân dân xã Kim Sơn",
		"Ủy ban nhân dân xã Tân Sơn")), "several addressees", FULL),
	S("doc-three-pages", with_doc(pages=3), "three pages, signed on the last", FULL),
	S("doc-two-line-issuer", with_doc(issuer=("Ban Quản lý dự án", "đầu tư xây dựng"),
		superior="Ủy ban nhân dân tỉnh Hà Sơn"), "the issuer's name takes two lines", good(
			fields={})),
	S("doc-number-04", padded_number, "a number below ten", FULL, lf=False),
	S("doc-blank-number", blank_number, "the page has no number, subject and file name do",
		good(verdict=["good", "doubt"])),
	S("doc-annotated", annotated, "999 is laid over the blank number: never trusted",
		doubt("metadata", verdict=["doubt", "good"], never={"number": "999"}, checks=(),
			office=["held"])),
	S("doc-signature-field", signature_field, "the number is a signature field of its own",
		good(verdict=["good", "doubt"])),
	S("doc-contradiction", contradiction, "subject and document disagree on the number",
		good(verdict=["doubt", "good"], office=["held", "registered"], fields={},
			never={"number": "7777"})),
	S("doc-quoted-number", quoted_number, "a scan; the subject cites another document",
		doubt("metadata|completeness", never={"number": "555"})),
	S("doc-nfd-subject", nfd_subject, "the subject in NFD", FULL),
	S("doc-1258-subject", legacy_subject("windows-1258"), "the subject in windows-1258", FULL),
	S("doc-unknown-charset", legacy_subject("utf-7"), "the subject in UTF-7, an unlisted charset",
		MAYBE),
	S("doc-html-body", html_only, "the text is HTML alone", FULL),
	# PDF
	S("pdf-encrypted", made(password="matkhau"), "a PDF that needs a password",
		doubt("completeness|metadata|filetype", verdict=["doubt", "bad"])),
	S("pdf-truncated", changed(pdf.truncated), "a PDF cut off",
		doubt("completeness|metadata|filetype", verdict=["doubt", "bad"])),
	S("pdf-broken-xref", changed(pdf.broken_xref), "a PDF with a wrong xref offset", MAYBE),
	S("pdf-script", made(script=True), "a PDF with JavaScript", doubt("filetype")),
	S("pdf-launch", only(pdf.launch(), "van_ban.pdf"), "a PDF that starts a program",
		doubt(verdict=["bad", "doubt"])),
	S("pdf-no-pages", only(pdf.empty_pages(), "van_ban.pdf"), "a PDF without pages",
		doubt("completeness|metadata|filetype", verdict=["doubt", "bad"])),
	S("pdf-empty", only(b"", "van_ban.pdf"), "an empty attachment",
		doubt("completeness|filetype", verdict=["doubt", "bad"])),
	S("pdf-header-only", only(b"%PDF-1.7\n", "van_ban.pdf"), "nothing but the first line",
		doubt("completeness|filetype|metadata", verdict=["doubt", "bad"])),
	S("no-file", lambda k: k.signed(k.content(k.note())), "signed text without any file",
		doubt("completeness|metadata")),
	# secrecy
	S("secret-page", with_doc(secrecy="MẬT"), "MẬT on the page alone", SECRET),
	S("secret-top", with_doc(secrecy="TỐI MẬT"), "TỐI MẬT", SECRET),
	S("secret-absolute", with_doc(secrecy="TUYỆT MẬT"), "TUYỆT MẬT", SECRET),
	S("secret-spaced", with_doc(secrecy="M Ậ T"), "M Ậ T", SECRET),
	S("secret-unaccented", with_doc(secrecy="TOI MAT"), "TOI MAT", SECRET),
	S("secret-subject", subject_mark("[MẬT]"), "[MẬT] in the subject alone", SECRET),
	S("secret-subject-round", subject_mark("(Mật)"), "(Mật) in the subject", SECRET),
	S("secret-subject-word", subject_mark("Độ mật: Mật."), "Độ mật: Mật in the subject", SECRET),
	S("secret-subject-nfd", subject_mark(unicodedata.normalize("NFD", "[TỐI MẬT]")),
		"[TỐI MẬT] in NFD", SECRET),
	S("secret-unsigned", lambda k: k.plain(k.note(), k.file(k.pdf(k.doc(secrecy="MẬT")))),
		"marked MẬT and unsigned", unsigned("secrecy", verdict=["bad", "doubt"])),
	S("not-secret-words", lambda k: listed(k, "bảo mật thông tin, mật mã và mật độ dân cư (%s)"
		% k.number), "bảo mật, mật mã, mật độ: no marks", FULL),
	S("not-secret-honey", with_doc(body=("Phát triển nghề nuôi ong lấy mật ong; giữ bí mật nhà nước "
		"theo quy định; đoàn kết thân mật.",)), "mật ong, bí mật, thân mật: no marks", FULL),
	# complaint and subject lists
	S("complaint-stranger", lambda k: stranger(k, "ĐƠN TỐ CÁO"), "a denunciation by a citizen",
		unsigned("complaint")),
	S("complaint-petition", lambda k: stranger(k, "ĐƠN KHIẾU NẠI"), "a complaint by a citizen",
		unsigned("complaint")),
	S("complaint-unaccented", lambda k: stranger(k, "DON TO CAO", "Don to cao"), "unaccented",
		unsigned("complaint")),
	S("complaint-forwarded", with_doc(type="ĐƠN TỐ CÁO"), "a denunciation sent on by an agency",
		COMPLAINT),
	S("complaint-answer", lambda k: listed(k, "báo cáo kết quả giải quyết khiếu nại, tố cáo (%s)"
		% k.number), "a report about complaints is an ordinary document", good(
			verdict=["good", "doubt"], office=["registered", "held"])),
	S("list-religion", lambda k: listed(k, "hoạt động tôn giáo trên địa bàn (%s)" % k.number),
		"religion in the trích yếu: held by the subject list", HELD),
	S("list-foreign", lambda k: listed(k, "công tác đối ngoại, chưa có kết luận (%s)" % k.number),
		"foreign affairs without a conclusion", HELD),
	S("list-body-only", with_doc(body=("Các tổ chức tôn giáo trên địa bàn phối hợp tổ chức Tết.",)),
		"religion in the body alone: no hit", FULL),
	# files
	S("file-annex-missing", lambda k: announced(k, False), "an annex is announced, one file came",
		doubt("completeness")),
	S("file-annex", lambda k: announced(k, True), "the announced annex is there", good(fields={})),
	S("file-mz", extra(files.MZ, "cong_van.pdf", "application/pdf"), "MZ named .pdf", DIRTY),
	S("file-elf", extra(files.ELF, "cong_van.pdf", "application/pdf"), "ELF named .pdf", DIRTY),
	S("file-exe", extra(files.MZ, "cai_dat.exe"), "an executable under its own name", DIRTY),
	S("file-shell", extra(files.SHELL, "chay.txt", "text/plain"), "a shell script named .txt",
		DIRTY),
	S("file-js", extra(b"WScript.Echo('x');\r\n", "thong_bao.js"), "a script by its name", DIRTY),
	S("file-double", extra(files.MZ, "cong_van.pdf.exe"), "a double extension", DIRTY),
	S("file-double-harmless", extra(b"%PDF-1.4\n", "cong_van.pdf.js", "application/pdf"),
		"a double extension, no executable", DIRTY),
	S("file-rtlo", extra(files.MZ, "cong_van\u202efdp.exe", "application/pdf"),
		"a right-to-left override in the name", DIRTY),
	S("file-rtlo-harmless", lambda k: named("2231", "cong_van_\u202efdp.txt.pdf")(k),
		"the same around a real PDF", bad("filetype", verdict=["bad", "doubt"])),
	S("file-docm", extra(files.docx("x", True), "bieu_mau.docm"), "a document with macros",
		bad("filetype", verdict=["bad", "doubt"])),
	S("file-docm-as-docx", extra(files.docx("x", True), "bieu_mau.docx"),
		"a document with macros named .docx", bad("filetype", verdict=["bad", "doubt"])),
	S("file-docx", extra(files.docx("Biểu mẫu"), "bieu_mau.docx",
		"application/vnd.openxmlformats-officedocument.wordprocessingml.document"),
		"a Word file beside the PDF", good()),
	S("file-xlsx", extra(files.xlsx("x"), "so_lieu.xlsx",
		"application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"),
		"a spreadsheet beside the PDF", good()),
	S("file-png", extra(files.png(), "ban_do.png", "image/png"), "a picture beside the PDF", good()),
	S("file-zip", extra(files.archive({"so_lieu.txt": b"1\r\n"}), "so_lieu.zip",
		"application/zip"), "an archive beside the PDF", good(verdict=["good", "doubt"],
			office=["registered", "held"])),
	S("file-zip-exe", extra(files.archive({"a/chay.exe": files.MZ}), "so_lieu.zip",
		"application/zip"), "an archive with an executable", bad("filetype",
			verdict=["bad", "doubt"])),
	S("file-zip-encrypted", extra(files.encrypted_zip("so_lieu.txt"), "so_lieu.zip",
		"application/zip"), "an encrypted archive", doubt("filetype|completeness",
			verdict=["doubt", "bad"])),
	S("file-zip-bomb", lambda k: one_file(k, files.bomb(), "so_lieu.zip", "application/zip"),
		"64 MiB of zeros in 64 KB", doubt("filetype"), lf=False),
	S("file-unknown", extra(b"\x01\x02\x03\x04" * 50, "du_lieu.xyz"), "a type nobody lists",
		doubt("filetype", verdict=["doubt", "bad"])),
	S("file-type-lie", lambda k: k.signed(k.content(k.note(), k.file(ctype="image/png"))),
		"a PDF declared as image/png", doubt("filetype")),
	S("file-no-name", lambda k: k.signed(k.content(k.note(), m.attachment(k.pdf(k.doc()), None))),
		"a PDF without a name", good(verdict=["good", "doubt"])),
	S("file-octets", lambda k: k.signed(k.content(k.note(), k.file(ctype="application/octet-stream"))),
		"a PDF declared as octet-stream", good()),
	S("name-2231", named("2231"), "a Vietnamese name, RFC 2231", FULL),
	S("name-2047", named("2047"), "a Vietnamese name, RFC 2047 in a parameter", good(
		verdict=["good", "doubt"])),
	S("name-raw", named("raw"), "a Vietnamese name in bare UTF-8", good(verdict=["good", "doubt"])),
	S("name-nfd", named("2231", unicodedata.normalize("NFD", "Thông báo kết luận.pdf")),
		"a name in NFD", FULL),
	S("name-path", named("2231", "../../etc/passwd.pdf"), "a name that is a path", good(
		verdict=["good", "doubt", "bad"], sure=False, office=["registered", "held", "refused"])),
	S("name-long", named("2231", "a" * 300 + ".pdf"), "a name of 304 bytes: too much to report",
		doubt("jail|structure|filetype", verdict=["doubt", "bad"])),
	S("name-newline", named("2231", "cong\nvan\r\n.pdf"), "line ends in a name",
		good(verdict=["good", "doubt", "bad"], sure=False,
			office=["registered", "held", "refused"]), lf=False),
]
