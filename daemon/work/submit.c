/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * submit - a registered document is laid before who decides: the phiếu trình (NĐ 30/2020 Đ23)
 */
#include "work/submit.h"

#include <string.h>

#include "base/clock.h"
#include "base/text.h"
#include "doc/verb.h"
#include "store/askings.h"
#include "store/ledger.h"
#include "store/tasks.h"
#include "work/asking.h"
#include "work/delegating.h"
#include "work/enter.h"

#define MAIL "phieu-trinh"

/* Who signs with it need not wait, and cannot undo. */
#define UNSIGNED (1u << VT_PROOF_TOKEN | 1u << VT_PROOF_SESSION | 1u << VT_PROOF_MAILBOX)

/* A person by the address, which is nobody else's; a unit by its name. */
static void propose(vt_proposal *proposal, const vt_office *office, const char *own,
		    vt_task_role role, const GPtrArray *somebody)
{
	g_autoptr(GPtrArray) unclear =
		g_ptr_array_new_with_free_func((GDestroyNotify)vt_unclear_free);
	g_autoptr(GString) names = g_string_new(NULL);

	for (guint i = 0; i < somebody->len; i++) {
		const char *name = g_ptr_array_index(somebody, i);
		const vt_person *person = vt_directory_person(office->directory, name);
		bool has_address = person != NULL && person->addresses->len > 0;

		g_string_append_printf(names, "%s%s", i > 0 ? "; " : "",
				       has_address ? (char *)g_ptr_array_index(person->addresses, 0)
						   : vt_route_shown(office, name));
	}
	if (names->len > 0)
		vt_proposal_set(proposal, office->directory, own, role, names->str, unclear);
}

vt_proposal *vt_submit_routing(const vt_office *office, const vt_document *document)
{
	const vt_routed what = vt_document_routed(document);
	const vt_route *route = vt_office_proposing(office, &what);
	g_autoptr(vt_proposal) proposal = vt_proposal_new();
	g_autoptr(GPtrArray) lead = g_ptr_array_new();

	if (route == NULL)
		return NULL;
	g_ptr_array_add(lead, route->lead);
	propose(proposal, office, document->own, VT_TASK_INFORM, route->inform);
	propose(proposal, office, document->own, VT_TASK_SUPPORT, route->support);
	propose(proposal, office, document->own, VT_TASK_LEAD, lead);
	return vt_proposal_is_empty(proposal) ? NULL : g_steal_pointer(&proposal);
}

const vt_person *vt_submit_decider(const vt_office *office, const vt_submission *s)
{
	const vt_document *d = s->document;
	const vt_person *only = vt_directory_person(office->directory, s->leader);
	const vt_person *named =
		s->proposal != NULL ? vt_directory_person(office->directory, s->proposal->leader)
				    : NULL;

	if (only != NULL)
		return only;
	if (named != NULL && g_str_equal(named->own, d->own))
		return named;
	const vt_routed what = vt_document_routed(d);
	return vt_office_decider(office, &what);
}

/* ---- what stands in the mail ---- */

void vt_submit_add_proposal(const vt_noticing *n, vt_mail *mail, const vt_proposal *proposal)
{
	static const char *const places[] = { [VT_TASK_LEAD] = "chu_tri",
					      [VT_TASK_SUPPORT] = "phoi_hop",
					      [VT_TASK_INFORM] = "de_biet" };
	const vt_directory *d = n->office->directory;
	const vt_person *by = vt_directory_person(d, proposal->by);
	g_autofree char *due = vt_proposal_due_shown(proposal);

	G_STATIC_ASSERT(G_N_ELEMENTS(places) == VT_N_TASK_ROLES);
	for (int role = 0; role < VT_N_TASK_ROLES; role++) {
		g_autofree char *shown = vt_proposal_shown(d, proposal, (vt_task_role)role);

		vt_mail_add(mail, places[role], shown);
	}
	vt_mail_add(mail, "han_giai_quyet", due);
	vt_mail_add(mail, "noi_dung_de_xuat", proposal->opinion);
	vt_mail_add(mail, "nguoi_de_xuat", by != NULL ? by->name : "");
}

