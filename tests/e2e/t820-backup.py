#!/usr/bin/python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""t820-backup - copies under load, proved, spoiled, killed; an office that begins again (TAP)."""

import contextlib
import hashlib
import json
import os
import random
import shutil
import signal
import sqlite3
import subprocess
import sys
import threading
import time

sys.path.insert(0, os.path.join(os.path.dirname(os.path.abspath(__file__)), ".."))
from lib import kit, office, office_files, pdf, shapes, tap  # noqa: E402

PLANTED = "KIMTHACHLIENHOAQ8"
REASON = ("--reason", "phát hiện nội dung mật")
KILLS = 6


def letter(o, number, secrecy=None, word=None):
	k = kit.Kit(o.pki)
	k.begin("backup-%d" % number, number)
	fields = {"secrecy": secrecy} if secrecy else {}
	if word:
		fields["subject"] = "%s tại đây (%d)" % (word, number)
	doc = k.doc(**fields)
	return k.signed(k.content(k.note(word or ""), k.file(name="%s_%d.pdf" % (word or "vb", number))),
		outer=k.outer(subject="Công văn số %s %s%s" % (doc.code, word or "",
			" [MẬT]" if secrecy else "")))


def folder(o, *parts):
	return o.path("backups", *parts)


def names(o):
	return sorted(n for n in os.listdir(folder(o)) if n[0] != ".")


def left_over(o):
	return sorted(n for n in os.listdir(folder(o)) if n.startswith(".tmp-"))


def manifest(o, name):
	with open(folder(o, name, "manifest.jsonl"), encoding="utf-8") as f:
		return [json.loads(line) for line in f]


def sha256(path):
	with open(path, "rb") as f:
		return hashlib.sha256(f.read()).hexdigest()


def faults_of(o, name):
	"""What is wrong with a backup, by no program of ours."""
	out = []
	lines = manifest(o, name)
	files = {l["path"]: l for l in lines if "path" in l}
	for path, line in files.items():
		there = folder(o, name, path)
		if not os.path.exists(there) or sha256(there) != line["sha256"]:
			out.append(path)
	for top, _, found in os.walk(folder(o, name)):
		for one in found:
			path = os.path.relpath(os.path.join(top, one), folder(o, name))
			if path not in files and path != "manifest.jsonl":
				out.append("extra " + path)
	with contextlib.closing(sqlite3.connect("file:%s?mode=ro&immutable=1"
			% folder(o, name, "db.sqlite"), uri=True)) as db:
		count = lambda what: db.execute("SELECT count(*) FROM " + what).fetchone()[0]
		if db.execute("PRAGMA integrity_check").fetchone()[0] != "ok":
			out.append("integrity")
		told = [lines[0][k] for k in ("arrivals", "documents", "ledger")]
		if told != [count("arrival"), count("document"), count("ledger")]:
			out.append("counts %s" % told)
		for (sha,) in db.execute("SELECT sha256 FROM arrival WHERE place = 'store'"):
			if "store/%s/%s.eml" % (sha[:2], sha) not in files:
				out.append("no bytes of " + sha)
	return out


