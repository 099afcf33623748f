/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * office_spec_rule - keys of vanthu.conf: the office's own rules
 */
#include "doc/office_private.h"

/* clang-format off */
static const char *const signature_choices[] = { "any", "none", "broken", "valid", NULL };
static const char *const do_choices[] = { "ignore", NULL };

const vt_key vt_conf_rule[] = {
	{ .name = "from", .type = VT_SET_TEXT, .repeats = true,
	  .help = "Who stands alone in From: an address, or @domain; without it anybody." },
	{ .name = "signature", .type = VT_SET_CHOICE,
	  .choices = signature_choices,
	  .fallback = "any",
	  .help = "none: nobody signed it; broken: signed, and it does not hold; valid: it holds." },
	{ .name = "header", .type = VT_SET_TEXT, .repeats = true,
	  .help = "NAME: VALUE as our own spam filter writes it above the topmost Received; a value "
		  "ending in * is the beginning; all of them must be there." },
	{ .name = "own-hops", .type = VT_SET_INT,
	  .fallback = "0",
	  .min = 0, .max = 5,
	  .help = "How many Received of our own servers may stand above such a field." },
	{ .name = "do", .type = VT_SET_CHOICE,
	  .choices = do_choices,
	  .fallback = "ignore",
	  .help = "ignore: counted in the balance, kept as long as retain says, nobody is told." },
	{ 0 },
};
/* clang-format on */
