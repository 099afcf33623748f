#!/usr/bin/python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""t740-clamd - viruses are stopped: a real clamd, one that misbehaves, one that comes back; misuse."""

import os
import signal
import sys
import time

sys.path.insert(0, os.path.join(os.path.dirname(os.path.abspath(__file__)), ".."))
from lib import clamd, clamd_fake, kit, message as m, office, office_files as files  # noqa: E402
from lib import pdf, shapes_content, tap  # noqa: E402

INFECTED, FAILED, TOO_BIG, OLD = 801, 802, 803, 804
CLERK, HEAD, ADMIN = "binh@kimson.example", "minh@kimson.example", files.ADMIN
SENDER = "so-noivu@hason.example"
NAME = clamd.NAME + ".UNOFFICIAL"
MIB = 1 << 20


class Made:
	"""Messages with numbers of their own."""

	def __init__(self, p):
		self.kit = kit.Kit(p)
		self.count = 0

	def begin(self):
		self.count += 1
		self.kit.begin("clamd-%d" % self.count, 700 + self.count)
		return self.kit

	def clean(self):
		return self.begin().signed()

	def signed(self, data, name, kind="application/octet-stream"):
		"""A validly signed document with one more file."""
		k = self.begin()
		return k.signed(k.content(k.note(), k.file(), m.attachment(data, name, kind)))

	def alone(self):
		k = self.begin()
		return m.mail(k.outer(frm=b"ai-do@la.example"), m.attachment(clamd.EICAR, "eicar.com"))


def configure(o, server, **more):
	o.stop()
	o.more["notices"] = {"digest-every": "1s", "balance-at": "23:59", "receipts-an-hour": 1000}
	o.extra = [("clamd", dict({"server": server, "timeout": "30s", "patience": "30s"}, **more))]
	o.write()
	o.start()


def status(o):
	return {row["name"]: row["value"] for row in o.ctl("status", ok=True).rows}


def told(o, address, kind):
	return o.sql("SELECT * FROM mail WHERE recipient = ? AND kind = ?", address, kind)


def state(row):
	return (row["state"], row["code"]) if row else None


# --- a real clamd ---

def registers_clean(t, o, av, made):
	configure(o, av.socket)
	row = o.await_arrival(o.deliver(made.clean()), 60)
	t.equal(state(row), ("registered", 101), "what clamd finds clean is registered")
	t.ok(o.await_log(r"virus-signatures\S* version=\"ClamAV "), "clamd's version is known", o.tail())
	rows = status(o)
	t.equal((rows.get("vanthu-scan"), rows.get("clamd", "")[:6]), ("running", "ClamAV"),
		"status tells of clamd")
	t.equal(rows.get("virus-signatures"), "OF UNKNOWN AGE", "and of its signatures")
	t.ok(".eml: OK" in av.log(), "it was handed the descriptor of the stored file",
		av.log()[-500:])


def stops_infected(t, o, av, made):
	zipped = shapes_content.files.archive({"trong/eicar.com": clamd.EICAR})
	cases = [("alone", made.alone()), ("attached", made.signed(clamd.EICAR, "bang.txt")),
		("in a zip", made.signed(zipped, "so_lieu.zip", "application/zip"))]
	k = made.begin()
	big = m.attachment(os.urandom(15 * MIB), "lon.bin")
	cases.append(("in a mail of 20 MiB", k.signed(k.content(k.note(), k.file(), big,
		m.attachment(zipped, "so_lieu.zip")))))
	t.ok(len(cases[3][1]) > 20 * MIB, "the big one is big (%d)" % len(cases[3][1]))
	before = {a: len(o.mails(a)) for a in (SENDER, CLERK, HEAD)}
	rows = {name: o.await_arrival(o.deliver(raw), 60) for name, raw in cases}
	for name, row in rows.items():
		t.equal(state(row), ("held", INFECTED), "EICAR %s: held" % name)
		t.equal(o.sql("SELECT detail FROM finding WHERE arrival = ? AND code = ?", row["id"],
			INFECTED), [{"detail": NAME}], "EICAR %s: with its name" % name)
		t.equal((o.sql("SELECT 1 FROM part WHERE arrival = ?", row["id"]), row["subject"]), ([],
			None), "EICAR %s: nothing of its contents is in the tables" % name)
	t.equal(rows["attached"]["agency"], "noivu", "who signed it is known")
	return rows, before


