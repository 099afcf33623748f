# SPDX-License-Identifier: GPL-3.0-or-later
"""replies_clients - an answer as mail programs write it: name -> function.

Each takes the answer, the notice's text and the language of its program ("vi", "en"), and gives
(header pairs, entity). What the programs write was recalled from their mails; the wording of the
line above a quotation in Vietnamese in particular is to be checked against real ones.
"""

import html as escape

from . import message as m

OFFICE = "Văn phòng HĐND-UBND <vanthu@kimson.example>"
ASKED = "<hoi-1@kimson.example>"
VI = "Vào Th 2, 23 thg 11, 2026 vào lúc 08:15 Văn phòng HĐND-UBND <vanthu@kimson.example> đã viết:"
EN = "On Mon, Nov 23, 2026 at 8:15 AM Văn phòng HĐND-UBND <vanthu@kimson.example> wrote:"
ATTRIBUTION = {"vi": VI, "en": EN}
BLOCK = {
	"vi": [("Từ", OFFICE), ("Đã gửi", "Thứ Hai, 23 tháng 11 năm 2026 8:15 SA"),
		("Đến", "Chủ tịch <chutich@kimson.example>"), ("Chủ đề", "[Trình] Văn bản đến số 1234/2026")],
	"en": [("From", OFFICE), ("Sent", "Monday, November 23, 2026 8:15 AM"),
		("To", "Chủ tịch <chutich@kimson.example>"), ("Subject", "[Trình] Văn bản đến số 1234/2026")],
}
IPHONE = {"vi": "Đã gửi từ iPhone của tôi", "en": "Sent from my iPhone"}
ANDROID = {"vi": "Gửi từ thiết bị Android của tôi", "en": "Sent from my Android device"}
SAMSUNG = {"vi": "Được gửi từ thiết bị Galaxy của tôi", "en": "Sent from my Galaxy"}
OUTLOOK = {"vi": "Tải Outlook cho iOS", "en": "Get Outlook for iOS"}
THREAD = [("In-Reply-To", ASKED), ("References", "<truoc@kimson.example> " + ASKED)]


def text(s, **more):
	return m.text(s, cte="8bit", **more)


def page(s):
	return text(s, subtype="html")


def marked(notice):
	"""With "> " in front, and wrapped where it is longer than a line."""
	out = []
	for line in notice.split("\n"):
		while len(line) > 70 and " " in line[:70]:
			cut = line.rindex(" ", 0, 70)
			out.append(line[:cut])
			line = line[cut + 1:]
		out.append(line)
	return "\n".join(("> " + line).rstrip() for line in out)


def lines(s, tag="div", more=""):
	"""Each line an element of its own, as editors of HTML have it."""
	return "".join("<%s%s>%s</%s>" % (tag, more, escape.escape(line, False) or "<br>", tag)
		for line in s.split("\n"))


def breaks(s):
	return escape.escape(s, False).replace("\n", "<br>\n")


def both(plain, html):
	return m.multipart([text(plain), page(html)], "alternative", boundary="=_hai_ban")


def gmail_web(answer, notice, lang):
	said = ATTRIBUTION[lang]
	broken = said[:said.rindex(" ")] + "\n" + said[said.rindex(" ") + 1:]
	return THREAD + [("Message-ID", "<CAx1@mail.gmail.com>")], both(
		"%s\n\n%s\n\n%s\n" % (answer, broken, marked(notice)),
		'<div dir="ltr">%s</div><br><div class="gmail_quote gmail_quote_container"><div dir="ltr" '
		'class="gmail_attr">%s<br></div><blockquote class="gmail_quote" style="margin:0px 0px 0px '
		'0.8ex;border-left:1px solid rgb(204,204,204);padding-left:1ex">%s</blockquote></div>'
		% (breaks(answer), escape.escape(said), breaks(notice)))


def gmail_html(answer, notice, lang):
	headers, _ = gmail_web(answer, notice, lang)
	return headers, page('<div dir="ltr">%s<br clear="all"><div><div dir="ltr" class="gmail_signature" '
		'data-smartmail="gmail_signature">Số: 12 Trần Phú<br>ĐT: 0229 386 0000</div></div></div><br>'
		'<div class="gmail_quote"><div dir="ltr" class="gmail_attr">%s<br></div><blockquote '
		'class="gmail_quote">%s</blockquote></div>' % (breaks(answer),
		escape.escape(ATTRIBUTION[lang]), breaks(notice)))


def gmail_android(answer, notice, lang):
	headers, _ = gmail_web(answer, notice, lang)
	return headers, both("%s\n\n%s\n\n%s\n" % (answer, ATTRIBUTION[lang], marked(notice)),
		'<div dir="auto">%s</div><br><div class="gmail_quote"><div dir="ltr" class="gmail_attr">%s<br>'
		'</div><blockquote class="gmail_quote">%s</blockquote></div>' % (breaks(answer),
		escape.escape(ATTRIBUTION[lang]), breaks(notice)))


