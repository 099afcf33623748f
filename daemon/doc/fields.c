/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * fields - the table of a document's fields and what each accepts
 */
#include "doc/fields.h"

#include <string.h>

#include "base/clock.h"
#include "base/error.h"
#include "base/text.h"

/* clang-format off: one row a field; lengths are NĐ 30/2020 Phụ lục VI Phần II */
static const vt_field_info field_table[] = {
	[VT_FIELD_NUMBER] = { "number", "Số", "CodeNumber", VT_FIELD_IS_TEXT, 11, true },
	[VT_FIELD_NOTATION] = { "notation", "Ký hiệu", "CodeNotation", VT_FIELD_IS_TEXT, 30, true },
	[VT_FIELD_ISSUED] = { "issued", "Ngày văn bản", "IssuedDate", VT_FIELD_IS_DATE, 10, true },
	[VT_FIELD_ISSUER] = { "issuer", "Cơ quan ban hành", "OrganName", VT_FIELD_IS_TEXT, 200,
			      true },
	[VT_FIELD_TYPE] = { "type", "Tên loại", "TypeName", VT_FIELD_IS_TEXT, 100, true },
	[VT_FIELD_SUBJECT] = { "subject", "Trích yếu", "Subject", VT_FIELD_IS_TEXT, 500, true },
	[VT_FIELD_SIGNER] = { "signer", "Người ký", "FullName", VT_FIELD_IS_TEXT, 50, true },
	[VT_FIELD_POSITION] = { "position", "Chức vụ người ký", "Position", VT_FIELD_IS_TEXT, 100,
				true },
	[VT_FIELD_URGENCY] = { "urgency", "Mức độ khẩn", "Priority", VT_FIELD_IS_URGENCY, 1, true },
	[VT_FIELD_DUE] = { "due", "Hạn", "DueDate", VT_FIELD_IS_DATE, 10, true },
	[VT_FIELD_PAGES] = { "pages", "Số trang", "PageAmount", VT_FIELD_IS_INT, 3, true },
	[VT_FIELD_LANGUAGE] = { "language", "Ngôn ngữ", "Language", VT_FIELD_IS_TEXT, 30, true },
	[VT_FIELD_NOTE] = { "note", "Ghi chú", "Description", VT_FIELD_IS_TEXT, 500, true },
	[VT_FIELD_RECEIVERS] = { "receivers", "Nơi nhận", "ToPlaces", VT_FIELD_IS_TEXT, 1000,
				 true },
	[VT_FIELD_ARRIVED] = { "arrived", "Ngày đến", "ArrivalDate", VT_FIELD_IS_DATE, 10, true },
	[VT_FIELD_ARRIVAL_NUMBER] = { "arrival-number", "Số đến", "ArrivalNumber", VT_FIELD_IS_INT,
				      10, false },
};
/* clang-format on */
G_STATIC_ASSERT(G_N_ELEMENTS(field_table) == VT_N_FIELDS);

static const char *const urgency_labels[] = { "Thường", "Khẩn", "Thượng khẩn", "Hỏa tốc" };

const vt_field_info *vt_field_get(vt_field field)
{
	g_assert(field < VT_N_FIELDS);
	return &field_table[field];
}

int vt_field_find(const char *key)
{
	for (int i = 0; i < VT_N_FIELDS; i++) {
		if (strcmp(field_table[i].key, key) == 0)
			return i;
	}
	return -1;
}

const char *vt_urgency_label(int urgency)
{
	g_assert(urgency >= 0 && urgency < (int)G_N_ELEMENTS(urgency_labels));
	return urgency_labels[urgency];
}

int vt_urgency_parse(const char *text)
{
	g_autofree char *folded = vt_text_fold(text);

	if (strlen(folded) == 1 && folded[0] >= '0' && folded[0] <= '3')
		return folded[0] - '0';
	for (int i = 0; i < (int)G_N_ELEMENTS(urgency_labels); i++) {
		g_autofree char *label = vt_text_fold(urgency_labels[i]);

		if (strcmp(folded, label) == 0)
			return i;
	}
	return -1;
}

/* A number of least to most decimal digits; -1 when fewer stand there. */
static int read_digits(const char **at, int least, int most)
{
	int value = 0;
	int n = 0;

	while (n < most && g_ascii_isdigit((*at)[n])) {
		value = value * 10 + g_ascii_digit_value((*at)[n]);
		n++;
	}
	*at += n;
	return n >= least ? value : -1;
}

static bool read_mark(const char **at, char mark)
{
	if (**at != mark)
		return false;
	(*at)++;
	return true;
}

static char *normal_date(const char *text)
{
	bool iso = strlen(text) > 4 && text[4] == '-';
	char mark = iso ? '-' : '/';
	const char *at = text;
	int first = read_digits(&at, iso ? 4 : 1, iso ? 4 : 2);
	bool marked = read_mark(&at, mark);
	int month = read_digits(&at, 1, 2);
	int last = -1;

	marked = read_mark(&at, mark) && marked;
	last = read_digits(&at, iso ? 1 : 4, iso ? 2 : 4);
	if (!marked || *at != '\0' || first < 0 || month < 0 || last < 0
	    || !vt_clock_is_date(iso ? first : last, month, iso ? last : first))
		return NULL;
	return g_strdup_printf("%04d-%02d-%02d", iso ? first : last, month, iso ? last : first);
}

static char *normal_int(const char *text)
{
	const char *at = text;

	while (g_ascii_isdigit(*at))
		at++;
	if (at == text || *at != '\0')
		return NULL;
	while (text[0] == '0' && text[1] != '\0')
		text++;
	return g_strdup(text);
}

static char *normal_urgency(const char *text)
{
	int urgency = vt_urgency_parse(text);

	return urgency < 0 ? NULL : g_strdup_printf("%d", urgency);
}

static char *normal_text(const char *text)
{
	return *text == '\0' ? NULL : g_strdup(text);
}

bool vt_field_normal(vt_field field, const char *text, char **normal_out, GError **error)
{
	static const struct {
		char *(*normal)(const char *text);
		const char *wants;
	} forms[] = {
		[VT_FIELD_IS_TEXT] = { normal_text, "some text" },
		[VT_FIELD_IS_DATE] = { normal_date, "a date such as 22/11/2026 or 2026-11-22" },
		[VT_FIELD_IS_URGENCY] = { normal_urgency, "thường, khẩn, thượng khẩn or hỏa tốc" },
		[VT_FIELD_IS_INT] = { normal_int, "a whole number" },
	};
	const vt_field_info *info = vt_field_get(field);
	g_autofree char *tidy = NULL;
	g_autofree char *normal = NULL;

	if (!g_utf8_validate(text, -1, NULL))
		return vt_error_set(error, VT_NEVER, "field '%s' is not UTF-8", info->key);
	tidy = vt_text_tidy(text);
	normal = forms[info->form].normal(tidy);
	if (normal == NULL)
		return vt_error_set(error, VT_NEVER, "field '%s' wants %s, not '%s'", info->key,
				    forms[info->form].wants, tidy);
	if (vt_text_chars(normal) > info->max_chars)
		return vt_error_set(error, VT_NEVER, "field '%s' holds at most %u characters",
				    info->key, info->max_chars);
	*normal_out = g_steal_pointer(&normal);
	return true;
}
