#!/usr/bin/python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""t770-doctor - vanthuctl doctor, alone and with a test mail through a real Postfix and Dovecot: honest
ones, and a Postfix that writes into the subject and adds a footer."""

import datetime
import os
import re
import smtplib
import socketserver
import sys
import threading
import time

sys.path.insert(0, os.path.join(os.path.dirname(os.path.abspath(__file__)), ".."))
from lib import daemon, office, pdf, submission, tap  # noqa: E402

USERS = {"vanthu": "x-vanthu", "robot": "mật khẩu", "binh": "x-binh", "quantri": "x"}
SIZE_LIMIT = 1500000
SERVER = "mx.kimson.example"
FOOTER = b"\r\n-- \r\nThis mail came through a filter.\r\n"


class Filter(socketserver.StreamRequestHandler):
	"""A content filter as offices have them: takes a mail, adds a line, hands it on."""

	def handle(self):
		self.wfile.write(b"220 filter\r\n")
		sender, recipients = "", []
		while True:
			line = self.rfile.readline().rstrip(b"\r\n")
			word = line.upper()
			if word.startswith((b"EHLO", b"HELO")):
				self.wfile.write(b"250 filter\r\n")
			elif word.startswith(b"MAIL FROM:"):
				sender, recipients = line[11:].split(b">")[0].decode(), []
				self.wfile.write(b"250 ok\r\n")
			elif word.startswith(b"RCPT TO:"):
				recipients.append(line[9:].split(b">")[0].decode())
				self.wfile.write(b"250 ok\r\n")
			elif word == b"DATA":
				self.wfile.write(b"354 go on\r\n")
				self.take(sender, recipients)
			elif word == b"QUIT" or not line:
				return
			else:
				self.wfile.write(b"250 ok\r\n")

	def take(self, sender, recipients):
		lines = []
		while True:
			line = self.rfile.readline()
			if line in (b".\r\n", b""):
				break
			lines.append(line[1:] if line.startswith(b".") else line)
		raw = b"".join(lines)
		# Into the text that is signed, as most of them do.
		end = raw.find(b"\r\n--", raw.find(b"quoted-printable"))
		with smtplib.SMTP("127.0.0.1", self.server.back, timeout=30) as smtp:
			smtp.sendmail(sender, recipients, raw[:end] + FOOTER + raw[end:])
		self.wfile.write(b"250 ok\r\n")


class Filtering(socketserver.ThreadingTCPServer):
	allow_reuse_address = True
	daemon_threads = True

	def __init__(self, back):
		self.back = back
		super().__init__(("127.0.0.1", 0), Filter)
		threading.Thread(target=self.serve_forever, daemon=True).start()

	@property
	def port(self):
		return self.server_address[1]


def configure(o, mta, reports=False):
	o.more["dispatch"] = {"maildir": None}
	o.more["notices"] = {"attach-max": "256K", "balance-at": "23:59"}
	o.extra = [
		("smtp", {"server": mta.host, "port": mta.submissions, "roots": mta.roots, "user": "robot",
			"password-file": o.secret("password-robot", USERS["robot"])}),
		("imap den-imap", mta.box.imap_block(o, "vanthu", poll="2s", timeout=None))]
	if reports:	# whoever sends reads what is told of it
		o.extra.append(("imap bao-phat", mta.box.imap_block(o, "robot", poll="2s", timeout=None)))
	o.write()


def by_subject(rows):
	out = {}
	for row in rows:
		out.setdefault(row["subject"], []).append(row)
	return out


def looks(t, o, mta):
	answer = o.ctl("doctor")
	rows = by_subject(answer.rows)
	t.equal(rows["office"][0]["health"], "warning", "doctor works while the office does not run")
	t.equal([r["health"] for r in rows["smtp"]], ["good"], "the SMTP server answers")
	t.equal([r["health"] for r in rows["imap den-imap"]], ["good"], "and the IMAP server")
	t.equal([r["health"] for r in rows["smtp certificate"] + rows["imap den-imap certificate"]],
		["good"] * 2, "their certificates hold")
	t.equal(rows["signer kimson"][0]["health"], "good", "so does ours")
	t.ok(not any(word in answer.out + answer.err for word in USERS.values() if len(word) > 2),
		"no password is said")
	t.ok(answer.status == max({"good": 0, "warning": 1, "fault": 2}[r["health"]]
		for r in answer.rows), "the exit status is that of the worst line")


def finds(t, o, mta):
	"""What is wrong is said, with what to do, and nothing else keeps silent for it."""
	o.secret("password-robot", "wrong")
	mta.box.stop()
	answer = o.ctl("doctor")
	rows = by_subject(answer.rows)
	t.equal((answer.status, rows["imap den-imap"][0]["health"], rows["smtp"][0]["health"]),
		(2, "fault", "fault"), "no IMAP server and no login: two faults")
	t.ok(rows["imap den-imap"][0]["mend"] and rows["smtp"][0]["mend"], "each with what to do")
	mta.box.start()
	os.chmod(o.path("pki", "keys", "kimson-notice.key"), 0o644)
	answer = o.ctl("doctor")
	t.ok("chmod 0600" in answer.out and answer.status == 2, "a key that others may read", answer)
	os.chmod(o.path("pki", "keys", "kimson-notice.key"), 0o600)
	configure(o, mta)


def pinned(t, o, mta):
	"""Both ages: of the pin, as somebody wrote it down, and of the certificate."""
	day = (datetime.datetime.now(datetime.timezone(datetime.timedelta(hours=7)))
		- datetime.timedelta(days=45)).strftime("%Y-%m-%d")

	def look(behind):
		for _, block in o.extra:
			block.update({"roots": None, "tls-pin": mta.box.certificate.pin + behind})
		o.write()
		rows = by_subject(o.ctl("doctor").rows)
		return rows["smtp certificate"] + rows["imap den-imap certificate"]

	rows = look(" " + day)
	t.ok(all("pinned key" in r["finding"] and "pinned 45 days ago (%s)" % day in r["finding"]
		for r in rows), "a pin is shown with its age, on both servers", rows)
	t.ok(all(re.search(r"its certificate is \d+ hours old", r["finding"]) and r["health"] == "good" for r in rows),
		"beside that of the certificate", rows)
	rows = look("")
	t.ok(all(r["health"] == "warning" and "nobody wrote when" in r["finding"]
		and "tls-pin = sha256:... 2026-11-22" in r["mend"] for r in rows),
		"a pin nobody dated: that is said, and how to write it", rows)
	rows = look(" 2024-01-31")
	t.ok(all(r["health"] == "warning" and "known authority" in r["mend"] for r in rows),
		"one of more than a year: time for a certificate that somebody vouches for", rows)
	configure(o, mta)


def went_round(t, o, mta, *args):
	start = len(o.log_text())
	o.start()
	# A mailbox begins with what comes after the first look at it.
	t.ok(o.await_log("imap-connected", start=start), "the mailbox is watched")
	before = o.sql("SELECT coalesce(max(sequence), 0) AS last FROM arrival")[0]["last"]
	answer = o.ctl("doctor", "--roundtrip", *args, as_json=False, seconds=150)
	states = [r["state"] for r in o.sql("SELECT state FROM arrival WHERE subject LIKE"
		" '%vanthu-roundtrip-%' AND sequence > ?", before)]
	t.equal(o.numbers(), [], "no test mail became a document")
	o.stop()
	return answer, states


def maildirs(o):
	o.more["dispatch"] = {}
	o.extra = o.extra[1:]


def rehearsal(o):
	o.more["dispatch"]["mode"] = "hold"


def refused(t, o, mta):
	"""What would only be found out by waiting is said at once."""
	for what, change, said in (
			("Maildirs", maildirs, "mail goes out to Maildirs"),
			("a rehearsal", rehearsal, "dispatch.mode is hold")):
		configure(o, mta)
		change(o)
		o.write()
		o.start()
		begun = time.monotonic()
		answer = o.ctl("roundtrip", as_json=False)
		t.ok(answer.status == 78 and said in answer.err and "try again" in answer.err
			and time.monotonic() - begun < 20, "%s: refused at once, and what to do" % what, answer)
		o.stop()
	t.equal(o.sql("SELECT count(*) AS n FROM mail WHERE kind = 'thu-nghiem'")[0]["n"], 0,
		"no test mail was made")


def honest(t, o, mta):
	configure(o, mta, reports=True)
	answer, states = went_round(t, o, mta)
	t.equal(states, ["acted"] * 4, "all came back and are acted: two small ones and two sizes")
	for words in ("signed bytes came back unchanged", "the subject came back unchanged",
			"is delivered", "files of 16777216 bytes, encoded, pass; the largest we ever send",
			"in Authentication-Results", "does not let our login write as another",
			"a report of delivery was back after"):
		t.ok(words in answer.out, words, answer)
	for words in ("authserv-id = " + SERVER, "own-hops = 1", "attach-max = 16777216",
			"token-in = address subject message-id"):
		t.ok(words in answer.out, "it prints " + words, answer)
	for words in ("sent: a test mail to vanthu@", "vanthu@kimson.example: back after",
			"a file of 262144 bytes, encoded: back after",
			"a file of 16777216 bytes, encoded: back after"):
		t.ok(words in answer.err and words not in answer.out, "how far it is: " + words, answer)
	t.ok(answer.status <= 1, "the exit status says so (%d)" % answer.status)


def altered(t, o, mta):
	"""No session, another delimiter, a prefix in the subject, a footer in what is signed, a limit on
	sizes, and nobody reads where reports go."""
	answer, states = went_round(t, o, mta)
	t.equal(set(states), {"acted"}, "they come back and are no documents, signature or not")
	found = re.search(r"files of (\d+) bytes, encoded, pass; of \d+ do not: .*SIZE", answer.out)
	passed = int(found[1]) if found else 0
	t.ok(SIZE_LIMIT * 0.8 < passed < SIZE_LIMIT and "attach-max = %d" % passed in answer.out,
		"the largest size that passes (%d) is found, below %d" % (passed, SIZE_LIMIT), answer)
	t.ok("no report of delivery came back to robot@kimson.example" in answer.out,
		"no report comes back: said, and to whom it went", answer)
	for words in ("signed bytes were altered on the way", "the server writes into the subject",
			"[EXTERNAL]", "is not delivered", "who logged in",
			"lets one user write as another"):
		t.ok(words in answer.out, words, answer)
	t.equal(answer.status, 2, "a fault")
	t.ok("token-in = subject message-id" in answer.out, "it prints what follows")


def filtered(mta, port, back):
	"""The submission service hands all on to a filter, which gives it back at another port."""
	with open(os.path.join(mta.etc, "master.cf"), "a", encoding="utf-8") as f:
		f.write("filter unix - - n - - smtp\n127.0.0.1:%d inet n - n - - smtpd\n"
			"  -o content_filter= -o smtpd_sasl_auth_enable=no -o header_checks=\n"
			"  -o { smtpd_relay_restrictions = permit_mynetworks, reject }\n"
			"  -o { smtpd_recipient_restrictions = permit_mynetworks, reject }\n" % back)
	mta._write("subject", "/^Subject: (.*)/ REPLACE Subject: [EXTERNAL] $1\n")
	with open(os.path.join(mta.etc, "main.cf"), "a", encoding="utf-8") as f:
		f.write("content_filter = filter:[127.0.0.1]:%d\nheader_checks = pcre:%s/subject\n" % (
			port, mta.etc))


def main():
	why = submission.unavailable() or (
		None if pdf.have_reportlab() else "python3-reportlab is missing")
	if why:
		print("1..0 # SKIP " + why)
		return
	with office.Office(keys=office.key_cache()) as o:
		o.tidy_trust()
		with submission.Submission(o.path("honest"), USERS, ("kimson.example",), session=True) as mta:
			configure(o, mta)
			first = tap.steps_of(o, mta, looks, finds, pinned, refused, honest)
			back = daemon.free_port()
			other = submission.Submission(o.path("altering"), USERS, ("kimson.example",),
				extra="recipient_delimiter =\nmessage_size_limit = %d\n" % SIZE_LIMIT)
			with Filtering(back) as served:
				filtered(other, served.port, back)
				with other:
					second = tap.steps_of(o, other, lambda t, o, m: (configure(o, m)), altered)
					tap.run(*first, *second)


main()
