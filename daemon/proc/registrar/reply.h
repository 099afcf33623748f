/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * reply - what vanthuctl is answered: tables, texts, one end
 *
 * A reply goes through a sender: straight into a client's queue, or out of the child that looks
 * things up. A client that went away is no fault of ours: the rest of the answer falls on the
 * floor.
 */
#ifndef VT_PROC_REPLY_H
#define VT_PROC_REPLY_H

#include <glib.h>
#include <stdbool.h>

#include "wire/channel.h"

typedef struct vt_column {
	const char *key, *label; /* "#key" = whole numbers */
} vt_column;

typedef struct vt_reply {
	bool (*send)(void *to, vt_kind kind,
		     const vt_writer *body); /* false: nobody listens any more */
	void *to;
	bool json; /* the client wants JSON */
	bool ended;
	unsigned n_columns; /* of the open table */
} vt_reply;

void vt_reply_table(vt_reply *reply, const char *title, const vt_column *columns, unsigned n);
/* As many cells as the table has columns; NULL is "". */
void vt_reply_row(vt_reply *reply, const char *const *cells, unsigned n);
void vt_reply_text(vt_reply *reply, const char *format, ...) G_GNUC_PRINTF(2, 3);
/* Long text (HTML, an export) in pieces that fit a packet; cut at line ends. */
void vt_reply_long_text(vt_reply *reply, const char *text);
/* How far it is, on stderr and at once, also beside JSON. */
void vt_reply_progress(vt_reply *reply, const char *format, ...) G_GNUC_PRINTF(2, 3);
/* status: sysexits. message NULL = none. Only the first end counts. */
void vt_reply_end(vt_reply *reply, int status, const char *format, ...) G_GNUC_PRINTF(3, 4);

#endif
