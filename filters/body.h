/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * body - the text of the mail itself, HTML made plain
 */
#ifndef VT_FILTERS_BODY_H
#define VT_FILTERS_BODY_H

#include "filters/filter.h"

/* Plain text parts that are no attachments, else the HTML ones; at most VT_MAX_TEXT_BYTES. NULL =
 * none. Finding 511 for a charset that cannot be read. Needs contents->parts. Caller frees. */
char *vt_body_text(const vt_case *c, vt_contents *contents);

#endif
