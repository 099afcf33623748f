/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * mail_flow - gather, render, sign, publish
 */
#include "proc/registrar/mail_flow.h"

#include <string.h>

#include "base/clock.h"
#include "base/crashpoint.h"
#include "base/error.h"
#include "base/io.h"
#include "base/limits.h"
#include "base/log.h"
#include "doc/descriptor.h"
#include "mail/compose.h"
#include "proc/registrar/arrival_flow.h"
#include "proc/registrar/extraction.h"
#include "proc/registrar/mail_flow_private.h"
#include "proc/registrar/mail_send.h"
#include "proc/registrar/token_wait.h"
#include "store/files.h"
#include "store/outbox.h"
#include "work/asking.h"
#include "work/issuing.h"
#include "work/notices.h"
#include "work/roundtrip.h"

#define MAX_COMPOSING 4
/* Of those with files: a leaf comes out of the jail as a memory file (base/limits.h). */
#define MAX_WITH_FILES 1
#define MAX_SLEEP_MS   (60 * 1000)
/* Behind more arrivals than these a mail is not composed before it has waited so long: bytes that
 * came are told safe and judged first, what they bring about is written next. */
#define CROWD         8
#define CROWD_SECONDS 5

struct vt_mail_flow {
	GHashTable *composing; /* mail id -> vt_composing *, not owned by the table */
	GHashTable *signing;   /* request -> vt_composing * */
	GHashTable *sending;   /* request -> sending * */
	unsigned timer;
};

static void file_free(void *data)
{
	vt_compose_file *file = data;

	g_free((char *)(uintptr_t)file->name);
	g_free((char *)(uintptr_t)file->type);
	g_bytes_unref(file->bytes);
	g_free(file);
}

static void composing_free(vt_composing *job)
{
	vt_mail_free(job->mail);
	g_ptr_array_unref(job->files);
	vt_notice_free(job->notice);
	vt_fd_close(&job->entity);
	g_free(job->file);
	g_free(job);
}

vt_mail_flow *vt_mail_flow_new(void)
{
	vt_mail_flow *flow = g_new0(vt_mail_flow, 1);

	flow->composing = g_hash_table_new(g_int64_hash, g_int64_equal);
	flow->signing = g_hash_table_new(g_int64_hash, g_int64_equal);
	return flow;
}

void vt_mail_flow_free(vt_mail_flow *flow)
{
	if (flow == NULL)
		return;
	g_hash_table_unref(flow->composing);
	g_hash_table_unref(flow->signing);
	g_free(flow);
}

unsigned vt_mail_flow_busy(const vt_mail_flow *flow)
{
	return g_hash_table_size(flow->composing);
}

/* --- composed --- */

static void drop_composing(vt_composing *job)
{
	vt_mail_flow *flow = job->registrar->mails;

	g_hash_table_remove(flow->composing, &job->mail->id);
	if (job->request != 0)
		g_hash_table_remove(flow->signing, &job->request);
	composing_free(job);
}

typedef struct fault_data {
	vt_composing *job;
	bool with_token;
	vt_retry retry;
	char *fault;
} fault_data;

static void fault_free(void *data)
{
	fault_data *fault = data;

	g_free(fault->fault);
	g_free(fault);
}

/* A digest may have grown while it was with the signer, a line about a secret may be gone. */
static bool is_as_composed(const vt_mail *mail, const vt_composing *job)
{
	const vt_mail *composed = job->mail;
	bool same = mail->state == VT_MAIL_DRAFT && mail->values->len == job->n_values
		    && mail->attachments->len == composed->attachments->len;

	for (guint i = 0; same && i < mail->values->len; i++) {
		const vt_mail_value *a = g_ptr_array_index(mail->values, i);
		const vt_mail_value *b = g_ptr_array_index(composed->values, i);

		same = strcmp(a->key, b->key) == 0 && strcmp(a->text, b->text) == 0;
	}
	return same;
}

