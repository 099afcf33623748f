/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * imap_take - from the folder into spool/: claimed in the state file, fetched, made safe, told
 *
 * The claim comes first. Whatever dies afterwards, the UID is fetched again under the id it has;
 * the registrar knows that id, or takes it for the first time.
 */
#include <string.h>

#include "base/clock.h"
#include "base/crashpoint.h"
#include "base/draft.h"
#include "base/error.h"
#include "base/io.h"
#include "base/log.h"
#include "doc/arrived.h"
#include "net/heading.h"
#include "proc/intake/heading.h"
#include "proc/imap/imap_private.h"

/* Clocks of server and office differ; what is a little older counts as new. */
#define CLOCK_SECONDS 3600

typedef struct taken {
	vt_underway *one; /* borrowed */
	vt_draft message, envelope;
	GChecksum *sum;
	GByteArray *head; /* the first bytes, until the envelope is written */
	GError *failure;  /* of our disk */
} taken;

static void taken_free(void *data)
{
	taken *t = data;

	vt_draft_clear(&t->message);
	vt_draft_clear(&t->envelope);
	g_checksum_free(t->sum);
	g_clear_pointer(&t->head, g_byte_array_unref);
	g_clear_error(&t->failure);
	g_free(t);
}

bool vt_mailbox_save(const vt_mailbox *mailbox, GError **error)
{
	return vt_mailbox_state_save(mailbox->state, mailbox->states, mailbox->account, error);
}

bool vt_mailbox_is_spooled(const vt_mailbox *mailbox, const char *id)
{
	static const char *const suffixes[] = { "eml", "env" };

	for (size_t i = 0; i < G_N_ELEMENTS(suffixes); i++) {
		g_autofree char *name = g_strdup_printf("%s.%s", id, suffixes[i]);

		if (faccessat(mailbox->spool, name, F_OK, AT_SYMLINK_NOFOLLOW) != 0)
			return false;
	}
	return true;
}

void vt_mailbox_announce(const vt_mailbox *mailbox, vt_underway *one)
{
	g_auto(vt_writer) w = vt_writer_new();

	one->announced = true;
	vt_write_text(&w, one->id);
	vt_peer_send(vt_run_peer(mailbox->run, VT_PROGRAM_REGISTRAR), VT_KIND_ARRIVED, &w, -1);
}

/* --- one message --- */

static bool on_bytes(void *data, const void *bytes, size_t size)
{
	taken *t = data;

	g_checksum_update(t->sum, bytes, (gssize)size);
	vt_heading_keep(t->head, bytes, size);
	return vt_draft_write(&t->message, bytes, size, &t->failure);
}

static bool write_envelope(const vt_mailbox *mailbox, taken *t, GError **error)
{
	g_autoptr(vt_arrived) arrived = vt_arrived_new();
	g_autoptr(GBytes) bytes = NULL;

	arrived->id = g_strdup(t->one->id);
	arrived->door = g_strdup("imap");
	arrived->account = g_strdup(mailbox->account);
	arrived->own = g_strdup(mailbox->own);
	arrived->received_at = vt_clock_now();
	arrived->bytes = t->message.bytes;
	g_strlcpy(arrived->sha256, g_checksum_get_string(t->sum), sizeof arrived->sha256);
	vt_note_heading(vt_run_office(mailbox->run), t->head->data, t->head->len, arrived);
	g_clear_pointer(&t->head, g_byte_array_unref);
	bytes = vt_arrived_write(arrived);
	return vt_draft_open(&t->envelope, mailbox->spool, "envelope", error)
	       && vt_draft_write(&t->envelope, g_bytes_get_data(bytes, NULL),
				 g_bytes_get_size(bytes), error);
}

/* Whoever is at fault: our disk, or the server with this one message. */
static void note_failure(const vt_mailbox *mailbox, const taken *t, const GError *error)
{
	const GError *failure = t->failure != NULL ? t->failure : error;
	g_autofree char *why = vt_log_value(failure != NULL ? failure->message : "no reason");

	if (t->failure == NULL && g_error_matches(error, VT_ERROR, VT_NEVER))
		t->one->tries++;
	vt_log(VT_LOG_WARNING, t->one->id, "imap-not-fetched", "account=%s uid=%u tries=%u why=%s",
	       mailbox->account, t->one->uid, t->one->tries, why);
}

