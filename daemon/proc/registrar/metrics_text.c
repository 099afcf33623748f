/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * metrics_text - the exposition format, and what makes an office unwell
 */
#include <inttypes.h>
#include <string.h>
#include <sys/stat.h>
#include <sys/statvfs.h>

#include "base/clock.h"
#include "doc/codes.h"
#include "proc/registrar/arrival_flow.h"
#include "proc/registrar/metrics_private.h"
#include "store/arrivals.h"
#include "store/figures.h"
#include "store/outbox.h"
#include "work/backup.h"

#define DAY            86400.0
#define MIN_FREE_BYTES (64ull * 1024 * 1024)

typedef enum { GAUGE, COUNTER, HISTOGRAM } metric_type;

static void head(GString *out, const char *name, metric_type type, const char *help)
{
	static const char *const types[] = {
		[GAUGE] = "gauge", [COUNTER] = "counter", [HISTOGRAM] = "histogram"
	};

	g_string_append_printf(out, "# HELP vanthu_%s %s\n# TYPE vanthu_%s %s\n", name, help, name,
			       types[type]);
}

/* A label's value may hold anything but these. */
static char *escaped(const char *text)
{
	GString *out = g_string_new(NULL);

	for (const char *at = text; *at != '\0'; at++) {
		if (*at == '\\' || *at == '"')
			g_string_append_c(out, '\\');
		if (*at == '\n')
			g_string_append(out, "\\n");
		else
			g_string_append_c(out, *at);
	}
	return g_string_free(out, FALSE);
}

static void put(GString *out, const char *name, const char *label, const char *value, double number)
{
	char shown[G_ASCII_DTOSTR_BUF_SIZE];
	g_autofree char *text = value != NULL ? escaped(value) : NULL;

	g_ascii_formatd(shown, sizeof shown, "%.15g", number);
	if (label != NULL)
		g_string_append_printf(out, "vanthu_%s{%s=\"%s\"} %s\n", name, label, text, shown);
	else
		g_string_append_printf(out, "vanthu_%s %s\n", name, shown);
}

/* ---- from the database ---- */

/* Every state has its line, also at nought. */
static void sums(GString *out, const GPtrArray *figures, const char *name,
		 const char *(*state_name)(int), int n)
{
	for (int i = 0; i < n; i++)
		put(out, name, "state", state_name(i),
		    (double)vt_figures_sum(figures, state_name(i)));
}

static const char *arrival_state(int i)
{
	return vt_state_name((vt_state)i);
}

static const char *mail_state(int i)
{
	return vt_mail_state_name((vt_mail_state)i);
}

static void oldest(GString *out, const GPtrArray *figures, const char *name, const char *state,
		   int64_t now)
{
	put(out, name, "state", state, (double)vt_figures_age(figures, state, now));
}

static void verdicts(GString *out, const GPtrArray *figures)
{
	head(out, "messages_by_code", GAUGE,
	     "Messages by state and leading code, vanthu-codes(7).");
	for (guint f = 0; f < figures->len; f++) {
		const vt_figure *figure = g_ptr_array_index(figures, f);
		const vt_code_info *info =
			vt_code_find((int)g_ascii_strtoll(figure->label, NULL, 10));

		g_string_append_printf(out,
				       "vanthu_messages_by_code{state=\"%s\",code=\"%s\","
				       "verdict=\"%s\"} %" PRId64 "\n",
				       figure->key, figure->label,
				       info != NULL ? vt_verdict_name(info->verdict) : "good",
				       figure->n);
	}
}

