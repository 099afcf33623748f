# SPDX-License-Identifier: GPL-3.0-or-later
"""story - one working day of an office: three partner agencies, four units, twelve people, sixty
documents, on a clock of its own; mistakes and attacks among the mails.

	with story.Day() as day:
		day.live(story_hours.HOURS)     the day from 07:30 to 17:01
		story_judge.judge(t, day)       registers, tasks, mails, ledger against the plan

The office is stopped and started again at the hours that matter, since a jail takes no new clock
while it runs. What happens stands in plan() and in story_hours.py; what must have come of it is
computed from the plan in story_judge.py, never from what the office said.

Four documents go out: drafted, approved, numbered, sealed by the clerk, mailed, answered or not.
"""

import calendar
import glob
import time

from . import keys, kit, message as m, office, office_files, pdf, phone, pki

class Outgoing:
	"""One that goes out: who drafts it, its type and the notation that it gets, its subject, {who gets
	it: what comes of that}; the clerk brings it as a scan, or as its tool stamped and sealed it."""

	def __init__(self, author, kind, notation, subject, to, scanned=False):
		self.author, self.kind, self.notation, self.subject = author, kind, notation, subject
		self.to, self.scanned = to, scanned
		self.draft = self.issue = None	# bytes

	@property
	def recipients(self):
		return "; ".join([PAPER if key == "paper" else pki.AGENCIES[key].name for key in self.to]
			+ ["Lưu: VT"])


PAPER = "Ông Nguyễn Văn A (Số 1, phố Mới)"
# sent: nobody says anything; received: a plain answer that the clerk notes, or paper ticked off;
# failed: a server sends it back.
OUTGOING = (
	Outgoing("tu", "Thông báo", "TB-UBND", "Về việc tổ chức hội nghị",
		{"noivu": "received", "tinh": "sent"}),
	Outgoing("lan", "Báo cáo", "BC-UBND", "Tình hình thu ngân sách", {"taichinh": "failed"},
		scanned=True),
	Outgoing("son", "Thông báo", "TB-UBND", "Về việc đo đạc lại",
		{"noivu": "received", "paper": "received"}),
	Outgoing("mai", "Kế hoạch", "KH-UBND", "Tuyên truyền quý I", {"tinh": "sent", "taichinh": "sent"}))
DAY = "2026-11-26"	# a Thursday; the 24th was a holiday
DUE = "04/12/2026"
VH, KT, DC, VP = ("Phòng Văn hóa - Xã hội", "Phòng Kinh tế", "Phòng Địa chính - Xây dựng",
	"Văn phòng")
# login: (key, name, position, unit, roles)
CAST = {
	"binh": ("tran-thi-binh", "Trần Thị Bình", "Văn thư", VP, ("clerk",)),
	"chutich": ("le-van-binh", "Lê Văn Bình", "Chủ tịch", None, ("leader",)),
	"phoct": ("dao-thi-ngan", "Đào Thị Ngân", "Phó Chủ tịch", None, ("leader",)),
	"minh": ("pham-van-minh", "Phạm Văn Minh", "Chánh Văn phòng", VP, ("office-head", "security")),
	"kien": ("vu-trung-kien", "Vũ Trung Kiên", "Trưởng phòng", VH, ("unit-head",)),
	"dung": ("do-van-dung", "Đỗ Văn Dũng", "Trưởng phòng", KT, ("unit-head",)),
	"ha": ("ngo-thi-ha", "Ngô Thị Hà", "Trưởng phòng", DC, ("unit-head",)),
	"tu": ("nguyen-van-tu", "Nguyễn Văn Tư", "Công chức", VH, ("staff",)),
	"mai": ("cao-thi-mai", "Cao Thị Mai", "Công chức", VH, ("staff",)),
	"lan": ("hoang-thi-lan", "Hoàng Thị Lan", "Công chức", KT, ("staff",)),
	"son": ("luu-hong-son", "Lưu Hồng Sơn", "Công chức", DC, ("staff",)),
	"nam": ("vu-duc-nam", "Vũ Đức Nam", "Công chức", VP, ("staff",)),
}
HEADS = {VH: "kien", KT: "dung", DC: "ha"}
# What each writes with.
CLIENTS = {"binh": "thunderbird", "chutich": "iphone", "phoct": "gmail-android", "minh": "outlook-web",
	"kien": "outlook-desktop", "dung": "zimbra", "ha": "roundcube", "tu": "gmail-web",
	"mai": "samsung", "lan": "outlook-plain", "son": "outlook-ios", "nam": "thunderbird-html"}


class Document:
	"""One that comes, and what the office is to make of it."""

	def __init__(self, at, agency, index, lead, **more):
		self.at, self.agency, self.index, self.lead = at, agency, index, lead
		self.how = more.pop("how", "signed")	# signed, plain (no S/MIME), scan
		self.urgency = more.pop("urgency", None)
		self.support = more.pop("support", None)
		self.answer = more.pop("answer", "agree")	# of the leader
		self.secret = more.pop("secret", False)
		self.leader = "phoct" if agency == "taichinh" else "chutich"
		self.sent = None
		assert not more

	@property
	def number(self):
		return str(101 + self.index)

	@property
	def notation(self):
		return "UBND-VP" if self.how == "scan" else pki.AGENCIES[self.agency].short + "-VP"


