/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * outgoing_replies - what recipients of an outgoing document wrote back, until the clerk says what
 * it is
 */
#ifndef VT_STORE_OUTGOING_REPLIES_H
#define VT_STORE_OUTGOING_REPLIES_H

#include <glib.h>

#include "store/db.h"

typedef enum {
	VT_REPLY_OPEN,
	VT_REPLY_NOTED,    /* it says something of our document */
	VT_REPLY_DOCUMENT, /* a document of its own: it goes the way of incoming ones */
	VT_N_REPLY_STATES,
} vt_reply_state;
const char *vt_reply_state_name(vt_reply_state state);
const char *vt_reply_state_shown(vt_reply_state state);

typedef struct vt_outgoing_reply {
	char *arrival;
	int64_t outgoing;
	int position; /* of the recipient; 0 = not known */
	vt_reply_state state;
	int64_t at;
} vt_outgoing_reply;
void vt_outgoing_reply_free(vt_outgoing_reply *reply);
G_DEFINE_AUTOPTR_CLEANUP_FUNC(vt_outgoing_reply, vt_outgoing_reply_free)

/* ---- inside an act ---- */

bool vt_outgoing_replies_add(vt_store *store, const vt_outgoing_reply *reply, GError **error);
bool vt_outgoing_replies_set(vt_store *store, const char *arrival, vt_reply_state state,
			     GError **error);

/* ---- reading ---- */

/* NULL with error unset: it is none. */
vt_outgoing_reply *vt_outgoing_replies_get(vt_store *store, const char *arrival, GError **error);
/* Oldest first; vt_outgoing_reply *. */
GPtrArray *vt_outgoing_replies_of(vt_store *store, int64_t outgoing, GError **error);

/* What a document went to somebody with. */
typedef struct vt_outgoing_sent {
	int64_t outgoing;
	int position;
	char *own, *address; /* address NULL = on paper */
	int64_t number;
	char *notation;
} vt_outgoing_sent;
void vt_outgoing_sent_free(vt_outgoing_sent *sent);
G_DEFINE_AUTOPTR_CLEANUP_FUNC(vt_outgoing_sent, vt_outgoing_sent_free)
/* Of the mail with that Message-ID; NULL with error unset: it carried none. */
vt_outgoing_sent *vt_outgoing_sent_by(vt_store *store, const char *message_id, GError **error);
/* Issued documents that went to that agency (NULL = none) or address, the newest first, at most
 * limit; vt_outgoing_sent *. */
GPtrArray *vt_outgoing_sent_to(vt_store *store, const char *agency, const char *address,
			       unsigned limit, GError **error);

#endif
