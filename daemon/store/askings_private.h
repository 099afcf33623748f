/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * askings_private - the tokens of a question: made from a key, kept as hashes
 */
#ifndef VT_STORE_ASKINGS_PRIVATE_H
#define VT_STORE_ASKINGS_PRIVATE_H

#include "store/askings.h"

/* verb: vt_verb, -1 = for any answer. */
bool vt_token_make(vt_store *store, int64_t asking, int verb, char token_out[VT_TOKEN_CHARS + 1],
		   GError **error);
bool vt_token_keep(vt_store *store, int64_t asking, int verb, GError **error);

#endif
