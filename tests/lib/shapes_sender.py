# SPDX-License-Identifier: GPL-3.0-or-later
"""shapes_sender - a signature that holds, and games with From, Sender and trusted-looking headers.

The first fifteen or so are the published ID attacks: every one verifies with the openssl command.
"""

from . import message as m
from .expect import bad, doubt, good
from .shapes import Shape as S

OWN = "so-noivu@hason.example"
EVE = "eve@attacker.example"


def eve(frm, more=(), **options):
	"""Signed by the stranger (whose chain is fine), with this From."""
	return lambda k: k.signed(label="attacker", outer=k.outer(frm=frm, more=more), **options)


def own(frm, more=(), **options):
	"""Signed by the agency itself, with this From."""
	return lambda k: k.signed(outer=k.outer(frm=frm, more=more), **options)


def label(cert, frm=OWN):
	return lambda k: k.signed(label=cert, outer=k.outer(frm=frm))


def after(k, lines):
	"""Header lines below the others."""
	return k.signed(outer=k.outer(more=lines))


def inner_from(k):
	"""A From of its own in the signed entity, the outer one is somebody else's."""
	content = b"From: " + EVE.encode() + b"\r\n" + k.content()
	return k.signed(content, label="attacker", outer=k.outer())


MISMATCH = bad("sender", sender="mismatch")
AMBIGUOUS = bad("sender|structure", sender="mismatch", verdict=["bad", "doubt"])
# No address to compare, or a spelling that a strict reader may refuse or understand.
STRICT = bad("sender|structure", sender=["mismatch", "unknown"], verdict=["bad", "doubt"])
# RFC 5322 allows the spelling, or may be read so; readers differ, so it is refused.
REFUSED = bad("sender", sender="mismatch")
# The display name is never the sender, but it is all that many readers show: 407, whatever the
# address behind it is (originator.h).
SHOWN = bad("sender", sender="mismatch")