def gmail_link(answer, _, lang):
	"""From a mailto: link: one line, no thread, no quotation."""
	return [("Message-ID", "<CAx2@mail.gmail.com>")], both(
		"%s\n\n%s\n" % (answer.replace("\n", " "), ANDROID[lang]),
		'<p dir="auto">%s</p><p dir="auto">%s</p>' % (breaks(answer.replace("\n", " ")), ANDROID[lang]))


def iphone(answer, notice, lang):
	said = {"vi": "Vào 08:15, 23 thg 11, 2026, Văn phòng HĐND-UBND <vanthu@kimson.example> đã viết:",
		"en": "On Nov 23, 2026, at 8:15 AM, Văn phòng HĐND-UBND <vanthu@kimson.example> wrote:"}[lang]
	return THREAD + [("X-Mailer", "iPhone Mail (22A3354)")], both(
		"%s\n%s\n\n%s\n\n%s\n" % (answer, IPHONE[lang], said, marked(notice)),
		'<html><body dir="auto">%s<br id="lineBreakAtBeginningOfSignature"><div dir="ltr">%s</div><div '
		'dir="ltr"><br><blockquote type="cite">%s<br><br></blockquote></div><blockquote type="cite"><div '
		'dir="ltr">%s</div></blockquote></body></html>' % (lines(answer), IPHONE[lang],
		escape.escape(said), breaks(notice)))


def iphone_html(answer, notice, lang):
	headers, _ = iphone(answer, notice, lang)
	return headers, page('<html><body dir="auto">%s<div>%s</div><blockquote type="cite"><div '
		'dir="ltr">%s</div></blockquote></body></html>' % (lines(answer), IPHONE[lang], breaks(notice)))


def samsung(answer, notice, lang):
	head = {"vi": "-------- Tin nhắn gốc --------", "en": "-------- Original message --------"}[lang]
	block = "\n".join("%s: %s" % row for row in BLOCK[lang])
	return THREAD, both("%s\n\n%s\n\n\n%s\n%s\n\n%s\n" % (answer, SAMSUNG[lang], head, block, notice),
		'%s<div id="composer_signature"><div style="font-size:12px;color:#575757">%s</div></div><div><br>'
		'</div><div style="font-size:100%%;color:#000000">%s</div>%s%s' % (lines(answer), SAMSUNG[lang],
		head, lines(block), lines(notice)))


def outlook_ios(answer, notice, lang):
	block = "".join("<b>%s:</b> %s<br>" % (name, escape.escape(value)) for name, value in BLOCK[lang])
	return THREAD, page('<html><body>%s<div id="ms-outlook-mobile-body-separator-line"><br></div><div '
		'id="ms-outlook-mobile-signature"><a href="https://aka.ms/o0ukef">%s</a></div><hr style="display:'
		'inline-block;width:98%%" tabindex="-1"><div id="divRplyFwdMsg" dir="ltr"><font face="Calibri, '
		'sans-serif" color="#000000">%s</font></div>%s</body></html>' % (lines(answer), OUTLOOK[lang],
		block, lines(notice)))


STYLE = ("<style><!-- p.MsoNormal {margin:0in; font-size:11.0pt; font-family:\"Calibri\",sans-serif;} "
	".MsoChpDefault {mso-style-type:export-only; font-size:10.0pt;} @media print {p {display:none}} --></style>")


def outlook_desktop(answer, notice, lang):
	"""HTML alone, nothing marks the quotation but the block of headers."""
	block = "<br>".join("<b>%s:</b> %s" % (name, escape.escape(value)) for name, value in BLOCK[lang])
	return THREAD + [("X-Mailer", "Microsoft Outlook 16.0")], page(
		'<html xmlns:o="urn:schemas-microsoft-com:office:office"><head>%s</head><body lang="VI" '
		'link="#0563C1"><div class="WordSection1">%s<p class="MsoNormal"><o:p>&nbsp;</o:p></p><div><div '
		'style="border:none;border-top:solid #E1E1E1 1.0pt;padding:3.0pt 0in 0in 0in"><p '
		'class="MsoNormal">%s<o:p></o:p></p></div></div>%s</div></body></html>' % (STYLE,
		lines(answer, "p", ' class="MsoNormal"'), block, lines(notice, "p", ' class="MsoNormal"')))


def outlook_unmarked(answer, notice, lang):
	"""The same from an older one: not even a line above the block."""
	block = "<br>".join("<b>%s:</b> %s" % (name, escape.escape(value)) for name, value in BLOCK[lang])
	return THREAD + [("X-Mailer", "Microsoft Office Outlook 12.0")], page(
		'<html><head>%s</head><body><div>%s<p class="MsoNormal">%s</p>%s</div></body></html>' % (STYLE,
		lines(answer, "p"), block, lines(notice, "p")))


