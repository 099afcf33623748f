# SPDX-License-Identifier: GPL-3.0-or-later
"""submission - a private Postfix that takes mail from who logs in, and a Dovecot that keeps it.

	with submission.Submission(DIR, users={"robot": "secret"}, domains=[...]) as mta:
		mta.submissions      port with TLS from the first byte;  mta.submission  with STARTTLS
		mta.roots            whom clients believe;  mta.host  is in the certificate
		mta.box.count(USER)  what arrived for an address with that local part
		mta.login(USER)          smtplib, logged in

Every address of the domains whose local part is a user lies in that user's mailbox; those of
lmtp={address: path of a socket} are delivered there by LMTP instead.
"""

import base64
import os
import re
import smtplib

from . import daemon, dovecot, office, postfix

_SERVICE = """\
127.0.0.1:%(submissions)d inet n - n - - smtpd
  -o smtpd_tls_wrappermode=yes -o smtpd_tls_security_level=encrypt
127.0.0.1:%(submission)d inet n - n - - smtpd
  -o smtpd_tls_security_level=encrypt
"""

# With config/postfix/master.cf in place of these, on our own ports.
_MAIN = """\
relay_domains =
relay_recipient_maps =
virtual_mailbox_domains = %(domains)s
virtual_mailbox_maps = hash:%(etc)s/mailboxes
virtual_transport = lmtp:inet:127.0.0.1:%(lmtp)d
lmtp_destination_concurrency_limit = 2
smtpd_tls_cert_file = %(cert)s
smtpd_tls_key_file = %(key)s
smtpd_tls_auth_only = yes
smtpd_sasl_auth_enable = yes
smtpd_sasl_type = dovecot
smtpd_sasl_path = %(auth)s
smtpd_relay_restrictions = permit_sasl_authenticated, reject
smtpd_recipient_restrictions = reject_unlisted_recipient, permit_sasl_authenticated, reject
"""


# For port 25, where nobody logs in.
_OUTSIDE = """\
smtpd_sasl_auth_enable = no
smtpd_relay_restrictions = permit_mynetworks, reject_unauth_destination
smtpd_recipient_restrictions = reject_unlisted_recipient, permit_mynetworks, reject
"""


def unavailable():
	return postfix.unavailable() or dovecot.unavailable()


def auth_plain(smtp, user, password):
	"""smtplib's own way takes ASCII passwords alone."""
	word = base64.b64encode(("\0%s\0%s" % (user, password)).encode()).decode()
	code, text = smtp.docmd("AUTH", "PLAIN " + word)
	if code != 235:
		raise smtplib.SMTPAuthenticationError(code, text)


def _session_services(ports, etc):
	"""config/postfix/master.cf as an administrator copies it, on ports of this test."""
	with open(os.path.join(office.source_folder(), "config", "postfix", "master.cf"),
			encoding="utf-8") as f:
		text = f.read().replace("/etc/postfix/", etc + "/").replace(" n - y - ", " n - n - ")
	for name, port in ports.items():
		text = re.sub(r"^%s inet" % name, "127.0.0.1:%d inet" % port, text, flags=re.M)
	return text


class Submission(postfix.Postfix):
	"""lmtp: {address: path of a socket} that mail goes to instead of a mailbox. session: port, which
	is port 25 for a test, and submissions as config/postfix/master.cf has them. extra: more lines of
	main.cf. owned: {address: login} of vanthu_logins besides the users' own. holds_at: as of
	server_tls.Authority."""

	def __init__(self, folder, users, domains, lmtp=None, session=False, extra="", owned=None,
			holds_at=()):
		os.makedirs(folder)
		os.chmod(folder, 0o755)
		self.box = dovecot.Dovecot(os.path.join(folder, "dovecot"), users, holds_at=holds_at)
		super().__init__(os.path.join(folder, "postfix"), "/nonexistent", [])
		self.host, self.roots = self.box.host, self.box.roots
		self.submissions, self.submission = daemon.free_port(), daemon.free_port()
		values = dict(vars(self), domains=", ".join(domains), lmtp=self.box.lmtp,
			cert=self.box.certificate.cert, key=self.box.certificate.key, auth=self.box.auth)
		self._write("transport", "".join("%s lmtp:unix:%s\n" % pair
			for pair in (lmtp or {}).items()))
		addresses = ["%s@%s" % (user, domain) for user in users for domain in domains]
		self._write("mailboxes", "".join("%s OK\n" % one for one in addresses + list(lmtp or {})))
		if session:
			self._take_session(users, domains, owned or {})
			extra = _OUTSIDE + extra
		else:
			with open(os.path.join(self.etc, "master.cf"), "a", encoding="utf-8") as f:
				f.write(_SERVICE % values)
			with open(os.path.join(self.etc, "master.cf"), encoding="utf-8") as f:
				self.master = f.read()
		self.settings(_MAIN % values + extra)
		for name in ("mailboxes", "transport"):
			self._run("/usr/sbin/postmap", os.path.join(self.etc, name))

	def _take_session(self, users, domains, owned):
		folder = os.path.join(office.source_folder(), "config", "postfix")
		for name in ("vanthu_session", "vanthu_strip"):
			with open(os.path.join(folder, name), encoding="utf-8") as f:
				self._write(name, f.read())
		logins = {"%s@%s" % (user, domain): user for user in users for domain in domains}
		self._write("vanthu_logins", "".join("%s %s\n" % pair for pair in (logins | owned).items()))
		self._run("/usr/sbin/postmap", os.path.join(self.etc, "vanthu_logins"))
		self.submission = None
		with open(os.path.join(self.etc, "master.cf"), encoding="utf-8") as f:
			lines = [line for line in f if " inet n " not in line]
		self._write("master.cf", "".join(lines) + _session_services(
			{"smtp": self.port, "submissions": self.submissions}, self.etc))

	def override(self, name, option):
		"""One more option of the submission or submissions service; None: as it was."""
		begin = "127.0.0.1:%d " % getattr(self, name)
		lines, mine = [], False
		for line in self.master.splitlines() + [""]:
			if mine and not line.startswith(" ") and option:
				lines.append("  " + option)	# behind its others: the last one counts
			mine = line.startswith(begin) or mine and line.startswith(" ")
			lines.append(line)
		self._write("master.cf", "\n".join(lines) + "\n")

	def ports(self):
		return [p for p in super().ports() + [self.submissions, self.submission] if p]

	def login(self, user):
		smtp = smtplib.SMTP_SSL(self.host, self.submissions, timeout=30,
			context=self.box.context())
		smtp.ehlo()
		auth_plain(smtp, user, self.box.users[user])
		return smtp

	def __enter__(self):
		self.box.start()
		return super().__enter__()

	def __exit__(self, *given):
		super().__exit__(*given)
		self.box.stop()
