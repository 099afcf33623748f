/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * signature - is the whole message signed, and do the bytes hold
 *
 * The outermost layer only (pitfalls §2.2 "Wrapping"): a signature deeper inside makes the message
 * partial, never valid.
 */
#ifndef VT_FILTERS_SIGNATURE_H
#define VT_FILTERS_SIGNATURE_H

#include "filters/filter.h"

void vt_signature_identify(vt_case *c, vt_identity *identity);

#endif
