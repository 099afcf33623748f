/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * declared - does the media type that a message declares fit what a file is
 *
 * Mail programs err within a family, and many declare everything as octets: that is no lie. A PDF
 * declared as a picture is one, because it may pass where pictures pass.
 */
#ifndef VT_FILTERS_DECLARED_H
#define VT_FILTERS_DECLARED_H

#include <stdbool.h>

/* Both lower-case, without parameters; content: what vt_sniff_read() found. */
bool vt_declared_fits(const char *declared, const char *content);

#endif
