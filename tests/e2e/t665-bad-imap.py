#!/usr/bin/python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""t665-bad-imap - servers that hang, lie and break off: nothing is lost, nobody else waits."""

import hashlib
import os
import re
import sys

sys.path.insert(0, os.path.join(os.path.dirname(os.path.abspath(__file__)), ".."))
from lib import bad_imap, office, server_tls, tap, wait  # noqa: E402

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
	pairs = {"server": "localhost", "port": server.port, "roots": o.path("tls", "root.pem"),
		"user": "den", "password-file": o.secret("password", "bi-mat"), "timeout": "2s", "agency": "kimson",
		"idle-renew": "20s"}
	pairs.update(more)
	return pairs


def raw(number, size=2000):
	return (b"From: a@noivu.example\r\nTo: vanthu@kimson.example\r\nSubject: %d\r\n"
		b"Message-ID: <bad-%d@noivu.example>\r\n\r\n" % (number, number)) + b"x" * 70 + b"\r\n" \
		+ (b"y" * 70 + b"\r\n") * (size // 72)


def rows(o):
	return o.sql("SELECT * FROM arrival ORDER BY sequence")


def begin(o, certificate, name, plain=False, more=False):
	"""A new server under a new account; more: beside those that are there."""
	server = bad_imap.Server(certificate, plain)
	if not more:
		o.extra.clear()
	o.add_block("imap " + name, **block(o, server, **({"tls": "starttls"} if plain else {})))
	return server


def peaks(o):
	"""The most KiB that any vanthu-imap had."""
	out = [0]
	for pid in [p for p, n in o.programs().items() if n == "vanthu-imap"]:
		try:
			with open("/proc/%d/status" % pid, encoding="ascii") as f:
				out.append(int(re.search(r"VmHWM:\s+(\d+)", f.read()).group(1)))
		except OSError:
			pass
	return max(out)


def of_account(o, name, column="sha256"):
	return [r[column] for r in rows(o) if r["account"] == name]


def digests(raws):
	return sorted(hashlib.sha256(r).hexdigest() for r in raws)


def sessions(t, o, certificate):
	"""All at once: each mailbox has its own process, and none waits for another."""
	o.extra.clear()
	servers = {}
	for number, trick in enumerate(SESSIONS):
		servers[trick] = begin(o, certificate, "phien-" + trick, more=True)
		servers[trick].trick = trick
		servers[trick].first_next = 1
	o.start()
	for trick in SESSIONS:
		word, _, rest = SESSIONS[trick].partition(" ")
		t.ok(o.await_log("%s account=phien-%s %s" % (word, trick, rest), 30), trick + ": noticed",
			[line for line in o.log_text().splitlines() if trick in line][-3:])
	t.ok(tap.sanitized() or peaks(o) < MEMORY_KIB, "no more than %d KiB" % peaks(o))
	t.ok(o.wait_idle(30), "the office comes to rest all the same")
	for server in servers.values():
		server.trick = None
	o.stop()
	start = len(o.log_text())
	o.start()
	for number, (trick, server) in enumerate(servers.items()):
		t.ok(o.await_log("imap-connected account=phien-" + trick, 30, start),
			trick + ": connected once the server is well", o.tail())
		server.messages.append(raw(1000 + number))
	for trick, server in servers.items():
		t.ok(wait.until(lambda: of_account(o, "phien-" + trick) == digests(server.messages)),
			trick + ": and mail comes in", o.tail())
	o.stop()
	for server in servers.values():
		server.end()


def comes_back(t, o, certificate):
	"""Without a new start: after the pause."""
	with begin(o, certificate, "lai") as server:
		server.trick = "kick"
		o.start()
		t.ok(o.await_log("imap-lost account=lai"), "kicked in IDLE: noticed", o.tail())
		server.trick = None
		server.messages.append(raw(2000))
		t.ok(wait.until(lambda: of_account(o, "lai")), "and connected again", o.tail())
		o.stop()


def messages(t, o, certificate):
	"""The second of three; the first connection is made to an empty folder."""
	o.extra.clear()
	servers = {trick: begin(o, certificate, "thu-" + trick, more=True) for trick in MESSAGES}
	o.start()
	for number, (trick, server) in enumerate(servers.items()):
		o.await_log("imap-connected account=thu-" + trick, 30)
		server.only, server.trick = 2, trick
		server.messages += [raw(3000 + 10 * number), raw(3001 + 10 * number, 60000),
			raw(3002 + 10 * number)]
	for trick, server in servers.items():
		wanted = DONE if trick == "small-size" else PARKED
		t.ok(wait.until(lambda: server.moved.get(2), 120) and server.moved[2] == wanted,
			trick + ": that one ends in " + wanted,
			[line for line in o.log_text().splitlines() if trick in line][-12:])
		t.ok(wait.until(lambda: server.moved.get(1) == server.moved.get(3) == DONE, 60),
			trick + ": the other two are taken", (server.moved, o.tail()))
		if wanted == PARKED:
			t.ok(o.await_log("door-fault door=thu-%s reason=unreadable" % trick),
				trick + ": the administrator is told", o.tail())
			tried = len(re.findall("imap-not-fetched account=thu-%s " % trick, o.log_text()))
			t.ok(tried in (3, 5), trick + ": after three answers that are none, or five sessions", tried)
		t.equal(sorted(of_account(o, "thu-" + trick)), digests(
			m for n, m in enumerate(server.messages) if server.moved.get(n + 1) == DONE),
			trick + ": whole, and once")
	t.ok(tap.sanitized() or peaks(o) < MEMORY_KIB, "no more than %d KiB" % peaks(o))
	o.stop()
	for server in servers.values():
		server.end()


def stripped(t, o, certificate):
	start = len(o.log_text())
	with begin(o, certificate, "tran", plain=True) as server:
		o.start()
		t.ok(o.await_log("imap-refused .*no STARTTLS", 20, start), "STARTTLS stripped: refused",
			o.tail())
		t.ok(not [line for line in server.said if "LOGIN" in line or "AUTHENTICATE" in line],
			"and no password was sent", server.said)
		o.stop()


def injected(t, o, certificate):
	"""What a man in the middle puts behind the answer to STARTTLS (CVE-2020-15953)."""
	with begin(o, certificate, "chen", plain=True) as server:
		server.trick = "inject"
		o.start()
		t.ok(o.await_log("imap-(refused|lost) account=chen"), "bytes before TLS: refused", o.tail())
		t.ok(any("STARTTLS" in line for line in server.said) and not [line for line in server.said
			if "LOGIN" in line or "AUTHENTICATE" in line], "and no password was sent", server.said)
		o.stop()


def no_uidnext(t, o, certificate):
	with begin(o, certificate, "khong") as server:
		server.trick = "no-uidnext"
		server.messages.append(raw(6000))
		o.start()
		o.await_log("imap-connected account=khong")
		server.messages.append(raw(6001))
		t.ok(wait.until(lambda: server.moved), "a server without UIDNEXT: taken", o.tail())
		o.stop()
		start = len(o.log_text())
		o.start()
		o.await_log("imap-connected account=khong", 20, start)
		o.wait_idle()
		t.equal(of_account(o, "khong"), digests(server.messages[1:]),
			"the old one is not, and nothing twice")
		o.stop()
		t.ok("imap-renumbered account=khong" not in o.log_text(), "nor is it numbered anew")


def auth_tab(t, o, certificate):
	"""Debian's libetpan turns round and round on such an answer at SMTP."""
	start = len(o.log_text())
	with begin(o, certificate, "tab") as server:
		server.trick = "auth-tab"
		o.start()
		t.ok(o.await_log("imap-(lost|refused|connected) account=tab", 20, start),
			"AUTH=<TAB>: no endless loop", o.tail())
		o.stop()


def moves(t, o, certificate):
	for name, trick in (("day", "no-move"), ("noi-doi", "lying-move")):
		start = len(o.log_text())
		with begin(o, certificate, name) as server:
			o.start()
			o.await_log("imap-connected account=" + name, 20, start)
			before = len(rows(o))
			server.trick = trick
			server.messages += [raw(90000 + start), raw(90001 + start)]
			t.ok(o.await_log("imap-not-moved account=" + name, 30, start), trick + ": told",
				o.tail())
			server.messages.append(raw(90002 + start))
			t.ok(wait.until(lambda: len(rows(o)) == before + 3), trick + ": the rest goes on")
			o.stop()
			server.trick = None
			o.start()
			t.ok(wait.until(lambda: len(server.moved) == 3), trick + ": moved later", o.tail())
			o.wait_idle()
			t.equal(len(rows(o)), before + 3, trick + ": and nothing was taken twice")
			o.stop()


def bare(t, o, certificate):
	"""Neither MOVE nor UIDPLUS: copied and marked; an EXPUNGE would take what others marked."""
	start = len(o.log_text())
	with begin(o, certificate, "tran-tre") as server:
		server.capabilities = "IMAP4rev1 IDLE SASL-IR AUTH=PLAIN"
		o.start()
		t.ok(o.await_log("imap-connected account=tran-tre .*move=no", 20, start), "connected",
			o.tail())
		server.messages += [raw(97000), raw(97001)]
		t.ok(wait.until(lambda: server.copied == {1: DONE, 2: DONE}), "copied to Đã nhận",
			server.copied)
		t.ok(wait.until(lambda: any("STORE" in x and "Deleted" in x for x in server.said)),
			"and marked", server.said[-5:])
		o.wait_idle()
		o.stop()
		start = len(o.log_text())
		o.start()
		o.await_log("imap-connected account=tran-tre .*", 20, start)
		o.wait_idle()
		t.equal(len(of_account(o, "tran-tre")), 2, "they are not taken twice")
		t.ok(not any("EXPUNGE" in x or "CLOSE" in x for x in server.said),
			"nothing was ever expunged", [x for x in server.said if "EXPUNGE" in x])
		o.stop()


def eager(t, o, certificate):
	"""What comes with the answer to IDLE lies in a buffer, where poll(2) sees nothing."""
	start = len(o.log_text())
	with begin(o, certificate, "voi") as server:
		server.trick = "eager-idle"
		o.start()
		o.await_log("imap-connected account=voi", 20, start)
		before = len(rows(o))
		server.messages.append(raw(95000))
		t.ok(wait.until(lambda: len(rows(o)) == before + 1, 10), "not waited for", o.tail())
		o.stop()


def main():
	with office.Office(keys=office.key_cache()) as o:
		certificate = server_tls.Authority(o.path("tls")).issue("server", ["localhost"])
		tap.run(*tap.steps_of(o, certificate, stripped, injected, no_uidnext,
			auth_tab, eager, bare,
			comes_back, moves, sessions, messages))


if __name__ == "__main__":
	main()
