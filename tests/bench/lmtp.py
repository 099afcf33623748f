# SPDX-License-Identifier: GPL-3.0-or-later
"""lmtp - LMTP intake, durable: direct with 1 to 64 connections, and through Postfix, against what
Postfix itself delivers to a Maildir on the same disk.
"""

import os
import pwd
import shutil

import load
from lib import office, postfix

CONNECTIONS = (1, 4, 16, 64)


def _maildir(mta, o):
	"""The same Postfix delivers to a Maildir of its own."""
	folder = o.path("boxes")
	owner = pwd.getpwnam("postfix")
	os.makedirs(folder, exist_ok=True)
	os.chown(folder, owner.pw_uid, owner.pw_gid)
	mta._write("boxes", "%s box/\n" % load.REGISTRY)
	with open(os.path.join(mta.etc, "master.cf"), "a", encoding="utf-8") as f:
		f.write("virtual unix - n n - - virtual\n")
	for setting in ("virtual_mailbox_domains = kimson.example", "virtual_mailbox_base = " + folder,
			"virtual_mailbox_maps = texthash:%s/boxes" % mta.etc,
			"virtual_uid_maps = static:%d" % owner.pw_uid,
			"virtual_gid_maps = static:%d" % owner.pw_gid, "virtual_minimum_uid = 1",
			"virtual_transport = virtual", "relay_domains =", "relay_recipient_maps =",
			"transport_maps =", "mailbox_size_limit = 0", "virtual_mailbox_limit = 0"):
		mta._run("/usr/sbin/postconf", "-e", setting)
	return os.path.join(folder, "box", "new")


def _through(mta, raws, there):
	"""Messages a second from the first connection until all are where they go."""
	begin = load.time.monotonic()
	load.send(mta.port, raws, 16, lmtp=False)
	load.await_true(there, 300)
	return len(raws) / (load.time.monotonic() - begin)


def postfix_alone(o, raws):
	with_box = postfix.Postfix(o.path("peer"), "/nonexistent", [load.REGISTRY])
	new = _maildir(with_box, o)
	with with_box as mta:
		rate = _through(mta, raws, lambda: os.path.isdir(new) and len(os.listdir(new)) >= len(raws))
	shutil.rmtree(os.path.dirname(new), ignore_errors=True)
	return rate


def through_postfix(o, path, raws):
	mta = postfix.Postfix(o.path("front"), path, [load.REGISTRY])
	with mta:
		rate = _through(mta, raws, lambda: mta.queue() == 0)
	return rate


def run(report, count):
	why = postfix.unavailable()
	if why:
		print("lmtp: skipped: " + why)
		return
	report.head("LMTP intake (250 = bytes and envelope on the disk), signed mails of 200 KiB")
	with office.Office(keys=office.key_cache()) as o:
		path = o.path("lmtp.sock")
		o.add_block("lmtp postfix", listen=path, group=postfix.group(), agency="kimson")
		batches = len(CONNECTIONS) + 2
		raws = load.messages(o.pki, count * batches)
		peer = postfix_alone(o, raws[:count])
		report.line("Postfix to a Maildir, 16 connections", peer, "messages/s")
		o.start()
		for i, connections in enumerate(CONNECTIONS):
			part = raws[count * (i + 1):count * (i + 2)]
			seconds, _ = load.send(path, part, connections, lmtp=True)
			report.line("direct, %d connections" % connections, len(part) / seconds, "messages/s",
				(peer, "Postfix to a Maildir"), ("least", 0.5) if connections >= 16 else None)
			o.settle(600)
		rate = through_postfix(o, path, raws[-count:])
		report.line("through Postfix, 16 connections", rate, "messages/s",
			(peer, "Postfix to a Maildir"), ("least", 0.5))
		o.settle(600)
