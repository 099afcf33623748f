/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * address - one e-mail address (addr-spec), compared the way the law of mail says
 *
 * Local part: bytes, case kept. Domain: ASCII case folded. Only the safe shape is an
 * address to us: dot-atom local part of 1..64 bytes, domain of letters, digits, '-' and '.', all
 * ASCII, at most 254 bytes. Quoted local parts, comments, controls, white space,
 * commas and domain literals are refused (pitfalls §2.1-10). RFC 6532 and RFC 9598 add a local part
 * in UTF-8: read where asked for, never normalised (no NFKC), never in what we write ourselves.
 */
#ifndef VT_BASE_ADDRESS_H
#define VT_BASE_ADDRESS_H

#include <glib.h>
#include <stdbool.h>

/* Normal form (domain lower-case), or NULL when text is not such an address. size -1 = strlen.
 * Caller frees. */
char *vt_address_normal(const char *text, gssize size);
/* The same, and a UTF-8 local part (RFC 6531 3.3), its bytes kept, and U-labels in the domain,
 * which become A-labels (RFC 9598 5) when they are exactly what the A-label decodes to. *why_out: a
 * static English word or two on what is refused, when NULL comes back. Caller frees. */
char *vt_address_mailbox(const char *text, gssize size, const char **why_out);
/* Both are normal forms: equal as bytes. NULL equals nothing. */
bool vt_address_equal(const char *a, const char *b);
/* The part after '@' of a normal form; borrowed. */
const char *vt_address_domain(const char *normal);

#endif
