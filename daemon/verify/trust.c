/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * trust - whom we believe: configured roots, intermediates, CRLs and pinned certificates, nothing
 * else
 */
#include "verify/trust.h"

#include <errno.h>
#include <openssl/err.h>
#include <string.h>
#include <sys/stat.h>

#include "base/draft.h"
#include "base/error.h"
#include "base/io.h"
#include "base/limits.h"
#include "verify/algorithms.h"
#include "verify/inside.h"

vt_trust *vt_trust_new(const vt_trust_policy *policy)
{
	vt_trust *trust = g_new0(vt_trust, 1);

	vt_openssl_start();
	trust->policy = *policy;
	/* No lookup method is added: X509_STORE_set_default_paths() would ask the environment. */
	trust->store = X509_STORE_new();
	g_assert(trust->store != NULL);
	trust->known = g_hash_table_new_full(g_str_hash, g_str_equal, NULL,
					     (GDestroyNotify)vt_certificate_unref);
	trust->roots = g_ptr_array_new();
	trust->intermediates = g_ptr_array_new();
	trust->pinned = g_ptr_array_new();
	trust->owners = g_hash_table_new_full(g_str_hash, g_str_equal, NULL, g_free);
	trust->crls = g_ptr_array_new_with_free_func(vt_crl_free);
	trust->crls_known = g_hash_table_new(g_str_hash, g_str_equal);
	vt_trust_init_rules(trust);
	vt_chain_prepare(trust);
	return trust;
}

void vt_trust_free(vt_trust *trust)
{
	if (trust == NULL)
		return;
	X509_STORE_free(trust->store);
	vt_trust_clear_rules(trust);
	g_hash_table_unref(trust->crls_known);
	g_ptr_array_unref(trust->crls);
	g_hash_table_unref(trust->owners);
	g_ptr_array_unref(trust->pinned);
	g_ptr_array_unref(trust->intermediates);
	g_ptr_array_unref(trust->roots);
	g_hash_table_unref(trust->known);
	g_free(trust);
}

static void warn(GPtrArray *warnings, const char *folder, const char *name, const char *what)
{
	if (warnings != NULL)
		g_ptr_array_add(warnings, g_strdup_printf("%s/%s: %s", folder, name, what));
}

/* The one object for these bytes, from now on known. Borrowed. */
static vt_certificate *remember(vt_trust *trust, vt_certificate *certificate)
{
	vt_certificate *known = g_hash_table_lookup(trust->known, certificate->sha256);

	if (known != NULL)
		return known;
	g_hash_table_insert(trust->known, certificate->sha256, vt_certificate_ref(certificate));
	return certificate;
}

static void add_intermediate(vt_trust *trust, vt_certificate *certificate)
{
	vt_certificate *known = remember(trust, certificate);

	if (!g_ptr_array_find(trust->intermediates, known, NULL))
		g_ptr_array_add(trust->intermediates, known);
}

/* An anchor is self-signed; what is not stands between the leaf and one, and must be judged like
 * any other. */
static const char *add_root(vt_trust *trust, vt_certificate *certificate, const char *file)
{
	vt_certificate *known = remember(trust, certificate);

	if (X509_self_signed(known->x509, 1) != 1) {
		ERR_clear_error();
		add_intermediate(trust, known);
		return "is not self-signed, taken as an intermediate";
	}
	vt_trust_name_root(trust, known, file);
	if (g_ptr_array_find(trust->roots, known, NULL))
		return NULL;
	if (X509_STORE_add_cert(trust->store, known->x509) != 1)
		return "cannot be taken as a root";
	g_ptr_array_add(trust->roots, known);
	return NULL;
}

/* Who made it, if a configured certificate did: known before the fork. Others are looked for among
 * what a message brings along. */
