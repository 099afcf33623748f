#!/usr/bin/python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""t200-register - what the clerk does, and what the register never does (TAP)."""

import os
import shutil
import sys
import time

sys.path.insert(0, os.path.join(os.path.dirname(os.path.abspath(__file__)), ".."))
from lib import kit, message, office, office_files, pdf, pki, shapes, tap  # noqa: E402

YEAR = time.gmtime(time.time() + 7 * 3600).tm_year
FIELDS = {"number": "512", "notation": "SNV-VP", "issued": "12/11/2026", "issuer": "Sở Nội vụ",
	"type": "Công văn", "subject": "rà soát hồ sơ lưu trữ"}


def fields(**other):
	"""Options of vanthuctl register."""
	given = dict(FIELDS, **other)
	return [word for key, value in given.items() for word in ("--" + key, value)]


def put(o, name):
	sent = o.deliver(shapes.one(o.pki, name).raw)
	o.settle()
	return o.arrival(sent)


def scan(t, o):
	row = put(o, "scan")
	t.equal(row["state"], "held", "a scan waits for the clerk")
	answer = o.ctl("register", row["id"], *fields())
	t.ok(answer.status != 0 and o.arrival(row["id"])["state"] == "held",
		"without --not-secret it is not registered", answer)
	t.ok("not-secret" in answer.err + answer.out, "the answer says what is missing", answer)
	answer = o.ctl("register", row["id"], *fields(), "--not-secret")
	row = o.arrival(row["id"])
	t.ok(answer.status == 0 and row["state"] == "registered", "with it, it is", answer)
	if row["document"]:
		t.equal((row["document"]["number"], row["document"]["legal_value"]),
			(1, "để biết, tham khảo"), "it has number 1, for reference only")
		t.equal(row["document"]["by_person"], office_files.CLERK, "by the clerk")
	again = o.ctl("register", row["id"], *fields(), "--not-secret")
	t.ok(again.status != 0 and o.numbers() == [1], "a second time it is refused", again)
	long = o.ctl("register", "--paper", *fields(notation="x" * 31))
	t.ok(long.status != 0 and "notation" in long.err + long.out,
		"a value that is too long is refused with its field, never cut", long)


def refuse(t, o):
	signed, unsigned = put(o, "file-annex-missing"), put(o, "unsigned")
	for row in (signed, unsigned):
		t.equal(row["state"], "held", "%s is held" % row["subject"][:20])
	answer = o.ctl("refuse", signed["id"])
	t.ok(answer.status != 0 and o.arrival(signed["id"])["state"] == "held",
		"no refusal without a reason", answer)
	for row in (signed, unsigned):
		answer = o.ctl("refuse", row["id"], "--reason", "thiếu phụ lục biểu mẫu")
		t.ok(answer.status == 0 and o.arrival(row["id"])["state"] == "refused",
			"refused with a reason", answer)
	o.settle()
	mails = o.mails("so-noivu@hason.example")
	about = [m for m in mails if "thiếu phụ lục biểu mẫu" in m.text]
	t.equal(len(about), 1, "the known agency whose signature held gets the reason, once")
	if about:
		good, why = about[0].verify(o.path("pki", "trust", "root.pem"))
		t.ok(good, "signed", why)
		t.ok(signed["message_id"] in (about[0]["References"] or ""), "in the thread of its mail")
	kinds = {m["kind"] for m in o.arrival(unsigned["id"])["mails"] if m["recipient"]
		== "so-noivu@hason.example"}
	t.equal(kinds, set(), "an unsigned one gets no answer at all")


def paper_and_void(t, o):
	before = o.numbers()
	answer = o.ctl("register", "--paper", *fields(number="88"))
	t.ok(answer.status == 0, "a document on paper is entered", answer)
	number = o.numbers()[-1]
	t.equal(o.numbers(year=YEAR), before + [number], "with the next number")
	arrived = o.sql("SELECT registered_at FROM document WHERE number = ?", number)[0]["registered_at"]
	t.ok(abs(time.time() - arrived) < 60, "at this time")
	answer = o.ctl("void", number)
	t.ok(answer.status != 0, "no voiding without a reason", answer)
	answer = o.ctl("void", number, "--reason", "vào sổ nhầm")
	t.ok(answer.status == 0, "voided", answer)
	row = o.sql("SELECT * FROM document WHERE own = 'kimson' AND number = ?", number)[0]
	t.equal((row["state"], row["change_reason"]), ("void", "vào sổ nhầm"), "the entry stays")
	answer = o.ctl("register", "--paper", *fields(number="89"))
	t.equal(o.numbers(), before + [number, number + 1], "its number is never given again")


