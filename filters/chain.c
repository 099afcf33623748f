/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * chain - does the signer's certificate lead to a root we configured, at the time of receipt
 */
#include "filters/chain.h"

#include "base/clock.h"
#include "base/limits.h"
#include "verify/chain.h"

static const struct {
	vt_chain chain;
	vt_code code; /* 0 = nothing to say */
} meanings[VT_N_PATHS] = {
	[VT_PATH_VALID] = { VT_CHAIN_VALID, 0 },
	[VT_PATH_NO_ANCHOR] = { VT_CHAIN_UNKNOWN, VT_CODE_NO_ANCHOR },
	[VT_PATH_UNKNOWN_CA] = { VT_CHAIN_INVALID, VT_CODE_UNKNOWN_CA },
	[VT_PATH_EXPIRED] = { VT_CHAIN_INVALID, VT_CODE_CERT_EXPIRED },
	[VT_PATH_NOT_YET] = { VT_CHAIN_INVALID, VT_CODE_CERT_NOT_YET },
	[VT_PATH_REVOKED] = { VT_CHAIN_INVALID, VT_CODE_CERT_REVOKED },
	[VT_PATH_CRL_MISSING] = { VT_CHAIN_UNKNOWN, VT_CODE_CRL_MISSING },
	[VT_PATH_CRL_STALE] = { VT_CHAIN_UNKNOWN, VT_CODE_CRL_STALE },
	[VT_PATH_WEAK_DIGEST] = { VT_CHAIN_INVALID, VT_CODE_PATH_WEAK_DIGEST },
	[VT_PATH_WEAK_KEY] = { VT_CHAIN_INVALID, VT_CODE_PATH_WEAK_KEY },
	[VT_PATH_KEY_USAGE] = { VT_CHAIN_INVALID, VT_CODE_KEY_USAGE },
	[VT_PATH_EXTENDED_USAGE] = { VT_CHAIN_INVALID, VT_CODE_EXTENDED_USAGE },
	[VT_PATH_POLICY] = { VT_CHAIN_INVALID, VT_CODE_CERT_POLICY },
	[VT_PATH_NAME_CONSTRAINTS] = { VT_CHAIN_INVALID, VT_CODE_NAME_CONSTRAINTS },
	[VT_PATH_NOT_LISTED] = { VT_CHAIN_UNKNOWN, VT_CODE_CERT_NOT_LISTED },
	[VT_PATH_DENIED] = { VT_CHAIN_INVALID, VT_CODE_CERT_DENIED },
	[VT_PATH_INVALID] = { VT_CHAIN_INVALID, VT_CODE_PATH_INVALID },
};
G_STATIC_ASSERT(G_N_ELEMENTS(meanings) == VT_N_PATHS);

/* In the mail's own signature the time is fresh: signed while valid, received after. CRLs of today
 * say nothing of then, so a path that lacks nothing but a list of that day counts. signed_time is
 * only a claim: hence doubt, never good. */
static bool was_valid_when_signed(const vt_case *c, const vt_identity *identity)
{
	vt_chain_verdict then;
	bool held;

	if (identity->status != VT_STATUS_VALID || identity->signing_time == VT_TIME_NONE
	    || identity->signing_time > c->received_at
	    || vt_findings_have(identity->findings, VT_CODE_SIGNED_LONG_AGO))
		return false;
	then = vt_chain_judge(c->trust, c->cms, identity->signing_time);
	held = then.path == VT_PATH_VALID || then.path == VT_PATH_CRL_MISSING
	       || then.path == VT_PATH_CRL_STALE;
	vt_chain_verdict_clear(&then);
	return held;
}

static void fill_evidence(const vt_chain_verdict *verdict, vt_identity *identity)
{
	for (guint i = 0; i < verdict->proofs->len; i++) {
		const vt_chain_proof *proof = &g_array_index(verdict->proofs, vt_chain_proof, i);
		vt_evidence *each;

		/* Not cut in silence (design §1). */
		if (i >= VT_MAX_EVIDENCE) {
			vt_findings_add(identity->findings, VT_CODE_TOO_MUCH, "evidence");
			return;
		}
		each = g_new0(vt_evidence, 1);
		each->kind = proof->is_crl ? VT_EVIDENCE_CRL : VT_EVIDENCE_CERTIFICATE;
		each->carried = proof->carried;
		g_strlcpy(each->sha256, proof->sha256, sizeof(each->sha256));
		g_ptr_array_add(identity->evidence, each);
	}
}

/* What is not known of revocation, and by whose will. */
static void tell_revocation(const vt_chain_verdict *verdict, vt_identity *identity)
{
	if (verdict->softened != NULL)
		vt_findings_add(identity->findings, VT_CODE_REVOCATION_SOFT, "%s",
				verdict->softened);
	else if (!verdict->revocation_checked && verdict->path != VT_PATH_NO_ANCHOR
		 && verdict->path != VT_PATH_UNKNOWN_CA && verdict->path != VT_PATH_INVALID)
		vt_findings_add(identity->findings, VT_CODE_NO_REVOCATION, "%s", "");
}

void vt_chain_identify(vt_case *c, vt_identity *identity)
{
	vt_chain_verdict verdict;
	vt_code code;

	if (c->cms == NULL || c->cms->signer == NULL)
		return;
	verdict = vt_chain_judge(c->trust, c->cms, c->received_at);
	identity->chain = meanings[verdict.path].chain;
	code = meanings[verdict.path].code;
	if (verdict.path == VT_PATH_EXPIRED && was_valid_when_signed(c, identity))
		code = VT_CODE_CERT_EXPIRED_SINCE;
	if (code != 0)
		vt_findings_add(identity->findings, code, "%s", verdict.detail);
	tell_revocation(&verdict, identity);
	fill_evidence(&verdict, identity);
	vt_chain_verdict_clear(&verdict);
}
