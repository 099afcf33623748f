/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * fuzz_csv - any bytes as a table of people, compared with a directory and written into it
 */
#include "base/csv.h"
#include "doc/directory_diff.h"
#include "doc/directory_edit.h"
#include "doc/office.h"

int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t size);

static const char conf[] = "# who\nown kimson\n\tname = UBND\n\taddress = v@k.example\n"
			   "\trobot = r@k.example\n\nperson binh\n\town = kimson\n"
			   "\tname = Trần Thị Bình\n\taddress = binh@k.example\n\trole = clerk\n\n"
			   "agency noivu\n\tname = Sở Nội vụ\n\taddress = s@h.example\n";

static vt_directory *directory(void)
{
	static vt_directory *d;
	static char key[] = "kimson", name[] = "UBND";
	static vt_own own = { .key = key, .name = name };

	if (d != NULL)
		return d;
	d = vt_directory_new();
	own.aliases = g_ptr_array_new();
	own.addresses = g_ptr_array_new();
	g_ptr_array_add(d->own, &own);
	return d;
}

int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t size)
{
	g_autoptr(vt_faults) faults = vt_faults_new();
	g_autoptr(vt_csv) csv = vt_csv_parse(bytes, size, "t.csv", faults);
	const vt_import_setup setup = { .directory = directory(), .now = 1795000000 };
	g_autoptr(GPtrArray) rows = vt_import_read(csv, "t.csv", &setup, faults);
	g_autoptr(vt_faults) none = vt_faults_new();
	g_autoptr(vt_settings) settings = vt_settings_parse(conf, sizeof conf - 1, "d.conf",
							    vt_office_directory_spec(), none);
	g_autoptr(GBytes) old = g_bytes_new_static(conf, sizeof conf - 1);
	const vt_diff_setup how = { settings, "d.conf", "t.csv", size % 2 == 0 };
	g_autoptr(GPtrArray) diffs = vt_diff_make(rows, &how, faults);

	if (vt_faults_count(faults) == 0) {
		g_autoptr(vt_faults) again = vt_faults_new();
		g_autoptr(GBytes) new = vt_directory_edit(old, diffs, "t.csv", setup.now);
		g_autoptr(vt_settings) read =
			vt_settings_parse(g_bytes_get_data(new, NULL), g_bytes_get_size(new),
					  "d.conf", vt_office_directory_spec(), again);
		unsigned added = vt_diff_count(diffs, VT_DIFF_ADDED);
		unsigned ended = vt_diff_count(diffs, VT_DIFF_ENDED);

		/* Whatever stands in the cells, it makes no block of its own and hides none. */
		g_assert_cmpuint(vt_settings_count(read, "person")
					 + vt_settings_count(read, "agency"),
				 ==, 2 + added - ended);
		g_assert_cmpuint(vt_settings_count(read, "own"), ==, 1);
	}
	return 0;
}
