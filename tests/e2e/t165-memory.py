#!/usr/bin/python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""t165-memory - what every program holds at most (RssAnon + memory files) while messages of 64 MiB
go from the door to the notices: 256 MiB for the child that inspects one, 48 MiB for all others.
"""

import base64
import os
import subprocess
import sys

sys.path.insert(0, os.path.join(os.path.dirname(os.path.abspath(__file__)), ".."))
from lib import cms, inspector, kit, limits, memory, message as m, office, pdf, tap  # noqa: E402

L = limits.read(inspector.SOURCE)
MIB = 1024 * 1024
MOST = L["VT_MAX_MESSAGE_BYTES"]
CHILD, OTHERS = 256 * MIB, 48 * MIB
PROGRAMS = ("vanthud", "vanthu-intake", "vanthu-inspect", "vanthu-registrar", "vanthu-signer",
	"vanthu-dispatch")


def base64_file(data, name, ctype="text/csv"):
	return m.entity('%s; name="%s"' % (ctype, name), base64.encodebytes(data).replace(b"\n",
		b"\r\n"), [("Content-Transfer-Encoding", "base64"),
		("Content-Disposition", 'attachment; filename="%s"' % name)])


def rows(size):
	return b"1,2\n" * (size // 4)


def data_of(encoded):
	return encoded // 78 * 57


def with_file(k, size):
	return k.content(k.note(), k.file(), base64_file(rows(size), "so-lieu.csv"))


def detached(k):
	return k.signed(with_file(k, data_of(MOST - 200000)))


def detached_lf(k):
	"""As a store keeps it whose lines end in LF: the signature holds over another form."""
	return m.to_lf(k.signed(with_file(k, data_of(MOST - 200000))))


def opaque(k):
	inside = with_file(k, data_of(data_of(MOST - 300000)))
	return m.mail(k.outer(), base64_file(cms.signed_data(inside, [k.signer()], detached=False),
		"smime.p7m", "application/pkcs7-mime; smime-type=signed-data"))


def as_it_is(k):
	"""Without base64: the leaf is as long as the message."""
	return k.signed(k.content(k.note(), k.file(), m.attachment(rows(MOST - 200000).replace(b"\n",
		b"\r\n")[:MOST - 200000], "so-lieu.csv", "text/csv", cte="8bit")))


def pdf_of_size(k):
	"""One document of 47 MiB: what a scanner makes."""
	doc = k.pdf()
	return k.signed(k.content(k.note(), base64_file(doc[:9] + b"%" + b"y" * (data_of(MOST - 200000)
		- len(doc)) + b"\n" + doc[9:], "van-ban.pdf", "application/pdf")))


def text(k):
	"""As much text as is read of a mail, in the charset that grows most, beside a large file."""
	return k.signed(k.content(m.entity("text/html; charset=windows-1258",
		(b"<p>" + b"\xe2\xd2\xe2\xea " * 100 + b"\r\n<!--" + b"\xe2\xd2 " * 4000 + b"-->\r\n")
		* 600, [("Content-Transfer-Encoding", "8bit")]), k.file(),
		base64_file(rows(data_of(MOST - 8 * MIB)), "so-lieu.csv")))


def scan(k, size):
	"""An ordinary message whose file just travels with the notices."""
	doc = k.pdf()
	return k.signed(k.content(k.note(), base64_file(doc[:9] + b"%" + b"y" * (size - len(doc)) + b"\n" + doc[9:], "van-ban.pdf", "application/pdf")))


LARGE = {"detached": detached, "detached-lf": detached_lf, "opaque": opaque, "8bit": as_it_is,
	"pdf": pdf_of_size, "text": text}


def make(p, shapes, first):
	k = kit.Kit(p)
	for i, (name, maker) in enumerate(shapes.items()):
		k.begin("memory-" + name, first + i)
		k.doc()
		yield name, maker(k)


def judge(t, watch, what, names):
	for name in names:
		most = CHILD if name == "inspect child" else OTHERS
		peak = watch.peaks.get(name, 0)
		t.ok(0 < peak <= most, "%s: %s holds %.1f of %d MiB" % (what, name, peak / MIB, most / MIB),
			watch.table())


def check_inspect(t, o, large):
	folder = o.path("large")
	os.makedirs(folder)
	for name, raw in large.items():
		path = os.path.join(folder, name)
		with open(path, "wb") as f:
			f.write(raw)
		t.ok(MOST * 0.9 < len(raw) <= MOST, "%s: %d bytes" % (name, len(raw)))
		run = subprocess.Popen(inspector.command([path], o.pki), stdout=subprocess.PIPE,
			stderr=subprocess.PIPE, env=inspector.environment())
		with memory.Watch(run.pid) as watch:
			out, err = run.communicate()
		t.ok(run.returncode == 0 and b'"status":"valid"' in out
			and not [c for c in inspector.codes(inspector.json.loads(out)) if c > 900],
			"%s: read" % name, out[:900], err)
		judge(t, watch, name, ("inspect child", "vanthu-inspect", "vanthuctl"))
		os.remove(path)


def check_pipe(t, o, raw):
	"""A message of the most bytes on standard input."""
	run = subprocess.Popen(inspector.command(["-"], o.pki), stdin=subprocess.PIPE,
		stdout=subprocess.PIPE, stderr=subprocess.PIPE, env=inspector.environment())
	with memory.Watch(run.pid) as watch:
		out, err = run.communicate(raw)
	t.ok(b'"status":"valid"' in out, "standard input: read", out[:900], err)
	judge(t, watch, "standard input", ("vanthuctl",))


def check_office(t, o, large):
	size = data_of(L["VT_MAX_ATTACH_BYTES"]) - 400000
	small = {"scan-%d" % i: lambda k: scan(k, size) for i in range(4)}
	with memory.Watch(o.daemon.pid) as watch:
		sent = [o.deliver(raw) for raw in large.values()]
		sent += [o.deliver(raw) for _, raw in make(o.pki, small, 360)]
		o.settle(200)
	states = [(o.arrival(one) or {"state": None})["state"] for one in sent]
	t.ok(states.count("registered") >= len(small) and None not in states
		and "waiting" not in states, "all are dealt with", states, o.tail())
	carried = [mail for mail in o.mails() if len(mail.raw) > L["VT_MAX_ATTACH_BYTES"] * 0.9]
	t.ok(len(carried) >= len(small), "their files went out with the notices", len(carried))
	judge(t, watch, "an office", PROGRAMS + ("inspect child",))
	t.say(watch.table())


def main():
	t = inspector.Tap()
	if not pdf.have_reportlab() or tap.sanitized():
		t.skip("memory", "python3-reportlab is missing, or a sanitizer needs the memory itself")
		return t.done()
	with office.Office(more={"notices": {"attach-max": "%dM" % (L["VT_MAX_ATTACH_BYTES"] / MIB)}},
			keys=office.key_cache()) as o:
		large = dict(make(o.pki, LARGE, 300))
		check_inspect(t, o, large)
		check_pipe(t, o, large["detached"])
		o.start()
		check_office(t, o, large)
		o.stop()
	return t.done()


if __name__ == "__main__":
	sys.exit(main())
