#!/usr/bin/python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""t669-login - SCRAM-SHA-256 with a real Dovecot and Postfix, servers that cheat at it, and what the
administrator hears when a server refuses us."""

import os
import re
import sys

sys.path.insert(0, os.path.join(os.path.dirname(os.path.abspath(__file__)), ".."))
from lib import bad_imap, dovecot, kit, office, office_files, pdf, server_tls  # noqa: E402
from lib import submission, tap, wait  # noqa: E402

USER, PASSWORD = "den", "mật khẩu dài"
SCRAM = "auth_mechanisms = plain scram-sha-256\n"
# What a server does, and what the log then says.
CHEATS = {
	"scram-wrong-proof": "does not prove",
	"scram-early-ok": "leaves SCRAM early",
	"scram-few-rounds": "rounds",
	"scram-many-rounds": "rounds",
	"scram-other-nonce": "not made of ours",
	"scram-no-base64": "no base64",
	"scram-no": "says no: NO .AUTHENTICATIONFAILED. not you",
}


def again(o, *blocks):
	"""A new start with these blocks; where its log begins."""
	o.stop()
	o.extra[:] = list(blocks)
	o.write()
	start = len(o.log_text())
	o.start()
	return start


def offered(t, o, box):
	start = again(o, ("imap hop-thu", box.imap_block(o, USER)))
	t.ok(o.await_log("imap-connected .*login=scram-sha-256", start=start),
		"what Dovecot offers better than PLAIN is taken", o.tail())
	t.ok(re.search(r"method=SCRAM-SHA-256", box.log()), "Dovecot says so, too")
	k = kit.Kit(o.pki)
	k.begin("login", 5)
	box.deliver(k.signed(), USER)
	t.ok(wait.until(lambda: o.sql("SELECT 1 FROM arrival WHERE state = 'registered'")),
		"and mail comes in", o.tail())
	start = again(o, ("imap hop-thu", box.imap_block(o, USER, tls="starttls", port=box.imap)))
	t.ok(o.await_log("imap-connected .*login=scram-sha-256", start=start), "with STARTTLS too",
		o.tail())
	start = again(o, ("imap hop-thu", box.imap_block(o, USER, auth="plain")))
	t.ok(o.await_log("imap-connected .*login=plain", start=start), "auth = plain: the password",
		o.tail())


def told(o):
	return [m for m in o.mails(office_files.ADMIN) if "hop-thu" in m.text]


def refused(t, o, box):
	"""Told once, not at every attempt or start; and once more after it worked."""
	bad = box.imap_block(o, USER, password_file=o.secret("wrong", "falsch"))
	start = again(o, ("imap hop-thu", bad))
	t.ok(o.await_log("imap-refused account=hop-thu .*says no", start=start), "a wrong password",
		o.tail())
	t.ok(wait.until(lambda: len(told(o)) == 1), "the administrator has a mail", o.tail())
	t.ok("falsch" not in o.log_text() and all("falsch" not in m.text for m in told(o)),
		"without the password")
	start = again(o, ("imap hop-thu", bad))
	o.await_log("imap-refused", start=start)
	o.wait_idle()
	t.equal(len(told(o)), 1, "after a new start nothing more")
	start = again(o, ("imap hop-thu", box.imap_block(o, USER)))
	t.ok(o.await_log("imap-connected", start=start), "then it works", o.tail())
	other = server_tls.Authority(o.path("tls-other"), "other")
	start = again(o, ("imap hop-thu", box.imap_block(o, USER, roots=other.root)))
	t.ok(o.await_log("imap-refused .*certificate refused", start=start), "a certificate refused",
		o.tail())
	t.ok(wait.until(lambda: len(told(o)) == 2), "the administrator is told again", o.tail())


def cheats(t, o, _):
	"""Whoever does not know the password does not get us in; all at once."""
	authority = server_tls.Authority(o.path("tls-bad"))
	certificate = authority.issue("server", ["localhost"])
	servers, blocks = {}, []
	for trick in list(CHEATS) + ["scram"]:
		server = servers[trick] = bad_imap.Server(certificate)
		server.trick = trick
		blocks.append(("imap " + trick, {"server": "localhost", "port": server.port,
			"roots": authority.root, "user": "den", "timeout": "5s", "agency": "kimson",
			"password-file": o.secret("bad", "bi-mat")}))
	start = again(o, *blocks)
	for trick, words in CHEATS.items():
		t.ok(o.await_log("imap-refused account=%s .*%s" % (trick, words), start=start),
			trick + ": refused", [x for x in o.log_text()[start:].splitlines() if trick in x])
	t.ok(o.await_log("imap-connected account=scram ", start=start), "an honest one: connected",
		o.tail())
	t.ok("imap-connected account=scram-" not in o.log_text()[start:], "no other one")
	t.ok(not any("AUTHENTICATE PLAIN" in line or " LOGIN " in line for s in servers.values()
		for line in s.said), "and the password was never sent instead")
	o.stop()
	for server in servers.values():
		server.end()


def by_smtp(t, o, _):
	mta = submission.Submission(o.path("mta"), {"robot": PASSWORD, "binh": "x", "tu": "x",
		"chutich": "x", "so-noivu": "x", "quantri": "x"}, ("kimson.example", "hason.example"))
	mta.box.extra = SCRAM
	mta.box.write()
	with mta:
		o.stop()
		o.extra[:] = [("smtp", {"server": mta.host, "port": mta.submissions, "roots": mta.roots,
			"user": "robot", "password-file": o.secret("robot", PASSWORD),
			"helo": "vanthu.kimson.example", "timeout": "10s"})]
		o.more["dispatch"] = {"maildir": None, "retry": "1s 1s 2s 2s"}
		o.write()
		o.start()
		k = kit.Kit(o.pki)
		k.begin("login-smtp", 6)
		row = o.await_arrival(o.deliver(k.signed()))
		t.ok(wait.until(lambda: {m["state"] for m in o.sql("SELECT state FROM mail WHERE arrival = ?",
			row["id"])} == {"sent"}), "mail goes out", o.tail())
		t.ok("sasl_method=SCRAM-SHA-256, sasl_username=robot" in mta.log(),
			"logged in without showing the password", mta.log()[-1500:])


def main():
	why = dovecot.unavailable() or (None if pdf.have_reportlab() else "python3-reportlab is missing")
	if why:
		print("1..0 # SKIP " + why)
		return
	with office.Office(keys=office.key_cache()) as o:
		with dovecot.Dovecot(o.path("dovecot"), {USER: PASSWORD}, extra=SCRAM + "auth_verbose = yes\n"
				"auth_debug = yes\n") as box:
			o.tidy_trust()
			o.more["office"] = {"log-level": "debug"}
			steps = [offered, refused, cheats]
			if not submission.unavailable():
				steps.append(by_smtp)
			tap.run(*tap.steps_of(o, box, *steps))


main()
