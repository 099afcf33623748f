/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * ask_show - XEM 123/2026: what is known of a document; GỬI 123/2026: its files
 */
#include <string.h>

#include "base/clock.h"
#include "base/text.h"
#include "store/joins.h"
#include "work/ask.h"
#include "work/notices_private.h"
#include "work/proofs.h"

#define WORDS_CHARS 500 /* of one remark */

static const char *name_of(const vt_hearing *h, const char *key)
{
	const vt_person *person =
		key != NULL ? vt_directory_person(h->j->office->directory, key) : NULL;

	return person != NULL ? person->name : key;
}

/* ---- who carries it out ---- */

static void add_task(const vt_hearing *h, vt_mail *mail, const vt_task_row *task)
{
	bool vi = vt_ask_is_vietnamese(h);
	const char *name = name_of(h, task->person);
	g_autofree char *who =
		task->unit != NULL ? g_strdup_printf("%s (%s)", task->unit, name) : g_strdup(name);
	g_autofree char *due = vt_clock_stamp_vietnam(task->due_at);
	g_autofree char *none = vt_ask_sentence(h, "viec_khong_han", NULL, NULL);

	vt_mail_add(mail, "xv_vai_tro",
		    vi ? vt_task_role_shown(task->role) : vt_task_role_name(task->role));
	vt_mail_add(mail, "xv_ai", who);
	vt_mail_add(mail, "xv_han", *due != '\0' ? due : none);
	vt_mail_add(mail, "xv_tinh_trang",
		    vi ? vt_task_state_shown(task->state) : vt_task_state_name(task->state));
	vt_mail_add(mail, "xv_ket_qua", task->answer != NULL ? task->answer : "");
}

/* Who works on it sees who else does; who was only told sees that too. */
static bool add_tasks(const vt_hearing *h, vt_mail *mail, const GPtrArray *tasks)
{
	for (guint i = 0; i < tasks->len; i++) {
		const vt_task_row *task = g_ptr_array_index(tasks, i);

		if (task->state != VT_TASK_WITHDRAWN && task->counts_at <= h->j->seen->now)
			add_task(h, mail, task);
	}
	return true;
}

/* ---- what was said ---- */

static const vt_task_row *find_task(const GPtrArray *tasks, int64_t id)
{
	for (guint i = 0; i < tasks->len; i++) {
		const vt_task_row *task = g_ptr_array_index(tasks, i);

		if (task->id == id)
			return task;
	}
	return NULL;
}

/* The leader's words and the result are for all who may see the document; what is said about a task
 * for those whose task it is; what clerk and leader ask each other stays between them. */
static bool may_read(const vt_viewer *viewer, const GPtrArray *tasks, const vt_remark *remark)
{
	const vt_task_row *task = find_task(tasks, remark->task);

	if (vt_right_is_office(viewer->person)
	    || g_strcmp0(remark->person, viewer->person->key) == 0)
		return true;
	if (remark->kind == VT_REMARK_OPINION || remark->kind == VT_REMARK_RESULT)
		return true;
	return task != NULL && vt_right_to_task(viewer, task);
}

/* "... (tệp gửi kèm: phieu.jpg)" */
static char *with_files(const vt_hearing *h, const char *words, const char *files)
{
	const vt_noticing n = vt_hearing_noticing(h);
	g_autoptr(vt_filling) values = vt_filling_new();
	g_autofree char *shown = vt_text_quoted(files, WORDS_CHARS);

	if (*files == '\0')
		return g_strdup(words);
	vt_filling_add(values, "noi_dung", words);
	vt_filling_add(values, "ten_tep", shown);
	return vt_templates_sentence(n.templates, vt_notice_language(&n), "xem_kem_tep", values);
}

static bool add_remark(const vt_hearing *h, vt_mail *mail, const vt_remark *remark, GError **error)
{
	g_autofree char *key = g_strdup_printf("loai_%s", vt_remark_name(remark->kind));
	g_autofree char *kind = vt_ask_sentence(h, g_strdelimit(key, "-", '_'), NULL, NULL);
	g_autofree char *at = vt_clock_stamp_vietnam(remark->at);
	g_autofree char *quoted = vt_text_quoted(remark->words, WORDS_CHARS);
	g_autofree char *files = vt_remarks_files(h->j->store, remark, error);

	if (files == NULL)
		return false;
	g_autofree char *words = with_files(h, quoted, files);

	vt_mail_add(mail, "xy_gio", at);
	vt_mail_add(mail, "xy_ai", name_of(h, remark->person));
	vt_mail_add(mail, "xy_loai", kind);
	vt_mail_add(mail, "xy_noi_dung", words);
	return true;
}

