/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * import - the mailboxes are asked, one row for each
 */
#include "proc/registrar/import.h"

#include <sysexits.h>

#include "base/clock.h"
#include "proc/registrar/control.h"

/* A mailbox that says nothing for so long: its server hangs, or there is no such process. */
#define SILENCE_MS (3 * 60 * 1000)

typedef struct told {
	char *account, *folder, *fault;
	uint64_t messages, bytes, done;
	int64_t oldest, newest;
	bool is_over;
} told;

/* One command, until all its mailboxes have answered. */
typedef struct vt_importing {
	const vt_call *call;
	uint64_t request;
	bool is_dry;
	unsigned timer;
	GPtrArray *mailboxes; /* told * */
} importing;

static void told_free(void *data)
{
	told *one = data;

	g_free(one->account);
	g_free(one->folder);
	g_free(one->fault);
	g_free(one);
}

static char *day_of(int64_t at)
{
	return at != 0 ? vt_clock_day_vietnam(at) : g_strdup("");
}

static void print_row(vt_reply *reply, const told *one)
{
	g_autofree char *messages = g_strdup_printf("%" G_GUINT64_FORMAT, one->messages);
	g_autofree char *bytes = g_strdup_printf("%" G_GUINT64_FORMAT, one->bytes);
	g_autofree char *taken = g_strdup_printf("%" G_GUINT64_FORMAT, one->done);
	g_autofree char *oldest = day_of(one->oldest);
	g_autofree char *newest = day_of(one->newest);
	const char *cells[] = { one->account, one->folder, messages, bytes,
				oldest,       newest,      taken,    one->fault };

	vt_reply_row(reply, cells, G_N_ELEMENTS(cells));
}

static void end_import(vt_registrar *registrar, int status)
{
	static const vt_column columns[] = {
		{ "mailbox", "mailbox" }, { "folder", "folder" }, { "#messages", "messages" },
		{ "#bytes", "bytes" },    { "oldest", "oldest" }, { "newest", "newest" },
		{ "#taken", "taken" },    { "fault", "fault" },
	};
	importing *one = registrar->importing;
	const vt_call *call = one->call;

	registrar->importing = NULL;
	if (one->timer != 0)
		vt_run_cancel(registrar->run, one->timer);
	vt_reply_table(call->reply, "import", columns, G_N_ELEMENTS(columns));
	for (guint i = 0; i < one->mailboxes->len; i++) {
		const told *t = g_ptr_array_index(one->mailboxes, i);

		print_row(call->reply, t);
		if (t->fault != NULL)
			status = EX_TEMPFAIL;
	}
	vt_reply_end(call->reply, status, NULL);
	g_ptr_array_unref(one->mailboxes);
	g_free(one);
	vt_control_release(call);
}

static void silent(vt_run *run, void *data)
{
	vt_registrar *registrar = data;
	importing *one = registrar->importing;

	(void)run;
	one->timer = 0;
	for (guint i = 0; i < one->mailboxes->len; i++) {
		told *t = g_ptr_array_index(one->mailboxes, i);

		if (!t->is_over)
			t->fault = g_strdup("no answer; what was begun goes on by itself");
	}
	end_import(registrar, EX_TEMPFAIL);
}

static void wait_on(vt_registrar *registrar)
{
	importing *one = registrar->importing;

	if (one->timer != 0)
		vt_run_cancel(registrar->run, one->timer);
	one->timer = vt_run_after(registrar->run, SILENCE_MS, silent, registrar);
}

/* --- what they say --- */

static told *find(const importing *one, const char *account)
{
	for (guint i = 0; one != NULL && i < one->mailboxes->len; i++) {
		told *t = g_ptr_array_index(one->mailboxes, i);

		if (g_strcmp0(t->account, account) == 0)
			return t;
	}
	return NULL;
}

static void take(vt_registrar *registrar, const told *news)
{
	importing *one = registrar->importing;
	told *t = find(one, news->account);
	bool is_over = true;

	if (t == NULL || t->is_over)
		return;
	g_free(t->folder);
	g_free(t->fault);
	t->folder = g_strdup(news->folder);
	t->fault = g_strdup(news->fault);
	t->messages = news->messages;
	t->bytes = news->bytes;
	t->done = news->done;
	t->oldest = news->oldest;
	t->newest = news->newest;
	t->is_over = news->is_over;
	if (!one->is_dry)
		vt_reply_text(one->call->reply,
			      "%s: %" G_GUINT64_FORMAT " / %" G_GUINT64_FORMAT " thư", t->account,
			      t->done, t->messages);
	wait_on(registrar);
	for (guint i = 0; i < one->mailboxes->len; i++)
		is_over &= ((const told *)g_ptr_array_index(one->mailboxes, i))->is_over;
	if (is_over)
		end_import(registrar, EX_OK);
}

