/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * judging - one message under judgement: what is found, what is said of it, how it is kept
 */
#include "work/judging.h"

#include "store/evidence.h"
#include "store/files.h"
#include "store/ledger.h"
#include "work/proofs.h"
#include "work/roundtrip.h"

void vt_judging_put(char **field, const char *text)
{
	char *copy = g_strdup(text);

	g_free(*field);
	*field = copy;
}

void vt_judging_reason(vt_judging *j, vt_reason reason, const char *detail)
{
	g_ptr_array_add(j->conclusion->whys, vt_why_new(vt_reason_word(reason), detail));
}

bool vt_judging_found(const vt_judging *j, vt_code code)
{
	return (j->seen->identity && vt_findings_have(j->seen->identity->findings, code))
	       || (j->seen->contents && vt_findings_have(j->seen->contents->findings, code));
}

int vt_judging_first(const vt_judging *j, vt_code from, vt_code to)
{
	for (int code = (int)to; code >= (int)from; code--)
		if (vt_judging_found(j, (vt_code)code))
			return code;
	return 0;
}

void vt_judging_identity(vt_judging *j)
{
	const vt_identity *identity = j->seen->identity;
	vt_arrival *a = j->arrival;

	vt_judging_put(&a->mail_from, j->seen->envelope ? j->seen->envelope->mail_from : NULL);
	vt_judging_put(&a->from, identity->from && identity->from->len == 1
					 ? identity->from->pdata[0]
					 : NULL);
	a->status = identity->status;
	a->chain = identity->chain;
	a->sender = identity->sender;
	a->encrypted = identity->encrypted;
	a->pinned = identity->pinned;
	vt_judging_put(&a->agency, identity->agency);
	vt_judging_put(&a->signer_subject, identity->signer_subject);
	vt_judging_put(&a->signer_issuer, identity->signer_issuer);
	vt_judging_put(&a->signer_serial, identity->signer_serial);
	vt_judging_put(&a->signer_sha256, identity->signer_sha256);
	a->signing_time = identity->signing_time;
	vt_judging_put(&a->digest, identity->digest);
	vt_judging_put(&a->session,
		       vt_proofs_session(j->office, identity) ? identity->session : NULL);
}

static void fill_conclusion(vt_judging *j)
{
	const vt_arrival *a = j->arrival;
	const vt_value *urgency = &j->seen->contents->fields[VT_FIELD_URGENCY];

	j->conclusion->urgency = urgency->text ? MAX(vt_urgency_parse(urgency->text), 0) : 0;
	/* Only known agencies whose signature held; never null senders, lists, automatic mail (RFC
	 * 3834). */
	j->conclusion->may_answer =
		a->status == VT_STATUS_VALID && a->sender == VT_SENDER_MATCH && a->agency
		&& !a->automatic && g_strcmp0(a->mail_from, "") != 0
		&& !vt_judging_first(j, VT_CODE_AUTO_SUBMITTED, VT_CODE_OUR_ADDRESS);
}

void vt_judging_fill(vt_judging *j)
{
	const vt_contents *contents = j->seen->contents;
	vt_arrival *a = j->arrival;

	vt_judging_identity(j);
	a->verdict = vt_report_verdict(j->seen->identity, contents);
	a->code = (int)vt_report_leading(j->seen->identity, contents)->code;
	a->text_layer = contents->text_layer;
	a->automatic = contents->automatic || contents->bounce || contents->own_purpose;
	vt_judging_put(&a->subject, contents->subject);
	vt_judging_put(&a->message_id, contents->message_id);
	vt_judging_put(&a->in_reply_to, contents->in_reply_to);
	vt_judging_put(&a->duplicate_of, NULL);
	fill_conclusion(j);
}

bool vt_judging_ledger(const vt_judging *j, GError **error)
{
	g_autoptr(vt_entry) entry = vt_entry_new("conclude", VT_BY_ITSELF, "", j->seen->now);

	vt_entry_text(entry, "arrival", j->arrival->id);
	vt_entry_text(entry, "own", j->arrival->own);
	vt_entry_text(entry, "sha256", j->arrival->sha256);
	vt_entry_text(entry, "state", vt_state_name(j->arrival->state));
	vt_entry_int(entry, "code", j->arrival->code);
	vt_entry_text(entry, "duplicate-of", j->arrival->duplicate_of);
	vt_entry_text(entry, "session", j->arrival->session);
	return vt_ledger_append(j->store, entry, j->arrival->id, error);
}

void vt_judging_tell(vt_judging *j, vt_state state)
{
	vt_conclusion *c = j->conclusion;

	j->arrival->state = c->state = state;
	vt_judging_put(&c->own, j->arrival->own);
	vt_judging_put(&c->duplicate_of, j->arrival->duplicate_of);
	c->verdict = j->arrival->verdict;
	c->code = j->arrival->code;
	c->secret = j->arrival->secret;
	c->infected = j->seen->scan_code == VT_CODE_INFECTED;
}