static void find_signer(const vt_trust *trust, vt_crl *crl)
{
	const GPtrArray *places[] = { trust->intermediates, trust->roots };

	for (size_t p = 0; p < G_N_ELEMENTS(places); p++)
		for (guint i = 0; crl->signer == NULL && i < places[p]->len; i++) {
			const vt_certificate *one = g_ptr_array_index(places[p], i);

			if (vt_crl_is_by(crl, one->x509) && X509_up_ref(one->x509) == 1)
				crl->signer = one->x509;
		}
}

static const char *add_crl(vt_trust *trust, X509_CRL *x509)
{
	const X509_ALGOR *algorithm;
	ASN1_INTEGER *zero;
	X509_REVOKED *entry = NULL;
	vt_crl *crl;

	X509_CRL_get0_signature(x509, NULL, &algorithm);
	if (!vt_is_strong_signature(&trust->policy, algorithm))
		return "CRL has a weak signature, not used";
	crl = vt_crl_new(x509, false);
	if (crl == NULL)
		return "CRL cannot be encoded, not used";
	/* The same list as PEM and as DER. */
	if (g_hash_table_contains(trust->crls_known, crl->sha256)) {
		vt_crl_free(crl);
		return NULL;
	}
	/* The first question sorts the list: before the fork, so that children share it. */
	zero = ASN1_INTEGER_new();
	if (zero != NULL)
		X509_CRL_get0_by_serial(x509, &entry, zero);
	ASN1_INTEGER_free(zero);
	find_signer(trust, crl);
	g_ptr_array_add(trust->crls, crl);
	g_hash_table_insert(trust->crls_known, crl->sha256, crl);
	return NULL;
}

typedef enum { ROOTS, INTERMEDIATES, CRLS } purpose;

static void take(vt_trust *trust, purpose why, const vt_objects *objects, const char *where[2],
		 GPtrArray *warnings)
{
	const char *said = NULL;

	if (why == CRLS && objects->crls->len == 0)
		said = objects->certificates->len > 0 ? "holds no CRL" : NULL;
	if (why != CRLS && objects->certificates->len == 0)
		said = objects->crls->len > 0 ? "holds no certificate" : NULL;
	if (said != NULL)
		warn(warnings, where[0], where[1], said);
	for (guint i = 0; i < objects->crls->len && why == CRLS; i++) {
		said = add_crl(trust, g_ptr_array_index(objects->crls, i));
		if (said != NULL)
			warn(warnings, where[0], where[1], said);
	}
	for (guint i = 0; i < objects->certificates->len && why != CRLS; i++) {
		vt_certificate *certificate = g_ptr_array_index(objects->certificates, i);

		said = NULL;
		if (why == ROOTS)
			said = add_root(trust, certificate, where[1]);
		else
			add_intermediate(trust, certificate);
		if (said != NULL)
			warn(warnings, where[0], where[1], said);
	}
}

/* Links are followed: the administrator made them. O_NONBLOCK, or a FIFO would hold us for ever. */
static GBytes *read_regular(const char *folder, const char *name, bool *is_file_out, GError **error)
{
	g_autofree char *path = g_build_filename(folder, name, NULL);
	vt_autofd int fd = open(path, O_RDONLY | O_CLOEXEC | O_NONBLOCK);
	struct stat st;

	*is_file_out = true;
	if (fd < 0 || fstat(fd, &st) != 0) {
		vt_error_errno(error, "cannot open");
		return NULL;
	}
	*is_file_out = S_ISREG(st.st_mode);
	return *is_file_out ? vt_io_read_fd(fd, VT_MAX_CRL_BYTES, error) : NULL;
}