static bool from_database(GString *out, vt_store *store, int64_t now, GError **error)
{
	g_autoptr(GPtrArray) arrivals = vt_figures(store, VT_FIGURES_ARRIVALS, error);
	g_autoptr(GPtrArray) mails = arrivals ? vt_figures(store, VT_FIGURES_MAILS, error) : NULL;
	g_autoptr(GPtrArray) documents =
		mails ? vt_figures(store, VT_FIGURES_DOCUMENTS, error) : NULL;

	if (documents == NULL)
		return false;
	head(out, "messages", GAUGE, "Messages that arrived, by what became of them.");
	sums(out, arrivals, "messages", arrival_state, VT_N_STATES);
	head(out, "messages_oldest_seconds", GAUGE, "Age of the oldest message in that state.");
	oldest(out, arrivals, "messages_oldest_seconds", vt_state_name(VT_STATE_WAITING), now);
	oldest(out, arrivals, "messages_oldest_seconds", vt_state_name(VT_STATE_HELD), now);
	verdicts(out, arrivals);
	head(out, "mails", GAUGE, "Mails of our own, by state; failed ones were given up.");
	sums(out, mails, "mails", mail_state, VT_N_MAIL_STATES);
	head(out, "mails_oldest_seconds", GAUGE, "Age of the oldest mail that is not out.");
	oldest(out, mails, "mails_oldest_seconds", vt_mail_state_name(VT_MAIL_DRAFT), now);
	oldest(out, mails, "mails_oldest_seconds", vt_mail_state_name(VT_MAIL_COMPOSED), now);
	head(out, "documents", GAUGE, "Entries of all registers, by state.");
	for (guint f = 0; f < documents->len; f++) {
		const vt_figure *figure = g_ptr_array_index(documents, f);

		put(out, "documents", "state", figure->key, (double)figure->n);
	}
	return true;
}

/* ---- from here ---- */

static void inspections(GString *out, const vt_metrics *metrics)
{
	uint64_t sum = 0;

	head(out, "inspection_seconds", HISTOGRAM, "How long inspections took, since the start.");
	for (unsigned i = 0; i < VT_INSPECTION_BUCKETS; i++) {
		char bound[G_ASCII_DTOSTR_BUF_SIZE];

		sum += metrics->inspections[i];
		g_ascii_formatd(bound, sizeof bound, "%g", vt_inspection_bounds[i]);
		put(out, "inspection_seconds_bucket", "le", bound, (double)sum);
	}
	sum += metrics->inspections[VT_INSPECTION_BUCKETS];
	put(out, "inspection_seconds_bucket", "le", "+Inf", (double)sum);
	put(out, "inspection_seconds_sum", NULL, NULL,
	    (double)metrics->inspection_microseconds / G_USEC_PER_SEC);
	put(out, "inspection_seconds_count", NULL, NULL, (double)sum);
}

static void certificates(GString *out, const vt_metrics *metrics, int64_t now)
{
	head(out, "certificate_days_left", GAUGE, "Until own certificates and those we trust end.");
	for (guint i = 0; i < metrics->validities->len; i++) {
		const vt_validity *one = g_ptr_array_index(metrics->validities, i);
		g_autofree char *name = escaped(one->name);

		if (strcmp(one->what, "crl") != 0)
			g_string_append_printf(
				out,
				"vanthu_certificate_days_left{kind=\"%s\",name=\"%s\"}"
				" %.2f\n",
				one->what, name, (double)(one->until - now) / DAY);
	}
	head(out, "crl_age_seconds", GAUGE, "Since a CRL was issued.");
	for (guint i = 0; i < metrics->validities->len; i++) {
		const vt_validity *one = g_ptr_array_index(metrics->validities, i);

		if (strcmp(one->what, "crl") == 0)
			put(out, "crl_age_seconds", "name", one->name, (double)(now - one->from));
	}
	head(out, "crl_seconds_left", GAUGE, "Until a CRL should have been renewed.");
	for (guint i = 0; i < metrics->validities->len; i++) {
		const vt_validity *one = g_ptr_array_index(metrics->validities, i);

		if (strcmp(one->what, "crl") == 0 && one->until != VT_TIME_NONE)
			put(out, "crl_seconds_left", "name", one->name, (double)(one->until - now));
	}
}

static void fetches(GString *out, const vt_metrics *metrics)
{
	GHashTableIter iter;
	gpointer account, at;

	head(out, "imap_last_fetch_timestamp_seconds", GAUGE,
	     "When a mailbox was last looked at to the end.");
	g_hash_table_iter_init(&iter, metrics->fetched);
	while (g_hash_table_iter_next(&iter, &account, &at))
		put(out, "imap_last_fetch_timestamp_seconds", "account", account,
		    (double)*(const int64_t *)at);
}

static void programs(GString *out, const vt_metrics *metrics)
{
	GHashTableIter iter;
	gpointer name, starts;

	head(out, "program_restarts_total", COUNTER, "How often a program was started again.");
	g_hash_table_iter_init(&iter, metrics->starts);
	while (g_hash_table_iter_next(&iter, &name, &starts))
		put(out, "program_restarts_total", "program", name,
		    (double)MAX(*(const uint64_t *)starts, 1) - 1);
}

