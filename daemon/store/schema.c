/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * schema - the tables, and the steps that carry an older database forward
 *
 * user_version counts the steps done. A step is never edited after a release: a new one is added.
 */
#include "store/store_private.h"

#include "base/error.h"

/* "VanT": tells our file from any other SQLite database. */
#define APPLICATION_ID 0x56616e54

static const char *const step_1[] = {
	/* Every message that reached a door. Columns after "place" are NULL until the secrecy
	 * filter has spoken, and for ever when the message is a secret. */
	"CREATE TABLE arrival ("
	" sequence INTEGER PRIMARY KEY," /* order of arrival */
	" id TEXT NOT NULL UNIQUE,"
	" sha256 TEXT NOT NULL CHECK (length(sha256) = 64),"
	" bytes INTEGER NOT NULL,"
	" door TEXT NOT NULL, account TEXT NOT NULL,"
	" received_at INTEGER NOT NULL,"
	" state TEXT NOT NULL CHECK (state IN ('waiting', 'registered', 'acted', 'ignored',"
	"  'duplicate', 'held', 'refused')),"
	" place TEXT NOT NULL CHECK (place IN ('spool', 'store', 'sealed', 'gone')),"
	" concluded_at INTEGER,"
	" own TEXT," /* key of directory.conf, like agency; no foreign key: the file is edited by
			hand */
	" verdict INTEGER, code INTEGER,"
	" mail_from TEXT, from_address TEXT,"
	" status INTEGER, chain INTEGER, sender INTEGER,"
	" encrypted INTEGER, pinned INTEGER, text_layer INTEGER, automatic INTEGER,"
	" agency TEXT,"
	" signer_subject TEXT, signer_issuer TEXT, signer_serial TEXT, signer_sha256 TEXT,"
	" signing_time INTEGER, digest TEXT,"
	" subject TEXT, message_id TEXT, in_reply_to TEXT,"
	" duplicate_of TEXT REFERENCES arrival(id),"
	" decided_by TEXT, decision TEXT, released_by TEXT,"
	" secret INTEGER NOT NULL DEFAULT 0"
	") STRICT",
	"CREATE INDEX arrival_by_bytes ON arrival (sha256)",
	"CREATE INDEX arrival_by_state ON arrival (state, sequence)",
	"CREATE INDEX arrival_by_day ON arrival (received_at)",
	"CREATE INDEX arrival_by_message_id ON arrival (message_id) WHERE message_id IS NOT NULL",
	"CREATE INDEX arrival_by_place ON arrival (place, sequence)",
	"CREATE INDEX arrival_sealed ON arrival (sequence) WHERE secret = 1",

	"CREATE TABLE finding ("
	" arrival TEXT NOT NULL REFERENCES arrival(id), position INTEGER NOT NULL,"
	" code INTEGER NOT NULL, detail TEXT NOT NULL,"
	" PRIMARY KEY (arrival, position)) STRICT, WITHOUT ROWID",
	"CREATE INDEX finding_by_code ON finding (code, arrival)",

	/* Leaves of the message; decoded bytes are never kept, only their hash. */
	"CREATE TABLE part ("
	" arrival TEXT NOT NULL REFERENCES arrival(id), position INTEGER NOT NULL,"
	" path TEXT NOT NULL, type TEXT NOT NULL, declared TEXT NOT NULL, name TEXT,"
	" bytes INTEGER NOT NULL, sha256 TEXT NOT NULL,"
	" signed INTEGER NOT NULL, attachment INTEGER NOT NULL, main INTEGER NOT NULL,"
	" PRIMARY KEY (arrival, position)) STRICT, WITHOUT ROWID",
	"CREATE INDEX part_by_bytes ON part (sha256, arrival)",

	/* What inspection proposes for a document; field: key of doc/fields.h. */
	"CREATE TABLE arrival_field ("
	" arrival TEXT NOT NULL REFERENCES arrival(id), field TEXT NOT NULL,"
	" value TEXT NOT NULL, origin TEXT NOT NULL, confidence INTEGER NOT NULL,"
	" PRIMARY KEY (arrival, field)) STRICT, WITHOUT ROWID",

	/* Why it was not registered by itself: words of work/reasons.h. */
	"CREATE TABLE why ("
	" arrival TEXT NOT NULL REFERENCES arrival(id), position INTEGER NOT NULL,"
	" word TEXT NOT NULL, detail TEXT NOT NULL,"
	" PRIMARY KEY (arrival, position)) STRICT, WITHOUT ROWID",

	"CREATE TABLE recipient ("
	" arrival TEXT NOT NULL REFERENCES arrival(id), address TEXT NOT NULL, own TEXT,"
	" PRIMARY KEY (arrival, address)) STRICT, WITHOUT ROWID",

	/* A signature counts once, ever: what was registered by it. */
	"CREATE TABLE signature ("
	" signer_sha256 TEXT NOT NULL, digest TEXT NOT NULL,"
	" arrival TEXT NOT NULL REFERENCES arrival(id),"
	" PRIMARY KEY (signer_sha256, digest)) STRICT, WITHOUT ROWID",

	/* last = first - 1 before the first number. */
	"CREATE TABLE book_year ("
	" own TEXT NOT NULL, book TEXT NOT NULL, year INTEGER NOT NULL,"
	" first INTEGER NOT NULL CHECK (first > 0), last INTEGER NOT NULL,"
	" PRIMARY KEY (own, book, year)) STRICT, WITHOUT ROWID",

	"CREATE TABLE document ("
	" id INTEGER PRIMARY KEY,"
	" own TEXT NOT NULL, book TEXT NOT NULL, year INTEGER NOT NULL, number INTEGER NOT NULL,"
	" state TEXT NOT NULL CHECK (state IN ('active', 'void', 'sealed')),"
	" arrival TEXT UNIQUE REFERENCES arrival(id)," /* NULL = paper */
	" agency TEXT, legal_value TEXT,"
	" arrived_at INTEGER NOT NULL, registered_at INTEGER NOT NULL,"
	" by_person TEXT NOT NULL, proof TEXT NOT NULL, reason TEXT,"
	" changed_at INTEGER, changed_by TEXT, change_reason TEXT,"
	" same TEXT," /* own, number, notation, issuer and date, normalised: for duplicates */
	" UNIQUE (own, book, year, number),"
	" FOREIGN KEY (own, book, year) REFERENCES book_year (own, book, year)) STRICT",
	"CREATE INDEX document_by_same ON document (same) WHERE same IS NOT NULL",
	"CREATE INDEX document_by_day ON document (registered_at)",

	"CREATE TABLE document_field ("
	" document INTEGER NOT NULL REFERENCES document(id), field TEXT NOT NULL,"
	" value TEXT NOT NULL, origin TEXT NOT NULL, confidence INTEGER NOT NULL,"
	" PRIMARY KEY (document, field)) STRICT, WITHOUT ROWID",

	/* arrival looks like document (0: like another arrival only). */
	"CREATE TABLE alert ("
	" arrival TEXT NOT NULL REFERENCES arrival(id), kind TEXT NOT NULL,"
	" document INTEGER NOT NULL, resembles TEXT NOT NULL, detail TEXT NOT NULL,"
	" at INTEGER NOT NULL,"
	" PRIMARY KEY (arrival, kind, document, resembles)) STRICT, WITHOUT ROWID",
	"CREATE INDEX alert_by_document ON alert (document)",

	/* line is verbatim; reason is the text whose SHA-256 stands in it. */
	"CREATE TABLE ledger ("
	" seq INTEGER PRIMARY KEY, hash TEXT NOT NULL, line TEXT NOT NULL,"
	" subject TEXT, reason TEXT) STRICT",
	"CREATE INDEX ledger_by_subject ON ledger (subject) WHERE subject IS NOT NULL",

	"CREATE TABLE mail ("
	" id INTEGER PRIMARY KEY,"
	" message_id TEXT NOT NULL UNIQUE,"
	" kind TEXT NOT NULL, own TEXT NOT NULL, language TEXT NOT NULL,"
	" sender TEXT NOT NULL, recipient TEXT NOT NULL, person TEXT,"
	" in_reply_to TEXT, refs TEXT, automatic INTEGER NOT NULL,"
	" arrival TEXT REFERENCES arrival(id), document INTEGER REFERENCES document(id),"
	" made_at INTEGER NOT NULL, due_at INTEGER NOT NULL,"
	" state TEXT NOT NULL CHECK (state IN ('draft', 'composed', 'sent', 'failed', 'braked',"
	"  'withdrawn')),"
	" file TEXT, sha256 TEXT, bytes INTEGER NOT NULL DEFAULT 0,"
	" attempts INTEGER NOT NULL DEFAULT 0, next_try_at INTEGER NOT NULL,"
	" sent_at INTEGER, fault TEXT,"
	" CHECK (state NOT IN ('composed', 'sent') OR sha256 IS NOT NULL)) STRICT",
	"CREATE INDEX mail_by_state ON mail (state, next_try_at)",
	"CREATE INDEX mail_by_arrival ON mail (arrival) WHERE arrival IS NOT NULL",
	"CREATE INDEX mail_by_document ON mail (document) WHERE document IS NOT NULL",
	"CREATE INDEX mail_by_kind ON mail (kind, recipient, made_at)",

	"CREATE TABLE mail_value ("
	" mail INTEGER NOT NULL REFERENCES mail(id), position INTEGER NOT NULL,"
	" key TEXT NOT NULL, value TEXT NOT NULL,"
	" arrival TEXT REFERENCES arrival(id)," /* what it speaks about, in a digest */
	" PRIMARY KEY (mail, position)) STRICT, WITHOUT ROWID",
	"CREATE INDEX mail_value_by_arrival ON mail_value (arrival) WHERE arrival IS NOT NULL",

	"CREATE TABLE mail_attachment ("
	" mail INTEGER NOT NULL REFERENCES mail(id), position INTEGER NOT NULL,"
	" arrival TEXT NOT NULL REFERENCES arrival(id), path TEXT," /* NULL = the original */
	" PRIMARY KEY (mail, position)) STRICT, WITHOUT ROWID",

	"CREATE TABLE rate (what TEXT NOT NULL, key TEXT NOT NULL, at INTEGER NOT NULL) STRICT",
	"CREATE INDEX rate_by_key ON rate (what, key, at)",

	/* Destroying sealed bytes needs two people: who asked first. */
	"CREATE TABLE destruction ("
	" arrival TEXT PRIMARY KEY REFERENCES arrival(id),"
	" asked_by TEXT NOT NULL, asked_at INTEGER NOT NULL) STRICT",

	/* Folded text; the index reads its content here, so that words can be taken out again
	 * (a contentless table cannot delete in SQLite 3.40). */
	"CREATE TABLE document_text ("
	" document INTEGER PRIMARY KEY REFERENCES document(id),"
	" number TEXT NOT NULL, fields TEXT NOT NULL, body TEXT NOT NULL) STRICT",
	"CREATE VIRTUAL TABLE document_index USING fts5 (number, fields, body,"
	" content = 'document_text', content_rowid = 'document', tokenize = 'unicode61')",
	NULL,
};

