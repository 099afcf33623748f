# SPDX-License-Identifier: GPL-3.0-or-later
"""kit - the ordinary signed document, every part of it replaceable; what the shapes are built from.

Each shape gets its own document number, PDF bytes, text and Message-ID, so that a whole corpus can
go into one office without one message being another's duplicate.
"""

import datetime

from . import cms, message as m, pdf, pki

HOUR, DAY = 3600, 86400
ICT = datetime.timezone(datetime.timedelta(hours=7))


def day(seconds):
	t = datetime.datetime.fromtimestamp(seconds, ICT)
	return t.day, t.month, t.year


class Kit:
	def __init__(self, p):
		self.pki = p
		self.now = p.now
		self.begin("kit", 0)

	def begin(self, name, index):
		"""From here on everything belongs to the shape `name`."""
		self.name = name
		self.number = str(101 + index)
		self.last_doc = None

	# the document

	def doc(self, agency="noivu", **fields):
		a = pki.AGENCIES[agency]
		given = dict(number=self.number, notation=a.short + "-VP", date=day(self.now - DAY),
			place=a.place, superior=a.superior, issuer=a.name, sign=a.head,
			subject="rà soát công tác văn thư, lưu trữ (%s)" % self.number)
		given.update(fields)
		self.last_doc = pdf.Doc(**given)
		return self.last_doc

	def pdf(self, doc=None, **options):
		return pdf.document(doc or self.last_doc or self.doc(), **options)

	def file(self, data=None, name=None, **options):
		"""The document as an attachment."""
		data = self.pdf() if data is None else data
		doc = self.last_doc or self.doc()
		return m.attachment(data, name or "%s_%s.pdf" % (doc.number, doc.notation), **options)

	def note(self, more="", **options):
		"""The text part. It names the shape, so that no two signed contents are equal."""
		return m.text("Kính gửi: Ủy ban nhân dân xã Kim Sơn.\n\nSở Nội vụ gửi văn bản %s tới quý "
			"cơ quan.\n%s\nTrân trọng.\n" % (self.name, more), **options)

	def content(self, *parts, subtype="mixed", **options):
		"""What is signed: text and document, or these entities."""
		return m.multipart(list(parts) or [self.note(), self.file()], subtype, **options)

	# the mail around it

	def subject(self):
		doc = self.last_doc or self.doc()
		what = doc.type.capitalize() if doc.type else "Công văn"
		return "%s số %s về việc %s" % (what, doc.code, doc.subject)

	def outer(self, frm=None, to="vanthu@kimson.example", subject=None, sent=None, more=(),
			mid=None, agency="noivu"):
		a = pki.AGENCIES[agency]
		pairs = [("Return-Path", "<%s>" % a.address),
			("Received", "from mail.hason.example ([192.0.2.10])\r\n\tby mx.kimson.example "
			"with ESMTPS id %s;\r\n\t%s" % (self.number, m.date(self.now - 60)))]
		if frm is None:
			frm = ("%s\r\n <%s>" % (m.word(a.name), a.address)).encode()
		for value in frm if isinstance(frm, list) else [frm]:
			if value is not False:
				pairs.append(("From", value))
		if to is not False:
			pairs.append(("To", to))
		pairs.append(("Subject", self.subject() if subject is None else subject))
		pairs.append(("Date", m.date(self.now - HOUR if sent is None else sent)))
		pairs.append(("Message-ID", mid or "<%s@hason.example>" % self.name))
		return pairs + list(more)

	def signer(self, label="noivu", **options):
		options.setdefault("signing_time", self.now - HOUR)
		return cms.Signer(self.pki[label], **options)

	def chain(self, label="noivu"):
		"""The certificates a mail program sends along: signer and intermediate."""
		return [self.pki[label].der, self.pki["g2"].der]

	def signed(self, content=None, label="noivu", outer=None, signer=None, **options):
		"""A whole message, multipart/signed."""
		content = self.content() if content is None else content
		return m.mail(outer or self.outer(), m.signed(content, signer or self.signer(label),
			**options))

	def opaque(self, content=None, label="noivu", outer=None, signer=None, **options):
		content = self.content() if content is None else content
		return m.mail(outer or self.outer(), m.opaque(content, signer or self.signer(label),
			**options))

	def plain(self, *parts, outer=None):
		"""The same without a signature."""
		return m.mail(outer or self.outer(), self.content(*parts))
