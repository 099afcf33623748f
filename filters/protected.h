/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * protected - does the header inside the signature say what the outer one says (RFC 9788)
 *
 * Phase 1 compares: another From is bad, another subject, date or receiver a doubt, a gateway's tag
 * before the subject has its own code. c->protected_header is what phase 2 then shows. Nothing that
 * stands in there is believed beyond the decisive fields: X-Vanthu-* and Authentication-Results are
 * as little worth as outside.
 */
#ifndef VT_FILTERS_PROTECTED_H
#define VT_FILTERS_PROTECTED_H

#include "filters/filter.h"

/* After the sender was judged; needs c->payload. */
void vt_protected_identify(vt_case *c, vt_identity *identity);
/* Fields that stand twice in there. */
void vt_protected_run(vt_case *c, vt_contents *contents);

#endif
