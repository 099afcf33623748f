/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * recipient_status - a state of a recipient, heard from its own server
 */
#include "work/recipient_status.h"

#include <string.h>

#include "base/address.h"
#include "mail/compose.h"
#include "store/ledger.h"
#include "store/outgoing_replies.h"
#include "work/outgoing_name.h"
#include "work/replies.h"

static const vt_recipient_state states[] = {
	[1] = VT_RECIPIENT_DELIVERED, [2] = VT_RECIPIENT_REFUSED,   [3] = VT_RECIPIENT_RECEIVED,
	[4] = VT_RECIPIENT_ASSIGNED,  [5] = VT_RECIPIENT_WORKED_ON, [6] = VT_RECIPIENT_FINISHED,
};
G_STATIC_ASSERT(G_N_ELEMENTS(states) == VT_MAX_STATUS + 1);

static bool has(const GPtrArray *addresses, const char *wanted)
{
	for (guint i = 0; addresses != NULL && i < addresses->len; i++)
		if (strcmp(g_ptr_array_index(addresses, i), wanted) == 0)
			return true;
	return false;
}

/* The signature holds, for the address it comes from, in the domain the document went to. */
static bool is_its_server(const vt_judging *j, const vt_outgoing_sent *sent)
{
	const vt_identity *id = j->seen->identity;
	const char *from = j->arrival->from;

	return id->status == VT_STATUS_VALID && id->chain == VT_CHAIN_VALID && from != NULL
	       && sent->address != NULL && has(id->signer_addresses, from)
	       && strcmp(vt_address_domain(from), vt_address_domain(sent->address)) == 0;
}

/* It only rises; that the mail failed is overtaken by whoever has it. */
static bool rises(vt_recipient_state from, vt_recipient_state to)
{
	return to > from || (from == VT_RECIPIENT_FAILED && to >= VT_RECIPIENT_DELIVERED);
}

static bool write_ledger(const vt_judging *j, const vt_outgoing *o,
			 const vt_outgoing_recipient *recipient, GError **error)
{
	g_autoptr(vt_entry) entry = vt_entry_new("recipient", VT_BY_ITSELF, "smime", j->seen->now);
	g_autofree char *subject = vt_outgoing_subject(o);

	vt_entry_int(entry, "outgoing", o->id);
	vt_entry_int(entry, "recipient", recipient->position);
	vt_entry_text(entry, "state", vt_recipient_state_name(recipient->state));
	vt_entry_text(entry, "arrival", j->arrival->id);
	return vt_ledger_append(j->store, entry, subject, error);
}

static bool raise_state(const vt_judging *j, const vt_outgoing_sent *sent, GError **error)
{
	vt_recipient_state state = states[j->seen->contents->own_status];
	g_autoptr(vt_outgoing) o = vt_outgoings_get(j->store, sent->outgoing, error);

	for (guint i = 0; o != NULL && i < o->recipients->len; i++) {
		vt_outgoing_recipient *one = g_ptr_array_index(o->recipients, i);

		if (one->position != sent->position || !rises(one->state, state))
			continue;
		one->state = state;
		one->state_at = j->arrival->received_at;
		return vt_outgoings_set_recipient(j->store, o->id, one, error)
		       && write_ledger(j, o, one, error);
	}
	return o != NULL;
}

bool vt_recipient_status(vt_judging *j, bool *told_out, GError **error)
{
	const vt_contents *contents = j->seen->contents;
	GError *fault = NULL;

	*told_out = false;
	if (!contents->own_purpose || contents->own_status == 0 || contents->in_reply_to == NULL)
		return true;
	g_autoptr(vt_outgoing_sent) sent =
		vt_outgoing_sent_by(j->store, contents->in_reply_to, &fault);
	if (fault != NULL) {
		g_propagate_error(error, fault);
		return false;
	}
	if (sent == NULL || !is_its_server(j, sent))
		return true;
	if (!raise_state(j, sent, error))
		return false;
	if (states[contents->own_status] == VT_RECIPIENT_REFUSED
	    && (!vt_replies_conclude(j, false, told_out, error) || *told_out))
		return *told_out;
	*told_out = true;
	vt_judging_reason(j, VT_REASON_ANSWERS, contents->in_reply_to);
	j->arrival->code = VT_CODE_OUR_NOTICE;
	return vt_judging_finish(j, VT_STATE_ACTED, error);
}
