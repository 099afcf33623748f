/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * delivery - what this message tells of mail that we sent
 *
 * Reports of delivery (RFC 3464) and of disposition (RFC 8098) wherever they stand: the message
 * itself, one inside another, one that a person forwards and nothing else with it. Automatic
 * answers (RFC 3834), and returned mail that has no machine part. A mail of ours is named by its
 * ENVID or Message-ID, 128 random bits; who knows them was told by us, or carried it. Fills told.
 */
#ifndef VT_FILTERS_DELIVERY_H
#define VT_FILTERS_DELIVERY_H

#include "filters/filter.h"

/* After vt_loop_run(). */
void vt_delivery_run(vt_case *c, vt_contents *contents);

#endif
