/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * reply - the text of an answer: what its writer wrote now, what is quoted, what closes it
 *
 * Knows the marks by which mail clients part the three: ">" and blockquote, the line above a
 * quotation in Vietnamese and English, Outlook's header block, "-- " and "Gửi từ iPhone của tôi".
 * Pure; touches hostile bytes only in the jail.
 */
#ifndef VT_MAIL_REPLY_H
#define VT_MAIL_REPLY_H

#include <glib.h>
#include <stdbool.h>

typedef enum {
	VT_REPLY_NEW,
	VT_REPLY_CLOSING, /* signature block, disclaimer, "Gửi từ iPhone của tôi" */
	VT_REPLY_QUOTED,
} vt_reply_part;

typedef struct vt_reply_line {
	char *text; /* as written, marks of quotation and blanks at its end taken away; cells of a
		       table with a tab between */
	vt_reply_part part;
	bool is_marked; /* quoted by a mark of its own: ">", an element of HTML */
} vt_reply_line;

typedef struct vt_reply {
	GPtrArray *lines;      /* vt_reply_line * */
	bool hidden;           /* HTML holds words that nobody sees: lines is empty */
	bool forwarded_inline; /* "---------- Forwarded message": a mail stands in the text */
	const char *client;    /* "outlook", "gmail" ...: told by the marks; "" = not */
} vt_reply;

/* UTF-8 NFC, any line ends. flowed, delsp: of format=flowed (RFC 3676). */
vt_reply *vt_reply_plain(const char *body, bool flowed, bool delsp);
vt_reply *vt_reply_html(const char *body);
void vt_reply_free(vt_reply *reply);
G_DEFINE_AUTOPTR_CLEANUP_FUNC(vt_reply, vt_reply_free)

#endif
