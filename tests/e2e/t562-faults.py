#!/usr/bin/python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""t562-faults - disks and descriptors fail now and then: afterwards everything is as without (TAP).

Each office hears the same mail. Its system calls fail at random while it works; then it is killed, runs
without faults, and its register, ledger, outbox and mailboxes are compared with those of an office that
had none. VT_COUNT: messages.
"""

import errno
import os
import sys
import tempfile
import time

sys.path.insert(0, os.path.join(os.path.dirname(os.path.abspath(__file__)), ".."))
from lib import faults, kit, office, tap  # noqa: E402

COUNT = int(os.environ.get("VT_COUNT", "8"))
SORTS = (("no room", "write=%d/12" % errno.ENOSPC), ("a bad disk", "write=%d/25 fsync=%d/12" % (errno.EIO, errno.EIO)),
	("renames that fail", "rename=%d/6" % errno.EIO), ("short writes", "short=0/3"),
	("no descriptors", "open=%d/150" % errno.EMFILE), ("a disk that turned read-only", "open=%d/200 rename=%d/8 write=%d/30"
	% (errno.EROFS, errno.EROFS, errno.EROFS)))
# What the log says of it; short writes say nothing.
SEEN = {"no room": ("No space left", "disk is full"), "a bad disk": ("Input/output error", "disk I/O error"),
	"renames that fail": ("Input/output error",), "no descriptors": ("Too many open files", "unable to open"),
	"a disk that turned read-only": ("Read-only file system", "readonly")}
PATIENCE = 6	# seconds with faults, at least


def letters(o):
	k = kit.Kit(o.pki)
	out = []
	for i in range(COUNT):
		k.begin("faults", 40 + i)
		out.append(k.signed() if i % 4 != 3 else k.plain())
	return out


def concluded(o):
	try:
		return o.sql("SELECT count(*) AS n FROM arrival WHERE state NOT IN ('received', 'waiting')")[0]["n"]
	except Exception:	# pylint: disable=broad-except
		return 0	# the database is being written anew


def work(o, raws):
	for raw in raws:
		o.deliver(raw)
	until = time.monotonic() + PATIENCE
	while time.monotonic() < until and concluded(o) < COUNT:
		time.sleep(0.1)


def finished(o):
	o.settle(120)
	o.wait_idle()
	o.drain()
	return faults.picture(o)


def main():
	if tap.sanitized():
		print("1..0 # SKIP the sanitizer must be the first library")
		return
	with tempfile.TemporaryDirectory(prefix="vanthu-faults-") as folder:
		library = faults.build(folder)
		if library is None:
			print("1..0 # SKIP there is no compiler")
			return
		with office.Office(keys=office.key_cache()) as o:
			o.tidy_trust()
			o.write()
			raws = letters(o)
			o.start()
			work(o, raws)
			wanted = finished(o)
			material = o.pki

			def one(name, words):
				def step(t):
					with office.Office(keys=office.key_cache(), material=material) as p:
						p.tidy_trust()
						p.write()
						p.start()	# the database is made on a good day
						p.stop()
						start = len(p.log_text())
						with faults.on(p, library, words):
							work(p, raws)
						t.ok(name not in SEEN or any(word in p.log_text()[start:] for word in SEEN[name]),
							"%s: the programs met it" % name, p.tail())
						compare(t, name, finished(p), wanted)
						t.equal(p.ctl("verify", as_json=False).status, 0, "%s: verify finds nothing wrong" % name)
				return step
			tap.run(lambda t: t.equal(len(wanted["numbers"]), COUNT - COUNT // 4, "without faults all is registered"),
				*(one(*sort) for sort in SORTS))


def compare(t, name, came, wanted):
	wrong = {key: (came[key], wanted[key]) for key in wanted if came[key] != wanted[key]}
	t.ok(not wrong, "%s: register, ledger, outbox and mailboxes as without" % name, wrong)


main()
