/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * forwarded - a signed original that somebody sends on as attachment keeps its own verdict
 *
 * message/rfc822, or a file "x.eml" (filters/eml.h), with a signature of its own: its CMS, its
 * chain and its sender are judged as if it had come by itself, finding 116 each (doc/forwarded.h).
 * It says nothing of who sent this message and makes no verdict better. What servers wrote above it
 * (sessions, SPF) is anybody's.
 */
#ifndef VT_FILTERS_FORWARDED_H
#define VT_FILTERS_FORWARDED_H

#include "filters/filter.h"

void vt_forwarded_identify(vt_case *c, vt_identity *identity);

#endif
