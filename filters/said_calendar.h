/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * said_calendar - what a calendar answers for one of our people: part of what he said
 */
#ifndef VT_FILTERS_SAID_CALENDAR_H
#define VT_FILTERS_SAID_CALENDAR_H

#include "doc/said.h"
#include "filters/filter.h"

/* The first part text/calendar (else a file application/ics) of the message itself. */
void vt_said_calendar_run(const vt_case *c, vt_said *said);

#endif
