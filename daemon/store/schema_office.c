/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * schema_office - the tables of the office at work by mail: questions, decisions, tasks
 */
#include "store/store_private.h"

const char *const vt_schema_step_4[] = {
	/* A notice that asks a person for something, and what came of it. proposal: what was shown
	 * (a form, an assignment), so that a "yes" means exactly that. */
	"CREATE TABLE asking ("
	" id INTEGER PRIMARY KEY, kind TEXT NOT NULL, own TEXT NOT NULL, person TEXT NOT NULL,"
	" arrival TEXT REFERENCES arrival(id), document INTEGER REFERENCES document(id),"
	" task INTEGER REFERENCES task(id), about INTEGER REFERENCES asking(id),"
	" version TEXT NOT NULL, proposal TEXT NOT NULL, reference TEXT NOT NULL,"
	" tag TEXT NOT NULL UNIQUE, made_at INTEGER NOT NULL, expires_at INTEGER,"
	" state TEXT NOT NULL CHECK (state IN ('open', 'decided', 'void')),"
	" decision TEXT, decided_at INTEGER, decided_by TEXT,"
	" decided_arrival TEXT REFERENCES arrival(id), proof TEXT, why TEXT) STRICT",
	"CREATE INDEX asking_of_arrival ON asking (arrival) WHERE arrival IS NOT NULL",
	"CREATE INDEX asking_of_document ON asking (document) WHERE document IS NOT NULL",
	"CREATE INDEX asking_of_task ON asking (task) WHERE task IS NOT NULL",
	"CREATE INDEX asking_open ON asking (person, kind) WHERE state = 'open'",
	"CREATE INDEX asking_by_reference ON asking (reference)",
	/* Numbers of a digest: row 3 of this mail is that question. */
	"CREATE TABLE asking_row ("
	" asking INTEGER NOT NULL REFERENCES asking(id), row INTEGER NOT NULL,"
	" about INTEGER NOT NULL REFERENCES asking(id),"
	" PRIMARY KEY (asking, row)) STRICT, WITHOUT ROWID",
	/* A word that opens a question: only its hash. verb: of doc/verb.h, "" = any answer. */
	"CREATE TABLE token ("
	" sha256 TEXT PRIMARY KEY CHECK (length(sha256) = 64),"
	" asking INTEGER NOT NULL REFERENCES asking(id), verb TEXT NOT NULL)"
	" STRICT, WITHOUT ROWID",
	/* The notice that carries it; its links and Reply-To are made when it is composed. */
	"ALTER TABLE mail ADD COLUMN asking INTEGER REFERENCES asking(id)",
	"CREATE INDEX mail_of_asking ON mail (asking) WHERE asking IS NOT NULL",
	/* A signature decides once: (signer, digest) of what was acted upon. */
	"CREATE TABLE acted ("
	" signer_sha256 TEXT NOT NULL, digest TEXT NOT NULL,"
	" arrival TEXT NOT NULL REFERENCES arrival(id),"
	" PRIMARY KEY (signer_sha256, digest)) STRICT, WITHOUT ROWID",
	/* What a person said, verbatim; of a document, a task, or both. */
	"CREATE TABLE remark ("
	" id INTEGER PRIMARY KEY, document INTEGER REFERENCES document(id),"
	" task INTEGER REFERENCES task(id), person TEXT NOT NULL, on_behalf TEXT,"
	" kind TEXT NOT NULL, words TEXT NOT NULL, arrival TEXT REFERENCES arrival(id),"
	" proof TEXT NOT NULL, at INTEGER NOT NULL) STRICT",
	"CREATE INDEX remark_of_document ON remark (document) WHERE document IS NOT NULL",
	"CREATE INDEX remark_of_task ON remark (task) WHERE task IS NOT NULL",
	/* Where a document stands (doc/workflow.h); NULL = registered before there was a workflow.
	 */
	"ALTER TABLE document ADD COLUMN stage TEXT",
	"ALTER TABLE document ADD COLUMN due_at INTEGER",
	"ALTER TABLE document ADD COLUMN urgency INTEGER NOT NULL DEFAULT 0",
	"ALTER TABLE document ADD COLUMN paper TEXT" /* NULL = none is wanted */
	" CHECK (paper IN ('wanted', 'came'))",
	/* The message it came with, where another row has it: cut from a scan, or an entry undone.
	 */
	"ALTER TABLE document ADD COLUMN of_arrival TEXT REFERENCES arrival(id)",
	"CREATE INDEX document_of_arrival ON document (of_arrival) WHERE of_arrival IS NOT NULL",
	"CREATE INDEX document_by_stage ON document (own, stage) WHERE stage IS NOT NULL",
	/* Who carries it out. lead: chủ trì, exactly one for each level; parent: the unit's task it
	 * is part of. */
	"CREATE TABLE task ("
	" id INTEGER PRIMARY KEY, own TEXT NOT NULL,"
	" document INTEGER NOT NULL REFERENCES document(id),"
	" parent INTEGER REFERENCES task(id),"
	" role TEXT NOT NULL CHECK (role IN ('lead', 'support', 'inform')),"
	" unit TEXT, person TEXT NOT NULL," /* person: who answers for it; of a unit its head */
	" state TEXT NOT NULL, state_at INTEGER NOT NULL,"
	" given_by TEXT NOT NULL, on_behalf TEXT, given_at INTEGER NOT NULL,"
	" counts_at INTEGER NOT NULL," /* not before: it may be undone until then */
	" due_at INTEGER, opinion TEXT NOT NULL, result TEXT, answer TEXT,"
	" seen_at INTEGER, seen_how TEXT," /* ký nhận: first act, confirmation or receipt */
	" extended INTEGER NOT NULL DEFAULT 0, sequence INTEGER NOT NULL DEFAULT 0) STRICT",
	"CREATE INDEX task_of_document ON task (document)",
	"CREATE INDEX task_of_person ON task (person, state)",
	"CREATE INDEX task_by_due ON task (due_at) WHERE due_at IS NOT NULL",
	/* What the clock has done: a reminder goes once. */
	"CREATE TABLE clock ("
	" what TEXT NOT NULL, key TEXT NOT NULL, stage TEXT NOT NULL, at INTEGER NOT NULL,"
	" PRIMARY KEY (what, key, stage)) STRICT, WITHOUT ROWID",
	/* KT., TL., TUQ.: somebody acts for somebody, for a time and a scope. */
	"CREATE TABLE delegation ("
	" id INTEGER PRIMARY KEY, own TEXT NOT NULL, giver TEXT NOT NULL, taker TEXT NOT NULL,"
	" form TEXT NOT NULL CHECK (form IN ('KT.', 'TL.', 'TUQ.')), scope TEXT NOT NULL,"
	" from_at INTEGER NOT NULL, to_at INTEGER NOT NULL, arrival TEXT REFERENCES arrival(id),"
	" given_at INTEGER NOT NULL, ended_at INTEGER) STRICT",
	"CREATE INDEX delegation_of_taker ON delegation (taker)",
	/* What is known of a person besides directory.conf: locked, absent, welcomed. */
	"CREATE TABLE person_note ("
	" person TEXT NOT NULL, kind TEXT NOT NULL, text TEXT NOT NULL, at INTEGER NOT NULL,"
	" until INTEGER, PRIMARY KEY (person, kind)) STRICT, WITHOUT ROWID",
	/* A correction is a new revision; what stood there before is kept. */
	"CREATE TABLE revision ("
	" document INTEGER NOT NULL REFERENCES document(id), revision INTEGER NOT NULL,"
	" field TEXT NOT NULL, before TEXT, after TEXT, person TEXT NOT NULL,"
	" proof TEXT NOT NULL, reason TEXT NOT NULL, at INTEGER NOT NULL,"
	" PRIMARY KEY (document, revision, field)) STRICT, WITHOUT ROWID",
	NULL,
};