static const char *const step_2[] = {
	/* What verdicts rested on and no message carries: evidence/SHA256.der. */
	"CREATE TABLE evidence ("
	" sha256 TEXT PRIMARY KEY CHECK (length(sha256) = 64),"
	" kind TEXT NOT NULL CHECK (kind IN ('certificate', 'crl')),"
	" bytes INTEGER NOT NULL, first_kept INTEGER NOT NULL) STRICT, WITHOUT ROWID",
	"CREATE TABLE arrival_evidence ("
	" arrival TEXT NOT NULL REFERENCES arrival(id), position INTEGER NOT NULL,"
	" sha256 TEXT NOT NULL, kind TEXT NOT NULL, carried INTEGER NOT NULL,"
	" PRIMARY KEY (arrival, position)) STRICT, WITHOUT ROWID",
	"CREATE INDEX arrival_evidence_by_object ON arrival_evidence (sha256)",

	/* What a later look said; what was said at receipt stands in arrival and stays. */
	"CREATE TABLE recheck ("
	" arrival TEXT NOT NULL REFERENCES arrival(id), at INTEGER NOT NULL,"
	" status INTEGER NOT NULL, chain INTEGER NOT NULL, sender INTEGER NOT NULL,"
	" code INTEGER NOT NULL, detail TEXT NOT NULL,"
	" PRIMARY KEY (arrival, at)) STRICT, WITHOUT ROWID",
	/* How a signer's certificate stands as far as it was told; no row: well. since: "" when the
	 * list does not say. */
	"CREATE TABLE signer ("
	" sha256 TEXT PRIMARY KEY, standing TEXT NOT NULL"
	"  CHECK (standing IN ('holds', 'revoked', 'denied')),"
	" since TEXT NOT NULL, at INTEGER NOT NULL) STRICT, WITHOUT ROWID",
	"CREATE INDEX arrival_by_signer ON arrival (signer_sha256, sequence)"
	" WHERE signer_sha256 IS NOT NULL",
	NULL,
};

