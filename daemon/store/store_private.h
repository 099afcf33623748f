/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * store_private - the inside of a store, and short SQL, for the files of this folder alone
 */
#ifndef VT_STORE_STORE_PRIVATE_H
#define VT_STORE_STORE_PRIVATE_H

#include <sqlite3.h>

#include "store/arrivals.h"
#include "store/db.h"

/* A number drawn in the act under way: read back at its end. */
typedef struct vt_drawn {
	char *own, *book;
	int year;
	int64_t number;
} vt_drawn;

/* What becomes of files after the COMMIT; doing it twice is harmless. */
typedef struct vt_effect {
	enum { VT_EFFECT_FOLLOW, VT_EFFECT_DROP_MAIL, VT_EFFECT_DROP_EVIDENCE } kind;
	char *id, *sha256; /* of the arrival; DROP_MAIL: id = name in outbox/; DROP_EVIDENCE: sha256
			      alone */
	vt_place place;
} vt_effect;

struct vt_store {
	sqlite3 *db;
	char *state;
	const char *db_name; /* folder of the database in it */
	bool reader, in_batch, in_act;
	unsigned acts;
	int spool, stored, sealed, outbox, evidence, db_dir; /* folders */
	GHashTable *statements;                              /* SQL -> sqlite3_stmt at rest */
	GPtrArray *drawn;                                    /* vt_drawn *, this act */
	GArray *mails;                                       /* int64_t, inserted in this act */
	int64_t ledger_before;                               /* last row before this act */
	GPtrArray *effects; /* vt_effect *, this batch, then those not yet done */
	unsigned effects_settled, effects_at_act; /* older than this batch; older than this act */
	unsigned effects_at_trial, drawn_at_trial, mails_at_trial;
	char *fault; /* of the first effect that failed */
};

/* A message without an envelope in spool/: nobody is about to write one. What a maildir held keeps
 * its time of modification when it is linked; only the change tells when it came into spool/. */
struct stat;
bool vt_stray_is_old(const struct stat *status, int64_t now);

/* Carries the schema of db forward; copies the file to db_dir/before-N.db first when it holds
 * something. */
typedef struct vt_schema_step {
	const char *const *statements; /* ends with NULL */
} vt_schema_step;
bool vt_schema_upgrade(sqlite3 *db, const char *copy_folder, const vt_schema_step *steps,
		       int n_steps, GError **error);
bool vt_schema_open(sqlite3 *db, const char *copy_folder, GError **error);
int vt_schema_version(void);
extern const char *const vt_schema_step_4[]; /* store/schema_office.c */
extern const char *const vt_schema_step_5[]; /* store/schema_outgoing.c */
extern const char *const vt_schema_step_6[];
extern const char *const vt_schema_step_7[];
bool vt_schema_found(sqlite3 *db, int *version_out, GError **error);

/* Sets *error from the database's last fault: "cannot WHAT: cause". Always false. */
bool vt_store_fault(sqlite3 *db, int code, const char *what, GError **error);

/* Read-backs of one act, by those who know the rows. */
bool vt_books_read_back(vt_store *store, GError **error);
bool vt_ledger_read_back(vt_store *store, GError **error);
bool vt_outbox_read_back(vt_store *store, GError **error);
bool vt_ledger_last(vt_store *store, int64_t *seq_out, GError **error);

/* After the COMMIT: the file goes unless a row wants it (store/evidence.c). */
bool vt_evidence_drop(vt_store *store, const char *sha256, GError **error);

bool vt_effect_run(vt_store *store, const vt_effect *effect, GError **error);
void vt_effect_free(vt_effect *effect);

/*
 * One statement; sql must outlive it. Faults are kept until next() or run(). Parameters are
 * numbered from 1, columns from 0.
 */
typedef struct vt_query vt_query;
vt_query *vt_query_new(vt_store *store, const char *sql);
void vt_query_free(vt_query *query);
G_DEFINE_AUTOPTR_CLEANUP_FUNC(vt_query, vt_query_free)
void vt_query_text(vt_query *query, int parameter, const char *text); /* NULL = NULL */
void vt_query_int(vt_query *query, int parameter, int64_t value);
void vt_query_at(vt_query *query, int parameter, int64_t at); /* VT_TIME_NONE = NULL */
/* true: a row stands ready. false: none, or *error is set. */
bool vt_query_next(vt_query *query, GError **error);
/* The same statement again with other parameters. */
void vt_query_again(vt_query *query);
/* To the end, rows thrown away. */
bool vt_query_run(vt_query *query, GError **error);
/* First column of the first row; value_out untouched without a row or when it is NULL. */
bool vt_query_one(vt_query *query, int64_t *value_out, GError **error);
const char *vt_query_get(vt_query *query,
			 int column); /* borrowed until the next step; NULL = NULL */
char *vt_query_dup(vt_query *query, int column);
int64_t vt_query_get_int(vt_query *query, int column);
int64_t vt_query_get_at(vt_query *query, int column);

/* Rows of field, value, origin, confidence into fields; others are left as they are. */
bool vt_fields_read(vt_query *query, vt_value fields[VT_N_FIELDS], GError **error);

/* Rows changed by the last run. */
int vt_store_changes(vt_store *store);

#endif
