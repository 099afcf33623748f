/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * figures - counts for who watches the office
 */
#include "store/figures.h"

#include <string.h>

#include "store/store_private.h"

static const char *const questions[] = {
	[VT_FIGURES_ARRIVALS] = "SELECT state, coalesce(code, 0), count(*), min(received_at)"
				" FROM arrival GROUP BY 1, 2 ORDER BY 1, 2",
	[VT_FIGURES_MAILS] = "SELECT state, NULL, count(*), min(made_at)"
			     " FROM mail GROUP BY 1 ORDER BY 1",
	[VT_FIGURES_DOCUMENTS] = "SELECT state, NULL, count(*), min(registered_at)"
				 " FROM document GROUP BY 1 ORDER BY 1",
};
G_STATIC_ASSERT(G_N_ELEMENTS(questions) == VT_N_FIGURES);

static void figure_free(void *data)
{
	vt_figure *figure = data;

	g_free(figure->key);
	g_free(figure->label);
	g_free(figure);
}

GPtrArray *vt_figures(vt_store *store, vt_figures_of which, GError **error)
{
	g_autoptr(vt_query) query = vt_query_new(store, questions[which]);
	g_autoptr(GPtrArray) list = g_ptr_array_new_with_free_func(figure_free);
	GError *fault = NULL;

	while (vt_query_next(query, &fault)) {
		vt_figure *figure = g_new0(vt_figure, 1);

		figure->key = vt_query_dup(query, 0);
		figure->label = vt_query_dup(query, 1);
		figure->n = vt_query_get_int(query, 2);
		figure->oldest = vt_query_get_int(query, 3);
		g_ptr_array_add(list, figure);
	}
	if (!fault)
		return g_steal_pointer(&list);
	g_propagate_error(error, fault);
	return NULL;
}

int64_t vt_figures_sum(const GPtrArray *figures, const char *key)
{
	int64_t sum = 0;

	for (guint i = 0; i < figures->len; i++) {
		const vt_figure *figure = g_ptr_array_index(figures, i);

		sum += strcmp(figure->key, key) == 0 ? figure->n : 0;
	}
	return sum;
}

int64_t vt_figures_age(const GPtrArray *figures, const char *key, int64_t now)
{
	int64_t at = now;

	for (guint i = 0; i < figures->len; i++) {
		const vt_figure *figure = g_ptr_array_index(figures, i);

		if (strcmp(figure->key, key) == 0)
			at = MIN(at, figure->oldest);
	}
	return now - at;
}
