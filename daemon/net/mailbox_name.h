/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * mailbox_name - names of IMAP mailboxes: modified UTF-7 (RFC 3501 §5.1.3) and back
 *
 * "Đã nhận" travels as "&ARAA4w- nh&Hq0-n".
 */
#ifndef VT_NET_MAILBOX_NAME_H
#define VT_NET_MAILBOX_NAME_H

#include <glib.h>

/* utf8 must be valid. Caller frees. */
char *vt_mailbox_encode(const char *utf8);
/* NULL: not in the one form the RFC allows (no superfluous shift, no printable byte encoded, whole
 * characters, padding bits zero). Caller frees. */
char *vt_mailbox_decode(const char *name);

#endif