/* Into a draft. NULL: not this time; error is set when nothing more can be fetched. */
static taken *fetch(vt_mailbox *mailbox, vt_underway *one, const vt_imap_size *size, GError **error)
{
	taken *t = g_new0(taken, 1);
	vt_imap_taker taker = { on_bytes, t, mailbox->max_bytes };
	g_autoptr(GError) cause = NULL;
	vt_imap_fetched result = VT_IMAP_FAILED;

	t->one = one;
	t->message = t->envelope = (vt_draft)VT_DRAFT_INIT;
	t->sum = g_checksum_new(G_CHECKSUM_SHA256);
	t->head = g_byte_array_new();
	if (vt_draft_open(&t->message, mailbox->spool, "message", &t->failure))
		result = vt_imap_fetch(mailbox->imap, size, &taker, &cause);
	if (result == VT_IMAP_FETCHED && write_envelope(mailbox, t, &t->failure))
		return t;
	if (result == VT_IMAP_GONE) {
		vt_log(VT_LOG_WARNING, one->id, "imap-vanished", "account=%s uid=%u",
		       mailbox->account, one->uid);
		vt_mailbox_state_remove(mailbox->state, one->uid);
		taken_free(t);
		return NULL;
	}
	note_failure(mailbox, t, cause);
	if (t->failure != NULL)
		g_propagate_error(error, g_steal_pointer(&t->failure));
	else if (vt_imap_is_lost(mailbox->imap))
		g_propagate_error(error, g_steal_pointer(&cause));
	taken_free(t);
	return NULL;
}

/* --- made safe together --- */

static bool name_one(taken *t, GError **error)
{
	g_autofree char *eml = g_strdup_printf("%s.eml", t->one->id);
	g_autofree char *env = g_strdup_printf("%s.env", t->one->id);

	/* The bytes first: an envelope stands for a message that is there. */
	if (!vt_draft_name(&t->message, eml, error))
		return false;
	vt_crashpoint("imap.eml");
	return vt_draft_name(&t->envelope, env, error);
}

static bool commit(vt_mailbox *mailbox, const GPtrArray *all, GError **error)
{
	g_autoptr(GPtrArray) drafts = g_ptr_array_new();

	if (all->len == 0)
		return true;
	for (guint i = 0; i < all->len; i++) {
		taken *t = all->pdata[i];

		g_ptr_array_add(drafts, &t->message);
		g_ptr_array_add(drafts, &t->envelope);
	}
	vt_crashpoint("imap.fetched");
	if (!vt_drafts_sync(drafts, mailbox->spool, 0640, error))
		return false;
	for (guint i = 0; i < all->len; i++)
		if (!name_one(all->pdata[i], error))
			return false;
	if (!vt_io_sync_dir(mailbox->spool, error))
		return false;
	vt_crashpoint("imap.durable");
	for (guint i = 0; i < all->len; i++) {
		taken *t = all->pdata[i];

		mailbox->taken++;
		mailbox->has_worked = true;
		vt_log(VT_LOG_INFO, t->one->id, "taken", "door=%s uid=%u bytes=%" G_GUINT64_FORMAT,
		       mailbox->account, t->one->uid, t->message.bytes);
		vt_mailbox_announce(mailbox, t->one);
	}
	return true;
}

/* --- a batch --- */

static const vt_imap_size *size_of(const GArray *sizes, uint32_t uid)
{
	for (guint i = 0; i < sizes->len; i++)
		if (g_array_index(sizes, vt_imap_size, i).uid == uid)
			return &g_array_index(sizes, vt_imap_size, i);
	return NULL;
}

/* Numbered anew, what lay there before our first day shows up again. */
static bool is_old(const vt_mailbox_state *state, const vt_imap_size *size)
{
	return size->uid < state->old_below && size->received != 0
	       && size->received < state->since - CLOCK_SECONDS;
}

static uint32_t after(uint32_t uid)
{
	return uid == UINT32_MAX ? uid : uid + 1;
}

/* Those of uids that are ours to take, in the state file before anything else happens. is_import:
 * what lay there before, asked for. */
