/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * register_html - the books an office keeps, ready to print and bind
 *
 * NĐ 30/2020 Đ16.2.b and Đ22.3.b: what is registered electronically is printed with all columns,
 * signed for, bound and kept. Cover and columns: Phụ lục IV. A4 landscape, no script, no outside
 * resource.
 */
#include <sysexits.h>

#include "base/clock.h"
#include "proc/registrar/printed.h"

static void put(GString *out, const char *before, const char *text, const char *after)
{
	g_autofree char *escaped = g_markup_escape_text(text, -1);

	g_string_append_printf(out, "%s%s%s", before, escaped, after);
}

static void put_head(GString *out, const char *title)
{
	g_string_append(
		out, "<!DOCTYPE html>\n<html lang=\"vi\"><head><meta charset=\"utf-8\">\n"
		     "<style>\n"
		     "@page { size: A4 landscape; margin: 15mm 12mm 15mm 25mm }\n"
		     "body { font-family: \"Times New Roman\", \"Liberation Serif\", serif; "
		     "font-size: 11pt; color: #000 }\n"
		     ".cover { text-align: center; page-break-after: always; padding-top: 20mm }\n"
		     ".cover h1 { font-size: 26pt; margin: 45mm 0 20mm 0 }\n"
		     ".cover p { font-size: 14pt; margin: 3mm }\n"
		     "table { border-collapse: collapse; width: 100% }\n"
		     "th, td { border: 1px solid #000; padding: 1.5mm; vertical-align: top; "
		     "overflow-wrap: anywhere }\n"
		     "thead { display: table-header-group } tr { page-break-inside: avoid }\n"
		     ".sign { display: flex; justify-content: space-between; margin-top: 12mm; "
		     "text-align: center }\n"
		     ".sign div { width: 45% } .sign p { margin: 1mm }\n"
		     "</style>\n");
	put(out, "<title>", title, "</title></head><body>\n");
}

static void put_cover(GString *out, const vt_printed *book)
{
	g_autofree char *from = vt_clock_day_vietnam(book->first_at);
	g_autofree char *to = vt_clock_day_vietnam(book->last_at);

	g_string_append(out, "<section class=\"cover\">\n");
	put(out, "<p>", book->own->superior != NULL ? book->own->superior : "", "</p>\n");
	put(out, "<p><b>", book->own->name, "</b></p>\n");
	put(out, "<h1>", book->title, "</h1>\n");
	g_string_append_printf(out, "<p>Năm: %d</p>\n", book->year);
	g_string_append_printf(out, "<p>Từ ngày %s đến ngày %s</p>\n", from, to);
	g_string_append_printf(out,
			       "<p>Từ số %" G_GINT64_FORMAT " đến số %" G_GINT64_FORMAT "</p>\n",
			       book->first, book->last);
	g_string_append(out, "<p>Quyển số: ........</p>\n</section>\n");
}

static void put_rows(GString *out, const vt_printed *book)
{
	g_string_append(out, "<table><thead><tr>");
	for (unsigned c = 0; c < book->n_columns; c++)
		put(out, "<th>", book->columns[c].label, "</th>");
	g_string_append(out, "</tr><tr>");
	for (unsigned c = 0; c < book->n_columns; c++)
		g_string_append_printf(out, "<th>(%u)</th>", c + 1);
	g_string_append(out, "</tr></thead><tbody>\n");
	for (guint i = 0; i < book->rows->len; i++) {
		char **cells = g_ptr_array_index(book->rows, i);

		g_string_append(out, "<tr>");
		for (unsigned c = 0; c < book->n_columns; c++)
			put(out, "<td>", cells[c], "</td>");
		g_string_append(out, "</tr>\n");
	}
	g_string_append(out, "</tbody></table>\n");
}

static void put_signatures(GString *out, const vt_printed *book)
{
	g_string_append_printf(out,
			       "<p>Sổ này có %u văn bản, từ số %" G_GINT64_FORMAT
			       " đến số %" G_GINT64_FORMAT ".</p>\n",
			       book->n_documents, book->first, book->last);
	g_string_append(out, "<div class=\"sign\"><div><p><b>NGƯỜI LẬP SỔ</b></p>"
			     "<p>(Ký, ghi rõ họ tên)</p></div>"
			     "<div><p><b>THỦ TRƯỞNG CƠ QUAN</b></p>"
			     "<p>(Ký, ghi rõ họ tên, đóng dấu)</p></div></div>\n</body></html>");
}

void vt_printed_begin(vt_printed *book)
{
	book->rows = g_ptr_array_new_with_free_func((GDestroyNotify)g_strfreev);
	book->first_at = book->last_at = VT_TIME_NONE;
}

void vt_printed_clear(vt_printed *book)
{
	g_clear_pointer(&book->rows, g_ptr_array_unref);
}

void vt_printed_add(vt_printed *book, char **cells)
{
	g_assert(g_strv_length(cells) == book->n_columns);
	g_ptr_array_add(book->rows, cells);
}

void vt_printed_count(vt_printed *book, int64_t number, int64_t at)
{
	if (book->n_documents++ == 0) {
		book->first = number;
		book->first_at = at;
	}
	book->last = number;
	book->last_at = at;
}

static void put_page(const vt_call *call, const vt_printed *book)
{
	g_autoptr(GString) out = g_string_new(NULL);

	put_head(out, book->title);
	put_cover(out, book);
	put_rows(out, book);
	put_signatures(out, book);
	vt_reply_long_text(call->reply, out->str);
}

void vt_printed_put(const vt_call *call, const char *table, const vt_printed *book)
{
	if (vt_call_option(call, "html") != NULL) {
		put_page(call, book);
	} else {
		vt_reply_table(call->reply, table, book->columns, book->n_columns);
		for (guint i = 0; i < book->rows->len; i++)
			vt_reply_row(call->reply, g_ptr_array_index(book->rows, i),
				     book->n_columns);
	}
	vt_reply_end(call->reply, EX_OK, NULL);
}
