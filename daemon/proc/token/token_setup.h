/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * token_setup - which agencies' document keys are on a token, and how it is reached
 */
#ifndef VT_PROC_TOKEN_SETUP_H
#define VT_PROC_TOKEN_SETUP_H

#include "proc/proc.h"
#include "sign/token.h"

typedef struct vt_token_of {
	const vt_signer_keys *keys; /* borrowed: what the office says */
	vt_token_uri uri;
} vt_token_of;

typedef struct vt_token_setup {
	const vt_block *block; /* "token", borrowed */
	GPtrArray *keys;       /* vt_token_of *, owned */
	int notes;             /* the folder of token_pin.h; -1 = not open yet */
	int64_t timeout_ms;
} vt_token_setup;

/* -n: every fault of the token block and of the document keys on tokens. */
void vt_token_setup_check(const vt_office *office, vt_faults *faults);
/* For prepare(): names the files the module may use, opens the folder of notes. The office outlives
 * it. NULL with error. */
vt_token_setup *vt_token_setup_load(vt_run *run, GError **error);
void vt_token_setup_free(vt_token_setup *setup);
/* The PIN as its file has it now: whoever mends it need not restart anything. NULL with error; also
 * NULL, without, when the office names no file. Wipe and free. */
char *vt_token_pin_read(const vt_token_of *of, GError **error);
const vt_token_of *vt_token_setup_find(const vt_token_setup *setup, const char *own); /* or NULL */

#endif
