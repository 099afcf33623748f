#!/usr/bin/python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""t830-setup - vanthuctl setup: answers from a file, a pipe and a terminal, and an office that runs
on what it wrote.
"""

import os
import pty
import select
import shutil
import stat
import subprocess
import sys
import tempfile
import termios
import time

sys.path.insert(0, os.path.join(os.path.dirname(os.path.abspath(__file__)), ".."))
from lib import office, tap, wait  # noqa: E402

BUILD = office.build_folder()
FOLDER = tempfile.mkdtemp(prefix="vts-")
ENV = dict(os.environ, LC_ALL="C.UTF-8", VANTHU_DATADIR=office.source_folder())
ANSWERS = {
	"agency": "Ủy ban nhân dân xã Kim Sơn", "short": "kimson", "address": "vanthu@kimson.example",
	"robot": "thongbao@kimson.example", "admin": "quantri@kimson.example",
	"clerk-name": "Trần Thị Bình", "clerk-address": "binh@kimson.example",
	"clerk-login": office.login(), "leader-name": "Lê Văn An",
	"leader-address": "an@kimson.example", "head-name": "Phạm Văn Minh",
	"head-address": "minh@kimson.example", "in": "maildir", "out": "maildir", "crl": "off",
}


def path(*parts):
	return os.path.join(FOLDER, *parts)


def answers(name, **changes):
	"""A file of answers for an office of its own below FOLDER/name."""
	os.makedirs(path(name), exist_ok=True)
	all_of = dict(ANSWERS, state=path(name, "state"))
	all_of["in-maildir"] = path(name, "in")
	all_of["out-maildir"] = path(name, "out")
	all_of.update({k.replace("_", "-"): v for k, v in changes.items()})
	for one in ("tmp", "new", "cur"):
		os.makedirs(path(name, "in", one), exist_ok=True)
	os.makedirs(path(name, "out"), exist_ok=True)
	with open(path(name, "answers"), "w", encoding="utf-8") as f:
		f.write("setup\n" + "".join("\t%s = %s\n" % one for one in all_of.items()
			if one[1] is not None))
	return path(name, "answers")


def setup(*args, given=None, folder=None, first=None):
	"""first: a folder whose programs come before all others."""
	env = dict(ENV, PATH=first + ":" + os.environ["PATH"]) if first else ENV
	return subprocess.run([os.path.join(BUILD, "vanthuctl"), "setup", *args], env=env, text=True,
		capture_output=True, timeout=60, input=given, cwd=folder or FOLDER)


def mode(name):
	return stat.S_IMODE(os.stat(name).st_mode)


def tree(folder):
	return sorted(os.path.relpath(os.path.join(at, one), folder) for at, _, files in os.walk(folder)
		for one in files)


def from_file(t):
	run = setup("--answers", answers("a"), "--to", path("a", "etc"))
	t.ok(run.returncode == 0 and "What is next" in run.stdout, "answers from a file", run)
	t.ok("trust: no root certificate" in run.stderr, "what is missing for a proof is told",
		run.stderr)
	t.equal(tree(path("a", "etc")), ["books.conf", "directory.conf", "keys/kimson-notice.csr",
		"keys/kimson-notice.key", "keys/kimson-notice.pem", "policy.conf", "routing.conf",
		"vanthu.conf"], "its files and no other")
	t.equal(mode(path("a", "etc", "keys", "kimson-notice.key")), 0o600, "the key is private")
	text = subprocess.run(["openssl", "req", "-in", path("a", "etc", "keys", "kimson-notice.csr"),
		"-noout", "-text", "-verify"], capture_output=True, text=True).stdout
	t.ok("email:thongbao@kimson.example" in text, "a request for the CA with the robot's address",
		text)


def vouched(t):
	"""What may be believed of an answer without a signature."""
	def made(name, **more):
		run = setup("--answers", answers(name, **more), "--to", path(name, "etc"))
		return run, "" if run.returncode else "".join(open(path(name, "etc", f), encoding="utf-8").read()
			for f in ("vanthu.conf", "policy.conf"))
	run, text = made("v1")
	t.ok("\nsession" not in text and "\n# agree\tleader\tmailbox & token" in text
		and "\nreply\n\ttoken-in = subject\n" in text, "without an answer nothing weak is believed", run)
	run, text = made("v2", vouches="received", authserv_id="mx.kimson.example", subaddress="yes")
	t.ok("\nsession\n\tauthserv-id = mx.kimson.example\n\tform = received\n" in text
		and "\ttoken-in = address\n\ttoken-in = subject\n" in text, "the server that vouches", run)
	run, text = made("v3", vouches="nobody", mailbox="yes", mailbox_server="mx.kimson.example")
	t.ok("\tmailbox = yes\n" in text and "\nagree\tleader\tmailbox & token\n" in text
		and "RISK" in text, "where it vouches for nobody the weak proof is a choice", run)
	run, _ = made("v4", mailbox="yes")
	t.ok(run.returncode == 78 and "'mailbox-server' is missing" in run.stderr, "with the server's name", run)


def again(t):
	before = {one: open(path("a", "etc", one), "rb").read() for one in tree(path("a", "etc"))}
	run = setup("--answers", path("a", "answers"), "--to", path("a", "etc"))
	after = {one: open(path("a", "etc", one), "rb").read() for one in tree(path("a", "etc"))}
	t.ok(run.returncode == 78 and "is there already" in run.stderr and before == after,
		"nothing that stands there is changed", run)


def links(t):
	"""In folders that the office's user may write to, nothing is written through a link of his."""
	for n, link in enumerate(((".setup",), ("keys",), ("state", "trust"))):
		name, elsewhere = "link%d" % n, path("elsewhere%d" % n)
		file = answers(name, **({} if link == ("state", "trust") else {"certificate": "make"}))
		os.mkdir(elsewhere)
		at = path(name, *link) if link[0] == "state" else path(name, "etc", *link)
		os.makedirs(os.path.dirname(at))
		os.symlink(elsewhere, at)
		run = setup("--answers", file, "--to", path(name, "etc"))
		t.ok(run.returncode == 78 and at in run.stderr, "%s: refused and named" % link[-1],
			(run.returncode, run.stderr))
		t.equal((os.listdir(elsewhere), os.path.exists(path(name, "etc", "vanthu.conf"))),
			([], False), "nothing was written there")


