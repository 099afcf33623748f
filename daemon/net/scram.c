/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * scram - prepared, proved, and the other side checked
 */
#include "net/scram.h"

#include <openssl/crypto.h>
#include <openssl/evp.h>
#include <openssl/hmac.h>
#include <openssl/sha.h>
#include <string.h>
#include <sys/random.h>

#include "base/error.h"
#include "net/sasl.h"

#define KEY_BYTES        SHA256_DIGEST_LENGTH
#define NONCE_BYTES      18
#define MAX_SERVER_BYTES 2048
#define MAX_SALT_BYTES   256

struct vt_scram {
	char *first; /* with the gs2 header "n,," */
	char *nonce, *password;
	uint8_t expected[KEY_BYTES]; /* the server's signature */
	bool is_answered;
};

static const char gs2[] = "n,,";

/* RFC 4013 §2.1: mapped to nothing (RFC 3454 B.1). */
static bool is_nothing(gunichar c)
{
	return c == 0x00AD || c == 0x034F || c == 0x1806 || (c >= 0x180B && c <= 0x180D)
	       || (c >= 0x200B && c <= 0x200D) || c == 0x2060 || (c >= 0xFE00 && c <= 0xFE0F)
	       || c == 0xFEFF;
}

/* NULL: it holds what may not stand there. */
static char *prepare(const char *text)
{
	GString *mapped;
	char *normal = NULL;

	if (!g_utf8_validate(text, -1, NULL))
		return NULL;
	mapped = g_string_sized_new(4 * strlen(text) + 1); /* not moved: no copies are left */
	for (const char *at = text; *at != '\0'; at = g_utf8_next_char(at)) {
		gunichar c = g_utf8_get_char(at);

		if (g_unichar_iscntrl(c)) {
			vt_sasl_wipe(g_string_free(mapped, FALSE));
			return NULL;
		}
		if (c > 0x7F && g_unichar_type(c) == G_UNICODE_SPACE_SEPARATOR)
			c = ' ';
		if (!is_nothing(c))
			g_string_append_unichar(mapped, c);
	}
	normal = g_utf8_normalize(mapped->str, -1, G_NORMALIZE_ALL_COMPOSE);
	vt_sasl_wipe(g_string_free(mapped, FALSE));
	return normal;
}

/* RFC 5802 §5.1: saslname. */
static char *escape(const char *name)
{
	GString *out = g_string_new(NULL);

	for (const char *at = name; *at != '\0'; at++) {
		if (*at == '=')
			g_string_append(out, "=3D");
		else if (*at == ',')
			g_string_append(out, "=2C");
		else
			g_string_append_c(out, *at);
	}
	return g_string_free(out, FALSE);
}

static char *new_nonce(void)
{
	uint8_t bytes[NONCE_BYTES];
	ssize_t got = getrandom(bytes, sizeof bytes, 0);

	g_assert(got == (ssize_t)sizeof bytes);
	return g_base64_encode(bytes, sizeof bytes);
}

vt_scram *vt_scram_new(const char *user, const char *password, const char *nonce, GError **error)
{
	g_autoptr(vt_scram) scram = g_new0(vt_scram, 1);
	g_autofree char *name = prepare(user);
	g_autofree char *escaped = name != NULL ? escape(name) : NULL;

	scram->password = prepare(password);
	scram->nonce = nonce != NULL ? g_strdup(nonce) : new_nonce();
	if (escaped == NULL || scram->password == NULL) {
		vt_error_set(error, VT_NEVER, "user or password holds a control character");
		return NULL;
	}
	scram->first = g_strconcat(gs2, "n=", escaped, ",r=", scram->nonce, NULL);
	return g_steal_pointer(&scram);
}

void vt_scram_free(vt_scram *scram)
{
	if (scram == NULL)
		return;
	vt_sasl_wipe(scram->password);
	explicit_bzero(scram->expected, sizeof scram->expected);
	g_free(scram->first);
	g_free(scram->nonce);
	g_free(scram);
}

const char *vt_scram_first(const vt_scram *scram)
{
	return scram->first;
}

/* --- base64, in its one form --- */

char *vt_scram_encode(const char *text)
{
	return g_base64_encode((const guchar *)text, strlen(text));
}

static uint8_t *decode(const char *base64, size_t *size_out)
{
	gsize size = 0;
	guchar *bytes = g_base64_decode(base64, &size);
	g_autofree char *again = g_base64_encode(bytes, size);

	if (size > 0 && strcmp(again, base64) == 0) {
		*size_out = size;
		return bytes;
	}
	g_free(bytes);
	return NULL;
}

char *vt_scram_decode(const char *base64)
{
	size_t size = 0;
	g_autofree uint8_t *bytes = decode(base64, &size);

	if (bytes == NULL || memchr(bytes, '\0', size) != NULL)
		return NULL;
	return g_strndup((const char *)bytes, size);
}

/* --- the server's first message --- */

typedef struct challenge {
	const char *nonce;
	uint8_t *salt;
	size_t salt_size;
	unsigned rounds;
} challenge;

