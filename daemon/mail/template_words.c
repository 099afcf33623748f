/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * template_words - words and links of a mail as HTML: nothing in them becomes an element
 */
#include <string.h>

#include "mail/template_private.h"

#define MAX_LINK_BYTES 1800
#define BUTTON                                                                                     \
	"display:inline-block;margin:2px 0;padding:9px 14px;border:1px solid;border-radius:6px"

static const char marks[] = { VT_MARK_VALUE,  VT_MARK_LINK, VT_MARK_FORM,
			      VT_MARK_FOOTER, VT_MARK_END,  '\0' };

bool vt_is_mark(char c)
{
	return c != '\0' && strchr(marks, c) != NULL;
}

static void put_char(GString *out, char c)
{
	switch (c) {
	case '&':
		g_string_append(out, "&amp;");
		break;
	case '<':
		g_string_append(out, "&lt;");
		break;
	case '>':
		g_string_append(out, "&gt;");
		break;
	case '"':
		g_string_append(out, "&quot;");
		break;
	case VT_MARK_LINE:
		g_string_append(out, "<br>");
		break;
	default:
		if (!vt_is_mark(c))
			g_string_append_c(out, c);
	}
}

void vt_words_put(GString *out, const char *from, size_t size)
{
	for (size_t i = 0; i < size; i++)
		put_char(out, from[i]);
}

/* A link of ours is short printable ASCII; anything else stays text. */
static bool may_link(const char *address, size_t size)
{
	if (size > MAX_LINK_BYTES || strncmp(address, "mailto:", 7) != 0)
		return false;
	for (size_t i = 0; i < size; i++) {
		if (address[i] <= ' ' || address[i] >= 0x7f || strchr("\"'<>\\", address[i]))
			return false;
	}
	return true;
}

void vt_words_link(GString *out, const char *mark, const char *label, size_t label_size)
{
	const char *address = mark + 1;
	size_t size = strcspn(address, (const char[]){ VT_MARK_END, '\0' });
	bool is_ours = may_link(address, size);

	if (is_ours) {
		g_string_append(out, "<a href=\"");
		vt_words_put(out, address, size);
		g_string_append(out, "\" style=\"" BUTTON "\">");
	}
	vt_words_put(out, label, label_size);
	if (label_size == 0)
		vt_words_put(out, address, size);
	if (is_ours)
		g_string_append(out, "</a>");
	else if (label_size > 0) {
		g_string_append_c(out, ' ');
		vt_words_put(out, address, size);
	}
}

size_t vt_label_size(const char *label, size_t size)
{
	while (size > 0 && (label[size - 1] == ' ' || label[size - 1] == ':'))
		size--;
	return size;
}

void vt_words_line(GString *out, const char *line)
{
	const char *mark = strchr(line, VT_MARK_LINK);

	if (mark == NULL) {
		vt_words_put(out, line, strlen(line));
		return;
	}
	vt_words_link(out, mark, line, vt_label_size(line, (size_t)(mark - line)));
	const char *end = strchr(mark, VT_MARK_END);
	if (end != NULL)
		vt_words_put(out, end, strlen(end));
}