static bool act_fault(vt_registrar *registrar, void *data, GError **error)
{
	const fault_data *fault = data;
	g_autoptr(vt_mail) mail = vt_outbox_get(registrar->store, fault->job->mail->id, NULL);

	/* A file that is not to travel any more is missed by nobody. */
	if (mail != NULL && !is_as_composed(mail, fault->job))
		return true;
	if (fault->with_token)
		return vt_token_waits(registrar, fault->job->mail, fault->fault, error);
	return vt_mail_not_gone(registrar, fault->job->mail->id, fault->retry, fault->fault, error);
}

static void fault_settled(vt_registrar *registrar, void *data, bool kept, const GError *error)
{
	fault_data *fault = data;

	(void)kept;
	(void)error;
	drop_composing(fault->job);
	vt_mail_flow_pump(registrar);
}

/* The mail could not be made this time: its row says why and when it is tried again. */
void vt_compose_failed(vt_composing *job, vt_retry retry, const char *text)
{
	fault_data *fault = g_new0(fault_data, 1);
	g_autofree char *shown = vt_log_value(text);

	vt_log(VT_LOG_WARNING, "-", "mail-not-composed",
	       "mail=%" G_GINT64_FORMAT " kind=%s fault=%s", job->mail->id, job->mail->kind, shown);
	fault->job = job;
	fault->retry = retry;
	fault->with_token = job->with == VT_PROGRAM_TOKEN;
	fault->fault = g_strdup(text);
	vt_batch_add(job->registrar->batch, &(vt_task){ .name = "mail-fault",
							.order = G_MAXINT64,
							.act = act_fault,
							.settled = fault_settled,
							.data = fault,
							.free_data = fault_free });
}

static bool act_composed(vt_registrar *registrar, void *data, GError **error)
{
	const vt_composing *job = data;
	GError *fault = NULL;
	g_autoptr(vt_mail) mail = vt_outbox_get(registrar->store, job->mail->id, &fault);

	if (fault != NULL) {
		g_propagate_error(error, fault);
		return false;
	}
	if (mail == NULL || !is_as_composed(mail, job)) {
		vt_files_drop_mail(registrar->store, job->file);
		return true;
	}
	return vt_outbox_composed(registrar->store, job->mail->id, job->file, job->sha256,
				  job->bytes, error);
}

static void composed_settled(vt_registrar *registrar, void *data, bool kept, const GError *error)
{
	vt_composing *job = data;

	(void)error;
	(void)kept;
	vt_crashpoint("mail.composed");
	drop_composing(job);
	vt_mail_flow_pump(registrar);
}

/* The message as a file of the outbox, complete or absent. */
static bool publish(vt_composing *job, GBytes *der, GError **error)
{
	g_auto(vt_draft) draft = VT_DRAFT_INIT;

	job->file = vt_files_mail_name(job->mail->id);
	if (!vt_files_draft_mail(job->registrar->store, &draft, job->file, error))
		return false;
	g_autoptr(GBytes) message = vt_notice_message(job->notice, der, draft.fd, error);
	if (message == NULL)
		return false;
	job->bytes = g_bytes_get_size(message);
	vt_sha256_hex(g_bytes_get_data(message, NULL), g_bytes_get_size(message), job->sha256);
	return vt_files_publish_mail(&draft, job->file, error);
}

static void finish_composing(vt_composing *job, GBytes *der)
{
	g_autoptr(GError) error = NULL;

	if (!publish(job, der, &error)) {
		vt_compose_failed(job, (vt_retry)error->code, error->message);
		return;
	}
	vt_crashpoint("mail.published");
	vt_batch_add(job->registrar->batch, &(vt_task){ .name = "composed",
							.order = G_MAXINT64,
							.act = act_composed,
							.settled = composed_settled,
							.data = job });
}

