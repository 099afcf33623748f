/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * hops - what the servers on the way wrote of logins
 */
#include "mail/hops.h"

#include <string.h>

#include "base/limits.h"
#include "base/text.h"
#include "mail/authres.h"
#include "mail/received.h"
#include "mail/scan_reader.h"

typedef struct listing {
	GPtrArray *lines;
	unsigned max, above;
} listing;

static void add(listing *l, const char *kind, const char *host, const char *how, const char *login)
{
	g_autofree char *line = NULL;
	g_autofree char *shown = NULL;

	line = g_strdup_printf("%s %u %s %s %s", kind, l->above, host != NULL ? host : "-",
			       how != NULL ? how : "-", login != NULL ? login : "-");
	shown = vt_text_shown(line, VT_MAX_NAME_BYTES);
	if (l->lines->len < l->max && strlen(shown) <= VT_MAX_NAME_BYTES)
		g_ptr_array_add(l->lines, g_steal_pointer(&shown));
}

static void add_received(listing *l, const char *value)
{
	g_autoptr(vt_received) received = vt_received_parse(value);

	add(l, "received", received->by, received->with, received->login);
	l->above++;
}

static void add_results(listing *l, const char *value)
{
	g_autoptr(vt_authres) results = vt_authres_parse(value, NULL);
	const char *login = NULL;

	for (guint i = 0; results != NULL && i < results->methods->len; i++) {
		const vt_authres_method *method = g_ptr_array_index(results->methods, i);

		if (strcmp(method->name, "auth") == 0 && strcmp(method->result, "pass") == 0)
			login = vt_authres_value(method, "smtp", "auth");
	}
	if (login != NULL)
		add(l, "results", results->server, "auth", login);
}

void vt_hops_list(const vt_scan *scan, GPtrArray *lines, unsigned max)
{
	listing l = { .lines = lines, .max = max };
	const vt_entity *root = scan->root;
	vt_header header;

	for (size_t at = root->header; vt_header_read(scan, at, root->body, &header);
	     at = header.next) {
		bool is_received = vt_header_is(scan, &header, "Received");
		g_autofree char *value = NULL;

		if (!is_received && !vt_header_is(scan, &header, "Authentication-Results"))
			continue;
		value = vt_header_value(scan, &header);
		if (is_received)
			add_received(&l, value);
		else
			add_results(&l, value);
	}
}
