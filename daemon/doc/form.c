/* SPDX-License-Identifier: GPL-3.0-or-later */
/* form - TEMPORARY, until form.c of the reading part is merged */
#include "doc/form.h"

#include <string.h>

#include "base/text.h"

static const vt_form_info infos[] = {
	[VT_FORM_NUMBER] = { "number", "Số", VT_FIELD_NUMBER },
	[VT_FORM_NOTATION] = { "notation", "Ký hiệu", VT_FIELD_NOTATION },
	[VT_FORM_ISSUED] = { "issued", "Ngày văn bản", VT_FIELD_ISSUED },
	[VT_FORM_TYPE] = { "type", "Tên loại", VT_FIELD_TYPE },
	[VT_FORM_ISSUER] = { "issuer", "Cơ quan ban hành", VT_FIELD_ISSUER },
	[VT_FORM_SUBJECT] = { "subject", "Trích yếu", VT_FIELD_SUBJECT },
	[VT_FORM_SIGNER] = { "signer", "Người ký", VT_FIELD_SIGNER },
	[VT_FORM_POSITION] = { "position", "Chức vụ người ký", VT_FIELD_POSITION },
	[VT_FORM_URGENCY] = { "urgency", "Mức độ khẩn", VT_FIELD_URGENCY },
	[VT_FORM_SECRECY] = { "secrecy", "Độ mật", -1 },
	[VT_FORM_PAGES] = { "pages", "Số trang", VT_FIELD_PAGES },
	[VT_FORM_ARRIVED] = { "arrived", "Ngày đến", VT_FIELD_ARRIVED },
	[VT_FORM_PAPER] = { "paper", "Bản giấy", -1 },
	[VT_FORM_NOTE] = { "note", "Ghi chú", VT_FIELD_NOTE },
	[VT_FORM_LEADER] = { "leader", "Trình", -1 },
	[VT_FORM_LEAD] = { "lead", "Chủ trì", -1 },
	[VT_FORM_SUPPORT] = { "support", "Phối hợp", -1 },
	[VT_FORM_INFORM] = { "inform", "Để biết", -1 },
	[VT_FORM_DUE] = { "due", "Hạn", VT_FIELD_DUE },
	[VT_FORM_OPINION] = { "opinion", "Ý kiến đề xuất", -1 },
};

const vt_form_info *vt_form_get(vt_form_key key)
{
	return &infos[key];
}

int vt_form_find(const char *label)
{
	g_autofree char *folded = vt_text_fold(label);

	for (int i = 0; i < VT_N_FORM_LINES; i++) {
		g_autofree char *one = vt_text_fold(infos[i].label);

		if (g_str_equal(one, folded) || g_str_equal(infos[i].key, label))
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
	for (int i = 0; form && i < VT_N_FORM_LINES; i++)
		g_free(form->lines[i]);
	if (form)
		g_free(form->code);
	g_free(form);
}

char *vt_form_print(const vt_form *form)
{
	GString *text = g_string_new(NULL);

	g_string_append_printf(text, "===== BẮT ĐẦU PHIẾU %s =====\n", form->code);
	for (int i = 0; i < VT_N_FORM_LINES; i++)
		g_string_append_printf(text, "%s:%s%s\n", infos[i].label,
				       *form->lines[i] ? " " : "", form->lines[i]);
	g_string_append_printf(text, "===== HẾT PHIẾU %s =====\n", form->code);
	return g_string_free(text, FALSE);
}

char *vt_form_keep(const vt_form *form)
{
	GString *text = g_string_new(NULL);

	g_string_append_printf(text, "form: %s\n", form->code);
	for (int i = 0; i < VT_N_FORM_LINES; i++)
		g_string_append_printf(text, "%s: %s\n", infos[i].key, form->lines[i]);
	return g_string_free(text, FALSE);
}

vt_form *vt_form_kept(const char *text)
{
	g_auto(GStrv) lines = g_strsplit(text, "\n", -1);

	if (!g_str_has_prefix(text, "form: "))
		return NULL;
	vt_form *form = vt_form_new(lines[0] + 6);
	for (char **line = lines + 1; *line && **line; line++) {
		char *colon = strstr(*line, ": ");
		*colon = '\0';
		int key = vt_form_find(*line);
		g_free(form->lines[key]);
		form->lines[key] = g_strdup(colon + 2);
	}
	return form;
}

vt_form_edit *vt_form_compare(const vt_form *sent, const vt_said *said)
{
	vt_form_edit *edit = g_new0(vt_form_edit, 1);

	edit->unknown = g_ptr_array_new_with_free_func(g_free);
	edit->came_back = said->forms->len > 0;
	edit->lost = said->torn->len > 0;
	for (guint i = 0; i < said->lines->len; i++) {
		const vt_form_line *line = g_ptr_array_index(said->lines, i);
		int key = line->key ? vt_form_find(line->key) : -1;

		if (key < 0) {
			if (line->placed == VT_PLACED_FORM)
				g_ptr_array_add(edit->unknown, g_strdup(line->value));
			continue;
		}
		if (g_str_equal(sent->lines[key], line->value))
			continue;
		if (edit->edits[key] && !g_str_equal(edit->edits[key], line->value))
			edit->contradicts[key] = true;
		if (!edit->edits[key])
			edit->edits[key] = g_strdup(line->value);
	}
	return edit;
}

void vt_form_edit_free(vt_form_edit *edit)
{
	for (int i = 0; edit && i < VT_N_FORM_LINES; i++)
		g_free(edit->edits[i]);
	if (edit)
		g_ptr_array_unref(edit->unknown);
	g_free(edit);
}
