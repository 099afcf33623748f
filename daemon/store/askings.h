/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * askings - questions put to people by notice, the tokens that open them, and what was decided
 *
 * One asking = one notice = one set of tokens: one for any answer (Reply-To and [#tag]) and one for
 * each link. Using any of them closes the question for all (design §5). Only hashes are stored: a
 * token is HMAC-SHA256(key of the state directory, asking id and verb), cut to 128 bits, made again
 * when the notice is composed.
 */
#ifndef VT_STORE_ASKINGS_H
#define VT_STORE_ASKINGS_H

#include <glib.h>
#include <stdbool.h>
#include <stdint.h>

#include "store/db.h"

#define VT_TOKEN_CHARS     26 /* base32, lower case: 128 bits and two of none */
#define VT_REFERENCE_CHARS 16 /* base32: 80 bits */
#define VT_TAG_CHARS       8  /* what Subject shows of the token for any answer */

/* What is asked. Closed set; each has one row in work/answering.c. */
typedef enum {
	VT_ASKING_FORM,      /* clerk: a held message or scan as a form */
	VT_ASKING_DECIDE,    /* leader: phiếu trình of a document */
	VT_ASKING_TASK,      /* who carries it out: accept, progress, done ... */
	VT_ASKING_MORE_TIME, /* who gave the task: another deadline */
	VT_ASKING_QUESTION,  /* clerk: a leader asks something back about a document */
	VT_ASKING_UNDO,      /* who decided below smime: HỦY, for a while */
	VT_ASKING_CONFIRM,   /* leader: what the clerk says he said (GHI Ý KIẾN) */
	VT_ASKING_DIGEST,    /* rows that are other questions */
	VT_ASKING_PERSON,    /* a new person, a changed right: a second person confirms */
	VT_ASKING_OUTGOING,  /* a draft: to agree to, or to return */
	VT_ASKING_DRAFT,     /* author: the form of a draft */
	VT_ASKING_ISSUE,     /* clerk: the issue version of an outgoing document */
	VT_ASKING_COMPARE,   /* who approved it: is the issue version what he approved? */
	VT_ASKING_REPLY,     /* clerk: what a recipient of an outgoing document wrote back */
	VT_N_ASKINGS,
} vt_asking_kind;

typedef enum {
	VT_ASKING_OPEN,
	VT_ASKING_DECIDED,
	VT_ASKING_VOID,
	VT_N_ASKING_STATES
} vt_asking_state;

typedef struct vt_asking {
	int64_t id; /* 0 until inserted */
	vt_asking_kind kind;
	char *own, *person;     /* keys */
	char *arrival;          /* id, NULL */
	int64_t document, task; /* 0 = none */
	int64_t outgoing;       /* an outgoing document (store/outgoing.h); 0 */
	int64_t about;          /* another asking: what UNDO and CONFIRM are of; 0 */
	char *version;          /* SHA-256 of what it is about, as it was when asked; "" */
	char *proposal; /* what was shown: lines "key: text" (vt_form_keep(), work/proposal.h) */
	char reference[VT_REFERENCE_CHARS
		       + 1];         /* 80 bits in base32, upper case; made by insertion */
	char tag[VT_TAG_CHARS + 1];  /* made by insertion */
	int64_t made_at, expires_at; /* VT_TIME_NONE = never */
	vt_asking_state state;
	char *decision; /* "agree", "return" ...: name of the verb; NULL while open */
	int64_t decided_at;
	char *decided_by, *decided_arrival, *proof, *why;
} vt_asking;

vt_asking *vt_asking_new(vt_asking_kind kind, const char *own, const char *person);
void vt_asking_free(vt_asking *asking);
G_DEFINE_AUTOPTR_CLEANUP_FUNC(vt_asking, vt_asking_free)
const char *vt_asking_kind_name(vt_asking_kind kind); /* "form" "decide" ... */

/* Sets id, reference, tag; stores the hashes of the token for any answer and of one for each verb
 * of links (vt_verb, as int; NULL = none). Inside an act. */
bool vt_askings_insert(vt_store *store, vt_asking *asking, const GArray *links, int64_t now,
		       GError **error);
/* Row of a digest. */
bool vt_askings_add_row(vt_store *store, int64_t digest, int row, int64_t about, GError **error);
/* The row that a void question about the same document had becomes that of asking; row_out 0: there
 * is none. */
bool vt_askings_take_row(vt_store *store, int64_t digest, const vt_asking *asking, int *row_out,
			 GError **error);
/* What its notice prints and a signature must cover. Of a digest it stands for all of its rows:
 * which number is which question, of which version, with which proposal; it is settled when the
 * rows are, which is when its mail is composed. */
bool vt_askings_reference(vt_store *store, const vt_asking *asking,
			  char reference_out[VT_REFERENCE_CHARS + 1], GError **error);
/* The text of a token; verb -1 = for any answer. */
bool vt_askings_token(vt_store *store, int64_t asking, int verb, char token_out[VT_TOKEN_CHARS + 1],
		      GError **error);

/* int, of vt_verb: what it has links for, NULL on failure. */
GArray *vt_askings_links(vt_store *store, int64_t asking, GError **error);

/* NULL with error unset: none. verb_out: what the token may say, -1 = anything. */
vt_asking *vt_askings_get(vt_store *store, int64_t id, GError **error);
vt_asking *vt_askings_by_token(vt_store *store, const char *token, int *verb_out, GError **error);
vt_asking *vt_askings_by_tag(vt_store *store, const char *tag, GError **error);
vt_asking *vt_askings_by_mail(vt_store *store, const char *message_id, GError **error);
/* The first that was ever asked about the task. */
vt_asking *vt_askings_first_of(vt_store *store, int64_t task, GError **error);
/* Of a digest's row; NULL: no such row. */
vt_asking *vt_askings_of_row(vt_store *store, int64_t digest, int row, GError **error);
/* Open ones; any of person, arrival may be NULL, document, task and outgoing 0, kind -1 = whatever.
 * vt_asking *. */
typedef struct vt_asking_filter {
	int kind;
	const char *own, *person, *arrival;
	int64_t document, task, outgoing;
	int64_t only, except; /* ids; 0 = none */
} vt_asking_filter;
GPtrArray *vt_askings_open(vt_store *store, const vt_asking_filter *filter, GError **error);

/* open -> decided; all its fields of the decision are written. VT_NEVER when it is not open. */
bool vt_askings_decide(vt_store *store, const vt_asking *asking, GError **error);
/* decided -> open: it was undone; so are the lists with it as a row. */
bool vt_askings_reopen(vt_store *store, int64_t id, GError **error);
/* Open questions that match become void; their drafts are withdrawn. */
bool vt_askings_void(vt_store *store, const vt_asking_filter *filter, const char *why,
		     unsigned *n_out, GError **error);

/* What was shown of an arrival or a document that is sealed goes; the question stays. arrival may
 * be NULL, document 0. */
bool vt_askings_strip(vt_store *store, const char *arrival, int64_t document, GError **error);

/* Ids of what people wrote about it, answers and remarks, heard, asked back or refused, that is not
 * sealed yet: their letters quote what they were asked. arrival may be NULL, document 0. char *. */
GPtrArray *vt_askings_letters(vt_store *store, const char *arrival, int64_t document,
			      GError **error);

/* A signature decides once, ever: first_out is the message that it came with first, this one or an
 * earlier one; caller frees. */
bool vt_askings_count_signature(vt_store *store, const char *signer_sha256, const char *digest,
				const char *arrival, char **first_out, GError **error);

/* VT-XXXX-XXXX-XXXX-XXXX of a reference; caller frees. */
char *vt_asking_shown(const char *reference);

#endif
