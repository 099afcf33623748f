/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * office_spec_reply - the block reply: how what people answer finds its question
 */
#include "doc/office_private.h"

/* clang-format off: tables */
static const char *const token_choices[] = { "address", "subject", NULL };

const vt_key vt_conf_reply[] = {
	{ .name = "delimiter",
	  .type = VT_SET_TEXT,
	  .fallback = "+",
	  .help = "What our mail server takes for the beginning of a subaddress." },
	{ .name = "token-in",
	  .type = VT_SET_CHOICE,
	  .choices = token_choices,
	  .repeats = true,
	  .help = "Where a notice carries its token: address (Reply-To and links with a "
		  "subaddress), subject ([#...]); both without this key." },
	{ .name = "undo-time",
	  .type = VT_SET_SPAN,
	  .fallback = "15m",
	  .max = 86400,
	  .help = "Office time in which what was decided without a signature can be undone." },
	{ 0 },
};
/* clang-format on */

/* Named, or none is named at all. */
static bool carries(const vt_block *block, const char *place)
{
	unsigned count = vt_block_count(block, "token-in");
	bool found = count == 0;

	for (unsigned i = 0; i < count; i++)
		found |= g_str_equal(vt_block_nth(block, "token-in", i), place);
	return found;
}

void vt_office_read_reply(vt_office *office)
{
	const vt_block *block = vt_settings_one(office->settings, "reply");

	office->reply.delimiter = g_strdup(vt_block_text(block, "delimiter"));
	office->reply.undo_time = vt_block_int(block, "undo-time");
	office->reply.in_address = carries(block, "address");
	office->reply.in_subject = carries(block, "subject");
}
