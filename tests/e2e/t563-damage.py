#!/usr/bin/python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""t563-damage - what can be wrong in the state folder is planted, one by one: verify finds it and says what
to do about it; put back, nothing is wrong (TAP)."""

import contextlib
import os
import shutil
import signal
import sqlite3
import sys

sys.path.insert(0, os.path.join(os.path.dirname(os.path.abspath(__file__)), ".."))
from lib import office, pdf, shapes, tap, wait  # noqa: E402


def sql(o, query, *values):
	with contextlib.closing(sqlite3.connect(o.path("state", "db", "vanthu.db"))) as db, db:
		db.execute(query, values)
		db.commit()


def first(o, query):
	return list(o.sql(query)[0].values())[0]


def original(o):
	sha = first(o, "SELECT sha256 FROM arrival WHERE place = 'store' ORDER BY sequence")
	return o.path("state", "store", sha[:2], sha + ".eml")


def evidence(o):
	folder = o.path("state", "evidence")
	return next(os.path.join(base, name) for base, _, names in os.walk(folder) for name in sorted(names))


def rewrite(path, change):
	with open(path, "rb") as f:
		data = f.read()
	os.chmod(path, 0o600)
	with open(path, "wb") as f:
		f.write(change(data))


def page_of(o, table):
	"""(page size, number) of the first leaf of that table."""
	with contextlib.closing(sqlite3.connect(o.path("state", "db", "vanthu.db"))) as db:
		size = db.execute("PRAGMA page_size").fetchone()[0]
		root = db.execute("SELECT rootpage FROM sqlite_master WHERE name = ?", (table,)).fetchone()[0]
		db.execute("PRAGMA wal_checkpoint(TRUNCATE)")
	return size, root


def spoil_page(o):
	size, number = page_of(o, "ledger")
	with open(o.path("state", "db", "vanthu.db"), "r+b") as f:
		f.seek((number - 1) * size)
		f.write(b"\xff" * 64)


def stray(o):
	with open(os.path.join(os.path.dirname(original(o)), "f" * 64 + ".eml"), "wb") as f:
		f.write(b"x")


# What is done, what verify says of it, what it says to do.
DAMAGES = (
	("a changed line of the ledger", lambda o: sql(o, "UPDATE ledger SET line = replace(line, '\"', '\"\"') WHERE seq = 2"),
		"ledger: row 2", "from outside"),
	("a lost line of the ledger", lambda o: sql(o, "DELETE FROM ledger WHERE seq = 2"), "ledger: row 3 follows row 1", "--export"),
	("a changed reason", lambda o: sql(o, "UPDATE ledger SET reason = 'khác' WHERE reason IS NOT NULL"), "the reason beside", "--export"),
	("another number", lambda o: sql(o, "UPDATE document SET number = number + 40 WHERE id = 1"), "a hole from", "printed book"),
	("a lost entry", lambda o: sql(o, "DELETE FROM document WHERE id = 2"), "entries from 1 to", "printed book"),
	("a changed field", lambda o: sql(o, "UPDATE document_field SET value = 'khác' WHERE document = 1 AND field = 'subject'"),
		"have changed", "printed book"),
	("a row that refers to none", lambda o: sql(o, "UPDATE arrival_field SET arrival = 'none' WHERE arrival = (SELECT"
		" min(arrival) FROM arrival_field)"), "database:", "restore --check"),
	("a damaged page", spoil_page, "database:", "restore --check"),
	("a changed message", lambda o: rewrite(original(o), lambda data: data[:-1] + b"!"), "its bytes have changed", "restore FOLDER"),
	("a truncated message", lambda o: rewrite(original(o), lambda data: data[:100]), "its bytes have changed", "restore FOLDER"),
	("a missing message", lambda o: os.remove(original(o)), "cannot find the bytes", "restore FOLDER"),
	("a file too many", stray, "belongs to no row", "move it"),
	("changed evidence", lambda o: rewrite(evidence(o), lambda data: data[:-1] + b"!"), "evidence '", "restore FOLDER"),
	("missing evidence", lambda o: os.remove(evidence(o)), "cannot open 'evidence/", "restore FOLDER"),
)


def fill(t, o):
	for name in ("signed-document", "ecdsa-document", "scan", "altered"):
		o.deliver(shapes.one(o.pki, name).raw)
	o.settle()
	o.wait_idle()
	o.ctl("void", o.numbers()[0], "--reason", "vào sổ nhầm", ok=True)
	t.equal(o.ctl("verify").status, 0, "nothing is wrong")
	o.stop()
	shutil.copytree(o.path("state"), o.path("good"), symlinks=True, ignore=shutil.ignore_patterns("*.sock", "run"))


def put_back(o):
	for folder in ("db", "store", "evidence", "spool", "sealed", "outbox"):
		shutil.rmtree(o.path("state", folder))
		shutil.copytree(o.path("good", folder), o.path("state", folder))
		os.chmod(o.path("state", folder), os.stat(o.path("good", folder)).st_mode)


def planted(name, plant, says, advice):
	def step(t, o):
		plant(o)
		o.start()
		answer = o.ctl("verify", as_json=False)
		said = answer.out + answer.err
		t.ok(answer.status in (65, 70) and says in said, "verify finds " + name, answer)
		todo = [line for line in said.splitlines() if line.startswith("to do: ")]
		t.ok(any(advice in line for line in todo), "and says what to do", said)
		o.kill()
		put_back(o)
	return step


def cut_spool(t, o):
	"""A message that waits to be inspected loses its end on the disk."""
	o.start()
	os.kill(o.pid_of("vanthu-inspect"), signal.SIGSTOP)
	raw = next(shapes.letters(o.pki, 1))[1]
	sent = o.deliver(raw)
	wait.until(lambda: o.arrival(sent), 30)
	row = o.arrival(sent)
	o.kill()
	before = o.numbers()
	rewrite(o.path("state", "spool", row["id"] + ".eml"), lambda data: data[:len(data) // 2])
	o.start()
	o.settle(60)
	row = o.arrival(row["id"])
	t.equal((row["state"], o.numbers()), ("held", before), "a message that lost its end in spool/ is no document")
	answer = o.ctl("verify", as_json=False)
	t.ok(answer.status == 65 and "its bytes have changed" in answer.out, "verify finds it", answer)
	o.kill()
	put_back(o)
	o.start()
	t.equal(o.ctl("verify").status, 0, "put back as it was, nothing is wrong")


def main():
	if not pdf.have_reportlab():
		print("1..0 # SKIP python3-reportlab is missing")
		return
	with office.Office(keys=office.key_cache()) as o:
		o.tidy_trust()
		o.write()

		def start(_):
			o.start()
		tap.run(start, *tap.steps(o, fill, *(planted(*one) for one in DAMAGES), cut_spool))


main()
