/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * rtf - the words of a text in RTF, for what somebody wrote into a mail with it
 *
 * Pure: no fonts, no pictures, no objects; what is not text of the body is passed over. HTML that
 * was wrapped into RTF (MS-OXRTFEX) gives its text as well.
 */
#ifndef VT_FILTERS_RTF_H
#define VT_FILTERS_RTF_H

#include <glib.h>
#include <stddef.h>
#include <stdint.h>

/* What PR_RTF_COMPRESSED holds (MS-OXRTFCP §2.1.3), at most `most` bytes of it. libytnef's own
 * reading of it goes by the sizes that stand in it. NULL: cut short, too much, or packed in no
 * known way.
 */
GBytes *vt_rtf_unpack(const uint8_t *bytes, size_t size, size_t most);
/* UTF-8, NFC. NULL: it is no RTF, nests too deep, or hides text (\v), which no reader shows. */
char *vt_rtf_text(const char *rtf, size_t size);

#endif
