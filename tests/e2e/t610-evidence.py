#!/usr/bin/python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""t610-evidence - what verdicts rest on is kept and proves them; status at receipt and now (TAP)."""

import hashlib
import os
import shutil
import subprocess
import sys
import time

sys.path.insert(0, os.path.join(os.path.dirname(os.path.abspath(__file__)), ".."))
from lib import office, pdf, pki, shapes, tap  # noqa: E402

sent = {}


def sha256(path):
	with open(path, "rb") as f:
		return hashlib.sha256(f.read()).hexdigest()


def kept(o):
	return sorted(os.listdir(o.path("state", "evidence")))


def named(o, row):
	return o.sql("SELECT kind, sha256, carried FROM arrival_evidence WHERE arrival = ?"
		" ORDER BY position", row["id"])


def receive(t, o):
	for name in ("signed-document", "ecdsa-document"):
		sent[name] = o.deliver(shapes.one(o.pki, name).raw)
	sent["duplicate"] = o.deliver(shapes.one(o.pki, "duplicate").raw)
	o.settle()
	rows = {name: o.arrival(one) for name, one in sent.items()}
	t.equal([rows[n]["state"] for n in ("signed-document", "ecdsa-document")],
		["registered", "registered"], "two documents are registered")
	evidence = named(o, rows["signed-document"])
	t.ok({"certificate", "crl"} == {e["kind"] for e in evidence},
		"the verdict names certificates and CRLs", evidence)
	wanted = {hashlib.sha256(o.pki[ca].der).hexdigest() for ca in ("root", "g2", "noivu")}
	t.ok(wanted == {e["sha256"] for e in evidence if e["kind"] == "certificate"},
		"signer, authority and root", evidence)
	lists = {hashlib.sha256(o.pki.crls[ca]).hexdigest() for ca in ("root", "g2")}
	t.ok(lists == {e["sha256"] for e in evidence if e["kind"] == "crl"},
		"and the list of each authority", evidence)
	files = kept(o)
	t.equal(files, sorted(e["sha256"] + ".der" for e in o.sql("SELECT sha256 FROM evidence")),
		"a file for each row, a row for each file")
	t.ok(files and all(sha256(o.path("state", "evidence", n)) + ".der" == n for n in files),
		"every file has the SHA-256 of its name")
	t.ok({e["sha256"] + ".der" for e in evidence if not e["carried"]} <= set(files),
		"what the message did not carry is kept")
	asked = [line[6].split()[0] for line in o.log() if line[5] == "evidence-kept"]
	t.ok(asked and len(asked) == len(set(asked)), "each was fetched once", asked)
	shown = o.ctl("show", rows["signed-document"]["id"], ok=True).tables
	t.equal([(r["kind"], r["sha256"]) for r in shown["evidence"]],
		[(e["kind"], e["sha256"]) for e in evidence], "show lists them")
	t.equal(o.ctl("verify").status, 0, "verify finds nothing wrong")


def prove(folder):
	"""With nothing of ours: a bare environment."""
	return subprocess.run(("sh", os.path.join(folder, "VERIFY.sh")), cwd="/",
		env={"PATH": "/usr/bin:/bin", "LC_ALL": "C"}, capture_output=True, check=False)


def told(done):
	return (done.stdout + done.stderr).decode("utf-8", "replace")


def export(t, o, folder="export"):
	folder = o.path(folder)
	answer = o.ctl("evidence", "1", "--to", folder)
	t.equal(answer.status, 0, "a document's evidence is handed over")
	row = o.sql("SELECT a.* FROM arrival a JOIN document d ON d.arrival = a.id"
		" WHERE d.number = 1")[0]
	names = sorted(os.listdir(folder))
	t.equal(names, sorted(["message.eml", "SHA256SUMS", "VERIFY.sh", "values.sh", "README.txt"] + [
		"%s-%s.der" % (e["kind"], e["sha256"]) for e in named(o, row)]), "one file for each thing")
	t.ok(sha256(os.path.join(folder, "message.eml")) == row["sha256"], "the message as it came")
	t.ok(all(sha256(os.path.join(folder, n)) in n for n in names if n.endswith(".der")),
		"also what the message carried has the SHA-256 of its name")
	done = prove(folder)
	t.ok(done.returncode == 0 and b"all of it holds" in done.stdout,
		"the script proves it with openssl and sha256sum alone", told(done))
	return folder


