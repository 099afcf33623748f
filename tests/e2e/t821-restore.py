#!/usr/bin/python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""t821-restore - from a damaged backup, from one of an older or a newer schema, and by root for somebody
else (TAP)."""

import contextlib
import hashlib
import json
import os
import pwd
import shutil
import sqlite3
import sys

sys.path.insert(0, os.path.join(os.path.dirname(os.path.abspath(__file__)), ".."))
from lib import kit, office, old_schema, pdf, tap  # noqa: E402

REASON = ("--reason", "phát hiện nội dung mật")


def letter(o, number):
	k = kit.Kit(o.pki)
	k.begin("restore-%d" % number, number)
	k.doc()
	return k.signed()


def sha256(path):
	with open(path, "rb") as f:
		return hashlib.sha256(f.read()).hexdigest()


def tree(folder):
	"""{path: (SHA-256, owner)} of what lies below, but for sockets, locks and files that look."""
	out = {}
	for top, _, names in os.walk(folder):
		for name in names:
			path = os.path.join(top, name)
			if os.path.isfile(path) and not name.endswith((".lock", "-shm")):
				out[os.path.relpath(path, folder)] = (sha256(path), os.stat(path).st_uid)
	return out


def register(o):
	return o.sql("SELECT own, book, year, number, arrival FROM document ORDER BY id")


class Bed:
	"""A stopped office with a backup, and letters that came after it; laid out anew for each step."""

	def __init__(self, o):
		self.o = o
		os.makedirs(o.path("backups"))
		o.add_block("backup", to="backups", full="365d", incremental="365d", keep="100")
		o.start()
		self.sent = [o.deliver(letter(o, number)) for number in range(3)]
		o.settle()
		o.ctl("backup", "--full", ok=True)
		name = sorted(n for n in os.listdir(o.path("backups")) if n.endswith("-full"))[-1]
		self.good = o.path("backups", name)
		self.then = register(o)
		self.newer = o.deliver(letter(o, 10))
		o.settle()
		o.stop()
		os.rename(o.path("state"), o.path("saved"))
		self.copy = o.path("copy")

	def lay_out(self):
		self.o.kill()
		for path in (self.o.path("state"), self.copy):
			shutil.rmtree(path, ignore_errors=True)
		shutil.copytree(self.o.path("saved"), self.o.path("state"), symlinks=True,
			ignore=lambda _, names: [n for n in names if n.endswith(".sock")])
		shutil.copytree(self.good, self.copy)

	def manifest(self):
		with open(os.path.join(self.copy, "manifest.jsonl"), encoding="utf-8") as f:
			return [json.loads(line) for line in f]

	def write_manifest(self, lines):
		"""As the program writes it, its last line anew."""
		say = lambda line: json.dumps(line, sort_keys=True, separators=(",", ":"),
			ensure_ascii=False) + "\n"
		text = "".join(say(line) for line in lines[:-1])
		last = dict(lines[-1], sha256=hashlib.sha256(text.encode()).hexdigest())
		with open(os.path.join(self.copy, "manifest.jsonl"), "w", encoding="utf-8") as f:
			f.write(text + say(last))

	def database_changed(self, **more):
		"""The manifest agrees with what the database in the copy has become."""
		path = os.path.join(self.copy, "db.sqlite")
		lines = self.manifest()
		lines[0].update(more)
		for line in lines:
			if line.get("path") == "db.sqlite":
				line.update(sha256=sha256(path), bytes=os.path.getsize(path))
		self.write_manifest(lines)

	def tables(self):
		with contextlib.closing(sqlite3.connect(os.path.join(self.copy, "db.sqlite"))) as db:
			return {r[0] for r in db.execute("SELECT name FROM sqlite_schema WHERE type = 'table'")}

	def without(self, prefix):
		"""As if that folder had not been there."""
		shutil.rmtree(os.path.join(self.copy, prefix))
		lines = [l for l in self.manifest() if not l.get("path", "").startswith(prefix)]
		lines[-1]["files"] = len([l for l in lines if "path" in l])
		self.write_manifest(lines)

	def restore(self, *more):
		return self.o.ctl("restore", self.copy, "--to", self.o.path("state"), *more)

	def check(self):
		return self.o.ctl("restore", "--check", self.copy, "--in", self.o.path())

	def files(self, suffix):
		return sorted(l["path"] for l in self.manifest() if l.get("path", "").endswith(suffix))


def refused(t, bed, what, answer, before, status=65):
	t.ok(answer.status == status, "%s is refused" % what, answer)
	t.equal(tree(bed.o.path("state")), before, "and the office is as it was")


def works(t, bed, what):
	"""The office is started; what was in the backup is in the register, what came since is again."""
	o = bed.o
	o.start()
	o.settle()
	t.equal(register(o)[:len(bed.then)], bed.then, "%s: the register is that of the backup" % what)
	t.equal(o.arrival(bed.newer)["state"], "registered", "what came since is registered again")
	sent = o.deliver(letter(o, 20))
	o.settle()
	t.equal(o.arrival(sent)["state"], "registered", "and work goes on")


def spoil(path):
	with open(path, "r+b") as f:
		f.seek(os.path.getsize(path) // 2)
		byte = f.read(1)
		f.seek(-1, os.SEEK_CUR)
		f.write(bytes([byte[0] ^ 1]))


def damaged(t, bed):
	o = bed.o
	bed.lay_out()
	lost, spoiled = bed.files(".eml")[:2]
	os.remove(os.path.join(bed.copy, lost))
	spoil(os.path.join(bed.copy, spoiled))
	os.remove(o.path("state", lost))
	before = tree(o.path("state"))
	answer = bed.restore()
	refused(t, bed, "a backup with a file that is missing and one that has changed", answer, before)
	t.ok(lost in answer.err or spoiled in answer.err, "one of them is named, and --damaged",
		answer.err)
	t.ok("--damaged" in answer.err, "with the way out", answer.err)
	answer = bed.restore("--damaged")
	t.ok(answer.status == 0, "--damaged goes on without them", answer)
	t.ok(all("fault: '%s'" % p in answer.out for p in (lost, spoiled)), "and tells both", answer.out)
	t.equal(answer.tables["restored"][0]["missing"], 1, "the one that the office has not either is told")
	t.equal(sha256(o.path("state", spoiled)), sha256(os.path.join(bed.good, spoiled)),
		"the office's own file, which is good, stays")
	works(t, bed, "damaged")
	answer = o.ctl("verify")
	t.ok(answer.status != 0 and ": 1 faults" in answer.out, "verify misses that one and no other",
		answer)


def damaged_database(t, bed):
	for what, spoiler in (("a changed bit in", spoil), ("no", os.remove)):
		bed.lay_out()
		spoiler(os.path.join(bed.copy, "db.sqlite"))
		before = tree(bed.o.path("state"))
		refused(t, bed, what + " database, also with --damaged,", bed.restore("--damaged"), before)
	bed.lay_out()
	spoil(os.path.join(bed.copy, "manifest.jsonl"))
	before = tree(bed.o.path("state"))
	refused(t, bed, "a spoiled manifest", bed.restore("--damaged"), before)
	bed.lay_out()
	os.truncate(os.path.join(bed.copy, "db.sqlite"), 8192)
	bed.database_changed()
	before = tree(bed.o.path("state"))
	refused(t, bed, "half a database that the manifest vouches for", bed.restore("--damaged"), before)


def older(t, bed):
	"""Its rows come from a schema of years ago."""
	for version in range(1, len(old_schema.steps())):
		bed.lay_out()
		old_schema.go_back(os.path.join(bed.copy, "db.sqlite"), version)
		if "evidence" not in bed.tables():	# nor had anybody kept some
			bed.without("evidence/")
		bed.database_changed(schema=version)
		answer = bed.check()
		t.ok(answer.status == 0, "a backup of schema %d is proved" % version, answer)
		answer = bed.restore()
		t.ok(answer.status == 0, "and restored", answer)
		works(t, bed, "schema %d" % version)
		t.equal(bed.o.sql("PRAGMA user_version")[0]["user_version"], len(old_schema.steps()),
			"the schema is today's")
		answer = bed.o.ctl("verify")
		t.ok(answer.status == 0, "ledger, register and files are sound", answer)


def newer(t, bed):
	bed.lay_out()
	version = len(old_schema.steps()) + 1
	with contextlib.closing(sqlite3.connect(os.path.join(bed.copy, "db.sqlite"))) as db, db:
		db.execute("PRAGMA user_version = %d" % version)
	bed.database_changed(schema=version)
	before = tree(bed.o.path("state"))
	answer = bed.restore()
	refused(t, bed, "a backup of a newer program", answer, before)
	t.ok("newer" in answer.err or str(version) in answer.err, "and it says why", answer.err)
	bed.o.start()
	bed.o.settle()
	t.equal(bed.o.ctl("verify").status, 0, "the office goes on with what it had")


def by_root(t, bed):
	if os.geteuid() != 0:
		t.skip("a restore by root", "needs root")
		return
	o = bed.o
	bed.lay_out()
	somebody = pwd.getpwnam("nobody")
	nowhere = o.path("nowhere")
	answer = o.ctl("restore", bed.copy, "--to", nowhere)
	t.ok(answer.status != 0 and not os.path.exists(nowhere), "root restores into no folder that is not "
		"there", answer)
	for top, folders, names in os.walk(o.path("state")):
		for path in [top] + [os.path.join(top, n) for n in folders + names]:
			os.lchown(path, somebody.pw_uid, somebody.pw_gid)
	for top, _, names in os.walk(bed.copy):	# the backup is that user's too
		for path in [top] + [os.path.join(top, n) for n in names]:
			os.lchown(path, somebody.pw_uid, somebody.pw_gid)
	os.remove(o.path("state", bed.files(".eml")[0]))
	answer = bed.restore()
	t.ok(answer.status == 0, "root restores for the user of the office", answer)
	strange = [path for path, (_, owner) in tree(o.path("state")).items()
		if owner != somebody.pw_uid]
	strange += [top for top, _, _ in os.walk(o.path("state"))
		if os.stat(top).st_uid != somebody.pw_uid]
	t.equal(strange, [], "everything in the state folder is that user's")
	os.chown(bed.copy, 0, 0)
	os.chmod(bed.copy, 0o700)
	answer = bed.restore()
	t.ok(answer.status != 0 and bed.copy in answer.err, "a backup that this user may not read is "
		"refused by name", answer)


def main():
	if not pdf.have_reportlab():
		print("1..0 # SKIP python3-reportlab is missing")
		return
	with office.Office(keys=office.key_cache(), more={"notices": {"digest-every": "1h"}}) as o:
		o.tidy_trust()
		bed = Bed(o)
		tap.run(*tap.steps(bed, damaged, damaged_database, older, newer, by_root))


main()
