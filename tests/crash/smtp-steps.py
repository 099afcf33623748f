#!/usr/bin/python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""smtp-steps - killed between an act and the server's 250, and between the 250 and our record: a mail that
goes twice is the same mail, its bytes, Message-ID and envelope id (TAP)."""

import email
import os
import sys

sys.path.insert(0, os.path.join(os.path.dirname(os.path.abspath(__file__)), ".."))
from lib import crash, kit, office, pdf, smtp_fake, tap  # noqa: E402

# Each of them once; store.commit.before: the one that would record the 250.
STEPS = ("mail.published", "mail.composed", "dispatch.begin", "dispatch.delivered", "mail.sent",
	"mail.recorded")
MAILS = 3	# of one document: a receipt, two notices


class Run(crash.Trial):
	def __init__(self, base, raw, server, at):
		super().__init__(base, at)
		self.raw = raw
		self.server = server
		self.copies = None
		self.o.more["dispatch"] = {"maildir": None, "retry": "1s 1s 1s 1s"}
		self.o.add_block("smtp", server="127.0.0.1", port=server.port, tls="off", timeout="5s")

	def go(self):
		o = self.o
		self.map.arm(self.at)
		until = office.time.monotonic() + 40
		sent = None
		while office.time.monotonic() < until:
			try:
				self.revive()
				sent = sent or o.deliver(self.raw)
				rows = o.sql("SELECT state FROM mail")
			except (office.Fault, office.sqlite3.Error):
				continue
			if [r["state"] for r in rows] == ["sent"] * MAILS:
				break
			office.time.sleep(0.1)
		self.idle()

	def faults(self):
		out = []
		mails = self.o.sql("SELECT * FROM mail")
		if [m["state"] for m in mails] != ["sent"] * MAILS:
			out.append("the register says %s" % [(m["recipient"], m["state"]) for m in mails])
		taken = {}
		for sender, recipients, raw in self.server.taken:
			name = str(email.message_from_bytes(raw)["Message-ID"])
			taken.setdefault(name, []).append((sender, tuple(recipients), raw))
		if set(taken) != {m["message_id"] for m in mails}:
			out.append("taken and known differ: %s" % sorted(taken))
		for name, copies in taken.items():
			if len(set(copies)) != 1:
				out.append("%s: two different mails under one id" % name)
			if len(copies) > 2:
				out.append("%s: %d copies" % (name, len(copies)))
		self.copies = sum(len(c) for c in taken.values())
		return out


def one(t, base, raw, at):
	"""The names passed."""
	with smtp_fake.Fake("off") as server:
		run = Run(base, raw, server, at)
		passed = run.judge(t)
	if crash.name_of(passed, at) == "dispatch.delivered":
		t.equal(run.copies, MAILS + 1, "the server took one of them twice, byte by byte the same")
	elif not at:
		t.equal(run.copies, MAILS, "each went once")
	return passed


@crash.on_build
def walk(t, base):
	k = kit.Kit(base.pki)
	k.begin("crash-smtp", 45)
	raw = k.signed()
	passed = one(t, base, raw, 0)
	steps = [passed.index(name) + 1 for name in STEPS if name in passed]
	t.equal(len(steps), len(STEPS), "there are steps to die at")
	after = passed.index("mail.sent")
	steps += [n + 1 for n, name in enumerate(passed) if n > after
		and name == "store.commit.before"][:1]
	for at in steps:
		one(t, base, raw, at)


if not pdf.have_reportlab():
	print("1..0 # SKIP python3-reportlab is missing")
else:
	tap.run(walk)
