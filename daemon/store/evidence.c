/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * evidence - the certificates and CRLs that verdicts rested on, kept as long as the documents
 */
#include "store/evidence.h"

#include <inttypes.h>
#include <string.h>
#include <sys/stat.h>

#include "base/crashpoint.h"
#include "base/error.h"
#include "base/limits.h"
#include "store/files.h"
#include "store/store_private.h"

static char *file_name(const char *sha256)
{
	return g_strconcat(sha256, ".der", NULL);
}

/* "SHA256.der" without its end; NULL when it is another file. Caller frees. */
static char *hash_of(const char *name)
{
	g_autofree char *stem =
		g_str_has_suffix(name, ".der") ? g_strndup(name, strlen(name) - 4) : NULL;

	return stem && vt_sha256_is_hex(stem) ? g_steal_pointer(&stem) : NULL;
}

bool vt_evidence_lies(vt_store *store, const char *sha256)
{
	g_autofree char *name = file_name(sha256);

	return faccessat(store->evidence, name, F_OK, AT_SYMLINK_NOFOLLOW) == 0;
}

bool vt_evidence_publish(vt_store *store, const char *sha256, GBytes *der, GError **error)
{
	g_autofree char *name = file_name(sha256);
	gsize size = 0;
	const void *bytes = g_bytes_get_data(der, &size);
	char hash[VT_SHA256_HEX];

	g_assert(!store->reader);
	if (size == 0 || size > VT_MAX_CRL_BYTES)
		return vt_error_set(error, VT_NEVER, "cannot keep '%s': it has %zu bytes", sha256,
				    size);
	vt_sha256_hex(bytes, size, hash);
	if (!vt_sha256_is_hex(sha256) || strcmp(hash, sha256) != 0)
		return vt_error_set(error, VT_NEVER, "cannot keep '%s': its bytes have SHA-256 %s",
				    sha256, hash);
	if (vt_evidence_lies(store, sha256))
		return true;
	if (!vt_io_publish(store->evidence, name, der, 0640, error))
		return false;
	vt_crashpoint("evidence.published");
	return true;
}

int vt_evidence_open(vt_store *store, const char *sha256, GError **error)
{
	g_autofree char *name = file_name(sha256);
	int fd = openat(store->evidence, name, O_RDONLY | O_CLOEXEC | O_NOFOLLOW);

	if (fd < 0)
		vt_error_errno(error, "cannot open '%s/%s'", VT_EVIDENCE_FOLDER, name);
	return fd;
}

/* ---- inside an act ---- */

static void drop_later(vt_store *store, const char *sha256)
{
	vt_effect *effect = g_new0(vt_effect, 1);

	effect->kind = VT_EFFECT_DROP_EVIDENCE;
	effect->id = g_strdup("");
	effect->sha256 = g_strdup(sha256);
	g_ptr_array_add(store->effects, effect);
}

/* What no arrival names any more goes. Asked of the objects that one arrival has just let go. */
static bool forget_unnamed(vt_store *store, const GPtrArray *let_go, GError **error)
{
	g_autoptr(vt_query) query = vt_query_new(
		store, "DELETE FROM evidence WHERE sha256 = ?1 AND NOT EXISTS"
		       " (SELECT 1 FROM arrival_evidence WHERE sha256 = ?1 AND carried = 0)");

	for (unsigned i = 0; i < let_go->len; i++) {
		const vt_evidence *one = g_ptr_array_index(let_go, i);

		vt_query_text(query, 1, one->sha256);
		if (!vt_query_run(query, error))
			return false;
		if (vt_store_changes(store) > 0)
			drop_later(store, one->sha256);
	}
	return true;
}

