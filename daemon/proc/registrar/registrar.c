/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * vanthu-registrar - the only opener of the database: every act of the office happens here
 *
 * No network, no parsing of mail: bounded reports come in, acts are committed, mails go out.
 */
#include "proc/registrar/registrar.h"

#include "base/clock.h"
#include "base/error.h"
#include "base/log.h"
#include "proc/registrar/arrival_flow.h"
#include "proc/registrar/backup_clock.h"
#include "proc/registrar/control.h"
#include "proc/registrar/export.h"
#include "proc/registrar/extraction.h"
#include "proc/registrar/import.h"
#include "proc/registrar/inspect_watch.h"
#include "proc/registrar/keeping.h"
#include "proc/registrar/look_around.h"
#include "proc/registrar/mail_flow.h"
#include "proc/registrar/mail_send.h"
#include "proc/registrar/metrics.h"
#include "proc/registrar/moving.h"
#include "proc/registrar/offline.h"
#include "proc/registrar/recheck.h"
#include "proc/registrar/scanning.h"
#include "proc/registrar/time_clock.h"
#include "store/search_outgoing.h"
#include "store/arrivals.h"
#include "store/outbox.h"
#include "work/balance.h"
#include "work/notices.h"
#include "work/retention.h"
#include "work/seal.h"

#define LATER_MS      1000
#define SEAL_AGAIN_MS 2000
#define PURGE_BATCH   100
#define SECONDS_A_DAY 86400
#define NIGHT_MINUTE  120 /* when signers are looked at: little mail comes at two o'clock */

vt_registrar *vt_registrar_of(vt_run *run)
{
	return vt_run_data(run);
}

uint64_t vt_registrar_request(vt_registrar *registrar)
{
	return ++registrar->next_request;
}

static void seal_again(vt_run *run, void *data)
{
	vt_registrar *registrar = data;
	g_autoptr(GError) error = NULL;

	(void)run;
	registrar->seal_unfinished = false;
	if (vt_registrar_finish_seal(registrar, &error))
		vt_log(VT_LOG_INFO, "-", "seal-finished", "%s", "");
}

bool vt_registrar_finish_seal(vt_registrar *registrar, GError **error)
{
	if (vt_seal_finish(registrar->store, error))
		return true;
	if (!registrar->seal_unfinished)
		vt_run_after(registrar->run, SEAL_AGAIN_MS, seal_again, registrar);
	registrar->seal_unfinished = true;
	return false;
}

static void registrar_free(void *data)
{
	vt_registrar *registrar = data;

	vt_batch_free(registrar->batch);
	vt_arrival_flow_free(registrar->arrivals);
	vt_extractions_free(registrar->extractions);
	vt_keeping_free(registrar->keeping);
	vt_scanning_free(registrar->scanning);
	vt_rechecking_free(registrar->rechecking);
	vt_mail_flow_free(registrar->mails);
	vt_mail_send_free(registrar->sends);
	vt_backup_clock_free(registrar->backup_clock);
	vt_time_clock_free(registrar->time_clock);
	vt_metrics_free(registrar->metrics);
	vt_control_free(registrar->control);
	vt_store_close(registrar->store);
	g_free(registrar->state_path);
	g_free(registrar);
}

/* --- clockwork: balance at its hour, retention once a day, clock watched --- */

/* Seconds until the next such minute of the day in Vietnam; a whole day when it is now. */
static int64_t until_minute(int64_t now, int64_t minute)
{
	int64_t of_day = (now + VT_VIETNAM_SECONDS) % SECONDS_A_DAY;
	int64_t wait = minute * 60 - of_day;

	return wait > 0 ? wait : wait + SECONDS_A_DAY;
}

/* What the balance tells the clerk, for who can mend it. */
static bool log_gateway(vt_registrar *registrar, int64_t now, GError **error)
{
	const GPtrArray *owns = registrar->office->directory->own;

	for (unsigned i = 0; i < owns->len; i++) {
		const vt_own *own = g_ptr_array_index(owns, i);
		vt_balance balance;

		if (!vt_balance_make(registrar->store, own->key, now, &balance, error))
			return false;
		if (vt_notices_gateway(registrar->office, &balance))
			vt_log(VT_LOG_WARNING, "-", "mail-gateway",
			       "own=%s messages=%" G_GINT64_FORMAT " senders=%" G_GINT64_FORMAT
			       " advice=\"exempt multipart/signed from footers, subject tags and "
			       "re-encoding; see GATEWAYS in vanthud(8)\"",
			       own->key, balance.gateway, balance.gateway_senders);
	}
	return true;
}