bool vt_judging_recipients(const vt_judging *j, const char *arrival, GError **error)
{
	const GPtrArray *list = j->seen->envelope ? j->seen->envelope->recipients : NULL;

	if ((!list || list->len == 0) && j->seen->contents)
		list = j->seen->contents->recipients;
	for (unsigned i = 0; list && i < list->len; i++) {
		const char *address = g_ptr_array_index(list, i);
		const vt_own *own = vt_directory_own_at(j->office->directory, address);

		if (!vt_arrivals_add_recipient(j->store, arrival, address, own ? own->key : NULL,
					       NULL, error))
			return false;
	}
	return true;
}

/* What cannot be had is not named: the reason says so, and nothing points at a file that is not. */
bool vt_judging_evidence(const vt_judging *j, GError **error)
{
	const GPtrArray *all = j->seen->identity->evidence;
	g_autoptr(GPtrArray) had = g_ptr_array_new();

	for (unsigned i = 0; i < all->len; i++) {
		vt_evidence *one = g_ptr_array_index(all, i);

		if (!j->seen->evidence_missing || one->carried
		    || vt_evidence_lies(j->store, one->sha256))
			g_ptr_array_add(had, one);
	}
	return vt_evidence_set(j->store, j->arrival->id, had, j->seen->now, error);
}

/* What was found, and how many pages it has where nobody wrote that. */
static bool save_fields(const vt_judging *j, GError **error)
{
	const vt_contents *contents = j->seen->contents;
	vt_value fields[VT_N_FIELDS];
	char pages[8];

	memcpy(fields, contents->fields, sizeof(fields));
	g_snprintf(pages, sizeof(pages), "%d", contents->pages);
	if (!fields[VT_FIELD_PAGES].text && contents->pages > 0 && contents->pages < 1000)
		fields[VT_FIELD_PAGES] = (vt_value){ pages, VT_ORIGIN_PDF, 100 };
	return vt_arrivals_set_fields(j->store, j->arrival->id, fields, error);
}

bool vt_judging_save(vt_judging *j, vt_state state, GError **error)
{
	const vt_inspected *seen = j->seen;
	vt_arrival *arrival = j->arrival;

	vt_judging_tell(j, state);
	arrival->place = VT_PLACE_STORE;
	vt_files_follow(j->store, arrival);
	return vt_arrivals_update(j->store, arrival, error)
	       && vt_arrivals_set_findings(j->store, arrival->id, seen->identity->findings,
					   seen->contents->findings, error)
	       && vt_arrivals_set_parts(j->store, arrival->id, seen->contents->parts,
					seen->contents->main_part, error)
	       && save_fields(j, error)
	       && vt_arrivals_set_whys(j->store, arrival->id, j->conclusion->whys, error)
	       && vt_judging_evidence(j, error) && vt_judging_recipients(j, arrival->id, error);
}

bool vt_judging_finish(vt_judging *j, vt_state state, GError **error)
{
	return vt_judging_save(j, state, error) && vt_judging_ledger(j, error);
}

bool vt_judging_blind(vt_judging *j, const GPtrArray *findings, GError **error)
{
	vt_judging_tell(j, VT_STATE_HELD);
	return vt_arrivals_update(j->store, j->arrival, error)
	       && vt_arrivals_set_findings(j->store, j->arrival->id, findings, NULL, error)
	       && vt_arrivals_set_whys(j->store, j->arrival->id, j->conclusion->whys, error)
	       && vt_judging_ledger(j, error);
}

bool vt_judging_roundtrip(vt_judging *j, bool *done_out, GError **error)
{
	const GPtrArray *hops = j->seen->identity->hops;
	bool is_ours = false;

	*done_out = false;
	if (!vt_roundtrip_is_ours(j->store, j->seen->contents->message_id, &is_ours, error))
		return false;
	if (!is_ours)
		return true;
	vt_judging_reason(j, VT_REASON_ROUNDTRIP, "");
	for (guint i = 0; i < hops->len; i++)
		vt_judging_reason(j, VT_REASON_ROUNDTRIP_HOP, g_ptr_array_index(hops, i));
	*done_out = vt_judging_finish(j, VT_STATE_ACTED, error);
	return *done_out;
}

/* A list that puts its footer below or into a signed document takes the proof away, not the
 * document. */
static bool came_through_list(const vt_judging *j)
{
	vt_status status = j->seen->identity->status;

	return (status == VT_STATUS_PARTIAL || status == VT_STATUS_INVALID)
	       && vt_judging_found(j, VT_CODE_LIST_MAIL)
	       && !vt_judging_found(j, VT_CODE_AUTO_SUBMITTED)
	       && !vt_judging_found(j, VT_CODE_BOUNCE);
}

bool vt_judging_is_document(const vt_judging *j)
{
	bool proved = (vt_proofs_of(j->office, j->seen->identity) & 1u << VT_PROOF_SMIME) != 0
		      && j->arrival->agency;

	return proved || came_through_list(j);
}

bool vt_judging_is_agency_document(const vt_judging *j)
{
	const vt_directory *d = j->office->directory;
	const char *from = j->arrival->from;

	return from != NULL && j->seen->contents->main_part >= 0
	       && vt_directory_person_at(d, from) == NULL
	       && (vt_judging_is_document(j) || vt_directory_agency_at(d, from) != NULL);
}
