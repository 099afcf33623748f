/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * reply - the text of an answer: what its writer wrote now, what is quoted, what closes it
 *
 * Works on plain text, whatever it was made from; knows the marks by which mail clients part the
 * two (shared shapes of replies). Pure; touches hostile bytes only in the jail.
 */
#ifndef VT_MAIL_REPLY_H
#define VT_MAIL_REPLY_H

#include <glib.h>
#include <stdbool.h>

typedef enum {
	VT_REPLY_NEW,
	VT_REPLY_CLOSING, /* signature block, "Gửi từ iPhone của tôi" */
	VT_REPLY_QUOTED,
} vt_reply_part;

typedef struct vt_reply_line {
	char *text; /* quote marks and trailing blanks taken away, NBSP and full-width made plain */
	vt_reply_part part;
	bool flowed; /* ended with the blank of format=flowed, or was wrapped: the next continues it
		      */
} vt_reply_line;

/* vt_reply_line *; body: UTF-8 NFC, any line ends. Caller unrefs. */
GPtrArray *vt_reply_lines(const char *body);
/* Does a forwarded mail stand in the text ("---------- Forwarded message")? */
bool vt_reply_is_forwarded(const GPtrArray *lines);

#endif
