# SPDX-License-Identifier: GPL-3.0-or-later
"""hsm - an agency's key on a PKCS#11 token (SoftHSM, every call written down by pkcs11-spy), and what it signs.

	token = hsm.Token(o)                    makes it, and takes the key away from everybody else
	office_files.conf = lambda *given: token.conf_of(hsm.PLAIN(*given))
	hsm.issue(c, 1)                         drafted, approved, brought back by the clerk
"""

import glob
import os
import shutil
import subprocess
import time

from . import message as m, office_files, pdf

SOFTHSM = "/usr/lib/softhsm/libsofthsm2.so"
SPIES = glob.glob("/usr/lib/*/pkcs11-spy.so") + glob.glob("/usr/lib/*/pkcs11/pkcs11-spy.so")
PIN = "246810"
OTHER = "so-noivu@hason.example"
URI = "pkcs11:token=UBND%20Kim%20Son;object=van-thu;id=%01;type=private"
PLAIN = office_files.conf


class Token:
	"""SoftHSM in the office's folder, with the agency's key in it."""

	def __init__(self, o):
		self.o = o
		self.folder = o.path("hsm")
		self.tokens, self.spy = o.path("hsm", "tokens"), o.path("hsm", "spy.log")
		os.makedirs(self.tokens)
		self.conf = o.path("hsm", "softhsm2.conf")
		with open(self.conf, "w", encoding="utf-8") as f:
			f.write("directories.tokendir = %s\nobjectstore.backend = file\nlog.level = ERROR\n"
				% self.tokens)
		self.run("--init-token", "--free", "--label", "UBND Kim Son", "--so-pin", "12345678",
			"--pin", PIN)
		key = o.path("pki", "keys", "kimson-document.key")
		plain = o.path("hsm", "key.p8")
		subprocess.run(("openssl", "pkcs8", "-topk8", "-nocrypt", "-in", key, "-out", plain),
			check=True, capture_output=True)
		self.run("--import", plain, "--token", "UBND Kim Son", "--label", "van-thu", "--id", "01",
			"--pin", PIN)
		# Nobody else may sign with it.
		for path in (plain, key):
			os.unlink(path)
		self.pin = o.secret("token.pin", PIN + "\n")

	def run(self, *words):
		subprocess.run(("softhsm2-util",) + words, check=True, capture_output=True,
			env=dict(os.environ, SOFTHSM2_CONF=self.conf))

	def conf_of(self, text):
		"""The office's vanthu.conf, with the key on the token."""
		path = next(line for line in text.splitlines(True)
			if line.strip().startswith("document-key") and "kimson" in line)
		text = text.replace(path, "\tdocument-key = %s\n\tdocument-pin = %s\n" % (URI, self.pin))
		return text + ("\ntoken\n\tmodule = %s\n\tenvironment = SOFTHSM2_CONF=%s\n"
			"\tenvironment = PKCS11SPY=%s\n\tenvironment = PKCS11SPY_OUTPUT=%s\n\tread = %s\n"
			"\twrite = %s\n\ttimeout = 20s\n" % (SPIES[0], self.conf, SOFTHSM, self.spy, self.conf,
			self.folder))

	def logins(self):
		with open(self.spy, encoding="utf-8", errors="replace") as f:
			return sum("C_Login" in line for line in f)

	def away(self):
		os.rename(self.tokens, self.tokens + ".away")
		os.mkdir(self.tokens)

	def back(self):
		shutil.rmtree(self.tokens)
		os.rename(self.tokens + ".away", self.tokens)

	def write_pin(self, pin):
		with open(self.pin, "w", encoding="utf-8") as f:
			f.write(pin)


def missing():
	"""Why a test with a token must be left out; None."""
	if not pdf.have_reportlab() or not os.path.exists(SOFTHSM) or not SPIES:
		return "python3-reportlab, softhsm2 or opensc-pkcs11 is missing"
	return None


def issue(c, number):
	"""Drafted, approved, and brought back by the clerk."""
	c.k.begin("token-%d" % number, number)
	doc = c.k.doc(agency="kimson", number=None, notation="UBND")
	data, stamped = pdf.document(doc), pdf.document(doc, field="%02d" % number)
	c.author.send(m.multipart([m.text("TRÌNH KÝ\nLoại: Công văn\nTrích yếu: %s\nĐộ khẩn: Khẩn\n"
		"Người ký: Lê Văn Bình\nNơi nhận: %s\n" % (doc.subject, "Sở Nội vụ tỉnh Hà Sơn")),
		m.attachment(data, "thong-bao.pdf")]), "Trình ký")
	c.agreed(number)
	c.approved(number)
	asked = c.clerk.mails("[Phát hành]")[-1]
	quoted = "".join("> %s\n" % line for line in asked.text.splitlines())
	c.clerk.post(m.multipart([m.text("Bản phát hành.\n\n" + quoted),
		m.attachment(stamped, "thong-bao.pdf")]), "Re: " + asked.subject, to=asked["Reply-To"],
		more=(("In-Reply-To", asked.message_id),))


def await_mails(o, address, count, word="", seconds=40):
	until = time.monotonic() + seconds
	while True:
		mails = [one for one in o.mails(address) if word in one.subject]
		if len(mails) >= count or time.monotonic() > until:
			return mails
		time.sleep(0.1)
