/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * announce - intake says that a message lies complete in spool/: its row, and the door may forget
 * it
 */
#include "proc/registrar/arrival_flow.h"

#include <string.h>

#include "base/crashpoint.h"
#include "base/log.h"
#include "doc/arrived.h"
#include "store/arrivals.h"
#include "store/files.h"
#include "store/moves.h"
#include "work/incoming.h"

typedef struct announced {
	char *id;
	vt_arrived *arrived;
} announced;

static void announced_free(void *data)
{
	announced *one = data;

	g_free(one->id);
	vt_arrived_free(one->arrived);
	g_free(one);
}

static bool act_arrive(vt_registrar *registrar, void *data, GError **error)
{
	const vt_arrived *arrived = ((announced *)data)->arrived;
	g_autoptr(vt_arrival) arrival = vt_arrival_new();
	g_autoptr(vt_arrival) row = NULL;
	bool known = false;

	arrival->id = g_strdup(arrived->id);
	arrival->sha256 = g_strdup(arrived->sha256);
	arrival->door = g_strdup(arrived->door);
	arrival->account = g_strdup(arrived->account);
	arrival->bytes = arrived->bytes;
	arrival->received_at = arrived->received_at;
	if (!vt_incoming_arrive(registrar->store, arrival, &known, error)
	    || (strcmp(arrived->door, "imap") == 0
		&& !vt_moves_begin(
			registrar->store, arrived->id,
			arrived->message_id_sha256[0] != '\0' ? arrived->message_id_sha256 : NULL,
			error)))
		return false;
	row = known ? vt_arrivals_get(registrar->store, arrival->id, NULL) : NULL;
	/* Taken in once more after it was concluded: the copy in spool/ goes, above all that of a
	 * secret. */
	if (row != NULL && row->place != VT_PLACE_SPOOL)
		vt_files_follow(registrar->store, row);
	return true;
}

static void tell_one(vt_peer *peer, void *data)
{
	vt_peer_send(peer, VT_KIND_ARRIVAL_KEPT, data, -1);
}

/* All of them: a message may be announced by vanthu-intake, which at its start speaks for all that
 * lies in spool/, while the mailbox it came from waits to hear of it. */
static void tell_kept(vt_registrar *registrar, const char *id)
{
	g_auto(vt_writer) writer = vt_writer_new();

	vt_write_text(&writer, id);
	vt_run_each_peer(registrar->run, VT_PROGRAM_INTAKE, tell_one, &writer);
	vt_run_each_peer(registrar->run, VT_PROGRAM_IMAP, tell_one, &writer);
}

static void arrival_settled(vt_registrar *registrar, void *data, bool kept, const GError *error)
{
	const announced *one = data;
	g_autoptr(vt_arrival) arrival = NULL;

	(void)error;
	vt_arrival_flow_release(registrar->arrivals, one->id);
	if (!kept)
		return;
	vt_log(VT_LOG_INFO, one->id, "arrived",
	       "door=%s account=%s bytes=%" G_GUINT64_FORMAT " sha256=%s", one->arrived->door,
	       one->arrived->account, one->arrived->bytes, one->arrived->sha256);
	vt_crashpoint("arrival.kept");
	tell_kept(registrar, one->id);
	/* Known before (a crash between our COMMIT and the door's forgetting): it may be concluded
	 * already. */
	arrival = vt_arrivals_get(registrar->store, one->id, NULL);
	if (arrival != NULL && arrival->state == VT_STATE_WAITING)
		vt_arrival_flow_inspect(registrar, one->id);
}

void vt_announce(vt_registrar *registrar, const char *id)
{
	g_autoptr(vt_arrival) known = NULL;
	g_autoptr(GError) error = NULL;
	announced *one = NULL;
	vt_arrived *arrived = NULL;

	if (!vt_arrival_flow_claim(registrar->arrivals, id)) {
		/* Its row waits since an earlier life of ours, and the door claims it anew. */
		known = vt_arrivals_get(registrar->store, id, NULL);
		if (known != NULL)
			tell_kept(registrar, id);
		return;
	}
	arrived = vt_arrival_flow_envelope(registrar, id, &error);
	if (arrived == NULL) {
		g_autofree char *fault = vt_log_value(error->message);

		vt_log(VT_LOG_ERROR, id, "arrival-unreadable", "fault=%s", fault);
		vt_arrival_flow_release(registrar->arrivals, id);
		return;
	}
	one = g_new0(announced, 1);
	one->id = g_strdup(id);
	one->arrived = arrived;
	vt_batch_add(registrar->batch, &(vt_task){ .name = "arrive",
						   .id = one->id,
						   .act = act_arrive,
						   .settled = arrival_settled,
						   .data = one,
						   .free_data = announced_free });
}

void vt_on_arrived(vt_run *run, vt_peer *peer, vt_packet *packet)
{
	vt_reader reader = vt_packet_reader(packet);
	g_autofree char *id = vt_read_text(&reader, 64);

	if (!vt_reader_done(&reader, NULL) || id == NULL || !vt_arrival_id_is_valid(id)) {
		vt_peer_broken(peer, "an arrival without a valid id");
		return;
	}
	vt_announce(vt_registrar_of(run), id);
}

void vt_on_door_fault(vt_run *run, vt_peer *peer, vt_packet *packet)
{
	vt_reader reader = vt_packet_reader(packet);
	g_autofree char *door = vt_read_text(&reader, 200);
	g_autofree char *reason = vt_read_text(&reader, 200);
	g_autofree char *detail = vt_read_text(&reader, 1000);
	g_autofree char *shown = NULL;

	if (!vt_reader_done(&reader, NULL) || door == NULL || reason == NULL) {
		vt_peer_broken(peer, "a fault of a door that does not read");
		return;
	}
	shown = vt_log_value(detail != NULL ? detail : "");
	vt_log(VT_LOG_WARNING, "-", "door-fault", "door=%s reason=%s detail=%s", door, reason,
	       shown);
	vt_conclusion_door_fault(vt_registrar_of(run), door, reason, detail != NULL ? detail : "");
}
