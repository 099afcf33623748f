# SPDX-License-Identifier: GPL-3.0-or-later
"""load - signed mail by the hundred, and a client that sends it over many connections at once."""

import asyncio
import os
import random
import sys
import time

sys.path.insert(0, os.path.join(os.path.dirname(os.path.abspath(__file__)), ".."))
from lib import kit, wait  # noqa: E402

SENDER = "vanthu@noivu.example"
REGISTRY = "vanthu@kimson.example"


def messages(p, count, size=200 * 1024, first=0):
	"""Different signed mails of about that many bytes, each with one PDF with a text layer."""
	k = kit.Kit(p)
	chance = random.Random(first + 1)
	out = []
	for i in range(first, first + count):
		k.begin("bench-%d" % i, i)
		doc = k.pdf()
		room = max(0, size * 57 // 78 - len(doc) - 4000)
		noise = chance.randbytes(room // 2).hex().encode()
		pdf = doc[:9] + b"%" + noise + b"\n" + doc[9:]
		out.append(k.signed(k.content(k.note(), k.file(pdf, "%d.pdf" % i))))
	return out


class Refused(Exception):
	pass


async def _reply(reader):
	while True:
		line = await asyncio.wait_for(reader.readline(), 120)
		if line[3:4] != b"-":
			if line[:1] not in b"23" or not line:
				raise Refused(line.decode("utf-8", "replace"))
			return line


async def _open(where):
	if isinstance(where, int):
		return await asyncio.open_connection("127.0.0.1", where)
	return await asyncio.open_unix_connection(where)


async def _send_all(where, hello, rest, ready, stamps):
	reader, writer = await _open(where)
	await _reply(reader)
	writer.write(hello)
	await _reply(reader)
	while rest:
		index = rest.pop()
		# One write for the envelope (RFC 2920), the bytes were doubled their dots before.
		writer.write(b"MAIL FROM:<%s>\r\nRCPT TO:<%s>\r\nDATA\r\n" % (SENDER.encode(),
			REGISTRY.encode()))
		for _ in range(3):
			await _reply(reader)
		writer.write(ready[index])
		await _reply(reader)
		stamps[index] = time.time()
	writer.write(b"QUIT\r\n")
	await reader.read()
	writer.close()


def dotted(raw):
	return raw.replace(b"\r\n.", b"\r\n..") + b"\r\n.\r\n"


def send(where, raws, connections, lmtp):
	"""(seconds, [time of the 250 of each]); where: a port or the path of a socket."""
	ready = [dotted(raw) for raw in raws]
	rest = list(range(len(raws)))[::-1]
	stamps = [0.0] * len(raws)
	hello = (b"LHLO" if lmtp else b"EHLO") + b" bench.example\r\n"

	async def all_of():
		await asyncio.gather(*(_send_all(where, hello, rest, ready, stamps)
			for _ in range(connections)))
	begin = time.monotonic()
	asyncio.run(all_of())
	return time.monotonic() - begin, stamps


def await_true(what, seconds, pause=0.02):
	if not wait.until(what, seconds, pause):
		raise RuntimeError("waited %d s in vain" % seconds)


def percentile(values, part):
	ordered = sorted(values)
	return ordered[min(len(ordered) - 1, int(len(ordered) * part))]
