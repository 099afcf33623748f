/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * notices_event - which mail an event causes
 */
#include <string.h>

#include "base/clock.h"
#include "base/text.h"
#include "store/rates.h"
#include "work/notices_private.h"
#include "work/replies.h"
#include "work/submit.h"

#define HOUR 3600

/* ---- to the sending agency ---- */

/* One row of a joined receipt; document NULL: it has only arrived. */
static void add_receipt_row(const vt_noticing *n, vt_mail *mail, const vt_arrival *arrival,
			    const vt_document *document)
{
	g_autofree char *number = document != NULL ? vt_notice_number(document) : NULL;
	g_autofree char *day = document != NULL ? vt_notice_day(document, VT_FIELD_ISSUED) : NULL;
	g_autofree char *at = vt_clock_stamp_vietnam(arrival->received_at);
	g_autofree char *shown = number != NULL ? vt_text_quoted(number, 120) : NULL;
	g_autofree char *entry = document != NULL
					 ? g_strdup_printf("%" G_GINT64_FORMAT "/%d",
							   document->number, document->year)
					 : NULL;
	g_autofree char *state = vt_notice_sentence(n, document != NULL ? "tinh_trang_da_tiep_nhan"
									: "tinh_trang_da_den");
	const char *const row[][2] = {
		{ "bn_so_ky_hieu", shown }, { "bn_ngay_van_ban", day },
		{ "bn_gio", at },           { "bn_so_den", entry },
		{ "bn_tinh_trang", state }, { "bn_sha256", arrival->sha256 },
	};

	for (size_t i = 0; i < G_N_ELEMENTS(row); i++)
		vt_mail_add_about(mail, arrival->id, row[i][0], row[i][1]);
}

/* What the law demands is never dropped: above the rate it waits for the others of the hour. */
static bool join_receipt(const vt_noticing *n, const vt_arrival *arrival,
			 const vt_document *document, GError **error)
{
	g_autoptr(vt_mail) mail = vt_notice_to_agency(n, "bien-nhan-gop", arrival);

	if (mail == NULL)
		return true;
	g_clear_pointer(&mail->arrival, g_free);
	g_clear_pointer(&mail->in_reply_to, g_free);
	g_clear_pointer(&mail->references, g_free);
	add_receipt_row(n, mail, arrival, document);
	return vt_notice_grow(n, mail, n->now + HOUR, error);
}

/* A receipt that fills its own mail. */
static vt_mail *make_receipt(const vt_noticing *n, const char *kind, const vt_arrival *arrival,
			     const vt_document *document, const GPtrArray *parts)
{
	vt_mail *mail = vt_notice_to_agency(n, kind, arrival);
	g_autofree char *state = vt_notice_sentence(n, document != NULL ? "tinh_trang_da_tiep_nhan"
									: "tinh_trang_da_den");

	if (mail == NULL)
		return NULL;
	vt_mail_add(mail, "tinh_trang", state);
	if (document == NULL) {
		vt_notice_add_arrival(n, mail, arrival);
		return mail;
	}
	mail->document = document->id;
	vt_notice_add_document(n, mail, document, arrival, parts);
	const vt_routed what = vt_document_routed(document);
	g_autoptr(GPtrArray) people = vt_office_route(n->office, &what);
	g_autofree char *passed = vt_notice_sentence(n, "chuyen_xu_ly");
	if (g_strcmp0(document->paper, VT_PAPER_WANTED) == 0) {
		const vt_own *own = vt_directory_own(n->office->directory, document->own);
		g_autoptr(vt_filling) values = vt_filling_new();

		vt_filling_add(values, "noi_nhan", own != NULL ? own->name : "");
		g_autofree char *asked = vt_templates_sentence(n->templates, vt_notice_language(n),
							       "de_nghi_ban_giay", values);
		vt_mail_add(mail, "de_nghi_gui_ban_giay", asked);
	}
	vt_mail_add(mail, "thong_tin_chuyen_xu_ly", people->len > 0 ? passed : "");
	return mail;
}

/* document NULL: arrival receipt. Once for each arrival and kind. */
static bool receipt(const vt_noticing *n, const vt_arrival *arrival, const vt_document *document,
		    const GPtrArray *parts, GError **error)
{
	const char *kind = document != NULL ? "tiep-nhan" : "den";
	const vt_agency *agency = vt_notice_agency(n, arrival);
	g_autofree char *key =
		g_strdup_printf("%s/%s", arrival->own, agency != NULL ? agency->key : "");
	bool may = false, has = false;
	unsigned count = 0;

	if (!vt_notice_may_answer(n, arrival, &may, error))
		return false;
	if (!may)
		return true;
	if (!vt_outbox_has(n->store, kind, arrival->id, &has, error)
	    || !vt_rates_count(n->store, "receipt", key, n->now - HOUR, &count, error))
		return false;
	if (has)
		return true;
	if (count >= vt_notice_limit_of(n, VT_LIMIT_RECEIPTS))
		return join_receipt(n, arrival, document, error);
	g_autoptr(vt_mail) mail = make_receipt(n, kind, arrival, document, parts);
	return mail == NULL
	       || (vt_rates_note(n->store, "receipt", key, n->now, error)
		   && vt_notice_insert(n, mail, error));
}

