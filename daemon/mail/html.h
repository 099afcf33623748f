/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * html - HTML mail as plain text: for reading words out of it, never for showing it
 *
 * Tags off, scripts, styles and comments with what is in them, entities read, block elements on
 * lines of their own. Follows no link, knows no layout.
 */
#ifndef VT_MAIL_HTML_H
#define VT_MAIL_HTML_H

/* Valid UTF-8 in, valid UTF-8 out. Caller frees. */
char *vt_html_plain(const char *utf8);

#endif
