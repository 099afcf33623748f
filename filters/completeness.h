/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * completeness - is there a document, and every file that it announces
 *
 * After vt_parts_run() and vt_pdf_run(), which already said which files are empty, broken or cut.
 * Findings 620, 624.
 */
#ifndef VT_FILTERS_COMPLETENESS_H
#define VT_FILTERS_COMPLETENESS_H

#include "filters/filter.h"

void vt_completeness_run(vt_case *c, vt_contents *contents);

#endif