void vt_on_imported(vt_run *run, vt_peer *peer, vt_packet *packet)
{
	vt_registrar *registrar = vt_registrar_of(run);
	vt_reader r = vt_packet_reader(packet);
	uint64_t request = vt_read_u64(&r);
	told news = { .account = vt_read_text(&r, 200) };

	/* One after the other: the order of initialisers is nobody's promise. */
	news.folder = vt_read_text(&r, 1000);
	news.messages = vt_read_u64(&r);
	news.bytes = vt_read_u64(&r);
	news.oldest = vt_read_i64(&r);
	news.newest = vt_read_i64(&r);
	news.done = vt_read_u64(&r);
	news.is_over = vt_read_bool(&r);
	news.fault = vt_read_text(&r, 1000);
	if (!vt_reader_done(&r, NULL) || news.account == NULL)
		vt_peer_broken(peer, "an imported that does not read");
	else if (registrar->importing != NULL && registrar->importing->request == request)
		take(registrar, &news);
	g_free(news.account);
	g_free(news.folder);
	g_free(news.fault);
}

/* --- the command --- */

static bool is_ours(const vt_call *call, const vt_block *block, const char *wanted)
{
	const char *own = vt_block_text(block, "agency");

	return (wanted == NULL || g_strcmp0(vt_block_name(block), wanted) == 0)
	       && (call->own == NULL || own == NULL || g_strcmp0(own, call->own) == 0);
}

static GPtrArray *choose(const vt_call *call, const char *wanted)
{
	const vt_settings *settings = call->office->settings;
	GPtrArray *mailboxes = g_ptr_array_new_with_free_func(told_free);

	for (unsigned i = 0; i < vt_settings_count(settings, "imap"); i++) {
		const vt_block *block = vt_settings_nth(settings, "imap", i);

		if (is_ours(call, block, wanted)) {
			told *t = g_new0(told, 1);

			t->account = g_strdup(vt_block_name(block));
			t->folder = g_strdup(vt_block_text(block, "folder"));
			g_ptr_array_add(mailboxes, t);
		}
	}
	return mailboxes;
}

static void ask_one(vt_peer *peer, void *data)
{
	vt_peer_send(peer, VT_KIND_IMPORT, data, -1);
}

static void ask(const importing *one, int64_t since)
{
	for (guint i = 0; i < one->mailboxes->len; i++) {
		const told *t = g_ptr_array_index(one->mailboxes, i);
		g_auto(vt_writer) w = vt_writer_new();

		vt_write_u64(&w, one->request);
		vt_write_text(&w, t->account);
		vt_write_i64(&w, since);
		vt_write_bool(&w, one->is_dry);
		vt_run_each_peer(one->call->registrar->run, VT_PROGRAM_IMAP, ask_one, &w);
	}
}

void vt_run_import(const vt_call *call)
{
	const char *since = vt_call_option(call, "since");
	const char *wanted = vt_call_option(call, "mailbox");
	vt_registrar *registrar = call->registrar;
	int64_t from = 0;
	importing *one;

	if (since == NULL || !vt_clock_parse_iso(since, &from) || from <= 0) {
		vt_reply_end(call->reply, EX_USAGE,
			     "try: intake import --since YYYY-MM-DD [--mailbox NAME] --dry-run");
		return;
	}
	if (registrar->importing != NULL) {
		vt_reply_end(call->reply, EX_TEMPFAIL, "another import is under way");
		return;
	}
	one = g_new0(importing, 1);
	one->call = call;
	one->request = vt_registrar_request(registrar);
	one->is_dry = vt_call_option(call, "dry-run") != NULL;
	one->mailboxes = choose(call, wanted);
	if (one->mailboxes->len == 0) {
		vt_reply_end(call->reply, EX_DATAERR, "there is no such mailbox");
		g_ptr_array_unref(one->mailboxes);
		g_free(one);
		return;
	}
	vt_control_hold(call);
	registrar->importing = one;
	wait_on(registrar);
	ask(one, from);
}
