# SPDX-License-Identifier: GPL-3.0-or-later
"""pitfalls - the rows of the list of pitfalls that concern a received message, each with the codes
that answer it and the messages made at test time that prove it. t128-pitfalls.py runs them.

The numbers are those of pitfalls.md: §2.1 rows 1-15, §2.2 rows by their title. `good`: messages of
honest senders next to the row, that must not be touched. `also`: tests that prove what a single
inspection cannot.
"""


class Row:
	def __init__(self, ref, text, codes, good=(), also=()):
		self.ref = ref
		self.text = text
		self.codes = codes		# {code: names of shapes whose report has it}
		self.good = good
		self.also = also


TABLE = [
	Row("2.1-1", "eContent confusion", {216: ("forged-detached-with-content",
		"forged-detached-other-content", "forged-confused")}),
	Row("2.1-2", "two signerInfos", {213: ("forged-two-signers", "forged-two-signers-foreign")}),
	Row("2.1-3", "zero signerInfos", {212: ("forged-zero-signers",)}),
	Row("2.1-4", "MIME wrapping", {202: ("wrapped", "list-footer"), 510: ("wrapped", "list-footer")}),
	Row("2.1-5", "the ID attacks", {401: ("from-other", "inner-from"), 402: ("from-empty",
		"from-missing", "from-space"), 403: ("from-two", "from-two-reverse", "from-two-mailboxes",
		"from-two-mailboxes-reverse", "from-group", "from-group-empty"), 404: ("sender-other",
		"sender-own-from-other", "sender-two", "sender-empty"), 407: ("from-display",
		"from-display-own", "from-encoded", "from-two-angles", "from-route", "from-nested",
		"from-comment-mail", "from-crlf-quoted", "from-nul")}, ("from-bare", "from-folded",
		"from-old-comment", "from-display-same", "sender-equal")),
	Row("2.1-6", "signed attributes as content", {215: ("forged-stripped", "forged-stripped-opaque"),
		214: ("forged-mixed-attrs", "forged-no-attrs")}),
	Row("2.1-7", "no attributes, MD5, SHA-1, short keys", {214: ("forged-no-attrs",), 218: (
		"forged-md5", "forged-sha1"), 219: ("forged-rsa-1024",), 309: ("forged-sha1-cert",
		"forged-sha1-ca"), 310: ("forged-rsa-1024",)}, ("form-pss-padding", "form-sha512",
		"form-ec", "old-anchor")),
	Row("2.1-8", "key usage", {311: ("usage-encipher",), 312: ("eku-server",)},
		("eku-none", "usage-non-repudiation")),
	Row("2.1-9", "ESS receipts", {211: ("ess-receipt", "ess-receipt-detached")}, ("ess-asks",)),
	Row("2.1-10", "two addresses in one GeneralName", {401: ("cert-two-in-one", "cert-nul",
		"san-comma", "san-comma-space", "san-white", "san-control", "san-newline", "san-display")},
		("cert-several", "san-odd-and-right")),
	Row("2.1-11, -12", "altered encryption: encrypted mail is held, not opened", {203: (
		"form-signed-then-encrypted", "form-auth-enveloped")}),
	Row("2.1-13", "line ends", {104: ("form-mixed-canonical",), 210: ("tampered", "altered")},
		("signed-document",)),
	Row("2.1-15", "a trusted and a strange signer", {213: ("forged-two-signers-foreign",),
		301: ("forged-two-signers-foreign",)}),

	Row("2.2 wrapping", "a signature inside is not the message's", {202: ("wrapped",)}),
	Row("2.2 list footer", "re-wrapped, footer, gateway", {510: ("list-footer",), 210: (
		"gateway-miss-word", "gateway-miss-file"), 228: ("footer-inside", "gateway-footer", "gateway-banner", "gateway-footer-base64")}),
	Row("2.2 CMS confusion", "detached without, opaque with content, one signer", {216: (
		"forged-confused",), 217: ("forged-opaque-empty",), 213: ("forged-two-signers",)},
		("form-opaque",)),
	Row("2.2 signedAttrs", "set of attributes as content", {215: ("forged-stripped-opaque",)}),
	Row("2.2 signer and sender", "the signer's own certificate has the From", {401: ("from-other",
		"bundle-attacker", "bundle-attacker-first"), 405: ("cert-no-email",)}, ("cert-several",
		"cert-email-subject", "reply-to-other"), ("tests/unit/test-signature (pins)",)),
	Row("2.2 attacker's certificates", "only the key that signed counts", {401: (
		"bundle-attacker", "bundle-attacker-first", "bundle-same-serial", "bundle-same-serial-last",
		"bundle-public-first"), 210: ("bundle-same-serial-agency", "bundle-same-key-id",
		"forged-stolen-name"), 227: ("bundle-21", "bundle-200", "bundle-5000")},
		("bundle-20", "bundle-twice")),
	Row("2.2 address quirks", "bytes, UTF-8 mailboxes, no normalisation", {401: ("san-empty",
		"san-domain", "san-latin1", "san-quoted", "san-wins", "san-odd-subject", "utf8-mailbox-nfd",
		"utf8-mailbox-nfkc", "utf8-mailbox-case", "utf8-mailbox-nul", "utf8-mailbox-u-label",
		"utf8-mailbox-ascii", "utf8-mailbox-type", "utf8-mailbox-broken", "utf8-rfc822",
		"utf8-from-plain-cert", "cert-case-local", "from-cyrillic"), 407: ("from-bidi",
		"from-zero-width", "from-nbsp", "utf8-mailbox-bidi", "utf8-mailbox-zero-width",
		"u-label-from-nfd", "u-label-from-dot", "san-literal", "san-too-long")}, ("utf8-mailbox",
		"utf8-mailbox-beside", "utf8-mailbox-a-label", "u-label-from", "u-label-from-upper",
		"san-long", "san-tld")),
	Row("2.2 trust store", "the environment trusts nobody", {301: ("self-signed", "unknown-ca")},
		also=("t128-pitfalls.py: SSL_CERT_DIR, SSL_CERT_FILE, OPENSSL_CONF",)),
	Row("2.2 revocation", "lists first, those of the message when they are signed", {306: ("revoked",
		"revoked-intermediate", "crl-carried-older", "chain-delta-revoked", "chain-indirect-revoked"),
		307: ("crl-missing", "crl-carried-forged"), 308: ("crl-stale",)}, ("crl-carried",
		"crl-carried-fresh", "chain-delta-good", "chain-indirect-good"), ("tests/unit/test-chain",)),
	Row("2.2 path", "policies and names", {316: ("chain-policy-none", "chain-policy-other"),
		317: ("chain-names-outside", "chain-names-excluded")}, ("chain-policy-right",
		"chain-names-inside")),
	Row("2.2 time", "the time of receipt decides, signingTime is a claim", {303: ("expired",
		"expired-since-now"), 304: ("not-yet-valid",), 305: ("expired-since",), 221: ("time-absent",),
		222: ("time-future",), 223: ("time-11-days",)}, ("time-4-minutes", "time-9-days")),
	Row("2.2 headers", "control headers from outside, RFC 9788", {111: ("control-outside",
		"own-headers", "own-headers-signed", "auth-results"), 401: ("control-inside", "inner-from"),
		408: ("hp-from",), 409: ("hp-subject",)}, ("own-headers-signed", "control-outside",
		"hp-clear")),
	Row("2.2 replay", "signer and digest are remembered by the office", {101: ("replay",
		"replay-other-id")}, also=("t150-corpus.py: state duplicate",)),
	Row("2.2 oracles", "nothing is decrypted or decided from quoted text", {201: ("quoted-answer",)}),
	Row("2.2 EFAIL", "no part of a message is opened with others", {201: ("efail",), 606: ("efail",)}),
	Row("2.2 ambiguity", "held as ambiguous", {513: ("hidden-part", "uuencode"), 501: ("header-junk",),
		502: ("twice-content-type", "twice-subject", "twice-date", "twice-message-id",
		"twice-inner-type"), 503: ("boundary-2231", "boundary-word", "no-inner-final"),
		504: ("bad-base64", "cut-base64", "unknown-cte"), 505: ("parts-150",), 506: ("depth-15",
		"depth-2000"), 507: ("header-nul", "header-cr"), 508: ("header-many",), 509: ("empty",
		"newline", "no-header", "leading-blank", "mbox-from")}, ("parts-90", "depth-7")),
	Row("2.2 file types", "declared, named and real type", {609: ("file-type-lie",
		"type-pdf-as-text", "type-zip-as-text", "type-html-as-pdf"), 602: ("file-mz",), 601: (
		"file-exe", "file-js", "file-zip-exe", "zip-double"), 603: ("file-unknown",), 604: (
		"file-docm", "file-docm-as-docx", "zip-docm"), 605: ("file-zip-encrypted",
		"docx-encrypted-member", "pdf-encrypted"), 606: ("file-zip-bomb", "zip-nested", "zip-many",
		"zip-overlap"), 607: ("pdf-script", "pdf-launch", "pdf-submit", "pdf-rich-media",
		"pdf-go-elsewhere"), 608: ("file-rtlo", "name-isolate", "name-full-width-dot",
		"name-far-extension", "zip-climbs", "zip-rtlo"), 610: ("foreign-pdf-zip",
		"foreign-pdf-before", "foreign-pdf-html", "foreign-gif-script", "foreign-docx-behind"),
		611: ("remote-template", "remote-ole", "remote-rtf-template", "remote-html-script",
		"remote-svg", "remote-dde")}, ("file-octets", "file-docx", "type-force-download",
		"type-msword-docx", "type-excel-csv", "type-jpg", "foreign-pdf-nuls", "foreign-jpeg-tail",
		"remote-hyperlink", "remote-template-own", "pdf-uri", "name-2231", "name-nfd"),
		("tests/unit/test-filetype",)),
	Row("2.2 injection", "nothing of a message becomes a path, a header or a log line", {407: (
		"injected-local-part",), 608: ("name-path", "zip-climbs"), 501: ("injected-name",)}),
	Row("2.2 loops in", "machines are not answered", {710: ("auto-vacation", "robot-echo"),
		712: ("bounce", "robot-null"), 713: ("auto-list", "auto-precedence"), 711: ("notice",)},
		also=("t400-loops.py: both ways, and what goes out",)),
	Row("2.2 compression, layers", "reported, limited", {205: ("layers-five",), 204: (
		"layers-compressed-outside",)}),
	Row("2.2 failed signature", "no worse than it is, never registered", {210: ("altered",),
		211: ("signature-garbage", "signature-empty"), 201: ("unsigned",)}),
]
