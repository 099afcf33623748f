#!/usr/bin/python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""crl-steps - vanthuctl crl update killed at every durable step leaves the old list or the new one (TAP)."""

import os
import subprocess
import sys
import time

sys.path.insert(0, os.path.join(os.path.dirname(os.path.abspath(__file__)), ".."))
from lib import crash, crl_server, office, pki, tap  # noqa: E402

DAY = 86400
MOST = 60


def crl(p, number):
	now = int(time.time())
	return pki.make_crl(p["g2"], [], now - DAY, now + 30 * DAY, number)


def in_use(folder):
	"""Bytes of every file that the inspect program would read."""
	out = []
	for name in sorted(os.listdir(folder)):
		if not name.startswith(".tmp-"):
			with open(os.path.join(folder, name), "rb") as f:
				out.append(f.read())
	return out


def one(o, s, number, at):
	"""The list before, after the kill, and after another update; was something killed?"""
	crls = o.path("state", "trust", "crls")
	before = in_use(crls)
	new = crl(o.pki, number)
	s.put("/g2.crl", new)
	map_of = crash.Map(o.path("crash-map"), at)
	o.environment = map_of.environment
	killed = subprocess.run([os.path.join(o.build, "vanthuctl"), "-c", o.conf, "crl", "update"],
		env=o.env(), capture_output=True, timeout=60, check=False)
	passed = map_of.points()
	middle = in_use(crls)
	o.environment = {}
	again = o.ctl("crl", "update")
	return {"old or new": middle in (before, [new]), "new at last": in_use(crls) == [new],
		"status": again.status == 0,
		"no halves": not [n for n in os.listdir(crls) if n.startswith(".tmp-")],
		"incoming": os.listdir(o.path("state", "trust", "incoming")) == [],
		"said": (killed.returncode, killed.stderr, again)}, len(passed) >= at, passed


def every_step(t, o, s):
	crls = o.path("state", "trust", "crls")
	os.makedirs(crls, exist_ok=True)
	o.more.setdefault("trust", {}).update(crls=crls)
	o.extra = [("fetch g2", {"url": s.url("/g2.crl")})]
	o.write()
	s.put("/g2.crl", crl(o.pki, 1))
	o.ctl("crl", "update", ok=True)
	names, number = [], 1
	for at in range(1, MOST):
		number += 1
		found, killed, passed = one(o, s, number, at)
		if not killed:
			t.ok(at > 4, "every step was tried: %s" % " ".join(passed))
			break
		names.append(passed[at - 1])
		bad = [what for what, good in found.items() if what != "said" and not good]
		t.ok(not bad, "killed at step %d, %s" % (at, passed[at - 1]), "%s\n%s" % (bad, found["said"]))
	t.ok({"fetch.laid", "judge.looked", "crl.judged", "publish.renamed"} <= set(names),
		"steps of the fetcher, the judge and the file in use are among them", names)


def main():
	built = crash.build()
	if built is None:
		print("1..0 # SKIP the build with crash points could not be made")
		return
	with office.Office(build=built, keys=office.key_cache()) as o, crl_server.Server() as s:
		tap.run(*tap.steps_of(o, s, every_step))


main()
