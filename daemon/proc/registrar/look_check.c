/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * look_check - one line for monitoring: how bad it is, why, and the figures (monitoring-plugins)
 */
#include <inttypes.h>
#include <string.h>
#include <sys/statvfs.h>
#include <sysexits.h>

#include "base/clock.h"
#include "doc/schedule.h"
#include "proc/registrar/look.h"
#include "proc/registrar/metrics.h"
#include "store/arrivals.h"
#include "store/figures.h"
#include "store/outbox.h"
#include "work/backup.h"

#define DAY 86400

/* The statuses of monitoring plugins. */
typedef enum { LEVEL_OK, LEVEL_WARNING, LEVEL_CRITICAL, LEVEL_UNKNOWN } level;

static const char *const level_names[] = {
	[LEVEL_OK] = "OK",
	[LEVEL_WARNING] = "WARNING",
	[LEVEL_CRITICAL] = "CRITICAL",
	[LEVEL_UNKNOWN] = "UNKNOWN",
};

/* What is measured, with the limits when no option gives others. */
typedef struct limit {
	const char *option;
	bool is_span;    /* seconds, given as 10m; else a plain number */
	bool low_is_bad; /* what is left, not what piles up */
	int64_t warning, critical;
	const char *text; /* says the value in words, in the place of its %s */
} limit;

typedef enum {
	LIMIT_WAITING,
	LIMIT_HELD,
	LIMIT_OUT,
	LIMIT_FAILED,
	LIMIT_CERTIFICATE,
	LIMIT_CRL,
	LIMIT_FETCH,
	LIMIT_BACKUP,
	LIMIT_FREE,
	N_LIMITS,
} limit_of;

static const limit limits[] = {
	[LIMIT_WAITING] = { "waiting", true, false, 600, 3600,
			    "a message has waited for inspection for %s" },
	[LIMIT_HELD] = { "held", true, false, 2LL * DAY, 7LL * DAY,
			 "a message has been held for %s" },
	[LIMIT_OUT] = { "outbox", true, false, 3600, 4LL * 3600, "a mail has not gone out for %s" },
	[LIMIT_FAILED] = { "failed", false, false, 1, 20, "%s mails were given up" },
	[LIMIT_CERTIFICATE] = { "certificate", true, true, 30LL * DAY, 7LL * DAY,
				"a certificate ends in %s" },
	[LIMIT_CRL] = { "crl", true, true, 6LL * 3600, 0, "a CRL has to be renewed in %s" },
	[LIMIT_FETCH] = { "fetch", true, false, 1800, 2LL * 3600,
			  "a mailbox was not looked at for %s" },
	[LIMIT_BACKUP] = { "backup", true, false, 2LL * DAY, 8LL * DAY,
			   "the last backup was made %s ago" },
	[LIMIT_FREE] = { "free", false, true, 10, 5, "%s % of the disk are free" },
};
G_STATIC_ASSERT(G_N_ELEMENTS(limits) == N_LIMITS);

typedef struct checking {
	const vt_call *call;
	level worst;
	GString *reasons, *figures;
	int64_t warning[N_LIMITS], critical[N_LIMITS];
} checking;

/* ---- limits ---- */

static bool read_one(const limit *l, const char *text, int64_t *out)
{
	gint64 number = 0;

	if (l->is_span)
		return vt_span_read(text, out);
	if (!g_ascii_string_to_signed(text, 10, 0, 1000000000, &number, NULL))
		return false;
	*out = number;
	return true;
}

static bool read_limits(checking *c)
{
	for (unsigned i = 0; i < N_LIMITS; i++) {
		const char *given = vt_call_option(c->call, limits[i].option);
		g_auto(GStrv) pair = g_strsplit(given != NULL ? given : "", ",", 2);

		c->warning[i] = limits[i].warning;
		c->critical[i] = limits[i].critical;
		if (given == NULL)
			continue;
		if (g_strv_length(pair) == 2 && read_one(&limits[i], pair[0], &c->warning[i])
		    && read_one(&limits[i], pair[1], &c->critical[i]))
			continue;
		vt_reply_text(c->call->reply,
			      "VANTHU UNKNOWN - --%s takes a warning and a critical value, as %s",
			      limits[i].option, limits[i].is_span ? "10m,1h" : "1,20");
		vt_reply_end(c->call->reply, LEVEL_UNKNOWN, NULL);
		return false;
	}
	return true;
}

/* ---- judging ---- */

static void complain(checking *c, level how, const char *reason)
{
	if (how == LEVEL_OK)
		return;
	c->worst = MAX(c->worst, how);
	g_string_append_printf(c->reasons, "%s%s", c->reasons->len > 0 ? "; " : "", reason);
}

static char *in_words(const limit *l, int64_t value)
{
	int64_t of = llabs(value);
	const char *sign = value < 0 ? "-" : "";

	if (!l->is_span)
		return g_strdup_printf("%" PRId64, value);
	if (of >= 2LL * DAY)
		return g_strdup_printf("%s%" PRId64 " days", sign, of / DAY);
	if (of >= 7200)
		return g_strdup_printf("%s%" PRId64 " hours", sign, of / 3600);
	return of >= 120 ? g_strdup_printf("%s%" PRId64 " minutes", sign, of / 60)
			 : g_strdup_printf("%s%" PRId64 " seconds", sign, of);
}

