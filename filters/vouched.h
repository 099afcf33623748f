/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * vouched - did our own mail server prove that the domain of From sent this
 *
 * SPF or DKIM passed, aligned with From (RFC 7489 §3.1, without its public suffixes), in a field
 * that only our own server can have put there (mail/authres.h; block authentication). It says who
 * may be answered (QĐ 28/2018 Đ9.1), never who signed: finding 115, and nothing gets better by it.
 */
#ifndef VT_FILTERS_VOUCHED_H
#define VT_FILTERS_VOUCHED_H

#include "filters/filter.h"

/* Adds finding 115; whatever the signature says. */
void vt_vouched_identify(vt_case *c, vt_identity *identity);

#endif
