/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * test-directory-rows - what the administrator writes below DANH BẠ
 */
#include "doc/directory_rows.h"

#include <string.h>

#include "doc/office.h"

#define NOW 1795000000 /* 17/11/2026 */

static const char conf[] = "own kimson\n\tname = UBND xã Kim Sơn\n\taddress = v@k.example\n"
			   "\trobot = r@k.example\n\nperson binh\n\town = kimson\n"
			   "\tname = Trần Thị Bình\n\taddress = binh@k.example\n\trole = clerk\n"
			   "\trole = security\n\n"
			   "agency noivu\n\tname = Sở Nội vụ\n\taddress = s@h.example\n";

static vt_office office;

/* "name/role,role/address or postal/document" of each row, "!" before each fault. */
static char *shown(const char *words)
{
	static const vt_column_of columns[] = { VT_COLUMN_NAME, VT_COLUMN_ROLE, VT_COLUMN_ADDRESS,
						VT_COLUMN_DOCUMENT };
	g_autoptr(vt_faults) faults = vt_faults_new();
	const vt_import_setup setup = { .directory = office.directory,
					.own = "kimson",
					.now = NOW };
	g_autofree char *document = NULL;
	g_autoptr(GPtrArray) rows = vt_directory_rows(words, &setup, &document, faults);
	GString *out = g_string_new(NULL);

	for (guint i = 0; i < rows->len; i++) {
		const vt_import_row *row = g_ptr_array_index(rows, i);

		g_string_append(out, row->has_ended ? "ended " : row->is_person ? "" : "agency ");
		for (size_t c = 0; c < G_N_ELEMENTS(columns); c++) {
			bool by_post = columns[c] == VT_COLUMN_ADDRESS
				       && row->values[VT_COLUMN_ADDRESS] == NULL;
			const GPtrArray *values =
				row->values[by_post ? VT_COLUMN_POSTAL : columns[c]];

			for (guint v = 0; values != NULL && v < values->len; v++)
				g_string_append_printf(out, "%s%s", v > 0 ? "," : "",
						       (const char *)g_ptr_array_index(values, v));
			g_string_append_c(out, c + 1 < G_N_ELEMENTS(columns) ? '/' : ';');
		}
	}
	for (unsigned i = 0; i < vt_faults_count(faults); i++)
		g_string_append_printf(out, "!%s", vt_faults_get(faults, i));
	return g_string_free(out, FALSE);
}

static void check(const char *words, const char *wanted)
{
	g_autofree char *got = shown(words);

	g_assert_cmpstr(got, ==, wanted);
}

static void test_entries(void)
{
	check("DANH BẠ\nCăn cứ: QĐ 1\nHọ tên: An\nEmail: a@k.example\nVai trò: văn thư, lãnh đạo\n",
	      "An/clerk,leader/a@k.example/QĐ 1;");
	check("danh ba\n\nCăn cứ: QĐ 1\n\nMã: binh\nChức vụ: Phó\n\nTên cơ quan: Sở Y\nEmail: "
	      "y@h.example\n",
	      "Trần Thị Bình///QĐ 1;agency Sở Y//y@h.example/QĐ 1;");
	/* An agency without mail gets paper. */
	check("DANH BẠ\nCăn cứ: QĐ 1\nTên cơ quan: Hội Y\nĐịa chỉ bưu điện: Thôn 5\n",
	      "agency Hội Y//Thôn 5/QĐ 1;");
	/* Its own document wins; a value that a mail client wrapped goes on. */
	check("DANH BẠ\nCăn cứ: QĐ 1\nMã: binh\nCăn cứ: QĐ\n2 ngày 3\nVai trò: văn thư\n",
	      "Trần Thị Bình/clerk//QĐ 2 ngày 3;");
	check("Kính gửi,\nTHỬ DANH BẠ\nCăn cứ: QĐ 1\nMã: binh\nKết thúc: có\n",
	      "ended Trần Thị Bình///QĐ 1;");
}

