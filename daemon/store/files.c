/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * files - the bytes beside the database: spool, store, sealed, outbox
 */
#include "store/files.h"

#include <errno.h>
#include <inttypes.h>

#include "base/crashpoint.h"
#include "base/error.h"
#include "base/limits.h"
#include "store/store_private.h"

#define HASH_CHUNK (64 * 1024)

void vt_effect_free(vt_effect *effect)
{
	if (!effect)
		return;
	g_free(effect->id);
	g_free(effect->sha256);
	g_free(effect);
}

static char *message_name(const char *sha256_or_id)
{
	return g_strconcat(sha256_or_id, ".eml", NULL);
}

static char *envelope_name(const char *id)
{
	return g_strconcat(id, ".env", NULL);
}

/* store/ab, -1 with error. When made, its name is durable on return. */
static int shelf_open(vt_store *store, const char *sha256, bool create, GError **error)
{
	char shelf[3] = { 0 };

	if (strlen(sha256) != VT_SHA256_HEX - 1) {
		vt_error_set(error, VT_NEVER, "no shelf for '%s'", sha256);
		return -1;
	}
	g_strlcpy(shelf, sha256, sizeof(shelf));
	g_autofree char *path = g_build_filename(store->state, VT_STORED, shelf, NULL);
	bool fresh = create && faccessat(store->stored, shelf, F_OK, 0) != 0;
	int vt_autofd fd = vt_io_open_dir(path, create, 0700, error);

	if (fd >= 0 && fresh && !vt_io_sync_dir(store->stored, error))
		return -1;
	return vt_fd_steal(&fd);
}

static bool exists(int dir, const char *name)
{
	return dir >= 0 && faccessat(dir, name, F_OK, AT_SYMLINK_NOFOLLOW) == 0;
}

/* Folder and name where these bytes lie now; the row's place first, then where a crash may have
 * left them. The descriptor is new. */
static int folder_of(vt_store *store, const vt_arrival *arrival, const char *in_spool,
		     const char *elsewhere, const char **name_out, GError **error)
{
	int vt_autofd shelf = shelf_open(store, arrival->sha256, false, NULL);
	const struct {
		int dir;
		const char *name;
		bool may;
	} places[] = {
		{ shelf, elsewhere,
		  arrival->place == VT_PLACE_STORE || arrival->place == VT_PLACE_SEALED },
		{ store->sealed, elsewhere, arrival->place == VT_PLACE_SEALED },
		{ store->spool, in_spool, arrival->place != VT_PLACE_GONE },
	};

	for (unsigned i = 0; i < G_N_ELEMENTS(places); i++) {
		if (!places[i].may || !exists(places[i].dir, places[i].name))
			continue;
		*name_out = places[i].name;
		return fcntl(places[i].dir, F_DUPFD_CLOEXEC, 0);
	}
	vt_error_set(error, VT_NEVER, "cannot find the bytes of arrival '%s' in '%s'", arrival->id,
		     vt_place_name(arrival->place));
	return -1;
}

int vt_files_open(vt_store *store, const vt_arrival *arrival, GError **error)
{
	g_autofree char *in_spool = message_name(arrival->id);
	g_autofree char *elsewhere = message_name(arrival->sha256);
	const char *name = NULL;
	int vt_autofd dir = folder_of(store, arrival, in_spool, elsewhere, &name, error);

	if (dir < 0)
		return -1;
	int fd = openat(dir, name, O_RDONLY | O_CLOEXEC | O_NOFOLLOW);
	if (fd < 0)
		vt_error_errno(error, "cannot open '%s'", name);
	return fd;
}

GBytes *vt_files_envelope(vt_store *store, const vt_arrival *arrival, GError **error)
{
	g_autofree char *wanted = envelope_name(arrival->id);
	const char *name = NULL;
	int vt_autofd dir = folder_of(store, arrival, wanted, wanted, &name, error);

	return dir < 0 ? NULL : vt_io_read_file(dir, name, VT_MAX_ENVELOPE_BYTES, error);
}

void vt_files_follow(vt_store *store, const vt_arrival *arrival)
{
	vt_effect *effect = g_new0(vt_effect, 1);

	g_assert(store->in_act);
	effect->kind = VT_EFFECT_FOLLOW;
	effect->id = g_strdup(arrival->id);
	effect->sha256 = g_strdup(arrival->sha256);
	effect->place = arrival->place;
	g_ptr_array_add(store->effects, effect);
}

void vt_files_drop_mail(vt_store *store, const char *name)
{
	vt_effect *effect = g_new0(vt_effect, 1);

	g_assert(store->in_act);
	effect->kind = VT_EFFECT_DROP_MAIL;
	effect->id = g_strdup(name);
	g_ptr_array_add(store->effects, effect);
}

/* From wherever it is to its place; equal bytes that are there already make the newcomer needless.
 */
static bool bring(int from, const char *from_name, int to, const char *to_name, GError **error)
{
	if (!exists(from, from_name))
		return true;
	if (exists(to, to_name))
		return vt_io_unlink(from, from_name, error) && vt_io_sync_dir(from, error);
	return vt_io_move(from, from_name, to, to_name, error);
}

