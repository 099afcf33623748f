/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * look_routing - which lines of routing.conf a document meets, and what each of them says
 */
#include <sysexits.h>

#include "proc/registrar/look.h"
#include "proc/registrar/pick.h"
#include "work/routed.h"

static void put(const vt_call *call, const char *line, const char *what, const char *who)
{
	const char *cells[] = { line, what, who };

	vt_reply_row(call->reply, cells, G_N_ELEMENTS(cells));
}

static void put_list(const vt_call *call, const char *line, const char *what,
		     const GPtrArray *somebody)
{
	for (guint i = 0; i < somebody->len; i++)
		put(call, line, what, vt_route_shown(call->office, g_ptr_array_index(somebody, i)));
}

/* decided, proposed: an earlier route has said who. */
static void put_route(const vt_call *call, const vt_route *route, bool *decided, bool *proposed)
{
	g_autofree char *line = g_strdup_printf("%s:%u", route->file, route->line);

	put_list(call, line, "báo", route->people);
	if (route->submit != NULL && !*decided) {
		put(call, line, "trình", vt_route_shown(call->office, route->submit));
		*decided = true;
	}
	if (route->lead == NULL || *proposed)
		return;
	put(call, line, "đề xuất chủ trì", vt_route_shown(call->office, route->lead));
	put_list(call, line, "đề xuất phối hợp", route->support);
	put_list(call, line, "đề xuất để biết", route->inform);
	*proposed = true;
}

void vt_look_routing(const vt_call *call)
{
	static const vt_column columns[] = { { "line", "Dòng" },
					     { "what", "Việc" },
					     { "who", "Người, đơn vị" } };
	g_autoptr(vt_document) document = NULL;
	g_autoptr(vt_arrival) arrival = NULL;
	bool decided = false, proposed = false;

	if (g_strcmp0(vt_call_word(call, 1), "explain") != 0 || vt_call_word(call, 2) == NULL) {
		vt_reply_end(call->reply, EX_USAGE, "try: routing explain NUMBER");
		return;
	}
	if (!vt_pick(call, vt_call_word(call, 2), &document, &arrival))
		return;
	if (document == NULL || document->state == VT_DOCUMENT_SEALED) {
		vt_reply_end(call->reply, EX_DATAERR, "no registered document, or a sealed one");
		return;
	}
	const vt_routed what = vt_document_routed(document);
	vt_reply_table(call->reply, "routing", columns, G_N_ELEMENTS(columns));
	for (guint i = 0; i < call->office->routes->len; i++) {
		const vt_route *route = g_ptr_array_index(call->office->routes, i);

		if (vt_route_fits(route, &what))
			put_route(call, route, &decided, &proposed);
	}
	const vt_person *decider = vt_office_decider(call->office, &what);
	if (!decided && decider != NULL)
		put(call, "-", "trình", decider->name);
	vt_reply_end(call->reply, EX_OK, NULL);
}
