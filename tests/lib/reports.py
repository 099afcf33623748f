# SPDX-License-Identifier: GPL-3.0-or-later
"""reports - what comes back about mail: reports of delivery and disposition, answers of machines.

Made with Python's email alone, as servers write them. original: the bytes of the mail that was sent.
"""

import email
import email.encoders
import email.header
import email.message
import email.mime.base
import email.mime.message
import email.mime.multipart
import email.mime.text
import email.policy
import email.utils
import itertools

ROBOT = "robot@kimson.example"
_serial = itertools.count(1)
_marks = {}


def _head(message, frm, subject, more=()):
	message["Return-Path"] = "<>"
	message["From"] = frm
	message["To"] = ROBOT
	message["Subject"] = str(email.header.Header(subject, "utf-8").encode())
	message["Date"] = email.utils.localtime().strftime("%a, %d %b %Y %H:%M:%S %z")
	message["Message-ID"] = "<report-%d@mx.hason.example>" % next(_serial)
	for name, value in more:
		del message[name]
		message[name] = value
	return message


def _raw(message):
	raw = message.as_bytes(policy=email.policy.SMTP)
	# Python re-writes what it knows by its type: the real bytes are put in afterwards.
	for mark, text in _marks.items():
		raw = raw.replace(mark.encode(), text.replace("\n", "\r\n").encode())
	return raw.replace(b"message/x-as-it-is-", b"message/")


def _fields(kind, text):
	mark = "fields-%d" % len(_marks)
	_marks[mark + "."] = text
	part = email.mime.base.MIMEBase("message", "x-as-it-is-" + kind)
	part.set_payload(mark + ".")
	return part


def _blocks(*blocks):
	return "\n".join("".join("%s: %s\n" % pair for pair in block if pair[1] is not None)
		for block in blocks)


def returned(original, how):
	"""The third part: the original whole, its header alone, or nothing."""
	if how == "whole":
		return [email.mime.message.MIMEMessage(email.message_from_bytes(original))]
	if how == "headers":
		head = original.replace(b"\r\n", b"\n").split(b"\n\n", 1)[0].decode("utf-8", "replace")
		part = email.mime.base.MIMEBase("text", "rfc822-headers")
		part.set_payload(head + "\n")
		return [part]
	return []


def delivery(original, recipient, action, status="5.1.1", words="550 5.1.1 no such user", envid=None,
		how="headers", text="Your mail could not be delivered.", more=(), final=None,
		frm="Mail Delivery System <MAILER-DAEMON@mx.hason.example>", extra=()):
	"""A report of delivery (RFC 3464)."""
	report = email.mime.multipart.MIMEMultipart("report", report_type="delivery-status")
	_head(report, frm, "Undelivered Mail Returned to Sender", more)
	report.attach(email.mime.text.MIMEText(text, "plain", "utf-8"))
	report.attach(_fields("delivery-status", _blocks([("Reporting-MTA", "dns; mx.hason.example"),
		("Original-Envelope-Id", envid)], [("Final-Recipient", "rfc822; " + (final or recipient)),
		("Original-Recipient", "rfc822;" + recipient), ("Action", action), ("Status", status),
		("Diagnostic-Code", words and "smtp; " + words)], *extra)))
	for part in returned(original, how):
		report.attach(part)
	return _raw(report)


def disposition(message_id, recipient, kind="displayed", frm=None, text="Your mail was displayed."):
	"""A receipt (RFC 8098)."""
	report = email.mime.multipart.MIMEMultipart("report", report_type="disposition-notification")
	_head(report, frm or recipient, "Read: notice")
	report.attach(email.mime.text.MIMEText(text, "plain", "utf-8"))
	report.attach(_fields("disposition-notification", _blocks([("Reporting-UA", "mail; x 1.0"),
		("Final-Recipient", "rfc822;" + recipient), ("Original-Message-ID", message_id),
		("Disposition", "manual-action/MDN-sent-manually; " + kind)])))
	return _raw(report)


def answer(message_id, frm, subject="Re: x", more=(("Auto-Submitted", "auto-replied"),), path=None):
	"""What a responder sends."""
	message = email.mime.text.MIMEText("Tôi nghỉ phép đến hết tuần.\n", "plain", "utf-8")
	_head(message, frm, subject, tuple(more) + ((("Return-Path", path),) if path else ()))
	if message_id:
		message["In-Reply-To"] = message_id
	return _raw(message)


def plain_bounce(body, more=()):
	"""Of a server that writes no machine part (qmail, old Exim)."""
	message = email.mime.text.MIMEText(body, "plain", "utf-8")
	_head(message, "Mail Delivery System <Mailer-Daemon@mx.hason.example>", "failure notice", more)
	return _raw(message)


def forwarded(raw, frm=email.utils.formataddr(("Trần Thị Bình", "binh@kimson.example")), attachment=None, deep=1):
	"""A report that a person passes on, attached; deep: so many times one inside another."""
	for _ in range(deep):
		outer = email.mime.multipart.MIMEMultipart("mixed")
		_head(outer, frm, "Fwd: thư trả về", (("Return-Path", "<binh@kimson.example>"),))
		outer.attach(email.mime.text.MIMEText("Chuyển lại.\n", "plain", "utf-8"))
		outer.attach(email.mime.message.MIMEMessage(email.message_from_bytes(raw)))
		if attachment:
			part = email.mime.base.MIMEBase("application", "pdf", name="vb.pdf")
			part.set_payload(attachment)
			email.encoders.encode_base64(part)
			part.add_header("Content-Disposition", "attachment", filename="vb.pdf")
			outer.attach(part)
		raw = _raw(outer)
	return raw
