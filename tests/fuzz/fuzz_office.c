/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * fuzz_office - a whole office: files behind lines "@@ NAME", read and checked together
 *
 * A file that is not there is taken from tests/fuzz/office; what is behind no such line is
 * vanthu.conf.
 */
#include <glib/gstdio.h>
#include <string.h>

#include "doc/office.h"

int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t size);

static const char *const names[] = {
	"vanthu.conf", "directory.conf", "routing.conf",  "books.conf",
	"policy.conf", "types.tsv",      "words.tsv",     "filetypes.tsv",
	"legal.tsv",   "holidays.tsv",   "retention.tsv", "more.conf",
	NULL
};
static char *folder, *shipped[G_N_ELEMENTS(names)];
static bool is_other[G_N_ELEMENTS(names)];

static void put(unsigned which, const char *text, gsize size)
{
	g_autofree char *path = g_build_filename(folder, names[which], NULL);
	FILE *out = fopen(path, "w");

	g_assert_nonnull(out);
	g_assert_true(fwrite(text, 1, size, out) == size);
	fclose(out);
}

static void put_other(unsigned which, const char *text, gsize size)
{
	put(which, text, size);
	is_other[which] = true;
}

static void put_shipped(void)
{
	for (unsigned i = 0; names[i] != NULL; i++) {
		if (is_other[i])
			put(i, shipped[i], strlen(shipped[i]));
		is_other[i] = false;
	}
}

static void remove_folder(void)
{
	for (unsigned i = 0; names[i] != NULL; i++) {
		g_autofree char *path = g_build_filename(folder, names[i], NULL);

		g_unlink(path);
		g_free(shipped[i]);
	}
	g_rmdir(folder);
	g_free(folder);
}

static void start(void)
{
	const char *source = g_getenv("VT_SOURCE");

	folder = g_dir_make_tmp("fuzz-office-XXXXXX", NULL);
	g_assert_nonnull(folder);
	for (unsigned i = 0; names[i] != NULL; i++) {
		g_autofree char *path = g_build_filename(source != NULL ? source : ".", "tests",
							 "fuzz", "office", names[i], NULL);

		g_assert_true(g_file_get_contents(path, &shipped[i], NULL, NULL));
		is_other[i] = true;
	}
	atexit(remove_folder);
}

/* "@@ directory.conf" and the line end; -1 = none of ours. */
static int name_of(const char *line, size_t size)
{
	for (unsigned i = 0; names[i] != NULL; i++) {
		if (size == strlen(names[i]) + 3 && memcmp(line, "@@ ", 3) == 0
		    && memcmp(line + 3, names[i], size - 3) == 0)
			return (int)i;
	}
	return -1;
}

static void spread(const char *text, size_t size)
{
	const char *end = text + size, *from = text;
	int which = 0;

	for (const char *at = text; at < end;) {
		const char *line_end = memchr(at, '\n', (size_t)(end - at));
		const char *next = line_end != NULL ? line_end + 1 : end;
		int named = name_of(at, (size_t)((line_end != NULL ? line_end : end) - at));

		if (named >= 0) {
			if (at > from || which > 0)
				put_other((unsigned)which, from, (gsize)(at - from));
			which = named;
			from = next;
		}
		at = next;
	}
	if (end > from || which > 0)
		put_other((unsigned)which, from, (gsize)(end - from));
}

int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t size)
{
	g_autoptr(vt_faults) faults = vt_faults_new();
	g_autofree char *conf = NULL;

	if (folder == NULL)
		start();
	put_shipped();
	if (size > 0)
		spread((const char *)bytes, size);
	conf = g_build_filename(folder, names[0], NULL);

	g_autoptr(vt_office) office = vt_office_load(conf, faults);
	g_autofree char *stamp = vt_faults_stamp(faults);

	g_assert_true(g_utf8_validate(stamp, -1, NULL));
	for (unsigned i = 0; i < vt_faults_count(faults); i++)
		g_assert_true(g_utf8_validate(vt_faults_get(faults, i), -1, NULL));
	/* However many days are off, there is a next one. */
	g_assert_cmpint(vt_worktime_add(office->worktime, 1795323600, 86400), >, 1795323600);
	for (guint i = 0; i < office->directory->own->len; i++) {
		const vt_own *own = g_ptr_array_index(office->directory->own, i);
		const vt_routed what = { .own = own->key,
					 .agency = "so-noi-vu",
					 .type = "Thông báo",
					 .subject = "về công tác văn thư, lưu trữ" };
		g_autoptr(GPtrArray) people = vt_office_route(office, &what);

		g_assert(people->len <= office->directory->people->len);
		/* No fault at all means: it can be worked with. */
		g_assert(vt_faults_count(faults) > 0
			 || vt_office_incoming_book(office, own->key) != NULL);
	}
	return 0;
}
