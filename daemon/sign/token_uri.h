/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * token_uri - which key on which token: a PKCS#11 URI (RFC 7512)
 *
 * Of the URI's attributes those that name a token (token, serial, manufacturer, model) and a key
 * on it (object, id; type=private). Which module is loaded and what its PIN is stand in
 * vanthu.conf, so an attribute that says so is refused, and so is every other: an attribute that
 * is not understood may be what tells two keys apart (RFC 7512 §2.5).
 */
#ifndef VT_SIGN_TOKEN_URI_H
#define VT_SIGN_TOKEN_URI_H

#include <glib.h>
#include <stdbool.h>

/* Decoded; NULL = the URI does not say. */
typedef struct vt_token_uri {
	char *token, *serial, *manufacturer, *model;
	char *object;
	GBytes *id; /* CKA_ID: any bytes */
} vt_token_uri;

bool vt_token_uri_is(const char *text); /* begins as one */
/* NULL: read. Else why not, for people; caller frees, and *out is untouched. A token or a serial,
 * and an object or an id, must be named. */
char *vt_token_uri_read(const char *text, vt_token_uri *out);
void vt_token_uri_clear(vt_token_uri *uri);
G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC(vt_token_uri, vt_token_uri_clear)

#endif
