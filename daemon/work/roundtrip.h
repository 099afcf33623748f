/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * roundtrip - test mails to ourselves along the real way (vanthuctl doctor --roundtrip)
 *
 * A signed notice of its own kind, with the header VT_ROUNDTRIP_HEADER. When a message with the
 * Message-ID of one of them comes in, which nobody can guess, it is acted, never a document.
 */
#ifndef VT_WORK_ROUNDTRIP_H
#define VT_WORK_ROUNDTRIP_H

#include "doc/office.h"
#include "store/outbox.h"

#define VT_ROUNDTRIP_KIND "thu-nghiem"

typedef struct vt_roundtrip_order {
	const char *own, *recipient;
	int64_t bytes; /* of its file; 0 = none */
} vt_roundtrip_order;
/* Inside an act: a draft from the robot of own. Subject: the text of its value tn_chu_de, exactly.
 * Caller frees. NULL with error. */
vt_mail *vt_roundtrip_make(vt_store *store, const vt_office *office,
			   const vt_roundtrip_order *order, int64_t now, GError **error);
const char *vt_roundtrip_subject(const vt_mail *mail);
/* The file it carries; NULL: none, or no such mail. Caller unrefs. */
GBytes *vt_roundtrip_file(const vt_mail *mail);
/* Is this the Message-ID of a test mail of ours? NULL = none. */
bool vt_roundtrip_is_ours(vt_store *store, const char *message_id, bool *is_ours_out,
			  GError **error);

#endif
