/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * imap_probe - does the server answer, is it who it should be, and is our mailbox there
 *
 * Beside the running program of that mailbox: nothing is read, moved or noted.
 */
#include "proc/imap/imap_private.h"

#include "base/clock.h"
#include "net/tls.h"
#include "proc/probe.h"

#define PROBE_MS 20000

static void mailbox_free(void *data)
{
	vt_mailbox *m = data;

	vt_mailbox_unconfigure(m);
	g_free(m);
}

bool vt_mailbox_probe_prepare(vt_run *run, GError **error)
{
	vt_mailbox *m = g_new0(vt_mailbox, 1);

	m->run = run;
	vt_run_set_data(run, m, mailbox_free);
	if (!vt_mailbox_configure(m, vt_run_office(run), vt_run_block(run), error))
		return false;
	m->server.command_ms = MIN(m->server.command_ms, PROBE_MS);
	vt_run_allow_resolver(run);
	return true;
}

static void look(const vt_mailbox *m, vt_imap *imap, const char *subject)
{
	vt_probe_shown shown = { .pinned_at = VT_TIME_NONE,
				 .key = vt_imap_key(imap),
				 .pin = vt_block_text(vt_run_block(m->run), "tls-pin") };
	vt_imap_folder folder = { 0 };
	g_autoptr(GError) error = NULL;

	vt_probe_say(VT_HEALTH_GOOD, subject, NULL, "%s:%u answers, and takes our login",
		     m->server.host, m->server.port);
	if (shown.pin != NULL)
		(void)vt_tls_is_pin(shown.pin, &shown.pinned_at);
	if (vt_imap_validity(imap, &shown.from, &shown.until))
		vt_probe_server(subject, &shown);
	if (!vt_imap_select(imap, m->folder, &folder, &error)) {
		vt_probe_say(VT_HEALTH_FAULT, subject, "look at folder of the imap block",
			     "the folder %s cannot be opened: %s", m->folder, error->message);
		return;
	}
	if (!vt_imap_has_idle(imap))
		vt_probe_say(VT_HEALTH_WARNING, subject, "poll of the imap block says how often",
			     "the server has no IDLE: new mail is seen at the next poll only");
	if (!vt_imap_has_move(imap))
		vt_probe_say(VT_HEALTH_GOOD, subject, NULL,
			     "the server has no MOVE: mail is copied and expunged");
}

void vt_mailbox_probe(vt_run *run)
{
	const vt_mailbox *m = vt_run_data(run);
	g_autofree char *subject = g_strdup_printf("imap %s", m->account);
	g_autoptr(GError) error = NULL;
	g_autoptr(vt_imap) imap = vt_imap_open(&m->server, &error);

	if (imap != NULL)
		look(m, imap, subject);
	else
		vt_probe_say(
			VT_HEALTH_FAULT, subject,
			"look at server, port, tls, roots or tls-pin, user and password-file of "
			"the imap block",
			"%s", error->message);
}
