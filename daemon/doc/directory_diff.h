/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * directory_diff - what a table would change in directory.conf
 */
#ifndef VT_DOC_DIRECTORY_DIFF_H
#define VT_DOC_DIRECTORY_DIFF_H

#include "doc/directory_table.h"

typedef enum { VT_DIFF_ADDED, VT_DIFF_CHANGED, VT_DIFF_ENDED, VT_DIFF_SAME, VT_N_DIFFS } vt_diff_of;

/* One key with the values it gets. */
typedef struct vt_diff_set {
	const char *key;
	const GPtrArray *values; /* char *, of the row */
} vt_diff_set;

typedef struct vt_diff {
	vt_diff_of what;
	const char *kind; /* "person", "agency" */
	char *key, *name;
	char *detail;          /* "position: A → B; ..." or "" */
	const vt_block *block; /* NULL = added */
	GArray *sets;          /* vt_diff_set */
} vt_diff;

typedef struct vt_diff_setup {
	const vt_settings *settings; /* of directory.conf */
	const char *path;            /* of directory.conf: blocks of included files are not ours */
	const char *table;           /* the file the rows are from, for faults */
	bool complete;               /* who is not in the table has ended */
} vt_diff_setup;

/* vt_diff *, freed by the array; borrows from rows and settings. */
GPtrArray *vt_diff_make(const GPtrArray *rows, const vt_diff_setup *setup, vt_faults *faults);
unsigned vt_diff_count(const GPtrArray *diffs, vt_diff_of what);

#endif
