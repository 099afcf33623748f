/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * fuzz_directory - any text below DANH BẠ
 */
#include "doc/directory_rows.h"

#include <string.h>

#include "base/text.h"

int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t size);

int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t size)
{
	g_autoptr(vt_directory) directory = vt_directory_new();
	const vt_import_setup setup = { .directory = directory, .own = NULL, .now = 1795000000 };
	g_autoptr(vt_faults) faults = vt_faults_new();
	g_autofree char *text = g_strndup((const char *)bytes, size);
	g_autofree char *words = g_utf8_make_valid(text, -1);
	g_autofree char *document = NULL;
	g_autoptr(GPtrArray) rows = vt_directory_rows(words, &setup, &document, faults);

	/* What names no document, or nothing, is a fault; an entry is one row. */
	g_assert_true(document != NULL || vt_faults_count(faults) > 0);
	g_assert_cmpuint(rows->len, <=, VT_DIRECTORY_MAX_ROWS + 1);
	return 0;
}