static const char *const step_3[] = {
	/* What came back about a mail (store/deliveries.h): claims, nothing follows from them. */
	"CREATE TABLE delivery ("
	" mail INTEGER NOT NULL REFERENCES mail(id), recipient TEXT NOT NULL,"
	" state TEXT NOT NULL CHECK (state IN ('unclear', 'delayed', 'relayed', 'failed',"
	"  'auto-replied', 'delivered', 'displayed')),"
	" status TEXT NOT NULL, words TEXT NOT NULL,"
	" arrival TEXT NOT NULL REFERENCES arrival(id), at INTEGER NOT NULL,"
	" PRIMARY KEY (mail, recipient)) STRICT, WITHOUT ROWID",
	"CREATE INDEX delivery_by_arrival ON delivery (arrival)",
	/* Proof session: the login that our own mail server vouched for. */
	"ALTER TABLE arrival ADD COLUMN session TEXT",
	/* Where a message lies in the mailbox it came from, and whether it has to go on: no
	 * content. */
	"CREATE TABLE move ("
	" arrival TEXT PRIMARY KEY REFERENCES arrival(id), message_id_sha256 TEXT,"
	" validity INTEGER NOT NULL DEFAULT 0, uid INTEGER NOT NULL DEFAULT 0,"
	" wanted TEXT CHECK (wanted IN ('sealed', 'infected')),"
	" asked_at INTEGER, told_at INTEGER, ended_at INTEGER) STRICT, WITHOUT ROWID",
	"CREATE INDEX move_open ON move (arrival) WHERE wanted IS NOT NULL AND ended_at IS NULL",
	/* A mail that came due while dispatch.mode was hold: composed, it waits for a decision. */
	"ALTER TABLE mail ADD COLUMN held_at INTEGER",
	/* Whom it went to in the recipient's place (dispatch.mode redirect). */
	"ALTER TABLE mail ADD COLUMN sent_to TEXT",
	NULL,
};

