/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * metadata - the fields of the document, each with its origin and confidence
 *
 * After vt_parts_run() and vt_pdf_run(). Sources that agree raise the confidence, sources that
 * contradict each other lower it to a proposal (633). A wrong value is worse than an empty one.
 * Findings 130, 631, 632, 633.
 */
#ifndef VT_FILTERS_METADATA_H
#define VT_FILTERS_METADATA_H

#include "filters/filter.h"

void vt_metadata_run(vt_case *c, vt_contents *contents);
/* Finding 631, of the fields as they are now; vt_metadata_run() does it itself. */
void vt_metadata_missing(vt_contents *contents);

#endif