def swapped(t):
	"""A folder is looked at, and is another one when it is written to: the office's user puts links
	in its place while openssl runs."""
	elsewhere, bin_ = path("elsewhere-swapped"), path("bin-swapped")
	os.makedirs(elsewhere)
	os.makedirs(os.path.join(elsewhere, "keys"))
	victims = [os.path.join(elsewhere, n) for n in ("keys/kimson-notice.key", "directory.conf")]
	for one in victims:
		with open(one, "w", encoding="utf-8") as f:
			f.write("somebody's")
	os.makedirs(bin_)
	file = answers("swapped", certificate="make")
	etc = path("swapped", "etc")
	with open(os.path.join(bin_, "openssl"), "w", encoding="utf-8") as f:
		f.write("#!/bin/sh\nif [ -d %s/.setup ] && [ ! -L %s/.setup ]; then\n"
			"mv %s/.setup %s/.moved && ln -s %s %s/.setup\nfi\nexec %s \"$@\"\n"
			% (etc, etc, etc, etc, elsewhere, etc, shutil.which("openssl")))
	os.chmod(os.path.join(bin_, "openssl"), 0o755)
	run = setup("--answers", file, "--to", etc, first=bin_)
	t.ok(os.path.islink(os.path.join(etc, ".setup")), "the link is there", run.stderr)
	t.equal([open(one).read() if os.path.exists(one) else None for one in victims],
		["somebody's"] * 2, "nothing was written there, nor taken away")
	t.equal([sorted(n) for _, _, n in os.walk(elsewhere)], [["directory.conf"],
		["kimson-notice.key"]], "and nothing was added")
	t.equal(sorted(os.path.relpath(os.path.join(at, n), path("swapped"))
		for at, _, names in os.walk(os.path.join(etc, ".moved")) for n in names), [],
		"and no key or password is left behind")


def key_stays(t):
	"""The rest was moved away: the key that signed is not written over."""
	key = open(path("a", "etc", "keys", "kimson-notice.key"), "rb").read()
	os.makedirs(path("away"))
	for one in ("vanthu.conf", "directory.conf", "routing.conf", "books.conf"):
		os.rename(path("a", "etc", one), path("away", one))
	run = setup("--answers", path("a", "answers"), "--to", path("a", "etc"))
	t.ok(run.returncode == 78 and "kimson-notice.key" in run.stderr
		and open(path("a", "etc", "keys", "kimson-notice.key"), "rb").read() == key,
		"nor is a key", run)
	for one in os.listdir(path("away")):
		os.rename(path("away", one), path("a", "etc", one))


def samples(t):
	answers("s")
	os.makedirs(path("s", "etc"))
	for one in ("policy.conf", "routing.conf"):
		shutil.copy(os.path.join(office.source_folder(), "config", one), path("s", "etc"))
	run = setup("--answers", path("s", "answers"), "--to", path("s", "etc"))
	t.ok(run.returncode == 0 and "leader" in open(path("s", "etc", "routing.conf")).read(),
		"an untouched sample gives way", run)


