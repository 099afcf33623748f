/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * form - the lines of the registration form, printed and kept
 */
#include "doc/form.h"

#include <string.h>

#include "base/text.h"

/* Beside a label other names that people give the line, folded; ends with NULL. */
typedef struct form_line {
	vt_form_info info;
	const char *const *names;
} form_line;

#define NAMES(...) ((const char *const[]){ __VA_ARGS__, NULL })

/* clang-format off: a table */
static const form_line table[] = {
	[VT_FORM_NUMBER] = { { "number", "Số", VT_FIELD_NUMBER }, NAMES("so") },
	[VT_FORM_NOTATION] = { { "notation", "Ký hiệu", VT_FIELD_NOTATION }, NAMES("ky hieu") },
	[VT_FORM_ISSUED] = { { "issued", "Ngày văn bản", VT_FIELD_ISSUED },
			     NAMES("ngay van ban", "ngay ban hanh") },
	[VT_FORM_TYPE] = { { "type", "Tên loại", VT_FIELD_TYPE },
			   NAMES("ten loai", "loai van ban", "ten loai van ban") },
	[VT_FORM_ISSUER] = { { "issuer", "Cơ quan ban hành", VT_FIELD_ISSUER },
			     NAMES("co quan ban hanh") },
	[VT_FORM_SUBJECT] = { { "subject", "Trích yếu", VT_FIELD_SUBJECT },
			      NAMES("trich yeu", "trich yeu noi dung") },
	[VT_FORM_SIGNER] = { { "signer", "Người ký", VT_FIELD_SIGNER }, NAMES("nguoi ky") },
	[VT_FORM_POSITION] = { { "position", "Chức vụ người ký", VT_FIELD_POSITION },
			       NAMES("chuc vu nguoi ky", "chuc vu") },
	[VT_FORM_URGENCY] = { { "urgency", "Mức độ khẩn", VT_FIELD_URGENCY },
			      NAMES("muc do khan", "do khan") },
	[VT_FORM_SECRECY] = { { "secrecy", "Độ mật", -1 }, NAMES("do mat") },
	[VT_FORM_PAGES] = { { "pages", "Số trang", VT_FIELD_PAGES }, NAMES("so trang") },
	[VT_FORM_ARRIVED] = { { "arrived", "Ngày đến", VT_FIELD_ARRIVED }, NAMES("ngay den") },
	[VT_FORM_PAPER] = { { "paper", "Bản giấy", -1 }, NAMES("ban giay") },
	[VT_FORM_NOTE] = { { "note", "Ghi chú", VT_FIELD_NOTE }, NAMES("ghi chu") },
	[VT_FORM_LEADER] = { { "leader", "Trình", -1 }, NAMES("trinh", "nguoi trinh") },
	[VT_FORM_LEAD] = { { "lead", "Chủ trì", -1 }, NAMES("chu tri") },
	[VT_FORM_SUPPORT] = { { "support", "Phối hợp", -1 }, NAMES("phoi hop") },
	[VT_FORM_INFORM] = { { "inform", "Để biết", -1 }, NAMES("de biet") },
	[VT_FORM_DUE] = { { "due", "Hạn", VT_FIELD_DUE },
			  NAMES("han", "han giai quyet", "thoi han") },
	[VT_FORM_OPINION] = { { "opinion", "Ý kiến đề xuất", -1 },
			      NAMES("y kien de xuat", "y kien", "noi dung de xuat") },
};
/* clang-format on */
G_STATIC_ASSERT(G_N_ELEMENTS(table) == VT_N_FORM_LINES);

#define KEPT_HEAD "form: "

const vt_form_info *vt_form_get(vt_form_key key)
{
	g_assert(key < VT_N_FORM_LINES);
	return &table[key].info;
}

int vt_form_find(const char *label)
{
	g_autofree char *folded = vt_text_fold(label);

	for (int i = 0; i < VT_N_FORM_LINES; i++) {
		if (strcmp(table[i].info.key, label) == 0
		    || g_strv_contains(table[i].names, folded))
			return i;
	}
	return -1;
}

vt_form *vt_form_new(const char *code)
{
	vt_form *form = g_new0(vt_form, 1);

	form->code = g_strdup(code);
	for (int i = 0; i < VT_N_FORM_LINES; i++)
		form->lines[i] = g_strdup("");
	return form;
}

void vt_form_free(vt_form *form)
{
	if (form == NULL)
		return;
	for (int i = 0; i < VT_N_FORM_LINES; i++)
		g_free(form->lines[i]);
	g_free(form->code);
	g_free(form);
}

/* "KEY: text", and nothing behind the colon of an empty one: a blank at the end of a line would
 * make it flow into the next (RFC 3676). A line end within a text would be a line of its own. */
static void append_line(GString *to, const char *name, const char *text)
{
	g_autofree char *tidy = vt_text_tidy(text);

	g_string_append_printf(to, "%s:%s%s\n", name, *tidy != '\0' ? " " : "", tidy);
}

char *vt_form_print(const vt_form *form)
{
	GString *text = g_string_new(NULL);

	g_string_append_printf(text, "===== BẮT ĐẦU PHIẾU %s =====\n", form->code);
	for (int i = 0; i < VT_N_FORM_LINES; i++)
		append_line(text, table[i].info.label, form->lines[i]);
	g_string_append_printf(text, "===== HẾT PHIẾU %s =====\n", form->code);
	return g_string_free(text, FALSE);
}

char *vt_form_keep(const vt_form *form)
{
	GString *text = g_string_new(NULL);

	g_string_append_printf(text, KEPT_HEAD "%s\n", form->code);
	for (int i = 0; i < VT_N_FORM_LINES; i++)
		append_line(text, table[i].info.key, form->lines[i]);
	return g_string_free(text, FALSE);
}

/* The text behind "KEY:" of a kept line; NULL: another line. */
static const char *kept_text(const char *line, const char *key)
{
	size_t size = strlen(key);

	if (strncmp(line, key, size) != 0 || line[size] != ':')
		return NULL;
	return line + size + (line[size + 1] == ' ' ? 2 : 1);
}

vt_form *vt_form_kept(const char *text)
{
	g_auto(GStrv) lines = g_strsplit(text, "\n", -1);

	if (!g_str_has_prefix(text, KEPT_HEAD) || g_strv_length(lines) != VT_N_FORM_LINES + 2)
		return NULL;
	g_autoptr(vt_form) form = vt_form_new(lines[0] + strlen(KEPT_HEAD));
	for (int i = 0; i < VT_N_FORM_LINES; i++) {
		const char *kept = kept_text(lines[i + 1], table[i].info.key);

		if (kept == NULL)
			return NULL;
		g_free(form->lines[i]);
		form->lines[i] = g_strdup(kept);
	}
	return g_steal_pointer(&form);
}
