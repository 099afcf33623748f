/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * offline - a backup checked or restored, while no office runs
 */
#include "proc/registrar/offline.h"

#include <pwd.h>
#include <sys/stat.h>
#include <sysexits.h>

#include "base/clock.h"
#include "base/error.h"
#include "proc/registrar/backup_command.h"
#include "proc/registrar/reply.h"
#include "work/restore.h"

static const vt_option options[] = {
	{ "check", "a backup that is to be proved" },
	{ "in", "a folder for what that takes" },
	{ "restore", "a backup an office begins again from" },
	{ "to", "its state folder" },
	{ "damaged", "yes: without files that are spoiled" },
	{ .name = NULL },
};

/* What root restores belongs to whom the state folder belongs to. */
static bool become_owner(const char *state, GError **error)
{
	struct stat status;
	const struct passwd *account = NULL;

	if (stat(state, &status) != 0)
		return vt_error_errno(error, "cannot look at '%s'", state);
	if (geteuid() != 0 || status.st_uid == 0)
		return true;
	/* cppcheck-suppress getpwuidCalled; one thread */
	account = getpwuid(status.st_uid); // NOLINT(concurrency-mt-unsafe): one thread
	if (account == NULL)
		return vt_error_set(error, VT_NEVER, "the owner of '%s' has no account", state);
	g_autofree char *name = g_strdup(account->pw_name);
	return vt_sandbox_become(name, error);
}

static bool prepare(vt_run *run, GError **error)
{
	const char *check = vt_run_option(run, "check"), *in = vt_run_option(run, "in");
	const char *restore = vt_run_option(run, "restore"), *to = vt_run_option(run, "to");
	const unsigned all = VT_PATH_READ | VT_PATH_WRITE | VT_PATH_CREATE;

	if ((check != NULL && in != NULL) == (restore != NULL && to != NULL))
		return vt_error_set(
			error, VT_NEVER,
			"either --check FOLDER --in DIR or --restore FOLDER --to STATE");
	if (to != NULL && !become_owner(to, error))
		return false;
	vt_run_allow(run, check != NULL ? check : restore, VT_PATH_READ);
	vt_run_allow(run, check != NULL ? in : to, all);
	return true;
}

static bool send_to_ctl(void *to, vt_kind kind, const vt_writer *body)
{
	return vt_peer_send(vt_run_peer(to, VT_PROGRAM_CTL), kind, body, -1);
}

static void tell(const char *line, void *data)
{
	vt_reply_text(data, "%s", line);
}

static void failed(vt_reply *reply, const GError *error)
{
	vt_reply_end(reply, error->code == VT_NEVER ? EX_DATAERR : EX_TEMPFAIL, "%s",
		     error->message);
}

static void check(const vt_run *run, vt_reply *reply)
{
	g_auto(vt_backup_result) result = { 0 };
	g_autoptr(GError) error = NULL;

	vt_backup_result_init(&result);
	if (!vt_backup_check(vt_run_option(run, "check"), vt_run_option(run, "in"), &result, tell,
			     reply, &error)) {
		failed(reply, error);
		return;
	}
	vt_reply_backup(reply, &result);
	if (result.faults->len == 0)
		vt_reply_end(reply, EX_OK, NULL);
	else
		vt_reply_end(reply, EX_DATAERR, "the backup is not good: %u faults",
			     result.faults->len);
}

static void put_restored(vt_reply *reply, const vt_restored *restored)
{
	static const vt_column columns[] = {
		{ "name", "backup" },
		{ "#put", "put back" },
		{ "#kept", "there already" },
		{ "#documents", "documents" },
		{ "#ledger", "ledger lines" },
		{ "#again", "taken in again" },
		{ "#resealed", "sealed again" },
		{ "#composed-again", "composed again" },
		{ "#asked-again", "asked again" },
		{ "#missing", "missing" },
	};
	const int64_t numbers[] = { restored->put,
				    restored->kept,
				    restored->backup.documents,
				    restored->backup.ledger,
				    restored->again,
				    restored->resealed,
				    restored->composed_again,
				    restored->asked_again,
				    restored->missing->len };
	const char *cells[G_N_ELEMENTS(columns)] = { restored->backup.name };
	char texts[G_N_ELEMENTS(numbers)][24];

	G_STATIC_ASSERT(G_N_ELEMENTS(numbers) + 1 == G_N_ELEMENTS(columns));
	for (unsigned i = 0; i < G_N_ELEMENTS(numbers); i++) {
		g_snprintf(texts[i], sizeof texts[i], "%" G_GINT64_FORMAT, numbers[i]);
		cells[i + 1] = texts[i];
	}
	vt_reply_table(reply, "restored", columns, G_N_ELEMENTS(columns));
	vt_reply_row(reply, cells, G_N_ELEMENTS(cells));
	for (guint i = 0; i < restored->missing->len; i++)
		vt_reply_text(reply, "missing: %s",
			      (const char *)g_ptr_array_index(restored->missing, i));
	for (guint i = 0; i < restored->backup.faults->len; i++)
		vt_reply_text(reply, "fault: %s",
			      (const char *)g_ptr_array_index(restored->backup.faults, i));
}

static void restore(const vt_run *run, vt_reply *reply)
{
	const vt_restore_order order = { .from = vt_run_option(run, "restore"),
					 .state = vt_run_option(run, "to"),
					 .damaged = vt_run_option(run, "damaged") != NULL,
					 .now = vt_clock_now(),
					 .tell = tell,
					 .data = reply };
	g_auto(vt_restored) restored = { 0 };
	g_autoptr(GError) error = NULL;

	vt_restored_init(&restored);
	if (!vt_restore(&order, &restored, &error)) {
		failed(reply, error);
		return;
	}
	put_restored(reply, &restored);
	vt_reply_end(reply, EX_OK, NULL);
}

static bool start(vt_run *run, GError **error)
{
	vt_reply reply = { .send = send_to_ctl, .to = run };

	(void)error;
	if (vt_run_option(run, "check") != NULL)
		check(run, &reply);
	else
		restore(run, &reply);
	vt_run_stop(run, EX_OK);
	return true;
}

const vt_proc vt_registrar_offline = {
	.program = VT_PROGRAM_REGISTRAR,
	.may = VT_MAY_DATABASE,
	.handlers = (const vt_handler[]){ { .handle = NULL } },
	.prepare = prepare,
	.start = start,
	.offline_options = options,
};
