# SPDX-License-Identifier: GPL-3.0-or-later
"""smtp - mail out to a sink (smtp-sink of Postfix), against smtp-source, which sends as much made-up
mail of the same size to the same sink and reads and records nothing.
"""

import os
import shutil
import socket
import subprocess
import time

import load
from lib import daemon, office

SOURCE, SINK = "/usr/sbin/smtp-source", "/usr/sbin/smtp-sink"


def started(port):
	user = ("-u", "postfix") if os.getuid() == 0 else ()
	sink = subprocess.Popen((SINK,) + user + ("127.0.0.1:%d" % port, "256"), stdout=subprocess.DEVNULL,
		stderr=subprocess.DEVNULL)

	def answers():
		try:
			socket.create_connection(("127.0.0.1", port), 1).close()
			return True
		except OSError:
			return False
	load.await_true(answers, 10)
	return sink


def peer(port, size, count):
	begin = time.monotonic()
	subprocess.run((SOURCE, "-s", "1", "-m", str(count), "-l", str(size), "-f", "a@kimson.example",
		"-t", "b@kimson.example", "-d", "127.0.0.1:%d" % port), check=True,
		stdout=subprocess.DEVNULL)
	return count / (time.monotonic() - begin)


def waiting(o):
	return [os.path.getsize(o.path("state", "outbox", name))
		for name in os.listdir(o.path("state", "outbox")) if name.endswith(".eml")]


def left(o, state):
	return o.sql("SELECT count(*) AS n FROM mail WHERE state = ?", state)[0]["n"]


def run(report, count):
	if not shutil.which("smtp-source", path="/usr/sbin"):
		print("smtp: skipped: Postfix is not installed")
		return
	report.head("SMTP out to a sink on this machine, without TLS; notices with their documents")
	port = daemon.free_port()
	sink = started(port)
	try:
		with office.Office(keys=office.key_cache()) as o:
			o.more["dispatch"] = {"maildir": None, "mode": "hold"}
			o.more["notices"] = {"breaker": 100000, "receipts-an-hour": 10000,
				"balance-at": "23:59"}
			o.add_block("smtp", server="127.0.0.1", port=port, tls="off")
			o.start()
			for raw in load.messages(o.pki, count // 3, first=60000):
				o.deliver(raw)
			load.await_true(lambda: left(o, "draft") == 0 and left(o, "composed") >= count // 3 * 3, 300,
				0.5)
			sizes = waiting(o)
			rate = peer(port, sum(sizes) // len(sizes), len(sizes))
			report.line("smtp-source, mails of %d KiB" % (sum(sizes) // len(sizes) // 1024), rate,
				"messages/s")
			o.stop()
			o.more["dispatch"] = {"maildir": None}
			o.write()
			o.start()
			begin = time.monotonic()
			o.ctl("resend", "--held", ok=True)
			load.await_true(lambda: left(o, "sent") >= len(sizes), 300, 0.05)
			ours = len(sizes) / (time.monotonic() - begin)
			report.line("vanthu-dispatch: sent and recorded", ours, "messages/s",
				(rate, "smtp-source"))
	finally:
		sink.terminate()
		sink.wait()
