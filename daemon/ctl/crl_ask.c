/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * crl_ask - what vanthuctl asks vanthu-fetch and vanthu-inspect --judge about CRLs
 */
#include "ctl/crl_ask.h"

#include <string.h>

#include "base/clock.h"
#include "base/error.h"
#include "base/io.h"
#include "base/limits.h"

#define JUDGE_SECONDS 120 /* its processor time ends before */
#define GRACE_SECONDS 15  /* for names that are looked up, and a busy machine */
#define MAX_WHY       1000
#define MAX_TAG       512
#define MAX_KNOWN     10000

static void point_free(void *data)
{
	vt_crl_point *point = data;

	g_free(point->url);
	g_free(point->issuer);
	g_free(point);
}

static void row_free(void *data)
{
	vt_crl_row_clear(data);
	g_free(data);
}

void vt_crl_listing_clear(vt_crl_listing *listing)
{
	g_clear_pointer(&listing->points, g_ptr_array_unref);
	g_clear_pointer(&listing->known, g_ptr_array_unref);
}

void vt_crl_reply_clear(vt_crl_reply *reply)
{
	g_clear_pointer(&reply->why, g_free);
	g_clear_pointer(&reply->etag, g_free);
	g_clear_pointer(&reply->modified, g_free);
}

static vt_started *start_judge(const vt_crl_conf *conf, const char *issuer, GError **error)
{
	const char *const arguments[] = {
		"--judge",
		"--offline",
		"--trust",
		conf->roots,
		"--intermediate",
		conf->intermediates,
		"--crl",
		conf->crls,
		issuer != NULL ? "--issuer" : NULL,
		issuer,
		NULL,
	};

	return vt_started_new("vanthu-inspect", arguments, error);
}

static bool unreadable(GError **error)
{
	return vt_error_set(error, VT_NEVER, "an answer does not read");
}

static bool take_point(vt_reader *r, vt_crl_listing *listing)
{
	vt_crl_point *point = g_new0(vt_crl_point, 1);

	point->url = vt_read_text(r, VT_MAX_URL_BYTES);
	point->issuer = vt_read_text(r, VT_SHA256_HEX - 1);
	g_ptr_array_add(listing->points, point);
	return vt_reader_done(r, NULL) && point->url != NULL && point->issuer != NULL
	       && listing->points->len <= VT_MAX_FETCHES;
}

static bool take_known(vt_reader *r, vt_crl_listing *listing)
{
	vt_crl_row *row = g_new0(vt_crl_row, 1);

	vt_read_crl(r, row);
	g_ptr_array_add(listing->known, row);
	return vt_reader_done(r, NULL) && listing->known->len <= MAX_KNOWN;
}

/* false: it does not read, or is not the time for it. */
static bool take_listed(const vt_packet *packet, vt_crl_listing *listing, bool *over_out)
{
	vt_reader r = vt_packet_reader(packet);

	(void)vt_read_u64(&r);
	*over_out = packet->kind == VT_KIND_CRL_LISTED;
	if (packet->kind == VT_KIND_CRL_POINT)
		return take_point(&r, listing);
	if (packet->kind == VT_KIND_CRL_KNOWN)
		return take_known(&r, listing);
	return *over_out && vt_reader_done(&r, NULL);
}

bool vt_crl_ask_list(const vt_crl_conf *conf, vt_crl_listing *listing_out, GError **error)
{
	g_autoptr(vt_started) judge = start_judge(conf, NULL, error);
	g_auto(vt_writer) w = vt_writer_new();
	bool over = false;

	listing_out->points = g_ptr_array_new_with_free_func(point_free);
	listing_out->known = g_ptr_array_new_with_free_func(row_free);
	vt_write_u64(&w, 1);
	if (judge == NULL || !vt_started_send(judge, VT_KIND_CRL_LIST, &w, -1, error))
		return false;
	while (!over) {
		g_auto(vt_packet) packet = { .fd = -1 };

		if (!vt_started_hear(judge, JUDGE_SECONDS, &packet, error))
			return false;
		if (!take_listed(&packet, listing_out, &over))
			return unreadable(error);
	}
	return true;
}

