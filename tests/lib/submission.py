# SPDX-License-Identifier: GPL-3.0-or-later
"""submission - a private Postfix that takes mail from who logs in, and a Dovecot that keeps it.

	with submission.Submission(DIR, users={"robot": "secret"}, domains=[...]) as mta:
		mta.submissions      port with TLS from the first byte;  mta.submission  with STARTTLS
		mta.roots            whom clients believe;  mta.host  is in the certificate
		mta.box.count(USER)  what arrived for an address with that local part

Every address of the domains whose local part is a user lies in that user's mailbox; those of
registry=(path of a socket, addresses) are delivered there by LMTP instead.
"""

import os

from . import dovecot, postfix

_SERVICE = """\
127.0.0.1:%(submissions)d inet n - n - - smtpd
  -o smtpd_tls_wrappermode=yes -o smtpd_tls_security_level=encrypt
127.0.0.1:%(submission)d inet n - n - - smtpd
  -o smtpd_tls_security_level=encrypt
"""

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


def unavailable():
	return postfix.unavailable() or dovecot.unavailable()


class Submission(postfix.Postfix):
	def __init__(self, folder, users, domains, registry=("/nonexistent", ())):
		os.makedirs(folder)
		os.chmod(folder, 0o755)
		self.box = dovecot.Dovecot(os.path.join(folder, "dovecot"), users)
		super().__init__(os.path.join(folder, "postfix"), registry[0], registry[1])
		self.host, self.roots = self.box.host, self.box.roots
		self.submissions, self.submission = dovecot.free_port(), dovecot.free_port()
		values = dict(vars(self), domains=", ".join(domains), lmtp=self.box.lmtp,
			cert=self.box.certificate.cert, key=self.box.certificate.key, auth=self.box.auth)
		self._write("mailboxes", "".join("%s@%s OK\n" % (user, domain) for user in users
			for domain in domains) + "".join("%s OK\n" % a for a in registry[1]))
		with open(os.path.join(self.etc, "master.cf"), encoding="utf-8") as f:
			self.master = f.read() + _SERVICE % values
		self._write("master.cf", self.master)
		self.settings(_MAIN % values)
		self._run("/usr/sbin/postmap", os.path.join(self.etc, "mailboxes"))

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
		return super().ports() + [self.submissions, self.submission]

	def __enter__(self):
		self.box.start()
		return super().__enter__()

	def __exit__(self, *given):
		super().__exit__(*given)
		self.box.stop()
