/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * reply_html - an answer in HTML as lines, quotations known by their elements
 */
#include <string.h>

#include "mail/html_private.h"
#include "mail/reply_private.h"

#define MAX_NAME  16
#define MAX_STACK 200 /* elements within elements; Word writes thirty */

typedef struct element {
	char name[MAX_NAME];
	vt_element_mark mark;
	bool hides, keeps_lines;
	vt_colours colours;
} element;

typedef struct reader {
	vt_reply *reply;
	vt_seen *seen;
	GString *line;
	bool has_text; /* of the line: more than blanks */
	bool blank;    /* one is due before the next word */
	bool rest;     /* all that follows is quoted */
	unsigned depth;
	element stack[MAX_STACK];
} reader;

static const char *const unseen[] = { "script", "style", "title", "template", "textarea", NULL };
static const char *const empty[] = { "area",  "base",   "br",    "col",  "embed",
				     "hr",    "img",    "input", "link", "meta",
				     "param", "source", "track", "wbr",  NULL };
static const char *const blocks[] = {
	"p",       "div", "tr", "li",      "table",   "ul",         "ol",     "h1",   "h2",
	"h3",      "h4",  "h5", "h6",      "hr",      "blockquote", "pre",    "body", "center",
	"address", "dt",  "dd", "article", "section", "header",     "footer", NULL
};

static const element *top(const reader *r)
{
	return &r->stack[r->depth - 1];
}

static bool is_within(const reader *r, vt_element_mark mark)
{
	for (unsigned i = 0; i < r->depth; i++) {
		if (r->stack[i].mark == mark)
			return true;
	}
	return false;
}

static void end_line(reader *r, bool even_empty)
{
	r->blank = false;
	if (r->line->len == 0 && !even_empty)
		return;
	vt_reply_line *line = vt_reply_add(r->reply, g_strdup(r->line->str));
	bool quoted = r->rest || is_within(r, VT_ELEMENT_QUOTES);
	bool closes = !quoted && is_within(r, VT_ELEMENT_CLOSES);

	line->is_marked = quoted || closes;
	line->part = closes ? VT_REPLY_CLOSING : VT_REPLY_NEW;
	g_string_truncate(r->line, 0);
}

/* bytes: one character. */
static void add_char(reader *r, const char *bytes, size_t size)
{
	bool is_blank = size == 1 && g_ascii_isspace(*bytes);

	if (top(r)->keeps_lines && *bytes == '\n') {
		end_line(r, true);
		return;
	}
	if (is_blank && !top(r)->keeps_lines) {
		r->blank = r->line->len > 0;
		return;
	}
	if (r->blank && r->line->len > 0 && r->line->str[r->line->len - 1] != '\t')
		g_string_append_c(r->line, ' ');
	r->blank = false;
	g_string_append_len(r->line, bytes, (gssize)size);
	if (top(r)->hides && !is_blank && strncmp(bytes, "\xc2\xa0", 2) != 0)
		r->reply->hidden = true;
}

static const char *add_text(reader *r, const char *at)
{
	if (*at == '&') {
		g_autoptr(GString) one = g_string_new(NULL);
		const char *next = vt_html_entity(at, one);

		add_char(r, one->str, one->len);
		return next;
	}
	size_t size = (size_t)(g_utf8_next_char(at) - at);
	add_char(r, at, size);
	return at + size;
}

/* ---- tags ---- */

static void close_element(reader *r, const char *name)
{
	unsigned at = r->depth;

	while (at > 1 && strcmp(r->stack[at - 1].name, name) != 0)
		at--;
	if (at <= 1)
		return; /* it was never opened */
	for (unsigned i = at; i <= r->depth; i++) {
		if (r->stack[i - 1].mark != VT_ELEMENT_PLAIN)
			end_line(r, false);
	}
	r->depth = at - 1;
}

static void open_element(reader *r, const char *name, const char *attributes)
{
	element one = *top(r);
	const char *client = NULL;
	bool is_empty = g_strv_contains(empty, name);

	one.mark = *attributes != '>' || strcmp(name, "blockquote") == 0
			   ? vt_mark_element(name, attributes, &client)
			   : VT_ELEMENT_PLAIN;
	if (client != NULL && *r->reply->client == '\0')
		r->reply->client = client;
	if (one.mark != VT_ELEMENT_PLAIN)
		end_line(r, false);
	r->rest |= one.mark == VT_ELEMENT_QUOTES_REST;
	if (is_empty)
		return;
	if (strcmp(name, "p") == 0 && strcmp(top(r)->name, "p") == 0)
		close_element(r, name);
	if (r->depth == MAX_STACK) { /* no client writes so */
		r->reply->hidden = true;
		return;
	}
	g_strlcpy(one.name, name, sizeof one.name);
	one.hides |= vt_seen_hides(r->seen, name, attributes, &one.colours);
	one.keeps_lines |= strcmp(name, "pre") == 0;
	r->stack[r->depth++] = one;
}

/* '<' that begins no tag. */
static bool is_text(const char *at)
{
	return !g_ascii_isalpha(at[1]) && at[1] != '/' && at[1] != '!' && at[1] != '?';
}

static void break_line(reader *r, const char *name, bool closing)
{
	if (strcmp(name, "br") == 0)
		end_line(r, true);
	else if (g_strv_contains(blocks, name))
		end_line(r, false);
	else if (!closing && (strcmp(name, "td") == 0 || strcmp(name, "th") == 0)
		 && r->line->len > 0)
		g_string_append_c(r->line, '\t');
}

static const char *read_tag(reader *r, const char *at)
{
	if (g_str_has_prefix(at, "<!--")) {
		const char *end = strstr(at + 4, "-->");

		return end != NULL ? end + 3 : at + strlen(at);
	}
	if (is_text(at))
		return add_text(r, at);
	bool closing = at[1] == '/';
	const char *begin = at + 1 + closing;
	size_t size = strcspn(begin, " \t\r\n/>");
	g_autofree char *name = g_ascii_strdown(begin, (gssize)MIN(size, MAX_NAME - 1));
	const char *next = vt_html_tag_end(begin);
	g_autofree char *attributes = g_strndup(begin + size, (gsize)(next - begin) - size);

	if (!closing && g_strv_contains(unseen, name)) {
		const char *end = vt_html_closing(next, begin);

		return end != NULL ? end : next + strlen(next);
	}
	break_line(r, name, closing);
	if (closing)
		close_element(r, name);
	else if (g_ascii_isalpha(*begin))
		open_element(r, name, attributes);
	return next;
}

vt_reply *vt_reply_html(const char *body)
{
	g_autofree reader *r = g_new0(reader, 1);
	g_autoptr(vt_seen) seen = vt_seen_new(body);
	g_autoptr(GString) line = g_string_new(NULL);

	r->reply = vt_reply_new();
	r->seen = seen;
	r->line = line;
	r->depth = 1;
	r->stack[0].colours = (vt_colours){ 0x000000, 0xffffff };
	for (const char *at = body; *at != '\0';)
		at = *at == '<' ? read_tag(r, at) : add_text(r, at);
	end_line(r, false);
	if (r->reply->hidden)
		g_ptr_array_set_size(r->reply->lines, 0);
	vt_reply_part_lines(r->reply);
	return r->reply;
}
