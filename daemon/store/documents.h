/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * documents - the register: one row for each number ever drawn
 *
 * A row is never deleted. Voided it keeps its fields and says so; sealed it keeps number, ids and
 * hash alone.
 */
#ifndef VT_STORE_DOCUMENTS_H
#define VT_STORE_DOCUMENTS_H

#include "doc/report.h"
#include "store/db.h"

typedef enum {
	VT_DOCUMENT_ACTIVE,
	VT_DOCUMENT_VOID,
	VT_DOCUMENT_SEALED,
	VT_N_DOCUMENT_STATES
} vt_document_state;

/* QĐ 28/2018 Đ4; a column from the first schema on. Stored and shown as these words. */
#define VT_LEGAL_REFERENCE    "để biết, tham khảo"
#define VT_LEGAL_UNDETERMINED "chưa xác định"
/* Who registered when no person did. */
#define VT_BY_ITSELF    "tự động"
#define VT_PAPER_WANTED "wanted" /* vt_document.paper */

typedef struct vt_document {
	int64_t id;       /* 0 until inserted */
	char *own, *book; /* keys */
	int year;
	int64_t number; /* số đến */
	vt_document_state state;
	char *arrival; /* NULL = paper */
	char *agency;  /* directory key, NULL */
	char *legal_value;
	int64_t arrived_at, registered_at;
	char *by, *proof;   /* person key or VT_BY_ITSELF; word of the proof */
	char *reason;       /* of an old-year entry; NULL */
	int64_t changed_at; /* voided or sealed; VT_TIME_NONE */
	char *changed_by, *change_reason;
	char *paper;      /* "wanted", "came"; NULL = nobody asks for it */
	char *of_arrival; /* arrival NULL: the message it was cut from, or was undone with; NULL */
	vt_value fields[VT_N_FIELDS]; /* VT_FIELD_ARRIVED and ARRIVAL_NUMBER are made from the row
					 when read */
} vt_document;

/* Why a document looks like one that is registered. */
typedef enum {
	VT_ALERT_BYTES,
	VT_ALERT_SIGNATURE,
	VT_ALERT_NUMBER,
	VT_ALERT_ATTACHMENT,
	VT_N_ALERTS
} vt_alert_kind;
typedef struct vt_alert {
	vt_alert_kind kind;
	int64_t document; /* the registered one; 0: only an arrival */
	char *arrival;    /* its arrival; NULL = paper */
	int year;
	int64_t number;
	char *detail; /* sha256 of the attachment; "" */
} vt_alert;

vt_document *vt_document_new(void);
void vt_document_free(vt_document *document);
G_DEFINE_AUTOPTR_CLEANUP_FUNC(vt_document, vt_document_free)
void vt_alert_free(vt_alert *alert);
const char *vt_document_state_name(vt_document_state state); /* active void sealed */
const char *vt_alert_name(vt_alert_kind kind);               /* bytes signature number attachment */
/* Text of a field, "" when there is none; borrowed. */
const char *vt_document_text(const vt_document *document, vt_field field);

/* ---- inside an act ---- */

/* number must have been drawn in this act (store/books.h). Sets id; writes fields and their
 * origins. */
bool vt_documents_insert(vt_store *store, vt_document *document, GError **error);
/* state and changed_* of the row become those of document; the rest of the row stays. */
bool vt_documents_change(vt_store *store, const vt_document *document, GError **error);
/* Removes fields, agency and all texts: number, ids and registered_at stay. */
bool vt_documents_strip(vt_store *store, int64_t id, GError **error);
/* All fields of the row become those of document; for store/revisions.h. */
bool vt_documents_replace_fields(vt_store *store, const vt_document *document, GError **error);
/* arrival NULL: it is some pages of that message, which another row has. */
bool vt_documents_cut_from(vt_store *store, int64_t id, const char *arrival, GError **error);
/* It is to be kept for ever, and waits for its paper. */
bool vt_documents_paper_wanted(vt_store *store, int64_t id, GError **error);
/* The paper came, whether it was asked for or not. */
bool vt_documents_paper_came(vt_store *store, int64_t id, GError **error);
/* Its message may be registered anew: the row keeps it as the one it came with. */
bool vt_documents_detach(vt_store *store, int64_t id, GError **error);
/* Links what looks the same, once. */
bool vt_documents_link(vt_store *store, const char *arrival, const vt_alert *alert, int64_t now,
		       GError **error);

/* ---- reading; own NULL = all ---- */

/* NULL with error unset: none. With fields. */
vt_document *vt_documents_get(vt_store *store, int64_t id, GError **error);
vt_document *vt_documents_find(vt_store *store, const char *own, const char *book, int year,
			       int64_t number, GError **error);
/* The message that holds it, also where another row has it; NULL = paper. */
const char *vt_document_message(const vt_document *document);
vt_document *vt_documents_of_arrival(vt_store *store, const char *arrival, GError **error);
/* Others that came with that message: undone, or cut from a scan; vt_document *. */
GPtrArray *vt_documents_beside(vt_store *store, const char *arrival, GError **error);
typedef struct vt_document_range {
	const char *own, *book; /* NULL = all */
	int year;
	int64_t from, to; /* numbers; to 0 = open end */
	unsigned limit;
} vt_document_range;
/* In rising numbers; vt_document * with fields. */
GPtrArray *vt_documents_list(vt_store *store, const vt_document_range *range, GError **error);
typedef struct vt_document_counts {
	int64_t numbered, paper; /* paper: of the numbered ones */
} vt_document_counts;
/* Registered with from <= registered_at < to. */
bool vt_documents_count(vt_store *store, const char *own, int64_t from, int64_t to,
			vt_document_counts *counts_out, GError **error);
/* Active document of the same own agency with the same number, notation, issuer and date
 * (normalised); NULL without error: none. Any of them missing: none. */
vt_document *vt_documents_same_number(vt_store *store, const char *own,
				      const vt_value fields[VT_N_FIELDS], GError **error);
/* Active document of the same own agency whose message holds an attachment with these bytes; not
 * those of except_arrival. */
vt_document *vt_documents_same_attachment(vt_store *store, const char *own, const char *sha256,
					  const char *except_arrival, GError **error);
/* What was linked to an arrival, and the arrivals linked to a document; vt_alert *. */
GPtrArray *vt_documents_alerts(vt_store *store, const char *arrival, GError **error);
GPtrArray *vt_documents_linked(vt_store *store, int64_t document,
			       GError **error); /* vt_alert *, arrival = the newcomer */

#endif
