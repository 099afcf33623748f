/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * crl - vanthuctl crl update | import FILE... | list
 */
#include "ctl/crl.h"

#include <stdio.h>
#include <string.h>
#include <sys/stat.h>
#include <sysexits.h>

#include "base/clock.h"
#include "base/error.h"
#include "base/io.h"
#include "base/limits.h"
#include "base/sandbox.h"
#include "base/text.h"
#include "ctl/client.h"
#include "ctl/crl_update.h"
#include "ctl/where.h"
#include "doc/office.h"

typedef struct session {
	const vt_ctl *ctl;
	vt_crl_conf *conf;
	GPtrArray *sources;
	char *socket;
} session;

typedef int work(session *s, int argc, char **argv, GError **error);

static int usage(void)
{
	fprintf(stderr, "usage: vanthuctl crl update | crl import FILE... | crl list\n");
	return EX_USAGE;
}

static vt_crl_conf *load(const vt_ctl *ctl)
{
	g_autofree char *path = g_canonicalize_filename(ctl->conf, NULL);
	g_autoptr(vt_faults) faults = vt_faults_new();
	g_autoptr(vt_settings) settings = vt_settings_load(path, vt_office_spec(), faults);

	vt_crl_conf_check(settings, faults);
	for (unsigned i = 0; i < vt_faults_count(faults); i++)
		fprintf(stderr, "vanthuctl: %s\n", vt_faults_get(faults, i));
	return vt_faults_count(faults) == 0 ? vt_crl_conf_read(settings) : NULL;
}

static void print_sources(const session *s)
{
	static const char *const columns[][2] = {
		{ "source", "Nguồn" }, { "outcome", "Kết quả" }, { "issuer", "Cơ quan cấp" },
		{ "number", "Số" },    { "until", "Hạn" },       { "detail", "Chi tiết" },
	};
	g_autoptr(vt_answer) answer = vt_answer_new(stdout, s->ctl->json);

	vt_answer_columns(answer, "crls", columns, G_N_ELEMENTS(columns));
	for (guint i = 0; i < s->sources->len; i++) {
		const vt_crl_source *source = g_ptr_array_index(s->sources, i);
		bool known = source->row.issuer != NULL;
		g_autofree char *until =
			vt_clock_iso_vietnam(known ? source->row.until : VT_TIME_NONE);
		const char *cells[] = { source->label,
					vt_crl_outcome_name(source->outcome),
					source->row.issuer,
					source->row.number,
					until,
					source->why };

		vt_answer_cells(answer, cells, G_N_ELEMENTS(cells));
	}
	vt_answer_end(answer);
}

static unsigned count(const session *s, vt_crl_outcome outcome)
{
	unsigned n = 0;

	for (guint i = 0; i < s->sources->len; i++)
		n += ((const vt_crl_source *)g_ptr_array_index(s->sources, i))->outcome == outcome;
	return n;
}

static int status_of(const session *s)
{
	if (count(s, VT_CRL_REFUSED) > 0)
		return EX_DATAERR;
	return count(s, VT_CRL_MISSED) > 0 ? EX_TEMPFAIL : EX_OK;
}

/* The office logs it, counts who waits for a CRL, and writes to the administrator. */
static int tell_office(const session *s, const char *warning)
{
	g_autofree char *updated = g_strdup_printf("%u", count(s, VT_CRL_UPDATED));
	g_autofree char *failed =
		g_strdup_printf("%u", count(s, VT_CRL_MISSED) + count(s, VT_CRL_REFUSED));
	const char *const arguments[] = {
		"crl-report", "--updated", updated,
		"--failed",   failed,      warning ? "--warning" : NULL,
		warning,      NULL,
	};

	if (warning != NULL)
		fprintf(stderr, "vanthuctl: near its end, and not renewed: %s\n", warning);
	/* Of an office that does not run nobody waits, and nobody can be written to. */
	if (!vt_client_is_heard(s->socket)) {
		fprintf(stderr, "vanthuctl: the office does not run, it was told nothing\n");
		return EX_OK;
	}
	if (s->ctl->json)
		return vt_client_tell(s->socket, arguments);
	return vt_client_run(s->socket, arguments, false);
}

/* After every change: what is in use now. */
static int conclude(session *s, GError **error)
{
	g_auto(vt_crl_listing) listing = { NULL };
	g_autofree char *warning = NULL;
	int status;

	print_sources(s);
	if (!vt_crl_ask_list(s->conf, &listing, error))
		return EX_TEMPFAIL;
	warning = vt_crl_warning(s->conf, listing.known, s->sources, vt_clock_now());
	fflush(stdout);
	status = tell_office(s, warning);
	return status_of(s) != EX_OK ? status_of(s) : status;
}