/* Printable, no comma, ours and then something of theirs (RFC 5802 §5.1: r). */
static bool is_nonce(const vt_scram *scram, const char *nonce)
{
	for (const char *at = nonce; *at != '\0'; at++)
		if (*at < 0x21 || *at > 0x7e)
			return false;
	return g_str_has_prefix(nonce, scram->nonce) && strlen(nonce) > strlen(scram->nonce);
}

/* r=, s=, i= in this order, then what extensions may add; "m=" is one we do not know and must. */
static bool read_challenge(const vt_scram *scram, char **words, challenge *out, GError **error)
{
	guint64 rounds = 0;

	if (g_strv_length(words) < 3 || !g_str_has_prefix(words[0], "r=")
	    || !g_str_has_prefix(words[1], "s=") || !g_str_has_prefix(words[2], "i="))
		return vt_error_set(error, VT_NEVER, "SCRAM: the server's challenge does not read");
	if (!is_nonce(scram, words[0] + 2))
		return vt_error_set(error, VT_NEVER,
				    "SCRAM: the server's nonce is not made of ours");
	if (!g_ascii_string_to_unsigned(words[2] + 2, 10, 1, G_MAXUINT32, &rounds, NULL)
	    || rounds < VT_SCRAM_LEAST_ROUNDS || rounds > VT_SCRAM_MOST_ROUNDS)
		return vt_error_set(error, VT_NEVER,
				    "SCRAM: the server asks for '%.12s' rounds, not for %d to %d",
				    words[2] + 2, VT_SCRAM_LEAST_ROUNDS, VT_SCRAM_MOST_ROUNDS);
	out->salt = decode(words[1] + 2, &out->salt_size);
	if (out->salt == NULL || out->salt_size > MAX_SALT_BYTES)
		return vt_error_set(error, VT_NEVER, "SCRAM: the server's salt does not read");
	out->nonce = words[0] + 2;
	out->rounds = (unsigned)rounds;
	return true;
}

/* --- the proof --- */

static void mac(const uint8_t key[KEY_BYTES], const char *text, uint8_t out[KEY_BYTES])
{
	unsigned size = 0;
	const void *done = HMAC(EVP_sha256(), key, KEY_BYTES, (const unsigned char *)text,
				strlen(text), out, &size);

	g_assert(done != NULL && size == KEY_BYTES);
}

/* RFC 5802 §3. */
static void prove(vt_scram *scram, const challenge *c, const char *said, uint8_t proof[KEY_BYTES])
{
	uint8_t salted[KEY_BYTES], client[KEY_BYTES], stored[KEY_BYTES], server[KEY_BYTES];
	int done = PKCS5_PBKDF2_HMAC(scram->password, (int)strlen(scram->password), c->salt,
				     (int)c->salt_size, (int)c->rounds, EVP_sha256(), KEY_BYTES,
				     salted);

	g_assert(done == 1);
	mac(salted, "Client Key", client);
	SHA256(client, KEY_BYTES, stored);
	mac(stored, said, proof);
	for (size_t i = 0; i < KEY_BYTES; i++)
		proof[i] ^= client[i];
	mac(salted, "Server Key", server);
	mac(server, said, scram->expected);
	explicit_bzero(salted, sizeof salted);
	explicit_bzero(client, sizeof client);
	explicit_bzero(stored, sizeof stored);
	explicit_bzero(server, sizeof server);
}

char *vt_scram_answer(vt_scram *scram, const char *server_first, GError **error)
{
	g_auto(GStrv) words = NULL;
	g_autofree char *bare = NULL;
	g_autofree char *said = NULL;
	g_autofree char *coded = NULL;
	uint8_t proof[KEY_BYTES];
	challenge c = { 0 };
	char *answer = NULL;

	g_assert(!scram->is_answered);
	if (strlen(server_first) > MAX_SERVER_BYTES) {
		vt_error_set(error, VT_NEVER, "SCRAM: the server's challenge is too long");
		return NULL;
	}
	words = g_strsplit(server_first, ",", -1);
	if (read_challenge(scram, words, &c, error)) {
		bare = g_strconcat("c=biws,r=", c.nonce, NULL); /* base64 of "n,," */
		said = g_strconcat(scram->first + strlen(gs2), ",", server_first, ",", bare, NULL);
		prove(scram, &c, said, proof);
		coded = g_base64_encode(proof, sizeof proof);
		answer = g_strconcat(bare, ",p=", coded, NULL);
		scram->is_answered = true;
	}
	g_free(c.salt);
	return answer;
}

bool vt_scram_verify(const vt_scram *scram, const char *server_final, GError **error)
{
	g_auto(GStrv) words = g_strsplit(server_final, ",", 2);
	g_autofree uint8_t *signature = NULL;
	size_t size = 0;

	if (words[0] != NULL && g_str_has_prefix(words[0], "v=")
	    && strlen(server_final) <= MAX_SERVER_BYTES)
		signature = decode(words[0] + 2, &size);
	if (scram->is_answered && signature != NULL && size == KEY_BYTES
	    && CRYPTO_memcmp(signature, scram->expected, KEY_BYTES) == 0)
		return true;
	return vt_error_set(error, VT_NEVER,
			    "SCRAM: the server does not prove that it knows the password");
}