static bool to_store(vt_store *store, const vt_effect *effect, GError **error)
{
	g_autofree char *in_spool = message_name(effect->id);
	g_autofree char *kept = message_name(effect->sha256);
	g_autofree char *envelope = envelope_name(effect->id);
	int vt_autofd shelf = shelf_open(store, effect->sha256, true, error);

	return shelf >= 0 && bring(store->spool, envelope, shelf, envelope, error)
	       && bring(store->spool, in_spool, shelf, kept, error)
	       && (exists(shelf, kept)
		   || vt_error_set(error, VT_NEVER, "cannot find the bytes of arrival '%s'",
				   effect->id));
}

static bool to_sealed(vt_store *store, const vt_effect *effect, GError **error)
{
	g_autofree char *in_spool = message_name(effect->id);
	g_autofree char *kept = message_name(effect->sha256);
	g_autofree char *envelope = envelope_name(effect->id);
	int vt_autofd shelf = shelf_open(store, effect->sha256, false, NULL);
	bool others = false;

	if (!vt_arrivals_want(store, effect->sha256, VT_PLACE_STORE, &others, error))
		return false;
	return bring(store->spool, envelope, store->sealed, envelope, error)
	       && bring(store->spool, in_spool, store->sealed, kept, error)
	       && bring(shelf, envelope, store->sealed, envelope, error)
	       && (others || bring(shelf, kept, store->sealed, kept, error))
	       && (exists(store->sealed, kept)
		   || vt_error_set(error, VT_NEVER, "cannot find the bytes of arrival '%s'",
				   effect->id));
}

static bool remove_from(int dir, const char *name, GError **error)
{
	return !exists(dir, name) || (vt_io_unlink(dir, name, error) && vt_io_sync_dir(dir, error));
}

static bool to_nowhere(vt_store *store, const vt_effect *effect, GError **error)
{
	g_autofree char *in_spool = message_name(effect->id);
	g_autofree char *kept = message_name(effect->sha256);
	g_autofree char *envelope = envelope_name(effect->id);
	int vt_autofd shelf = shelf_open(store, effect->sha256, false, NULL);
	bool stored = false, sealed = false;

	if (!vt_arrivals_want(store, effect->sha256, VT_PLACE_STORE, &stored, error)
	    || !vt_arrivals_want(store, effect->sha256, VT_PLACE_SEALED, &sealed, error))
		return false;
	return remove_from(store->spool, envelope, error)
	       && remove_from(store->spool, in_spool, error) && remove_from(shelf, envelope, error)
	       && remove_from(store->sealed, envelope, error)
	       && (stored || remove_from(shelf, kept, error))
	       && (sealed || remove_from(store->sealed, kept, error));
}

bool vt_effect_run(vt_store *store, const vt_effect *effect, GError **error)
{
	bool done = true;

	if (effect->kind == VT_EFFECT_DROP_MAIL) {
		done = remove_from(store->outbox, effect->id, error);
		vt_crashpoint("store.outbox.dropped");
		return done;
	}
	if (effect->kind == VT_EFFECT_DROP_EVIDENCE)
		return vt_evidence_drop(store, effect->sha256, error);
	switch (effect->place) {
	case VT_PLACE_STORE:
		done = to_store(store, effect, error);
		break;
	case VT_PLACE_SEALED:
		done = to_sealed(store, effect, error);
		break;
	case VT_PLACE_GONE:
		done = to_nowhere(store, effect, error);
		break;
	case VT_PLACE_SPOOL:
	case VT_N_PLACES:
		break;
	}
	vt_crashpoint("store.file.moved");
	return done;
}

char *vt_files_mail_name(int64_t mail)
{
	return g_strdup_printf("%" PRId64 ".eml", mail);
}

bool vt_files_draft_mail(vt_store *store, vt_draft *draft_out, const char *name, GError **error)
{
	g_assert(!store->reader);
	return vt_draft_open(draft_out, store->outbox, name, error);
}

bool vt_files_publish_mail(vt_draft *draft, const char *name, GError **error)
{
	return vt_draft_publish(draft, name, 0640, error);
}

int vt_files_nameless(vt_store *store, GError **error)
{
	g_assert(!store->reader);
	return vt_draft_nameless(store->outbox, error);
}

bool vt_files_hash(int fd, char sha256_out[VT_SHA256_HEX], uint64_t *bytes_out, GError **error)
{
	g_autoptr(GChecksum) checksum = g_checksum_new(G_CHECKSUM_SHA256);
	g_autofree uint8_t *chunk = g_malloc(HASH_CHUNK);
	uint64_t bytes = 0;

	for (;;) {
		ssize_t got = pread(fd, chunk, HASH_CHUNK, (off_t)bytes);

		if (got < 0 && errno == EINTR)
			continue;
		if (got < 0)
			return vt_error_errno(error, "cannot read a stored file");
		if (got == 0)
			break;
		g_checksum_update(checksum, chunk, got);
		bytes += (uint64_t)got;
	}
	g_strlcpy(sha256_out, g_checksum_get_string(checksum), VT_SHA256_HEX);
	if (bytes_out)
		*bytes_out = bytes;
	return true;
}
