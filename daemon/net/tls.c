/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * tls - which servers we believe
 */
#include <openssl/err.h>
#include <openssl/x509.h>
#include <string.h>

#include "base/clock.h"
#include "base/error.h"
#include "base/io.h"
#include "base/limits.h"
#include "net/tls_private.h"

#define PIN_HEAD  "sha256:"
#define PIN_HEX   64
#define PIN_BYTES (sizeof(PIN_HEAD) - 1 + PIN_HEX)

/* " 2026-11-22": a bare date, after any number of spaces. */
static bool read_day(const char *text, int64_t *at_out)
{
	const char *day = text + strspn(text, " \t");

	return day > text && strlen(day) == strlen("2026-11-22") && vt_clock_parse_iso(day, at_out);
}

bool vt_tls_is_pin(const char *pin, int64_t *since_out)
{
	int64_t since = VT_TIME_NONE;

	if (!g_str_has_prefix(pin, PIN_HEAD)
	    || strspn(pin + sizeof(PIN_HEAD) - 1, "0123456789abcdefABCDEF") != PIN_HEX
	    || (pin[PIN_BYTES] != '\0' && !read_day(pin + PIN_BYTES, &since)))
		return false;
	if (since_out != NULL)
		*since_out = since;
	return true;
}

char *vt_tls_key_of(const X509 *certificate)
{
	char hex[VT_SHA256_HEX];
	unsigned char *der = NULL;
	int size = i2d_X509_PUBKEY(X509_get_X509_PUBKEY(certificate), &der);

	if (size <= 0)
		return NULL;
	vt_sha256_hex(der, (size_t)size, hex);
	OPENSSL_free(der);
	return g_strconcat(PIN_HEAD, hex, NULL);
}

/* Kept also of a server that is refused: the administrator may want to pin it. */
static void note_key(X509_STORE_CTX *store)
{
	SSL *ssl = X509_STORE_CTX_get_ex_data(store, SSL_get_ex_data_X509_STORE_CTX_idx());
	char **key_out = ssl != NULL ? SSL_get_app_data(ssl) : NULL;
	const X509 *leaf = X509_STORE_CTX_get0_cert(store);

	if (key_out != NULL && leaf != NULL && *key_out == NULL)
		*key_out = vt_tls_key_of(leaf);
}

/* OpenSSL's own judgement. */
static int judge_chain(int good, X509_STORE_CTX *store)
{
	note_key(store);
	return good;
}

/* In place of OpenSSL's own judgement: this very key, whoever signed for it. */
static int judge_pin(X509_STORE_CTX *store, void *data)
{
	const vt_tls *tls = data;
	const X509 *leaf = X509_STORE_CTX_get0_cert(store);
	g_autofree char *key = leaf == NULL ? NULL : vt_tls_key_of(leaf);

	note_key(store);
	if (key != NULL && strcmp(key, tls->pin) == 0)
		return 1;
	X509_STORE_CTX_set_error(store, X509_V_ERR_CERT_REJECTED);
	return 0;
}

static unsigned add_pem(X509_STORE *store, BIO *from)
{
	unsigned n = 0;
	X509 *x509;

	while ((x509 = PEM_read_bio_X509(from, NULL, NULL, NULL)) != NULL) {
		n += X509_STORE_add_cert(store, x509) == 1;
		X509_free(x509);
	}
	return n;
}

static unsigned add_der(X509_STORE *store, const unsigned char *at, size_t size)
{
	X509 *x509 = d2i_X509(NULL, &at, (long)size);
	unsigned n = x509 != NULL && X509_STORE_add_cert(store, x509) == 1;

	X509_free(x509);
	return n;
}

