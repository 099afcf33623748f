/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * http_get - one GET as a machine
 */
#include "net/http_get.h"

#include <string.h>

static const struct {
	unsigned status;
	const char *reason;
} reasons[] = {
	{ 200, "OK" },
	{ 400, "Bad Request" },
	{ 404, "Not Found" },
	{ 405, "Method Not Allowed" },
	{ 414, "URI Too Long" },
	{ 431, "Request Header Fields Too Large" },
	{ 503, "Service Unavailable" },
	{ 505, "HTTP Version Not Supported" },
};

static bool is_plain(const char *path)
{
	for (const char *at = path; *at != '\0'; at++)
		if (*at <= ' ' || *at > '~')
			return false;
	return path[0] == '/';
}

/* "GET /metrics?x=y HTTP/1.1" */
static unsigned read_line(vt_http_get *get)
{
	g_auto(GStrv) words = g_strsplit(get->line, " ", 4);

	if (g_strv_length(words) != 3)
		return 400;
	if (strcmp(words[0], "GET") != 0 && strcmp(words[0], "HEAD") != 0)
		return 405;
	if (strcmp(words[2], "HTTP/1.1") != 0 && strcmp(words[2], "HTTP/1.0") != 0)
		return 505;
	words[1][strcspn(words[1], "?")] = '\0';
	if (!is_plain(words[1]))
		return 400;
	if (strlen(words[1]) > VT_HTTP_MAX_PATH)
		return 414;
	g_strlcpy(get->path, words[1], sizeof get->path);
	get->head = words[0][0] == 'H';
	return 0;
}

static void end_of_line(vt_http_get *get)
{
	if (!get->in_fields) {
		if (get->line_bytes > 0 && get->line[get->line_bytes - 1] == '\r')
			get->line_bytes--;
		get->line[get->line_bytes] = '\0';
		get->status = read_line(get);
		get->in_fields = true;
	} else if (get->line_is_empty) {
		get->status = 200;
	}
	get->line_is_empty = true;
}

static void take(vt_http_get *get, uint8_t byte)
{
	if (byte == '\n') {
		end_of_line(get);
		return;
	}
	if (get->in_fields) {
		get->line_is_empty = get->line_is_empty && byte == '\r';
		return;
	}
	if (byte == '\0')
		get->status = 400;
	else if (get->line_bytes + 1 >= sizeof get->line)
		get->status = 414;
	else
		get->line[get->line_bytes++] = (char)byte;
}

bool vt_http_get_feed(vt_http_get *get, const uint8_t *bytes, size_t size)
{
	for (size_t i = 0; i < size && get->status == 0; i++) {
		if (++get->bytes > VT_HTTP_MAX_BYTES)
			get->status = 431;
		else
			take(get, bytes[i]);
	}
	return get->status != 0;
}

static const char *reason_of(unsigned status)
{
	for (size_t i = 0; i < G_N_ELEMENTS(reasons); i++)
		if (reasons[i].status == status)
			return reasons[i].reason;
	g_assert_not_reached();
}

GString *vt_http_get_answer(const vt_http_get *get, unsigned status, const char *type,
			    const char *body)
{
	GString *out = g_string_new(NULL);

	g_string_append_printf(out,
			       "HTTP/1.1 %u %s\r\nContent-Type: %s\r\nContent-Length: %zu\r\n"
			       "Cache-Control: no-store\r\nConnection: close\r\n\r\n",
			       status, reason_of(status), type, strlen(body));
	if (!get->head)
		g_string_append(out, body);
	return out;
}