def refuted(t, o):
	folder = export(t, o, "export-2")
	again = o.ctl("evidence", "1", "--to", folder)
	t.ok(again.status != 0 and "there already" in again.err, "nothing is written over", again)
	t.ok(o.ctl("evidence", "1").status == 64, "a folder must be named")
	path = os.path.join(folder, "message.eml")
	with open(path, "rb") as f:
		raw = f.read()
	with open(path, "wb") as f:
		f.write(raw.replace(b"Content-Disposition", b"Content-disposition", 1))
	done = prove(folder)
	t.ok(done.returncode != 0 and b"FAILED: every file" in done.stdout,
		"the script finds a changed message", told(done))
	t.ok(b"FAILED: the signature" in done.stdout, "whose signature does not hold", told(done))
	with open(path, "wb") as f:
		f.write(raw)
	crl = next(n for n in os.listdir(folder) if n.startswith("crl-"))
	with open(os.path.join(folder, crl), "ab") as f:
		f.write(b"\0")
	t.ok(prove(folder).returncode != 0, "and a changed list")


def revoke(o, label, when, number):
	p, ca = o.pki, "g2"
	data = pki.make_crl(p[ca], [(p[label].serial, when)], p.now - 3600, p.now + 30 * pki.DAY,
		number)
	for name, content in ((ca + ".crl", data), (ca + ".crl.pem", pki.pem("X509 CRL", data))):
		temporary = os.path.join(p.crl, "." + name)
		with open(temporary, "wb") as f:
			f.write(content)
		os.rename(temporary, os.path.join(p.crl, name))
	# inspect, after a look at its trust that took long, does not look again at once; on a busy
	# machine any look takes long
	time.sleep(1)


def notices(o):
	return o.sql("SELECT recipient, state FROM mail WHERE kind = 'chung-thu' ORDER BY recipient")


def recheck(t, o):
	before = {name: o.arrival(one) for name, one in sent.items()}
	answer = o.ctl("recheck", "--all", ok=True)
	t.ok(len(answer.rows) == 2 and all(r["now"] == r["receipt"] for r in answer.rows),
		"asked again, the same is said", answer)
	t.equal(notices(o), [], "and nobody is told")
	revoke(o, "noivu", o.pki.now - 20 * pki.DAY, 2)
	answer = o.ctl("recheck", before["signed-document"]["id"], ok=True)
	t.ok(len(answer.rows) == 1 and answer.rows[0]["code"] == 306
		and answer.rows[0]["receipt"] == "valid, valid, match", "the newer list revokes", answer)
	day = "revoked on "
	t.ok(day in answer.rows[0]["detail"], "the day stands in it", answer)
	o.drain()
	after = {name: o.arrival(one) for name, one in sent.items()}
	for name in ("signed-document", "ecdsa-document", "duplicate"):
		same = {k: v for k, v in after[name].items() if k != "mails"}
		t.equal(same, {k: v for k, v in before[name].items() if k != "mails"},
			"%s: what was said at receipt is untouched" % name)
	shown = o.ctl("show", before["signed-document"]["id"], ok=True)
	t.ok("Kết quả khi nhận" in shown.out and "Kết quả nay (" in shown.out
		and "cert-revoked" in shown.out.replace("certificate-revoked", "cert-revoked"),
		"show says both", shown)
	return before