static bool tell_balance(vt_registrar *registrar, int64_t now, GError **error)
{
	return vt_notices_balance(registrar->store, registrar->office, now, error)
	       && log_gateway(registrar, now, error);
}

static bool act_balance(vt_registrar *registrar, void *data, GError **error)
{
	(void)data;
	return tell_balance(registrar, vt_clock_now(), error);
}

/* The balance whose hour passed while nobody was there to write it. */
static bool act_missed_balance(vt_registrar *registrar, void *data, GError **error)
{
	const vt_block *notices = vt_settings_one(registrar->office->settings, "notices");
	int64_t now = vt_clock_now();
	int64_t due = now + until_minute(now, vt_block_int(notices, "balance-at")) - SECONDS_A_DAY;
	vt_arrival_counts before = { 0 };
	bool made = false;

	(void)data;
	if (!vt_outbox_made_since(registrar->store, VT_NOTICE_BALANCE, due, &made, error)
	    || !vt_arrivals_count(registrar->store, NULL, 0, due, &before, error))
		return false;
	return made || before.total == 0 || tell_balance(registrar, due, error);
}

static bool act_purge(vt_registrar *registrar, void *data, GError **error)
{
	const vt_block *retain = vt_settings_one(registrar->office->settings, "retain");
	(void)data;
	registrar->purged = 0;
	return vt_retention_purge(registrar->store, vt_block_int(retain, "unregistered"),
				  vt_clock_now(), PURGE_BATCH, &registrar->purged, error);
}

static bool act_clock(vt_registrar *registrar, void *data, GError **error)
{
	(void)data;
	return vt_notices_clock(registrar->store, registrar->office, vt_clock_now(), error);
}

/* Outgoing documents of a database that knew no search for them. */
static bool act_fill(vt_registrar *registrar, void *data, GError **error)
{
	unsigned n = 0;

	(void)data;
	return vt_search_outgoing_fill(registrar->store, &n, error);
}

static void clockwork_settled(vt_registrar *registrar, void *data, bool kept, const GError *error);

static void add_clockwork(vt_registrar *registrar, const char *name,
			  bool (*act)(vt_registrar *, void *, GError **))
{
	vt_batch_add(registrar->batch, &(vt_task){ .name = name,
						   .order = G_MAXINT64,
						   .act = act,
						   .settled = clockwork_settled });
}

static void clockwork_settled(vt_registrar *registrar, void *data, bool kept, const GError *error)
{
	bool more = kept && registrar->purged >= PURGE_BATCH;

	(void)data;
	(void)error;
	/* A day with more than one batch of them is not put off until tomorrow. */
	registrar->purged = 0;
	if (more)
		add_clockwork(registrar, "purge", act_purge);
	vt_mail_flow_pump(registrar);
}

static int64_t last_night(int64_t now)
{
	return now + until_minute(now, NIGHT_MINUTE) - SECONDS_A_DAY;
}

static void night(vt_run *run, void *data)
{
	vt_registrar *registrar = data;

	vt_recheck_signers(registrar, vt_clock_now());
	vt_run_after(run, until_minute(vt_clock_now(), NIGHT_MINUTE) * 1000, night, registrar);
}

static void balance_hour(vt_run *run, void *data);

static void wind_clockwork(vt_registrar *registrar)
{
	const vt_block *notices = vt_settings_one(registrar->office->settings, "notices");

	vt_run_after(registrar->run,
		     until_minute(vt_clock_now(), vt_block_int(notices, "balance-at")) * 1000,
		     balance_hour, registrar);
}

static void balance_hour(vt_run *run, void *data)
{
	vt_registrar *registrar = data;

	(void)run;
	add_clockwork(registrar, "balance", act_balance);
	add_clockwork(registrar, "purge", act_purge);
	if (!vt_clock_is_synchronised())
		add_clockwork(registrar, "clock", act_clock);
	wind_clockwork(registrar);
}

/* --- the loop --- */

