/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * office_spec_watch - keys of vanthu.conf: who watches the office
 */
#include "doc/office_private.h"

/* clang-format off */
const vt_key vt_conf_metrics[] = {
	{ .name = "listen",
	  .type = VT_SET_TEXT,
	  .help = "Where /metrics and /healthz are asked for: a path, or a port of the loopback as "
		  "127.0.0.1:9464." },
	{ .name = "group",
	  .type = VT_SET_NAME,
	  .help = "Group that may connect to the path; default: our own." },
	{ .name = "file",
	  .type = VT_SET_PATH,
	  .help = "File the metrics are written to, for the textfile collector; its folder must "
		  "exist." },
	{ .name = "every",
	  .type = VT_SET_SPAN,
	  .fallback = "15s",
	  .min = 1,
	  .max = 3600,
	  .help = "How often the file is written." },
	{ 0 },
};
/* clang-format on */