static int run_update(session *s, int argc, char **argv, GError **error)
{
	vt_autofd int lock = -1;

	(void)argv;
	if (argc > 2)
		return usage();
	lock = vt_crl_lock(s->conf, error);
	if (lock < 0 || !vt_crl_update(s->conf, s->sources, error))
		return EX_TEMPFAIL;
	return conclude(s, error);
}

/* Opened as whoever asks: the office's user need not see a home folder or a stick. */
static void take_file(session *s, const char *path)
{
	g_autoptr(GError) error = NULL;
	vt_crl_source *source = vt_crl_source_new(path, NULL, true);

	source->sealed = vt_crl_seal(AT_FDCWD, path, s->conf->max_bytes, &error);
	if (source->sealed < 0)
		vt_crl_source_end(source, VT_CRL_MISSED, g_strdup(error->message));
	g_ptr_array_add(s->sources, source);
}

static int run_import(session *s, int argc, char **argv, GError **error)
{
	vt_autofd int lock = -1;

	(void)argv;
	if (argc < 3)
		return usage();
	lock = vt_crl_lock(s->conf, error);
	if (lock < 0)
		return EX_TEMPFAIL;
	vt_crl_judge_all(s->conf, s->sources);
	return conclude(s, error);
}

static int run_list(session *s, int argc, char **argv, GError **error)
{
	static const char *const columns[][2] = {
		{ "issuer", "Cơ quan cấp" }, { "number", "Số" }, { "from", "Từ" },
		{ "until", "Hạn" },          { "kind", "Loại" }, { "file", "Tệp" },
	};
	g_auto(vt_crl_listing) listing = { NULL };
	g_autoptr(vt_answer) answer = vt_answer_new(stdout, s->ctl->json);

	(void)argv;
	if (argc > 2)
		return usage();
	if (!vt_crl_ask_list(s->conf, &listing, error))
		return EX_TEMPFAIL;
	vt_answer_columns(answer, "crls", columns, G_N_ELEMENTS(columns));
	for (guint i = 0; i < listing.known->len; i++) {
		const vt_crl_row *row = g_ptr_array_index(listing.known, i);
		g_autofree char *from = vt_clock_iso_vietnam(row->from);
		g_autofree char *until = vt_clock_iso_vietnam(row->until);
		const char *cells[] = {
			row->issuer, row->number, from, until, row->is_delta ? "delta" : "complete",
			row->name
		};

		vt_answer_cells(answer, cells, G_N_ELEMENTS(cells));
	}
	vt_answer_end(answer);
	return EX_OK;
}

static work *find_work(const char *word)
{
	static const struct {
		const char *name;
		work *run;
	} words[] = {
		{ "update", run_update },
		{ "import", run_import },
		{ "list", run_list },
	};

	for (size_t i = 0; i < G_N_ELEMENTS(words); i++)
		if (strcmp(word, words[i].name) == 0)
			return words[i].run;
	return NULL;
}

static int run(session *s, work *todo, int argc, char **argv)
{
	g_autoptr(GError) error = NULL;
	int status;

	for (int i = 2; todo == run_import && i < argc; i++)
		take_file(s, argv[i]);
	/* Files of the office are its user's, whoever started this. */
	if (s->conf->user != NULL && !vt_sandbox_become(s->conf->user, &error)) {
		fprintf(stderr, "vanthuctl: %s\n", error->message);
		return EX_OSERR;
	}
	umask(027);
	status = todo(s, argc, argv, &error);
	if (error != NULL)
		fprintf(stderr, "vanthuctl: %s\n", error->message);
	return status;
}

int vt_ctl_crl(const vt_ctl *ctl, int argc, char **argv)
{
	session s = { .ctl = ctl };
	work *todo = argc > 1 ? find_work(argv[1]) : NULL;
	int status;

	if (todo == NULL)
		return usage();
	s.conf = load(ctl);
	if (s.conf == NULL)
		return EX_CONFIG;
	s.socket = vt_where_socket_of(s.conf->state);
	s.sources = g_ptr_array_new_with_free_func(vt_crl_source_free);
	status = run(&s, todo, argc, argv);
	g_ptr_array_unref(s.sources);
	vt_crl_conf_free(s.conf);
	g_free(s.socket);
	return status;
}
