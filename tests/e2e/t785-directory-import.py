#!/usr/bin/python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""t785-directory-import - people and agencies from a table as Excel saves it (TAP)."""

import os
import pty
import subprocess
import sys
import unicodedata

sys.path.insert(0, os.path.join(os.path.dirname(os.path.abspath(__file__)), ".."))
from lib import office, tap  # noqa: E402

HEAD = ("STT", "Họ và tên", "Chức vụ", "Đơn vị", "Thư điện tử", "Điện thoại", "Vai trò", "Cơ quan")


def put(o, data, name="table.csv"):
	path = o.path(name)
	with open(path, "wb") as f:
		f.write(data if isinstance(data, bytes) else data.encode())
	return path


def table(*rows, head=HEAD, separator=";"):
	return "\r\n".join(separator.join(r) for r in (head,) + rows) + "\r\n"


def run(o, data, *options):
	answer = o.ctl("directory", "import", *options, put(o, data))
	entries = {e["key"]: e for e in answer.json["entries"]} if answer.out.startswith("{") else {}
	return answer, entries


def text(o):
	with open(o.path("directory.conf"), encoding="utf-8") as f:
		return f.read()


def backups(o):
	return [n for n in os.listdir(o.folder) if n.startswith("directory.conf.2")]


def refused(t, o, data, why, what, *options, status=65):
	before = text(o)
	answer, _ = run(o, data, *options)
	t.ok(answer.status == status and why in answer.err, "refused: " + what, answer)
	t.ok(text(o) == before and not backups(o), "nothing is written: " + what)
	left = [n for n in os.listdir(o.folder) if "import-check" in n or n.startswith(".tmp-")]
	t.equal(left, [], "nothing is left behind: " + what)


def faults(t, o):
	def row(**keys):
		cells = dict(zip(HEAD, ("1", "Đào Văn Mới", "Công chức", "Văn phòng", "moi@kimson.example",
			"0912 345 678", "cán bộ", "kimson")))
		cells.update(keys)
		return table(tuple(cells[h] for h in HEAD))
	refused(t, o, row(**{"Điện thoại": "9.12E+08"}), "table.csv:2: '9.12E+08' was rounded", "E+09")
	refused(t, o, row(**{"Điện thoại": "912345678"}), "leading zero", "a number without its zero")
	refused(t, o, row(**{"Thư điện tử": "moi at kimson"}), "is no address", "no address")
	refused(t, o, row(**{"Vai trò": "phù thủy"}), "unknown role", "an unknown role")
	refused(t, o, row(**{"Cơ quan": "UBND xã Lạ"}), "is no own agency", "an unknown agency")
	refused(t, o, row(**{"Thư điện tử": "so-noivu@hason.example"}), "stands twice",
		"an address that an agency has (vanthud -n says so)")
	refused(t, o, table(("1", "A B", "", "", "a@kimson.example", "", "", "kimson"),
		("2", "C D", "", "", "a@kimson.example", "", "", "kimson")), "line 2 too", "twice")
	refused(t, o, "Họ và tên;Thư điện tử;Chúc vụ quyền\nA;a@kimson.example;x\n", "unknown column",
		"an unknown column")
	refused(t, o, "Thư điện tử\na@kimson.example\n", "no column 'Họ và tên'", "no name at all")
	refused(t, o, "Họ và tên;Thư điện tử\nA;\"a@kimson.example\n", "not closed", "an open quote")
	refused(t, o, "Họ tên;Email\nTrần;a@kimson.example\n".encode("cp1258", "replace"),
		"not UTF-8", "windows-1258")
	refused(t, o, "Họ tên;Email;Cơ quan;Từ ngày\nA B;ab@kimson.example;kimson;31/02/2026\n",
		"is no day", "31 February")
	refused(t, o, "Họ tên;Email;Cơ quan;Từ ngày\nA B;ab@kimson.example;kimson;01/01/2099\n",
		"leave the row out", "one who has not begun")
	answer, _ = run(o, table(("1", "A", "", "", "x", "", "", "kimson"),
		("2", "B", "", "", "y", "9E+08", "", "kimson")))
	t.equal([l.split(":")[2] for l in answer.err.splitlines() if "table.csv:" in l],
		["2", "3", "3"], "every fault is told with its line")


