/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * test-mailbox - names of mailboxes and the state file of vanthu-imap
 */
#include <fcntl.h>
#include <glib.h>
#include <glib/gstdio.h>
#include <string.h>
#include <unistd.h>

#include "base/io.h"
#include "net/mailbox_name.h"
#include "net/mailbox_state.h"

/* By RFC 3501 §5.1.3, whose own example is among them. */
static const struct {
	const char *utf8, *name;
} names[] = {
	{ "INBOX", "INBOX" },
	{ "", "" },
	{ "Đã nhận", "&ARAA4w- nh&Hq0-n" },
	{ "Không nhận được", "Kh&APQ-ng nh&Hq0-n &AREBsB7j-c" },
	{ "Niêm phong", "Ni&AOo-m phong" },
	{ "A&B", "A&-B" },
	{ "&", "&-" },
	{ "~peter/mail/台北/日本語", "~peter/mail/&U,BTFw-/&ZeVnLIqe-" },
	{ "😀", "&2D3eAA-" },
	{ "tab\there", "tab&AAk-here" },
};

static void test_names(void)
{
	for (size_t i = 0; i < G_N_ELEMENTS(names); i++) {
		g_autofree char *encoded = vt_mailbox_encode(names[i].utf8);
		g_autofree char *decoded = vt_mailbox_decode(names[i].name);

		g_assert_cmpstr(encoded, ==, names[i].name);
		g_assert_cmpstr(decoded, ==, names[i].utf8);
	}
}

static void test_bad_names(void)
{
	static const char *const bad[] = {
		"&",        "&AR",  "&ARA",       "a&A-",  "&AGE-",  "&AAA-", "&2D0-",  "&3gA-",
		"\xc3\xa3", "&!!-", "&ARA-&AOM-", "&ARB-", "&ARAA-", "tab\t", "&ARA=-",
	};

	for (size_t i = 0; i < G_N_ELEMENTS(bad); i++) {
		g_autofree char *decoded = vt_mailbox_decode(bad[i]);

		if (decoded != NULL)
			g_test_message("'%s' gives '%s'", bad[i], decoded);
		g_assert_null(decoded);
	}
}

static void test_every_name(void)
{
	GRand *chance = g_rand_new_with_seed(4);

	for (int i = 0; i < 20000; i++) {
		g_autoptr(GString) text = g_string_new(NULL);
		g_autofree char *encoded = NULL;
		g_autofree char *decoded = NULL;

		for (int n = g_rand_int_range(chance, 0, 12); n > 0; n--) {
			gunichar c = (gunichar)g_rand_int_range(
				chance, 1, g_rand_boolean(chance) ? 0x80 : 0x11000);

			if (g_unichar_validate(c))
				g_string_append_unichar(text, c);
		}
		encoded = vt_mailbox_encode(text->str);
		decoded = vt_mailbox_decode(encoded);
		g_assert_true(g_str_is_ascii(encoded));
		g_assert_cmpstr(decoded, ==, text->str);
	}
	g_rand_free(chance);
}

static void test_state(void)
{
	g_autofree char *folder = g_dir_make_tmp(NULL, NULL);
	g_autofree char *path = g_build_filename(folder, "den.state", NULL);
	vt_autofd int dir = open(folder, O_RDONLY | O_DIRECTORY | O_CLOEXEC);
	g_autoptr(GError) error = NULL;
	g_autoptr(vt_mailbox_state) none = vt_mailbox_state_load(dir, "den", &error);
	g_autoptr(vt_mailbox_state) back = NULL;
	g_autofree char *id = NULL;

	g_assert_no_error(error);
	g_assert_cmpuint(none->validity, ==, 0);
	none->validity = 4000000000u;
	none->next = 12;
	none->since = 1795000000;
	none->old_below = 9;
	id = g_strdup(vt_mailbox_state_add(none, 10, 1)->id);
	vt_mailbox_state_add(none, 11, 1000)->kept = true;
	g_assert_true(vt_mailbox_state_save(none, dir, "den", &error));
	back = vt_mailbox_state_load(dir, "den", &error);
	g_assert_no_error(error);
	g_assert_cmpuint(back->validity, ==, 4000000000u);
	g_assert_cmpuint(back->next, ==, 12);
	g_assert_cmpint(back->since, ==, 1795000000);
	g_assert_cmpuint(back->old_below, ==, 9);
	g_assert_cmpuint(back->under_way->len, ==, 2);
	g_assert_cmpuint(vt_mailbox_state_find(back, id)->uid, ==, 10);
	g_assert_false(((vt_underway *)back->under_way->pdata[1])->kept);
	vt_mailbox_state_remove(back, 10);
	g_assert_null(vt_mailbox_state_find(back, id));
	g_remove(path);
	g_rmdir(folder);
}

static void test_bad_states(void)
{
#define HEAD "vanthu-imap 1\nuidvalidity 1\nnext 2\nsince 3\nold-below 0\n"
#define ID   "01JD0000000000000000000000"
	static const struct {
		const char *text;
		bool is_good;
	} cases[] = {
		{ HEAD "end\n", true },
		{ HEAD "under-way 5 " ID " 1\nend\n", true },
		{ HEAD, false },
		{ HEAD "end", false },
		{ HEAD "end\nmore\n", false },
		{ HEAD "under-way 0 " ID " 1\nend\n", false },
		{ HEAD "under-way 5 " ID "\nend\n", false },
		{ HEAD "under-way 5 x 1\nend\n", false },
		{ HEAD "under-way 5 " ID " 1\nunder-way 6 " ID " 1\nend\n", false },
		{ HEAD "under-way -5 " ID " 1\nend\n", false },
		{ "vanthu-imap 2\nuidvalidity 1\nnext 2\nsince 3\nold-below 0\nend\n", false },
		{ "vanthu-imap 1\nuidvalidity 4294967296\nnext 2\nsince 3\nold-below 0\nend\n",
		  false },
		{ "", false },
	};

	for (size_t i = 0; i < G_N_ELEMENTS(cases); i++) {
		g_autoptr(GBytes) bytes = g_bytes_new_static(cases[i].text, strlen(cases[i].text));
		g_autoptr(GError) error = NULL;
		g_autoptr(vt_mailbox_state) state = vt_mailbox_state_parse(bytes, &error);

		g_test_message("%zu", i);
		g_assert_true((state != NULL) == cases[i].is_good);
	}
}

int main(int argc, char **argv)
{
	g_test_init(&argc, &argv, NULL);
	g_test_add_func("/mailbox/names", test_names);
	g_test_add_func("/mailbox/bad-names", test_bad_names);
	g_test_add_func("/mailbox/every-name", test_every_name);
	g_test_add_func("/mailbox/state", test_state);
	g_test_add_func("/mailbox/bad-states", test_bad_states);
	return g_test_run();
}
