#!/usr/bin/python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""t110-jail - children that were taken over: what they try is denied or deadly, and costs one message.

The inspector is tests/plants/vanthu-inspect, whose children do what "X-Plant: NAME" says between
identity and contents (daemon/proc/plant.c). An ordinary message follows each.
"""

import json
import os
import signal
import subprocess
import sys
import tempfile
import time

sys.path.insert(0, os.path.join(os.path.dirname(os.path.abspath(__file__)), ".."))
from lib import inspector, pdf, pki, shapes, tap  # noqa: E402

# What asks fails with EPERM; the message goes on and is counted.
ASKING = ("open", "create", "socket", "exec")
# What does is dead. SIGSYS = 904.
DOING = ("fork", "ptrace", "io_uring", "keyctl", "bpf", "mount", "exec-memory")
ENDS = {"spin": 903, "sleep": 903, "memory": 905, "segv": 902, "abort": 902}
LIES = ("second-identity", "other-request", "huge-packet", "garbage", "silence", "flood")
HARMLESS = ("text-limit",)
# A build with sanitizers has no limit of memory and maps memory that may be executed.
NOT_SANITIZED = ("exec-memory", "memory")
PLANTS = tuple(name for name in ASKING + DOING + tuple(ENDS) + LIES + HARMLESS
	if not (tap.sanitized() and name in NOT_SANITIZED))
# The plants that leave a whole report behind them.
WHOLE = ASKING + HARMLESS + ("second-identity", "other-request")


def planted(raw, name):
	return b"X-Plant: " + name.encode() + b"\r\n" + raw


def write(folder, name, raw):
	path = os.path.join(folder, name + ".eml")
	with open(path, "wb") as f:
		f.write(raw)
	return path


def expected_code(name):
	if name in ASKING:
		return 901
	if name in DOING:
		return 904
	if name in LIES:
		return 906
	return ENDS.get(name)


def check_plant(t, name, report, after, plain):
	want = expected_code(name)
	got = inspector.codes(report)
	jail = [f for f in report["findings"] if f["check"] == "jail"]
	good = want in got if want else not jail
	t.ok(good, "%s: %s" % (name, "code %d" % want if want else "no effect"), jail)
	t.ok(report["signature"] == plain["signature"], "%s: identity stays what it was" % name,
		report["signature"])
	if name in WHOLE:
		t.ok([p["sha256"] for p in report["parts"]] == [p["sha256"] for p in plain["parts"]],
			"%s: the report goes on" % name, report["parts"])
	else:
		t.ok(report["verdict"] != "good", "%s: a person must look" % name, report["verdict"])
	t.ok(after["verdict"] == "good", "%s: the next message goes through" % name,
		after["findings"])


def check_unsigned(t, p, folder, good_raw):
	"""A second identity that claims everything proved does not save an unsigned message."""
	raw = shapes.one(p, "unsigned").raw
	files = [write(folder, "liar-" + name, planted(raw, name)) for name in LIES]
	reports, status, _ = inspector.inspect(files, p, plants=True)
	t.ok(status == 0 and len(reports) == len(files), "unsigned liars: a line each", status)
	for name, report in zip(LIES, reports):
		t.ok(report["signature"]["status"] == "none" and report["verdict"] != "good"
			and report["signature"]["signer"] is None,
			"unsigned with %s stays unsigned" % name, report["signature"])


def children(pid):
	out = []
	for task in os.listdir("/proc/%d/task" % pid):
		with open("/proc/%d/task/%s/children" % (pid, task), encoding="ascii") as f:
			out += map(int, f.read().split())
	return out


def check_parent_killed(t, p, folder, raw):
	"""vanthu-inspect itself dies: it is started again and every file gets its line."""
	files = [write(folder, "many-%03d" % i, raw) for i in range(150)]
	run = subprocess.Popen(inspector.command(files, p), stdout=subprocess.PIPE,
		stderr=subprocess.DEVNULL, env=inspector.environment())
	first = run.stdout.readline()
	killed = 0
	for _ in range(2):
		try:
			for pid in children(run.pid):
				os.kill(pid, signal.SIGKILL)
				killed += 1
		except (OSError, ProcessLookupError):
			pass
		time.sleep(0.15)
	rest = run.stdout.read().splitlines()
	status = run.wait()
	run.stdout.close()
	lines = [first.strip()] + rest
	t.ok(killed > 0, "vanthu-inspect was killed %d times" % killed)
	t.ok(status == 0 and len(lines) == len(files), "every file has its line all the same",
		status, len(lines))
	t.ok(sum(b'"verdict":"good"' in line for line in lines) >= len(files) - killed,
		"no file is blamed for it but one a death at most")


def sleeping_child(run, but):
	"""The child that looks at the message; those of the start are gone in no time."""
	until = time.monotonic() + 20
	while time.monotonic() < until and run.poll() is None:
		try:
			seen = {c for pid in children(run.pid) for c in children(pid)} - but
			time.sleep(0.7)
			seen &= {c for pid in children(run.pid) for c in children(pid)}
		except OSError:
			continue
		if seen:
			return seen.pop()
	return None


def check_child_killed(t, p, folder, raw, plain):
	"""A child that somebody else kills, small as it is: one more looks, and no more than one."""
	path = write(folder, "killed", planted(raw, "sleep"))
	for kills, want in ((1, 903), (2, 905)):
		run = subprocess.Popen(inspector.command([path], p), stdout=subprocess.PIPE,
			stderr=subprocess.DEVNULL, env=inspector.environment(plants=True))
		killed = set()
		for _ in range(kills):
			pid = sleeping_child(run, killed)
			if pid is not None:
				os.kill(pid, signal.SIGKILL)
				killed.add(pid)
		lines = run.stdout.read().splitlines()
		run.wait()
		run.stdout.close()
		report = json.loads(lines[0]) if lines else {"findings": [], "signature": None}
		t.ok(len(killed) == kills and want in inspector.codes(report),
			"a child killed %d times: code %d" % (kills, want), killed, report["findings"])
		t.ok(report["signature"] == plain["signature"], "and the identity of the first",
			report["signature"])


def main():
	t = inspector.Tap()
	if not pdf.have_reportlab():
		t.skip("jail", "python3-reportlab is missing")
		return t.done()
	with tempfile.TemporaryDirectory(prefix="vanthu-jail-") as folder:
		p = pki.make(os.path.join(folder, "pki"))
		raw = shapes.one(p, "signed-document").raw
		plain_path = write(folder, "plain", raw)
		(plain,), status, err = inspector.inspect([plain_path], p, plants=True)
		t.ok(status == 0 and plain["verdict"] == "good", "without a plant all is well",
			plain["findings"], err)
		files = []
		for name in PLANTS:
			files += [write(folder, name, planted(raw, name)), plain_path]
		reports, status, err = inspector.inspect(files, p, plants=True)
		t.ok(status == 0, "all were inspected", status, err)
		if t.ok(len(reports) == len(files), "every file has its line", len(reports)):
			for i, name in enumerate(PLANTS):
				check_plant(t, name, reports[2 * i], reports[2 * i + 1], plain)
		check_unsigned(t, p, folder, raw)
		real, _, _ = inspector.inspect([files[0]], p)
		t.ok(real[0]["verdict"] == "good" and not [c for c in inspector.codes(real[0]) if c >= 900],
			"the real program knows no plants", real[0]["findings"])
		check_child_killed(t, p, folder, raw, plain)
		check_parent_killed(t, p, folder, raw)
	return t.done()


if __name__ == "__main__":
	sys.exit(main())
