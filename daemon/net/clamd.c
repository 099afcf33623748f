/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * clamd - commands, and a strict reader of answers
 */
#include "net/clamd.h"

#include <string.h>

#define SHOWN_BYTES 120
/* clamd names its limits so when AlertExceedsMax is on. */
#define LIMIT_PREFIX "Heuristics.Limits.Exceeded"

static const struct {
	const char *bytes;
	size_t size;
} commands[] = {
	[VT_CLAMD_STREAM] = { "zINSTREAM", sizeof "zINSTREAM" },
	[VT_CLAMD_DESCRIPTOR] = { "zFILDES", sizeof "zFILDES" },
	[VT_CLAMD_VERSION] = { "zVERSION", sizeof "zVERSION" },
};
G_STATIC_ASSERT(G_N_ELEMENTS(commands) == VT_N_CLAMD_COMMANDS);

const char *vt_clamd_command_bytes(vt_clamd_command command, size_t *size_out)
{
	g_assert(command < VT_N_CLAMD_COMMANDS);
	*size_out = commands[command].size;
	return commands[command].bytes;
}

void vt_clamd_chunk_head(uint32_t size, uint8_t head_out[4])
{
	for (unsigned i = 0; i < 4; i++)
		head_out[i] = (uint8_t)(size >> (24 - 8 * i));
}

bool vt_clamd_feed(vt_clamd_reader *reader, const uint8_t *bytes, size_t size, const char **why_out)
{
	for (size_t i = 0; i < size; i++) {
		if (reader->whole) {
			*why_out = "more than one answer";
			return false;
		}
		if (reader->size == VT_MAX_CLAMD_REPLY_BYTES) {
			*why_out = "an answer without end";
			return false;
		}
		reader->bytes[reader->size++] = (char)bytes[i];
		reader->whole = bytes[i] == '\0';
	}
	return true;
}

void vt_clamd_result_clear(vt_clamd_result *result)
{
	g_clear_pointer(&result->name, g_free);
	g_clear_pointer(&result->why, g_free);
}

static bool is_graph(const char *text, size_t size)
{
	for (size_t i = 0; i < size; i++)
		if (!g_ascii_isgraph(text[i]))
			return false;
	return size > 0;
}

/* For people: one line, printable. */
static void fail(vt_clamd_result *result, const char *what, const char *reply)
{
	g_autoptr(GString) shown = g_string_new(NULL);

	for (const char *at = reply; *at != '\0' && shown->len < SHOWN_BYTES; at++)
		g_string_append_c(shown, g_ascii_isprint(*at) ? *at : '?');
	result->outcome = VT_CLAMD_FAILED;
	result->why = g_strdup_printf("%s: '%s'", what, shown->str);
}

/* "stream: " or "fd[12]: ", what stands behind it; "": neither, or not what was asked for. */
static const char *behind_subject(vt_clamd_command command, const char *reply)
{
	const char *at = reply;

	if (command == VT_CLAMD_STREAM)
		return g_str_has_prefix(reply, "stream: ") ? reply + strlen("stream: ") : "";
	if (!g_str_has_prefix(at, "fd["))
		return "";
	at += strlen("fd[");
	for (unsigned digits = 0; g_ascii_isdigit(*at); at++)
		if (++digits > 9)
			return "";
	return at[-1] != '[' && g_str_has_prefix(at, "]: ") ? at + strlen("]: ") : "";
}

void vt_clamd_read_scan(vt_clamd_command command, const char *reply, vt_clamd_result *result_out)
{
	const char *said = behind_subject(command, reply);
	size_t size = strlen(said);

	*result_out = (vt_clamd_result){ .outcome = VT_CLAMD_FAILED };
	if (command == VT_CLAMD_STREAM
	    && strcmp(reply, "INSTREAM size limit exceeded. ERROR") == 0) {
		result_out->outcome = VT_CLAMD_TOO_BIG;
		return;
	}
	if (strcmp(said, "OK") == 0) {
		result_out->outcome = VT_CLAMD_CLEAN;
		return;
	}
	if (g_str_has_suffix(reply, " ERROR")) {
		fail(result_out, "clamd could not scan", reply);
		return;
	}
	if (!g_str_has_suffix(said, " FOUND")) {
		fail(result_out, "nonsense from clamd", reply);
		return;
	}
	size -= strlen(" FOUND");
	if (size > VT_MAX_VIRUS_BYTES || !is_graph(said, size)) {
		fail(result_out, "a name that is none from clamd", reply);
		return;
	}
	result_out->name = g_strndup(said, size);
	result_out->outcome = g_str_has_prefix(result_out->name, LIMIT_PREFIX) ? VT_CLAMD_TOO_BIG
									       : VT_CLAMD_INFECTED;
}

static bool read_digits(const char **at, unsigned most, int *out)
{
	unsigned n = 0;

	for (*out = 0; g_ascii_isdigit(**at) && n < most; n++)
		*out = *out * 10 + *(*at)++ - '0';
	return n > 0;
}

static int month_named(const char *at)
{
	static const char names[] = "JanFebMarAprMayJunJulAugSepOctNovDec";

	for (int month = 0; month < 12; month++)
		if (strncmp(at, names + 3 * month, 3) == 0)
			return month + 1;
	return 0;
}

static bool skip(const char **at, char c)
{
	bool there = **at == c;

	*at += there;
	return there;
}

/* "Sat Nov 21 09:31:22 2026", as ctime(3) writes it: the day may have a blank before it. */
static bool read_date(const char *text, vt_date *date_out)
{
	vt_date d = { 0 };
	const char *at = text;

	if (strlen(text) < 20 || text[3] != ' ' || text[7] != ' ')
		return false;
	d.month = month_named(text + 4);
	at = text + 8;
	(void)skip(&at, ' ');
	if (d.month == 0 || !read_digits(&at, 2, &d.day) || !skip(&at, ' ')
	    || !read_digits(&at, 2, &d.hour) || !skip(&at, ':') || !read_digits(&at, 2, &d.minute)
	    || !skip(&at, ':') || !read_digits(&at, 2, &d.second) || !skip(&at, ' ')
	    || !read_digits(&at, 4, &d.year) || *at != '\0')
		return false;
	if (!vt_clock_is_date(d.year, d.month, d.day) || d.hour > 23 || d.minute > 59
	    || d.second > 60)
		return false;
	*date_out = d;
	return true;
}

bool vt_clamd_read_version(const char *reply, char **version_out, vt_date *made_out)
{
	const char *number = strchr(reply, '/');
	const char *date = number != NULL ? strchr(number + 1, '/') : NULL;
	size_t size = number != NULL ? (size_t)(number - reply) : strlen(reply);
	vt_date made = { 0 };

	if (!g_str_has_prefix(reply, "ClamAV ") || size > SHOWN_BYTES
	    || !is_graph(reply + strlen("ClamAV "), size - strlen("ClamAV ")))
		return false;
	for (const char *c = number; number != NULL && date != NULL && ++c < date;)
		if (!g_ascii_isdigit(*c))
			return false;
	if ((number != NULL) != (date != NULL) || (date != NULL && !read_date(date + 1, &made)))
		return false;
	*version_out = g_strndup(reply, size);
	*made_out = made;
	return true;
}
