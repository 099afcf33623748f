/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * reconcile - rows and files brought together again: after a crash, and for verify
 */
#include <fcntl.h>
#include <inttypes.h>
#include <sys/stat.h>

#include "base/clock.h"
#include "base/error.h"
#include "base/io.h"
#include "store/evidence.h"
#include "store/files.h"
#include "store/outbox.h"
#include "store/store_private.h"

#define PAGE          500
#define STRAY_SECONDS 3600
#define GONE_LATELY                                                                                \
	1000 /* newest of those without bytes: a crash can only have hit the last ones */

static int compare_names(const void *a, const void *b)
{
	return strcmp(*(const char *const *)a, *(const char *const *)b);
}

static GPtrArray *names_in(const char *state, const char *folder, GError **error)
{
	g_autofree char *path = g_build_filename(state, folder, NULL);
	g_autoptr(GDir) dir = g_dir_open(path, 0, NULL);
	g_autoptr(GPtrArray) names = g_ptr_array_new_with_free_func(g_free);
	const char *name = NULL;

	if (!dir) {
		vt_error_errno(error, "cannot list '%s'", path);
		return NULL;
	}
	while ((name = g_dir_read_name(dir)))
		g_ptr_array_add(names, g_strdup(name));
	g_ptr_array_sort(names, compare_names);
	return g_steal_pointer(&names);
}

/* name without ".eml" or ".env"; NULL when it is another file. Caller frees. */
static char *stem_of(const char *name, const char *suffix)
{
	return g_str_has_suffix(name, suffix) && name[0] != '.'
		       ? g_strndup(name, strlen(name) - strlen(suffix))
		       : NULL;
}

static bool follow_now(vt_store *store, const vt_arrival *arrival, GPtrArray *faults)
{
	vt_effect effect = { .kind = VT_EFFECT_FOLLOW,
			     .id = arrival->id,
			     .sha256 = arrival->sha256,
			     .place = arrival->place };
	g_autoptr(GError) fault = NULL;

	if (vt_effect_run(store, &effect, &fault))
		return true;
	g_ptr_array_add(faults, g_strdup(fault->message));
	return false;
}

bool vt_stray_is_old(const struct stat *status, int64_t now)
{
	return MAX(status->st_mtime, status->st_ctime) <= now - STRAY_SECONDS;
}

/* By the clock that gave the files their times: a file server has its own. */
static int64_t now_of(int dir)
{
	int vt_autofd fd = openat(dir, ".", O_TMPFILE | O_RDWR | O_CLOEXEC, 0600);
	struct stat status;

	/* The same call as for the files themselves. */
	return fd >= 0 && fstatat(fd, "", &status, AT_EMPTY_PATH) == 0 ? status.st_ctime
								       : vt_clock_now();
}

/* ID.eml was named, ID.env never: a door died between the two. Who delivered it was not answered
 * and has delivered it again, under another id. A young one may still get its envelope: a door is
 * at work while we start. */
static bool drop_stray(vt_store *store, const char *name, GError **error)
{
	struct stat status;

	if (fstatat(store->spool, name, &status, AT_SYMLINK_NOFOLLOW) != 0
	    || !vt_stray_is_old(&status, now_of(store->spool)))
		return true;
	return vt_io_unlink(store->spool, name, error);
}

/* A file of spool/: of a row that says elsewhere, or of no row yet. */
static bool look_at_spooled(vt_store *store, const char *name, GPtrArray *arrived,
			    GPtrArray *faults, GError **error)
{
	g_autofree char *message = stem_of(name, ".eml");
	g_autofree char *envelope = stem_of(name, ".env");
	const char *id = message ? message : envelope;
	GError *fault = NULL;

	if (!id || !vt_arrival_id_is_valid(id))
		return true;
	g_autoptr(vt_arrival) arrival = vt_arrivals_get(store, id, &fault);
	if (fault) {
		g_propagate_error(error, fault);
		return false;
	}
	if (arrival && arrival->place != VT_PLACE_SPOOL)
		follow_now(store, arrival, faults);
	if (arrival || !message)
		return true;
	g_autofree char *beside = g_strconcat(id, ".env", NULL);
	if (faccessat(store->spool, beside, F_OK, AT_SYMLINK_NOFOLLOW) != 0)
		return drop_stray(store, name, error);
	g_ptr_array_add(arrived, g_strdup(id));
	return true;
}

