/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * test-settings - what an office may write, and every fault as it reads it
 */
#include "base/settings.h"

#include <string.h>

static const char *const colours[] = { "red", "green", NULL };

static const vt_key agency_keys[] = {
	{ .name = "name", .type = VT_SET_TEXT, .required = true, .help = "name" },
	{ .name = "address", .type = VT_SET_ADDRESS, .repeats = true, .help = "addresses" },
	{ .name = "unit", .type = VT_SET_NAME, .help = "unit" },
	{ .name = "port", .type = VT_SET_INT, .min = 1, .max = 65535, .fallback = "25" },
	{ .name = "below", .type = VT_SET_INT, .min = -5, .max = 5 },
	{ .name = "any", .type = VT_SET_INT },
	{ .name = "on", .type = VT_SET_BOOL, .fallback = "yes" },
	{ .name = "size", .type = VT_SET_SIZE, .min = 1, .max = 64 * 1024 * 1024 },
	{ .name = "span", .type = VT_SET_SPAN },
	{ .name = "path", .type = VT_SET_PATH },
	{ .name = "colour", .type = VT_SET_CHOICE, .choices = colours },
	{ .name = "at", .type = VT_SET_HOUR },
	{ 0 },
};
static const vt_key server_keys[] = {
	{ .name = "folder", .type = VT_SET_PATH, .fallback = "/var/lib/vanthu" },
	{ .name = "word", .type = VT_SET_TEXT, .repeats = true, .fallback = "one" },
	{ 0 },
};
static const vt_kind_spec kinds[] = {
	{ .kind = "agency", .named = VT_NAMED, .keys = agency_keys },
	{ .kind = "server", .named = VT_UNNAMED, .keys = server_keys },
	{ .kind = "rule", .named = VT_NAMED_OR_NOT, .repeats = true, .keys = server_keys },
	{ 0 },
};

static char *joined(const vt_faults *faults)
{
	GString *all = g_string_new(NULL);

	for (unsigned i = 0; i < vt_faults_count(faults); i++)
		g_string_append_printf(all, "%s\n", vt_faults_get(faults, i));
	return g_string_free(all, FALSE);
}

static void has_faults(const vt_faults *faults, const char *expected)
{
	g_autofree char *all = joined(faults);

	g_assert_cmpstr(all, ==, expected);
}

static vt_settings *parse(const char *text, const char *expected_faults)
{
	g_autoptr(vt_faults) faults = vt_faults_new();
	vt_settings *settings =
		vt_settings_parse(text, strlen(text), "/etc/x/a.conf", kinds, faults);

	has_faults(faults, expected_faults);
	return settings;
}

static void faulty(const char *text, const char *expected_faults)
{
	g_autoptr(vt_settings) settings = parse(text, expected_faults);

	g_assert_nonnull(settings);
}

static void test_values(void)
{
	g_autoptr(vt_settings) settings = parse("\xef\xbb\xbf# lời đầu\r\n"
						"agency kimson\r\n"
						"\tname =  U\xcc\x89y ban = xã # Kim Sơn \t\r\n"
						"  # ghi chú\r\n"
						"\taddress = VT@Kimson.vn\r\n"
						"\r\n"
						"\taddress=b@c.vn\r\n"
						"\tunit = van-phong_1.a\n"
						"\tbelow = -5\n\tany = 9223372036854775807\n"
						"\ton = no\n\tsize = 64M\n\tspan = 10d\n"
						"\tpath = ../k.pem\n\tcolour = red\n\tat = 07:30\n"
						"agency a@b.vn\n"
						"  name = x",
						"");
	const vt_block *block = vt_settings_find(settings, "agency", "kimson");

	g_assert_cmpuint(vt_settings_count(settings, "agency"), ==, 2);
	g_assert_true(block == vt_settings_nth(settings, "agency", 0));
	g_assert_null(vt_settings_nth(settings, "agency", 2));
	g_assert_null(vt_settings_find(settings, "agency", "none"));
	g_assert_null(vt_settings_find(settings, "agency", NULL));
	g_assert_cmpstr(vt_block_name(block), ==, "kimson");
	g_assert_cmpstr(vt_block_file(block), ==, "/etc/x/a.conf");
	g_assert_cmpuint(vt_block_line(block), ==, 2);
	g_assert_cmpstr(vt_block_text(block, "name"), ==, "Ủy ban = xã # Kim Sơn");
	g_assert_cmpuint(vt_block_count(block, "address"), ==, 2);
	g_assert_cmpstr(vt_block_nth(block, "address", 0), ==, "VT@kimson.vn");
	g_assert_cmpstr(vt_block_nth(block, "address", 1), ==, "b@c.vn");
	g_assert_null(vt_block_nth(block, "address", 2));
	g_assert_cmpuint(vt_block_key_line(block, "address", 1), ==, 7);
	g_assert_cmpint(vt_block_int(block, "port"), ==, 25);
	g_assert_cmpint(vt_block_int(block, "below"), ==, -5);
	g_assert_cmpint(vt_block_int(block, "any"), ==, INT64_MAX);
	g_assert_cmpint(vt_block_int(block, "on"), ==, 0);
	g_assert_cmpint(vt_block_int(block, "size"), ==, 64 * 1024 * 1024);
	g_assert_cmpint(vt_block_int(block, "span"), ==, 864000);
	g_assert_cmpstr(vt_block_text(block, "path"), ==, "/etc/k.pem");
	g_assert_cmpstr(vt_block_text(block, "colour"), ==, "red");
	g_assert_cmpint(vt_block_int(block, "at"), ==, 450);
	block = vt_settings_find(settings, "agency", "a@b.vn");
	g_assert_cmpint(vt_block_int(block, "on"), ==, 1);
	g_assert_null(vt_block_text(block, "unit"));
	g_assert_cmpuint(vt_block_count(block, "unit"), ==, 0);
	g_assert_cmpint(vt_block_int(block, "span"), ==, 0);
}

