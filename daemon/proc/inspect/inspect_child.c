/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * inspect_child - identity, then contents, inside the jail
 */
#include "proc/inspect/inspect_child.h"

#include <signal.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/prctl.h>
#include <unistd.h>

#include "base/io.h"
#include "base/limits.h"
#include "filters/filter.h"
#include "proc/inspect/inspect_plant.h"
#include "wire/channel.h"
#include "wire/report_codec.h"
#include "wire/said_codec.h"

static bool in_child;

/* GLib reports failed allocation as a fatal message and then traps; nothing may be allocated here.
 */
static GLogWriterOutput write_message(GLogLevelFlags level, const GLogField *fields, gsize n_fields,
				      gpointer data)
{
	if (!in_child || (level & G_LOG_LEVEL_ERROR) == 0)
		return g_log_writer_default(level, fields, n_fields, data);
	for (gsize i = 0; i < n_fields; i++)
		if (strcmp(fields[i].key, "MESSAGE") == 0
		    && strstr(fields[i].value, "failed to allocate") != NULL)
			_exit(VT_CHILD_MEMORY);
	_exit(VT_EXIT_ABORTED);
}

void vt_child_catch_fatal(void)
{
	g_log_set_writer_func(write_message, NULL, NULL);
}

static bool enter(const vt_child_task *task)
{
	const int ruleset = vt_sandbox_fd(task->jail);
	const int keep[] = { task->report, task->output, ruleset };

	/* A sanitizer's complaint must be seen. */
#ifndef VT_SANITIZED
	for (int fd = STDIN_FILENO; fd <= STDERR_FILENO; fd++)
		if (dup2(task->nothing, fd) < 0)
			return false;
#endif
	if (!vt_sandbox_close_others(keep, G_N_ELEMENTS(keep), NULL)
	    || !vt_rlimits_apply(&task->limits, NULL)
	    || !vt_sandbox_enter(task->jail, task->denials, NULL))
		return false;
	if (ruleset >= 0)
		close(ruleset);
	return true;
}

static void send_piece(vt_channel *report, vt_kind kind, const vt_writer *piece)
{
	if (!vt_channel_send(report, kind, piece, -1, NULL))
		_exit(VT_CHILD_UNREADABLE);
}

static void send_identity(vt_channel *report, const vt_identity *identity)
{
	g_auto(vt_writer) w = vt_writer_new();

	vt_write_identity(&w, identity);
	send_piece(report, VT_KIND_IDENTITY, &w);
}

static void send_contents(vt_channel *report, const vt_contents *contents)
{
	g_auto(vt_writer) w = vt_writer_new();
	g_auto(vt_writer) parts = vt_writer_new();
	g_auto(vt_writer) said = vt_writer_new();

	vt_write_contents(&w, contents);
	send_piece(report, VT_KIND_CONTENTS, &w);
	vt_write_parts(&parts, contents);
	send_piece(report, VT_KIND_PARTS, &parts);
	vt_write_said(&said, contents->said);
	send_piece(report, VT_KIND_SAID, &said);
}

static void write_output(int output, const void *bytes, size_t size)
{
	if (size > 0 && !vt_io_write_full(output, bytes, size, NULL))
		_exit(VT_CHILD_UNREADABLE);
	if (ftruncate(output, (off_t)size) != 0)
		_exit(VT_CHILD_UNREADABLE);
}

static void write_text(const vt_child_task *task, const char *text)
{
	size_t size = task->wants_text && text != NULL ? strlen(text) : 0;

	if (size > VT_MAX_TEXT_BYTES)
		size = (size_t)(g_utf8_find_prev_char(text, text + VT_MAX_TEXT_BYTES) - text);
	write_output(task->output, text, size);
}

static void write_leaf(const vt_child_task *task, const vt_case *c)
{
	g_autoptr(GBytes) leaf = vt_filters_leaf(c, task->leaf);
	gsize size;
	const void *bytes;

	if (leaf == NULL)
		_exit(VT_CHILD_NO_LEAF);
	bytes = g_bytes_get_data(leaf, &size);
	write_output(task->output, bytes, size);
}

/* The scanner, the From reader and OpenSSL speak first; what GMime, libmagic or a PDF does to this
 * process later cannot unsay it. */
static void look(const vt_child_task *task, vt_case *c, vt_channel *report)
{
	vt_identity *identity = vt_filters_identify(c);

	if (task->leaf != NULL) {
		vt_filters_read(c);
		write_leaf(task, c);
		return;
	}
	send_identity(report, identity);
	vt_plant_run(c, identity, report, task->output);
	send_contents(report, vt_filters_examine(c, identity));
	write_text(task, c->main_text);
}

void vt_child_run(const vt_child_task *task)
{
	g_autoptr(GBytes) message = NULL;
	vt_channel *report;
	vt_case c = { .office = task->office,
		      .trust = task->trust,
		      .received_at = task->received_at,
		      .mail_from = task->mail_from };

	in_child = true;
	if (prctl(PR_SET_PDEATHSIG, SIGKILL) != 0)
		_exit(VT_CHILD_NOT_JAILED);
	message = vt_io_map_fd(task->message, VT_MAX_MESSAGE_BYTES, NULL);
	if (message == NULL)
		_exit(VT_CHILD_UNREADABLE);
	report = vt_channel_new(task->report, "vanthu-inspect", VT_UNTRUSTED);
	if (!enter(task))
		_exit(VT_CHILD_NOT_JAILED);
	c.bytes = g_bytes_get_data(message, &c.size);
	if (c.bytes == NULL)
		c.bytes = (const uint8_t *)"";
	look(task, &c, report);
	/* Nothing is freed: the kernel is faster. */
	_exit(VT_CHILD_DONE);
}
