/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * door - where messages come in: a Maildir now, IMAP and LMTP behind the same face
 *
 * A door gives each message an arrival id when it claims it, and remembers the claim durably under
 * that id until it is told to forget it. A door that is opened again gives its old claims first,
 * under their old ids: nothing is lost by a crash, and nothing gets a second id.
 */
#ifndef VT_NET_DOOR_H
#define VT_NET_DOOR_H

#include <glib.h>
#include <stdbool.h>
#include <stdint.h>

/* Arrival id: 26 characters of base32 (Crockford), time first, so that ids sort by arrival; the
 * rest is random. Ids made by one process rise strictly. */
#define VT_ARRIVAL_ID_BYTES 26
void vt_arrival_id(char id_out[VT_ARRIVAL_ID_BYTES + 1]);
bool vt_arrival_id_is(const char *text);
int64_t vt_arrival_id_seconds(const char *id); /* UTC; id must be one */

typedef struct vt_claim {
	char id[VT_ARRIVAL_ID_BYTES + 1];
	int fd; /* the bytes, read-only, at their beginning */
	uint64_t bytes;
	char *mail_from;    /* NULL = not known: what the message says of itself is not believed */
	GPtrArray *rcpt_to; /* char *, normal forms; NULL = not known */
	int64_t received_at;
} vt_claim;
void vt_claim_clear(vt_claim *claim);
G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC(vt_claim, vt_claim_clear)

typedef enum { VT_CAME, VT_NOBODY_THERE, VT_DOOR_STUCK } vt_knock;

typedef struct vt_door vt_door;
typedef struct vt_door_ops {
	const char *name; /* "maildir" */
	/* Descriptor that becomes readable when somebody may be there; -1 = ask from time to time.
	 */
	int (*wake_fd)(vt_door *door);
	/* The next claim; each id once while the door is open. VT_DOOR_STUCK sets error. fresh:
	 * look at the source now, not only when wake_fd said so. */
	vt_knock (*next)(vt_door *door, bool fresh, vt_claim *claim_out, GError **error);
	/* Durably forgets it: the registrar has it. Not there any more = true. */
	bool (*keep)(vt_door *door, const char *id, GError **error);
	/* Takes it out of the way for a person to look at; why is a plain word and names the place.
	 */
	bool (*set_aside)(vt_door *door, const char *id, const char *why, GError **error);
	void (*close)(vt_door *door);
} vt_door_ops;

struct vt_door {
	const vt_door_ops *ops;
	char *account; /* name of its block */
	char *own;     /* own agency; NULL */
};

/* The Maildir at path (made when missing); its claims lie in path/.vanthu/claimed/ID, what was set
 * aside in path/.vanthu/WHY/ID. */
vt_door *vt_maildir_door_open(const char *path, const char *account, const char *own,
			      GError **error);

#endif
