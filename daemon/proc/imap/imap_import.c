/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * imap_import - mail that lay in the folder before our first day, when somebody asks for it
 *
 * What is asked for and how far it has come stands in the state file, so it goes on after a crash.
 * New mail goes first. Each message is claimed, fetched, kept and moved like any other one; whether
 * it is known already the registrar tells by its bytes.
 */
#include "base/crashpoint.h"
#include "base/error.h"
#include "base/log.h"
#include "proc/imap/imap_private.h"

/* Sizes asked with one command. */
#define MAX_ASKED  500
#define DAY        86400
#define FAULT_TEXT "not connected to the server; see the log"

static void tell(const vt_mailbox *m, const vt_import *import, bool is_over, const char *fault)
{
	g_auto(vt_writer) w = vt_writer_new();

	if (import->request == 0)
		return; /* of an earlier life: nobody waits for it */
	vt_write_u64(&w, import->request);
	vt_write_text(&w, m->account);
	vt_write_text(&w, m->folder);
	vt_write_u64(&w, import->messages);
	vt_write_u64(&w, import->bytes);
	vt_write_i64(&w, import->oldest);
	vt_write_i64(&w, import->newest);
	vt_write_u64(&w, import->done);
	vt_write_bool(&w, is_over);
	vt_write_text(&w, fault);
	vt_peer_send(vt_run_peer(m->run, VT_PROGRAM_REGISTRAR), VT_KIND_IMPORTED, &w, -1);
}

void vt_mailbox_ask_import(vt_mailbox *m, vt_reader *r)
{
	vt_import asked = { .request = vt_read_u64(r) };
	g_autofree char *account = vt_read_text(r, 200);

	asked.since = vt_read_i64(r);
	asked.is_dry = vt_read_bool(r);
	if (account != NULL && g_strcmp0(account, m->account) != 0)
		return;
	if (m->imap == NULL)
		tell(m, &asked, true, FAULT_TEXT);
	else if (m->import.is_asked)
		tell(m, &asked, true, "another question is not answered yet");
	else {
		asked.is_asked = true;
		/* One that runs goes on being reported to whoever asked last. */
		m->import = asked;
	}
}

void vt_mailbox_import_lost(vt_mailbox *m)
{
	if (m->import.is_asked)
		tell(m, &m->import, true, FAULT_TEXT);
	m->import.is_asked = false;
	g_clear_pointer(&m->old, g_array_unref);
}

/* UIDs that lay there before, of those days: the day is the server's, so one more. */
static GArray *search_old(vt_mailbox *m, int64_t since, uint32_t first, uint32_t below,
			  GError **error)
{
	GArray *uids = vt_imap_search_old(m->imap, first, below, since - DAY, error);

	for (guint i = uids != NULL ? uids->len : 0; i > 0; i--)
		if (vt_mailbox_state_with(m->state, g_array_index(uids, uint32_t, i - 1)) != NULL)
			g_array_remove_index(uids, i - 1);
	return uids;
}

static void count_one(vt_import *import, const vt_imap_size *size)
{
	if (size->received < import->since)
		return;
	import->messages++;
	import->bytes += size->bytes;
	import->oldest = import->oldest == 0 ? size->received : MIN(import->oldest, size->received);
	import->newest = MAX(import->newest, size->received);
}

static bool count(vt_mailbox *m, GError **error)
{
	g_autoptr(GArray) uids = search_old(m, m->import.since, 1, m->state->next, error);

	for (guint i = 0; uids != NULL && i < uids->len; i += MAX_ASKED) {
		g_autoptr(GArray) some = g_array_new(FALSE, FALSE, sizeof(uint32_t));
		g_autoptr(GArray) sizes = NULL;

		g_array_append_vals(some, &g_array_index(uids, uint32_t, i),
				    MIN(MAX_ASKED, uids->len - i));
		sizes = vt_imap_sizes(m->imap, some, error);
		if (sizes == NULL)
			return false;
		for (guint k = 0; k < sizes->len; k++)
			count_one(&m->import, &g_array_index(sizes, vt_imap_size, k));
	}
	return uids != NULL;
}

static bool answer(vt_mailbox *m, GError **error)
{
	vt_mailbox_state *state = m->state;

	if (!count(m, error))
		return false;
	m->import.is_asked = false;
	if (m->import.is_dry) {
		tell(m, &m->import, true, NULL);
		return true;
	}
	state->import_since = m->import.since;
	state->import_next = 1;
	state->import_below = state->next;
	g_clear_pointer(&m->old, g_array_unref);
	if (!vt_mailbox_save(m, error))
		return false;
	vt_log(VT_LOG_INFO, "-", "imap-import", "account=%s n=%" G_GUINT64_FORMAT, m->account,
	       m->import.messages);
	tell(m, &m->import, false, NULL);
	return true;
}

static bool end(vt_mailbox *m, GError **error)
{
	m->state->import_since = 0;
	m->state->import_next = m->state->import_below = 0;
	g_clear_pointer(&m->old, g_array_unref);
	if (!vt_mailbox_save(m, error))
		return false;
	vt_log(VT_LOG_INFO, "-", "imap-imported", "account=%s n=%" G_GUINT64_FORMAT, m->account,
	       m->import.done);
	tell(m, &m->import, true, NULL);
	m->import.request = 0;
	return true;
}

bool vt_mailbox_import(vt_mailbox *m, bool has_room, bool *acted_out, GError **error)
{
	vt_mailbox_state *state = m->state;

	*acted_out = true;
	if (m->import.is_asked)
		return answer(m, error);
	if (state->import_since == 0 || !has_room) {
		*acted_out = false;
		return true;
	}
	if (m->old == NULL) {
		m->old = search_old(m, state->import_since, state->import_next, state->import_below,
				    error);
		return m->old != NULL;
	}
	if (m->old->len == 0)
		return end(m, error);
	if (!vt_mailbox_take_old(m, error))
		return false;
	vt_crashpoint("imap.imported");
	m->is_fresh = true; /* new mail does not wait for all of it */
	tell(m, &m->import, false, NULL);
	return true;
}
