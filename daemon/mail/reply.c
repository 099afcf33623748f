/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * reply - the lines of an answer, each in its part
 */
#include "mail/reply.h"

#include <string.h>

#include "base/text.h"
#include "mail/reply_private.h"

static void line_free(void *data)
{
	vt_reply_line *line = data;

	g_free(line->text);
	g_free(line);
}

vt_reply *vt_reply_new(void)
{
	vt_reply *reply = g_new0(vt_reply, 1);

	reply->lines = g_ptr_array_new_with_free_func(line_free);
	reply->client = "";
	return reply;
}

void vt_reply_free(vt_reply *reply)
{
	if (reply == NULL)
		return;
	g_ptr_array_unref(reply->lines);
	g_free(reply);
}

vt_reply_line *vt_reply_add(vt_reply *reply, char *take_text)
{
	vt_reply_line *line = g_new0(vt_reply_line, 1);

	line->text = take_text;
	g_ptr_array_add(reply->lines, line);
	return line;
}

/* ---- plain text ---- */

/* Past the marks ">", "> >" and the blank behind them. */
static const char *behind_marks(const char *line, unsigned *depth_out)
{
	const char *at = line;

	*depth_out = 0;
	while (at[strspn(at, " ")] == '>') {
		at += strspn(at, " ") + 1;
		(*depth_out)++;
	}
	return *depth_out > 0 && *at == ' ' ? at + 1 : at;
}

typedef struct flow {
	vt_reply *reply;
	bool flowed, delsp;
	unsigned depth;       /* of the line above */
	vt_reply_line *above; /* it goes on in the next line; NULL */
} flow;

/* RFC 3676 §4.2-4.4: a blank at the end joins the next line of the same depth; "-- " never. */
static void add_line(flow *f, const char *raw)
{
	unsigned depth = 0;
	const char *text = behind_marks(raw, &depth);
	bool is_signature = strcmp(text, "-- ") == 0;
	size_t size = strlen(text);

	if (f->flowed && depth == 0 && *text == ' ')
		text++, size--; /* space-stuffed */
	bool goes_on = f->flowed && size > 0 && text[size - 1] == ' ' && !is_signature;
	if (goes_on && f->delsp)
		size--;
	if (f->above != NULL && depth == f->depth && !is_signature) {
		char *joined = g_strdup_printf("%s%.*s", f->above->text, (int)size, text);

		g_free(f->above->text);
		f->above->text = joined;
	} else {
		f->above = vt_reply_add(f->reply, g_strndup(text, size));
		f->above->is_marked = depth > 0;
	}
	f->depth = depth;
	if (!goes_on)
		f->above = NULL;
}

vt_reply *vt_reply_plain(const char *body, bool flowed, bool delsp)
{
	vt_reply *reply = vt_reply_new();
	flow f = { .reply = reply, .flowed = flowed, .delsp = delsp };

	for (const char *at = body; *at != '\0';) {
		size_t size = strcspn(at, "\r\n");
		g_autofree char *line = g_strndup(at, size);

		add_line(&f, line);
		at += size + (at[size] == '\r' && at[size + 1] == '\n');
		at += *at != '\0';
	}
	vt_reply_part_lines(reply);
	return reply;
}

/* ---- parts ---- */

static vt_reply_line *line_at(const vt_reply *reply, guint i)
{
	return g_ptr_array_index(reply->lines, i);
}

/* Whether the quotation below a mark is itself marked line by line: then what stands under it is
 * new again, else all of it belongs to the quotation. */
static bool is_marked_below(const vt_reply *reply, guint at)
{
	while (at < reply->lines->len && *line_at(reply, at)->text == '\0'
	       && !line_at(reply, at)->is_marked)
		at++;
	return at < reply->lines->len && line_at(reply, at)->is_marked;
}

static GPtrArray *fold_lines(vt_reply *reply)
{
	GPtrArray *folded = g_ptr_array_new_with_free_func(g_free);

	for (guint i = 0; i < reply->lines->len; i++) {
		vt_reply_line *line = line_at(reply, i);
		g_autofree char *plain = vt_text_plain(line->text);

		g_ptr_array_add(folded, vt_text_fold(plain));
		if (strcmp(line->text, "-- ") != 0)
			g_strchomp(line->text);
	}
	return folded;
}

static void note_client(vt_reply *reply, const char *client)
{
	if (*reply->client == '\0' && client != NULL)
		reply->client = client;
}

/* A line that carries its own mark; a quotation ends the signature above it. */
static vt_reply_part part_marked(vt_reply_line *line, vt_reply_part part)
{
	if (line->part == VT_REPLY_CLOSING)
		return part;
	line->part = VT_REPLY_QUOTED;
	return part == VT_REPLY_CLOSING ? VT_REPLY_NEW : part;
}

/* A line of new text that begins no quotation. */
static vt_reply_part part_new(vt_reply_line *line, const char *words, const char **client_out)
{
	if (vt_mark_closing(line->text, words))
		return line->part = VT_REPLY_CLOSING;
	line->part = vt_mark_device(words, client_out) ? VT_REPLY_CLOSING : VT_REPLY_NEW;
	return VT_REPLY_NEW;
}

void vt_reply_part_lines(vt_reply *reply)
{
	g_autoptr(GPtrArray) folded = fold_lines(reply);
	vt_reply_part part = VT_REPLY_NEW;

	for (guint i = 0; i < reply->lines->len; i++) {
		vt_reply_line *line = line_at(reply, i);
		const char *words = g_ptr_array_index(folded, i), *client = NULL;

		reply->forwarded_inline |= vt_mark_forwards(words);
		if (line->is_marked) {
			part = part_marked(line, part);
			continue;
		}
		guint size = part != VT_REPLY_QUOTED ? vt_mark_quotation(folded, i, &client) : 0;
		if (size > 0) {
			part = is_marked_below(reply, i + size) ? VT_REPLY_NEW : VT_REPLY_QUOTED;
			for (guint k = 0; k < size; k++)
				line_at(reply, i + k)->part = VT_REPLY_QUOTED;
			i += size - 1;
		} else if (part == VT_REPLY_NEW) {
			part = part_new(line, words, &client);
		} else {
			line->part = part;
		}
		note_client(reply, client);
	}
}
