#!/usr/bin/python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""t560-bad-days - killed programs, clients that stop, acts that fail: nothing lost (TAP)."""

import contextlib
import os
import signal
import socket
import sqlite3
import sys
import time

sys.path.insert(0, os.path.join(os.path.dirname(os.path.abspath(__file__)), ".."))
from lib import kit, office, pdf, shapes, tap  # noqa: E402

PROGRAMS = ("vanthu-registrar", "vanthu-inspect", "vanthu-signer", "vanthu-dispatch",
	"vanthu-intake")


def letters(o, n, first=900):
	k = kit.Kit(o.pki)
	for i in range(n):
		k.begin("bad-day-%d" % (first + i), first + i)
		k.doc()
		yield k.signed(k.content(k.note(), k.file()))


def parent_of(pid):
	with contextlib.suppress(OSError):
		with open("/proc/%d/stat" % pid, encoding="utf-8", errors="replace") as f:
			return int(f.read().rsplit(")", 1)[1].split()[1])
	return 0


def started(o, name):
	"""Process ids of the program itself: a child that inspects bears its name, and where ids begin
	anew it may have the smaller one."""
	return [pid for pid, program in o.programs().items()
		if program == name and parent_of(pid) == o.daemon.pid]


def kill(o, name):
	for pid in started(o, name):
		os.kill(pid, signal.SIGKILL)


def all_out(o, seconds=90):
	"""Until nothing waits but what waits for its hour."""
	until = time.monotonic() + seconds
	while time.monotonic() < until:
		o.settle(60)
		if not o.sql("SELECT 1 FROM mail WHERE state IN ('draft', 'composed')"
				" AND due_at <= unixepoch()"):
			return
		time.sleep(0.5)