/* A mail whose program is not running yet is due all the same. */
static bool has_due_mail(const vt_registrar *registrar, vt_mail_state state)
{
	g_autoptr(GPtrArray) due = vt_outbox_due(registrar->store, state, vt_clock_now(), 1, NULL);

	return due != NULL && due->len > 0;
}

static bool is_idle(const vt_registrar *registrar)
{
	return vt_batch_waiting(registrar->batch) == 0
	       && vt_arrival_flow_busy(registrar->arrivals) == 0
	       && vt_mail_flow_busy(registrar->mails) == 0
	       && vt_mail_send_busy(registrar->sends) == 0
	       && !has_due_mail(registrar, VT_MAIL_DRAFT)
	       && !has_due_mail(registrar, VT_MAIL_COMPOSED);
}

static void later(vt_run *run, void *data)
{
	(void)run;
	(void)data;
}

/* A COMMIT that could not be made for lack of a resource is tried again when the loop comes round.
 */
static bool idle(vt_run *run)
{
	vt_registrar *registrar = vt_registrar_of(run);
	bool wait = false;
	bool more = vt_batch_run(registrar->batch, registrar, &wait);

	if (wait)
		vt_run_after(run, LATER_MS, later, NULL);
	else if (!more && vt_control_is_waited_for(registrar->control))
		vt_control_idle(registrar, is_idle(registrar));
	return more && !wait;
}

/* inspect begins anew when a pin, an intermediate or a CRL has changed: how many messages wait for
 * just such a thing, and how to ask what it frees. */
static void tell_held_for_trust(const vt_registrar *registrar)
{
	static const vt_code codes[] = {
		VT_CODE_UNKNOWN_CA, VT_CODE_CRL_MISSING,          VT_CODE_CRL_STALE,
		VT_CODE_NO_ANCHOR,  VT_CODE_CERT_WITHOUT_ADDRESS, VT_CODE_UNKNOWN_AGENCY
	};

	for (unsigned i = 0; i < G_N_ELEMENTS(codes); i++) {
		g_autoptr(GPtrArray) held =
			vt_arrivals_held_by_code(registrar->store, NULL, (int)codes[i], NULL);

		if (held != NULL && held->len > 0)
			vt_log(VT_LOG_INFO, "-", "held-for-trust",
			       "code=%d name=%s n=%u ask=\"vanthuctl retry --code %d --dry-run\"",
			       (int)codes[i], vt_code_find((int)codes[i])->name, held->len,
			       (int)codes[i]);
	}
}

static bool is_intake(const vt_peer *peer)
{
	return vt_peer_program(peer) == VT_PROGRAM_INTAKE
	       || vt_peer_program(peer) == VT_PROGRAM_IMAP;
}

static void peer_new(vt_run *run, vt_peer *peer)
{
	vt_registrar *registrar = vt_registrar_of(run);

	if (vt_peer_program(peer) != VT_PROGRAM_CTL)
		vt_metrics_came(registrar, peer);
	if (vt_peer_program(peer) == VT_PROGRAM_INSPECT) {
		vt_time_clock_inspect_came(registrar);
		vt_extractions_pump(registrar);
		vt_keeping_pump(registrar);
		vt_arrival_flow_pump(registrar);
		tell_held_for_trust(registrar);
		vt_recheck_inspect_came(registrar, last_night(vt_clock_now()));
	} else if (is_intake(peer)) {
		vt_control_doors_changed(registrar);
		if (vt_peer_program(peer) == VT_PROGRAM_IMAP)
			vt_moving_begin(registrar, peer);
	} else if (vt_peer_program(peer) == VT_PROGRAM_SCAN) {
		vt_scanning_pump(registrar);
	} else if (vt_peer_program(peer) != VT_PROGRAM_CTL) {
		vt_mail_flow_pump(registrar);
	}
}

static void inspect_gone(vt_registrar *registrar)
{
	vt_extractions_lost(registrar);
	vt_keeping_lost(registrar);
	vt_arrival_flow_lost(registrar);
}

