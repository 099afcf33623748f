#!/usr/bin/python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""t720-gateway - signed mail that a mail server changed waits for the clerk, and the balance of a
day with three such senders says whose fault it is (TAP)."""

import contextlib
import os
import sqlite3
import sys

sys.path.insert(0, os.path.join(os.path.dirname(os.path.abspath(__file__)), ".."))
from lib import kit, office, office_files, pdf, shapes_gateway as gateway, tap  # noqa: E402

SENDERS = ("noivu", "tinh", "taichinh")
CLERK = office_files.address_of(office_files.CLERK)
LINE = "bị máy chủ thư thay đổi"
DAY = 86400


def letter(k, agency):
	"""Signed by that agency; a footer came into its text."""
	k.doc(agency)
	file, text = k.file(), gateway.plain(k)
	was, now = (gateway.mixed(k, t, file) for t in (text, gateway.footer(text)))
	raw = k.signed(was, label=agency, outer=k.outer(agency=agency))
	return raw.replace(was, now)


def deliver(o, agencies):
	sent = []
	for i, agency in enumerate(agencies):
		k = kit.Kit(o.pki)
		k.begin("gateway-%d" % i, 700 + i)
		sent.append(o.deliver(letter(k, agency)))
	o.settle()
	return [o.arrival(one) for one in sent]


def held(t, o, rows):
	t.equal({row["state"] for row in rows}, {"held"}, "all of them wait for the clerk")
	t.equal({row["code"] for row in rows}, {228}, "as changed on the way")
	t.equal(o.numbers(), [], "no number was drawn")
	parts = o.sql("SELECT DISTINCT signed FROM part")
	t.equal([part["signed"] for part in parts], [0], "no part of them counts as signed")
	t.equal(o.sql("SELECT count(*) AS n FROM signature")[0]["n"], 0, "no signature is used up")
	t.ok(o.drain(but=("can-bang",)), "the clerk's digest is out")
	text = "\n".join(m.text for m in o.mails(CLERK))
	flat = " ".join(text.split())
	t.ok("Máy chủ thư trên đường truyền đã chèn thêm" in flat and "Báo quản trị thư tắt" in flat,
		"the clerk reads what happened and what to do", text)


def balance(t, o):
	"""As if it all had been yesterday, whose balance nobody was there to write."""
	o.stop()
	path = o.path("state", "db", "vanthu.db")
	with contextlib.closing(sqlite3.connect(path, isolation_level=None)) as db:
		db.execute("UPDATE arrival SET received_at = received_at - ?", (DAY,))
	start = len(o.log_text())
	o.start()
	o.settle()
	o.drain()
	mails = [m.text for m in o.mails(CLERK) if "CÂN ĐỐI THƯ ĐẾN" in m.text]
	t.equal(len(mails), 1, "the balance is written")
	return " ".join("".join(mails).split()), o.log_text()[start:]


def three(t):
	with office.Office(keys=office.key_cache(), more={"notices": {"digest-every": "1s"}}) as o:
		o.start()
		held(t, o, deliver(o, SENDERS + ("noivu",)))
		text, log = balance(t, o)
		t.ok("4 thư ký số %s, từ 3 nơi gửi" % LINE in text, "three senders: it says so", text)
		t.ok("không thay đổi thư ký số" in text, "and what to do", text)
		lines = [line for line in log.splitlines() if " mail-gateway " in line]
		t.ok(len(lines) == 1 and "messages=4 senders=3" in lines[0]
			and "multipart/signed" in lines[0], "the log tells the administrator, once", lines)


def two(t):
	with office.Office(keys=office.key_cache(), more={"notices": {"digest-every": "1s"}}) as o:
		o.start()
		held(t, o, deliver(o, SENDERS[:2] + SENDERS[:2]))
		text, log = balance(t, o)
		t.ok(LINE not in text, "two senders, four messages: it does not", text)
		t.ok(" mail-gateway " not in log, "nor does the log")


def main():
	if not pdf.have_reportlab():
		print("1..0 # SKIP python3-reportlab is missing")
		return
	tap.run(three, two)


main()