def port(t):
	"""A group may connect to a path; to a port anybody of this machine."""
	run = setup("--answers", answers("o", **{"in": "lmtp", "in-listen": "127.0.0.1:2424"}), "--to",
		path("o", "etc"))
	conf = open(path("o", "etc", "vanthu.conf"), encoding="utf-8").read() if run.returncode == 0 else ""
	t.ok("\tlisten = 127.0.0.1:2424\n" in conf and "group =" not in conf, "LMTP on a port", run)


def wrong(t):
	for what, changes, said in (
			("an address", {"robot": "thongbao"}, "answers:"),
			("an answer is missing", {"leader-name": None}, "'leader-name' is missing"),
			("an unknown key", {"colour": "red"}, "unknown key 'colour'"),
			("a login that is two people's", {"leader_address": "binh@kimson.example"},
				"binh@kimson.example"),
			("no such key file", {"certificate": "files", "notice-key": "/nowhere/k",
				"notice-certificate": "/nowhere/c"}, "/nowhere/k"),
			("no roots there", {"roots": "/nowhere"}, "/nowhere")):
		shutil.rmtree(path("w"), ignore_errors=True)
		run = setup("--answers", answers("w", **changes), "--to", path("w", "etc"))
		t.ok(run.returncode == 78 and said in run.stderr
			and (not os.path.exists(path("w", "etc")) or tree(path("w", "etc")) == []),
			"%s: told, nothing written" % what, run)
	run = setup("--answers", path("w", "no-such-file"), "--to", path("w", "etc"))
	t.ok(run.returncode == 78 and run.stderr.count("\n") == 1 and "cannot open" in run.stderr,
		"no such file of answers: told, and nothing else", run)


def from_pipe(t):
	"""As a person types: the proposal with an empty line, a mistake that is asked again."""
	answers("p")
	typed = ["Ủy ban nhân dân xã Kim Sơn", "", "no address", "vanthu@kimson.example", "",
		"quantri@kimson.example", "Trần Thị Bình", "binh@kimson.example", "", "Lê Văn An",
		"an@kimson.example", "Phạm Văn Minh", "minh@kimson.example", "fax", "maildir",
		path("p", "in"), "maildir", path("p", "out"), "", "", "", "make",
		"", "off", path("p", "clamd.ctl"), path("p", "state"), office.login() if os.geteuid() == 0 else ""]
	run = setup("--to", path("p", "etc"), given="\n".join(typed) + "\n")
	conf = open(path("p", "etc", "vanthu.conf")).read() if run.returncode == 0 else ""
	t.ok("signer kim-son\n" in conf and "\tserver = %s\n" % path("p", "clamd.ctl") in conf and run.stdout.count("Address that documents") == 2,
		"typed answers: a proposal taken, a mistake asked again", run)
	t.ok("Roots the mail servers" not in run.stdout, "with Maildirs no server's roots are asked for",
		run.stdout)
	shutil.rmtree(path("p", "etc"), ignore_errors=True)
	run = setup("--to", path("p", "etc"), given="\n".join(typed[:5]))
	t.ok(run.returncode == 66 and "ended too early" in run.stderr and not os.path.exists(path("p", "etc")),
		"answers that end too early write nothing", run)
	typed[10] = "binh@kimson.example"
	run = setup("--to", path("p", "etc"), given="\n".join(typed) + "\n")
	kept = path("vanthu-setup.answers")
	t.ok(run.returncode == 78 and os.path.exists(kept) and mode(kept) == 0o600,
		"a fault: the answers are kept", run)
	text = open(kept, encoding="utf-8").read().replace("leader-address = binh",
		"leader-address = an")
	with open(kept, "w", encoding="utf-8") as f:
		f.write(text)
	run = setup("--answers", kept, "--to", path("p", "etc"))
	t.ok(run.returncode == 0, "mended, they serve", run)


def scanner(t):
	"""A clamd block with the socket that is named, or with Debian's where clamd runs."""
	named = path("c", "clamd.ctl")
	here = "/run/clamav/clamd.ctl"
	for given, wanted in ((named, named), (None, here if os.path.exists(here) else None)):
		shutil.rmtree(path("c"), ignore_errors=True)
		run = setup("--answers", answers("c", clamd=given), "--to", path("c", "etc"))
		conf = open(path("c", "etc", "vanthu.conf"), encoding="utf-8").read()
		t.ok(run.returncode == 0 and ("\nclamd\n" in conf) == (wanted is not None)
			and (wanted is None or "\nclamd\n\tserver = %s\n" % wanted in conf),
			"clamd at %s" % wanted, run)
		t.ok(("AlertExceedsMax" if wanted else "Nothing is scanned") in run.stdout, "and what to do",
			run.stdout)
	run = setup("--answers", answers("c2", clamd="/" + "x" * 200), "--to", path("c2", "etc"))
	t.ok(run.returncode == 78 and "neither the path of a socket" in run.stderr,
		"one that is no socket's name is refused", run)


