/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * office_spec_session - the block session: what our own mail server says of logins
 */
#include <string.h>

#include "doc/office_private.h"

/* clang-format off: tables */
static const char *const form_choices[] = { "authentication-results", "received", NULL };

const vt_key vt_conf_session[] = {
	{ .name = "authserv-id",
	  .type = VT_SET_TEXT,
	  .required = true,
	  .help = "The name our own mail server writes there, and takes away from what comes from "
		  "outside." },
	{ .name = "own-hops",
	  .type = VT_SET_INT,
	  .fallback = "0",
	  .min = 0,
	  .max = 10,
	  .help = "Received fields of our own servers above what it wrote." },
	{ .name = "form",
	  .type = VT_SET_CHOICE,
	  .choices = form_choices,
	  .fallback = "authentication-results",
	  .help = "Where the login stands: in Authentication-Results (auth=pass smtp.auth=LOGIN), "
		  "or in "
		  "our own Received (Authenticated sender: LOGIN)." },
	{ .name = "mailbox",
	  .type = VT_SET_BOOL,
	  .fallback = "no",
	  .help = "Whether our own Received fields alone, with a login (ESMTPSA) where the message "
		  "was given in, are the proof mailbox." },
	{ .name = "own-server",
	  .type = VT_SET_TEXT,
	  .repeats = true,
	  .help = "Another name behind \"by\" in Received of our own servers." },
	{ 0 },
};
/* clang-format on */

void vt_office_read_session(vt_office *office)
{
	const vt_block *block = vt_settings_one(office->settings, "session");
	const char *server = vt_block_text(block, "authserv-id");

	office->session.server = server != NULL ? g_ascii_strdown(server, -1) : NULL;
	office->session.own_hops = (unsigned)vt_block_int(block, "own-hops");
	office->session.mailbox = vt_block_int(block, "mailbox") != 0;
	office->session.servers = g_ptr_array_new_with_free_func(g_free);
	for (unsigned i = 0; i < vt_block_count(block, "own-server"); i++)
		g_ptr_array_add(office->session.servers,
				g_ascii_strdown(vt_block_nth(block, "own-server", i), -1));
	office->session.by_received = g_strcmp0(vt_block_text(block, "form"), "received") == 0;
}