static void test_unnamed(void)
{
	g_autoptr(vt_settings) none = parse("", "");
	g_autoptr(vt_settings) some =
		parse("server\n\tword = a\n\tword = b\nrule\nrule\nrule x\n", "");
	const vt_block *block = vt_settings_one(none, "server");

	g_assert_cmpstr(vt_block_text(block, "folder"), ==, "/var/lib/vanthu");
	g_assert_cmpuint(vt_block_count(block, "word"), ==, 1);
	g_assert_null(vt_block_name(block));
	g_assert_cmpuint(vt_block_line(block), ==, 0);
	g_assert_cmpuint(vt_block_key_line(block, "word", 0), ==, 0);
	g_assert_cmpuint(vt_settings_count(none, "server"), ==, 0);
	block = vt_settings_one(some, "server");
	g_assert_cmpuint(vt_block_count(block, "word"), ==, 2);
	g_assert_cmpstr(vt_block_nth(block, "word", 1), ==, "b");
	g_assert_cmpuint(vt_settings_count(some, "rule"), ==, 3);
	g_assert_cmpuint(vt_block_line(vt_settings_one(some, "rule")), ==, 4);
	vt_settings_free(NULL);
	vt_faults_free(NULL);
	vt_table_free(NULL);
}

static void test_shape_faults(void)
{
	faulty("agncy x\n\tfoo = 1\nwhatever\n",
	       "/etc/x/a.conf:1: unknown kind 'agncy', did you mean 'agency'?\n"
	       "/etc/x/a.conf:3: unknown kind 'whatever'\n");
	faulty("agency x\n\tnmae = 1\n\tadress = a@b\n",
	       "/etc/x/a.conf:2: unknown key 'nmae', did you mean 'name'?\n"
	       "/etc/x/a.conf:3: unknown key 'adress', did you mean 'address'?\n"
	       "/etc/x/a.conf:1: 'agency x' lacks the key 'name'\n");
	faulty("\tname = x\nagency\n\tname = x\nserver s\n",
	       "/etc/x/a.conf:1: key 'name' stands outside of a block\n"
	       "/etc/x/a.conf:2: 'agency' needs a name\n"
	       "/etc/x/a.conf:4: 'server' has no name, found 's'\n");
	faulty("server\n\tfolder\n\t= x\n\tfolder =\n",
	       "/etc/x/a.conf:2: missing '=' in 'folder'\n"
	       "/etc/x/a.conf:3: missing key before '='\n"
	       "/etc/x/a.conf:4: key 'folder' has no value\n");
	faulty("agency Kim\n\tname = x\nagency x y\n\tname = x\n",
	       "/etc/x/a.conf:1: 'Kim' is not a name of a-z, 0-9, '.', '_', '@' and '-'\n"
	       "/etc/x/a.conf:3: unexpected 'y' after the name\n");
	faulty("agency x\nname = x\n\tname = y\n",
	       "/etc/x/a.conf:2: 'name' stands at the margin, indent it with a tab\n");
	faulty("agency x\n\tname = a\n\tname = b\nagency x\n\tname = a\nserver\nserver\n",
	       "/etc/x/a.conf:3: key 'name' stands in line 2 already\n"
	       "/etc/x/a.conf:4: 'agency x' stands at /etc/x/a.conf:1 already\n"
	       "/etc/x/a.conf:7: 'server' stands at /etc/x/a.conf:6 already\n");
	faulty("include b.conf\n", "/etc/x/a.conf:1: cannot include 'b.conf' here\n");
}

