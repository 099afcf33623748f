/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * gateway - was a broken signature broken by a mail gateway
 *
 * Footers, banners and re-encoding (pitfalls §2.1) are taken back, one guess after the other, until
 * the bytes have the digest that the proven signed attributes claim: that proves what was signed
 * and what was added, not that the message is harmless. The finding becomes 228 instead of 210, a
 * doubt; the status stays invalid and nothing of the message counts as signed.
 */
#ifndef VT_FILTERS_GATEWAY_H
#define VT_FILTERS_GATEWAY_H

#include "filters/filter.h"

void vt_gateway_identify(vt_case *c, vt_identity *identity);

/* What it cost; bounded by VT_MAX_GATEWAY_BYTES and VT_MAX_GATEWAY_VARIANTS. */
typedef struct vt_gateway_cost {
	uint64_t hashed;
	unsigned variants;
} vt_gateway_cost;
/* What was done to the bytes of the signed entity: "footer of 5 lines in part 1.1"; NULL = nothing
 * that can be proven. cost_out may be NULL. Caller frees. */
char *vt_gateway_undo(const vt_cms *cms, const void *bytes, size_t size, vt_gateway_cost *cost_out);

#endif