def killed(t, o):
	"""Each program is killed twice while forty messages come in."""
	sent = []
	for i, raw in enumerate(letters(o, 40)):
		sent.append(o.deliver(raw))
		if i % 4 == 3:
			time.sleep(0.1)
			kill(o, PROGRAMS[i // 4 % len(PROGRAMS)])
	all_out(o)
	rows = [o.arrival(one) for one in sent]
	t.equal([r and r["state"] for r in rows], ["registered"] * 40, "all are registered")
	t.equal(sorted(o.numbers()), list(range(1, 41)), "once each, without a hole")
	wrong = o.sql("SELECT kind, state, count(*) AS n FROM mail WHERE state <> 'sent'"
		" AND due_at <= unixepoch() GROUP BY kind, state")
	t.equal(wrong, [], "all mail went out")
	told = o.mails()
	ids = [m["Message-ID"] for m in told]
	t.equal(len(ids), len(set(ids)), "each once")
	made = {row["message_id"] for row in o.sql("SELECT message_id FROM mail WHERE state = 'sent'")}
	t.equal(made, set(ids), "under the Message-ID its row has")
	t.equal(o.ctl("verify").status, 0, "ledger and files agree")


def replaced(t, o):
	"""The registrar hears of the new inspect before it has seen the end of the old one."""
	old = started(o, "vanthu-inspect")[0]
	registrar = started(o, "vanthu-registrar")[0]
	os.kill(old, signal.SIGSTOP)
	sent = o.deliver(next(letters(o, 1, 950)))
	until = time.monotonic() + 20
	while o.arrival(sent) is None and time.monotonic() < until:
		time.sleep(0.05)
	time.sleep(0.5)
	os.kill(registrar, signal.SIGSTOP)
	os.kill(old, signal.SIGKILL)
	while started(o, "vanthu-inspect") in ([], [old]) and time.monotonic() < until:
		time.sleep(0.05)
	os.kill(registrar, signal.SIGCONT)
	row = o.await_arrival(sent)
	t.equal(row and row["state"], "registered", "what the old one was asked, the new one is asked")


def neighbours(t, o):
	"""The inspection parent dies again and again with many messages: they are not to blame."""
	os.kill(started(o, "vanthu-inspect")[0], signal.SIGSTOP)
	sent = [o.deliver(raw) for raw in letters(o, 12, 800)]
	until = time.monotonic() + 30
	while None in [o.arrival(one) for one in sent] and time.monotonic() < until:
		time.sleep(0.05)
	for _ in range(3):
		start = len(o.log_text())
		kill(o, "vanthu-inspect")
		o.await_log(r"vanthu-inspect\[\d+\] info - ready", 30, start)
	o.settle(60)
	states = [o.arrival(one)["state"] for one in sent]
	t.ok(states.count("registered") >= 11, "what was only beside is registered", states)
	t.ok(set(states) <= {"registered", "held"}, "and nothing waits for ever", states)


def act_fails(t, o):
	"""An entry that the database refuses does not leave its message waiting for ever."""
	o.stop()
	path = o.path("state", "db", "vanthu.db")
	with contextlib.closing(sqlite3.connect(path, isolation_level=None)) as db:
		db.execute("CREATE TRIGGER planted BEFORE INSERT ON document BEGIN"
			" SELECT raise(ABORT, 'planted'); END")
	o.start()
	before = o.numbers()
	sent = o.deliver(next(letters(o, 1, 960)))
	o.settle()
	row = o.arrival(sent)
	t.equal(row["state"], "held", "the message is held for a person")
	t.equal(o.numbers(), before, "no number was drawn")
	t.ok("act-failed" in o.log_text(), "the log says why")
	o.stop()
	with contextlib.closing(sqlite3.connect(path, isolation_level=None)) as db:
		db.execute("DROP TRIGGER planted")
	o.start()
	o.ctl("retry", row["id"], ok=True)
	o.settle()
	t.equal(o.arrival(sent)["state"], "registered", "and registered when asked again")


def ask(o):
	"""A client that says nothing yet."""
	s = socket.socket(socket.AF_UNIX, socket.SOCK_SEQPACKET)
	s.settimeout(5)
	with contextlib.suppress(BlockingIOError, socket.timeout):
		s.connect(o.path("state", "run", "control.sock"))
	return s


def idle_clients(t, o):
	with contextlib.ExitStack() as stack:
		for _ in range(100):
			stack.enter_context(ask(o))
		until = time.monotonic() + 20
		while o.ctl("status").status != 0 and time.monotonic() < until:
			time.sleep(0.5)
		t.equal(o.ctl("status").status, 0, "a hundred silent clients keep nobody out for long")
		junk = ask(o)
		stack.enter_context(junk)
		with contextlib.suppress(OSError):
			junk.send(b"\xff" * 60000)
		t.equal(o.ctl("status").status, 0, "nor does one that sends no packet of ours")
	sent = o.deliver(next(letters(o, 1, 970)))
	o.settle()
	t.equal(o.arrival(sent)["state"], "registered", "mail goes on meanwhile")


def subject_list(t, o):
	"""Regulation 5.3: held, seen by the clerk and the security officer alone."""
	row = o.deliver(shapes.one(o.pki, "list-religion").raw)
	o.settle()
	row = o.arrival(row)
	t.equal(row["state"], "held", "a listed subject is held")
	t.ok(row["id"] in o.ctl("held").out, "the clerk sees it")
	for person, sees in (("le-van-binh", False), ("pham-van-minh", True)):
		o.become(person)
		seen = [row["id"] in o.ctl("held").out, o.ctl("show", row["id"]).status == 0,
			row["id"] in o.ctl("trace", row["message_id"]).out]
		t.equal(seen, [sees] * 3, "%s %s" % (person, "too" if sees else "does not"))
	o.become("tran-thi-binh")


def words_in(o, folder, word):
	"""Files of the state directory that hold it."""
	out = []
	for base, _, names in os.walk(o.path("state", folder)):
		for name in names:
			path = os.path.join(base, name)
			if not os.path.isfile(path):
				continue
			with open(path, "rb") as f:
				if word.encode() in f.read():
					out.append(name)
	return out


def seal_with_reader(t, o):
	"""Somebody reads the database while a document is sealed."""
	word = "zilonava"
	answer = o.ctl("register", "--paper", "--number", "77", "--notation", "SNV-VP", "--issued",
		"12/11/2026", "--issuer", "Sở Nội vụ", "--type", "Công văn", "--subject", word, ok=True)
	number = o.numbers()[-1]
	t.ok(words_in(o, "db", word), "the planted word is in the database", answer)
	path = o.path("state", "db", "vanthu.db")
	start = len(o.log_text())
	with contextlib.closing(sqlite3.connect(path, isolation_level=None)) as db:
		db.execute("BEGIN")
		db.execute("SELECT count(*) FROM document").fetchone()
		begun = time.monotonic()
		answer = o.ctl("seal", number, "--reason", "có bí mật")
		t.ok(answer.status == 75 and time.monotonic() - begun < 5,
			"the seal says that traces are left, and keeps nobody waiting", answer)
		db.execute("COMMIT")
	t.ok(o.await_log("seal-finished", 15, start), "they go when the reader does")
	t.equal(words_in(o, "", word), [], "then the word is nowhere")


def missed_balance(t, o):
	"""Nobody was there when the balance of a day was due."""
	def balances():
		return [m for m in o.sql("SELECT * FROM mail WHERE kind = 'can-bang' AND own = 'kimson'")]
	had = len(balances())
	o.stop()
	path = o.path("state", "db", "vanthu.db")
	with contextlib.closing(sqlite3.connect(path, isolation_level=None)) as db:
		db.execute("UPDATE arrival SET received_at = received_at - 172800")
	o.start()
	o.settle()
	t.equal(len(balances()), had + 1, "it is written at the next start")
	o.stop()
	o.start()
	o.settle()
	t.equal(len(balances()), had + 1, "once")


def main():
	if not pdf.have_reportlab():
		print("1..0 # SKIP python3-reportlab is missing")
		return
	with office.Office(keys=office.key_cache()) as o:
		def start(_):
			o.start()
		tap.run(start, *tap.steps(o, killed, replaced, neighbours, act_fails, idle_clients, seal_with_reader,
			subject_list, missed_balance))


main()
