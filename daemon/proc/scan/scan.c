/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * vanthu-scan - asks clamd about messages it is handed, and how old its signatures are
 *
 * It opens no file and reads no message itself: a descriptor comes in, goes to clamd as it is or as
 * a stream, and the answer comes back. Several connections at a time; the registrar bounds them.
 */
#include "base/crashpoint.h"
#include "base/error.h"
#include "base/io.h"
#include "base/limits.h"
#include "base/log.h"
#include "doc/codes.h"
#include "proc/proc.h"
#include "proc/scan/scan_probe.h"
#include "proc/scan/scan_session.h"

#define VERSION_EVERY_MS (600 * 1000)
#define VERSION_AGAIN_MS (10 * 1000) /* clamd did not answer */
#define MAX_WHY_BYTES    400

typedef struct scan {
	vt_scan_setup setup;
} scan;

/* --- one message --- */

static vt_code code_of(const vt_clamd_result *result)
{
	static const vt_code codes[] = { [VT_CLAMD_CLEAN] = 0,
					 [VT_CLAMD_INFECTED] = VT_CODE_INFECTED,
					 [VT_CLAMD_TOO_BIG] = VT_CODE_SCAN_TOO_BIG,
					 [VT_CLAMD_FAILED] = VT_CODE_SCAN_FAILED };

	return codes[result->outcome];
}

static void answer(vt_run *run, uint64_t request, vt_code code, const char *text)
{
	g_auto(vt_writer) w = vt_writer_new();
	g_autofree char *bounded = text != NULL ? g_strndup(text, MAX_WHY_BYTES) : NULL;

	vt_crashpoint("scan.answered");
	vt_write_u64(&w, request);
	vt_write_u32(&w, (uint32_t)code);
	vt_write_text(&w, bounded);
	vt_peer_send(vt_run_peer(run, VT_PROGRAM_REGISTRAR), VT_KIND_SCANNED, &w, -1);
}

static void on_answer(vt_run *run, const vt_scan_answer *a, void *data)
{
	const scan *s = vt_run_data(run);
	g_autofree uint64_t *request = data;
	g_auto(vt_clamd_result) result = { .outcome = VT_CLAMD_FAILED };

	if (a->reply == NULL) {
		answer(run, *request, VT_CODE_SCAN_FAILED, a->why);
		return;
	}
	vt_clamd_read_scan(s->setup.pass, a->reply, &result);
	if (result.outcome == VT_CLAMD_CLEAN && !a->is_sent)
		answer(run, *request, VT_CODE_SCAN_FAILED,
		       "clamd answered before it had the message");
	else
		answer(run, *request, code_of(&result),
		       result.why != NULL ? result.why : result.name);
}

static void on_scan(vt_run *run, vt_peer *peer, vt_packet *packet)
{
	const scan *s = vt_run_data(run);
	vt_reader r = vt_packet_reader(packet);
	g_autofree uint64_t *request = g_new(uint64_t, 1);

	*request = vt_read_u64(&r);
	if (!vt_reader_done(&r, NULL) || packet->fd < 0) {
		vt_peer_broken(peer, "bad scan");
		return;
	}
	vt_crashpoint("scan.asked");
	vt_scan_session_start(run, &s->setup, s->setup.pass, vt_fd_steal(&packet->fd), on_answer,
			      g_steal_pointer(&request));
}

/* --- the signatures --- */

static void ask_version(vt_run *run, void *data);

static void on_version(vt_run *run, const vt_scan_answer *a, void *data)
{
	const scan *s = vt_run_data(run);
	g_auto(vt_writer) w = vt_writer_new();
	g_autofree char *version = NULL;
	const char *why = a->why;
	vt_date made = { 0 };

	(void)data;
	if (a->reply != NULL && !vt_clamd_read_version(a->reply, &version, &made))
		why = "an answer to VERSION that is none";
	if (version == NULL) {
		g_autofree char *shown = vt_log_value(why);

		vt_log(VT_LOG_WARNING, "-", "clamd-silent", "fault=%s", shown);
	}
	vt_write_i64(&w, vt_scan_setup_made(&s->setup, &made));
	vt_write_i64(&w, s->setup.slack_seconds);
	vt_write_text(&w, version);
	vt_write_text(&w, version != NULL ? NULL : why);
	vt_peer_send(vt_run_peer(run, VT_PROGRAM_REGISTRAR), VT_KIND_SIGNATURES, &w, -1);
	vt_run_after(run, version != NULL ? VERSION_EVERY_MS : VERSION_AGAIN_MS, ask_version, NULL);
}

static void ask_version(vt_run *run, void *data)
{
	const scan *s = vt_run_data(run);

	(void)data;
	vt_scan_session_start(run, &s->setup, VT_CLAMD_VERSION, -1, on_version, NULL);
}

/* --- start --- */

static bool prepare(vt_run *run, GError **error)
{
	const vt_block *block = vt_scan_block(vt_run_office(run));
	scan *s = g_new0(scan, 1);

	vt_run_set_data(run, s, g_free);
	if (block == NULL)
		return vt_error_set(error, VT_NEVER, "there is no clamd block");
	return vt_scan_setup_load(block, &s->setup, error);
}

static bool start(vt_run *run, GError **error)
{
	(void)error;
	ask_version(run, NULL);
	return true;
}

static void check(const vt_office *office, vt_faults *faults)
{
	const vt_block *block = vt_scan_block(office);
	vt_scan_setup setup;

	if (block != NULL)
		vt_scan_setup_read(block, &setup, faults);
}

int main(int argc, char **argv)
{
	static const vt_handler handlers[] = {
		{ VT_PROGRAM_REGISTRAR, VT_KIND_SCAN, on_scan },
		{ 0 },
	};
	static const vt_proc proc = {
		.program = VT_PROGRAM_SCAN,
		.may = VT_MAY_SCAN,
		.handlers = handlers,
		.check = check,
		.prepare = prepare,
		.start = start,
		.probe_prepare = vt_scan_probe_prepare,
		.probe = vt_scan_probe,
	};

	return vt_proc_main(&proc, argc, argv);
}
