#!/usr/bin/python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""t300-secret - a planted word of a secret stands in no file but those of sealed/ (TAP)."""

import base64
import os
import sys
import unicodedata

sys.path.insert(0, os.path.join(os.path.dirname(os.path.abspath(__file__)), ".."))
from lib import kit, office, office_files, pdf, tap  # noqa: E402

# Never met by chance; one with marks, one without.
PLANTED = "KIMTHACHLIENHOAQ7"
MARKED = "Đường hầm Cửu Trùng Nguyệt"
OFFICER = office_files.address_of(office_files.OFFICER)


def forms(word):
	"""Every way in which these letters could lie in a file."""
	texts = {word, word.lower(), word.upper(), unicodedata.normalize("NFD", word)}
	folded = "".join(c for c in unicodedata.normalize("NFD", word.lower())
		if not unicodedata.combining(c)).replace("đ", "d")
	texts |= {folded, folded.upper()}
	out = set()
	for text in texts:
		for raw in (text.encode(), text.encode("utf-16-le"), text.encode("utf-16-be")):
			out.add(raw)
			out.add(raw.hex().encode())
			# Three alignments of base64; the ends that neighbours decide are left off.
			for shift in range(3):
				coded = base64.b64encode(b"\0" * shift + raw)
				out.add(coded[(shift * 8 + 5) // 6 + 1:-5])
		out.add("".join("=%02X" % b if b > 126 else chr(b) for b in text.encode()).encode())
		out.add("".join("%%%02X" % b if b > 126 else chr(b) for b in text.encode()).encode())
	return {f for f in out if len(f) >= 12}


def places(o, *words):
	"""Files below the office that hold one of them; sealed/ and the sender's own copy left out."""
	wanted = set().union(*map(forms, words))
	out = []
	for top in ("state", "mail", "log", "in", "in-tanson"):
		for folder, subs, names in os.walk(o.path(top)):
			if folder == o.path("state", "sealed"):
				subs[:] = []
				continue
			for name in names:
				path = os.path.join(folder, name)
				if any(f.decode("latin-1") in name for f in wanted if f.isascii()):
					out.append("name of " + path)
				try:
					with open(path, "rb") as f:
						data = f.read()
				except OSError:
					continue
				flat = data.replace(b"\r\n", b"").replace(b"\n", b"")
				found = [f for f in wanted if f in data or f in flat]
				if found:
					out.append("%s: %r" % (os.path.relpath(path, o.folder), found[0]))
	return out


def secret_message(o, name, number, **fields):
	k = kit.Kit(o.pki)
	k.begin(name, number)
	doc = k.doc(subject="%s tại %s" % (PLANTED, MARKED), **fields)
	more = " [MẬT]" if fields.get("secrecy") else ""
	return k.signed(k.content(k.note("%s %s" % (PLANTED, MARKED)),
		k.file(name="%s_%s.pdf" % (PLANTED, number))),
		outer=k.outer(subject="Công văn số %s về %s%s" % (doc.code, PLANTED, more)))


def on_arrival(t, o):
	t.ok(forms(PLANTED) and places(o, PLANTED) == [], "before, the word is nowhere")
	sent = o.deliver(secret_message(o, "secret-planted", 900, secrecy="MẬT"))
	o.settle()
	row = o.arrival(sent)
	t.ok(row["secret"] == 1 and row["place"] == "sealed" and row["state"] == "held",
		"a message marked MẬT is sealed", row)
	empty = ("subject", "from_address", "mail_from", "message_id", "agency", "signer_subject",
		"digest", "own")
	t.equal({k: row[k] for k in empty if k != "own" and row[k] is not None}, {},
		"its row holds id, hash, size, door and time")
	t.equal(places(o, PLANTED, MARKED), [], "the planted words are in no file outside sealed/")
	mode = os.stat(o.path("state", "sealed")).st_mode & 0o777
	t.equal(mode, 0o700, "sealed/ is closed to others")
	with open(o.path("state", "sealed", sent.sha256 + ".eml"), "rb") as f:
		t.ok(f.read() == sent.raw, "the original lies there, as it came")
	told = {m.folder for m in o.mails() if row["id"] in m.text}
	t.equal(told, {OFFICER}, "the security officer hears of it by id, nobody else")
	answers = [m.folder for m in o.mails() if m.folder.endswith("hason.example")]
	t.equal(answers, [], "the sender hears nothing")
	for command in (("held",), ("list", "incoming"), ("show", row["id"]), ("trace", row["id"]),
			("queue",), ("balance",), ("verify",), ("verify", "--export")):
		answer = o.ctl(*command, as_json=command[-1] != "--export")
		t.ok(PLANTED not in answer.out + answer.err and MARKED not in answer.out + answer.err,
			"vanthuctl %s says nothing of it" % command[0])
	return row


def killed_in_between(t, o):
	"""A crash while it waits leaves nothing either."""
	o.kill()
	sent = o.deliver(secret_message(o, "secret-crash", 901, secrecy="TỐI MẬT"))
	o.start()
	o.kill()
	o.start()
	o.settle()
	row = o.arrival(sent)
	t.ok(row is not None and row["place"] == "sealed", "after kills it is sealed all the same", row)
	t.equal(places(o, PLANTED, MARKED), [], "and nothing of it lies elsewhere")


def later(t, o):
	"""An unmarked document is registered, then found to be a secret."""
	sent = o.deliver(secret_message(o, "secret-later", 902))
	o.settle()
	row = o.arrival(sent)
	t.equal(row["state"], "registered", "an unmarked one is registered")
	number = row["document"]["number"] if row["document"] else 0
	t.ok(places(o, PLANTED), "its words are in the register and in notices")
	told = {m["recipient"] for m in row["mails"] if m["state"] == "sent"}
	answer = o.ctl("seal", number)
	t.ok(answer.status != 0, "sealing needs a reason", answer)
	answer = o.ctl("seal", number, "--reason", "phát hiện nội dung mật")
	t.ok(answer.status == 0, "it is sealed by its number", answer)
	t.ok(all(address in answer.out for address in told), "and says which notices went to whom",
		"%s\n%s" % (told, answer))
	o.settle()
	now = o.arrival(sent)
	t.equal((now["place"], (now["document"] or {}).get("state"), (now["document"] or {}).get("number")),
		("sealed", "sealed", number), "the number stays, as sealed")
	# What people have in their own mailboxes is theirs to return; the office knows to whom it went.
	inside = [p for p in places(o, PLANTED, MARKED) if not p.startswith("mail/")]
	t.equal(inside, [], "nothing of it is left in the state directory outside sealed/")
	t.ok(o.ctl("verify").status == 0, "ledger, register and files are sound afterwards")
	return now


def destroyed(t, o):
	row = o.sql("SELECT id, sha256 FROM arrival WHERE place = 'sealed' ORDER BY sequence")[0]
	path = o.path("state", "sealed", row["sha256"] + ".eml")
	answer = o.ctl("sealed", "list")
	t.ok(answer.status != 0, "the clerk does not see the list", answer)
	o.become("bui-van-long")
	answer = o.ctl("sealed", "list")
	t.ok(answer.status == 0 and row["id"] not in answer.out,
		"the security officer of another agency sees nothing of it", answer)
	answer = o.ctl("sealed", "destroy", row["id"], "--reason", "x")
	t.ok(answer.status != 0 and os.path.exists(path), "and destroys nothing", answer)
	o.become(office_files.OFFICER)
	answer = o.ctl("sealed", "list")
	t.ok(answer.status == 0 and row["id"] in answer.out, "the security officer does", answer)
	reason = ("--reason", "hết hạn lưu")
	answer = o.ctl("sealed", "destroy", row["id"], *reason)
	t.ok(os.path.exists(path), "one person alone destroys nothing", answer)
	answer = o.ctl("sealed", "destroy", row["id"], *reason)
	t.ok(answer.status != 0 and os.path.exists(path), "nor twice the same one", answer)
	roles = office_files.PEOPLE["vu-duc-nam"]
	office_files.PEOPLE["vu-duc-nam"] = roles[:4] + (("office-head",),)
	o.become("vu-duc-nam")
	answer = o.ctl("sealed", "destroy", row["id"], *reason)
	o.settle()
	t.ok(answer.status == 0 and not os.path.exists(path), "a second person does it", answer)
	t.equal(o.arrival(row["id"])["place"], "gone", "the row stays, and says that it is gone")
	lines = [r["line"] for r in o.sql("SELECT line FROM ledger") if row["id"] in r["line"]]
	t.ok(any(office_files.OFFICER in l for l in lines) and any("vu-duc-nam" in l for l in lines),
		"both stand in the ledger", lines)


def main():
	if not pdf.have_reportlab():
		print("1..0 # SKIP python3-reportlab is missing")
		return
	with office.Office(keys=office.key_cache(), more={"notices": {"digest-every": "1s"},
			"office": {"log-level": "debug"}}) as o:
		def start(_):
			o.start()
		tap.run(start, *tap.steps(o, on_arrival, killed_in_between, later, destroyed))


main()
