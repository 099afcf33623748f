/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * forwarded - what the clerk is told of signed originals that came as attachment of a forward
 */
#ifndef VT_WORK_FORWARDED_H
#define VT_WORK_FORWARDED_H

#include "work/notices_private.h"

/* A line each: from whom, and what its own signature is worth. NULL: there is none. Caller frees.
 */
char *vt_forwarded_lines(const vt_noticing *n, const GPtrArray *findings);
/* Whose original it is, where its signature proves it and there is but one; else NULL. Borrowed
 * from the directory. */
const vt_agency *vt_forwarded_agency(const vt_noticing *n, const GPtrArray *findings);

#endif
