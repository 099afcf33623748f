# SPDX-License-Identifier: GPL-3.0-or-later
"""register - signed mail to registered document: against the same work in one unjailed process for each core
(tests/bench/plain.c), and against a shell pipeline for each core (openssl cms, pdftotext, sqlite3).

A mail counts when its registration is committed with its rows of the outbox; the notices go out afterwards.
"""

import os
import random
import re
import shutil
import subprocess
import time

import load
from lib import kit, office, pdf

# Least ratios of issue 6 at 200 KiB with a text layer.
OF_PLAIN, OF_PIPELINE = 0.6, 5
PIPELINE = r"""
set -e
openssl cms -verify -in "$1" -CAfile "$2" -purpose any -no_check_time -out "$3/$4.eml" 2> "$3/$4.log"
awk '/^Content-Type: application\/pdf/ { file = 1 } file && /^\r?$/ { body = 1; next }
	body && /^--/ { exit } body { print }' "$3/$4.eml" | base64 -di > "$3/$4.pdf" || true
pdftotext -l 1 "$3/$4.pdf" "$3/$4.txt" 2> "$3/$4.log" || : > "$3/$4.txt"
sync "$3/$4.eml"
sqlite3 -cmd ".timeout 60000" "$5" "INSERT INTO words (number, text) VALUES ('$4', readfile('$3/$4.txt'));"
"""


def small(k, index):
	"""About 4 KiB, most of it the signature: no file, so it is judged, and held."""
	return k.signed(k.note())


def padded(doc, size, index):
	"""The PDF with an object more that nothing refers to, as an incremental update, so that a mail with it is of
	that many bytes: readers need not mend it first."""
	root = re.search(rb"/Root (\d+ \d+ R)", doc).group(1)
	before = re.findall(rb"startxref\s+(\d+)", doc)[-1]
	number = max(int(n) for n in re.findall(rb"/Size (\d+)", doc))
	noise = random.Random(index).randbytes(max(0, size * 57 // 78 - len(doc) - 4000))
	at = len(doc) + 1
	obj = b"%d 0 obj\n<< /Length %d >>\nstream\n%s\nendstream\nendobj\n" % (number, len(noise), noise)
	return doc + b"\n" + obj + (b"xref\n%d 1\n%010d 00000 n \ntrailer\n<< /Size %d /Root %s /Prev %s >>\nstartxref\n%d"
		b"\n%%%%EOF\n" % (number, at, number + 1, root, before, at + len(obj)))


def text_layer(size):
	def make(k, index):
		return k.signed(k.content(k.note(), k.file(padded(k.pdf(), size, index), "%d.pdf" % index)))
	return make


def scanned(k, index):
	data = padded(pdf.scan(seed=index), 200 * 1024, index)
	return k.signed(k.content(k.note(), k.file(data, "%d.pdf" % index)))


SORTS = (("4 KiB", small, 1), ("200 KiB, text layer", text_layer(200 * 1024), 1), ("200 KiB, scan", scanned, 1),
	("2 MiB, text layer", text_layer(2 << 20), 4))


def made(p, make, count, first):
	k = kit.Kit(p)
	out = []
	for i in range(first, first + count):
		k.begin("register-%d" % i, i)
		out.append(make(k, i))
	return out


def vanthu(material, raws):
	"""(mails a second, from the renames into a Maildir to the last conclusion committed; notices a second that
	go out when that is done)."""
	with office.Office(keys=office.key_cache(), material=material, more={"notices": {"breaker": 100000,
			"receipts-an-hour": 10000, "balance-at": "23:59"}}) as o:
		o.tidy_trust()
		o.write()
		o.start()
		names = ["%d.P1Q%d.bench" % (time.time(), i) for i in range(len(raws))]
		for name, raw in zip(names, raws):
			with open(o.path("in", "tmp", name), "wb") as f:
				f.write(raw)
		begin = time.monotonic()
		for name in names:
			os.rename(o.path("in", "tmp", name), o.path("in", "new", name))
		load.await_true(lambda: o.sql("SELECT count(*) AS n FROM arrival WHERE state <> 'waiting'")[0]["n"] >= len(raws),
			600)
		rate = len(raws) / (time.monotonic() - begin)
		begun = time.monotonic()
		o.drain(600, but=("phieu-vao-so", "phieu-gop"))
		sent = o.sql("SELECT count(*) AS n FROM mail WHERE state = 'sent'")[0]["n"]
		return rate, sent / max(time.monotonic() - begun, 0.001) if sent else None


def plain(material, raws):
	with office.Office(keys=office.key_cache(), material=material) as o:
		o.tidy_trust()
		o.write()
		folder, state = o.path("raws"), o.path("plain")
		os.mkdir(folder)
		os.mkdir(state)
		for i, raw in enumerate(raws):
			with open(os.path.join(folder, "%d.eml" % i), "wb") as f:
				f.write(raw)
		done = subprocess.run((os.path.join(o.build, "tests/bench/plain"), o.conf, folder, state, str(os.cpu_count())),
			capture_output=True, check=True, env=o.env(), text=True)
		n, seconds = done.stdout.split()
		return int(n) / float(seconds)


def pipeline(material, raws):
	with office.Office(keys=office.key_cache(), material=material) as o:
		folder, work = o.path("raws"), o.path("work")
		os.mkdir(folder)
		os.mkdir(work)
		for i, raw in enumerate(raws):
			with open(os.path.join(folder, "%d" % i), "wb") as f:
				f.write(raw)
		base = o.path("words.db")
		subprocess.run(("sqlite3", base, "PRAGMA journal_mode = WAL; CREATE VIRTUAL TABLE words USING fts5 (number, text);"),
			check=True, capture_output=True)
		roots = o.path("roots.pem")
		subprocess.run("cat %s/*.pem %s > %s" % (o.pki.trust, o.pki["g2"].cert_path, roots), shell=True, check=True)
		with open(o.path("one.sh"), "w", encoding="utf-8") as f:
			f.write(PIPELINE)
		begin = time.monotonic()
		subprocess.run("seq 0 %d | xargs -P %d -I @ sh %s %s/@ %s %s @ %s" % (len(raws) - 1, os.cpu_count(),
			o.path("one.sh"), folder, roots, work, base), shell=True, check=True)
		rate = len(raws) / (time.monotonic() - begin)
		n = subprocess.run(("sqlite3", base, "SELECT count(*) FROM words"), check=True, capture_output=True, text=True).stdout
		assert int(n) == len(raws), n
		return rate


def run(report, count):
	if shutil.which("sqlite3") is None or shutil.which("pdftotext") is None:
		print("register: skipped: sqlite3 or pdftotext is missing")
		return
	report.head("From a full Maildir to registered, on every core")
	with office.Office(keys=office.key_cache()) as o:
		for at, (name, make, share) in enumerate(SORTS):
			raws = made(o.pki, make, max(count // share, 40), 1000 * (at + 1))
			print("%s: mails of %d KiB" % (name, sum(map(len, raws)) // len(raws) // 1024), flush=True)
			goals = name == "200 KiB, text layer"
			limit, shell = plain(o.pki, raws), pipeline(o.pki, raws)
			rate, out = vanthu(o.pki, raws)
			report.line("  one unjailed process for each core", limit, "mails/s")
			report.line("  a pipeline for each core", shell, "mails/s")
			report.line("  vanthu", rate, "mails/s", (limit, "the unjailed process"), ("least", OF_PLAIN) if goals else None)
			report.line("  vanthu", rate, "mails/s", (shell, "the pipeline"), ("least", OF_PIPELINE) if goals else None)
			if out:
				report.line("  its notices afterwards", out, "mails/s")
