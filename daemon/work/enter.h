/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * enter - the one way into the register: number, row, search, ledger; for incoming and clerk
 */
#ifndef VT_WORK_ENTER_H
#define VT_WORK_ENTER_H

#include "base/io.h"
#include "doc/office.h"
#include "store/arrivals.h"
#include "store/documents.h"
#include "work/outcome.h"

typedef struct vt_entering {
	vt_document *document; /* own, agency, legal_value, arrived_at, reason and fields are set;
				  the rest is set here */
	const vt_arrival *arrival; /* NULL = paper */
	const vt_actor *actor;
	const char *text; /* for search; NULL */
	int year;
} vt_entering;

/* The book of incoming documents must exist (vt_office_incoming_book()). */
bool vt_enter(vt_store *store, const vt_office *office, const vt_entering *entering,
	      GError **error);

/* The first required field that has no value: number, notation, issued, issuer, type, subject; -1 =
 * none is missing. */
int vt_enter_missing(const vt_value fields[VT_N_FIELDS]);
/* Without a type name and with a notation that begins with none (TB-, QĐ-): công văn, which has no
 * abbreviation (NĐ 30/2020 PL III). */
void vt_enter_type(const vt_office *office, vt_value fields[VT_N_FIELDS]);
const char *vt_enter_legal_value(const vt_arrival *arrival);
/* SHA-256 over the fields, as it stands in the ledger line of the registration. */
void vt_enter_fields_hash(const vt_document *document, char hash_out[VT_SHA256_HEX]);
/* "document:ID", the subject of ledger rows about it; caller frees. */
char *vt_enter_subject(int64_t document);
/* An arrival and what it resembles: links are written, and added to alerts. */
typedef struct vt_alerting {
	const char *arrival, *own;
	int64_t now;
	GPtrArray *alerts; /* vt_alert * */
} vt_alerting;
/* Registered documents of this own agency with one of these attachments. */
bool vt_enter_same_files(vt_store *store, const vt_alerting *alerting, const GPtrArray *parts,
			 GError **error);
/* document NULL: it resembles the arrival of that id only. */
bool vt_enter_alert(vt_store *store, const vt_alerting *alerting, vt_alert_kind kind,
		    const vt_document *document, const char *resembles, GError **error);
/* "12/2026"; caller frees. */
char *vt_enter_number(const vt_document *document);

#endif