static void value(const char *pair, const char *expected)
{
	g_autofree char *text = g_strdup_printf("agency x\n\tname = x\n\t%s\n", pair);
	g_autofree char *fault =
		*expected ? g_strdup_printf("/etc/x/a.conf:3: key %s\n", expected) : g_strdup("");

	faulty(text, fault);
}

static void test_value_faults(void)
{
	value("port = 1", "");
	value("port = 0", "'port': '0' is not in 1..65535");
	value("port = 65535", "");
	value("port = 65536", "'port': '65536' is not in 1..65535");
	value("port = 2x", "'port': '2x' is not a whole number");
	value("port = 99999999999999999999",
	      "'port': '99999999999999999999' is not a whole number");
	value("below = -6", "'below': '-6' is not in -5..5");
	value("any = -1", "'any': '-1' is below 0");
	value("any = -", "'any': '-' is not a whole number");
	value("any = +1", "'any': '+1' is not a whole number");
	value("on = true", "'on': 'true' is neither yes nor no");
	value("size = 100", "");
	value("size = 1K", "");
	value("size = 65M", "'size': '65M' is not in 1..67108864");
	value("size = 0", "'size': '0' is not in 1..67108864");
	value("size = 1k", "'size': '1k' is not a size such as 64M, 10K or 100");
	value("size = 9999999999999G",
	      "'size': '9999999999999G' is not a size such as 64M, 10K or 100");
	value("span = 15m", "");
	value("span = 15", "'span': '15' is not a span such as 5s, 15m, 2h or 10d");
	value("span = 15mm", "'span': '15mm' is not a span such as 5s, 15m, 2h or 10d");
	value("span = -1s", "'span': '-1s' is not a span such as 5s, 15m, 2h or 10d");
	value("address = a b@c", "'address': 'a b@c' is not a mail address");
	value("unit = -x", "'unit': '-x' is not a name of a-z, 0-9, '.', '_' and '-'");
	value("unit = X", "'unit': 'X' is not a name of a-z, 0-9, '.', '_' and '-'");
	value("colour = gren", "'colour': unknown word 'gren', did you mean 'green'?");
	value("colour = violet", "'colour': unknown word 'violet'");
	value("at = 00:00", "");
	value("at = 23:59", "");
	value("at = 24:00", "'at': '24:00' is not a time such as 07:30");
	value("at = 12:60", "'at': '12:60' is not a time such as 07:30");
	value("at = 7:30", "'at': '7:30' is not a time such as 07:30");
}

static void bytes_fault(const char *text, size_t size, const char *expected)
{
	g_autoptr(vt_faults) faults = vt_faults_new();
	g_autoptr(vt_settings) settings = vt_settings_parse(text, size, "f", kinds, faults);

	g_assert_nonnull(settings);
	has_faults(faults, expected);
}

static void test_bytes(void)
{
	g_autofree char *line = g_strnfill(4097, 'x');
	g_autofree char *file = g_strnfill(1024 * 1024 + 1, '\n');

	bytes_fault("ser\0ver\nserver\n", 15, "f:1: line holds a NUL\n");
	bytes_fault("server\n\tword = \xff\n", 17, "f:2: line is not UTF-8\n");
	bytes_fault("server\n\tword = \x1b[0m\n", 20, "f:2: line holds a control character\n");
	bytes_fault("server\r\r\n", 9, "f:1: line holds a control character\n");
	line[0] = '#';
	bytes_fault(line, 4096, "");
	bytes_fault(line, 4097, "f:1: line has 4097 bytes, more than 4096\n");
	bytes_fault(file, 1024 * 1024, "");
	bytes_fault(file, 1024 * 1024 + 1, "f: file has 1048577 bytes, more than 1048576\n");
	bytes_fault(NULL, 0, "");
	bytes_fault("\xef\xbb\xbf", 3, "");
}