def tells_people(t, o, av, made):
	rows, before = stops_infected(t, o, av, made)
	o.settle(60)
	until = time.monotonic() + 75
	ids = {row["id"] for row in rows.values()}
	def missing():
		texts = {a: "".join(x.text for x in o.mails(a)[before[a]:]) for a in (CLERK, HEAD)}
		return [(a, i) for a in texts for i in ids if i not in texts[a]]
	for address in (CLERK, HEAD):
		t.ok(told(o, address, "ma-doc"), "%s hears at once" % address)
	while missing() and time.monotonic() < until:
		time.sleep(0.2)
	t.equal(missing(), [], "clerk and head of the office hear of every one")
	mails = [x for a in (CLERK, HEAD) for x in o.mails(a)[before[a]:]]
	t.ok(all(NAME in x.text for x in mails if "Mã độc" in x.subject), "with the name of the virus")
	t.ok(any("có thể bị giả mạo" in x.text for x in mails), "and that the sender may be forged")
	t.ok(not any(x.attachments() for x in mails), "nothing is attached")
	t.ok(not any("văn thư, lưu trữ" in x.text for x in mails), "nothing is quoted")
	t.equal(len(o.mails(SENDER)) - before[SENDER], 0, "the sender hears nothing")
	_stays_in(t, o, rows["attached"], before)


def _stays_in(t, o, row, before):
	one = row["id"]
	answer = o.ctl("register", one, "--number", "12", "--notation", "BC-SNV", "--issued",
		"20/11/2026", "--issuer", "Sở Nội vụ", "--type", "Báo cáo", "--subject", "x", "--not-secret")
	t.ok(answer.status == 65 and "mã độc" in answer.err, "nobody can register it", answer)
	answer = o.ctl("evidence", one, "--to", o.path("evidence"))
	t.ok(answer.status == 65 and not os.path.exists(o.path("evidence", "message.eml")),
		"its bytes are not handed out", answer)
	o.become(files.OFFICER)
	answer = o.ctl("release", one, "--reason", "thử")
	t.ok(answer.status != 0, "release does nothing for it", answer)
	o.become(files.CLERK)
	o.ctl("retry", one, ok=True)
	t.equal(state(o.await_arrival(one, 60)), ("held", INFECTED), "scanned again: the same")
	o.ctl("refuse", one, "--reason", "mã độc", ok=True)
	o.settle()
	t.equal(o.arrival(one)["state"], "refused", "a person may end it")
	t.equal(len(o.mails(SENDER)) - before[SENDER], 0, "and still the sender hears nothing")


def streams(t, o, av, made):
	configure(o, "127.0.0.1:%d" % av.port)
	rows = [o.await_arrival(o.deliver(raw), 60) for raw in (made.clean(),
		made.signed(clamd.EICAR, "bang.txt"))]
	t.equal([state(r) for r in rows], [("registered", 101), ("held", INFECTED)], "the same by TCP")
	t.ok("instream(127.0.0.1" in av.log(), "as a stream", av.log()[-500:])
	av.stop()
	av.stream = "1M"
	av.start()
	row = o.await_arrival(o.deliver(made.signed(os.urandom(3 * MIB), "lon.bin")), 60)
	t.ok(row["state"] == "held" and TOO_BIG in row["codes"], "more than clamd takes: held, 803",
		(state(row), row["codes"], o.tail()))
	configure(o, av.socket, **{"pass": "stream"})
	row = o.await_arrival(o.deliver(made.clean()), 60)
	t.equal(state(row), ("registered", 101), "a stream through the socket")


def waits_for_it(t, o, av, made):
	av.stop()
	configure(o, av.socket)
	start = len(o.log_text())
	sent = o.deliver(made.clean())
	t.ok(o.await_log(r" scan-failed ", 20, start), "clamd is down", o.tail())
	time.sleep(1)
	row = o.arrival(sent)
	t.equal(row["state"], "waiting", "the message waits")
	for name in ("vanthu-scan", "vanthu-registrar"):
		os.kill(o.pid_of(name), signal.SIGKILL)
	av.start()
	t.equal(state(o.await_arrival(sent, 60)), ("registered", 101),
		"both programs killed, clamd comes back: registered, nobody was asked")
	t.equal(status(o)["clamd"][:6], "ClamAV", "status says so")


def seen_by_doctor(t, o, av, made):
	found = _asked(o)
	t.equal(found["clamd"][0], "good", "doctor: clamd answers")
	t.ok("ClamAV" in found["clamd"][1], "with its version", found)
	t.equal(found["clamd signatures"][0], "warning", "doctor: signatures of unknown age")
	av.stop()
	found = _asked(o)
	t.equal(found["clamd"][0], "fault", "doctor: clamd is down")
	t.ok("clamav-daemon" in found["clamd"][2] and "clamd signatures" not in found, "and what to do",
		found)
	av.start()


def _asked(o):
	return {r["subject"]: (r["health"], r["finding"], r["mend"]) for r in o.ctl("doctor").rows}


# --- one that misbehaves ---