static const vt_schema_step steps[] = {
	{ step_1 },           { step_2 },           { step_3 },           { vt_schema_step_4 },
	{ vt_schema_step_5 }, { vt_schema_step_6 }, { vt_schema_step_7 },
};

int vt_schema_version(void)
{
	return G_N_ELEMENTS(steps);
}

static bool run(sqlite3 *db, const char *sql, GError **error)
{
	int result = sqlite3_exec(db, sql, NULL, NULL, NULL);

	if (result == SQLITE_OK)
		return true;
	g_autofree char *what = g_strdup_printf("run '%.40s'", sql);
	return vt_store_fault(db, result, what, error);
}

static bool pragma_int(sqlite3 *db, const char *sql, int *value_out, GError **error)
{
	sqlite3_stmt *statement = NULL;
	int result = sqlite3_prepare_v2(db, sql, -1, &statement, NULL);

	if (result == SQLITE_OK)
		result = sqlite3_step(statement);
	if (result == SQLITE_ROW)
		*value_out = sqlite3_column_int(statement, 0);
	sqlite3_finalize(statement);
	return result == SQLITE_ROW || vt_store_fault(db, result, "read the database", error);
}

bool vt_schema_found(sqlite3 *db, int *version_out, GError **error)
{
	int application = 0, version = 0, tables = 0;

	if (!pragma_int(db, "PRAGMA application_id", &application, error)
	    || !pragma_int(db, "PRAGMA user_version", &version, error)
	    || !pragma_int(db, "SELECT count(*) FROM sqlite_schema", &tables, error))
		return false;
	if (tables > 0 && application != APPLICATION_ID)
		return vt_error_set(error, VT_NEVER,
				    "cannot use the database: it belongs to another program");
	*version_out = tables > 0 ? version : 0;
	return true;
}

