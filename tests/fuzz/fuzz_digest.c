/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * fuzz_digest - what an answer to a list says of each row; no row has more in it than was written
 */
#include "work/digest_said.h"

#include <string.h>

#include "base/text.h"
#include "doc/said_text.h"

#define ROWS 4

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static vt_said *read_words(const char *text)
{
	g_auto(GStrv) lines = g_strsplit(text, "\n", -1);
	g_autoptr(GPtrArray) read =
		g_ptr_array_new_with_free_func((GDestroyNotify)vt_text_line_free);
	vt_said *said = vt_said_new();

	for (char **line = lines; *line != NULL; line++) {
		vt_text_line *one = vt_text_line_new(*line);

		one->is_signed = true;
		g_ptr_array_add(read, one);
	}
	vt_said_read(said, read);
	said->words_signed = true;
	g_free(said->words);
	said->words = g_strdup(text);
	return said;
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	g_autofree char *text = vt_text_utf8((const char *)data, (gssize)MIN(size, 4096));
	g_autoptr(vt_said) all = read_words(text);

	for (int row = 1; row <= ROWS; row++)
		for (int of_form = 0; of_form <= 1; of_form++) {
			bool whole = false;
			g_autoptr(vt_said) said = vt_digest_said(all, row, of_form != 0, &whole);

			if (said == NULL)
				continue;
			/* A line of all of them ("tất cả"), and the row's own. */
			g_assert_cmpuint(vt_said_bytes(said), <=,
					 8 * (strlen(text) + 64) * (1 + all->instructions->len));
			for (guint i = 0; i < said->lines->len; i++) {
				const vt_form_line *line = g_ptr_array_index(said->lines, i);

				g_assert(g_utf8_validate(line->value, -1, NULL));
				g_assert(strchr(line->value, '\n') == NULL);
			}
		}
	return 0;
}