def old_year(t, o):
	before = o.numbers()
	args = ("register", "--paper", *fields(number="9", notation="QĐ-UBND"))
	answer = o.ctl(*args, "--old-year", str(YEAR - 1))
	t.ok(answer.status != 0, "last year's book needs a reason", answer)
	answer = o.ctl(*args, "--old-year", str(YEAR - 1), "--reason", "đến ngày 31/12, chưa kịp vào sổ")
	t.ok(answer.status == 0, "and takes an entry with one", answer)
	t.equal((o.numbers(year=YEAR - 1), o.numbers(year=YEAR)), ([1], before),
		"in a book of its own, from 1")


def duplicates(t, o):
	first = put(o, "signed-document")
	t.equal(first["state"], "registered", "a document is registered")
	before = o.numbers()
	same = o.deliver(shapes.one(o.pki, "signed-document").raw)
	o.settle()
	rows = o.sql("SELECT state FROM arrival WHERE sha256 = ?", same.sha256)
	t.ok([r["state"] for r in rows] in (["registered"], ["registered", "duplicate"]),
		"the same bytes are the same message", rows)
	again = put(o, "duplicate")
	t.equal((again["state"], again["duplicate_of"]), ("duplicate", first["id"]),
		"the same signature under other outer headers is a duplicate, and linked")
	k = kit.Kit(o.pki)
	k.begin("same-number", 0)
	doc = k.doc()
	other = o.deliver(k.signed(k.content(k.note("Gửi lại."), k.file(k.pdf(doc, title="Bản gửi lại")))))
	k.begin("same-file", 500)
	doc = k.doc()
	plain = message.attachment(attachment_of(o, first), "van_ban.pdf")
	lookalike = o.deliver(k.signed(k.content(k.note(), plain), outer=k.outer(subject="Gửi văn bản")))
	o.settle()
	for sent, text in ((other, "the same number, notation, issuer and date"),
			(lookalike, "the same attachment in another mail")):
		row = o.arrival(sent)
		alerts = o.sql("SELECT kind FROM alert WHERE arrival = ?", row["id"])
		t.ok(row["state"] in ("duplicate", "held") and alerts, text + ": linked, not numbered",
			"%s %s %s" % (row["state"], alerts, row["why"]))
	t.equal(o.numbers(), before, "no duplicate was numbered")


def attachment_of(o, row):
	from email import message_from_bytes
	with open(o.path("state", "store", row["sha256"][:2], row["sha256"] + ".eml"), "rb") as f:
		parsed = message_from_bytes(f.read())
	return next(p.get_payload(decode=True) for p in parsed.walk()
		if p.get_content_type() == "application/pdf")


def retries(t, o):
	row = put(o, "cert-no-email")
	t.ok(row["state"] in ("held", "refused"), "a certificate without an address is not believed",
		row["state"])
	stale = o.deliver(kit_signed(o, "stale-crl"))
	o.settle()
	t.equal(o.arrival(stale)["state"], "held", "a stale CRL holds a message")
	shutil.copy(o.pki["no-email"].cert_path, o.path("noivu.pem"))
	o.pins["noivu"] = "noivu.pem"
	o.stop()
	o.write()
	fresh = pki.make_crl(o.pki["ca-stale"], [], o.pki.now - 3600, o.pki.now + 30 * 86400, 2)
	for name in ("ca-stale.crl", "ca-stale.crl.pem"):
		with open(os.path.join(o.pki.crl, name), "wb") as f:
			f.write(pki.pem("X509 CRL", fresh) if name.endswith("pem") else fresh)
	o.start()
	for one, text in ((row["id"], "pinning the certificate"), (o.arrival(stale)["id"], "a fresh CRL")):
		answer = o.ctl("retry", one)
		o.settle()
		now = o.arrival(one)
		t.ok(answer.status == 0 and now["state"] == "registered", text + " frees it after retry",
			"%s %s %s\n%s" % (now["state"], now["codes"], now["why"], answer))
	answer = o.ctl("retry", "--code", "999")
	t.ok(answer.status != 0, "an unknown code is refused", answer)


def kit_signed(o, label):
	k = kit.Kit(o.pki)
	k.begin("retry-" + label, 700)
	k.doc()
	return k.signed(label=label, certs=[o.pki[label].der])


