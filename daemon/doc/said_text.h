/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * said_text - the text of a mail, parted into new and quoted lines, becomes what a person said
 */
#ifndef VT_DOC_SAID_TEXT_H
#define VT_DOC_SAID_TEXT_H

#include <glib.h>
#include <stdbool.h>

#include "doc/said.h"

typedef struct vt_text_line {
	char *text; /* as written, marks of quotation taken away; owned */
	bool quoted;
	bool closing;   /* signature block: its words decide nothing */
	bool is_signed; /* its bytes lay under the outermost signature */
	char *plain;    /* of vt_text_plain(), owned */
	bool in_form;   /* set by vt_form_read() */
} vt_text_line;
vt_text_line *vt_text_line_new(const char *text);
void vt_text_line_free(vt_text_line *line);
G_DEFINE_AUTOPTR_CLEANUP_FUNC(vt_text_line, vt_text_line_free)

/* Fills instructions, lines, forms, torn, references and words from vt_text_line *. */
void vt_said_read(vt_said *said, const GPtrArray *lines);
/* The part of it in doc/form_read.c: blocks and lines of forms; lines within blocks are marked. */
void vt_form_read(vt_said *said, const GPtrArray *lines);
/* The label of a line of the form at the beginning of a plain line, key_out its key, -1 = not one
 * of ours; NULL: no label. The value begins at *value_out. Caller frees. */
char *vt_form_label(const char *plain, int *key_out, const char **value_out);

/* A line this long was wrapped by the client that wrote it, if the next one goes on. */
#define VT_WRAPPED_CHARS 56

#endif