static bool note_object(vt_store *store, const vt_evidence *one, int64_t now, GError **error)
{
	g_autoptr(vt_query) query =
		vt_query_new(store, "INSERT INTO evidence (sha256, kind, bytes, first_kept)"
				    " VALUES (?1, ?2, ?3, ?4) ON CONFLICT DO NOTHING");
	int vt_autofd fd = vt_evidence_open(store, one->sha256, error);
	struct stat status;

	if (fd < 0)
		return false;
	if (fstat(fd, &status) != 0)
		return vt_error_errno(error, "cannot look at evidence '%s'", one->sha256);
	vt_query_text(query, 1, one->sha256);
	vt_query_text(query, 2, vt_evidence_name(one->kind));
	vt_query_int(query, 3, (int64_t)status.st_size);
	vt_query_int(query, 4, now);
	return vt_query_run(query, error);
}

static bool name_all(vt_store *store, const char *arrival, const GPtrArray *evidence, int64_t now,
		     GError **error)
{
	g_autoptr(vt_query) query = vt_query_new(
		store, "INSERT INTO arrival_evidence (arrival, position, sha256, kind, carried)"
		       " VALUES (?1, ?2, ?3, ?4, ?5)");

	vt_query_text(query, 1, arrival);
	for (unsigned i = 0; evidence && i < evidence->len; i++) {
		const vt_evidence *one = g_ptr_array_index(evidence, i);

		if (!one->carried && !note_object(store, one, now, error))
			return false;
		vt_query_int(query, 2, i);
		vt_query_text(query, 3, one->sha256);
		vt_query_text(query, 4, vt_evidence_name(one->kind));
		vt_query_int(query, 5, one->carried);
		if (!vt_query_run(query, error))
			return false;
	}
	return true;
}

bool vt_evidence_set(vt_store *store, const char *arrival, const GPtrArray *evidence, int64_t now,
		     GError **error)
{
	g_autoptr(GPtrArray) before = vt_evidence_of(store, arrival, error);
	g_autoptr(vt_query) forget =
		vt_query_new(store, "DELETE FROM arrival_evidence WHERE arrival = ?1");

	g_assert(store->in_act);
	if (!before)
		return false;
	vt_query_text(forget, 1, arrival);
	return vt_query_run(forget, error) && name_all(store, arrival, evidence, now, error)
	       && forget_unnamed(store, before, error);
}

/* ---- reading ---- */

GPtrArray *vt_evidence_of(vt_store *store, const char *arrival, GError **error)
{
	g_autoptr(vt_query) query = vt_query_new(
		store, "SELECT sha256, kind, carried FROM arrival_evidence WHERE arrival = ?1"
		       " ORDER BY position");
	g_autoptr(GPtrArray) list = g_ptr_array_new_with_free_func(g_free);
	GError *fault = NULL;

	vt_query_text(query, 1, arrival);
	while (vt_query_next(query, &fault)) {
		vt_evidence *one = g_new0(vt_evidence, 1);
		const char *kind = vt_query_get(query, 1);

		g_strlcpy(one->sha256, vt_query_get(query, 0), sizeof(one->sha256));
		one->kind = strcmp(kind, vt_evidence_name(VT_EVIDENCE_CRL)) == 0
				    ? VT_EVIDENCE_CRL
				    : VT_EVIDENCE_CERTIFICATE;
		one->carried = vt_query_get_int(query, 2) != 0;
		g_ptr_array_add(list, one);
	}
	if (!fault)
		return g_steal_pointer(&list);
	g_propagate_error(error, fault);
	return NULL;
}

/* ---- after the COMMIT, at start, and for verify ---- */

static bool is_wanted(vt_store *store, const char *sha256, bool *wanted_out, GError **error)
{
	g_autoptr(vt_query) query = vt_query_new(store, "SELECT 1 FROM evidence WHERE sha256 = ?1");
	int64_t found = 0;

	vt_query_text(query, 1, sha256);
	if (!vt_query_one(query, &found, error))
		return false;
	*wanted_out = found != 0;
	return true;
}

