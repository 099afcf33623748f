# SPDX-License-Identifier: GPL-3.0-or-later
"""dovecot - a private Dovecot on loopback ports, in a folder: IMAP, IMAPS, LMTP, and SASL for Postfix.

	with dovecot.Dovecot(DIR, users={"den": "secret"}) as box:
		box.imaps, box.imap, box.lmtp    ports;  box.auth  the socket for smtpd_sasl_path
		box.roots                        what clients believe;  box.host is in the certificate
		box.deliver(raw, "den")          by LMTP, as an MTA does
		with box.client("den") as c:     imaplib, logged in
		box.count("den", "INBOX")        how many messages lie there
		o.add_block("imap hop-thu", **box.imap_block(o, "den"))

Needs root (Dovecot changes users) and the packages; unavailable() says what is missing.
"""

import imaplib
import os
import pwd
import shutil
import smtplib
import socket
import ssl
import subprocess

from . import daemon, office, office_files, server_tls, wait

HOST = "localhost"
DOMAIN = "kimson.example"
_LIBEXEC = "/usr/lib/dovecot"
_MAIL_USER = "dovecot"

_CONF = """\
base_dir = %(folder)s/run
state_dir = %(folder)s/state
instance_name = vanthu-%(imap)d
log_path = %(folder)s/log
info_log_path = %(folder)s/log
protocols = imap lmtp
listen = 127.0.0.1
default_internal_user = dovecot
default_login_user = dovenull
first_valid_uid = 1
first_valid_gid = 1
mail_uid = %(user)s
mail_gid = %(user)s
mail_home = %(folder)s/home/%%n
mail_location = maildir:~/Maildir
disable_plaintext_auth = yes
ssl = yes
ssl_cert = <%(cert)s
ssl_key = <%(key)s
ssl_min_protocol = TLSv1.2
auth_mechanisms = plain login
auth_failure_delay = 0
hostname = mx.kimson.example
postmaster_address = postmaster@kimson.example
recipient_delimiter = +
lmtp_save_to_detail_mailbox = no
mail_max_userip_connections = 100
mail_fsync = optimized
maildir_very_dirty_syncs = yes
passdb {
  driver = passwd-file
  args = scheme=PLAIN username_format=%%n %(folder)s/users
}
userdb {
  driver = static
  args = uid=%(user)s gid=%(user)s home=%(folder)s/home/%%n allow_all_users=no
}
namespace inbox {
  inbox = yes
  separator = /
}
service imap-login {
  inet_listener imap {
    port = %(imap)d
  }
  inet_listener imaps {
    port = %(imaps)d
    ssl = yes
  }
}
service lmtp {
  inet_listener lmtp {
    address = 127.0.0.1
    port = %(lmtp)d
  }
}
service auth {
  unix_listener postfix-auth {
    mode = 0666
  }
}
service stats {
  unix_listener stats-writer {
    mode = 0666
  }
}
"""


def unavailable():
	if os.getuid() != 0:
		return "only root can run a private Dovecot"
	if not shutil.which("dovecot", path="/usr/sbin:/usr/bin"):
		return "Dovecot is not installed"
	for part in ("imap", "lmtp"):
		if not os.path.exists(os.path.join(_LIBEXEC, part)):
			return "dovecot-%sd is not installed" % part
	return None


