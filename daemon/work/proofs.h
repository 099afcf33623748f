/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * proofs - which proofs of the policy a message brings (design §5)
 */
#ifndef VT_WORK_PROOFS_H
#define VT_WORK_PROOFS_H

#include "doc/office.h"
#include "doc/report.h"

/* Without one of these a person is a name that anybody can write. A token alone is none: whoever
 * forwards the mail passes it on. */
#define VT_PROOFS_OF_PERSON (1u << VT_PROOF_SMIME | 1u << VT_PROOF_SESSION | 1u << VT_PROOF_MAILBOX)

/* 1u << vt_proof bits: smime, pinned, session. Roles of a signer with an agency: VT_ROLE_AGENCY. */
unsigned vt_proofs_of(const vt_office *office, const vt_identity *identity);
/* The person our own server vouches for, asked of today's directory once more: the identity came
 * out of the jail. NULL = nobody. */
const vt_person *vt_proofs_session(const vt_office *office, const vt_identity *identity);
/* "smime,pinned,session"; "" for none. Caller frees. */
char *vt_proofs_text(unsigned proofs);

#endif
