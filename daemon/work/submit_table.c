/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * submit_table - documents that wait for the hour at which the leader reads: one mail, many rows
 *
 * Each row is a phiếu trình of its own, answered by its number (heard_digest.c). Urgent ones, and
 * what comes back to the leader with an answer, never wait. What becomes of the work that he gave
 * stands in the same mail: it asks nothing.
 */
#include "base/clock.h"
#include "base/text.h"
#include "store/askings.h"
#include "work/asking.h"
#include "work/submit.h"

#define MAIL      "danh-sach-trinh"
#define MOST_ROWS 60
#define SHOWN     120

static bool has_hours(const vt_noticing *n)
{
	return n->office->submit_at != NULL && n->office->submit_at->len > 0;
}

bool vt_submit_waits(const vt_noticing *n, const vt_submission *s)
{
	int urgency = vt_urgency_parse(vt_document_text(s->document, VT_FIELD_URGENCY));

	return has_hours(n) && urgency <= 0 && s->answer == NULL && !s->is_declined;
}

static void add_row(const vt_noticing *n, vt_mail *mail, int row, const vt_submission *s)
{
	const vt_document *d = s->document;
	g_autofree char *number = g_strdup_printf("%d", row);
	g_autofree char *arrival = g_strdup_printf("%" G_GINT64_FORMAT "/%d", d->number, d->year);
	g_autofree char *notation = vt_notice_number(d);
	g_autofree char *subject = vt_text_quoted(vt_document_text(d, VT_FIELD_SUBJECT), SHOWN);
	g_autofree char *issuer = vt_text_quoted(vt_document_text(d, VT_FIELD_ISSUER), SHOWN);
	g_autofree char *shown = vt_text_quoted(notation != NULL ? notation : "", SHOWN);
	g_autoptr(vt_proposal) none = vt_proposal_new();
	const vt_proposal *p = s->proposal != NULL ? s->proposal : none;
	const vt_directory *directory = n->office->directory;
	g_autofree char *lead = vt_proposal_shown(directory, p, VT_TASK_LEAD);
	g_autofree char *support = vt_proposal_shown(directory, p, VT_TASK_SUPPORT);
	g_autofree char *inform = vt_proposal_shown(directory, p, VT_TASK_INFORM);
	g_autofree char *due = vt_proposal_due_shown(p);
	const char *const cells[][2] = {
		{ "tr_stt", number },        { "tr_so_den", arrival },
		{ "tr_so_ky_hieu", shown },  { "tr_co_quan", issuer },
		{ "tr_trich_yeu", subject }, { "tr_chu_tri", lead },
		{ "tr_phoi_hop", support },  { "tr_de_biet", inform },
		{ "tr_han", due },           { "tr_noi_dung", p->opinion },
	};

	for (size_t i = 0; i < G_N_ELEMENTS(cells); i++)
		vt_mail_add_about(mail, vt_document_message(d), cells[i][0], cells[i][1]);
}

/* The list that grows: its draft, 0 = none; its question is what mail asks then. */
static bool open_list(const vt_noticing *n, vt_mail *mail, int64_t *draft_out, GError **error)
{
	if (!vt_outbox_open_draft(n->store, mail->own, mail->kind, mail->recipient, draft_out,
				  error))
		return false;
	if (*draft_out == 0)
		return true;
	g_autoptr(vt_mail) draft = vt_outbox_get(n->store, *draft_out, error);
	if (draft == NULL)
		return false;
	mail->asking = draft->asking;
	return true;
}

static bool next_row(vt_store *store, int64_t list, int *row_out, GError **error)
{
	GError *fault = NULL;

	*row_out = 1;
	for (bool taken = true; taken && fault == NULL; *row_out += taken) {
		g_autoptr(vt_asking) there = vt_askings_of_row(store, list, *row_out, &fault);

		taken = there != NULL;
	}
	if (fault != NULL)
		g_propagate_error(error, fault);
	return fault == NULL;
}

/* first: what it begins with. */
static bool begin_list(const vt_noticing *n, const char *first, vt_mail *mail, int64_t *list_out,
		       GError **error)
{
	g_autoptr(vt_asking) list = vt_asking_new(VT_ASKING_DIGEST, mail->own, mail->person);

	g_free(list->version);
	list->version = g_strdup_printf("%s %s", MAIL, first);
	list->expires_at = VT_TIME_NONE;
	mail->due_at = has_hours(n) ? vt_notice_next_time(n, n->office->submit_at) : n->now;
	if (!vt_asking_put(n->store, list, NULL, mail, n->now, error))
		return false;
	*list_out = list->id;
	return true;
}

/* It stands in the list already, as it was proposed before: the row says what is asked now. */
static bool change_row(const vt_noticing *n, vt_mail *mail, int64_t draft, GError **error)
{
	bool found = false;

	return vt_outbox_change_row(n->store, draft, mail->values, &found, error)
	       && (found
		   || vt_outbox_extend(n->store, draft, mail->values, mail->attachments, error));
}

