/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * gateway_cuts - where a footer or banner may begin and end
 */
#include <string.h>

#include "base/limits.h"
#include "filters/gateway_private.h"

/* A disclaimer is no longer; what is taken away must stay small enough to be read. */
#define MOST_BYTES (64u * 1024)
/* Restored line ends are tried close to the end only. */
#define PLUS_LINES 20

typedef struct walk {
	const uint8_t *text;
	size_t size;
	bool is_html;
	GArray *cuts;
} walk;

static bool is_rule(const uint8_t *at, size_t size)
{
	return size >= 2 && strchr("-_=*~#+", at[0]) != NULL && at[0] != '\0' && at[1] == at[0];
}

static bool is_tag(const uint8_t *at, size_t size, const char *name)
{
	size_t n = strlen(name);

	return size > n && at[0] == '<' && g_ascii_strncasecmp((const char *)at + 1, name, n) == 0;
}

/* A rule, a warning in brackets: what programs put between a letter and their own words. */
static bool looks_foreign(const walk *w, size_t from, size_t to)
{
	while (from < to && strchr(" \t\r\n", w->text[from]) != NULL && w->text[from] != '\0')
		from++;
	return is_rule(w->text + from, to - from) || is_tag(w->text + from, to - from, "hr")
	       || (from < to && w->text[from] == '[');
}

static unsigned rank_of(const walk *w, const vt_gateway_cut *cut)
{
	size_t last = cut->to;
	bool gap;

	if (cut->plus_line)
		return 5 * VT_GATEWAY_UNLIKELY;
	if (looks_foreign(w, cut->from, cut->to))
		return 0;
	if (cut->front) {
		while (last > cut->from && strchr("\r\n", w->text[last - 1]) != NULL
		       && w->text[last - 1] != '\0')
			last--;
		while (last > cut->from && w->text[last - 1] != '\n')
			last--;
		if (is_rule(w->text + last, cut->to - last))
			return 0;
		gap = cut->to - cut->from >= 4 && memcmp(w->text + cut->to - 4, "\r\n\r\n", 4) == 0;
	} else {
		gap = w->text[cut->from] == '\r' || w->text[cut->from] == '\n';
	}
	return (gap ? 1 : 2) * VT_GATEWAY_UNLIKELY;
}

static void add(walk *w, size_t from, size_t to, bool front, unsigned index)
{
	vt_gateway_cut cut = { .from = from, .to = to, .front = front };

	if (from >= to || to - from == w->size)
		return;
	/* Banners are short; a letter mostly ends with a line end of its own. */
	if (front)
		index *= 3;
	else if (w->text[from] == '\r' || w->text[from] == '\n')
		index += VT_GATEWAY_UNLIKELY / 2;
	cut.rank = rank_of(w, &cut) + MIN(index, VT_GATEWAY_UNLIKELY - 1);
	g_array_append_val(w->cuts, cut);
	if (front || to != w->size || index >= PLUS_LINES)
		return;
	cut.plus_line = true;
	cut.rank = rank_of(w, &cut) + MIN(index, VT_GATEWAY_UNLIKELY - 1);
	g_array_append_val(w->cuts, cut);
}

/* From the anchor up: a footer begins where a line begins or ends, or at a tag. */
static void walk_up(walk *w, size_t anchor)
{
	unsigned lines = 0, tags = 0, index = 0;

	for (size_t at = anchor; at > 0 && anchor - at < MOST_BYTES;) {
		at--;
		if (w->is_html && w->text[at] == '<' && tags++ < VT_MAX_GATEWAY_LINES)
			add(w, at, anchor, false, index++);
		if (w->text[at] != '\n')
			continue;
		if (++lines > VT_MAX_GATEWAY_LINES)
			break;
		add(w, at + 1, anchor, false, index);
		add(w, at > 0 && w->text[at - 1] == '\r' ? at - 1 : at, anchor, false, index++);
	}
}

/* From the anchor down: a banner ends where a line or a tag ends. */
static void walk_down(walk *w, size_t anchor)
{
	unsigned lines = 0, tags = 0, index = 0;

	for (size_t at = anchor; at < w->size && at - anchor < MOST_BYTES; at++) {
		if (w->is_html && w->text[at] == '>' && tags++ < VT_MAX_GATEWAY_LINES)
			add(w, anchor, at + 1, true, index++);
		if (w->text[at] != '\n')
			continue;
		if (++lines > VT_MAX_GATEWAY_LINES)
			break;
		add(w, anchor, at + 1, true, index++);
	}
}

static size_t find_last(const walk *w, const char *name)
{
	size_t least = w->size > MOST_BYTES ? w->size - MOST_BYTES : 0;

	for (size_t at = w->size; at > least; at--)
		if (is_tag(w->text + at - 1, w->size - at + 1, name))
			return at - 1;
	return w->size;
}

/* Behind the ">" of <body>; 0 = there is none. */
static size_t find_body(const walk *w)
{
	for (size_t at = 0; at < w->size && at < MOST_BYTES; at++)
		if (is_tag(w->text + at, w->size - at, "body")) {
			const uint8_t *end = memchr(w->text + at, '>', w->size - at);

			return end == NULL ? 0 : (size_t)(end - w->text) + 1;
		}
	return 0;
}

static int by_rank(gconstpointer a, gconstpointer b)
{
	const vt_gateway_cut *one = a, *other = b;

	if (one->rank != other->rank)
		return one->rank < other->rank ? -1 : 1;
	if (one->from != other->from)
		return one->from < other->from ? 1 : -1;
	return one->to < other->to ? -1 : one->to > other->to;
}

GArray *vt_gateway_cuts(const uint8_t *text, size_t size, bool is_html)
{
	walk w = { text, size, is_html, g_array_new(FALSE, FALSE, sizeof(vt_gateway_cut)) };

	walk_up(&w, size);
	walk_down(&w, 0);
	if (is_html) {
		size_t ends[] = { find_last(&w, "/body"), find_last(&w, "/html") };
		size_t begin = find_body(&w);

		for (size_t i = 0; i < G_N_ELEMENTS(ends); i++)
			if (ends[i] < size)
				walk_up(&w, ends[i]);
		if (begin > 0)
			walk_down(&w, begin);
	}
	g_array_sort(w.cuts, by_rank);
	return w.cuts;
}

unsigned vt_gateway_lines(const uint8_t *text, size_t from, size_t to)
{
	unsigned lines = 0;
	bool said = false;

	for (size_t at = from; at < to; at++) {
		if (text[at] == '\n')
			said = false;
		else if (!said && strchr(" \t\r", text[at]) == NULL) {
			said = true;
			lines++;
		}
	}
	return lines;
}
