/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * tokens_renew - after a restore old words open nothing: new ones, and the notices go again
 */
#ifndef VT_STORE_TOKENS_RENEW_H
#define VT_STORE_TOKENS_RENEW_H

#include "store/db.h"

#define VT_TOKEN_KEY "token.key" /* beside the database, in no backup */

/* Every open question gets tokens of another key, of the folder of this store; its notice goes once
 * more, and its old Message-IDs lead nowhere. What was decided keeps its old tokens, so that an old
 * link still says when. n_out: notices. Inside an act. */
bool vt_tokens_renew(vt_store *store, int64_t now, unsigned *n_out, GError **error);

#endif
