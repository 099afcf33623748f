#!/usr/bin/python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""t665-bad-imap - servers that hang, lie and break off: nothing is lost, nobody else waits."""

import os
import re
import sys
import time

sys.path.insert(0, os.path.join(os.path.dirname(os.path.abspath(__file__)), ".."))
from lib import bad_imap, office, server_tls, tap  # noqa: E402

PARKED = "Kh&APQ-ng nh&Hq0-n &AREBsB7j-c"
DONE = "&ARAA4w- nh&Hq0-n"
MEMORY_KIB = 96 * 1024

# Where the session itself goes wrong: what the log then says.
SESSIONS = {
	"silent": "imap-lost .*no answer in time",
	"drip-greeting": "imap-lost .*no answer in time",
	"endless-line": "imap-lost .*longer than is taken",
	"bye": "imap-lost",
	"preauth": "imap-refused .*PREAUTH",
	"unknown-untagged": "imap-lost .*does not read",
	"nested": "imap-lost .*nested too deeply",
	"no-select": "imap-refused .*what folder",
	"drip-search": "imap-lost .*no answer in time",
	"kick": "imap-lost",
}
# Where one message does: it alone is parked.
MESSAGES = ("eof-in-literal", "drip-literal", "4gib-literal", "negative-literal", "garbage",
	"no-fetch", "nil", "nested-body", "other-uid", "two-bodies", "small-size")


def block(o, server, **more):
	path = o.path("password")
	with open(os.open(path, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600), "w",
			encoding="ascii") as f:
		f.write("bi-mat\n")
	pairs = {"server": "localhost", "port": server.port, "roots": o.path("tls", "root.pem"),
		"user": "den", "password-file": path, "timeout": "2s", "agency": "kimson",
		"idle-renew": "20s"}
	pairs.update(more)
	return pairs


