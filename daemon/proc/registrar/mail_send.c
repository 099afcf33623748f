/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * mail_send - hand to dispatch, record what came of it
 */
#include "proc/registrar/mail_send.h"

#include <string.h>

#include "base/clock.h"
#include "base/crashpoint.h"
#include "base/error.h"
#include "base/log.h"
#include "proc/registrar/extraction.h"
#include "proc/registrar/mail_flow.h"
#include "store/outbox.h"
#include "work/notices.h"

#define MAX_SENDING 16
/* The register is asked for more when so much room is there, not for each mail that has gone. A
 * server that hangs on one of several connections holds no more than half. */
#define ROOM_TO_ASK   (MAX_SENDING / 4)
#define HOUR          3600
#define TURN_EVERY_US (5 * G_USEC_PER_SEC)

typedef struct sending {
	int64_t id;
	uint64_t request;
	const vt_peer *with; /* only to be compared: it may be gone */
	char *sent_to;       /* in the recipient's place; NULL */
	bool sent;
	vt_retry retry;
	char *fault;
} sending;

struct vt_mail_send {
	GHashTable *sent; /* request -> sending * */
	GHashTable *ids;  /* mails with dispatch or waiting for the act that records them */
	/* What went or was tried within the last hour, oldest first, for what the server takes an
	 * hour. NULL = not counted yet. */
	GArray *gone; /* vt_mail_gone */
	uint64_t gone_bytes;
	bool is_braked;
	bool is_holding; /* the act that marks what is due is under way */
	bool is_turning; /* the one about a clock that was ahead */
	int64_t turn_us; /* monotonic: looked for last; 0 = never */
};

vt_mail_send *vt_mail_send_new(void)
{
	vt_mail_send *send = g_new0(vt_mail_send, 1);

	send->sent = g_hash_table_new(g_int64_hash, g_int64_equal);
	send->ids = g_hash_table_new(g_int64_hash, g_int64_equal);
	return send;
}

void vt_mail_send_free(vt_mail_send *send)
{
	if (send == NULL)
		return;
	g_hash_table_unref(send->sent);
	g_hash_table_unref(send->ids);
	g_clear_pointer(&send->gone, g_array_unref);
	g_free(send);
}

unsigned vt_mail_send_busy(const vt_mail_send *send)
{
	return g_hash_table_size(send->ids);
}

static void sending_free(void *data)
{
	sending *job = data;

	g_free(job->sent_to);
	g_free(job->fault);
	g_free(job);
}

bool vt_mail_not_gone(vt_registrar *registrar, int64_t id, vt_retry retry, const char *text,
		      GError **error)
{
	const vt_mail_fault fault = { retry, text, vt_clock_now(), registrar->office->retry };
	bool given_up = false;

	if (!vt_outbox_fault(registrar->store, id, &fault, &given_up, error))
		return false;
	if (given_up)
		vt_log(VT_LOG_WARNING, "-", "mail-given-up", "mail=%" G_GINT64_FORMAT, id);
	return !given_up
	       || vt_notices_undelivered(registrar->store, registrar->office, id, fault.now, error);
}

/* Its content was changed while dispatch had it: it is composed anew, whatever became of the file.
 */
static bool is_overtaken(vt_registrar *registrar, int64_t id)
{
	g_autoptr(vt_mail) mail = vt_outbox_get(registrar->store, id, NULL);

	return mail != NULL && mail->state == VT_MAIL_DRAFT;
}

static bool act_sent(vt_registrar *registrar, void *data, GError **error)
{
	const sending *job = data;

	if (job->sent)
		return vt_outbox_sent(registrar->store, job->id, vt_clock_now(), error)
		       && (job->sent_to == NULL
			   || vt_outbox_redirected(registrar->store, job->id, job->sent_to, error));
	return is_overtaken(registrar, job->id)
	       || vt_mail_not_gone(registrar, job->id, job->retry, job->fault, error);
}

static void sent_settled(vt_registrar *registrar, void *data, bool kept, const GError *error)
{
	sending *job = data;

	(void)error;
	(void)kept;
	vt_crashpoint("mail.recorded");
	g_hash_table_remove(registrar->sends->ids, &job->id);
	vt_log(job->sent ? VT_LOG_INFO : VT_LOG_WARNING, "-",
	       job->sent ? "mail-sent" : "mail-not-sent", "mail=%" G_GINT64_FORMAT, job->id);
	vt_mail_flow_pump(registrar);
}

static void record_sending(vt_registrar *registrar, sending *take_job)
{
	g_hash_table_remove(registrar->sends->sent, &take_job->request);
	vt_batch_add(registrar->batch, &(vt_task){ .name = "sent",
						   .order = G_MAXINT64,
						   .act = act_sent,
						   .settled = sent_settled,
						   .data = take_job,
						   .free_data = sending_free });
}

