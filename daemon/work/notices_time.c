/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * notices_time - what people hear because time has passed
 */
#include "work/notices_time.h"

#include <inttypes.h>

#include "base/clock.h"
#include "base/text.h"
#include "doc/verb.h"
#include "work/asking.h"

#define SHORT_CHARS  60
#define REMARK_CHARS 400

static void add_number(vt_mail *mail, const char *key, int64_t number)
{
	g_autofree char *text = g_strdup_printf("%" PRId64, number);

	vt_mail_add(mail, key, text);
}

static void fill_number(vt_filling *filling, const char *key, int64_t number)
{
	g_autofree char *text = g_strdup_printf("%" PRId64, number);

	vt_filling_add(filling, key, text);
}

static char *sentence(const vt_noticing *n, const char *key, const vt_filling *filling)
{
	return vt_templates_sentence(n->templates, vt_notice_language(n), key, filling);
}

/* "27/11" */
static char *short_day(int64_t at)
{
	vt_date d = vt_clock_vietnam(at);

	return g_strdup_printf("%02d/%02d", d.day, d.month);
}

/* NULL: the directory does not know him any more. */
static const vt_person *person_of(const vt_noticing *n, const char *key)
{
	return key != NULL ? vt_directory_person(n->office->directory, key) : NULL;
}

/* ---- a task and its deadline ---- */

static bool add_progress(const vt_noticing *n, vt_mail *mail, const vt_task_row *task,
			 GError **error)
{
	g_autoptr(GPtrArray) remarks = vt_remarks_of(n->store, task->document, task->id, error);
	const vt_remark *last = NULL;

	if (remarks == NULL)
		return false;
	for (guint i = 0; i < remarks->len; i++) {
		const vt_remark *one = g_ptr_array_index(remarks, i);

		if (one->kind == VT_REMARK_PROGRESS)
			last = one;
	}
	if (last != NULL) {
		vt_notice_add_quoted(mail, "tien_do_gan_nhat", last->words, REMARK_CHARS);
	} else {
		g_autofree char *none = vt_notice_sentence(n, "nh_chua_co_tien_do");

		vt_mail_add(mail, "tien_do_gan_nhat", none);
	}
	return true;
}

static void add_giver(const vt_noticing *n, vt_mail *mail, const vt_task_row *task)
{
	const vt_person *giver = person_of(n, task->given_by);
	g_autofree char *day = vt_clock_day_vietnam(task->given_at);

	vt_mail_add(mail, "ten_nguoi_giao", giver != NULL ? giver->name : task->given_by);
	vt_mail_add(mail, "chuc_vu_nguoi_giao",
		    giver != NULL && giver->position != NULL ? giver->position : "-");
	vt_mail_add(mail, "ngay_chi_dao", day);
}

/* "còn 1 ngày làm việc ...", "đã quá hạn 2 ngày ..." */
static void add_standing(const vt_noticing *n, vt_mail *mail, const vt_reminder *r,
			 const char *soon, const char *over)
{
	g_autoptr(vt_filling) filling = vt_filling_new();
	g_autofree char *hour = vt_notice_hour(n, n->now);
	g_autofree char *day = vt_clock_day_vietnam(n->now);
	const char *days = r->overdue ? "so_ngay_qua_han" : "so_ngay_con_lai";

	vt_filling_add(filling, "gio_lap", hour);
	vt_filling_add(filling, "ngay_lap", day);
	vt_filling_add(filling, "vai_tro", vt_task_role_shown(r->task->role));
	vt_filling_add(filling, "ten_nguoi_nhan", r->person->name);
	fill_number(filling, days, r->days);
	add_number(mail, days, r->days);
	g_autofree char *text = sentence(n, r->overdue ? over : soon, filling);
	vt_mail_add(mail, "cau_tinh_trang", text);
}

