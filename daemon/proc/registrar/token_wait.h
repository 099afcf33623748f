/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * token_wait - issued documents whose key is on a token: who signs them, and how they wait for it
 */
#ifndef VT_PROC_TOKEN_WAIT_H
#define VT_PROC_TOKEN_WAIT_H

#include "proc/registrar/registrar.h"
#include "store/outbox.h"

/* VT_PROGRAM_SIGNER, or VT_PROGRAM_TOKEN for an issued document of an agency whose key is there. */
vt_program vt_signer_of(const vt_registrar *registrar, const vt_mail *mail);
/* Inside an act: the token could not sign it. It waits, for however long the token is away, and is
 * never given up; clerk and administrator hear of it, once a day. */
bool vt_token_waits(vt_registrar *registrar, const vt_mail *mail, const char *cause,
		    GError **error);

#endif
