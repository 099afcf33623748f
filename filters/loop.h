/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * loop - automatic mail, bounces, lists, our own addresses and notices: nobody answers those
 *
 * Reads header fields through c->scan. X-Vanthu-Purpose counts only inside signed bytes
 * (c->signed_entity, c->opened); an X-Vanthu-* field from outside is never believed. Sets
 * automatic, bounce, own_purpose. Findings 710-714.
 */
#ifndef VT_FILTERS_LOOP_H
#define VT_FILTERS_LOOP_H

#include "filters/filter.h"

void vt_loop_run(vt_case *c, vt_contents *contents);

#endif
