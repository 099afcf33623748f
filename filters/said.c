/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * said - what one of our people wrote to the office
 */
#include "filters/said.h"

#include <string.h>

#include "base/base32.h"
#include "base/limits.h"
#include "base/text.h"
#include "doc/delivery.h"
#include "doc/instruction.h"
#include "doc/said_text.h"
#include "doc/said_token.h"
#include "filters/said_calendar.h"
#include "mail/originator.h"
#include "mail/reply.h"

#define TOKEN_CHARS     26
#define LEAST_TAG_CHARS 8
#define MAX_BODY_BYTES  (1024u * 1024) /* an answer with a long thread has 300 KB */
#define MAX_LINES       20000          /* and some thousand lines */

/* ---- which question ---- */

static void take_token(const vt_case *c, const char *address, vt_said *said)
{
	g_autofree char *token = vt_said_token(c->office, address);

	if (token == NULL
	    || g_ptr_array_find_with_equal_func(said->tokens, token, g_str_equal, NULL))
		return;
	if (said->tokens->len < VT_MAX_TAGS)
		g_ptr_array_add(said->tokens, g_steal_pointer(&token));
	else
		said->too_much = true;
}

static void take_tags(const char *subject, vt_said *said)
{
	for (const char *p = strstr(subject, "[#"); p != NULL; p = strstr(p + 2, "[#")) {
		const char *end = strchr(p, ']');
		size_t size = end != NULL ? (size_t)(end - p) - 2 : 0;

		if (size < LEAST_TAG_CHARS || size > TOKEN_CHARS)
			continue;
		g_autofree char *tag = g_ascii_strdown(p + 2, (gssize)size);
		if (!vt_base32_is(tag))
			continue;
		if (said->tags->len < VT_MAX_TAGS)
			g_ptr_array_add(said->tags, g_steal_pointer(&tag));
		else
			said->too_much = true;
	}
}

static void add_id(GPtrArray *ids, const char *begin, size_t size)
{
	g_autofree char *id = g_strndup(begin, size);

	if (size > VT_MAX_MESSAGE_ID_BYTES || strpbrk(id, " \t\r\n") != NULL
	    || !g_utf8_validate(id, -1, NULL)
	    || g_ptr_array_find_with_equal_func(ids, id, g_str_equal, NULL))
		return;
	g_ptr_array_add(ids, g_steal_pointer(&id));
}

/* Message-IDs of a field, the last first: References grow at their end (RFC 5322 §3.6.4). */
static void take_ids(const vt_case *c, const char *field, vt_said *said)
{
	g_autofree char *value = vt_scan_header(c->scan, c->scan->root, field, 0);
	g_autoptr(GPtrArray) ids = g_ptr_array_new_with_free_func(g_free);

	for (const char *p = value != NULL ? strchr(value, '<') : NULL; p != NULL;) {
		const char *end = strchr(p, '>');

		if (end == NULL)
			break;
		add_id(ids, p, (size_t)(end - p) + 1);
		p = strchr(end, '<');
	}
	for (guint i = ids->len; i > 0 && said->answered->len < VT_MAX_ANSWERED; i--)
		add_id(said->answered, g_ptr_array_index(ids, i - 1),
		       strlen(g_ptr_array_index(ids, i - 1)));
}

/* ---- the client, for who explains how to do it there ---- */

static const struct {
	const char *word, *client;
} clients[] = {
	{ "iPhone Mail", "ios-mail" },    { "iPad Mail", "ios-mail" },
	{ "Apple Mail", "apple-mail" },   { "Outlook", "outlook" },
	{ "Zimbra", "zimbra" },           { "Roundcube", "roundcube" },
	{ "Thunderbird", "thunderbird" },
};

static void set_client(vt_said *said, const char *client)
{
	g_free(said->client);
	said->client = g_strdup(client);
}

