#!/usr/bin/python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""t667-import - mail of before the first day: counted, then taken in, once, over crashes (Dovecot)."""

import imaplib
import os
import signal
import sys
import threading
import time

sys.path.insert(0, os.path.join(os.path.dirname(os.path.abspath(__file__)), ".."))
from lib import dovecot, kit, office, pdf, tap, wait  # noqa: E402

USER, PASSWORD = "den", "bi-mat"
DONE = "&ARAA4w- nh&Hq0-n"
DAY = 86400
OLD, SIGNED, MANY = 7, 5, 60


def raw_of(o, number):
	k = kit.Kit(o.pki)
	k.begin("import-%d" % number, number)
	return k.signed()


def plain(number):
	return (b"From: a@noivu.example\r\nTo: vanthu@kimson.example\r\nSubject: %d\r\n"
		b"Message-ID: <old-%d@noivu.example>\r\n\r\nold\r\n" % (number, number))


def rows(o):
	return o.sql("SELECT * FROM arrival ORDER BY sequence")


def iso(days_ago):
	return time.strftime("%Y-%m-%d", time.gmtime(time.time() + 7 * 3600 - days_ago * DAY))


def put(box, raw, days_ago):
	with box.client(USER) as c:
		c.append("INBOX", None, imaplib.Time2Internaldate(time.time() - days_ago * DAY), raw)


def state_path(o):
	return o.path("state", "imap", "hop-thu.state")


def skip(o, count):
	"""So many messages that lie there are of before the first day."""
	with open(state_path(o), encoding="ascii") as f:
		text = f.read()
	next_uid = int(text.split("next ")[1].split()[0])
	with open(state_path(o), "w", encoding="ascii") as f:
		f.write(text.replace("next %d" % next_uid, "next %d" % (next_uid + count)))


def connect(t, o):
	start = len(o.log_text())
	o.start()
	t.ok(o.await_log("imap-connected account=hop-thu", start=start), "connected", o.tail())


def counted(t, o, box):
	for i in range(SIGNED):
		put(box, raw_of(o, 10 + i), 20 - i)
	for i in range(OLD - SIGNED):
		put(box, plain(i), 400 - i)
	connect(t, o)
	o.wait_idle()
	t.equal(rows(o), [], "nothing of old is taken by itself")
	row = o.ctl("intake", "import", "--since", iso(30), "--dry-run", ok=True).rows[0]
	sizes = sum(len(raw_of(o, 10 + i)) for i in range(SIGNED))
	t.equal((row["mailbox"], row["folder"], row["messages"]), ("hop-thu", "INBOX", str(SIGNED)
		if isinstance(row["messages"], str) else SIGNED), "how many since that day")
	t.ok(abs(int(row["bytes"]) - sizes) < 200 * SIGNED, "how many bytes", (row, sizes))
	day = time.strftime("%d/%m/%Y", time.gmtime(time.time() + 7 * 3600 - 20 * DAY))
	t.equal(row["oldest"], day, "and the oldest")
	row = o.ctl("intake", "import", "--since", iso(800), "--dry-run", ok=True).rows[0]
	t.equal(int(row["messages"]), OLD, "all of them since two years")
	t.equal((rows(o), box.count(USER)), ([], OLD), "a dry run takes nothing")


def taken(t, o, box):
	row = o.ctl("intake", "import", "--since", iso(30), ok=True).rows[0]
	t.equal(int(row["taken"]), SIGNED, "taken in")
	t.ok(wait.until(lambda: box.count(USER, DONE) == SIGNED), "and moved", o.tail())
	o.wait_idle()
	t.equal([r["state"] for r in rows(o)], ["registered"] * SIGNED, "registered like any other")
	t.equal(box.count(USER), OLD - SIGNED, "what is older stays")
	row = o.ctl("intake", "import", "--since", iso(30), ok=True).rows[0]
	t.equal((int(row["messages"]), len(rows(o))), (0, SIGNED), "a second time there is nothing")


def known(t, o, box):
	"""What is registered already is a duplicate by its bytes."""
	o.stop()
	put(box, raw_of(o, 10), 5)
	skip(o, 1)
	connect(t, o)
	before = len(rows(o))
	o.ctl("intake", "import", "--since", iso(10), ok=True)
	t.ok(wait.until(lambda: len(rows(o)) == before + 1), "taken in", o.tail())
	o.wait_idle()
	t.equal(rows(o)[-1]["state"], "duplicate", "and known: a duplicate")


def over_crashes(t, o, box):
	"""vanthu-imap and the registrar are killed in the middle, new mail comes: each once."""
	o.stop()
	with box.client(USER) as c:
		for i in range(MANY):
			c.append("INBOX", None, imaplib.Time2Internaldate(time.time() - 3 * DAY), plain(100 + i))
	skip(o, MANY)
	o.extra[-1][1]["batch"] = "5"
	o.write()
	connect(t, o)
	before = len(rows(o))
	asking = threading.Thread(target=lambda: o.ctl("intake", "import", "--since", iso(4)))
	asking.start()
	for name in ("vanthu-imap", "vanthu-registrar", "vanthu-imap"):
		start = len(rows(o))
		wait.until(lambda: len(rows(o)) > start or not any(n == name for n in
			o.programs().values()), 10)
		for pid in [p for p, n in o.programs().items() if n == name]:
			os.kill(pid, signal.SIGKILL)
	put(box, raw_of(o, 99), 0)
	t.ok(wait.until(lambda: len(rows(o)) >= before + MANY + 1, 60), "all are taken in",
		"%d of %d\n%s" % (len(rows(o)) - before, MANY + 1, o.tail()))
	o.wait_idle(60)
	got = rows(o)[before:]
	t.equal((len(got), len({r["sha256"] for r in got})), (MANY + 1, MANY + 1), "each once")
	with open(state_path(o), encoding="ascii") as f:
		text = f.read()
	t.ok("import" not in text and "under-way" not in text, "and nothing is left to do", text)
	asking.join(30)


def wrong(t, o, _):
	t.equal(o.ctl("intake", "import").status, 64, "without a date: usage")
	t.equal(o.ctl("intake", "import", "--since", "gestern").status, 64, "no date: usage")
	t.equal(o.ctl("intake", "import", "--since", iso(3), "--mailbox", "khac").status, 65,
		"no such mailbox")


def away(t, o, box):
	start = len(o.log_text())
	box.stop()
	t.ok(o.await_log("imap-lost", start=start), "the server is away", o.tail())
	answer = o.ctl("intake", "import", "--since", iso(3), "--dry-run")
	t.ok(answer.status == 75 and "not connected" in answer.out, "said at once", answer)


def main():
	why = dovecot.unavailable() or (None if pdf.have_reportlab() else "python3-reportlab is missing")
	if why:
		print("1..0 # SKIP " + why)
		return
	with office.Office(keys=office.key_cache()) as o:
		with dovecot.Dovecot(o.path("dovecot"), {USER: PASSWORD}) as box:
			o.tidy_trust()
			o.more["office"] = {"log-level": "debug"}
			o.add_block("imap hop-thu", **box.imap_block(o, USER))
			tap.run(*tap.steps_of(o, box, counted, taken, known, over_crashes, wrong, away))


main()