static void peer_gone(vt_run *run, vt_peer *peer)
{
	vt_registrar *registrar = vt_registrar_of(run);

	if (vt_peer_program(peer) == VT_PROGRAM_CTL)
		vt_control_gone(registrar, peer);
	else if (vt_peer_program(peer) == VT_PROGRAM_INSPECT)
		inspect_gone(registrar);
	else if (vt_peer_program(peer) == VT_PROGRAM_SCAN)
		vt_scanning_lost(registrar);
	else if (vt_peer_program(peer) == VT_PROGRAM_SIGNER
		 || vt_peer_program(peer) == VT_PROGRAM_TOKEN)
		vt_mail_flow_lost(registrar, vt_peer_program(peer));
	else if (vt_peer_program(peer) == VT_PROGRAM_DISPATCH)
		vt_mail_send_lost(registrar, peer);
	else if (is_intake(peer))
		vt_control_doors_changed(registrar);
}

static bool prepare(vt_run *run, GError **error)
{
	const vt_office *office = vt_run_office(run);
	vt_registrar *registrar = g_new0(vt_registrar, 1);
	g_autoptr(GPtrArray) warnings = g_ptr_array_new_with_free_func(g_free);

	registrar->run = run;
	registrar->started_at = vt_clock_now();
	registrar->office = office;
	registrar->state_path = g_strdup(office->state);
	registrar->batch = vt_batch_new();
	registrar->arrivals = vt_arrival_flow_new();
	registrar->extractions = vt_extractions_new();
	registrar->keeping = vt_keeping_new();
	registrar->rechecking = vt_rechecking_new();
	registrar->scanning = vt_scanning_new(office);
	registrar->mails = vt_mail_flow_new();
	registrar->sends = vt_mail_send_new();
	registrar->metrics = vt_metrics_new();
	registrar->backup_clock = vt_backup_clock_new();
	registrar->time_clock = vt_time_clock_new();
	registrar->control = vt_control_new(office, warnings);
	vt_run_set_data(run, registrar, registrar_free);
	for (guint i = 0; i < warnings->len; i++) {
		g_autofree char *shown = vt_log_value(g_ptr_array_index(warnings, i));

		vt_log(VT_LOG_WARNING, "-", "directory", "fault=%s", shown);
	}
	if (!vt_notices_prepare(office, error) || !vt_export_prepare(error))
		return false;
	registrar->store = vt_store_open(office->state, error);
	vt_run_allow(run, office->state, VT_PATH_READ | VT_PATH_WRITE | VT_PATH_CREATE);
	if (office->backup_to != NULL)
		vt_run_allow(run, office->backup_to,
			     VT_PATH_READ | VT_PATH_WRITE | VT_PATH_CREATE | VT_PATH_OPTIONAL);
	if (office->directory_mail) {
		g_autofree char *folder = g_path_get_dirname(office->directory_path);

		vt_run_allow(run, folder, VT_PATH_READ | VT_PATH_WRITE | VT_PATH_CREATE);
	}
	return registrar->store != NULL;
}

static bool start(vt_run *run, GError **error)
{
	vt_registrar *registrar = vt_registrar_of(run);

	if (!vt_clock_is_synchronised())
		vt_log(VT_LOG_WARNING, "-", "clock-not-synchronised", "%s", "");
	wind_clockwork(registrar);
	vt_run_after(run, until_minute(vt_clock_now(), NIGHT_MINUTE) * 1000, night, registrar);
	add_clockwork(registrar, "balance", act_missed_balance);
	add_clockwork(registrar, "fill", act_fill);
	vt_backup_clock_start(registrar);
	vt_time_clock_start(registrar);
	vt_inspect_watch_start(registrar);
	/* A seal may have been committed and no more when we were killed. */
	if (!vt_store_checkpoint(registrar->store, NULL))
		vt_registrar_finish_seal(registrar, NULL);
	return vt_arrival_flow_recover(registrar, error);
}

static void check(const vt_office *office, vt_faults *faults)
{
	g_autoptr(GPtrArray) warnings = g_ptr_array_new_with_free_func(g_free);
	g_autoptr(GError) error = NULL;
	int found = 0;
	int known = 0;

	if (!vt_store_schema(office->state, &found, &known, &error))
		vt_faults_add(faults, office->state, 0, "%s", error->message);
	else if (found > known)
		vt_faults_add(
			faults, office->state, 0,
			"database has schema %d, this version knows %d: use the newer version",
			found, known);
	if (office->backup_to != NULL && !g_file_test(office->backup_to, G_FILE_TEST_IS_DIR))
		vt_faults_add(faults, office->conf_path, 0,
			      "there is no folder '%s' for backups: make it, or mount it",
			      office->backup_to);
	g_autofree char *folder = g_path_get_dirname(office->directory_path);
	if (office->directory_mail && access(folder, W_OK) != 0)
		vt_faults_add(faults, office->conf_path, 0,
			      "directory-mail: vanthu-registrar cannot write in '%s': %s", folder,
			      g_strerror(errno));
	vt_notices_check(office, faults);
	vt_control_free(vt_control_new(office, warnings));
	for (guint i = 0; i < warnings->len; i++)
		vt_faults_add(faults, "directory", 0, "%s", (char *)g_ptr_array_index(warnings, i));
}

