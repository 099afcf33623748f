# SPDX-License-Identifier: GPL-3.0-or-later
"""faults - an office whose disk and descriptors fail now and then, and what must not differ for it.

	library = faults.build(folder)
	with faults.on(o, library, "write=%d/20" % errno.ENOSPC):     the office that runs has faults
		...
"""

import collections
import contextlib
import os
import re
import subprocess

from . import office


def build(folder, name="faulty"):
	"""The library of faulty.c, or of another source here; None where there is no compiler."""
	out = os.path.join(folder, name + ".so")
	source = os.path.join(office.source_folder(), "tests", "lib", name + ".c")
	try:
		subprocess.run((os.environ.get("CC", "cc").split()[0], "-O1", "-shared", "-fPIC", "-o", out, source, "-ldl"),
			check=True)
	except (OSError, subprocess.CalledProcessError):
		return None
	return out


def begin(o):
	"""A start may fail as well: whoever watches over it tries again."""
	for _ in range(20):
		try:
			return o.start(seconds=8)
		except office.Fault:
			o.kill()
	raise office.Fault("the office never started\n" + o.tail())


@contextlib.contextmanager
def on(o, library, words):
	"""Until it ends the office has these faults; then it is killed, and runs without."""
	plain = o.environment
	o.environment = dict(plain, LD_PRELOAD=library, VANTHU_FAULTS=words)
	try:
		begin(o)
		yield
	finally:
		o.kill()
		o.environment = plain
		o.start()


def plain(subject):
	"""Without what differs by the order in which things came, and which of two forms went first."""
	subject = re.sub(r"\d+ giờ \d+|\[#\w+\]|(?<=Số )\d+/\d+", "", subject)
	return re.sub(r"(?<=\[Vào sổ\] ).*", "", subject).strip()


def picture(o):
	"""What an office holds, without ids and times: register, tasks, mails by whom, states."""
	fields = collections.defaultdict(dict)
	for r in o.sql("SELECT document, field, value FROM document_field"):
		fields[r["document"]][r["field"]] = r["value"]
	mails = o.mails()
	return {
		"numbers": [r["number"] for r in o.sql("SELECT number FROM document ORDER BY number")],
		"documents": sorted((f.get("number"), f.get("notation"), f.get("subject")) for f in fields.values()),
		"arrivals": collections.Counter(r["state"] for r in o.sql("SELECT state FROM arrival")),
		"acts": collections.Counter(r["act"] for r in o.sql(
			"SELECT json_extract(line, '$.act') AS act FROM ledger")),
		"outbox": collections.Counter((r["recipient"], r["kind"], r["state"]) for r in o.sql(
			"SELECT recipient, kind, state FROM mail")),
		"mailboxes": collections.Counter((one.folder, plain(one.subject)) for one in mails),
		"twice": [key for key, n in collections.Counter((one.folder, one.message_id) for one in mails).items()
			if n > 1],
	}
