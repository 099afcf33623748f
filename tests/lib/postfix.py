# SPDX-License-Identifier: GPL-3.0-or-later
"""postfix - a private Postfix on loopback ports, in a folder, with the snippet of config/postfix.

	with postfix.Postfix(DIR, lmtp="/path/to.sock", addresses=[...]) as mta:
		mta.send(raw, "vanthu@noivu.example", ["vanthu@kimson.example"])
		mta.flush(); mta.queue()

Needs root (master(8) changes users) and the package; unavailable() says what is missing.
"""

import contextlib
import grp
import os
import pwd
import smtplib
import socket
import stat
import subprocess
import time

from . import daemon, office, wait

_DAEMONS = "/usr/lib/postfix/sbin"

_MASTER = """\
127.0.0.1:%(port)d inet n - n - - smtpd
pickup unix n - n 60 1 pickup
cleanup unix n - n - 0 cleanup
qmgr unix n - n 300 1 qmgr
tlsmgr unix - - n 1000? 1 tlsmgr
rewrite unix - - n - - trivial-rewrite
bounce unix - - n - 0 bounce
defer unix - - n - 0 bounce
trace unix - - n - 0 bounce
verify unix - - n - 1 verify
flush unix n - n 1000? 0 flush
proxymap unix - - n - - proxymap
smtp unix - - n - - smtp
relay unix - - n - - smtp
showq unix n - n - - showq
error unix - - n - - error
retry unix - - n - - error
discard unix - - n - - discard
lmtp unix - - n - - lmtp
anvil unix - - n - 1 anvil
scache unix - - n - 1 scache
postlog unix-dgram n - n - 1 postlogd
"""

# What a test instance needs besides the snippet; nothing ever leaves the machine.
_MAIN = """\
compatibility_level = 3.6
queue_directory = %(folder)s/spool
data_directory = %(folder)s/data
command_directory = /usr/sbin
daemon_directory = %(daemons)s
mail_owner = postfix
setgid_group = postdrop
multi_instance_enable = yes
multi_instance_name = postfix-vanthu-%(port)d
inet_interfaces = 127.0.0.1
inet_protocols = ipv4
myhostname = mx.kimson.example
mydestination =
mynetworks = 127.0.0.0/8
default_transport = error:5.1.2 no outside delivery in tests
relay_transport = error:5.1.2 no outside delivery in tests
smtpd_relay_restrictions = permit_mynetworks, reject_unauth_destination
smtpd_recipient_restrictions = reject_unlisted_recipient, permit_mynetworks, reject
lmtp_host_lookup = native
smtp_dns_support_level = disabled
biff = no
maillog_file = %(folder)s/log/log
maillog_file_prefixes = /
alias_maps =
alias_database =
minimal_backoff_time = 1s
maximal_backoff_time = 2s
queue_run_delay = 1s
disable_vrfy_command = yes
"""


def unavailable():
	if os.getuid() != 0:
		return "only root can run a private Postfix"
	if not os.path.exists(os.path.join(_DAEMONS, "master")):
		return "Postfix is not installed"
	return None


def snippet():
	"""config/postfix/main.cf as an administrator copies it."""
	with open(os.path.join(office.source_folder(), "config", "postfix", "main.cf"),
			encoding="utf-8") as f:
		return f.read()