static void add_reason(const vt_noticing *n, vt_mail *mail, const vt_arrival *arrival,
		       const char *reason)
{
	const vt_code_info *info = vt_code_find(arrival->code);
	g_autofree char *reason_key = g_strdup_printf("ly_do_%d", arrival->code);
	g_autofree char *todo_key = g_strdup_printf("viec_%d", arrival->code);
	g_autofree char *why = vt_notice_sentence(n, reason_key);
	g_autofree char *todo = vt_notice_sentence(n, todo_key);
	g_autofree char *sentence = vt_notice_code(n, arrival->code);
	g_autofree char *again = vt_notice_sentence(n, "viec_xem_lai");
	g_autofree char *code = g_strdup_printf("%d", arrival->code);

	vt_mail_add(mail, "viec_can_lam", *todo != '\0' ? todo : again);
	/* A message that is well in itself is refused for what the clerk says. */
	if (info == NULL || info->verdict == VT_GOOD) {
		vt_mail_add(mail, "ly_do", reason);
		return;
	}
	vt_mail_add(mail, "ly_do", *why != '\0' ? why : sentence);
	vt_mail_add(mail, "chi_tiet_ly_do", reason);
	vt_mail_add(mail, "ma_ly_do", code);
}

static bool may_refuse(const vt_noticing *n, const vt_arrival *arrival, const char *key,
		       bool *may_out, GError **error)
{
	unsigned count = 0;

	if (!vt_notice_may_answer(n, arrival, may_out, error)
	    || !vt_rates_count(n->store, "refusal", key, n->now - HOUR, &count, error))
		return false;
	*may_out = *may_out && count == 0;
	return true;
}

bool vt_notice_refused(const vt_noticing *n, const char *arrival_id, const char *person_key,
		       const char *reason, GError **error)
{
	g_autoptr(vt_arrival) arrival = vt_arrivals_get(n->store, arrival_id, error);
	const vt_person *person = vt_directory_person(n->office->directory, person_key);
	bool may = false;

	if (arrival == NULL)
		return error == NULL || *error == NULL;
	if (vt_arrival_is_unsafe(arrival))
		return true; /* people tell each other, by another way */
	g_autofree char *key = g_strdup_printf("%s %d", arrival->from, arrival->code);
	if (!may_refuse(n, arrival, key, &may, error))
		return false;
	g_autoptr(vt_mail) mail = may ? vt_notice_to_agency(n, "tra-lai", arrival) : NULL;
	if (mail == NULL)
		return true;
	vt_notice_add_arrival(n, mail, arrival);
	add_reason(n, mail, arrival, reason);
	if (person != NULL) {
		vt_mail_add(mail, "ten_nguoi_tra_lai", person->name);
		vt_mail_add(mail, "chuc_vu_nguoi_tra_lai", person->position);
	}
	return vt_rates_note(n->store, "refusal", key, n->now, error)
	       && vt_notice_insert(n, mail, error);
}

/* ---- to the people routing names ---- */

static uint64_t encoded(uint64_t bytes)
{
	return bytes / 57 * 78 + 700; /* base64 in lines of 76, and a part's header */
}

const char *vt_notice_attach(const vt_noticing *n, vt_mail *mail, const vt_document *document,
			     const vt_arrival *arrival, const GPtrArray *parts)
{
	bool is_looked_at = document != NULL && !g_str_equal(document->by, VT_BY_ITSELF);
	uint64_t most = (uint64_t)vt_notice_limit_of(n, VT_LIMIT_ATTACH_MAX), total = 0;
	unsigned files = 0;
	bool infected = true;

	if (arrival == NULL || parts == NULL)
		return "khong_co_tep";
	/* Not known is not well. */
	(void)vt_arrivals_are_infected(n->store, arrival->sha256, &infected, NULL);
	if (infected)
		return "tep_co_ma_doc";
	if (arrival->verdict != VT_GOOD && !is_looked_at)
		return "tep_chua_xac_thuc";
	for (unsigned i = 0; i < parts->len; i++) {
		const vt_part *part = g_ptr_array_index(parts, i);

		total += part->attachment ? encoded(part->bytes) : 0;
		files += part->attachment;
	}
	if (total > most)
		return "tep_khong_gui_kem";
	for (unsigned i = 0; i < parts->len; i++) {
		const vt_part *part = g_ptr_array_index(parts, i);

		if (part->attachment)
			vt_mail_attach(mail, arrival->id, part->path);
	}
	if (total + encoded(arrival->bytes) > most)
		return files > 0 ? "tep_gui_kem_khong_goc" : "tep_khong_gui_kem";
	vt_mail_attach(mail, arrival->id, NULL);
	return "tep_gui_kem_du";
}