int main(int argc, char **argv)
{
	static const vt_handler handlers[] = {
		{ VT_PROGRAM_INTAKE, VT_KIND_ARRIVED, vt_on_arrived },
		{ VT_PROGRAM_INTAKE, VT_KIND_DOOR_FAULT, vt_on_door_fault },
		{ VT_PROGRAM_INTAKE, VT_KIND_LOOKED_AROUND, vt_on_looked_around },
		{ VT_PROGRAM_IMAP, VT_KIND_ARRIVED, vt_on_arrived },
		{ VT_PROGRAM_IMAP, VT_KIND_DOOR_FAULT, vt_on_door_fault },
		{ VT_PROGRAM_IMAP, VT_KIND_LOOKED_AROUND, vt_on_looked_around },
		{ VT_PROGRAM_IMAP, VT_KIND_IMPORTED, vt_on_imported },
		{ VT_PROGRAM_IMAP, VT_KIND_MOVED, vt_on_moved },
		{ VT_PROGRAM_IMAP, VT_KIND_MOVED_ON, vt_on_moved_on },
		{ VT_PROGRAM_INSPECT, VT_KIND_IDENTITY, vt_on_report },
		{ VT_PROGRAM_INSPECT, VT_KIND_CONTENTS, vt_on_report },
		{ VT_PROGRAM_INSPECT, VT_KIND_PARTS, vt_on_report },
		{ VT_PROGRAM_INSPECT, VT_KIND_SAID, vt_on_report },
		{ VT_PROGRAM_INSPECT, VT_KIND_INSPECTED, vt_on_inspected },
		{ VT_PROGRAM_INSPECT, VT_KIND_EXTRACTED, vt_on_extracted },
		{ VT_PROGRAM_INSPECT, VT_KIND_OBJECT_FOUND, vt_on_object_found },
		{ VT_PROGRAM_SCAN, VT_KIND_SCANNED, vt_on_scanned },
		{ VT_PROGRAM_SCAN, VT_KIND_SIGNATURES, vt_on_signatures },
		{ VT_PROGRAM_SIGNER, VT_KIND_SIGNED, vt_on_signed },
		{ VT_PROGRAM_TOKEN, VT_KIND_SIGNED, vt_on_signed },
		{ VT_PROGRAM_DISPATCH, VT_KIND_SENT, vt_on_sent },
		{ VT_PROGRAM_IMAP, VT_KIND_FETCHED, vt_on_fetched },
		{ VT_PROGRAM_INSPECT, VT_KIND_VALIDITY, vt_on_validity },
		{ VT_PROGRAM_SIGNER, VT_KIND_VALIDITY, vt_on_validity },
		{ VT_PROGRAM_TOKEN, VT_KIND_VALIDITY, vt_on_validity },
		{ VT_PROGRAM_INSPECT, VT_KIND_PINNED, vt_on_pinned },
		{ VT_PROGRAM_WATCH, VT_KIND_MEASURE, vt_on_measure },
		{ VT_PROGRAM_CTL, VT_KIND_COMMAND, vt_on_command },
		{ .handle = NULL },
	};
	static const vt_proc registrar = {
		.program = VT_PROGRAM_REGISTRAR,
		.may = VT_MAY_DATABASE,
		.handlers = handlers,
		.check = check,
		.prepare = prepare,
		.start = start,
		.idle = idle,
		.peer_new = peer_new,
		.peer_gone = peer_gone,
	};

	bool offline = false;

	for (int i = 1; i < argc; i++)
		offline = offline || g_str_equal(argv[i], "--offline");
	return vt_proc_main(offline ? &vt_registrar_offline : &registrar, argc, argv);
}
