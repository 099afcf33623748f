/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * log - one line an event: id event key=value ...
 */
#include "base/log.h"

#include <errno.h>
#include <stdarg.h>
#include <string.h>
#include <unistd.h>

#include "base/clock.h"

#define LINE_MAX_BYTES  1000 /* with its newline; below PIPE_BUF, so lines never mix */
#define VALUE_MAX_BYTES 200

static const char *program_name = "vanthu";
static vt_log_level lowest_level = VT_LOG_INFO;

static const char *const level_names[] = {
	[VT_LOG_DEBUG] = "debug",
	[VT_LOG_INFO] = "info",
	[VT_LOG_WARNING] = "warning",
	[VT_LOG_ERROR] = "error",
};

void vt_log_init(const char *program, vt_log_level lowest)
{
	program_name = program;
	lowest_level = lowest;
}

static void append_head(GString *line, vt_log_level level, const char *id, const char *event)
{
	int64_t now = vt_clock_now_us();
	g_autofree char *iso = vt_clock_iso(now / G_USEC_PER_SEC);

	g_string_printf(line, "%.*s.%03dZ %s[%ld] %s %s %s", (int)strlen(iso) - 1, iso,
			(int)(now % G_USEC_PER_SEC / 1000), program_name, (long)getpid(),
			level_names[level], id, event);
}

/* Cut between characters, one line whatever the caller put in. */
static void make_line(GString *line)
{
	if (line->len > LINE_MAX_BYTES - 1) {
		size_t cut = LINE_MAX_BYTES - 1;

		while (cut > 0 && ((unsigned char)line->str[cut] & 0xc0) == 0x80)
			cut--;
		g_string_truncate(line, cut);
	}
	for (size_t i = 0; i < line->len; i++) {
		if (g_ascii_iscntrl(line->str[i]))
			line->str[i] = '?';
	}
	g_string_append_c(line, '\n');
}

void vt_log(vt_log_level level, const char *id, const char *event, const char *format, ...)
{
	g_autoptr(GString) line = g_string_sized_new(256);
	int saved = errno;
	va_list arguments;
	ssize_t put;

	if (level < lowest_level)
		return;
	append_head(line, level, id, event);
	if (format[0] != '\0') {
		g_string_append_c(line, ' ');
		va_start(arguments, format);
		g_string_append_vprintf(line, format, arguments);
		va_end(arguments);
	}
	make_line(line);
	do
		put = write(STDERR_FILENO, line->str, line->len);
	while (put < 0 && errno == EINTR);
	errno = saved;
}

/* Bytes of the piece of text at p that is written or escaped as one; 0 escaped_out: as it stands.
 */
static size_t next_piece(const char *p, bool *escape_out)
{
	gunichar c = g_utf8_get_char_validated(p, -1);

	if (c == (gunichar)-1 || c == (gunichar)-2) {
		*escape_out = true;
		return 1;
	}
	switch ((int)g_unichar_type(c)) {
	case G_UNICODE_CONTROL:
	case G_UNICODE_FORMAT:
	case G_UNICODE_LINE_SEPARATOR:
	case G_UNICODE_PARAGRAPH_SEPARATOR:
		*escape_out = true;
		break;
	default:
		*escape_out = false;
	}
	return (size_t)g_utf8_skip[(unsigned char)*p];
}

char *vt_log_value(const char *text)
{
	static const char ellipsis[] = "…";
	g_autoptr(GString) out = g_string_new(NULL);
	g_autoptr(GString) piece = g_string_new(NULL);
	const char *p = text ? text : "";
	bool quote = *p == '\0' || strpbrk(p, " \"'=");

	while (*p != '\0') {
		bool escape;
		size_t size = next_piece(p, &escape);

		g_string_truncate(piece, 0);
		if (!escape && (*p == '"' || *p == '\\'))
			g_string_append_c(piece, '\\');
		for (size_t i = 0; i < size; i++) {
			if (escape)
				g_string_append_printf(piece, "\\x%02X", (unsigned char)p[i]);
			else
				g_string_append_c(piece, p[i]);
		}
		if (out->len + piece->len > VALUE_MAX_BYTES - 2 - (sizeof(ellipsis) - 1)) {
			g_string_append(out, ellipsis);
			break;
		}
		g_string_append_len(out, piece->str, (gssize)piece->len);
		p += size;
	}
	if (quote) {
		g_string_prepend_c(out, '"');
		g_string_append_c(out, '"');
	}
	return g_string_free(g_steal_pointer(&out), FALSE);
}
