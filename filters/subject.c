/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * subject - what the mail's subject and a file's name say about the document
 */
#include "filters/subject.h"

#include <string.h>

#include "base/text.h"
#include "doc/number.h"
#include "filters/dates.h"
#include "filters/masthead.h"

#define SURE   85 /* the number stands where a clerk puts the document's own */
#define LIKELY 70
#define CITED  0 /* behind "thực hiện", "trả lời" ...: another document's, so no value at all */
#define UNSURE 50 /* a file name with groups that are no known type: may be a công văn */

const char *vt_subject_bare(const char *subject)
{
	static const char *const prefixes[] = { "re:", "fw:",      "fwd:",
						"tl:", "trả lời:", "chuyển tiếp:" };
	const char *p = subject;

	for (unsigned round = 0; round < 8; round++) {
		g_autofree char *lower = NULL;
		bool found = false;
		while (*p == ' ')
			p++;
		lower = g_utf8_strdown(p, -1);
		for (gsize i = 0; i < G_N_ELEMENTS(prefixes) && !found; i++) {
			found = g_str_has_prefix(lower, prefixes[i]);
			if (found)
				p += strlen(prefixes[i]);
		}
		if (!found)
			break;
	}
	return p;
}

/* Before the number: nothing, a type's name, "gửi", "số". All of it, or it is cited. */
static bool only_announces(const char *before, const vt_office *office)
{
	static const char *const words[] = {
		"so",        "van ban", "v/v gui",  "gui", "ban hanh",
		"phat hanh", "chuyen",  "cong van", "cv",  "kinh gui",
	};
	g_autofree char *rest = vt_text_fold(before);

	for (unsigned round = 0; round < 5; round++) {
		const char *p = rest + strspn(rest, " :.-[]()");
		gsize longest = 0;
		char *next;
		for (gsize i = 0; i < G_N_ELEMENTS(words); i++) {
			if (g_str_has_prefix(p, words[i]))
				longest = MAX(longest, strlen(words[i]));
		}
		for (guint i = 0; office->types && i < office->types->len; i++) {
			const vt_type *type = g_ptr_array_index(office->types, i);
			if (g_str_has_prefix(p, type->folded))
				longest = MAX(longest, strlen(type->folded));
		}
		if (longest == 0)
			return *p == '\0';
		next = g_strdup(p + longest);
		g_free(rest);
		rest = next;
	}
	return false;
}

/* "[KHẨN] ...", "(Hỏa tốc) ...", "KHẨN: ..." in front; what follows it. */
static const char *take_urgency(const char *p, const vt_office *office, int *urgency_out)
{
	bool bracket = *p == '[' || *p == '(';
	gsize n = bracket ? strcspn(p, "])") : strcspn(p, ":");
	g_autofree char *mark = NULL;
	g_autofree char *upper = NULL;
	int level;

	if (p[n] == '\0' || n > 40)
		return p;
	mark = g_strndup(p + (bracket ? 1 : 0), n - (bracket ? 1 : 0));
	upper = bracket ? g_utf8_strup(mark, -1) : g_strdup(mark);
	g_strstrip(upper);
	level = vt_urgency_mark(office, upper);
	if (level == 0)
		return p;
	*urgency_out = level;
	p += n + 1;
	return p + strspn(p, " -:");
}

static char *read_title(const char *after)
{
	const char *p = after;
	g_autofree char *folded = NULL;

	for (;;) {
		gunichar c = g_utf8_get_char(p);
		if (*p == '\0' || g_unichar_isalnum(c))
			break;
		p += g_utf8_skip[(unsigned char)*p];
	}
	folded = vt_text_fold(p);
	if (g_str_has_prefix(folded, "v/v ") || g_str_has_prefix(folded, "v/v:"))
		p += 4;
	if (vt_text_chars(p) < 8)
		return NULL;
	return vt_text_tidy(p);
}

/* " ngày 29/4/2026" right behind the number; what follows it. */
static const char *take_date(const char *after, char **issued_out)
{
	g_autofree char *folded = vt_text_fold(after);
	const char *p = after + strspn(after, " ,");

	if (!g_str_has_prefix(folded, "ngay") && !g_str_has_prefix(folded, ", ngay"))
		return after;
	p = g_utf8_strlen(p, -1) > 5 ? g_utf8_offset_to_pointer(p, 5) : p;
	*issued_out = vt_dates_digits(p);
	return *issued_out ? p + strspn(p, "0123456789/-. ") : after;
}

void vt_subject_read(const char *subject, const vt_office *office, vt_hint *hint_out)
{
	size_t from = 0, to = 0;
	const char *p;
	g_autofree char *before = NULL;

	*hint_out = (vt_hint){ 0 };
	if (!subject)
		return;
	p = take_urgency(vt_subject_bare(subject), office, &hint_out->urgency);
	if (!vt_number_find(p, &from, &to, &hint_out->number, &hint_out->notation))
		return;
	before = g_strndup(p, from);
	if (!only_announces(before, office)) {
		hint_out->confidence = CITED;
		return;
	}
	hint_out->confidence = SURE;
	p = take_date(p + to, &hint_out->issued);
	hint_out->title = read_title(p);
}

/* "453-TB-UBND", "453_TB-UBND_29.4.2026.signed": digits, then groups in capitals. */
void vt_file_name_read(const char *name, const vt_office *office, vt_hint *hint_out)
{
	g_autofree char *stem = NULL;
	g_auto(GStrv) words = NULL;
	gsize i = 0;
	GString *notation = NULL;

	*hint_out = (vt_hint){ 0 };
	if (!name || !strrchr(name, '.'))
		return;
	stem = g_strndup(name, (gsize)(strrchr(name, '.') - name));
	words = g_strsplit_set(stem, "-_ .,()[]", 32);
	/* "TB 453-TB-UBND", "CV so 12_UBND-VX" */
	while (i < 4 && words[i] && !g_ascii_isdigit(words[i][0]))
		i++;
	if (!words[i] || strlen(words[i]) > 6 || strspn(words[i], "0123456789") != strlen(words[i])
	    || !words[i + 1])
		return;
	hint_out->number = g_strdup(words[i]);
	notation = g_string_new(NULL);
	for (gsize k = i + 1;
	     k < i + 5 && words[k] && vt_page_is_upper(words[k]) && !g_ascii_isdigit(words[k][0]);
	     k++)
		g_string_append_printf(notation, "%s%s", notation->len > 0 ? "-" : "", words[k]);
	if (!strchr(notation->str, '-')) {
		g_string_free(notation, TRUE);
		g_clear_pointer(&hint_out->number, g_free);
		return;
	}
	hint_out->notation = g_string_free(notation, FALSE);
	hint_out->confidence = vt_masthead_type_of(office, hint_out->notation) ? LIKELY : UNSURE;
}

void vt_hint_clear(vt_hint *hint)
{
	g_free(hint->number);
	g_free(hint->notation);
	g_free(hint->issued);
	g_free(hint->title);
	*hint = (vt_hint){ 0 };
}
