/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * said - what a person wrote to the office, as the jail read it: part of the inspection report
 *
 * Read from the text of one mail without any context: who asked what is not known there. The
 * registrar compares it with what was asked (work/answering.h). Everything is bounded, UTF-8 NFC,
 * one line each where not said otherwise; what does not fit is not cut: too_much is set, and nobody
 * acts on it.
 *
 * Decisions stand only in text that the person wrote now; lines of a form also in a quotation,
 * where people edit them.
 */
#ifndef VT_DOC_SAID_H
#define VT_DOC_SAID_H

#include <glib.h>
#include <stdbool.h>
#include <stdint.h>

#include "base/limits.h"
#include "doc/fields.h"
#include "doc/verb.h"

/* "1, 3, 5 đồng ý; 2 trả lại: thiếu phụ lục" are two of them. */
typedef struct vt_instruction {
	vt_verb verb;
	char *number;    /* "1234/2026", or the code of a form, right behind the verb, as links
			    write it; "" = none. It and a reference ("MA VT-...") are no part of
			    the argument */
	char *argument;  /* as written; "" = none */
	char *line;      /* the whole line as written, to be shown back */
	GArray *rows;    /* int: of a digest; empty = it named none; -1 = all ("tất cả") */
	GArray *except;  /* int: all but these ("trừ 2") */
	bool in_subject; /* it stands in Subject: not under the signature */
	bool is_signed;  /* its bytes lay under the outermost signature */
	bool denied; /* a negation or a condition stands with it: "đồng ý nhưng", "chưa đồng ý",
			"đồng ý không?" */
} vt_instruction;

/* Where a line of a form stood. */
typedef enum {
	VT_PLACED_NEW,    /* what the person wrote now, outside a form */
	VT_PLACED_FORM,   /* in a form, quoted or not */
	VT_PLACED_QUOTED, /* in a quotation, outside a form */
	VT_N_PLACED,
} vt_placed;

/* "Trích yếu: V/v ..." : unquoted, unwrapped, marks of quotation and fill taken away. */
typedef struct vt_form_line {
	char *label; /* as written, before the colon, blanks trimmed; "" = no known label and no
			field above: shown back */
	char *key;   /* of doc/form.h; NULL = unknown */
	char *value; /* as written, joined by one blank; "" = empty */
	char *form;  /* code of the form around it, or, in a quotation, above it; "" = none */
	vt_placed placed;
	bool is_signed;
} vt_form_line;

typedef enum {
	VT_BODY_NONE, /* no text at all: empty, or only a picture or sound */
	VT_BODY_PLAIN,
	VT_BODY_HTML,   /* read from HTML, nothing of it was hidden */
	VT_BODY_HIDDEN, /* HTML with hidden elements: not read */
	VT_N_BODIES,
} vt_body;

/* What a calendar answered to an invitation: nobody signs it, it binds nobody (RFC 5546 §3.2). */
typedef enum {
	VT_CALENDAR_NONE,
	VT_CALENDAR_ACCEPTED,
	VT_CALENDAR_TENTATIVE,
	VT_CALENDAR_DECLINED,
	VT_CALENDAR_COUNTERED, /* another time is proposed */
	VT_N_CALENDARS,
} vt_calendar;

const char *vt_calendar_name(vt_calendar answer); /* "accepted" */

typedef struct vt_calendar_said {
	vt_calendar answer;
	char *uid, *comment; /* "" = none */
	int sequence;
	int64_t at;  /* proposed beginning; VT_TIME_NONE = none */
	bool is_day; /* at begins a day, no hour is proposed */
} vt_calendar_said;

typedef struct vt_said {
	GPtrArray *instructions; /* vt_instruction *, subject first, then in order of the text */
	GPtrArray *lines;        /* vt_form_line *, in order */
	GPtrArray *forms;        /* char *: codes of forms that began and ended, once a block */
	GPtrArray *torn;         /* char *: codes of forms with one fence only */
	GPtrArray *references;   /* char *: "VT-XXXX-XXXX-XXXX-XXXX" in signed bytes, as 16 base32
				    characters, upper case; new text or quotation */
	GPtrArray *open_references; /* the same outside the signature */
	GPtrArray *tokens;   /* char *: 26 base32 characters, lower case: behind the delimiter
				of an address of ours in To, Cc or the envelope */
	GPtrArray *tags;     /* char *: of [#...] in Subject, lower case, 8..26 */
	GPtrArray *answered; /* char *: ids of In-Reply-To and References, newest first */
	char *words;         /* the new text, verbatim, lines kept, signature block and
				disclaimers too; "" = none */
	vt_body body;
	bool words_signed;     /* all of words lay under the signature */
	bool forwarded_inline; /* "---------- Forwarded message": a mail stands in the text */
	bool too_much;         /* some bound did not suffice */
	vt_calendar_said calendar;
	char *client; /* of X-Mailer or User-Agent, or told by its marks; a key of the
			 coach's table, "" = not known */
} vt_said;

vt_said *vt_said_new(void);
void vt_said_free(vt_said *said);
G_DEFINE_AUTOPTR_CLEANUP_FUNC(vt_said, vt_said_free)
vt_instruction *vt_instruction_new(vt_verb verb, const char *argument, const char *line);
void vt_instruction_free(vt_instruction *instruction);
G_DEFINE_AUTOPTR_CLEANUP_FUNC(vt_instruction, vt_instruction_free)
void vt_form_line_free(vt_form_line *line);
/* All texts, in bytes. */
size_t vt_said_bytes(const vt_said *said);
/* Bounds, UTF-8, closed sets: what fails was not written by our code. */
bool vt_said_check(const vt_said *said, GError **error);

#endif
