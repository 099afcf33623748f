# SPDX-License-Identifier: GPL-3.0-or-later
"""tnef - winmail.dat as Outlook writes it (MS-OXTNEF), and the broken ones."""

import struct

MESSAGE, ATTACHMENT = 1, 2
VERSION, CLASS, MAPI_PROPS = 0x00089006, 0x00078008, 0x00069003
REND_DATA, TITLE, DATA, ATTACH_PROPS = 0x00069002, 0x00018010, 0x0006800F, 0x00069005
STRING8, UNICODE, BINARY, OBJECT = 0x1e, 0x1f, 0x102, 0x0d
BODY, RTF, HTML, DATA_OBJECT, LONG_NAME = 0x1000, 0x1009, 0x1013, 0x3701, 0x3707


def attribute(level, ident, data, length=None, checksum=None):
	size = len(data) if length is None else length
	total = sum(data) & 0xffff if checksum is None else checksum
	return struct.pack("<BII", level, ident, size) + data + struct.pack("<H", total)


def prop(kind, ident, value, length=None):
	size = len(value) if length is None else length
	head = struct.pack("<HHII", kind, ident, 1, size)
	return head + value + bytes(-len(value) % 4)


def props(*rows, count=None):
	return struct.pack("<I", len(rows) if count is None else count) + b"".join(rows)


def wide(text):
	return (text + "\0").encode("utf-16-le")


def file(name, data, short="TAILIE~1.PDF", inside=None):
	"""One attachment; inside: a message object in place of the data."""
	rows = [prop(UNICODE, LONG_NAME, wide(name))]
	if inside is not None:
		rows.append(prop(OBJECT, DATA_OBJECT, bytes(16) + inside))
	out = attribute(ATTACHMENT, REND_DATA, struct.pack("<HIHHI", 1, 0xffffffff, 0, 0, 0))
	out += attribute(ATTACHMENT, TITLE, short.encode() + b"\0")
	if inside is None:
		out += attribute(ATTACHMENT, DATA, data)
	return out + attribute(ATTACHMENT, ATTACH_PROPS, props(*rows))


def rtf_stored(text):
	"""Compressed RTF that is not compressed (MS-OXRTFCP: MELA)."""
	return struct.pack("<IIII", len(text) + 12, len(text), 0x414c454d, 0) + text


def winmail(*files, body=None, rtf=None, html=None):
	rows = []
	if body is not None:
		rows.append(prop(UNICODE, BODY, wide(body)))
	if html is not None:
		rows.append(prop(BINARY, HTML, html))
	if rtf is not None:
		rows.append(prop(BINARY, RTF, rtf_stored(rtf)))
	out = struct.pack("<IH", 0x223e9f78, 1)
	out += attribute(MESSAGE, VERSION, struct.pack("<I", 0x10000))
	out += attribute(MESSAGE, CLASS, b"IPM.Microsoft Mail.Note\0")
	if rows:
		out += attribute(MESSAGE, MAPI_PROPS, props(*rows))
	return out + b"".join(files)