bool vt_evidence_drop(vt_store *store, const char *sha256, GError **error)
{
	g_autofree char *name = file_name(sha256);
	bool wanted = false;

	/* Kept again by a later act of the same batch. */
	if (!is_wanted(store, sha256, &wanted, error))
		return false;
	if (!wanted && vt_evidence_lies(store, sha256)
	    && (!vt_io_unlink(store->evidence, name, error)
		|| !vt_io_sync_dir(store->evidence, error)))
		return false;
	vt_crashpoint("evidence.dropped");
	return true;
}

static GPtrArray *all_names(vt_store *store, GError **error)
{
	g_autofree char *path = g_build_filename(store->state, VT_EVIDENCE_FOLDER, NULL);
	g_autoptr(GDir) dir = g_dir_open(path, 0, error);
	GPtrArray *names = NULL;
	const char *name = NULL;

	if (!dir)
		return NULL;
	names = g_ptr_array_new_with_free_func(g_free);
	while ((name = g_dir_read_name(dir)))
		g_ptr_array_add(names, g_strdup(name));
	return names;
}

/* Calls look for every row. */
typedef void (*look_at_row)(vt_store *store, const char *sha256, uint64_t bytes, GPtrArray *faults);

static bool walk_rows(vt_store *store, look_at_row look, GPtrArray *faults, int64_t *rows,
		      GError **error)
{
	g_autoptr(vt_query) query =
		vt_query_new(store, "SELECT sha256, bytes FROM evidence ORDER BY sha256");
	GError *fault = NULL;

	while (vt_query_next(query, &fault)) {
		look(store, vt_query_get(query, 0), (uint64_t)vt_query_get_int(query, 1), faults);
		(*rows)++;
	}
	if (!fault)
		return true;
	g_propagate_error(error, fault);
	return false;
}

static void look_if_there(vt_store *store, const char *sha256, uint64_t bytes, GPtrArray *faults)
{
	(void)bytes;
	if (!vt_evidence_lies(store, sha256))
		g_ptr_array_add(faults, g_strdup_printf("cannot find evidence '%s'", sha256));
}

static void look_inside(vt_store *store, const char *sha256, uint64_t bytes, GPtrArray *faults)
{
	g_autoptr(GError) fault = NULL;
	char hash[VT_SHA256_HEX] = "";
	uint64_t found = 0;
	int vt_autofd fd = vt_evidence_open(store, sha256, &fault);

	if (fd < 0 || !vt_files_hash(fd, hash, &found, &fault))
		g_ptr_array_add(faults, g_strdup(fault->message));
	else if (strcmp(hash, sha256) != 0 || found != bytes)
		g_ptr_array_add(faults, g_strdup_printf("evidence '%s': its bytes have changed: "
							"%" PRIu64 " bytes, SHA-256 %s",
							sha256, found, hash));
}

bool vt_evidence_reconcile(vt_store *store, GPtrArray *faults, GError **error)
{
	g_autoptr(GPtrArray) names = all_names(store, error);
	int64_t rows = 0;

	for (unsigned i = 0; names && i < names->len; i++) {
		const char *name = g_ptr_array_index(names, i);
		g_autofree char *sha256 = hash_of(name);
		bool wanted = false;

		if (sha256 && !is_wanted(store, sha256, &wanted, error))
			return false;
		if (!wanted && !vt_io_unlink(store->evidence, name, error))
			return false;
	}
	return names && walk_rows(store, look_if_there, faults, &rows, error);
}

bool vt_evidence_verify(vt_store *store, GPtrArray *faults, int64_t *files, GError **error)
{
	g_autoptr(GPtrArray) names = all_names(store, error);

	for (unsigned i = 0; names && i < names->len; i++) {
		const char *name = g_ptr_array_index(names, i);
		g_autofree char *sha256 = hash_of(name);
		bool wanted = false;

		if (sha256 && !is_wanted(store, sha256, &wanted, error))
			return false;
		if (!wanted)
			g_ptr_array_add(faults, g_strdup_printf("'%s/%s' belongs to no row",
								VT_EVIDENCE_FOLDER, name));
	}
	return names && walk_rows(store, look_inside, faults, files, error);
}
