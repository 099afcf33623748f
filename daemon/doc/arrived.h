/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * arrived - ID.env: what the door knows about a message, beside its bytes in ID.eml
 *
 *	id: 01JD...        door: maildir       account: den        own: kimson
 *	received-at: 2026-11-22T01:15:00Z      bytes: 20480        sha256: <64 hex>
 *	mail-from: a@b.example                 rcpt-to: vanthu@kimson.example   (repeats)
 *	message-id-sha256: <64 hex>            above: 0 X-Spam: yes             (repeats)
 *
 * One "key: value" a line, UTF-8, no folding, at most VT_MAX_ENVELOPE_BYTES. Written by the doors
 * (vanthu-intake, vanthu-imap), which meet foreign bytes: read as untrusted.
 */
#ifndef VT_DOC_ARRIVED_H
#define VT_DOC_ARRIVED_H

#include <glib.h>
#include <stdbool.h>
#include <stdint.h>

#define VT_MAX_ABOVE 20

typedef struct vt_arrived {
	char *id, *door, *account;
	char *own;          /* own agency the door belongs to; NULL = not told */
	char *mail_from;    /* NULL = not known, "" = null sender */
	GPtrArray *rcpt_to; /* char *, normal forms */
	int64_t received_at;
	uint64_t bytes;
	char sha256[65];
	/* By these the mailbox finds it again, and a rule what our own server wrote on top: as
	 * net/heading.h has them. */
	char message_id_sha256[65]; /* "" = none */
	GPtrArray *above;           /* char * */
} vt_arrived;

vt_arrived *vt_arrived_new(void);
void vt_arrived_free(vt_arrived *arrived);
G_DEFINE_AUTOPTR_CLEANUP_FUNC(vt_arrived, vt_arrived_free)
GBytes *vt_arrived_write(const vt_arrived *arrived);
/* NULL: not in this form, or the id is not this one. */
vt_arrived *vt_arrived_parse(GBytes *bytes, const char *id, GError **error);

#endif
