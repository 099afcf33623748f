/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * structure - can this message be read in one way only?
 *
 * Our scanner and GMime read it independently: the same leaves, with the same decoded bytes, or the
 * message is held (field-notes §8). What the scanner found odd becomes a 5xx finding; what real
 * clients do without harm does not.
 */
#ifndef VT_FILTERS_STRUCTURE_H
#define VT_FILTERS_STRUCTURE_H

#include "filters/filter.h"

/* Phase 2; c->scan and c->mime are set (c->mime NULL: GMime gave nothing). Also looks into
 * c->opened. */
void vt_structure_run(vt_case *c, vt_contents *contents);

#endif
