/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * fuzz_command - any bytes as the body of a COMMAND packet, and what the registrar answers
 *
 * Those that look (status aside, which asks the other programs) run on an empty database; vanthuctl
 * must be able to read every answer.
 */
#include <glib/gstdio.h>
#include <string.h>

#include "base/limits.h"
#include "ctl/client.h"
#include "proc/registrar/batch.h"
#include "proc/registrar/command.h"
#include "proc/registrar/registrar.h"

#define NOW 1795000000

int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t size);

static vt_registrar registrar;
static vt_store *reader;
static FILE *nowhere;

typedef struct hearer {
	vt_answer *answer;
	int status;
	char *message;
} hearer;

static void start(void)
{
	const char *source = g_getenv("VT_SOURCE");
	g_autofree char *conf = g_build_filename(source != NULL ? source : ".", "tests", "fuzz",
						 "office", "vanthu.conf", NULL);
	g_autofree char *state = g_dir_make_tmp("fuzz-command-XXXXXX", NULL);
	g_autoptr(vt_faults) faults = vt_faults_new();
	g_autoptr(GError) error = NULL;

	registrar.office = vt_office_load(conf, faults);
	registrar.state_path = g_steal_pointer(&state);
	registrar.store = vt_store_open(registrar.state_path, &error);
	g_assert_no_error(error);
	reader = vt_store_open_reader(registrar.state_path, &error);
	g_assert_no_error(error);
	nowhere = fopen("/dev/null", "w");
}

static bool hear(void *to, vt_kind kind, const vt_writer *writer)
{
	hearer *h = to;
	g_auto(vt_packet) packet = { .kind = kind, .fd = -1 };

	g_assert(writer->bytes->len + sizeof(uint32_t) <= VT_MAX_PACKET_BYTES);
	g_assert(h->status < 0);
	packet.body = g_bytes_new(writer->bytes->data, writer->bytes->len);
	g_assert_true(vt_client_take(&packet, h->answer, NULL, &h->status, &h->message));
	return true;
}

static void run(const vt_command *command, const vt_order *order, const vt_person *person,
		bool json)
{
	hearer h = { .answer = vt_answer_new(nowhere, json), .status = -1 };
	vt_reply reply = { .send = hear, .to = &h, .json = json };
	vt_call call = { .registrar = &registrar,
			 .office = registrar.office,
			 .store = reader,
			 .order = order,
			 .person = person,
			 .now = NOW,
			 .reply = &reply };

	registrar.batch = vt_batch_new(); /* what is refused is noted */
	if (vt_call_choose_own(&call) && (command->anybody || vt_call_may(&call, command->action))
	    && !command->changes && strcmp(command->name, "status") != 0)
		command->run(&call);
	vt_reply_end(&reply, 0, NULL);
	g_assert(h.status >= 0);
	vt_batch_free(g_steal_pointer(&registrar.batch));
	vt_answer_free(h.answer);
	g_free(h.message);
}

int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t size)
{
	vt_reader packet = vt_reader_of(bytes, size);
	bool json = false;
	g_autoptr(GPtrArray) arguments = vt_command_read(&packet, &json);
	g_autoptr(vt_order) order = NULL;
	g_autoptr(GError) error = NULL;
	const vt_command *command;

	if (registrar.office == NULL)
		start();
	command = arguments != NULL ? vt_command_find(arguments) : NULL;
	if (command == NULL)
		return 0;
	order = vt_order_parse(arguments, command, &error);
	g_assert((order != NULL) != (error != NULL));
	if (order == NULL)
		return 0;
	for (guint i = 0; i < registrar.office->directory->people->len; i++)
		run(command, order, g_ptr_array_index(registrar.office->directory->people, i),
		    json);
	if (command->anybody)
		run(command, order, NULL, json);
	return 0;
}