bool vt_submit_add_document(const vt_noticing *n, vt_mail *mail, const vt_document *document,
			    GError **error)
{
	g_autoptr(vt_arrival) arrival = NULL;
	g_autoptr(GPtrArray) parts = NULL;

	if (document->arrival != NULL) {
		arrival = vt_arrivals_get(n->store, document->arrival, error);
		parts = vt_arrivals_parts(n->store, document->arrival, NULL, error);
		if (arrival == NULL || parts == NULL)
			return false;
		g_free(mail->arrival);
		mail->arrival = g_strdup(arrival->id);
		if (mail->in_reply_to == NULL)
			vt_notice_thread(mail, arrival);
	}
	mail->document = document->id;
	vt_notice_add_document(n, mail, document, arrival, parts);
	vt_mail_add(mail, "cau_tep_gui_kem", vt_notice_attach(n, mail, document, arrival, parts));
	return true;
}

bool vt_submit_version(vt_store *store, const vt_document *document,
		       char version_out[VT_SHA256_HEX], GError **error)
{
	g_autoptr(vt_arrival) arrival =
		document->arrival != NULL ? vt_arrivals_get(store, document->arrival, error) : NULL;

	if (document->arrival != NULL && arrival == NULL)
		return false;
	vt_proposal_version(document, arrival != NULL ? arrival->sha256 : NULL, version_out);
	return true;
}

/* Does policy.conf let that person agree without a signature of his own? */
static bool may_without_signature(const vt_noticing *n, const vt_person *leader)
{
	if (n->office->policy == NULL)
		return false;
	vt_allowance allowance =
		vt_policy_ask(n->office->policy, VT_ACTION_AGREE, leader->roles, UNSIGNED);
	bool allowed = allowance.allowed;

	vt_allowance_clear(&allowance);
	return allowed;
}

static void add_demand(const vt_noticing *n, vt_mail *mail, const vt_person *leader)
{
	g_autoptr(vt_filling) values = vt_filling_new();
	g_autofree char *minutes = g_strdup_printf(
		"%" G_GINT64_FORMAT, MAX(n->office->reply.undo_time / 60, (int64_t)1));

	vt_filling_add(values, "so_phut", minutes);
	g_autofree char *sentence = vt_templates_sentence(
		n->templates, vt_notice_language(n),
		may_without_signature(n, leader) ? "khong_can_ky_so" : "can_ky_so", values);
	vt_mail_add(mail, "yeu_cau_xac_thuc", sentence);
}

static bool fill(const vt_noticing *n, const vt_submission *s, const vt_person *leader,
		 vt_mail *mail, GError **error)
{
	if (!vt_submit_add_document(n, mail, s->document, error))
		return false;
	vt_mail_add(mail, "ten_lanh_dao", leader->name);
	vt_mail_add(mail, "chuc_vu_lanh_dao", leader->position);
	vt_mail_add(mail, "dia_chi_nguoi_nhan", mail->recipient);
	if (s->answer != NULL)
		vt_mail_add(mail, "tra_loi_van_thu", s->answer);
	if (s->proposal != NULL && !vt_proposal_is_empty(s->proposal))
		vt_submit_add_proposal(n, mail, s->proposal);
	add_demand(n, mail, leader);
	return true;
}

/* ---- the question ---- */

/* Links of what can be answered; nothing is agreed to where nothing is proposed. */
static GArray *links_of(const vt_submission *s)
{
	static const vt_verb verbs[] = { VT_VERB_AGREE, VT_VERB_ADJUST, VT_VERB_RETURN,
					 VT_VERB_ASK };
	GArray *links = g_array_new(FALSE, FALSE, sizeof(int));

	for (size_t i = 0; i < G_N_ELEMENTS(verbs); i++) {
		int verb = (int)verbs[i];

		if (verbs[i] != VT_VERB_AGREE
		    || (s->proposal != NULL && !vt_proposal_is_empty(s->proposal)))
			g_array_append_val(links, verb);
	}
	return links;
}

