/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * printed - one book of the office, as a table or as a page to print, sign and bind
 *
 * The forms are those of NĐ 30/2020 Phụ lục IV. register_html.c
 */
#ifndef VT_PROC_PRINTED_H
#define VT_PROC_PRINTED_H

#include "proc/registrar/command.h"

typedef struct vt_printed {
	const vt_own *own; /* borrowed, as title and columns */
	const char *title;
	int year;
	const vt_column *columns;
	unsigned n_columns;
	GPtrArray *rows;      /* char **: n_columns cells, ended by NULL */
	unsigned n_documents; /* what the cover and the last page say of the documents */
	int64_t first, last;  /* numbers */
	int64_t first_at, last_at;
} vt_printed;

void vt_printed_begin(vt_printed *book);
void vt_printed_clear(vt_printed *book);
G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC(vt_printed, vt_printed_clear)
/* Takes cells. */
void vt_printed_add(vt_printed *book, char **cells);
/* A document of the book; in rising numbers. */
void vt_printed_count(vt_printed *book, int64_t number, int64_t at);
/* With --html the page, else a table of that name; ends the reply. */
void vt_printed_put(const vt_call *call, const char *table, const vt_printed *book);

#endif
