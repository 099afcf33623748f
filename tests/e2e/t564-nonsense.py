#!/usr/bin/python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""t564-nonsense - the inspection answers nonsense for a while: nobody believes it, nobody dies of it, and
afterwards all is as it would have been (TAP)."""

import os
import sys
import time

sys.path.insert(0, os.path.join(os.path.dirname(os.path.abspath(__file__)), ".."))
from lib import faults, kit, office, pdf, tap  # noqa: E402

COUNT = int(os.environ.get("VT_COUNT", "16"))
SECONDS = 8	# of lies


def letters(o):
	k = kit.Kit(o.pki)
	for i in range(COUNT):
		k.begin("nonsense", 60 + i)
		yield k.signed()


def folder_of(o):
	"""The programs that were built, but the inspection behind a liar."""
	folder = o.path("programs")
	os.mkdir(folder)
	for name in os.listdir(o.build):
		if name.startswith("vanthu") and os.access(os.path.join(o.build, name), os.X_OK):
			os.symlink(os.path.join(o.build, name), os.path.join(folder, name))
	os.unlink(os.path.join(folder, "vanthu-inspect"))
	os.symlink(os.path.join(office.source_folder(), "tests", "lib", "liar.py"), os.path.join(folder, "vanthu-inspect"))
	return folder


def lied_to(t, o, raws):
	lies = o.path("lies")
	o.environment = {"VANTHU_HONEST": o.build, "VANTHU_LIES": lies, "VANTHU_LIBEXECDIR": folder_of(o)}
	o.start()
	registrar = o.pid_of("vanthu-registrar")
	with open(lies, "w", encoding="ascii") as f:
		f.write("50")
	sent = [o.deliver(raw) for raw in raws]
	time.sleep(SECONDS)
	os.unlink(lies)
	o.settle(85)
	t.equal(o.pid_of("vanthu-registrar"), registrar, "the registrar lives through it")
	t.ok(any(word in o.log_text() for word in ("peer-gone", "report-refused")), "and met it", o.tail())
	states = {o.arrival(one)["state"] for one in sent}
	t.ok(states <= {"registered", "held"}, "every message is registered or held for a person", states)
	t.equal({o.arrival(one)["code"] for one in sent if o.arrival(one)["state"] == "held"} - {902, 906, 910}, set(),
		"held for what the inspection did, and nothing else")
	for row in o.sql("SELECT id FROM arrival WHERE state = 'held'"):
		o.ctl("retry", row["id"], ok=True)
	o.settle(60)
	o.wait_idle()
	o.drain()


def silent(t, o, _):
	"""It lives and answers nothing: it is taken for dead, and what it owes is asked of the next one."""
	lies = o.path("lies")
	k = kit.Kit(o.pki)
	k.begin("silent", 59)
	with open(lies, "w", encoding="ascii") as f:
		f.write("silent")
	start = len(o.log_text())
	sent = o.deliver(k.signed())
	t.ok(o.await_log("owes an answer and says nothing", 60, start), "who owes an answer for long is taken for dead", o.tail())
	os.unlink(lies)
	t.equal(o.await_arrival(sent, 60)["state"], "registered", "the next one is asked")


def compared(t, o, raws):
	with office.Office(keys=office.key_cache(), material=o.pki) as good:
		good.tidy_trust()
		good.write()
		good.start()
		for raw in raws:
			good.deliver(raw)
		good.settle(60)
		good.wait_idle()
		good.drain()
		wanted, came = faults.picture(good), faults.picture(o)
	for what in ("numbers", "documents"):
		t.equal(came[what], wanted[what], "looked at again, the same " + what)
	t.equal(o.ctl("verify", as_json=False).status, 0, "verify finds nothing wrong")
	t.equal(len(came["twice"]), 0, "nobody got a mail twice")


def main():
	if not pdf.have_reportlab():
		print("1..0 # SKIP python3-reportlab is missing")
		return
	with office.Office(keys=office.key_cache(), more={"inspect": {"wall": "5s"}}) as o:
		o.tidy_trust()
		o.write()
		raws = list(letters(o))
		tap.run(*tap.steps_of(o, raws, lied_to, compared, silent))


main()
