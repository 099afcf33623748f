#!/usr/bin/python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""t922-recipient-status - the vanthu that got a document tells ours how far it is: 01 to 06."""

import os
import re
import sys

sys.path.insert(0, os.path.join(os.path.dirname(os.path.abspath(__file__)), ".."))
from lib import drafting, kit, message as m, office, offices, pdf, phone, pki, tap  # noqa: E402

TANSON = "vanthu@tanson.example"


class Two:
	"""Our office, and the one that gets what it issues."""

	def __init__(self, c, other):
		self.c, self.other, self.count, self.seen = c, other, 0, set()

	def issue(self, number=True):
		"""To the other office; its row there."""
		c = self.c
		self.count += 1
		c.k.begin("status-%d" % self.count, self.count)
		doc = c.k.doc(agency="kimson", number=None, notation="UBND", date=kit.day(c.k.now))
		data = pdf.document(doc) if number else pdf.scan(seed=self.count)
		c.author.send(m.multipart([m.text("TRÌNH KÝ\nLoại: Công văn\nTrích yếu: %s\nĐộ khẩn: Khẩn\n"
			"Người ký: Lê Văn Bình\nNơi nhận: %s\n" % (doc.subject, pki.AGENCIES["tanson"].name)),
			m.attachment(data, "cong-van.pdf")]), "Trình ký")
		c.agreed(self.count)
		c.approved(self.count)
		asked = c.clerk.mails("[Phát hành]")[-1]
		quoted = "".join("> %s\n" % line for line in asked.text.splitlines())
		c.clerk.send(m.multipart([m.text("Bản phát hành.\n\n" + quoted),
			m.attachment(data, "cong-van.pdf")]), "Re: " + asked.subject, to=asked["Reply-To"],
			more=(("In-Reply-To", asked.message_id),))
		c.o.drain()
		return self.other.await_arrival(self.other.deliver(c.o.mails(TANSON)[-1].raw))

	def answers(self):
		"""What the other office has written since the last time."""
		self.other.drain()
		new = [one for one in self.other.mails("vanthu@kimson.example") if one.path not in self.seen]
		self.seen |= {one.path for one in new}
		return new

	def hear(self, raw):
		return self.c.o.await_arrival(self.c.o.deliver(raw))

	def state(self):
		return self.c.o.sql("SELECT state FROM outgoing_recipient WHERE outgoing = ?",
			self.count)[0]["state"]


def registered(t, two):
	row = two.issue()
	t.equal(row["state"], "registered", "it registers there")
	answers = two.answers()
	t.ok(answers and all(one.message.get_payload(0)["X-Vanthu-Status"] == "03" for one in answers),
		"its receipt says 03, inside what is signed", [str(one.message.get_payload(0).items())
		for one in answers])
	row = two.hear(answers[0].raw)
	t.equal((row["state"], two.state()), ("acted", "received"), "heard, and noted with the recipient")
	shown = two.c.o.ctl("outgoing", "show", str(two.count), ok=True).tables["recipients"]
	t.equal(shown[0]["state"], "received", "vanthuctl outgoing show says it")


def forged(t, two):
	"""Not from that server, not about that mail, altered: nothing changes."""
	two.issue()
	raw = two.answers()[0].raw
	before = two.state()
	for name, changed in (
			("altered", raw.replace(b"X-Vanthu-Status: 03", b"X-Vanthu-Status: 06")),
			("about another mail", raw.replace(b"In-Reply-To: <", b"In-Reply-To: <x")),
			("under another name", raw.replace(b"robot@tanson.example", b"robot@other.example"))):
		row = two.hear(changed.replace(b"Message-ID: <", b"Message-ID: <%d" % len(name)))
		t.ok(changed != raw and row["state"] != "acted" and two.state() == before,
			name + ": nothing changes", (row["state"], two.state()))
	mine = m.mail([("From", "robot@attacker.example"), ("To", "vanthu@kimson.example"),
		("Subject", "03"), ("Date", m.date(two.c.k.now)), ("Message-ID", "<f@attacker.example>"),
		("In-Reply-To", two.c.o.sql("SELECT message_id FROM mail WHERE outgoing = ? AND kind ="
		" 'phat-hanh'", two.count)[0]["message_id"])],
		m.signed(b"X-Vanthu-Purpose: notice\r\nX-Vanthu-Status: 06\r\n" + m.text("06"),
		two.c.k.signer("attacker")))
	row = two.hear(mine)
	t.equal((row["state"] == "acted", two.state()), (False, before), "signed by somebody else: nothing")
	t.equal(two.hear(raw)["state"], "acted", "and the true one counts still")
	t.equal(two.state(), "received", "once")


