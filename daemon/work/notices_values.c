/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * notices_values - what of an arrival or a document stands in a mail, and how
 */
#include <string.h>

#include "base/clock.h"
#include "base/text.h"
#include "work/notices_private.h"
#include "work/reasons.h"

#define SHOWN_CHARS   120 /* design §7 */
#define SUBJECT_CHARS 60  /* trich_yeu_ngan */
#define FILES_SHOWN   20
#define WHYS_SHOWN    3

static bool vietnamese(const vt_noticing *n)
{
	return strcmp(vt_notice_language(n), "vi") == 0;
}

char *vt_notice_sentence(const vt_noticing *n, const char *key)
{
	return vt_templates_sentence(n->templates, vt_notice_language(n), key, NULL);
}

char *vt_notice_kind_shown(const vt_noticing *n, const char *kind)
{
	g_autofree char *key = g_strconcat("thu_", kind, NULL);
	g_autofree char *name = vt_notice_sentence(n, g_strdelimit(key, "-/", '_'));

	return *name != '\0' ? g_steal_pointer(&name) : g_strdup(kind);
}

char *vt_notice_hour(const vt_noticing *n, int64_t at)
{
	vt_date d = vt_clock_vietnam(at);
	g_autoptr(vt_filling) filling = vt_filling_new();
	char hour[8], minute[8];

	g_snprintf(hour, sizeof(hour), "%02d", d.hour);
	g_snprintf(minute, sizeof(minute), "%02d", d.minute);
	vt_filling_add(filling, "gio", hour);
	vt_filling_add(filling, "phut", minute);
	return vt_templates_sentence(n->templates, vt_notice_language(n), "gio", filling);
}

char *vt_notice_size(const vt_noticing *n, uint64_t bytes)
{
	uint64_t tenths = bytes * 10 / (1024 * 1024);

	if (bytes < 1024)
		return g_strdup_printf("%u byte", (unsigned)bytes);
	if (bytes < 1024 * 1024)
		return g_strdup_printf("%u KB", (unsigned)(bytes / 1024));
	return g_strdup_printf("%u%c%u MB", (unsigned)(tenths / 10), vietnamese(n) ? ',' : '.',
			       (unsigned)(tenths % 10));
}

char *vt_notice_code(const vt_noticing *n, int code)
{
	const vt_code_info *info = vt_code_find(code);

	if (info == NULL)
		return g_strdup("");
	return g_strdup(vietnamese(n) ? info->sentence : info->meaning);
}

char *vt_notice_whys(const vt_noticing *n, const GPtrArray *whys)
{
	g_autoptr(GString) text = g_string_new(NULL);
	unsigned shown = 0;

	for (unsigned i = 0; whys != NULL && i < whys->len && shown < WHYS_SHOWN; i++) {
		const vt_why *why = g_ptr_array_index(whys, i);
		const char *detail = vt_reason_detail(why->detail);

		/* The code beside it says this already. */
		if (strcmp(why->word, vt_reason_word(VT_REASON_VERDICT)) == 0)
			continue;
		g_string_append_printf(text, "%s%s", shown++ > 0 ? "; " : "",
				       vietnamese(n) ? vt_reason_sentence(why->word) : why->word);
		if (*detail != '\0')
			g_string_append_printf(text, ": %s", detail);
	}
	return g_strdup(text->str);
}

void vt_notice_add_quoted(vt_mail *mail, const char *key, const char *text, size_t max_chars)
{
	if (text == NULL || *text == '\0')
		return;
	g_autofree char *quoted = vt_text_quoted(text, max_chars);
	vt_mail_add(mail, key, quoted);
}

static void add_sentence(const vt_noticing *n, vt_mail *mail, const char *key, const char *sentence)
{
	g_autofree char *text = vt_notice_sentence(n, sentence);

	vt_mail_add(mail, key, text);
}

static void add_time(const vt_noticing *n, vt_mail *mail, const char *hour_key, const char *day_key,
		     int64_t at)
{
	g_autofree char *hour = vt_notice_hour(n, at);
	g_autofree char *day = vt_clock_day_vietnam(at);

	vt_mail_add(mail, hour_key, hour);
	vt_mail_add(mail, day_key, day);
}

void vt_notice_add_arrival(const vt_noticing *n, vt_mail *mail, const vt_arrival *arrival)
{
	g_autofree char *size = vt_notice_size(n, arrival->bytes);

	add_time(n, mail, "gio_den", "ngay_den", arrival->received_at);
	vt_notice_add_quoted(mail, "dia_chi_gui", arrival->from, SHOWN_CHARS);
	vt_mail_add(mail, "dung_luong", size);
	vt_mail_add(mail, "sha256", arrival->sha256);
	vt_mail_add(mail, "ma_thu_den", arrival->id);
}

char *vt_notice_number(const vt_document *document)
{
	const char *number = vt_document_text(document, VT_FIELD_NUMBER);
	const char *notation = vt_document_text(document, VT_FIELD_NOTATION);

	if (*number == '\0' && *notation == '\0')
		return NULL;
	return g_strdup_printf("%s%s%s", number, *number != '\0' && *notation != '\0' ? "/" : "",
			       notation);
}