static void add_next_step(const vt_noticing *n, vt_mail *mail, const vt_reminder *r)
{
	g_autoptr(vt_filling) filling = vt_filling_new();
	bool later = r->report_at != VT_TIME_NONE;

	if (r->superior == NULL)
		return;
	vt_filling_add(filling, "ten_cap_tren", r->superior->name);
	vt_filling_add(filling, "chuc_vu_cap_tren",
		       r->superior->position != NULL ? r->superior->position : "");
	if (later) {
		g_autofree char *hour = vt_notice_hour(n, r->report_at);
		g_autofree char *day = vt_clock_day_vietnam(r->report_at);

		vt_filling_add(filling, "gio_bao_cao", hour);
		vt_filling_add(filling, "ngay_bao_cao", day);
	}
	g_autofree char *text = sentence(n, later ? "nh_se_bao_cao" : "nh_da_bao_cao", filling);
	vt_mail_add(mail, "cau_buoc_tiep_theo", text);
}

static bool add_task(const vt_noticing *n, vt_mail *mail, const vt_reminder *r, GError **error)
{
	g_autofree char *hour = vt_notice_hour(n, r->task->due_at);
	g_autofree char *day = vt_clock_day_vietnam(r->task->due_at);
	g_autofree char *short_due = short_day(r->task->due_at);

	mail->document = r->document->id;
	mail->arrival = g_strdup(r->document->arrival);
	vt_notice_add_document(n, mail, r->document, NULL, NULL);
	vt_mail_add(mail, "gio_han", hour);
	vt_mail_add(mail, "ngay_han", day);
	vt_mail_add(mail, "han_ngan", short_due);
	add_number(mail, "so_lan_gia_han", r->task->extended);
	add_giver(n, mail, r->task);
	return add_progress(n, mail, r->task, error);
}

static bool ask(const vt_noticing *n, vt_mail *mail, const vt_reminder *r, GError **error)
{
	static const int verbs[] = { VT_VERB_DONE, VT_VERB_PROGRESS, VT_VERB_MORE_TIME };
	g_autoptr(vt_asking) asking =
		vt_asking_new(VT_ASKING_TASK, r->document->own, r->person->key);
	g_autoptr(GArray) links = g_array_new(FALSE, FALSE, sizeof(int));

	g_array_append_vals(links, verbs, G_N_ELEMENTS(verbs));
	asking->document = r->document->id;
	asking->arrival = g_strdup(r->document->arrival);
	asking->task = r->task->id;
	g_free(asking->proposal);
	asking->proposal = g_strdup_printf("task: %" PRId64 "\ndue: %" PRId64 "\n", r->task->id,
					   r->task->due_at);
	return vt_asking_put(n->store, asking, links, mail, n->now, error);
}

bool vt_notice_reminder(const vt_noticing *n, const vt_reminder *r, GError **error)
{
	g_autoptr(vt_mail) mail = vt_notice_to_person(n, "nhac-han", r->document->own, r->person);

	if (mail == NULL)
		return true;
	add_standing(n, mail, r, "nh_sap_den_han", "nh_qua_han");
	add_next_step(n, mail, r);
	return add_task(n, mail, r, error) && ask(n, mail, r, error)
	       && vt_notice_insert(n, mail, error);
}

bool vt_notice_reminder_above(const vt_noticing *n, const vt_reminder *r, const vt_person *to,
			      GError **error)
{
	g_autoptr(vt_mail) mail = vt_notice_to_person(n, "nhac-han-cap-tren", r->document->own, to);

	if (mail == NULL)
		return true;
	vt_mail_add(mail, "ten_nguoi_thuc_hien", r->person->name);
	vt_mail_add(mail, "chuc_vu_nguoi_thuc_hien",
		    r->person->position != NULL ? r->person->position : "-");
	vt_mail_add(mail, "vai_tro", vt_task_role_shown(r->task->role));
	add_number(mail, "so_ngay_qua_han", r->days);
	return add_task(n, mail, r, error) && vt_notice_insert(n, mail, error);
}

char *vt_notice_overdue_shown(const vt_noticing *n, int days)
{
	g_autoptr(vt_filling) filling = vt_filling_new();

	fill_number(filling, "so_ngay_qua_han", days);
	return sentence(n, "bv_qua_han", filling);
}