/* A copy of the whole database as it was, complete or absent. */
static bool copy_first(sqlite3 *db, const char *folder, int version, GError **error)
{
	g_autofree char *path = g_strdup_printf("%s/before-%d.db", folder, version + 1);
	g_autofree char *temporary = g_strconcat(path, ".tmp", NULL);
	sqlite3_stmt *statement = NULL;

	remove(temporary);
	int result = sqlite3_prepare_v2(db, "VACUUM INTO ?1", -1, &statement, NULL);
	if (result == SQLITE_OK)
		result = sqlite3_bind_text(statement, 1, temporary, -1, SQLITE_TRANSIENT);
	if (result == SQLITE_OK)
		result = sqlite3_step(statement);
	sqlite3_finalize(statement);
	if (result != SQLITE_DONE)
		return vt_store_fault(db, result, "copy the database before a schema step", error);
	if (rename(temporary, path) != 0)
		return vt_error_errno(error, "cannot rename '%s'", temporary);
	return true;
}

static bool run_step(sqlite3 *db, const vt_schema_step *step, int version, GError **error)
{
	g_autofree char *stamp = g_strdup_printf("PRAGMA user_version = %d", version);
	g_autofree char *mark = g_strdup_printf("PRAGMA application_id = %d", APPLICATION_ID);
	bool done = run(db, "BEGIN IMMEDIATE", error);

	for (unsigned i = 0; done && step->statements[i]; i++)
		done = run(db, step->statements[i], error);
	done = done && run(db, stamp, error) && run(db, mark, error) && run(db, "COMMIT", error);
	if (!done && !sqlite3_get_autocommit(db))
		sqlite3_exec(db, "ROLLBACK", NULL, NULL, NULL);
	return done;
}

bool vt_schema_upgrade(sqlite3 *db, const char *copy_folder, const vt_schema_step *list,
		       int n_steps, GError **error)
{
	int version = 0;

	if (!vt_schema_found(db, &version, error))
		return false;
	if (version > n_steps)
		return vt_error_set(
			error, VT_NEVER,
			"cannot use the database: schema %d is newer than %d, the last one known",
			version, n_steps);
	if (version > 0 && version < n_steps && !copy_first(db, copy_folder, version, error))
		return false;
	for (int i = version; i < n_steps; i++) {
		if (!run_step(db, &list[i], i + 1, error)) {
			g_prefix_error(error, "schema step %d: ", i + 1);
			return false;
		}
	}
	return true;
}

bool vt_schema_open(sqlite3 *db, const char *copy_folder, GError **error)
{
	return vt_schema_upgrade(db, copy_folder, steps, G_N_ELEMENTS(steps), error);
}
