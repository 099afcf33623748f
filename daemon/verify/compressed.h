/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * compressed - what is inside a CMS CompressedData, within limits
 *
 * RFC 3274: zlib is its only algorithm. Nothing is allocated before the whole was counted; what
 * grows more than base/limits.h allows is never kept. Proves nothing about anybody.
 */
#ifndef VT_VERIFY_COMPRESSED_H
#define VT_VERIFY_COMPRESSED_H

#include <glib.h>

typedef enum {
	VT_COMPRESSED_OPEN,
	VT_COMPRESSED_BROKEN,    /* no CompressedData of id-data, no zlib stream, or bytes behind */
	VT_COMPRESSED_ALGORITHM, /* another algorithm */
	VT_COMPRESSED_BOMB,      /* grows beyond the limits */
	VT_N_COMPRESSED
} vt_compressed;

/* der: a whole ContentInfo. content_out: the entity inside, only with OPEN; caller unrefs. */
vt_compressed vt_compressed_open(GBytes *der, GBytes **content_out);
/* "open", "broken", "unknown algorithm", "too big" */
const char *vt_compressed_name(vt_compressed state);

#endif