def people(t, o):
	"""BOM, ';', NBSP, decomposed letters, an apostrophe, empty columns and rows at the end."""
	data = "\ufeff" + table(
		("1", "Trần Thị Bình", "Văn thư trưởng", "Văn phòng", "binh@kimson.example", "", "", "kimson"),
		("2", unicodedata.normalize("NFD", "Đào\u00a0Văn Mới"), "Công chức", "\u00a0Địa chính ",
			"moi@kimson.example", "'0912 345 678", "Cán bộ", "UBND xã Kim Sơn", "", ""),
		("3", "\"Lê Văn Bình\"", "Chủ tịch", "", "chutich@kimson.example", "", "Lãnh đạo", "kimson"),
		("", "", "", "", "", "", "", ""))
	before = text(o)
	answer, entries = run(o, data, "--dry-run")
	t.ok(answer.status == 0 and text(o) == before and not backups(o), "a dry run changes nothing",
		answer)
	t.equal({k: e["change"] for k, e in entries.items()}, {"tran-thi-binh": "changed",
		"dao-van-moi": "added", "le-van-binh": "unchanged"}, "and says what would change")
	t.ok("Văn thư → Văn thư trưởng" in entries["tran-thi-binh"]["detail"], "from what to what",
		entries)
	answer, _ = run(o, data)
	t.equal(answer.status, 0, "then it is imported")
	now = text(o)
	t.ok("person dao-van-moi\n\town = kimson\n\tname = Đào Văn Mới\n\tposition = Công chức\n"
		"\tunit = Địa chính\n\taddress = moi@kimson.example\n\tphone = 0912 345 678\n"
		"\trole = staff\n" in now, "a new person, clean", now)
	changed = now.replace("\tposition = Văn thư trưởng\n", "\tposition = Văn thư\n", 1).replace(
		"\tunit = Văn phòng\n", "", 1)
	t.ok(changed.startswith(before.rstrip("\n")), "every other line stays", now)
	t.equal([open(o.path(n), encoding="utf-8").read() for n in backups(o)], [before],
		"the file of before is kept under the day")
	t.equal(o.check().stderr.count("directory.conf"), 0, "the result is good")
	answer, entries = run(o, data)
	t.ok(answer.status == 0 and {e["change"] for e in entries.values()} == {"unchanged"}
		and len(backups(o)) == 1, "imported again, nothing changes", answer)


def agencies(t, o):
	data = "Tên cơ quan,Thư điện tử,Tên khác\n\"Sở Y tế\",\"so-yte@hason.example, yte@hason.example\"," \
		"\"SYT; Sở Y tế tỉnh Hà Sơn\"\nSở Nội vụ tỉnh,so-noivu@hason.example,\n"
	answer, entries = run(o, data)
	t.ok(answer.status == 0 and entries["so-y-te"]["change"] == "added"
		and entries["noivu"]["change"] == "changed", "agencies with ',', found by their address",
		answer)
	t.ok("agency so-y-te\n\tname = Sở Y tế\n\talias = SYT\n\talias = Sở Y tế tỉnh Hà Sơn\n"
		"\taddress = so-yte@hason.example\n\taddress = yte@hason.example\n" in text(o),
		"several names and addresses")


def both(t, o):
	"""People and agencies in one table, as offices keep their list of addresses."""
	head = ("TT", "Họ và tên", "Chức vụ", "Tên cơ quan", "Thư điện tử")
	data = table(("1", "Vũ Thị Lan", "Công chức", "UBND xã Kim Sơn", "vulan@kimson.example"),
		("2", "", "", "Sở Xây dựng", "so-xaydung@hason.example"), head=head)
	answer, entries = run(o, data)
	t.ok(answer.status == 0 and {k: e["change"] for k, e in entries.items()}
		== {"vu-thi-lan": "added", "so-xay-dung": "added"}, "both names in one table", answer)
	now = text(o)
	t.ok("person vu-thi-lan\n\town = kimson\n\tname = Vũ Thị Lan\n" in now
		and "agency so-xay-dung\n\tname = Sở Xây dựng\n" in now,
		"a person of that own agency, and an agency", now)
	before = text(o)
	answer, _ = run(o, table(("1", "Ai Đó", "", "Sở Y tế", "ai@hason.example"), head=head))
	t.ok(answer.status == 65 and "'Sở Y tế' is no own agency" in answer.err and text(o) == before,
		"a person of another agency is nobody of ours", answer)


def on_terminal(o, path, answer, *options):
	"""vanthuctl with a terminal for its questions."""
	ours, theirs = pty.openpty()
	command = [os.path.join(o.build, "vanthuctl"), "-c", o.conf, "directory", "import", *options, path]
	with subprocess.Popen(command, stdin=theirs, stdout=subprocess.PIPE, stderr=subprocess.PIPE,
			env=o.env()) as p:
		os.close(theirs)
		os.write(ours, answer.encode() + b"\n")
		out, err = p.communicate(timeout=60)
		os.close(ours)
		return p.returncode, out.decode(), err.decode()