static bool claim(vt_mailbox *mailbox, const GArray *uids, const GArray *sizes, bool is_import,
		  GPtrArray *claimed, GError **error)
{
	vt_mailbox_state *state = mailbox->state;

	for (guint i = 0; i < uids->len; i++) {
		uint32_t uid = g_array_index(uids, uint32_t, i);
		const vt_imap_size *size = size_of(sizes, uid);

		if (size != NULL
		    && (is_import ? size->received >= state->import_since : !is_old(state, size)))
			g_ptr_array_add(claimed,
					vt_mailbox_state_add(state, uid,
							     size->bytes > mailbox->max_bytes
								     ? VT_TRIES_TOO_BIG
								     : 1));
		*(is_import ? &state->import_next : &state->next) = after(uid);
	}
	if (!vt_mailbox_save(mailbox, error))
		return false;
	vt_crashpoint("imap.claimed");
	return true;
}

static bool fetch_all(vt_mailbox *mailbox, const GPtrArray *claimed, const GArray *sizes,
		      GError **error)
{
	g_autoptr(GPtrArray) all = g_ptr_array_new_with_free_func(taken_free);
	g_autoptr(GError) failure = NULL;
	bool is_safe;

	for (guint i = 0; i < claimed->len && failure == NULL; i++) {
		vt_underway *one = claimed->pdata[i];
		const vt_imap_size *size = size_of(sizes, one->uid);
		taken *t =
			one->tries < VT_TRIES_TOO_BIG ? fetch(mailbox, one, size, &failure) : NULL;

		if (t != NULL)
			g_ptr_array_add(all, t);
	}
	/* What came before the session broke is whole. */
	is_safe = commit(mailbox, all, error);
	if (failure == NULL)
		return is_safe;
	(void)vt_mailbox_save(mailbox, NULL);
	if (is_safe)
		g_propagate_error(error, g_steal_pointer(&failure));
	return false;
}

static bool take_first(vt_mailbox *mailbox, GArray *found, bool is_import, GError **error)
{
	guint n = MIN(found->len, mailbox->batch);
	g_autoptr(GArray) uids = g_array_new(FALSE, FALSE, sizeof(uint32_t));
	g_autoptr(GArray) sizes = NULL;
	g_autoptr(GPtrArray) claimed = g_ptr_array_new();

	g_array_append_vals(uids, found->data, n);
	sizes = vt_imap_sizes(mailbox->imap, uids, error);
	if (sizes == NULL)
		return false;
	g_array_remove_range(found, 0, n);
	if (!claim(mailbox, uids, sizes, is_import, claimed, error))
		return false;
	if (is_import)
		mailbox->import.done += claimed->len;
	return fetch_all(mailbox, claimed, sizes, error);
}

bool vt_mailbox_take(vt_mailbox *mailbox, GError **error)
{
	return take_first(mailbox, mailbox->found, false, error);
}

bool vt_mailbox_take_old(vt_mailbox *mailbox, GError **error)
{
	return take_first(mailbox, mailbox->old, true, error);
}

/* --- one after another, for whatever an earlier session left --- */

static bool take_again(vt_mailbox *mailbox, vt_underway *one, GError **error)
{
	g_autoptr(GArray) uids = g_array_new(FALSE, FALSE, sizeof(uint32_t));
	g_autoptr(GPtrArray) claimed = g_ptr_array_new();
	g_autoptr(GArray) sizes = NULL;

	g_array_append_val(uids, one->uid);
	sizes = vt_imap_sizes(mailbox->imap, uids, error);
	if (sizes == NULL)
		return false;
	if (size_of(sizes, one->uid) == NULL) {
		/* Moved before we could note it, or by a person. */
		vt_log(VT_LOG_INFO, one->id, "imap-gone", "account=%s uid=%u", mailbox->account,
		       one->uid);
		vt_mailbox_state_remove(mailbox->state, one->uid);
		return vt_mailbox_save(mailbox, error);
	}
	/* Counted before, for what kills us. */
	one->tries++;
	g_ptr_array_add(claimed, one);
	return vt_mailbox_save(mailbox, error) && fetch_all(mailbox, claimed, sizes, error);
}

bool vt_mailbox_resume(vt_mailbox *mailbox, bool *acted_out, GError **error)
{
	for (guint i = 0; i < mailbox->state->under_way->len; i++) {
		vt_underway *one = mailbox->state->under_way->pdata[i];

		if (one->announced)
			continue;
		*acted_out = true;
		if (vt_mailbox_is_spooled(mailbox, one->id)) {
			vt_mailbox_announce(mailbox, one);
			return true;
		}
		return one->tries >= VT_TRIES_TOO_MANY ? vt_mailbox_park(mailbox, one, error)
						       : take_again(mailbox, one, error);
	}
	*acted_out = false;
	return true;
}
