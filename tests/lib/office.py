# SPDX-License-Identifier: GPL-3.0-or-later
"""office - a whole office in a folder: made, started, given mail, asked, stopped.

	with office.Office(DIR) as o:        makes PKI, files, Maildirs; the built programs of $VT_BUILD
		o.start()
		sent = o.deliver(raw)            tmp, then new, of DIR/in; sent.sha256 finds it again
		o.settle()                       nothing lies at a door, nothing is under way
		o.arrival(sent)                  its row in the register, a dict
		o.ctl("held").json               what vanthuctl says
		o.mails("binh@kimson.example")   what lies in DIR/mail/ADDRESS/new
		o.become("pham-van-minh")        from now on the login of this run belongs to another person
"""

import atexit
import contextlib
import ctypes
import hashlib
import itertools
import json
import os
import pwd
import re
import select
import shutil
import signal
import socket
import sqlite3
import subprocess
import tempfile
import time

from . import letter, office_files as files, pki, tap

_LINE = re.compile(r"(\S+Z) (\S+)\[(\d+)\] (\w+) (\S+) (\S+) ?(.*)$")
_names = itertools.count(1)
_running = set()


def source_folder():
	return os.environ.get("VT_SOURCE") or os.path.abspath(
		os.path.join(os.path.dirname(__file__), "..", ".."))


def build_folder():
	return os.environ.get("VT_BUILD") or os.path.join(source_folder(), "build")


def login():
	return pwd.getpwuid(os.getuid()).pw_name


def key_cache():
	"""Where tests keep key pairs between them: they cost most of an office's making."""
	kept = os.environ.get("VANTHU_TEST_KEYS")
	if not kept and os.access(build_folder(), os.W_OK):
		kept = os.path.join(build_folder(), "tests", "tmp", "keys")
		os.makedirs(kept, 0o700, exist_ok=True)
	return kept if kept and os.access(kept, os.W_OK) else None


def _die_with_parent():
	"""The office ends when whoever started it dies, however."""
	ctypes.CDLL(None).prctl(1, signal.SIGTERM)
	for number in (signal.SIGINT, signal.SIGTERM, signal.SIGPIPE):
		signal.signal(number, signal.SIG_DFL)


class Fault(Exception):
	pass


class Sent:
	"""A message that was put into a door."""

	def __init__(self, raw, path):
		self.raw = raw
		self.path = path
		self.sha256 = hashlib.sha256(raw).hexdigest()


class Answer:
	"""What vanthuctl said: status, out, err; json: the object; tables: {title: rows}."""

	def __init__(self, done):
		self.status = done.returncode
		self.out = done.stdout.decode("utf-8", "replace")
		self.err = done.stderr.decode("utf-8", "replace")

	@property
	def json(self):
		return json.loads(self.out)

	@property
	def tables(self):
		return {k: v for k, v in self.json.items() if isinstance(v, list)}

	@property
	def rows(self):
		"""The rows of the first table."""
		return next(iter(self.tables.values()), [])

	def __str__(self):
		return "status %d\n%s%s" % (self.status, self.out, self.err)


