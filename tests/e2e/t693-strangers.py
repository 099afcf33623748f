#!/usr/bin/python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""t693-strangers - a real Postfix and a real Dovecot that are not who they should be, or were restored.

Which case is where (d: real Dovecot, p: real Postfix, s: scripted server):

	case                                        IMAP                  SMTP
	a root that nobody configured               t660 strangers (d)    here (p)
	another host's name in the certificate      t660 strangers (d)    here (p), t670 not_trusted (s)
	expired                                     t660 strangers (d)    here (p), t670 not_trusted (s)
	signed by itself alone                      -                     t670 not_trusted (s)
	another key than the pinned one             t660 strangers (d)    here (p), t670 not_trusted (s)
	STARTTLS not offered                        here (d), t665 (s)    here (p), t670 stripped (s)
	words injected before TLS                   t665 injected (s)     t670 stripped (s)
	a wrong password                            t660 strangers (d)    here (p), t670 login_refused (s)
	4xx, 5xx, hanging, closing at each stage    t665 sessions (s)     t670 temporary, permanent (s)
	UIDVALIDITY changed                         t660 renumbered (d)
	an older copy of the mailbox restored       here (d)
	the same, and new mail came before us       here (d)
	servers restarted, programs killed          t692 (d), t655 (p)    t692 (p), t675 (p)