static void test_rest(void)
{
	/* A signature block is none of it. */
	check("DANH BẠ\nCăn cứ: QĐ 1\nMã: binh\nVai trò: văn thư\n\nTrân trọng,\nHọ tên: Ai\n",
	      "Trần Thị Bình/clerk//QĐ 1;");
	check("DANH BẠ\nCăn cứ: QĐ 1\nMã: binh\nVai trò: văn thư\n\nĐiện thoại: 0912\n",
	      "Trần Thị Bình/clerk//QĐ 1;");
	check("DANH BẠ\nCăn cứ: QĐ 1\nMã: binh\nVai trò: văn thư\n--\nMã: noivu\n",
	      "Trần Thị Bình/clerk//QĐ 1;");
}

static void test_faults(void)
{
	check("DANH BẠ\n", "!0: no entry: write lines like 'Họ tên: ...' below DANH BẠ");
	check("Họ tên: An\n", "!0: no entry: write lines like 'Họ tên: ...' below DANH BẠ");
	g_autofree char *no_document = shown("DANH BẠ\nMã: binh\nVai trò: văn thư\n");
	g_assert_nonnull(strstr(no_document, "!1: no document"));
	g_autofree char *unknown = shown("DANH BẠ\nCăn cứ: QĐ 1\nMã: binh\nVai: x\n");
	g_assert_nonnull(strstr(unknown, "!1: unknown column 'Vai'"));
	g_autofree char *later = shown("DANH BẠ\nCăn cứ: QĐ 1\nMã: binh\nĐến ngày: 31/12/2026\n");
	g_assert_nonnull(strstr(later, "later day"));
	/* No quote, comma or line of one value makes a second one. */
	g_autofree char *quoted = shown("DANH BẠ\nCăn cứ: QĐ \"1\", x\nMã: binh\nChức vụ: a\"b\n");
	g_assert_cmpstr(quoted, ==, "Trần Thị Bình///QĐ \"1\", x;");
}

/* As far as rows look at it. */
static void read_conf(vt_faults *faults)
{
	g_autoptr(vt_settings) settings = vt_settings_parse(conf, sizeof conf - 1, "d.conf",
							    vt_office_directory_spec(), faults);
	const vt_block *own = vt_settings_find(settings, "own", "kimson");
	const vt_block *person = vt_settings_find(settings, "person", "binh");
	const vt_block *agency = vt_settings_find(settings, "agency", "noivu");
	vt_own *o = g_new0(vt_own, 1);
	vt_person *p = g_new0(vt_person, 1);
	vt_agency *a = g_new0(vt_agency, 1);

	o->key = g_strdup(vt_block_name(own));
	o->aliases = g_ptr_array_new();
	o->addresses = g_ptr_array_new();
	p->key = g_strdup(vt_block_name(person));
	p->name = g_strdup(vt_block_text(person, "name"));
	p->addresses = g_ptr_array_new();
	p->logins = g_ptr_array_new();
	a->key = g_strdup(vt_block_name(agency));
	a->name = g_strdup(vt_block_text(agency, "name"));
	a->addresses = g_ptr_array_new();
	a->aliases = g_ptr_array_new();
	a->certificates = g_ptr_array_new();
	g_ptr_array_add(office.directory->own, o);
	g_ptr_array_add(office.directory->people, p);
	g_ptr_array_add(office.directory->agencies, a);
}

int main(int argc, char **argv)
{
	g_autoptr(vt_faults) faults = vt_faults_new();

	g_test_init(&argc, &argv, NULL);
	office.directory = vt_directory_new();
	read_conf(faults);
	g_test_add_func("/directory-rows/entries", test_entries);
	g_test_add_func("/directory-rows/rest", test_rest);
	g_test_add_func("/directory-rows/faults", test_faults);
	int status = g_test_run();
	vt_directory_free(office.directory);
	return status;
}