static vt_asking *make_question(const vt_submission *s, const vt_person *leader)
{
	vt_asking *asking = vt_asking_new(VT_ASKING_DECIDE, s->document->own, leader->key);
	g_autoptr(vt_proposal) empty = vt_proposal_new();

	asking->document = s->document->id;
	asking->arrival = g_strdup(s->document->arrival);
	asking->expires_at = VT_TIME_NONE;
	g_free(asking->proposal);
	asking->proposal = vt_proposal_keep(s->proposal != NULL ? s->proposal : empty);
	return asking;
}

static bool write_ledger(const vt_noticing *n, const vt_submission *s, const vt_asking *asking,
			 GError **error)
{
	g_autoptr(vt_entry) entry = vt_entry_new("submit", s->by, "", n->now);
	g_autofree char *subject = vt_enter_subject(s->document->id);
	g_autofree char *proposal =
		g_compute_checksum_for_string(G_CHECKSUM_SHA256, asking->proposal, -1);

	vt_entry_int(entry, "document", s->document->id);
	vt_entry_int(entry, "question", asking->id);
	vt_entry_text(entry, "to", asking->person);
	vt_entry_text(entry, "version", asking->version);
	vt_entry_text(entry, "proposal", proposal);
	vt_entry_text(entry, "reference", asking->reference);
	return vt_ledger_append(n->store, entry, subject, error);
}

/* Whoever acts for the leader these days gets the same question. */
static bool ask_takers(const vt_noticing *n, const vt_submission *s, const vt_person *leader,
		       const vt_asking *asking, GError **error)
{
	g_autoptr(GPtrArray) takers = vt_delegating_takers(n, leader->key, VT_ASKING_DECIDE, error);

	for (guint i = 0; takers != NULL && i < takers->len; i++) {
		const vt_person *taker = g_ptr_array_index(takers, i);
		g_autoptr(vt_mail) mail = vt_notice_to_person(n, MAIL, s->document->own, taker);

		if (mail == NULL)
			continue;
		if (!fill(n, s, leader, mail, error))
			return false;
		vt_mail_add(mail, "thay_mat", leader->name);
		mail->asking = asking->id;
		if (!vt_notice_insert(n, mail, error))
			return false;
	}
	return takers != NULL;
}

static bool ask(const vt_noticing *n, const vt_submission *s, const vt_person *leader,
		GError **error)
{
	g_autoptr(vt_mail) mail = vt_notice_to_person(n, MAIL, s->document->own, leader);
	g_autoptr(vt_asking) asking = make_question(s, leader);
	g_autoptr(GArray) links = links_of(s);
	char version[VT_SHA256_HEX];
	const vt_asking_filter before = { .kind = VT_ASKING_DECIDE, .document = s->document->id };

	if (mail == NULL)
		return true;
	if (!vt_submit_version(n->store, s->document, version, error)
	    || !vt_askings_void(n->store, &before, "submitted-again", NULL, error)
	    || !fill(n, s, leader, mail, error))
		return false;
	g_free(asking->version);
	asking->version = g_strdup(version);
	if (vt_submit_waits(n, s))
		return vt_submit_list(n, s, leader, asking, error)
		       && ask_takers(n, s, leader, asking, error)
		       && write_ledger(n, s, asking, error);
	return vt_asking_put(n->store, asking, links, mail, n->now, error)
	       && vt_notice_insert(n, mail, error) && ask_takers(n, s, leader, asking, error)
	       && write_ledger(n, s, asking, error);
}

bool vt_submit(const vt_noticing *n, const vt_submission *s, bool *done_out, GError **error)
{
	const vt_person *leader = vt_submit_decider(n->office, s);
	vt_stage stage = VT_STAGE_NONE, next = VT_STAGE_NONE;
	int64_t due_at = VT_TIME_NONE;

	*done_out = false;
	if (!vt_documents_stage(n->store, s->document->id, &stage, &due_at, error))
		return false;
	next = stage;
	if (leader == NULL || s->document->state != VT_DOCUMENT_ACTIVE
	    || (!s->is_declined && !vt_stage_after(stage, VT_STEP_SUBMIT, &next)))
		return true;
	*done_out = ask(n, s, leader, error)
		    && vt_documents_set_stage(n->store, s->document->id, next, due_at, error);
	return *done_out;
}