static bool is_beyond(const limit *l, int64_t value, int64_t bound)
{
	return l->low_is_bad ? value < bound : value >= bound;
}

static void judge(checking *c, limit_of which, int64_t value)
{
	const limit *l = &limits[which];
	g_autofree char *words = in_words(l, value);
	g_auto(GStrv) around = g_strsplit(l->text, "%s", 2);
	g_autofree char *reason = g_strconcat(around[0], words, around[1], NULL);

	g_string_append_printf(c->figures, " %s=%" PRId64 "%s;%" PRId64 ";%" PRId64, l->option,
			       value, l->is_span ? "s" : "", c->warning[which], c->critical[which]);
	if (is_beyond(l, value, c->critical[which]))
		complain(c, LEVEL_CRITICAL, reason);
	else if (is_beyond(l, value, c->warning[which]))
		complain(c, LEVEL_WARNING, reason);
}

/* ---- measuring ---- */

static bool look_at_queues(checking *c, GError **error)
{
	g_autoptr(GPtrArray) arrivals = vt_figures(c->call->store, VT_FIGURES_ARRIVALS, error);
	g_autoptr(GPtrArray) mails =
		arrivals != NULL ? vt_figures(c->call->store, VT_FIGURES_MAILS, error) : NULL;
	int64_t now = c->call->now;

	if (mails == NULL)
		return false;
	judge(c, LIMIT_WAITING, vt_figures_age(arrivals, vt_state_name(VT_STATE_WAITING), now));
	judge(c, LIMIT_HELD, vt_figures_age(arrivals, vt_state_name(VT_STATE_HELD), now));
	judge(c, LIMIT_OUT, vt_figures_age(mails, vt_mail_state_name(VT_MAIL_COMPOSED), now));
	judge(c, LIMIT_FAILED, vt_figures_sum(mails, vt_mail_state_name(VT_MAIL_FAILED)));
	return true;
}

static void look_at_trust(checking *c)
{
	const GPtrArray *all = vt_metrics_validities(c->call->registrar->metrics);
	int64_t ends[2] = { G_MAXINT64, G_MAXINT64 }; /* certificates, CRLs */

	for (guint i = 0; i < all->len; i++) {
		const vt_validity *one = g_ptr_array_index(all, i);

		if (one->until != VT_TIME_NONE) {
			int64_t *end = &ends[strcmp(one->what, "crl") == 0];

			*end = MIN(*end, one->until);
		}
	}
	if (ends[0] != G_MAXINT64)
		judge(c, LIMIT_CERTIFICATE, ends[0] - c->call->now);
	if (ends[1] != G_MAXINT64)
		judge(c, LIMIT_CRL, ends[1] - c->call->now);
}

static void look_at_mailboxes(checking *c)
{
	const vt_registrar *registrar = c->call->registrar;
	GHashTable *fetched = vt_metrics_fetched(registrar->metrics);
	unsigned n = vt_settings_count(registrar->office->settings, "imap");
	int64_t oldest = c->call->now;

	for (unsigned i = 0; i < n; i++) {
		const char *name =
			vt_block_name(vt_settings_nth(registrar->office->settings, "imap", i));
		const int64_t *at = g_hash_table_lookup(fetched, name);

		oldest = MIN(oldest, at != NULL ? *at : registrar->started_at);
	}
	if (n > 0)
		judge(c, LIMIT_FETCH, c->call->now - oldest);
}

static void look_at_disks(checking *c)
{
	const char *to = c->call->office->backup_to;
	struct statvfs status;

	if (statvfs(c->call->office->state, &status) == 0 && status.f_blocks > 0)
		judge(c, LIMIT_FREE, (int64_t)(status.f_bavail * 100 / status.f_blocks));
	if (to != NULL) {
		int64_t newest = vt_backup_newest(to, false);

		if (newest == VT_TIME_NONE)
			complain(c, LEVEL_CRITICAL, "there is no backup");
		else
			judge(c, LIMIT_BACKUP, MAX(c->call->now - newest, 0));
	}
}

void vt_run_check(const vt_call *call)
{
	checking c = { .call = call, .reasons = g_string_new(NULL), .figures = g_string_new(NULL) };
	g_autoptr(GError) error = NULL;
	g_autofree char *why = vt_metrics_unwell(call->registrar);

	if (read_limits(&c)) {
		complain(&c, why != NULL ? LEVEL_CRITICAL : LEVEL_OK, why);
		if (!look_at_queues(&c, &error))
			complain(&c, LEVEL_CRITICAL, error->message);
		look_at_trust(&c);
		look_at_mailboxes(&c);
		look_at_disks(&c);
		vt_reply_text(call->reply, "VANTHU %s - %s |%s", level_names[c.worst],
			      c.reasons->len > 0 ? c.reasons->str : "all is well", c.figures->str);
		vt_reply_end(call->reply, (int)c.worst, NULL);
	}
	g_string_free(c.reasons, TRUE);
	g_string_free(c.figures, TRUE);
}