void vt_on_signed(vt_run *run, vt_peer *peer, vt_packet *packet)
{
	vt_registrar *registrar = vt_registrar_of(run);
	vt_reader reader = vt_packet_reader(packet);
	uint64_t request = vt_read_u64(&reader);
	g_autoptr(GBytes) der = vt_read_bytes(&reader, VT_MAX_PACKET_BYTES);
	g_autofree char *fault = vt_read_text(&reader, 1000);
	vt_composing *job = NULL;

	if (!vt_reader_done(&reader, NULL)) {
		vt_peer_broken(peer, "a signature that does not read");
		return;
	}
	job = g_hash_table_lookup(registrar->mails->signing, &request);
	if (job == NULL || job->with != vt_peer_program(peer))
		return;
	g_hash_table_remove(registrar->mails->signing, &request);
	job->request = 0;
	/* What fails from here on is no matter of the token. */
	if (der != NULL && g_bytes_get_size(der) > 0)
		job->with = VT_PROGRAM_VANTHUD;
	if (der == NULL || g_bytes_get_size(der) == 0)
		vt_compose_failed(job, VT_RETRY_LATER, fault != NULL ? fault : "no signature came");
	else
		finish_composing(job, der);
}

static void ask_signature(vt_composing *job)
{
	vt_registrar *registrar = job->registrar;
	g_auto(vt_writer) writer = vt_writer_new();

	job->with = vt_signer_of(registrar, job->mail);
	job->request = vt_registrar_request(registrar);
	vt_write_u64(&writer, job->request);
	vt_write_text(&writer, job->mail->own);
	g_hash_table_insert(registrar->mails->signing, &job->request, job);
	if (!vt_peer_send(vt_run_peer(registrar->run, job->with), VT_KIND_SIGN, &writer,
			  job->entity)) {
		g_hash_table_remove(registrar->mails->signing, &job->request);
		job->request = 0;
		vt_compose_failed(job, VT_RETRY_NOW, "the signer is not running");
	}
}

/* Everything is at hand: the text and its files become the entity to sign. */
void vt_mail_render(vt_composing *job)
{
	g_autoptr(GError) error = NULL;
	g_autoptr(GBytes) test = vt_roundtrip_file(job->mail);

	if (test != NULL)
		vt_mail_gather_file(job, "thu.bin", "application/octet-stream", test);
	g_autoptr(GBytes) descriptor = vt_issuing_descriptor(
		job->registrar->store, job->registrar->office, job->mail, job->files, &error);
	if (descriptor != NULL)
		vt_mail_gather_file(job, VT_DESCRIPTOR_NAME, "application/octet-stream",
				    descriptor);
	if (error != NULL) {
		vt_compose_failed(job, (vt_retry)error->code, error->message);
		return;
	}
	job->entity = vt_files_nameless(job->registrar->store, &error);
	if (job->entity >= 0
	    && vt_asking_mark(job->registrar->store, job->registrar->office, job->mail, &error))
		job->notice = vt_notice_render(job->registrar->office, job->mail, job->files,
					       job->entity, &error);
	g_ptr_array_set_size(job->files, 0); /* they are in the entity */
	if (job->notice == NULL)
		vt_compose_failed(job, (vt_retry)error->code, error->message);
	else if (vt_notice_is_signed(job->notice))
		ask_signature(job);
	else
		finish_composing(job, NULL);
}

static void start_composing(vt_registrar *registrar, int64_t id)
{
	g_autoptr(GError) error = NULL;
	vt_mail *mail = vt_outbox_get(registrar->store, id, &error);
	vt_composing *job = NULL;

	if (mail == NULL)
		return;
	job = g_new0(vt_composing, 1);
	job->registrar = registrar;
	job->mail = mail;
	job->n_values = mail->values->len;
	job->entity = -1;
	job->files = g_ptr_array_new_with_free_func(file_free);
	g_hash_table_insert(registrar->mails->composing, &job->mail->id, job);
	vt_mail_gather(job);
}

