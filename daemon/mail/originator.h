/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * originator - the strict reading of From and Sender, for identity only
 *
 * Not a lenient mail parser: what is not plainly one mailbox is a fault. Encoded words are display
 * text and never read for addresses; an address in the display name, a group, a comment inside an
 * address, a second mailbox or field, an obsolete route are faults. The display name is never taken
 * for the sender; one that shows another address than its own is a fault, because many readers show
 * people nothing else. A local part in UTF-8 is read (RFC 6532). RFC 5322 §3.4, §3.6.2; pitfalls
 * §2.2 "Signer ≠ sender".
 */
#ifndef VT_MAIL_ORIGINATOR_H
#define VT_MAIL_ORIGINATOR_H

#include "mail/scan.h"

typedef enum {
	VT_ORIG_OK,
	VT_ORIG_NONE,      /* no From field, or an empty one */
	VT_ORIG_SEVERAL,   /* several fields, mailboxes or a group */
	VT_ORIG_MALFORMED, /* not plainly a mailbox, or an address we refuse (base/address.h) */
	VT_ORIG_SENDER_DIFFERS, /* From is one mailbox, Sender is another, malformed or repeated */
} vt_orig;

typedef struct vt_originator {
	vt_orig orig;
	GPtrArray *from; /* char *: every addr-spec found in any From field, normal forms where
			    possible */
	char *sender;    /* NULL = no Sender field */
	char *detail;    /* one line, "" when OK */
} vt_originator;

/* From the outermost header of the message. */
vt_originator *vt_originator_read(const vt_scan *scan);
/* The one address of From, when nothing is doubtful; NULL. Borrowed. */
const char *vt_originator_one(const vt_originator *originator);
void vt_originator_free(vt_originator *originator);
G_DEFINE_AUTOPTR_CLEANUP_FUNC(vt_originator, vt_originator_free)

#endif