BAD = (("closes at once", clamd_fake.close_at_once), ("closes within its answer",
	clamd_fake.close_within), ("an endless line", clamd_fake.endless),
	("nonsense", "HTTP/1.1 200 OK\0"), ("the id of another session", "1: %s: OK\0"),
	("two answers", "%s: OK\0%s: OK\0"), ("an answer for something else", "other: OK\0"),
	("an error", "%s: Can't allocate memory ERROR\0"), ("a name of nothing", "%s:  FOUND\0"),
	("an end of line in place of NUL", "%s: OK\n"), ("hangs", clamd_fake.hang),
	("drips", clamd_fake.drip))


def holds(t, o, fake, made):
	configure(o, fake.path, timeout="1s", patience="1s")
	numbers = o.numbers()
	sent = []
	for name, behave in BAD:
		fake.behave = behave
		tries = fake.scans
		one = o.deliver(made.clean())
		sent.append(one)
		row = o.await_arrival(one, 30)
		t.equal(state(row), ("held", FAILED), "%s: held, not passed" % name)
		t.ok(fake.scans > tries, "%s: it was asked (%d)" % (name, fake.scans - tries))
		t.equal(row["why"], [("not-scanned", "")], "%s: and why" % name)
	t.equal(o.numbers(), numbers, "no number was drawn")
	o.settle()
	t.equal(status(o)["clamd"], "NOT ANSWERING", "status says so")
	t.equal(len(told(o, ADMIN, "quan-tri")) >= 1, True, "the administrator is told")
	answer = o.ctl("register", o.arrival(sent[0])["id"], "--not-secret")
	t.ok(answer.status == 65 and "chưa được quét" in answer.err, "nobody registers it unscanned",
		answer)
	return sent


def lets_in(t, o, fake, made):
	sent = holds(t, o, fake, made)
	before = o.ctl("retry", "--code", FAILED, "--dry-run")
	t.ok(before.status == 0, "a dry run ends, clamd silent or not", before)
	fake.behave = clamd_fake.CLEAN
	start = len(o.log_text())
	o.ctl("retry", "--code", FAILED, ok=True)
	o.settle(60)
	t.equal([state(o.arrival(s)) for s in sent], [("registered", 101)] * len(sent),
		"clamd is back: retry --code 802 registers them all")
	t.ok(o.await_log("clamd-back", start=start), "the log says it is back", o.tail())


def many_wait(t, o, fake, made):
	"""More than fits at a time, through an outage and a killed vanthu-scan: none lost, none held."""
	configure(o, fake.path, timeout="2s", patience="30s", connections="2")
	fake.behave = clamd_fake.close_at_once
	start = len(o.log_text())
	sent = [o.deliver(made.clean()) for _ in range(10)]
	t.ok(o.await_log("scan-failed", start=start), "an outage", o.tail())
	os.kill(o.pid_of("vanthu-scan"), signal.SIGKILL)
	fake.behave = clamd_fake.CLEAN
	o.settle(90)
	t.equal([state(o.arrival(s)) for s in sent], [("registered", 101)] * len(sent),
		"ten messages come through")


def knows_age(t, o, fake, made):
	fake.version = clamd_fake.version(30)
	start = len(o.log_text())
	configure(o, fake.path)
	row = o.await_arrival(o.deliver(made.clean()), 60)
	t.equal(state(row), ("registered", 101), "old signatures, stale = warn: registered")
	t.ok(o.await_log("warning - virus-signatures-old", start=start), "the log warns")
	t.ok(status(o)["virus-signatures"].endswith(" OLD"), "so does status", status(o))
	o.settle()
	count = len([x for x in o.mails(ADMIN) if "Dữ liệu nhận dạng" in x.subject])
	t.equal(count, 1, "the administrator hears of it once")
	found = _asked(o)["clamd signatures"]
	t.ok(found[0] == "warning" and "30 days" in found[1] and "freshclam" in found[2],
		"so does doctor", found)
	configure(o, fake.path, stale="hold")
	row = o.await_arrival(o.deliver(made.clean()), 60)
	t.equal(state(row), ("held", OLD), "stale = hold: held with its own code")
	o.settle()
	t.equal(len([x for x in o.mails(ADMIN) if "Dữ liệu nhận dạng" in x.subject]), 1,
		"no second mail on that day")
	fake.version = clamd_fake.version(1)
	configure(o, fake.path, stale="hold")
	t.equal(_asked(o)["clamd signatures"][0], "good", "doctor: fresh ones")
	t.equal(state(o.await_arrival(o.deliver(made.clean()), 60)), ("registered", 101), "fresh ones")
	fake.behave = "%s: Heuristics.Limits.Exceeded.MaxScanSize FOUND\0"
	row = o.await_arrival(o.deliver(made.clean()), 60)
	t.equal(state(row), ("held", TOO_BIG), "a limit of clamd is no virus")


