/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * prefixes - where earlier states of a PDF may have ended
 *
 * What is signed or stamped after an approval is appended to what was approved (ISO 32000-1
 * §7.5.6): an issue version whose first bytes have the hash of the approved file is that file, and
 * more.
 */
#ifndef VT_FILTERS_PREFIXES_H
#define VT_FILTERS_PREFIXES_H

#include <glib.h>
#include <stdint.h>

/* vt_prefix, rising: behind each %%EOF, and behind the line end after it; not the whole. NULL:
 * none, or more than most. */
GArray *vt_prefixes_of(const uint8_t *bytes, size_t size, unsigned most);

#endif
