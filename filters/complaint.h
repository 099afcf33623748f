/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * complaint - letters with a procedure of their own, and subjects that a named person must release
 * (regulation Đ5.2-5.4)
 *
 * Headings only: a report about a complaint is an ordinary document. After vt_metadata_run().
 * Findings 640-643.
 */
#ifndef VT_FILTERS_COMPLAINT_H
#define VT_FILTERS_COMPLAINT_H

#include "filters/filter.h"

void vt_complaint_run(vt_case *c, vt_contents *contents);

#endif
