# SPDX-License-Identifier: GPL-3.0-or-later
"""story_judge - what must have come of that day, computed from its plan alone, and what did come.

expected_*() know the plan, the rules of the regulation and who was meant to write what; they never
look at the office. judge() compares: registers, tasks, mails (each kind to each person), ledger,
verify; and counts the mails a person gets.
"""

import collections
import json
import re
import subprocess

from . import phone, pki, story, story_hours

CLERK_MOST = 1.2	# mails a document
TODAY = "26/11/2026"
ITSELF = "tự động"
AROUND = ("arrive", "conclude", "decide")	# lines of messages and answers, whatever they say
LISTS = 2		# of a leader, a day
TABLES = 2		# of forms, for the clerk
HEADS = {unit: story.CAST[login][0] for unit, login in story.HEADS.items()}
UNDER = {story.CAST[head][0]: story.CAST[under][0] for head, under in story_hours.STAFF.items()}
LOGIN = {row[0]: login for login, row in story.CAST.items()}


def registered(plan):
	return [one for one in plan if not one.secret]


def early(plan):
	return [one for one in registered(plan) if one.at == "07:30"]


def of_unit(plan, unit):
	return [one for one in early(plan) if one.lead == unit]


def finished(plan):
	"""Counter of leaders: so much of what each gave is done."""
	return collections.Counter(one.leader for unit in HEADS
		for one in of_unit(plan, unit)[2 if unit == story.VH else 0:])


# ---- what is expected ----

def expected_register(plan):
	"""{(number, notation)} and what numbers they have between them, by the hour."""
	first = len(early(plan))
	return {(one.number, one.notation): range(1, first + 1) if one.at == "07:30"
		else range(first + 1, len(registered(plan)) + 1) for one in registered(plan)}


def expected_tasks(plan):
	"""Counter of (document, role, person, state). What came early was passed on, and done but for two
	of the first unit: more time, and progress."""
	out = collections.Counter()
	for one in registered(plan):
		head = HEADS[one.lead]
		if one.support:
			out[one.number, "support", HEADS[one.support], "accepted"] += 1
		if one.at != "07:30":
			out[one.number, "lead", head, "accepted"] += 1
	for unit, head in HEADS.items():
		for i, one in enumerate(of_unit(plan, unit)):
			open_state = ("accepted", "worked-on")[i] if unit == story.VH and i < 2 else None
			out[one.number, "lead", UNDER[head], open_state or "done"] += 1
			out[one.number, "lead", head, "passed" if open_state else "done"] += 1
	return out


