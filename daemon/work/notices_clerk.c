/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * notices_clerk - what our own people hear: held mail, the daily balance, sealed mail
 */
#include <string.h>

#include "base/clock.h"
#include "base/text.h"
#include "store/rates.h"
#include "work/form_mail.h"
#include "work/notices_private.h"

#define MINUTE 60

/* The next set time, or the first minute from now on with no other digest within the span. A digest
 * is noted at the time it is due. */
static bool digest_due(const vt_noticing *n, const char *key, int64_t *due_out, GError **error)
{
	int64_t every = vt_notice_limit_of(n, VT_LIMIT_DIGEST_EVERY);
	int64_t due = n->now;
	unsigned count = 1;

	if (vt_notice_at_times(n)) {
		*due_out = vt_notice_next_digest(n);
		return true;
	}
	for (; count > 0 && due<n->now + every; due += count> 0 ? MIN(MINUTE, every) : 0) {
		if (!vt_rates_count(n->store, "digest", key, due - every, &count, error))
			return false;
	}
	*due_out = due;
	return true;
}

static bool add_to_digest(const vt_noticing *n, vt_mail *mail, GError **error)
{
	g_autofree char *key = g_strdup_printf("%s %s", mail->own, mail->recipient);
	int64_t due = 0, open = 0;

	if (!vt_outbox_open_draft(n->store, mail->own, mail->kind, mail->recipient, &open, error))
		return false;
	if (open == 0
	    && (!digest_due(n, key, &due, error)
		|| !vt_rates_note(n->store, "digest", key, due, error)))
		return false;
	return vt_notice_grow(n, mail, due, error);
}

/* An address we do not know, without any signature: one line says enough. */
static bool is_stranger(const vt_noticing *n, const vt_arrival *arrival)
{
	return arrival->status == VT_STATUS_NONE && arrival->agency == NULL
	       && (arrival->from == NULL
		   || vt_directory_agency_at(n->office->directory, arrival->from) == NULL);
}

static void add_row(const vt_noticing *n, vt_mail *mail, const vt_arrival *arrival,
		    const vt_conclusion *conclusion)
{
	bool stranger = is_stranger(n, arrival);
	const vt_code_info *info = vt_code_find(conclusion->code);
	g_autofree char *at = vt_clock_stamp_vietnam(arrival->received_at);
	g_autofree char *size = vt_notice_size(n, arrival->bytes);
	g_autofree char *code = g_strdup_printf("%d", conclusion->code);
	g_autofree char *unknown = vt_notice_sentence(n, "chua_ro");
	g_autofree char *from = arrival->from != NULL ? vt_text_quoted(arrival->from, 120)
						      : g_steal_pointer(&unknown);
	g_autofree char *sentence = vt_notice_code(n, conclusion->code);
	g_autofree char *whys = vt_notice_whys(n, conclusion->whys);
	const char *const row[][3] = {
		{ "giu_gio", "la_gio", at },
		{ "giu_dia_chi", "la_dia_chi", from },
		{ "giu_dung_luong", "la_dung_luong", size },
		{ "giu_ma", "la_ma", code },
		{ "giu_ma_thu", "la_ma_thu", arrival->id },
		{ "giu_cau", NULL, sentence },
		{ "giu_ly_do", NULL, whys },
		{ "giu_viec", NULL, info != NULL ? info->next_step : "" },
	};

	for (size_t i = 0; i < G_N_ELEMENTS(row); i++) {
		const char *key = row[i][stranger];

		if (key != NULL)
			vt_mail_add_about(mail, arrival->id, key, row[i][2]);
	}
}

