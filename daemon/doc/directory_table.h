/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * directory_table - the columns of a table of people or agencies, and what may stand in them
 */
#ifndef VT_DOC_DIRECTORY_TABLE_H
#define VT_DOC_DIRECTORY_TABLE_H

#include "base/csv.h"
#include "doc/directory.h"

typedef enum {
	VT_COLUMN_KEY,
	VT_COLUMN_KIND,
	VT_COLUMN_OWN,
	VT_COLUMN_NAME,
	VT_COLUMN_AGENCY, /* the name of an agency, or of the one a person works for */
	VT_COLUMN_ALIAS,
	VT_COLUMN_CODE,
	VT_COLUMN_POSITION,
	VT_COLUMN_UNIT,
	VT_COLUMN_ADDRESS,
	VT_COLUMN_POSTAL, /* of an agency */
	VT_COLUMN_PHONE,
	VT_COLUMN_ROLE,
	VT_COLUMN_LOGIN,
	VT_COLUMN_DOCUMENT, /* what asked for the rights (Đ9.4) */
	VT_COLUMN_FROM,
	VT_COLUMN_UNTIL,
	VT_COLUMN_IGNORED, /* STT, Ghi chú */
	VT_N_COLUMNS,
} vt_column_of;

/* By its title, as people write it; -1 = none. */
int vt_column_find(const char *title);
/* The key of directory.conf it fills; NULL = none. */
const char *vt_column_key(vt_column_of column, bool is_person);

/* One row, checked. */
typedef struct vt_import_row {
	unsigned line;
	bool is_person;
	char *key;                       /* as given; NULL = to be found */
	GPtrArray *values[VT_N_COLUMNS]; /* char *; NULL = the table says nothing */
	bool has_ended;                  /* its last day is over */
} vt_import_row;

void vt_import_row_free(void *data);

typedef struct vt_import_setup {
	const vt_directory *directory;
	const char *own; /* of people whose row names none; NULL = the only one */
	int64_t now;
} vt_import_setup;

/* vt_import_row *, freed by the array; every fault in faults. Never NULL. */
GPtrArray *vt_import_read(const vt_csv *csv, const char *file, const vt_import_setup *setup,
			  vt_faults *faults);

#endif