def expected_mails(plan):
	"""{address: Counter of kinds}."""
	out = collections.defaultdict(collections.Counter)
	signed = [one for one in plan if one.how == "signed"]
	late_signed = [one for one in signed if one.at != "07:30" and not one.urgency]
	unfinished = of_unit(plan, story.VH)[:2]
	for one in signed:	# who proved himself is told that it came into the register
		sender = out[{"noivu": "so-noivu", "tinh": "ubnd"}[one.agency] + "@hason.example"]
		sender["tiep-nhan"] += 1
		sender["trang-thai"] += 2 + (one.at == "07:30" and one not in unfinished)	# 04, 05; 06
	binh, boss, deputy, minh = (out[name + "@kimson.example"]
		for name in ("binh", "chutich", "phoct", "minh"))
	# Forms: one and a table each time, and the one that said nothing of secrecy once more.
	binh.update({"phieu-vao-so": 3, "phieu-gop": TABLES, "y-kien-lanh-dao": 2, "can-bang": 1,
		"van-thu-giu": 1})	# the duplicate
	binh["tra-loi"] = (len(early(signed)) + len(late_signed) + 1	# TRÌNH, and the wrong number
		+ 2 + 2 + 2)	# single forms, tables, answers to the leader
	boss.update({"danh-sach-trinh": LISTS, "phieu-trinh": 2 + 2,	# urgent, and asked again
		"tra-loi": 2 + LISTS	# forged, forwarded; one for each list
		+ 2			# signed yes to what came again
		+ 2 + 1,		# urgent: decided; no
		"ky-lai": 2})		# two replays of a yes
	deputy.update({"danh-sach-trinh": LISTS, "tra-loi": LISTS})
	minh.update({"niem-phong": 1, "khan-cham": 2})
	for one in [one for one in plan if one.urgency]:	# nobody took it for half an hour
		out[LOGIN[HEADS[one.lead]] + "@kimson.example"]["khan-cham"] += 1
	for unit, head in HEADS.items():
		mine = out[LOGIN[head] + "@kimson.example"]
		theirs = out[LOGIN[UNDER[head]] + "@kimson.example"]
		leads = [one for one in registered(plan) if one.lead == unit]
		supports = [one for one in registered(plan) if one.support == unit]
		passed = of_unit(plan, unit)
		slow = 2 if unit == story.VH else 0
		mine["giao-viec"] = len(leads) + len(supports)
		mine["bao-viec"] = len(passed) - slow
		mine["tra-loi"] = mine["giao-viec"] + mine["bao-viec"] + (1 if slow else 0)
		theirs["giao-viec"] = len(passed)
		# Calendars: each task with a deadline, the one that moved, and those that are done.
		mine["lich-han"] = len([one for one in leads if not one.urgency]) + len(supports) \
			+ len(passed) - slow
		theirs["lich-han"] = 2 * len(passed) - (1 if slow else 0)
		theirs["tra-loi"] = 2 * len(passed) + 1	# taken, reported; one was tapped twice
		if LOGIN[UNDER[head]] == "tu":	# his program said that he is away
			mine["doi-nguoi"] = 1
		if slow:
			mine["xin-gia-han"] = theirs["bao-viec"] = 1	# asked for, and granted
	for one in story.OUTGOING:	# each is agreed to three times
		author = one.author
		head = LOGIN[HEADS[story.CAST[author][3]]]
		for asked in (head, "minh", "chutich"):
			out[asked + "@kimson.example"].update({"du-thao-trinh": 1, "tra-loi": 1})
		out[author + "@kimson.example"]["du-thao-bao"] = 3	# handed in, numbered, issued
		binh["cap-so"] += 1
		binh["tra-loi"] += 1	# the issue version
		for key, what in one.to.items():
			if key == "paper":
				binh["tra-loi"] += 1	# ticked off
				continue
			out[pki.AGENCIES[key].address]["phat-hanh"] += 1
			binh.update({"received": {"phan-hoi": 1, "tra-loi": 1}, "failed": {"khong-gui-duoc": 1}}.get(what, {}))
		if one.scanned:	# the leader is asked; a tap, and his signature
			boss.update({"phat-hanh-so-sanh": 1, "tra-loi": 2})
	binh["tra-loi"] += 1	# the wrong file
	boss["tra-loi"] += 2	# a tap that is no signature, a signature for another draft
	return {address: +kinds for address, kinds in out.items()}


def expected_ledger(plan):
	"""Counter of acts of people."""
	passed, everything = early(plan), registered(plan)
	signed = [one for one in plan if one.how == "signed"]
	supports = [one for one in everything if one.support]
	late = len(everything) - len(passed)
	return collections.Counter({"register": len(everything), "assign": len(everything), "seal": 2,
		"submit": len(everything)	# as each is registered
			+ len([one for one in signed if not one.urgency]) + 2,	# TRÌNH; answered questions
		"task": 2 * len(passed)	# passed on, taken
			+ len(supports) + late	# taken by heads
			+ len(passed) - 1	# done, and one progress
			+ len(passed) - 2,	# done by heads
		"draft": len(story.OUTGOING), "agree-draft": 3 * len(story.OUTGOING),
		"number-outgoing": len(story.OUTGOING), "issue": len(story.OUTGOING),
		"compare-issue": len([one for one in story.OUTGOING if one.scanned]),
		"handed-over": len([one for one in story.OUTGOING if "paper" in one.to]),
		"note-reply": len(answered_by_mail()), "recipient": len(answered_by_mail()),
		"view": len(story.OUTGOING),	# by judge_recipients()
		"more-time": 1, "extend": 1})