class Postfix:
	def __init__(self, folder, lmtp, addresses):
		self.folder = folder
		self.port = daemon.free_port()
		self.etc = os.path.join(folder, "etc")
		values = {"folder": folder, "port": self.port, "daemons": _DAEMONS}
		os.makedirs(self.etc)
		owner = pwd.getpwnam("postfix")
		os.chmod(folder, 0o755)
		for name in ("data", "log"):
			os.makedirs(os.path.join(folder, name))
			os.chown(os.path.join(folder, name), owner.pw_uid, owner.pw_gid)
		os.makedirs(os.path.join(folder, "spool"))
		# "postfix start" runs postsuper as that user, and without postlogd it writes the log itself:
		# it does so when a stop in mid-mail left a queue file behind ("bogus file name"). Were the
		# file root's, as the first writer makes it, that would be fatal and nothing start any more.
		log = os.path.join(folder, "log", "log")
		with open(log, "x", encoding="ascii"):
			os.chown(log, owner.pw_uid, owner.pw_gid)
		self._write("master.cf", _MASTER % values)
		self._write("recipients", "".join("%s OK\n" % a for a in addresses))
		self._write("transport", "".join("%s lmtp:unix:%s\n" % (a, lmtp) for a in addresses))
		self._settings = {}
		self.settings(_MAIN % values + snippet()
			.replace("/etc/postfix/vanthu_logins", self.etc + "/vanthu_logins")
			.replace("/etc/postfix/vanthu_", self.etc + "/"))
		self._write("vanthu_logins", "")
		for name in ("recipients", "transport", "vanthu_logins"):
			self._run("/usr/sbin/postmap", os.path.join(self.etc, name))
		self._run("/usr/sbin/postconf", "-n")

	def _write(self, name, text):
		with open(os.path.join(self.etc, name), "w", encoding="utf-8") as f:
			f.write(text)

	def settings(self, text):
		"""Settings of main.cf, over those before. Never one twice in the file: each process warns of
		that when it starts ("overriding earlier entry"), postlogd too, and that one into its own
		socket. The socket holds ten lines; after a restart, with clients waiting, they are there
		before it is, it waits for itself, and every other process for it."""
		for line in text.splitlines():
			name, is_one, value = line.partition("=")
			if is_one and not line.startswith("#"):
				self._settings[name.strip()] = value.strip()
		self._write("main.cf", "".join("%s = %s\n" % pair for pair in self._settings.items()))

	def _run(self, program, *args, check=True):
		"""Never on a pipe: the daemons would keep it open."""
		log = os.path.join(self.folder, "commands.log")
		with open(log, "ab") as out:
			done = subprocess.run((program, "-c", self.etc) + args, stdin=subprocess.DEVNULL,
				stdout=out, stderr=out, check=False, timeout=60)
		if check and done.returncode != 0:
			with open(log, encoding="utf-8", errors="replace") as f:
				raise office.Fault("%s: status %d\n%s" % (program, done.returncode, f.read()))

	def __enter__(self):
		self.start()
		return self

	def __exit__(self, *_):
		self.stop()

	def ports(self):
		return [self.port]

	def _answering(self):
		"""How many of its ports somebody listens at."""
		found = 0
		for port in self.ports():
			with contextlib.suppress(OSError):
				socket.create_connection(("127.0.0.1", port), timeout=5).close()
				found += 1
		return found

	def _await_answering(self, wanted, seconds=30):
		if not wait.until(lambda: self._answering() == wanted, seconds, 0.05):
			raise office.Fault("Postfix: %d of its ports answer, not %d\n%s" % (
				self._answering(), wanted, self.log()))

	def start(self):
		self._run("/usr/sbin/postfix", "start")
		self._await_answering(len(self.ports()))

	def stop(self):
		daemon.end(os.path.join(self.folder, "spool", "pid", "master.pid"))
		# Its smtpd processes hold the ports a little longer than master(8), and the next one could
		# not bind them.
		self._await_answering(0)

	def restart(self):
		self.stop()
		self.start()

	def flush(self):
		"""Deferred mail is tried now."""
		self._run("/usr/sbin/postqueue", "-f", check=False)

	def queue(self):
		"""Messages it still holds. A file that is not executable is one whose sender never got a 250,
		because cleanup(8) or pickup(8) is at it, or was killed at it: then it lies there for good."""
		return sum(self._is_message(os.path.join(path, name))
			for place in ("incoming", "active", "deferred", "maildrop")
			for path, _, names in os.walk(os.path.join(self.folder, "spool", place))
			for name in names)

	@staticmethod
	def _is_message(path):
		try:
			return bool(os.stat(path).st_mode & stat.S_IXUSR)
		except FileNotFoundError:	# delivered meanwhile, or in the next folder by now
			return True

	def await_empty(self, seconds=60):
		until = time.monotonic() + seconds
		while self.queue():
			if time.monotonic() > until:
				return False
			self.flush()
			time.sleep(0.3)
		return True

	def client(self):
		return smtplib.SMTP("127.0.0.1", self.port, timeout=30)

	def send(self, raw, sender, recipients):
		with self.client() as smtp:
			return smtp.sendmail(sender, recipients, raw)

	def log(self):
		try:
			with open(os.path.join(self.folder, "log", "log"), encoding="utf-8",
					errors="replace") as f:
				return f.read()
		except OSError:
			return ""


def group():
	return grp.getgrnam("postfix").gr_name
