/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * scanning - a queue before vanthu-scan, with patience
 */
#include "proc/registrar/scanning.h"

#include "base/clock.h"
#include "base/error.h"
#include "base/io.h"
#include "base/limits.h"
#include "base/log.h"
#include "proc/registrar/arrival_flow.h"
#include "proc/registrar/extraction.h"
#include "proc/registrar/mail_flow.h"
#include "store/arrivals.h"
#include "store/files.h"
#include "work/notices.h"

#define TICK_MS        250
#define FIRST_PAUSE_MS 500
#define LAST_PAUSE_MS  30000
/* Reports that wait in memory for a scan; each has at most a few hundred KiB. */
#define MAX_REPORTS    64
#define MAX_TEXT_BYTES 500 /* of an answer */
#define MAX_SLACK      (2 * 86400)

typedef struct scan {
	char *id;
	uint64_t request; /* 0 = not with vanthu-scan */
	bool impatient;   /* one try */
	bool answered;    /* code and detail hold */
	unsigned tries;   /* that failed */
	int64_t since_ms; /* asked for */
	int64_t next_ms;  /* not tried before */
	vt_code code;
	char *detail;
	char *fault;      /* of the last try */
	vt_scanned *done; /* NULL = nobody waits yet */
	void *data;
} scan;

struct vt_scanning {
	bool is_on;
	unsigned most;
	int64_t patience_ms, max_age; /* max_age: seconds */
	bool hold_old;
	GQueue all;       /* scan *, in the order they were asked for */
	GHashTable *ids;  /* id -> scan *, borrowed */
	GHashTable *sent; /* request -> scan *, borrowed */
	unsigned timer;
	int64_t down_ms;       /* since when nothing has succeeded; 0 = the last one did */
	bool told_down;        /* the administrator knows of this outage */
	bool is_known;         /* clamd has said its version in this life */
	int64_t signatures_at; /* 0 = it does not say */
	int64_t slack;         /* seconds that it may be wrong by */
	char *version, *fault; /* of its last answer; either may be NULL */
};

static int64_t now_ms(void)
{
	return g_get_monotonic_time() / 1000;
}

static void scan_free(void *data)
{
	scan *s = data;

	g_free(s->id);
	g_free(s->detail);
	g_free(s->fault);
	g_free(s);
}

vt_scanning *vt_scanning_new(const vt_office *office)
{
	vt_scanning *scanning = g_new0(vt_scanning, 1);
	const vt_block *block = vt_settings_one(office->settings, "clamd");

	scanning->is_on = vt_settings_count(office->settings, "clamd") > 0;
	scanning->most = (unsigned)vt_block_int(block, "connections");
	scanning->patience_ms = vt_block_int(block, "patience") * 1000;
	scanning->max_age = vt_block_int(block, "max-age");
	scanning->hold_old = g_strcmp0(vt_block_text(block, "stale"), "hold") == 0;
	g_queue_init(&scanning->all);
	scanning->ids = g_hash_table_new(g_str_hash, g_str_equal);
	scanning->sent = g_hash_table_new(g_int64_hash, g_int64_equal);
	return scanning;
}

void vt_scanning_free(vt_scanning *scanning)
{
	if (scanning == NULL)
		return;
	g_hash_table_unref(scanning->ids);
	g_hash_table_unref(scanning->sent);
	g_queue_clear_full(&scanning->all, scan_free);
	g_free(scanning->version);
	g_free(scanning->fault);
	g_free(scanning);
}

bool vt_scanning_is_full(const vt_scanning *scanning)
{
	unsigned waiting = 0;

	if (!scanning->is_on)
		return false;
	for (const GList *at = scanning->all.head; at != NULL; at = at->next)
		waiting += ((const scan *)at->data)->done != NULL;
	return waiting >= MAX_REPORTS;
}

/* --- answers --- */

static bool is_old(const vt_scanning *scanning)
{
	return scanning->is_known
	       && (scanning->signatures_at == 0
		   || vt_clock_now() - scanning->signatures_at
			      > scanning->max_age + scanning->slack);
}

