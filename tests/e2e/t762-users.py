#!/usr/bin/python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""t762-users - a user for each program, with the rights that vanthu-root.service leaves root (TAP).

Needs root; the users exist only in a mount namespace of this test.
"""

import os
import shutil
import signal
import subprocess
import sys

sys.path.insert(0, os.path.join(os.path.dirname(os.path.abspath(__file__)), ".."))
from lib import clamd_fake, office, pdf, shapes, tap  # noqa: E402

# name: uid = gid
IDS = {"vanthu": 60071, "vanthu-intake": 60072, "vanthu-inspect": 60073, "vanthu-dispatch": 60074,
	"vanthu-signer": 60075}
RUNS_AS = {"vanthud": 0, "vanthu-registrar": 60071, "vanthu-intake": 60072, "vanthu-inspect": 60073,
	"vanthu-dispatch": 60074, "vanthu-signer": 60075, "vanthu-scan": 60071, "vanthu-watch": 60071}
MEMBERS = {"vanthu": [n for n in IDS if n != "vanthu"], "vanthu-intake": ["vanthu"], "vanthu-dispatch": ["vanthu"]}
SCRIPT = 'mount --bind "$1" /etc/passwd && mount --bind "$2" /etc/group && shift 2 && exec "$@"'
# CapabilityBoundingSet=, NoNewPrivileges= and Group= of the unit.
LIMITS = ("setpriv", "--bounding-set", "-all,+setuid,+setgid,+kill", "--inh-caps", "-all", "--no-new-privs",
	"--regid", "60071", "--clear-groups")


def world(o):
	"""The command before vanthud: our own list of users."""
	with open("/etc/passwd", encoding="utf-8") as f:
		passwd = f.read()
	with open("/etc/group", encoding="utf-8") as f:
		group = f.read()
	for name, number in IDS.items():
		passwd += "%s:x:%d:%d::/:/usr/sbin/nologin\n" % (name, number, number)
		group += "%s:x:%d:%s\n" % (name, number, ",".join(MEMBERS.get(name, ())))
	for name, text in (("passwd", passwd), ("group", group)):
		with open(o.path(name), "w", encoding="utf-8") as f:
			f.write(text)
		os.chmod(o.path(name), 0o644)
	return ("unshare", "--mount", "--propagation", "private", "/bin/sh", "-c", SCRIPT, "sh", o.path("passwd"),
		o.path("group"))


def give(path, number):
	for folder, folders, names in os.walk(path):
		for name in [""] + names:
			os.chown(os.path.join(folder, name), number, number)


def as_user(number, path, flags=os.O_RDONLY):
	"""What open(2) says to that user, with all his groups."""
	groups = [IDS[g] for g, members in MEMBERS.items() if number in [IDS[m] for m in members]] + [number]

	def become():
		os.setgroups(groups)
		os.setgid(number)
		os.setuid(number)
	done = subprocess.run((sys.executable, "-c", "import os, sys\nos.open(sys.argv[1], int(sys.argv[2]))", path,
		str(flags)), preexec_fn=become, capture_output=True, check=False)
	return done.returncode == 0


def uids(o):
	out = {}
	for pid, name in o.programs().items():
		with open("/proc/%d/status" % pid, encoding="utf-8") as f:
			ids = next(line.split()[1:] for line in f if line.startswith("Uid:"))
		out.setdefault(name, set()).update(int(i) for i in ids)
	return out


def prepare(o):
	keys = o.more.setdefault("office", {})
	keys["user"] = "vanthu"
	for what in ("intake", "inspect", "dispatch", "signer"):
		keys[what + "-user"] = "vanthu-" + what
	o.write()
	os.rmdir(o.path("state"))
	for door in ("in", "in-tanson"):
		give(o.path(door), IDS["vanthu-intake"])
	give(o.path("mail"), IDS["vanthu-dispatch"])
	before = world(o)
	made = subprocess.run((*before, os.path.join(o.build, "vanthud"), "-m", "-c", o.conf), env=o.env(),
		capture_output=True, encoding="utf-8", timeout=60, check=False)
	return (*before, *LIMITS), made


def folders(t, o):
	wanted = {"spool": (60071, 60072, 0o770), "outbox": (60071, 60074, 0o750), "imap": (60071, 60072, 0o770),
		"db": (60071, 60071, 0o700), "store": (60071, 60071, 0o700), "sealed": (60071, 60071, 0o700),
		"trust/crls": (60071, 60071, 0o750), "run": (0, 60071, 0o750), "": (60071, 60071, 0o750)}
	found = {}
	for name in wanted:
		s = os.stat(o.path("state", name))
		found[name] = (s.st_uid, s.st_gid, s.st_mode & 0o7777)
	t.equal(found, wanted, "vanthud -m gives each folder to who works in it")


def works(t, o, shape="signed-document"):
	t.equal(uids(o), {name: {number} for name, number in RUNS_AS.items()}, "each program is a user of its own")
	sent = o.deliver(shapes.one(o.pki, shape).raw)
	o.settle()
	row = o.arrival(sent)
	t.equal(row["state"], "registered", "a document is registered")
	t.ok(row["mails"] and {m["state"] for m in row["mails"]} == {"sent"}, "and its mails are signed and out",
		row["mails"])
	t.ok(o.ctl("verify").status == 0, "register, ledger and files are right")


def walls(t, o):
	database = o.path("state", "db", "vanthu.db")
	key = os.path.realpath(o.path("pki", "keys", "kimson-notice.key"))
	for name in IDS:
		t.equal(as_user(IDS[name], database), name == "vanthu", "%s: the database" % name)
	t.ok(not any(as_user(number, key) for number in IDS.values()), "nobody but root reads a key")
	spool, outbox = o.path("state", "spool"), o.path("state", "outbox")
	t.equal([n for n in IDS if as_user(IDS[n], spool)], ["vanthu", "vanthu-intake"], "who may look into spool/")
	t.equal([n for n in IDS if as_user(IDS[n], outbox)], ["vanthu", "vanthu-dispatch"], "and into outbox/")


def reload(t, o):
	start = len(o.log_text())
	o.daemon.send_signal(signal.SIGHUP)
	t.ok(o.await_log(r" reload ", 20, start) and o.await_log(r" all-ready ", 40, start),
		"HUP starts all of them anew, with no more rights than that", o.tail())
	t.ok("reload-refused" not in o.log_text()[start:], "no fault is found", o.tail())
	works(t, o, "ecdsa-document")
	t.equal(o.stop(), 0, "root ends them in order, whoever they are")
	t.ok(" killed " not in o.log_text(), "none had to be killed", o.tail())


def main():
	if os.geteuid() != 0 or not shutil.which("setpriv") or not shutil.which("unshare"):
		print("1..0 # SKIP needs root, unshare and setpriv")
		return
	if not pdf.have_reportlab():
		print("1..0 # SKIP python3-reportlab is missing")
		return
	if subprocess.run(("unshare", "--mount", "true"), capture_output=True, check=False).returncode != 0:
		print("1..0 # SKIP no mount namespace can be made here")
		return
	with office.Office(keys=office.key_cache()) as o, clamd_fake.Fake(o.path("clamd")) as av:
		os.chmod(av.path, 0o666)	# as clamd makes it
		o.add_block("clamd", server=av.path)
		o.add_block("metrics", listen=o.path("state", "run", "metrics.sock"))
		limited, made = prepare(o)
		if not as_user(IDS["vanthu-inspect"], os.path.join(o.build, "vanthud")):
			print("1..0 # SKIP other users cannot reach the build folder")
			return

		def start(t):
			t.equal((made.returncode, made.stderr), (0, ""), "vanthud -m makes the folders")
			o.start(before=limited)
		tap.run(start, *tap.steps(o, folders, works, walls, reload))


main()
