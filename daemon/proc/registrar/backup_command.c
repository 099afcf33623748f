/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * backup_command - vanthuctl backup
 */
#include "proc/registrar/backup_command.h"

#include <inttypes.h>
#include <string.h>
#include <sysexits.h>

#define TELL_EVERY_US 500000

/* Progress that comes faster than anybody reads is left out. */
typedef struct telling {
	vt_reply *reply;
	int64_t last;
} telling;

static void tell(const char *line, void *data)
{
	telling *t = data;
	int64_t now = g_get_monotonic_time();

	if (now - t->last < TELL_EVERY_US)
		return;
	t->last = now;
	vt_reply_text(t->reply, "%s", line);
}

static char *number(int64_t value)
{
	return g_strdup_printf("%" PRId64, value);
}

void vt_reply_backup(vt_reply *reply, const vt_backup_result *result)
{
	static const vt_column columns[] = {
		{ "name", "backup" },          { "kind", "kind" },
		{ "#files", "files" },         { "#bytes", "bytes" },
		{ "#arrivals", "arrivals" },   { "#documents", "documents" },
		{ "#ledger", "ledger lines" }, { "head", "ledger head" },
		{ "#sealed", "sealed" },       { "#waiting", "waiting" },
		{ "#faults", "faults" },
	};
	const int64_t values[] = { result->files, result->bytes, result->arrivals,
				   result->documents, result->ledger };
	char *cells[G_N_ELEMENTS(columns)] = { NULL };

	cells[0] = g_strdup(result->name);
	cells[1] = g_strdup(result->full ? "full" : "incremental");
	for (unsigned i = 0; i < G_N_ELEMENTS(values); i++)
		cells[2 + i] = number(values[i]);
	cells[7] = g_strdup(result->head);
	cells[8] = number(result->sealed);
	cells[9] = number(result->waiting);
	cells[10] = number(result->faults->len);
	vt_reply_table(reply, "backup", columns, G_N_ELEMENTS(columns));
	vt_reply_row(reply, (const char *const *)cells, G_N_ELEMENTS(cells));
	for (unsigned i = 0; i < G_N_ELEMENTS(cells); i++)
		g_free(cells[i]);
	for (guint i = 0; i < result->removed->len; i++)
		vt_reply_text(reply, "removed: %s",
			      (const char *)g_ptr_array_index(result->removed, i));
	for (guint i = 0; i < result->faults->len; i++)
		vt_reply_text(reply, "fault: %s",
			      (const char *)g_ptr_array_index(result->faults, i));
}

void vt_run_backup(const vt_call *call)
{
	telling t = { call->reply, 0 };
	const vt_backup_order order = {
		.to = call->office->backup_to,
		.state = call->office->state,
		.full = vt_call_option(call, "full") != NULL,
		.keep = call->office->backup_keep,
		.now = call->now,
		.tell = tell,
		.data = &t,
	};
	g_auto(vt_backup_result) result = { 0 };
	g_autoptr(GError) error = NULL;

	if (order.to == NULL) {
		vt_reply_end(call->reply, EX_CONFIG,
			     "there is no backup block in vanthu.conf that says where to");
		return;
	}
	vt_backup_result_init(&result);
	if (!vt_backup_run(call->store, &order, &result, &error)) {
		vt_call_failed(call, error);
		return;
	}
	vt_reply_backup(call->reply, &result);
	if (result.faults->len == 0)
		vt_reply_end(call->reply, EX_OK, NULL);
	else
		vt_reply_end(call->reply, EX_DATAERR, "the backup has faults");
}
