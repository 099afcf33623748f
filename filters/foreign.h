/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * foreign - data in a file that its own format does not account for
 *
 * A file that two readers take for two things (PDF and ZIP, GIF and script) shows one of them to
 * the clerk. What real producers leave is none: blanks, NULs, a byte order mark, the updates that
 * each signature appends to a PDF.
 */
#ifndef VT_FILTERS_FOREIGN_H
#define VT_FILTERS_FOREIGN_H

#include <stddef.h>
#include <stdint.h>

/* Where, as static English words; NULL = nothing foreign, or a type nobody looks into. */
const char *vt_foreign_find(const char *type, const uint8_t *bytes, size_t size);

#endif
