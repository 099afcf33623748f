/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * crl_update - every CRL of vanthu.conf fetched, judged and put to use
 */
#include "ctl/crl_update.h"

#include <string.h>
#include <sys/file.h>

#include "base/clock.h"
#include "base/crashpoint.h"
#include "base/error.h"
#include "base/io.h"
#include "base/limits.h"
#include "base/text.h"
#include "ctl/crl_memory.h"

#define MAX_WARNING 900 /* bytes: one argument of a command, one paragraph of a mail */

typedef struct update {
	const vt_crl_conf *conf;
	int trust, incoming;
	char *incoming_path;
	vt_crl_memory *memory;
	vt_started *fetcher;
	GPtrArray *sources;
} update;

static int open_trust(const vt_crl_conf *conf, GError **error)
{
	g_autofree char *path = g_build_filename(conf->state, "trust", NULL);

	return vt_io_open_dir(path, true, 0750, error);
}

int vt_crl_lock(const vt_crl_conf *conf, GError **error)
{
	vt_autofd int trust = open_trust(conf, error);
	vt_autofd int lock = -1;

	if (trust < 0)
		return -1;
	lock = openat(trust, ".crl-lock", O_RDWR | O_CREAT | O_CLOEXEC | O_NOFOLLOW, 0600);
	if (lock < 0 || flock(lock, LOCK_EX) != 0) {
		vt_error_errno(error, "cannot lock '%s/trust'", conf->state);
		return -1;
	}
	return vt_fd_steal(&lock);
}

static bool open_all(update *u, GError **error)
{
	u->trust = open_trust(u->conf, error);
	u->incoming_path = g_build_filename(u->conf->state, "trust", "incoming", NULL);
	u->incoming = vt_io_open_dir(u->incoming_path, true, 0700, error);
	if (u->trust < 0 || u->incoming < 0)
		return false;
	vt_crl_sweep(u->incoming_path, u->incoming, ""); /* nothing in there is in use */
	u->memory = vt_crl_memory_read(u->trust);
	return true;
}

static void add_blocks(update *u)
{
	for (guint i = 0; i < u->conf->fetches->len; i++) {
		const vt_fetch *fetch = g_ptr_array_index(u->conf->fetches, i);
		vt_crl_source *source = vt_crl_source_new(fetch->name, fetch->issuer, true);

		for (guint j = 0; j < fetch->urls->len; j++)
			g_ptr_array_add(source->urls, g_strdup(g_ptr_array_index(fetch->urls, j)));
		g_ptr_array_add(u->sources, source);
	}
}

static bool has_url(const GPtrArray *sources, const char *url)
{
	for (guint i = 0; i < sources->len; i++) {
		const vt_crl_source *source = g_ptr_array_index(sources, i);

		for (guint j = 0; j < source->urls->len; j++)
			if (strcmp(g_ptr_array_index(source->urls, j), url) == 0)
				return true;
	}
	return false;
}

static bool add_points(update *u, GError **error)
{
	g_auto(vt_crl_listing) listing = { NULL };

	if (!u->conf->cdp)
		return true;
	if (!vt_crl_ask_list(u->conf, &listing, error))
		return false;
	for (guint i = 0; i < listing.points->len; i++) {
		const vt_crl_point *point = g_ptr_array_index(listing.points, i);
		g_autofree char *shown = vt_text_shown(point->url, 120);
		vt_crl_source *source;

		/* ldap: and the like stand beside http in many. */
		if (vt_url_fault(point->url) != NULL || has_url(u->sources, point->url)
		    || u->sources->len >= VT_MAX_FETCHES)
			continue;
		source = vt_crl_source_new(shown, point->issuer, false);
		g_ptr_array_add(source->urls, g_strdup(point->url));
		g_ptr_array_add(u->sources, source);
	}
	return true;
}

/* What is remembered counts while the file is there as it came. */
static const vt_crl_remembered *recall(const update *u, const char *url)
{
	const vt_crl_remembered *one = vt_crl_memory_of(u->memory, url);
	g_autofree char *path = NULL;
	g_autoptr(GBytes) bytes = NULL;
	char sha256[VT_SHA256_HEX];

	if (one == NULL || strchr(one->name, '/') != NULL)
		return NULL;
	path = g_strdup_printf("%s/%s.crl", u->conf->crls, one->name);
	bytes = vt_io_read_file(AT_FDCWD, path, VT_MAX_CRL_BYTES, NULL);
	if (bytes == NULL)
		return NULL;
	vt_sha256_hex(g_bytes_get_data(bytes, NULL), g_bytes_get_size(bytes), sha256);
	return strcmp(sha256, one->sha256) == 0 ? one : NULL;
}

static const char *or_null(const char *text)
{
	return text != NULL && *text != '\0' ? text : NULL;
}

static void take_file(update *u, vt_crl_source *source, const char *name, vt_crl_reply *reply)
{
	g_autoptr(GError) error = NULL;

	vt_crashpoint("crl.fetched");
	source->sealed = vt_crl_seal(u->incoming, name, u->conf->max_bytes, &error);
	if (source->sealed < 0) {
		vt_crl_source_end(source, VT_CRL_MISSED, g_strdup(error->message));
		return;
	}
	source->etag = g_steal_pointer(&reply->etag);
	source->modified = g_steal_pointer(&reply->modified);
	vt_crl_source_end(source, VT_CRL_WAITS, NULL);
}

