/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * form - the registration form a clerk edits in a mail: its lines, their labels, what was changed
 *
 * notices-vi §2. One field a line between two fences that carry the form's code. A reply is not
 * read as a form but compared with the one that was sent: a line that differs is an edit, wherever
 * it stands; two that differ differently contradict each other.
 */
#ifndef VT_DOC_FORM_H
#define VT_DOC_FORM_H

#include <glib.h>
#include <stdbool.h>

#include "doc/fields.h"
#include "doc/said.h"

/* Lines of the form in order of print. */
typedef enum {
	VT_FORM_NUMBER,
	VT_FORM_NOTATION,
	VT_FORM_ISSUED,
	VT_FORM_TYPE,
	VT_FORM_ISSUER,
	VT_FORM_SUBJECT,
	VT_FORM_SIGNER,
	VT_FORM_POSITION,
	VT_FORM_URGENCY,
	VT_FORM_SECRECY, /* always empty when sent */
	VT_FORM_PAGES,
	VT_FORM_ARRIVED,
	VT_FORM_PAPER,
	VT_FORM_NOTE,
	VT_FORM_LEADER, /* Trình: */
	VT_FORM_LEAD,
	VT_FORM_SUPPORT,
	VT_FORM_INFORM,
	VT_FORM_DUE,
	VT_FORM_OPINION,
	VT_N_FORM_LINES,
} vt_form_key;

typedef struct vt_form_info {
	const char *key;   /* "number", "lead" */
	const char *label; /* "Số", "Ý kiến đề xuất" */
	int field;         /* of doc/fields.h; -1 = none */
} vt_form_info;
const vt_form_info *vt_form_get(vt_form_key key);
/* By label as written (folded, with or without marks, other spellings too) or by key; -1. */
int vt_form_find(const char *label);

/* A form as sent: text of each line, "" = empty; code is that of its fences. */
typedef struct vt_form {
	char *code;
	char *lines[VT_N_FORM_LINES];
} vt_form;
vt_form *vt_form_new(const char *code);
void vt_form_free(vt_form *form);
G_DEFINE_AUTOPTR_CLEANUP_FUNC(vt_form, vt_form_free)
/* The block, fences included, lines ended with LF; caller frees. */
char *vt_form_print(const vt_form *form);
/* As kept in a row, and back; NULL: not one of ours. */
char *vt_form_keep(const vt_form *form);
vt_form *vt_form_kept(const char *text);

/* What came back. */
typedef struct vt_form_edit {
	char *edits[VT_N_FORM_LINES]; /* new text, "" = emptied; NULL = as it was */
	bool contradicts[VT_N_FORM_LINES];
	GPtrArray *unknown; /* char *: lines inside the form that are none of ours, as written */
	bool lost;          /* a fence is missing, or two blocks differ: nothing may be done */
	bool came_back;     /* the form stood in the reply at all */
} vt_form_edit;
vt_form_edit *vt_form_compare(const vt_form *sent, const vt_said *said);
/* But for what mail clients, and reading, change by themselves. */
bool vt_form_is_same(const char *a, const char *b);
/* "MẬT", or a degree of it: what the line "Độ mật" says. */
bool vt_form_is_secret(const char *text);
/* MẬT, or "Độ mật: MẬT" as the line of the form has it, wherever it stands. */
bool vt_form_says_secret(const vt_said *said);
void vt_form_edit_free(vt_form_edit *edit);
G_DEFINE_AUTOPTR_CLEANUP_FUNC(vt_form_edit, vt_form_edit_free)

#endif
