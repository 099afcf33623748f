# SPDX-License-Identifier: GPL-3.0-or-later
"""office_files - the files of an office made for tests and the demo: people, routes, policy, books.

Two own agencies (kimson, tanson) and three sending ones, the parties of pki.AGENCIES.
"""

import os

from . import pki

OWN = ("kimson", "tanson")
SENDERS = ("noivu", "tinh", "taichinh")

# key: (own agency, name, position, address, roles)
PEOPLE = {
	"tran-thi-binh": ("kimson", "Trần Thị Bình", "Văn thư", "binh@kimson.example", ("clerk",)),
	"le-van-binh": ("kimson", "Lê Văn Bình", "Chủ tịch", "chutich@kimson.example", ("leader",)),
	"pham-van-minh": ("kimson", "Phạm Văn Minh", "Chánh Văn phòng", "minh@kimson.example",
		("office-head", "security")),
	"nguyen-van-tu": ("kimson", "Nguyễn Văn Tư", "Công chức Văn hóa - Xã hội",
		"tu@kimson.example", ("staff",)),
	"hoang-thi-lan": ("kimson", "Hoàng Thị Lan", "Công chức Tài chính - Kế toán",
		"lan@kimson.example", ("staff",)),
	"vu-duc-nam": ("kimson", "Vũ Đức Nam", "Công chức Văn phòng", "nam@kimson.example",
		("staff",)),
	"do-thi-hoa": ("tanson", "Đỗ Thị Hoa", "Văn thư", "hoa@tanson.example", ("clerk",)),
	"pham-thi-cuc": ("tanson", "Phạm Thị Cúc", "Chủ tịch", "chutich@tanson.example",
		("leader",)),
	"bui-van-long": ("tanson", "Bùi Văn Long", "Chánh Văn phòng", "long@tanson.example",
		("office-head", "security")),
}
CLERK, LEADER, OFFICER = "tran-thi-binh", "le-van-binh", "pham-van-minh"
ADMIN = "quantri@kimson.example"

# Who hears of what: own agency, sending agency, type, person.
ROUTES = (
	("kimson", None, None, "le-van-binh"),
	("kimson", "noivu", None, "nguyen-van-tu"),
	("kimson", "taichinh", None, "hoang-thi-lan"),
	("kimson", None, "Thông báo", "vu-duc-nam"),
	("tanson", None, None, "pham-thi-cuc"),
)

POLICY = """\
# ACTION, ROLE[,ROLE...], PROOF; see policy.conf(5)
register-incoming	agency	smime

register	clerk,office-head	local
register-old-year	clerk,office-head	local
refuse	clerk,office-head	local
void	clerk,office-head	local
retry	clerk,office-head,admin	local
release	office-head,security	local
seal	clerk,office-head,security	local
sealed-list	security	local
sealed-destroy	security,office-head	local
read	clerk,leader,unit-head,office-head,assignee,staff	(smime | session | mailbox)
agree	leader	smime & token
agree	leader	session & token
assign	leader	smime & token
assign	leader	session & token
return	leader	smime & token
return	leader	session & token
ask	leader	smime & token
ask	leader	session & token
submit	clerk,office-head	(smime | session)
register	clerk,office-head	(smime | session) & token
refuse	clerk,office-head	(smime | session) & token
seal	clerk,office-head,security	(smime | session)
release	office-head,security	smime & token
void	clerk,office-head	(smime | session)
work	leader,unit-head,office-head,assignee,staff,clerk	(smime | session)
note-opinion	clerk,office-head	smime
delegate	leader	smime
unlock	admin	local
unlock	admin	smime
second	office-head,security,leader	(smime | session) & token
directory	admin	smime
join	clerk,leader,unit-head,office-head,assignee,staff,security,admin	smime
draft	staff,assignee,unit-head,office-head,clerk,leader	(smime | session)
check-draft	unit-head,office-head	(smime | session) & token
issue	leader	smime & token
issue-version	clerk,office-head	(smime | session) & token
look	clerk,leader,office-head,security,admin	local
"""


def address_of(person):
	return PEOPLE[person][3]


