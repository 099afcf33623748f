/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * remote - what a file fetches from elsewhere, or runs, when somebody opens it
 *
 * No parser of any of the formats: tags, attributes and control words wherever they stand, so what
 * it says weighs as doubt. Links that people must click are harmless.
 */
#ifndef VT_FILTERS_REMOTE_H
#define VT_FILTERS_REMOTE_H

#include <stddef.h>
#include <stdint.h>

#define VT_REMOTE_BYTES (8u * 1024 * 1024) /* a text longer than that is not looked through */

/* Each: what was found, as static English words, or NULL. */
/* HTML and SVG. */
const char *vt_remote_page(const uint8_t *bytes, size_t size);
const char *vt_remote_rtf(const uint8_t *bytes, size_t size);
/* One XML member of an Office package (ISO/IEC 29500, ODF); name in lower case. NULL also for a
 * member that holds nothing of interest. */
const char *vt_remote_member(const char *name, const uint8_t *bytes, size_t size);

#endif
