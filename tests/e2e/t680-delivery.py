#!/usr/bin/python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""t680-delivery - reports, receipts and automatic answers meet the mail they speak of; forged and
strange ones change nothing (TAP)."""

import os
import sys

sys.path.insert(0, os.path.join(os.path.dirname(os.path.abspath(__file__)), ".."))
from lib import kit, office, office_files, pdf, reports, tap  # noqa: E402

LEADER, STAFF = "chutich@kimson.example", "tu@kimson.example"
CLERK = office_files.address_of(office_files.CLERK)
SERIAL = iter(range(500, 600))
JAPANESE = "メールを配信できませんでした。"
VIETNAMESE = "Không gửi được thư của bạn tới người nhận sau đây."


class Notice:
	"""One mail that went out about a new document, and what is known of it."""

	def __init__(self, o, to=LEADER):
		k = kit.Kit(o.pki)
		number = next(SERIAL)
		k.begin("track-%d" % number, number)
		row = o.await_arrival(o.deliver(k.signed()))
		o.settle()
		self.o = o
		self.document = row
		self.row = next(m for m in o.sql("SELECT * FROM mail WHERE arrival = ?", row["id"])
			if m["recipient"] == to)
		self.to, self.id = to, self.row["message_id"]
		self.name = self.id[1:27]
		self.raw = next(m.raw for m in o.mails(to) if m.message_id == self.id)

	def told(self):
		return [(d["recipient"], d["state"], d["status"], d["words"]) for d in self.o.sql(
			"SELECT * FROM delivery WHERE mail = ? ORDER BY recipient", self.row["id"])]

	def state(self):
		return [state for _, state, _, _ in self.told()]


def comes(o, raw):
	return o.await_arrival(o.deliver(raw))


def forms(t, o):
	"""Every form of a report finds its mail, and ends as acted."""
	other = "<else@hason.example>"
	made = (
		("with the ENVID alone", dict(how="none"), "failed", "failed"),
		("with the header of the original", dict(), "failed", "failed"),
		("with the whole original", dict(how="whole"), "failed", "failed"),
		("in Vietnamese", dict(text=VIETNAMESE), "failed", "failed"),
		("in Japanese", dict(text=JAPANESE, words=JAPANESE), "failed", "failed"),
		("a warning", dict(), "delayed", "delayed"),
		("relayed", dict(), "relayed", "relayed"),
		("expanded", dict(), "expanded", "relayed"),
		("delivered", dict(words=None), "delivered", "delivered"),
		("with a word of its own", dict(), "vanished", "unclear"),
	)
	for text, more, action, state in made:
		n = Notice(o)
		envid = n.name if more.get("how") == "none" else None
		row = comes(o, reports.delivery(n.raw, n.to, action, envid=envid, **more))
		t.equal((row["state"], row["document"], n.state()), ("acted", None, [state]),
			"a report %s: %s" % (text, state))
		t.equal(row["mails"], [], "and is not answered")
	row = comes(o, reports.delivery(n.raw.replace(n.id.encode(), other.encode()), n.to, "failed"))
	t.equal((row["state"], n.state()), ("held", ["unclear"]), "of other mail: nothing changes")


def words(t, o):
	"""The server's words reach the clerk, once; queue, show and trace say it."""
	before = len(o.mails(CLERK))
	n = Notice(o)
	said = "554 5.7.1 <chutich@kimson.example>: quota exceeded"
	row = comes(o, reports.delivery(n.raw, n.to, "failed", "5.2.2", said))
	t.equal(n.told(), [(n.to, "failed", "5.2.2", said)], "recipient, status and words are kept")
	comes(o, reports.delivery(n.raw, n.to, "failed", "5.2.2", said + " again"))
	t.ok(o.drain(), "the notices are out")
	told = [m for m in o.mails(CLERK)[before:] if "quota exceeded" in m.text]
	t.equal(len(told), 1, "the clerk hears of it once")
	t.ok(n.to in told[0].text and "5.2.2" in told[0].text, "with recipient and status", told[0].text)
	queue = {r["id"]: r for r in o.ctl("queue").rows}
	t.equal((queue[n.row["id"]]["state"], queue[n.row["id"]]["delivery"]), ("sent", "failed"),
		"vanthuctl queue shows it")
	for command in (("trace", n.document["id"]), ("show", row["id"]), ("show", n.document["id"])):
		rows = o.ctl(*command).tables.get("deliveries", [])
		t.ok([r for r in rows if r["delivery"] == "failed" and r["words"] == said],
			"vanthuctl %s shows it" % command[0], rows)
	document = o.sql("SELECT state FROM document WHERE arrival = ?", n.document["id"])
	t.equal((document, o.sql("SELECT state FROM mail WHERE id = ?", n.row["id"])),
		([{"state": "active"}], [{"state": "sent"}]), "document and mail stay as they are")
	o.ctl("resend", str(n.row["id"]), ok=True)
	o.settle()
	again = {m.raw for m in o.mails(n.to) if m.message_id == n.id}
	times = o.log_text().count("mail-sent mail=%d\n" % n.row["id"])
	t.equal((len(again), times, n.told()), (1, 2, []),
		"resend sends the same bytes again, and what was told is of before")


