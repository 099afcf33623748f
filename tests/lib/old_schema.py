# SPDX-License-Identifier: GPL-3.0-or-later
"""old_schema - the register of an office as an older version of the program would have left it.

	old_schema.steps()           [[SQL statement, ...], ...] of daemon/store/schema.c, in order
	old_schema.go_back(DB, 1)    the same rows in a file of schema 1
	old_schema.FROZEN            {version: SHA-256 of its statements}: a step is never edited
"""

import contextlib
import hashlib
import os
import re
import sqlite3

from . import office

APPLICATION_ID = 0x56616e54
# Of steps that a release has carried out.
FROZEN = {
	1: "96df71baab5e274c8d9a0cf840629357c90a3719d4f79d32d35936ead87e57cf",
	2: "e521bda5aa572307ce55e0850f47f402d8a69591d776d4c92b0ccddb1391889f",
	3: "0416f958ba00d079999d1b8db1e6a9424feed8a38f7da8c6f12a51d5aea6c2ea",
	4: "688c445985772bc9a4e062b5305b5bcc02b882a21554ae52319c4e94bf0894d5",
	5: "5851d389badba9fc9bf77e4081fd095f217c497c1781ebb99208a8af1d0199b1",
	6: "893bdf3ec6a8839fcc1f773cf2b7182d2489f75fa764e24ceacbd38bff1bf207",
	7: "1f5d6ee4770189722508315ff6f3913a2259994302375898d85c5c019d94a966",
}


def _source():
	folder = os.path.join(office.source_folder(), "daemon", "store")
	text = ""
	for name in sorted(os.listdir(folder)):
		if re.fullmatch(r"schema\w*\.c", name):
			with open(os.path.join(folder, name), encoding="utf-8") as f:
				text += f.read()
	return re.sub(r"/\*.*?\*/", "", text, flags=re.S)


def steps():
	out = []
	text = _source()
	for number in range(1, 1000):
		found = re.search(r"step_%d\[\] = \{(.*?)\n\tNULL,\n\};" % number, text, re.S)
		if not found:
			return out
		statements = re.sub(r'"\s*"', "", found.group(1))
		out.append([re.sub(r"\\(.)", r"\1", s)
			for s in re.findall(r'"((?:[^"\\]|\\.)*)"', statements)])
	return out


def fingerprint(statements):
	return hashlib.sha256("\n".join(statements).encode()).hexdigest()


def _columns(db, table):
	return [row[1] for row in db.execute("PRAGMA table_info(%s)" % table)]


def go_back(path, version):
	"""Tables and columns of later steps are gone afterwards. The office must be stopped."""
	new = path + ".old"
	with contextlib.closing(sqlite3.connect(path)) as source, \
			contextlib.closing(sqlite3.connect(new)) as db, db:
		for statements in steps()[:version]:
			for statement in statements:
				db.execute(statement)
		tables = [r[0] for r in db.execute("SELECT name FROM sqlite_schema WHERE type = 'table'"
			" AND sql NOT LIKE 'CREATE VIRTUAL%' AND name NOT LIKE 'document_index_%'"
			" AND name NOT LIKE 'sqlite_%'")]
		for table in tables:
			columns = ", ".join(_columns(db, table))
			rows = source.execute("SELECT %s FROM %s" % (columns, table)).fetchall()
			if rows:
				db.executemany("INSERT INTO %s (%s) VALUES (%s)" % (table, columns,
					", ".join("?" * len(rows[0]))), rows)
		db.execute("INSERT INTO document_index (document_index) VALUES ('rebuild')")
		db.execute("PRAGMA application_id = %d" % APPLICATION_ID)
		db.execute("PRAGMA user_version = %d" % version)
	for suffix in ("-wal", "-shm"):
		with contextlib.suppress(FileNotFoundError):
			os.remove(path + suffix)
	os.rename(new, path)
