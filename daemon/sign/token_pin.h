/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * token_pin - a PIN that the token refused is not tried again
 *
 * A card locks itself after a few wrong PINs, and a program that tries again and again locks it in
 * a second. Before each login a note is written, safe on disk: this PIN is being tried on this
 * token. When the token refuses it the note says so, and the same PIN is not tried again, not after
 * a restart either; another PIN is. Any other end takes the note away. Of a login that was cut off
 * in the middle the token itself tells, by what PKCS#11 calls a low count, whether it was refused.
 * What the note holds is a salted hash (PBKDF2).
 */
#ifndef VT_SIGN_TOKEN_PIN_H
#define VT_SIGN_TOKEN_PIN_H

#include <glib.h>
#include <stdbool.h>

/* Where the note stands, and what it is about; all borrowed. */
typedef struct vt_token_try {
	int dir_fd;
	const char *token; /* what tells it from all others: maker, model, serial, label */
	const char *pin;
	bool is_low; /* a PIN was refused since the last good login, the token says */
} vt_token_try;

/* May this PIN be tried on this token? false with VT_RETRY_LATER: it was refused. */
bool vt_token_try_allowed(const vt_token_try *t, GError **error);
/* Right before the login. */
bool vt_token_try_begin(const vt_token_try *t, GError **error);
/* The token refused it. */
bool vt_token_try_refused(const vt_token_try *t, GError **error);
/* The login went well, or failed for another reason than the PIN. */
bool vt_token_try_end(const vt_token_try *t, GError **error);

#endif
