/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * test-descriptor - written and read back; what is none, of a later version, or wrong
 */
#include <string.h>

#include "doc/descriptor.h"

#define HASH  "ca978112ca1bbdcafac231b39a23dc4da786eff8147c4e72b9807785afee48bb"
#define HEAD  "vanthu-registration: 1\n"
#define LEAST "number: 1\nissued: 2026-11-23\nfile: " HASH " 12 a b.pdf\n"

static vt_descriptor_outcome read_text(const char *text, vt_descriptor **out, const char **why)
{
	return vt_descriptor_read(text, strlen(text), out, why);
}

static void test_round(void)
{
	g_autoptr(vt_descriptor) one = vt_descriptor_new();
	g_autoptr(vt_descriptor) two = NULL;
	const char *why = NULL;

	one->code = g_strdup("H99.12.34.1");
	one->ident = g_strdup("H99.12.34.1,2026,1");
	one->paper = true;
	one->fields[VT_FIELD_NUMBER] = g_strdup("01");
	one->fields[VT_FIELD_ISSUED] = g_strdup("2026-11-23");
	one->fields[VT_FIELD_SUBJECT] = g_strdup("Về việc: họp");
	/* A register of ours, not of theirs. */
	one->fields[VT_FIELD_NOTE] = g_strdup("riêng");
	vt_descriptor_add_file(one, HASH, 12, "thông báo 1.pdf");
	vt_descriptor_add_file(one, HASH, 0, NULL);
	g_autofree char *text = vt_descriptor_write(one);
	g_assert_cmpint(read_text(text, &two, &why), ==, VT_DESCRIPTOR_READ);
	g_assert_cmpstr(two->code, ==, one->code);
	g_assert_cmpstr(two->ident, ==, one->ident);
	g_assert_true(two->paper);
	g_assert_cmpstr(two->fields[VT_FIELD_SUBJECT], ==, "Về việc: họp");
	g_assert_null(two->fields[VT_FIELD_NOTE]);
	g_assert_null(two->fields[VT_FIELD_SIGNER]);
	g_assert_cmpuint(two->files->len, ==, 2);
	const vt_descriptor_file *file = g_ptr_array_index(two->files, 0);
	g_assert_cmpstr(file->name, ==, "thông báo 1.pdf");
	g_assert_cmpint(file->bytes, ==, 12);
}

static void test_read(void)
{
	g_autoptr(vt_descriptor) d = NULL;
	const char *why = NULL;

	/* CRLF, a key of a later day, a date as people write it. */
	g_assert_cmpint(read_text("vanthu-registration: 1\r\nnumber: 1\r\nissued: 23/11/2026\r\n"
				  "colour: blue\r\nfile: " HASH " 12\r\n",
				  &d, &why),
			==, VT_DESCRIPTOR_READ);
	g_assert_cmpstr(d->fields[VT_FIELD_ISSUED], ==, "2026-11-23");
}

static void test_wrong(void)
{
	static const struct {
		const char *text, *why; /* why NULL: it is none */
	} cases[] = {
		{ "", NULL },
		{ "number: 1\n", NULL },
		{ "vanthu-registration: 2\n" LEAST, NULL },
		{ " vanthu-registration: 1\n" LEAST, NULL },
		{ HEAD, "no file" },
		{ HEAD "issued: 2026-11-23\nfile: " HASH " 12\n", "no number" },
		{ HEAD "number: 1\nfile: " HASH " 12\n", "no date" },
		{ HEAD LEAST "number: 2\n", "a key twice" },
		{ HEAD LEAST "code: a\ncode: b\n", "a key twice" },
		{ HEAD LEAST "issued: 31/02/2026\n", "issued" },
		{ HEAD LEAST "urgency: 9\n", "urgency" },
		{ HEAD LEAST "paper: perhaps\n", "paper" },
		{ HEAD LEAST "file: abc 12 x\n", "file" },
		{ HEAD LEAST "file: " HASH " -1 x\n", "file" },
		{ HEAD LEAST "file: " HASH "\n", "file" },
		{ HEAD LEAST "hello\n", "a line without a key" },
		{ HEAD LEAST "subject: \xff\n", "bytes that are no text" },
	};

	for (size_t i = 0; i < G_N_ELEMENTS(cases); i++) {
		g_autoptr(vt_descriptor) d = NULL;
		const char *why = NULL;

		g_test_message("%s", cases[i].text);
		g_assert_cmpint(read_text(cases[i].text, &d, &why), ==,
				cases[i].why != NULL ? VT_DESCRIPTOR_WRONG : VT_DESCRIPTOR_OTHER);
		g_assert_cmpstr(why, ==, cases[i].why);
		g_assert_null(d);
	}
}

static void test_bounds(void)
{
	g_autoptr(GString) text = g_string_new(HEAD LEAST);
	g_autoptr(vt_descriptor) d = NULL;
	const char *why = NULL;

	for (unsigned i = 0; i < VT_DESCRIPTOR_MAX_FILES; i++)
		g_string_append(text, "file: " HASH " 1\n");
	g_assert_cmpint(read_text(text->str, &d, &why), ==, VT_DESCRIPTOR_WRONG);
	g_assert_cmpstr(why, ==, "too many files");
	while (text->len <= VT_DESCRIPTOR_MAX_BYTES)
		g_string_append(text, "x: y\n");
	g_assert_cmpint(read_text(text->str, &d, &why), ==, VT_DESCRIPTOR_OTHER);
	g_assert_false(vt_descriptor_is(text->str, text->len));
}

int main(int argc, char **argv)
{
	g_test_init(&argc, &argv, NULL);
	g_test_add_func("/descriptor/round", test_round);
	g_test_add_func("/descriptor/read", test_read);
	g_test_add_func("/descriptor/wrong", test_wrong);
	g_test_add_func("/descriptor/bounds", test_bounds);
	return g_test_run();
}
