#!/usr/bin/python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""t666-moved-on - what is sealed or infected leaves every folder of the mailbox but its own (real
Dovecot, real clamd)."""

import imaplib
import os
import re
import sys
import time

sys.path.insert(0, os.path.join(os.path.dirname(os.path.abspath(__file__)), ".."))
from lib import clamd, dovecot, kit, message as m, office, office_files, pdf, tap, wait  # noqa: E402

USER, PASSWORD = "den", "bi-mat"
DONE = "&ARAA4w- nh&Hq0-n"
SEALED = "Ni&AOo-m phong"
INFECTED = "M&AOM- &AREe2Q-c"
ARCHIVE = "L&AbA-u tr&Hu8-"
OFFICER = office_files.address_of(office_files.OFFICER)


def message(o, number, **fields):
	k = kit.Kit(o.pki)
	k.begin("moved-%d" % number, number)
	doc = k.doc(subject="Việc %d" % number, **fields)
	return k.signed(k.content(k.note("Việc"), k.file(name="%d.pdf" % number)),
		outer=k.outer(subject="Công văn số %s" % doc.code))


def counts(box, *folders):
	return tuple(box.count(USER, f) for f in folders)


def rows(o):
	return o.sql("SELECT * FROM arrival ORDER BY sequence")


def open_orders(o):
	return [r["arrival"] for r in
		o.sql("SELECT arrival FROM move WHERE wanted IS NOT NULL AND ended_at IS NULL")]


def told(o):
	return o.sql("SELECT * FROM mail WHERE kind = 'con-trong-hop-thu'")


def on_arrival(t, o, box):
	"""Copies of it lie in two other folders, and one of another message with the same subject. A
	third has its Message-ID and its size, as anybody can write them; what our server wrote above
	differs."""
	secret = b"Received: by mx; one\r\n" + message(o, 1, secrecy="MẬT")
	other = message(o, 1)
	namesake = secret.replace(b"; one", b"; two", 1)
	with box.client(USER) as c:
		for name in (ARCHIVE, "Trash"):
			c.create('"%s"' % name)
			c.append('"%s"' % name, None, imaplib.Time2Internaldate(time.time()), secret)
		c.append('"%s"' % ARCHIVE, None, imaplib.Time2Internaldate(time.time()), other)
		c.append('"%s"' % ARCHIVE, None, imaplib.Time2Internaldate(time.time()), namesake)
	o.start()
	t.ok(o.await_log("imap-connected account=hop-thu"), "connected", o.tail())
	with box.client(USER) as c:	# LMTP would add fields: not the same bytes
		c.append("INBOX", None, None, secret)
	t.ok(wait.until(lambda: counts(box, SEALED) == (1,)), "moved on to Niêm phong", o.tail())
	t.ok(wait.until(lambda: not open_orders(o)), "the order is over", o.tail())
	t.equal(counts(box, "INBOX", DONE, ARCHIVE, "Trash"), (0, 0, 2, 0),
		"and gone from every other folder; the other messages stay")
	row = rows(o)[0]
	t.equal((row["state"], row["secret"], row["place"]), ("held", 1, "sealed"), "sealed")
	t.equal(o.sql("SELECT message_id_sha256 FROM move")[0]["message_id_sha256"], None,
		"nothing of its Message-ID is kept")
	ledger = [r["line"] for r in o.sql("SELECT line FROM ledger")]
	t.ok(any('"act":"move-on"' in line for line in ledger), "the ledger says so", ledger[-2:])
	t.equal(told(o), [], "nobody is bothered")
	with box.client(USER) as c:
		c.select('"%s"' % ARCHIVE, readonly=True)
		data = [c.fetch(n, "(BODY.PEEK[])")[1][0][1] for n in ("1", "2")]
	t.equal(data, [other, namesake], "byte for byte")


def later(t, o, box):
	"""A registered document is sealed by hand: from Đã nhận, and from where a person put a copy."""
	raw = message(o, 2)
	box.deliver(raw, USER)
	t.ok(wait.until(lambda: rows(o)[-1]["state"] == "registered"), "registered", o.tail())
	t.ok(wait.until(lambda: counts(box, DONE) == (1,)), "in Đã nhận")
	with box.client(USER) as c:
		c.select('"%s"' % DONE)
		c.copy("1", '"%s"' % ARCHIVE)
	before = counts(box, ARCHIVE)[0]
	o.become(office_files.OFFICER)
	o.ctl("seal", rows(o)[-1]["id"], "--reason", "có nội dung mật", ok=True)
	t.ok(wait.until(lambda: counts(box, SEALED) == (2,)), "moved on", o.tail())
	t.ok(wait.until(lambda: not open_orders(o)), "the order is over", o.tail())
	t.equal(counts(box, DONE, ARCHIVE), (0, before - 1), "the copy is gone too")


def moved_by_a_person(t, o, box):
	"""Not where we put it, but in the mailbox."""
	raw = message(o, 3)
	box.deliver(raw, USER)
	t.ok(wait.until(lambda: counts(box, DONE) == (1,)), "in Đã nhận")
	with box.client(USER) as c:
		c.select('"%s"' % DONE)
		c.uid("MOVE", c.uid("SEARCH", "ALL")[1][0].split()[-1], '"%s"' % ARCHIVE)
	before = counts(box, ARCHIVE)[0]
	o.ctl("seal", rows(o)[-1]["id"], "--reason", "có nội dung mật", ok=True)
	t.ok(wait.until(lambda: counts(box, SEALED) == (3,)), "found and moved on", o.tail())
	t.equal(counts(box, ARCHIVE), (before - 1,), "from there")


def unreachable(t, o, box):
	"""The server is away while it is sealed, and both of us are started anew."""
	box.deliver(message(o, 4), USER)
	t.ok(wait.until(lambda: counts(box, DONE) == (1,)), "in Đã nhận")
	box.stop()
	o.ctl("seal", rows(o)[-1]["id"], "--reason", "có nội dung mật", ok=True)
	t.equal(len(open_orders(o)), 1, "the order waits")
	o.stop()
	o.start()
	box.start()
	t.ok(wait.until(lambda: counts(box, SEALED) == (4,), 60), "and is carried out", o.tail())
	t.ok(wait.until(lambda: not open_orders(o)), "over", o.tail())
	t.equal(counts(box, DONE), (0,), "gone from Đã nhận")


def not_there(t, o, box):
	"""A person deleted it: the officer is told account and UID, once."""
	box.deliver(message(o, 5), USER)
	t.ok(wait.until(lambda: counts(box, DONE) == (1,)), "in Đã nhận")
	with box.client(USER) as c:
		c.select('"%s"' % DONE)
		uid = c.uid("SEARCH", "ALL")[1][0].decode()
		c.store("1", "+FLAGS", "\\Deleted")
		c.expunge()
	o.ctl("seal", rows(o)[-1]["id"], "--reason", "có nội dung mật", ok=True)
	t.ok(wait.until(lambda: told(o)), "the security officer is told", o.tail())
	t.ok(wait.until(lambda: not open_orders(o)), "the order is over")
	t.ok(wait.until(lambda: any("hop-thu" in m.text and "UID " + uid in m.text
		for m in o.mails(OFFICER))), "account and UID stand in the mail",
		[m.text for m in o.mails(OFFICER)][-1:])
	t.equal((len(told(o)), counts(box, SEALED)), (1, (4,)), "once")


def refusing(t, o, box):
	"""The target cannot be made: told once, tried again, done when the server is well."""
	with box.client(USER) as c:
		c.rename('"%s"' % SEALED, "Old")
	box.extra = "plugin {\n  acl = vfile\n}\n"
	o.extra[-1][1]["sealed"] = "Niêm phong//x"	# a name Dovecot refuses
	o.write()
	o.stop()
	o.start()
	box.deliver(message(o, 6, secrecy="MẬT"), USER)
	t.ok(wait.until(lambda: len(told(o)) == 2), "the officer is told", o.tail())
	t.equal(len(open_orders(o)), 1, "and the order stays open")
	o.extra[-1][1]["sealed"] = "Niêm phong"
	o.write()
	o.stop()
	o.start()
	t.ok(wait.until(lambda: not open_orders(o)), "done once it can be", o.tail())
	t.equal((len(told(o)), counts(box, SEALED, DONE)), (2, (1, 0)), "and nobody was told twice")


def carrier(o, number):
	"""A validly signed document with EICAR beside it."""
	k = kit.Kit(o.pki)
	k.begin("moved-%d" % number, number)
	return k.signed(k.content(k.note(), k.file(), m.attachment(clamd.EICAR, "bang.txt")))


def infected(t, o, box):
	"""What clamd names leaves the folder it came into, Đã nhận, and where a filter put a copy."""
	if clamd.unavailable():
		t.skip("infected mail", clamd.unavailable())
		return
	with clamd.Clamd(o.path("clamd")) as av:
		o.stop()
		o.add_block("clamd", server=av.socket, timeout="30s", patience="60s")
		start = len(o.log_text())
		o.start()
		t.ok(o.await_log("imap-connected account=hop-thu", start=start), "connected", o.tail())
		_infected_comes(t, o, box)
		_infected_later(t, o, box, av)
	o.wait_idle()
	t.equal(o.denied(), [], "the jail denied nothing")


def _infected_comes(t, o, box):
	raw = carrier(o, 7)
	before = (counts(box, DONE, ARCHIVE, SEALED), len(told(o)))
	with box.client(USER) as c:
		for name in (ARCHIVE, "INBOX"):
			c.append('"%s"' % name, None, None, raw)
	t.ok(wait.until(lambda: counts(box, INFECTED) == (1,), 60), "moved on to Mã độc", o.tail())
	t.ok(wait.until(lambda: not open_orders(o)), "the order is over", o.tail())
	row = rows(o)[-1]
	t.equal((row["state"], row["code"]), ("held", 801), "it is held")
	t.equal((counts(box, DONE, ARCHIVE, SEALED), counts(box, "INBOX")), (before[0], (0,)),
		"and gone from every other folder")
	lines = [r["line"] for r in o.sql("SELECT line FROM ledger")]
	t.ok(any('"act":"move-on"' in line and '"to":"infected"' in line and row["id"] in line
		for line in lines), "the ledger says so", lines[-3:])
	t.equal(len(told(o)), before[1], "nobody need go to the mailbox")


def _infected_later(t, o, box, av):
	"""clamd is away when it comes: it waits in Đã nhận, and goes on when clamd has named it."""
	av.stop()
	before = counts(box, DONE)[0]
	box.deliver(carrier(o, 8), USER)
	t.ok(o.await_log("scan-failed"), "clamd is down", o.tail())
	t.ok(wait.until(lambda: counts(box, DONE) == (before + 1,)), "it lies in Đã nhận", o.tail())
	t.ok(wait.until(lambda: rows(o)[-1]["state"] == "waiting"), "the message waits")
	av.start()
	t.ok(wait.until(lambda: counts(box, INFECTED) == (2,), 60), "clamd is back: moved on", o.tail())
	t.ok(wait.until(lambda: not open_orders(o)), "the order is over", o.tail())
	t.equal(counts(box, DONE, "INBOX"), (before, 0), "and gone from Đã nhận")
	o.become(office_files.CLERK)
	o.ctl("retry", rows(o)[-1]["id"], ok=True)
	t.equal(o.await_arrival(rows(o)[-1]["id"], 60)["code"], 801, "looked at again: the same")
	o.wait_idle()
	t.equal((open_orders(o), counts(box, INFECTED)), ([], (2,)), "and nothing moves twice")
	_infected_and_secret(t, o, box, rows(o)[-1]["id"])


def _infected_and_secret(t, o, box, last):
	"""What lies in Mã độc is sealed: it is found there, and nowhere any more but in Niêm phong."""
	before = (counts(box, SEALED)[0], len(told(o)))
	o.become(office_files.OFFICER)
	o.ctl("seal", last, "--reason", "có nội dung mật", ok=True)
	t.ok(wait.until(lambda: not open_orders(o), 60), "sealed later: the order is over", o.tail())
	t.equal(counts(box, INFECTED, SEALED), (1, before[0] + 1), "from Mã độc to Niêm phong")
	t.equal(len(told(o)), before[1], "nobody need go to the mailbox")
	t.equal(o.sql("SELECT message_id_sha256 FROM move WHERE arrival = ?", last)[0]["message_id_sha256"], None,
		"nothing of its Message-ID is kept")
	_nameless(t, o, box)


def _nameless(t, o, box):
	"""Without a Message-ID it is known by UID alone, in Mã độc too."""
	raw = re.sub(rb"(?im)^Message-ID:[^\r\n]*\r?\n(?:[ \t][^\n]*\n)*", b"", carrier(o, 9))
	before = counts(box, INFECTED, SEALED)
	with box.client(USER) as c:
		c.append("INBOX", None, None, raw)
	t.ok(wait.until(lambda: counts(box, INFECTED) == (before[0] + 1,), 60),
		"a nameless one is moved on to Mã độc", o.tail())
	t.ok(wait.until(lambda: not open_orders(o)), "the order is over", o.tail())
	o.ctl("seal", rows(o)[-1]["id"], "--reason", "có nội dung mật", ok=True)
	t.ok(wait.until(lambda: not open_orders(o), 60), "sealed later: over", o.tail())
	t.equal(counts(box, INFECTED, SEALED), (before[0], before[1] + 1), "and it goes on from there")


def main():
	why = dovecot.unavailable() or (None if pdf.have_reportlab() else "python3-reportlab is missing")
	if why:
		print("1..0 # SKIP " + why)
		return
	with office.Office(keys=office.key_cache()) as o:
		with dovecot.Dovecot(o.path("dovecot"), {USER: PASSWORD}) as box:
			o.tidy_trust()
			o.more["office"] = {"log-level": "debug"}
			o.add_block("imap hop-thu", **box.imap_block(o, USER))
			tap.run(*tap.steps_of(o, box, on_arrival, later, moved_by_a_person, unreachable,
				not_there, refusing, infected))


main()