/* Tells whoever waits; the scan is gone afterwards. */
static void tell(vt_registrar *registrar, scan *take_s)
{
	vt_scanning *scanning = registrar->scanning;

	if (take_s->done == NULL)
		return;
	g_hash_table_remove(scanning->ids, take_s->id);
	g_queue_remove(&scanning->all, take_s);
	take_s->done(registrar, take_s->code, take_s->detail, take_s->data);
	scan_free(take_s);
}

static void settle(vt_registrar *registrar, scan *s, vt_code code, const char *detail)
{
	s->answered = true;
	s->code = code;
	s->detail = g_strdup(detail != NULL ? detail : "");
	tell(registrar, s);
}

static bool act_down(vt_registrar *registrar, void *data, GError **error)
{
	return vt_notices_scanner(registrar->store, registrar->office, VT_SCANNER_DOWN, data,
				  vt_clock_now(), error);
}

static bool act_old(vt_registrar *registrar, void *data, GError **error)
{
	return vt_notices_scanner(registrar->store, registrar->office, VT_SCANNER_OLD, data,
				  vt_clock_now(), error);
}

static void tell_admin(vt_registrar *registrar, bool (*act)(vt_registrar *, void *, GError **),
		       const char *detail)
{
	vt_batch_add(registrar->batch, &(vt_task){ .name = "scanner",
						   .order = G_MAXINT64,
						   .act = act,
						   .settled = vt_mail_flow_settled,
						   .data = g_strdup(detail),
						   .free_data = g_free });
}

static void give_up(vt_registrar *registrar, scan *s)
{
	vt_scanning *scanning = registrar->scanning;
	const char *fault = s->fault != NULL ? s->fault : "vanthu-scan is not running";
	g_autofree char *shown = vt_log_value(fault);

	vt_log(VT_LOG_ERROR, s->id, "not-scanned", "tries=%u fault=%s", s->tries, shown);
	if (!scanning->told_down && !s->impatient) {
		scanning->told_down = true;
		tell_admin(registrar, act_down, fault);
	}
	settle(registrar, s, VT_CODE_SCAN_FAILED, "");
}

/* Has this message waited long enough, or clamd failed everybody for that long? A long queue before
 * a clamd that works is no fault. */
static bool is_over(const vt_scanning *scanning, const scan *s, int64_t now)
{
	bool down = scanning->down_ms != 0;

	return (s->impatient && s->tries > 0)
	       || ((s->tries > 0 || down) && now - s->since_ms >= scanning->patience_ms)
	       || (s->tries > 0 && down && now - scanning->down_ms >= scanning->patience_ms);
}

static void failed(vt_registrar *registrar, scan *s, const char *fault)
{
	vt_scanning *scanning = registrar->scanning;
	g_autofree char *shown = vt_log_value(fault);
	int64_t now = now_ms();
	int64_t pause = FIRST_PAUSE_MS << MIN(s->tries, 8);

	vt_log(s->tries == 0 ? VT_LOG_WARNING : VT_LOG_DEBUG, s->id, "scan-failed",
	       "tries=%u fault=%s", s->tries + 1, shown);
	s->tries++;
	s->request = 0;
	s->next_ms = now + MIN(MIN(pause, LAST_PAUSE_MS), scanning->patience_ms / 4 + 1);
	g_free(s->fault);
	s->fault = g_strdup(fault);
	if (scanning->down_ms == 0)
		scanning->down_ms = now;
	if (is_over(scanning, s, now))
		give_up(registrar, s);
}

/* How many messages wait for clamd alone, and how to let them in. */
static void tell_back(vt_registrar *registrar)
{
	vt_scanning *scanning = registrar->scanning;
	g_autoptr(GPtrArray) held =
		vt_arrivals_held_by_code(registrar->store, NULL, VT_CODE_SCAN_FAILED, NULL);

	scanning->down_ms = 0;
	if (!scanning->told_down)
		return;
	scanning->told_down = false;
	vt_log(VT_LOG_INFO, "-", "clamd-back", "held=%u ask=\"vanthuctl retry --code %d\"",
	       held != NULL ? held->len : 0, VT_CODE_SCAN_FAILED);
}

static void succeeded(vt_registrar *registrar, scan *s, vt_code code, const char *text)
{
	vt_scanning *scanning = registrar->scanning;

	if (scanning->down_ms != 0)
		tell_back(registrar);
	if (code == 0 && scanning->hold_old && is_old(scanning))
		settle(registrar, s, VT_CODE_SIGNATURES_OLD, scanning->version);
	else
		settle(registrar, s, code, text);
}

