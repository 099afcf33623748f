#!/usr/bin/python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""imap-steps - killed at the durable steps between an IMAP folder and the register (TAP).

Once at each kind of step, now the first time it is passed, now the last; VT_EVERY=1: every time.
"""

import os
import sys

sys.path.insert(0, os.path.join(os.path.dirname(os.path.abspath(__file__)), ".."))
from lib import crash, dovecot, kit, office, pdf, tap, wait  # noqa: E402

USER, PASSWORD = "den", "bi-mat"
DONE = "&ARAA4w- nh&Hq0-n"
SEALED = "Ni&AOo-m phong"
MAILS = 3
# Steps of others that vanthu-imap must live through.
ALSO = ("arrival.kept", "move.over")


class Run(crash.Trial):
	"""With a new account."""

	def __init__(self, base, box, raws, at):
		super().__init__(base, at)
		self.box, self.raws = box, raws
		self.user = "%s%d" % (USER, at)
		box.users[self.user] = PASSWORD
		box.write()
		self.o.add_block("imap hop-thu", **box.imap_block(self.o, self.user))

	def go(self):
		"""First a connection to the empty folder; then the mails, and the kill."""
		o = self.o
		o.start()
		if not o.await_log("imap-connected", 20):
			raise office.Fault("not connected\n" + o.tail())
		o.wait_idle()
		self.map.arm(self.at)
		with self.box.client(self.user) as c:	# LMTP would add fields
			for raw in self.raws:
				c.append("INBOX", None, None, raw)
		wait.until(self._over, 60, 0.2)

	def _over(self):
		self.revive()
		states = [r["state"] for r in self.o.sql("SELECT state FROM arrival")]
		return states.count("registered") >= MAILS and "held" in states and not self.o.sql(
			"SELECT 1 FROM move WHERE wanted IS NOT NULL AND ended_at IS NULL") \
			and not self.box.count(self.user)

	def faults(self):
		o, out = self.o, []
		self.idle()
		got = sorted((r["sha256"], r["state"]) for r in o.sql("SELECT * FROM arrival"))
		wanted = sorted((office.Sent(raw, None).sha256, "held" if raw is self.raws[-1]
			else "registered") for raw in self.raws)
		if got != wanted:
			out.append("arrivals %s" % got)
		if o.numbers() != list(range(1, MAILS + 1)):
			out.append("numbers %s" % o.numbers())
		lying = [self.box.count(self.user, f) for f in ("INBOX", DONE, SEALED)]
		if lying != [0, MAILS, 1]:
			out.append("in the folder, Đã nhận, Niêm phong: %s" % lying)
		told = [m["kind"] for m in o.sql("SELECT kind FROM mail WHERE kind = 'con-trong-hop-thu'")]
		if told:
			out.append("the security officer was sent to the mailbox")
		o.stop()
		o.start()
		o.wait_idle()
		left = os.listdir(o.path("state", "spool"))
		if left:
			out.append("spool/ holds %s" % left)
		with open(o.path("state", "imap", "hop-thu.state"), encoding="ascii") as f:
			if "under-way" in f.read():
				out.append("something is still under way")
		return out


def chosen(passed):
	"""Numbers of the steps to die at."""
	steps = {}
	for n, name in enumerate(passed):
		if name.startswith("imap.") or name in ALSO:
			steps.setdefault(name, []).append(n + 1)
	if os.environ.get("VT_EVERY"):
		return sorted(sum(steps.values(), []))
	return sorted(at[0] if i % 2 else at[-1] for i, at in enumerate(steps.values()))


@crash.on_build
def walk(t, base):
	k = kit.Kit(base.pki)
	raws = []
	for i in range(MAILS):
		k.begin("crash-%d" % i, 40 + i)
		raws.append(k.signed())
	k.begin("crash-secret", 60)
	k.doc(secrecy="MẬT")
	raws.append(k.signed())
	with dovecot.Dovecot(base.path("dovecot"), {USER: PASSWORD}) as box:
		passed = Run(base, box, raws, 0).judge(t)
		steps = chosen(passed)
		t.ok(len({passed[n - 1] for n in steps}) >= 7, "there are steps to die at",
			sorted(set(passed)))
		for at in steps:
			Run(base, box, raws, at).judge(t)


why = dovecot.unavailable() or (None if pdf.have_reportlab() else "python3-reportlab is missing")
if why:
	print("1..0 # SKIP " + why)
else:
	tap.run(walk)