static bool add_remarks(const vt_hearing *h, vt_mail *mail, const vt_document *document,
			const GPtrArray *tasks, GError **error)
{
	const vt_viewer viewer = vt_ask_viewer(h);
	g_autoptr(GPtrArray) remarks = vt_remarks_of(viewer.store, document->id, 0, error);

	for (guint i = 0; remarks != NULL && i < remarks->len; i++) {
		if (may_read(&viewer, tasks, g_ptr_array_index(remarks, i))
		    && !add_remark(h, mail, g_ptr_array_index(remarks, i), error))
			return false;
	}
	return remarks != NULL;
}

/* ---- XEM ---- */

/* arrival_out, parts_out NULL: paper. */
static bool read_message(const vt_hearing *h, const vt_document *document, vt_arrival **arrival_out,
			 GPtrArray **parts_out, GError **error)
{
	const char *id = vt_document_message(document);

	if (id == NULL)
		return true;
	*arrival_out = vt_arrivals_get(h->j->store, id, error);
	*parts_out = vt_arrivals_parts(h->j->store, id, NULL, error);
	return *arrival_out != NULL && *parts_out != NULL;
}

static bool add_stage(const vt_hearing *h, vt_mail *mail, const vt_document *document,
		      GError **error)
{
	vt_stage stage = VT_STAGE_NONE;
	int64_t due_at = VT_TIME_NONE;

	if (!vt_documents_stage(h->j->store, document->id, &stage, &due_at, error))
		return false;
	g_autofree char *due = vt_clock_stamp_vietnam(due_at);
	g_autofree char *void_shown = vt_ask_sentence(h, "xem_da_huy", NULL, NULL);
	const char *shown = vt_ask_is_vietnamese(h) ? vt_stage_shown(stage) : vt_stage_name(stage);
	bool wanted = g_strcmp0(document->paper, VT_PAPER_WANTED) == 0;
	g_autofree char *waits =
		wanted ? vt_ask_sentence(h, "cho_ban_giay", "noi_dung", shown) : g_strdup(shown);
	vt_mail_add(mail, "xem_tinh_trang",
		    document->state == VT_DOCUMENT_VOID ? void_shown : waits);
	vt_mail_add(mail, "xem_han", due);
	return true;
}

static vt_mail *begin_answer(vt_hearing *h, const char *kind, const vt_document *document,
			     const vt_arrival *arrival, const GPtrArray *parts)
{
	const vt_noticing n = vt_hearing_noticing(h);
	vt_mail *mail = vt_hearing_answer(h, kind);

	if (mail == NULL)
		return NULL;
	mail->document = document->id;
	vt_notice_add_document(&n, mail, document, arrival, parts);
	return mail;
}

static bool note_view(const vt_hearing *h, const vt_instruction *said, const vt_document *document,
		      GError **error)
{
	const vt_viewer viewer = vt_ask_viewer(h);
	g_autofree char *proof = vt_proofs_text(h->proofs);

	return vt_right_note_view(&viewer, document->id, vt_verb_get(said->verb)->name, proof,
				  error);
}

static bool show(vt_hearing *h, const vt_document *document, GError **error)
{
	g_autoptr(vt_arrival) arrival = NULL;
	g_autoptr(GPtrArray) parts = NULL;
	g_autoptr(GPtrArray) tasks = vt_tasks_of_document(h->j->store, document->id, error);
	g_autofree char *entry =
		g_strdup_printf("%" G_GINT64_FORMAT "/%d", document->number, document->year);

	if (tasks == NULL || !read_message(h, document, &arrival, &parts, error))
		return false;
	vt_mail *mail = begin_answer(h, "xem", document, arrival, parts);
	if (mail == NULL)
		return true;
	g_autofree char *link = vt_ask_link(h, VT_VERB_SEND_FILES, entry);
	vt_mail_add(mail, "xem_lien_ket_gui", arrival != NULL ? link : "");
	return add_stage(h, mail, document, error) && add_tasks(h, mail, tasks)
	       && add_remarks(h, mail, document, tasks, error);
}

bool vt_ask_show(vt_hearing *h, const vt_instruction *said, GError **error)
{
	g_autoptr(vt_document) document = NULL;

	if (vt_ask_names_outgoing(said))
		return vt_ask_show_outgoing(h, said, error);
	if (!vt_ask_pick(h, said, &document, error))
		return false;
	if (document == NULL)
		return true;
	if (h->trying) {
		g_autofree char *entry = g_strdup_printf("%" G_GINT64_FORMAT "/%d",
							 document->number, document->year);

		vt_hearing_say(h, "chay_thu_xem", "so_den", entry, NULL);
		return true;
	}
	return show(h, document, error) && note_view(h, said, document, error);
}

/* ---- GỬI ---- */

