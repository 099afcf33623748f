#!/usr/bin/python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""t790-watch - metrics, /healthz, the file, vanthuctl check; clients that misbehave (TAP)."""

import contextlib
import os
import signal
import socket
import sys
import time

sys.path.insert(0, os.path.join(os.path.dirname(os.path.abspath(__file__)), ".."))
from lib import exposition, kit, office, pdf, shapes, tap, wait  # noqa: E402

PLANTED = "KIMTHACHLIENHOAQ9"


def ask(path, what=b"GET /metrics HTTP/1.1\r\nHost: localhost\r\n\r\n", seconds=15):
	"""(status, type, body); status 0: closed without a word."""
	with socket.socket(socket.AF_UNIX) as s:
		s.settimeout(seconds)
		s.connect(path)
		try:
			s.sendall(what)
			data = b""
			while True:
				piece = s.recv(65536)
				if not piece:
					break
				data += piece
		except (ConnectionResetError, BrokenPipeError):
			data = b""
	if not data:
		return 0, "", ""
	head, _, body = data.partition(b"\r\n\r\n")
	lines = head.decode().split("\r\n")
	fields = dict(l.lower().split(": ", 1) for l in lines[1:])
	if int(fields["content-length"]) != len(body):
		raise AssertionError("a length that is none")
	return int(lines[0].split()[1]), fields["content-type"], body.decode()


def get(o, path):
	return ask(o.path("metrics.sock"), b"GET %s HTTP/1.1\r\nHost: x\r\n\r\n" % path.encode())


def samples(o):
	status, _, body = get(o, "/metrics")
	if status != 200:
		raise AssertionError("no metrics: %d %s" % (status, body))
	return exposition.read(body)


def of(found, metric, **labels):
	"""The one sample of that name with these labels among its own."""
	hits = [v for (n, l), v in found.items() if n == "vanthu_" + metric
		and set(labels.items()) <= set(l)]
	if len(hits) != 1:
		raise AssertionError("%d samples of %s %s" % (len(hits), metric, labels))
	return hits[0]


def served(t, o):
	k = kit.Kit(o.pki)
	k.begin("watched", 800)
	k.doc(subject=PLANTED)
	o.deliver(k.signed(k.content(k.note(PLANTED), k.file(name=PLANTED + ".pdf"))))
	for name in ("signed-document", "ecdsa-document", "scan", "altered"):
		o.deliver(shapes.one(o.pki, name).raw)
	o.settle()
	time.sleep(1.1)  # a snapshot serves for a second
	status, kind, body = get(o, "/metrics")
	t.ok(status == 200 and kind.startswith("text/plain; version=0.0.4"), "metrics are served",
		(status, kind))
	found = exposition.read(body)
	t.ok(len(found) > 40, "in the exposition format", body)
	states = {r["state"]: r["n"] for r in o.sql("SELECT state, count(*) AS n FROM arrival"
		" GROUP BY state")}
	t.equal({s: of(found, "messages", state=s) for s in states}, states,
		"messages by state are those of the register")
	t.equal(of(found, "inspection_seconds_count"), 5, "each inspection is in the histogram")
	codes = {(r["state"], r["code"]): r["n"] for r in o.sql("SELECT state, coalesce(code, 0) AS"
		" code, count(*) AS n FROM arrival GROUP BY 1, 2")}
	t.equal({k: of(found, "messages_by_code", state=k[0], code=str(k[1])) for k in codes}, codes,
		"and by code")
	mails = {r["state"]: r["n"] for r in o.sql("SELECT state, count(*) AS n FROM mail GROUP BY 1")}
	t.equal({s: of(found, "mails", state=s) for s in mails}, mails, "mails are")
	t.ok(of(found, "certificate_days_left", kind="own", name="kimson") > 1,
		"own certificates have days left")
	kinds = {dict(l).get("kind") for n, l in found if n == "vanthu_certificate_days_left"}
	t.equal(kinds, {"own", "root", "intermediate"}, "so have roots and intermediates")
	ages = [v for (n, _), v in found.items() if n == "vanthu_crl_age_seconds"]
	t.ok(ages and all(v > 0 for v in ages), "CRLs have an age", ages)
	t.ok(of(found, "database_bytes") > 100000 and of(found, "free_bytes", folder="state") > 0,
		"database and disk have a size")
	t.equal(of(found, "build_info"), 1, "the version is told")
	words = [PLANTED, "noivu", "hason.example", "Trần", "@"] + [r["id"] for r in o.sql(
		"SELECT id FROM arrival")]
	t.equal([w for w in words if w in body], [], "no id, name, address or content is in it")
	t.equal(get(o, "/healthz")[::2], (200, "ok\n"), "the office is well")