static double free_bytes(const char *folder)
{
	struct statvfs status;

	return statvfs(folder, &status) == 0 ? (double)status.f_bavail * (double)status.f_frsize
					     : -1;
}

static void disks(GString *out, const vt_registrar *registrar)
{
	static const char *const files[] = { "vanthu.db", "vanthu.db-wal" };
	double bytes = 0;

	for (unsigned i = 0; i < G_N_ELEMENTS(files); i++) {
		g_autofree char *path =
			g_build_filename(registrar->state_path, "db", files[i], NULL);
		struct stat status;

		bytes += stat(path, &status) == 0 ? (double)status.st_size : 0;
	}
	head(out, "database_bytes", GAUGE, "Size of the database and its log.");
	put(out, "database_bytes", NULL, NULL, bytes);
	head(out, "free_bytes", GAUGE, "Room that is left where the office writes.");
	put(out, "free_bytes", "folder", "state", free_bytes(registrar->state_path));
	if (registrar->office->backup_to != NULL)
		put(out, "free_bytes", "folder", "backup",
		    free_bytes(registrar->office->backup_to));
}

static void backups(GString *out, const vt_registrar *registrar)
{
	int64_t full, any;

	if (registrar->office->backup_to == NULL)
		return;
	full = vt_backup_newest(registrar->office->backup_to, true);
	any = vt_backup_newest(registrar->office->backup_to, false);
	head(out, "backup_last_timestamp_seconds", GAUGE, "When the newest backup was made.");
	put(out, "backup_last_timestamp_seconds", "kind", "full", (double)MAX(full, 0));
	put(out, "backup_last_timestamp_seconds", "kind", "any", (double)MAX(any, 0));
}

static void general(GString *out, const vt_registrar *registrar, const char *unwell)
{
	head(out, "build_info", GAUGE, "The version at work.");
	put(out, "build_info", "version", VT_VERSION, 1);
	head(out, "healthy", GAUGE, "What /healthz says.");
	put(out, "healthy", NULL, NULL, unwell == NULL);
	head(out, "clock_synchronised", GAUGE, "The machine's clock is kept right.");
	put(out, "clock_synchronised", NULL, NULL, vt_clock_is_synchronised());
	head(out, "under_way", GAUGE, "Messages with inspection.");
	put(out, "under_way", NULL, NULL, vt_arrival_flow_busy(registrar->arrivals));
}

char *vt_metrics_text(vt_registrar *registrar, vt_store *store, const char *unwell, GError **error)
{
	g_autoptr(GString) out = g_string_new(NULL);
	int64_t now = vt_clock_now();

	general(out, registrar, unwell);
	if (!from_database(out, store, now, error))
		return NULL;
	inspections(out, registrar->metrics);
	certificates(out, registrar->metrics, now);
	fetches(out, registrar->metrics);
	programs(out, registrar->metrics);
	disks(out, registrar);
	backups(out, registrar);
	return g_string_free(g_steal_pointer(&out), FALSE);
}

char *vt_metrics_unwell(vt_registrar *registrar)
{
	static const vt_program needed[] = { VT_PROGRAM_INTAKE, VT_PROGRAM_INSPECT,
					     VT_PROGRAM_SIGNER, VT_PROGRAM_DISPATCH };
	unsigned wanted = vt_settings_count(registrar->office->settings, "imap");
	unsigned mailboxes = vt_run_count_peers(registrar->run, VT_PROGRAM_IMAP);
	double room = free_bytes(registrar->state_path);

	for (unsigned i = 0; i < G_N_ELEMENTS(needed); i++)
		if (vt_run_peer(registrar->run, needed[i]) == NULL)
			return g_strdup_printf("%s is not running", vt_program_name(needed[i]));
	if (mailboxes < wanted)
		return g_strdup_printf("%u of %u mailboxes have no vanthu-imap", wanted - mailboxes,
				       wanted);
	if (room >= 0 && room < (double)MIN_FREE_BYTES)
		return g_strdup("less than 64 MiB are free in the state directory");
	if (vt_store_unsettled(registrar->store, NULL) > 0)
		return g_strdup("files could not be moved to their places");
	return NULL;
}
