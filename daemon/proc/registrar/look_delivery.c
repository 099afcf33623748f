/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * look_delivery - how mail of ours fared, as reports tell it
 */
#include "proc/registrar/look.h"

#include "base/clock.h"
#include "store/deliveries.h"

char *vt_look_delivery(const vt_call *call, int64_t mail)
{
	g_autoptr(GPtrArray) rows = vt_deliveries_of(call->store, mail, NULL);
	int sum = rows != NULL ? vt_deliveries_sum(rows) : -1;

	return g_strdup(sum >= 0 ? vt_delivery_name((vt_delivery)sum) : "");
}

void vt_look_deliveries(const vt_call *call, const char *arrival, int64_t document)
{
	static const vt_column columns[] = {
		{ "#mail", "Thư đi" },   { "to", "Người nhận" },     { "delivery", "Kết quả" },
		{ "status", "Mã" },      { "words", "Lời máy chủ" }, { "at", "Lúc" },
		{ "report", "Thư báo" },
	};
	g_autoptr(GPtrArray) rows = vt_deliveries_about(call->store, arrival, document, NULL);

	if (rows == NULL || rows->len == 0)
		return;
	vt_reply_table(call->reply, "deliveries", columns, G_N_ELEMENTS(columns));
	for (guint i = 0; i < rows->len; i++) {
		const vt_told_row *row = g_ptr_array_index(rows, i);
		g_autofree char *mail = g_strdup_printf("%" G_GINT64_FORMAT, row->mail);
		g_autofree char *at = vt_clock_iso_vietnam(row->at);
		const char *cells[] = { mail,        row->recipient, vt_delivery_name(row->state),
					row->status, row->words,     at,
					row->arrival };

		vt_reply_row(call->reply, cells, G_N_ELEMENTS(cells));
	}
}
