/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * chain_case - a sound tree with sound CRLs, what a test changes of it, and the verdict on its path
 */
#ifndef VT_TESTS_CHAIN_CASE_H
#define VT_TESTS_CHAIN_CASE_H

#include "tests/unit/pki.h"
#include "verify/chain.h"

/* What one row changes against a sound tree with sound CRLs. */
typedef struct chain_case {
	pki_tree tree;
	X509_CRL *crls[2]; /* of root, of middle; NULL = none */
	X509_CRL *carried; /* in the message */
	bool crl_optional, no_roots, no_middle, middle_in_bundle;
	vt_trust_class *rules;    /* of the root; NULL = no class */
	const char *deny, *allow; /* text of the lists; NULL = none */
	vt_trust_policy limits;   /* what it says beside the sizes */
} chain_case;

chain_case chain_case_sound(void);
void chain_case_clear(chain_case *s);
vt_chain_verdict chain_case_judge(const chain_case *s, int64_t at);
void chain_case_assert(const chain_case *s, int64_t at, vt_path path);
void chain_case_set_crl(X509_CRL **at, X509_CRL *crl);
/* Replaces the leaf, or the middle and the leaf below it. */
void chain_case_leaf(chain_case *s, const pki_spec *spec);
void chain_case_middle(chain_case *s, const pki_spec *spec);

#endif
