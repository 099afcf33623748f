#!/usr/bin/python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""backup-steps - vanthuctl backup and restore killed at every durable step: no half backup counts, the
older ones stay as they are, and what the office had before a restore is never lost (TAP)."""

import contextlib
import hashlib
import os
import shutil
import signal
import sqlite3
import sys
import time

sys.path.insert(0, os.path.join(os.path.dirname(os.path.abspath(__file__)), ".."))
from lib import crash, kit, office, pdf, tap  # noqa: E402

REASON = ("--reason", "phát hiện nội dung mật")
MOST = 150
TABLES = ("arrival", "document", "ledger")


def disarm(m):
	"""Names of the steps passed; was somebody killed?"""
	passed, killed = m.points(), m.left() <= 0
	m.arm(0)
	return passed, killed


def letter(o, number):
	k = kit.Kit(o.pki)
	k.begin("step-%d" % number, number)
	k.doc()
	return k.signed()


def tree(folder):
	"""{path: SHA-256} of everything below."""
	out = {}
	for top, _, names in os.walk(folder):
		for name in names:
			path = os.path.join(top, name)
			with open(path, "rb") as f:
				out[os.path.relpath(path, folder)] = hashlib.sha256(f.read()).hexdigest()
	return out


def backups(o):
	return sorted(n for n in os.listdir(o.path("backups")) if n[0] != ".")


def unfinished(o):
	return sorted(n for n in os.listdir(o.path("backups")) if n.startswith(".tmp-"))


def proved(o, name):
	return o.ctl("restore", "--check", o.path("backups", name), "--in", o.path())


def again(o, *args, seconds=60):
	"""Until it is done: programs that died are started anew by vanthud."""
	until = time.monotonic() + seconds
	answer = o.ctl(*args)
	while answer.status != 0 and time.monotonic() < until:
		time.sleep(0.1)
		answer = o.ctl(*args)
	return answer


# ---- backup ----


def backup_killed(o, m, at, kind):
	"""What is wrong after one was killed at that step, its name, was there a kill at all."""
	before = {n: tree(o.path("backups", n)) for n in backups(o)}
	m.arm(at)
	o.ctl("backup", *kind)
	passed, killed = disarm(m)
	faults = ["%s is not as it was" % n for n in before
		if tree(o.path("backups", n)) != before[n]]
	faults += ["%s passes the check" % n for n in unfinished(o) if proved(o, n).status == 0]
	faults += ["%s: %s" % (n, a) for n in backups(o) if n not in before
		for a in [proved(o, n)] if a.status != 0]
	answer = again(o, "backup")
	if answer.status != 0:
		faults.append("the next one: %s" % answer)
	elif proved(o, backups(o)[-1]).status != 0:
		faults.append("the next one does not pass the check")
	if unfinished(o):
		faults.append("left over: %s" % unfinished(o))
	for name in backups(o)[1:-2]:	# they cost time at every step
		shutil.rmtree(o.path("backups", name))
	return faults, passed, killed


def backup_walk(t, o, m, *kind):
	again(o, "wait", "--idle")
	m.arm(0)
	o.ctl("backup", *kind, ok=True)
	steps = len(disarm(m)[0])
	names = []
	for at in range(1, min(steps, MOST) + 1):
		faults, passed, killed = backup_killed(o, m, at, kind)
		if not killed:
			break
		names.append(passed[at - 1])
		if faults:
			t.ok(False, "killed at step %d, %s" % (at, passed[at - 1]), "\n".join(faults))
	wanted = {"backup.database", "backup.file", "backup.manifest", "backup.named"}
	t.ok(wanted <= set(names), "a backup%s is killed at each of %d steps: the older ones stay, no half "
		"one counts, the next is made" % (" ".join(("",) + kind), len(names)), names)


def backup(t, o, m):
	for number in range(3):
		o.deliver(letter(o, number))
	o.settle()
	again(o, "backup", "--full")
	backup_walk(t, o, m, "--full")
	o.deliver(letter(o, 3))
	o.settle()
	backup_walk(t, o, m)


# ---- restore ----


def rows(path):
	"""What the register in that file says, its log with it; in a copy, for looking writes."""
	copy = path + ".looked"
	for suffix in ("", "-wal"):
		with contextlib.suppress(FileNotFoundError):
			shutil.copy(path + suffix, copy + suffix)
	try:
		with contextlib.closing(sqlite3.connect(copy)) as db:
			return {table: db.execute("SELECT * FROM %s ORDER BY 1" % table).fetchall()
				for table in TABLES}
	except sqlite3.DatabaseError as error:
		return {"fault": str(error)}
	finally:
		for suffix in ("", "-wal", "-shm"):
			with contextlib.suppress(FileNotFoundError):
				os.remove(copy + suffix)


class Case:
	"""An office that was killed, with a backup older than itself; laid out anew for each step."""

	def __init__(self, o):
		self.o = o
		self.sealed = o.deliver(letter(o, 10))
		o.settle()
		self.number = o.arrival(self.sealed)["document"]["number"]
		o.ctl("backup", "--full", ok=True)
		self.name = backups(o)[-1]
		self.newer = [o.deliver(letter(o, 11 + i)) for i in range(2)]
		o.settle()
		o.ctl("seal", self.number, *REASON, ok=True)
		again(o, "wait", "--idle")
		self._pull_the_plug()
		self.register = rows(self.db)
		lost = sorted(p for p in tree(o.path("backups", self.name)) if p.endswith(".eml"))[0]
		self.lost = lost
		os.rename(o.path("state"), o.path("saved"))

	def _pull_the_plug(self):
		"""What the database's log holds is in the log alone."""
		os.kill(self.o.daemon.pid, signal.SIGSTOP)
		os.kill(self.o.pid_of("vanthu-registrar"), signal.SIGKILL)
		self.o.kill()
		if not os.path.getsize(self.db + "-wal"):
			raise office.Fault("the database was closed")

	@property
	def db(self):
		return self.o.path("state", "db", "vanthu.db")

	def lay_out(self):
		shutil.rmtree(self.o.path("state"), ignore_errors=True)
		shutil.copytree(self.o.path("saved"), self.o.path("state"), symlinks=True,
			ignore=lambda _, names: [n for n in names if n.endswith(".sock")])
		with contextlib.suppress(FileNotFoundError):	# so that a file is put back
			os.remove(self.o.path("state", self.lost))

	def restore(self):
		return self.o.ctl("restore", self.o.path("backups", self.name), "--to",
			self.o.path("state"))

	def kept(self):
		"""Is what the office had still there?"""
		folder = os.path.dirname(self.db)
		return any(rows(os.path.join(folder, n)) == self.register for n in os.listdir(folder)
			if n.endswith(".db"))

	def begun(self):
		"""What is wrong when somebody starts the office now, as if nothing had been."""
		o = self.o
		said = o.check()
		if said.returncode != 0:
			return [] if "run vanthuctl restore again" in str(said.stderr) + str(said.stdout) else [
				"it would not start, nor say why: %s" % said]
		os.rename(o.path("state"), o.path("dead"))
		shutil.copytree(o.path("dead"), o.path("state"), symlinks=True)
		try:
			o.start()
			o.settle()
			now = rows(self.db)
			kept = now.get("ledger", [])[:len(self.register["ledger"])] == self.register["ledger"]
			found = o.ctl("verify")
			whole = found.status == 0 or (not os.path.exists(o.path("state", self.lost))
				and "cannot find the bytes of arrival" in found.out and ": 1 faults" in found.out)
			return [] if whole and (kept or '"act":"restore"' in str(now.get("ledger"))) \
				else ["an office starts that is neither the old one nor the restored: %s" % found]
		except office.Fault as fault:
			return ["it does not start: %s" % fault]
		finally:
			o.kill()
			shutil.rmtree(o.path("state"))
			os.rename(o.path("dead"), o.path("state"))

	def refused(self):
		"""Whoever starts it hears of it from the registrar."""
		start = len(self.o.log_text())
		with contextlib.suppress(office.Fault):
			self.o.start(seconds=3)
		self.o.kill()
		return "run vanthuctl restore again" in self.o.log_text()[start:]

	def finished(self):
		"""What is wrong after the restore was done again."""
		o, out = self.o, []
		answer = self.restore()
		if answer.status != 0:
			return ["the next restore: %s" % answer]
		if not self.kept():
			out.append("what the office had is lost")
		o.start()
		o.settle()
		states = [o.arrival(s)["state"] for s in self.newer]
		if states != ["registered"] * len(states):
			out.append("what is newer than the backup: %s" % states)
		if o.arrival(self.sealed)["place"] != "sealed":
			out.append("what was sealed since lies in %s" % o.arrival(self.sealed)["place"])
		answer = o.ctl("verify")
		if answer.status != 0:
			out.append("verify: %s" % answer)
		if os.path.exists(o.path("state", "db-restoring")):
			out.append("db-restoring is left")
		o.kill()
		return out


