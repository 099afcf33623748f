#!/usr/bin/python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""t100-receive - the demo's messages through the door: state and code of each, the register, and
every notice as a mail client and the openssl command see it (TAP)."""

import email
import email.header
import email.utils
import hashlib
import os
import re
import sys

sys.path.insert(0, os.path.join(os.path.dirname(os.path.abspath(__file__)), ".."))
from lib import codes, message, office, office_files, pdf, shapes, tap  # noqa: E402

# The leading code of each message of the demo, where only one is right.
CODES = {"signed-document": {101}, "opaque-document": {101}, "ecdsa-document": {101, 111},
	"altered": {210}, "unsigned": {201}, "expired": {303}, "revoked": {306}, "executable":
	{601, 602}, "scan": {630, 620, 621}, "other-from": {401}, "secret": {701, 702, 703}}
MADE, SENT = {}, {}


def receive(t, o):
	for made in shapes.build(o.pki, groups=("demo",), lf=False):
		MADE[made.name] = made
		SENT[made.name] = o.deliver(made.raw)
	o.settle()
	for name, made in MADE.items():
		row = o.arrival(SENT[name])
		if not t.ok(row is not None, "%s is known" % name):
			continue
		t.ok(row["state"] in made.expect["office"], "%s: %s" % (name, made.text),
			"%s with code %s %s, whys %s; wanted %s" % (row["state"], row["code"], row["codes"],
			row["why"], made.expect["office"]))
		t.ok(row["code"] in codes.table() and row["code"] in CODES.get(name, {row["code"]}),
			"%s: its leading code is one of the table" % name, "%s of %s" % (row["code"],
			row["codes"]))


def documents(o):
	"""{name: row} of those that are registered."""
	rows = {name: o.arrival(sent) for name, sent in SENT.items()}
	return {name: row for name, row in rows.items() if row and row["document"]}


def register(t, o):
	registered = documents(o)
	t.equal(sorted(registered), ["ecdsa-document", "opaque-document", "signed-document"],
		"three messages have a number")
	t.equal(o.numbers(), [1, 2, 3], "numbers run from 1 without a gap")
	t.equal(o.numbers("tanson"), [], "the other agency has none")
	answer = o.ctl("list", "incoming")
	t.ok(answer.status == 0 and len(answer.rows) == 3, "the register has three rows", answer)
	for name, row in registered.items():
		fields = {f["field"]: f["value"] for f in o.sql(
			"SELECT field, value FROM document_field WHERE document = ?", row["document"]["id"])}
		shown = [r for r in answer.rows if str(row["document"]["number"]) in map(str, r.values())]
		text = " | ".join(map(str, shown[0].values())) if shown else ""
		want = MADE[name].expect["fields"]
		t.ok(all(fields.get(k) == want[k] for k in ("number", "notation", "issued")),
			"%s: number, notation and date are the document's" % name, fields)
		for wanted in ("%s/%s" % (want["number"], want["notation"]), want["subject"],
				"/".join(reversed(want["issued"].split("-")))):
			t.ok(wanted.casefold() in text.casefold(), "%s: the register shows «%s»" % (name,
				wanted), answer.out)
	for row in answer.rows[:1]:
		t.ok(len(row) >= 10, "the register has the ten columns of the law", list(row))
	html = o.ctl("list", "incoming", "--html", as_json=False)
	for wanted in ("SỔ ĐĂNG KÝ VĂN BẢN ĐẾN", "Ngày đến", "Số đến", "Tác giả", "Ngày chuyển",
			"Ký nhận", "Ghi chú", "Từ số"):
		t.ok(wanted.casefold() in html.out.casefold(), "--html has «%s»" % wanted, html.out[:400])


def stored(t, o):
	for name, sent in SENT.items():
		row = o.arrival(sent)
		if row is None:
			continue
		where = o.path("state", "store", sent.sha256[:2], sent.sha256 + ".eml")
		if row["place"] == "sealed":
			where = o.path("state", "sealed", sent.sha256 + ".eml")
		if not t.ok(os.path.exists(where), "%s: the original lies in %s/" % (name, row["place"])):
			continue
		with open(where, "rb") as f:
			t.ok(f.read() == sent.raw, "%s: it is byte-identical" % name)
	left = os.listdir(o.path("state", "spool"))
	t.equal(left, [], "nothing stays in spool/")


def expected_recipients(name):
	routed = {"signed-document": "noivu", "opaque-document": "tinh", "ecdsa-document": "taichinh"}
	agency = routed[name]
	want = {office_files.pki.AGENCIES[agency].address}
	for own, sender, kind, person in office_files.ROUTES:
		if own == "kimson" and sender in (None, agency) and (kind is None
				or kind == "Thông báo" and name == "opaque-document"):
			want.add(office_files.address_of(person))
	return want


def notices(t, o):
	letters = o.mails()
	for name, row in documents(o).items():
		got = {m["recipient"] for m in row["mails"] if m["state"] == "sent"}
		t.equal(got, expected_recipients(name), "%s: the right people are told" % name)
		mid = email.message_from_bytes(SENT[name].raw)["Message-ID"]
		files = {hashlib.sha256(part.get_payload(decode=True)).hexdigest()
			for part in email.message_from_bytes(content_of(SENT[name].raw)).walk()
			if part.get_filename() and part.get_content_type() == "application/pdf"}
		for one in letters:
			if one.message_id not in {m["message_id"] for m in row["mails"]}:
				continue
			t.ok(mid in (one["In-Reply-To"] or "") and mid in (one["References"] or ""),
				"%s: mail to %s belongs to its thread" % (name, one.folder),
				"%s / %s" % (one["In-Reply-To"], one["References"]))
			if one.folder.endswith("@kimson.example"):
				t.ok(files <= one.hashes(), "%s: %s has the file as it was sent" % (name,
					one.folder), one.attachments() and [a[:2] for a in one.attachments()])
				t.ok(SENT[name].sha256 in one.hashes(), "%s: and the original message" % name,
					[a[:2] for a in one.attachments()])
			else:
				t.ok(not one.attachments(), "%s: the sender gets no file back" % name)
				t.ok(SENT[name].sha256 in one.text, "%s: but the hash" % name, one.text)
	receipts = [one for one in letters if one.folder == "so-noivu@hason.example"
		and "%d/" % documents(o)["signed-document"]["document"]["number"] in one.text]
	t.ok(bool(receipts), "the sender's receipt has the number")


def content_of(raw):
	"""The signed entity of a message, opaque ones too."""
	content, _ = message.signed_content(raw)
	if content is not None:
		return content
	done = office.subprocess.run(("openssl", "cms", "-verify", "-noverify", "-inform", "SMIME"),
		input=raw, capture_output=True, check=True)
	return done.stdout


def letters_in_form(t, o):
	root = o.path("pki", "trust", "root.pem")
	letters = o.mails()
	t.ok(len(letters) >= 8, "there are letters to look at", len(letters))
	seen = set()
	for one in letters:
		name = "letter to %s (%s)" % (one.folder, one.subject[:30])
		good, content = one.verify(root)
		t.ok(good, name + " verifies", content)
		inside = email.message_from_bytes(content) if good else {}
		t.ok(inside.get("X-Vanthu-Purpose") == "notice", name + " says inside that it is a notice",
			dict(inside))
		attributes = one.attributes()
		wrong = [w for w in ("signingTime", "signingCertificateV2", "S/MIME Capabilities")
			if w.lower() not in attributes.lower()]
		wrong += [] if "sha256" in attributes else ["sha256"]
		wrong += [] if (one["Auto-Submitted"] or "").startswith("auto-") else ["Auto-Submitted"]
		wrong += [] if email.utils.parseaddr(one["From"] or "")[1] == "robot@kimson.example" else [
			"From %s" % one["From"]]
		wrong += [] if one.folder in (one["To"] or "") else ["To"]
		wrong += [] if one["Date"] and one["MIME-Version"] else ["Date or MIME-Version"]
		wrong += ["Message-ID"] if not one.message_id or one.message_id in seen else []
		wrong += subject_faults(one) + text_faults(one)
		seen.add(one.message_id)
		t.ok(not wrong, name + " has the form of the issue", wrong)
	known = {m["message_id"] for m in o.sql("SELECT message_id FROM mail")}
	t.ok(seen <= known, "every Message-ID is the one of its row")


def subject_faults(one):
	raw = one.raw_header("Subject") or b""
	out = [] if raw.isascii() else ["subject is not ASCII"]
	words = re.findall(rb"=\?[^ ?]+\?[BbQq]\?[^ ?]*\?=", raw)
	out += ["an encoded word longer than 75"] if any(len(w) > 75 for w in words) else []
	decoded = str(email.header.make_header(email.header.decode_header(raw.decode("ascii",
		"replace").replace("\r\n", "").replace("\n", ""))))
	out += [] if decoded.strip() else ["empty subject"]
	out += ["\ufffd in subject"] if "\ufffd" in decoded else []
	return out


def text_faults(one):
	parts = [p for p in one.entity.walk() if p.get_content_type() == "text/plain"
		and not p.is_attachment()]
	if not parts:
		return ["no plain text"]
	out = [] if (parts[0].get_content_charset() or "").lower() == "utf-8" else ["charset"]
	text = parts[0].get_content()
	out += ["a place was not filled: " + w for w in re.findall(r"\{[a-z_#/?]+\}", text)]
	out += ["text is empty"] if len(text) < 100 else []
	if any(len(line) > 998 for line in one.raw.splitlines()):
		out.append("a line of more than 998 bytes")
	return out


def nobody_else(t, o):
	"""Who must hear nothing."""
	for address in sorted(os.listdir(o.path("mail"))):
		known = {row[3] for row in office_files.PEOPLE.values()} | {
			a.address for a in office_files.pki.AGENCIES.values()} | {office_files.ADMIN}
		t.ok(address in known, "%s is somebody of the directory" % address)
	t.ok(not o.mails("hoa@tanson.example"), "the other agency's clerk hears nothing")
	secret = o.arrival(SENT["secret"])
	officer = office_files.address_of(office_files.OFFICER)
	t.ok(any(secret["id"] in one.text for one in o.mails(officer)),
		"the security officer hears of the secret by its id")
	t.ok(not [one for one in o.mails() if secret["id"] in one.text and one.folder != officer],
		"and nobody else")
	digest = "\n".join(one.text for one in o.mails(office_files.address_of(office_files.CLERK)))
	for name in ("scan", "unsigned", "wrapped"):
		row = o.arrival(SENT[name])
		t.ok(row["id"] in digest, "the clerk hears of %s" % name)
	refused = [o.arrival(SENT[n]) for n in ("other-from", "unsigned", "altered", "auto-reply")]
	t.ok(not [m for row in refused for m in row["mails"] if m["kind"] in ("tra-lai", "refusal")],
		"what nobody proved gets no refusal")


def balance(t, o):
	rows = o.ctl("balance", ok=True).json
	text = str(rows)
	states = {r["state"]: r["n"] for r in o.sql(
		"SELECT state, count(*) AS n FROM arrival GROUP BY state")}
	for state, n in states.items():
		t.ok(state in text and str(n) in text, "the balance counts %d %s" % (n, state), text)
	t.equal(sum(states.values()), len(MADE), "every message is in exactly one state")
	done = o.ctl("verify", as_json=False)
	t.ok(done.status == 0, "vanthuctl verify finds nothing wrong", done)
	t.equal(o.denied(), [], "no reader asked for what the jail denies")


def main():
	if not pdf.have_reportlab():
		print("1..0 # SKIP python3-reportlab is missing")
		return
	with office.Office(keys=office.key_cache(), more={"notices": {"digest-every": "1s"}}) as o:
		def start(t):
			o.start()
			receive(t, o)
			t.ok(o.drain(), "all mail is out, the clerk's digests too")
		tap.run(start, *tap.steps(o, register, stored, notices, letters_in_form, nobody_else,
			balance))


main()
