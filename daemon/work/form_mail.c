/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * form_mail - the clerk's form as a mail that asks
 */
#include "work/form_mail.h"

#include <string.h>

#include "base/clock.h"
#include "base/text.h"
#include "doc/picture.h"
#include "doc/verb.h"
#include "doc/worktime.h"
#include "store/joins.h"
#include "work/asking.h"
#include "work/enter.h"
#include "work/forwarded.h"
#include "work/reasons.h"

#define NAME_CHARS  60
#define SHOWN_CHARS 120

/* Văn bản đến ngày nào phải được đăng ký trong ngày đó, chậm nhất trong ngày làm việc tiếp theo (NĐ
 * 30/2020 Đ22). */
static void add_limit(const vt_noticing *n, vt_mail *mail, int64_t at)
{
	const vt_worktime *worktime = n->office->worktime;
	int64_t limit = worktime != NULL ? vt_worktime_end_of_day(worktime, at, 1) : VT_TIME_NONE;
	g_autofree char *day = vt_clock_day_vietnam(limit);

	vt_mail_add(mail, "han_dang_ky", day);
}

static const vt_part *main_file(const GPtrArray *parts, int main)
{
	if (main >= 0 && (guint)main < parts->len)
		return g_ptr_array_index(parts, main);
	for (guint i = 0; i < parts->len; i++) {
		const vt_part *part = g_ptr_array_index(parts, i);

		if (part->attachment)
			return part;
	}
	return NULL;
}

static unsigned count_files(const GPtrArray *parts)
{
	unsigned count = 0;

	for (guint i = 0; i < parts->len; i++)
		count += ((const vt_part *)g_ptr_array_index(parts, i))->attachment;
	return count;
}

static void add_files(const vt_noticing *n, vt_mail *mail, const GPtrArray *parts, int main)
{
	const vt_part *first = main_file(parts, main);
	g_autofree char *none = vt_notice_sentence(n, "phieu_khong_tep");
	g_autofree char *name = first != NULL && first->name != NULL
					? vt_text_quoted(first->name, NAME_CHARS)
					: g_strdup(none);
	g_autofree char *count = g_strdup_printf("%u", count_files(parts));

	vt_mail_add(mail, "ten_tep_chinh", name);
	vt_mail_add(mail, "so_tep", count);
	vt_notice_add_files(n, mail, parts);
}

/* Nobody vouches for From: a scan that somebody else sent must not look like the clerk's. */
static void add_name(const vt_noticing *n, vt_mail *mail, const vt_arrival *arrival,
		     const char *name)
{
	g_autoptr(vt_filling) values = vt_filling_new();

	vt_filling_add(values, "noi_dung", name);
	g_autofree char *doubt = vt_templates_sentence(n->templates, vt_notice_language(n),
						       "nguon_chua_chung_minh", values);
	bool sure = arrival->session != NULL || vt_notice_is_proved(arrival);
	vt_mail_add(mail, "nguon_gui", sure ? name : doubt);
}

static void add_sender(const vt_noticing *n, vt_mail *mail, const vt_arrival *arrival,
		       const char *scanned)
{
	const vt_person *person =
		scanned != NULL ? vt_directory_person(n->office->directory, scanned) : NULL;
	g_autofree char *unknown = vt_notice_sentence(n, "chua_ro");
	g_autofree char *from = arrival->from != NULL ? vt_text_quoted(arrival->from, SHOWN_CHARS)
						      : g_steal_pointer(&unknown);
	g_autofree char *hour = vt_notice_hour(n, arrival->received_at);
	g_autofree char *day = vt_clock_day_vietnam(arrival->received_at);

	add_name(n, mail, arrival, person != NULL ? person->name : from);
	vt_mail_add(mail, "gio_nhan", hour);
	vt_mail_add(mail, "ngay_nhan", day);
}

static void add_released(const vt_noticing *n, vt_mail *mail, const vt_arrival *arrival)
{
	const vt_person *by =
		arrival->released_by != NULL
			? vt_directory_person(n->office->directory, arrival->released_by)
			: NULL;
	g_autoptr(vt_filling) values = vt_filling_new();

	if (arrival->released_by == NULL)
		return;
	vt_filling_add(values, "noi_dung", by != NULL ? by->name : arrival->released_by);
	g_autofree char *sentence = vt_templates_sentence(n->templates, vt_notice_language(n),
							  "phieu_duoc_phep", values);
	vt_mail_add(mail, "duoc_phep", sentence);
}

