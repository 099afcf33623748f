/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * proposal - who is to carry out a document: exactly one leads, others support or are informed
 *
 * Domain §7.3 I5-I6. A proposal is shown to who decides, and is kept as it was shown (lines
 * "key: text", asking.proposal), so that a "yes" means exactly that. Names are those of the
 * directory: a mail address first, then units and people by name, with or without marks; what fits
 * several is never guessed.
 */
#ifndef VT_WORK_PROPOSAL_H
#define VT_WORK_PROPOSAL_H

#include "base/io.h"
#include "doc/directory.h"
#include "doc/form.h"
#include "doc/workflow.h"
#include "store/documents.h"

/* A unit, for which its head answers, or a person. */
typedef struct vt_assignee {
	char *unit;   /* as directory.conf writes it; NULL = a person */
	char *person; /* key */
} vt_assignee;
void vt_assignee_free(vt_assignee *assignee);

typedef struct vt_proposal {
	GPtrArray *who[VT_N_TASK_ROLES]; /* vt_assignee *; of VT_TASK_LEAD at most one */
	char *due;                       /* YYYY-MM-DD, "" = none */
	char *opinion;                   /* one line, "" = none */
	char *leader;                    /* key of who decides; "" = not said */
	char *by;                        /* key of who proposes; "" = nobody */
} vt_proposal;
vt_proposal *vt_proposal_new(void);
void vt_proposal_free(vt_proposal *proposal);
G_DEFINE_AUTOPTR_CLEANUP_FUNC(vt_proposal, vt_proposal_free)
/* Nobody is named in it: it cannot be agreed to. */
bool vt_proposal_is_empty(const vt_proposal *proposal);
/* As kept in a row, and back. Lines that do not read are left out. */
char *vt_proposal_keep(const vt_proposal *proposal);
vt_proposal *vt_proposal_kept(const char *text);
/* SHA-256 of what the document is: its fields and the original. sha256: of the message, NULL =
 * paper. */
void vt_proposal_version(const vt_document *document, const char *sha256,
			 char version_out[VT_SHA256_HEX]);

/* A name that is nobody's, or several people's. */
typedef struct vt_unclear {
	char *text;            /* as written */
	GPtrArray *candidates; /* char *, as mails print them; empty = nobody is called so */
} vt_unclear;
vt_unclear *vt_unclear_new(const char *text);
void vt_unclear_free(vt_unclear *unclear);

/* One name. NULL: unclear_out says why; caller frees either. */
vt_assignee *vt_assignee_find(const vt_directory *d, const char *own, const char *name,
			      vt_unclear **unclear_out);
/* Every person and unit whose whole name stands in the text, folded; vt_assignee *. */
GPtrArray *vt_assignee_scan(const vt_directory *d, const char *own, const char *text);
/* Names divided by semicolons become those of the role, in the place of what stood there; "",
 * "-", "không" = nobody. What is unclear is added to the list; the role is left alone then. Whoever
 * has another role in the proposal loses it. */
void vt_proposal_set(vt_proposal *proposal, const vt_directory *d, const char *own,
		     vt_task_role role, const char *names, GPtrArray *unclear);
/* 25/11/2026, 25-11-2026, 2026-11-25, or 25/11: the next such day, today included. false: no date,
 * or before the day of now. */
bool vt_proposal_set_due(vt_proposal *proposal, const char *text, int64_t now);
/* Of the lines of a clerk's form; what does not read (names, day) is added to unclear. */
vt_proposal *vt_proposal_of_form(const vt_directory *d, const char *own, const vt_form *form,
				 int64_t now, GPtrArray *unclear);
bool vt_proposal_read_day(const char *text, int64_t now, char **day_out);

/* As mails print it; caller frees. */
char *vt_assignee_shown(const vt_directory *d, const vt_assignee *assignee);
char *vt_proposal_shown(const vt_directory *d, const vt_proposal *proposal, vt_task_role role);
char *vt_proposal_due_shown(const vt_proposal *proposal); /* 25/11/2026, "" = none */

#endif