static void test_many(void)
{
	g_autoptr(GString) text = g_string_new(NULL);

	for (int i = 0; i < 20000; i++)
		g_string_append_printf(text, "rule r%d\n", i);
	g_autoptr(vt_settings) most = parse(text->str, "");
	g_assert_cmpuint(vt_settings_count(most, "rule"), ==, 20000);
	g_assert_nonnull(vt_settings_find(most, "rule", "r19999"));
	g_string_append(text, "rule z\nrule y\n\tword = x\n");
	faulty(text->str, "/etc/x/a.conf:20001: more than 20000 blocks\n");

	g_autofree char *wrong = g_strnfill(40000, '\n');
	for (int i = 0; i < 40000; i += 2)
		wrong[i] = 'x';
	g_autoptr(vt_faults) faults = vt_faults_new();
	g_autoptr(vt_settings) none = vt_settings_parse(wrong, 40000, "f", kinds, faults);
	g_assert_nonnull(none);
	g_assert_cmpuint(vt_faults_count(faults), ==, 10000);
	g_assert_cmpstr(vt_faults_get(faults, 9999), ==, "f: more faults than can be listed");
}

static void put(const char *folder, const char *name, const char *text)
{
	g_autofree char *path = g_build_filename(folder, name, NULL);

	g_assert_true(g_file_set_contents(path, text, -1, NULL));
}

/* Loads NAME of folder; faults are compared with the folder's path taken out. */
static vt_settings *load(const char *folder, const char *name, const char *expected)
{
	g_autoptr(vt_faults) faults = vt_faults_new();
	g_autofree char *path = g_build_filename(folder, name, NULL);
	g_autofree char *prefix = g_strconcat(folder, "/", NULL);
	vt_settings *settings = vt_settings_load(path, kinds, faults);
	g_autofree char *all = joined(faults);
	g_auto(GStrv) parts = g_strsplit(all, prefix, -1);
	g_autofree char *shown = g_strjoinv("", parts);

	g_assert_cmpstr(shown, ==, expected);
	return settings;
}

static void test_include(void)
{
	g_autofree char *folder = g_dir_make_tmp(NULL, NULL);
	g_autofree char *key = g_build_filename(folder, "key", NULL);
	static const char *const once[] = { "b.conf", "c.conf", "loop.conf", "twice.conf",
					    "gone.conf" };

	put(folder, "b.conf", "server\n\tfolder = key\ninclude c.conf\n\tword = x\n");
	put(folder, "c.conf", "agency x\n\tport = 0\n");
	put(folder, "loop.conf", "include loop.conf\nrule\n");
	put(folder, "twice.conf", "include c.conf\ninclude c.conf\n");
	put(folder, "gone.conf", "include\ninclude gone2.conf\nrule r\n");
	g_autoptr(vt_settings) nested = load(folder, "b.conf",
					     "c.conf:2: key 'port': '0' is not in 1..65535\n"
					     "c.conf:1: 'agency x' lacks the key 'name'\n"
					     "b.conf:4: key 'word' stands outside of a block\n");
	g_assert_cmpstr(vt_block_text(vt_settings_one(nested, "server"), "folder"), ==, key);
	g_assert_cmpint(vt_block_int(vt_settings_find(nested, "agency", "x"), "port"), ==, 25);
	g_autoptr(vt_settings) loop =
		load(folder, "loop.conf", "loop.conf:1: 'loop.conf' is read already\n");
	g_assert_cmpuint(vt_settings_count(loop, "rule"), ==, 1);
	g_autoptr(vt_settings) twice = load(folder, "twice.conf",
					    "c.conf:2: key 'port': '0' is not in 1..65535\n"
					    "c.conf:1: 'agency x' lacks the key 'name'\n"
					    "twice.conf:2: 'c.conf' is read already\n");
	g_assert_nonnull(twice);
	g_autoptr(vt_settings) gone =
		load(folder, "gone.conf",
		     "gone.conf:1: 'include' needs a file name\n"
		     "gone.conf:2: cannot open 'gone2.conf': No such file or directory\n");
	g_assert_nonnull(vt_settings_find(gone, "rule", "r"));
	g_autoptr(vt_settings) absent = load(
		folder, "no.conf", "no.conf: cannot open 'no.conf': No such file or directory\n");
	g_assert_nonnull(vt_settings_one(absent, "server"));
	g_autoptr(vt_faults) faults = vt_faults_new();
	g_autoptr(vt_settings) directory = vt_settings_load(folder, kinds, faults);
	g_assert_nonnull(directory);
	g_assert_cmpuint(vt_faults_count(faults), ==, 1);
	for (size_t i = 0; i < G_N_ELEMENTS(once); i++) {
		g_autofree char *path = g_build_filename(folder, once[i], NULL);
		unlink(path);
	}
	rmdir(folder);
}

