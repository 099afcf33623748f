/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * received - one field Received, read by its form
 */
#include "mail/received.h"

#include <string.h>

#include "mail/field.h"

#define MAX_RECEIVED_BYTES 4096
#define LOGIN_COMMENT      "Authenticated sender: "

/* What the comment [text, end) says of a login: NULL = nothing. Postfix writes it plainly and
 * masks what would not be plain. */
static char *comment_login(const char *text, const char *end)
{
	g_autofree char *inner = g_strndup(text + 1, (size_t)(end - text) - 2);
	const char *login = inner + strlen(LOGIN_COMMENT);

	if (!g_str_has_prefix(inner, LOGIN_COMMENT) || *login == '\0'
	    || strpbrk(login, "()\\\" \t,;") != NULL)
		return NULL;
	return g_strdup(login);
}

/* "(phone.example [192.0.2.7])": what stands between the brackets at its end; NULL = nothing does.
 */
static char *comment_client(const char *text, const char *end)
{
	g_autofree char *inner = g_strndup(text + 1, (size_t)(end - text) - 2);
	char *open = strrchr(inner, '[');
	size_t size = open != NULL ? strlen(open) : 0;

	if (size < 3 || open[size - 1] != ']' || strchr(open, ']') != open + size - 1)
		return NULL;
	return g_strndup(open + 1, size - 2);
}

typedef struct reading {
	vt_received *received;
	char *last;       /* the word before this one */
	unsigned n_words; /* the first is "from", the second what the client calls itself */
	unsigned n_logins;
	unsigned n_comments;
	bool seen_by;
} reading;

static void take_word(reading *r, char *take_text)
{
	if (r->n_words == 0 && g_ascii_strcasecmp(take_text, "from") != 0)
		r->n_words = 2; /* "by ..." alone, as a server without a client writes */
	if (r->n_words >= 2 && g_strcmp0(r->last, "by") == 0 && r->received->by == NULL) {
		r->received->by = g_ascii_strdown(take_text, -1);
		r->seen_by = true;
	} else if (r->seen_by && g_strcmp0(r->last, "with") == 0 && r->received->with == NULL) {
		r->received->with = g_ascii_strup(take_text, -1);
	}
	g_free(r->last);
	/* The word behind "from" is the client's: it is no keyword, whatever it says. */
	r->last = r->n_words == 1 ? g_strdup("") : g_ascii_strdown(take_text, -1);
	r->n_words++;
	g_free(take_text);
}

static void take_comment(reading *r, const char *at, const char *end)
{
	g_autofree char *login = comment_login(at, end);

	/* The first one, right behind what the client calls itself. */
	if (r->n_comments++ == 0 && r->n_words == 2 && !r->seen_by)
		r->received->client = comment_client(at, end);
	if (login == NULL)
		return;
	if (r->n_logins++ == 0 && !r->seen_by && r->n_words >= 2)
		r->received->login = g_steal_pointer(&login);
	else
		g_clear_pointer(&r->received->login, g_free);
}

static bool read_all(reading *r, const char *at)
{
	while (*at != '\0' && *at != ';') {
		size_t size = strcspn(at, " \t(;");

		if (*at == '(') {
			const char *fault = NULL;
			const char *end = vt_field_comment_end(at, &fault);

			if (end == NULL)
				return false;
			take_comment(r, at, end);
			at = end;
		} else if (size > 0) {
			take_word(r, g_strndup(at, size));
			at += size;
		} else {
			at++;
		}
	}
	return true;
}

vt_received *vt_received_parse(const char *value)
{
	vt_received *received = g_new0(vt_received, 1);
	reading r = { .received = received };

	if (vt_field_fault(value, MAX_RECEIVED_BYTES) != NULL || !read_all(&r, value)) {
		g_clear_pointer(&received->by, g_free);
		g_clear_pointer(&received->with, g_free);
		g_clear_pointer(&received->login, g_free);
		g_clear_pointer(&received->client, g_free);
	}
	g_free(r.last);
	return received;
}

vt_received *vt_received_nth(const vt_scan *scan, unsigned nth)
{
	g_autofree char *value = vt_scan_header(scan, scan->root, "Received", nth);

	return value != NULL ? vt_received_parse(value) : NULL;
}

void vt_received_free(vt_received *received)
{
	if (received == NULL)
		return;
	g_free(received->by);
	g_free(received->with);
	g_free(received->login);
	g_free(received->client);
	g_free(received);
}

bool vt_received_is_authenticated(const vt_received *received)
{
	static const char *const names[] = { "ESMTPA", "ESMTPSA", "UTF8SMTPA", "UTF8SMTPSA" };

	for (size_t i = 0; i < G_N_ELEMENTS(names); i++)
		if (g_strcmp0(received->with, names[i]) == 0)
			return true;
	return false;
}
