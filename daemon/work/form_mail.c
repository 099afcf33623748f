/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * form_mail - the clerk's form as a mail that asks
 */
#include "work/form_mail.h"

#include <string.h>

#include "base/base32.h"
#include "base/clock.h"
#include "base/text.h"
#include "doc/verb.h"
#include "doc/worktime.h"
#include "work/asking.h"
#include "work/enter.h"
#include "work/reasons.h"

#define CODE_CHARS  6
#define NAME_CHARS  60
#define SHOWN_CHARS 120

/* ---- what is proposed ---- */

/* "P" and 30 bits: short enough to be typed. */
static char *code_of(const char *own, const char *key)
{
	g_autofree char *text = g_strdup_printf("%s\n%s", own, key);
	g_autoptr(GChecksum) sum = g_checksum_new(G_CHECKSUM_SHA256);
	char digits[CODE_CHARS + 1];
	uint8_t digest[32] = { 0 };
	gsize size = sizeof(digest);

	g_checksum_update(sum, (const guchar *)text, -1);
	g_checksum_get_digest(sum, digest, &size);
	vt_base32(digest, sizeof(digest), CODE_CHARS, digits);
	g_autofree char *upper = g_ascii_strup(digits, -1);
	return g_strconcat("P", upper, NULL);
}

/* Dates and urgency as people write them; NULL: what was found is not in the field's form. */
static char *written(vt_field field, const char *text)
{
	g_autofree char *normal = NULL;
	int64_t at = 0;

	if (!vt_field_normal(field, text, &normal, NULL))
		return NULL;
	if (vt_field_get(field)->form == VT_FIELD_IS_DATE && vt_clock_parse_iso(normal, &at))
		return vt_clock_day_vietnam(at);
	if (vt_field_get(field)->form == VT_FIELD_IS_URGENCY)
		return g_strdup(vt_urgency_label(vt_urgency_parse(normal)));
	/* A stranger's words: one line, nothing unseen, and nothing that looks like a fence. */
	g_autofree char *shown = vt_text_shown(normal, vt_field_get(field)->max_chars);
	g_auto(GStrv) pieces = g_strsplit(shown, "==", -1);
	return g_strjoinv("=", pieces);
}

static char *line_source(const vt_noticing *n, vt_form_key key, const char *origin)
{
	g_autofree char *name = g_strdup_printf("nguon_%s", origin);
	g_autofree char *where = vt_notice_sentence(n, name);

	return g_strdup_printf("- %s: %s", vt_form_get(key)->label, where);
}

static void set_line(vt_form *form, vt_form_key key, const char *text)
{
	g_free(form->lines[key]);
	form->lines[key] = g_strdup(text);
}

/* Of the office's own scan only what stands outside the picture. */
static bool may_show(const vt_value *value, bool is_scan)
{
	return !is_scan || value->origin == VT_ORIGIN_SUBJECT
	       || value->origin == VT_ORIGIN_FILENAME;
}

static void fill_found(const vt_noticing *n, const vt_value fields[VT_N_FIELDS], bool is_scan,
		       vt_form *form, GPtrArray *sources)
{
	for (int i = 0; i < VT_N_FORM_LINES; i++) {
		int field = vt_form_get((vt_form_key)i)->field;

		if (field < 0 || field == VT_FIELD_ARRIVED || fields[field].text == NULL)
			continue;
		if (field != VT_FIELD_PAGES && !may_show(&fields[field], is_scan))
			continue;
		g_autofree char *text = written((vt_field)field, fields[field].text);
		if (text == NULL)
			continue;
		set_line(form, (vt_form_key)i, text);
		g_ptr_array_add(sources, line_source(n, (vt_form_key)i,
						     vt_origin_name(fields[field].origin)));
	}
}

/* What the office itself knows: the agency at that address, the day, who decides. */
static void fill_known(const vt_noticing *n, const vt_arrival *arrival, bool is_scan, vt_form *form,
		       GPtrArray *sources)
{
	const vt_agency *agency = vt_notice_agency(n, arrival);
	const char *issuer = form->lines[VT_FORM_ISSUER];
	g_autofree char *day = vt_clock_day_vietnam(arrival->received_at);
	g_autofree char *paper = vt_notice_sentence(n, is_scan ? "phieu_co" : "phieu_khong");

	if ((issuer == NULL || *issuer == '\0') && agency != NULL) {
		set_line(form, VT_FORM_ISSUER, agency->name);
		g_ptr_array_add(sources, line_source(n, VT_FORM_ISSUER, "directory"));
	}
	set_line(form, VT_FORM_ARRIVED, day);
	set_line(form, VT_FORM_PAPER, paper);
}

static void fill_leader(const vt_noticing *n, const char *own, vt_form *form)
{
	const vt_person *leader = vt_directory_first(n->office->directory, own, VT_ROLE_LEADER);

	if (leader != NULL)
		set_line(form, VT_FORM_LEADER, leader->name);
	if (form->lines[VT_FORM_URGENCY] == NULL || *form->lines[VT_FORM_URGENCY] == '\0')
		set_line(form, VT_FORM_URGENCY, vt_urgency_label(0));
}

