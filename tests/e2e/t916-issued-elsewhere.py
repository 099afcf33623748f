#!/usr/bin/python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""t916-issued-elsewhere - what one office issues another one registers; and who has no key sends nothing."""

import os
import subprocess
import sys

sys.path.insert(0, os.path.join(os.path.dirname(os.path.abspath(__file__)), ".."))
from lib import drafting, kit, message as m, office, office_files, offices, pdf, pki, tap  # noqa: E402

TANSON = "vanthu@tanson.example"


def approved(c):
	"""Numbered; the clerk is asked for the issue version: the notice."""
	c.k.begin("issued", 1)
	doc = c.k.doc(agency="kimson", number=None, notation="UBND", date=kit.day(c.k.now))
	data = pdf.document(doc)
	c.stamped = pdf.document(doc, field="01")
	c.author.send(m.multipart([m.text("TRÌNH KÝ\nLoại: Công văn\nTrích yếu: %s\nĐộ khẩn: Khẩn\n"
		"Người ký: Lê Văn Bình\nNơi nhận: %s\n" % (doc.subject, pki.AGENCIES["tanson"].name)),
		m.attachment(data, "thong-bao.pdf")]), "Trình ký")
	c.agreed(1)
	c.approved(1)
	return c.clerk.mails("[Phát hành]")[-1]


def bring(c):
	"""What comes of the stamped file: mails to the other office."""
	asked = c.asked
	quoted = "".join("> %s\n" % line for line in asked.text.splitlines())
	c.clerk.send(m.multipart([m.text("Bản phát hành.\n\n" + quoted), m.attachment(c.stamped, "thong-bao.pdf")]), "Re: " + asked.subject, to=asked["Reply-To"],
		more=(("In-Reply-To", asked.message_id),))
	c.o.drain()
	return c.o.mails(TANSON)


def keyless(t, c, other):
	"""The office has no key of the agency yet."""
	c.asked = approved(c)
	t.equal(bring(c), [], "without a document key nothing goes out")
	t.ok(c.state(1) == "numbered" and "document-key" in c.clerk.mails("Trả lời thư")[-1].text,
		"and the clerk hears why", c.clerk.mails("Trả lời thư")[-1].text)
	t.equal(other.sql("SELECT * FROM arrival"), [], "the other office has nothing")


def registered(t, c, other):
	c.o.stop()
	office_files.conf = PLAIN
	c.o.write()
	c.o.start()
	sent = bring(c)
	t.equal((len(sent), c.state(1)), (1, "issued"), "with one it goes to the other office")
	with open(c.o.path("issued.eml"), "wb") as f:
		f.write(sent[0].raw)
	done = subprocess.run(("openssl", "cms", "-verify", "-in", c.o.path("issued.eml"), "-CAfile",
		c.o.path("pki", "trust", "root.pem"), "-purpose", "smimesign", "-signer",
		c.o.path("signer.pem"), "-out", "/dev/null"), capture_output=True, check=False)
	name = subprocess.run(("openssl", "x509", "-noout", "-email", "-in", c.o.path("signer.pem")),
		capture_output=True, check=False).stdout.decode()
	t.ok(done.returncode == 0 and name.split() == ["vanthu@kimson.example"]
		and "vanthu@kimson.example" in sent[0]["From"], "signed by the agency, from its address",
		done.stderr.decode() + name)
	came = other.deliver(sent[0].raw)
	other.settle()
	row = other.arrival(came)
	t.ok(row["agency"] == "kimson" and row["state"] == "registered", "which registers it", row)
	t.equal(other.ctl("verify", as_json=False).status, 0, "verify finds nothing wrong there")
	t.equal(c.o.ctl("verify", as_json=False).status, 0, "nor here")


PLAIN = office_files.conf


def main():
	if not pdf.have_reportlab():
		print("1..0 # SKIP python3-reportlab is missing")
		return
	with offices.only("tanson", "kimson"):
		other = office.Office(keys=office.key_cache())
		other.logins, other.doors = {"do-thi-hoa": office.login()}, {"den": ("in", "tanson")}
		other.write()
		other.start()
	office_files.conf = lambda *given: "".join(line for line in PLAIN(*given).splitlines(True)
		if "document-" not in line)
	with other, offices.only("kimson", "tanson"), drafting.make_office(material=other.pki) as o:
		o.doors = {"den": ("in", "kimson")}
		o.write()
		o.start()
		tap.run(*tap.steps_of(drafting.Cast(o), other, keyless, registered))


main()
