# SPDX-License-Identifier: GPL-3.0-or-later
"""imap - how fast a mailbox is emptied, against Python's imaplib that fetches the same and writes it
to files with one fsync each.
"""

import os
import pwd
import time

import load
from lib import dovecot, office

USER, PASSWORD = "den", "mat khau dai"


def fill(box, raws):
	"""Into the Maildir as Dovecot's LMTP would leave it."""
	owner = pwd.getpwnam("dovecot")
	folder = os.path.join(box.folder, "home", USER, "Maildir")
	for i, raw in enumerate(raws):
		name = "%d.M%06dP1.bench" % (time.time(), i)
		path = os.path.join(folder, "tmp", name)
		with open(path, "wb") as f:
			f.write(raw)
		os.chown(path, owner.pw_uid, owner.pw_gid)
		os.rename(path, os.path.join(folder, "new", name))


def peer(box, folder, count):
	os.makedirs(folder)
	begin = time.monotonic()
	with box.client(USER) as c:
		c.select("INBOX", readonly=True)
		for first in range(1, count + 1, 50):
			for part in c.fetch("%d:%d" % (first, min(first + 49, count)), "(BODY.PEEK[])")[1]:
				if isinstance(part, tuple):
					with open(os.path.join(folder, "%d" % time.monotonic_ns()), "wb") as f:
						f.write(part[1])
						f.flush()
						os.fsync(f.fileno())
	return count / (time.monotonic() - begin)


def run(report, count):
	why = dovecot.unavailable()
	if why:
		print("imap: skipped: " + why)
		return
	report.head("IMAP intake from Dovecot, signed mails of 200 KiB")
	with office.Office(keys=office.key_cache()) as o, \
			dovecot.Dovecot(o.path("dovecot"), {USER: PASSWORD}) as box:
		o.add_block("imap hop-thu", **box.imap_block(o, USER, timeout=None))
		o.start()
		load.await_true(lambda: "imap-connected" in o.log_text(), 30)
		o.stop()
		raws = load.messages(o.pki, count, first=50000)
		fill(box, raws)
		rate = peer(box, o.path("peer"), count)
		report.line("Python's imaplib, a file and an fsync each", rate, "messages/s")
		begin = time.monotonic()
		o.start()
		load.await_true(lambda: box.count(USER) == 0, 600, 0.1)
		ours = count / (time.monotonic() - begin)
		report.line("vanthu-imap: safe on disk, moved to Đã nhận", ours, "messages/s",
			(rate, "imaplib"))
		o.settle(600)
