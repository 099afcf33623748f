/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * imap_leave - out of the folder: what is safe, and what cannot be taken in
 */
#include "base/crashpoint.h"
#include "base/error.h"
#include "base/log.h"
#include "doc/codes.h"
#include "proc/imap/imap_private.h"

#define PAUSE_US (60 * G_USEC_PER_SEC)
/* UIDs of one command. */
#define MAX_MOVED 100

bool vt_mailbox_may_leave(const vt_mailbox *mailbox)
{
	if (g_get_monotonic_time() < mailbox->leave_at_us)
		return false;
	for (guint i = 0; i < mailbox->state->under_way->len; i++)
		if (((const vt_underway *)mailbox->state->under_way->pdata[i])->kept)
			return true;
	return false;
}

/* The server is there and will not: everything else goes on meanwhile. */
static void put_off(vt_mailbox *mailbox, const GError *error)
{
	g_autofree char *why =
		vt_log_value(error != NULL ? error->message : "the server moved nothing");

	vt_log(VT_LOG_WARNING, "-", "imap-not-moved", "account=%s to=\"%s\" why=%s",
	       mailbox->account, mailbox->done, why);
	mailbox->leave_at_us = g_get_monotonic_time() + PAUSE_US;
	vt_imap_make_folder(mailbox->imap, mailbox->done);
}

/* Where it lies now: for the day it has to go on from there. */
static void tell_moved(vt_mailbox *mailbox, const vt_imap_gone *gone)
{
	const vt_underway *one = vt_mailbox_state_with(mailbox->state, gone->uid);
	g_auto(vt_writer) w = vt_writer_new();

	if (one == NULL || !one->kept)
		return;
	vt_write_text(&w, one->id);
	vt_write_u32(&w, gone->to_validity);
	vt_write_u32(&w, gone->to_uid);
	vt_peer_send(vt_run_peer(mailbox->run, VT_PROGRAM_REGISTRAR), VT_KIND_MOVED, &w, -1);
	vt_mailbox_order_lies(mailbox, one->id, gone);
}

static bool forget(vt_mailbox *mailbox, const GArray *gone, GError **error)
{
	for (guint i = 0; i < gone->len; i++) {
		tell_moved(mailbox, &g_array_index(gone, vt_imap_gone, i));
		vt_mailbox_state_remove(mailbox->state, g_array_index(gone, vt_imap_gone, i).uid);
	}
	mailbox->has_worked |= gone->len > 0;
	vt_crashpoint("imap.moved");
	return gone->len == 0 || vt_mailbox_save(mailbox, error);
}

bool vt_mailbox_leave(vt_mailbox *mailbox, bool *acted_out, GError **error)
{
	g_autoptr(GArray) uids = g_array_new(FALSE, FALSE, sizeof(uint32_t));
	g_autoptr(GArray) gone = g_array_new(FALSE, FALSE, sizeof(vt_imap_gone));
	g_autoptr(GError) failure = NULL;

	*acted_out = vt_mailbox_may_leave(mailbox);
	if (!*acted_out)
		return true;
	for (guint i = 0; i < mailbox->state->under_way->len && uids->len < MAX_MOVED; i++) {
		const vt_underway *one = mailbox->state->under_way->pdata[i];

		if (one->kept)
			g_array_append_val(uids, one->uid);
	}
	vt_crashpoint("imap.leaving");
	vt_imap_move(mailbox->imap, uids, mailbox->done, gone, &failure);
	if (!forget(mailbox, gone, error))
		return false;
	vt_log(VT_LOG_DEBUG, "-", "imap-moved", "account=%s n=%u", mailbox->account, gone->len);
	if (vt_imap_is_lost(mailbox->imap)) {
		g_propagate_error(error, g_steal_pointer(&failure));
		return false;
	}
	if (failure != NULL || gone->len == 0)
		put_off(mailbox, failure);
	return true;
}

/* Told before it goes: a repeat after a crash is better than silence. */
static void tell(const vt_mailbox *mailbox, const vt_underway *one, vt_code code)
{
	g_auto(vt_writer) w = vt_writer_new();
	g_autofree char *detail =
		g_strdup_printf("UID %u, %s/%s", one->uid, mailbox->folder, mailbox->parked);

	vt_write_text(&w, mailbox->account);
	vt_write_text(&w, vt_code_find((int)code)->name);
	vt_write_text(&w, detail);
	vt_peer_send(vt_run_peer(mailbox->run, VT_PROGRAM_REGISTRAR), VT_KIND_DOOR_FAULT, &w, -1);
}

bool vt_mailbox_park(vt_mailbox *mailbox, const vt_underway *one, GError **error)
{
	bool is_big = one->tries >= VT_TRIES_TOO_BIG;
	g_autoptr(GArray) uids = g_array_new(FALSE, FALSE, sizeof(uint32_t));
	g_autoptr(GArray) gone = g_array_new(FALSE, FALSE, sizeof(vt_imap_gone));
	g_autoptr(GError) failure = NULL;

	g_array_append_val(uids, one->uid);
	tell(mailbox, one, is_big ? VT_CODE_TOO_BIG : VT_CODE_UNREADABLE);
	vt_log(VT_LOG_WARNING, one->id, "not-taken", "door=%s why=%s uid=%u moved-to=\"%s\"",
	       mailbox->account, is_big ? "too-big" : "unreadable", one->uid, mailbox->parked);
	vt_imap_make_folder(mailbox->imap, mailbox->parked);
	if (!vt_imap_is_lost(mailbox->imap)
	    && !vt_imap_move(mailbox->imap, uids, mailbox->parked, gone, &failure)
	    && !vt_imap_is_lost(mailbox->imap))
		(void)vt_imap_flag(mailbox->imap, one->uid, NULL);
	if (!vt_imap_is_lost(mailbox->imap)) {
		vt_mailbox_state_remove(mailbox->state, one->uid);
		mailbox->has_worked = true;
		vt_crashpoint("imap.moved");
		return vt_mailbox_save(mailbox, error);
	}
	if (failure != NULL)
		g_propagate_error(error, g_steal_pointer(&failure));
	else
		vt_error_set(error, VT_RETRY_LATER, "cannot park %u", one->uid);
	return false;
}