static void load_file(vt_trust *trust, purpose why, const char *where[2], GPtrArray *warnings)
{
	g_autoptr(GError) error = NULL;
	g_autoptr(GBytes) bytes = NULL;
	vt_objects objects;
	bool is_file;

	bytes = read_regular(where[0], where[1], &is_file, &error);
	if (!is_file)
		return;
	if (bytes == NULL) {
		warn(warnings, where[0], where[1], error->message);
		return;
	}
	vt_objects_read(bytes, &objects);
	if (objects.n_broken > 0 || objects.certificates->len + objects.crls->len == 0)
		warn(warnings, where[0], where[1],
		     objects.certificates->len + objects.crls->len == 0
			     ? "is no certificate or CRL"
			     : "holds a broken certificate or CRL");
	take(trust, why, &objects, where, warnings);
	vt_objects_clear(&objects);
}

static int compare_names(const void *a, const void *b)
{
	const char *const *left = a, *const *right = b;

	return strcmp(*left, *right);
}

/* Sorted, so that what comes out does not depend on the file system. */
static GPtrArray *list_folder(const char *folder, GError **error)
{
	GPtrArray *names = g_ptr_array_new_with_free_func(g_free);
	GDir *dir = g_dir_open(folder, 0, error);
	const char *name;

	while (dir != NULL && (name = g_dir_read_name(dir)) != NULL)
		if (!g_str_has_prefix(name, VT_DRAFT_PREFIX))
			g_ptr_array_add(names, g_strdup(name));
	if (dir != NULL)
		g_dir_close(dir);
	g_ptr_array_sort(names, compare_names);
	return names;
}

static void load_folder(vt_trust *trust, purpose why, const char *folder, GPtrArray *warnings)
{
	g_autoptr(GError) error = NULL;
	g_autoptr(GPtrArray) names = NULL;

	if (folder == NULL)
		return;
	names = list_folder(folder, &error);
	if (error != NULL && !g_error_matches(error, G_FILE_ERROR, G_FILE_ERROR_NOENT)
	    && warnings != NULL)
		g_ptr_array_add(warnings, g_strdup_printf("%s: %s", folder, error->message));
	for (guint i = 0; i < names->len; i++) {
		const char *where[2] = { folder, g_ptr_array_index(names, i) };

		load_file(trust, why, where, warnings);
	}
}

void vt_trust_load_roots(vt_trust *trust, const char *folder, GPtrArray *warnings)
{
	load_folder(trust, ROOTS, folder, warnings);
}

void vt_trust_load_intermediates(vt_trust *trust, const char *folder, GPtrArray *warnings)
{
	load_folder(trust, INTERMEDIATES, folder, warnings);
}

void vt_trust_load_crls(vt_trust *trust, const char *folder, GPtrArray *warnings)
{
	load_folder(trust, CRLS, folder, warnings);
}

bool vt_trust_pin(vt_trust *trust, const char *owner, const char *path, GError **error)
{
	g_autoptr(vt_certificate) certificate = vt_certificate_load(path, error);
	vt_certificate *known;
	const char *other;

	if (certificate == NULL)
		return false;
	known = remember(trust, certificate);
	other = g_hash_table_lookup(trust->owners, known->sha256);
	if (other != NULL && strcmp(other, owner) != 0)
		return vt_error_set(error, VT_NEVER, "cannot pin '%s' for '%s': '%s' has it", path,
				    owner, other);
	if (other != NULL)
		return true;
	g_hash_table_insert(trust->owners, known->sha256, g_strdup(owner));
	g_ptr_array_add(trust->pinned, known);
	return true;
}

unsigned vt_trust_n_roots(const vt_trust *trust)
{
	return trust->roots->len;
}

const char *vt_trust_pinned_owner(const vt_trust *trust, const vt_certificate *certificate)
{
	return certificate == NULL ? NULL : g_hash_table_lookup(trust->owners, certificate->sha256);
}

vt_certificate *vt_trust_certificate(const vt_trust *trust, const uint8_t *der, size_t size)
{
	char hex[VT_SHA256_HEX];
	vt_certificate *known;

	vt_sha256_hex(der, size, hex);
	known = g_hash_table_lookup(trust->known, hex);
	return known != NULL ? vt_certificate_ref(known) : vt_certificate_decode(der, size);
}
