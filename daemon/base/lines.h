/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * lines - the lines of a file an office edits, each clean or a fault
 *
 * Shared by settings and tables: UTF-8 made NFC, an optional byte order mark, LF or
 * CR LF. A line that is too long, is not UTF-8 or holds a control character other than the tab is
 * a fault and is left out.
 */
#ifndef VT_BASE_LINES_H
#define VT_BASE_LINES_H

#include "base/settings.h"

#define VT_LINES_MAX_FILE (1024u * 1024)
#define VT_LINES_MAX_LINE 4096u /* bytes, without the line end */

typedef struct vt_lines {
	const char *next, *end;
	const char *file; /* as shown in faults; borrowed */
	vt_faults *faults;
	unsigned number; /* of the line given last, from 1 */
} vt_lines;

/* text is borrowed. One of more than VT_LINES_MAX_FILE is a fault and gives no line. */
void vt_lines_init(vt_lines *lines, const char *text, size_t size, const char *file,
		   vt_faults *faults);
/* The next clean line, NULL at the end. Caller frees. */
char *vt_lines_next(vt_lines *lines);

/* The whole regular file (symbolic links followed); a fault and NULL when it cannot be read. The
 * fault stands at file:line of whoever asked for it. */
GBytes *vt_lines_load(const char *path, const char *file, unsigned line, vt_faults *faults);

#endif
