/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * schema_outgoing - the tables of outgoing documents: drafts, approvals, issue versions, recipients
 */
#include "store/store_private.h"

const char *const vt_schema_step_5[] = {
	/* An outgoing document from the first draft on (doc/outgoing.h has its states). Its number
	 * is drawn from the outgoing book when the competent person approves, not before (NĐ
	 * 30/2020 Đ15; TT 01/2019 Đ20.1); the row is then a row of the register of outgoing
	 * documents. */
	"CREATE TABLE outgoing ("
	" id INTEGER PRIMARY KEY, own TEXT NOT NULL, author TEXT NOT NULL, unit TEXT,"
	" state TEXT NOT NULL, state_at INTEGER NOT NULL, made_at INTEGER NOT NULL,"
	" version INTEGER NOT NULL," /* the newest, from 1 */
	" type TEXT NOT NULL, abstract TEXT NOT NULL, urgency INTEGER NOT NULL DEFAULT 0,"
	" signer TEXT NOT NULL,"                    /* person who is to approve */
	" answers INTEGER REFERENCES document(id)," /* the incoming one it answers */
	" due_at INTEGER,"    /* hạn trả lời, that we ask of recipients */
	" paper_reason TEXT," /* paper too, and why; NULL = no */
	" book TEXT, year INTEGER, number INTEGER, notation TEXT, ident TEXT,"
	" dated_at INTEGER,"                            /* ngày ban hành */
	" approved_by TEXT, on_behalf TEXT, form TEXT," /* form: KT., TL., TUQ.; NULL */
	" proof TEXT, approved_at INTEGER, issued_at INTEGER,"
	" end_reason TEXT,"
	" CHECK ((number IS NULL) = (approved_at IS NULL)),"
	" UNIQUE (own, book, year, number),"
	" FOREIGN KEY (own, book, year) REFERENCES book_year (own, book, year)) STRICT",
	"CREATE INDEX outgoing_by_state ON outgoing (own, state)",
	"CREATE INDEX outgoing_of_author ON outgoing (author)",
	"CREATE UNIQUE INDEX outgoing_by_notation ON outgoing (own, year, number, notation)"
	" WHERE number IS NOT NULL",
	/* What one mail of the author handed in. sha256: over fields and files in their order;
	 * every approval is bound to it, and a new version voids what was approved before. */
	"CREATE TABLE outgoing_version ("
	" outgoing INTEGER NOT NULL REFERENCES outgoing(id), version INTEGER NOT NULL,"
	" arrival TEXT NOT NULL REFERENCES arrival(id), sha256 TEXT NOT NULL,"
	" person TEXT NOT NULL, proof TEXT NOT NULL, at INTEGER NOT NULL,"
	" PRIMARY KEY (outgoing, version)) STRICT, WITHOUT ROWID",
	/* Files are parts of a stored message. version 0 = the issue version (bản phát hành). */
	"CREATE TABLE outgoing_file ("
	" outgoing INTEGER NOT NULL REFERENCES outgoing(id), version INTEGER NOT NULL,"
	" position INTEGER NOT NULL, arrival TEXT NOT NULL REFERENCES arrival(id),"
	" path TEXT NOT NULL, name TEXT NOT NULL, type TEXT NOT NULL,"
	" sha256 TEXT NOT NULL, bytes INTEGER NOT NULL,"
	" text TEXT NOT NULL DEFAULT ''," /* a hash over its words; '' = not known */
	" PRIMARY KEY (outgoing, version, position)) STRICT, WITHOUT ROWID",
	"CREATE INDEX outgoing_file_by_bytes ON outgoing_file (sha256)",
	/* Each word of the way of approval; stage: doc/outgoing.h. */
	"CREATE TABLE outgoing_opinion ("
	" id INTEGER PRIMARY KEY, outgoing INTEGER NOT NULL REFERENCES outgoing(id),"
	" version INTEGER NOT NULL, stage TEXT NOT NULL, decision TEXT NOT NULL,"
	" person TEXT NOT NULL, on_behalf TEXT, words TEXT NOT NULL, proof TEXT NOT NULL,"
	" arrival TEXT REFERENCES arrival(id), at INTEGER NOT NULL) STRICT",
	"CREATE INDEX outgoing_opinion_of ON outgoing_opinion (outgoing, version)",
	/* The issue version the clerk sent back: how it was found to be the approved one. */
	"CREATE TABLE issue_version ("
	" outgoing INTEGER PRIMARY KEY REFERENCES outgoing(id),"
	" arrival TEXT NOT NULL REFERENCES arrival(id), sha256 TEXT NOT NULL,"
	" same TEXT NOT NULL CHECK (same IN ('bytes', 'text', 'confirmed', 'waiting')),"
	" person TEXT NOT NULL, proof TEXT NOT NULL, at INTEGER NOT NULL) STRICT",
	/* Nơi nhận. Without an address it goes on paper: the clerk ticks it off. */
	"CREATE TABLE outgoing_recipient ("
	" outgoing INTEGER NOT NULL REFERENCES outgoing(id), position INTEGER NOT NULL,"
	" agency TEXT, name TEXT NOT NULL, address TEXT,"
	" way TEXT NOT NULL CHECK (way IN ('mail', 'paper', 'inside')),"
	" copies INTEGER NOT NULL DEFAULT 1,"
	" state TEXT NOT NULL, state_at INTEGER NOT NULL, words TEXT NOT NULL DEFAULT '',"
	" mail INTEGER REFERENCES mail(id), postal TEXT,"
	" PRIMARY KEY (outgoing, position)) STRICT, WITHOUT ROWID",
	"CREATE INDEX outgoing_recipient_of_mail ON outgoing_recipient (mail)"
	" WHERE mail IS NOT NULL",
	/* A plain answer of a recipient, until the clerk says what it is. */
	"CREATE TABLE outgoing_reply ("
	" arrival TEXT PRIMARY KEY REFERENCES arrival(id),"
	" outgoing INTEGER NOT NULL REFERENCES outgoing(id), position INTEGER,"
	" state TEXT NOT NULL CHECK (state IN ('open', 'noted', 'document')),"
	" at INTEGER NOT NULL) STRICT, WITHOUT ROWID",
	"ALTER TABLE asking ADD COLUMN outgoing INTEGER REFERENCES outgoing(id)",
	"CREATE INDEX asking_of_outgoing ON asking (outgoing) WHERE outgoing IS NOT NULL",
	"ALTER TABLE mail ADD COLUMN outgoing INTEGER REFERENCES outgoing(id)",
	"CREATE INDEX mail_of_outgoing ON mail (outgoing) WHERE outgoing IS NOT NULL",
	/* Which key signs it: of notices, or of documents. */
	"ALTER TABLE mail ADD COLUMN key TEXT NOT NULL DEFAULT 'notice'"
	" CHECK (key IN ('notice', 'document'))",
	/* GHÉP: a scan whose files belong to the document of another message. */
	"CREATE TABLE joined ("
	" arrival TEXT PRIMARY KEY REFERENCES arrival(id),"
	" target TEXT NOT NULL REFERENCES arrival(id),"
	" person TEXT NOT NULL, at INTEGER NOT NULL) STRICT, WITHOUT ROWID",
	"CREATE INDEX joined_to ON joined (target)",
	NULL,
};

const char *const vt_schema_step_6[] = {
	/* Paper besides its mail was ticked off. */
	"ALTER TABLE outgoing_recipient ADD COLUMN paper_at INTEGER",
	NULL,
};

const char *const vt_schema_step_7[] = {
	/* What outgoing documents are found by (store/search_outgoing.h). */
	"CREATE TABLE outgoing_text ("
	" outgoing INTEGER PRIMARY KEY REFERENCES outgoing(id), words TEXT NOT NULL) STRICT",
	"CREATE VIRTUAL TABLE outgoing_index USING fts5 (words,"
	" content = 'outgoing_text', content_rowid = 'outgoing', tokenize = 'unicode61')",
	NULL,
};