/* Of an urgent one too only address, size, time and code. */
static void add_urgent(const vt_noticing *n, vt_mail *mail, const vt_arrival *arrival,
		       const vt_conclusion *conclusion)
{
	const vt_code_info *info = vt_code_find(conclusion->code);
	g_autofree char *tag = g_strdup_printf("the_khan_%d", CLAMP(conclusion->urgency, 1, 3));
	g_autofree char *tag_text = vt_notice_sentence(n, tag);
	g_autofree char *code = g_strdup_printf("%d", conclusion->code);
	g_autofree char *sentence = vt_notice_code(n, conclusion->code);
	g_autofree char *whys = vt_notice_whys(n, conclusion->whys);

	mail->arrival = g_strdup(arrival->id);
	vt_notice_add_arrival(n, mail, arrival);
	vt_mail_add(mail, "the_khan", tag_text);
	vt_mail_add(mail, "muc_do_khan", vt_urgency_label(CLAMP(conclusion->urgency, 1, 3)));
	vt_mail_add(mail, "ma_ly_do", code);
	vt_mail_add(mail, "ly_do", sentence);
	vt_mail_add(mail, "chi_tiet_ly_do", whys);
	vt_mail_add(mail, "viec_can_lam", info != NULL ? info->next_step : "");
}

static bool tell(const vt_noticing *n, const char *own, vt_role role, const vt_arrival *arrival,
		 const vt_conclusion *conclusion, GError **error)
{
	bool urgent = conclusion->urgency > 0 && conclusion->state == VT_STATE_HELD;
	g_autoptr(vt_mail) mail =
		vt_notice_to_role(n, urgent ? "van-thu-khan" : "van-thu-giu", own, role);

	if (mail == NULL)
		return true;
	if (urgent) {
		add_urgent(n, mail, arrival, conclusion);
		return vt_notice_insert(n, mail, error);
	}
	add_row(n, mail, arrival, conclusion);
	return add_to_digest(n, mail, error);
}

typedef bool tell_role(const vt_noticing *n, const char *own, vt_role role,
		       const vt_arrival *arrival, const vt_conclusion *conclusion, GError **error);

/* As a form where somebody can answer it, else as a row. */
static bool ask(const vt_noticing *n, const char *own, vt_role role, const vt_arrival *arrival,
		const vt_conclusion *conclusion, GError **error)
{
	const vt_person *person = vt_directory_first(n->office->directory, own, role);

	if (person == NULL)
		return tell(n, own, role, arrival, conclusion, error);
	return vt_form_tell(n, arrival, role, conclusion->urgency, error);
}

/* Regulation Đ5.3-5.4: seen by the clerk and the security officer alone. */
static bool on_subject_list(int code)
{
	return code == VT_CODE_SUBJECT_RELIGION || code == VT_CODE_SUBJECT_FOREIGN
	       || code == VT_CODE_SUBJECT_HARMFUL;
}

bool vt_notice_clerks(const vt_noticing *n, const vt_arrival *arrival,
		      const vt_conclusion *conclusion, GError **error)
{
	g_autoptr(GPtrArray) owns = vt_notice_owns(n, arrival->own);
	bool form = false;

	if (!vt_form_is_wanted(n, arrival, &form, error))
		return false;
	tell_role *one = form ? ask : tell;
	for (unsigned i = 0; i < owns->len; i++) {
		const char *own = g_ptr_array_index(owns, i);

		if (!one(n, own, VT_ROLE_CLERK, arrival, conclusion, error))
			return false;
		if (on_subject_list(conclusion->code)
		    && vt_directory_first(n->office->directory, own, VT_ROLE_SECURITY) != NULL
		    && !one(n, own, VT_ROLE_SECURITY, arrival, conclusion, error))
			return false;
	}
	return true;
}

bool vt_notice_sealed(const vt_noticing *n, const char *own, const char *arrival, GError **error)
{
	g_autoptr(GPtrArray) owns = vt_notice_owns(n, own);

	for (unsigned i = 0; i < owns->len; i++) {
		g_autoptr(vt_mail) mail = vt_notice_to_role(
			n, "niem-phong", g_ptr_array_index(owns, i), VT_ROLE_SECURITY);

		if (mail == NULL)
			continue;
		mail->arrival = g_strdup(arrival);
		vt_mail_add(mail, "ma_thu_den", arrival);
		if (!vt_notice_insert(n, mail, error))
			return false;
	}
	return true;
}

