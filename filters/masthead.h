/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * masthead - what stands above the running text of an official document (NĐ 30/2020 PL I.II, slots
 * 2-5)
 *
 * Pure. Only lines of the masthead are read: a number of a cited document ("Căn cứ Nghị định số
 * ...") is never taken.
 */
#ifndef VT_FILTERS_MASTHEAD_H
#define VT_FILTERS_MASTHEAD_H

#include "doc/office.h"
#include "filters/page.h"

typedef struct vt_masthead {
	char *number, *notation; /* NULL = blank or unreadable */
	char *issued;            /* YYYY-MM-DD */
	char *issuer;            /* as written, made lower case as names are */
	bool issuer_known;       /* spelled as a name of the directory, or complete by itself */
	char *type;              /* name of types.tsv */
	bool type_agrees;        /* heading and notation say the same */
	char *subject;           /* trích yếu; of a công văn without its "V/v" */
	int urgency;             /* 0 = no mark */
} vt_masthead;

void vt_masthead_read(const vt_page *page, const vt_office *office, vt_masthead *masthead_out);
void vt_masthead_clear(vt_masthead *masthead);

/* The type that the first group of a notation stands for ("TB-UBND", "2026/TT-BCA"); NULL = none: a
 * công văn. */
const vt_type *vt_masthead_type_of(const vt_office *office, const char *notation);
/* The agency's name out of the lines of slot 2 (char *, top to bottom). NULL = none. */
char *vt_issuer_read(const GPtrArray *lines, const vt_directory *directory, bool *known_out);
/* "SỞ GIÁO DỤC VÀ ĐÀO TẠO" -> "Sở Giáo dục và Đào tạo". */
char *vt_issuer_case(const char *upper);
/* Level of a line or prefix that is a mark of urgency in capitals, 1..3; 0 = none. */
int vt_urgency_mark(const vt_office *office, const char *text);

#endif