/* ---- what waits for the clerk, and what is urgent ---- */

/* What it is, in a sentence. Of a held message address and id alone. NULL with error. */
static char *name_of(const vt_noticing *n, const vt_late *late, const char *of_document,
		     const char *of_arrival, GError **error)
{
	g_autoptr(vt_filling) filling = vt_filling_new();

	if (late->document > 0) {
		g_autoptr(vt_document) d = vt_documents_get(n->store, late->document, error);

		if (d == NULL)
			return NULL;
		g_autofree char *subject =
			vt_text_quoted(vt_document_text(d, VT_FIELD_SUBJECT), SHORT_CHARS);
		fill_number(filling, "so_den", d->number);
		fill_number(filling, "nam", d->year);
		vt_filling_add(filling, "trich_yeu_ngan", subject);
		return sentence(n, of_document, filling);
	}
	g_autoptr(vt_arrival) arrival = vt_arrivals_get(n->store, late->arrival, error);
	if (arrival == NULL)
		return NULL;
	g_autofree char *unknown = vt_notice_sentence(n, "chua_ro");
	g_autofree char *from =
		arrival->from != NULL ? vt_text_quoted(arrival->from, SHORT_CHARS) : NULL;
	vt_filling_add(filling, "dia_chi_gui", from != NULL ? from : unknown);
	vt_filling_add(filling, "ma_thu_den", late->arrival);
	return sentence(n, of_arrival, filling);
}

/* Tells what the next step is that nobody took. */
static char *missing_step(const vt_noticing *n, const vt_late *late)
{
	g_autofree char *key = g_strconcat("cho_", vt_late_stage(late), NULL);

	return vt_notice_sentence(n, key);
}

bool vt_notice_clerk_late(const vt_noticing *n, const char *own, const GPtrArray *late,
			  GError **error)
{
	g_autoptr(vt_mail) mail = vt_notice_to_role(n, "cham-dang-ky", own, VT_ROLE_OFFICE_HEAD);

	if (mail == NULL)
		return true;
	for (guint i = 0; i < late->len; i++) {
		const vt_late *one = g_ptr_array_index(late, i);
		g_autofree char *since = vt_clock_stamp_vietnam(one->since);
		g_autofree char *step = missing_step(n, one);
		g_autofree char *name = name_of(n, one, "cham_van_ban", "cham_thu", error);

		if (name == NULL)
			return false;
		vt_mail_add_about(mail, one->arrival, "cham_ten", name);
		vt_mail_add_about(mail, one->arrival, "cham_tu", since);
		vt_mail_add_about(mail, one->arrival, "cham_viec", step);
	}
	add_number(mail, "so_viec", late->len);
	return vt_notice_insert(n, mail, error);
}

bool vt_notice_urgent_late(const vt_noticing *n, const char *own, const vt_late *late,
			   const vt_person *to, GError **error)
{
	g_autoptr(vt_mail) mail =
		to != NULL ? vt_notice_to_person(n, "khan-cham", own, to)
			   : vt_notice_to_role(n, "khan-cham", own, VT_ROLE_OFFICE_HEAD);
	g_autofree char *since = vt_clock_stamp_vietnam(late->since);
	g_autofree char *step = missing_step(n, late);
	g_autofree char *tag_key = g_strdup_printf("the_khan_%d", CLAMP(late->urgency, 1, 3));
	g_autofree char *tag = vt_notice_sentence(n, tag_key);

	if (mail == NULL)
		return true;
	g_autofree char *title = name_of(n, late, "khan_van_ban", "khan_thu", error);
	g_autofree char *name =
		title != NULL ? name_of(n, late, "cham_van_ban", "cham_thu", error) : NULL;
	if (name == NULL)
		return false;
	mail->arrival = g_strdup(late->arrival);
	mail->document = late->document;
	vt_mail_add(mail, "the_khan", tag);
	vt_mail_add(mail, "muc_do_khan", vt_urgency_label(CLAMP(late->urgency, 1, 3)));
	vt_mail_add(mail, "khan_tieu_de", title);
	vt_mail_add(mail, "khan_ten", name);
	vt_mail_add(mail, "khan_tu", since);
	vt_mail_add(mail, "khan_viec", step);
	add_number(mail, "so_phut", (n->now - late->since) / 60);
	return vt_notice_insert(n, mail, error);
}

