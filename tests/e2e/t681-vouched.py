#!/usr/bin/python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""t681-vouched - an agency without S/MIME hears from us when our own server vouches for its domain."""

import os
import sys

sys.path.insert(0, os.path.join(os.path.dirname(os.path.abspath(__file__)), ".."))
from lib import kit, message, office, pdf, pki, tap  # noqa: E402

SERVER = "mx.kimson.example"
AGENCY = pki.AGENCIES["noivu"].address
DOMAIN = AGENCY.rpartition("@")[2]
HOP = "Received: from mail.%s by %s; Mon, 4 May 2026 08:00:00 +0700" % (DOMAIN, SERVER)
SERIAL = iter(range(900, 1000))


def field(results, server=SERVER):
	return "Authentication-Results: %s; %s" % (server, results)


# What stands on top of an unsigned document of the agency; whether it is answered.
CASES = (
	("SPF passed for its domain", [field("spf=pass smtp.mailfrom=x@" + DOMAIN), HOP], True),
	("DKIM passed for its domain", [field("dkim=pass header.d=%s header.b=abc" % DOMAIN), HOP], True),
	("one of two fields passed", [field("spf=fail smtp.mailfrom=" + DOMAIN), field(
		"dkim=pass (2048-bit key) header.i=@" + DOMAIN), HOP], True),
	("nothing is said", [HOP], False),
	("SPF failed", [field("spf=fail smtp.mailfrom=x@" + DOMAIN), HOP], False),
	("SPF passed for another domain", [field("spf=pass smtp.mailfrom=x@spam.example"), HOP], False),
	("DKIM passed for a domain below", [field("dkim=pass header.d=evil." + DOMAIN), HOP], False),
	("for a domain that only ends so", [field("dkim=pass header.d=x" + DOMAIN), HOP], False),
	("for a top domain", [field("dkim=pass header.d=example"), HOP], False),
	("only the greeting passed", [field("spf=pass smtp.helo=" + DOMAIN), HOP], False),
	("another server says so", [field("spf=pass smtp.mailfrom=" + DOMAIN, "mx.else.example"), HOP],
		False),
	("it stands below Received: anybody wrote it", [HOP, field("spf=pass smtp.mailfrom=" + DOMAIN)],
		False),
	("no server wrote the top", [field("spf=pass smtp.mailfrom=" + DOMAIN)], False),
	("in a comment", [field("spf=fail (spf=pass smtp.mailfrom=%s)" % DOMAIN), HOP], False),
	("malformed", [field("spf=pass smtp.mailfrom=%s, x" % DOMAIN), HOP], False),
	("a null sender", [field("dkim=pass header.d=" + DOMAIN), HOP, "Return-Path: <>"], False),
	("an automatic mail", [field("dkim=pass header.d=" + DOMAIN), HOP, "Auto-Submitted: auto-replied"],
		False),
)


def letter(o, top, frm=None):
	k = kit.Kit(o.pki)
	number = next(SERIAL)
	k.begin("vouched-%d" % number, number)
	k.doc()
	raw = k.plain() if frm is None else k.plain(outer=k.outer(frm=frm))
	raw = message.replace_header(raw, "Received")
	if any(line.startswith("Return-Path") for line in top):
		raw = message.replace_header(raw, "Return-Path")
	return "".join(line + "\r\n" for line in top).encode() + raw


def answers(o, row):
	return [m["kind"] for m in o.sql("SELECT kind FROM mail WHERE arrival = ? AND recipient = ?",
		row["id"], AGENCY)]


def cases(t, o):
	for text, top, answered in CASES:
		row = o.await_arrival(o.deliver(letter(o, top)))
		t.equal((row["state"], row["document"]), ("held", None) if "automatic" not in text
			and "null" not in text else (row["state"], None), "%s: nothing registers itself" % text)
		t.equal(answers(o, row), ["den"] if answered else [], "%s: %s" % (text,
			"it hears that its mail came" if answered else "no answer"))


def refused(t, o):
	row = o.await_arrival(o.deliver(letter(o, CASES[0][1])))
	answer = o.ctl("refuse", row["id"], "--reason", "thiếu phụ lục")
	o.settle()
	t.equal((answer.status, answers(o, row)), (0, ["den", "tra-lai"]), "and why it was refused")


def stranger(t, o):
	top = [field("spf=pass smtp.mailfrom=x@stranger.example"), HOP]
	row = o.await_arrival(o.deliver(letter(o, top, "X <x@stranger.example>")))
	t.equal(o.sql("SELECT recipient FROM mail WHERE arrival = ? AND recipient LIKE '%stranger%'",
		row["id"]), [], "who is not in the directory hears nothing")
	t.ok(115 in {f["code"] for f in o.sql("SELECT code FROM finding WHERE arrival = ?", row["id"])},
		"though the clerk reads that the server vouches")


def hops(t, o):
	o.stop()
	o.extra = [("authentication", {"authserv-id": SERVER, "own-hops": 1})]
	o.write()
	o.start()
	one = field("spf=pass smtp.mailfrom=" + DOMAIN)
	for top, answered in (([HOP, one, HOP], True), ([HOP, HOP, one], False)):
		row = o.await_arrival(o.deliver(letter(o, top)))
		t.equal(answers(o, row), ["den"] if answered else [], "own-hops = 1, answered: %s" % answered)


def off(t, o):
	o.stop()
	o.extra = []
	o.write()
	o.start()
	row = o.await_arrival(o.deliver(letter(o, CASES[0][1])))
	t.equal(answers(o, row), [], "without the block nothing is believed")


def main():
	if not pdf.have_reportlab():
		print("1..0 # SKIP python3-reportlab is missing")
		return
	with office.Office(keys=office.key_cache(), more={"notices": {
			"receipts-an-hour": 1000}}) as o:
		def start(_):
			o.extra = [("authentication", {"authserv-id": SERVER})]
			o.write()
			o.start()
		tap.run(start, *tap.steps(o, cases, refused, stranger, hops, off))


main()