def answered_by_mail():
	return [key for one in story.OUTGOING for key, what in one.to.items() if key != "paper" and what == "received"]


def expected_actors(plan):
	"""Counter of (act, who) of what binds the office."""
	out = collections.Counter()
	for one in registered(plan):
		out["register", ITSELF if one.how == "signed" else "tran-thi-binh"] += 1
		out["assign", story.CAST[one.leader][0]] += 1
	for one in story.OUTGOING:
		key, unit = story.CAST[one.author][0], story.CAST[one.author][3]
		out["draft", key] += 1
		for person in (HEADS[unit], "pham-van-minh", "le-van-binh"):
			out["agree-draft", person] += 1
		out["number-outgoing", "le-van-binh"] += 1
		out["issue", "le-van-binh" if one.scanned else "tran-thi-binh"] += 1
	return out


# ---- what came ----

def numbers(day):
	return {(r["code"], r["notation"]): r["number"] for r in day.sql(
		"SELECT d.number, n.value AS code, k.value AS notation FROM document d"
		" JOIN document_field n ON n.document = d.id AND n.field = 'number'"
		" JOIN document_field k ON k.document = d.id AND k.field = 'notation'"
		" WHERE d.own = 'kimson' AND d.state = 'active'")}


def judge_register(t, day):
	wanted, came = expected_register(day.plan), numbers(day)
	t.equal(set(came), set(wanted), "the register holds what was to be registered, nothing else")
	t.equal(day.numbers(), list(range(1, len(wanted) + 1)), "%d numbers without a gap" % len(wanted))
	wrong = [key for key, number in came.items() if key in wanted and number not in wanted[key]]
	t.equal(wrong, [], "early documents before late ones")
	secret = [day.arrival(one.sent) for one in day.plan if one.secret]
	t.equal([(r["secret"], r["place"], r["document"]) for r in secret], [(1, "sealed", None)],
		"the secret scan is sealed")
	again = day.arrival(day.note["again"])
	t.equal((again["state"], again["document"]), ("duplicate", None), "what came twice is in it once")
	rows = day.ctl("list", "incoming", "--own", "kimson").rows
	t.equal(len(rows), len(wanted), "vanthuctl list has a row for each")


def judge_tasks(t, day):
	came = collections.Counter((r["code"], r["role"], r["person"], r["state"]) for r in day.sql(
		"SELECT n.value AS code, t.role, t.person, t.state FROM task t JOIN document_field n"
		" ON n.document = t.document AND n.field = 'number'"))
	wanted = expected_tasks(day.plan)
	t.ok(came == wanted, "%d tasks, each with its person and state" % sum(wanted.values()),
		"too much %s\nmissing %s" % (dict(came - wanted), dict(wanted - came)))
	stages = {r["stage"]: r["n"] for r in day.sql("SELECT stage, count(*) AS n FROM document GROUP BY 1")}
	done = len(early(day.plan)) - 2
	t.equal(stages, {"finished": done, "worked-on": len(registered(day.plan)) - done},
		"each document at its stage")
	t.equal(day.sql("SELECT count(*) AS n FROM task WHERE extended > 0"), [{"n": 1}],
		"one deadline was moved")


def judge_outgoing(t, day):
	rows = day.sql("SELECT number, notation, abstract, state FROM outgoing ORDER BY number")
	t.equal([r["number"] for r in rows], list(range(1, len(story.OUTGOING) + 1)),
		"outgoing numbers without a gap")
	t.equal(sorted((r["notation"], r["abstract"], r["state"]) for r in rows), sorted((one.notation,
		one.subject, "issued") for one in story.OUTGOING), "each draft with its own, issued")
	t.equal(day.note["outgoing"], 1, "one signature approves one draft, a tap none")
	t.equal(day.note["issued"], 1, "the file of another document issues nothing")
	judge_recipients(t, day)
	judge_sent(t, day)
	listed = {r["subject"].partition(": ")[2]: r for r in day.ctl("list", "outgoing", "--own", "kimson").rows}
	t.equal({one.subject: (listed[one.subject]["signer"], listed[one.subject]["forwarded"]) for one in
		story.OUTGOING}, {one.subject: ("Lê Văn Bình", TODAY) for one in story.OUTGOING},
		"the register of outgoing documents says who signed and when each went")