def ended(t, o):
	rows = [("", "Đào Văn Mới", "", "", "moi@kimson.example", "", "", "kimson")]
	everybody = [("", n, "", "", a, "", "", "kimson") for n, a in (
		("Trần Thị Bình", "binh@kimson.example"), ("Lê Văn Bình", "chutich@kimson.example"),
		("Phạm Văn Minh", "minh@kimson.example"), ("Nguyễn Văn Tư", "tu@kimson.example"),
		("Hoàng Thị Lan", "lan@kimson.example"), ("Vũ Đức Nam", "nam@kimson.example"))]
	before = text(o)
	answer, entries = run(o, table(*rows))
	t.ok(answer.status == 0 and text(o) == before, "who is missing stays, without --complete", answer)
	answer, entries = run(o, table(*rows), "--complete", "--yes")
	t.ok(answer.status == 65 and "nobody with role 'clerk'" in answer.err,
		"an office without its clerk is refused", answer)
	path = put(o, table(*everybody))
	answer = o.ctl("directory", "import", "--complete", path)
	t.ok(answer.status == 77 and "--yes" in answer.err and text(o) == before,
		"nobody is ended unasked", answer)
	t.ok({e["key"] for e in answer.json["entries"] if e["change"] == "ended"} == {"dao-van-moi"},
		"only people of the agencies in the table", answer)
	status, out, err = on_terminal(o, path, "k", "--complete")
	t.ok(status == 77 and text(o) == before and "Kết thúc 1" in err, "asked on the terminal: no",
		err)
	status, out, err = on_terminal(o, path, "c", "--complete")
	t.equal(status, 0, "asked on the terminal: yes")
	t.ok("# person dao-van-moi\n# \town = kimson\n" in text(o) and "# ended 20" in text(o)
		and "table.csv" in text(o), "the entry becomes a comment with the day", text(o))
	t.equal(o.check().stderr.count("directory.conf"), 0, "the result is good")
	refused_by_routing = table(*[r for r in everybody if "Tư" not in r[1]])
	answer, _ = run(o, refused_by_routing, "--complete", "--yes")
	t.ok(answer.status == 65 and "routing.conf" in answer.err,
		"who still stands in routing.conf is not ended", answer)


def until(t, o):
	head = ("Họ và tên", "Email", "Cơ quan", "Đến ngày")
	back = table(("Đào Văn Mới", "moi@kimson.example", "kimson", "31/12/2098"), head=head)
	answer, entries = run(o, back)
	t.ok(answer.status == 0 and entries["dao-van-moi"]["change"] == "added", "one comes back", answer)
	gone = table(("Đào Văn Mới", "moi@kimson.example", "kimson", "01/02/2020"), head=head)
	answer, entries = run(o, gone)
	t.ok(answer.status == 77 and entries["dao-van-moi"]["change"] == "ended",
		"whose last day is over is ended, but not unasked", answer)
	answer, _ = run(o, gone, "--yes")
	t.ok(answer.status == 0 and "\nperson dao-van-moi" not in text(o), "--yes ends him", answer)


def running(t, o):
	o.start()
	start = len(o.log_text())
	answer, _ = run(o, table(("", "Ngô Thị Hạ", "Công chức", "", "ha@kimson.example", "", "cán bộ",
		"kimson")))
	t.equal(answer.status, 0, "while the office runs")
	t.ok(o.await_log(r" reload ", 20, start), "it takes the new directory in", o.tail())
	t.equal(o.stop(), 0, "and ends in order")


def in_a_row(t, o):
	"""Agencies, then people, from one script: within one second."""
	were = []
	for n in range(4):
		were.append(text(o))
		answer, _ = run(o, table(("", "Người Thứ %d" % n, "", "", "thu%d@kimson.example" % n, "", "",
			"kimson")))
		t.equal(answer.status, 0, "imported in a row")
	kept = [open(o.path(n), encoding="utf-8").read() for n in backups(o)]
	t.ok(all(were_then in kept for were_then in were), "each file of before is kept", backups(o))


def plain(t, o):
	answer = o.ctl("directory", "import", "--dry-run", put(o, table(("", "Ngô Thị Hạ", "Phó", "",
		"ha@kimson.example", "", "", "kimson"))), as_json=False)
	t.ok(answer.status == 0 and "sửa" in answer.out and "Ngô Thị Hạ" in answer.out,
		"a table for people", answer)
	t.equal(o.ctl("directory", "import").status, 64, "no file: usage")
	t.equal(o.ctl("directory", "import", o.path("absent.csv")).status, 66, "no such file")


def default_folder(t, o):
	"""As vanthuctl setup writes it: a comment, and directory.conf beside it by default."""
	with open(o.path("vanthu.conf"), encoding="utf-8") as f:
		before = f.read()
	kept = [one for one in before.splitlines(True) if not one.startswith("\tdirectory =")]
	with open(o.path("vanthu.conf"), "w", encoding="utf-8") as f:
		f.write("# a comment\n" + "".join(kept))
	answer, entries = run(o, table(("", "Ngô Thị Hạ", "Phó", "", "ha@kimson.example", "", "",
		"kimson")), "--dry-run")
	t.ok(answer.status == 0 and entries, "vanthu.conf does not name the directory", answer)
	with open(o.path("vanthu.conf"), "w", encoding="utf-8") as f:
		f.write(before)


def main():
	with office.Office(keys=office.key_cache()) as o:
		o.tidy_trust()
		with open(o.path("directory.conf"), "a", encoding="utf-8") as f:
			f.write("\n# the end, kept\n")
		tap.run(*tap.steps(o, faults, people, agencies, ended, until, running, in_a_row,
			plain, default_folder, both))


main()