/* true: the next URL need not be asked. */
static bool fetch_from(update *u, vt_crl_source *source, const char *name, char *url)
{
	const vt_crl_remembered *here = recall(u, url);
	g_auto(vt_crl_reply) reply = { .outcome = VT_CRL_FAILED };
	const vt_crl_fetching what = { .name = name,
				       .url = url,
				       .named = source->named,
				       .etag = here != NULL ? or_null(here->etag) : NULL,
				       .modified = here != NULL ? or_null(here->modified) : NULL };

	vt_crl_ask_fetch(u->conf, u->incoming_path, &u->fetcher, &what, &reply);
	source->url = url;
	if (reply.outcome == VT_CRL_FAILED || (reply.outcome == VT_CRL_UNCHANGED && here == NULL)) {
		vt_crl_source_end(source, VT_CRL_MISSED,
				  vt_text_shown(reply.why != NULL ? reply.why : "no reason", 200));
		return false;
	}
	if (reply.outcome == VT_CRL_UNCHANGED) {
		source->row.name = g_strdup(here->name);
		vt_crl_source_end(source, VT_CRL_SAME, NULL);
		return true;
	}
	take_file(u, source, name, &reply);
	return source->outcome == VT_CRL_WAITS;
}

static void fetch_all(update *u)
{
	for (guint i = 0; i < u->sources->len; i++) {
		vt_crl_source *source = g_ptr_array_index(u->sources, i);
		g_autofree char *name = g_strdup_printf("crl-%u", i);

		for (guint j = 0; j < source->urls->len; j++)
			if (fetch_from(u, source, name, g_ptr_array_index(source->urls, j)))
				break;
	}
}

static void remember(const update *u, const vt_crl_source *source)
{
	g_autoptr(GBytes) bytes = vt_io_read_fd(source->sealed, VT_MAX_CRL_BYTES, NULL);
	char sha256[VT_SHA256_HEX];

	if (bytes == NULL || (source->etag == NULL && source->modified == NULL))
		return;
	vt_sha256_hex(g_bytes_get_data(bytes, NULL), g_bytes_get_size(bytes), sha256);
	vt_crl_memory_put(u->memory,
			  &(vt_crl_remembered){
				  source->url, source->row.name, sha256,
				  source->etag != NULL ? source->etag : (char[]){ "" },
				  source->modified != NULL ? source->modified : (char[]){ "" } });
}

static void close_all(update *u)
{
	vt_started_free(u->fetcher);
	vt_crl_memory_free(u->memory);
	vt_fd_close(&u->trust);
	vt_fd_close(&u->incoming);
	g_free(u->incoming_path);
}

bool vt_crl_update(const vt_crl_conf *conf, GPtrArray *sources_out, GError **error)
{
	update u = { .conf = conf, .trust = -1, .incoming = -1, .sources = sources_out };
	bool ok = open_all(&u, error);

	if (ok) {
		add_blocks(&u);
		ok = add_points(&u, error);
	}
	if (ok) {
		fetch_all(&u);
		/* It ends before what it wrote is believed. */
		g_clear_pointer(&u.fetcher, vt_started_free);
		vt_crl_judge_all(conf, sources_out);
		for (guint i = 0; i < sources_out->len; i++) {
			const vt_crl_source *source = g_ptr_array_index(sources_out, i);

			if (source->sealed >= 0
			    && (source->outcome == VT_CRL_UPDATED
				|| source->outcome == VT_CRL_SAME))
				remember(&u, source);
		}
		/* Without it everything is fetched whole next time: no fault of the CRLs. */
		vt_crl_memory_write(u.memory, u.trust, NULL);
		vt_crl_sweep(u.incoming_path, u.incoming, "");
	}
	close_all(&u);
	return ok;
}

static bool was_renewed(const vt_crl_row *row, const GPtrArray *sources, int64_t now)
{
	for (guint i = 0; i < sources->len; i++) {
		const vt_crl_source *source = g_ptr_array_index(sources, i);

		if ((source->outcome == VT_CRL_UPDATED || source->outcome == VT_CRL_SAME)
		    && g_strcmp0(source->row.name, row->name) == 0)
			return row->until >= now;
	}
	return false;
}

char *vt_crl_warning(const vt_crl_conf *conf, const GPtrArray *known, const GPtrArray *sources,
		     int64_t now)
{
	g_autoptr(GString) text = g_string_new(NULL);

	for (guint i = 0; i < known->len; i++) {
		const vt_crl_row *row = g_ptr_array_index(known, i);
		g_autofree char *until = NULL;
		g_autofree char *line = NULL;

		/* After a delta the complete list still stands. */
		if (row->is_delta || *row->name == '\0' || row->until == VT_TIME_NONE
		    || row->until - now >= conf->warn_before || was_renewed(row, sources, now))
			continue;
		until = vt_clock_stamp_vietnam(row->until);
		line = g_strdup_printf("%s%s (%s)", text->len > 0 ? "; " : "", row->issuer, until);
		if (text->len + strlen(line) > MAX_WARNING) {
			g_string_append(text, "; …");
			break;
		}
		g_string_append(text, line);
	}
	return text->len > 0 ? g_string_free(g_steal_pointer(&text), FALSE) : NULL;
}
