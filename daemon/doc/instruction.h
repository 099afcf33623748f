/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * instruction - one line of what a person wrote, as instructions (domain §11)
 */
#ifndef VT_DOC_INSTRUCTION_H
#define VT_DOC_INSTRUCTION_H

#include <glib.h>
#include <stdbool.h>

#include "doc/said.h"

/* Adds what the line says to said->instructions: none when it does not begin with a known word.
 * "1, 3 đồng ý; 2 trả lại: ..." are several. in_subject and is_signed are set on each. */
void vt_instruction_read(vt_said *said, const char *line, bool in_subject, bool is_signed);
/* References "VT-XXXX-XXXX-XXXX-XXXX" in a text, appended to list as 16 upper-case characters, each
 * once. */
void vt_reference_read(const char *text, GPtrArray *list);

#endif