static void take_client(const vt_case *c, vt_said *said)
{
	static const char *const fields[] = { "X-Mailer", "User-Agent" };
	const char *client = NULL;

	for (size_t i = 0; i < G_N_ELEMENTS(fields); i++) {
		g_autofree char *value = vt_scan_header(c->scan, c->scan->root, fields[i], 0);

		for (size_t k = 0; value != NULL && k < G_N_ELEMENTS(clients); k++) {
			if (client == NULL && strstr(value, clients[k].word) != NULL)
				client = clients[k].client;
		}
	}
	g_autofree char *id = vt_scan_header(c->scan, c->scan->root, "Message-ID", 0);
	if (client == NULL && id != NULL && g_str_has_suffix(id, "@mail.gmail.com>"))
		client = "gmail";
	/* Exchange Online names no program; what can be done on the web can be done in all. */
	if (client == NULL && id != NULL && g_str_has_suffix(id, ".outlook.com>"))
		client = "outlook-web";
	if (client != NULL)
		set_client(said, client);
}

/* ---- the text ---- */

/* The mail's own text: no file, and not of a message that it carries. */
static bool is_body(const vt_contents *contents, const vt_leaf *leaf, guint at, const char *type)
{
	const vt_part *part = g_ptr_array_index(contents->parts, at);

	return !part->attachment && !leaf->in_message && strcmp(leaf->declared, type) == 0;
}

static vt_reply *read_leaf(const vt_leaf *leaf, bool html, vt_said *said)
{
	const char *unknown = NULL;
	g_autofree char *text = NULL;

	if (g_bytes_get_size(leaf->content) > MAX_BODY_BYTES) {
		said->too_much = true;
		return NULL;
	}
	text = vt_mime_source(leaf, &unknown);
	if (text == NULL) {
		said->too_much = true; /* a charset nobody reads: nothing is known of it */
		return NULL;
	}
	g_autoptr(vt_reply) reply =
		html ? vt_reply_html(text) : vt_reply_plain(text, leaf->is_flowed, leaf->is_delsp);
	if (reply->lines->len <= MAX_LINES)
		return g_steal_pointer(&reply);
	said->too_much = true;
	return NULL;
}

static void take_lines(const vt_reply *reply, bool is_signed, GPtrArray *lines)
{
	for (guint i = 0; i < reply->lines->len; i++) {
		const vt_reply_line *from = g_ptr_array_index(reply->lines, i);
		vt_text_line *line = vt_text_line_new(from->text);

		line->quoted = from->part == VT_REPLY_QUOTED;
		line->closing = from->part == VT_REPLY_CLOSING;
		line->is_signed = is_signed;
		g_ptr_array_add(lines, line);
	}
}

static bool has_words(const GPtrArray *lines)
{
	for (guint i = 0; i < lines->len; i++) {
		const vt_text_line *line = g_ptr_array_index(lines, i);

		if (*line->plain != '\0')
			return true;
	}
	return false;
}

/* Every leaf of that type in its order: Apple Mail writes on behind a picture. */
static bool take_body(const vt_case *c, const vt_contents *contents, vt_said *said, bool html)
{
	g_autoptr(GPtrArray) lines =
		g_ptr_array_new_with_free_func((GDestroyNotify)vt_text_line_free);
	bool hidden = false;

	for (guint i = 0; i < contents->parts->len && i < c->mime->leaves->len; i++) {
		const vt_part *part = g_ptr_array_index(contents->parts, i);
		const vt_leaf *leaf = g_ptr_array_index(c->mime->leaves, i);

		if (!is_body(contents, leaf, i, html ? "text/html" : "text/plain"))
			continue;
		g_autoptr(vt_reply) reply = read_leaf(leaf, html, said);
		if (reply == NULL)
			continue;
		hidden |= reply->hidden;
		said->forwarded_inline |= reply->forwarded_inline;
		if (*said->client == '\0'
		    || (strcmp(said->client, "gmail") == 0
			&& g_str_has_prefix(reply->client, "gmail")))
			set_client(said, reply->client);
		take_lines(reply, part->is_signed, lines);
	}
	if (hidden) {
		said->body = VT_BODY_HIDDEN;
		return true;
	}
	if (!has_words(lines))
		return false;
	said->body = html ? VT_BODY_HTML : VT_BODY_PLAIN;
	vt_said_read(said, lines);
	return true;
}

/* ---- the subject ---- */

