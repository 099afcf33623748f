/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * imap_order - what was sealed or holds malicious code goes on to its own folder, and out of every
 * other one
 *
 * The order lies in the database and is repeated until we say that it is over, so nothing of it is
 * kept here, and each step may be done twice: what lies in the target already is not moved there
 * again. The copy we moved is known by UIDVALIDITY and UID (and must have the right size), any
 * other one by size, Message-ID and Received (net/etpan/imap.h); a message without Message-ID is
 * found by UID alone. What has not been taken in yet is left alone: it comes with an order of its
 * own.
 */
#include <string.h>

#include "base/crashpoint.h"
#include "base/error.h"
#include "base/log.h"
#include "net/mailbox_name.h"
#include "proc/imap/imap_private.h"

#define FIRST_PAUSE_US (15 * G_USEC_PER_SEC)
#define LAST_PAUSE_US  (30 * 60 * G_USEC_PER_SEC)
/* Sessions that broke over one order before the security officer hears of it. */
#define BREAKS_TOLD 3
#define MAX_ORDERS  1000
#define MAX_LATELY  64

typedef struct vt_move_order {
	char id[VT_ARRIVAL_ID_BYTES + 1];
	bool is_infected;
	uint64_t bytes;
	char message_id_sha256[65];
	uint32_t validity, uid;
	int64_t not_before_us, pause_us;
	unsigned breaks;
} vt_move_order;

/* An order may be on its way that was written before the registrar read where we had moved it; one
 * without a Message-ID is known by that alone. */
typedef struct vt_moved_lately {
	char id[VT_ARRIVAL_ID_BYTES + 1];
	uint32_t validity, uid;
} vt_moved_lately;

/* One order under way in one session. */
typedef struct moving {
	vt_mailbox *mailbox;
	vt_move_order *order;
	const char *target; /* UTF-8 */
	char *target_raw;
	char *lay;       /* the folder whose UID is known, UTF-8; NULL = not seen yet */
	bool lies_there; /* one copy lies in the target */
	GString *faults; /* what could not be done, for a person; NULL = nothing yet */
} moving;

static vt_move_order *find(const vt_mailbox *m, const char *id)
{
	for (guint i = 0; i < m->orders->len; i++)
		if (strcmp(((vt_move_order *)m->orders->pdata[i])->id, id) == 0)
			return m->orders->pdata[i];
	return NULL;
}

static void take_lately(const vt_mailbox *m, vt_move_order *order)
{
	for (const GList *at = m->lately.head; at != NULL; at = at->next) {
		const vt_moved_lately *moved = at->data;

		if (strcmp(moved->id, order->id) != 0)
			continue;
		order->validity = moved->validity;
		order->uid = moved->uid;
	}
}

void vt_mailbox_order(vt_mailbox *m, vt_reader *r)
{
	g_autofree char *id = vt_read_text(r, VT_ARRIVAL_ID_BYTES);
	g_autofree char *account = vt_read_text(r, 200);
	g_autofree char *folder = vt_read_text(r, 20);
	uint64_t bytes = vt_read_u64(r);
	g_autofree char *message_id = vt_read_text(r, 64);
	uint32_t validity = vt_read_u32(r), uid = vt_read_u32(r);
	vt_move_order *order;

	if (id == NULL || !vt_arrival_id_is(id) || g_strcmp0(account, m->account) != 0)
		return;
	order = find(m, id);
	if (order == NULL) {
		if (m->orders->len >= MAX_ORDERS)
			return; /* the next time it is repeated */
		order = g_new0(vt_move_order, 1);
		g_strlcpy(order->id, id, sizeof order->id);
		g_ptr_array_add(m->orders, order);
	}
	order->is_infected = g_strcmp0(folder, "infected") == 0;
	order->bytes = bytes;
	g_strlcpy(order->message_id_sha256, message_id != NULL ? message_id : "",
		  sizeof order->message_id_sha256);
	if (uid != 0) {
		order->validity = validity;
		order->uid = uid;
	} else if (order->uid == 0) {
		take_lately(m, order);
	}
}

