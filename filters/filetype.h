/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * filetype - is a file what it says it is, and one that documents may come in
 *
 * Called for every leaf by vt_parts_run(). Findings 601-606, 608-611 and, for files other than PDF,
 * 621-623.
 */
#ifndef VT_FILTERS_FILETYPE_H
#define VT_FILTERS_FILETYPE_H

#include "filters/filter.h"
#include "filters/sniff.h"

bool vt_filetype_prepare(const vt_office *office, GError **error);
/* part->type is the type from content already. */
void vt_filetype_judge(const vt_office *office, const vt_part *part, const vt_sniff *sniff,
		       GPtrArray *findings);
/* The row of a media type, or NULL. */
const vt_filetype *vt_filetype_find(const vt_office *office, const char *type);

#endif
