/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * restore_newer - what the office has that the backup does not know
 */
#include "work/restore_newer.h"

#include <errno.h>
#include <sys/stat.h>

#include "base/error.h"
#include "base/limits.h"
#include "doc/arrived.h"
#include "store/arrivals.h"
#include "store/documents.h"
#include "store/files.h"
#include "work/seal.h"

#define REASON "đã niêm phong sau khi sao lưu"

/* Folders of the office while its messages are sorted. */
typedef struct sorting {
	vt_store *store;
	vt_restored *out;
	int spool, shelf;
} sorting;

static void sorting_clear(sorting *s)
{
	vt_fd_close(&s->spool);
	vt_fd_close(&s->shelf);
}
G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC(sorting, sorting_clear)

/* The bytes first, the envelope last: it is what makes an arrival. Equal bytes of others stay. */
static bool move_back(const sorting *s, const vt_arrived *arrived, const char *env, GError **error)
{
	g_autofree char *kept = g_strconcat(arrived->sha256, ".eml", NULL);
	g_autofree char *eml = g_strconcat(arrived->id, ".eml", NULL);

	if (linkat(s->shelf, kept, s->spool, eml, 0) != 0 && errno != EEXIST) {
		if (errno == ENOENT) {
			g_ptr_array_add(s->out->missing,
					g_strconcat(arrived->id, " newer than the backup", NULL));
			return true;
		}
		return vt_error_errno(error, "cannot move '%s' back to spool/", kept);
	}
	if (!vt_io_move(s->shelf, env, s->spool, env, error))
		return false;
	s->out->again++;
	return true;
}

static bool sort_one(const sorting *s, const char *env, GError **error)
{
	g_autofree char *id = g_strndup(env, strlen(env) - strlen(".env"));
	g_autoptr(GBytes) bytes = NULL;
	g_autoptr(vt_arrived) arrived = NULL;
	GError *fault = NULL;
	g_autoptr(vt_arrival) row =
		vt_arrival_id_is_valid(id) ? vt_arrivals_get(s->store, id, &fault) : NULL;

	if (fault != NULL) {
		g_propagate_error(error, fault);
		return false;
	}
	if (row != NULL && row->place != VT_PLACE_SPOOL)
		return true;
	bytes = vt_io_read_file(s->shelf, env, VT_MAX_ENVELOPE_BYTES, NULL);
	arrived = bytes != NULL ? vt_arrived_parse(bytes, id, NULL) : NULL;
	if (arrived != NULL)
		return move_back(s, arrived, env, error);
	g_ptr_array_add(s->out->missing, g_strconcat(id, " unreadable envelope in store/", NULL));
	return true;
}

/* Bytes that no row wants and that are in spool/ now, or were nobody's. */
static bool drop_unwanted(const sorting *s, const char *eml, GError **error)
{
	g_autofree char *sha256 = g_strndup(eml, strlen(eml) - strlen(".eml"));
	bool want = true;
	struct stat status;

	if (!vt_arrivals_want(s->store, sha256, VT_PLACE_STORE, &want, error))
		return false;
	/* Only when another name of the same bytes is left. */
	if (want || fstatat(s->shelf, eml, &status, AT_SYMLINK_NOFOLLOW) != 0
	    || status.st_nlink < 2)
		return true;
	return vt_io_unlink(s->shelf, eml, error);
}

typedef bool sort_file(const sorting *s, const char *name, GError **error);

static bool each(const sorting *s, const char *path, const char *suffix, sort_file *sort,
		 GError **error)
{
	g_autoptr(GDir) dir = g_dir_open(path, 0, NULL);
	const char *name = NULL;

	while (dir != NULL && (name = g_dir_read_name(dir)) != NULL)
		if (name[0] != '.' && g_str_has_suffix(name, suffix) && !sort(s, name, error))
			return false;
	return true;
}

bool vt_restore_newer(vt_store *store, const vt_restore_order *order, vt_restored *out,
		      GError **error)
{
	g_autofree char *stored = g_build_filename(order->state, VT_STORED, NULL);
	g_autofree char *spool = g_build_filename(order->state, VT_SPOOL, NULL);
	g_autoptr(GDir) shelves = g_dir_open(stored, 0, NULL);
	const char *shelf = NULL;

	while (shelves != NULL && (shelf = g_dir_read_name(shelves)) != NULL) {
		g_autofree char *path = g_build_filename(stored, shelf, NULL);
		g_auto(sorting) s = { store, out, vt_io_open_dir(spool, false, 0700, error),
				      vt_io_open_dir(path, false, 0700, error) };

		if (s.spool < 0 || s.shelf < 0 || !each(&s, path, ".env", sort_one, error)
		    || !vt_io_sync_dir(s.spool, error)
		    || !each(&s, path, ".eml", drop_unwanted, error))
			return false;
	}
	return true;
}

/* ---- sealed since ---- */

static bool seal_again(vt_store *store, const vt_restore_order *order, const vt_arrival *arrival,
		       vt_restored *out, GError **error)
{
	const vt_actor actor = {
		.person = VT_BY_ITSELF, .proof = "", .now = order->now, .reason = REASON
	};
	vt_sealed sealed = { 0 };
	bool done = vt_seal(store, &actor, arrival->id, 0, &sealed, error);

	out->resealed += done && vt_outcome_keeps(&sealed.outcome);
	vt_sealed_clear(&sealed);
	return done;
}

/* sealed/ holds the message itself, not only equal bytes. */
static bool lies_sealed(const vt_restore_order *order, const vt_arrival *arrival)
{
	g_autofree char *env =
		g_strconcat(order->state, "/" VT_SEALED "/", arrival->id, ".env", NULL);

	return g_file_test(env, G_FILE_TEST_EXISTS);
}

static bool reseal_at(vt_store *store, vt_place place, const vt_restore_order *order,
		      vt_restored *out, GError **error)
{
	g_autoptr(GPtrArray) all = vt_arrivals_at(store, place, 0, false, G_MAXUINT, error);

	for (guint i = 0; all != NULL && i < all->len; i++) {
		const vt_arrival *arrival = g_ptr_array_index(all, i);

		if (!arrival->secret && lies_sealed(order, arrival)
		    && !seal_again(store, order, arrival, out, error))
			return false;
	}
	return all != NULL;
}

bool vt_restore_reseal(vt_store *store, const vt_restore_order *order, vt_restored *out,
		       GError **error)
{
	return reseal_at(store, VT_PLACE_STORE, order, out, error)
	       && reseal_at(store, VT_PLACE_SPOOL, order, out, error);
}

/* ---- missing ---- */

bool vt_restore_missing(vt_store *store, vt_restored *out, GError **error)
{
	static const vt_place places[] = { VT_PLACE_SPOOL, VT_PLACE_STORE, VT_PLACE_SEALED };

	for (unsigned p = 0; p < G_N_ELEMENTS(places); p++) {
		g_autoptr(GPtrArray) all =
			vt_arrivals_at(store, places[p], 0, false, G_MAXUINT, error);

		if (all == NULL)
			return false;
		for (guint i = 0; i < all->len; i++) {
			const vt_arrival *arrival = g_ptr_array_index(all, i);
			vt_autofd int fd = vt_files_open(store, arrival, NULL);

			if (fd < 0)
				g_ptr_array_add(out->missing,
						g_strdup_printf("%s %s", arrival->id,
								vt_place_name(places[p])));
		}
	}
	return true;
}
