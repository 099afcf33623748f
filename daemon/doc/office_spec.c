/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * office_spec - the kinds and keys of vanthu.conf, with the one sentence each has in the manual
 */
#include "doc/office_private.h"

static const char *const language_choices[] = { "vi", "en", NULL };
static const char *const level_choices[] = { "debug", "info", "warning", "error", NULL };

/* clang-format off */
static const vt_key office_keys[] = {
	{ .name = "state",
	  .type = VT_SET_PATH,
	  .required = true,
	  .help = "The state directory: spool, store, sealed, outbox, db, trust, run." },
	{ .name = "directory",
	  .type = VT_SET_PATH,
	  .fallback = "directory.conf",
	  .help = "Our agencies, the agencies that write to us, our people." },
	{ .name = "routing",
	  .type = VT_SET_PATH,
	  .fallback = "routing.conf",
	  .help = "Who is told about which registered document." },
	{ .name = "policy",
	  .type = VT_SET_PATH,
	  .fallback = "policy.conf",
	  .help = "Who may do what, with which proof." },
	{ .name = "books",
	  .type = VT_SET_PATH,
	  .fallback = "books.conf",
	  .help = "The registers and where their numbers begin." },
	{ .name = "types",
	  .type = VT_SET_PATH,
	  .help = "Types of documents; default: the shipped types.tsv." },
	{ .name = "words",
	  .type = VT_SET_PATH,
	  .help = "Marks and lists of words; default: the shipped words.tsv." },
	{ .name = "filetypes",
	  .type = VT_SET_PATH,
	  .help = "Accepted and refused file types; default: the shipped filetypes.tsv." },
	{ .name = "legal",
	  .type = VT_SET_PATH,
	  .help = "The legal basis that notices cite; default: the shipped legal.tsv." },
	{ .name = "templates",
	  .type = VT_SET_PATH,
	  .help = "Folder with a folder of mail templates per language; default: the shipped "
		  "ones." },
	{ .name = "language",
	  .type = VT_SET_CHOICE,
	  .choices = language_choices,
	  .fallback = "vi",
	  .help = "Language of the mails." },
	{ .name = "admin",
	  .type = VT_SET_ADDRESS,
	  .help = "Where the server writes when the administrator must act." },
	{ .name = "user",
	  .type = VT_SET_NAME,
	  .help = "System user the programs become when started by root." },
	{ .name = "log-level",
	  .type = VT_SET_CHOICE,
	  .choices = level_choices,
	  .fallback = "info",
	  .help = "Lowest level that is logged." },
	{ 0 },
};
static const vt_key retain_keys[] = {
	{ .name = "unregistered",
	  .type = VT_SET_SPAN,
	  .fallback = "90d",
	  .min = 86400,
	  .max = 3650LL * 86400,
	  .help = "Originals of ignored and refused messages are kept this long." },
	{ 0 },
};

static const vt_kind_spec conf_spec[] = {
	{ .kind = "office",
	  .named = VT_UNNAMED,
	  .keys = office_keys,
	  .help = "Where everything is." },
	{ .kind = "intake", .named = VT_UNNAMED, .keys = vt_conf_intake, .help = "What is taken in." },
	{ .kind = "maildir",
	  .named = VT_NAMED,
	  .repeats = true,
	  .keys = vt_conf_maildir,
	  .help = "A door: a watched Maildir." },
	{ .kind = "lmtp",
	  .named = VT_NAMED,
	  .repeats = true,
	  .keys = vt_conf_lmtp,
	  .help = "A door: the MTA delivers here by LMTP." },
	{ .kind = "imap",
	  .named = VT_NAMED,
	  .repeats = true,
	  .keys = vt_conf_imap,
	  .help = "A door: a mailbox on an IMAP server, with a process of its own." },
	{ .kind = "inspect",
	  .named = VT_UNNAMED,
	  .keys = vt_conf_inspect,
	  .help = "Limits of an inspection." },
	{ .kind = "trust", .named = VT_UNNAMED, .keys = vt_conf_trust, .help = "Whom we believe." },
	{ .kind = "class",
	  .named = VT_NAMED,
	  .repeats = true,
	  .keys = vt_conf_class,
	  .help = "How hard revocation is for the paths that end in certain roots." },
	{ .kind = "crl",
	  .named = VT_UNNAMED,
	  .keys = vt_conf_crl,
	  .help = "How `vanthuctl crl update` keeps the lists of revoked certificates fresh." },
	{ .kind = "fetch",
	  .named = VT_NAMED,
	  .repeats = true,
	  .keys = vt_conf_fetch,
	  .help = "A CRL that is fetched." },
	{ .kind = "signer",
	  .named = VT_NAMED,
	  .repeats = true,
	  .keys = vt_conf_signer,
	  .help = "The keys of one own agency, by its name in directory.conf." },
	{ .kind = "dispatch",
	  .named = VT_UNNAMED,
	  .keys = vt_conf_dispatch,
	  .help = "Where mail goes out." },
	{ .kind = "smtp",
	  .named = VT_UNNAMED,
	  .keys = vt_conf_smtp,
	  .help = "The server mail goes out through, instead of dispatch.maildir." },
	{ .kind = "notices",
	  .named = VT_UNNAMED,
	  .keys = vt_conf_notices,
	  .help = "How often and how much is written." },
	{ .kind = "retain",
	  .named = VT_UNNAMED,
	  .keys = retain_keys,
	  .help = "How long things are kept." },
	{ 0 },
};
/* A file of the trust policy alone, for `vanthuctl inspect`. */
static const vt_kind_spec trust_spec[] = {
	{ .kind = "trust", .named = VT_UNNAMED, .keys = vt_conf_trust, .help = "Whom we believe." },
	{ .kind = "class",
	  .named = VT_NAMED,
	  .repeats = true,
	  .keys = vt_conf_class,
	  .help = "How hard revocation is for the paths that end in certain roots." },
	{ 0 },
};
/* clang-format on */

const vt_kind_spec *vt_office_spec(void)
{
	return conf_spec;
}

const vt_kind_spec *vt_office_trust_spec(void)
{
	return trust_spec;
}
