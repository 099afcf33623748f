/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * inspect_plant - forbidden acts on command, to prove the jail (tests/plants/vanthu-inspect only)
 *
 * A message with the header "X-Plant: NAME" makes its child do NAME between the two phases, as a
 * PDF that took over a reader would. In the real program this is nothing.
 */
#ifndef VT_PROC_INSPECT_PLANT_H
#define VT_PROC_INSPECT_PLANT_H

#include "doc/report.h"
#include "filters/filter.h"
#include "wire/channel.h"

#ifdef VT_TEST_PLANTS
void vt_plant_run(const vt_case *c, const vt_identity *identity, vt_channel *report, int output);
#else
static inline void vt_plant_run(const vt_case *c, const vt_identity *identity, vt_channel *report,
				int output)
{
	(void)c;
	(void)identity;
	(void)report;
	(void)output;
}
#endif

#endif