static bool append_row(const vt_noticing *n, const vt_submission *s, const vt_asking *asking,
		       vt_mail *mail, int64_t draft, GError **error)
{
	g_autofree char *first = g_strdup_printf("%" G_GINT64_FORMAT, s->document->id);
	int64_t list = mail->asking; /* of the draft */
	int row = 1;

	if (draft != 0 && !next_row(n->store, list, &row, error))
		return false;
	if (row > MOST_ROWS) {
		draft = 0;
		row = 1;
	}
	if ((draft == 0 && !begin_list(n, first, mail, &list, error))
	    || !vt_askings_add_row(n->store, list, row, asking->id, error))
		return false;
	add_row(n, mail, row, s);
	return draft == 0
		       ? vt_notice_insert(n, mail, error)
		       : vt_outbox_extend(n->store, draft, mail->values, mail->attachments, error);
}

bool vt_submit_list(const vt_noticing *n, const vt_submission *s, const vt_person *leader,
		    vt_asking *asking, GError **error)
{
	g_autoptr(vt_mail) mail = vt_notice_to_person(n, MAIL, s->document->own, leader);
	int64_t draft = 0;
	int row = 0;

	if (mail == NULL)
		return true;
	if (!vt_askings_insert(n->store, asking, NULL, n->now, error)
	    || !open_list(n, mail, &draft, error)
	    || (draft != 0 && !vt_askings_take_row(n->store, mail->asking, asking, &row, error)))
		return false;
	if (row == 0)
		return append_row(n, s, asking, mail, draft, error);
	add_row(n, mail, row, s);
	return change_row(n, mail, draft, error);
}

/* ---- news of what he gave ---- */

/* Rows that ask nothing: into the list that grows, else it begins with them. */
static bool put_news(const vt_noticing *n, const char *first, vt_mail *mail, GError **error)
{
	int64_t draft = 0, list = 0;

	if (!open_list(n, mail, &draft, error)
	    || (draft == 0 && !begin_list(n, first, mail, &list, error)))
		return false;
	return draft == 0
		       ? vt_notice_insert(n, mail, error)
		       : vt_outbox_extend(n->store, draft, mail->values, mail->attachments, error);
}

bool vt_submit_takes_news(const vt_noticing *n, const vt_document *document, const char *person)
{
	const vt_person *leader = vt_directory_person(n->office->directory, person);
	const vt_submission alone = { .document = document };

	return leader != NULL && vt_person_has(leader, VT_ROLE_LEADER)
	       && vt_submit_waits(n, &alone);
}

bool vt_submit_news(const vt_noticing *n, const vt_news *news, const char *person, GError **error)
{
	const vt_document *d = news->document;
	const vt_person *leader = vt_directory_person(n->office->directory, person);
	g_autoptr(vt_mail) mail =
		leader != NULL ? vt_notice_to_person(n, MAIL, d->own, leader) : NULL;
	g_autofree char *number = g_strdup_printf("%" G_GINT64_FORMAT "/%d", d->number, d->year);
	g_autofree char *subject = vt_text_quoted(vt_document_text(d, VT_FIELD_SUBJECT), SHOWN);
	g_autofree char *words = *news->words != '\0' ? vt_text_quoted(news->words, SHOWN) : NULL;
	const char *const cells[][2] = {
		{ "bt_so_den", number },      { "bt_nguoi", news->who },
		{ "bt_cau", news->sentence }, { "bt_trich_yeu", subject },
		{ "bt_y_kien", words },
	};
	g_autofree char *first = g_strdup_printf("%" G_GINT64_FORMAT, d->id);

	if (mail == NULL)
		return true;
	for (size_t i = 0; i < G_N_ELEMENTS(cells); i++)
		vt_mail_add_about(mail, d->arrival, cells[i][0], cells[i][1]);
	return put_news(n, first, mail, error);
}

/* ---- what was done in his name ---- */

bool vt_submit_acted(const vt_noticing *n, const vt_acted *acted, const char *leader,
		     GError **error)
{
	const vt_person *person = vt_directory_person(n->office->directory, leader);
	g_autoptr(vt_mail) mail =
		person != NULL ? vt_notice_to_person(n, MAIL, acted->own, person) : NULL;
	g_autofree char *subject = vt_text_quoted(acted->subject, SHOWN);
	g_autofree char *words = *acted->words != '\0' ? vt_text_quoted(acted->words, SHOWN) : NULL;
	const char *const cells[][2] = {
		{ "tm_van_ban", acted->name }, { "tm_nguoi", acted->who },
		{ "tm_cau", acted->sentence }, { "tm_trich_yeu", subject },
		{ "tm_y_kien", words },
	};

	if (mail == NULL)
		return true;
	for (size_t i = 0; i < G_N_ELEMENTS(cells); i++)
		vt_mail_add_about(mail, acted->about, cells[i][0], cells[i][1]);
	return put_news(n, acted->name, mail, error);
}
