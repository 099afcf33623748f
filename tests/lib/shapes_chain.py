# SPDX-License-Identifier: GPL-3.0-or-later
"""shapes_chain - paths: revocation in all its forms, policies, names, lengths; a message a rule."""

from . import pki_chain
from .expect import bad, doubt, good
from .kit import DAY, HOUR
from .shapes import Shape as S


def by(label):
	return lambda k: k.signed(label=label)


def invalid(code, **more):
	return bad("chain", **{**dict(chain="invalid", codes=[code]), **more})


def open_(code):
	return doubt("chain", chain="unknown", codes=[code])


def carried(ca, label, revoked=(), number=6, last=-HOUR, **options):
	"""Signed by label, with a list of ca in the message."""
	def make(k):
		p = k.pki
		entries = [pki_chain.entry(p[r].serial, k.now - DAY) for r in revoked]
		options_now = dict(options)
		if "key" in options_now:
			options_now["key"] = p[options_now["key"]].key
		crl = pki_chain.crl(p[ca], entries, k.now + last, k.now + 10 * DAY, number,
			**options_now)
		return k.signed(label=label, crls=[crl])
	return make


def with_impostor(k):
	"""A list of the CA's name by a stranger, whose certificate of that name comes along."""
	from . import pki
	p, key = k.pki, k.pki["attacker"].key
	name = p["c-carried"].subject
	impostor = pki._certificate("impostor", name, key, (name, key), k.now - DAY, k.now + DAY,
		[pki.extension("2.5.29.19", pki_chain.der.seq(pki_chain.der.boolean(True)), True)])
	crl = pki_chain.crl(p["c-carried"], [], k.now - HOUR, k.now + DAY, 99, key=key, akid=False)
	return k.signed(label="c-carried-good", certs=[p["c-carried-good"].der, impostor], crls=[crl])


TABLE = [
	S("chain-delta-good", by("c-delta-good"), "a delta that does not name him", good(), lf=False),
	S("chain-delta-revoked", by("c-delta-revoked"), "the delta revokes", invalid(306), lf=False),
	S("chain-delta-held", by("c-delta-held"), "on hold in the complete list", invalid(306),
		lf=False),
	S("chain-delta-restored", by("c-delta-restored"), "on hold, removed by the newest delta",
		good(), lf=False),
	S("chain-delta-outdone", by("c-delta-old"), "only a delta older than the complete list names "
		"him", good(), lf=False),
	S("chain-delta-fresh", by("c-late-good"), "the complete list is old, a delta to it is not",
		good(), lf=False),
	S("chain-delta-fresh-revoked", by("c-late-revoked"), "and names him", invalid(306), lf=False),
	S("chain-delta-stale", by("c-removed-leaf"), "removed from hold by a delta that is out of date",
		invalid(306), lf=False),
	S("chain-delta-odd", by("c-odd-leaf"), "or by one with an unknown critical extension",
		invalid(306), lf=False),
	S("chain-indirect-good", by("c-indirect-good"), "an indirect list of another issuer", good(),
		lf=False),
	S("chain-indirect-revoked", by("c-indirect-revoked"), "revoked by an indirect list",
		invalid(306), lf=False),
	S("chain-scope-user", by("c-user-good"), "a list of user certificates alone", good(), lf=False),
	S("chain-scope-user-revoked", by("c-user-revoked"), "revoked there", invalid(306), lf=False),
	S("chain-scope-ca", by("c-caonly-leaf"), "a list of CA certificates alone is none for him",
		open_(307), lf=False),
	S("chain-number-backwards", by("c-number-revoked"),
		"a later list with a lower number takes nothing back", invalid(306), lf=False),
	S("chain-crl-no-usage", by("c-nosign-leaf"), "the list's signer may not sign lists",
		open_(307), lf=False),
	S("chain-carried-newer", carried("c-carried", "c-carried-revoked", ["c-carried-revoked"]),
		"a newer list in the message revokes", invalid(306), lf=False),
	S("chain-carried-older", carried("c-number", "c-number-revoked", number=4, last=-5 * DAY),
		"an older list in the message does not take it back", invalid(306), lf=False),
	S("chain-carried-older-scope", carried("c-number", "c-number-revoked", number=4,
		last=-5 * DAY, exts=[pki_chain.point("user")]), "nor one of another scope", invalid(306),
		lf=False),
	S("chain-carried-older-longer", carried("ca-stale", "stale-crl", number=0, last=-70 * DAY),
		"an older one that lasts longer does not freshen a stale one", open_(308), lf=False),
	S("chain-carried-stranger", carried("c-carried", "c-carried-good", number=99, key="attacker",
		akid=False), "a stranger's list is not looked at", good(), lf=False),
	S("chain-carried-impostor", with_impostor, "nor one of a stranger who names himself so",
		good(), lf=False),
	S("chain-carried-delta", carried("c-carried", "c-carried-revoked", ["c-carried-revoked"],
		number=6, base=5), "a delta in the message revokes", invalid(306), lf=False),
	S("chain-policy-none", by("c-policy-none"), "a policy is demanded, he has none", invalid(316),
		lf=False),
	S("chain-policy-right", by("c-policy-right"), "he has it", good(), lf=False),
	S("chain-policy-other", by("c-policy-other"), "he has another", invalid(316), lf=False),
	S("chain-policy-any", by("c-policy-any"), "any-policy is every policy", good(), lf=False),
	S("chain-policy-no-any", by("c-noany-leaf"), "any-policy is inhibited", invalid(316), lf=False),
	S("chain-policy-mapped", by("c-map-leaf"), "a mapped policy", good(), lf=False),
	S("chain-policy-no-mapping", by("c-nomap-leaf"), "mapping is inhibited", invalid(316),
		lf=False),
	S("chain-names-inside", by("c-names-inside"), "an address the CA may name", good(), lf=False),
	S("chain-names-outside", by("c-names-outside"), "one it may not name", invalid(317,
		sender="mismatch"), lf=False),
	S("chain-names-both", by("c-names-both"), "one of each", invalid(317), lf=False),
	S("chain-names-subject", by("c-names-subject"), "the wrong one as emailAddress of the subject",
		invalid(317), lf=False),
	S("chain-names-utf8", by("c-names-utf8"), "the wrong one as SmtpUTF8Mailbox", invalid(317),
		lf=False),
	S("chain-names-sub", by("c-names-sub"), "a host below the permitted one", invalid(317,
		sender="mismatch"), lf=False),
	S("chain-names-excluded", by("c-excluded-leaf"), "an excluded one", invalid(317), lf=False),
	S("chain-names-dns", by("c-dns-leaf"), "constraints of hosts do not concern mail", good(),
		lf=False),
	S("chain-names-cn", by("c-dns-cn"), "nor a common name that looks like a host", good(),
		lf=False),
	S("chain-path-length", by("c-length-leaf"), "a CA too many", invalid(302), lf=False),
	S("chain-no-ca", by("c-nobasic-leaf"), "issued by what is no CA", invalid(311), lf=False),
	S("chain-critical", by("c-critical"), "an unknown critical extension", invalid(302), lf=False),
]