static bool settle_places(vt_store *store, GPtrArray *faults, GError **error)
{
	g_autoptr(GPtrArray) sealed =
		vt_arrivals_at(store, VT_PLACE_SEALED, 0, false, UINT_MAX, error);
	if (!sealed)
		return false;
	g_autoptr(GPtrArray) gone =
		vt_arrivals_at(store, VT_PLACE_GONE, 0, true, GONE_LATELY, error);
	if (!gone)
		return false;
	g_autoptr(GPtrArray) spooled =
		vt_arrivals_at(store, VT_PLACE_SPOOL, 0, false, UINT_MAX, error);
	if (!spooled)
		return false;
	for (unsigned i = 0; i < sealed->len; i++)
		follow_now(store, g_ptr_array_index(sealed, i), faults);
	for (unsigned i = 0; i < gone->len; i++)
		follow_now(store, g_ptr_array_index(gone, i), faults);
	for (unsigned i = 0; i < spooled->len; i++) {
		g_autoptr(GError) fault = NULL;
		int vt_autofd fd = vt_files_open(store, g_ptr_array_index(spooled, i), &fault);

		if (fd < 0)
			g_ptr_array_add(faults, g_strdup(fault->message));
	}
	return true;
}

/* A mail that was withdrawn, or whose row never came: its bytes must not lie about. */
static bool clean_outbox(vt_store *store, GPtrArray *faults, GError **error)
{
	g_autoptr(GPtrArray) names = names_in(store->state, VT_OUTBOX, error);
	g_autoptr(vt_query) wanted = vt_query_new(store, "SELECT 1 FROM mail WHERE file = ?1");
	g_autoptr(vt_query) composed = vt_query_new(
		store, "SELECT file FROM mail WHERE state = 'composed' AND file IS NOT NULL");
	GError *fault = NULL;

	for (unsigned i = 0; names && i < names->len; i++) {
		const char *name = g_ptr_array_index(names, i);
		int64_t want = 0;

		vt_query_text(wanted, 1, name);
		if (!vt_query_one(wanted, &want, error)
		    || (!want && !vt_io_unlink(store->outbox, name, error)))
			return false;
	}
	while (names && vt_query_next(composed, &fault)) {
		const char *name = vt_query_get(composed, 0);

		if (faccessat(store->outbox, name, F_OK, AT_SYMLINK_NOFOLLOW) != 0)
			g_ptr_array_add(faults, g_strdup_printf("cannot find '%s' in '%s'", name,
								VT_OUTBOX));
	}
	if (!fault)
		return names != NULL;
	g_propagate_error(error, fault);
	return false;
}

bool vt_files_reconcile(vt_store *store, GPtrArray **arrived_out, GPtrArray **faults_out,
			GError **error)
{
	g_autoptr(GPtrArray) arrived = g_ptr_array_new_with_free_func(g_free);
	g_autoptr(GPtrArray) faults = g_ptr_array_new_with_free_func(g_free);

	g_assert(!store->in_batch && !store->reader);
	g_autoptr(GPtrArray) names = names_in(store->state, VT_SPOOL, error);
	if (!names)
		return false;
	for (unsigned i = 0; i < names->len; i++)
		if (!look_at_spooled(store, g_ptr_array_index(names, i), arrived, faults, error))
			return false;
	if (!settle_places(store, faults, error) || !clean_outbox(store, faults, error)
	    || !vt_evidence_reconcile(store, faults, error))
		return false;
	/* Everything that was left undone by the running program has been done by the way. */
	g_ptr_array_set_size(store->effects, 0);
	g_clear_pointer(&store->fault, g_free);
	*arrived_out = g_steal_pointer(&arrived);
	*faults_out = g_steal_pointer(&faults);
	return true;
}

