# SPDX-License-Identifier: GPL-3.0-or-later
"""latency - from the 250 the sender got to the leader's mail in Dovecot: Postfix, LMTP, vanthu,
submission with TLS and login, Postfix again, Dovecot's LMTP.
"""

import email
import os
import re
import time

import load
from lib import office, office_files, postfix, submission

RATE = 10
USER, PASSWORD = "robot", "mat-khau-cua-robot"
LEADER = "chutich"


def users():
	return {one[3].split("@")[0]: "x" for one in office_files.PEOPLE.values()} | {USER: PASSWORD,
		"quantri": "x", "so-noivu": "x", "vanthu": "x"}


def delivered(box):
	"""{Message-ID of a notice: when Dovecot wrote it into the leader's mailbox}."""
	out = {}
	for part in ("new", "cur"):
		folder = os.path.join(box.folder, "home", LEADER, "Maildir", part)
		for name in os.listdir(folder) if os.path.isdir(folder) else ():
			stamp = re.match(r"(\d+)\.M(\d+)P", name)
			with open(os.path.join(folder, name), "rb") as f:
				head = email.message_from_bytes(f.read(8192))
			out[str(head["Message-ID"])] = int(stamp.group(1)) + int(stamp.group(2)) / 1e6
	return out


def notices(o):
	"""{Message-ID of a document: that of the leader's notice about it}."""
	return {row["document"]: row["notice"] for row in o.sql("SELECT arrival.message_id AS document, "
		"mail.message_id AS notice FROM mail JOIN arrival ON arrival.id = mail.arrival "
		"WHERE mail.recipient LIKE ?", LEADER + "@%")}


def paced(mta, raws):
	"""RATE messages a second, a connection each time, as strangers' servers come: {Message-ID: time
	of the 250}."""
	stamps = {}
	begin = time.monotonic()
	for i, raw in enumerate(raws):
		time.sleep(max(0, begin + i / RATE - time.monotonic()))
		_, [stamp] = load.send(mta.port, [raw], 1, lmtp=False)
		stamps[str(email.message_from_bytes(raw[:16384])["Message-ID"])] = stamp
	return stamps


def use(o, out):
	"""Mail goes out through that server."""
	o.more["dispatch"] = {"maildir": None}
	o.more["notices"] = {"breaker": 100000, "receipts-an-hour": 10000, "balance-at": "23:59"}
	o.add_block("smtp", **{"server": out.host, "port": out.submissions, "roots": out.roots,
		"user": USER, "password-file": o.secret("password", PASSWORD)})


def measure(report, o, mta, box, count):
	raws = load.messages(o.pki, count, first=70000)
	stamps = paced(mta, raws)
	load.await_true(lambda: len(delivered(box)) >= count, 180, 0.5)
	came, about = delivered(box), notices(o)
	seconds = [came[about[one]] - stamp for one, stamp in stamps.items()]
	report.line("p50 of %d" % len(seconds), load.percentile(seconds, 0.5), "s")
	report.line("p99", load.percentile(seconds, 0.99), "s", goal=("most", 1.0))


def run(report, count):
	why = submission.unavailable()
	if why:
		print("latency: skipped: " + why)
		return
	report.head("From the sender's 250 to the leader's mail in Dovecot, %d signed mails of 200 KiB a "
		"second" % RATE)
	with office.Office(keys=office.key_cache()) as o, submission.Submission(o.path("out"), users(),
			["kimson.example", "hason.example", "noivu.example"]) as out:
		path = o.path("lmtp.sock")
		o.add_block("lmtp postfix", listen=path, group=postfix.group(), agency="kimson")
		use(o, out)
		o.start()
		with postfix.Postfix(o.path("front"), path, [load.REGISTRY]) as mta:
			measure(report, o, mta, out.box, count)