def block(title, pairs):
	"""One block of the office's syntax; a value of None is left out, a list repeats the key."""
	lines = [title]
	for key, value in pairs:
		for one in value if isinstance(value, (list, tuple)) else (value,):
			if one is not None:
				lines.append("\t%s = %s" % (key, one))
	return "\n".join(lines) + "\n"


def directory(logins, pins):
	"""directory.conf; logins: {person: unix user}, pins: {agency: paths of certificates}."""
	out = []
	for key in OWN:
		a = pki.AGENCIES[key]
		contact = next(p for p, row in PEOPLE.items() if row[0] == key and "clerk" in row[4])
		out.append(block("own " + key, (("name", a.name), ("alias", a.name.replace(
			"Ủy ban nhân dân", "UBND")), ("superior", a.superior),
			("office", "Văn phòng HĐND và UBND"), ("address", a.address),
			("robot", "robot@%s.example" % key), ("place", a.place),
			("postal", "Số 1 đường Trung tâm, xã %s" % a.place), ("phone", "0226 000 000"),
			("contact", contact))))
	for key in SENDERS:
		a = pki.AGENCIES[key]
		out.append(block("agency " + key, (("name", a.name),
			("alias", "%s tỉnh Hà Sơn" % a.name if key != "tinh" else "UBND tỉnh Hà Sơn"),
			("address", a.address), ("certificate", pins.get(key)))))
	for key, (own, name, position, address, roles) in PEOPLE.items():
		out.append(block("person " + key, (("own", own), ("name", name), ("position", position),
			("address", address), ("role", roles), ("unix-user", logins.get(key)),
			("login", address.split("@")[0] if own == "kimson" else None))))
	return "# Our own agencies, the agencies that write to us, our people.\n\n" + "\n".join(out)


def routing():
	return "# Every matching route adds its people.\n\n" + "\n".join(block("route", (
		("own", own), ("from", agency), ("type", kind), ("to", person)))
		for own, agency, kind, person in ROUTES)


def books(more):
	"""books.conf; more: {own: pairs}."""
	return "# The registers.\n\n" + "\n".join([block("book den-" + key,
		(("own", key),) + tuple(more.get(key, ()))) for key in OWN] + [block("book di-" + key,
		(("own", key), ("direction", "outgoing"), ("notation", "{type}-UBND"))) for key in OWN])


def conf(doors, more, extra=()):
	"""vanthu.conf, all paths relative to it; more: {block: pairs that win}; extra: (title, pairs) of
	further blocks."""
	def main(title, *pairs):
		given = dict(more.get(title, ()))
		rest = [(k, v) for k, v in pairs if k not in given]
		return block(title, rest + list(given.items()))
	out = [main("office", ("state", "state"), ("directory", "directory.conf"),
		("routing", "routing.conf"), ("policy", "policy.conf"), ("books", "books.conf"),
		("admin", ADMIN)), main("intake")]
	for name, (path, own) in doors.items():
		out.append(block("maildir " + name, (("path", path), ("agency", own))))
	out += [main("inspect"), main("trust", ("roots", "pki/trust"),
		("intermediates", "pki/intermediate"), ("crls", "pki/crl"), ("crl", "required"))]
	for own in OWN:
		out.append(block("signer " + own, (("notice-key", "pki/keys/%s-notice.key" % own),
			("notice-certificate", "pki/certs/%s-notice.pem" % own),
			("notice-chain", "pki/certs/g2.pem"),
			("document-key", "pki/keys/%s-document.key" % own),
			("document-certificate", "pki/certs/%s-document.pem" % own))))
	out += [main("dispatch", ("maildir", "mail")),
		main("notices", ("balance-at", "23:59"),
		# Tests of what comes before a decision count mails without the phiếu trình.
		("submit", "no"), ("submit-at", "at-once")), main("retain")]
	out += [block(title, pairs.items()) for title, pairs in extra]
	return "# vanthu.conf: check with: vanthud -n -c vanthu.conf\n\n" + "\n".join(out)


def write(path, text, mode=None):
	"""Complete or absent, so that a running office never reads half a file. mode: else what the umask
	leaves."""
	temporary = path + ".tmp"
	with open(temporary, "w", encoding="utf-8") as f:
		f.write(text)
		if mode is not None:
			os.fchmod(f.fileno(), mode)
	os.rename(temporary, path)
