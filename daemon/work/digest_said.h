/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * digest_said - what an answer to a list says of one row of it
 *
 * "3: Số 123, OK KHÔNG MẬT" and the lines below it, up to the next row or an empty line, are read
 * as if that row had been answered alone; so are instructions that name the row elsewhere. Nothing
 * of such a line is left out: what is none of the form's lines, and no decision, is shown back.
 */
#ifndef VT_WORK_DIGEST_SAID_H
#define VT_WORK_DIGEST_SAID_H

#include <stdbool.h>

#include "doc/said.h"

/* of_form: the row is a form, commas part its lines. whole_out: the form itself is asked for. NULL:
 * nothing is said of it; else the caller frees. */
vt_said *vt_digest_said(const vt_said *all, int row, bool of_form, bool *whole_out);

#endif
