/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * fuzz_directory - any text below DANH BẠ, compared with a directory and written into it
 */
#include "doc/directory_rows.h"

#include <string.h>

#include "base/text.h"
#include "doc/directory_diff.h"
#include "doc/directory_edit.h"
#include "doc/office.h"

int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t size);

static const char conf[] = "own kimson\n\tname = UBND\n\taddress = v@k.example\n"
			   "\trobot = r@k.example\n\nperson binh\n\town = kimson\n"
			   "\tname = Trần Thị Bình\n\taddress = binh@k.example\n\trole = clerk\n\n"
			   "agency noivu\n\tname = Sở Nội vụ\n\taddress = s@h.example\n";

/* Whatever stands in the mail, it makes no block of its own and hides none. */
static void write_in(const GPtrArray *rows, vt_faults *faults)
{
	g_autoptr(vt_faults) none = vt_faults_new();
	g_autoptr(vt_faults) again = vt_faults_new();
	g_autoptr(vt_settings) settings = vt_settings_parse(conf, sizeof conf - 1, "d.conf",
							    vt_office_directory_spec(), none);
	g_autoptr(GBytes) old = g_bytes_new_static(conf, sizeof conf - 1);
	const vt_diff_setup how = { settings, "d.conf", "DANH BẠ", false };
	g_autoptr(GPtrArray) diffs = vt_diff_make(rows, &how, faults);

	if (vt_faults_count(faults) > 0)
		return;
	g_autoptr(GBytes) new = vt_directory_edit(old, diffs, "mail 01AB", 1795000000);
	g_autoptr(vt_settings) read =
		vt_settings_parse(g_bytes_get_data(new, NULL), g_bytes_get_size(new), "d.conf",
				  vt_office_directory_spec(), again);
	g_assert_cmpuint(vt_settings_count(read, "person") + vt_settings_count(read, "agency"), ==,
			 2 + vt_diff_count(diffs, VT_DIFF_ADDED)
				 - vt_diff_count(diffs, VT_DIFF_ENDED));
	g_assert_cmpuint(vt_settings_count(read, "own"), ==, 1);
}

int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t size)
{
	g_autoptr(vt_directory) directory = vt_directory_new();
	const vt_import_setup setup = { .directory = directory,
					.own = "kimson",
					.now = 1795000000 };
	g_autoptr(vt_faults) faults = vt_faults_new();
	g_autofree char *text = g_strndup((const char *)bytes, size);
	g_autofree char *words = g_utf8_make_valid(text, -1);
	g_autofree char *document = NULL;
	g_autoptr(GPtrArray) rows = vt_directory_rows(words, &setup, &document, faults);

	/* What names no document, or nothing, is a fault; an entry is one row. */
	g_assert_true(document != NULL || vt_faults_count(faults) > 0);
	g_assert_cmpuint(rows->len, <=, VT_DIRECTORY_MAX_ROWS + 1);
	write_in(rows, faults);
	return 0;
}
