# SPDX-License-Identifier: GPL-3.0-or-later
"""phone - people of the office and the letters their mail programs write.

	tu = phone.Person(o, "tu")              through our own server, which names the login (session)
	row = tu.send("TRỢ GIÚP")               delivered, dealt with: the arrival's row
	row = tu.reply(notice, "Đồng ý")        quoted, with tag, token address and In-Reply-To
	row = tu.reply(notice, "OK", client="outlook-desktop", by=("tag",))
	row = tu.tap(phone.link(notice, "Nhận việc"))       a mailto: link, sent as it opens
	tu.mails("[Giao việc]"), tu.answers()   what came; what answers the letter written last

sign: a cms.Signer, the text is signed then. vouched False: the server says nothing about the login.
client: one of replies_clients.CLIENTS, else a plain reply under an attribution. post() and the
option wait=False only deliver: many at once.
"""

import html
import re
import time
import urllib.parse

from . import message as m, replies_clients

SERVER = "mx.kimson.example"
REGISTRY = "vanthu@kimson.example"
DOMAIN = "kimson.example"
BY = ("token", "tag", "thread")	# what of a notice comes back with the answer


def block(o):
	"""The office believes what its own server says of logins."""
	o.add_block("session", **{"authserv-id": SERVER})


def links(notice):
	return re.findall(r"mailto:\S+", notice.text)


def link(notice, place):
	"""The link below the line that says so."""
	lines = [line.strip() for line in notice.text.splitlines()]
	for at, line in enumerate(lines):
		if line.startswith(place):
			return next(one for one in lines[at:] if one.startswith("mailto:"))
	raise AssertionError("no %s in\n%s" % (place, notice.text))


def opened(mailto):
	"""(to, subject, body) that a program fills in."""
	to, query = mailto[len("mailto:"):].split("?", 1)
	said = dict(pair.split("=", 1) for pair in query.split("&"))
	return (urllib.parse.unquote(to),) + tuple(
		urllib.parse.unquote(said.get(key, "")) for key in ("subject", "body"))


def quoted(notice, words, attribution="Vào 23/11/2026, Văn phòng đã viết:"):
	"""New text above, the notice below."""
	lines = [words, "", attribution] + ["> " + line for line in notice.text.splitlines()]
	return "\n".join(lines) + "\n"


def reference(notice):
	"""The line that a signature must cover."""
	found = re.search(r"Mã: VT-\S+", notice.text)
	return found.group(0) if found else ""


def drafted(client, words, notice, lang="vi"):
	"""(header pairs, entity) as that program answers the notice."""
	pairs, entity = replies_clients.CLIENTS[client](words, notice.text if notice else "", lang)
	asked = notice.message_id if notice else None
	out = []
	for name, value in pairs:
		if name == "Message-ID" or replies_clients.ASKED in value and asked is None:
			continue
		out.append((name, value.replace(replies_clients.ASKED, asked or "")))
	return out, entity


def android(subject, body):
	"""Gmail for Android opens a link: line breaks of the body are gone, its own signature follows."""
	line = " ".join(body.split("\n"))
	below = replies_clients.ANDROID["vi"]
	return m.multipart([m.text("%s\n\n%s\n" % (line, below)), m.text('<p dir="auto">%s</p><p '
		'dir="auto">%s</p>' % (html.escape(line, False), below), subtype="html")], "alternative")


class Person:
	"""Somebody who writes. login: what the server says; address: else login@DOMAIN. now(): the
	time of what is written, in seconds."""

	def __init__(self, o, login, address=None, now=None, client=None):
		self.o, self.login, self.client = o, login, client
		self.address = address or "%s@%s" % (login, DOMAIN)
		self.now = now if callable(now) else (lambda: now) if now else time.time
		self.count = 0
		self.last = None	# Message-ID of the letter written last

	# letters

	def _head(self, vouched, login):
		"""What our server put above; what counts stands above its Received."""
		line = "Authentication-Results: %s; auth=pass smtp.auth=%s\r\n" % (SERVER,
			login or self.login)
		return ((line if vouched else "") + "Received: from phone (phone [192.0.2.7]) by %s with"
			" ESMTPSA id %d;\r\n %s\r\n" % (SERVER, self.count, m.date(self.now()))).encode()

	def letter(self, entity, subject="x", to=REGISTRY, more=(), vouched=True, login=None,
			sign=None):
		"""The bytes; entity: MIME, or words."""
		self.count += 1
		self.last = "<p%d.%s@%s>" % (self.count, self.address.replace("@", "."), DOMAIN)
		entity = m.text(entity + "\n", cte="8bit") if isinstance(entity, str) else entity
		pairs = [("From", self.address), ("To", to), ("Subject", subject),
			("Date", m.date(self.now())), ("Message-ID", self.last)]
		return self._head(vouched, login) + m.mail(pairs + list(more),
			m.signed(entity, sign) if sign else entity)

	def post(self, entity, *given, **options):
		return self.o.deliver(self.letter(entity, *given, **options))

	def send(self, entity, *given, wait=True, **options):
		"""The row of the arrival; the Sent when it is not waited for."""
		sent = self.post(entity, *given, **options)
		if not wait:
			return sent
		self.o.settle()
		return self.o.arrival(sent)

	def reply(self, notice, words, client=None, by=BY, quote=True, subject=None, to=None,
			more=(), **options):
		"""by: how the notice is known again (token address, tag of the subject, thread)."""
		client = client or self.client
		if client:
			pairs, entity = drafted(client, words, notice if quote else None)
		else:
			pairs, entity = [], m.text(quoted(notice, words) if quote else words + "\n")
		if "thread" in by and not client:
			pairs = [("In-Reply-To", notice.message_id)]
		elif "thread" not in by:
			pairs = [one for one in pairs if one[0] not in ("In-Reply-To", "References")]
		if subject is None:
			subject = "Re: " + notice.subject if "tag" in by else "Re:"
		if to is None:
			to = notice["Reply-To"] or REGISTRY if "token" in by else REGISTRY
		return self.send(entity, subject, to=to, more=list(pairs) + list(more), **options)

	def tap(self, mailto, more="", client=None, **options):
		"""A link of a mail, as a phone opens it; something is written behind what stands there."""
		to, subject, body = opened(mailto)
		entity = android(subject, body + more) if client == "gmail-android" else m.text(
			body + more + "\n")
		return self.send(entity, subject, to=to, **options)

	# what came

	def mails(self, word=""):
		return [one for one in self.o.mails(self.address) if word in one.subject]

	def answers(self, to=None):
		"""Of the letter written last, or of that Message-ID."""
		return [one for one in self.o.mails(self.address)
			if (to or self.last) in (one["In-Reply-To"] or "")]
