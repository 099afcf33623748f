/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * inflate - what deflated bytes hold, up to a bound and as far as they are sound
 */
#ifndef VT_FILTERS_INFLATE_H
#define VT_FILTERS_INFLATE_H

#include <glib.h>
#include <stddef.h>
#include <stdint.h>

typedef enum {
	VT_INFLATE_RAW,  /* RFC 1951: members of a ZIP file */
	VT_INFLATE_ZLIB, /* RFC 1950: streams of a PDF file */
} vt_inflate_form;

/* At most max bytes; what comes before a fault counts. Never NULL. */
GByteArray *vt_inflate(const uint8_t *bytes, size_t size, size_t max, vt_inflate_form form);

#endif
