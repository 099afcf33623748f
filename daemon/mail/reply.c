/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * reply - the text of an answer, line by line
 */
#include "mail/reply.h"

#include <string.h>

#include "base/text.h"

/* Folded beginnings of a line; what follows such a line belongs to it. */
static const char *const quoting[] = {
	"-----original message",
	"----- original message",
	"-----tin nhan goc",
	"-----thu goc",
	"--------- forwarded message",
	"---------- forwarded message",
	"---------- thu da chuyen tiep",
	"________________________________",
};
static const char *const forwarding[] = {
	"--------- forwarded message",   "---------- forwarded message",
	"---------- thu da chuyen tiep", "begin forwarded message",
	"bat dau thu duoc chuyen tiep",
};
static const char *const closing[] = {
	"gui tu iphone",
	"da gui tu iphone",
	"gui tu ipad",
	"gui tu dien thoai",
	"gui tu thiet bi",
	"duoc gui tu",
	"da gui tu",
	"sent from my",
	"sent from ",
	"tai outlook cho",
	"get outlook for",
	"gui tu samsung",
	"gui tu mail cho windows",
};
/* The header block that Outlook puts above what it quotes: a name of each row, in this order. */
static const char *const header_from[] = { "from:", "tu:", "nguoi gui:" };
static const char *const header_sent[] = { "sent:",     "date:", "da gui:", "ngay:",
					   "ngay gui:", "to:",   "den:" };

static bool begins(const char *folded, const char *const *marks, size_t count)
{
	for (size_t i = 0; i < count; i++) {
		if (g_str_has_prefix(folded, marks[i]))
			return true;
	}
	return false;
}

/* What looks like a blank or a colon is one; what cannot be seen is not there. */
static char *plain(const char *line)
{
	GString *out = g_string_new(NULL);

	for (const char *p = line; *p != '\0'; p = g_utf8_next_char(p)) {
		gunichar c = g_utf8_get_char(p);

		if (c == 0xFEFF || (c >= 0x200B && c <= 0x200F))
			continue;
		if (c == 0xA0 || c == 0x202F || c == 0x3000 || c == '\t')
			c = ' ';
		else if (c == 0xFF1A)
			c = ':';
		else if (c == 0xFF1B)
			c = ';';
		else if (c == 0x2013 || c == 0x2014)
			c = '-';
		g_string_append_unichar(out, c);
	}
	return g_string_free(out, FALSE);
}

/* Quote marks off; says whether there was one. */
static bool unquote(char **text)
{
	const char *p = *text;
	bool quoted = false;

	while (*p == '>' || (*p == ' ' && p[strspn(p, " ")] == '>')) {
		quoted |= *p == '>';
		p++;
	}
	if (quoted && *p == ' ')
		p++;
	char *rest = g_strdup(p);
	g_free(*text);
	*text = rest;
	return quoted;
}

static vt_reply_line *line_new(const char *raw)
{
	vt_reply_line *line = g_new0(vt_reply_line, 1);

	line->text = plain(raw);
	if (unquote(&line->text))
		line->part = VT_REPLY_QUOTED;
	line->flowed = g_str_has_suffix(line->text, " ") && !g_str_equal(line->text, "-- ");
	if (!g_str_equal(line->text, "-- "))
		g_strchomp(line->text);
	return line;
}

static void line_free(void *data)
{
	vt_reply_line *line = data;

	g_free(line->text);
	g_free(line);
}

/* "Vào 23/11/2026 08:15, Lê Văn An đã viết:", on one line or broken over two. */
static bool attributes(const GPtrArray *folded, guint at)
{
	const char *one = g_ptr_array_index(folded, at);
	bool begun = g_str_has_prefix(one, "vao ") || g_str_has_prefix(one, "on ")
		     || g_str_has_prefix(one, "luc ");

	for (guint i = at; begun && i < folded->len && i < at + 3; i++) {
		const char *line = g_ptr_array_index(folded, i);

		if (g_str_has_suffix(line, "da viet:") || g_str_has_suffix(line, "wrote:"))
			return true;
	}
	return false;
}

static bool is_header_block(const GPtrArray *folded, guint at)
{
	if (!begins(g_ptr_array_index(folded, at), header_from, G_N_ELEMENTS(header_from)))
		return false;
	for (guint i = at + 1; i < folded->len && i < at + 4; i++) {
		if (begins(g_ptr_array_index(folded, i), header_sent, G_N_ELEMENTS(header_sent)))
			return true;
	}
	return false;
}

static bool begins_quotation(const GPtrArray *folded, guint at)
{
	return begins(g_ptr_array_index(folded, at), quoting, G_N_ELEMENTS(quoting))
	       || attributes(folded, at) || is_header_block(folded, at);
}

/* What stands below a mark belongs to it; what a person wrote below a quotation with ">" is new
 * again. */
static void part_lines(GPtrArray *lines, const GPtrArray *folded)
{
	vt_reply_part part = VT_REPLY_NEW;
	bool by_marks = false; /* the quotation is marked line by line */

	for (guint i = 0; i < lines->len; i++) {
		vt_reply_line *line = g_ptr_array_index(lines, i);

		if (line->part == VT_REPLY_QUOTED) {
			by_marks = true;
			continue;
		}
		if (part != VT_REPLY_QUOTED && begins_quotation(folded, i))
			part = VT_REPLY_QUOTED;
		else if (part == VT_REPLY_NEW && g_str_equal(line->text, "-- "))
			part = VT_REPLY_CLOSING;
		else if (part == VT_REPLY_QUOTED && by_marks && *line->text != '\0')
			part = VT_REPLY_NEW;
		line->part = part;
		if (part == VT_REPLY_NEW
		    && begins(g_ptr_array_index(folded, i), closing, G_N_ELEMENTS(closing)))
			line->part = VT_REPLY_CLOSING;
	}
}

GPtrArray *vt_reply_lines(const char *body)
{
	GPtrArray *lines = g_ptr_array_new_with_free_func(line_free);
	g_autoptr(GPtrArray) folded = g_ptr_array_new_with_free_func(g_free);
	g_auto(GStrv) raw = g_strsplit(body, "\n", -1);

	for (char **one = raw; *one != NULL; one++) {
		size_t size = strlen(*one);

		if (size > 0 && (*one)[size - 1] == '\r')
			(*one)[size - 1] = '\0';
		vt_reply_line *line = line_new(*one);
		g_ptr_array_add(lines, line);
		g_ptr_array_add(folded, vt_text_fold(line->text));
	}
	part_lines(lines, folded);
	return lines;
}

bool vt_reply_is_forwarded(const GPtrArray *lines)
{
	for (guint i = 0; i < lines->len; i++) {
		const vt_reply_line *line = g_ptr_array_index(lines, i);
		g_autofree char *folded = vt_text_fold(line->text);

		if (begins(folded, forwarding, G_N_ELEMENTS(forwarding)))
			return true;
	}
	return false;
}