void vt_on_sent(vt_run *run, vt_peer *peer, vt_packet *packet)
{
	vt_registrar *registrar = vt_registrar_of(run);
	vt_reader reader = vt_packet_reader(packet);
	uint64_t request = vt_read_u64(&reader);
	bool sent = vt_read_bool(&reader);
	uint32_t retry = vt_read_enum(&reader, VT_NEVER + 1);
	g_autofree char *fault = vt_read_text(&reader, 1000);
	sending *job = NULL;

	if (!vt_reader_done(&reader, NULL)) {
		vt_peer_broken(peer, "a result of sending that does not read");
		return;
	}
	job = g_hash_table_lookup(registrar->sends->sent, &request);
	if (job == NULL || job->with != peer)
		return;
	vt_crashpoint("mail.sent");
	job->sent = sent;
	job->retry = (vt_retry)retry;
	job->fault = g_strdup(fault != NULL ? fault : "");
	record_sending(registrar, job);
}

/* RFC 3834 §3.3: what answers a message has the null sender, so that nothing answers it. */
static const char *envelope_sender(const vt_office *office, const vt_mail *mail)
{
	const char *sender = NULL;

	if (mail->automatic == VT_AUTO_REPLIED)
		return "";
	if (office->settings != NULL)
		sender = vt_block_text(vt_settings_one(office->settings, "smtp"), "sender");
	return sender != NULL ? sender : mail->sender;
}

/* --- what the server takes an hour --- */

static void count_gone(vt_mail_send *send, int64_t at, uint64_t bytes)
{
	vt_mail_gone one = { at, bytes };

	g_array_append_val(send->gone, one);
	send->gone_bytes += bytes;
}

/* Also what a run before this one has sent. */
static void recount(vt_registrar *registrar, int64_t now)
{
	vt_mail_send *send = registrar->sends;
	g_autoptr(GArray) before = NULL;
	guint old = 0;

	if (send->gone == NULL) {
		send->gone = g_array_new(FALSE, FALSE, sizeof(vt_mail_gone));
		before = vt_outbox_gone_since(registrar->store, now - HOUR, NULL);
	}
	for (guint i = 0; before != NULL && i < before->len; i++)
		count_gone(send, g_array_index(before, vt_mail_gone, i).at,
			   g_array_index(before, vt_mail_gone, i).bytes);
	while (old < send->gone->len
	       && g_array_index(send->gone, vt_mail_gone, old).at <= now - HOUR)
		send->gone_bytes -= g_array_index(send->gone, vt_mail_gone, old++).bytes;
	g_array_remove_range(send->gone, 0, old);
}

/* What waits for its turn is no fault: nothing is written and nobody told. */
static bool is_within_limits(vt_registrar *registrar, const vt_mail *mail, int64_t now)
{
	const vt_office *office = registrar->office;
	vt_mail_send *send = registrar->sends;
	bool within;

	if (office->messages_an_hour == 0 && office->bytes_an_hour == 0)
		return true;
	recount(registrar, now);
	/* A mail that is larger than an hour's bytes goes alone. */
	within = send->gone->len == 0
		 || ((office->messages_an_hour == 0 || send->gone->len < office->messages_an_hour)
		     && (office->bytes_an_hour == 0
			 || send->gone_bytes + mail->bytes <= (uint64_t)office->bytes_an_hour));
	if (within)
		count_gone(send, now, mail->bytes);
	else if (!send->is_braked)
		vt_log(VT_LOG_WARNING, "-", "mail-braked",
		       "why=\"what the server takes an hour is used up\" messages=%u "
		       "bytes=%" G_GUINT64_FORMAT,
		       send->gone->len, send->gone_bytes);
	send->is_braked = !within;
	return within;
}

/* --- several connections, a process each --- */

typedef struct choice {
	const vt_mail_send *send;
	vt_peer *best;
	unsigned load; /* of best */
} choice;

static void weigh(vt_peer *peer, void *data)
{
	choice *c = data;
	unsigned load = 0;
	GHashTableIter iter;
	gpointer job = NULL;

	g_hash_table_iter_init(&iter, c->send->sent);
	while (g_hash_table_iter_next(&iter, NULL, &job))
		load += ((const sending *)job)->with == peer;
	if (c->best == NULL || load < c->load) {
		c->best = peer;
		c->load = load;
	}
}

/* The one with the least to do; NULL = none is there. */
static vt_peer *free_dispatch(const vt_registrar *registrar)
{
	choice c = { registrar->sends, NULL, 0 };

	vt_run_each_peer(registrar->run, VT_PROGRAM_DISPATCH, weigh, &c);
	return c.best;
}

static void start_sending(vt_registrar *registrar, const vt_mail *mail)
{
	g_auto(vt_writer) writer = vt_writer_new();
	vt_peer *peer = free_dispatch(registrar);
	sending *job = NULL;
	uint64_t request = vt_registrar_request(registrar);
	const char *sender = envelope_sender(registrar->office, mail);
	const char *redirect = registrar->office->redirect;
	/* The random part of the Message-ID names it in reports of delivery too. */
	g_autofree char *envid =
		g_strndup(mail->message_id + 1, strcspn(mail->message_id + 1, "@>"));

	vt_write_u64(&writer, request);
	vt_write_text(&writer, mail->file);
	vt_write_text(&writer, mail->sha256);
	/* A rehearsal changes the envelope alone: the signed bytes, To among them, stay. */
	vt_write_text(&writer, redirect != NULL ? redirect : mail->recipient);
	vt_write_text(&writer, sender);
	vt_write_text(&writer, *sender != '\0' ? envid : NULL);
	if (!vt_peer_send(peer, VT_KIND_SEND, &writer, -1))
		return;
	job = g_new0(sending, 1);
	job->id = mail->id;
	job->request = request;
	job->with = peer;
	job->sent_to = g_strdup(redirect);
	g_hash_table_insert(registrar->sends->sent, &job->request, job);
	g_hash_table_add(registrar->sends->ids, &job->id);
}

