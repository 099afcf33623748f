/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * notices - the face of it: templates read once, one noticing for each act
 */
#include "work/notices.h"

#include <string.h>

#include "base/clock.h"
#include "base/error.h"
#include "base/text.h"
#include "work/assign.h"
#include "work/notices_private.h"
#include "work/task_over.h"
#include "work/roundtrip.h"

/* Read before the jail, in which no file can be opened; never changed afterwards. */
static vt_templates *prepared;

const vt_templates *vt_notice_templates(void)
{
	g_assert(prepared != NULL);
	return prepared;
}

bool vt_notices_prepare(const vt_office *office, GError **error)
{
	g_autoptr(vt_faults) faults = vt_faults_new();
	g_autoptr(vt_templates) templates = vt_templates_load(office->templates, faults);

	if (vt_faults_count(faults) > 0)
		return vt_error_set(error, VT_NEVER, "%s", vt_faults_get(faults, 0));
	vt_templates_free(prepared);
	prepared = g_steal_pointer(&templates);
	return true;
}

void vt_notices_check(const vt_office *office, vt_faults *faults)
{
	vt_templates_free(vt_templates_load(office->templates, faults));
}

static vt_noticing noticing(vt_store *store, const vt_office *office, int64_t now)
{
	return (vt_noticing){ office, vt_notice_templates(), store, now };
}

bool vt_notices_concluded(vt_store *store, const vt_office *office, const char *arrival,
			  const vt_conclusion *conclusion, int64_t now, GError **error)
{
	vt_noticing n = noticing(store, office, now);

	return vt_notice_concluded(&n, arrival, conclusion, error);
}

bool vt_notices_registered(vt_store *store, const vt_office *office, const vt_document *document,
			   int64_t now, GError **error)
{
	vt_noticing n = noticing(store, office, now);

	return vt_notice_registered(&n, document, NULL, error);
}

bool vt_notices_entered(vt_store *store, const vt_office *office, const vt_document *document,
			const vt_proposal *proposal, int64_t now, GError **error)
{
	vt_noticing n = noticing(store, office, now);

	return vt_notice_registered(&n, document, proposal, error);
}

bool vt_notices_refused(vt_store *store, const vt_office *office, const char *arrival,
			const vt_actor *actor, GError **error)
{
	vt_noticing n = noticing(store, office, actor->now);

	return vt_notice_refused(&n, arrival, actor->person, actor->reason, error);
}

bool vt_notices_voided(vt_store *store, const vt_office *office, int64_t document, int64_t now,
		       GError **error)
{
	vt_noticing n = noticing(store, office, now);

	return vt_assign_cancel(&n, document, "void", error);
}

bool vt_notices_sealed(vt_store *store, const vt_office *office, const GPtrArray *arrivals,
		       int64_t now, GError **error)
{
	vt_noticing n = noticing(store, office, now);

	for (unsigned i = 0; arrivals != NULL && i < arrivals->len; i++) {
		const char *id = g_ptr_array_index(arrivals, i);
		g_autoptr(GError) inner = NULL;
		g_autoptr(vt_arrival) arrival = vt_arrivals_get(store, id, &inner);

		if (inner != NULL) {
			g_propagate_error(error, g_steal_pointer(&inner));
			return false;
		}
		if (!vt_notice_sealed(&n, arrival != NULL ? arrival->own : NULL, id, error)
		    || !vt_task_leave_calendars(&n, id, error))
			return false;
	}
	return true;
}

bool vt_notices_balance(vt_store *store, const vt_office *office, int64_t now, GError **error)
{
	vt_noticing n = noticing(store, office, now);
	bool synchronised = vt_clock_is_synchronised();

	for (unsigned i = 0; i < office->directory->own->len; i++) {
		const vt_own *own = g_ptr_array_index(office->directory->own, i);
		vt_balance balance;

		if (!vt_balance_make(store, own->key, now, &balance, error)
		    || !vt_notice_balance(&n, own->key, &balance, synchronised, error))
			return false;
	}
	return true;
}

bool vt_notices_gateway(const vt_office *office, const vt_balance *balance)
{
	vt_noticing n = noticing(NULL, office, 0);

	return balance->gateway_senders >= vt_notice_limit_of(&n, VT_LIMIT_GATEWAY);
}

