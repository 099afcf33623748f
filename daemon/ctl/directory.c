/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * directory - vanthuctl directory import FILE.csv
 */
#include "ctl/directory.h"

#include <stdio.h>
#include <string.h>
#include <sys/stat.h>
#include <sysexits.h>

#include "base/clock.h"
#include "base/error.h"
#include "base/io.h"
#include "base/lines.h"
#include "base/replace.h"
#include "ctl/directory_check.h"
#include "doc/directory_diff.h"
#include "doc/directory_edit.h"
#include "ctl/table.h"
#include "doc/office.h"

typedef struct importing {
	bool dry_run, complete, yes, json;
	const char *own, *path; /* path: of the table */
	char *conf, *directory; /* absolute, links followed */
	vt_office *office;
	vt_settings *settings; /* of directory.conf */
	vt_csv *csv;
	GPtrArray *rows, *diffs;
	vt_faults *faults;
	int64_t now;
} importing;

static const struct {
	const char *name, *label;
} diff_names[] = {
	[VT_DIFF_ADDED] = { "added", "thêm" },
	[VT_DIFF_CHANGED] = { "changed", "sửa" },
	[VT_DIFF_ENDED] = { "ended", "kết thúc" },
	[VT_DIFF_SAME] = { "unchanged", "giữ nguyên" },
};
G_STATIC_ASSERT(G_N_ELEMENTS(diff_names) == VT_N_DIFFS);

static int usage(const char *why)
{
	fprintf(stderr,
		"vanthuctl: %s\nusage: vanthuctl directory import [--dry-run] [--complete [--yes]] "
		"[--own KEY] FILE.csv\n",
		why);
	return EX_USAGE;
}

/* NULL: all read. */
static const char *read_arguments(importing *im, int argc, char **argv)
{
	if (argc < 2 || strcmp(argv[1], "import") != 0)
		return "directory wants: import";
	for (int i = 2; i < argc; i++) {
		if (strcmp(argv[i], "--dry-run") == 0)
			im->dry_run = true;
		else if (strcmp(argv[i], "--complete") == 0)
			im->complete = true;
		else if (strcmp(argv[i], "--yes") == 0)
			im->yes = true;
		else if (strcmp(argv[i], "--own") == 0 && i + 1 < argc)
			im->own = argv[++i];
		else if (argv[i][0] == '-' || im->path != NULL)
			return "no such option, or more than one file";
		else
			im->path = argv[i];
	}
	return im->path == NULL ? "no file" : NULL;
}

static bool load(importing *im, GError **error)
{
	g_autoptr(vt_faults) faults = vt_faults_new();
	g_autoptr(GBytes) bytes = NULL;
	const char *path;

	im->office = vt_office_load(im->conf, faults);
	path = vt_block_text(vt_settings_one(im->office->settings, "office"), "directory");
	/* A link stays one: what it leads to is replaced. */
	im->directory = path != NULL ? realpath(path, NULL) : NULL;
	if (im->directory == NULL)
		return vt_error_set(error, VT_NEVER, "cannot find directory.conf: %s",
				    vt_faults_count(faults) > 0 ? vt_faults_get(faults, 0) : path);
	im->settings = vt_settings_load(im->directory, vt_office_directory_spec(), im->faults);
	if (im->own != NULL && vt_directory_own(im->office->directory, im->own) == NULL)
		return vt_error_set(error, VT_NEVER, "'%s' is no own agency", im->own);
	bytes = vt_io_read_file(AT_FDCWD, im->path, VT_CSV_MAX_BYTES, error);
	if (bytes == NULL)
		return false;
	im->csv = vt_csv_parse(g_bytes_get_data(bytes, NULL), g_bytes_get_size(bytes), im->path,
			       im->faults);
	return true;
}

static void compare(importing *im)
{
	im->rows = vt_import_read(im->csv, im->path,
				  &(vt_import_setup){ .directory = im->office->directory,
						      .own = im->own,
						      .now = im->now },
				  im->faults);
	im->diffs = vt_diff_make(im->rows,
				 &(vt_diff_setup){ .settings = im->settings,
						   .path = im->directory,
						   .table = im->path,
						   .complete = im->complete },
				 im->faults);
}

