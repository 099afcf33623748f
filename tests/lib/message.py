# SPDX-License-Identifier: GPL-3.0-or-later
"""message - raw mail as bytes, every byte chosen here; signed with cms.py.

An *entity* is bytes: MIME headers, an empty line, a body; line ends are CRLF until to_lf().
mail() puts the outer headers before an entity.
"""

import base64
import datetime
import hashlib
import quopri
import re

from . import cms

CRLF = b"\r\n"
MICALG = {"md5": "md5", "sha1": "sha1", "sha256": "sha-256", "sha384": "sha-384",
	"sha512": "sha-512"}


def to_crlf(b):
	return b.replace(b"\r\n", b"\n").replace(b"\n", b"\r\n")


def to_lf(b):
	return b.replace(b"\r\n", b"\n")


def word(text, charset="utf-8", encoding="B"):
	"""An unstructured value, RFC 2047 where it is not ASCII; words split between characters."""
	if text.isascii():
		return text
	out, piece = [], ""
	for ch in text:
		if len((piece + ch).encode(charset)) > 39:
			out.append(piece)
			piece = ""
		piece += ch
	out.append(piece)
	def one(p):
		raw = p.encode(charset)
		if encoding == "B":
			return "=?%s?B?%s?=" % (charset, base64.b64encode(raw).decode())
		return "=?%s?Q?%s?=" % (charset, "".join(
			chr(b) if chr(b).isascii() and chr(b).isalnum() else "=%02X" % b for b in raw))
	return "\r\n ".join(one(p) for p in out)


def date(seconds):
	"""RFC 5322 date in Vietnam's time."""
	t = datetime.datetime.fromtimestamp(seconds, datetime.timezone(datetime.timedelta(hours=7)))
	days = ("Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun")
	months = ("Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec")
	return "%s, %d %s %d %s +0700" % (days[t.weekday()], t.day, months[t.month - 1], t.year,
		t.strftime("%H:%M:%S"))


def headers(pairs):
	"""Header lines; str values are encoded, bytes stand as they are."""
	out = b""
	for name, value in pairs:
		if isinstance(value, str):
			value = word(value).encode("ascii")
		out += (name if isinstance(name, bytes) else name.encode()) + b": " + value + CRLF
	return out


def param(name, value, style="2231"):
	"""; name=value as RFC 2231 says, or as mail programs write it otherwise."""
	if style == "raw":
		return b'; %s="%s"' % (name.encode(), value.encode())
	if value.isascii():
		return ('; %s="%s"' % (name, value.replace("\\", "\\\\").replace('"', '\\"'))).encode()
	if style == "2047":
		return ('; %s="%s"' % (name, word(value))).encode()
	quoted = "".join(chr(b) if chr(b).isascii() and (chr(b).isalnum() or chr(b) in "-._")
		else "%%%02X" % b for b in value.encode())
	pieces = []
	while quoted:
		end = 50
		while end < len(quoted) and "%" in quoted[end - 2:end]:
			end -= 1
		pieces.append(quoted[:end])
		quoted = quoted[end:]
	if len(pieces) == 1:
		return ("; %s*=utf-8''%s" % (name, pieces[0])).encode()
	return "".join(";\r\n %s*%d*=%s%s" % (name, i, "" if i else "utf-8''", p)
		for i, p in enumerate(pieces)).encode()


def b64(data, width=76):
	text = base64.b64encode(data)
	return CRLF.join(text[i:i + width] for i in range(0, len(text), width))


def encode(data, cte):
	if cte == "base64":
		return b64(data)
	if cte == "quoted-printable":
		return to_crlf(quopri.encodestring(to_lf(data)))
	return data


def entity(ctype, body, more=()):
	"""An entity: Content-Type value (str or bytes), body bytes, more header pairs."""
	return headers([("Content-Type", ctype)] + list(more)) + CRLF + body


def text(s, charset="utf-8", cte="quoted-printable", subtype="plain"):
	raw = to_crlf(s.encode(charset))
	if not raw.endswith(CRLF):
		raw += CRLF
	return entity("text/%s; charset=%s" % (subtype, charset), encode(raw, cte),
		[("Content-Transfer-Encoding", cte)])


def attachment(data, name, ctype="application/pdf", style="2231", cte="base64"):
	"""A named file."""
	ct = ctype.encode()
	if name is not None:
		ct += param("name", name, style)
	disposition = b"attachment" + (param("filename", name, style) if name is not None else b"")
	return entity(ct, encode(data, cte), [("Content-Transfer-Encoding", cte),
		("Content-Disposition", disposition)])


def boundary_of(parts, salt=b""):
	return "=_" + hashlib.sha256(salt + b"\0".join(parts)).hexdigest()[:24]


def multipart(parts, subtype="mixed", boundary=None, preamble=b"", epilogue=b"", final=True,
		params="", more=()):
	"""A multipart entity; final False leaves the closing line out."""
	boundary = boundary or boundary_of(parts, subtype.encode())
	line = b"--" + boundary.encode()
	body = preamble
	for part in parts:
		body += line + CRLF + part + CRLF
	if final:
		body += line + b"--" + CRLF
	body += epilogue
	return entity('multipart/%s%s; boundary="%s"' % (subtype, params, boundary), body, more)


