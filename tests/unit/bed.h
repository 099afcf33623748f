/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * bed - a state directory, an office and messages made up for tests of store/ and work/
 */
#ifndef VT_TESTS_UNIT_BED_H
#define VT_TESTS_UNIT_BED_H

#include "base/clock.h"
#include "doc/office.h"
#include "doc/report.h"
#include "store/db.h"
#include "work/incoming.h"
#include "work/outcome.h"

/* 22/11/2026 12:00 in Vietnam. */
#define NOON 1795323600

typedef struct bed {
	char *state;
	vt_store *store;
	vt_office *office; /* own agencies kimson and phuhoa; agency sonoivu; book "den" each */
} bed;

void bed_init(bed *b);
void bed_clear(bed *b); /* removes the folder */
void bed_reopen(bed *b);

/* Batches of one act; every failure aborts the test. */
void bed_begin(bed *b);
void bed_end(bed *b, bool keep);

/* Files in spool/ with this content and the row of an arrival, committed. */
void bed_arrive(bed *b, const char *id, const char *content, int64_t at);
vt_arrival *bed_get(bed *b, const char *id);
/* A good report: proved, agency sonoivu, all fields of document number. Change it before
 * concluding. */
typedef struct bed_report {
	vt_identity *identity;
	vt_contents *contents;
	GPtrArray *recipients;
	vt_envelope envelope;
	const char *text;
	vt_code jail_code;
	vt_code scan_code;
	const char *scan_detail;
	bool allowed;
} bed_report;
void bed_report_init(bed_report *r, const char *number);
void bed_report_clear(bed_report *r);
void bed_field(bed_report *r, vt_field field, const char *text, int confidence);
/* One act, committed. */
void bed_conclude(bed *b, const char *id, const bed_report *r, int64_t now, vt_conclusion *out);
/* arrive, conclude with a good report; the number drawn. */
int64_t bed_register(bed *b, const char *id, const char *number, int64_t now);
bool bed_has_why(const vt_conclusion *c, const char *word, const char *detail);
/* Paths under state, relative, whose bytes hold word; sorted, NULL-terminated; sealed/ left out. */
char **bed_grep(const bed *b, const char *word);
/* verify finds nothing wrong. */
void bed_verify(bed *b);

/* One more person of kimson: KEY@kimson.example, login KEY. */
void bed_person(bed *b, const char *key, vt_role role);

#endif
