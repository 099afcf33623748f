/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * charset - the closed table of charsets this program reads, converters kept open
 *
 * In the jail nothing can be opened, and a converter that is missing there turns text into
 * question marks without a word (design §1). So: all of them are opened before, any other name is
 * unknown. UTF-7 is left out on purpose: it writes harmless-looking ASCII that means something
 * else.
 */
#ifndef VT_MAIL_CHARSET_H
#define VT_MAIL_CHARSET_H

#include <glib.h>
#include <stdbool.h>

void vt_charset_start(void); /* once per program, before the jail; again = nothing */
bool vt_charset_known(const char *charset);
/* UTF-8 NFC of bytes in that charset; NULL = unknown charset. Bytes that are none of it become
 * U+FFFD. Caller frees. */
char *vt_charset_utf8(const char *charset, const char *bytes, size_t size);

#endif
