/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * imap - a session with an IMAP server (RFC 3501): raw messages by UID, moved when they are safe
 *
 * Everything blocks within its deadline; cancel_fd ends every wait. Errors: VT_NEVER = the server
 * refuses us (certificate, STARTTLS, login, folder), VT_RETRY_LATER = it is not there or said no to
 * this one thing. vt_imap_is_lost() tells whether the session is over: after an answer that does
 * not read it always is, for whoever lost the thread once believes anything (libraries §3). Never
 * asked for: ENVELOPE, BODYSTRUCTURE.
 */
#ifndef VT_NET_ETPAN_IMAP_H
#define VT_NET_ETPAN_IMAP_H

#include <glib.h>
#include <stdbool.h>
#include <stdint.h>

#include "net/tls.h"

typedef struct vt_imap vt_imap;

typedef struct vt_imap_server {
	const char *host;
	uint16_t port;
	bool has_starttls; /* else TLS from the first byte; never without */
	const vt_tls *tls;
	const char *user, *password;
	bool plain_only; /* no SCRAM although it is offered */
	int cancel_fd;
	int64_t command_ms; /* deadline of an ordinary command */
} vt_imap_server;

/* Connected, TLS verified, logged in. Nothing of server is kept but cancel_fd. */
vt_imap *vt_imap_open(const vt_imap_server *server, GError **error);
/* Says goodbye when the session is not lost. */
void vt_imap_close(vt_imap *imap);
G_DEFINE_AUTOPTR_CLEANUP_FUNC(vt_imap, vt_imap_close)

bool vt_imap_is_lost(const vt_imap *imap);
bool vt_imap_has_idle(const vt_imap *imap);
bool vt_imap_has_move(const vt_imap *imap);
/* "scram-sha-256" or "plain" */
const char *vt_imap_way_in(const vt_imap *imap);
/* "sha256:..." of the server's key. */
const char *vt_imap_key(const vt_imap *imap);
/* As vt_stream_validity(). */
bool vt_imap_validity(const vt_imap *imap, int64_t *from_out, int64_t *until_out);

typedef struct vt_imap_folder {
	uint32_t validity;
	uint32_t next; /* UIDNEXT; 0 = the server does not tell */
} vt_imap_folder;
/* Names of folders are UTF-8. */
bool vt_imap_select(vt_imap *imap, const char *folder, vt_imap_folder *folder_out, GError **error);
/* Made and subscribed to when it is not there. */
void vt_imap_make_folder(vt_imap *imap, const char *folder);

/* What UIDNEXT would be, found out by a search. */
bool vt_imap_find_next(vt_imap *imap, uint32_t *next_out, GError **error);
/* UIDs from first on (uint32_t, rising); NULL on failure. */
GArray *vt_imap_search(vt_imap *imap, uint32_t first, GError **error);
/* UIDs from first on and below below, of messages that came on the day of since (UTC) or later, as
 * the server counts days. */
GArray *vt_imap_search_old(vt_imap *imap, uint32_t first, uint32_t below, int64_t since,
			   GError **error);
/* UIDs of first <= uid < below that are there and not \Deleted (uint32_t, rising). */
GArray *vt_imap_search_left(vt_imap *imap, uint32_t first, uint32_t below, GError **error);
typedef struct vt_imap_size {
	uint32_t uid;
	uint32_t bytes;   /* as the server says */
	int64_t received; /* INTERNALDATE, UTC seconds; 0 = not told */
} vt_imap_size;
/* Of those that are (still) there, in no order (vt_imap_size). */
GArray *vt_imap_sizes(vt_imap *imap, const GArray *uids, GError **error);

/* One message, streamed. take: false ends the session. */
typedef struct vt_imap_taker {
	bool (*take)(void *data, const void *bytes, size_t size);
	void *data;
	uint64_t max_bytes;
} vt_imap_taker;
typedef enum {
	VT_IMAP_FETCHED,
	VT_IMAP_GONE,   /* there is no such message (any more) */
	VT_IMAP_FAILED, /* error; what was taken is worth nothing. VT_NEVER: this message's fault */
} vt_imap_fetched;
vt_imap_fetched vt_imap_fetch(vt_imap *imap, const vt_imap_size *message,
			      const vt_imap_taker *taker, GError **error);

/* A message that left the selected folder, and what it is called where it went; 0 = the server did
 * not say so. */
typedef struct vt_imap_gone {
	uint32_t uid;
	uint32_t to_validity, to_uid;
} vt_imap_gone;
/* Flagged \Seen and moved; gone_out gets those (vt_imap_gone) that lie no longer in the selected
 * folder, also when it fails half-way. Of a server without MOVE and UIDPLUS they stay there,
 * copied and marked \Deleted: an EXPUNGE of ours would take what others marked. */
bool vt_imap_move(vt_imap *imap, const GArray *uids, const char *folder, GArray *gone_out,
		  GError **error);
/* \Deleted and expunged, these alone. false: with error, also when the server cannot expunge
 * these alone (no UIDPLUS): then they are marked \Deleted. */
bool vt_imap_expunge(vt_imap *imap, const GArray *uids, GError **error);
/* The last resort for what cannot be moved. */
bool vt_imap_flag(vt_imap *imap, uint32_t uid, GError **error);

/* Between the two nothing else may be asked. Watch vt_imap_fd(); look at vt_imap_has_pending()
 * first: what it says may have been read already. */
bool vt_imap_idle(vt_imap *imap, GError **error);
bool vt_imap_idle_done(vt_imap *imap, GError **error);
int vt_imap_fd(const vt_imap *imap);
bool vt_imap_has_pending(const vt_imap *imap);

/* --- beyond the one folder (imap_reach.c) --- */

/* Every folder of this user's own that messages lie in: char *, names as the server writes them.
 * Not those that only show what lies elsewhere (RFC 6154 \All, \Flagged), not other people's (RFC
 * 2342). NULL on failure. */
GPtrArray *vt_imap_folders(vt_imap *imap, GError **error);
/* vt_imap_select() by such a name. */
bool vt_imap_select_raw(vt_imap *imap, const char *name, vt_imap_folder *folder_out,
			GError **error);
/* What a message is known by without its content. */
typedef struct vt_imap_mark {
	uint64_t bytes;
	const char *message_id_sha256; /* as net/heading.h has it; NULL: nothing is alike */
} vt_imap_mark;
/* UIDs (uint32_t, rising) in the selected folder of just that size whose Message-ID and topmost
 * Received are those; of the others no more than these fields is looked at. NULL on failure. */
GArray *vt_imap_alike(vt_imap *imap, const vt_imap_mark *mark, GError **error);

#endif