class Dovecot:
	"""users: {name: password}. certificate: a server_tls.Server, else a good one is made. extra: more
	lines of dovecot.conf. holds_at: as of server_tls.Authority, for clients on another clock."""

	def __init__(self, folder, users, certificate=None, extra="", holds_at=()):
		self.folder = os.path.abspath(folder)
		self.users = dict(users)
		self.host = HOST
		self.imap, self.imaps, self.lmtp = (daemon.free_port() for _ in range(3))
		self.auth = os.path.join(self.folder, "run", "postfix-auth")
		self.extra = extra
		os.makedirs(self.folder, 0o755)
		os.chmod(self.folder, 0o755)
		self.authority = server_tls.Authority(os.path.join(self.folder, "tls"), holds_at=holds_at)
		self.roots = self.authority.root
		self.certificate = certificate or self.authority.issue("server", [HOST, "127.0.0.1"])
		owner = pwd.getpwnam(_MAIL_USER)
		os.makedirs(os.path.join(self.folder, "home"))
		os.chown(os.path.join(self.folder, "home"), owner.pw_uid, owner.pw_gid)
		self.write()

	def write(self):
		"""dovecot.conf and the users, after a change of extra, certificate or users. Dovecot's own
		users read them, also while it runs: complete or absent, and whatever our umask is."""
		values = {"folder": self.folder, "user": _MAIL_USER, "cert": self.certificate.cert,
			"key": self.certificate.key, "imap": self.imap, "imaps": self.imaps,
			"lmtp": self.lmtp}
		office_files.write(self._path("dovecot.conf"), _CONF % values + self.extra, 0o644)
		office_files.write(self._path("users"), "".join("%s:{PLAIN}%s::::::\n" % pair
			for pair in self.users.items()), 0o644)

	def _path(self, *parts):
		return os.path.join(self.folder, *parts)

	def __enter__(self):
		self.start()
		return self

	def __exit__(self, *_):
		self.stop()

	def start(self, names=("imap", "imaps", "lmtp")):
		"""Returns when somebody can log in. names: the ports that must answer. Never on a pipe: the
		daemons would keep it open."""
		with open(self._path("start.log"), "ab") as out:
			done = subprocess.run(("/usr/sbin/dovecot", "-c", self._path("dovecot.conf")),
				stdin=subprocess.DEVNULL, stdout=out, stderr=out, check=False, timeout=60)
		if done.returncode != 0:
			with open(self._path("start.log"), encoding="utf-8", errors="replace") as f:
				raise office.Fault("dovecot: status %d\n%s" % (done.returncode, f.read()))
		for name in names:
			if not wait.until(lambda: self._answers(getattr(self, name)), 20, 0.05):
				raise office.Fault("Dovecot does not answer (%s)\n%s" % (name, self.log()))
		# The master has the ports before its auth process can say who may log in.
		if "imaps" in names and self.users and not wait.until(self._lets_in, 30):
			raise office.Fault("Dovecot lets nobody in\n" + self.log())

	@staticmethod
	def _answers(port):
		try:
			socket.create_connection(("127.0.0.1", port), timeout=5).close()
		except OSError:
			return False
		return True

	def _lets_in(self):
		"""The first of the users, whatever the certificate is worth."""
		careless = ssl.create_default_context()
		careless.check_hostname, careless.verify_mode = False, ssl.CERT_NONE
		try:
			self.client(next(iter(self.users)), careless).logout()
		except (OSError, imaplib.IMAP4.error):
			return False
		return True

	def pid(self):
		with open(self._path("run", "master.pid"), encoding="ascii") as f:
			return int(f.read())

	def stop(self):
		daemon.end(self._path("run", "master.pid"))

	def restart(self):
		self.stop()
		self.start()

	def log(self):
		try:
			with open(self._path("log"), encoding="utf-8", errors="replace") as f:
				return f.read()
		except OSError:
			return ""

	def context(self):
		"""How a careful client meets it."""
		return ssl.create_default_context(cafile=self.roots)

	def client(self, user, context=None):
		c = imaplib.IMAP4_SSL(self.host, self.imaps, ssl_context=context or self.context(),
			timeout=60)
		word = "\0%s\0%s" % (user, self.users[user])
		c.authenticate("PLAIN", lambda _: word.encode())
		return c

	def imap_block(self, o, user, **more):
		"""Pairs of an imap block of that office for that user, the password in a file of the office.
		more: other values, None for no such key, tls_pin for tls-pin."""
		pairs = {"server": self.host, "port": self.imaps, "roots": self.roots, "user": user,
			"password-file": o.secret("password-" + user, self.users[user]), "agency": "kimson",
			"timeout": "10s"}
		pairs.update((key.replace("_", "-"), value) for key, value in more.items())
		return pairs

	def deliver(self, raw, user, sender="vanthu@noivu.example"):
		with smtplib.LMTP("127.0.0.1", self.lmtp) as lmtp:
			lmtp.sendmail(sender, ["%s@%s" % (user, DOMAIN)], raw)

	def count(self, user, folder="INBOX"):
		"""Messages in it; folder in modified UTF-7. None: there is no such folder."""
		with self.client(user) as c:
			status, data = c.select('"%s"' % folder, readonly=True)
			return int(data[0]) if status == "OK" else None
