/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * command - one vanthuctl command on the registrar's side: parsed, allowed or refused, run
 *
 * Looking runs in a child with its own read-only database; changing runs in the registrar, one act,
 * answered after the COMMIT. Who asks is the login behind the socket (SO_PEERCRED), mapped by
 * unix-user to a person.
 */
#ifndef VT_PROC_COMMAND_H
#define VT_PROC_COMMAND_H

#include "doc/office.h"
#include "proc/registrar/reply.h"
#include "store/db.h"
#include "work/outcome.h"

typedef struct vt_registrar vt_registrar;

/* What was asked, taken apart: words and options. */
typedef struct vt_order {
	GPtrArray *words;    /* char *: command first */
	GHashTable *options; /* char * -> char *; flags map to "" */
} vt_order;

typedef struct vt_call {
	vt_registrar *registrar;
	const vt_office *office;
	vt_store *store; /* a reader for looking, the writer for changing */
	const vt_order *order;
	uid_t uid;               /* of whoever asks */
	const vt_person *person; /* NULL = nobody known behind this login */
	vt_actor actor;
	const char *own; /* own agency that is looked at: the person's, or --own if it is the same;
			    NULL = all (admin) */
	int64_t now;
	vt_reply *reply;
} vt_call;

/* Word n (0 = command) or NULL; option's value, NULL when not given. */
const char *vt_call_word(const vt_call *call, unsigned n);
const char *vt_call_option(const vt_call *call, const char *name);
/* Whole number of an option; fallback when absent. false: not a number (the reply is ended with
 * 64). */
bool vt_call_number(const vt_call *call, const char *name, int64_t fallback, int64_t *out);
/* Whose things the call may see: the person's own agency; an administrator's are all. Sets own and
 * actor. false: the reply is ended. */
bool vt_call_choose_own(vt_call *call);
/* Does policy.conf allow it to the person? false: the reply is ended with the lines that were
 * tried. */
bool vt_call_may(const vt_call *call, vt_action action);
/* Ends the reply for a failure of ours. */
void vt_call_failed(const vt_call *call, const GError *error);
/* Ends the reply with what an act came to. */
void vt_call_outcome(const vt_call *call, const vt_outcome *outcome);

typedef void vt_command_run(const vt_call *call);
typedef struct vt_command {
	const char *name;
	const char *sub; /* second word; NULL = the command has none */
	vt_command_run *run;
	vt_action action;
	bool changes;        /* runs in the registrar, else in a child */
	bool anybody;        /* no person and no policy needed: says nothing of any document */
	bool views;          /* of a document: looking at it is a line of the ledger */
	bool fields;         /* takes --FIELD for every field a clerk may give */
	const char *values;  /* options with a value, blank-separated */
	const char *flags;   /* options without */
	unsigned most_words; /* besides the command */
} vt_command;

extern const vt_command vt_look_commands[];   /* proc/registrar/look.c; ends with a NULL name */
extern const vt_command vt_change_commands[]; /* proc/registrar/change.c */
/* The body of VT_KIND_COMMAND: char *, at least one. NULL: it does not read. */
GPtrArray *vt_command_read(vt_reader *reader, bool *json_out);
/* By first word, and second where there are several; NULL: no such command. */
const vt_command *vt_command_find(const GPtrArray *arguments);

/* NULL: malformed; error's text is for the person. */
vt_order *vt_order_parse(const GPtrArray *arguments, const vt_command *command, GError **error);
void vt_order_free(vt_order *order);
G_DEFINE_AUTOPTR_CLEANUP_FUNC(vt_order, vt_order_free)

#endif
