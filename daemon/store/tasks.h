/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * tasks - who carries out a document, until when, and what people said about it
 */
#ifndef VT_STORE_TASKS_H
#define VT_STORE_TASKS_H

#include <glib.h>
#include <stdbool.h>
#include <stdint.h>

#include "doc/workflow.h"
#include "store/db.h"

typedef struct vt_task_row {
	int64_t id, document, parent; /* parent 0 = given by the leader */
	char *own;
	vt_task_role role;
	char *unit;   /* as directory.conf writes it; NULL = given to a person */
	char *person; /* key: who answers for it */
	vt_task_state state;
	int64_t state_at;
	char *given_by, *on_behalf;          /* on_behalf: KT./TL./TUQ. of whom; NULL */
	int64_t given_at, counts_at, due_at; /* due_at VT_TIME_NONE = none */
	char *opinion, *result, *answer;     /* answer: số ký hiệu of the answering document */
	int64_t seen_at;                     /* VT_TIME_NONE */
	char *seen_how;                      /* "answer", "receipt" */
	int extended, sequence;              /* sequence: of the calendar invitation */
} vt_task_row;
vt_task_row *vt_task_row_new(void);
void vt_task_row_free(vt_task_row *task);
G_DEFINE_AUTOPTR_CLEANUP_FUNC(vt_task_row, vt_task_row_free)

/* Sets id. Inside an act, like all that write. */
bool vt_tasks_insert(vt_store *store, vt_task_row *task, GError **error);
bool vt_tasks_update(vt_store *store, const vt_task_row *task, GError **error);
/* NULL with error unset: none. */
vt_task_row *vt_tasks_get(vt_store *store, int64_t id, GError **error);
/* vt_task_row *, in order of id. */
GPtrArray *vt_tasks_of_document(vt_store *store, int64_t document, GError **error);
typedef struct vt_task_filter {
	const char *own, *person, *unit; /* NULL = any */
	bool open;                       /* only those that are not over */
	int64_t due_before;              /* VT_TIME_NONE = any */
} vt_task_filter;
/* Given before to, and not over before from; of one own agency. */
GPtrArray *vt_tasks_between(vt_store *store, const char *own, int64_t from, int64_t to,
			    GError **error);
GPtrArray *vt_tasks_list(vt_store *store, const vt_task_filter *filter, unsigned limit,
			 GError **error);

/* Closed set of what a remark is. */
typedef enum {
	VT_REMARK_PROPOSAL, /* of the clerk */
	VT_REMARK_OPINION,  /* bút phê */
	VT_REMARK_RETURN,
	VT_REMARK_QUESTION,
	VT_REMARK_ANSWER,
	VT_REMARK_DECLINE,
	VT_REMARK_PROGRESS,
	VT_REMARK_MORE_TIME,
	VT_REMARK_RESULT,
	VT_REMARK_NOTE, /* anything else that was said about it */
	VT_N_REMARKS,
} vt_remark_kind;
typedef struct vt_remark {
	int64_t id, document, task; /* 0 = none */
	char *person, *on_behalf;
	vt_remark_kind kind;
	char *words;
	char *arrival, *proof;
	int64_t at;
} vt_remark;
void vt_remark_free(vt_remark *remark);
bool vt_remarks_add(vt_store *store, const vt_remark *remark, GError **error);
/* vt_remark *, oldest first; task 0 = all of the document. */
GPtrArray *vt_remarks_of(vt_store *store, int64_t document, int64_t task, GError **error);
const char *vt_remark_name(vt_remark_kind kind);
/* Names of the files that came with it, "; " between; "" = none. NULL with error; caller frees. */
char *vt_remarks_files(vt_store *store, const vt_remark *remark, GError **error);

/* Takes all words away: remarks of the document, what its tasks say; open tasks are withdrawn,
 * what was asked about them is void. */
bool vt_tasks_strip(vt_store *store, int64_t document, int64_t now, GError **error);

/* Where a document stands. */
bool vt_documents_set_stage(vt_store *store, int64_t document, vt_stage stage, int64_t due_at,
			    GError **error);
/* VT_STAGE_NONE for one that was registered before there was a workflow. */
bool vt_documents_stage(vt_store *store, int64_t document, vt_stage *stage_out, int64_t *due_at_out,
			GError **error);

#endif
