/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * office_spec_doors - keys of vanthu.conf: how mail comes in
 */
#include "base/limits.h"
#include "doc/office_private.h"

/* clang-format off */
const char *const vt_conf_auth_choices[] = { "best", "plain", NULL };
static const char *const tls_choices[] = { "implicit", "starttls", NULL };

const vt_key vt_conf_intake[] = {
	{ .name = "max-bytes",
	  .type = VT_SET_SIZE,
	  .fallback = "64M",
	  .min = 1024,
	  .max = VT_MAX_MESSAGE_BYTES,
	  .help = "Largest message that is taken in." },
	{ .name = "max-age",
	  .type = VT_SET_SPAN,
	  .fallback = "10d",
	  .min = 60,
	  .max = 366 * 86400,
	  .help = "A signing time longer before receipt is a doubt." },
	{ 0 },
};
const vt_key vt_conf_authentication[] = {
	{ .name = "authserv-id",
	  .type = VT_SET_TEXT,
	  .help = "Name our own mail server writes first in Authentication-Results; without it "
		  "that field is never read." },
	{ .name = "own-hops",
	  .type = VT_SET_INT,
	  .fallback = "0",
	  .min = 0,
	  .max = 10,
	  .help = "Received fields of our own servers that stand above its field." },
	{ 0 },
};
const vt_key vt_conf_maildir[] = {
	{ .name = "path",
	  .type = VT_SET_PATH,
	  .required = true,
	  .help = "The Maildir that is watched; every message in new/ is taken away." },
	{ .name = "agency",
	  .type = VT_SET_NAME,
	  .help = "Own agency whose mailbox it is, for mail that names none of ours." },
	{ 0 },
};
const vt_key vt_conf_lmtp[] = {
	{ .name = "listen",
	  .type = VT_SET_TEXT,
	  .required = true,
	  .help = "Where the MTA delivers: a path, or a port of the loopback as 127.0.0.1:24." },
	{ .name = "group",
	  .type = VT_SET_NAME,
	  .help = "Group that may connect to the path; default: our own." },
	{ .name = "agency",
	  .type = VT_SET_NAME,
	  .help = "Own agency whose mail it is, for mail that names none of ours." },
	{ .name = "connections",
	  .type = VT_SET_INT,
	  .fallback = "256",
	  .min = 1,
	  .max = 400,
	  .help = "Clients at a time; the largest of several blocks counts." },
	{ .name = "idle",
	  .type = VT_SET_SPAN,
	  .fallback = "5m",
	  .min = 1,
	  .max = 3600,
	  .help = "A client that says nothing for so long is sent away (RFC 5321, 4.5.3.2)." },
	{ 0 },
};
const vt_key vt_conf_imap[] = {
	{ .name = "server", .type = VT_SET_TEXT,
	  .required = true,
	  .help = "Name of the IMAP server, as it stands in its certificate." },
	{ .name = "port", .type = VT_SET_INT,
	  .min = 1, .max = 65535,
	  .help = "Its port; default 993, with starttls 143." },
	{ .name = "tls", .type = VT_SET_CHOICE,
	  .choices = tls_choices,
	  .fallback = "implicit",
	  .help = "TLS from the first byte, or by STARTTLS; there is no connection without." },
	{ .name = "roots", .type = VT_SET_PATH,
	  .help = "Roots the server's certificate must lead to, a PEM file or a folder; needed "
		  "unless tls-pin is given." },
	{ .name = "tls-pin", .type = VT_SET_TEXT,
	  .help = "sha256:... of the server's key, in place of roots, name and dates; behind it the "
		  "day it was pinned (2026-11-22), which doctor counts from." },
	{ .name = "user", .type = VT_SET_TEXT, .required = true, .help = "Whom we log in as." },
	{ .name = "auth", .type = VT_SET_CHOICE,
	  .choices = vt_conf_auth_choices,
	  .fallback = "best",
	  .help = "best: SCRAM-SHA-256 where the server offers it; plain: the password inside TLS." },
	{ .name = "password-file", .type = VT_SET_PATH,
	  .required = true,
	  .help = "File whose first line is the password (mode 0600)." },
	{ .name = "folder", .type = VT_SET_TEXT,
	  .fallback = "INBOX",
	  .help = "The folder that new mail comes into." },
	{ .name = "done", .type = VT_SET_TEXT,
	  .fallback = "Đã nhận",
	  .help = "Where a message is moved once it is safe; made when missing." },
	{ .name = "parked", .type = VT_SET_TEXT,
	  .fallback = "Không nhận được",
	  .help = "Where a message is moved that cannot be taken in; made when missing." },
	{ .name = "sealed", .type = VT_SET_TEXT,
	  .fallback = "Niêm phong",
	  .help = "Where a message is moved on to that was sealed; made when missing. Only the "
		  "security officer should be able to read it." },
	{ .name = "infected", .type = VT_SET_TEXT,
	  .fallback = "Mã độc",
	  .help = "Where a message is moved on to that holds malicious code; made when missing." },
	{ .name = "agency", .type = VT_SET_NAME,
	  .help = "Own agency whose mailbox it is, for mail that names none of ours." },
	{ .name = "poll", .type = VT_SET_SPAN,
	  .fallback = "1m",
	  .min = 1, .max = 3600,
	  .help = "How often a server without IDLE is asked." },
	{ .name = "idle-renew", .type = VT_SET_SPAN,
	  .fallback = "5m",
	  .min = 1, .max = 28LL * 60,
	  .help = "How often IDLE is begun anew and the folder looked at (RFC 2177: before 29 "
		  "minutes)." },
	{ .name = "timeout", .type = VT_SET_SPAN,
	  .fallback = "1m",
	  .min = 1, .max = 600,
	  .help = "A server must have answered a command within this." },
	{ .name = "batch", .type = VT_SET_INT,
	  .fallback = "50",
	  .min = 1, .max = 100,
	  .help = "Messages that are made safe together." },
	{ 0 },
};
/* clang-format on */
