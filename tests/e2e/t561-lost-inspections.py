#!/usr/bin/python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""t561-lost-inspections - the inspection parent dies with one message again and again: the machine is
to blame until it is not (TAP)."""

import os
import re
import signal
import sys
import time

sys.path.insert(0, os.path.join(os.path.dirname(os.path.abspath(__file__)), ".."))
from lib import kit, office, pdf, tap, wait  # noqa: E402


def letter(o, index):
	k = kit.Kit(o.pki)
	k.begin("lost-%d" % index, index)
	return k.signed()


def parents(o):
	"""Inspection parents: a child of one bears its name, too."""
	out = []
	for pid, program in o.programs().items():
		try:
			with open("/proc/%d/stat" % pid, encoding="utf-8", errors="replace") as f:
				above = int(f.read().rsplit(")", 1)[1].split()[1])
		except OSError:
			continue
		if program == "vanthu-inspect" and above == o.daemon.pid:
			out.append(pid)
	return out


def stop_next(o, old):
	"""The next inspection parent, before it can look at anything; a child of the old one may linger."""
	found = []

	def look():
		found[:] = [pid for pid in parents(o) if pid != old]
		for pid in found:
			os.kill(pid, signal.SIGSTOP)
		return bool(found)
	wait.until(look, 60, 0.01)
	return found[0]


def losses(o, arrival):
	"""(how often, milliseconds it rests) of the last one."""
	said = re.findall(re.escape(arrival) + r" inspection-lost times=(\d+) again-in=(\d+)ms", o.log_text())
	return tuple(int(n) for n in said[-1]) if said else (0, 0)


def lose(o, sent, count):
	"""The message is alone with a parent that dies, that often or until it is held. Answers with how
	often, and the next parent, stopped."""
	pid = stop_next(o, 0)
	wait.until(lambda: o.arrival(sent), 30)
	arrival, goes_at = o.arrival(sent)["id"], time.monotonic()
	until = time.monotonic() + 180
	while losses(o, arrival)[0] < count and time.monotonic() < until:
		# Given time to be with it; if it was not, this death does not count.
		time.sleep(max(goes_at - time.monotonic(), 0) + 0.5)
		os.kill(pid, signal.SIGKILL)
		killed_at = time.monotonic()
		pid = stop_next(o, pid)
		goes_at = killed_at + losses(o, arrival)[1] / 1000
		if o.arrival(sent)["state"] == "held":
			break
	os.kill(pid, signal.SIGCONT)
	return losses(o, arrival)[0]


def some_losses(t, o):
	os.kill(parents(o)[0], signal.SIGSTOP)
	sent = o.deliver(letter(o, 980))
	t.ok(lose(o, sent, 3) >= 3, "an inspection parent dies three times with one message alone", o.tail())
	t.equal(o.await_arrival(sent, 60)["state"], "registered", "it is registered all the same")


def all_losses(t, o):
	os.kill(parents(o)[0], signal.SIGSTOP)
	sent = o.deliver(letter(o, 981))
	lose(o, sent, 99)
	row = o.await_arrival(sent, 60)
	t.equal((row["state"], row["code"]), ("held", 902), "with whom it always dies, that is left to a person")
	other = o.deliver(letter(o, 982))
	t.equal(o.await_arrival(other, 60)["state"], "registered", "and mail goes on")
	o.ctl("retry", row["id"], ok=True)
	o.settle(60)
	t.equal(o.arrival(sent)["state"], "registered", "asked again, it is registered")


def main():
	if not pdf.have_reportlab():
		print("1..0 # SKIP python3-reportlab is missing")
		return
	with office.Office(keys=office.key_cache()) as o:
		def start(_):
			o.start()

		def start_again(_):	# who has died so often is started less and less often
			o.stop()
			o.start()
		tap.run(start, *tap.steps(o, some_losses), start_again, *tap.steps(o, all_losses))


main()
