/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * reply - packets to one vanthuctl
 */
#include "proc/registrar/reply.h"

#include <string.h>

#include "base/limits.h"
#include "base/text.h"

/* One row must fit a packet with all its cells; a cell is cut for showing only, the JSON of show
 * has the whole. */
#define MAX_CELL_CHARS  1200
#define MAX_PIECE_BYTES 32768

static void send_packet(vt_reply *reply, vt_kind kind, const vt_writer *writer)
{
	if (reply->send != NULL && !reply->send(reply->to, kind, writer))
		reply->send = NULL;
}

void vt_reply_table(vt_reply *reply, const char *title, const vt_column *columns, unsigned n)
{
	g_auto(vt_writer) writer = vt_writer_new();
	g_autoptr(GPtrArray) keys = g_ptr_array_new();
	g_autoptr(GPtrArray) labels = g_ptr_array_new();

	for (unsigned i = 0; i < n; i++) {
		g_ptr_array_add(keys, (gpointer)(uintptr_t)columns[i].key);
		g_ptr_array_add(labels, (gpointer)(uintptr_t)columns[i].label);
	}
	reply->n_columns = n;
	vt_write_text(&writer, title);
	vt_write_texts(&writer, keys);
	vt_write_texts(&writer, labels);
	send_packet(reply, VT_KIND_TABLE, &writer);
}

static char *bounded_cell(const char *cell)
{
	return cell == NULL ? g_strdup("") : vt_text_shown(cell, MAX_CELL_CHARS);
}

void vt_reply_row(vt_reply *reply, const char *const *cells, unsigned n)
{
	g_auto(vt_writer) writer = vt_writer_new();
	g_autoptr(GPtrArray) texts = g_ptr_array_new_with_free_func(g_free);

	g_assert(n == reply->n_columns);
	for (unsigned i = 0; i < n; i++)
		g_ptr_array_add(texts, bounded_cell(cells[i]));
	vt_write_texts(&writer, texts);
	send_packet(reply, VT_KIND_ROW, &writer);
}

static void send_text(vt_reply *reply, const char *text)
{
	g_auto(vt_writer) writer = vt_writer_new();

	vt_write_text(&writer, text);
	send_packet(reply, VT_KIND_TEXT, &writer);
}

void vt_reply_text(vt_reply *reply, const char *format, ...)
{
	va_list args;
	g_autofree char *text = NULL;

	va_start(args, format);
	text = g_strdup_vprintf(format, args);
	va_end(args);
	vt_reply_long_text(reply, text);
}

void vt_reply_progress(vt_reply *reply, const char *format, ...)
{
	g_auto(vt_writer) writer = vt_writer_new();
	g_autofree char *text = NULL;
	g_autofree char *bounded = NULL;
	va_list args;

	va_start(args, format);
	text = g_strdup_vprintf(format, args);
	va_end(args);
	bounded = bounded_cell(text);
	vt_write_text(&writer, bounded);
	send_packet(reply, VT_KIND_PROGRESS, &writer);
}

/* Where a piece of at most MAX_PIECE_BYTES ends: after a line end if there is one, else between
 * characters. */
static const char *piece_end(const char *text)
{
	size_t size = strlen(text);
	const char *end = text + MAX_PIECE_BYTES;
	const char *line = NULL;

	if (size <= MAX_PIECE_BYTES)
		return text + size;
	line = g_strrstr_len(text, MAX_PIECE_BYTES, "\n");
	return line != NULL ? line + 1 : g_utf8_find_prev_char(text, end);
}

void vt_reply_long_text(vt_reply *reply, const char *text)
{
	do {
		const char *end = piece_end(text);
		g_autofree char *piece = g_strndup(text, (gsize)(end - text));

		/* The client ends each piece with a line end of its own. */
		if (*end != '\0' && g_str_has_suffix(piece, "\n"))
			piece[strlen(piece) - 1] = '\0';
		send_text(reply, piece);
		text = end;
	} while (*text != '\0');
}

void vt_reply_end(vt_reply *reply, int status, const char *format, ...)
{
	g_auto(vt_writer) writer = vt_writer_new();
	g_autofree char *message = NULL;

	if (reply->ended)
		return;
	if (format != NULL) {
		va_list args;

		va_start(args, format);
		message = g_strdup_vprintf(format, args);
		va_end(args);
	}
	reply->ended = true;
	vt_write_u32(&writer, (uint32_t)status);
	vt_write_text(&writer, message);
	send_packet(reply, VT_KIND_END, &writer);
}