def refused(t, o):
	path = o.path("metrics.sock")
	for what, status in ((b"POST /metrics HTTP/1.1\r\n\r\n", 405), (b"GET /etc/passwd HTTP/1.1\r\n\r\n",
			404), (b"GET /../x HTTP/1.0\r\n\r\n", 404), (b"\x16\x03\x01\x02\n", 400),
			(b"GET /" + b"a" * 4000 + b" HTTP/1.1\r\n\r\n", 414),
			(b"GET / HTTP/1.1\r\n" + b"X: y\r\n" * 2000 + b"\r\n", 431)):
		got = ask(path, what)[0]
		# What is sent on after the answer may reset the connection before it is read.
		t.ok(got == status or (got == 0 and len(what) > 3000), "%r is answered %d"
			% (what[:20], status), got)
	watch = o.pid_of("vanthu-watch")
	slow = []
	for _ in range(60):
		s = socket.socket(socket.AF_UNIX)
		s.connect(path)
		with contextlib.suppress(OSError):	# one too many is closed at once
			s.sendall(b"GET /met")
		slow.append(s)
	t.ok(wait.until(lambda: ask(path, seconds=20)[0] == 200, 20),
		"sixty that do not finish hold nobody for long")
	for s in slow:
		s.close()
	t.equal(o.pid_of("vanthu-watch"), watch, "and it is the same process")


def to_file(t, o):
	path = o.path("textfile", "vanthu.prom")
	t.ok(wait.until(lambda: os.path.exists(path)), "the file is written")
	before = os.stat(path).st_ino
	until = time.monotonic() + 20
	while os.stat(path).st_ino == before and time.monotonic() < until:
		with open(path, encoding="utf-8") as f:
			exposition.read(f.read())
	t.ok(os.stat(path).st_ino != before, "again and again, always whole")
	t.equal(os.listdir(o.path("textfile")), ["vanthu.prom"], "nothing lies beside it")


def unwell(t, o):
	restarts = of(samples(o), "program_restarts_total", program="vanthu-dispatch")
	os.kill(o.pid_of("vanthu-dispatch"), signal.SIGKILL)
	t.ok(wait.until(lambda: of(samples(o), "program_restarts_total", program="vanthu-dispatch")
		== restarts + 1), "a restart is counted")
	registrar = o.pid_of("vanthu-registrar")
	os.kill(registrar, signal.SIGSTOP)
	time.sleep(1.1)
	status, _, body = get(o, "/healthz")
	t.ok(status == 503 and "does not answer" in body, "a registrar that hangs is told",
		(status, body))
	os.kill(registrar, signal.SIGCONT)
	t.ok(wait.until(lambda: get(o, "/healthz")[0] == 200), "and that it is back")
	os.kill(o.pid_of("vanthu-inspect"), signal.SIGKILL)
	t.ok(wait.until(lambda: of(samples(o), "program_restarts_total", program="vanthu-inspect") == 1)
		and wait.until(lambda: of(samples(o), "healthy") == 1), "a program that died is started again")


def checked(t, o):
	def check(*args):
		return o.ctl("check", *args, as_json=False)
	answer = check()
	line = answer.out.strip()
	t.ok(answer.status == 0 and line.startswith("VANTHU OK - all is well | waiting="),
		"check says that all is well", answer)
	t.equal(len(line.splitlines()), 1, "in one line")
	for item in line.split("|")[1].split():
		name, _, rest = item.partition("=")
		if not name or len(rest.split(";")) != 3:
			t.ok(False, "figures have a form", item)
	for args, status, word in ((("--held", "0s,1h"), 1, "held for"),
			(("--held", "0s,0s"), 2, "held for"), (("--certificate", "3600d,1d"), 1, "ends in"),
			(("--free", "101,0"), 1, "of the disk"), (("--held", "nonsense"), 3, "takes"),
			(("--no-such", "1,2"), 3, "UNKNOWN")):
		answer = check(*args)
		t.ok(answer.status == status and word in answer.out, "%s ends with %d" % (args[0], status),
			answer)
	o.stop()
	answer = check()
	t.ok(answer.status == 2 and answer.out.startswith("VANTHU CRITICAL"),
		"an office that does not run is critical", answer)


def main():
	if not pdf.have_reportlab():
		print("1..0 # SKIP python3-reportlab is missing")
		return
	with office.Office(keys=office.key_cache()) as o:
		os.makedirs(o.path("textfile"))
		o.tidy_trust()
		o.add_block("metrics", listen=o.path("metrics.sock"), file="textfile/vanthu.prom",
			every="1s")
		def start(_):
			o.start()
		tap.run(start, *tap.steps(o, served, refused, to_file, unwell, checked))


main()
