#!/usr/bin/python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""t825-upgrade - the previous schema, with mail in every queue, carried forward (TAP)."""

import contextlib
import os
import shutil
import signal
import sqlite3
import sys

sys.path.insert(0, os.path.join(os.path.dirname(os.path.abspath(__file__)), ".."))
from lib import kit, office, old_schema, pdf, shapes, tap, wait  # noqa: E402

TABLES = ("arrival", "document", "ledger", "finding", "part", "recipient", "signature", "book_year",
	"mail", "mail_value")


def letter(o, number, **fields):
	k = kit.Kit(o.pki)
	k.begin("upgrade-%d" % number, number)
	k.doc(**fields)
	return k.signed(k.content(k.note(), k.file()))


def frozen(t, _):
	got = {n + 1: old_schema.fingerprint(s) for n, s in enumerate(old_schema.steps())}
	t.equal({n: got.get(n) for n in old_schema.FROZEN}, old_schema.FROZEN,
		"steps of the schema that were released are as they were")


def await_(condition, seconds=30):
	if not wait.until(condition, seconds, 0.05):
		raise office.Fault("waited too long")


def hold(o, program):
	for pid, name in o.programs().items():
		if name == program:
			os.kill(pid, signal.SIGSTOP)


def fill(o):
	"""Something in every state, as a power cut would leave it."""
	o.start()
	sent = {}
	for name in ("signed-document", "ecdsa-document", "scan", "duplicate"):
		sent[name] = o.deliver(shapes.one(o.pki, name).raw)
	sent["sealed"] = o.deliver(letter(o, 901, secrecy="MẬT"))
	o.settle()
	hold(o, "vanthu-dispatch")
	sent["composed"] = o.deliver(letter(o, 902))
	await_(lambda: o.sql("SELECT 1 FROM mail WHERE state = 'composed'"))
	hold(o, "vanthu-signer")
	sent["draft"] = o.deliver(letter(o, 903))
	await_(lambda: o.sql("SELECT 1 FROM mail WHERE state = 'draft' AND kind = 'tiep-nhan'"))
	hold(o, "vanthu-inspect")
	sent["waiting"] = o.deliver(letter(o, 904))
	await_(lambda: o.sql("SELECT 1 FROM arrival WHERE state = 'waiting'"))
	o.kill()
	return sent


def counts(path):
	with contextlib.closing(sqlite3.connect("file:%s?mode=ro" % path, uri=True)) as db:
		return {t: db.execute("SELECT count(*) FROM " + t).fetchone()[0] for t in TABLES}


def states(o):
	return {(r["what"], r["state"]): r["n"] for r in o.sql("SELECT 'arrival' AS what, state, count(*)"
		" AS n FROM arrival GROUP BY 2 UNION ALL SELECT 'mail', state, count(*) FROM mail"
		" GROUP BY 2")}


def one_step(t, o, version, sent):
	db = o.path("state", "db", "vanthu.db")
	old_schema.go_back(db, version)
	shutil.rmtree(o.path("state", "evidence"), ignore_errors=True)
	before, was = counts(db), states(o)
	wanted = {("arrival", s) for s in ("waiting", "held", "registered")} | {("mail", s)
		for s in ("draft", "composed", "sent")}
	t.equal(wanted - set(was), set(), "schema %d: there is mail in every queue" % version)
	ledger = [r["line"] for r in o.sql("SELECT line FROM ledger ORDER BY seq")]
	rows = o.sql("SELECT own, book, year, number, arrival FROM document ORDER BY id")
	t.ok(o.check().returncode == 0, "vanthud -n has nothing against it", o.check().stderr)
	o.start()
	copy = o.path("state", "db", "before-%d.db" % (version + 1))
	t.ok(os.path.exists(copy) and counts(copy) == before, "a copy was made first, and is whole")
	o.settle()
	t.ok(o.drain(but=("van-thu-giu",)), "all mail goes out", states(o))
	t.equal(o.sql("PRAGMA user_version")[0]["user_version"], len(old_schema.steps()),
		"the schema is today's")
	now = states(o)
	t.equal(sum(n for (w, _), n in now.items() if w == "arrival"), before["arrival"],
		"no message is lost and none is new")
	t.ok(("arrival", "waiting") not in now, "none waits any more", now)
	t.equal(o.arrival(sent["waiting"])["state"], "registered", "the one that waited is registered")
	t.equal(o.arrival(sent["sealed"])["place"], "sealed", "what was sealed is sealed")
	t.equal(now[("arrival", "held")], was[("arrival", "held")], "what was held is held")
	t.equal(o.sql("SELECT own, book, year, number, arrival FROM document ORDER BY id")[:len(rows)],
		rows, "the register goes on where it was")
	t.equal([r["line"] for r in o.sql("SELECT line FROM ledger ORDER BY seq")][:len(ledger)], ledger,
		"so does the ledger")
	answer = o.ctl("verify")
	t.ok(answer.status == 0, "ledger, register and files are sound", answer)
	doubled = o.sql("SELECT message_id FROM mail GROUP BY 1 HAVING count(*) > 1")
	t.equal(doubled, [], "no mail was made twice")
	t.ok(o.ctl("show", o.arrival(sent["signed-document"])["id"]).status == 0, "old rows are shown")
	o.stop()


def upgrade(t, o):
	sent = fill(o)
	saved = o.path("saved")
	shutil.copytree(o.path("state"), saved, symlinks=True,
		ignore=lambda _, names: [n for n in names if n.endswith(".sock")])
	for version in range(1, len(old_schema.steps())):
		shutil.rmtree(o.path("state"))
		shutil.copytree(saved, o.path("state"), symlinks=True)
		one_step(t, o, version, sent)


def main():
	if not pdf.have_reportlab():
		print("1..0 # SKIP python3-reportlab is missing")
		return
	with office.Office(keys=office.key_cache(), more={"notices": {"digest-every": "1h"}}) as o:
		o.tidy_trust()
		tap.run(*tap.steps(o, frozen, upgrade))


main()