/* From the loop only: with answers gone, more may be inspected. */
static void go_on(vt_registrar *registrar)
{
	vt_scanning_pump(registrar);
	vt_arrival_flow_pump(registrar);
}

void vt_on_scanned(vt_run *run, vt_peer *peer, vt_packet *packet)
{
	vt_registrar *registrar = vt_registrar_of(run);
	vt_scanning *scanning = registrar->scanning;
	vt_reader reader = vt_packet_reader(packet);
	uint64_t request = vt_read_u64(&reader);
	uint32_t code = vt_read_u32(&reader);
	g_autofree char *text = vt_read_text(&reader, MAX_TEXT_BYTES);
	scan *s;

	if (!vt_reader_done(&reader, NULL)
	    || (code != 0 && code != VT_CODE_INFECTED && code != VT_CODE_SCAN_FAILED
		&& code != VT_CODE_SCAN_TOO_BIG)) {
		vt_peer_broken(peer, "the end of a scan that does not read");
		return;
	}
	s = g_hash_table_lookup(scanning->sent, &request);
	if (s == NULL)
		return; /* asked of an older one */
	g_hash_table_remove(scanning->sent, &request);
	if (code == VT_CODE_SCAN_FAILED)
		failed(registrar, s, text != NULL ? text : "");
	else if (code == 0 && scanning->hold_old && !scanning->is_known)
		failed(registrar, s, "the age of the signatures is not known yet");
	else
		succeeded(registrar, s, (vt_code)code, text);
	go_on(registrar);
}

/* --- the queue --- */

static void tick(vt_run *run, void *data);

static void send_scan(vt_registrar *registrar, vt_peer *peer, scan *s)
{
	vt_scanning *scanning = registrar->scanning;
	g_auto(vt_writer) writer = vt_writer_new();
	g_autoptr(GError) error = NULL;
	g_autoptr(vt_arrival) arrival = vt_arrivals_get(registrar->store, s->id, &error);
	vt_autofd int fd = arrival != NULL ? vt_files_open(registrar->store, arrival, &error) : -1;

	if (fd < 0) {
		g_free(s->fault);
		s->fault = g_strdup(error != NULL ? error->message : "no such message");
		give_up(registrar, s);
		return;
	}
	s->request = vt_registrar_request(registrar);
	g_hash_table_insert(scanning->sent, &s->request, s);
	vt_write_u64(&writer, s->request);
	vt_peer_send(peer, VT_KIND_SCAN, &writer, fd);
}

/* One round: what is due goes out, what waits too long is given up. Answers change the list, so it
 * is walked from the start again after each. */
static bool step(vt_registrar *registrar, vt_peer *peer)
{
	vt_scanning *scanning = registrar->scanning;
	int64_t now = now_ms();
	bool room = peer != NULL && g_hash_table_size(scanning->sent) < scanning->most;

	for (GList *at = scanning->all.head; at != NULL; at = at->next) {
		scan *s = at->data;

		if (s->answered || s->request != 0)
			continue;
		if (is_over(scanning, s, now)) {
			give_up(registrar, s);
			return true;
		}
		if (room && s->next_ms <= now) {
			send_scan(registrar, peer, s);
			return true;
		}
	}
	return false;
}

void vt_scanning_pump(vt_registrar *registrar)
{
	vt_scanning *scanning = registrar->scanning;
	vt_peer *peer = vt_run_peer(registrar->run, VT_PROGRAM_SCAN);

	if (peer == NULL && scanning->all.length > 0 && scanning->down_ms == 0)
		scanning->down_ms = now_ms();
	while (step(registrar, peer)) {
	}
	if (scanning->timer == 0 && scanning->all.length > 0)
		scanning->timer = vt_run_after(registrar->run, TICK_MS, tick, registrar);
}

static void tick(vt_run *run, void *data)
{
	vt_registrar *registrar = data;

	(void)run;
	registrar->scanning->timer = 0;
	go_on(registrar);
}

static scan *add_scan(vt_scanning *scanning, const char *id)
{
	scan *s = g_new0(scan, 1);

	s->id = g_strdup(id);
	s->since_ms = now_ms();
	g_queue_push_tail(&scanning->all, s);
	g_hash_table_insert(scanning->ids, s->id, s);
	return s;
}