char *vt_notice_day(const vt_document *document, vt_field field)
{
	int64_t at = VT_TIME_NONE;

	if (!vt_clock_parse_iso(vt_document_text(document, field), &at))
		return g_strdup("");
	return vt_clock_day_vietnam(at);
}

void vt_notice_add_files(const vt_noticing *n, vt_mail *mail, const GPtrArray *parts)
{
	g_autoptr(GString) list = g_string_new(NULL);
	unsigned shown = 0;

	for (unsigned i = 0; parts != NULL && i < parts->len; i++) {
		const vt_part *part = g_ptr_array_index(parts, i);

		if (!part->attachment)
			continue;
		if (shown++ == FILES_SHOWN) {
			g_string_append(list, "; …");
			break;
		}
		g_autoptr(vt_filling) filling = vt_filling_new();
		g_autofree char *name =
			vt_text_quoted(part->name != NULL ? part->name : part->type, SHOWN_CHARS);
		g_autofree char *size = vt_notice_size(n, part->bytes);
		vt_filling_add(filling, "ten_tep", name);
		vt_filling_add(filling, "dung_luong", size);
		g_autofree char *one =
			vt_templates_sentence(n->templates, vt_notice_language(n), "tep", filling);
		g_string_append_printf(list, "%s%s", shown > 1 ? "; " : "", one);
	}
	vt_mail_add(mail, "danh_sach_tep", list->str);
}

/* Values of the form that law gives them; those a message brought stand between « ». */
static void add_fields(const vt_noticing *n, vt_mail *mail, const vt_document *d)
{
	static const struct {
		const char *key;
		vt_field field;
		size_t chars;
	} quoted[] = {
		{ "co_quan_ban_hanh", VT_FIELD_ISSUER, SHOWN_CHARS },
		{ "ten_loai", VT_FIELD_TYPE, SHOWN_CHARS },
		{ "trich_yeu", VT_FIELD_SUBJECT, SHOWN_CHARS },
		{ "trich_yeu_ngan", VT_FIELD_SUBJECT, SUBJECT_CHARS },
		{ "nguoi_ky", VT_FIELD_SIGNER, SHOWN_CHARS },
		{ "chuc_vu_nguoi_ky", VT_FIELD_POSITION, SHOWN_CHARS },
		{ "so_trang", VT_FIELD_PAGES, SHOWN_CHARS },
	};
	g_autofree char *number = vt_notice_number(d);
	g_autofree char *issued = vt_notice_day(d, VT_FIELD_ISSUED);
	g_autofree char *due = vt_notice_day(d, VT_FIELD_DUE);
	int urgency = vt_urgency_parse(vt_document_text(d, VT_FIELD_URGENCY));

	for (size_t i = 0; i < G_N_ELEMENTS(quoted); i++)
		vt_notice_add_quoted(mail, quoted[i].key, vt_document_text(d, quoted[i].field),
				     quoted[i].chars);
	vt_notice_add_quoted(mail, "so_ky_hieu", number, SHOWN_CHARS);
	vt_mail_add(mail, "han_trong_van_ban", due);
	if (*issued != '\0')
		vt_mail_add(mail, "ngay_van_ban", issued);
	else if (number != NULL)
		add_sentence(n, mail, "ngay_van_ban", "chua_ro");
	vt_mail_add(mail, "muc_do_khan", vt_urgency_label(MAX(urgency, 0)));
	if (urgency > 0) {
		g_autofree char *key = g_strdup_printf("the_khan_%d", urgency);

		add_sentence(n, mail, "the_khan", key);
	}
}

static void add_result(const vt_noticing *n, vt_mail *mail, const vt_arrival *arrival)
{
	g_autoptr(vt_filling) filling = vt_filling_new();
	g_autofree char *sentence = vt_notice_code(n, arrival->code);
	g_autofree char *code = g_strdup_printf("%d", arrival->code);

	if (arrival->code == 0)
		return;
	vt_filling_add(filling, "ly_do", sentence);
	vt_filling_add(filling, "ma_ly_do", code);
	g_autofree char *text =
		vt_templates_sentence(n->templates, vt_notice_language(n), "ket_qua", filling);
	vt_mail_add(mail, "ket_qua_xac_thuc", text);
}

void vt_notice_add_document(const vt_noticing *n, vt_mail *mail, const vt_document *document,
			    const vt_arrival *arrival, const GPtrArray *parts)
{
	g_autofree char *number = g_strdup_printf("%" G_GINT64_FORMAT, document->number);
	g_autofree char *year = g_strdup_printf("%d", document->year);
	bool reference = g_strcmp0(document->legal_value, VT_LEGAL_REFERENCE) == 0;

	vt_mail_add(mail, "so_den", number);
	vt_mail_add(mail, "nam", year);
	add_time(n, mail, "gio_dang_ky", "ngay_dang_ky", document->registered_at);
	add_fields(n, mail, document);
	/* Nothing inside a paper document waits to be judged: the line falls away. */
	if (arrival != NULL)
		add_sentence(n, mail, "gia_tri_phap_ly",
			     reference ? "gia_tri_tham_khao" : "gia_tri_chua_xac_dinh");
	if (arrival == NULL) {
		add_time(n, mail, "gio_den", "ngay_den", document->arrived_at);
		return;
	}
	vt_notice_add_arrival(n, mail, arrival);
	add_result(n, mail, arrival);
	vt_notice_add_files(n, mail, parts);
}
