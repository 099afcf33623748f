/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * tokens - the words that open a question: HMAC-SHA256(key, asking and verb), cut to 128 bits
 *
 * The key lies beside the database and in no backup: what a restored register asked before cannot
 * be answered by a stranger who has the backup (design §5).
 */
#include <errno.h>
#include <fcntl.h>
#include <string.h>
#include <sys/random.h>
#include <unistd.h>

#include "base/base32.h"
#include "base/error.h"
#include "base/io.h"
#include "doc/verb.h"
#include "store/askings_private.h"
#include "store/store_private.h"
#include "store/tokens_renew.h"

#define KEY_FILE  VT_TOKEN_KEY
#define KEY_BYTES 32

static bool make_key(vt_store *store, GError **error)
{
	uint8_t fresh[KEY_BYTES] = { 0 };

	g_assert(getrandom(fresh, sizeof(fresh), 0) == sizeof(fresh));
	g_autoptr(GBytes) bytes = g_bytes_new(fresh, sizeof(fresh));
	explicit_bzero(fresh, sizeof(fresh));
	return vt_io_publish(store->db_dir, KEY_FILE, bytes, 0600, error);
}

static bool load_key(vt_store *store, uint8_t key_out[KEY_BYTES], GError **error)
{
	bool missing = faccessat(store->db_dir, KEY_FILE, F_OK, AT_SYMLINK_NOFOLLOW) != 0
		       && errno == ENOENT;

	if (missing && !store->reader && !make_key(store, error))
		return false;
	g_autoptr(GBytes) kept = vt_io_read_file(store->db_dir, KEY_FILE, KEY_BYTES, error);
	if (kept == NULL)
		return false;
	if (g_bytes_get_size(kept) != KEY_BYTES)
		return vt_error_set(error, VT_NEVER, "cannot use '%s': it does not hold %d bytes",
				    KEY_FILE, KEY_BYTES);
	memcpy(key_out, g_bytes_get_data(kept, NULL), KEY_BYTES);
	return true;
}

static const char *verb_name(int verb)
{
	return verb < 0 ? "" : vt_verb_get((vt_verb)verb)->name;
}

bool vt_token_make(vt_store *store, int64_t asking, int verb, char token_out[VT_TOKEN_CHARS + 1],
		   GError **error)
{
	uint8_t key[KEY_BYTES] = { 0 }, digest[32] = { 0 };
	gsize size = sizeof(digest);

	if (!load_key(store, key, error))
		return false;
	g_autofree char *text = g_strdup_printf("%" G_GINT64_FORMAT " %s", asking, verb_name(verb));
	g_autoptr(GHmac) hmac = g_hmac_new(G_CHECKSUM_SHA256, key, sizeof(key));
	g_hmac_update(hmac, (const guchar *)text, -1);
	g_hmac_get_digest(hmac, digest, &size);
	vt_base32(digest, 16, VT_TOKEN_CHARS, token_out);
	explicit_bzero(key, sizeof(key));
	return true;
}

bool vt_token_keep(vt_store *store, int64_t asking, int verb, GError **error)
{
	static const char sql[] = "INSERT INTO token (sha256, asking, verb) VALUES (?1, ?2, ?3)";
	g_autoptr(vt_query) query = vt_query_new(store, sql);
	char token[VT_TOKEN_CHARS + 1];

	if (!vt_token_make(store, asking, verb, token, error))
		return false;
	g_autofree char *hash = g_compute_checksum_for_string(G_CHECKSUM_SHA256, token, -1);
	vt_query_text(query, 1, hash);
	vt_query_int(query, 2, asking);
	vt_query_text(query, 3, verb_name(verb));
	return vt_query_run(query, error);
}

bool vt_askings_token(vt_store *store, int64_t asking, int verb, char token_out[VT_TOKEN_CHARS + 1],
		      GError **error)
{
	GError *fault = NULL;
	int kept = -1;

	if (!vt_token_make(store, asking, verb, token_out, error))
		return false;
	g_autoptr(vt_asking) opened = vt_askings_by_token(store, token_out, &kept, &fault);
	if (fault != NULL) {
		g_propagate_error(error, fault);
		return false;
	}
	return (opened != NULL && opened->id == asking && kept == verb)
	       || vt_error_set(error, VT_NEVER,
			       "the key of tokens was replaced: question %" G_GINT64_FORMAT
			       " cannot be asked any more",
			       asking);
}

GArray *vt_askings_links(vt_store *store, int64_t asking, GError **error)
{
	g_autoptr(vt_query) query = vt_query_new(
		store, "SELECT verb FROM token WHERE asking = ?1 AND verb <> '' ORDER BY verb");
	g_autoptr(GArray) verbs = g_array_new(FALSE, FALSE, sizeof(int));
	GError *fault = NULL;

	vt_query_int(query, 1, asking);
	while (vt_query_next(query, &fault)) {
		int verb = vt_verb_find_name(vt_query_get(query, 0));

		g_array_append_val(verbs, verb);
	}
	if (fault == NULL)
		return g_steal_pointer(&verbs);
	g_propagate_error(error, fault);
	return NULL;
}
