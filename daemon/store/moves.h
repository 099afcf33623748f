/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * moves - where a message lies in the mailbox it came from, and whether it has to go on from there
 *
 * One row for each arrival of an IMAP door: no content, only UIDs and a hash; the hash of the
 * Message-ID goes when the message has gone on as a secret, which is the last time it goes on.
 */
#ifndef VT_STORE_MOVES_H
#define VT_STORE_MOVES_H

#include "store/db.h"

typedef enum {
	VT_MOVE_SEALED,   /* to the imap block's `sealed` */
	VT_MOVE_INFECTED, /* to its `infected` */
	VT_N_MOVES,
} vt_move_to;
/* "sealed", "infected" */
const char *vt_move_to_name(vt_move_to to);

typedef struct vt_move {
	char *arrival, *account, *own; /* own: agency key; NULL = none could be told */
	vt_move_to to;
	uint64_t bytes;
	char *message_id_sha256; /* NULL = not known */
	uint32_t validity, uid;  /* 0 = not known */
	bool is_told;            /* the security officer knows that it failed */
} vt_move;
void vt_move_free(vt_move *move);
G_DEFINE_AUTOPTR_CLEANUP_FUNC(vt_move, vt_move_free)

/* ---- inside an act ---- */

/* It came from a mailbox. message_id_sha256: hex or NULL. There already: nothing changes. */
bool vt_moves_begin(vt_store *store, const char *arrival, const char *message_id_sha256,
		    GError **error);
/* Where it was moved to, or on to. */
bool vt_moves_lies(vt_store *store, const char *arrival, uint32_t validity, uint32_t uid,
		   GError **error);
/* It has to go on. Of an arrival of another door nothing happens; asked before with the same
 * folder: nothing changes. */
bool vt_moves_ask(vt_store *store, const char *arrival, vt_move_to to, int64_t now, GError **error);
bool vt_moves_told(vt_store *store, const char *arrival, int64_t now, GError **error);
bool vt_moves_end(vt_store *store, const char *arrival, int64_t now, GError **error);

/* ---- reading ---- */

/* All that are asked and not over (vt_move *), oldest first. */
GPtrArray *vt_moves_open(vt_store *store, unsigned limit, GError **error);
/* The one of that arrival that is asked and not over; NULL with error unset: none. */
vt_move *vt_moves_get(vt_store *store, const char *arrival, GError **error);

#endif
