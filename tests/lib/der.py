# SPDX-License-Identifier: GPL-3.0-or-later
"""der - write DER (X.690), and read as much of it as the test material needs."""

import datetime


def tlv(tag, content):
	n = len(content)
	if n < 128:
		return bytes((tag, n)) + content
	size = n.to_bytes((n.bit_length() + 7) // 8, "big")
	return bytes((tag, 0x80 | len(size))) + size + content


def seq(*parts):
	return tlv(0x30, b"".join(parts))


def set_of(*parts):
	"""SET OF: DER wants the encodings in ascending order (X.690 11.6)."""
	return tlv(0x31, b"".join(sorted(parts)))


def ctx(n, content, constructed=True):
	return tlv((0xA0 if constructed else 0x80) | n, content)


def integer(n):
	return tlv(0x02, n.to_bytes(n.bit_length() // 8 + 1, "big", signed=True))


def oid(dotted):
	arcs = [int(a) for a in dotted.split(".")]
	out = b""
	for arc in [arcs[0] * 40 + arcs[1]] + arcs[2:]:
		part = bytes((arc & 0x7F,))
		while arc > 0x7F:
			arc >>= 7
			part = bytes((0x80 | arc & 0x7F,)) + part
		out += part
	return tlv(0x06, out)


def octets(b):
	return tlv(0x04, b)


def bits(b, unused=0):
	return tlv(0x03, bytes((unused,)) + b)


def named_bits(numbers):
	"""A named bit list such as KeyUsage, without trailing zero bits."""
	value = 0
	top = max(numbers)
	for n in numbers:
		value |= 1 << (top - n)
	unused = 7 - top % 8
	return bits((value << unused).to_bytes(top // 8 + 1, "big"), unused)


def utf8(s):
	return tlv(0x0C, s.encode())


def printable(s):
	return tlv(0x13, s.encode("ascii"))


def ia5(s):
	return tlv(0x16, s.encode("utf-8"))


def boolean(b):
	return tlv(0x01, b"\xff" if b else b"\0")


NULL = tlv(0x05, b"")


def time(seconds):
	"""UTCTime to 2049, GeneralizedTime after (RFC 5280 4.1.2.5)."""
	t = datetime.datetime.fromtimestamp(seconds, datetime.timezone.utc)
	if 1950 <= t.year < 2050:
		return tlv(0x17, t.strftime("%y%m%d%H%M%SZ").encode())
	return tlv(0x18, t.strftime("%Y%m%d%H%M%SZ").encode())


def read(b, at=0):
	"""One element: (tag, content, whole, next offset)."""
	tag, n, pos = b[at], b[at + 1], at + 2
	if n & 0x80:
		size = n & 0x7F
		n = int.from_bytes(b[pos:pos + size], "big")
		pos += size
	if pos + n > len(b):
		raise ValueError("DER element runs over its end")
	return tag, b[pos:pos + n], b[at:pos + n], pos + n


def children(content):
	"""The elements inside a constructed one, as (tag, content, whole)."""
	out, at = [], 0
	while at < len(content):
		tag, inner, whole, at = read(content, at)
		out.append((tag, inner, whole))
	return out
