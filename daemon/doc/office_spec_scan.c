/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * office_spec_scan - keys of vanthu.conf: viruses and misuse
 */
#include "doc/office_private.h"

/* clang-format off */
static const char *const pass_choices[] = { "descriptor", "stream", NULL };
static const char *const stale_choices[] = { "warn", "hold", NULL };

const vt_key vt_conf_clamd[] = {
	{ .name = "server",
	  .type = VT_SET_TEXT,
	  .required = true,
	  .help = "Where clamd listens: the path of its socket, or an address with a port, as "
		  "127.0.0.1:3310." },
	{ .name = "pass",
	  .type = VT_SET_CHOICE,
	  .choices = pass_choices,
	  .help = "How a message is handed over; default: descriptor through a socket, stream to "
		  "an address." },
	{ .name = "connections",
	  .type = VT_SET_INT,
	  .fallback = "4",
	  .min = 1,
	  .max = 32,
	  .help = "Messages that are scanned at a time." },
	{ .name = "timeout",
	  .type = VT_SET_SPAN,
	  .fallback = "3m",
	  .min = 1,
	  .max = 3600,
	  .help = "One message must be scanned within this; longer than clamd's MaxScanTime." },
	{ .name = "patience",
	  .type = VT_SET_SPAN,
	  .fallback = "10m",
	  .min = 1,
	  .max = 86400,
	  .help = "A message waits so long for a clamd that fails; then it is held (802)." },
	{ .name = "max-age",
	  .type = VT_SET_SPAN,
	  .fallback = "7d",
	  .min = 3600,
	  .max = 365LL * 86400,
	  .help = "Signatures older than this are warned about; a day later when clamd runs on "
		  "another machine: it writes the local time of a zone it does not name." },
	{ .name = "stale",
	  .type = VT_SET_CHOICE,
	  .choices = stale_choices,
	  .fallback = "warn",
	  .help = "What else becomes of a message scanned with older ones: hold = held (804)." },
	{ 0 },
};

const vt_key vt_conf_misuse[] = {
	{ .name = "limit",
	  .type = VT_SET_INT,
	  .fallback = "5",
	  .min = 1,
	  .max = 10000,
	  .help = "More forged senders or refused proofs than this under one name in a day, and "
		  "the head of the office is told, once." },
	{ 0 },
};
/* clang-format on */
