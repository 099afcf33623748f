/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * slip - what an author says of an outgoing document: lines of a mail, printed back as a form
 *
 * NĐ 30/2020 Đ10, domain §7.3 O2. A line "Nhãn: nội dung" stands in the new text or in the form, as
 * written or quoted. What differs from what was sent is an edit, wherever it stands; two that
 * differ differently contradict each other.
 */
#ifndef VT_DOC_SLIP_H
#define VT_DOC_SLIP_H

#include <glib.h>
#include <stdbool.h>

#include "doc/said.h"

/* Lines in order of print. */
typedef enum {
	VT_SLIP_TYPE,
	VT_SLIP_ABSTRACT,
	VT_SLIP_URGENCY,
	VT_SLIP_SIGNER,
	VT_SLIP_RECIPIENTS, /* divided by semicolons */
	VT_SLIP_ANSWERS,    /* arrival number of the document it answers */
	VT_SLIP_DUE,
	VT_SLIP_PAPER, /* paper too, and why */
	VT_N_SLIP_LINES,
} vt_slip_key;

const char *vt_slip_label(vt_slip_key key);    /* "Nơi nhận" */
const char *vt_slip_key_name(vt_slip_key key); /* "recipients" */
int vt_slip_find(const char *label);           /* by label, with or without marks; -1 */

typedef struct vt_slip {
	char *lines[VT_N_SLIP_LINES];      /* "" = empty */
	bool contradicts[VT_N_SLIP_LINES]; /* two different edits: the first stands */
} vt_slip;
vt_slip *vt_slip_new(void);
void vt_slip_free(vt_slip *draft);
G_DEFINE_AUTOPTR_CLEANUP_FUNC(vt_slip, vt_slip_free)
void vt_slip_set(vt_slip *draft, vt_slip_key key, const char *text);

/* Edits of the mail to the draft as it was sent. code: of its form, NULL = none was sent.
 * only_signed: what no signature covers does not count. true: something was edited. */
bool vt_slip_edit(vt_slip *draft, const vt_said *said, const char *code, bool only_signed);

/* The block, fences included; caller frees. */
char *vt_slip_print(const vt_slip *draft, const char *code);
/* As kept in a row, and back; NULL: not one of ours. code_out may be NULL; caller frees. */
char *vt_slip_keep(const vt_slip *draft, const char *code);
vt_slip *vt_slip_kept(const char *text, char **code_out);

#endif
