/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * directory_edit - directory.conf with changes: every other line stays as it is
 */
#ifndef VT_DOC_DIRECTORY_EDIT_H
#define VT_DOC_DIRECTORY_EDIT_H

#include "doc/directory_diff.h"

/* text: the file the blocks of diffs were read from. Ended blocks become comments, under a line
 * with the day and the table; added ones stand at the end. */
GBytes *vt_directory_edit(GBytes *text, const GPtrArray *diffs, const char *table, int64_t now);

#endif
