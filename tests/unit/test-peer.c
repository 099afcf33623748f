/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * test-peer - a program that ended and the one started in its place
 */
#include <unistd.h>

#include "base/io.h"
#include "proc/run_private.h"

static GString *story; /* what the program heard, in order */

static void peer_new(vt_run *run, vt_peer *peer)
{
	(void)peer;
	g_string_append(story, "new ");
	/* As the registrar does: what waits is handed to whoever is there. */
	if (vt_peer_send(vt_run_peer(run, VT_PROGRAM_INSPECT), VT_KIND_EXTRACT, NULL, -1))
		g_string_append(story, "asked ");
}

static void peer_gone(vt_run *run, vt_peer *peer)
{
	(void)run;
	(void)peer;
	g_string_append(story, "gone ");
}

static void on_inspected(vt_run *run, vt_peer *peer, vt_packet *packet)
{
	(void)run;
	(void)peer;
	(void)packet;
	g_string_append(story, "said ");
}

static const vt_handler handlers[] = {
	{ VT_PROGRAM_INSPECT, VT_KIND_INSPECTED, on_inspected },
	{ 0 },
};
static const vt_proc proc = { .program = VT_PROGRAM_REGISTRAR,
			      .handlers = handlers,
			      .peer_new = peer_new,
			      .peer_gone = peer_gone };

typedef struct fixture {
	vt_run run;
	vt_channel *vanthud;
} fixture;

static void open_fixture(fixture *f, gconstpointer data)
{
	int ends[2];

	(void)data;
	*f = (fixture){ .run = { .proc = &proc, .control = -1, .peers = g_ptr_array_new() } };
	g_assert_true(vt_channel_pair(ends, NULL));
	g_ptr_array_add(f->run.peers,
			vt_peer_new(&f->run, ends[0], VT_PROGRAM_VANTHUD, VT_TRUSTED));
	f->vanthud = vt_channel_new(ends[1], "registrar", VT_TRUSTED);
	story = g_string_new(NULL);
}

static void close_fixture(fixture *f, gconstpointer data)
{
	(void)data;
	for (guint i = 0; i < f->run.peers->len; i++)
		vt_peer_free(f->run.peers->pdata[i]);
	g_ptr_array_unref(f->run.peers);
	vt_channel_free(f->vanthud);
	g_string_free(story, TRUE);
}

/* vanthud has started an inspect: its end of the channel. */
static vt_channel *introduce(fixture *f)
{
	g_auto(vt_writer) writer = vt_writer_new();
	int ends[2];

	g_assert_true(vt_channel_pair(ends, NULL));
	vt_write_text(&writer, vt_program_name(VT_PROGRAM_INSPECT));
	vt_write_text(&writer, NULL);
	vt_write_u64(&writer, 1);
	g_assert_true(vt_channel_send(f->vanthud, VT_KIND_INTRODUCE, &writer, ends[0], NULL));
	close(ends[0]);
	vt_peer_read(f->run.peers->pdata[0]);
	return vt_channel_new(ends[1], "registrar", VT_TRUSTED);
}

static void test_read_first(fixture *f, gconstpointer data)
{
	vt_channel *inspect = introduce(f);

	(void)data;
	g_assert_true(vt_channel_send(inspect, VT_KIND_INSPECTED, NULL, -1, NULL));
	vt_channel_free(inspect);
	vt_channel_free(introduce(f));
	g_assert_cmpstr(story->str, ==, "new asked said gone new asked ");
}

/* We met its end by writing to it, and hear of the next one in the same round. */
static void test_written_to(fixture *f, gconstpointer data)
{
	vt_channel *inspect = introduce(f);
	vt_peer *old = vt_run_peer(&f->run, VT_PROGRAM_INSPECT);

	(void)data;
	g_assert_true(vt_channel_send(inspect, VT_KIND_INSPECTED, NULL, -1, NULL));
	vt_channel_free(inspect);
	g_assert_false(vt_peer_send(old, VT_KIND_EXTRACT, NULL, -1));
	vt_channel_free(introduce(f));
	g_assert_cmpstr(story->str, ==, "new asked said gone new asked ");
	vt_peer_tell_gone(old);
	g_assert_cmpstr(story->str, ==, "new asked said gone new asked ");
}

int main(int argc, char **argv)
{
	g_test_init(&argc, &argv, NULL);
	g_test_add("/peer/read-first", fixture, NULL, open_fixture, test_read_first, close_fixture);
	g_test_add("/peer/written-to", fixture, NULL, open_fixture, test_written_to, close_fixture);
	return g_test_run();
}