def raw(number, size=2000):
	return (b"From: a@noivu.example\r\nTo: vanthu@kimson.example\r\nSubject: %d\r\n"
		b"Message-ID: <bad-%d@noivu.example>\r\n\r\n" % (number, number)) + b"x" * 70 + b"\r\n" \
		+ (b"y" * 70 + b"\r\n") * (size // 72)


def rows(o):
	return o.sql("SELECT * FROM arrival ORDER BY sequence")


def await_true(what, seconds=60):
	until = time.monotonic() + seconds
	while not what():
		if time.monotonic() > until:
			return False
		time.sleep(0.1)
	return True


def begin(o, certificate, name, plain=False, **more):
	"""A new server under a new account; the office is told by a reload."""
	server = bad_imap.Server(certificate, plain)
	server.first_next = 1
	if plain:
		more["tls"] = "starttls"
	o.extra[:] = [("imap " + name, block(o, server, **more))]
	return server


def peak(o):
	"""KiB that vanthu-imap had at most; 0 when it is just not there."""
	try:
		with open("/proc/%d/status" % o.pid_of("vanthu-imap"), encoding="ascii") as f:
			return int(re.search(r"VmHWM:\s+(\d+)", f.read()).group(1))
	except (OSError, StopIteration):
		return 0


def one_session(t, o, certificate, name, trick):
	start = len(o.log_text())
	with begin(o, certificate, name) as server:
		server.trick = trick
		server.messages = []
		o.write()
		o.start()
		found = o.await_log("account=%s" % name if False else SESSIONS[trick], 20, start)
		text = o.log_text()[start:]
		t.ok(found, "%s: noticed" % trick, text[-2000:])
		t.ok(tap.sanitized() or peak(o) < MEMORY_KIB, "%s: %d KiB" % (trick, peak(o)))
		before = len(rows(o))
		server.trick = None
		if "imap-refused" in SESSIONS[trick]:	# asked again after a quarter of a minute
			o.stop()
			o.start()
		t.ok(o.await_log("imap-connected account=" + name, 40, start),
			"%s: connected once the server is well" % trick, o.tail())
		server.messages.append(raw(hash(trick) % 100000))
		t.ok(await_true(lambda: len(rows(o)) == before + 1), "%s: and mail comes in" % trick,
			o.tail())
		o.stop()


def sessions(t, o, certificate):
	for number, trick in enumerate(SESSIONS):
		one_session(t, o, certificate, "phien-%d" % number, trick)


def one_message(t, o, certificate, name, trick):
	"""The second of three; the first connection is made to an empty folder."""
	start = len(o.log_text())
	with begin(o, certificate, name) as server:
		o.write()
		o.start()
		t.ok(o.await_log("imap-connected account=" + name, 20, start), "%s: begins" % trick)
		before = len(rows(o))
		server.only, server.trick = 2, trick
		key = hash(trick) % 10000 * 10
		server.messages += [raw(key + 1), raw(key + 2, 60000), raw(key + 3)]
		parked = await_true(lambda: server.moved.get(2) == PARKED, 90) if trick != "small-size" \
			else await_true(lambda: server.moved.get(2), 90)
		t.ok(parked, "%s: set aside" % trick, o.log_text()[start:][-3000:])
		t.ok(await_true(lambda: server.moved.get(1) == server.moved.get(3) == DONE, 60),
			"%s: the other two are taken" % trick, (server.moved, o.tail()))
		if server.moved.get(2) == PARKED:
			t.ok(o.await_log("door-fault door=%s reason=unreadable" % name, 20, start),
				"%s: the administrator is told" % trick, o.tail())
		o.wait_idle()
		got = [r["bytes"] for r in rows(o)[before:]]
		wanted = [len(m) for n, m in enumerate(server.messages)
			if server.moved.get(n + 1) == DONE]
		t.equal(sorted(got), sorted(wanted), "%s: whole, and once" % trick)
		t.ok(tap.sanitized() or peak(o) < MEMORY_KIB, "%s: %d KiB" % (trick, peak(o)))
		o.stop()


def messages(t, o, certificate):
	for number, trick in enumerate(MESSAGES):
		one_message(t, o, certificate, "thu-%d" % number, trick)


def stripped(t, o, certificate):
	start = len(o.log_text())
	with begin(o, certificate, "tran", plain=True) as server:
		o.write()
		o.start()
		t.ok(o.await_log("imap-refused .*no STARTTLS", 20, start), "STARTTLS stripped: refused",
			o.tail())
		t.ok(not [line for line in server.said if "LOGIN" in line or "AUTHENTICATE" in line],
			"and no password was sent", server.said)
		o.stop()


def auth_tab(t, o, certificate):
	"""Debian's libetpan turns round and round on such an answer at SMTP."""
	start = len(o.log_text())
	with begin(o, certificate, "tab") as server:
		server.trick = "auth-tab"
		o.write()
		o.start()
		t.ok(o.await_log("imap-(lost|refused|connected) account=tab", 20, start),
			"AUTH=<TAB>: no endless loop", o.tail())
		o.stop()


def moves(t, o, certificate):
	for name, trick in (("day", "no-move"), ("noi-doi", "lying-move")):
		start = len(o.log_text())
		with begin(o, certificate, name) as server:
			o.write()
			o.start()
			o.await_log("imap-connected account=" + name, 20, start)
			before = len(rows(o))
			server.trick = trick
			server.messages += [raw(90000 + start), raw(90001 + start)]
			t.ok(o.await_log("imap-not-moved account=" + name, 30, start), trick + ": told",
				o.tail())
			server.messages.append(raw(90002 + start))
			t.ok(await_true(lambda: len(rows(o)) == before + 3), trick + ": the rest goes on")
			o.stop()
			server.trick = None
			o.start()
			t.ok(await_true(lambda: len(server.moved) == 3), trick + ": moved later", o.tail())
			o.wait_idle()
			t.equal(len(rows(o)), before + 3, trick + ": and nothing was taken twice")
			o.stop()


def eager(t, o, certificate):
	"""What comes with the answer to IDLE lies in a buffer, where poll(2) sees nothing."""
	start = len(o.log_text())
	with begin(o, certificate, "voi") as server:
		server.trick = "eager-idle"
		o.write()
		o.start()
		o.await_log("imap-connected account=voi", 20, start)
		before = len(rows(o))
		server.messages.append(raw(95000))
		t.ok(await_true(lambda: len(rows(o)) == before + 1, 10), "not waited for", o.tail())
		o.stop()


def main():
	with office.Office(keys=office.key_cache()) as o:
		certificate = server_tls.Authority(o.path("tls")).issue("server", ["localhost"])
		tap.run(*tap.steps_of(o, certificate, stripped, auth_tab, eager, sessions, messages, moves))


main()