static unsigned add_file(X509_STORE *store, const char *path, GError **error)
{
	g_autoptr(GBytes) bytes = vt_io_read_file(AT_FDCWD, path, VT_MAX_CRL_BYTES, error);
	gsize size;
	const void *at = bytes == NULL ? NULL : g_bytes_get_data(bytes, &size);
	BIO *from = at == NULL ? NULL : BIO_new_mem_buf(at, (int)size);
	unsigned n;

	if (from == NULL)
		return 0;
	n = add_pem(store, from);
	if (n == 0)
		n = add_der(store, at, size);
	BIO_free(from);
	ERR_clear_error();
	return n;
}

static unsigned add_folder(X509_STORE *store, const char *path, GError **error)
{
	GDir *dir = g_dir_open(path, 0, error);
	unsigned n = 0;
	const char *name;

	while (dir != NULL && (name = g_dir_read_name(dir)) != NULL) {
		g_autofree char *file = g_build_filename(path, name, NULL);

		if (g_file_test(file, G_FILE_TEST_IS_REGULAR))
			n += add_file(store, file, NULL);
	}
	if (dir != NULL)
		g_dir_close(dir);
	return n;
}

static bool load_roots(vt_tls *tls, const char *roots, GError **error)
{
	X509_STORE *store = SSL_CTX_get_cert_store(tls->context);
	g_autoptr(GError) cause = NULL;
	unsigned n = g_file_test(roots, G_FILE_TEST_IS_DIR) ? add_folder(store, roots, &cause)
							    : add_file(store, roots, &cause);

	if (n > 0)
		return true;
	return vt_error_set(error, VT_NEVER, "no root certificate in '%s'%s%s", roots,
			    cause != NULL ? ": " : "", cause != NULL ? cause->message : "");
}

vt_tls *vt_tls_new(const char *roots, const char *pin, GError **error)
{
	g_autoptr(vt_tls) tls = g_new0(vt_tls, 1);

	/* OPENSSL_CONF is never read: nobody adds an engine or weakens a protocol from outside. */
	OPENSSL_init_ssl(OPENSSL_INIT_NO_LOAD_CONFIG, NULL);
	tls->context = SSL_CTX_new(TLS_client_method());
	g_assert(tls->context != NULL);
	SSL_CTX_set_min_proto_version(tls->context, TLS1_2_VERSION);
	SSL_CTX_set_mode(tls->context,
			 SSL_MODE_ENABLE_PARTIAL_WRITE | SSL_MODE_ACCEPT_MOVING_WRITE_BUFFER);
	SSL_CTX_set_verify(tls->context, SSL_VERIFY_PEER, judge_chain);
	if (pin == NULL && roots == NULL) {
		vt_error_set(error, VT_NEVER, "neither roots nor a pin to know the server by");
		return NULL;
	}
	if (pin == NULL)
		return load_roots(tls, roots, error) ? g_steal_pointer(&tls) : NULL;
	if (!vt_tls_is_pin(pin, NULL)) {
		vt_error_set(error, VT_NEVER,
			     "'%s' is no pin: sha256: and 64 hex digits, and the day it was pinned "
			     "if known (2026-11-22)",
			     pin);
		return NULL;
	}
	tls->pin = g_ascii_strdown(pin, PIN_BYTES);
	SSL_CTX_set_cert_verify_callback(tls->context, judge_pin, tls);
	return g_steal_pointer(&tls);
}

void vt_tls_free(vt_tls *tls)
{
	if (tls == NULL)
		return;
	SSL_CTX_free(tls->context);
	g_free(tls->pin);
	g_free(tls);
}

static bool seconds_of(const ASN1_TIME *time, int64_t *seconds_out)
{
	struct tm tm;

	if (ASN1_TIME_to_tm(time, &tm) != 1)
		return false;
	*seconds_out = timegm(&tm);
	return true;
}

bool vt_tls_span_of(const X509 *certificate, int64_t *from_out, int64_t *until_out)
{
	return seconds_of(X509_get0_notBefore(certificate), from_out)
	       && seconds_of(X509_get0_notAfter(certificate), until_out);
}
