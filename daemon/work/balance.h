/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * balance - one day's mail accounted for: arrived = the sum of the seven states, always
 */
#ifndef VT_WORK_BALANCE_H
#define VT_WORK_BALANCE_H

#include "base/io.h"
#include "store/arrivals.h"

typedef struct vt_balance {
	int64_t from, to;                 /* the Vietnam day, from <= t < to */
	int64_t arrived;                  /* counted on its own */
	int64_t counts[VT_N_STATES];      /* by day of arrival, state as of now */
	int64_t numbered, paper;          /* entries made that day, of which paper */
	int64_t gateway, gateway_senders; /* changed on the way (228), and from how many senders */
	int64_t mail_held; /* outgoing mail of a rehearsal that waits for a decision, as of now */
	int64_t ledger_seq;
	char ledger_head[VT_SHA256_HEX]; /* so that a cut tail shows */
} vt_balance;

/* day: any moment of that Vietnam day. own NULL = the whole server. arrived != sum is VT_NEVER. */
bool vt_balance_make(vt_store *store, const char *own, int64_t day, vt_balance *out,
		     GError **error);

#endif