static bool tell_person(const vt_noticing *n, const vt_person *person, const vt_document *document,
			const vt_arrival *arrival, const GPtrArray *parts, GError **error)
{
	g_autoptr(vt_mail) mail = vt_notice_to_person(n, "thong-bao", document->own, person);
	const vt_agency *agency =
		document->agency != NULL
			? vt_directory_agency(n->office->directory, document->agency)
			: NULL;

	if (mail == NULL)
		return true;
	mail->document = document->id;
	mail->arrival = g_strdup(document->arrival);
	if (arrival != NULL)
		vt_notice_thread(mail, arrival);
	vt_notice_add_document(n, mail, document, arrival, parts);
	vt_mail_add(mail, "co_quan_gui", agency != NULL ? agency->name : "");
	/* The key; its sentence names the contact, who is known when the mail is composed. */
	vt_mail_add(mail, "cau_tep_gui_kem", vt_notice_attach(n, mail, NULL, arrival, parts));
	return vt_notice_insert(n, mail, error);
}

/* It goes to who decides, if the office works so; decider_out: who need not be told as well. */
static bool submit(const vt_noticing *n, const vt_document *document, const vt_proposal *proposal,
		   const vt_person **decider_out, GError **error)
{
	const vt_submission submission = { .document = document,
					   .proposal = proposal,
					   .by = document->by };
	const vt_person *decider = vt_submit_decider(n->office, &submission);
	bool done = false;

	*decider_out = NULL;
	if (!n->office->submit || decider == NULL)
		return true;
	if (!vt_submit(n, &submission, &done, error))
		return false;
	*decider_out = done ? decider : NULL;
	return true;
}

bool vt_notice_registered(const vt_noticing *n, const vt_document *document,
			  const vt_proposal *proposal, GError **error)
{
	const vt_person *decider = NULL;
	const vt_routed what = vt_document_routed(document);
	g_autoptr(GPtrArray) people = vt_office_route(n->office, &what);
	g_autoptr(vt_proposal) routed =
		proposal == NULL ? vt_submit_routing(n->office, document) : NULL;
	g_autoptr(vt_arrival) arrival = NULL;
	g_autoptr(GPtrArray) parts = NULL;

	if (document->arrival != NULL) {
		arrival = vt_arrivals_get(n->store, document->arrival, error);
		parts = vt_arrivals_parts(n->store, document->arrival, NULL, error);
		if (arrival == NULL || parts == NULL
		    || !receipt(n, arrival, document, parts, error))
			return false;
	}
	if (!submit(n, document, proposal != NULL ? proposal : routed, &decider, error))
		return false;
	for (unsigned i = 0; i < people->len; i++) {
		const vt_person *person = g_ptr_array_index(people, i);

		if (person != decider && !tell_person(n, person, document, arrival, parts, error))
			return false;
	}
	return true;
}

bool vt_notice_concluded(const vt_noticing *n, const char *arrival_id,
			 const vt_conclusion *conclusion, GError **error)
{
	g_autoptr(vt_arrival) arrival = NULL;

	if (conclusion->secret && !vt_notice_sealed(n, conclusion->own, arrival_id, error))
		return false;
	if (conclusion->infected) {
		arrival = vt_arrivals_get(n->store, arrival_id, error);
		return arrival != NULL && vt_notice_infected(n, arrival, error);
	}
	if (conclusion->secret)
		return true;
	for (guint i = 0; conclusion->undelivered != NULL && i < conclusion->undelivered->len; i++)
		if (!vt_notice_returned(n, g_array_index(conclusion->undelivered, int64_t, i),
					error))
			return false;
	if (conclusion->state == VT_STATE_REGISTERED)
		return vt_notice_registered(n, conclusion->document, NULL, error);
	if (vt_replies_have(conclusion->whys)) /* its notice is made where it was found */
		return true;
	if (conclusion->state != VT_STATE_HELD && conclusion->state != VT_STATE_DUPLICATE)
		return true;
	arrival = vt_arrivals_get(n->store, arrival_id, error);
	return arrival != NULL
	       && (conclusion->state == VT_STATE_DUPLICATE
		   || receipt(n, arrival, NULL, NULL, error))
	       && vt_notice_clerks(n, arrival, conclusion, error);
}