static void note_lately(vt_mailbox *m, const char *id, const vt_imap_gone *gone)
{
	vt_moved_lately *moved = g_new0(vt_moved_lately, 1);

	g_strlcpy(moved->id, id, sizeof moved->id);
	moved->validity = gone->to_validity;
	moved->uid = gone->to_uid;
	g_queue_push_tail(&m->lately, moved);
	if (m->lately.length > MAX_LATELY)
		g_free(g_queue_pop_head(&m->lately));
}

void vt_mailbox_order_lies(vt_mailbox *m, const char *id, const vt_imap_gone *gone)
{
	vt_move_order *order = find(m, id);

	if (gone->to_uid == 0)
		return;
	if (order == NULL) {
		note_lately(m, id, gone);
		return;
	}
	order->validity = gone->to_validity;
	order->uid = gone->to_uid;
}

/* It still has to leave the folder it came into. */
static bool is_leaving(const vt_mailbox *m, const vt_move_order *order)
{
	return vt_mailbox_state_find(m->state, order->id) != NULL;
}

static vt_move_order *next_order(const vt_mailbox *m)
{
	int64_t now = g_get_monotonic_time();

	for (guint i = 0; i < m->orders->len; i++) {
		vt_move_order *order = m->orders->pdata[i];

		if (now >= order->not_before_us && !is_leaving(m, order))
			return order;
	}
	return NULL;
}

bool vt_mailbox_has_order(const vt_mailbox *m)
{
	return next_order(m) != NULL;
}

static void report(const vt_mailbox *m, const vt_move_order *order, bool is_over, const char *fault)
{
	g_auto(vt_writer) w = vt_writer_new();
	g_autofree char *why = vt_log_value(fault != NULL ? fault : "");

	vt_write_text(&w, order->id);
	vt_write_text(&w, order->is_infected ? "infected" : "sealed");
	vt_write_bool(&w, is_over);
	vt_write_text(&w, fault);
	vt_peer_send(vt_run_peer(m->run, VT_PROGRAM_REGISTRAR), VT_KIND_MOVED_ON, &w, -1);
	if (fault == NULL)
		vt_log(VT_LOG_INFO, order->id, "imap-moved-on", "account=%s to=\"%s\"", m->account,
		       order->is_infected ? m->infected : m->sealed);
	else
		vt_log(VT_LOG_WARNING, order->id, "imap-not-moved-on", "account=%s over=%s why=%s",
		       m->account, is_over ? "yes" : "no", why);
}

/* It lies in the target: what is infected may have to go on from there one day. */
static void tell_lies(const moving *on, uint32_t validity, uint32_t uid)
{
	g_auto(vt_writer) w = vt_writer_new();

	if (uid == 0)
		return;
	on->order->validity = validity;
	on->order->uid = uid;
	vt_write_text(&w, on->order->id);
	vt_write_u32(&w, validity);
	vt_write_u32(&w, uid);
	vt_peer_send(vt_run_peer(on->mailbox->run, VT_PROGRAM_REGISTRAR), VT_KIND_MOVED, &w, -1);
}

static void put_off(vt_move_order *order)
{
	order->pause_us = CLAMP(order->pause_us * 2, FIRST_PAUSE_US, LAST_PAUSE_US);
	order->not_before_us = g_get_monotonic_time() + order->pause_us;
}

/* --- one folder --- */

