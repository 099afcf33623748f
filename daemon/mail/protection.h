/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * protection - the header that stands inside the signature, and whether the outer one says the same
 *
 * RFC 9788 (hp="clear", hp="cipher", HP-Outer), protected-headers="v1" before it, and the message
 * in a message of RFC 8551 §3.1. What servers on the way do honestly is no difference: folding,
 * encoded words, display names, the zone of a date.
 */
#ifndef VT_MAIL_PROTECTION_H
#define VT_MAIL_PROTECTION_H

#include "mail/scan.h"

typedef enum {
	VT_PROTECTION_NONE,
	VT_PROTECTION_CLEAR,
	VT_PROTECTION_CIPHER,  /* the author encrypted it; HP-Outer says what stood outside then */
	VT_PROTECTION_V1,      /* protects the fields it names */
	VT_PROTECTION_MESSAGE, /* message/rfc822 or message/global that is no forwarded mail */
	VT_N_PROTECTION
} vt_protection;

/* payload, in scan: what stands within all layers; outer: the message. header_out: the entity whose
 * header is the signed one; untouched with NONE. */
vt_protection vt_protection_read(const vt_scan *scan, const vt_entity *payload,
				 const vt_scan *outer, const vt_entity **header_out);
const char *vt_protection_name(vt_protection protection);

typedef enum {
	VT_LIKE_TEXT,
	VT_LIKE_ADDRESSES, /* a set of addr-specs */
	VT_LIKE_DATE,      /* the same second */
	VT_LIKE_IDS,
	VT_N_LIKES
} vt_like;

/* Raw values, as vt_scan_header() gives them. */
bool vt_fields_agree(vt_like like, const char *one, const char *other);
/* outer is the signed subject with one tag before it, as gateways write it: "[EXTERNAL] ",
 * "SPAM: ", "***SPAM*** ". */
bool vt_subject_is_tagged(const char *outer, const char *inner);
/* RFC 5322 §3.3; false: no date. */
bool vt_date_parse(const char *text, int64_t *at_out);

#endif
