/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * balance - one day's mail accounted for
 */
#include "work/balance.h"

#include <inttypes.h>

#include "base/clock.h"
#include "base/error.h"
#include "store/documents.h"
#include "store/ledger.h"
#include "store/outbox.h"

bool vt_balance_make(vt_store *store, const char *own, int64_t day, vt_balance *out, GError **error)
{
	vt_balance made = { .from = vt_clock_day_begin(day) };
	vt_arrival_counts arrivals;
	vt_document_counts entries;
	vt_found gateway = { .code = VT_CODE_GATEWAY };
	int64_t sum = 0;

	made.to = made.from + 24 * 3600;
	gateway.from = made.from;
	gateway.to = made.to;
	if (!vt_arrivals_count(store, own, made.from, made.to, &arrivals, error)
	    || !vt_documents_count(store, own, made.from, made.to, &entries, error)
	    || !vt_arrivals_count_found(store, own, &gateway, error)
	    || !vt_outbox_count(store, own, VT_MAIL_HELD, &made.mail_held, error)
	    || !vt_ledger_head(store, &made.ledger_seq, made.ledger_head, error))
		return false;
	memcpy(made.counts, arrivals.of, sizeof(made.counts));
	made.arrived = arrivals.total;
	made.gateway = gateway.arrivals;
	made.gateway_senders = gateway.senders;
	made.numbered = entries.numbered;
	made.paper = entries.paper;
	for (unsigned i = 0; i < VT_N_STATES; i++)
		sum += made.counts[i];
	if (sum != made.arrived)
		return vt_error_set(error, VT_NEVER,
				    "the balance does not hold: %" PRId64 " arrived, %" PRId64
				    " accounted for",
				    made.arrived, sum);
	*out = made;
	return true;
}
