/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * said - what one of our people wrote to the office (doc/said.h)
 */
#ifndef VT_FILTERS_SAID_H
#define VT_FILTERS_SAID_H

#include "filters/filter.h"

/* Nothing for mail whose From is not the one address of a person of the directory, and that
 * carries no token. */
void vt_said_run(vt_case *c, vt_contents *contents);

#endif
