/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * look - what the files of the looking commands share
 */
#ifndef VT_PROC_LOOK_H
#define VT_PROC_LOOK_H

#include "proc/registrar/command.h"
#include "store/documents.h"
#include "store/outgoing.h"

#define VT_REGISTER_COLUMNS 10
#define VT_LOOK_LIMIT       10000

typedef struct vt_register_range {
	const vt_own *own;
	const vt_book *book;
	int year;
	int64_t from, to; /* 0 = open end */
} vt_register_range;

/* One of the books an office prints: its columns, and the cells of one document. */
typedef struct vt_book_print {
	const char *title;   /* of the table */
	const char *heading; /* of the page; NULL = the name of the book */
	const vt_column *columns;
	unsigned n_columns; /* at most VT_REGISTER_COLUMNS */
	/* New strings; false: the document does not stand in this book. */
	bool (*cells)(const vt_call *call, const vt_document *document, char **cells);
} vt_book_print;
extern const vt_book_print vt_handling_form; /* proc/registrar/look_handling.c */
/* Ghi chú. Caller frees. */
char *vt_register_note(const vt_document *document);
/* "2026-11-22" as "22/11/2026"; anything else as it is. Caller frees. */
char *vt_look_shown_day(const char *iso);
/* Ends the reply: a row could not be read, or its document is not there (error NULL). */
void vt_look_gone(const vt_call *call, const GError *error);
/* Own agency and book of --own, or the only one. false: the reply is ended. */
bool vt_look_own(const vt_call *call, vt_register_range *range);
/* That, and --year, --from, --to. */
bool vt_look_range(const vt_call *call, vt_register_range *range);

/* What reports tell of a mail, in a word; "" = nothing. Caller frees. */
char *vt_look_delivery(const vt_call *call, int64_t mail);
/* A table of what reports tell of the mails about an arrival or a document; none when they tell
 * nothing. */
void vt_look_deliveries(const vt_call *call, const char *arrival, int64_t document);

/* Of "12/2026" (a number) or "7" (a draft). NULL with error unset: there is none that the caller
 * may see. */
vt_outgoing *vt_look_outgoing(const vt_call *call, const char *word, GError **error);

/* Tables of tasks and of what was said; none where there is nothing. */
void vt_look_work(const vt_call *call, int64_t document);
/* Columns of the register: to whom it was passed, when, and who signed for it (ký nhận: the first
 * act of each). to "" = it was not. */
typedef struct vt_passed {
	char *to, *signed_for;
	int64_t at;
} vt_passed;
void vt_look_passed(const vt_call *call, int64_t document, vt_passed *out);
void vt_passed_clear(vt_passed *passed);

vt_command_run vt_run_status;        /* proc/registrar/look_status.c */
vt_command_run vt_run_check;         /* proc/registrar/look_check.c */
vt_command_run vt_run_show;          /* proc/registrar/look_one.c */
vt_command_run vt_run_trace;         /* proc/registrar/look_one.c */
vt_command_run vt_look_routing;      /* proc/registrar/look_routing.c */
vt_command_run vt_run_queue;         /* proc/registrar/look_waiting.c */
vt_command_run vt_run_held;          /* proc/registrar/look_waiting.c */
vt_command_run vt_run_sealed_list;   /* proc/registrar/look_waiting.c */
vt_command_run vt_run_tasks;         /* proc/registrar/look_tasks.c */
vt_command_run vt_run_report_tasks;  /* proc/registrar/look_tasks.c */
vt_command_run vt_run_outgoing_list; /* proc/registrar/look_outgoing.c */
vt_command_run vt_run_outgoing_show;
vt_command_run vt_run_list_outgoing; /* proc/registrar/look_outgoing_book.c */
vt_command_run vt_run_list_post;
vt_command_run vt_run_person_list; /* proc/registrar/look_people.c */
vt_command_run vt_run_person_delegations;
vt_command_run vt_run_search; /* proc/registrar/look_search.c */

/* The day of an option, 00:00 in Vietnam, shifted by seconds; 0 when it is not given.
 * false: no day, the reply is ended. */
bool vt_look_day(const vt_call *call, const char *name, int64_t shift, int64_t *at_out);

#endif