/* Why it was not registered by itself. */
static bool add_result(const vt_noticing *n, vt_mail *mail, const vt_arrival *arrival,
		       GError **error)
{
	g_autoptr(GPtrArray) whys = vt_arrivals_whys(n->store, arrival->id, error);
	g_autoptr(GPtrArray) findings = vt_arrivals_findings(n->store, arrival->id, error);

	if (whys == NULL || findings == NULL)
		return false;
	g_autofree char *sentence = vt_notice_code(n, arrival->code);
	const vt_code_info *info = vt_code_find(arrival->code);
	g_autofree char *code = g_strdup_printf("%d", arrival->code);
	g_autofree char *text = vt_notice_whys(n, whys);
	vt_mail_add(mail, "ma_ly_do", code);
	vt_mail_add(mail, "ly_do", sentence);
	vt_mail_add(mail, "chi_tiet_ly_do", text);
	add_released(n, mail, arrival);
	vt_mail_add(mail, "viec_can_lam", info != NULL ? info->next_step : "");
	g_autofree char *originals = vt_forwarded_lines(n, findings);
	vt_mail_add(mail, "ket_qua_thu_goc", originals);
	if (vt_findings_have(findings, VT_CODE_NOT_ADDRESSED)) {
		g_autofree char *warning = vt_notice_sentence(n, "phieu_noi_nhan");

		vt_mail_add(mail, "canh_bao_noi_nhan", warning);
	}
	return true;
}

/* "Lưu ý: trùng ..." of each registered document that it resembles. */
static void add_twin(const vt_noticing *n, vt_mail *mail, const char *sentence, int64_t number,
		     int year)
{
	g_autoptr(vt_filling) values = vt_filling_new();
	g_autofree char *entry = g_strdup_printf("%" G_GINT64_FORMAT, number);
	g_autofree char *of = g_strdup_printf("%d", year);

	vt_filling_add(values, "so_den", entry);
	vt_filling_add(values, "nam", of);
	g_autofree char *text =
		vt_templates_sentence(n->templates, vt_notice_language(n), sentence, values);
	vt_mail_add(mail, "canh_bao_trung", text);
}

static bool add_twins(const vt_noticing *n, vt_mail *mail, const vt_arrival *arrival,
		      GError **error)
{
	vt_value fields[VT_N_FIELDS] = { 0 };
	GError *fault = NULL;
	g_autoptr(GPtrArray) alerts = vt_documents_alerts(n->store, arrival->id, error);

	if (alerts == NULL || !vt_arrivals_fields(n->store, arrival->id, fields, error))
		return false;
	g_autoptr(vt_document) twin =
		vt_documents_same_number(n->store, arrival->own, fields, &fault);
	vt_values_clear(fields);
	if (fault != NULL) {
		g_propagate_error(error, fault);
		return false;
	}
	if (twin != NULL) {
		add_twin(n, mail, "phieu_trung_so", twin->number, twin->year);
		return true;
	}
	for (guint i = 0; i < alerts->len; i++) {
		const vt_alert *alert = g_ptr_array_index(alerts, i);

		if (alert->document != 0) {
			add_twin(n, mail, "phieu_trung_tep", alert->number, alert->year);
			return true;
		}
	}
	return true;
}

/* The head of page 1. Never of the office's own scan: nobody has said yet that it is no secret. */
static void add_picture(vt_mail *mail, const vt_arrival *arrival, const GPtrArray *parts, int main)
{
	const vt_part *part =
		main >= 0 && (guint)main < parts->len ? g_ptr_array_index(parts, main) : NULL;

	if (part == NULL || !g_str_equal(part->type, "application/pdf") || arrival->secret
	    || vt_arrival_is_unsafe(arrival))
		return;
	g_autofree char *head = g_strconcat(VT_PICTURE_PREFIX, part->path, NULL);
	vt_mail_attach(mail, arrival->id, head);
}

/* Of the message, and of those that were joined to it. */
static GPtrArray *all_parts(const vt_noticing *n, const char *arrival, int *main_out,
			    GError **error)
{
	g_autoptr(GPtrArray) parts = vt_arrivals_parts(n->store, arrival, main_out, error);
	g_autoptr(GPtrArray) joined = parts != NULL ? vt_joins_of(n->store, arrival, error) : NULL;

	for (guint i = 0; joined != NULL && i < joined->len; i++) {
		g_autoptr(GPtrArray) more =
			vt_arrivals_parts(n->store, g_ptr_array_index(joined, i), NULL, error);

		if (more == NULL)
			return NULL;
		g_ptr_array_extend_and_steal(parts, g_steal_pointer(&more));
	}
	return joined != NULL ? g_steal_pointer(&parts) : NULL;
}

