/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * register_html - the books of incoming documents, ready to print and bind
 *
 * NĐ 30/2020 Đ22.3.b: what is registered electronically is printed with all columns, signed for,
 * bound and kept. Cover and columns: Phụ lục IV.VI. A4 landscape, no script, no outside resource.
 */
#include <sysexits.h>

#include "base/clock.h"
#include "proc/registrar/look.h"

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

static int64_t first_number(const GPtrArray *documents)
{
	return documents->len == 0 ? 0
				   : ((const vt_document *)g_ptr_array_index(documents, 0))->number;
}

static int64_t last_number(const GPtrArray *documents)
{
	return documents->len == 0
		       ? 0
		       : ((const vt_document *)g_ptr_array_index(documents, documents->len - 1))
				 ->number;
}

static void put_cover(GString *out, const vt_register_range *range, const char *title,
		      const GPtrArray *documents)
{
	int64_t first_at = VT_TIME_NONE;
	int64_t last_at = VT_TIME_NONE;
	g_autofree char *from = NULL;
	g_autofree char *to = NULL;

	if (documents->len > 0) {
		first_at = ((const vt_document *)g_ptr_array_index(documents, 0))->registered_at;
		last_at = ((const vt_document *)g_ptr_array_index(documents, documents->len - 1))
				  ->registered_at;
	}
	from = vt_clock_day_vietnam(first_at);
	to = vt_clock_day_vietnam(last_at);
	g_string_append(out, "<section class=\"cover\">\n");
	put(out, "<p>", range->own->superior != NULL ? range->own->superior : "", "</p>\n");
	put(out, "<p><b>", range->own->name, "</b></p>\n");
	put(out, "<h1>", title, "</h1>\n");
	g_string_append_printf(out, "<p>Năm: %d</p>\n", range->year);
	g_string_append_printf(out, "<p>Từ ngày %s đến ngày %s</p>\n", from, to);
	g_string_append_printf(out,
			       "<p>Từ số %" G_GINT64_FORMAT " đến số %" G_GINT64_FORMAT "</p>\n",
			       first_number(documents), last_number(documents));
	g_string_append(out, "<p>Quyển số: ........</p>\n</section>\n");
}

static void put_rows(GString *out, const vt_call *call, const vt_form_print *form,
		     const GPtrArray *documents)
{
	g_string_append(out, "<table><thead><tr>");
	for (unsigned c = 0; c < form->n_columns; c++)
		put(out, "<th>", form->columns[c].label, "</th>");
	g_string_append(out, "</tr><tr>");
	for (unsigned c = 0; c < form->n_columns; c++)
		g_string_append_printf(out, "<th>(%u)</th>", c + 1);
	g_string_append(out, "</tr></thead><tbody>\n");
	for (guint i = 0; i < documents->len; i++) {
		char *cells[VT_REGISTER_COLUMNS] = { NULL };

		if (!form->cells(call, g_ptr_array_index(documents, i), cells))
			continue;
		g_string_append(out, "<tr>");
		for (unsigned c = 0; c < form->n_columns; c++) {
			put(out, "<td>", cells[c], "</td>");
			g_free(cells[c]);
		}
		g_string_append(out, "</tr>\n");
	}
	g_string_append(out, "</tbody></table>\n");
}

static void put_signatures(GString *out, const GPtrArray *documents)
{
	g_string_append_printf(out,
			       "<p>Sổ này có %u văn bản, từ số %" G_GINT64_FORMAT
			       " đến số %" G_GINT64_FORMAT ".</p>\n",
			       documents->len, first_number(documents), last_number(documents));
	g_string_append(out, "<div class=\"sign\"><div><p><b>NGƯỜI LẬP SỔ</b></p>"
			     "<p>(Ký, ghi rõ họ tên)</p></div>"
			     "<div><p><b>THỦ TRƯỞNG CƠ QUAN</b></p>"
			     "<p>(Ký, ghi rõ họ tên, đóng dấu)</p></div></div>\n</body></html>");
}

void vt_register_html(const vt_call *call, const vt_register_range *range,
		      const vt_form_print *form, const GPtrArray *documents)
{
	const char *title = form->heading != NULL ? form->heading : range->book->title;
	g_autoptr(GString) out = g_string_new(NULL);

	put_head(out, title);
	put_cover(out, range, title, documents);
	put_rows(out, call, form, documents);
	put_signatures(out, documents);
	vt_reply_long_text(call->reply, out->str);
	vt_reply_end(call->reply, EX_OK, NULL);
}
