/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * policy - who may do what, with which proof (design §5)
 *
 *   ACTION <tab> ROLE[,ROLE...] <tab> PROOF       split by tabs or two blanks and more
 *   PROOF = & of atoms or groups, groups in parentheses joined by |:  smime & (token | session)
 *
 * All lines of an action are tried in order; the first whose role and proof hold allows;
 * none = refused. Default deny.
 */
#ifndef VT_DOC_POLICY_H
#define VT_DOC_POLICY_H

#include <glib.h>
#include <stdbool.h>

#include "base/settings.h"

typedef enum {
	VT_PROOF_SMIME,
	VT_PROOF_PINNED,
	VT_PROOF_TOKEN,
	VT_PROOF_SESSION,
	VT_PROOF_MAILBOX,
	VT_PROOF_LOCAL,
	VT_N_PROOFS
} vt_proof;

/* The closed set of actions. binding: must not be provable by a token alone. */
typedef enum {
	VT_ACTION_REGISTER_INCOMING, /* by itself, on arrival */
	VT_ACTION_REGISTER,          /* a clerk registers */
	VT_ACTION_REGISTER_OLD_YEAR,
	VT_ACTION_REFUSE,
	VT_ACTION_VOID,
	VT_ACTION_RELEASE, /* of a message held by subject lists */
	VT_ACTION_SEAL,
	VT_ACTION_SEALED_LIST,
	VT_ACTION_SEALED_DESTROY,
	VT_ACTION_RETRY,
	VT_ACTION_READ,          /* TÌM, XEM, GỬI, VIỆC CỦA TÔI, QUÁ HẠN, by mail */
	VT_ACTION_AGREE,         /* a leader agrees to what is proposed */
	VT_ACTION_ASSIGN,        /* a leader says who carries it out */
	VT_ACTION_RETURN,        /* a leader sends it back to the clerk */
	VT_ACTION_ASK,           /* a leader asks before he decides */
	VT_ACTION_SUBMIT,        /* a clerk lays a document before the leader, and answers him */
	VT_ACTION_WORK,          /* whoever has a task: accepts, reports, passes on */
	VT_ACTION_NOTE_OPINION,  /* a clerk writes down what the leader said */
	VT_ACTION_DELEGATE,      /* a leader lets somebody act for him */
	VT_ACTION_UNLOCK,        /* ask that somebody who locked himself may act again */
	VT_ACTION_SECOND,        /* as the second person, confirm what another asked for */
	VT_ACTION_JOIN,          /* who is new answers the welcome, and pins his certificate */
	VT_ACTION_DIRECTORY,     /* the administrator changes directory.conf by mail */
	VT_ACTION_DRAFT,         /* an author hands in an outgoing document */
	VT_ACTION_CHECK_DRAFT,   /* unit head and office agree to it, or return it */
	VT_ACTION_ISSUE,         /* who signs approves it: number and date are drawn */
	VT_ACTION_ISSUE_VERSION, /* a clerk brings it stamped and sealed: it goes out */
	VT_ACTION_LOOK,          /* status, list, show, trace, queue, held, balance, verify */
	VT_N_ACTIONS,
} vt_action;

typedef struct vt_policy vt_policy;
/* Never NULL; an action without a line, unknown words and token-only binding actions are faults. */
vt_policy *vt_policy_load(const char *path, vt_faults *faults);
vt_policy *vt_policy_parse(const char *text, size_t size, const char *file, vt_faults *faults);
void vt_policy_free(vt_policy *policy);
G_DEFINE_AUTOPTR_CLEANUP_FUNC(vt_policy, vt_policy_free)

typedef struct vt_allowance {
	bool allowed;
	char *why; /* "policy.conf:12: register clerk local: role clerk yes; local yes" for each
		      line tried, '\n' between */
} vt_allowance;
void vt_allowance_clear(vt_allowance *allowance);
/* Has any line of the action one of these roles? Then it is the proof that lacks. */
bool vt_policy_has_role(const vt_policy *policy, vt_action action, unsigned roles);
/* roles: 1u << vt_role bits; proofs: 1u << vt_proof bits that hold. */
vt_allowance vt_policy_ask(const vt_policy *policy, vt_action action, unsigned roles,
			   unsigned proofs);

const char *vt_action_name(vt_action action);
int vt_action_find(const char *name); /* -1 */
const char *vt_proof_name(vt_proof proof);
#endif