void vt_scanning_begin(vt_registrar *registrar, const char *id, bool impatient)
{
	vt_scanning *scanning = registrar->scanning;

	if (!scanning->is_on || g_hash_table_contains(scanning->ids, id))
		return;
	add_scan(scanning, id)->impatient = impatient;
	vt_scanning_pump(registrar);
}

void vt_scanning_await(vt_registrar *registrar, const char *id, vt_scanned *done, void *data)
{
	vt_scanning *scanning = registrar->scanning;
	scan *s = scanning->is_on ? g_hash_table_lookup(scanning->ids, id) : NULL;

	if (!scanning->is_on) {
		done(registrar, 0, "", data);
		return;
	}
	if (s == NULL)
		s = add_scan(scanning, id);
	s->done = done;
	s->data = data;
	if (s->answered)
		tell(registrar, s);
	vt_scanning_pump(registrar);
}

void vt_scanning_lost(vt_registrar *registrar)
{
	vt_scanning *scanning = registrar->scanning;
	g_autoptr(GPtrArray) lost = vt_steal_values(scanning->sent);

	for (guint i = 0; i < lost->len; i++)
		failed(registrar, g_ptr_array_index(lost, i), "vanthu-scan ended");
	go_on(registrar);
}

/* --- the signatures --- */

void vt_on_signatures(vt_run *run, vt_peer *peer, vt_packet *packet)
{
	vt_registrar *registrar = vt_registrar_of(run);
	vt_scanning *scanning = registrar->scanning;
	vt_reader reader = vt_packet_reader(packet);
	int64_t at = vt_read_i64(&reader);
	int64_t slack = vt_read_i64(&reader);
	g_autofree char *version = vt_read_text(&reader, MAX_TEXT_BYTES);
	g_autofree char *fault = vt_read_text(&reader, MAX_TEXT_BYTES);
	g_autofree char *made = NULL, *shown = NULL;
	bool is_news;

	if (!vt_reader_done(&reader, NULL)) {
		vt_peer_broken(peer, "signatures that do not read");
		return;
	}
	g_free(scanning->fault);
	scanning->fault = g_steal_pointer(&fault);
	if (version == NULL)
		return; /* what was known still holds */
	is_news = !scanning->is_known || at != scanning->signatures_at
		  || g_strcmp0(version, scanning->version) != 0;
	scanning->is_known = true;
	scanning->signatures_at = at;
	scanning->slack = CLAMP(slack, 0, MAX_SLACK);
	made = at != 0 ? vt_clock_iso_vietnam(at) : g_strdup("-");
	shown = vt_log_value(version);
	g_free(scanning->version);
	scanning->version = g_steal_pointer(&version);
	if (is_news)
		vt_log(is_old(scanning) ? VT_LOG_WARNING : VT_LOG_INFO, "-",
		       is_old(scanning) ? "virus-signatures-old" : "virus-signatures",
		       "version=%s made=%s", shown, made);
	if (is_old(scanning))
		tell_admin(registrar, act_old, made);
}

void vt_scanning_status(const vt_call *call, vt_scanning_row *row)
{
	const vt_scanning *scanning = call->registrar->scanning;
	g_autofree char *made = NULL;
	bool runs = vt_run_peer(call->registrar->run, VT_PROGRAM_SCAN) != NULL;
	const char *answers = scanning->version;

	if (!scanning->is_on)
		return;
	if (scanning->fault != NULL || answers == NULL || scanning->down_ms != 0)
		answers = "NOT ANSWERING";
	row(call, vt_program_name(VT_PROGRAM_SCAN), runs ? "running" : "not running");
	row(call, "clamd", answers);
	if (!scanning->is_known)
		made = g_strdup("NOT KNOWN");
	else if (scanning->signatures_at == 0)
		made = g_strdup("OF UNKNOWN AGE");
	else
		made = vt_clock_iso_vietnam(scanning->signatures_at);
	if (scanning->signatures_at != 0 && is_old(scanning)) {
		g_autofree char *old = g_strconcat(made, " OLD", NULL);

		row(call, "virus-signatures", old);
	} else {
		row(call, "virus-signatures", made);
	}
}