def plan():
	out = []
	units = (VH, KT, DC)

	def add(count, at, agency, **more):
		for _ in range(count):
			i = len(out)
			out.append(Document(at, agency, i, units[i % 3],
				support=units[(i + 1) % 3] if i % 4 == 0 else None, **more))
	add(12, "07:30", "noivu")
	add(8, "07:30", "tinh")
	add(6, "07:30", "taichinh", how="plain")
	add(11, "10:00", "noivu")
	add(1, "10:00", "noivu", urgency="HỎA TỐC")
	add(7, "10:00", "tinh")
	add(1, "10:00", "tinh", urgency="KHẨN")
	add(8, "10:00", "taichinh", how="plain")
	add(6, "10:00", "tinh", how="scan")
	out[4].answer, out[9].answer = "return", "ask"
	out[-1].secret = True
	return out


def library():
	found = glob.glob("/usr/lib/*/faketime/libfaketimeMT.so.1") + glob.glob(
		"/usr/lib/faketime/libfaketimeMT.so.1")
	return found[0] if found else None


def vietnam(hour, day=DAY):
	return calendar.timegm(time.strptime("%s %s" % (day, hour), "%Y-%m-%d %H:%M")) - 7 * 3600


class Day(office.Office):
	"""The office of that day; folder and options as of office.Office."""

	def __init__(self, *given, **options):
		self.clock = 0	# seconds that the office is ahead of this machine
		super().__init__(*given, now=vietnam("07:00"), keys=office.key_cache(), more={
			"notices": {"submit": "yes", "submit-at": ["08:00", "14:00"],
			"digest-at": ["07:45", "10:15"], "balance-at": "17:00"}},
			**options)
		self.tidy_trust()
		phone.block(self)
		self._people()
		self.plan = plan()
		self.kit = kit.Kit(self.pki)
		self.who = {login: phone.Person(self, login, now=self.time, client=CLIENTS[login])
			for login in CAST}
		self.seen = set()	# mails that were looked at
		self.note = {"lists": [], "taken": [], "letters": []}
		self._leader_key()

	def _people(self):
		"""Ours instead of those of office_files; the other own agency keeps its people."""
		blocks = office_files.directory(self.logins, self.pins).split("\nperson ")
		text = "\nperson ".join(one for one in blocks if "own = kimson\n\tname" not in one)
		for login, (key, name, position, unit, roles) in CAST.items():
			text += "\n" + office_files.block("person " + key, (("own", "kimson"), ("name", name),
				("position", position), ("unit", unit), ("address", login + "@kimson.example"),
				("role", roles), ("login", login),
				("unix-user", self.logins.get(key))))
		office_files.write(self.path("directory.conf"), text)
		office_files.write(self.path("routing.conf"), "".join(office_files.block("route", pairs) + "\n"
			for pairs in ((("own", "kimson"), ("from", "taichinh"), ("to", CAST["nam"][0]),
				("submit", CAST["phoct"][0])),
			(("own", "tanson"), ("to", "pham-thi-cuc")))))

	def write(self):
		super().write()
		if hasattr(self, "who"):
			self._people()

	def _leader_key(self):
		path = self.path("chutich.key")
		keys.generate(path, "rsa:2048")
		self.pki.ids["chutich"] = pki.leaf_certificate(self.pki, "chutich", keys.Key(path),
			{"code": "H99.12.34.1", "cn": "Lê Văn Bình", "emails": ["chutich@kimson.example"]})

	# the clock

	def time(self):
		return int(time.time()) + self.clock

	def go(self, hour):
		"""It is that hour."""
		self.rest()
		self.move(hour)
		self.rest()

	def move(self, hour):
		"""The office is started anew, with that clock."""
		self.stop()
		self.clock = vietnam(hour) - int(time.time())
		self.environment = dict(self.environment, LD_PRELOAD=library(),
			FAKETIME_DONT_FAKE_MONOTONIC="1", FAKETIME="%+d" % self.clock)
		self.start()
		self.kit.now = self.time()

	def rest(self):
		"""Nothing is under way any more, and what is due has gone."""
		if self.clock == 0:	# not started yet
			return
		self.settle(120)
		until = time.monotonic() + 60
		while self.sql("SELECT 1 FROM mail WHERE state = 'composed' OR state = 'draft' AND"
				" due_at <= ?", self.time()) and time.monotonic() < until:
			time.sleep(0.05)
		self.wait_idle()

	def live(self, hours):
		"""hours: (hour, what people do then)."""
		for hour, act in hours:
			self.go(hour)
			act(self)

	# what comes from outside

	def bring(self, one):
		k = self.kit
		k.begin("ngay-%02d" % one.index, one.index)
		k.doc(one.agency, urgency=one.urgency)
		outer = k.outer(agency=one.agency)
		one.sent = self.deliver(k.signed(label=one.agency, outer=outer) if one.how == "signed"
			else k.plain(outer=outer))
		return one

	def scan(self, one):
		"""The clerk's own scan: nothing of it can be read by a machine."""
		file = m.attachment(pdf.scan(seed=one.index), "quet %s.pdf" % one.number)
		one.sent = self.who["binh"].post(m.multipart([m.text("Bản quét.\n"), file], "mixed"),
			"ban quet %d" % one.index)

	# looking around, as people do: in mails

	def number(self, one):
		"""Its number in the register, as the clerk sees it there."""
		row = self.arrival(one.sent)
		return row["document"]["number"] if row and row["document"] else None

	def of_arrival(self, arrival):
		sha256 = self.arrival(arrival)["sha256"]
		return next(one for one in self.plan if one.sent and one.sent.sha256 == sha256)

	def newest(self, login, word):
		mails = self.who[login].mails(word)
		return mails[-1] if mails else None