bool vt_notice_not_moved(const vt_noticing *n, const char *own, const char *arrival,
			 const char *fault, GError **error)
{
	g_autoptr(GPtrArray) owns = vt_notice_owns(n, own);

	for (unsigned i = 0; i < owns->len; i++) {
		g_autoptr(vt_mail) mail = vt_notice_to_role(
			n, "con-trong-hop-thu", g_ptr_array_index(owns, i), VT_ROLE_SECURITY);

		if (mail == NULL)
			continue;
		mail->arrival = g_strdup(arrival);
		vt_mail_add(mail, "ma_thu_den", arrival);
		vt_notice_add_quoted(mail, "noi_con_lai", fault, 500);
		if (!vt_notice_insert(n, mail, error))
			return false;
	}
	return true;
}

static void add_count(vt_mail *mail, const char *key, int64_t count)
{
	g_autofree char *text = g_strdup_printf("%" G_GINT64_FORMAT, count);

	vt_mail_add(mail, key, text);
}

static void add_gateway(const vt_noticing *n, vt_mail *mail, const vt_balance *balance)
{
	g_autoptr(vt_filling) filling = vt_filling_new();
	g_autofree char *messages = g_strdup_printf("%" G_GINT64_FORMAT, balance->gateway);
	g_autofree char *senders = g_strdup_printf("%" G_GINT64_FORMAT, balance->gateway_senders);
	g_autofree char *text = NULL;

	vt_filling_add(filling, "so_thu", messages);
	vt_filling_add(filling, "so_noi_gui", senders);
	text = vt_templates_sentence(n->templates, vt_notice_language(n), "may_chu_thu", filling);
	vt_mail_add(mail, "canh_bao_may_chu_thu", text);
}

/* An office that rehearses must not be taken for one at work. */
static void add_rehearsal(const vt_noticing *n, vt_mail *mail, const vt_balance *balance)
{
	g_autoptr(vt_filling) filling = vt_filling_new();
	g_autofree char *key = g_strdup_printf("dien_tap_%s", vt_mode_name(n->office->mode));
	g_autofree char *held = g_strdup_printf("%" G_GINT64_FORMAT, balance->mail_held);
	g_autofree char *text = NULL;

	if (n->office->mode == VT_MODE_LIVE && balance->mail_held == 0)
		return;
	vt_filling_add(filling, "so_thu", held);
	text = vt_templates_sentence(n->templates, vt_notice_language(n), key, filling);
	vt_mail_add(mail, "canh_bao_dien_tap", text);
}

bool vt_notice_balance(const vt_noticing *n, const char *own, const vt_balance *balance,
		       bool synchronised, GError **error)
{
	g_autoptr(vt_mail) mail = vt_notice_to_role(n, VT_NOTICE_BALANCE, own, VT_ROLE_CLERK);
	g_autofree char *day = vt_clock_day_vietnam(balance->from);

	if (mail == NULL)
		return true;
	vt_mail_add(mail, "ngay_can_doi", day);
	add_count(mail, "so_thu", balance->arrived);
	for (int state = 0; state < VT_N_STATES; state++) {
		g_autofree char *key = g_strdup_printf("dong_%s", vt_state_name((vt_state)state));
		g_autofree char *name = vt_notice_sentence(n, key);

		vt_mail_add(mail, "dong_ten", name);
		add_count(mail, "dong_so", balance->counts[state]);
	}
	add_count(mail, "so_dang_ky", balance->numbered);
	add_count(mail, "so_ban_giay", balance->paper);
	add_count(mail, "so_dong_nhat_ky", balance->ledger_seq);
	vt_mail_add(mail, "ma_nhat_ky", balance->ledger_head);
	if (vt_notices_gateway(n->office, balance))
		add_gateway(n, mail, balance);
	add_rehearsal(n, mail, balance);
	if (!synchronised) {
		g_autofree char *warning = vt_notice_sentence(n, "dong_ho_lech");

		vt_mail_add(mail, "canh_bao_dong_ho", warning);
	}
	return vt_notice_insert(n, mail, error);
}