"""

import os
import shutil
import smtplib
import sys

sys.path.insert(0, os.path.join(os.path.dirname(os.path.abspath(__file__)), ".."))
from lib import kit, office, pdf, real_peers, server_tls, tap, wait  # noqa: E402

DAY = server_tls.DAY
SERIAL = iter(range(600, 800))
MAILS = len(real_peers.TOLD)


def raw_of(h):
	k = kit.Kit(h.pki)
	number = next(SERIAL)
	k.begin("strangers-%d" % number, number)
	return k.signed()


def smtp_block(h):
	return next(pairs for title, pairs in h.extra if title == "smtp")


def receive(h):
	"""One document by LMTP, without the Postfix that is being tried."""
	raw = raw_of(h)
	with smtplib.LMTP(h.door, timeout=20) as lmtp:
		lmtp.sendmail(real_peers.AGENCY, [real_peers.REGISTRY], raw)
	row = h.await_arrival(office.Sent(raw, None))
	wait.until(lambda: len(faults(h, row)) == MAILS)
	return row


def faults(h, row):
	return [m["fault"] or "" for m in h.sql("SELECT fault FROM mail WHERE arrival = ?", row["id"])]


def states(h, row):
	return {m["state"] for m in h.sql("SELECT state FROM mail WHERE arrival = ?", row["id"])}


def tries(t, h, words, what, **pairs):
	"""A start with these keys of the smtp block: nothing is sent, the fault has those words."""
	before = dict(smtp_block(h))
	smtp_block(h).update({k.replace("_", "-"): v for k, v in pairs.items()})
	h.write()
	logged = len(h.mta.log())
	h.start()
	row = receive(h)
	good = wait.until(lambda: all(words in f for f in faults(h, row)), 15)
	t.ok(good, what, faults(h, row))
	log = h.mta.log()[logged:]
	t.ok("sasl_method=" not in log and "sent" not in states(h, row),
		"neither a login nor a message went there", log[-800:])
	h.stop()
	smtp_block(h).clear()
	smtp_block(h).update(before)
	h.write()
	return row


def submission_port(h, certificate):
	h.mta.settings("smtpd_tls_cert_file = %s\nsmtpd_tls_key_file = %s\n" % (certificate.cert,
		certificate.key))
	h.mta.restart()


def postfix(t, h):
	a = h.box.authority
	good = h.box.certificate
	other = server_tls.Authority(h.path("tls-other"), "other")
	rows = [tries(t, h, "unable to get local issuer", "SMTP: an unknown root: refused",
		roots=other.root)]
	submission_port(h, a.issue("elsewhere", ["mail.example"]))
	rows.append(tries(t, h, "mismatch", "SMTP: another host's certificate: refused"))
	expired = a.issue("expired", [h.mta.host], -20 * DAY, -DAY)
	submission_port(h, expired)
	rows.append(tries(t, h, "expired", "SMTP: expired: refused"))
	rows.append(tries(t, h, "refused", "SMTP: another key than the pinned one: refused", roots=None,
		tls_pin=good.pin))
	submission_port(h, good)
	h.mta.stop()
	h.mta.override("submission", "-o smtpd_tls_security_level=none")
	h.mta.start()
	rows.append(tries(t, h, "no STARTTLS", "SMTP: STARTTLS not offered: refused", tls="starttls",
		port=h.mta.submission))
	h.mta.override("submission", None)
	h.mta.restart()
	rows.append(tries(t, h, "535 5.7.8", "SMTP: a wrong password: refused",
		password_file=h.secret("wrong", "falsch")))
	t.ok("falsch" not in h.log_text(), "no password is in the log")
	h.start()
	good = wait.until(lambda: all(states(h, row) == {"sent"} for row in rows), 40)
	t.ok(good, "mended: what waited goes", [(states(h, row), faults(h, row)) for row in rows])


def no_starttls(t, h):
	h.stop()
	block = next(pairs for title, pairs in h.extra if title.startswith("imap"))
	was = dict(block)
	block.update({"tls": "starttls", "port": h.box.imap})
	h.write()
	h.box.extra = "ssl = no\ndisable_plaintext_auth = no\n"
	h.box.write()
	h.box.stop()
	h.box.start(("imap", "lmtp"))
	start, logged = len(h.log_text()), len(h.box.log())
	h.start()
	t.ok(h.await_log("imap-refused .*no STARTTLS", 20, start), "IMAP: STARTTLS not offered: refused",
		h.log_text()[start:])
	t.ok("method=PLAIN" not in h.box.log()[logged:], "and no password went there")
	h.stop()
	h.box.extra = ""
	h.box.write()
	h.box.restart()
	block.clear()
	block.update(was)
	h.write()


def taken(h):
	return len(h.numbers())


def restored(t, h):
	"""The same UIDVALIDITY, and UIDs that are given out a second time."""
	h.start()
	h.await_log("imap-connected account=hop-thu")
	before = taken(h)
	h.box.deliver(raw_of(h), real_peers.MAILBOX)
	wait.until(lambda: taken(h) == before + 1 and h.box.count(real_peers.MAILBOX) == 0)
	folder = os.path.join(h.box.folder, "home", real_peers.MAILBOX, "Maildir")
	h.box.stop()
	shutil.copytree(folder, folder + ".backup", copy_function=shutil.copy2)
	_owned_as(folder, folder + ".backup")
	h.box.start()
	for late in (False, True):
		before = taken(h)
		for _ in range(3):	# taken and moved after the backup was made
			h.box.deliver(raw_of(h), real_peers.MAILBOX)
		wait.until(lambda before=before: taken(h) == before + 3
			and h.box.count(real_peers.MAILBOX) == 0)
		if late:
			h.stop()
		h.box.stop()
		shutil.rmtree(folder)
		shutil.copytree(folder + ".backup", folder, copy_function=shutil.copy2)
		_owned_as(folder + ".backup", folder)
		h.box.start()
		count = 5 if late else 1
		if not late:
			t.ok(h.await_log("imap-renumbered", 20), "an older copy restored: it is noticed", h.tail())
		for _ in range(count):
			h.box.deliver(raw_of(h), real_peers.MAILBOX)
		if late:	# more of them than were lost: UIDNEXT is past what we knew
			h.start()
		t.ok(wait.until(lambda before=before, count=count: taken(h) == before + 3 + count, 20),
			"new mail under UIDs of old is taken%s" % (" though it came before us" if late else ""),
			"%d of %d\n%s" % (taken(h) - before - 3, count, h.tail()))
		t.ok(wait.until(lambda: h.box.count(real_peers.MAILBOX) == 0), "and moved",
			h.box.count(real_peers.MAILBOX))
		h.wait_idle()
	t.equal(h.numbers(), list(range(1, taken(h) + 1)), "each once, without a gap")


def _owned_as(pattern, folder):
	owner = os.stat(pattern)
	for base, _, names in os.walk(folder):
		for path in [base] + [os.path.join(base, n) for n in names]:
			os.chown(path, owner.st_uid, owner.st_gid)


def main():
	why = real_peers.unavailable() or (
		None if pdf.have_reportlab() else "python3-reportlab is missing")
	if why:
		print("1..0 # SKIP " + why)
		return
	with real_peers.House() as h:
		tap.run(*tap.steps(h, restored, no_starttls, postfix))


main()