static void print_diffs(const importing *im)
{
	static const char *const heads[][2] = { { "change", "Thay đổi" },
						{ "kind", "Loại" },
						{ "key", "Khóa" },
						{ "name", "Tên" },
						{ "detail", "Chi tiết" } };
	g_autoptr(vt_answer) answer = vt_answer_new(stdout, im->json);

	vt_answer_columns(answer, "entries", heads, G_N_ELEMENTS(heads));
	for (guint i = 0; i < im->diffs->len; i++) {
		const vt_diff *diff = g_ptr_array_index(im->diffs, i);
		const char *change =
			im->json ? diff_names[diff->what].name : diff_names[diff->what].label;
		const char *cells[] = { change, diff->kind, diff->key, diff->name, diff->detail };

		vt_answer_cells(answer, cells, G_N_ELEMENTS(cells));
	}
	vt_answer_end(answer);
	fflush(stdout);
}

static int tell_faults(const importing *im)
{
	for (unsigned i = 0; i < vt_faults_count(im->faults); i++)
		fprintf(stderr, "vanthuctl: %s\n", vt_faults_get(im->faults, i));
	fprintf(stderr, "vanthuctl: nothing was imported\n");
	return EX_DATAERR;
}

/* Whoever is ended can act no more, from the moment the office reads the file. */
static bool may_end(const importing *im)
{
	unsigned n = vt_diff_count(im->diffs, VT_DIFF_ENDED);
	char answer[16] = "";

	if (n == 0 || im->yes)
		return true;
	if (!isatty(STDIN_FILENO)) {
		fprintf(stderr,
			"vanthuctl: %u would be ended: look at the list, then say --yes; nothing "
			"was imported\n",
			n);
		return false;
	}
	fprintf(stderr, "Kết thúc %u mục nêu trên? [c/K] ", n);
	fflush(stderr);
	if (fgets(answer, sizeof answer, stdin) == NULL)
		return false;
	return strchr("cCyY", answer[0]) != NULL && answer[0] != '\0';
}

static bool replace(const importing *im, GBytes *old, GBytes *new, GError **error)
{
	const vt_replacing replacing = { im->directory, old, new, im->now };
	g_autofree char *kept = NULL;

	if (!vt_replace_file(&replacing, &kept, error))
		return false;
	fprintf(stderr, "vanthuctl: written; what was before is in '%s'\n", kept);
	return true;
}

/* status_out is set when there is no error. */
static bool carry_out(importing *im, int *status_out, GError **error)
{
	g_autoptr(GBytes) old = vt_io_read_file(AT_FDCWD, im->directory, VT_LINES_MAX_FILE, error);
	g_autoptr(GBytes) new = NULL;
	g_autofree char *name = g_path_get_basename(im->path);
	g_autofree char *table = g_strconcat("directory import ", name, NULL);
	const vt_directory_files files = { .conf = im->conf,
					   .directory = im->directory,
					   .office = im->office->settings };

	*status_out = EX_OK;
	if (old == NULL)
		return false;
	if (vt_diff_count(im->diffs, VT_DIFF_SAME) == im->diffs->len)
		return true;
	new = vt_directory_edit(old, im->diffs, table, im->now);
	if (!vt_directory_check(&files, new, im->faults, error))
		return false;
	if (vt_faults_count(im->faults) > 0)
		*status_out = tell_faults(im);
	else if (!im->dry_run && !may_end(im))
		*status_out = EX_NOPERM;
	else if (!im->dry_run)
		return replace(im, old, new, error);
	return true;
}

static int run(importing *im)
{
	g_autoptr(GError) error = NULL;
	int status = EX_OK;

	if (!load(im, &error)) {
		fprintf(stderr, "vanthuctl: %s\n", error->message);
		return EX_NOINPUT;
	}
	compare(im);
	print_diffs(im);
	if (vt_faults_count(im->faults) > 0)
		return tell_faults(im);
	if (!carry_out(im, &status, &error)) {
		fprintf(stderr, "vanthuctl: %s\n", error->message);
		return EX_CANTCREAT;
	}
	return status;
}

int vt_ctl_directory(const vt_ctl *ctl, int argc, char **argv)
{
	importing im = { .json = ctl->json };
	const char *wrong = read_arguments(&im, argc, argv);
	int status;

	if (wrong != NULL)
		return usage(wrong);
	im.now = vt_clock_now();
	im.conf = g_canonicalize_filename(ctl->conf, NULL);
	im.faults = vt_faults_new();
	status = run(&im);
	g_clear_pointer(&im.diffs, g_ptr_array_unref);
	g_clear_pointer(&im.rows, g_ptr_array_unref);
	vt_csv_free(im.csv);
	vt_settings_free(im.settings);
	vt_office_free(im.office);
	vt_faults_free(im.faults);
	free(im.directory);
	g_free(im.conf);
	return status;
}
