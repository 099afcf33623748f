#!/usr/bin/python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""t115-inspect-office - vanthu-inspect in an office: this test is its registrar and its vanthud.

Its check of the set-up (-n), its answers, extraction, limits of the office, and its retiring when
trust changes.
"""

import array
import base64
import fcntl
import hashlib
import os
import re
import socket
import struct
import subprocess
import sys
import tempfile

sys.path.insert(0, os.path.join(os.path.dirname(os.path.abspath(__file__)), ".."))
from lib import inspector, memory, message, pdf, pki, shapes, tap  # noqa: E402

F_GET_SEALS = 1034
ALL_SEALS = 0xF
NO_TEXT = 0xFFFFFFFF

CONF = """office
	state = {state}
intake
	max-bytes = {most}
maildir den
	path = {folder}/in
	agency = kimson
trust
	roots = {folder}/roots
	intermediates = {folder}/intermediates
	crls = {folder}/crls
	crl = {crl}
signer kimson
	notice-key = {folder}/notice.key
	notice-certificate = {folder}/notice.pem
dispatch
	maildir = {folder}/mail
"""
DIRECTORY = """own kimson
	name = Ủy ban nhân dân xã Kim Sơn
	office = Văn phòng
	address = vanthu@kimson.example
	robot = thongbao@kimson.example
agency noivu
	name = Sở Nội vụ
	address = {address}
{pin}
person binh
	own = kimson
	name = Trần Thị Bình
	position = Văn thư
	address = binh@kimson.example
	role = clerk
	role = security
