/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * fuzz_reply - an answer, plain or HTML, parted into its lines and read; what is said of it keeps
 * its bounds, or too_much says that it does not
 */
#include <string.h>

#include "base/text.h"
#include "doc/form.h"
#include "doc/said_text.h"
#include "mail/reply.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static vt_reply *read_body(uint8_t how, const char *text)
{
	return how % 2 != 0 ? vt_reply_html(text)
			    : vt_reply_plain(text, (how & 2) != 0, (how & 4) != 0);
}

static GPtrArray *lines_of(const vt_reply *reply)
{
	GPtrArray *lines = g_ptr_array_new_with_free_func((GDestroyNotify)vt_text_line_free);

	for (guint i = 0; i < reply->lines->len; i++) {
		const vt_reply_line *from = g_ptr_array_index(reply->lines, i);
		vt_text_line *line = vt_text_line_new(from->text);

		g_assert(g_utf8_validate(from->text, -1, NULL) && strchr(from->text, '\n') == NULL);
		line->quoted = from->part == VT_REPLY_QUOTED;
		line->closing = from->part == VT_REPLY_CLOSING;
		g_ptr_array_add(lines, line);
	}
	return lines;
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	if (size == 0)
		return 0;
	g_autofree char *text = vt_text_utf8((const char *)data + 1, (gssize)size - 1);
	g_autoptr(vt_reply) reply = read_body(data[0], text);
	g_autoptr(GPtrArray) lines = lines_of(reply);
	g_autoptr(vt_said) said = vt_said_new();
	g_autoptr(vt_form) form = vt_form_new("PABCDEF");
	g_assert(!reply->hidden || reply->lines->len == 0);
	vt_said_read(said, lines);
	g_assert(said->too_much || vt_said_bytes(said) > VT_MAX_SAID_BYTES
		 || vt_said_check(said, NULL));
	g_autoptr(vt_form_edit) edit = vt_form_compare(form, said);
	(void)edit;
	return 0;
}
