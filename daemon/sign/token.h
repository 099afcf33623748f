/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * token - a signing key that stays on a PKCS#11 token
 *
 * By libp11. The module is code of whoever made the token: whoever calls does so in a process of
 * its own, which ends afterwards, in a jail, and with a limit of time. Only the document key is
 * ever on a token.
 */
#ifndef VT_SIGN_TOKEN_H
#define VT_SIGN_TOKEN_H

#include "sign/sign.h"
#include "sign/token_pin.h"
#include "sign/token_uri.h"

/* All borrowed. chain may be NULL. */
typedef struct vt_token_key {
	const char *module; /* path of the PKCS#11 module */
	const vt_token_uri *uri;
	const char *certificate, *chain; /* PEM files */
	const char *pin;                 /* NULL = none */
	int notes;                       /* folder of token_pin.h */
} vt_token_key;

/*
 * Finds the token and logs in, once, if its PIN may be tried at all: not one that was refused
 * before, nor the last that a card has left. The module stays loaded until the process ends. NULL
 * with VT_RETRY_LATER: the token is not there, the PIN was refused, the key is not on it;
 * VT_NEVER: the certificate does not fit.
 */
vt_signing_key *vt_token_key_open(const vt_token_key *which, GError **error);

#endif
