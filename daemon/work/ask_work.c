/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * ask_work - VIỆC CỦA TÔI: what one has to do; QUÁ HẠN: what is late, of the unit or the office
 */
#include <string.h>

#include "base/clock.h"
#include "base/text.h"
#include "work/ask.h"
#include "work/notices_private.h"

#define MOST_TASKS  20000
#define SHOWN_CHARS 120
#define DAY         86400

/* "còn 3 ngày", "quá hạn 2 ngày": days of the calendar, as the boxes of a paper calendar show. */
static char *days_left(const vt_hearing *h, int64_t due_at)
{
	int64_t now = h->j->seen->now;
	int64_t days = 0;

	if (due_at == VT_TIME_NONE)
		return vt_ask_sentence(h, "viec_khong_han", NULL, NULL);
	days = (vt_clock_day_begin(due_at) - vt_clock_day_begin(now)) / DAY;
	g_autofree char *number = g_strdup_printf("%" G_GINT64_FORMAT, ABS(days));
	if (due_at < now && days == 0)
		return vt_ask_sentence(h, "viec_vua_qua_han", NULL, NULL);
	if (days == 0)
		return vt_ask_sentence(h, "viec_han_hom_nay", NULL, NULL);
	return vt_ask_sentence(h, days < 0 ? "viec_qua_han" : "viec_con_han", "so_ngay", number);
}

/* row_out false: the document is sealed or void, nothing is shown of it. */
static bool add_row(const vt_hearing *h, vt_mail *mail, const vt_task_row *task, unsigned number,
		    bool *row_out, GError **error)
{
	g_autoptr(vt_document) d = vt_documents_get(h->j->store, task->document, error);
	const vt_person *person = vt_directory_person(h->j->office->directory, task->person);
	bool vi = vt_ask_is_vietnamese(h);

	*row_out = d != NULL && d->state == VT_DOCUMENT_ACTIVE;
	if (!*row_out)
		return d != NULL || error == NULL || *error == NULL;
	g_autofree char *row = g_strdup_printf("%u", number);
	g_autofree char *entry = g_strdup_printf("%" G_GINT64_FORMAT "/%d", d->number, d->year);
	g_autofree char *subject =
		vt_text_quoted(vt_document_text(d, VT_FIELD_SUBJECT), SHOWN_CHARS);
	g_autofree char *due = vt_clock_stamp_vietnam(task->due_at);
	g_autofree char *left = days_left(h, task->due_at);
	g_autofree char *show = vt_ask_link(h, VT_VERB_SHOW, entry);
	const char *const cells[][2] = {
		{ "vct_stt", row },
		{ "vct_so_den", entry },
		{ "vct_trich_yeu", subject },
		{ "vct_vai_tro",
		  vi ? vt_task_role_shown(task->role) : vt_task_role_name(task->role) },
		{ "vct_ai", person != NULL ? person->name : task->person },
		{ "vct_don_vi", task->unit },
		{ "vct_han", due },
		{ "vct_con_lai", left },
		{ "vct_tinh_trang",
		  vi ? vt_task_state_shown(task->state) : vt_task_state_name(task->state) },
		{ "vct_lien_ket_xem", show },
	};
	for (size_t i = 0; i < G_N_ELEMENTS(cells); i++)
		vt_mail_add_about(mail, vt_document_message(d), cells[i][0], cells[i][1]);
	return true;
}

/* To be informed of something is never late, and no work once it is known. */
static bool wanted(const vt_hearing *h, const vt_task_row *task, bool late)
{
	const vt_viewer viewer = vt_ask_viewer(h);
	bool informs = task->role == VT_TASK_INFORM;

	if (task->counts_at > viewer.now || (informs && (late || task->state == VT_TASK_ACCEPTED)))
		return false;
	return vt_right_is_office(h->person) || vt_right_to_task(&viewer, task);
}

static GPtrArray *tasks_of(const vt_hearing *h, bool late, GError **error)
{
	/* Heads and the office see those of others, too. */
	bool of_all =
		late
		&& (vt_right_is_office(h->person) || vt_person_has(h->person, VT_ROLE_UNIT_HEAD));
	const vt_task_filter filter = { .own = h->person->own,
					.person = of_all ? NULL : h->person->key,
					.open = true,
					.due_before = late ? h->j->seen->now : VT_TIME_NONE };
	g_autoptr(GPtrArray) all = vt_tasks_list(h->j->store, &filter, MOST_TASKS, error);

	for (guint i = all != NULL ? all->len : 0; i > 0; i--) {
		if (!wanted(h, g_ptr_array_index(all, i - 1), late))
			g_ptr_array_remove_index(all, i - 1);
	}
	return g_steal_pointer(&all);
}

static bool answer(vt_hearing *h, const GPtrArray *tasks, bool late, GError **error)
{
	vt_mail *mail = vt_hearing_answer(h, "viec-cua-toi");
	g_autofree char *title =
		vt_ask_sentence(h, late ? "viec_tieu_de_qua_han" : "viec_tieu_de", NULL, NULL);
	unsigned rows = 0;

	if (mail == NULL)
		return true;
	vt_mail_add(mail, "vct_tieu_de", title);
	for (guint i = 0; i < tasks->len; i++) {
		bool row = false;

		if (!add_row(h, mail, g_ptr_array_index(tasks, i), rows + 1, &row, error))
			return false;
		rows += row;
	}
	g_autofree char *total = g_strdup_printf("%u", rows);
	vt_mail_add(mail, "vct_so_viec", total);
	return late || vt_ask_drafts(h, mail, error);
}

static bool ask(vt_hearing *h, bool late, GError **error)
{
	bool may = false;

	if (!vt_ask_may(h, &may, error))
		return false;
	if (!may)
		return true;
	g_autoptr(GPtrArray) tasks = tasks_of(h, late, error);
	if (tasks == NULL)
		return false;
	if (h->trying) {
		g_autofree char *total = g_strdup_printf("%u", tasks->len);

		vt_hearing_say(h, "chay_thu_viec", "vct_so_viec", total, NULL);
		return true;
	}
	return answer(h, tasks, late, error);
}

bool vt_ask_my_work(vt_hearing *h, const vt_instruction *said, GError **error)
{
	(void)said;
	return ask(h, false, error);
}

bool vt_ask_overdue(vt_hearing *h, const vt_instruction *said, GError **error)
{
	(void)said;
	return ask(h, true, error);
}