bool vt_crl_ask_judge(const vt_crl_conf *conf, const char *issuer, int sealed, char **why_out,
		      vt_crl_row *row_out, GError **error)
{
	g_autoptr(vt_started) judge = start_judge(conf, issuer, error);
	g_auto(vt_writer) w = vt_writer_new();
	g_auto(vt_packet) packet = { .fd = -1 };
	g_auto(vt_crl_row) row = { NULL };
	g_autofree char *why = NULL;
	vt_reader r;

	vt_write_u64(&w, 1);
	vt_write_i64(&w, vt_clock_now());
	if (judge == NULL || !vt_started_send(judge, VT_KIND_CRL_JUDGE, &w, sealed, error)
	    || !vt_started_hear(judge, JUDGE_SECONDS, &packet, error))
		return false;
	r = vt_packet_reader(&packet);
	(void)vt_read_u64(&r);
	why = vt_read_text(&r, MAX_WHY);
	vt_read_crl(&r, &row);
	if (packet.kind != VT_KIND_CRL_JUDGED || !vt_reader_done(&r, NULL)
	    || (why == NULL && (*row.name == '\0' || strlen(row.sha256) != VT_SHA256_HEX - 1)))
		return unreadable(error);
	*why_out = g_steal_pointer(&why);
	*row_out = row;
	row = (vt_crl_row){ NULL };
	return true;
}

static vt_started *start_fetcher(const vt_crl_conf *conf, const char *incoming, GError **error)
{
	g_autofree char *seconds = g_strdup_printf("%" G_GINT64_FORMAT, conf->seconds);
	g_autofree char *bytes = g_strdup_printf("%" G_GUINT64_FORMAT, conf->max_bytes);
	g_autoptr(GPtrArray) arguments = g_ptr_array_new();
	const char *const pairs[][2] = {
		{ "--incoming", incoming },     { "--seconds", seconds },
		{ "--bytes", bytes },           { "--proxy", conf->proxy },
		{ "--roots", conf->tls_roots }, { "--private", conf->may_private ? "yes" : NULL },
	};

	g_ptr_array_add(arguments, (gpointer)(guintptr) "--offline");
	for (size_t i = 0; i < G_N_ELEMENTS(pairs); i++) {
		if (pairs[i][1] == NULL)
			continue;
		g_ptr_array_add(arguments, (gpointer)(guintptr)pairs[i][0]);
		g_ptr_array_add(arguments, (gpointer)(guintptr)pairs[i][1]);
	}
	g_ptr_array_add(arguments, NULL);
	return vt_started_new("vanthu-fetch", (const char *const *)arguments->pdata, error);
}

/* Kept in a file with tabs and lines, and sent back to a server as it is. */
static bool is_line(const char *tag)
{
	for (; tag != NULL && *tag != '\0'; tag++)
		if (*tag < ' ' || *tag > '~')
			return false;
	return true;
}

static bool read_reply(const vt_packet *packet, vt_crl_reply *reply)
{
	vt_reader r = vt_packet_reader(packet);

	(void)vt_read_u64(&r);
	reply->outcome = (vt_crl_fetched)vt_read_enum(&r, VT_N_CRL_FETCHES);
	reply->why = vt_read_text(&r, MAX_WHY);
	reply->etag = vt_read_text(&r, MAX_TAG);
	reply->modified = vt_read_text(&r, MAX_TAG);
	return packet->kind == VT_KIND_FETCH_DONE && vt_reader_done(&r, NULL)
	       && is_line(reply->etag) && is_line(reply->modified);
}

static bool ask_fetch(const vt_crl_conf *conf, const char *incoming, vt_started **fetcher,
		      const vt_crl_fetching *what, vt_crl_reply *reply, GError **error)
{
	g_auto(vt_writer) w = vt_writer_new();
	g_auto(vt_packet) packet = { .fd = -1 };

	if (*fetcher == NULL)
		*fetcher = start_fetcher(conf, incoming, error);
	vt_write_u64(&w, 1);
	vt_write_text(&w, what->name);
	vt_write_text(&w, what->url);
	vt_write_bool(&w, what->named);
	vt_write_text(&w, what->etag);
	vt_write_text(&w, what->modified);
	if (*fetcher == NULL || !vt_started_send(*fetcher, VT_KIND_FETCH, &w, -1, error)
	    || !vt_started_hear(*fetcher, conf->seconds + GRACE_SECONDS, &packet, error))
		return false;
	return read_reply(&packet, reply) || unreadable(error);
}

void vt_crl_ask_fetch(const vt_crl_conf *conf, const char *incoming, vt_started **fetcher,
		      const vt_crl_fetching *what, vt_crl_reply *reply_out)
{
	g_autoptr(GError) error = NULL;

	*reply_out = (vt_crl_reply){ .outcome = VT_CRL_FAILED };
	if (ask_fetch(conf, incoming, fetcher, what, reply_out, &error))
		return;
	vt_crl_reply_clear(reply_out);
	*reply_out = (vt_crl_reply){ .outcome = VT_CRL_FAILED, .why = g_strdup(error->message) };
	g_clear_pointer(fetcher, vt_started_free);
}