def one_mail(t, o):
	t.equal([(m["recipient"], m["state"]) for m in notices(o)],
		[("binh@kimson.example", "sent"), ("quantri@kimson.example", "sent")],
		"the clerk and the administrator are told")
	letter = [m for m in o.mails("binh@kimson.example") if "Chứng thư số" in m.subject][0]
	# two inspection children: either of the two documents may have been the first
	number = o.sql("SELECT number FROM document WHERE arrival = ?",
		o.arrival(sent["signed-document"])["id"])[0]["number"]
	t.ok("Số đến %d/" % number in letter.text and "TRƯỚC khi nhận" in letter.text,
		"with the documents, and that it was revoked before they came", letter.text)
	rows = o.sql("SELECT line FROM ledger WHERE line LIKE '%\"act\":\"signer\"%'")
	t.ok(len(rows) == 1 and "revoked" in rows[0]["line"], "the ledger has a line", rows)
	o.ctl("recheck", "--since", "2020-01-01", ok=True)
	o.drain()
	t.equal(len(notices(o)), 2, "once for each change")
	t.equal(len(o.sql("SELECT * FROM signer WHERE standing = 'revoked'")), 1,
		"the other signer holds")
	t.equal(o.sql("SELECT count(*) AS n FROM mail WHERE kind = 'chung-thu'")[0]["n"], 2,
		"and nothing is drafted twice")
	done = prove(o.path("export"))
	t.ok(done.returncode == 0, "what was proved at receipt is proved still", told(done))
	folder = o.path("export-3")
	o.ctl("evidence", "1", "--to", folder, ok=True)
	t.ok(prove(folder).returncode == 0, "and exported anew with the list of then")


def by_itself(t, o):
	"""A restart after the night without us, and a change of trust while we run."""
	revoke(o, "taichinh", o.pki.now, 3)
	start = len(o.log_text())
	o.deliver(shapes.one(o.pki, "scan").raw)	# inspect looks at its trust before a message
	o.settle()
	t.ok(o.await_log("signers-rechecked", 20, start), "a changed trust is asked of each signer",
		o.tail())
	o.drain()
	changed = o.sql("SELECT standing FROM signer ORDER BY standing")
	t.equal([r["standing"] for r in changed], ["holds", "revoked"],
		"one is revoked now, the other holds again")
	t.equal(o.ctl("verify").status, 0, "verify finds nothing wrong")


def damaged(t, o):
	def finds(text):
		o.start()
		answer = o.ctl("verify")
		t.ok(answer.status != 0 and "evidence" in answer.out, "verify finds " + text, answer)
		o.stop()
	o.stop()
	path = o.path("state", "evidence", kept(o)[0])
	shutil.copy(path, o.path("kept"))
	os.chmod(path, 0o600)
	with open(path, "ab") as f:
		f.write(b"\0")
	finds("a changed certificate or list")
	os.remove(path)
	finds("a missing one")
	shutil.copy(o.path("kept"), path)
	stray = o.path("state", "evidence", "0" * 64 + ".der")
	shutil.copy(path, stray)
	o.start()
	t.ok(not os.path.exists(stray), "what no row names is removed at the next start")
	t.equal(o.ctl("verify").status, 0, "put back as it was, nothing is wrong")


def sealed(t, o):
	before = kept(o)
	for number in o.numbers():
		o.ctl("seal", str(number), "--reason", "thử", ok=True)
	for row in o.sql("SELECT id FROM arrival WHERE secret = 0"):
		o.ctl("seal", row["id"], "--reason", "thử", ok=True)
	t.ok(before and kept(o) == [], "the last arrival that names it gone, so is the evidence",
		kept(o))
	t.equal(o.sql("SELECT * FROM recheck") + o.sql("SELECT * FROM arrival_evidence"), [],
		"of what is sealed nothing is told")
	t.equal(o.ctl("verify").status, 0, "verify finds nothing wrong")


def main():
	if not pdf.have_reportlab():
		print("1..0 # SKIP python3-reportlab is missing")
		return
	with office.Office(keys=office.key_cache()) as o:
		def start(_):
			o.start()
		tap.run(start, *tap.steps(o, receive, export, refuted, recheck, one_mail, by_itself,
			damaged, sealed))


main()