static void note_fault(moving *on, const char *folder, const GArray *uids, const GError *why)
{
	g_autofree char *plain = vt_mailbox_decode(folder);

	if (on->faults == NULL)
		on->faults = g_string_new(NULL);
	if (on->faults->len > 500)
		return;
	g_string_append_printf(on->faults, "%s%s", on->faults->len > 0 ? "; " : "",
			       plain != NULL ? plain : folder);
	for (guint i = 0; uids != NULL && i < MIN(uids->len, 10); i++)
		g_string_append_printf(on->faults, " UID %u", g_array_index(uids, uint32_t, i));
	g_string_append_printf(on->faults, ": %s", why != NULL ? why->message : "it stayed there");
}

/* The one we moved there, when it is still what it was. */
static bool add_known(moving *on, const vt_imap_folder *folder, GArray *uids, GError **error)
{
	const vt_move_order *order = on->order;
	g_autoptr(GArray) one = g_array_new(FALSE, FALSE, sizeof(uint32_t));
	g_autoptr(GArray) sizes = NULL;

	if (order->uid == 0 || order->validity != folder->validity)
		return true;
	for (guint i = 0; i < uids->len; i++)
		if (g_array_index(uids, uint32_t, i) == order->uid)
			return true;
	g_array_append_val(one, order->uid);
	sizes = vt_imap_sizes(on->mailbox->imap, one, error);
	if (sizes == NULL)
		return false;
	if (sizes->len == 1 && g_array_index(sizes, vt_imap_size, 0).uid == order->uid
	    && g_array_index(sizes, vt_imap_size, 0).bytes == order->bytes)
		g_array_append_val(uids, order->uid);
	return true;
}

/* In the folder that mail comes into: what we do not know yet, or have under way, is not touched.
 */
static void leave_to_come(const moving *on, GArray *uids)
{
	const vt_mailbox_state *state = on->mailbox->state;

	for (guint i = uids->len; i > 0; i--) {
		uint32_t uid = g_array_index(uids, uint32_t, i - 1);

		if (uid >= state->next || vt_mailbox_state_with(state, uid) != NULL)
			g_array_remove_index(uids, i - 1);
	}
}

/* The first of them goes to the target when none lies there yet, all others go. */
static bool clear_out(moving *on, const char *name, GArray *uids, GError **error)
{
	vt_imap *imap = on->mailbox->imap;
	g_autoptr(GArray) gone = g_array_new(FALSE, FALSE, sizeof(vt_imap_gone));
	g_autoptr(GArray) one = g_array_new(FALSE, FALSE, sizeof(uint32_t));
	g_autoptr(GError) why = NULL;
	bool ok = true;

	if (!on->lies_there) {
		g_array_append_vals(one, uids->data, 1);
		vt_crashpoint("imap.moving-on");
		ok = vt_imap_move(imap, one, on->target, gone, &why) && gone->len == 1;
		on->lies_there = ok;
		vt_crashpoint("imap.moved-on");
		if (ok) {
			const vt_imap_gone *it = &g_array_index(gone, vt_imap_gone, 0);

			tell_lies(on, it->to_validity, it->to_uid);
			g_array_remove_index(uids, 0);
		}
	}
	if (ok && uids->len > 0)
		ok = vt_imap_expunge(imap, uids, &why);
	if (vt_imap_is_lost(imap)) {
		g_propagate_error(error, g_steal_pointer(&why));
		return false;
	}
	if (!ok)
		note_fault(on, name, uids, why);
	return true;
}

