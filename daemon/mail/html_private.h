/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * html_private - what all readers of HTML mail share: entities, and where tags end
 */
#ifndef VT_MAIL_HTML_PRIVATE_H
#define VT_MAIL_HTML_PRIVATE_H

#include <glib.h>

/* "&name;" at the place of its '&'; what is none stays as it is. Returns where to go on. */
const char *vt_html_entity(const char *at, GString *out);
/* Past the '>' of a tag; a quoted attribute may hold one. */
const char *vt_html_tag_end(const char *at);
/* Past the closing tag with the name that tag begins with; NULL: it is not closed. */
const char *vt_html_closing(const char *at, const char *tag);

#endif