def outlook_plain(answer, notice, lang):
	head = {"vi": "-----Thư gốc-----", "en": "-----Original Message-----"}[lang]
	block = "\n".join("%s: %s" % row for row in BLOCK[lang])
	return THREAD + [("X-Mailer", "Microsoft Outlook 16.0")], text(
		"%s\n\n%s\n%s\n\n%s\n" % (answer, head, block, notice))


def outlook_web(answer, notice, lang):
	block = "".join("<b>%s:</b> %s<br>" % (name, escape.escape(value)) for name, value in BLOCK[lang])
	plain = "\n".join("%s: %s" % row for row in BLOCK[lang])
	return THREAD, both("%s\n%s\n%s\n\n%s\n" % (answer, "_" * 32, plain, notice),
		'<div class="elementToProof">%s</div><div id="appendonsend"></div><hr tabindex="-1" '
		'style="display:inline-block; width:98%%"><div id="divRplyFwdMsg" dir="ltr">%s</div><div>%s</div>'
		% (lines(answer), block, lines(notice)))


def thunderbird(answer, notice, lang):
	said = {"vi": "Vào 23/11/2026 08:15, Văn phòng HĐND-UBND đã viết:",
		"en": "On 23/11/2026 08:15, Văn phòng HĐND-UBND wrote:"}[lang]
	return THREAD + [("User-Agent", "Mozilla Thunderbird")], m.entity(
		"text/plain; charset=UTF-8; format=flowed", m.to_crlf(
		("%s\n\n%s\n%s\n" % (answer, said, marked(notice))).encode()),
		[("Content-Transfer-Encoding", "8bit")])


def thunderbird_below(answer, notice, lang):
	headers, _ = thunderbird(answer, notice, lang)
	said = "Vào 23/11/2026 08:15, Văn phòng HĐND-UBND đã viết:"
	return headers, m.entity("text/plain; charset=UTF-8; format=flowed", m.to_crlf(
		("%s\n%s\n\n%s\n\n-- \nChủ tịch\nĐồng ý với mọi thử thách\n" % (said, marked(notice), answer)).encode()),
		[("Content-Transfer-Encoding", "8bit")])


def thunderbird_html(answer, notice, lang):
	headers, _ = thunderbird(answer, notice, lang)
	return headers, page('<html><head><style>p{margin:0}</style></head><body><p>%s</p><div '
		'class="moz-cite-prefix">Vào 23/11/2026 08:15, Văn phòng đã viết:<br></div><blockquote '
		'type="cite" cite="mid:hoi-1@kimson.example"><pre wrap="" class="moz-quote-pre">%s</pre>'
		'</blockquote><div class="moz-signature">-- <br>Đồng ý với mọi thử thách</div></body></html>'
		% (breaks(answer), escape.escape(notice, False)))


def zimbra(answer, notice, lang):
	"""Its header block, and no References."""
	block = "\n".join("%s: %s" % row for row in BLOCK[lang])
	return [("In-Reply-To", ASKED), ("X-Mailer", "Zimbra 8.8.15_GA_4059 (ZimbraWebClient)")], both(
		"%s\n\n%s\n%s\n\n%s\n" % (answer, "-" * 5 + {"vi": "Thư gốc", "en": "Original Message"}[lang]
		+ "-" * 5, block, notice),
		'<html><body><div style="font-family: arial"><div>%s</div><div><br></div><hr id="zwchr" '
		'data-marker="__DIVIDER__"><div data-marker="__HEADERS__">%s</div><div '
		'data-marker="__QUOTED_TEXT__">%s</div></div></body></html>' % (lines(answer), lines(block),
		breaks(notice)))


def roundcube(answer, notice, lang):
	said = {"vi": "Vào 2026-11-23 08:15, Văn phòng HĐND-UBND đã viết:",
		"en": "On 2026-11-23 08:15, Văn phòng HĐND-UBND wrote:"}[lang]
	return THREAD + [("User-Agent", "Roundcube Webmail/1.6.5")], text(
		"%s\n\n%s\n%s\n" % (answer, said, marked(notice)))


CLIENTS = {
	"gmail-web": gmail_web, "gmail-html": gmail_html, "gmail-android": gmail_android,
	"iphone": iphone, "iphone-html": iphone_html, "samsung": samsung, "outlook-ios": outlook_ios,
	"outlook-desktop": outlook_desktop, "outlook-unmarked": outlook_unmarked,
	"outlook-plain": outlook_plain, "outlook-web": outlook_web, "thunderbird": thunderbird,
	"thunderbird-below": thunderbird_below, "thunderbird-html": thunderbird_html,
	"zimbra": zimbra, "roundcube": roundcube,
}