bool vt_notices_signer(vt_store *store, const vt_office *office, const vt_signer_change *change,
		       int64_t now, GError **error)
{
	vt_noticing n = noticing(store, office, now);

	return vt_notice_signer(&n, change, error);
}

bool vt_notices_not_moved(vt_store *store, const vt_office *office, const vt_move *move,
			  const char *fault, int64_t now, GError **error)
{
	vt_noticing n = noticing(store, office, now);

	return vt_notice_not_moved(&n, move->own, move->arrival, fault, error);
}

bool vt_notices_clock(vt_store *store, const vt_office *office, int64_t now, GError **error)
{
	vt_noticing n = noticing(store, office, now);

	return vt_notice_admin(&n, VT_EVENT_CLOCK, "", NULL, error);
}

bool vt_notices_backup(vt_store *store, const vt_office *office, const vt_backup_result *result,
		       const char *failure, int64_t now, GError **error)
{
	vt_noticing n = noticing(store, office, now);

	return vt_notice_backup(&n, result, failure, error);
}

bool vt_notices_misuse(vt_store *store, const vt_office *office, const vt_misuse *misuse,
		       int64_t now, GError **error)
{
	vt_noticing n = noticing(store, office, now);

	return vt_notice_misuse(&n, misuse, error);
}

bool vt_notices_scanner(vt_store *store, const vt_office *office, vt_scanner_event event,
			const char *detail, int64_t now, GError **error)
{
	vt_noticing n = noticing(store, office, now);

	return vt_notice_scanner(&n, event, detail, error);
}

bool vt_notices_undelivered(vt_store *store, const vt_office *office, int64_t id, int64_t now,
			    GError **error)
{
	vt_noticing n = noticing(store, office, now);
	g_autoptr(vt_mail) mail = vt_outbox_get(store, id, error);

	if (mail != NULL && strcmp(mail->kind, VT_ROUNDTRIP_KIND) == 0)
		return true; /* whoever asked for the test hears it */
	return mail != NULL && vt_notice_undelivered(&n, mail, mail->fault, error);
}

bool vt_notices_token(vt_store *store, const vt_office *office, const char *own, const char *cause,
		      int64_t now, GError **error)
{
	const vt_noticing n = noticing(store, office, now);

	return vt_notice_token(&n, own, cause, error);
}

/* By the name that stands in packets and logs. */
static int code_named(const char *name)
{
	unsigned count = 0;
	const vt_code_info *all = vt_code_all(&count);

	for (unsigned i = 0; i < count; i++) {
		if (strcmp(all[i].name, name) == 0)
			return (int)all[i].code;
	}
	return 0;
}

bool vt_notices_door_fault(vt_store *store, const vt_office *office, const vt_door_fault *fault,
			   int64_t now, GError **error)
{
	vt_noticing n = noticing(store, office, now);
	g_autoptr(vt_filling) values = vt_filling_new();
	g_autofree char *sentence = vt_notice_code(&n, code_named(fault->reason));
	g_autofree char *shown = vt_text_quoted(fault->detail != NULL ? fault->detail : "", 120);
	g_autofree char *where = vt_text_quoted(fault->door, 120);
	g_autofree char *key = g_strdup_printf("%s %s", fault->door, fault->reason);

	if (!fault->is_refusal)
		vt_filling_add(values, "ly_do", *sentence != '\0' ? sentence : fault->reason);
	vt_filling_add(values, "chi_tiet_ly_do", shown);
	vt_filling_add(values, "cua_nhan", where);
	return vt_notice_admin(&n, fault->is_refusal ? VT_EVENT_REFUSED : VT_EVENT_DOOR, key,
			       values, error);
}

bool vt_notices_crl(vt_store *store, const vt_office *office, const char *which, int64_t now,
		    GError **error)
{
	vt_noticing n = noticing(store, office, now);
	g_autoptr(vt_filling) values = vt_filling_new();
	g_autofree char *shown = vt_text_quoted(which, 600);

	vt_filling_add(values, "chi_tiet_ly_do", shown);
	return vt_notice_admin(&n, VT_EVENT_CRL, "", values, error);
}
