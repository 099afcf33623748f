/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * outbox - every mail this office sends: one row, one recipient
 *
 * A mail is born inside the act that causes it, as a draft: template, values, what to
 * attach. After the COMMIT the registrar composes and has it signed (draft -> composed: the bytes
 * lie in outbox/ under their name, with their SHA-256), dispatch sends exactly these bytes (->
 * sent). Its Message-ID is made at insertion and never changes, so that a repeated sending is seen
 * as one mail.
 *
 * Several things may share one mail (a digest): then mail.arrival is NULL and each value carries
 * the arrival it speaks about, so that sealing one leaves the others.
 */
#ifndef VT_STORE_OUTBOX_H
#define VT_STORE_OUTBOX_H

#include <glib.h>
#include <stdbool.h>
#include <stdint.h>

#include "base/error.h"
#include "store/db.h"

typedef enum {
	VT_MAIL_DRAFT,    /* row and values; not before due_at */
	VT_MAIL_COMPOSED, /* bytes signed and in outbox/ */
	VT_MAIL_SENT,
	VT_MAIL_FAILED, /* given up: VT_NEVER, or tried for too long */
	VT_MAIL_BRAKED, /* held by the breaker; vt_outbox_release_braked() makes drafts of them */
	VT_MAIL_WITHDRAWN, /* sealed or overtaken before it went */
	VT_MAIL_HELD, /* composed, came due while dispatch.mode was hold; a row says composed */
	VT_N_MAIL_STATES,
} vt_mail_state;

typedef enum {
	VT_AUTO_GENERATED, /* Auto-Submitted: auto-generated (RFC 3834) */
	VT_AUTO_REPLIED,   /* answers a message: auto-replied */
} vt_mail_auto;

/* Template placeholder and its text. A key may come several times, in order: the rows of a table.
 */
typedef struct vt_mail_value {
	char *key, *text;
	char *arrival; /* what it speaks about, in a digest; NULL: the mail's own arrival */
} vt_mail_value;

/* path NULL: the whole original message, as a base64 .eml; else the decoded part of that path. */
typedef struct vt_mail_attachment {
	char *arrival, *path;
} vt_mail_attachment;

typedef struct vt_mail {
	int64_t id;           /* 0 until inserted */
	char *message_id;     /* "<26 base32 digits@domain of sender>", set by insertion */
	char *kind;           /* template name: "receipt", "refusal", "digest" ... */
	char *own, *language; /* own agency key; "vi" or "en" */
	char *sender;         /* From: the robot's address of that own agency */
	char *recipient;      /* one address */
	char *person;         /* person key, NULL for an agency or the administrator */
	char *in_reply_to, *references; /* with <>, NULL = none */
	vt_mail_auto automatic;
	char *arrival;           /* arrival id, NULL */
	int64_t document;        /* 0 = none */
	int64_t outgoing;        /* an outgoing document (store/outgoing.h); 0 = none */
	int64_t asking;          /* the question it puts (store/askings.h); 0 = none */
	char *reply_to;          /* while it is composed only; NULL = none */
	int64_t made_at, due_at; /* not before due_at */
	vt_mail_state state;
	char *file;      /* name in outbox/, NULL until composed */
	char sha256[65]; /* of that file, "" until composed */
	uint64_t bytes;
	unsigned attempts;
	int64_t next_try_at;
	int64_t sent_at; /* VT_TIME_NONE until sent */
	char *fault;     /* of the last attempt, NULL */
	char *sent_to;   /* it went there in the recipient's place (dispatch.mode redirect), NULL */
	GPtrArray *values;      /* vt_mail_value * */
	GPtrArray *attachments; /* vt_mail_attachment * */
} vt_mail;

/* A draft in memory, due at once; all strings are copied. */
vt_mail *vt_mail_new(const char *kind, const char *own, const char *language, const char *sender,
		     const char *recipient);
void vt_mail_free(vt_mail *mail);
G_DEFINE_AUTOPTR_CLEANUP_FUNC(vt_mail, vt_mail_free)
/* text NULL counts as "". Appends; a key given before is not replaced. */
void vt_mail_add(vt_mail *mail, const char *key, const char *text);
void vt_mail_add_about(vt_mail *mail, const char *arrival, const char *key, const char *text);
/* First value of that key, "" when there is none; borrowed. */
const char *vt_mail_value_of(const vt_mail *mail, const char *key);
void vt_mail_attach(vt_mail *mail, const char *arrival, const char *path);