"""


def kinds():
	"""The numbers of wire/kinds.h."""
	with open(os.path.join(inspector.SOURCE, "daemon/wire/kinds.h"), encoding="utf-8") as f:
		names = re.findall(r"^\tVT_KIND_(\w+)", f.read(), re.M)
	return {name: i for i, name in enumerate(names, 1)}


KIND = kinds()


class Office:
	def __init__(self, folder, p, crl="required", pins=(), most="1M"):
		self.folder, self.p = folder, p
		self.process = None
		for sub in ("in", "mail", "roots", "intermediates", "crls", "state"):
			os.makedirs(os.path.join(folder, sub), exist_ok=True)
		for source, target in (("trust", "roots"), ("intermediate", "intermediates"),
				("crl", "crls")):
			for name in os.listdir(p.path(source)):
				self.copy(p.path(source, name), target, name)
		config = os.path.join(inspector.SOURCE, "config")
		for name in ("policy.conf",):
			self.copy(os.path.join(config, name), "", name)
		pin = "\n".join("\tcertificate = " + path for path in pins)
		self.write("vanthu.conf", CONF.format(folder=folder, state=folder + "/state", crl=crl,
			most=most))
		self.write("directory.conf", DIRECTORY.format(address=pki.AGENCIES["noivu"].address,
			pin=pin))
		self.write("routing.conf", "route\n\town = kimson\n\tto = binh\n")
		self.write("books.conf", "book den\n\town = kimson\n")
		self.conf = os.path.join(folder, "vanthu.conf")

	def copy(self, source, *target):
		with open(source, "rb") as f:
			self.write(os.path.join(*target), f.read())

	def write(self, name, data):
		data = data.encode() if isinstance(data, str) else data
		with open(os.path.join(self.folder, name), "wb") as f:
			f.write(data)

	def check(self):
		run = subprocess.run([os.path.join(inspector.BUILD, "vanthu-inspect"), "-n", "-c",
			self.conf], capture_output=True, check=False, env=inspector.environment())
		return run.returncode, run.stderr.decode()

	def start(self):
		ours, theirs = socket.socketpair(socket.AF_UNIX, socket.SOCK_SEQPACKET)
		boss, above = socket.socketpair(socket.AF_UNIX, socket.SOCK_SEQPACKET)
		# pass_fds keeps numbers: a shell puts them where they belong.
		ends = [fcntl.fcntl(end.fileno(), fcntl.F_DUPFD, 10) for end in (theirs, above)]
		script = 'exec 3<&%d 4<&%d; exec "$@"' % tuple(ends)
		self.process = subprocess.Popen(["bash", "-c", script, "sh", os.path.join(inspector.BUILD, "vanthu-inspect"),
			"-c", self.conf], pass_fds=ends,
			stderr=subprocess.PIPE, env=inspector.environment())
		for end in ends:
			os.close(end)
		theirs.close()
		above.close()
		self.channel, self.boss = ours, boss
		ours.settimeout(30)
		boss.settimeout(30)

	def stop(self):
		self.channel.close()
		self.boss.close()
		err = self.process.stderr.read().decode()
		self.process.stderr.close()
		return self.process.wait(), err

	def ask(self, kind, body, message):
		with tempfile.TemporaryFile() as f:
			f.write(message)
			f.flush()
			self.channel.sendmsg([struct.pack("<I", KIND[kind]) + body],
				[(socket.SOL_SOCKET, socket.SCM_RIGHTS, array.array("i", [f.fileno()]))])

	def inspect(self, request, message, text=False):
		self.ask("INSPECT", struct.pack("<QqI?", request, self.p.now, NO_TEXT, text), message)

	def extract(self, request, message, path):
		self.ask("EXTRACT", struct.pack("<QI", request, len(path)) + path.encode(), message)

	def hear(self):
		"""(kind, request, rest, descriptor or None); kind None = it is gone."""
		try:
			data, fds, _, _ = socket.recv_fds(self.channel, 70000, 4)
		except ConnectionResetError:
			# It ended with questions unread; what it had answered is still there.
			data, fds, _, _ = socket.recv_fds(self.channel, 70000, 4)
		if not data:
			return None, None, b"", None
		kind, request = struct.unpack_from("<IQ", data)
		name = next(k for k, v in KIND.items() if v == kind)
		if name in ("VALIDITY", "PINNED"):
			return self.hear()  # of its roots and CRLs, at its start
		return name, request, data[12:], fds[0] if fds else None


def read_all(fd):
	with os.fdopen(fd, "rb") as f:
		return f.read()


def check_answers(t, office, raw):
	office.inspect(7, raw, text=True)
	heard = [office.hear() for _ in range(5)]
	t.ok([h[0] for h in heard] == ["IDENTITY", "CONTENTS", "PARTS", "SAID", "INSPECTED"],
		"identity, contents, parts, what was said, end", [h[:2] for h in heard])
	t.ok(all(h[1] == 7 for h in heard), "with the request's own number")
	code, denied = struct.unpack("<II", heard[4][2])
	t.ok(code == 0 and denied == 0, "no jail code, no denied call", code, denied)
	fd = heard[4][3]
	if t.ok(fd is not None, "the text of page 1 comes along"):
		t.ok(fcntl.fcntl(fd, F_GET_SEALS) == ALL_SEALS, "in sealed memory")
		text = read_all(fd).decode("utf-8")
		t.ok("Độc lập" in text and "\0" not in text, "and reads as it stands on the page", text[:80])
	office.inspect(8, raw)
	heard = [office.hear() for _ in range(5)]
	t.ok(heard[4][3] is None, "no text when nobody asked for it")
	office.inspect(9, raw + b"\r\n" * 600000)
	kind, request, rest, _ = office.hear()
	t.ok((kind, request, struct.unpack("<II", rest)[0]) == ("INSPECTED", 9, 909),
		"larger than intake.max-bytes", kind, request, rest)


def check_extract(t, office, raw, opaque):
	report, _, _ = inspector.inspect([office.write("m.eml", raw) or office.folder + "/m.eml"],
		office.p)
	part = next(x for x in report[0]["parts"] if x["type"] == "application/pdf")
	office.extract(20, raw, part["path"])
	kind, request, rest, fd = office.hear()
	t.ok((kind, request, rest) == ("EXTRACTED", 20, b"\1"), "a part is handed out", kind, rest)
	t.ok(fcntl.fcntl(fd, F_GET_SEALS) == ALL_SEALS, "in sealed memory")
	t.ok(hashlib.sha256(read_all(fd)).hexdigest() == part["sha256"], "with the bytes of the report")
	office.extract(21, raw, "1.9")
	heard = office.hear()
	t.ok(heard[:3] == ("EXTRACTED", 21, b"\0") and heard[3] is None, "a part that is not there",
		heard)
	office.write("o.eml", opaque)
	report, _, _ = inspector.inspect([office.folder + "/o.eml"], office.p)
	part = next(x for x in report[0]["parts"] if x["type"] == "application/pdf")
	office.extract(22, opaque, part["path"])
	kind, request, rest, fd = office.hear()
	t.ok(fd is not None and hashlib.sha256(read_all(fd)).hexdigest() == part["sha256"],
		"a part inside an opaque signature (%s)" % part["path"])


def check_large_extract(t, folder, p):
	"""The largest leaf that a message can hold, out of its jail whole."""
	data = b"1,2\n" * (46 * 1024 * 1024 // 4)
	raw = message.mail([("From", "so-noivu@hason.example"), ("Subject", "x")], message.multipart([
		message.text("x"), message.entity("text/csv; name=a.csv", base64.encodebytes(data).replace(
			b"\n", b"\r\n"), [("Content-Transfer-Encoding", "base64")])]))
	office = Office(os.path.join(folder, "large"), p, most="64M")
	office.start()
	office.boss.recv(100)
	with memory.Watch(office.process.pid) as watch:
		office.extract(40, raw, "2")
		heard = office.hear()
	t.ok(heard[:3] == ("EXTRACTED", 40, b"\1") and heard[3] is not None
		and hashlib.sha256(read_all(heard[3])).digest() == hashlib.sha256(data).digest(),
		"a part of 46 MiB", len(raw), heard[:3])
	t.ok(tap.sanitized() or watch.peaks.get("inspect child", 0) <= 256 * memory.MIB,
		"within the memory of a child", watch.table())
	office.stop()


def check_retire(t, office, raw):
	"""A new CRL: the next question is not answered with the old ones."""
	office.copy(office.p.path("crl", os.listdir(office.p.path("crl"))[0]), "crls", "added.crl")
	office.inspect(30, raw)
	t.ok(office.hear()[0] is None, "trust changed: it ends instead of answering")
	status, err = office.stop()
	t.ok(status == 0, "in order, to be started again", status, err)


def check_thousand(t, office):
	"""After 1,000 children it retires."""
	office.start()
	office.boss.recv(100)
	small = b"From: a@b.example\r\nSubject: x\r\n\r\nx\r\n"
	answered = asked = 0
	gone = False
	while not gone and answered < 1100:
		while asked < answered + 8:
			try:
				office.inspect(1000 + asked, small)
			except OSError:
				break
			asked += 1
		kind = office.hear()[0]
		gone = kind is None
		answered += kind == "INSPECTED"
	status, err = office.stop()
	t.ok(gone and answered == 1000 and status == 0, "it retires after 1,000 children", answered,
		status, err)


def check_setup(t, folder, p):
	void = os.path.join(folder, "void")
	os.makedirs(void)
	office = Office(void, p, pins=[p["expired"].cert_path, void + "/missing.pem"])
	office.write("roots/README", "nothing\n")
	for name in os.listdir(void + "/roots"):
		if name != "README":
			os.unlink(os.path.join(void, "roots", name))
	status, err = office.check()
	t.ok(status == 0, "-n: an office starts with what it must not believe", status, err)
	for what in ("README", "no root certificate", "missing.pem", "expired", "stale"):
		t.ok(any(line.startswith("warning: trust: ") and what in line for line in err.splitlines()),
			"-n tells: %s" % what, err)


def main():
	t = inspector.Tap()
	if not pdf.have_reportlab():
		t.skip("inspect in an office", "python3-reportlab is missing")
		return t.done()
	with tempfile.TemporaryDirectory(prefix="vanthu-office-") as folder:
		p = pki.make(os.path.join(folder, "pki"))
		check_setup(t, folder, p)
		office = Office(os.path.join(folder, "office"), p)
		office.start()
		ready = office.boss.recv(100)
		if not t.ok(ready == struct.pack("<I", KIND["READY"]), "READY", ready):
			print("# %s %s" % office.stop())
			return t.done()
		raw = shapes.one(p, "signed-document").raw
		check_answers(t, office, raw)
		check_extract(t, office, raw, shapes.one(p, "opaque-document").raw)
		check_large_extract(t, folder, p)
		check_retire(t, office, raw)
		check_thousand(t, office)
	return t.done()


if __name__ == "__main__":
	sys.exit(main())