static bool add_arrival(const vt_noticing *n, vt_mail *mail, const vt_arrival *arrival,
			GError **error)
{
	GError *fault = NULL;
	int main = -1;
	g_autofree char *scanned = vt_form_scanned_by(n->store, arrival->id, &fault);
	g_autoptr(GPtrArray) parts =
		fault == NULL ? all_parts(n, arrival->id, &main, &fault) : NULL;

	if (fault != NULL) {
		g_propagate_error(error, fault);
		return false;
	}
	mail->arrival = g_strdup(arrival->id);
	vt_mail_add(mail, scanned != NULL ? "la_ban_quet" : "la_thu_den", "x");
	vt_mail_add(mail, "ma_thu_den", arrival->id);
	add_files(n, mail, parts, main);
	if (scanned == NULL)
		add_picture(mail, arrival, parts, main);
	add_sender(n, mail, arrival, scanned);
	add_limit(n, mail, arrival->received_at);
	return add_result(n, mail, arrival, error) && add_twins(n, mail, arrival, error);
}

static bool make_mail(const vt_noticing *n, const vt_form_ask *ask, vt_mail **mail_out,
		      GError **error)
{
	g_autoptr(vt_mail) mail = vt_notice_to_person(n, VT_FORM_MAIL, ask->own, ask->person);
	g_autofree char *block = vt_form_print(ask->form);
	const char *pages = ask->form->lines[VT_FORM_PAGES];
	int urgency = vt_urgency_parse(ask->form->lines[VT_FORM_URGENCY]);

	if (mail == NULL)
		return true;
	vt_mail_add(mail, "ma_phieu", ask->form->code);
	vt_mail_add(mail, "phieu", g_strchomp(block));
	vt_mail_add(mail, "nguon_tung_dong", ask->sources);
	vt_mail_add(mail, "so_trang", pages != NULL && *pages != '\0' ? pages : "?");
	if (urgency > 0) {
		g_autofree char *key = g_strdup_printf("the_khan_%d", urgency);
		g_autofree char *tag = vt_notice_sentence(n, key);

		vt_mail_add(mail, "the_khan", tag);
	}
	if (ask->entry != NULL) {
		g_autofree char *number = vt_enter_number(ask->entry);

		vt_mail_add(mail, "ten_tep_chinh", number);
		vt_mail_add(mail, "la_sua", number);
		mail->document = ask->entry->id;
	} else if (ask->arrival == NULL) {
		g_autofree char *name = vt_notice_sentence(n, "phieu_ban_giay");

		vt_mail_add(mail, "ten_tep_chinh", name);
		vt_mail_add(mail, "la_ban_giay", "x");
		add_limit(n, mail, n->now);
	} else if (!add_arrival(n, mail, ask->arrival, error)) {
		return false;
	}
	*mail_out = g_steal_pointer(&mail);
	return true;
}

bool vt_form_is_of_piece(const vt_asking *asking)
{
	return asking->kind == VT_ASKING_FORM && asking->arrival != NULL
	       && strchr(asking->version, ' ') != NULL;
}

bool vt_form_put(const vt_noticing *n, const vt_form_ask *ask, int64_t *asking_out,
		 vt_mail **mail_out, GError **error)
{
	static const int verbs[] = { VT_VERB_OK };
	g_autoptr(GArray) links = g_array_new(FALSE, FALSE, sizeof(int));
	g_autoptr(vt_mail) mail = NULL;
	g_autoptr(vt_asking) asking = vt_asking_new(VT_ASKING_FORM, ask->own, ask->person->key);

	*mail_out = NULL;
	g_array_append_vals(links, verbs, G_N_ELEMENTS(verbs));
	asking->proposal = (g_free(asking->proposal), vt_form_keep(ask->form));
	if (ask->arrival != NULL) {
		asking->arrival = g_strdup(ask->arrival->id);
		g_free(asking->version);
		asking->version = ask->piece != NULL
					  ? g_strdup_printf("%s %u-%u", ask->arrival->sha256,
							    ask->piece->from, ask->piece->to)
					  : g_strdup(ask->arrival->sha256);
	}
	if (ask->entry != NULL) {
		asking->document = ask->entry->id;
		g_free(asking->version);
		asking->version = g_strdup(ask->reason);
	}
	if (!ask->of_table && !make_mail(n, ask, &mail, error))
		return false;
	if (!ask->of_table && mail == NULL)
		return true;
	if (!vt_askings_insert(n->store, asking, links, n->now, error))
		return false;
	*asking_out = asking->id;
	if (mail != NULL)
		mail->asking = asking->id;
	*mail_out = g_steal_pointer(&mail);
	return true;
}

bool vt_form_close(vt_store *store, const char *arrival, int64_t except, const char *why,
		   GError **error)
{
	const vt_asking_filter filter = { .kind = VT_ASKING_FORM,
					  .arrival = arrival,
					  .except = except };

	return vt_askings_void(store, &filter, why, NULL, error);
}