def judge_recipients(t, day):
	came = collections.Counter((r["abstract"], row["way"], row["state"]) for r in day.sql(
		"SELECT id, abstract FROM outgoing") for row in day.ctl("outgoing", "show", str(r["id"]),
		"--own", "kimson").tables["recipients"])
	t.equal(came, collections.Counter((one.subject, "paper" if key == "paper" else "mail", what)
		for one in story.OUTGOING for key, what in one.to.items()), "each recipient in its state")


def judge_sent(t, day):
	"""The openssl command says who signed; the bytes are those that the clerk brought."""
	wrong = []
	for one in story.OUTGOING:
		for key in one.to:
			if key == "paper":
				continue
			mails = [x for x in day.mails(pki.AGENCIES[key].address) if one.subject in x.subject]
			files = [data for x in mails for name, _, data in x.attachments() if name == "van-ban.pdf"]
			if files != [one.issue] or not signed_by_agency(day, mails[0]):
				wrong.append((one.subject, key, len(mails)))
	t.equal(wrong, [], "each recipient got the issue version once, signed by the agency")


def signed_by_agency(day, mail):
	with open(day.path("issued.eml"), "wb") as f:
		f.write(mail.raw)
	done = subprocess.run(("openssl", "cms", "-verify", "-in", day.path("issued.eml"), "-CAfile",
		day.path("pki", "trust", "root.pem"), "-purpose", "smimesign", "-attime", str(day.time()),
		"-signer", day.path("signer.pem"), "-out", "/dev/null"), capture_output=True, check=False)
	name = subprocess.run(("openssl", "x509", "-noout", "-email", "-in", day.path("signer.pem")),
		capture_output=True, check=False).stdout.decode()
	return done.returncode == 0 and name.split() == [phone.REGISTRY]


def judge_attacks(t, day):
	t.equal(day.note["early"], 0, "a forged answer and a forwarded list gave nothing to anybody")
	t.equal(day.note["urgent"], "submitted", "a no and replayed signatures decided nothing")
	said = [one.text for one in day.who["chutich"].mails("Trả lời thư")]
	t.equal([sum(word in text for text in said) for word in ("tu@kimson.example",
		"cần thư ký số")], [1, 3], "the leader heard of each attempt once")	# and of his own two taps


def came_mails(day):
	"""{address: Counter of kinds} of our agency's mails, each counted once, and what is not out."""
	out = collections.defaultdict(collections.Counter)
	for r in day.sql("SELECT recipient, kind FROM mail WHERE own = 'kimson' AND state = 'sent'"):
		out[r["recipient"]][r["kind"]] += 1
	return out


def judge_mails(t, day):
	wanted, came = expected_mails(day.plan), came_mails(day)
	wrong = ["%s: too much %s, missing %s" % (a, dict(came[a] - wanted.get(a, collections.Counter())),
		dict(wanted.get(a, collections.Counter()) - came[a])) for a in sorted(set(wanted) | set(came))
		if came[a] != wanted.get(a, collections.Counter())]
	t.ok(not wrong, "every mail that was to be sent, no other", "\n".join(wrong))
	t.equal(day.sql("SELECT kind, state, recipient FROM mail WHERE state <> 'sent' ORDER BY recipient,"
		" state DESC"),
		# The first form that waited for each table is a row of it instead.
		[{"kind": "phieu-vao-so", "state": "withdrawn", "recipient": "binh@kimson.example"}] * TABLES
		+ [{"kind": "van-thu-giu", "state": "draft", "recipient": "binh@kimson.example"}]	# who wrote of a number
		+ [{"kind": "danh-sach-trinh", "state": "draft", "recipient": leader + "@kimson.example"}
		for leader in sorted(finished(day.plan))],
		"but the lists of tomorrow none waits or failed, but rows of tables none was withdrawn")
	known = {(r["recipient"], r["message_id"]) for r in day.sql("SELECT recipient, message_id FROM mail"
		" WHERE state = 'sent'")}
	t.equal({(one.folder, one.message_id) for one in day.mails()} ^ known, set(),
		"what is recorded as sent lies in the mailboxes")
	told = {int(n) for one in day.who["binh"].mails("Trả lời thư") for n in
		re.findall(r"số đến (\d+)/2026", one.text)}
	forms = {day.number(one) for one in registered(day.plan) if one.how != "signed"}
	t.equal(forms - told, set(), "the clerk was told the number of every form")
	t.equal(day.note["lists"], [sorted(one.number for one in registered(day.plan) if one.at == hour
		and one.leader == leader and not one.urgency) for hour in ("07:30", "10:00")
		for leader in ("chutich", "phoct")], "each leader's lists name each document once")