/* ---- verify ---- */

static void verify_bytes(vt_store *store, const vt_arrival *arrival, GPtrArray *faults)
{
	g_autoptr(GError) fault = NULL;
	char sha256[VT_SHA256_HEX] = "";
	uint64_t bytes = 0;
	int vt_autofd fd = vt_files_open(store, arrival, &fault);

	if (fd < 0 || !vt_files_hash(fd, sha256, &bytes, &fault))
		g_ptr_array_add(faults, g_strdup(fault->message));
	else if (strcmp(sha256, arrival->sha256) != 0 || bytes != arrival->bytes)
		g_ptr_array_add(faults,
				g_strdup_printf("arrival '%s': its bytes have changed: %" PRIu64
						" bytes, SHA-256 %s",
						arrival->id, bytes, sha256));
}

static bool verify_place(vt_store *store, vt_place place, GPtrArray *faults, int64_t *files,
			 GError **error)
{
	int64_t after = 0;

	for (;;) {
		g_autoptr(GPtrArray) page = vt_arrivals_at(store, place, after, false, PAGE, error);

		if (!page)
			return false;
		for (unsigned i = 0; i < page->len; i++) {
			const vt_arrival *arrival = g_ptr_array_index(page, i);

			verify_bytes(store, arrival, faults);
			after = arrival->sequence;
			(*files)++;
		}
		if (page->len < PAGE)
			return true;
	}
}

/* Is this file of folder wanted by a row of that place? */
static bool verify_name(vt_store *store, const char *folder, const char *name, vt_place place,
			GPtrArray *faults, GError **error)
{
	g_autofree char *sha256 = stem_of(name, ".eml");
	g_autofree char *id = stem_of(name, ".env");
	bool want = false;

	if (sha256 && !vt_arrivals_want(store, sha256, place, &want, error))
		return false;
	if (id) {
		GError *fault = NULL;
		g_autoptr(vt_arrival) arrival = vt_arrivals_get(store, id, &fault);

		if (fault) {
			g_propagate_error(error, fault);
			return false;
		}
		want = arrival && arrival->place == place;
	}
	if (!want)
		g_ptr_array_add(faults, g_strdup_printf("'%s/%s' belongs to no row", folder, name));
	return true;
}

static bool verify_folder(vt_store *store, const char *folder, vt_place place, GPtrArray *faults,
			  GError **error)
{
	g_autoptr(GPtrArray) names = names_in(store->state, folder, error);

	for (unsigned i = 0; names && i < names->len; i++)
		if (!verify_name(store, folder, g_ptr_array_index(names, i), place, faults, error))
			return false;
	return names != NULL;
}

static bool verify_shelves(vt_store *store, GPtrArray *faults, GError **error)
{
	g_autoptr(GPtrArray) shelves = names_in(store->state, VT_STORED, error);

	for (unsigned i = 0; shelves && i < shelves->len; i++) {
		g_autofree char *folder =
			g_build_filename(VT_STORED, g_ptr_array_index(shelves, i), NULL);

		if (!verify_folder(store, folder, VT_PLACE_STORE, faults, error))
			return false;
	}
	return shelves != NULL;
}

bool vt_files_verify_stored(vt_store *store, GPtrArray *faults, int64_t *files_out, GError **error)
{
	*files_out = 0;
	return verify_shelves(store, faults, error)
	       && verify_place(store, VT_PLACE_STORE, faults, files_out, error)
	       && vt_evidence_verify(store, faults, files_out, error);
}

bool vt_files_verify(vt_store *store, GPtrArray *faults, int64_t *files_out, GError **error)
{
	return verify_folder(store, VT_SEALED, VT_PLACE_SEALED, faults, error)
	       && vt_files_verify_stored(store, faults, files_out, error)
	       && verify_place(store, VT_PLACE_SPOOL, faults, files_out, error)
	       && verify_place(store, VT_PLACE_SEALED, faults, files_out, error);
}
