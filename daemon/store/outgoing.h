/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * outgoing - outgoing documents: drafts in versions, opinions, number, issue version, recipients
 *
 * A row is never deleted; from approval on it is the row of the register of outgoing documents
 * (NĐ 30/2020 Đ16, PL IV.I). Changing functions run inside an act.
 */
#ifndef VT_STORE_OUTGOING_H
#define VT_STORE_OUTGOING_H

#include <glib.h>

#include "doc/outgoing.h"
#include "store/db.h"

typedef struct vt_outgoing_file {
	char *arrival, *path, *name, *type, *sha256;
	char *text; /* vt_part.text; "" = not known */
	int64_t bytes;
} vt_outgoing_file;

typedef struct vt_outgoing_recipient {
	int position; /* from 1 */
	char *agency; /* key of directory.conf; NULL */
	char *name;
	char *address; /* NULL: on paper */
	char *way;     /* "mail" "paper" "inside" */
	int copies;
	vt_recipient_state state;
	int64_t state_at;
	int64_t paper_at; /* paper besides its mail was ticked off; 0 = not */
	char *words;      /* of the server, or of the recipient; "" */
	int64_t mail;     /* 0 = none yet */
	char *postal;     /* postal address, as the draft or the directory has it; NULL */
} vt_outgoing_recipient;

typedef struct vt_outgoing {
	int64_t id;                /* 0 until inserted */
	char *own, *author, *unit; /* keys; unit NULL */
	vt_outgoing_state state;
	int64_t state_at, made_at;
	int version;
	char *type, *abstract;
	int urgency;        /* as document.urgency */
	char *signer;       /* key of the person who is to approve */
	int64_t answers;    /* document, 0 = none */
	int64_t due_at;     /* VT_TIME_NONE */
	char *paper_reason; /* NULL = no paper besides mail */
	char *book;         /* NULL until numbered, with all below */
	int year;
	int64_t number;
	char *notation, *ident;
	int64_t dated_at;
	char *approved_by, *on_behalf, *form, *proof;
	int64_t approved_at, issued_at; /* VT_TIME_NONE */
	char *end_reason;
	char *version_sha256;  /* of the newest version: what approvals are bound to */
	GPtrArray *files;      /* vt_outgoing_file *, of the newest version */
	GPtrArray *recipients; /* vt_outgoing_recipient * */
} vt_outgoing;

vt_outgoing *vt_outgoing_new(void);
void vt_outgoing_free(vt_outgoing *outgoing);
G_DEFINE_AUTOPTR_CLEANUP_FUNC(vt_outgoing, vt_outgoing_free)
void vt_outgoing_file_free(vt_outgoing_file *file);
void vt_outgoing_recipient_free(vt_outgoing_recipient *recipient);

/* ---- inside an act ---- */

typedef struct vt_outgoing_by {
	const char *person, *on_behalf, *proof, *arrival; /* on_behalf NULL */
	int64_t at;
} vt_outgoing_by;
/* Version 1 with its files and recipients; sets id, version, version_sha256, state_at, made_at. */
bool vt_outgoings_insert(vt_store *store, vt_outgoing *outgoing, const vt_outgoing_by *by,
			 GError **error);
/* A further version: fields, files and recipients become those of outgoing. */
bool vt_outgoings_hand_in(vt_store *store, vt_outgoing *outgoing, const vt_outgoing_by *by,
			  GError **error);
/* state, state_at, end_reason and what approval wrote (book to approved_at, issued_at) become those
 * of outgoing. The number must have been drawn in this act. */
bool vt_outgoings_change(vt_store *store, const vt_outgoing *outgoing, GError **error);
bool vt_outgoings_opine(vt_store *store, const vt_outgoing *outgoing, const char *decision,
			const char *words, const vt_outgoing_by *by, GError **error);
bool vt_outgoings_set_recipient(vt_store *store, int64_t outgoing,
				const vt_outgoing_recipient *recipient, GError **error);
/* same: "bytes" "text" "confirmed" "waiting". Replaces one that waited; files: vt_outgoing_file *.
 */
bool vt_outgoings_set_issue(vt_store *store, int64_t outgoing, const char *same, GPtrArray *files,
			    const vt_outgoing_by *by, GError **error);

/* Words and names go, of all versions; what was not issued ends: dropped, or void with its number.
 * Its questions are void. */
bool vt_outgoings_strip(vt_store *store, int64_t outgoing, int64_t now, GError **error);

/* ---- reading; own NULL = all ---- */

/* int64_t: those of which a version, or the issue version, came with that message. */
GArray *vt_outgoings_of_arrival(vt_store *store, const char *arrival, GError **error);

/* NULL with error unset: none. With files and recipients. */
vt_outgoing *vt_outgoings_get(vt_store *store, int64_t id, GError **error);
/* Where several books have it, the newest; vt_outgoings_register() tells them all. */
vt_outgoing *vt_outgoings_numbered(vt_store *store, const char *own, int year, int64_t number,
				   GError **error);
/* How many documents of the agency have a number of that year, of all its books. */
bool vt_outgoings_count(vt_store *store, const char *own, int year, int64_t *count_out,
			GError **error);
/* Are these bytes a file of another outgoing document? */
bool vt_outgoings_is_file_of_another(vt_store *store, int64_t id, const char *sha256, bool *is_out,
				     GError **error);
/* Files of a version; 0 = the issue version. vt_outgoing_file *. */
GPtrArray *vt_outgoings_files(vt_store *store, int64_t id, int version, GError **error);
/* The register, in rising numbers; vt_outgoing *. */
typedef struct vt_outgoing_range {
	const char *own, *book;
	int year;
	int64_t from, to; /* numbers; to 0 = open end */
	unsigned limit;
} vt_outgoing_range;
GPtrArray *vt_outgoings_register(vt_store *store, const vt_outgoing_range *range, GError **error);
/* Every word of its way, oldest first; vt_outgoing_opinion *. */
typedef struct vt_outgoing_opinion {
	int version;
	vt_outgoing_state stage;
	char *decision, *person, *on_behalf, *words, *proof, *arrival; /* on_behalf, arrival NULL */
	int64_t at;
} vt_outgoing_opinion;
void vt_outgoing_opinion_free(vt_outgoing_opinion *opinion);
GPtrArray *vt_outgoings_opinions(vt_store *store, int64_t id, GError **error);
/* In one of the states, oldest first; vt_outgoing *. */
GPtrArray *vt_outgoings_in(vt_store *store, const char *own, vt_outgoing_state state,
			   GError **error);
/* Issued, and a mail to a recipient has not left yet, or was given up and no paper went in its
 * place: oldest first; vt_outgoing *. Not those that a rehearsal holds back. */
GPtrArray *vt_outgoings_unsent(vt_store *store, const char *own, GError **error);
/* Issued since then, and a recipient that has a mail address has not confirmed, nor refused it, or
 * paper has not been ticked off. */
GPtrArray *vt_outgoings_unconfirmed(vt_store *store, const char *own, int64_t since,
				    GError **error);

#endif
