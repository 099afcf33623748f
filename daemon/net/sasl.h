/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * sasl - what the logins of SMTP and IMAP share: the word of PLAIN, and secrets wiped
 */
#ifndef VT_NET_SASL_H
#define VT_NET_SASL_H

/* Base64 of "\0user\0password" (RFC 4616). Caller gives it to vt_sasl_wipe(). */
char *vt_sasl_plain(const char *user, const char *password);
/* Overwrites and frees a secret; safe on NULL. */
void vt_sasl_wipe(char *secret);

#endif
