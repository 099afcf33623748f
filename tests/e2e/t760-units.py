#!/usr/bin/python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""t760-units - systemd units, users, folders, AppArmor; what systemd is told; vanthud -T (TAP)."""

import ctypes
import os
import re
import select
import shutil
import signal
import socket
import subprocess
import sys
import tempfile
import time

sys.path.insert(0, os.path.join(os.path.dirname(os.path.abspath(__file__)), ".."))
from lib import office, office_files, pdf, shapes, tap  # noqa: E402

UNITS = {"vanthu.service": 20, "vanthu-root.service": 23, "vanthu-crl.service": 20}
FILTER = "@system-service landlock_create_ruleset landlock_add_rule landlock_restrict_self seccomp"
# What a program does between exec and its jail, and after that.
INSTALL = {"prctl", "seccomp", "landlock_create_ruleset", "landlock_add_rule", "landlock_restrict_self",
	"setresuid", "setresgid", "setgroups", "prlimit64", "close_range", "memfd_create", "execve", "clone",
	"openat", "openat2", "mmap", "mprotect", "socketpair", "dup2", "signalfd4", "flock", "kill"}


def unit_path(name):
	return os.path.join(office.build_folder(), "config", "systemd", name)


def source(*parts):
	with open(os.path.join(office.source_folder(), *parts), encoding="utf-8") as f:
		return f.read()


def run(*command, **more):
	return subprocess.run(command, capture_output=True, encoding="utf-8", timeout=60, check=False, **more)


def settings(name, key):
	with open(unit_path(name), encoding="utf-8") as f:
		return [line.split("=", 1)[1].strip() for line in f if line.startswith(key + "=")]


def expand(names):
	"""System calls of systemd's groups."""
	out = set()
	for name in names:
		if not name.startswith("@"):
			out.add(name)
			continue
		said = run("systemd-analyze", "syscall-filter", name).stdout.splitlines()[1:]
		out |= expand([line.strip() for line in said if line.strip() and not line.strip().startswith("#")])
	return out


def exposure(t):
	for name, most in UNITS.items():
		done = run("systemd-analyze", "security", "--offline=true", "--threshold=%d" % most, unit_path(name))
		said = re.search(r"Overall exposure level.*?([\d.]+) ", done.stdout)
		t.ok(done.returncode == 0 and said, "%s: exposure %s, at most %.1f"
			% (name, said and said.group(1), most / 10), done.stdout + done.stderr)
		t.ok(not re.search(r"@\w+@", open(unit_path(name), encoding="utf-8").read()), "its paths are filled in")


def calls(t):
	for name in UNITS:
		lines = settings(name, "SystemCallFilter")
		t.equal(lines[0], FILTER, "%s: the filter is the one the jails need" % name)
		allowed = expand(" ".join(lines).split())
		t.ok(len(allowed) > 200, "systemd knows its groups", len(allowed))
		text = source("daemon", "base", "calls.c")
		wanted = set(INSTALL)
		for table in re.findall(r"static const int (?!deadly)\w+_calls\[\] = \{(.*?)\n\};", text, re.S):
			wanted |= set(re.findall(r"CALL\((\w+)\)", table))
		for part in ("sandbox.c", "landlock.c"):
			wanted |= set(re.findall(r"\bSYS_(\w+)", source("daemon", "base", part)))
		t.ok(len(wanted) > 150, "the tables of the jails were read", len(wanted))
		t.equal(sorted(wanted - allowed), [], "every call that a jail allows or is made with is in it")


def _restrict(allowed):
	"""As systemd does with SystemCallFilter= and SystemCallErrorNumber=EPERM."""
	lib = ctypes.CDLL("libseccomp.so.2", use_errno=True)
	lib.seccomp_init.restype = ctypes.c_void_p
	context = ctypes.c_void_p(lib.seccomp_init(ctypes.c_uint32(0x00050000 | 1)))
	for call in allowed:
		number = lib.seccomp_syscall_resolve_name(call.encode())
		if number >= 0:
			lib.seccomp_rule_add(context, ctypes.c_uint32(0x7fff0000), number, 0)
	if lib.seccomp_load(context) != 0:
		raise OSError("seccomp_load")


