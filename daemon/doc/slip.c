/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * slip - what an author says of an outgoing document: lines of a mail, printed back as a form
 */
#include "doc/slip.h"

#include <string.h>

#include "base/text.h"
#include "doc/form.h"
#include "doc/said_text.h"

#define KEPT_HEAD  "draft: "
#define DECORATION " \t*_>"
#define BULLETS    "-+*•"

#define NAMES(...) ((const char *const[]){ __VA_ARGS__, NULL })

static const struct {
	const char *name, *label;
	const char *const *names; /* folded */
} table[] = {
	[VT_SLIP_TYPE] = { "type", "Loại",
			   NAMES("loai", "ten loai", "loai van ban", "ten loai van ban") },
	[VT_SLIP_ABSTRACT] = { "abstract", "Trích yếu", NAMES("trich yeu", "trich yeu noi dung") },
	[VT_SLIP_URGENCY] = { "urgency", "Độ khẩn", NAMES("do khan", "muc do khan") },
	[VT_SLIP_SIGNER] = { "signer", "Người ký", NAMES("nguoi ky") },
	[VT_SLIP_RECIPIENTS] = { "recipients", "Nơi nhận", NAMES("noi nhan") },
	[VT_SLIP_ANSWERS] = { "answers", "Trả lời số đến",
			      NAMES("tra loi so den", "tra loi van ban den so",
				    "tra loi van ban den") },
	[VT_SLIP_DUE] = { "due", "Hạn trả lời", NAMES("han tra loi") },
	[VT_SLIP_PAPER] = { "paper", "Gửi bản giấy", NAMES("gui ban giay", "ban giay") },
};
G_STATIC_ASSERT(G_N_ELEMENTS(table) == VT_N_SLIP_LINES);

const char *vt_slip_label(vt_slip_key key)
{
	g_assert(key < VT_N_SLIP_LINES);
	return table[key].label;
}

const char *vt_slip_key_name(vt_slip_key key)
{
	g_assert(key < VT_N_SLIP_LINES);
	return table[key].name;
}

int vt_slip_find(const char *label)
{
	g_autofree char *folded = vt_text_fold(label);

	for (int i = 0; i < VT_N_SLIP_LINES; i++) {
		if (g_strv_contains(table[i].names, folded))
			return i;
	}
	return -1;
}

vt_slip *vt_slip_new(void)
{
	vt_slip *draft = g_new0(vt_slip, 1);

	for (int i = 0; i < VT_N_SLIP_LINES; i++)
		draft->lines[i] = g_strdup("");
	return draft;
}

void vt_slip_free(vt_slip *draft)
{
	if (draft == NULL)
		return;
	for (int i = 0; i < VT_N_SLIP_LINES; i++)
		g_free(draft->lines[i]);
	g_free(draft);
}

void vt_slip_set(vt_slip *draft, vt_slip_key key, const char *text)
{
	g_free(draft->lines[key]);
	/* What marks bold words is dropped where a form is read, too. */
	draft->lines[key] = vt_text_tidy(text + strspn(text, " \t*_"));
}

/* ---- what came back ---- */

typedef struct editing {
	vt_slip *draft;
	char *sent[VT_N_SLIP_LINES];
	bool edited[VT_N_SLIP_LINES], any;
} editing;

static void edit(editing *e, int key, const char *value)
{
	if (vt_form_is_same(value, e->sent[key]))
		return;
	if (e->edited[key]) {
		e->draft->contradicts[key] |= !vt_form_is_same(value, e->draft->lines[key]);
		return;
	}
	e->edited[key] = e->any = true;
	vt_slip_set(e->draft, (vt_slip_key)key, value);
}

/* "Nhãn: nội dung" of a line of new text; -1 = none of ours. */
static int label_of(const char *line, const char **value_out)
{
	const char *begin = line + strspn(line, DECORATION);
	const char *colon = strchr(begin, ':');

	if (colon == NULL || colon - begin > 64)
		return -1;
	g_autofree char *label = g_strndup(begin, (gsize)(colon - begin));
	for (size_t end = strlen(label); end > 0 && strchr(DECORATION, label[end - 1]) != NULL;)
		label[--end] = '\0';
	*value_out = colon + 1;
	return vt_slip_find(label);
}

/* A list below "Nơi nhận:", or what the client wrapped. */
static bool continues(int key, const char *line, const char *above)
{
	const char *begin = line + strspn(line, " \t");

	if (key < 0 || *begin == '\0' || *begin == '=')
		return false;
	if (key == VT_SLIP_RECIPIENTS && g_utf8_strchr(BULLETS, -1, g_utf8_get_char(begin)) != NULL)
		return true;
	return vt_text_chars(above) >= VT_WRAPPED_CHARS;
}

