/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * subject - what the mail's subject and a file's name say about the document
 *
 * Pure. The sender's clerk writes them, so they count only where they plainly name the document
 * itself and not one it answers.
 */
#ifndef VT_FILTERS_SUBJECT_H
#define VT_FILTERS_SUBJECT_H

#include "doc/office.h"

typedef struct vt_hint {
	char *number, *notation; /* NULL = none */
	int confidence;          /* of the number */
	char *issued;            /* YYYY-MM-DD, behind the number only */
	char *title;             /* the rest of a mail subject: a trích yếu; NULL */
	int urgency;             /* 0 = none */
} vt_hint;

void vt_subject_read(const char *subject, const vt_office *office, vt_hint *hint_out);
void vt_file_name_read(const char *name, const vt_office *office, vt_hint *hint_out);
void vt_hint_clear(vt_hint *hint);
/* The subject behind "Re:", "Fwd:", "Trả lời:" and the like; borrowed from subject. */
const char *vt_subject_bare(const char *subject);

#endif
