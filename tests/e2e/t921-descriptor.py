#!/usr/bin/python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""t921-descriptor - what the sending office registered goes along, and is entered without retyping."""

import hashlib
import os
import sys

sys.path.insert(0, os.path.join(os.path.dirname(os.path.abspath(__file__)), ".."))
from lib import drafting, kit, message as m, office, offices, office_files, pdf, pki, tap  # noqa: E402

CLERK = office_files.address_of(office_files.CLERK)
TANSON = "vanthu@tanson.example"


def lines(k, data, **more):
	"""A descriptor of the document in hand, with lines changed; None leaves one out."""
	doc = k.last_doc
	said = {"number": k.number, "notation": doc.notation, "issued": doc.iso_date,
		"issuer": doc.issuer, "type": "Công văn", "subject": doc.subject, "urgency": "0",
		"code": "H99.2", "paper": "no", "file": "%s %d cong-van.pdf" % (hashlib.sha256(data).hexdigest(), len(data))}
	said.update(more)
	return "vanthu-registration: 1\n" + "".join("%s: %s\n" % (key, value)
		for key, value in said.items() if value is not None)


def brought(c, index, page=None, change=None, descriptors=1, signed=True, raw=None):
	"""A message with a document whose page says that much, and descriptors; its row."""
	o, k = c
	k.begin("descriptor-%d" % index, index)
	whole = k.doc()
	data = pdf.scan(seed=index) if page == "scan" else pdf.document(
		whole.but(**({"number": None} if page is None else page)))
	text = raw if raw is not None else lines(k, data, **(change or {}))
	parts = [k.note(), m.attachment(data, "cong-van.pdf")]
	parts += [m.attachment(text.encode(), "dang-ky-van-ban.txt", ctype="application/octet-stream")
		for _ in range(descriptors)]
	outer = k.outer(subject="Gửi văn bản của %s" % whole.issuer)
	content = k.content(*parts)
	sent = o.deliver(k.signed(content, outer=outer) if signed else m.mail(outer, content))
	row = o.await_arrival(sent)
	return row, {r["code"] for r in o.sql("SELECT code FROM finding WHERE arrival = ?",
		row["id"])}


def fields_of(o, row):
	return {r["field"]: (r["value"], r["origin"]) for r in o.sql(
		"SELECT field, value, origin FROM document_field WHERE document = "
		"(SELECT id FROM document WHERE arrival = ?)", row["id"])}


def heard(t, c):
	o, k = c
	row, codes = brought(c, 1)
	t.equal(row["state"], "registered", "a page without a number, and a descriptor: registered")
	said = fields_of(o, row)
	t.equal(said.get("number"), (k.number, "descriptor"), "with the number it says")
	row, codes = brought(c, 2, descriptors=0)
	t.equal((row["state"], 631 in codes), ("held", True), "without one the clerk types it")
	row, codes = brought(c, 3, page={})
	t.equal((row["state"], fields_of(o, row)["number"][1]), ("registered", "pdf"),
		"what page 1 says stands")
	row, codes = brought(c, 4, raw="vanthu-registration: 2\nfuture: yes\n", page={})
	t.equal(row["state"], "registered", "one of a later version is passed over")


def not_heard(t, c):
	"""Never better than without it."""
	o, k = c
	row, codes = brought(c, 10, signed=False)
	t.ok(row["state"] == "held" and 634 not in codes and not any(
		r["origin"] == "descriptor" for r in o.sql("SELECT origin FROM arrival_field WHERE "
		"arrival = ?", row["id"])), "nobody signed it: it says nothing", (row["state"], codes))
	cases = (
		("another file", {"file": "%s 12 x.pdf" % ("0" * 64)}, 1, 634),
		("another agency", {"code": "H99.3"}, 1, 634),
		("a date that is none", {"issued": "31/02/2026"}, 1, 634),
		("no number", {"number": None}, 1, 634),
		("two of them", {}, 2, 634))
	for index, (name, change, count, code) in enumerate(cases):
		row, codes = brought(c, 11 + index, change=change, descriptors=count)
		t.ok(row["state"] == "held" and code in codes, name + ": the clerk looks",
			(row["state"], codes))
	row, codes = brought(c, 20, page={}, change={"file": "%s 12 x.pdf" % ("0" * 64)})
	t.equal((row["state"], 634 in codes), ("held", True),
		"of another file, beside a page that says all: the clerk looks too")
	row, codes = brought(c, 21, page={}, change={"number": "999"})
	t.equal((row["state"], 633 in codes), ("held", True), "another number than page 1: the clerk")
	row, codes = brought(c, 22, page={}, change={"issued": "2020-01-01"})
	t.equal((row["state"], 633 in codes), ("held", True), "another date: the clerk")


