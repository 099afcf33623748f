/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * notices_harm - viruses and misuse: what clerk and head of the office hear at once (Đ10.1.đ)
 *
 * Nothing of the message is quoted but the address it claims, and never is that address written to.
 */
#include <string.h>

#include "base/clock.h"
#include "base/text.h"
#include "store/rates.h"
#include "work/notices_private.h"

#define KIND_INFECTED "ma-doc"
#define KIND_MISUSE   "lam-dung"
/* The first is told at once, a flood in one mail a minute. */
#define GATHER_SECONDS 60
#define SHOWN_CHARS    120

static void add_row(const vt_noticing *n, vt_mail *mail, const vt_arrival *arrival,
		    const char *virus)
{
	g_autofree char *at = vt_clock_stamp_vietnam(arrival->received_at);
	g_autofree char *size = vt_notice_size(n, arrival->bytes);
	g_autofree char *unknown = vt_notice_sentence(n, "chua_ro");
	g_autofree char *from = arrival->from != NULL ? vt_text_quoted(arrival->from, SHOWN_CHARS)
						      : g_steal_pointer(&unknown);
	g_autofree char *proof = vt_notice_sentence(
		n, vt_notice_is_proved(arrival) ? "md_da_chung_minh" : "md_co_the_gia");
	g_autofree char *name = vt_text_quoted(virus, SHOWN_CHARS);
	const char *const row[][2] = {
		{ "md_gio", at },   { "md_dia_chi", from },    { "md_dung_luong", size },
		{ "md_ten", name }, { "md_nguoi_gui", proof }, { "md_ma_thu", arrival->id },
	};

	for (size_t i = 0; i < G_N_ELEMENTS(row); i++)
		vt_mail_add_about(mail, arrival->id, row[i][0], row[i][1]);
}

/* One mail now; what comes within a minute after it waits for the next. */
static bool tell(const vt_noticing *n, vt_mail *mail, GError **error)
{
	g_autofree char *key = g_strdup_printf("%s %s", mail->own, mail->recipient);
	int64_t wait = MIN(GATHER_SECONDS, vt_notice_limit_of(n, VT_LIMIT_DIGEST_EVERY));
	int64_t open = 0;
	unsigned count = 0;

	if (!vt_outbox_open_draft(n->store, mail->own, mail->kind, mail->recipient, &open, error)
	    || !vt_rates_count(n->store, KIND_INFECTED, key, n->now - wait, &count, error))
		return false;
	wait = count > 0 ? wait : 0;
	if (open == 0 && !vt_rates_note(n->store, KIND_INFECTED, key, n->now + wait, error))
		return false;
	return vt_notice_grow(n, mail, n->now + wait, error);
}

/* Name of the virus; "" when a row has none. */
static char *virus_of(const vt_noticing *n, const vt_arrival *arrival, GError **error)
{
	g_autoptr(GPtrArray) findings = vt_arrivals_findings(n->store, arrival->id, error);

	for (unsigned i = 0; findings != NULL && i < findings->len; i++) {
		const vt_finding *finding = g_ptr_array_index(findings, i);

		if (finding->code == VT_CODE_INFECTED)
			return g_strdup(finding->detail != NULL ? finding->detail : "");
	}
	return findings != NULL ? g_strdup("") : NULL;
}

bool vt_notice_infected(const vt_noticing *n, const vt_arrival *arrival, GError **error)
{
	static const vt_role roles[] = { VT_ROLE_CLERK, VT_ROLE_OFFICE_HEAD };
	g_autoptr(GPtrArray) owns = vt_notice_owns(n, arrival->own);
	g_autofree char *virus = virus_of(n, arrival, error);

	if (virus == NULL)
		return false;
	for (unsigned i = 0; i < owns->len; i++) {
		g_autofree char *told = NULL;

		for (size_t r = 0; r < G_N_ELEMENTS(roles); r++) {
			g_autoptr(vt_mail) mail = vt_notice_to_role(
				n, KIND_INFECTED, g_ptr_array_index(owns, i), roles[r]);

			if (mail == NULL || g_strcmp0(told, mail->recipient) == 0)
				continue;
			add_row(n, mail, arrival, virus);
			if (!tell(n, mail, error))
				return false;
			g_free(told);
			told = g_strdup(mail->recipient);
		}
	}
	return true;
}

bool vt_notice_misuse(const vt_noticing *n, const vt_misuse *misuse, GError **error)
{
	g_autoptr(GPtrArray) owns = vt_notice_owns(n, misuse->own);
	g_autofree char *key = g_strdup_printf("ld_%s", vt_misuse_word(misuse->kind));
	g_autofree char *what = vt_notice_sentence(n, key);
	g_autofree char *name = vt_text_quoted(misuse->name, SHOWN_CHARS);
	g_autofree char *count = g_strdup_printf("%u", misuse->count);
	g_autofree char *day = vt_clock_day_vietnam(n->now);

	for (unsigned i = 0; i < owns->len; i++) {
		g_autoptr(vt_mail) mail = vt_notice_to_role(
			n, KIND_MISUSE, g_ptr_array_index(owns, i), VT_ROLE_OFFICE_HEAD);

		if (mail == NULL)
			continue;
		vt_mail_add(mail, "ld_loai", what);
		vt_mail_add(mail, "ld_ten", name);
		vt_mail_add(mail, "ld_so_lan", count);
		vt_mail_add(mail, "ld_ngay", day);
		if (!vt_notice_insert(n, mail, error))
			return false;
	}
	return true;
}

bool vt_notice_scanner(const vt_noticing *n, vt_scanner_event event, const char *detail,
		       GError **error)
{
	g_autoptr(vt_filling) values = vt_filling_new();
	g_autofree char *shown = vt_text_quoted(detail, SHOWN_CHARS);

	vt_filling_add(values, "chi_tiet_ly_do", shown);
	return vt_notice_admin(n, event == VT_SCANNER_OLD ? VT_EVENT_SIGNATURES : VT_EVENT_SCANNER,
			       "", values, error);
}
