/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * token_pin - the note about a PIN that is being tried, or was refused
 */
#include "sign/token_pin.h"

#include <errno.h>
#include <fcntl.h>
#include <openssl/crypto.h>
#include <openssl/evp.h>
#include <openssl/rand.h>
#include <string.h>

#include "base/error.h"
#include "base/io.h"

#define SALT_BYTES 16
#define HASH_BYTES 32
#define ROUNDS     200000
#define NAME_CHARS 16 /* of a SHA-256: tokens of one office */

#define TRYING  'T'
#define REFUSED 'R'

typedef struct note {
	unsigned char state, salt[SALT_BYTES], hash[HASH_BYTES];
} note;

static char *name_of(const vt_token_try *t)
{
	g_autofree char *hash = g_compute_checksum_for_string(G_CHECKSUM_SHA256, t->token, -1);

	return g_strndup(hash, NAME_CHARS);
}

static bool make_hash(const vt_token_try *t, note *n)
{
	return PKCS5_PBKDF2_HMAC(t->pin, (int)strlen(t->pin), n->salt, SALT_BYTES, ROUNDS,
				 EVP_sha256(), HASH_BYTES, n->hash)
	       == 1;
}

/* false: another PIN, or one that was only begun and is not what the token counts. */
static bool stands_against(const vt_token_try *t, const note *kept)
{
	note now = *kept;

	if (kept->state != REFUSED && !t->is_low)
		return false;
	return !make_hash(t, &now) || CRYPTO_memcmp(now.hash, kept->hash, HASH_BYTES) == 0;
}

bool vt_token_try_allowed(const vt_token_try *t, GError **error)
{
	g_autofree char *name = name_of(t);
	vt_autofd int fd = openat(t->dir_fd, name, O_RDONLY | O_CLOEXEC | O_NOFOLLOW);
	note kept = { 0 };
	size_t got = 0;

	if (fd < 0)
		return errno == ENOENT || vt_error_errno(error, "cannot open 'token/%s'", name);
	if (!vt_io_read_at(fd, 0, &kept, sizeof(kept), &got, error))
		return false;
	/* A note of another size was not written by us: nothing is tried. */
	if (got == sizeof(kept) && !stands_against(t, &kept))
		return true;
	return vt_error_set(error, VT_RETRY_LATER,
			    "the token refused this PIN before: another one in document-pin, or "
			    "'token/%s' of the state directory removed, and it is tried again",
			    name);
}

static bool write_note(const vt_token_try *t, unsigned char state, GError **error)
{
	g_autofree char *name = name_of(t);
	note n = { .state = state };

	if (RAND_bytes(n.salt, SALT_BYTES) != 1 || !make_hash(t, &n))
		return vt_error_set(error, VT_RETRY_LATER, "cannot note the PIN that is tried");
	g_autoptr(GBytes) bytes = g_bytes_new(&n, sizeof(n));
	return vt_io_publish(t->dir_fd, name, bytes, 0600, error);
}

bool vt_token_try_begin(const vt_token_try *t, GError **error)
{
	return write_note(t, TRYING, error);
}

bool vt_token_try_refused(const vt_token_try *t, GError **error)
{
	return write_note(t, REFUSED, error);
}

bool vt_token_try_end(const vt_token_try *t, GError **error)
{
	g_autofree char *name = name_of(t);

	return vt_io_unlink(t->dir_fd, name, error) && vt_io_sync_dir(t->dir_fd, error);
}
