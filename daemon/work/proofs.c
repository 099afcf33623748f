/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * proofs - which proofs of the policy a message brings
 */
#include "work/proofs.h"

const vt_person *vt_proofs_session(const vt_office *office, const vt_identity *identity)
{
	if (identity == NULL || identity->session == NULL || office->session.server == NULL
	    || identity->from->len != 1)
		return NULL;
	return vt_directory_session(office->directory, identity->session,
				    g_ptr_array_index(identity->from, 0));
}

unsigned vt_proofs_of(const vt_office *office, const vt_identity *identity)
{
	unsigned proofs = 0;

	if (identity == NULL)
		return 0;
	if (identity->status == VT_STATUS_VALID && identity->chain == VT_CHAIN_VALID
	    && identity->sender == VT_SENDER_MATCH)
		proofs |= 1u << VT_PROOF_SMIME | (identity->pinned ? 1u << VT_PROOF_PINNED : 0);
	if (vt_proofs_session(office, identity) != NULL)
		proofs |= 1u << VT_PROOF_SESSION;
	if (identity->mailbox && office->session.mailbox && identity->from->len == 1
	    && vt_directory_person_at(office->directory, g_ptr_array_index(identity->from, 0))
		       != NULL)
		proofs |= 1u << VT_PROOF_MAILBOX;
	return proofs;
}

char *vt_proofs_text(unsigned proofs)
{
	GString *text = g_string_new(NULL);

	for (unsigned i = 0; i < VT_N_PROOFS; i++) {
		if ((proofs & (1u << i)) != 0)
			g_string_append_printf(text, "%s%s", text->len > 0 ? "," : "",
					       vt_proof_name((vt_proof)i));
	}
	return g_string_free(text, FALSE);
}