/* ---- the list of a week ---- */

/* "quá hạn 2 ngày làm việc", "còn 3 ngày làm việc", "không có hạn" */
static char *standing(const vt_noticing *n, const vt_task_row *task)
{
	g_autoptr(vt_filling) filling = vt_filling_new();
	int days = 0;

	if (task->due_at == VT_TIME_NONE)
		return vt_notice_sentence(n, "vi_khong_han");
	days = vt_worktime_days_between(n->office->worktime, n->now, task->due_at);
	if (task->due_at <= n->now) {
		fill_number(filling, "so_ngay_qua_han", -days);
		return sentence(n, "vi_qua_han", filling);
	}
	fill_number(filling, "so_ngay_con_lai", days);
	return sentence(n, "vi_con_han", filling);
}

static bool add_week_row(const vt_noticing *n, vt_mail *mail, const vt_task_row *task,
			 GError **error)
{
	g_autoptr(vt_document) d = vt_documents_get(n->store, task->document, error);
	const vt_person *person = person_of(n, task->person);

	if (d == NULL)
		return false;
	g_autofree char *number = g_strdup_printf("%" PRId64 "/%d", d->number, d->year);
	g_autofree char *subject =
		vt_text_quoted(vt_document_text(d, VT_FIELD_SUBJECT), SHORT_CHARS);
	g_autofree char *due = vt_clock_day_vietnam(task->due_at);
	g_autofree char *where = standing(n, task);
	const char *const row[][2] = {
		{ "vi_so_den", number },
		{ "vi_trich_yeu", subject },
		{ "vi_nguoi", person != NULL ? person->name : task->person },
		{ "vi_vai_tro", vt_task_role_shown(task->role) },
		{ "vi_tinh_trang", vt_task_state_shown(task->state) },
		{ "vi_han", *due != '\0' ? due : "-" },
		{ "vi_con", where },
	};

	for (size_t i = 0; i < G_N_ELEMENTS(row); i++)
		vt_mail_add_about(mail, vt_document_message(d), row[i][0], row[i][1]);
	return true;
}

bool vt_notice_week(const vt_noticing *n, const vt_person *to, const GPtrArray *tasks,
		    GError **error)
{
	g_autoptr(vt_mail) mail = vt_notice_to_person(n, "viec-tuan", to->own, to);
	g_autofree char *day = vt_clock_day_vietnam(n->now);
	unsigned overdue = 0;

	if (mail == NULL)
		return true;
	for (guint i = 0; i < tasks->len; i++) {
		const vt_task_row *task = g_ptr_array_index(tasks, i);

		overdue += task->due_at != VT_TIME_NONE && task->due_at <= n->now;
		if (!add_week_row(n, mail, task, error))
			return false;
	}
	vt_mail_add(mail, "ngay_tuan", day);
	add_number(mail, "so_viec", tasks->len);
	add_number(mail, "so_qua_han", overdue);
	return vt_notice_insert(n, mail, error);
}

/* ---- certificates ---- */

bool vt_notice_certificate_ends(const vt_noticing *n, vt_mail *mail, const char *owner,
				const vt_pin_ending *pin, GError **error)
{
	g_autofree char *day = vt_clock_day_vietnam(pin->until);

	vt_mail_add(mail, "chu_chung_thu", owner);
	vt_notice_add_quoted(mail, "ct_chu_the", pin->subject, 120);
	vt_mail_add(mail, "ct_sha256", pin->sha256);
	vt_mail_add(mail, "ngay_het_han", day);
	add_number(mail, "so_ngay_con_lai", (pin->until - n->now) / 86400);
	return vt_notice_insert(n, mail, error);
}