static void test_depth(void)
{
	g_autofree char *folder = g_dir_make_tmp(NULL, NULL);

	for (int i = 0; i <= 9; i++) {
		g_autofree char *name = g_strdup_printf("%d", i);
		g_autofree char *text = g_strdup_printf("include %d\nrule\n", i + 1);
		put(folder, name, i < 9 ? text : "rule\n");
	}
	g_autoptr(vt_settings) eight = load(folder, "1", "");
	g_assert_cmpuint(vt_settings_count(eight, "rule"), ==, 9);
	g_autoptr(vt_settings) nine =
		load(folder, "0", "8:1: cannot include '9': more than 8 deep\n");
	g_assert_cmpuint(vt_settings_count(nine, "rule"), ==, 9);
	for (int i = 0; i <= 9; i++) {
		g_autofree char *path = g_strdup_printf("%s/%d", folder, i);
		unlink(path);
	}
	rmdir(folder);
}

static vt_table *table(const char *text, const char *expected)
{
	static const char *const columns[] = { "code", "name", NULL };
	g_autoptr(vt_faults) faults = vt_faults_new();
	vt_table *read = vt_table_parse(text, strlen(text), "t.tsv", columns, faults);

	has_faults(faults, expected);
	return read;
}

static void test_table(void)
{
	g_autoptr(vt_table) good =
		table("# loại\n\nname\tcode\r\nQuyết định\tQĐ\n#x\ty\n\tBC\nTờ trình\n", "");
	g_autoptr(vt_table) bad = table("code\tnmae\tcode\na\tb\tc\td\n",
					"t.tsv:1: unknown column 'nmae', did you mean 'name'?\n"
					"t.tsv:1: column 'code' stands twice\n"
					"t.tsv:1: missing column 'name'\n"
					"t.tsv:2: 4 cells, but 3 columns\n");
	g_autoptr(vt_table) none = table("# nothing\n", "t.tsv: missing line of column names\n");

	g_assert_cmpuint(vt_table_rows(good), ==, 3);
	g_assert_cmpstr(vt_table_cell(good, 0, 0), ==, "QĐ");
	g_assert_cmpstr(vt_table_cell(good, 0, 1), ==, "Quyết định");
	g_assert_cmpstr(vt_table_cell(good, 1, 0), ==, "BC");
	g_assert_cmpstr(vt_table_cell(good, 1, 1), ==, "");
	g_assert_cmpstr(vt_table_cell(good, 2, 0), ==, "");
	g_assert_cmpuint(vt_table_line(good, 1), ==, 6);
	g_assert_cmpstr(vt_table_file(good), ==, "t.tsv");
	g_assert_cmpstr(vt_table_cell(bad, 0, 0), ==, "a");
	g_assert_cmpstr(vt_table_cell(bad, 0, 1), ==, "");
	g_assert_cmpuint(vt_table_rows(none), ==, 0);

	static const char *const columns[] = { "code", NULL };
	g_autoptr(vt_faults) faults = vt_faults_new();
	g_autoptr(vt_table) absent = vt_table_load("absent.tsv", columns, faults);
	g_assert_cmpuint(vt_table_rows(absent), ==, 0);
	has_faults(faults, "absent.tsv: cannot open 'absent.tsv': No such file or directory\n");
}

int main(int argc, char **argv)
{
	g_test_init(&argc, &argv, NULL);
	g_test_add_func("/settings/values", test_values);
	g_test_add_func("/settings/unnamed", test_unnamed);
	g_test_add_func("/settings/shape-faults", test_shape_faults);
	g_test_add_func("/settings/value-faults", test_value_faults);
	g_test_add_func("/settings/bytes", test_bytes);
	g_test_add_func("/settings/many", test_many);
	g_test_add_func("/settings/include", test_include);
	g_test_add_func("/settings/depth", test_depth);
	g_test_add_func("/settings/table", test_table);
	return g_test_run();
}
