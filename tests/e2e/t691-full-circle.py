#!/usr/bin/python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""t691-full-circle - a mail program signs and submits; Postfix, vanthu, Postfix, Dovecot; read by IMAP.

Two makers (s-nail, and the openssl command with Python's email and smtplib), two doors (LMTP from
Postfix, IMAP from Dovecot). What came out is fetched by imaplib and judged by the openssl command.
"""

import email
import email.policy
import email.message
import os
import shutil
import sys
import tempfile
import time

sys.path.insert(0, os.path.join(os.path.dirname(os.path.abspath(__file__)), ".."))
from lib import kit, letter, pdf, real_peers, tap  # noqa: E402

DOORS = {"lmtp": real_peers.REGISTRY, "imap": real_peers.MAILBOX + "@kimson.example"}
SERIAL = iter(range(500, 600))


def document(h):
	"""(kit, its PDF as a file)."""
	k = kit.Kit(h.pki)
	number = next(SERIAL)
	k.begin("circle-%d" % number, number)
	k.doc()
	path = h.path("%s_SNV-VP.pdf" % k.number)
	with open(path, "wb") as f:
		f.write(k.pdf())
	return k, path


def openssl_sends(h, k, path, to):
	entity = email.message.EmailMessage(policy=email.policy.SMTP.clone(cte_type="7bit"))
	entity.set_content("Kính gửi: Ủy ban nhân dân xã Kim Sơn.\n\nSở Nội vụ gửi văn bản số %s.\n"
		% k.number, cte="base64")
	with open(path, "rb") as f:
		entity.add_attachment(f.read(), "application", "pdf", filename=os.path.basename(path))
	del entity["MIME-Version"]
	subject = "Cong van so %s/SNV-VP" % k.number
	raw = real_peers.by_openssl(h.pki, entity.as_bytes(), ("-from", real_peers.AGENCY, "-to",
		real_peers.REGISTRY, "-subject", subject))
	raw = b"Message-ID: <%s@hason.example>\nDate: %s\n" % (k.name.encode(),
		email.utils.formatdate().encode()) + raw.replace(b"\r\n", b"\n")
	h.submit(raw.replace(b"\n", b"\r\n"), to)


def s_nail_sends(h, k, path, to):
	done = real_peers.by_s_nail(h, to, "Công văn số %s/SNV-VP về việc rà soát" % k.number,
		"Kính gửi: Ủy ban nhân dân xã Kim Sơn.\n\nSở Nội vụ gửi văn bản số %s.\n" % k.number, [path])
	if done.returncode != 0:
		raise RuntimeError(done.stderr.decode("utf-8", "replace") + h.mta.log()[-1500:])


def await_new(h, before, seconds=30):
	until = time.monotonic() + seconds
	while True:
		rows = h.sql("SELECT * FROM arrival WHERE state <> 'waiting' ORDER BY sequence")
		if len(rows) > before or time.monotonic() > until:
			return rows[-1] if len(rows) > before else None
		time.sleep(0.1)


def await_told(h, row, seconds=30):
	"""{user: the one message that lies there about it}."""
	until = time.monotonic() + seconds
	while True:
		ids = {m["recipient"].split("@")[0]: m["message_id"] for m in h.sql("SELECT * FROM mail"
			" WHERE arrival = ?", row["id"])}
		found = {}
		for user in real_peers.TOLD:
			for raw in h.lying(user):
				if ids.get(user, "-") == str(email.message_from_bytes(raw)["Message-ID"]):
					found[user] = raw
		if len(found) == len(real_peers.TOLD) or time.monotonic() > until:
			return found
		time.sleep(0.3)


def circle(t, h, name, sends, door):
	k, path = document(h)
	before = len(h.sql("SELECT id FROM arrival WHERE state <> 'waiting'"))
	began = time.monotonic()
	sends(h, k, path, DOORS[door])
	row = await_new(h, before)
	what = "%s by %s" % (name, door)
	if not t.ok(row and (row["state"], row["door"]) == ("registered", door), what
			+ ": registered", (row, h.ctl("held").out, h.tail())):
		return
	told = await_told(h, row)
	t.equal(sorted(told), sorted(real_peers.TOLD), what + ": receipt and notices lie in Dovecot "
		"after %.1f s" % (time.monotonic() - began))
	t.equal([h.verified(raw) for raw in told.values()], [True] * len(told),
		what + ": openssl cms -verify holds for each")
	with open(path, "rb") as f:
		given = f.read()
	with tempfile.NamedTemporaryFile() as f:
		f.write(told["tu"])
		f.flush()
		notice = letter.Letter(f.name, "tu")
	t.ok(given in [data for _, _, data in notice.attachments()],
		what + ": the assignee has the file that was signed, byte for byte")
	number = h.sql("SELECT number FROM document WHERE arrival = ?", row["id"])[0]["number"]
	t.ok(str(number) in notice.subject + notice.text, what + ": and its number", notice.text)
	receipt = email.message_from_bytes(told[real_peers.SENDER])
	t.equal((str(receipt["In-Reply-To"]), receipt["Return-Path"]), (row["message_id"], "<>"),
		what + ": the agency's receipt answers its mail, with the null sender")


def start(t, h):
	h.start()
	t.ok(h.await_log("imap-connected account=hop-thu"), "the office is at work", h.tail())


def by_openssl(t, h):
	for door in DOORS:
		circle(t, h, "openssl", openssl_sends, door)


def by_s_nail(t, h):
	if not shutil.which("s-nail"):
		t.skip("a second maker", "s-nail is not installed")
		return
	for door in DOORS:
		circle(t, h, "s-nail", s_nail_sends, door)


def unsigned(t, h):
	"""The same login without a signature: nobody is told of a document."""
	before = len(h.sql("SELECT id FROM arrival WHERE state <> 'waiting'"))
	numbers = h.numbers()
	count = h.box.count("tu")
	k, _ = document(h)
	h.submit(k.plain(), real_peers.REGISTRY)
	row = await_new(h, before)
	h.wait_idle()
	t.equal((row["state"], h.numbers() == numbers, h.box.count("tu") == count),
		("held", True, True), "without a signature: held, no number, no notice")


def jail(t, h):
	t.equal(h.denied(), [], "the jail denied nothing that was needed")
	t.equal(h.ctl("verify").status, 0, "ledger, register and files agree")


def main():
	why = real_peers.unavailable() or (
		None if pdf.have_reportlab() else "python3-reportlab is missing")
	if why:
		print("1..0 # SKIP " + why)
		return
	with real_peers.House() as h:
		tap.run(*tap.steps(h, start, by_openssl, by_s_nail, unsigned, jail))


main()