def scanned(t, c):
	"""A scan is not read by anybody but the clerk: nothing is retyped, secrecy is his to say."""
	o, k = c
	row, codes = brought(c, 30, page="scan")
	t.equal((row["state"], 630 in codes), ("held", True), "a scan waits for the clerk")
	o.drain()
	form = [one for one in o.mails(CLERK) if "Số: %s" % k.number in one.text]
	t.ok(form and "theo thông tin đăng ký của nơi gửi" in form[-1].text,
		"in a form that is filled", o.mails(CLERK)[-1].text)


def at_others(t, c, other):
	"""Two offices: one issues a document whose file has no number on it."""
	c.k.begin("issued", 1)
	doc = c.k.doc(agency="kimson", number=None, notation="UBND", date=kit.day(c.k.now))
	data = pdf.document(doc)
	c.author.send(m.multipart([m.text("TRÌNH KÝ\nLoại: Công văn\nTrích yếu: %s\nĐộ khẩn: Khẩn\n"
		"Người ký: Lê Văn Bình\nNơi nhận: %s\n" % (doc.subject, pki.AGENCIES["tanson"].name)),
		m.attachment(data, "thong-bao.pdf")]), "Trình ký")
	c.agreed(1)
	c.approved(1)
	asked = c.clerk.mails("[Phát hành]")[-1]
	quoted = "".join("> %s\n" % line for line in asked.text.splitlines())
	c.clerk.send(m.multipart([m.text("Bản phát hành.\n\n" + quoted),
		m.attachment(data, "thong-bao.pdf")]), "Re: " + asked.subject, to=asked["Reply-To"],
		more=(("In-Reply-To", asked.message_id),))
	c.o.drain()
	sent = c.o.mails(TANSON)
	text = next((p.get_payload(decode=True).decode() for p in sent[0].message.walk()
		if p.get_filename() == "dang-ky-van-ban.txt"), "") if sent else ""
	issued = c.o.sql("SELECT * FROM outgoing WHERE id = 1")[0]
	t.ok("number: %02d\n" % issued["number"] in text and "notation: %s\n" % issued["notation"] in text
		and hashlib.sha256(data).hexdigest() in text, "the descriptor goes along", text)
	row = other.await_arrival(other.deliver(sent[0].raw))
	t.equal(row["state"], "registered", "the other office registers it without its clerk: %s" % [
		tuple(r.values()) for r in other.sql("SELECT code, detail FROM finding")])
	said = fields_of(other, row)
	t.ok(said.get("number", ("", ""))[0].lstrip("0") == str(issued["number"]), "by its number", said)
	t.equal(other.ctl("verify", as_json=False).status, 0, "verify finds nothing wrong there")


PLAIN = office_files.directory


def coded(*given):
	"""The agency that sends has a mã định danh."""
	return PLAIN(*given).replace("agency noivu\n", "agency noivu\n\tcode = H99.2\n")


def main():
	if not pdf.have_reportlab():
		print("1..0 # SKIP python3-reportlab is missing")
		return
	office_files.directory = coded
	with office.Office(keys=office.key_cache()) as o:
		o.start()
		c = (o, kit.Kit(o.pki))
		steps = tap.steps(c, scanned, heard, not_heard)
		with offices.only("tanson", "kimson"):
			other = office.Office(keys=office.key_cache())
			other.logins, other.doors = {"do-thi-hoa": office.login()}, {"den": ("in", "tanson")}
			other.write()
			other.start()
		with other, offices.only("kimson", "tanson"), drafting.make_office(material=other.pki) as a:
			a.doors = {"den": ("in", "kimson")}
			a.write()
			a.start()
			tap.run(*steps, *tap.steps_of(drafting.Cast(a), other, at_others))


main()
