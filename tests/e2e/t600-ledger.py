#!/usr/bin/python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""t600-ledger - the export and its ten-line check, and what vanthuctl verify finds (TAP)."""

import contextlib
import os
import sqlite3
import subprocess
import sys

sys.path.insert(0, os.path.join(os.path.dirname(os.path.abspath(__file__)), ".."))
from lib import office, pdf, shapes, tap  # noqa: E402

CHECK = os.path.join(office.source_folder(), "tests", "lib", "check-ledger.sh")


def fill(t, o):
	for name in ("signed-document", "ecdsa-document", "scan", "altered"):
		o.deliver(shapes.one(o.pki, name).raw)
	o.settle()
	number = o.numbers()[0]
	o.ctl("void", number, "--reason", "vào sổ nhầm", ok=True)
	t.ok(o.sql("SELECT count(*) AS n FROM ledger")[0]["n"] >= 4, "there is a ledger")


def shell(path, *args):
	return subprocess.run(("bash", CHECK, path) + args, capture_output=True, check=False)


def export(t, o):
	answer = o.ctl("verify", "--export", as_json=False)
	t.ok(answer.status == 0 and answer.out.startswith("1\t"), "the ledger is exported", answer)
	path = o.path("ledger.txt")
	with open(path, "w", encoding="utf-8") as f:
		f.write(answer.out)
	done = shell(path)
	t.ok(done.returncode == 0, "ten lines of shell agree with it", done.stdout + done.stderr)
	lines = answer.out.splitlines()
	t.equal(len(lines), o.sql("SELECT count(*) AS n FROM ledger")[0]["n"], "every line is there")
	head = lines[-1].split("\t")[1]
	t.ok("vào sổ nhầm" not in answer.out, "reasons stand in it by their hash alone")
	subjects = [r["value"] for r in o.sql(
		"SELECT value FROM document_field WHERE field = 'subject'")]
	t.ok(subjects and not [s for s in subjects if s in answer.out], "and no content at all")
	for text, change in (("a changed byte", lambda l: l.replace('"', "'", 1)), ("a lost line", None)):
		spoiled = list(lines)
		if change:
			spoiled[1] = change(spoiled[1])
		else:
			del spoiled[1]
		with open(path, "w", encoding="utf-8") as f:
			f.write("\n".join(spoiled) + "\n")
		t.ok(shell(path).returncode != 0, "the shell finds " + text)
	answer = o.ctl("verify", "--head", head)
	t.ok(answer.status == 0, "verify knows the head of an earlier export", answer)
	answer = o.ctl("verify", "--head", "0" * 63 + "1")
	t.ok(answer.status != 0, "and says when a head is not in the chain", answer)
	return head


def tampered(t, o):
	"""Each change from outside is found, and put back."""
	def sql(query, *values):
		with contextlib.closing(sqlite3.connect(o.path("state", "db", "vanthu.db"))) as db, db:
			db.execute(query, values)
	def finds(text):
		o.start()
		answer = o.ctl("verify")
		t.ok(answer.status != 0, "verify finds " + text, answer)
		o.stop()
	o.stop()
	row = o.sql("SELECT seq, line, hash FROM ledger ORDER BY seq LIMIT 1 OFFSET 1")[0]
	sql("UPDATE ledger SET line = replace(line, '\"', '\"\"') WHERE seq = ?", row["seq"])
	finds("a changed line of the ledger")
	sql("UPDATE ledger SET line = ? WHERE seq = ?", row["line"], row["seq"])
	document = o.sql("SELECT id, number FROM document WHERE state = 'active' ORDER BY id LIMIT 1")[0]
	sql("UPDATE document SET number = number + 40 WHERE id = ?", document["id"])
	finds("a changed number in the register")
	sql("UPDATE document SET number = number - 40 WHERE id = ?", document["id"])
	sha = o.sql("SELECT sha256 FROM arrival WHERE place = 'store' ORDER BY sequence")[0]["sha256"]
	path = o.path("state", "store", sha[:2], sha + ".eml")
	with open(path, "rb") as f:
		data = f.read()
	os.chmod(path, 0o600)
	with open(path, "wb") as f:
		f.write(data[:-1] + b"!")
	finds("a changed original")
	os.remove(path)
	finds("a missing original")
	with open(path, "wb") as f:
		f.write(data)
	o.start()
	answer = o.ctl("verify")
	t.ok(answer.status == 0, "put back as it was, nothing is wrong", answer)


def cut_tail(t, o):
	answer = o.ctl("verify", "--export", as_json=False, ok=True)
	head = answer.out.splitlines()[-1].split("\t")[1]
	o.stop()
	with contextlib.closing(sqlite3.connect(o.path("state", "db", "vanthu.db"))) as db, db:
		db.execute("DELETE FROM ledger WHERE seq = (SELECT max(seq) FROM ledger)")
	o.start()
	answer = o.ctl("verify", "--head", head)
	t.ok(answer.status != 0, "a cut tail shows against a head kept elsewhere", answer)


def main():
	if not pdf.have_reportlab():
		print("1..0 # SKIP python3-reportlab is missing")
		return
	with office.Office(keys=office.key_cache()) as o:
		def start(_):
			o.start()
		tap.run(start, *tap.steps(o, fill, export, tampered, cut_tail))


main()
