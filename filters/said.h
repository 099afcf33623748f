/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * said - what one of our people wrote to the office
 *
 * Only of mail whose From is one address of a person of our directory, or that carries a word like
 * those by which an answer finds its question. Nothing is said of any other.
 */
#ifndef VT_FILTERS_SAID_H
#define VT_FILTERS_SAID_H

#include "filters/filter.h"

/* Sets contents->said. Needs contents->parts, subject and recipients. */
void vt_said_run(vt_case *c, vt_contents *contents);
/* The signature does not hold: nothing of it was signed. NULL: nothing. */
void vt_said_unsign(struct vt_said *said);

#endif