/* A folder that cannot be looked at is a fault to tell. false: the session is lost. */
static bool look_into(moving *on, const char *name, const char *incoming, GError **error)
{
	vt_mailbox *m = on->mailbox;
	const vt_imap_mark mark = { on->order->bytes, on->order->message_id_sha256[0] != '\0'
							      ? on->order->message_id_sha256
							      : NULL };
	g_autoptr(GArray) uids = NULL;
	g_autoptr(GError) why = NULL;
	vt_imap_folder folder;

	if (vt_imap_select_raw(m->imap, name, &folder, &why))
		uids = vt_imap_alike(m->imap, &mark, &why);
	if (uids != NULL && !add_known(on, &folder, uids, &why))
		g_clear_pointer(&uids, g_array_unref);
	if (uids == NULL && vt_imap_is_lost(m->imap)) {
		g_propagate_error(error, g_steal_pointer(&why));
		return false;
	}
	if (uids == NULL) {
		note_fault(on, name, NULL, why);
		return true;
	}
	if (on->lay == NULL && on->order->validity == folder.validity)
		on->lay = vt_mailbox_decode(name);
	if (strcmp(name, incoming) == 0)
		leave_to_come(on, uids);
	if (strcmp(name, on->target_raw) == 0) {
		on->lies_there = uids->len > 0;
		if (on->lies_there)
			tell_lies(on, folder.validity, g_array_index(uids, uint32_t, 0));
		return true;
	}
	return uids->len == 0 || clear_out(on, name, uids, error);
}

/* --- all folders --- */

/* The target first: what lies there need not be moved; then where it was moved to. */
static bool look_everywhere(moving *on, GError **error)
{
	vt_mailbox *m = on->mailbox;
	g_autofree char *done = vt_mailbox_encode(m->done);
	g_autofree char *incoming = vt_mailbox_encode(m->folder);
	g_autoptr(GPtrArray) names = NULL;

	vt_imap_make_folder(m->imap, on->target);
	if (vt_imap_is_lost(m->imap))
		return vt_error_set(error, VT_RETRY_LATER, "cannot make '%s'", on->target);
	names = vt_imap_folders(m->imap, error);
	if (names == NULL || !look_into(on, on->target_raw, incoming, error)
	    || !look_into(on, done, incoming, error))
		return false;
	for (guint i = 0; i < names->len; i++) {
		const char *name = names->pdata[i];

		if (strcmp(name, on->target_raw) != 0 && strcmp(name, done) != 0
		    && !look_into(on, name, incoming, error))
			return false;
	}
	return true;
}

static void settle(moving *on)
{
	vt_mailbox *m = on->mailbox;
	g_autofree char *text = NULL;

	if (on->faults == NULL && on->lies_there) {
		report(m, on->order, true, NULL);
		g_ptr_array_remove(m->orders, on->order);
		return;
	}
	if (on->faults != NULL) {
		text = g_strdup_printf("%s: %s", m->account, on->faults->str);
		report(m, on->order, false, text);
		put_off(on->order);
		return;
	}
	/* Nowhere: nothing more can be done about it here. */
	text = on->order->uid != 0
		       ? g_strdup_printf("%s: %s UID %u: not found, nor in another folder",
					 m->account, on->lay != NULL ? on->lay : m->done,
					 on->order->uid)
		       : g_strdup_printf("%s: not found in any folder", m->account);
	report(m, on->order, true, text);
	g_ptr_array_remove(m->orders, on->order);
}

bool vt_mailbox_move_on(vt_mailbox *m, bool *acted_out, GError **error)
{
	moving on = { .mailbox = m, .order = next_order(m) };
	bool ok;

	*acted_out = on.order != NULL;
	if (on.order == NULL)
		return true;
	on.target = on.order->is_infected ? m->infected : m->sealed;
	on.target_raw = vt_mailbox_encode(on.target);
	ok = look_everywhere(&on, error) && vt_mailbox_enter(m, error);
	if (ok) {
		settle(&on);
		m->has_worked = true;
		m->is_fresh = true;
	} else {
		g_autofree char *text = g_strdup_printf(
			"%s UID %u: %s", m->account, on.order->uid,
			error != NULL && *error != NULL ? (*error)->message : "session lost");

		if (++on.order->breaks == BREAKS_TOLD)
			report(m, on.order, false, text);
		if (on.order->breaks >= BREAKS_TOLD)
			put_off(on.order);
	}
	g_free(on.target_raw);
	g_free(on.lay);
	if (on.faults != NULL)
		g_string_free(on.faults, TRUE);
	return ok;
}
