/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * moving - orders to the mailboxes, and what became of them
 */
#include "proc/registrar/moving.h"

#include "base/clock.h"
#include "base/crashpoint.h"
#include "base/log.h"
#include "proc/registrar/mail_flow.h"
#include "store/arrivals.h"
#include "store/moves.h"
#include "work/moved.h"

/* The others are sent when one of these is over and the next mailbox or order comes. */
#define MOST_AT_ONCE 500

static void send_to(vt_peer *peer, void *data)
{
	vt_peer_send(peer, VT_KIND_MOVE_ON, data, -1);
}

/* only: to that one; NULL = to all. */
static void send_open(vt_registrar *registrar, vt_peer *only)
{
	g_autoptr(GPtrArray) open = vt_moves_open(registrar->store, MOST_AT_ONCE, NULL);

	for (guint i = 0; open != NULL && i < open->len; i++) {
		const vt_move *move = g_ptr_array_index(open, i);
		g_auto(vt_writer) w = vt_writer_new();

		vt_write_text(&w, move->arrival);
		vt_write_text(&w, move->account);
		vt_write_text(&w, vt_move_to_name(move->to));
		vt_write_u64(&w, move->bytes);
		vt_write_text(&w, move->message_id_sha256);
		vt_write_u32(&w, move->validity);
		vt_write_u32(&w, move->uid);
		if (only != NULL)
			send_to(only, &w);
		else
			vt_run_each_peer(registrar->run, VT_PROGRAM_IMAP, send_to, &w);
	}
}

void vt_moving_pump(vt_registrar *registrar)
{
	send_open(registrar, NULL);
}

void vt_moving_begin(vt_registrar *registrar, vt_peer *imap)
{
	send_open(registrar, imap);
}

/* --- what they say --- */

typedef struct answer {
	char *id, *to, *fault;
	uint32_t validity, uid;
	bool is_over;
} answer;

static void answer_free(void *data)
{
	answer *one = data;

	g_free(one->id);
	g_free(one->to);
	g_free(one->fault);
	g_free(one);
}

static bool act_moved(vt_registrar *registrar, void *data, GError **error)
{
	const answer *one = data;

	return vt_moves_lies(registrar->store, one->id, one->validity, one->uid, error);
}

void vt_on_moved(vt_run *run, vt_peer *peer, vt_packet *packet)
{
	vt_registrar *registrar = vt_registrar_of(run);
	vt_reader reader = vt_packet_reader(packet);
	answer *one = g_new0(answer, 1);

	one->id = vt_read_text(&reader, 64);
	one->validity = vt_read_u32(&reader);
	one->uid = vt_read_u32(&reader);
	if (!vt_reader_done(&reader, NULL) || one->id == NULL) {
		answer_free(one);
		vt_peer_broken(peer, "a moved that does not read");
		return;
	}
	vt_batch_add(registrar->batch, &(vt_task){ .name = "moved",
						   .id = one->id,
						   .order = G_MAXINT64,
						   .act = act_moved,
						   .data = one,
						   .free_data = answer_free });
}

static bool act_moved_on(vt_registrar *registrar, void *data, GError **error)
{
	const answer *one = data;

	return vt_moved_on(registrar->store, registrar->office,
			   &(vt_moved){ one->id, one->to, one->is_over, one->fault },
			   vt_clock_now(), error);
}

static void moved_on_settled(vt_registrar *registrar, void *data, bool kept, const GError *error)
{
	const answer *one = data;

	(void)error;
	if (!kept)
		return;
	vt_crashpoint("move.over");
	vt_log(one->fault == NULL ? VT_LOG_INFO : VT_LOG_WARNING, one->id,
	       one->fault == NULL ? "moved-on" : "not-moved-on", "over=%s",
	       one->is_over ? "yes" : "no");
	vt_mail_flow_pump(registrar);
}

void vt_on_moved_on(vt_run *run, vt_peer *peer, vt_packet *packet)
{
	vt_registrar *registrar = vt_registrar_of(run);
	vt_reader reader = vt_packet_reader(packet);
	answer *one = g_new0(answer, 1);

	one->id = vt_read_text(&reader, 64);
	one->to = vt_read_text(&reader, 20);
	one->is_over = vt_read_bool(&reader);
	one->fault = vt_read_text(&reader, 4000);
	if (!vt_reader_done(&reader, NULL) || one->id == NULL || one->to == NULL) {
		answer_free(one);
		vt_peer_broken(peer, "a moved-on that does not read");
		return;
	}
	vt_batch_add(registrar->batch, &(vt_task){ .name = "moved-on",
						   .id = one->id,
						   .order = G_MAXINT64,
						   .act = act_moved_on,
						   .settled = moved_on_settled,
						   .data = one,
						   .free_data = answer_free });
}