/* --- a rehearsal --- */

static bool act_hold(vt_registrar *registrar, void *data, GError **error)
{
	unsigned *n = data;

	return vt_outbox_hold_due(registrar->store, vt_clock_now(), n, error);
}

static void hold_settled(vt_registrar *registrar, void *data, bool kept, const GError *error)
{
	const unsigned *n = data;

	(void)error;
	registrar->sends->is_holding = false;
	if (kept && *n > 0)
		vt_log(VT_LOG_INFO, "-", "mail-held", "mails=%u why=\"dispatch.mode is hold\"", *n);
}

/* What comes due is marked, and waits for a decision also when the mode is live again. */
static void hold_due(vt_registrar *registrar, int64_t now)
{
	bool has = false;

	if (registrar->sends->is_holding || !vt_outbox_has_due(registrar->store, now, &has, NULL)
	    || !has)
		return;
	registrar->sends->is_holding = true;
	vt_batch_add(registrar->batch, &(vt_task){ .name = "hold",
						   .order = G_MAXINT64,
						   .act = act_hold,
						   .settled = hold_settled,
						   .data = g_new0(unsigned, 1),
						   .free_data = g_free });
}

/* --- a clock that was ahead --- */

static bool act_turn(vt_registrar *registrar, void *data, GError **error)
{
	unsigned *n = data;

	return vt_outbox_turn_back(registrar->store, vt_clock_now(), n, error);
}

static void turn_settled(vt_registrar *registrar, void *data, bool kept, const GError *error)
{
	const unsigned *n = data;

	(void)error;
	registrar->sends->is_turning = false;
	if (!kept)
		return;
	vt_log(VT_LOG_WARNING, "-", "clock-was-ahead", "mails=%u", *n);
	vt_mail_flow_pump(registrar);
}

/* Each mail that goes pumps: looked for now and then is enough. */
static void turn_back(vt_registrar *registrar, int64_t now)
{
	int64_t moment = g_get_monotonic_time();
	bool has = false;

	if (registrar->sends->is_turning
	    || (registrar->sends->turn_us != 0
		&& moment - registrar->sends->turn_us < TURN_EVERY_US))
		return;
	registrar->sends->turn_us = moment;
	if (!vt_outbox_is_ahead(registrar->store, now, &has, NULL) || !has)
		return;
	registrar->sends->is_turning = true;
	vt_batch_add(registrar->batch, &(vt_task){ .name = "turn-back",
						   .order = G_MAXINT64,
						   .act = act_turn,
						   .settled = turn_settled,
						   .data = g_new0(unsigned, 1),
						   .free_data = g_free });
}

void vt_mail_send_pump(vt_registrar *registrar)
{
	g_autoptr(GPtrArray) composed = NULL;
	int64_t now = vt_clock_now();

	turn_back(registrar, now);
	if (registrar->office->mode == VT_MODE_HOLD) {
		hold_due(registrar, now);
		return;
	}
	if (vt_run_peer(registrar->run, VT_PROGRAM_DISPATCH) == NULL
	    || g_hash_table_size(registrar->sends->ids) > MAX_SENDING - ROOM_TO_ASK)
		return;
	composed = vt_outbox_due(registrar->store, VT_MAIL_COMPOSED, now, 2 * MAX_SENDING, NULL);
	for (guint i = 0; composed != NULL && i < composed->len; i++) {
		const vt_mail *mail = g_ptr_array_index(composed, i);

		if (g_hash_table_size(registrar->sends->ids) >= MAX_SENDING)
			break;
		if (g_hash_table_contains(registrar->sends->ids, &mail->id))
			continue;
		/* Urgent ones come first: nothing smaller overtakes them. */
		if (!is_within_limits(registrar, mail, now))
			break;
		start_sending(registrar, mail);
	}
}

void vt_mail_send_lost(vt_registrar *registrar, const vt_peer *peer)
{
	g_autoptr(GPtrArray) lost = g_ptr_array_new();
	GHashTableIter iter;
	gpointer job = NULL;

	g_hash_table_iter_init(&iter, registrar->sends->sent);
	while (g_hash_table_iter_next(&iter, NULL, &job))
		if (((const sending *)job)->with == peer)
			g_ptr_array_add(lost, job);
	for (guint i = 0; i < lost->len; i++) {
		sending *one = g_ptr_array_index(lost, i);

		one->retry = VT_RETRY_NOW;
		one->fault = g_strdup("dispatch went away");
		record_sending(registrar, one);
	}
}
