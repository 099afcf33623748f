#!/usr/bin/python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""t160-limits - both sides of every limit that a mail can reach: at it a message is read, one more
has its own code and waits for a person, and the next message is served.

The numbers come from daemon/base/limits.h. What no mail reaches: tests/unit/test-report.c (findings,
details), test-report_codec.c (the largest report), t110-jail.py (CPU, wall time, memory, text),
t115-inspect-office.py (children).
"""

import base64
import io
import os
import sys
import tempfile
import zipfile

sys.path.insert(0, os.path.join(os.path.dirname(os.path.abspath(__file__)), ".."))
from lib import cms, der, inspector, keys, kit, limits, message as m, pdf, pdf_odd, pki  # noqa: E402

L = limits.read(inspector.SOURCE)
TEXT = L["VT_MAX_TEXT_BYTES"]


class Makers:
	"""Each makes a message that has n of something: exactly at the limit for its number."""

	def __init__(self, p):
		self.pki = p
		self.kit = kit.Kit(p)
		self.count = 0

	def begin(self):
		self.count += 1
		self.kit.begin("limit-%d" % self.count, 700 + self.count)
		self.kit.doc()
		return self.kit

	def message_bytes(self, n):
		"""Of a whole message: a file of zeros under base64 fills it."""
		k = self.begin()
		def made(data, tail):
			body = base64.encodebytes(data).replace(b"\n", b"\r\n")
			return k.plain(k.note(), k.file(), m.entity('text/csv; name="so-lieu.csv"', body,
				[("Content-Transfer-Encoding", "base64"),
				("Content-Disposition", 'attachment; filename="so-lieu.csv"')])) + tail
		data = b"1,2\n" * ((n - 200000) // 78 * 57 // 4)
		raw = made(data, b"")
		raw = made(data + b"1,2\n" * ((n - len(raw)) // 78 * 57 // 4 - 20), b"")
		# what is missing stands behind the last boundary, in lines
		fill = n - len(raw)
		return raw + b"\r\n" * (fill // 2) + b"\n" * (fill % 2)

	def header_bytes(self, n):
		k = self.begin()
		raw = k.signed()
		size = raw.index(b"\r\n\r\n") + 4
		lines, room = [], n - size
		while room > 0:
			width = min(room, 950) if room - 950 >= 12 or room <= 950 else room - 12
			lines.append(b"X-Pad: " + b"x" * (width - 9) + b"\r\n")
			room -= width
		return b"".join(lines) + raw

	def headers(self, n):
		k = self.begin()
		raw = k.signed()
		head = raw[:raw.index(b"\r\n\r\n") + 2]
		fields = sum(line[:1] not in (b" ", b"\t") for line in head.split(b"\r\n")[:-1])
		return b"X-Pad: x\r\n" * (n - fields) + raw

	def leaves(self, n):
		k = self.begin()
		return k.plain(k.note(), k.file(), *(m.entity("text/plain; x=%d" % i, b"%d\r\n" % i)
			for i in range(n - 2)))

	def depth(self, n):
		k = self.begin()
		inner = k.note()
		for i in range(n):
			inner = m.multipart([inner], boundary="=_deep%04d_" % i)
		return m.mail(k.outer(), inner)

	def line(self, n):
		k = self.begin()
		return k.signed(k.content(k.note(), k.file(), m.attachment(b"x" * n + b"\r\n", "a.csv",
			"text/csv", cte="8bit")))

	def name(self, n):
		k = self.begin()
		name = "ăn" * ((n - 4) // 3) + "x" * ((n - 4) % 3) + ".pdf"
		return k.signed(k.content(k.note(), k.file(name=name)))

	def boundary(self, n):
		k = self.begin()
		return k.signed(k.content(boundary="b" * n))

	def recipients(self, n):
		k = self.begin()
		to = b",\r\n ".join([b"vanthu@kimson.example"]
			+ [b"vt%03d@xa.hason.example" % i for i in range(n - 1)])
		return k.signed(outer=k.outer(to=to))

	def recipient_bytes(self, n):
		k = self.begin()
		out, room = [b"vanthu@kimson.example"], n - 21
		while room > 0:
			width = 70 if room >= 140 else room if room <= 70 else room // 2
			out.append(b"%03d" % len(out) + b"x" * (width - 14) + b"@h.example.")
			out[-1] = out[-1][:-1] + b"s"
			room -= width
		return k.signed(outer=k.outer(to=b",\r\n ".join(out)))

	def subject(self, n):
		k = self.begin()
		return k.signed(outer=k.outer(subject=b"\r\n ".join([b"x" * 99] * (n // 100)
			+ [b"x" * (n % 100 + 99)])[:n + 2 * (n // 100)]))

	def signer(self, label, **spec):
		ident = pki.leaf_certificate(self.pki, label, self.pki["noivu"].key,
			dict(dict(agency="noivu"), **spec))
		return cms.Signer(ident, signing_time=self.pki.now - kit.HOUR)

	def certificate_addresses(self, n):
		k = self.begin()
		return k.signed(signer=self.signer("many-%d" % n, emails=["so-noivu@hason.example"]
			+ ["phong%d@hason.example" % i for i in range(n - 1)]))

	def certificates(self, n):
		"""n beside the signer's own."""
		k = self.begin()
		return k.signed(certs=[self.pki["noivu"].der, self.pki["g2"].der]
			+ [self.pki["taichinh"].der] * (n - 1))

	def cms_bytes(self, n):
		k = self.begin()
		content = k.content()
		signer = k.signer()
		def made(fill):
			return cms.signed_data(content, [signer], certs=[self.pki["noivu"].der,
				der.seq(der.octets(b"x" * fill))])
		fill = n - len(made(n - 5000)) + n - 5000
		return k.signed(content, signer=signer, blob=made(fill))

	def containers(self, n):
		"""Multiparts beside one another; the one around them is the message."""
		k = self.begin()
		inner = [m.multipart([m.entity("text/plain; x=%d" % i, b"%d\r\n" % i)],
			boundary="=_side%03d_" % i) for i in range(n)]
		return m.mail(k.outer(), m.multipart([k.note(), k.file()] + inner, boundary="=_all_"))

	def subject_name(self, n):
		"""A certificate whose subject has n bytes as RFC 4514 writes it."""
		k = self.begin()
		def made(fill):
			return self.signer("named-%d-%d" % (n, fill), what="x" * fill)
		def size(signer):
			text = keys.openssl("x509", "-inform", "DER", "-noout", "-subject", "-nameopt",
				"rfc2253,utf8,-esc_msb", data=signer.ident.der).decode()
			return len(text.strip().removeprefix("subject=").encode())
		return k.signed(signer=made(1 + n - size(made(1))))

	def layers(self, n):
		k = self.begin()
		inner = k.content()
		for _ in range(n - 1):
			inner = m.opaque(inner, k.signer())
		return k.opaque(inner)

	def page_text(self, n):
		k = self.begin()
		return k.signed(k.content(k.note(), k.file(pdf_odd.staircase(n))))

	def pages(self, n):
		k = self.begin()
		return k.signed(k.content(k.note(), k.file(pdf_odd.pages(n))))

	def mail_text(self, n):
		k = self.begin()
		line = b"Kinh gui Uy ban nhan dan xa.\r\n"
		body = line * (n // len(line)) + b"x" * (n % len(line))
		return k.signed(k.content(m.entity("text/plain; charset=us-ascii", body), k.file()))

	def mail_markup(self, n):
		k = self.begin()
		line = b"<!-- " + b"x" * 60 + b" -->\r\n"
		body = b"<p>" + b"Gui van ban</p>".ljust((n - 3) % len(line)) \
			+ line * ((n - 3) // len(line))
		return k.signed(k.content(m.entity("text/html; charset=us-ascii", body[:n]), k.file()))

	def zip_entries(self, n):
		k = self.begin()
		out = io.BytesIO()
		with zipfile.ZipFile(out, "w") as f:
			for i in range(n):
				f.writestr(("[Content_Types].xml", "word/document.xml")[i] if i < 2
					else "word/media/%d.png" % i, b"")
		return k.signed(k.content(k.note(), m.attachment(out.getvalue(), "van-ban.docx",
			"application/vnd.openxmlformats-officedocument.wordprocessingml.document")))

	def findings(self, n):
		"""Programs of different names, a finding each; one place is kept for saying "more"."""
		k = self.begin()
		return k.plain(k.note(), *(m.attachment(b"MZ\x90\0" + bytes(60), "%d.exe" % i,
			"application/x-msdownload") for i in range(n)))


# limit, maker, code one above it, the verdict at it ("" = anything but the code)
TABLE = (
	("VT_MAX_MESSAGE_BYTES", "message_bytes", 909, ""),
	("VT_MAX_HEADER_BYTES", "header_bytes", 508, "good"),
	("VT_MAX_HEADERS", "headers", 508, "good"),
	("VT_MAX_PARTS", "leaves", 505, ""),
	("VT_MAX_CONTAINERS", "containers", 505, ""),
	("VT_MAX_DEPTH", "depth", 506, ""),
	("VT_MAX_LINE_BYTES", "line", 512, ""),
	("VT_MAX_NAME_BYTES", "name", 907, "good"),
	("VT_MAX_BOUNDARY_BYTES", "boundary", 503, "good"),
	("VT_MAX_RECIPIENTS", "recipients", 907, "good"),
	("VT_MAX_ALL_RECIPIENTS_BYTES", "recipient_bytes", 907, "good"),
	("VT_MAX_SUBJECT_BYTES", "subject", 907, ""),
	("VT_MAX_ADDRESSES", "certificate_addresses", 907, "good"),
	("VT_MAX_CERTIFICATES", "certificates", 227, "good"),
	("VT_MAX_CMS_BYTES", "cms_bytes", 907, "good"),
	("VT_MAX_DN_BYTES", "subject_name", 907, "good"),
	("VT_MAX_LAYERS", "layers", 205, "good"),
	("VT_MAX_ZIP_ENTRIES", "zip_entries", 621, ""),
	("VT_MAX_PAGES", "pages", 907, ""),
	("VT_MAX_TEXT_BYTES", "mail_text", 907, "good"),
	("VT_MAX_BODY_BYTES", "mail_markup", 907, "good"),
)


def write(folder, name, raw):
	path = os.path.join(folder, name + ".eml")
	with open(path, "wb") as f:
		f.write(raw)
	return path


def what_was_read(report):
	return [report["verdict"]] + report["findings"]


def check_pairs(t, p, folder, plain):
	make = Makers(p)
	files = []
	for limit, maker, _, _ in TABLE:
		at = getattr(make, maker)(L[limit])
		over = at + b"\n" if maker == "message_bytes" else getattr(make, maker)(L[limit] + 1)
		files += [write(folder, maker + "-at", at), write(folder, maker + "-over", over), plain]
	reports, _, err = inspector.inspect(files, p)
	if not t.ok(len(reports) == len(files), "a line for each", len(reports), err[-500:]):
		return
	for i, (limit, maker, code, verdict) in enumerate(TABLE):
		at, over, after = reports[3 * i:3 * i + 3]
		what = "%s: %d" % (maker, L[limit])
		t.ok(code not in inspector.codes(at) and verdict in ("", at["verdict"])
			and not [c for c in inspector.codes(at) if c >= 900], what + " are read",
			*what_was_read(at))
		t.ok(code in inspector.codes(over) and over["verdict"] != "good",
			what + " and one: %d" % code, *what_was_read(over))
		t.ok(after["verdict"] == "good", what + ": the next message is served",
			after["findings"])
	by = {os.path.basename(f)[:-4]: r for f, r in zip(files, reports)}
	check_never_cut(t, by)
	for f in files:
		if f != plain:
			os.remove(f)


def check_never_cut(t, by):
	"""What is at a limit is in the report whole; what is over it is not there at all."""
	names = [part["name"] for part in by["name-at"]["parts"] if part["name"]]
	over = [part["name"] for part in by["name-over"]["parts"] if part["type"] == "application/pdf"]
	t.ok(any(len(n.encode()) == L["VT_MAX_NAME_BYTES"] for n in names), "the longest name is whole",
		names)
	t.ok(over == [None], "a longer one is not cut but left out", over)
	t.ok(len(by["leaves-at"]["parts"]) == L["VT_MAX_PARTS"], "a hundred parts are reported",
		len(by["leaves-at"]["parts"]))
	t.ok(len(by["leaves-over"]["parts"]) == 0, "of a hundred and one, none",
		len(by["leaves-over"]["parts"]))
	parts = by["message_bytes-at"]["parts"]
	t.ok(len(parts) == 3 and L["VT_MAX_MESSAGE_BYTES"] * 0.7 < sum(q["bytes"] for q in parts)
		< by["message_bytes-at"]["bytes"], "decoded bytes are fewer than the message's", parts)
	signer = by["certificate_addresses-at"]["signature"]["signer"]
	t.ok(signer and len(signer["addresses"]) == L["VT_MAX_ADDRESSES"],
		"all addresses of a certificate", signer)


def check_left_out(t, p, folder):
	"""What is longer is none, and that is no fault of the message."""
	k = Makers(p).begin()
	most = L["VT_MAX_MESSAGE_ID_BYTES"]
	ids = ["<%s@h.example>" % ("x" * (n - 12)) for n in (most, most + 1)]
	types = ["application/%s" % ("x" * (n - 12)) for n in
		(L["VT_MAX_TYPE_BYTES"], L["VT_MAX_TYPE_BYTES"] + 1)]
	files = [write(folder, "id-%d" % i, k.signed(outer=k.outer(mid=mid)))
		for i, mid in enumerate(ids)]
	files += [write(folder, "type-%d" % i, k.signed(k.content(k.note(), k.file(), m.attachment(
		b"1,2\r\n", "so.csv", kind)))) for i, kind in enumerate(types)]
	one, longer, listed, unlisted = inspector.inspect(files, p)[0]
	t.ok(one["headers"]["message_id"] == ids[0] and longer["headers"]["message_id"] is None,
		"a Message-ID of %d bytes, none of one more" % most, one["headers"], longer["headers"])
	t.ok(types[0] in [q["declared"] for q in listed["parts"]]
		and types[1] not in [q["declared"] for q in unlisted["parts"]]
		and all(len(q["declared"]) < 101 for q in unlisted["parts"]),
		"a media type of 100 bytes, text of one more", listed["parts"], unlisted["parts"])


def check_page_text(t, p, folder, plain):
	"""What poppler lays out is not to be planned to the byte: below and above."""
	make = Makers(p)
	files = [write(folder, "page-text-%d" % n, make.page_text(n)) for n in (400, 600)] + [plain]
	below, above, after = inspector.inspect(files, p)[0]
	t.ok(907 not in inspector.codes(below), "a page of much text is read", *what_was_read(below))
	t.ok(907 in inspector.codes(above) and above["verdict"] != "good",
		"a page of more than 1 MiB of text is not", *what_was_read(above))
	t.ok(after["verdict"] == "good", "page text: the next message is served", after["findings"])


def check_findings(t, p, folder):
	most = L["VT_MAX_FINDINGS"]
	make = Makers(p)
	files = [write(folder, "findings-%d" % n, make.findings(n)) for n in (10, 80)]
	some, many = inspector.inspect(files, p)[0]
	t.ok(907 not in inspector.codes(some) and len(some["findings"]) > 10, "findings are told",
		*what_was_read(some))
	t.ok(907 in inspector.codes(many) and many["verdict"] == "bad"
		and len(many["findings"]) == most + 1, "of too many, the worst and that there were more",
		len(many["findings"]), *what_was_read(many)[:3])


def check_crl(t, p, folder, plain):
	"""A CRL file of the most bytes is read, a longer one is a warning and missing."""
	most = L["VT_MAX_CRL_BYTES"]
	crls = os.path.join(folder, "crls")
	os.makedirs(crls)
	for name in (n for n in os.listdir(p.crl) if n.endswith(".crl")):
		with open(p.path("crl", name), "rb") as f:
			data = f.read()
		if not data.startswith(b"-----"):
			data = pki.pem("X509 CRL", data)
		if name.startswith("g2"):
			data += b"# filling\n" * ((most - len(data)) // 10) + b"\n" * ((most - len(data)) % 10)
			big = os.path.join(crls, name)
		with open(os.path.join(crls, name), "wb") as f:
			f.write(data)
	def look():
		argv = inspector.command([plain], p, crl=False)
		argv[2:2] = ["--crl", crls]
		import json
		import subprocess
		run = subprocess.run(argv, capture_output=True, check=False, env=inspector.environment())
		return json.loads(run.stdout), run.stderr.decode()
	report, err = look()
	t.ok(os.path.getsize(big) == most and report["verdict"] == "good", "a CRL of 16 MiB is read",
		report["findings"], err)
	with open(big, "ab") as f:
		f.write(b"\n")
	report, err = look()
	t.ok(report["verdict"] != "good" and 307 in inspector.codes(report)
		and os.path.basename(big) in err, "one byte more: a warning, and it is missing",
		report["findings"], err)


def main():
	t = inspector.Tap()
	if not pdf.have_reportlab():
		t.skip("limits", "python3-reportlab is missing")
		return t.done()
	# The address sanitizer's strstr() measures the whole rest of the text at each of 110,000
	# comments: minutes where ours takes milliseconds.
	os.environ["ASAN_OPTIONS"] = os.environ.get("ASAN_OPTIONS", "") + ":intercept_strstr=0"
	with tempfile.TemporaryDirectory(prefix="vanthu-limits-") as folder:
		p = pki.make(os.path.join(folder, "pki"))
		k = kit.Kit(p)
		k.begin("plain", 699)
		k.doc()
		plain = write(folder, "plain", k.signed())
		check_pairs(t, p, folder, plain)
		check_left_out(t, p, folder)
		check_page_text(t, p, folder, plain)
		check_findings(t, p, folder)
		check_crl(t, p, folder, plain)
	return t.done()


if __name__ == "__main__":
	sys.exit(main())
