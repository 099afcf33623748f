/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * log - one line an event: id event key=value ...
 *
 * stderr, one write(2) a line, at most 1,000 bytes; control bytes, quotes and blanks in values are
 * escaped by vt_log_value(). Never document content, never a subject (design §7). Only proc/ and
 * ctl/ log above VT_LOG_DEBUG; lower layers return GError. Line: "2026-11-22T08:15:00.123Z
 * vanthu-registrar[123] info 7F3K... registered agency=kimson number=12"
 */
#ifndef VT_BASE_LOG_H
#define VT_BASE_LOG_H

#include <glib.h>
#include <stdbool.h>

typedef enum { VT_LOG_DEBUG, VT_LOG_INFO, VT_LOG_WARNING, VT_LOG_ERROR } vt_log_level;

/* program = name in every line (borrowed for ever); lowest = lines below it are dropped. */
void vt_log_init(const char *program, vt_log_level lowest);
/* id "-" when no message is meant. event: lower-case words joined by '-'. format gives "key=value
 * key=value" or is "". */
void vt_log(vt_log_level level, const char *id, const char *event, const char *format, ...)
	G_GNUC_PRINTF(4, 5);
/* "VALUE" quoted when it holds blanks, quotes or nothing; control bytes as \xNN; at most 200 bytes.
 * Caller frees. */
char *vt_log_value(const char *text);

#endif