static uint64_t encoded(uint64_t bytes)
{
	return bytes / 57 * 78 + 700; /* base64 in lines of 76, and a part's header */
}

typedef struct sent {
	unsigned files, left_out;
	bool original;
	uint64_t bytes; /* as encoded */
} sent;

/* In order, as long as they fit; the whole message too, if it does. */
static void attach(vt_mail *mail, const vt_arrival *arrival, const GPtrArray *parts, uint64_t most,
		   sent *result)
{
	for (guint i = 0; i < parts->len; i++) {
		const vt_part *part = g_ptr_array_index(parts, i);
		uint64_t bytes = encoded(part->bytes);

		if (!part->attachment)
			continue;
		if (result->bytes + bytes > most) {
			result->left_out++;
			continue;
		}
		result->bytes += bytes;
		result->files++;
		if (mail != NULL)
			vt_mail_attach(mail, arrival->id, part->path);
	}
	result->original = result->left_out == 0 && result->bytes + encoded(arrival->bytes) <= most;
	if (!result->original)
		return;
	result->bytes += encoded(arrival->bytes);
	if (mail != NULL)
		vt_mail_attach(mail, arrival->id, NULL);
}

/* What was joined to it, file by file (store/joins.h). */
static bool attach_joined(const vt_hearing *h, vt_mail *mail, const vt_arrival *arrival,
			  uint64_t most, sent *result, GError **error)
{
	g_autoptr(GPtrArray) all = vt_joins_arrivals(h->j->store, arrival->id, error);

	for (guint i = 1; all != NULL && i < all->len; i++) {
		const vt_arrival *one = g_ptr_array_index(all, i);
		g_autoptr(GPtrArray) parts = vt_arrivals_parts(h->j->store, one->id, NULL, error);

		if (parts == NULL)
			return false;
		if (one->place == VT_PLACE_GONE || one->secret || vt_arrival_is_unsafe(one))
			result->left_out++;
		else
			attach(mail, one, parts, most, result);
	}
	return all != NULL;
}

/* The sentence that says why none may go; NULL: they may. */
static const char *why_not(const vt_arrival *arrival)
{
	if (arrival == NULL || arrival->place == VT_PLACE_GONE)
		return "khong_co_tep";
	if (arrival->secret || arrival->place == VT_PLACE_SEALED)
		return "khong_co_tep";
	return vt_arrival_is_unsafe(arrival) ? "tep_khong_an_toan" : NULL;
}

static const char *sentence_of(const vt_arrival *arrival, const sent *result)
{
	if (result->left_out > 0)
		return result->files > 0 ? "tep_gui_mot_phan" : "tep_khong_gui_kem";
	if (result->files == 0 && !result->original)
		return "tep_khong_gui_kem";
	if (arrival->verdict != VT_GOOD)
		return "tep_gui_chua_xac_thuc";
	return result->original ? "tep_gui_kem_du" : "tep_gui_kem_khong_goc";
}

static bool send_files(vt_hearing *h, const vt_document *document, sent *result_out, GError **error)
{
	const vt_noticing n = vt_hearing_noticing(h);
	uint64_t most = (uint64_t)vt_notice_limit_of(&n, VT_LIMIT_ATTACH_MAX);
	g_autoptr(vt_arrival) arrival = NULL;
	g_autoptr(GPtrArray) parts = NULL;
	vt_mail *mail = NULL;

	if (!read_message(h, document, &arrival, &parts, error))
		return false;
	const char *why = why_not(arrival);
	if (!h->trying)
		mail = begin_answer(h, "gui-tep", document, arrival, parts);
	if (why == NULL)
		attach(mail, arrival, parts, most, result_out);
	if (why == NULL && !attach_joined(h, mail, arrival, most, result_out, error))
		return false;
	/* The key; its sentence is made when the mail is composed. */
	if (mail != NULL)
		vt_mail_add(mail, "cau_tep_gui_kem",
			    why != NULL ? why : sentence_of(arrival, result_out));
	return true;
}

bool vt_ask_send_files(vt_hearing *h, const vt_instruction *said, GError **error)
{
	g_autoptr(vt_document) document = NULL;
	sent result = { 0 };

	if (vt_ask_names_outgoing(said))
		return vt_ask_send_outgoing(h, said, error);
	if (!vt_ask_pick(h, said, &document, error))
		return false;
	if (document == NULL)
		return true;
	if (!send_files(h, document, &result, error))
		return false;
	if (!h->trying)
		return note_view(h, said, document, error);
	g_autofree char *entry =
		g_strdup_printf("%" G_GINT64_FORMAT "/%d", document->number, document->year);
	g_autofree char *files = g_strdup_printf("%u", result.files);
	vt_hearing_say(h, "chay_thu_gui", "so_den", entry, "so_tep", files, NULL);
	return true;
}