def restricted(t):
	"""A whole office under the filter: the jails are entered, a document is registered."""
	allowed = expand(" ".join(settings("vanthu.service", "SystemCallFilter")).split())
	with office.Office(keys=office.key_cache()) as o:
		wrapper = o.path("restricted")
		with open(wrapper, "w", encoding="utf-8") as f:
			f.write("#!/usr/bin/python3\nimport os, sys\nsys.argv[0:1] = []\nsys.path.insert(0, %r)\n"
				"os.environ['PYTHONDONTWRITEBYTECODE'] = '1'\n"
				"import importlib.util as u\nspec = u.spec_from_file_location('units', %r)\n"
				"m = u.module_from_spec(spec)\nspec.loader.exec_module(m)\nm._restrict(%r)\n"
				"os.execv(sys.argv[0], sys.argv)\n"
				% (os.path.join(office.source_folder(), "tests"), os.path.abspath(__file__), sorted(allowed)))
		if tap.sanitized():	# its search for leaks traces the process, which the filter forbids
			o.environment["ASAN_OPTIONS"] = "detect_leaks=0"
		o.start(before=("/usr/bin/python3", wrapper))
		sent = o.deliver(shapes.one(o.pki, "signed-document").raw)
		o.settle()
		row = o.arrival(sent)
		t.equal(row["state"], "registered", "under the filter of the unit a document is registered")
		t.ok(row["mails"] and {m["state"] for m in row["mails"]} == {"sent"}, "and its mail goes out")
		t.ok("no-landlock" not in o.log_text() or not os.path.exists("/sys/kernel/security/landlock"),
			"the jails are entered", o.tail())
		t.equal(o.stop(), 0, "it ends in order")


def users(t):
	folder = tempfile.mkdtemp(prefix="vanthu-")
	try:
		os.makedirs(os.path.join(folder, "etc"))
		config = os.path.abspath(os.path.join(office.source_folder(), "config", "systemd"))
		done = run("systemd-sysusers", "--root=" + folder, os.path.join(config, "sysusers.conf"))
		with open(os.path.join(folder, "etc", "group"), encoding="utf-8") as f:
			groups = {line.split(":")[0]: line.strip().split(":")[3].split(",") for line in f}
		t.ok(done.returncode == 0 and "vanthu" in groups, "sysusers.d makes the users", done.stderr)
		t.equal(sorted(groups["vanthu"]), ["vanthu-dispatch", "vanthu-inspect", "vanthu-intake",
			"vanthu-signer"], "the programs' users may enter the state folder")
		t.equal((groups["vanthu-intake"], groups["vanthu-dispatch"]), (["vanthu"], ["vanthu"]),
			"and the registrar is in the groups it shares a folder with")
		if os.geteuid() != 0:
			t.skip("tmpfiles.d", "needs root")
			return
		done = run("systemd-tmpfiles", "--root=" + folder, "--create", os.path.join(config, "tmpfiles.conf"))
		made = os.path.join(folder, "var", "lib", "vanthu")
		t.ok(done.returncode == 0 and os.stat(made).st_mode & 0o777 == 0o750, "tmpfiles.d makes the folders",
			done.stderr)
		t.ok(os.stat(made).st_uid != 0, "and gives them to vanthu")
	finally:
		shutil.rmtree(folder)


def apparmor(t):
	if not shutil.which("apparmor_parser", path="/usr/sbin:/sbin:/usr/bin:/bin"):
		t.skip("AppArmor profile", "apparmor_parser is missing")
		return
	path = os.path.join(office.build_folder(), "config", "apparmor", "vanthu")
	done = run("apparmor_parser", "-Q", "-K", "-T", path, env=dict(os.environ, PATH="/usr/sbin:/usr/bin:/sbin:/bin"))
	t.ok(done.returncode == 0, "the AppArmor profile is well-formed", done.stderr)


class Listener:
	"""What systemd would hear."""

	def __init__(self):
		self.socket = socket.socket(socket.AF_UNIX, socket.SOCK_DGRAM)
		self.name = "\0vanthu-units-%d" % os.getpid()
		self.socket.bind(self.name)
		self.heard = []

	def await_line(self, pattern, seconds=20):
		"""The next line that matches, everything before it is gone; None."""
		until = time.monotonic() + seconds
		while True:
			while self.heard:
				line = self.heard.pop(0)
				if re.match(pattern, line):
					return line
			if time.monotonic() > until:
				return None
			if select.select([self.socket], [], [], 0.2)[0]:
				self.heard += self.socket.recv(4096).decode().split("\n")