/* Behind an answer's or a forward's mark stand the words of the one who asked. */
static bool is_answer(const char *subject)
{
	static const char *const marks[] = { "re:",  "tl:",          "tra loi:", "fw:",
					     "fwd:", "chuyen tiep:", "vs:",      "aw:",
					     "sv:",  "re :",         "ve:",      "ct:" };
	g_autofree char *folded = vt_text_fold(subject);

	for (size_t i = 0; i < G_N_ELEMENTS(marks); i++) {
		if (g_str_has_prefix(folded, marks[i]))
			return true;
	}
	return g_ascii_strncasecmp(subject, "re[", 3) == 0;
}

/* A signed header may leave the subject out: then what is shown is the outer one, which anybody on
 * the way can write. */
static bool is_subject_signed(const vt_case *c)
{
	gsize size = 0;

	if (c->protected_header == NULL)
		return false;
	const void *bytes = g_bytes_get_data(c->protected_header, &size);
	g_autoptr(vt_scan) inner = vt_scan_new(bytes, size);
	return vt_scan_header_count(inner, inner->root, "Subject") == 1;
}

static void take_subject(const vt_case *c, const vt_contents *contents, vt_said *said)
{
	bool is_signed = is_subject_signed(c);

	if (contents->subject == NULL)
		return;
	g_autofree char *plain = vt_text_plain(contents->subject);
	said->too_much |=
		!vt_reference_read(plain, is_signed ? said->references : said->open_references);
	if (!is_answer(plain))
		vt_instruction_read(said, plain, true, is_signed);
}

/* ---- */

/* What does not fit is not cut: nobody acts on a part of it. */
static void bound(vt_said *said)
{
	if (!said->too_much && vt_said_bytes(said) <= VT_MAX_SAID_BYTES)
		return;
	g_ptr_array_set_size(said->instructions, 0);
	g_ptr_array_set_size(said->lines, 0);
	if (vt_said_bytes(said) > VT_MAX_SAID_BYTES) {
		g_free(said->words);
		said->words = g_strdup("");
	}
	said->too_much = true;
}

static bool is_person(const vt_case *c)
{
	g_autoptr(vt_originator) originator = vt_originator_read(c->scan);
	const char *from = vt_originator_one(originator);

	return from != NULL && vt_directory_person_at(c->office->directory, from) != NULL;
}

/* Who got a document of ours may write back; work/replies.h tells what it is. */
static bool answers_us(const vt_case *c, const vt_contents *contents)
{
	g_autofree char *name =
		contents->in_reply_to != NULL ? vt_mail_name_find(contents->in_reply_to) : NULL;

	if (name != NULL)
		return true;
	g_autoptr(vt_originator) originator = vt_originator_read(c->scan);
	const char *from = vt_originator_one(originator);
	return contents->subject != NULL && from != NULL && is_answer(contents->subject)
	       && vt_directory_agency_at(c->office->directory, from) != NULL;
}

void vt_said_run(vt_case *c, vt_contents *contents)
{
	g_autoptr(vt_said) said = vt_said_new();

	if (c->office == NULL)
		return;
	for (guint i = 0; i < contents->recipients->len; i++)
		take_token(c, g_ptr_array_index(contents->recipients, i), said);
	if (contents->subject != NULL)
		take_tags(contents->subject, said);
	if (said->tokens->len + said->tags->len == 0 && !is_person(c) && !answers_us(c, contents))
		return;
	take_ids(c, "In-Reply-To", said);
	take_ids(c, "References", said);
	take_client(c, said);
	take_subject(c, contents, said);
	if (!take_body(c, contents, said, false))
		take_body(c, contents, said, true);
	vt_said_calendar_run(c, said);
	bound(said);
	contents->said = g_steal_pointer(&said);
}

void vt_said_unsign(vt_said *said)
{
	if (said == NULL)
		return;
	g_ptr_array_extend_and_steal(said->open_references, said->references);
	said->references = g_ptr_array_new_with_free_func(g_free);
	g_ptr_array_set_size(said->open_references,
			     (gint)MIN(said->open_references->len, (guint)VT_MAX_REFERENCES));
	for (guint i = 0; i < said->instructions->len; i++) {
		vt_instruction *one = g_ptr_array_index(said->instructions, i);

		one->is_signed = false;
	}
	for (guint i = 0; i < said->lines->len; i++) {
		vt_form_line *line = g_ptr_array_index(said->lines, i);

		line->is_signed = false;
	}
	said->words_signed = false;
}