static void append(GString *value, int key, const char *line)
{
	const char *begin = line + strspn(line, " \t");

	if (key == VT_SLIP_RECIPIENTS
	    && g_utf8_strchr(BULLETS, -1, g_utf8_get_char(begin)) != NULL) {
		begin = g_utf8_next_char(begin);
		g_strchomp(value->str);
		value->len = strlen(value->str);
		if (value->len > 0 && value->str[value->len - 1] != ';')
			g_string_append(value, "; ");
	} else {
		g_string_append_c(value, ' ');
	}
	g_string_append(value, begin);
}

static void edit_words(editing *e, const char *words)
{
	g_auto(GStrv) lines = g_strsplit(words, "\n", -1);
	g_autoptr(GString) value = g_string_new(NULL);
	const char *above = "";
	int key = -1;

	for (char **line = lines; *line != NULL; line++) {
		const char *text = NULL;
		int found = label_of(*line, &text);

		if (strcmp(g_strchomp(*line), "--") == 0) /* a signature block */
			break;
		if (found < 0 && continues(key, *line, above)) {
			append(value, key, *line);
			above = *line;
			continue;
		}
		if (key >= 0)
			edit(e, key, value->str);
		key = found;
		g_string_assign(value, found >= 0 ? text : "");
		above = *line;
	}
	if (key >= 0)
		edit(e, key, value->str);
}

static void edit_form(editing *e, const vt_said *said, const char *code, bool only_signed)
{
	for (guint i = 0; code != NULL && i < said->lines->len; i++) {
		const vt_form_line *line = g_ptr_array_index(said->lines, i);
		int key = vt_slip_find(line->label);

		if (line->placed == VT_PLACED_FORM && key >= 0
		    && g_ascii_strcasecmp(line->form, code) == 0
		    && (line->is_signed || !only_signed))
			edit(e, key, line->value);
	}
}

bool vt_slip_edit(vt_slip *draft, const vt_said *said, const char *code, bool only_signed)
{
	editing e = { .draft = draft };

	for (int i = 0; i < VT_N_SLIP_LINES; i++) {
		e.sent[i] = g_strdup(draft->lines[i]);
		draft->contradicts[i] = false;
	}
	if (said->words_signed || !only_signed)
		edit_words(&e, said->words);
	edit_form(&e, said, code, only_signed);
	for (int i = 0; i < VT_N_SLIP_LINES; i++)
		g_free(e.sent[i]);
	return e.any;
}

/* ---- printed and kept ---- */

static void append_line(GString *to, const char *name, const char *text)
{
	g_string_append_printf(to, "%s:%s%s\n", name, *text != '\0' ? " " : "", text);
}

char *vt_slip_print(const vt_slip *draft, const char *code)
{
	GString *text = g_string_new(NULL);

	g_string_append_printf(text, "===== BẮT ĐẦU PHIẾU %s =====\n", code);
	for (int i = 0; i < VT_N_SLIP_LINES; i++)
		append_line(text, table[i].label, draft->lines[i]);
	g_string_append_printf(text, "===== HẾT PHIẾU %s =====\n", code);
	return g_string_free(text, FALSE);
}

char *vt_slip_keep(const vt_slip *draft, const char *code)
{
	GString *text = g_string_new(NULL);

	g_string_append_printf(text, KEPT_HEAD "%s\n", code);
	for (int i = 0; i < VT_N_SLIP_LINES; i++)
		append_line(text, table[i].name, draft->lines[i]);
	return g_string_free(text, FALSE);
}

vt_slip *vt_slip_kept(const char *text, char **code_out)
{
	g_auto(GStrv) lines = g_strsplit(text, "\n", -1);
	g_autoptr(vt_slip) draft = vt_slip_new();

	if (!g_str_has_prefix(text, KEPT_HEAD) || g_strv_length(lines) != VT_N_SLIP_LINES + 2)
		return NULL;
	for (int i = 0; i < VT_N_SLIP_LINES; i++) {
		size_t size = strlen(table[i].name);

		if (strncmp(lines[i + 1], table[i].name, size) != 0 || lines[i + 1][size] != ':')
			return NULL;
		vt_slip_set(draft, (vt_slip_key)i, lines[i + 1] + size + 1);
	}
	if (code_out != NULL)
		*code_out = g_strdup(lines[0] + strlen(KEPT_HEAD));
	return g_steal_pointer(&draft);
}