/* --- what is due --- */

static void mail_is_due(vt_run *run, void *data)
{
	vt_registrar *registrar = data;

	(void)run;
	registrar->mails->timer = 0;
	vt_mail_flow_pump(registrar);
}

static void sleep_until_due(vt_registrar *registrar)
{
	vt_mail_flow *flow = registrar->mails;
	int64_t at = VT_TIME_NONE;
	int64_t wait = 0;

	if (flow->timer != 0)
		vt_run_cancel(registrar->run, flow->timer);
	flow->timer = 0;
	if (!vt_outbox_next_due(registrar->store, &at, NULL) || at == VT_TIME_NONE)
		return;
	/* What is due already waits for room or for a peer: both pump again by themselves; look in
	 * a second all the same. */
	wait = CLAMP((at - vt_clock_now()) * 1000, 1000, MAX_SLEEP_MS);
	flow->timer = vt_run_after(registrar->run, wait, mail_is_due, registrar);
}

static bool has_room(const vt_mail_flow *flow, const vt_mail *mail)
{
	GHashTableIter iter;
	gpointer job = NULL;
	unsigned with_files = 0, with_token = 0;

	g_hash_table_iter_init(&iter, flow->composing);
	while (g_hash_table_iter_next(&iter, NULL, &job)) {
		const vt_composing *other = job;

		/* Whoever is with a token may be there for long; his files are in the entity. */
		if (other->with == VT_PROGRAM_TOKEN)
			with_token++;
		else
			with_files += other->mail->attachments->len > 0;
	}
	return g_hash_table_size(flow->composing) - with_token < MAX_COMPOSING
	       && (with_token == 0 || !vt_issuing_is_mail(mail->kind))
	       && (mail->attachments->len == 0 || with_files < MAX_WITH_FILES);
}

static bool gives_way(const vt_registrar *registrar, const vt_mail *mail, int64_t now)
{
	return *vt_mail_value_of(mail, "the_khan") == '\0' && now - mail->due_at < CROWD_SECONDS
	       && vt_arrival_flow_busy(registrar->arrivals) > CROWD;
}

void vt_mail_flow_pump(vt_registrar *registrar)
{
	vt_mail_flow *flow = registrar->mails;
	int64_t now = vt_clock_now();
	g_autoptr(GPtrArray) drafts = NULL;

	if (vt_run_is_stopping(registrar->run))
		return;
	if (vt_run_peer(registrar->run, VT_PROGRAM_SIGNER) != NULL)
		drafts = vt_outbox_due(registrar->store, VT_MAIL_DRAFT, now, 2 * MAX_COMPOSING,
				       NULL);
	for (guint i = 0; drafts != NULL && i < drafts->len; i++) {
		const vt_mail *mail = g_ptr_array_index(drafts, i);

		if (has_room(flow, mail) && !gives_way(registrar, mail, now)
		    && !g_hash_table_contains(flow->composing, &mail->id))
			start_composing(registrar, mail->id);
	}
	vt_mail_send_pump(registrar);
	sleep_until_due(registrar);
}

/* --- a peer is gone --- */

void vt_mail_flow_lost(vt_registrar *registrar, vt_program signer)
{
	g_autoptr(GPtrArray) lost = vt_steal_values(registrar->mails->signing);

	for (guint i = 0; i < lost->len; i++) {
		vt_composing *job = g_ptr_array_index(lost, i);

		if (job->with != signer) {
			g_hash_table_insert(registrar->mails->signing, &job->request, job);
			continue;
		}
		job->request = 0;
		vt_compose_failed(job, VT_RETRY_NOW, "the signer went away");
	}
}

void vt_mail_flow_settled(vt_registrar *registrar, void *data, bool kept, const GError *error)
{
	(void)data;
	(void)kept;
	(void)error;
	vt_mail_flow_pump(registrar);
}
