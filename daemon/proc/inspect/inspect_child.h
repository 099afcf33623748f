/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * inspect_child - what one jailed process does with one message, and how it ends
 *
 * It is forked from the inspect parent, keeps its report channel and its output
 * memory, enters the jail and only then looks at a byte. It says, each once and in this
 * order: IDENTITY, CONTENTS, PARTS (bytes of wire/report_codec, no request id: that is the
 * parent's). Text goes into the output, which it cuts to its length as its last act.
 */
#ifndef VT_PROC_INSPECT_CHILD_H
#define VT_PROC_INSPECT_CHILD_H

#include <glib.h>
#include <stdbool.h>
#include <stdint.h>

#include "base/sandbox.h"
#include "doc/office.h"
#include "verify/trust.h"

/* Exit status; VT_EXIT_ABORTED (base/sandbox.h) is the sixth. */
#define VT_CHILD_DONE       0
#define VT_CHILD_NO_LEAF    3
#define VT_CHILD_NOT_JAILED 71
#define VT_CHILD_UNREADABLE 74
#define VT_CHILD_MEMORY     135

typedef struct vt_child_task {
	const vt_office *office;
	const vt_trust *trust;
	const vt_sandbox *jail; /* VT_MAY_COMPUTE */
	vt_rlimits limits;
	vt_denials *denials; /* shared with the parent */
	int message;         /* read-only */
	int report;          /* SOCK_SEQPACKET */
	int output;          /* memory of fixed size, sealed against growth */
	int nothing;         /* /dev/null: its standard descriptors */
	int64_t received_at;
	const char *mail_from; /* NULL = not known */
	bool wants_text;
	const char *leaf; /* extraction: path of the part; NULL = inspection */
} vt_child_task;

/* In the child, right after fork(). */
G_NORETURN void vt_child_run(const vt_child_task *task);

/* Once, in the parent, before the first fork: running out of memory in a child ends it with
 * VT_CHILD_MEMORY, another fatal message of a library with VT_EXIT_ABORTED. */
void vt_child_catch_fatal(void);

#endif
