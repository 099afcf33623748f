/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * closing - what stands below the running text: who signed as what, who receives it
 */
#include "filters/closing.h"

#include <string.h>

#include "base/text.h"

#define ADDRESS_LINES 15 /* "Kính gửi" with its list */
#define RECEIVERS_MAX 3900

static const char *next_char(const char *p)
{
	return p + g_utf8_skip[(unsigned char)*p];
}

/* 2 to 6 words of letters, each with one capital in front: họ tên. */
static bool is_name(const char *text)
{
	unsigned words = 0;
	bool starts = true;

	for (const char *p = text; *p; p = next_char(p)) {
		gunichar c = g_utf8_get_char(p);
		if (c == ' ') {
			starts = true;
			continue;
		}
		if (!g_unichar_isalpha(c)
		    || (starts ? !g_unichar_isupper(c) : !g_unichar_islower(c)))
			return false;
		words += starts ? 1 : 0;
		starts = false;
	}
	return words >= 2 && words <= 6;
}

/* Words a position begins with; they also keep "Cục trưởng" from being taken for a name. */
static bool is_position(const char *text)
{
	static const char *const words[] = {
		"chu tich",
		"pho chu tich",
		"chu nhiem",
		"pho chu nhiem",
		"giam doc",
		"pho giam doc",
		"chanh van phong",
		"pho chanh van phong",
		"bo truong",
		"thu truong",
		"thu tuong",
		"pho thu tuong",
		"cuc truong",
		"pho cuc truong",
		"truong phong",
		"pho truong phong",
		"truong ban",
		"pho truong ban",
		"vu truong",
		"pho vu truong",
		"tong cuc truong",
		"hieu truong",
		"pho hieu truong",
		"vien truong",
		"chi cuc truong",
		"bi thu",
		"pho bi thu",
		"chanh thanh tra",
		"pho chanh thanh tra",
		"tong giam doc",
		"pho tong giam doc",
		"thu truong co quan",
		"uy vien",
		"pho chi cuc truong",
	};
	g_autofree char *folded = vt_text_fold(text);

	for (gsize i = 0; i < G_N_ELEMENTS(words); i++) {
		gsize n = strlen(words[i]);
		if (strncmp(folded, words[i], n) == 0 && (folded[n] == '\0' || folded[n] == ' '))
			return true;
	}
	return false;
}

/* "KT. CHÁNH VĂN PHÒNG" without its "KT."; NULL = the line has no such prefix. */
static const char *after_right(const char *text)
{
	static const char *const rights[] = { "TM.", "KT.", "TL.", "TUQ.", "TUN.",
					      "Q.",  "T/M", "K/T", "T/L" };

	for (gsize i = 0; i < G_N_ELEMENTS(rights); i++) {
		if (g_str_has_prefix(text, rights[i])) {
			const char *p = text + strlen(rights[i]);
			while (*p == ' ')
				p++;
			return p;
		}
	}
	return NULL;
}

static char *sentence_case(const char *upper)
{
	g_autofree char *lower = g_utf8_strdown(upper, -1);
	const char *rest = next_char(lower);
	GString *out = g_string_new(NULL);

	g_string_append_unichar(out, g_unichar_toupper(g_utf8_get_char(lower)));
	g_string_append(out, rest);
	return g_string_free(out, FALSE);
}

/* From "Nơi nhận" down in the right column (the signature may stand a little above it). */
static void read_signer(const vt_page *page, int from, vt_closing *closing)
{
	const char *position = NULL, *name = NULL;

	for (int i = from; i < (int)page->lines->len; i++) {
		const vt_line *line = vt_page_line(page, i);
		const char *right = *line->right ? line->right : NULL, *title;
		if (!right)
			continue;
		title = after_right(right);
		if (title && *title)
			position = title;
		else if (vt_page_is_upper(right) && is_position(right))
			position = right;
		else if (position && is_name(right) && !is_position(right))
			name = right;
	}
	if (!position || !name)
		return;
	closing->position = sentence_case(position);
	closing->signer = g_strdup(name);
}

static void append_receiver(GString *list, const char *left)
{
	const char *p = left;
	bool item = *p == '-' || *p == '+';

	while (*p == '-' || *p == '+' || *p == ' ')
		p++;
	if (*p == '\0' || list->len + strlen(p) > RECEIVERS_MAX)
		return;
	if (list->len > 0)
		g_string_append(list, item ? "; " : " ");
	g_string_append_len(list, p, (gssize)strlen(p));
	while (list->len > 0 && strchr(";.: ", list->str[list->len - 1]))
		g_string_truncate(list, list->len - 1);
}

static void read_receivers(const vt_page *page, int from, vt_closing *closing)
{
	g_autoptr(GString) list = g_string_new(NULL);
	bool archived = false;

	for (int i = from; i < (int)page->lines->len && !archived; i++) {
		const char *left = vt_page_line(page, i)->left;
		g_autofree char *folded = vt_text_fold(left);
		const char *p = left;
		if (i == from) {
			p = strchr(left, ':');
			p = p ? p + 1 : "";
		}
		archived = g_str_has_prefix(folded, "- luu") || g_str_has_prefix(folded, "luu:");
		append_receiver(list, p);
	}
	if (list->len > 0)
		closing->receivers = g_strdup(list->str);
}

static int find_line(const vt_page *page, const char *label)
{
	for (int i = (int)page->lines->len - 1; i >= 0; i--) {
		const vt_line *line = vt_page_line(page, i);
		if (g_str_has_prefix(line->folded, label))
			return i;
	}
	return -1;
}

static void append_folded(GString *out, const vt_page *page, int from, int to)
{
	for (int i = MAX(from, 0); i < MIN(to, (int)page->lines->len); i++)
		g_string_append_printf(out, "%s ", vt_page_line(page, i)->folded);
}

void vt_closing_read(const vt_page *page, vt_closing *closing_out)
{
	int receivers = find_line(page, "noi nhan"), addressed = find_line(page, "kinh gui");
	GString *text = g_string_new(NULL);

	*closing_out = (vt_closing){ 0 };
	if (receivers >= 0) {
		read_signer(page, MAX(receivers - 3, 0), closing_out);
		read_receivers(page, receivers, closing_out);
	}
	if (addressed >= 0)
		append_folded(text, page, addressed, addressed + ADDRESS_LINES);
	if (closing_out->receivers) {
		g_autofree char *folded = vt_text_fold(closing_out->receivers);
		g_string_append(text, folded);
	}
	closing_out->addressed = g_string_free(text, FALSE);
}

void vt_closing_clear(vt_closing *closing)
{
	g_free(closing->signer);
	g_free(closing->position);
	g_free(closing->receivers);
	g_free(closing->addressed);
	*closing = (vt_closing){ 0 };
}