/* ---- inside an act ---- */

/* Sets id, message_id, made_at; due_at below now becomes now. state DRAFT or BRAKED as it stands in
 * mail. */
bool vt_outbox_insert(vt_store *store, vt_mail *mail, int64_t now, GError **error);
/* Adds values and attachments to a draft that is still one (a digest grows). false VT_NEVER when it
 * is no draft any more. */
bool vt_outbox_extend(vt_store *store, int64_t id, const GPtrArray *values,
		      const GPtrArray *attachments, GError **error);
/* Of a draft: the row that begins with the first of these values gets the others, in their order;
 * found_out false: there is no such row. */
bool vt_outbox_change_row(vt_store *store, int64_t id, const GPtrArray *values, bool *found_out,
			  GError **error);
bool vt_outbox_postpone(vt_store *store, int64_t id, int64_t due_at, GError **error);
/* draft -> composed. The file must already be complete in outbox/ (store/files.h). */
bool vt_outbox_composed(vt_store *store, int64_t id, const char *file, const char *sha256,
			uint64_t bytes, GError **error);
bool vt_outbox_sent(vt_store *store, int64_t id, int64_t now, GError **error);
/* Of a sent one: it went to that address in the recipient's place (dispatch.mode redirect). */
bool vt_outbox_redirected(vt_store *store, int64_t id, const char *address, GError **error);
/* dispatch.mode hold: what is due is marked; a draft is still composed, then it is held. */
bool vt_outbox_hold_due(vt_store *store, int64_t now, unsigned *n_out, GError **error);
/* The clock was ahead, and was put right: what was written by it would wait until that hour. From
 * now it waits as long as it would have, a composed one goes at once; so does one whose next try
 * lies sixty days ahead. n_out: of how many. In an act; has: is there any. */
bool vt_outbox_is_ahead(vt_store *store, int64_t now, bool *has_out, GError **error);
bool vt_outbox_turn_back(vt_store *store, int64_t now, unsigned *n_out, GError **error);
/* held -> composed, due at once. false VT_NEVER when it is not held. */
bool vt_outbox_let_go(vt_store *store, int64_t id, int64_t now, GError **error);
/*
 * The attempt to compose, sign or send failed. retry VT_NEVER: failed for good. VT_RETRY_LATER:
 * tried again after the next pause of the schedule, failed when there is none left. VT_RETRY_NOW
 * (nobody's fault): after 5 seconds, three times, then as the schedule says, for ever.
 * given_up_out (may be NULL): it is failed now.
 */
typedef struct vt_mail_fault {
	vt_retry retry;
	const char *text;
	int64_t now;
	const GArray *schedule; /* int64_t seconds, at least one */
} vt_mail_fault;
/* A draft waits for something that comes back (a token), and with it all of its kind and agency:
 * tried again at that time, the others first; no schedule runs; text: for what. */
bool vt_outbox_wait(vt_store *store, const vt_mail *mail, int64_t until, const char *text,
		    GError **error);
bool vt_outbox_fault(vt_store *store, int64_t id, const vt_mail_fault *fault, bool *given_up_out,
		     GError **error);
/* failed -> composed (or draft, when it never was), due at once, its schedule begun anew; also a
 * sent one that a report says failed, while its bytes are there. false VT_NEVER when it is neither.
 */
bool vt_outbox_resend(vt_store *store, int64_t id, int64_t now, GError **error);
bool vt_outbox_withdraw(vt_store *store, int64_t id, const char *why, GError **error);
/* Takes the content of a mail away (values, attachments, threading, the bytes in outbox/); the row,
 * its recipient and its hash stay. arrival: only what speaks of it, if the mail is a digest that
 * has not gone yet. */
bool vt_outbox_strip(vt_store *store, const vt_mail *mail, const char *arrival, GError **error);
/* Files of these bytes must not travel (any more): a mail that attaches them and has not gone is
 * written anew without; of one that has gone the bytes are dropped, so that it is not sent again
 * with them. Its value of that key, if it has one, gets the text. */
