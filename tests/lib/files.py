# SPDX-License-Identifier: GPL-3.0-or-later
"""files - small files of other types, real and disguised."""

import io
import struct
import zipfile
import zlib

MZ = b"MZ\x90\0\x03\0\0\0\x04\0\0\0\xff\xff\0\0\xb8" + bytes(35) + b"\x80\0\0\0" + bytes(64) \
	+ b"PE\0\0\x4c\x01\x01\0" + bytes(400)
ELF = b"\x7fELF\x02\x01\x01" + bytes(9) + struct.pack("<HHIQQQIHHHHHH", 2, 62, 1, 0x400078, 64, 0,
	0, 64, 56, 1, 0, 0, 0) + bytes(200)
SHELL = b"#!/bin/sh\nrm -rf /tmp/x\n"
HTML_SCRIPT = b"<html><script>alert(1)</script></html>\r\n"
OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(504)


def archive(files, level=zipfile.ZIP_DEFLATED):
	out = io.BytesIO()
	with zipfile.ZipFile(out, "w", level) as z:
		for name, data in files.items():
			z.writestr(zipfile.ZipInfo(name, (2026, 1, 1, 0, 0, 0)), data, level)
	return out.getvalue()


def _office(kind, main, more=None):
	types = ('<?xml version="1.0"?><Types xmlns="http://schemas.openxmlformats.org/package/2006/'
		'content-types"><Default Extension="rels" ContentType="application/vnd.openxmlformats-'
		'package.relationships+xml"/><Default Extension="bin" ContentType="application/vnd.ms-office.'
		'vbaProject"/><Override PartName="/%s" ContentType="%s"/></Types>' % (main, kind))
	rels = ('<?xml version="1.0"?><Relationships xmlns="http://schemas.openxmlformats.org/package/'
		'2006/relationships"><Relationship Id="r1" Type="http://schemas.openxmlformats.org/'
		'officeDocument/2006/relationships/officeDocument" Target="%s"/></Relationships>' % main)
	return archive({"[Content_Types].xml": types, "_rels/.rels": rels, **(more or {})})


def docx(text, macro=False):
	body = ('<?xml version="1.0"?><w:document xmlns:w="http://schemas.openxmlformats.org/'
		'wordprocessingml/2006/main"><w:body><w:p><w:r><w:t>%s</w:t></w:r></w:p></w:body>'
		'</w:document>' % text)
	kind = ("application/vnd.ms-word.document.macroEnabled.main+xml" if macro else
		"application/vnd.openxmlformats-officedocument.wordprocessingml.document.main+xml")
	more = {"word/document.xml": body}
	if macro:
		more["word/vbaProject.bin"] = OLE
	return _office(kind, "word/document.xml", more)


def xlsx(text):
	book = ('<?xml version="1.0"?><workbook xmlns="http://schemas.openxmlformats.org/spreadsheetml/'
		'2006/main"><sheets/><!-- %s --></workbook>' % text)
	return _office("application/vnd.openxmlformats-officedocument.spreadsheetml.sheet.main+xml",
		"xl/workbook.xml", {"xl/workbook.xml": book})


def encrypted_zip(name):
	"""A ZIP whose only entry says that it is encrypted."""
	raw = bytearray(archive({name: b"secret bytes"}, zipfile.ZIP_STORED))
	raw[6] |= 1
	raw[raw.index(b"PK\1\2") + 8] |= 1
	return bytes(raw)


def bomb(megabytes=64):
	"""A ZIP that unpacks to this much."""
	return archive({"zeros.txt": bytes(megabytes << 20)})


def png(width=40, height=40, grey=200):
	def chunk(kind, data):
		return struct.pack(">I", len(data)) + kind + data + struct.pack(">I",
			zlib.crc32(kind + data))
	rows = (b"\0" + bytes((grey,)) * width) * height
	return b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", struct.pack(">IIBBBBB", width, height, 8, 0, 0, 0,
		0)) + chunk(b"IDAT", zlib.compress(rows)) + chunk(b"IEND", b"")
