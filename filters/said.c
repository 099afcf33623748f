/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * said - what one of our people wrote to the office
 */
#include "filters/said.h"

#include <string.h>

#include "base/address.h"
#include "base/base32.h"
#include "base/text.h"
#include "doc/instruction.h"
#include "mail/originator.h"
#include "mail/reply.h"

#define TOKEN_CHARS 26

/* vanthu+TOKEN@...: what stands behind the delimiter, when it is such a word. */
static void take_tokens(const vt_case *c, const GPtrArray *recipients, vt_said *said)
{
	const char *delimiter = c->office->reply.delimiter;

	for (guint i = 0; delimiter != NULL && i < recipients->len; i++) {
		const char *address = g_ptr_array_index(recipients, i);
		const char *at = strstr(address, delimiter);
		g_autofree char *token =
			at != NULL ? g_ascii_strdown(at + strlen(delimiter), TOKEN_CHARS) : NULL;

		if (token != NULL && strlen(token) == TOKEN_CHARS && vt_base32_is(token)
		    && at[strlen(delimiter) + TOKEN_CHARS] == '@'
		    && said->tokens->len < VT_MAX_TAGS)
			g_ptr_array_add(said->tokens, g_steal_pointer(&token));
	}
}

static void take_tags(const char *subject, vt_said *said)
{
	for (const char *p = strstr(subject, "[#"); p != NULL; p = strstr(p + 2, "[#")) {
		const char *end = strchr(p, ']');
		size_t size = end != NULL ? (size_t)(end - p) - 2 : 0;
		g_autofree char *tag = g_ascii_strdown(p + 2, (gssize)size);

		if ((size == 8 || size == TOKEN_CHARS) && vt_base32_is(tag)
		    && said->tags->len < VT_MAX_TAGS)
			g_ptr_array_add(said->tags, g_steal_pointer(&tag));
	}
}

/* The leaf people read: plain text, else HTML. -1 = none. */
static int body_of(const vt_case *c, const vt_contents *contents, const char *type)
{
	for (guint i = 0; i < contents->parts->len && i < c->mime->leaves->len; i++) {
		const vt_part *part = g_ptr_array_index(contents->parts, i);
		const vt_leaf *leaf = g_ptr_array_index(c->mime->leaves, i);

		if (!part->attachment && strcmp(leaf->declared, type) == 0)
			return (int)i;
	}
	return -1;
}

static void take_lines(vt_said *said, const GPtrArray *lines, bool is_signed)
{
	g_autoptr(GString) words = g_string_new(NULL);

	for (guint i = 0; i < lines->len; i++) {
		const vt_reply_line *line = g_ptr_array_index(lines, i);

		vt_reference_read(line->text, is_signed ? said->references : said->open_references);
		if (line->part == VT_REPLY_QUOTED)
			continue;
		g_string_append_printf(words, "%s\n", line->text);
		if (line->part == VT_REPLY_NEW)
			vt_instruction_read(said, line->text, false, is_signed);
	}
	g_strchomp(words->str);
	said->too_much |= strlen(words->str) > VT_MAX_WORDS_BYTES;
	g_free(said->words);
	said->words = said->too_much ? g_strdup("") : g_strdup(words->str);
	said->words_signed = is_signed;
}

static void take_body(const vt_case *c, const vt_contents *contents, vt_said *said)
{
	int at = body_of(c, contents, "text/plain");
	bool html = at < 0;
	const char *unknown = NULL;

	if (html)
		at = body_of(c, contents, "text/html");
	if (at < 0)
		return;
	const vt_part *part = g_ptr_array_index(contents->parts, (guint)at);
	g_autofree char *text =
		vt_mime_text(g_ptr_array_index(c->mime->leaves, (guint)at), &unknown);
	if (text == NULL)
		return;
	g_autoptr(GPtrArray) lines = vt_reply_lines(text);
	said->body = html ? VT_BODY_HTML : VT_BODY_PLAIN;
	said->forwarded_inline = vt_reply_is_forwarded(lines);
	take_lines(said, lines, part->is_signed);
}

/* What does not fit is not cut: nobody acts on a part of it. */
static void bound(vt_said *said)
{
	if (!said->too_much && vt_said_bytes(said) <= VT_MAX_SAID_BYTES)
		return;
	g_ptr_array_set_size(said->instructions, 0);
	g_ptr_array_set_size(said->lines, 0);
	g_free(said->words);
	said->words = g_strdup("");
	said->too_much = true;
}

void vt_said_run(vt_case *c, vt_contents *contents)
{
	g_autoptr(vt_said) said = vt_said_new();

	if (c->office == NULL || c->office->reply.delimiter == NULL)
		return;
	g_autoptr(vt_originator) originator = vt_originator_read(c->scan);
	const char *from = vt_originator_one(originator);
	take_tokens(c, contents->recipients, said);
	if (contents->subject != NULL)
		take_tags(contents->subject, said);
	if (said->tokens->len + said->tags->len == 0
	    && (from == NULL || vt_directory_person_at(c->office->directory, from) == NULL))
		return;
	if (contents->in_reply_to != NULL)
		g_ptr_array_add(said->answered, g_strdup(contents->in_reply_to));
	if (contents->subject != NULL)
		vt_instruction_read(said, contents->subject, true, false);
	take_body(c, contents, said);
	bound(said);
	contents->said = g_steal_pointer(&said);
}