def holds(top, word):
	"""Files below top in which the word stands; also as the mail has it."""
	import base64
	wanted = {word.encode(), word.lower().encode()}
	for shift in range(3):
		coded = base64.b64encode(b"\0" * shift + word.encode())
		wanted.add(coded[(shift * 8 + 5) // 6 + 1:-5])
	out = []
	for path, _, found in os.walk(top):
		for name in found:
			if not os.path.isfile(os.path.join(path, name)):
				continue
			with open(os.path.join(path, name), "rb") as f:
				data = f.read()
			flat = data.replace(b"\r\n", b"").replace(b"\n", b"")
			if word in name or any(w in data or w in flat for w in wanted):
				out.append(os.path.relpath(os.path.join(path, name), top))
	return out


def result_mails(o):
	return [m for m in o.mails(office_files.ADMIN) if "SAO LƯU" in m.text]


def counts(o):
	return {what: o.sql("SELECT count(*) AS n FROM " + what)[0]["n"]
		for what in ("arrival", "document", "ledger", "finding", "mail")}


def by_the_clock(t, o):
	"""None is there yet: the first is made at once."""
	o.start()
	t.ok(o.await_log(r" backup name=\S+-full ", 30), "an office without a backup makes one", o.tail())
	o.settle()
	t.equal(len(names(o)), 1, "it is there under its name")
	t.equal(faults_of(o, names(o)[0]), [], "and whole")
	told = result_mails(o)
	t.equal(len(told), 1, "the administrator hears of it once")
	text = told[0].text if told else ""
	t.ok("sao lưu tốt" in text and names(o)[0] in text and len(text.splitlines()) < 60,
		"shortly, that it is good", text)


def under_load(t, o):
	def pour():
		for number in range(30):
			o.deliver(letter(o, 200 + number, "MẬT" if number % 5 == 0 else None,
				PLANTED if number % 5 == 0 else None))
			time.sleep(0.02)
	for name in ("signed-document", "ecdsa-document", "scan"):
		o.deliver(shapes.one(o.pki, name).raw)
	o.settle()
	pouring = threading.Thread(target=pour)
	pouring.start()
	made = [o.ctl("backup"), o.ctl("backup", "--full"), o.ctl("backup")]
	pouring.join()
	o.settle()
	made.append(o.ctl("backup"))
	t.ok(all(a.status == 0 for a in made), "incremental and full, while mail comes in",
		"\n".join(map(str, made)))
	kinds = [a.tables["backup"][0]["kind"] for a in made]
	t.equal(kinds, ["incremental", "full", "incremental", "incremental"], "of both kinds")
	t.equal([faults_of(o, n) for n in names(o)], [[]] * 5, "all of them are whole")
	last = made[-1].tables["backup"][0]
	t.equal((last["arrivals"], last["documents"]), (counts(o)["arrival"], counts(o)["document"]),
		"the last has all there is")
	stored = [l["path"] for l in manifest(o, names(o)[-2]) if l.get("path", "").startswith("store/")]
	t.ok(stored and all(os.stat(folder(o, names(o)[-1], p)).st_nlink > 1 for p in stored),
		"what was in the one before is a link")
	sealed = o.sql("SELECT id FROM arrival WHERE secret = 1")
	t.ok(len(sealed) == 6 and last["sealed"] == 6, "six are sealed", last)
	t.equal({l["id"] for l in manifest(o, last["name"]) if l.get("left-out") == "sealed"},
		{r["id"] for r in sealed}, "of which the manifest has the ids")
	t.equal(holds(folder(o), PLANTED), [], "and no backup a word")


def sealed_later(t, o):
	sent = o.deliver(letter(o, 300, None, PLANTED))
	o.settle()
	number = o.arrival(sent)["document"]["number"]
	o.ctl("backup", ok=True)
	t.ok(holds(folder(o), PLANTED), "a document is in the backup")
	answer = o.ctl("seal", number, *REASON, ok=True)
	t.ok("vanthuctl backup" in answer.out, "sealing it says what is to do", answer)
	before = names(o)
	answer = o.ctl("backup", ok=True)
	t.ok(before[-1] in answer.out, "the next backup removes the one that knew it", answer)
	t.equal(holds(folder(o), PLANTED), [], "no backup has a word of it any more")
	t.ok(before[0] in names(o), "those from before it came stay")
	o.ctl("wait", "--idle", ok=True)


def spoil(path, at=None):
	with open(path, "rb") as f:
		data = bytearray(f.read())
	data[len(data) // 2 if at is None else at] ^= 1
	os.remove(path)  # it may be a link to another backup's
	with open(path, "wb") as f:
		f.write(data)


def check(o, where):
	return o.ctl("restore", "--check", where)


def usage(t, o):
	for words in ((), ("--check",), ("--in",), ("x",), ("x", "--to"), ("--check", "x", "--to", "y"),
			("x", "y", "--to", "z"), ("--check", "x", "--check", "y"), ("x", "--to", "y", "--frob")):
		answer = o.ctl("restore", *words, as_json=False)
		t.ok(answer.status == 64 and "usage: vanthuctl restore" in answer.err,
			"usage: restore %s" % " ".join(words), answer)
	answer = o.ctl("restore", "--damaged", "--check", "--damaged", as_json=False)
	t.ok(answer.status == 78 and "/--damaged'" in answer.err, "a value is a value", answer)


def spoiled(t, o):
	name = names(o)[-1]
	answer = check(o, folder(o, name))
	t.ok(answer.status == 0, "a good backup is proved", answer)
	row = answer.tables["backup"][0]
	t.equal((row["documents"], row["faults"]), (counts(o)["document"], 0), "and counts the same")
	t.equal(left_over(o), [], "nothing of the trial stays")
	files = [l["path"] for l in manifest(o, name) if "path" in l]
	for what in (next(p for p in files if p.endswith(".eml")),
			next(p for p in files if p.endswith(".env")),
			next(p for p in files if p.startswith("evidence/")), "db.sqlite", "manifest.jsonl"):
		copy = o.path("copy")
		shutil.copytree(folder(o, name), copy)
		spoil(os.path.join(copy, what))
		answer = check(o, copy)
		t.ok(answer.status != 0 and what in answer.out + answer.err, "a changed bit of %s is found"
			% what.split("/")[0], answer)
		os.remove(os.path.join(copy, what))
		answer = check(o, copy)
		t.ok(answer.status != 0, "so is its absence", answer)
		shutil.rmtree(copy)


def child_of(pid):
	for entry in os.listdir("/proc"):
		with contextlib.suppress(OSError, IndexError, ValueError):
			with open("/proc/%s/stat" % int(entry), encoding="utf-8", errors="replace") as f:
				if int(f.read().rsplit(")", 1)[1].split()[1]) == pid:
					return int(entry)
	return None


def killed(t, o):
	"""At any moment: what is there under a name is whole."""
	random.seed(8)
	before, struck = names(o), 0
	for i in range(KILLS):
		registrar = o.pid_of("vanthu-registrar")
		asked = subprocess.Popen((os.path.join(o.build, "vanthuctl"), "-c", o.conf, "backup",
			"--full"), stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL, env=o.env())
		until = time.monotonic() + 5
		child = None
		while child is None and asked.poll() is None and time.monotonic() < until:
			child = child_of(registrar)
		time.sleep(random.random() * 0.15)
		victim = registrar if i % 2 else child
		with contextlib.suppress(ProcessLookupError):	# or it was done sooner
			if victim is not None:
				os.kill(victim, signal.SIGKILL)
				struck += 1
		asked.wait(20)
		o.ctl("wait", "--idle", "--timeout", "30")
		bad = {n: f for n in names(o) for f in [faults_of(o, n)] if f}
		if bad:
			t.ok(False, "after a kill every backup is whole", bad)
	t.ok(set(before) <= set(names(o)), "%d kills cost no backup" % struck)
	deadline = time.monotonic() + 30
	answer = o.ctl("backup", "--full")
	while answer.status != 0 and time.monotonic() < deadline:
		answer = o.ctl("backup", "--full")
	t.ok(answer.status == 0, "the next one is made", answer)
	t.equal(left_over(o), [], "and takes away what was left")


def full_disk(t, o):
	small = o.path("small")
	os.makedirs(small)
	mounted = os.geteuid() == 0 and subprocess.run(("mount", "-t", "tmpfs", "-o", "size=256k",
		"tmpfs", small), capture_output=True, check=False).returncode == 0
	if not mounted:
		t.skip("a full disk", "a small file system takes root")
		return
	try:
		o.stop()
		was = o.extra
		o.extra = [("backup", dict(was[0][1], to="small"))]
		o.write()
		start = len(o.log_text())
		o.start()
		t.ok(o.await_log(r" backup-failed .*disk is full", 30, start), "a full disk is told in the log",
			o.tail())
		o.settle()
		t.ok(any("KHÔNG SAO LƯU ĐƯỢC" in m.text and "disk is full" in m.text for m in result_mails(o)),
			"and to the administrator", [m.text for m in result_mails(o)])
		answer = o.ctl("backup")
		t.ok(answer.status == 75 and "disk is full" in answer.err, "and to who asks", answer)
		t.equal([n for n in os.listdir(small) if n != ".lock"], [], "nothing half is left")
		o.stop()
		o.extra = was
		o.write()
	finally:
		subprocess.run(("umount", small), check=False)
	o.start()


def register(o):
	return o.sql("SELECT own, book, year, number, state, arrival FROM document ORDER BY id")


def ledger(o):
	return [r["line"] for r in o.sql("SELECT line FROM ledger ORDER BY seq")]


def restored(t, o):
	"""The disk lost the database after the backup; store/, sealed/ and spool/ are still there."""
	later = o.deliver(letter(o, 400, None, PLANTED))
	o.settle()
	o.ctl("backup", "--full", ok=True)
	name = names(o)[-1]
	then = register(o), ledger(o), counts(o)
	newer = [o.deliver(letter(o, 401 + i)) for i in range(3)]
	o.settle()
	o.ctl("seal", o.arrival(later)["document"]["number"], *REASON, ok=True)
	answer = o.ctl("restore", folder(o, name), "--to", o.path("state"))
	t.ok(answer.status == 75 and "running" in answer.err, "nothing is restored while it runs", answer)
	o.kill()
	waiting = o.deliver(letter(o, 410))
	for suffix in ("", "-wal"):
		with contextlib.suppress(FileNotFoundError):
			with open(o.path("state", "db", "vanthu.db" + suffix), "r+b") as f:
				f.write(b"\0" * 8192)
	answer = o.ctl("restore", folder(o, name), "--to", o.path("state"))
	t.ok(answer.status == 0, "the office begins again from the backup", answer)
	row = answer.tables["restored"][0]
	t.equal((row["again"], row["resealed"], row["missing"]), (3, 1, 0),
		"it says what is newer, what was sealed since, what is missing")
	lines = ledger(o)
	t.equal(lines[:len(then[1])], then[1], "the ledger is that of the backup")
	t.ok(len(lines) == len(then[1]) + 2 and '"act":"restore"' in lines[-1] and name in lines[-1],
		"and a line more says so", lines[-2:])
	o.start()
	o.settle()
	rows = [o.arrival(s) for s in newer + [waiting]]
	t.equal([r["state"] for r in rows], ["registered"] * 4, "what came since is registered again")
	now = register(o)
	drop = lambda rows: [{k: v for k, v in r.items() if k != "state"} for r in rows]
	t.equal(drop(now[:len(then[0])]), drop(then[0]), "the register is that of the backup")
	t.equal(o.arrival(later)["place"], "sealed", "what was sealed since is sealed")
	answer = o.ctl("verify")
	t.ok(answer.status == 0, "ledger, register and files are sound", answer)
	inside = [p for p in holds(o.path("state"), PLANTED) if not p.startswith(("sealed/",
		"db/before-restore"))]
	t.equal(inside, [], "no word of the secret came back")


def elsewhere(t, o):
	"""On a new machine there is nothing but the backup."""
	o.ctl("backup", ok=True)
	name = names(o)[-1]
	then = register(o), ledger(o)
	sealed = len(o.sql("SELECT id FROM arrival WHERE place = 'sealed'"))
	o.stop()
	os.rename(o.path("state"), o.path("state-lost"))
	os.makedirs(o.path("state"), 0o700)
	shutil.copytree(o.path("state-lost", "trust"), o.path("state", "trust"))
	answer = o.ctl("restore", folder(o, name), "--to", o.path("state"))
	t.ok(answer.status == 0, "it is restored into an empty folder", answer)
	t.equal(answer.tables["restored"][0]["missing"], sealed, "the sealed ones are told as missing")
	o.start()
	o.settle()
	t.equal((register(o), ledger(o)[:len(then[1])]), then, "register and ledger are the same")
	sent = o.deliver(letter(o, 420))
	o.settle()
	numbers = [r["number"] for r in register(o) if r["own"] == "kimson"]
	t.equal(o.arrival(sent)["document"]["number"], max(numbers), "numbers go on")
	t.ok(len(set(numbers)) == len(numbers), "and none is given twice")
	answer = o.ctl("verify", as_json=False)
	t.equal(len([l for l in answer.out.splitlines() if "cannot" in l]), sealed,
		"verify misses the sealed originals and nothing else")


def often(t, o):
	"""Every second, two full ones kept."""
	o.stop()
	o.extra = [("backup", {"to": "backups", "full": "3s", "incremental": "1s", "keep": "2"})]
	o.write()
	before = len(result_mails(o))
	o.start()
	until = time.monotonic() + 40
	while time.monotonic() < until:
		fulls = [n for n in names(o) if n.endswith("-full")]
		if len(result_mails(o)) - before >= 6 and len(fulls) == 2 and names(o)[0] == fulls[0]:
			break
		time.sleep(0.2)
	t.ok(len([n for n in names(o) if n.endswith("-full")]) <= 2 and names(o)[0].endswith("-full"),
		"older ones go with what hung on them", names(o))
	made = len([l for l in o.log() if l[5] == "backup"])
	t.ok(len(result_mails(o)) <= made + 1, "each is told once", (len(result_mails(o)), made))
	o.stop()
	t.equal([faults_of(o, n) for n in names(o) if faults_of(o, n)], [], "those kept are whole")


def main():
	if not pdf.have_reportlab():
		print("1..0 # SKIP python3-reportlab is missing")
		return
	with office.Office(keys=office.key_cache(), more={"notices": {"digest-every": "1s"}}) as o:
		os.makedirs(folder(o))
		o.add_block("backup", to="backups", full="7d", incremental="1d", keep="40")
		tap.run(*tap.steps(o, usage, by_the_clock, under_load, sealed_later, spoiled, killed,
			full_disk, restored, elsewhere, often))


main()