def told(t):
	"""READY, STATUS, WATCHDOG, RELOADING with its time, STOPPING."""
	with office.Office(keys=office.key_cache()) as o:
		listener = Listener()
		daemon = subprocess.Popen((os.path.join(o.build, "vanthud"), "-c", o.conf), cwd="/",
			stdin=subprocess.DEVNULL, stdout=subprocess.DEVNULL, stderr=open(o.log_path, "ab"),
			env=dict(o.env(), NOTIFY_SOCKET="@" + listener.name[1:], WATCHDOG_USEC="4000000"))
		try:
			t.ok(listener.await_line("WATCHDOG=1"), "the watchdog hears us", o.tail())
			t.ok(listener.await_line(r"STATUS=5 programs run$"), "the status tells how many programs run", o.tail())
			t.ok(listener.await_line("READY=1"), "ready")
			t.ok(listener.await_line("WATCHDOG=1"), "and the watchdog goes on")
			before = time.clock_gettime_ns(time.CLOCK_MONOTONIC) // 1000
			daemon.send_signal(signal.SIGHUP)
			t.ok(listener.await_line("RELOADING=1"), "HUP: reloading")
			said = listener.await_line(r"MONOTONIC_USEC=\d+")
			t.ok(said and before <= int(said.split("=")[1]) <= before + 30e6, "with the time of it", said)
			t.ok(listener.await_line("READY=1", 40), "and ready again when all programs are", o.tail())
			good = open(o.path("routing.conf"), encoding="utf-8").read()
			office_files.write(o.path("routing.conf"), good + "\nroute\n\town = nobody\n\tto = nobody\n")
			daemon.send_signal(signal.SIGHUP)
			t.ok(listener.await_line("RELOADING=1"), "HUP with a bad file")
			said = listener.await_line(r"STATUS=.*refused")
			t.equal(said, "STATUS=5 programs run; changed files refused (faults: 2), the old ones are in use",
				"the status says that it was refused")
			t.ok(listener.await_line("READY=1"), "the old ones serve")
			office_files.write(o.path("routing.conf"), good)
			t.ok(listener.await_line(r"STATUS=\d+( of \d+)? programs run$", 30), "mended: the status says so")
			t.ok(listener.await_line("READY=1", 40), "and ready", o.tail())
			daemon.send_signal(signal.SIGTERM)
			t.ok(listener.await_line("STOPPING=1"), "stopping")
			t.equal(daemon.wait(30), 0, "and it ends in order")
		finally:
			daemon.kill()
			daemon.wait()


def effective(t):
	with office.Office(keys=office.key_cache()) as o:
		office_files.write(o.path("secret"), "Bí mật của hộp thư\n")
		os.chmod(o.path("secret"), 0o600)
		o.add_block("imap hop", server="mail.example", roots="pki", agency="kimson",
			**{"user": "vanthu@kimson.example", "password-file": "secret"})
		done = run(os.path.join(o.build, "vanthud"), "-T", "-c", o.conf, env=o.env())
		t.equal((done.returncode, done.stderr), (0, ""), "vanthud -T prints the configuration in effect")
		lines = open(o.conf, encoding="utf-8").read().splitlines()
		given = re.findall(r"^(\t?)(.*?) +# %s:(\d+)$" % re.escape(o.conf), done.stdout, re.M)
		t.ok(len(given) > 20, "it names file and line", done.stdout)
		wrong = [(text, n) for _, text, n in given
			if not lines[int(n) - 1].strip().startswith(text.split(" = ")[0])]
		t.equal(wrong, [], "where the key really stands")
		t.equal(len(given), len([line for line in lines if line.strip() and not line.strip().startswith("#")]),
			"every line of the file is there")
		t.ok(re.search(r"^\tpoll = 1m +# default$", done.stdout, re.M), "defaults are marked")
		t.ok(re.search(r"^\t# intake-user = +# not set$", done.stdout, re.M), "so is what is not set")
		t.ok("Bí mật" not in done.stdout and o.path("secret") in done.stdout, "secrets are paths only")


def main():
	if not shutil.which("systemd-analyze") or not shutil.which("systemd-sysusers"):
		print("1..0 # SKIP systemd-analyze is missing")
		return
	parts = [exposure, calls, users, apparmor]
	if pdf.have_reportlab():
		parts += [restricted, told, effective]
	tap.run(*parts)


if __name__ == "__main__":
	main()
