/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * address - one e-mail address (addr-spec), compared the way the law of mail says
 *
 * Local part: bytes, case kept. Domain: ASCII case folded. Only the safe shape is an
 * address to us: dot-atom local part of 1..64 bytes, domain of letters, digits, '-' and '.', all
 * ASCII, at most 254 bytes. Quoted local parts, comments, controls, white space,
 * commas and domain literals are refused (pitfalls §2.1-10).
 */
#ifndef VT_BASE_ADDRESS_H
#define VT_BASE_ADDRESS_H

#include <glib.h>
#include <stdbool.h>

/* Normal form (domain lower-case), or NULL when text is not such an address. size -1 = strlen.
 * Caller frees. */
char *vt_address_normal(const char *text, gssize size);
/* Both are normal forms: equal as bytes. NULL equals nothing. */
bool vt_address_equal(const char *a, const char *b);
/* The part after '@' of a normal form; borrowed. */
const char *vt_address_domain(const char *normal);

#endif