def confirmed(day, leader):
	"""Answers to each letter in which he answered a list."""
	return [len(day.who[leader].answers(letter)) for login, letter in day.note["letters"] if login == leader]


def judge_count(t, day):
	"""Issue 5 section 7."""
	came = came_mails(day)
	binh = sum(came["binh@kimson.example"].values())
	t.ok(binh <= CLERK_MOST * len(day.plan), "the clerk gets at most %.1f mails a document (%.2f)"
		% (CLERK_MOST, binh / len(day.plan)))
	for leader in ("chutich", "phoct"):
		got = came[leader + "@kimson.example"]
		t.equal(got["danh-sach-trinh"], LISTS, "%s gets two lists" % leader)
		t.equal(confirmed(day, leader), [1] * LISTS, "and one confirmation for each")
	rows = collections.Counter({r["recipient"].partition("@")[0]: r["n"] for r in day.sql(
		"SELECT m.recipient, count(*) AS n FROM mail m JOIN mail_value v ON v.mail = m.id"
		" WHERE m.kind = 'danh-sach-trinh' AND v.key = 'bt_so_den' GROUP BY 1")})
	t.equal(rows, finished(day.plan), "reports of finished work come in the leaders' lists")
	alone = sum(came[leader + "@kimson.example"]["bao-viec"] for leader in ("chutich", "phoct"))
	t.equal(alone, 0, "and none as a mail of its own")


def judge_ledger(t, day):
	lines = [json.loads(r["line"]) for r in day.sql("SELECT line FROM ledger")]
	came = collections.Counter(line["act"] for line in lines)
	wanted = expected_ledger(day.plan)
	t.equal({act: came[act] for act in set(came) | set(wanted) if act not in AROUND}, dict(wanted),
		"the ledger has every act, once, and no other")
	counted = {what: day.sql("SELECT count(*) AS n FROM " + what)[0]["n"] for what in ("arrival",
		"asking WHERE state = 'decided'")}
	itself = len([one for one in registered(day.plan) if one.how == "signed"])
	t.equal([came[act] for act in AROUND], [counted["arrival"], counted["arrival"] - itself,
		counted["asking WHERE state = 'decided'"]], "each message and each answer has its line")
	actors = expected_actors(day.plan)
	binding = {act for act, _ in actors}
	t.equal(collections.Counter((line["act"], line["by"]) for line in lines if line["act"] in binding), actors,
		"and says who")
	order = [int(re.search(r'"number":(\d+)', r["line"]).group(1)) for r in day.sql(
		"SELECT line FROM ledger ORDER BY seq") if '"act":"register"' in r["line"]]
	t.equal(order, sorted(order), "numbers in order")
	answer = day.ctl("verify", as_json=False)
	t.ok(answer.status == 0, "vanthuctl verify finds nothing wrong", answer)


STEPS = (judge_register, judge_tasks, judge_outgoing, judge_attacks, judge_mails, judge_count,
	judge_ledger)


def judge(t, day):
	for one in STEPS:
		one(t, day)