def order(t, o):
	"""Whatever the order, the higher claim stays."""
	n = Notice(o)
	for action, state in (("delayed", "delayed"), ("relayed", "relayed"), ("delayed", "relayed"),
			("failed", "failed"), ("delivered", "delivered"), ("failed", "delivered")):
		comes(o, reports.delivery(n.raw, n.to, action, words="x%s%s" % (action, state)))
		t.equal(n.state(), [state], "%s: %s" % (action, state))
	row = comes(o, reports.disposition(n.id, n.to))
	t.equal((row["state"], n.state()), ("acted", ["displayed"]), "a receipt says displayed")
	comes(o, reports.delivery(n.raw, n.to, "failed", words="late"))
	t.equal(n.state(), ["displayed"], "which no failure takes back")


def recipients(t, o):
	"""Others behind the address are kept apart, and not without end."""
	n = Notice(o)
	raw = reports.delivery(n.raw, n.to, "delivered", extra=[[("Final-Recipient",
		"rfc822; b@hason.example"), ("Action", "failed"), ("Status", "5.1.1")]])
	comes(o, raw)
	t.equal([(r[0], r[1]) for r in n.told()], [("b@hason.example", "failed"),
		(n.to, "delivered")], "two recipients of one report")
	for i in range(3):
		comes(o, reports.delivery(n.raw, n.to, "failed", extra=[[("Final-Recipient",
			"rfc822; x%d-%d@hason.example" % (i, k)), ("Action", "failed")] for k in range(9)]))
	t.equal(len(n.told()), 10, "no more than ten of one mail are kept")


def nested(t, o):
	for text, made in (("in a forward", lambda r: reports.forwarded(r)),
			("in a forward of a forward", lambda r: reports.forwarded(r, deep=2)),
			("in another report", lambda r: reports.delivery(r, "robot@hason.example", "failed",
				how="whole", envid="other"))):
		n = Notice(o)
		row = comes(o, made(reports.delivery(n.raw, n.to, "failed")))
		t.equal((row["state"], n.state()), ("acted", ["failed"]), "a report %s" % text)
	n = Notice(o)
	row = comes(o, reports.forwarded(reports.delivery(n.raw, n.to, "failed"),
		attachment=b"%PDF-1.4 x"))
	t.equal((row["state"], n.state()), ("held", []),
		"beside a file it is that person's letter, and waits for the clerk")


def annexed(t, o):
	"""A report attached to a proved document does not make the document disappear."""
	n = Notice(o)
	k = kit.Kit(o.pki)
	number = next(SERIAL)
	k.begin("annexed-%d" % number, number)
	doc = k.doc()
	report = b"Content-Type: message/rfc822\r\n\r\n" + reports.delivery(n.raw, n.to, "failed")
	row = comes(o, k.signed(k.content(k.note(), k.file(k.pdf(doc)), report)))
	t.equal((row["state"], row["agency"]), ("held", "noivu"), "a signed document with a report annexed"
		" is still the agency's document, and waits for the clerk")
	t.equal(n.state(), [], "and the report in it counts for nothing")


def machines(t, o):
	for text, made in (("RFC 3834", lambda n: reports.answer(n.id, n.to)),
			("X-Autoreply", lambda n: reports.answer(n.id, n.to, more=(("X-Autoreply", "yes"),),
				path="<%s>" % n.to)),
			("a subject in Vietnamese", lambda n: reports.answer(n.id, n.to,
				"Trả lời tự động: Thông báo", (), "<%s>" % n.to)),
			("a subject in English", lambda n: reports.answer(n.id, n.to, "Automatic reply: Notice",
				(), "<%s>" % n.to)),
			("References alone", lambda n: reports.answer(None, n.to, more=(("Auto-Submitted",
				"auto-replied"), ("References", "<x@y.example> " + n.id))))):
		n = Notice(o)	# of its own: an answer of before would do for the next
		row = comes(o, made(n))
		t.equal((row["state"], row["mails"], n.state()), ("ignored", [], ["auto-replied"]),
			"an automatic answer (%s)" % text)
	row = comes(o, reports.answer("<x@y.example>", "x@hason.example"))
	t.equal(row["state"], "ignored", "one to mail that is not ours")
	row = comes(o, reports.answer(n.id, n.to, "Re: Văn bản", (), "<%s>" % n.to))
	t.equal((row["state"], [m["kind"] for m in row["mails"]]), ("acted", ["tra-loi"]),
		"what a person answers is none: it is heard, and what was not understood shown back")


