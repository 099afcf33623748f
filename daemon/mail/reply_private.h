/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * reply_private - the inside of reply: lines on their way to their part
 */
#ifndef VT_MAIL_REPLY_PRIVATE_H
#define VT_MAIL_REPLY_PRIVATE_H

#include "mail/reply.h"

vt_reply *vt_reply_new(void);
/* text is taken over. */
vt_reply_line *vt_reply_add(vt_reply *reply, char *take_text);
/* Every line that carries no mark of its own gets its part from the marks around it. */
void vt_reply_part_lines(vt_reply *reply);

/* ---- marks, of folded lines (char *) ---- */

/* How many lines the mark at that place has, above which nothing of the quotation stands; 0: there
 * is none. client_out is set where the mark tells it. */
guint vt_mark_quotation(const GPtrArray *folded, guint at, const char **client_out);
bool vt_mark_forwards(const char *folded);
/* This line alone: "Gửi từ iPhone của tôi". client_out as above. */
bool vt_mark_device(const char *folded, const char **client_out);
/* This line and what follows: "-- ", "Trân trọng", a disclaimer. */
bool vt_mark_closing(const char *text, const char *folded);

/* ---- elements of HTML, by their attributes ---- */

typedef enum {
	VT_ELEMENT_PLAIN,
	VT_ELEMENT_QUOTES,      /* it holds a quotation */
	VT_ELEMENT_QUOTES_REST, /* all that follows is one */
	VT_ELEMENT_CLOSES,      /* it holds a signature */
} vt_element_mark;
/* name: lower-case; attributes: the tag's text behind it. */
vt_element_mark vt_mark_element(const char *name, const char *attributes, const char **client_out);

/* ---- what is seen: mail/reply_style.c ---- */

typedef struct vt_seen vt_seen; /* the style sheets of one mail */
vt_seen *vt_seen_new(const char *html);
void vt_seen_free(vt_seen *seen);
G_DEFINE_AUTOPTR_CLEANUP_FUNC(vt_seen, vt_seen_free)
typedef struct vt_colours {
	guint32 text, ground; /* RGB */
} vt_colours;
/* colours: of the element around it, then of this one. Its words are not seen. */
bool vt_seen_hides(const vt_seen *seen, const char *name, const char *attributes,
		   vt_colours *colours);
/* The value of an attribute, entities as they stand; NULL = absent. Caller frees. */
char *vt_html_attribute(const char *attributes, const char *name);

#endif
