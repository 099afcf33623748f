#!/usr/bin/python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""t562-faults - disks, descriptors and memory fail now and then: afterwards all is as without (TAP).

Each office hears the same mail. Its system calls fail at random while it works; then it is killed, runs
without faults, and its register, ledger, outbox and mailboxes are compared with those of an office that
had none. VT_COUNT: messages.
"""

import errno
import os
import sys
import tempfile
import threading
import time

sys.path.insert(0, os.path.join(os.path.dirname(os.path.abspath(__file__)), ".."))
from lib import faults, kit, office, tap, wait  # noqa: E402

COUNT = int(os.environ.get("VT_COUNT", "8"))
SORTS = (
	("no room", "spare=40/1 write=%d/12" % errno.ENOSPC, ("No space left", "disk is full")),
	("a bad disk", "spare=40/1 write=%d/25 fsync=%d/12" % (errno.EIO, errno.EIO), ("Input/output error", "disk I/O error")),
	("renames that fail", "rename=%d/3" % errno.EIO, ("Input/output error",)),
	("short writes", "spare=40/1 short=0/3", ()),
	("no descriptors", "spare=40/1 open=%d/60" % errno.EMFILE, ("Too many open files", "unable to open")),
	("no memory", "spare=3/1 map=%d/8 fork=%d/4" % (errno.ENOMEM, errno.ENOMEM), ("Cannot allocate memory", "out of memory")),
	("a disk that turned read-only", "spare=40/1 open=%d/200 rename=%d/8 write=%d/30" % ((errno.EROFS,) * 3),
		("Read-only file system", "readonly")))
PATIENCE = 6	# seconds with faults, at least
MORE = {"dispatch": {"retry": " ".join(["1s"] * 10 + ["3s"] * 10)}}


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
	# What could not be sent is tried again; the second form waits for the next hour of the lists.
	wait.until(lambda: not o.sql("SELECT 1 FROM mail WHERE state IN ('draft', 'composed') AND kind <> 'phieu-vao-so'"
		" LIMIT 1"), 60)
	return faults.picture(o)


class Bad(threading.Thread):
	"""One office with faults of one sort, beside the others: what it was like afterwards."""

	def __init__(self, library, words, raws, material):
		super().__init__(daemon=True)
		self.library, self.words, self.raws, self.material = library, words, raws, material
		self.log, self.picture, self.verify, self.fault = "", None, None, None
		self.start()

	def run(self):
		try:
			with office.Office(keys=office.key_cache(), material=self.material, more=MORE) as o:
				o.tidy_trust()
				o.write()
				o.start()	# the database is made on a good day
				o.stop()
				before = len(o.log_text())
				with faults.on(o, self.library, self.words):
					work(o, self.raws)
				self.log = o.log_text()[before:]
				self.picture = finished(o)
				self.verify = o.ctl("verify", as_json=False)
		except Exception as error:  # pylint: disable=broad-except
			self.fault = error	# told by judge()

	def judge(self, t, name, seen, wanted):
		self.join()
		t.ok(self.fault is None, "%s: it can be lived through" % name, self.fault)
		if self.fault is not None:
			return
		t.ok(not seen or any(word in self.log for word in seen), "%s: the programs met it" % name, self.log[-2000:])
		wrong = {key: differing(self.picture[key], wanted[key]) for key in wanted if self.picture[key] != wanted[key]}
		t.ok(not wrong, "%s: register, ledger, outbox and mailboxes as without" % name, wrong)
		t.equal(self.verify.status, 0, "%s: verify finds nothing wrong" % name)


def differing(came, wanted):
	if isinstance(wanted, dict):
		return [(key, came.get(key), wanted.get(key)) for key in set(came) | set(wanted) if came.get(key) != wanted.get(key)]
	return came, wanted


def main():
	if tap.sanitized():
		print("1..0 # SKIP the sanitizer must be the first library")
		return
	with tempfile.TemporaryDirectory(prefix="vanthu-faults-") as folder:
		library = faults.build(folder)
		if library is None:
			print("1..0 # SKIP there is no compiler")
			return
		with office.Office(keys=office.key_cache(), more=MORE) as o:
			o.tidy_trust()
			o.write()
			raws = letters(o)
			bad = [Bad(library, words, raws, o.pki) for _, words, _ in SORTS]
			o.start()
			work(o, raws)
			wanted = finished(o)
			tap.run(lambda t: t.equal(len(wanted["numbers"]), COUNT - COUNT // 4, "without faults all is registered"),
				*(lambda t, one=one, sort=sort: one.judge(t, sort[0], sort[2], wanted) for one, sort in zip(bad, SORTS)))


main()