def refused(t, two):
	"""02: the state, and the clerk hears it."""
	row = two.issue(number=False)
	t.equal(row["state"], "held", "a scan waits for the clerk there")
	for one in two.answers():
		two.hear(one.raw)
	t.equal(two.state(), "delivered", "01: it has come")
	two.other.ctl("refuse", row["id"], "--reason", "Văn bản gửi nhầm cơ quan, đề nghị kiểm tra lại",
		ok=True)
	before = len(two.c.clerk.mails(""))
	for one in two.answers():
		two.hear(one.raw)
	two.c.o.drain()
	t.equal(two.state(), "refused", "02: refused")
	t.ok(len(two.c.clerk.mails("")) > before, "and put to the clerk",
		[one.subject for one in two.c.clerk.mails("")][before:])
	t.equal(two.c.o.ctl("verify", as_json=False).status, 0, "verify finds nothing wrong")


def worked_on(t, two):
	"""04 given, 05 worked on, 06 finished: told by that office as its people go on."""
	two.issue()
	for one in two.answers():
		two.hear(one.raw)
	leader, head = (phone.Person(two.other, address, address=address, now=two.c.k.now)
		for address in ("chutich@tanson.example", "long@tanson.example"))
	notice = two.other.mails(leader.address)[-1]
	for status, state, who, words in (("04", "assigned", leader, "CHỦ TRÌ: Bùi Văn Long"),
			("05", "worked-on", head, "TIẾN ĐỘ: đang soạn trả lời"),
			("06", "finished", head, "XONG: 45/UBND-VP ngày 24/11/2026")):
		who.reply(notice, words)
		answers = [one for one in two.answers() if one.message.is_multipart()
			and one.message.get_payload(0)["X-Vanthu-Status"] is not None]
		t.equal([one.message.get_payload(0)["X-Vanthu-Status"] for one in answers], [status],
			"%s: that office says %s" % (words.split(":")[0], status))
		for one in answers:
			t.equal(two.hear(one.raw)["state"], "acted", "%s is heard" % status)
		t.equal(two.state(), state, "and noted: " + state)
		notice = [one for one in two.other.mails(head.address) if "[Giao việc]" in one.subject][-1]
	two.hear(answers[0].raw)
	t.equal(two.state(), "finished", "told again, it stays so")


def add_logins(o):
	"""What their own server calls them."""
	with open(o.path("directory.conf"), encoding="utf-8") as f:
		text = f.read()
	with open(o.path("directory.conf"), "w", encoding="utf-8") as f:
		f.write(re.sub(r"(?m)^(person .*\n(?:\t.*\n)*?\taddress = (\S+)\n)", r"\1\tlogin = \2\n", text))


def main():
	if not pdf.have_reportlab():
		print("1..0 # SKIP python3-reportlab is missing")
		return
	with offices.only("tanson", "kimson"):
		other = office.Office(keys=office.key_cache(), more={"notices": {"submit": "yes"}})
		phone.block(other)
		other.logins, other.doors = {"do-thi-hoa": office.login()}, {"den": ("in", "tanson")}
		other.write()
		add_logins(other)
		other.start()
	with other, offices.only("kimson", "tanson"), drafting.make_office(material=other.pki) as o:
		o.doors = {"den": ("in", "kimson")}
		o.write()
		o.start()
		tap.run(*tap.steps(Two(drafting.Cast(o), other), registered, forged, refused, worked_on))


main()
