#!/usr/bin/python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""t161-giants - mail made to stop us: each ends in its verdict within its limit, and the ordinary
message right behind it is served; through vanthuctl inspect, then through the doors of an office.
"""

import base64
import io
import os
import sys
import time
import zipfile

sys.path.insert(0, os.path.join(os.path.dirname(os.path.abspath(__file__)), ".."))
from lib import inspector, kit, limits, memory, message as m, office, pdf, pdf_odd, tap  # noqa: E402

L = limits.read(inspector.SOURCE)
MIB = 1024 * 1024
MOST = L["VT_MAX_MESSAGE_BYTES"]
CPU = 8 if tap.sanitized() else 2	# seconds that the office of this test gives a child
CHILDREN = 2


def unsigned(k, entity):
	return m.mail(k.outer(), entity)


def empty_parts(k):
	return unsigned(k, m.entity('multipart/mixed; boundary="b"',
		b"--b\r\n\r\n" * 300000 + b"--b--\r\n"))


def many_headers(k):
	return b"".join(b"X-%d: %d\r\n" % (i, i) for i in range(500000)) + k.signed()


def bad_headers(k):
	return b"a\r\n" * (MOST // 4) + k.signed()


def many_levels(k):
	return unsigned(k, b"".join(b'Content-Type: multipart/mixed; boundary="b%d"\r\n\r\n--b%d\r\n'
		% (i, i) for i in range(50000)) + b"\r\nx\r\n")


def many_messages(k):
	return unsigned(k, b"Content-Type: message/rfc822\r\n\r\n" * 50000 + b"\r\nx\r\n")


def big_file(k):
	"""As large as a message may be, one file in it, signed."""
	size = (MOST - 200000) // 78 * 57
	body = base64.encodebytes(b"1,2\n" * (size // 4)).replace(b"\n", b"\r\n")
	return k.signed(k.content(k.note(), k.file(), m.entity('text/csv; name="so-lieu.csv"', body,
		[("Content-Transfer-Encoding", "base64"),
		("Content-Disposition", 'attachment; filename="so-lieu.csv"')])))


def one_line(k):
	return unsigned(k, m.entity("text/plain; charset=utf-8", b"x" * (MOST - 5000)))


def only_lines(_):
	return b"\n" * MOST


def much_text(k):
	line = "Kính gửi ủy ban nhân dân các xã, phường\r\n".encode()
	return k.signed(k.content(m.entity("text/plain; charset=utf-8",
		line * ((MOST - 400000) // len(line)), [("Content-Transfer-Encoding", "8bit")]), k.file()))


def much_composing(k):
	"""As much text as is read, every letter to be composed from two."""
	return k.signed(k.content(m.entity("text/plain; charset=utf-8",
		b"a\xcc\xa3" * 26 * 13 * 1000 + b"\r\n", [("Content-Transfer-Encoding", "8bit")]),
		k.file()))


def with_pdf(make, *args):
	return lambda k: k.signed(k.content(k.note(), k.file(make(*args))))


def zip_bomb(k):
	out = io.BytesIO()
	with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as f:
		f.writestr("[Content_Types].xml", "<Types/>")
		f.writestr("word/document.xml", bytes(128 * MIB))
	return k.signed(k.content(k.note(), m.attachment(out.getvalue(), "van-ban.docx",
		"application/vnd.openxmlformats-officedocument.wordprocessingml.document")))


def brackets(k):
	"""A page in which every '<' might begin a tag that ends with the page."""
	return k.signed(k.content(k.note(), k.file(), m.attachment(b"<html>" + b"<" * 2 * MIB
		+ b"<a on " * MIB, "trang.html", "text/html")))


def word_brackets(k):
	"""The same in a Word file, in its fields too."""
	out = io.BytesIO()
	with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as f:
		f.writestr("[Content_Types].xml", "<Types/>")
		f.writestr("word/document.xml", b"<" * MIB + b"<w:fldChar x " * MIB)
		f.writestr("word/_rels/document.xml.rels", b"<" * MIB)
	return k.signed(k.content(k.note(), k.file(), m.attachment(out.getvalue(), "van-ban.docx",
		"application/vnd.openxmlformats-officedocument.wordprocessingml.document")))


def many_words(k):
	"""Names that begin an encoded word at every second byte."""
	name = b'text/plain; name="' + b"=?" * 50000 + b'"'
	return k.signed(k.content(k.note(), k.file(), *[m.entity(name, b"x")] * 90))


def many_boundaries(k):
	"""A field of the header in which a boundary might begin everywhere."""
	return k.signed(outer=k.outer(more=[("X-A", b"boundary=" * 25000)]))


def many_certificates(k):
	return k.signed(certs=[k.pki["noivu"].der] * 5000)


def many_certificates_inside(k):
	return k.opaque(certs=[k.pki["noivu"].der] * 5000)


# name: maker, codes of which one must be there (none: it is read), also through the door
SLOW = (903,)
GIANTS = {
	"300000-empty-parts": (empty_parts, (505,), True),
	"500000-headers": (many_headers, (508,), True),
	"16000000-bad-header-lines": (bad_headers, (508, 903), False),
	"50000-levels": (many_levels, (506,), True),
	"50000-messages-in-messages": (many_messages, (506,), False),
	"64-MiB-with-one-file": (big_file, (), True),
	"a-line-of-64-MiB": (one_line, (512,), False),
	"64-MiB-of-line-ends": (only_lines, (509,), False),
	"64-MiB-of-text": (much_text, (907,), False),
	"letters-to-compose": (much_composing, (), False),
	"pdf-that-spins": (with_pdf(pdf_odd.nested_forms, 40), SLOW, True),
	"pdf-of-scattered-words": (with_pdf(pdf_odd.scattered, 300000), SLOW + (905,), False),
	"pdf-of-growing-text": (with_pdf(pdf_odd.staircase, 1500), (907,), False),
	"pdf-bomb": (with_pdf(pdf_odd.bomb, 1024 * MIB), SLOW + (630, 905), True),
	"docx-bomb": (zip_bomb, (), True),
	"page-of-brackets": (brackets, (), False),
	"docx-of-brackets": (word_brackets, (), False),
	"field-of-boundaries": (many_boundaries, (), False),
	"names-of-words": (many_words, (907,), False),
	"5000-certificates": (many_certificates, (227,), True),
	"5000-certificates-inside": (many_certificates_inside, (227,), False),
}
NEVER_BLAMED = (902, 904, 906)		# died, forbidden, protocol: a limit ends in none of them


def make(k, names):
	for i, name in enumerate(names):
		k.begin(name, 100 + i)
		k.doc()
		yield name, GIANTS[name][0](k)


def ordinary(k, i):
	k.begin("behind-%d" % i, 400 + i)
	k.doc()
	return k.signed()


def check_inspect(t, o, slow=False):
	"""One vanthuctl inspect a giant, so that each gets all of its time; those that take all of it are
	for tests/long/giants.py."""
	folder = o.path("giants")
	os.makedirs(folder)
	plain = os.path.join(folder, "plain.eml")
	k = kit.Kit(o.pki)
	with open(plain, "wb") as f:
		f.write(ordinary(k, 0))
	names = [n for n in GIANTS if slow == bool({903, 905} & set(GIANTS[n][1]))]
	for name, raw in make(k, names):
		path = os.path.join(folder, name)
		with open(path, "wb") as f:
			f.write(raw)
		began = time.monotonic()
		(report, after), _, err = inspector.inspect([path, plain], o.pki)
		took = time.monotonic() - began
		got, want = inspector.codes(report), GIANTS[name][1]
		t.ok((not want or set(want) & set(got)) and not set(NEVER_BLAMED) & set(got)
			and (not want or report["verdict"] != "good") and (want or max(got) < 900),
			"%s: %s" % (name, want or "read"), report["verdict"], report["findings"][:8], err)
		t.ok(took < 2 * L["VT_CHILD_WALL_SECONDS"], "%s: within its time" % name, took)
		t.ok(after["verdict"] == "good", "%s: the next message is served" % name,
			after["findings"])
		os.remove(path)


def check_door(t, o):
	"""Through the Maildir, an ordinary message right behind each."""
	k = kit.Kit(o.pki)
	sent = {}
	for i, (name, raw) in enumerate(make(k, [n for n in GIANTS if GIANTS[n][2]])):
		sent[name] = (o.deliver(raw), o.deliver(ordinary(k, 1 + i)))
	with memory.Watch(o.daemon.pid) as watch:
		o.settle(240)
	t.ok(0 < watch.most.get("inspect child", 0) <= CHILDREN, "no more children at once than allowed",
		watch.most)
	for name, (giant, behind) in sent.items():
		row, want = o.arrival(giant), GIANTS[name][1]
		t.ok(row is not None and row["state"] in ("held", "registered") and (not want
			or (row["state"] == "held" and set(want) & set(row["codes"])))
			and not set(NEVER_BLAMED) & set(row["codes"]),
			"%s at the door: %s" % (name, want or "read"), row and (row["state"], row["codes"]))
		row = o.arrival(behind)
		t.ok(row is not None and row["state"] == "registered",
			"%s: the message behind it is registered" % name, row and (row["state"], row["codes"]))
	slow = [n for n in sent if GIANTS[n][1] == SLOW]
	ends = [line for line in o.log() if line[5] == "child-ended" and "code=903" in line[6]]
	t.ok(len(ends) >= len(slow), "the log says which child came to its limit", o.tail())
	t.ok(not o.denied(), "none asked for what it may not", o.denied())
	t.ok(o.ctl("verify").status == 0, "ledger and files agree")


def main():
	t = inspector.Tap()
	if not pdf.have_reportlab():
		t.skip("giants", "python3-reportlab is missing")
		return t.done()
	with office.Office(more={"inspect": {"cpu": "%ds" % CPU, "children": str(CHILDREN)}}, keys=office.key_cache()) as o:
		check_inspect(t, o)
		o.start()
		check_door(t, o)
		o.stop()
	return t.done()


if __name__ == "__main__":
	sys.exit(main())