def password(t):
	"""Asked on a terminal, unseen, kept in a file of its own."""
	file = answers("i", **{"in": "imap", "in-server": "mail.kimson.example",
		"in-user": "vanthu@kimson.example"})
	main, other = pty.openpty()
	run = subprocess.Popen([os.path.join(BUILD, "vanthuctl"), "setup", "--answers", file, "--to",
		path("i", "etc")], stdin=other, stdout=other, stderr=other, env=ENV, close_fds=True)
	os.close(other)
	seen = b""
	until = time.monotonic() + 40
	typed = False
	while time.monotonic() < until:
		ready, _, _ = select.select([main], [], [], 0.2)
		if ready:
			try:
				seen += os.read(main, 4096)
			except OSError:
				break
		if b"Password of" in seen and not typed:
			# The terminal is made quiet after the question.
			wait.until(lambda: not termios.tcgetattr(main)[3] & termios.ECHO, 20, 0.02)
			os.write(main, b"m\xe1\xba\xadt kh\xe1\xba\xa9u 1\n")
			typed = True
	t.ok(run.wait(timeout=20) == 0 and "mật khẩu".encode() not in seen, "asked for, not shown", seen)
	there = path("i", "etc", "in.password")
	t.ok(os.path.exists(there) and mode(there) == 0o600
		and open(there, encoding="utf-8").read() == "mật khẩu 1\n"
		and "password-file = %s\n" % there in open(path("i", "etc", "vanthu.conf")).read(),
		"it stands in a private file that vanthu.conf names", seen)


def runs(t):
	"""The office that was written starts, and holds a message for the clerk."""
	shutil.rmtree(path("r"), ignore_errors=True)
	file = answers("r", roots=path("r", "roots"))
	os.makedirs(path("r", "roots"))
	shutil.copy(path("a", "etc", "keys", "kimson-notice.pem"), path("r", "roots", "root.pem"))
	run = setup("--answers", file, "--to", path("r", "etc"))
	conf = path("r", "etc", "vanthu.conf")

	def check():
		return subprocess.run([os.path.join(BUILD, "vanthud"), "-n", "-c", conf], capture_output=True,
			text=True, env=ENV)

	t.ok(run.returncode == 0 and check().returncode == 0, "with roots it is ready to start", run)
	root = path("r", "state", "trust", "roots", "root.pem")
	os.rename(root, path("r", "root.pem"))
	bare = check()
	t.ok(bare.returncode == 0 and bare.stdout == "configuration is good\n" and bare.stderr ==
		"warning: trust: no root certificate: no signature can be proved, all mail is held\n",
		"without roots too: vanthud -n and vanthud agree, it starts and holds", bare)
	with open(path("r", "log"), "wb") as log:
		daemon = subprocess.Popen([os.path.join(BUILD, "vanthud"), "-c", conf], stderr=log,
			env=dict(ENV, VANTHU_LIBEXECDIR=BUILD))
	try:
		held = await_held(conf)
		t.ok(held.returncode == 0 and b"so-noivu@hason.example" in held.stdout,
			"it runs, and a first message waits for the clerk", held)
	finally:
		daemon.terminate()
		daemon.wait(timeout=30)


def await_held(conf):
	with open(path("r", "in", "new", "1"), "wb") as f:
		f.write(b"From: so-noivu@hason.example\r\nTo: vanthu@kimson.example\r\nSubject: x\r\n"
			b"Date: Sun, 22 Nov 2026 10:00:00 +0700\r\nMessage-ID: <1@hason.example>\r\n\r\nx\r\n")
	ctl = [os.path.join(BUILD, "vanthuctl"), "-c", conf]
	until = time.monotonic() + 40
	while True:
		done = subprocess.run(ctl + ["held", "--json"], capture_output=True, env=ENV)
		if b"so-noivu" in done.stdout or time.monotonic() > until:
			return done
		time.sleep(0.2)


if __name__ == "__main__":
	os.umask(0o077)
	try:
		tap.run(from_file, vouched, again, key_stays, links, swapped, samples, port, wrong, from_pipe,
			scanner, password, runs)
	finally:
		shutil.rmtree(FOLDER, ignore_errors=True)
