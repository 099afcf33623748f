#!/usr/bin/python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""t929-asked-again - after a restore old links open nothing: what is open is asked anew (TAP)."""

import os
import sys
import time

sys.path.insert(0, os.path.join(os.path.dirname(os.path.abspath(__file__)), ".."))
from lib import kit, message as m, office, phone, tap  # noqa: E402

YES = "Đồng ý với đề xuất"


class Cast:
	def __init__(self, o):
		self.o, self.k = o, kit.Kit(o.pki)
		self.leader, self.clerk = (phone.Person(o, n) for n in ("chutich", "binh"))
		self.year = time.gmtime(time.time() + 7 * 3600).tm_year

	def stage(self):
		return self.o.sql("SELECT stage FROM document WHERE number = 1")[0]["stage"]

	def notices(self):
		return self.leader.mails("[Trình]")


def restored(t, c, lose_key):
	o = c.o
	before = c.notices()[-1]
	count = len(c.notices())
	o.ctl("backup", "--full", ok=True)
	name = sorted(n for n in os.listdir(o.path("backups")) if n.endswith("-full"))[-1]
	o.stop()
	if lose_key:	# another machine
		os.unlink(o.path("state", "db", "token.key"))
	run = o.ctl("restore", o.path("backups", name), "--to", o.path("state"), as_json=False)
	t.ok(run.status == 0, "restored", run.out)
	o.start()
	o.settle()
	o.wait_idle()
	again = c.notices()[count:]
	t.equal(len(again), 1, "the notice goes again, once")
	t.ok(phone.link(again[0], YES) != phone.link(before, YES), "with other tokens")
	row = c.leader.tap(phone.link(before, YES))
	t.ok(row["state"] != "acted" or c.stage() == "submitted", "the old link decides nothing")
	row = c.leader.reply(before, "Đồng ý")
	t.equal(c.stage(), "submitted", "nor does an answer to the old notice")


def same_machine(t, c):
	c.k.begin("again", 20)
	c.o.deliver(c.k.signed())
	c.o.settle()
	c.o.wait_idle()
	c.clerk.send(m.text("TRÌNH 1/%d\nCHỦ TRÌ: Nguyễn Văn Tư\n" % c.year), "trinh")
	restored(t, c, False)


def another_machine(t, c):
	restored(t, c, True)
	c.leader.tap(phone.link(c.notices()[-1], YES))
	t.equal(c.stage(), "assigned", "the new link decides")
	t.ok('"asked-again":1' in "".join(r["line"] for r in c.o.sql("SELECT line FROM ledger")),
		"the ledger says how many were asked again")
	t.equal(c.o.ctl("verify", as_json=False).status, 0, "verify finds nothing wrong")


def main():
	with office.Office(keys=office.key_cache(), more={"notices": {"submit": "yes"}}) as o:
		o.tidy_trust()
		phone.block(o)
		os.makedirs(o.path("backups"))
		o.add_block("backup", to="backups", full="365d", incremental="365d", keep="100")
		o.start()
		tap.run(*tap.steps(Cast(o), same_machine, another_machine))


main()
