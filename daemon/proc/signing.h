/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * signing - what may be signed, and with which of an agency's two keys
 *
 * For the programs that hold a key. With the notice key notices and nothing else: the bytes must
 * begin with the header that keeps every vanthu from registering them (two identities); with the
 * document key what begins with the header of an issued document.
 */
#ifndef VT_PROC_SIGNING_H
#define VT_PROC_SIGNING_H

#include <glib.h>

#include "base/settings.h"
#include "sign/sign.h"

typedef enum { VT_PURPOSE_NOTICE, VT_PURPOSE_DOCUMENT, VT_N_PURPOSES } vt_purpose;

/* By the first line of the file; VT_N_PURPOSES = neither. */
vt_purpose vt_purpose_of(int fd);
/* DER of the signature over the whole file, which begins as the purpose has it. own: for the error.
 * The certificate does not hold now: VT_RETRY_LATER. NULL with error. */
GBytes *vt_purpose_sign(vt_purpose purpose, const vt_signing_key *key, const char *own, int fd,
			GError **error);

/* -n: what is wrong with the certificate that the key `which` of the block names: its time, and
 * that it stands for the address (NULL = any). Time alone stops no office: it is a warning. */
void vt_certificate_check(const vt_signing_key *key, const vt_block *block, const char *which,
			  const char *address, vt_faults *faults);

#endif