def knows_zone(t, o, fake, made):
	"""clamd writes its local time; on this machine that is ours, whatever it is."""
	del made
	for zone, hours in (("<+12>-12", 12), ("<-11>11", -11)):
		o.stop()
		o.environment["TZ"] = zone
		fake.version = clamd_fake.version(6.8, hours_east=hours)
		start = len(o.log_text())
		configure(o, fake.path)	# 7 days are allowed
		t.ok(o.await_log("info - virus-signatures ", 30, start), "zone %s: fresh" % zone, o.tail())
		t.equal(_asked(o)["clamd signatures"][0], "good", "doctor: good")
		fake.version = clamd_fake.version(7.2, hours_east=hours)
		start = len(o.log_text())
		configure(o, fake.path)
		t.ok(o.await_log("warning - virus-signatures-old", 30, start), "zone %s: old" % zone, o.tail())
		t.equal(_asked(o)["clamd signatures"][0], "warning", "doctor: a warning")
	o.stop()
	del o.environment["TZ"]
	fake.version = clamd_fake.version()
	configure(o, fake.path)


# --- set-up and misuse ---

def refuses_set_up(t, o, fake, made):
	o.stop()
	for server, more in (("clamd.example:3310", {}), ("relative/path", {}),
			("127.0.0.1:3310", {"pass": "descriptor"}), ("127.0.0.1:0", {})):
		o.extra = [("clamd", dict({"server": server}, **more))]
		o.write()
		done = o.check()
		t.ok(done.returncode == 78 and "vanthu.conf:" in done.stderr,
			"vanthud -n refuses %s %s" % (server, more), done.stderr)
	o.extra = []
	o.write()
	o.start()
	t.ok("vanthu-scan" not in o.programs().values(), "no clamd block, no vanthu-scan")
	t.equal(state(o.await_arrival(o.deliver(made.clean()))), ("registered", 101), "nothing is scanned")
	reloads(t, o, fake, made)


def reloads(t, o, fake, made):
	"""The block comes and goes with a HUP."""
	fake.behave = "%s: Vanthu.Test FOUND\0"
	for extra, wanted in (([("clamd", {"server": fake.path})], INFECTED), ([], 101)):
		o.extra = extra
		o.write()
		start = len(o.log_text())
		o.daemon.send_signal(signal.SIGHUP)
		t.ok(o.await_log("vanthu-registrar.* ready", 30, start), "HUP: all begin anew")
		row = o.await_arrival(o.deliver(made.clean()), 60)
		t.equal(row["code"], wanted, "the clamd block %s" % ("comes" if extra else "goes"))
		t.equal("vanthu-scan" in o.programs().values(), bool(extra), "and vanthu-scan with it")


def counts_misuse(t, o, fake, made):
	o.extra = [("misuse", {"limit": 3})]
	o.become("nguyen-van-tu")
	before = len(told(o, HEAD, "lam-dung"))
	for _ in range(3):
		t.ok(o.ctl("held").status == 77, "staff may not look")
	o.wait_idle()
	t.equal(len(told(o, HEAD, "lam-dung")) - before, 0, "three refusals are nothing")
	for _ in range(4):
		o.ctl("held")
	o.wait_idle()
	t.equal(len(told(o, HEAD, "lam-dung")) - before, 1, "more: the head of the office hears, once")
	for n in range(6):
		k = made.begin()
		o.deliver(k.signed(outer=k.outer(frm=b"chutich@kimson.example")))
	o.settle()
	t.equal(len(told(o, HEAD, "lam-dung")) - before, 2, "and once of forged senders of one name")
	t.ok(any("chutich@kimson.example" in x.subject for x in o.mails(HEAD)), "with the name")
	t.equal([x for x in o.mails("chutich@kimson.example") if "sai mục đích" in x.text], [],
		"not the one whose name it is")


def run(t):
	if not pdf.have_reportlab():
		t.skip("viruses", "python3-reportlab is missing")
		return
	with office.Office(keys=office.key_cache()) as o:
		made = Made(o.pki)
		if clamd.unavailable():
			t.skip("a real clamd", clamd.unavailable())
		else:
			with clamd.Clamd(o.path("clamd")) as av:
				for step in (registers_clean, tells_people, streams, waits_for_it,
						seen_by_doctor):
					step(t, o, av, made)
		with clamd_fake.Fake(o.path("fake")) as fake:
			for step in (lets_in, many_wait, knows_age, knows_zone, refuses_set_up, counts_misuse):
				step(t, o, fake, made)
		t.equal(o.denied(), [], "the jail denied nothing")
		o.become(files.CLERK)
		t.equal(o.ctl("verify").status, 0, "and the ledger holds")


tap.run(run)