def signature_part(blob, ctype="application/pkcs7-signature", name="smime.p7s", cte="base64"):
	return attachment(blob, name, ctype, cte=cte)


def signed(content, signer, blob=None, boundary=None, sig=None, ctype="application/pkcs7-signature",
		micalg=None, third=None, final=True, preamble=b"", epilogue=b"", **options):
	"""multipart/signed over the entity `content` (RFC 1847).

	signer: cms.Signer, or a list of them; blob: a SignedData made elsewhere; sig: the whole
	signature part; third: an entity after it; options go to cms.signed_data.
	"""
	signers = signer if isinstance(signer, list) else [signer]
	if blob is None:
		blob = cms.signed_data(content, signers, **options)
	md = micalg or MICALG[signers[0].md if signers else "sha256"]
	parts = [content, sig or signature_part(blob, ctype)] + ([third] if third else [])
	return multipart(parts, "signed", boundary, preamble, epilogue, final,
		'; protocol="%s"; micalg=%s' % (ctype, md))


def opaque(content, signer, blob=None, ctype="application/pkcs7-mime", smime_type="signed-data",
		name="smime.p7m", cte="base64", **options):
	"""application/pkcs7-mime with the content inside."""
	signers = signer if isinstance(signer, list) else [signer]
	if blob is None:
		blob = cms.signed_data(content, signers, detached=False, **options)
	kind = "; smime-type=%s" % smime_type if smime_type else ""
	return attachment(blob, name, ctype + kind, cte=cte)


def bounce(mail, address, at):
	"""RFC 3464, as a mail server sends a mail back that it could not deliver."""
	return ("From: MAILER-DAEMON@mx.kimson.example\r\nTo: robot@kimson.example\r\nSubject: Undelivered"
		"\r\nMessage-ID: <b1@mx.kimson.example>\r\nDate: %s\r\nAuto-Submitted: auto-replied\r\n"
		"In-Reply-To: %s\r\nMIME-Version: 1.0\r\nContent-Type: multipart/report;"
		" report-type=delivery-status; boundary=b\r\n\r\n--b\r\n\r\nno such user\r\n--b\r\n"
		"Content-Type: message/delivery-status\r\n\r\nReporting-MTA: dns; mx.hason.example\r\n\r\n"
		"Final-Recipient: rfc822; %s\r\nAction: failed\r\nStatus: 5.1.1\r\n\r\n--b\r\n"
		"Content-Type: message/rfc822\r\n\r\nMessage-ID: %s\r\nSubject: x\r\n\r\nx\r\n--b--\r\n" % (
		date(at), mail.message_id, address, mail.message_id)).encode()


def mail(outer, inner):
	"""Outer header pairs, MIME-Version, then the entity."""
	return headers(list(outer) + [("MIME-Version", "1.0")]) + inner


def split(raw):
	"""(header bytes, body bytes) of a message or entity."""
	for gap in (b"\r\n\r\n", b"\n\n"):
		if gap in raw:
			head, body = raw.split(gap, 1)
			return head + gap[:len(gap) // 2], body
	return raw, b""


def replace_header(raw, name, *values):
	"""The message with every header `name` replaced by these values (none: taken away)."""
	head, body = split(raw)
	eol = b"\r\n" if b"\r\n" in head else b"\n"
	lines, skip, out = head.split(eol), False, []
	for line in lines:
		if line[:1] in (b" ", b"\t"):
			if not skip:
				out.append(line)
			continue
		skip = line.lower().startswith(name.lower().encode() + b":")
		if not skip:
			out.append(line)
	new = [name.encode() + b": " + (v if isinstance(v, bytes) else word(v).encode())
		for v in values]
	return eol.join(new + out) + eol + body


def signed_content(raw):
	"""The bytes of the first part of a multipart/signed and its decoded signature: a second,
	independent reading for oracles. (None, None) when there is no such thing."""
	head, body = split(raw)
	flat = re.sub(rb"\r?\n[ \t]+", b" ", head)
	found = re.search(rb"(?im)^content-type:\s*multipart/signed.*?boundary=(?:\"([^\"]*)\"|([^\s;]+))",
		flat)
	if not found:
		return None, None
	boundary = re.escape(found.group(1) or found.group(2))
	lines = list(re.finditer(rb"(?:^|\r?\n)--" + boundary + rb"(--)?[ \t]*(?=\r?\n|$)", body))
	if len(lines) < 2:
		return None, None
	def part(i):
		start = lines[i].end()
		start += 2 if body[start:start + 2] == b"\r\n" else 1
		return body[start:lines[i + 1].start() if i + 1 < len(lines) else len(body)]
	head, blob = split(part(1))
	if b"base64" in head:
		try:
			blob = base64.b64decode(blob)
		except ValueError:
			return part(0), b""
	return part(0), blob