static void set_names(const vt_noticing *n, vt_form *form, vt_form_key key, const GPtrArray *names)
{
	g_autoptr(GString) text = g_string_new(NULL);

	for (guint i = 0; i < names->len; i++)
		g_string_append_printf(text, "%s%s", i > 0 ? "; " : "",
				       vt_route_shown(n->office, g_ptr_array_index(names, i)));
	set_line(form, key, text->str);
}

/* What routing.conf proposes, by what stands in the form. */
static void fill_routing(const vt_noticing *n, const vt_arrival *arrival, vt_form *form)
{
	const vt_agency *agency = vt_notice_agency(n, arrival);
	const vt_routed what = { .own = arrival->own,
				 .agency = agency != NULL ? agency->key : NULL,
				 .type = form->lines[VT_FORM_TYPE],
				 .subject = form->lines[VT_FORM_SUBJECT],
				 .urgency = form->lines[VT_FORM_URGENCY] };
	const vt_route *route = vt_office_proposing(n->office, &what);

	if (route == NULL)
		return;
	set_line(form, VT_FORM_LEAD, vt_route_shown(n->office, route->lead));
	set_names(n, form, VT_FORM_SUPPORT, route->support);
	set_names(n, form, VT_FORM_INFORM, route->inform);
}

char *vt_form_scanned_by(vt_store *store, const char *arrival, GError **error)
{
	g_autoptr(GPtrArray) whys = vt_arrivals_whys(store, arrival, error);

	for (guint i = 0; whys != NULL && i < whys->len; i++) {
		const vt_why *why = g_ptr_array_index(whys, i);

		if (g_str_equal(why->word, vt_reason_word(VT_REASON_OWN_SCAN)))
			return g_strdup(why->detail);
	}
	return NULL;
}

vt_form *vt_form_propose(const vt_noticing *n, const vt_arrival *arrival, char **sources_out,
			 GError **error)
{
	vt_value fields[VT_N_FIELDS] = { 0 };
	g_autoptr(GPtrArray) sources = g_ptr_array_new_with_free_func(g_free);
	GError *fault = NULL;
	g_autofree char *scanned = vt_form_scanned_by(n->store, arrival->id, &fault);

	if (fault != NULL || !vt_arrivals_fields(n->store, arrival->id, fields, &fault)) {
		g_propagate_error(error, fault);
		return NULL;
	}
	g_autofree char *code = code_of(arrival->own, arrival->id);
	vt_form *form = vt_form_new(code);
	vt_enter_type(n->office, fields);
	fill_found(n, fields, scanned != NULL, form, sources);
	fill_known(n, arrival, scanned != NULL, form, sources);
	fill_leader(n, arrival->own, form);
	fill_routing(n, arrival, form);
	set_line(form, VT_FORM_SECRECY, "");
	vt_values_clear(fields);
	g_ptr_array_add(sources, NULL);
	*sources_out = g_strjoinv("\n", (char **)sources->pdata);
	return form;
}

vt_form *vt_form_of_paper(const vt_noticing *n, const char *own, const char *key)
{
	g_autofree char *code = code_of(own, key);
	g_autofree char *day = vt_clock_day_vietnam(n->now);
	g_autofree char *paper = vt_notice_sentence(n, "phieu_co");
	vt_form *form = vt_form_new(code);

	set_line(form, VT_FORM_ARRIVED, day);
	set_line(form, VT_FORM_PAPER, paper);
	fill_leader(n, own, form);
	return form;
}

vt_form *vt_form_of_entry(const vt_noticing *n, const vt_document *entry)
{
	g_autofree char *key =
		g_strdup_printf("%" G_GINT64_FORMAT " %" G_GINT64_FORMAT, entry->id, n->now);
	g_autofree char *code = code_of(entry->own, key);
	vt_form *form = vt_form_new(code);

	for (int i = 0; i < VT_N_FORM_LINES; i++) {
		int field = vt_form_get((vt_form_key)i)->field;
		g_autofree char *text =
			field >= 0 && entry->fields[field].text != NULL
				? written((vt_field)field, entry->fields[field].text)
				: NULL;

		if (text != NULL)
			set_line(form, (vt_form_key)i, text);
	}
	return form;
}

/* ---- the mail ---- */

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
	vt_mail_add(mail, "viec_can_lam", info != NULL ? info->next_step : "");
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

static bool add_arrival(const vt_noticing *n, vt_mail *mail, const vt_arrival *arrival,
			GError **error)
{
	GError *fault = NULL;
	int main = -1;
	g_autofree char *scanned = vt_form_scanned_by(n->store, arrival->id, &fault);
	g_autoptr(GPtrArray) parts =
		fault == NULL ? vt_arrivals_parts(n->store, arrival->id, &main, &fault) : NULL;

	if (fault != NULL) {
		g_propagate_error(error, fault);
		return false;
	}
	mail->arrival = g_strdup(arrival->id);
	vt_mail_add(mail, scanned != NULL ? "la_ban_quet" : "la_thu_den", "x");
	vt_mail_add(mail, "ma_thu_den", arrival->id);
	add_files(n, mail, parts, main);
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
		asking->version = g_strdup(ask->arrival->sha256);
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