def many(t, o):
	before = len(o.numbers())
	started = time.monotonic()
	sent = [o.deliver(raw) for _, raw, _ in shapes.letters(o.pki, 60)]
	o.settle(90)
	rows = [o.arrival(one) for one in sent]
	states = {r["state"] if r else None for r in rows}
	t.equal(states, {"registered"}, "sixty messages at once are registered")
	numbers = o.numbers(year=YEAR)
	t.equal(numbers, list(range(1, len(numbers) + 1)), "without a gap")
	t.equal(len(o.numbers()), before + 60, "each once")
	t.say("60 messages in %.1f s" % (time.monotonic() - started))


def looks(t, o):
	"""Every look-up for eyes and as JSON."""
	row = o.sql("SELECT id, message_id FROM arrival WHERE state = 'registered' AND own = 'kimson'")[0]
	for command in (("status",), ("list", "incoming"), ("held",), ("queue",), ("show", "2"),
			("show", row["id"]), ("trace", row["id"]), ("trace", row["message_id"]), ("balance",),
			("verify",), ("policy", "explain", "register")):
		plain, answer = o.ctl(*command, as_json=False), o.ctl(*command)
		good = plain.status == answer.status == 0 and plain.out[:1] not in ("{", "")
		t.ok(good and isinstance(answer.json, dict), "%s answers eyes and programs" %
			" ".join(command[:2]), "%s\n%s" % (plain, answer))
	plain = o.ctl("policy", "explain", "register", as_json=False).out
	t.ok("policy.conf:" in plain and "local" in plain and office_files.CLERK in plain,
		"policy explain names line, proof and person", plain)
	for word in ("--nothing", "list nothing", "show 99999", "frobnicate"):
		answer = o.ctl(*word.split(), as_json=False)
		t.ok(answer.status != 0 and answer.err, "'%s' is refused with a word" % word, answer)


def two_agencies(t, o):
	k = kit.Kit(o.pki)
	k.begin("to-tanson", 800)
	k.doc(to=("Ủy ban nhân dân xã Tân Sơn",))
	content = k.content(message.text("Kính gửi: UBND xã Tân Sơn (%s).\n" % k.name), k.file())
	before, mails = o.numbers("kimson"), {m.path for m in o.mails()}
	sent = o.deliver(k.signed(content, outer=k.outer(to="vanthu@tanson.example")), door="in-tanson")
	o.settle()
	row = o.arrival(sent)
	t.equal((row["state"], row["own"]), ("registered", "tanson"), "a message to the other agency")
	t.equal((o.numbers("tanson"), o.numbers("kimson")), ([1], before), "has a number of its book")
	told = {m.folder for m in o.mails() if m.path not in mails}
	t.equal(told, {"chutich@tanson.example", "so-noivu@hason.example"},
		"nobody of the first agency is told")
	robots = {m["From"].split("<")[-1].strip("<>") for m in o.mails() if m.path not in mails}
	t.equal(robots, {"robot@tanson.example"}, "its own robot writes")
	for command in (("show", row["id"]), ("trace", row["id"]), ("refuse", row["id"], "--reason", "x"),
			("seal", row["id"], "--reason", "x"), ("list", "incoming", "--own", "tanson"),
			("void", "1", "--own", "tanson", "--reason", "x")):
		answer = o.ctl(*command)
		t.ok(row["id"] not in answer.out and k.last_doc.code not in answer.out
			and answer.status != 0, "'%s' tells the first agency nothing" % command[0], answer)
	t.equal(o.arrival(sent)["state"], "registered", "and changes nothing")


def first_number(t):
	with office.Office(keys=office.key_cache(), books={"kimson": (("first-year", YEAR),
			("first", 1235))}) as o:
		o.start()
		t.equal((put(o, "signed-document")["document"] or {}).get("number"), 1235,
			"the year of introduction goes on from the paper book")
		t.equal((put(o, "ecdsa-document")["document"] or {}).get("number"), 1236, "and on")


def main():
	if not pdf.have_reportlab():
		print("1..0 # SKIP python3-reportlab is missing")
		return
	with office.Office(keys=office.key_cache()) as o:
		def start(_):
			o.start()
		tap.run(start, *tap.steps(o, scan, refuse, paper_and_void, old_year, duplicates, retries, many,
			looks, two_agencies), first_number)


main()