TABLE = [
	S("from-other", eve(OWN), "From is the agency, the signer a stranger", MISMATCH),
	S("from-display", eve('"%s" <%s>' % (OWN, EVE)),
		"the agency's address as display name; the stranger's own address",
		SHOWN),
	S("from-display-own", eve('"%s" <%s>' % (EVE, OWN)), "the stranger's address as display name",
		MISMATCH),
	S("from-empty", eve(b""), "From is empty", STRICT),
	S("from-missing", eve(False), "no From", STRICT),
	S("from-two", eve([OWN, EVE]), "two From fields, the agency's first", AMBIGUOUS),
	S("from-two-reverse", eve([EVE, OWN]), "two From fields, the stranger's first", AMBIGUOUS),
	S("from-two-same", own([OWN, OWN]), "two equal From fields", AMBIGUOUS),
	S("from-two-mailboxes", eve("%s, %s" % (OWN, EVE)), "two mailboxes, the agency's first",
		AMBIGUOUS),
	S("from-two-mailboxes-reverse", eve("%s, %s" % (EVE, OWN)), "two mailboxes, other order",
		AMBIGUOUS),
	S("from-group", eve("Sở Nội vụ: %s;".replace("Sở Nội vụ", "So Noi vu") % OWN), "group syntax",
		STRICT),
	S("from-group-own", own("So Noi vu: %s;" % OWN), "group syntax around the right address",
		STRICT),
	S("from-group-empty", eve("undisclosed: ;"), "an empty group", STRICT),
	S("from-space", eve(b" \t"), "From holds white space only", STRICT),
	S("from-two-angles", eve("<%s> <%s>" % (OWN, EVE)), "two addresses in angle brackets", STRICT),
	S("from-route", eve("<@%s:%s>" % ("attacker.example", OWN)), "an obsolete source route", STRICT),
	S("from-nested", eve("<%s<%s>>" % (EVE, OWN)), "angle brackets in angle brackets", STRICT),
	S("from-comment-mail", eve("%s (%s)" % (OWN, EVE)), "the stranger's address as comment",
		MISMATCH),
	S("from-encoded", eve(b"=?utf-8?B?PHNvLW5vaXZ1QGhhc29uLmV4YW1wbGU+?= <" + EVE.encode() + b">"),
		"an address in an encoded word as display name",
		SHOWN),
	S("from-encoded-other", own(b"=?utf-8?Q?chu-tich=40hason.example?= <" + OWN.encode() + b">"),
		"another address in an encoded word as display name", STRICT),
	S("from-encoded-only", eve(b"=?utf-8?Q?so-noivu=40hason.example?="),
		"the whole address as an encoded word", STRICT),
	S("from-nul", eve(OWN.encode() + b"\0." + b"attacker.example"), "a NUL byte in the address",
		STRICT),
	S("from-space-colon", lambda k: k.signed(outer=k.outer(frm=False, more=[(b"From ",
		OWN.encode())])), "white space before the colon", doubt("structure|sender",
			verdict=["doubt", "bad"], sender=["match", "mismatch"], office=["held", "refused"])),
	S("from-folded", own(("%s\r\n <so-noivu@hason.example>" % m.word("Sở Nội vụ")).encode()),
		"From folded", good()),
	S("from-bare", own(OWN), "a bare address", good()),
	S("from-old-comment", own(OWN + " (So Noi vu)"), "the name as comment behind it",
		good()),
	S("from-upper-domain", own("So Noi vu <so-noivu@HASON.Example>"), "domain in capitals: equal",
		good()),
	S("from-upper-local", own("So Noi vu <So-NoiVu@hason.example>"), "local part in capitals: not",
		AMBIGUOUS),
	S("from-comment-inside", own("so-noivu(a comment)@hason.example"), "a comment in the address",
		REFUSED),
	S("from-comment-attack", eve("so-noivu@hason.example(@attacker.example"), "an open comment",
		STRICT),
	S("from-quoted-local", own('"so-noivu"@hason.example'), "a quoted local part", REFUSED),
	S("from-quoted-at", eve('"so-noivu@hason.example "@attacker.example'),
		"an address as quoted local part", MISMATCH),
	S("from-dot-end", own("so-noivu@hason.example."), "a dot behind the domain", STRICT),
	S("from-homograph", eve("sо-noivu@hason.example".encode()),
		"a Cyrillic letter in the local part", STRICT),
	S("from-crlf-quoted", eve(b'"so-noivu\r\n @hason.example" <' + EVE.encode() + b">"),
		"a folded quoted display name",
		SHOWN),
	S("sender-equal", own(OWN, [("Sender", OWN)]), "Sender equal to From", good()),
	S("sender-equal-name", own(OWN, [("Sender", "Van thu <so-noivu@HASON.example>")]),
		"Sender with a name and the same address", good()),
	S("sender-other", own(OWN, [("Sender", EVE)]), "Sender is somebody else", AMBIGUOUS),
	S("sender-own-from-other", eve(OWN, [("Sender", EVE)]), "Sender is the signer, From is not",
		MISMATCH),
	S("sender-two", own(OWN, [("Sender", OWN), ("Sender", EVE)]), "two Sender fields", AMBIGUOUS),
	S("sender-empty", own(OWN, [("Sender", b"")]), "an empty Sender", REFUSED),
	S("reply-to-other", own(OWN, [("Reply-To", EVE)]), "Reply-To is somebody else",
		good(verdict=["good", "doubt"], office=["registered", "held"])),
	S("inner-from", inner_from, "From inside the signed entity differs from the outer one",
		MISMATCH),
	S("cert-several", label("several"), "two addresses in the certificate, From is the second",
		good()),
	S("cert-upper-domain", label("upper-domain"), "certificate with capitals in the domain", good()),
	S("cert-upper-local", label("upper-local"), "certificate with capitals in the local part",
		AMBIGUOUS),
	S("cert-email-subject", label("email-subject"), "the address stands in the subject alone",
		good()),
	S("cert-no-email", label("no-email"), "no address in the certificate: good only when pinned",
		bad("sender", verdict=["doubt", "bad"], sender="mismatch",
			office=["registered", "held", "refused"])),
	S("cert-two-in-one", label("two-in-one"), "one SAN value that reads like two", MISMATCH),
	S("cert-nul", label("nul-in-san"), "a NUL byte in the SAN value", MISMATCH),
	S("auth-results", eve(OWN, [("Authentication-Results", "mx.kimson.example; auth=pass "
		"smtp.auth=so-noivu; dkim=pass header.d=hason.example")]),
		"Authentication-Results from outside", MISMATCH),
	S("auth-results-unsigned", lambda k: k.plain(outer=k.outer(more=[("Authentication-Results",
		"mx.kimson.example; auth=pass smtp.auth=vanthu")])), "the same on unsigned mail",
		doubt("signature", status="none", chain="unknown", sender="unknown")),
	S("own-headers", lambda k: k.plain(outer=k.outer(more=[("X-Vanthu-Verdict", "good"),
		("X-Vanthu-Signer", OWN), ("X-Spam-Status", "No"), ("Resent-From", OWN)])),
		"X-Vanthu-* and the like from outside, unsigned",
		doubt("signature", status="none", chain="unknown", sender="unknown")),
	S("own-headers-signed", lambda k: after(k, [("X-Vanthu-Verdict", "bad"), ("X-Spam-Flag", "YES"),
		("Resent-From", EVE), ("Resent-Sender", EVE)]),
		"X-Vanthu-* and the like from outside change nothing",
		good(verdict=["good", "doubt"], office=["registered", "held"])),
	S("purpose-outer", lambda k: after(k, [("X-Vanthu-Purpose", "notice")]),
		"the purpose header outside the signed bytes means nothing",
		good(verdict=["good", "doubt"], office=["registered", "held"])),
	S("not-for-us", lambda k: _not_for_us(k), "none of our agencies is named",
		good(verdict=["good", "doubt"], office=["held"])),
	S("not-for-us-in-to", lambda k: _not_for_us(k, to="vanthu@kimson.example"),
		"the document is for others, To is us", good()),
]


def _not_for_us(k, to="ubnd@khac.example"):
	k.doc(to=("Ủy ban nhân dân xã Khác",))
	note = m.text("Gửi văn bản %s.\n" % k.name)
	return k.signed(k.content(note, k.file()), outer=k.outer(to=to))
