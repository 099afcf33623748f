/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * outgoing - the way of an outgoing document: unit head, office, who signs; then its number
 *
 * NĐ 30/2020 Đ10-15, domain §7.3 O2-O7. Whoever it stands before gets a mail that asks, with the
 * files; every approval is bound to the hash of that version. A new version voids what was asked
 * and agreed before, and goes the whole way again. Inside an act.
 */
#ifndef VT_WORK_OUTGOING_H
#define VT_WORK_OUTGOING_H

#include "store/askings.h"
#include "store/outgoing.h"
#include "work/hearing.h"
#include "work/notices_private.h"
#include "work/outgoing_name.h"

#define VT_OUTGOING_SHORT_REASON 10 /* characters: fewer are no reason */

/* One step of one document; all borrowed. */
typedef struct vt_outgoing_way {
	vt_noticing n;
	vt_outgoing *o;
	const vt_outgoing_by *by;
	int64_t counts_at;  /* mails wait until then: it may be undone */
	const char *answer; /* of the author to a question, for who asked; NULL */
	int64_t asked;      /* the question that is being answered: the others are void; 0 */
} vt_outgoing_way;

/* Who must agree in that state; NULL = nobody: it is passed over. The leader always stands. */
const vt_person *vt_outgoing_stands_before(const vt_office *office, const vt_outgoing *o,
					   vt_outgoing_state state);
/* A version has just been written: what was asked before is void, it goes to the first. */
bool vt_outgoing_begin(vt_outgoing_way *way, GError **error);
/* Agreed where it stands: on to the next, or numbered. */
bool vt_outgoing_agree(vt_outgoing_way *way, const char *words, GError **error);
bool vt_outgoing_return(vt_outgoing_way *way, const char *reason, GError **error);
/* asked: the question that is answered by one; the author's answer goes back to who asked. */
bool vt_outgoing_ask_author(vt_outgoing_way *way, const vt_asking *asked, const char *question,
			    GError **error);
/* The same question again, with the author's answer. */
bool vt_outgoing_ask_again(vt_outgoing_way *way, GError **error);
bool vt_outgoing_drop(vt_outgoing_way *way, const char *reason, GError **error);
/* A number that was never issued: it is kept, and stays in the register. */
bool vt_outgoing_void(vt_outgoing_way *way, const char *reason, GError **error);
/* What was agreed or returned below smime is taken back, while its mails wait. */
bool vt_outgoing_undo(vt_hearing *h, const vt_asking *decided, GError **error);

/* ---- outgoing_number.c ---- */

/* Number, date and notation from the book of its type, and who approved it, into o; written.
 * Without a book for the type: VT_NEVER. */
bool vt_outgoing_number(const vt_noticing *n, vt_outgoing *o, const vt_outgoing_by *by,
			GError **error);

/* ---- outgoing_files.c ---- */

/* vt_outgoing_file *, new: what is attached in these parts (vt_part *) of the arrival, in their
 * order; no signatures. */
GPtrArray *vt_outgoing_files_of(const GPtrArray *parts, const char *arrival);

/* ---- outgoing_mail.c ---- */

/* What every mail about it may say, and the files that travel with it. */
bool vt_outgoing_fill(const vt_noticing *n, vt_mail *mail, const vt_outgoing *o, GError **error);
/* To the author: one sentence of cau.txt, with words; he may answer with another version. about: a
 * question that his answer is for; 0. */
typedef struct vt_outgoing_told {
	const char *sentence, *words;
	int64_t about, due_at;
} vt_outgoing_told;
bool vt_outgoing_tell_author(const vt_noticing *n, const vt_outgoing *o,
			     const vt_outgoing_told *told, GError **error);
/* The question before whom it stands. */
bool vt_outgoing_ask(const vt_outgoing_way *way, const vt_person *person, GError **error);
/* To the clerk: number, date, the approved files, what is to be done. words: why what he sent is
 * not taken; NULL. */
bool vt_outgoing_tell_clerk(const vt_noticing *n, const vt_outgoing *o, const char *words,
			    GError **error);
/* To the head of the office: numbers without an issue version; vt_outgoing *. */
bool vt_outgoing_tell_late(const vt_noticing *n, const char *own, const GPtrArray *late,
			   GError **error);

#endif
