/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * lookalike - why two addresses that are not equal look so
 *
 * Words for the clerk and the administrator only: nothing is accepted because of them. Small on
 * purpose: letters of other scripts that have the very shape of a Latin one (Unicode TR 39,
 * intentional.txt), full-width forms, case, composed and decomposed marks.
 */
#ifndef VT_BASE_LOOKALIKE_H
#define VT_BASE_LOOKALIKE_H

/* a and b: normal forms of base/address.h. "differs in case only", "differs in Unicode form only",
 * "looks the same in other letters"; NULL = equal, or plainly different. Static. */
const char *vt_lookalike(const char *a, const char *b);

#endif