def restore(t, o, m):
	case, names, at = Case(o), [], 0
	while at < MOST:
		at += 1
		case.lay_out()
		m.arm(at)
		answer = case.restore()
		passed, killed = disarm(m)
		if not killed:
			t.ok(answer.status == 0, "past the last step it is restored", answer)
			break
		names.append(passed[at - 1])
		if passed[at - 1] == "restore.aside":
			t.ok(case.refused(), "the office does not go on with what is left, and says why", o.tail())
		faults = ([] if case.kept() else ["what the office had is lost"]) + case.begun() \
			+ case.finished()
		if faults:
			t.ok(False, "killed at step %d, %s" % (at, passed[at - 1]), "\n".join(faults))
	t.ok({"restore.file", "restore.aside", "restore.changed"} <= set(names), "a restore is killed at each "
		"of %d steps: the old register stays, the next one finishes" % len(names), names)
	t.say("killed at: " + " ".join(names))


def main():
	if not pdf.have_reportlab():
		print("1..0 # SKIP python3-reportlab is missing")
		return
	built = crash.build()
	if built is None:
		print("1..0 # SKIP the build with crash points could not be made")
		return
	with office.Office(build=built, keys=office.key_cache(),
			more={"notices": {"digest-every": "1h"}}) as o:
		o.tidy_trust()
		m = crash.Map(o.path("crash-map"))
		o.environment = m.environment
		os.makedirs(o.path("backups"))
		o.add_block("backup", to="backups", full="365d", incremental="365d", keep="100")
		o.start()
		tap.run(lambda t: backup(t, o, m), lambda t: restore(t, o, m))


main()