class Office:
	"""more: {block of vanthu.conf: {key: value}}; books: {own: pairs}; pins: {agency: paths}.

	own_data: the tables and templates are copied into the folder, so that vanthud finds them
	without being told by the environment where the source tree is.
	"""

	def __init__(self, folder=None, more=None, books=None, pins=None, build=None, keys=None,
			now=None, material=None, own_data=False):
		self.temporary = folder is None
		self.folder = os.path.abspath(folder or tempfile.mkdtemp(prefix="vanthu-"))
		self.build = os.path.abspath(build or build_folder())
		self.more = {k: dict(v) for k, v in (more or {}).items()}
		self.books = books or {}
		self.pins = dict(pins or {})
		self.logins = {files.CLERK: login()}
		self.doors = {"den": ("in", "kimson"), "den-tanson": ("in-tanson", "tanson")}
		self.extra = []
		self.environment = {}
		self.daemon = None
		tap.watch(self.log_text)
		os.makedirs(self.folder, 0o755, exist_ok=True)
		os.chmod(self.folder, 0o755)
		if material:
			os.symlink(material.folder, self.path("pki"))
			self.pki = material
		elif os.path.exists(self.path("pki", "pki.json")):
			self.pki = pki.load(self.path("pki"))
		else:
			self.pki = pki.make(self.path("pki"), now=now, cache=keys)
		if own_data:
			self._copy_data()
			self.tidy_trust()
		for name in ("state", "mail", "log"):
			os.makedirs(self.path(name), 0o700, exist_ok=True)
		for path, _ in self.doors.values():
			for sub in ("tmp", "new", "cur"):
				os.makedirs(self.path(path, sub), 0o700, exist_ok=True)
		self.write()

	def __enter__(self):
		return self

	def __exit__(self, *_):
		self.kill()
		if self.temporary and not os.environ.get("VT_KEEP"):
			shutil.rmtree(self.folder, ignore_errors=True)

	def path(self, *parts):
		return os.path.join(self.folder, *parts)

	@property
	def conf(self):
		return self.path("vanthu.conf")

	@property
	def log_path(self):
		return self.path("log", "vanthud.log")

	def tidy_trust(self):
		"""Only what a careful office would have in trust: nothing expired, no odd authority."""
		for folder in (self.pki.trust, self.pki.intermediate, self.pki.crl):
			for name in os.listdir(folder):
				if name.split(".")[0] not in ("root", "g2"):
					os.remove(os.path.join(folder, name))

	def _copy_data(self):
		keys = self.more.setdefault("office", {})
		for name in ("types", "words", "filetypes", "legal", "retention", "holidays"):
			keys[name] = name + ".tsv"
			shutil.copy(os.path.join(source_folder(), "config", name + ".tsv"), self.folder)
		keys["templates"] = "templates"
		shutil.copytree(os.path.join(source_folder(), "templates"), self.path("templates"))

	def write(self):
		"""All files an office edits."""
		files.write(self.conf, files.conf(self.doors, self.more, self.extra))
		files.write(self.path("directory.conf"), files.directory(self.logins, self.pins))
		files.write(self.path("routing.conf"), files.routing())
		files.write(self.path("policy.conf"), files.POLICY)
		files.write(self.path("books.conf"), files.books(self.books))

	def add_block(self, title, **pairs):
		"""One more block of vanthu.conf: add_block("lmtp mta", listen=PATH)."""
		self.extra.append((title, pairs))
		self.write()

	def secret(self, name, text, mode=0o600):
		"""A file with a password in it: its path. mode: who may read it."""
		path = self.path(name)
		with open(os.open(path, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, mode), "w",
				encoding="utf-8") as f:
			os.fchmod(f.fileno(), mode)
			f.write(text + "\n")
		return path

	def become(self, person):
		"""This login is that person from now on; the office starts anew when it was running."""
		was = self.alive
		self.stop()
		self.logins = {person: login()}
		self.write()
		if was:
			self.start()

	# the programs

	def env(self):
		out = {k: v for k, v in os.environ.items() if not k.startswith("VANTHU_")}
		out.update({"VANTHU_DATADIR": source_folder(), "VANTHU_LIBEXECDIR": self.build, "LC_ALL": "C.UTF-8",
			**self.environment})
		return out

	def check(self):
		"""vanthud -n: a CompletedProcess with text."""
		return subprocess.run((os.path.join(self.build, "vanthud"), "-n", "-c", self.conf),
			capture_output=True, env=self.env(), timeout=60, check=False, encoding="utf-8")

	@property
	def alive(self):
		return self.daemon is not None and self.daemon.poll() is None

	def start(self, seconds=30, listener=None, before=()):
		"""Returns when the office says that it serves. listener: handed over as systemd does. before:
		a command that becomes vanthud, as env does."""
		if self.alive:
			raise Fault("the office runs already")
		with socket.socket(socket.AF_UNIX, socket.SOCK_DGRAM) as notify:
			name = "\0vanthu-test-%d-%d" % (os.getpid(), next(_names))
			notify.bind(name)
			with open(self.log_path, "ab") as log:
				argv = [*before, os.path.join(self.build, "vanthud"), "-c", self.conf]
				if listener is not None:
					argv = ["/bin/sh", "-c", "LISTEN_PID=$$ LISTEN_FDS=1; export LISTEN_PID LISTEN_FDS;"
						" exec \"$@\" 3<&%d" % listener.fileno(), "sh"] + argv
				self.daemon = subprocess.Popen(argv,
					pass_fds=() if listener is None else (listener.fileno(),),
					stdin=subprocess.DEVNULL, stdout=log, stderr=log, cwd="/",
					env=dict(self.env(), NOTIFY_SOCKET="@" + name[1:]),
					start_new_session=True, preexec_fn=_die_with_parent)
			_running.add(self)
			self._await_ready(notify, time.monotonic() + seconds)

	def _await_ready(self, notify, until):
		while time.monotonic() < until:
			if self.daemon.poll() is not None:
				raise Fault("vanthud ended with status %d\n%s" % (self.daemon.returncode,
					self.tail()))
			if select.select([notify], [], [], 0.1)[0] and b"READY=1" in notify.recv(4096):
				return
		raise Fault("vanthud did not become ready\n" + self.tail())

	def programs(self):
		"""{pid: name of the program} of everything this office started."""
		out = {}
		if self.daemon is None:
			return out
		for entry in os.listdir("/proc"):
			if not entry.isdigit():
				continue
			try:
				with open("/proc/%s/stat" % entry, encoding="utf-8", errors="replace") as f:
					rest = f.read().rsplit(")", 1)[1].split()
				with open("/proc/%s/cmdline" % entry, "rb") as f:
					first = f.read().split(b"\0")[0].decode("utf-8", "replace")
			except (OSError, IndexError):
				continue
			if int(rest[3]) == self.daemon.pid and rest[0] not in "ZX":
				out[int(entry)] = os.path.basename(first)
		return out

	def pid_of(self, program):
		return next(pid for pid, name in self.programs().items() if name == program)

	def _gone(self, seconds):
		until = time.monotonic() + seconds
		while time.monotonic() < until:
			if self.daemon.poll() is not None and not self.programs():
				return True
			time.sleep(0.02)
		return False

	def stop(self, number=signal.SIGTERM, seconds=20):
		"""Orderly; the exit status of vanthud, None when it did not run."""
		if self.daemon is None:
			return None
		if self.alive:
			self.daemon.send_signal(number)
		orderly = self._gone(seconds)
		status = self.daemon.returncode
		self.kill()
		if not orderly:
			raise Fault("the office did not end within %d s\n%s" % (seconds, self.tail()))
		return status

	def kill(self):
		"""Every program at once, as a power cut would."""
		if self.daemon is None:
			return
		until = time.monotonic() + 10
		while time.monotonic() < until:
			for pid in [self.daemon.pid] if self.alive else list(self.programs()):
				try:
					os.kill(pid, signal.SIGKILL)
				except ProcessLookupError:
					pass
			if self._gone(0.2):
				break
		_running.discard(self)
		self.daemon = None
		tap.look(self.log_text())

	# mail in

	def deliver(self, raw, door="in", name=None):
		"""As a delivery agent does: complete in tmp, then renamed."""
		name = name or "%d.P%dQ%d.test" % (time.time(), os.getpid(), next(_names))
		with open(self.path(door, "tmp", name), "wb") as f:
			f.write(raw)
		os.rename(self.path(door, "tmp", name), self.path(door, "new", name))
		return Sent(raw, self.path(door, "new", name))

	def at_doors(self):
		"""Files that a door still holds."""
		out = []
		for path, _ in self.doors.values():
			for folder, _, names in os.walk(self.path(path)):
				if os.path.basename(folder) in ("new", "cur", "claimed"):
					out += [os.path.join(folder, n) for n in names]
		return out

	def settle(self, seconds=60):
		"""Everything delivered is dealt with, all mail is out."""
		until = time.monotonic() + seconds
		while self.at_doors():
			if time.monotonic() > until:
				raise Fault("messages stay at the door: %s\n%s" % (self.at_doors(), self.tail()))
			if self.daemon is None or self.daemon.poll() is not None:
				raise Fault("vanthud is not running\n" + self.tail())
			time.sleep(0.02)
		self.wait_idle(max(1, int(until - time.monotonic())))

	def wait_idle(self, seconds=60):
		done = self.ctl("wait", "--idle", "--timeout", str(seconds), ok=True)
		return done.status == 0

	def drain(self, seconds=20, but=()):
		"""Until nothing waits to go out, also what is due only in a while; but: kinds of mail whose
		drafts may wait. False when something still does."""
		until = time.monotonic() + seconds
		while [m for m in self.sql("SELECT kind, state FROM mail WHERE state IN ('draft',"
				" 'composed')") if m["state"] == "composed" or m["kind"] not in but]:
			if time.monotonic() > until:
				return False
			time.sleep(0.1)
		self.wait_idle(seconds)
		return True

	# asking

	def ctl(self, *args, ok=False, as_json=True, seconds=90, login_as=None):
		"""vanthuctl; ok: anything but status 0 is a Fault. login_as: (uid, gid), needs root."""
		command = [os.path.join(self.build, "vanthuctl"), "-c", self.conf]
		command += [str(a) for a in args] + (["--json"] if as_json else [])
		more = {"user": login_as[0], "group": login_as[1], "extra_groups": []} if login_as else {}
		answer = Answer(subprocess.run(command, capture_output=True, env=self.env(),
			timeout=seconds, check=False, **more))
		tap.look(answer.err)
		if ok and answer.status != 0:
			raise Fault("vanthuctl %s: %s\n%s" % (" ".join(map(str, args)), answer, self.tail(15)))
		return answer

	def sql(self, query, *values):
		"""Rows of the register, read from outside: a list of dicts."""
		uri = "file:%s?mode=ro" % self.path("state", "db", "vanthu.db")
		with contextlib.closing(sqlite3.connect(uri, uri=True, timeout=10)) as db:
			db.row_factory = sqlite3.Row
			return [dict(row) for row in db.execute(query, values)]

	def arrival(self, sent):
		"""The newest arrival with these bytes (Sent, sha256 or id), with its findings' codes and
		its document; None when there is none."""
		key = sent.sha256 if isinstance(sent, Sent) else sent
		rows = self.sql("SELECT * FROM arrival WHERE sha256 = ?1 OR id = ?1"
			" ORDER BY sequence DESC", key)
		if not rows:
			return None
		row = rows[0]
		row["codes"] = [f["code"] for f in self.sql("SELECT code FROM finding WHERE arrival = ?"
			" ORDER BY position", row["id"])]
		row["why"] = [(w["word"], w["detail"]) for w in self.sql(
			"SELECT word, detail FROM why WHERE arrival = ? ORDER BY position", row["id"])]
		documents = self.sql("SELECT * FROM document WHERE arrival = ?", row["id"])
		row["document"] = documents[0] if documents else None
		row["mails"] = self.sql("SELECT * FROM mail WHERE arrival = ? ORDER BY id", row["id"])
		return row

	def await_arrival(self, sent, seconds=30):
		"""Its row once it waits no longer; what there is when the time is over."""
		until = time.monotonic() + seconds
		while True:
			row = self.arrival(sent)
			if row and row["state"] != "waiting" or time.monotonic() > until:
				return row
			time.sleep(0.05)

	def numbers(self, own="kimson", year=None):
		"""The numbers drawn, in order."""
		return [row["number"] for row in self.sql("SELECT number FROM document WHERE own = ?1"
			" AND (?2 IS NULL OR year = ?2) ORDER BY year, number", own, year)]

	def mails(self, address=None):
		"""Mail that went out, in order of delivery; to one address or to all."""
		out = []
		for name in [address] if address else sorted(os.listdir(self.path("mail"))):
			folder = self.path("mail", name, "new")
			if os.path.isdir(folder):
				out += [letter.Letter(os.path.join(folder, n), name)
					for n in os.listdir(folder)]
		return sorted(out, key=lambda one: (one.at, one.path))

	# the log

	def log(self):
		"""Lines of the log as (time, program, pid, level, id, event, rest)."""
		with open(self.log_path, encoding="utf-8", errors="replace") as f:
			return [found.groups() for found in map(_LINE.match, f) if found]

	def log_text(self):
		if not os.path.exists(self.log_path):
			return ""
		with open(self.log_path, encoding="utf-8", errors="replace") as f:
			return f.read()

	def denied(self):
		"""Lines of the log about calls that the jail denied."""
		return [line for line in self.log() if re.search(r"\bdenied=[1-9]", line[6])]

	def tail(self, lines=25):
		return "\n".join(self.log_text().splitlines()[-lines:])

	def await_log(self, pattern, seconds=20, start=0):
		"""True when a line of the log (from that character on) matches."""
		until = time.monotonic() + seconds
		while time.monotonic() < until:
			if re.search(pattern, self.log_text()[start:]):
				return True
			time.sleep(0.05)
		return False


@atexit.register
def _end_all():
	for one in list(_running):
		one.kill()
