#!/usr/bin/python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""liar - stands before a program of the office and spoils what it says (tests/e2e/t564-nonsense.py)

Linked under the program's name into a folder that $VANTHU_LIBEXECDIR names; $VANTHU_HONEST is the folder of
the true ones. What it is asked it passes on. While the file $VANTHU_LIES is there, answers are spoiled so
that no reader may take them for good ones: cut, longer than they say, of another kind, for another request,
twice, not at all. What the file holds is how often, of a hundred; "silent": no answer comes through.
"""

import array
import os
import random
import select
import socket
import struct
import subprocess
import sys

CHANNEL = 3	# as vanthud hands it over
LIES = os.environ.get("VANTHU_LIES", "")
MOST = 70000


def receive(channel):
	data, ancillary, _, _ = channel.recvmsg(MOST, socket.CMSG_SPACE(16))
	fds = array.array("i")
	for _, _, payload in ancillary:
		fds.frombytes(payload[:len(payload) - len(payload) % 4])
	return data, list(fds)


def send(channel, data, fds=()):
	rights = [(socket.SOL_SOCKET, socket.SCM_RIGHTS, array.array("i", fds))] if fds else []
	channel.sendmsg([data], rights)


def spoiled(data, chance):
	"""What is said instead: several packets, or none."""
	kind = data[:4]
	return chance.choice((
		lambda: [],
		lambda: [data[:chance.randrange(4, max(5, len(data) - 1))]],
		lambda: [data + bytes(chance.randrange(256) for _ in range(chance.randrange(1, 40)))],
		lambda: [struct.pack("<I", chance.randrange(1, 40)) + data[4:]],
		lambda: [struct.pack("<I", chance.choice((0, 9999, 0xffffffff))) + data[4:]],
		lambda: [kind + struct.pack("<Q", chance.randrange(1 << 62)) + data[12:]],
		lambda: [data, data, data],
		lambda: [kind + b"\xff" * 60000],
		lambda: [os.urandom(chance.randrange(1, 2000))],
		lambda: [kind + data[4:12] + b"\xff\xff\xff\x7f" + data[16:]]))()


def lie():
	"""None: the truth."""
	try:
		with open(LIES, encoding="ascii") as f:
			return f.read()
	except OSError:
		return None


def relay(office, true, chance):
	while True:
		for one in select.select([office, true], [], [])[0]:
			data, fds = receive(one)
			if not data:
				return
			how = lie() if one is true else None
			lies = how not in (None, "silent") and chance.random() * 100 < float(how or 50)
			for packet in [] if how == "silent" else spoiled(data, chance) if lies else [data]:
				send(office if one is true else true, packet, fds)
			for fd in fds:
				os.close(fd)


def main():
	ours, theirs = socket.socketpair(socket.AF_UNIX, socket.SOCK_SEQPACKET)
	program = os.path.join(os.environ["VANTHU_HONEST"], os.path.basename(sys.argv[0]))

	def take_ends():
		os.dup2(theirs.fileno(), CHANNEL)
	if not {"-n", "--probe", "--offline"}.isdisjoint(sys.argv):
		os.execv(program, [program] + sys.argv[1:])
	office = socket.socket(fileno=CHANNEL)
	child = subprocess.Popen([program] + sys.argv[1:], preexec_fn=take_ends, close_fds=False)  # pylint: disable=W1509
	theirs.close()
	try:
		relay(office, ours, random.Random())
	except OSError:
		pass
	ours.close()
	child.kill()
	child.wait()


if __name__ == "__main__":
	main()
