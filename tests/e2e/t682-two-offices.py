#!/usr/bin/python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""t682-two-offices - two offices write to each other through a real Postfix: documents come, receipts go and
end, and every report that Postfix makes meets its mail (TAP)."""

import os
import sys

sys.path.insert(0, os.path.join(os.path.dirname(os.path.abspath(__file__)), ".."))
from lib import kit, message, office, offices, pdf, pki, postfix, smtp_fake, tap, wait  # noqa: E402

KIMSON, TANSON = "vanthu@kimson.example", "vanthu@tanson.example"
NOBODY, LATE, KEPT = "chutich@kimson.example", "lan@kimson.example", "tu@kimson.example"
CLERK = "binh@kimson.example"
# Where Postfix takes each person's mail: %(port)d is a server that knows nobody.
PEOPLE = {NOBODY: "smtp:[127.0.0.1]:%(port)d", LATE: "lmtp:unix:/nonexistent", KEPT: "discard:", CLERK: "discard:", "quantri@kimson.example": "discard:",
	"chutich@tanson.example": "discard:", "hoa@tanson.example": "discard:"}


class Network(postfix.Postfix):
	"""Both offices behind one Postfix; one that warns after a second."""

	def __init__(self, folder, sockets, refusing):
		super().__init__(folder, "/nonexistent", [])
		rows = {a: way.replace("%(port)d", str(refusing.port)) for a, way in PEOPLE.items()}
		for own, path in sockets.items():
			rows.update({"vanthu@%s.example" % own: "lmtp:unix:" + path,
				"robot@%s.example" % own: "lmtp:unix:" + path})
		self._write("recipients", "".join("%s OK\n" % a for a in rows))
		self._write("transport", "".join("%s %s\n" % row for row in rows.items()))
		for name in ("recipients", "transport"):
			self._run("/usr/sbin/postmap", os.path.join(self.etc, name))
		self.settings("relay_domains = kimson.example, tanson.example\ndelay_warning_time = 1s\n")


def prepare(folder, own, partner, material, mta_port):
	with offices.only(own, partner):
		o = office.Office(folder, material=material)
		o.logins = {"tran-thi-binh" if own == "kimson" else "do-thi-hoa": office.login()}
		o.doors = {}
		o.more = {"dispatch": {"maildir": None, "retry": "1s 1s 2s 2s 4s 4s"}, "notices": {
			"digest-every": "1s", "receipts-an-hour": 1000, "balance-at": "23:59"}}
		o.extra = [("lmtp postfix", {"listen": o.path("lmtp.sock"), "group": postfix.group(),
			"agency": own}), ("smtp", {"server": "127.0.0.1", "port": mta_port, "tls": "off"})]
		o.write()
	return o


def letter(material, sender, to, number):
	k = kit.Kit(material)
	k.begin("%s-%d" % (sender, number), number)
	k.doc(agency=sender)
	text = message.text("Kính gửi: %s.\n\nGửi văn bản.\n" % pki.AGENCIES[to].name)
	return k.signed(k.content(text, k.file()), label=sender + "-document", outer=k.outer(
		agency=sender, to=pki.AGENCIES[to].address))


def told(o):
	return {m["recipient"]: m["state"] for m in o.sql("SELECT m.recipient, d.state FROM delivery d"
		" JOIN mail m ON m.id = d.mail")}


def documents(t, a, b, mta):
	"""One each way: registered there, and its receipt comes back and ends."""
	for sender, to, address in (("tanson", "kimson", KIMSON), ("kimson", "tanson", TANSON)):
		mta.send(letter(a.pki, sender, to, 700), "vanthu@%s.example" % sender, [address])
	for o, name in ((a, "kimson"), (b, "tanson")):
		t.ok(wait.until(lambda o=o: "registered" in [r["state"] for r in o.sql("SELECT state FROM arrival")]),
			"%s has registered the other's document" % name, o.sql("SELECT * FROM arrival"))
		t.ok(wait.until(lambda o=o: [r for r in o.sql("SELECT state FROM mail WHERE kind = 'tiep-nhan'")
			if r["state"] == "sent"]), "%s has sent a receipt" % name, o.tail())
		t.ok(wait.until(lambda o=o: [r for r in o.sql("SELECT code FROM arrival WHERE state = 'ignored'")
			if r["code"] == 711]), "%s knows the other's receipt for one, and ends it" % name,
			o.sql("SELECT state, code, from_address FROM arrival"))


def tracked(t, a, b, mta):
	"""What real Postfix reports of a notice to nobody, to one who is late, to one who has it."""
	wanted = {NOBODY: "failed", LATE: "delayed", KEPT: "delivered"}

	def known():
		return {k: v for k, v in told(a).items() if k in wanted} == wanted
	t.ok(wait.until(known), "bounced, delayed and delivered, each to its mail", (told(a), mta.log()[-3000:]))
	row = a.sql("SELECT d.* FROM delivery d JOIN mail m ON m.id = d.mail WHERE m.recipient = ?",
		NOBODY)[0]
	t.ok(row["status"] == "5.1.1" and "no such person" in row["words"], "in the server's words", row)
	t.ok(wait.until(lambda: "khong-gui-duoc" in [r["kind"] for r in a.sql("SELECT kind FROM mail WHERE"
		" state = 'sent' AND recipient = ?", CLERK)]), "the clerk is told")
	t.equal({r["state"] for r in a.sql("SELECT state FROM arrival WHERE code = 712")}, {"acted"},
		"every report is acted")
	t.ok(wait.until(lambda: set(told(b).values()) == {"delivered"}), "the other office's mail arrived",
		told(b))


def quiet(t, a, b, mta):
	"""No loop: each office has written what it had to, and no more comes."""
	def counts():
		return [o.sql("SELECT (SELECT count(*) FROM arrival) AS a, (SELECT count(*) FROM mail) AS m")
			[0] for o in (a, b)]

	def waiting():
		return sum(o.sql("SELECT (SELECT count(*) FROM mail WHERE state IN ('draft', 'composed')) +"
			" (SELECT count(*) FROM arrival WHERE state = 'waiting') AS n")[0]["n"] for o in (a, b))
	# Only the notice that stays late may lie in the queue of Postfix.
	t.ok(wait.until(lambda: waiting() == 0 and mta.queue() <= 1), "all of it has gone its way")
	before = counts()
	for o in (a, b):
		o.wait_idle()
	mta.flush()
	t.ok(wait.until(lambda: waiting() == 0 and mta.queue() <= 1), "and lies still")
	t.equal(counts(), before, "nothing was answered")
	kinds = sorted(m["kind"] for m in a.sql("SELECT kind FROM mail"))
	t.equal(kinds, sorted(["tiep-nhan", "khong-gui-duoc"] + ["thong-bao"] * 3),
		"one receipt, three notices and the clerk's: no more was written")
	t.equal(len([m for m in b.sql("SELECT kind FROM mail")]), 2, "by the other a receipt and a notice")
	states = {r["state"] for o in (a, b) for r in o.sql("SELECT state FROM arrival")}
	t.equal(states, {"registered", "ignored", "acted"}, "nothing was held or is waiting")
	for o in (a, b):
		t.equal((o.ctl("verify").status, o.denied()), (0, []), "register and jail are sound")


def main():
	why = postfix.unavailable() or (None if pdf.have_reportlab() else "python3-reportlab is missing")
	if why:
		print("1..0 # SKIP " + why)
		return
	with office.Office(keys=office.key_cache()) as base:
		folders = {own: base.path(own) for own in ("kimson", "tanson")}
		sockets = {own: os.path.join(folders[own], "lmtp.sock") for own in folders}
		refusing = smtp_fake.Fake("off")
		refusing.behave = lambda stage, _: "550 5.1.1 no such person" if stage == "rcpt" else None
		mta = Network(base.path("postfix"), sockets, refusing)
		with refusing, prepare(folders["kimson"], "kimson", "tanson", base.pki, mta.port) as a, \
				prepare(folders["tanson"], "tanson", "kimson", base.pki, mta.port) as b:
			a.start()
			b.start()
			with mta:
				tap.run(*[lambda t, step=step: step(t, a, b, mta) for step in (documents, tracked,
					quiet)])


main()