typedef struct vt_detaching {
	const char *sha256; /* of the message the files are of */
	const char *key, *text;
} vt_detaching;
bool vt_outbox_detach(vt_store *store, const vt_detaching *detaching, GError **error);
/* Its content was taken away: every mail is born with values. As vt_outbox_get() reads it. */
bool vt_outbox_is_stripped(const vt_mail *mail);
/* The bytes of a mail sent long ago have been dropped (vt_files_drop_mail()). */
bool vt_outbox_forget_file(vt_store *store, int64_t id, GError **error);
/* All braked mails become drafts. */
bool vt_outbox_release_braked(vt_store *store, unsigned *n_out, GError **error);

/* ---- reading, any time ---- */

/* NULL with error unset: no such mail. With values and attachments. */
vt_mail *vt_outbox_get(vt_store *store, int64_t id, GError **error);
vt_mail *vt_outbox_find(vt_store *store, const char *message_id, GError **error);
/* Drafts or composed mails whose due_at and next_try_at have come, urgent ones (with a value for
 * the_khan) first, then oldest due first; vt_mail *. NULL on failure. */
GPtrArray *vt_outbox_due(vt_store *store, vt_mail_state state, int64_t now, unsigned limit,
			 GError **error);
/* Is anything due that vt_outbox_hold_due() would mark? */
bool vt_outbox_has_due(vt_store *store, int64_t now, bool *has_out, GError **error);
/* When the next draft or composed mail comes due; VT_TIME_NONE = none is there. */
bool vt_outbox_next_due(vt_store *store, int64_t *at_out, GError **error);
/* The draft of this kind to this recipient that still grows; 0 = none. */
bool vt_outbox_open_draft(vt_store *store, const char *own, const char *kind, const char *recipient,
			  int64_t *id_out, GError **error);
/* The draft of this kind to this recipient that asks something and goes after now; 0 = none. */
bool vt_outbox_later_draft(vt_store *store, const vt_mail *like, int64_t now, int64_t *id_out,
			   GError **error);
/* due_at of the newest mail of this kind to this recipient that is no draft any more; VT_TIME_NONE
 * = never. */
bool vt_outbox_last(vt_store *store, const char *own, const char *kind, const char *recipient,
		    int64_t *at_out, GError **error);
/* Was a mail of this kind about this arrival ever made? So that no receipt goes out twice. */
bool vt_outbox_has(vt_store *store, const char *kind, const char *arrival, bool *has_out,
		   GError **error);
/* Was a mail of this kind about that document made for that person, and not withdrawn? */
bool vt_outbox_told(vt_store *store, const char *kind, int64_t document, const char *person,
		    bool *told_out, GError **error);
/* Was a mail about that document made, and not withdrawn, with that value or one above it? */
bool vt_outbox_told_value(vt_store *store, int64_t document, const char *key, const char *least,
			  bool *told_out, GError **error);
/* Did a mail of this kind that asks about this task leave? */
bool vt_outbox_gone_for_task(vt_store *store, const char *kind, int64_t task, bool *gone_out,
			     GError **error);
/* own NULL = all; without values; state -1 = draft, composed, held, braked, failed, and those a
 * report says failed (the queue). */
GPtrArray *vt_outbox_list(vt_store *store, const char *own, int state, unsigned limit,
			  GError **error);
/* Sent before, bytes still in outbox/; without values. */
GPtrArray *vt_outbox_old_files(vt_store *store, int64_t sent_before, unsigned limit,
			       GError **error);
/* All mails about an arrival (also digests that have a line about it) or a document, for trace and
 * seal; without values. */
GPtrArray *vt_outbox_about(vt_store *store, const char *arrival, int64_t document, GError **error);
/* The same of an outgoing document. */
GPtrArray *vt_outbox_of_outgoing(vt_store *store, int64_t outgoing, GError **error);
/* When and how large: sent_at and bytes of each mail sent after since, oldest first. */
typedef struct vt_mail_gone {
	int64_t at;
	uint64_t bytes;
} vt_mail_gone;
GArray *vt_outbox_gone_since(vt_store *store, int64_t since, GError **error);
/* Has any mail of this kind been written at or after that time? */
bool vt_outbox_made_since(vt_store *store, const char *kind, int64_t since, bool *made_out,
			  GError **error);
bool vt_outbox_count(vt_store *store, const char *own, vt_mail_state state, int64_t *n_out,
		     GError **error);

const char *vt_mail_state_name(
	vt_mail_state state); /* draft composed sent failed braked withdrawn held */

#endif
