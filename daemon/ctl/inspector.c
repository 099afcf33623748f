/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * inspector - vanthu-inspect started, asked, started again when it ended
 */
#include "ctl/inspector.h"

struct vt_inspector {
	const GPtrArray *options;
	vt_started *started; /* NULL: it does not run */
	bool warned;         /* the first one told what is wrong with the folders */
};

vt_inspector *vt_inspector_new(const GPtrArray *options)
{
	vt_inspector *inspector = g_new0(vt_inspector, 1);

	inspector->options = options;
	return inspector;
}

void vt_inspector_free(vt_inspector *inspector)
{
	if (inspector == NULL)
		return;
	vt_started_free(inspector->started);
	g_free(inspector);
}

bool vt_inspector_start(vt_inspector *inspector, GError **error)
{
	g_autoptr(GPtrArray) arguments = g_ptr_array_new();

	g_assert(inspector->started == NULL);
	g_ptr_array_add(arguments, (gpointer)(guintptr) "--offline");
	for (guint i = 0; i < inspector->options->len; i++)
		g_ptr_array_add(arguments, g_ptr_array_index(inspector->options, i));
	if (inspector->warned) {
		g_ptr_array_add(arguments, (gpointer)(guintptr) "--quiet");
		g_ptr_array_add(arguments, (gpointer)(guintptr) "yes");
	}
	g_ptr_array_add(arguments, NULL);
	inspector->started =
		vt_started_new("vanthu-inspect", (const char *const *)arguments->pdata, error);
	if (inspector->started == NULL)
		return false;
	inspector->warned = true;
	return true;
}

bool vt_inspector_ask(vt_inspector *inspector, uint64_t request, int message, int64_t received_at)
{
	g_auto(vt_writer) w = vt_writer_new();

	vt_write_u64(&w, request);
	vt_write_i64(&w, received_at);
	vt_write_text(&w, NULL);
	vt_write_bool(&w, false);
	return vt_started_send(inspector->started, VT_KIND_INSPECT, &w, message, NULL);
}

vt_receipt vt_inspector_hear(vt_inspector *inspector, int timeout_ms, vt_packet *packet_out)
{
	return vt_started_receive(inspector->started, timeout_ms, packet_out);
}

vt_end vt_inspector_bury(vt_inspector *inspector)
{
	return vt_started_end(g_steal_pointer(&inspector->started));
}
