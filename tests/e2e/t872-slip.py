#!/usr/bin/python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""t872-slip - GHI Ý KIẾN with a picture of the slip: it is kept with the opinion, and shown (TAP)."""

import base64
import os
import sys

sys.path.insert(0, os.path.join(os.path.dirname(os.path.abspath(__file__)), ".."))
from lib import holding, keys, message as m, office, pdf, phone, pki, tap  # noqa: E402

PNG = base64.b64decode("iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAAAAAA6fptVAAAACklEQVR4nGNgAAAAAgABSK+kcQAAAABJRU5E"
	"rkJggg==")


def noted(t, c):
	path = c.o.path("binh.key")
	keys.generate(path, "rsa:2048")
	c.o.pki.ids["binh"] = pki.leaf_certificate(c.o.pki, "binh", keys.Key(path),
		{"code": "H99.12.34.1", "cn": "Trần Thị Bình", "emails": [c.clerk.address]})
	number = c.register(87)["document"]["number"]
	numbers, forms = c.o.numbers(), len(c.forms())
	said = m.text("GHI Ý KIẾN %d/%d: Chủ tịch ghi trên giấy\nCHỦ TRÌ: Nguyễn Văn Tư\n" % (number, c.year))
	both = m.multipart([said, m.attachment(pdf.scan(1, 87), "phieu.pdf")], "mixed")
	row = c.clerk.send(m.signed(both, c.k.signer("binh", signing_time=c.k.now)), "y kien", vouched=False)
	t.equal(row["state"], "acted", "it is heard, and is no scan to be registered")
	t.equal((c.o.numbers(), len(c.forms())), (numbers, forms), "no form comes for the slip")
	t.equal(c.o.sql("SELECT kind, arrival FROM remark"), [{"kind": "opinion", "arrival": row["id"]}],
		"the opinion names the letter with the slip")
	shown = c.o.ctl("show", "%d/%d" % (number, c.year)).json
	t.ok("phieu.pdf" in str(shown.get("remarks")), "vanthuctl show names it", shown.get("remarks"))
	c.clerk.send("XEM %d/%d" % (number, c.year))
	t.ok("tệp gửi kèm: «phieu.pdf»" in c.clerk.answers()[-1].text, "and so does XEM",
		c.clerk.answers()[-1].text)
	t.equal(len(c.leader.mails("[Xác nhận ý kiến]")), 1, "the leader is asked to confirm it")
	row = c.clerk.send(m.multipart([m.text("Bản quét.\n"), m.attachment(pdf.scan(1, 88), "quet.pdf")],
		"mixed"), "ban quet")
	t.equal(row["state"], "held", "a scan without it is a scan as before")
	c.o.drain()
	c.leader.tap(phone.link(c.leader.mails("[Xác nhận ý kiến]")[-1], "KHÔNG ĐÚNG"))
	t.equal((c.document(number)["stage"], len(c.tu.mails("[Thu hồi việc]"))), ("submitted", 1),
		"he denies it: who had the task hears that it is none")


def photographed(t, c):
	"""The leader answers with a picture of what he wrote by hand: it decides nothing."""
	number = c.register(89)["document"]["number"]
	c.clerk.send("TRÌNH %d/%d\nCHỦ TRÌ: Nguyễn Văn Tư\n" % (number, c.year))
	asked = c.leader.mails("[Trình]")[-1]
	photo = m.multipart([m.text("\n"), m.attachment(PNG, "butphe.png", ctype="image/png")], "mixed")
	row = c.leader.send(photo, "Re: " + asked.subject, more=[("In-Reply-To", asked.message_id)])
	t.equal((row["state"], c.document(number)["stage"]), ("acted", "submitted"), "nothing is decided")
	t.ok("chưa có gì được quyết định" in c.leader.answers()[-1].text, "he is told so",
		c.leader.answers()[-1].text)
	told = c.clerk.mails("[Ảnh bút phê]")
	t.ok(len(told) == 1 and "GHI Ý KIẾN %d/%d:" % (number, c.year) in told[0].text
		and "CHỦ TRÌ: Nguyễn Văn Tư" in told[0].text, "the clerk gets GHI Ý KIẾN filled",
		told[0].text if told else "")
	t.ok(told and "butphe.png" in str(told[0].attachments()), "with the picture")
	row = c.leader.send(photo, "Re: " + asked.subject, more=[("In-Reply-To", asked.message_id)],
		vouched=False)
	t.equal((row["state"], len(c.clerk.mails("[Ảnh bút phê]"))), ("refused", 1), "not without a proof")
	c.leader.reply(asked, "Đồng ý")
	t.equal(c.document(number)["stage"], "assigned", "the question is still good")


def main():
	if not pdf.have_reportlab():
		print("1..0 # SKIP python3-reportlab is missing")
		return
	with office.Office(keys=office.key_cache(), more={"notices": {"digest-every": "1s"}}) as o:
		o.tidy_trust()
		phone.block(o)
		o.start()
		tap.run(*tap.steps(holding.Cast(o), noted, photographed))


main()
