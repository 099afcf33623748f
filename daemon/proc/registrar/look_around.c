/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * look_around - every intake is asked to look at its doors
 */
#include "proc/registrar/look_around.h"

static void ask_one(vt_peer *peer, void *data)
{
	vt_peer_send(peer, VT_KIND_LOOK_AROUND, data, -1);
}

uint64_t vt_look_around(vt_registrar *registrar)
{
	g_auto(vt_writer) writer = vt_writer_new();
	uint64_t request = vt_registrar_request(registrar);

	vt_write_u64(&writer, request);
	if (vt_run_peer(registrar->run, VT_PROGRAM_INTAKE) == NULL)
		return 0;
	vt_run_each_peer(registrar->run, VT_PROGRAM_INTAKE, ask_one, &writer);
	vt_run_each_peer(registrar->run, VT_PROGRAM_IMAP, ask_one, &writer);
	return request;
}

void vt_on_looked_around(vt_run *run, vt_peer *peer, vt_packet *packet)
{
	vt_reader reader = vt_packet_reader(packet);
	uint64_t request = vt_read_u64(&reader);

	(void)run;
	if (!vt_reader_done(&reader, NULL)) {
		vt_peer_broken(peer, "a look around that does not read");
		return;
	}
	vt_peer_set_data(peer, g_memdup2(&request, sizeof request), g_free);
}

typedef struct looking {
	uint64_t wanted;
	bool is_over;
} looking;

static void see_one(vt_peer *peer, void *data)
{
	looking *l = data;
	const uint64_t *answered = vt_peer_data(peer);

	l->is_over &= answered != NULL && *answered >= l->wanted;
}

bool vt_looked_around(vt_registrar *registrar, uint64_t wanted)
{
	looking l = { wanted, vt_run_peer(registrar->run, VT_PROGRAM_INTAKE) != NULL };

	vt_run_each_peer(registrar->run, VT_PROGRAM_INTAKE, see_one, &l);
	vt_run_each_peer(registrar->run, VT_PROGRAM_IMAP, see_one, &l);
	return l.is_over;
}
