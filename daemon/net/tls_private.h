/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * tls_private - what stream.c needs of tls.c
 */
#ifndef VT_NET_TLS_PRIVATE_H
#define VT_NET_TLS_PRIVATE_H

#include <openssl/ssl.h>
#include <stdint.h>

#include "net/tls.h"

struct vt_tls {
	SSL_CTX *context;
	char *pin; /* "sha256:...", lower-case; NULL = by chain and name */
};

/* SSL_set_app_data(): a char ** that gets the key of the server's certificate, good or not. */

/* "sha256:" and the hex of the certificate's key; NULL when it has none. Caller frees. */
char *vt_tls_key_of(const X509 *certificate);
/* From and until when it holds, UTC seconds; false = it does not read. */
bool vt_tls_span_of(const X509 *certificate, int64_t *from_out, int64_t *until_out);

#endif
