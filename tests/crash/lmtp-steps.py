#!/usr/bin/python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""lmtp-steps - killed at every durable step between an MTA and the register; the MTA, whose reply was
lost, delivers again (TAP)."""

import os
import smtplib
import sys
import time

sys.path.insert(0, os.path.join(os.path.dirname(os.path.abspath(__file__)), ".."))
from lib import crash, kit, office, pdf, tap, wait  # noqa: E402

MAILS = 3
TO = ("vanthu@kimson.example", "robot@kimson.example")
# Steps of others that a message by this door passes before it is the registrar's.
ALSO = ("arrival.kept",)


def hand(path, raw, recipients):
	"""Those who were not taken. smtplib's own sendmail() reads one reply for all of them."""
	with smtplib.LMTP(path, timeout=20) as lmtp:
		lmtp.ehlo()
		lmtp.mail("vanthu@noivu.example")
		for address in recipients:
			lmtp.rcpt(address)
		if lmtp.docmd("DATA")[0] != 354:
			return recipients
		lmtp.send(smtplib._quote_periods(raw) + b".\r\n")  # pylint: disable=protected-access
		return [address for address in recipients if lmtp.getreply()[0] != 250]


class Run(crash.Trial):
	def __init__(self, base, raws, at):
		super().__init__(base, at)
		self.raws = raws
		self.again = 0	# deliveries of what had been delivered, the reply lost
		self.o.add_block("lmtp mta", listen=self.o.path("lmtp.sock"), agency="kimson")

	def remark(self):
		return ", %d repeated" % self.again

	def deliver(self, raw):
		"""As an MTA: until every recipient is answered, the same bytes."""
		until = time.monotonic() + 60
		left = list(TO)
		while left:
			self.revive()
			try:
				left = hand(self.o.path("lmtp.sock"), raw, left)
			except (OSError, smtplib.SMTPException):
				self.again += 1
			if left and time.monotonic() > until:
				raise office.Fault("not taken by LMTP\n" + self.o.tail())
			if left:
				time.sleep(0.1)

	def go(self):
		self.o.start()
		self.o.wait_idle()
		self.map.arm(self.at)
		for raw in self.raws:
			self.deliver(raw)
		wait.until(self._over)

	def _over(self):
		self.revive()
		return len(self.o.numbers()) >= len(self.raws)

	def faults(self):
		o, out = self.o, []
		self.idle()
		rows = o.sql("SELECT * FROM arrival")
		for raw in self.raws:
			states = sorted(r["state"] for r in rows if r["sha256"] == office.Sent(raw, None).sha256)
			if states.count("registered") != 1 or set(states) - {"registered", "duplicate"}:
				out.append("one of them is %s" % states)
			told = {r["address"] for r in o.sql("SELECT address FROM recipient WHERE arrival IN"
				" (SELECT id FROM arrival WHERE sha256 = ?)", office.Sent(raw, None).sha256)}
			if told != set(TO):
				out.append("its recipients are %s" % told)
		if o.numbers() != list(range(1, len(self.raws) + 1)):
			out.append("numbers %s" % o.numbers())
		o.stop()
		o.start()
		o.wait_idle()
		left = os.listdir(o.path("state", "spool"))
		stray = [n for n in left if n.endswith(".eml") and n[:-4] + ".env" not in left]
		left = [n for n in left if n not in stray]	# for a while: an envelope may be to come
		if left:
			out.append("spool/ holds %s" % left)
		if o.ctl("verify").status != 0:
			out.append("verify does not hold")
		return out


@crash.on_build
def walk(t, base):
	k = kit.Kit(base.pki)
	raws = []
	for i in range(MAILS):
		k.begin("lmtp-crash-%d" % i, 60 + i)
		raws.append(k.signed())
	passed = Run(base, raws, 0).judge(t)
	steps = [n + 1 for n, name in enumerate(passed) if name.startswith("lmtp.") or name in ALSO]
	names = {passed[n - 1] for n in steps}
	t.ok({"lmtp.whole", "lmtp.synced", "lmtp.eml", "lmtp.env", "lmtp.durable"} <= names,
		"every step of the door is one to die at", sorted(set(passed)))
	runs = [Run(base, raws, at) for at in steps]
	for run in runs:
		run.judge(t)
	again = sum(run.again for run in runs)
	t.ok(again > len(names), "the MTA had to repeat (%d times)" % again)


if not pdf.have_reportlab():
	print("1..0 # SKIP python3-reportlab is missing")
else:
	tap.run(walk)