def without_machine(t, o):
	"""Servers that write for people only."""
	n = Notice(o)
	row = comes(o, reports.plain_bounce("Hi. This is qmail.\n<%s>: no mailbox\n--- Below\n"
		"Message-ID: %s\n" % (n.to, n.id)))
	t.equal((row["state"], n.state()), ("acted", ["unclear"]), "qmail: our id stands in its words")
	row = comes(o, reports.plain_bounce("x\n%s\n" % n.id, (("X-Failed-Recipients", n.to),)))
	t.equal((row["state"], n.state()), ("acted", ["failed"]), "Exim names who failed")
	row = comes(o, reports.plain_bounce("Something failed.\n", (("To", "robot+%s@kimson.example"
		% Notice(o).name),)))
	t.equal((row["state"], row["why"][0][0]), ("acted", "answers"), "one to an address with our token")
	row = comes(o, reports.plain_bounce("Something failed.\n"))
	t.equal(row["state"], "held", "one that names nothing goes to the clerk")


def strange(t, o):
	"""Of mail that is not ours: the clerk reads what is known."""
	before = o.sql("SELECT count(*) AS n FROM delivery")[0]["n"]
	n = Notice(o)
	foreign = n.raw.replace(n.name.encode(), b"a" * 26)
	for text, raw in (("a report", reports.delivery(foreign, "x@hason.example", "failed")),
			("with an ENVID that was never given", reports.delivery(b"", "x@hason.example", "failed",
				envid="z" * 26, how="none")),
			("with a guess at the id", reports.delivery(b"Message-ID: <1@kimson.example>\n\n",
				"x@hason.example", "delivered")),
			("a receipt", reports.disposition("<q@kimson.example>", "x@hason.example"))):
		row = comes(o, raw)
		t.equal((row["state"], row["why"][0][0]), ("held", "no-mail"), "%s of strange mail" % text)
		t.ok("x@hason.example" in row["why"][0][1], "names the recipient", row["why"])
		t.equal([m["recipient"] for m in row["mails"] if "hason" in m["recipient"]], [],
			"and gets no answer")
	t.equal(o.sql("SELECT count(*) AS n FROM delivery")[0]["n"], before, "nothing is noted")


def sealed(t, o):
	"""A report that comes when the document has been sealed: that it failed is known, what the
	server said (and may quote) is not kept."""
	n = Notice(o)
	o.become(office_files.OFFICER)
	o.ctl("seal", n.document["id"], "--reason", "có nội dung mật", ok=True)
	o.become(office_files.CLERK)
	row = comes(o, reports.delivery(n.raw, n.to, "failed", "5.7.1", "554 5.7.1 subject-of-it"))
	t.equal((row["state"], n.told()), ("acted", [(n.to, "failed", "5.7.1", "")]),
		"a late report about a sealed mail: no words")
	t.ok(o.drain(), "the notices are out")
	t.ok(not any("subject-of-it" in m.text for m in o.mails(CLERK)), "none reach the clerk")


def big(t, o):
	"""Hostile sizes: bounded, and the mail is still named."""
	n = Notice(o)
	row = comes(o, reports.delivery(n.raw, n.to, "failed", words="550 " + "ệ" * 30000))
	t.equal((row["state"], n.state()), ("acted", ["failed"]), "endless words")
	t.ok(len(n.told()[0][3].encode()) <= 200, "are cut")
	t.equal(o.ctl("verify").status, 0, "register and ledger hold")
	t.equal(o.denied(), [], "the jail denied nothing that was needed")


def main():
	if not pdf.have_reportlab():
		print("1..0 # SKIP python3-reportlab is missing")
		return
	with office.Office(keys=office.key_cache(), more={"notices": {"digest-every": "1s",
			"receipts-an-hour": 10000, "breaker": 100000}}) as o:
		def start(_):
			o.start()
		tap.run(start, *tap.steps(o, forms, words, order, recipients, nested, annexed, machines,
			without_machine, strange, sealed, big))


main()
