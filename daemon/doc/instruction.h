/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * instruction - what a line that a person wrote tells us to do (domain §11)
 *
 * A line says something only if a verb (doc/verb.h) stands at its beginning, behind bullets, rows
 * of a digest or "đã xem và". A verb that decides means what it says only when nothing but
 * courtesies stands with it: else it is denied, and whoever hears it asks back.
 */
#ifndef VT_DOC_INSTRUCTION_H
#define VT_DOC_INSTRUCTION_H

#include <glib.h>
#include <stdbool.h>

#include "doc/said.h"

/* Adds what the line (vt_text_plain()) says to said->instructions: none when it does not begin with
 * a known word. "1, 3 đồng ý; 2 trả lại: ..." are several, "OK KHÔNG MẬT" two. in_subject and
 * is_signed are set on each. Returns how many. */
unsigned vt_instruction_read(vt_said *said, const char *line, bool in_subject, bool is_signed);
/* A line that is no instruction itself, but takes back or changes what another one grants:
 * "nhưng ...", "giao thêm ...". */
bool vt_instruction_is_denied_by(const char *line);
/* References "VT-XXXX-XXXX-XXXX-XXXX" in a text, appended to list as 16 upper-case characters, each
 * once. false: there are more than VT_MAX_REFERENCES. */
bool vt_reference_read(const char *text, GPtrArray *list);
/* The bytes of the reference at the beginning of text, 0 = there is none. out: 17 bytes. */
size_t vt_reference_at(const char *text, char *out);

#endif
