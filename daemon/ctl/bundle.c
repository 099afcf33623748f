/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * bundle - versions, settings, log and counts as a tar file; no content, name or address
 */
#include "ctl/bundle.h"

#include <fcntl.h>
#include <glib.h>
#include <stdio.h>
#include <string.h>
#include <sys/utsname.h>
#include <sysexits.h>
#include <unistd.h>

#include "base/clock.h"
#include "base/error.h"
#include "base/install.h"
#include "base/io.h"
#include "ctl/client.h"
#include "ctl/scrub.h"
#include "ctl/tar.h"
#include "ctl/where.h"
#include "doc/office.h"
#include "wire/kinds.h"

#define LOG_LINES     2000 /* digits alone: journalctl is told, too */
#define MAX_LOG_BYTES (16u * 1024 * 1024)

typedef struct bundle {
	const vt_ctl *ctl;
	const char *to, *log;
	vt_office *office;
	vt_faults *faults;
	vt_scrub *scrub;
	GByteArray *tar;
	int64_t now;
} bundle;

static void bundle_clear(bundle *b)
{
	vt_office_free(b->office);
	vt_faults_free(b->faults);
	vt_scrub_free(b->scrub);
	if (b->tar != NULL)
		g_byte_array_unref(b->tar);
}
G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC(bundle, bundle_clear)

static void add(bundle *b, const char *name, GString *take_text)
{
	vt_tar_add(b->tar, name, take_text->str, take_text->len, b->now);
	g_string_free(take_text, TRUE);
}

static void add_scrubbed(const bundle *b, GString *out, const char *text)
{
	g_auto(GStrv) lines = g_strsplit(text, "\n", -1);

	for (char **line = lines; *line != NULL; line++) {
		g_autofree char *clean = vt_scrub_line(b->scrub, *line);

		g_string_append_printf(out, "%s\n", clean);
	}
}

/* ---- versions ---- */

static char *run(const char *const *argv)
{
	g_auto(GStrv) copy = g_strdupv((char **)(uintptr_t)argv);
	char *output = NULL;

	if (!g_spawn_sync(NULL, copy, NULL, G_SPAWN_SEARCH_PATH | G_SPAWN_STDERR_TO_DEV_NULL, NULL,
			  NULL, &output, NULL, NULL, NULL))
		return NULL;
	return output;
}

static GString *versions(void)
{
	GString *out = g_string_new("vanthuctl " VT_VERSION "\n");
	g_autofree char *release = NULL;
	struct utsname kernel;

	for (vt_program program = 0; program < VT_N_PROGRAMS; program++) {
		const char *name = vt_program_name(program);
		g_autofree char *path = program == VT_PROGRAM_VANTHUD ? vt_install_supervisor()
								      : vt_install_program(name);
		const char *const argv[] = { path, "--version", NULL };
		g_autofree char *said = NULL;

		if (program == VT_PROGRAM_CTL)
			continue;
		said = run(argv);
		if (said != NULL)
			g_string_append(out, said);
		else
			g_string_append_printf(out, "%s does not start\n", name);
	}
	g_string_append_printf(out, "glib %u.%u.%u\n", glib_major_version, glib_minor_version,
			       glib_micro_version);
	if (uname(&kernel) == 0)
		g_string_append_printf(out, "%s %s %s\n", kernel.sysname, kernel.release,
				       kernel.machine);
	if (g_file_get_contents("/etc/os-release", &release, NULL, NULL))
		g_string_append(out, release);
	return out;
}

/* ---- settings ---- */

/* What is no name of anybody. Paths stay: that of a password, never what stands there. */
static bool is_harmless(const vt_key *key)
{
	static const char *const texts[] = { "listen",    "full", "incremental", "retry",
					     "folder",    "done", "parked",      "digest",
					     "signature", NULL };

	switch (key->type) {
	case VT_SET_INT:
	case VT_SET_BOOL:
	case VT_SET_SIZE:
	case VT_SET_SPAN:
	case VT_SET_PATH:
	case VT_SET_CHOICE:
	case VT_SET_HOUR:
		return true;
	case VT_SET_TEXT:
	case VT_SET_NAME:
	case VT_SET_ADDRESS:
	case VT_SET_KEY:
		break;
	}
	return g_strv_contains(texts, key->name);
}

static void add_block(const bundle *b, GString *out, const vt_kind_spec *kind,
		      const vt_block *block)
{
	const char *name = vt_block_name(block);
	g_autofree char *hidden = name != NULL ? vt_scrub_name(b->scrub, name) : NULL;

	g_string_append_printf(out, "%s%s%s\n", kind->kind, name != NULL ? " " : "",
			       name != NULL ? hidden : "");
	for (const vt_key *key = kind->keys; key->name != NULL; key++) {
		for (unsigned i = 0; i < vt_block_count(block, key->name); i++) {
			const char *value = vt_block_nth(block, key->name, i);
			g_autofree char *shown =
				is_harmless(key) ? g_strdup(value) : vt_scrub_name(b->scrub, value);

			g_string_append_printf(out, "\t%s = %s\n", key->name, shown);
		}
	}
}

static GString *settings(const bundle *b)
{
	GString *out = g_string_new(NULL);

	for (const vt_kind_spec *kind = vt_office_spec(); kind->kind != NULL; kind++)
		for (unsigned i = 0; i < vt_settings_count(b->office->settings, kind->kind); i++)
			add_block(b, out, kind,
				  vt_settings_nth(b->office->settings, kind->kind, i));
	g_string_append_printf(
		out, "\n# directory: %u own, %u agencies, %u people; %u books, %u routes\n",
		b->office->directory->own->len, b->office->directory->agencies->len,
		b->office->directory->people->len, b->office->books->len, b->office->routes->len);
	for (unsigned i = 0; i < vt_faults_count(b->faults); i++)
		add_scrubbed(b, out, vt_faults_get(b->faults, i));
	return out;
}

/* ---- counts ---- */

static GString *counts(const bundle *b)
{
	static const char *const questions[][2] = { { "status", NULL }, { "check", NULL } };
	GString *out = g_string_new(NULL);
	g_autofree char *socket_path = vt_where_socket(b->ctl->conf, NULL);

	for (unsigned i = 0; socket_path != NULL && i < G_N_ELEMENTS(questions); i++) {
		char *said = NULL;
		size_t size = 0;
		FILE *stream = open_memstream(&said, &size);
		int status = stream != NULL
				     ? vt_client_ask(socket_path, questions[i], false, stream)
				     : EX_OSERR;

		if (stream != NULL)
			fclose(stream);
		g_string_append_printf(out, "# vanthuctl %s: status %d\n", questions[i][0], status);
		add_scrubbed(b, out, said != NULL ? said : "");
		free(said); // NOLINT: of open_memstream(3)
	}
	return out;
}

/* ---- log ---- */

static const char *last_lines(const char *text)
{
	const char *at = text + strlen(text);
	unsigned lines = 0;

	while (at > text && lines <= LOG_LINES)
		lines += *--at == '\n';
	return at > text ? at + 1 : at;
}

static char *read_log(const bundle *b)
{
	static const char *const journal[] = {
		"journalctl",           "-u", "vanthu", "-u", "vanthu-root", "--no-pager", "-n",
		G_STRINGIFY(LOG_LINES), "-o", "cat",    NULL,
	};
	g_autoptr(GBytes) bytes = NULL;

	if (b->log == NULL)
		return run(journal);
	bytes = vt_io_read_file(AT_FDCWD, b->log, MAX_LOG_BYTES, NULL);
	return bytes != NULL ? g_strndup(g_bytes_get_data(bytes, NULL), g_bytes_get_size(bytes))
			     : NULL;
}

static GString *log_of(const bundle *b)
{
	g_autofree char *text = read_log(b);
	GString *out = g_string_new(NULL);

	if (text != NULL)
		add_scrubbed(b, out, last_lines(text));
	else
		g_string_append(out, "no log could be read; --log FILE names one\n");
	return out;
}

/* ---- the command ---- */

static bool write_bundle(const bundle *b, GError **error)
{
	g_autofree char *folder = g_path_get_dirname(b->to);
	g_autofree char *name = g_path_get_basename(b->to);
	g_autoptr(GBytes) bytes = g_bytes_new(b->tar->data, b->tar->len);
	vt_autofd int dir = vt_io_open_dir(folder, false, 0700, error);

	return dir >= 0 && vt_io_publish(dir, name, bytes, 0600, error);
}

static const char *read_arguments(int argc, char **argv, bundle *b)
{
	for (int i = 1; i < argc; i++) {
		const char **value = strcmp(argv[i], "--to") == 0    ? &b->to
				     : strcmp(argv[i], "--log") == 0 ? &b->log
								     : NULL;

		if (value == NULL || i + 1 == argc)
			return "usage: vanthuctl support-bundle [--to FILE.tar] [--log FILE]";
		*value = argv[++i];
	}
	return NULL;
}

int vt_ctl_bundle(const vt_ctl *ctl, int argc, char **argv)
{
	g_auto(bundle) b = { .ctl = ctl, .to = "vanthu-support.tar", .now = vt_clock_now() };
	const char *wrong = read_arguments(argc, argv, &b);
	g_autoptr(GError) error = NULL;

	if (wrong != NULL) {
		fprintf(stderr, "vanthuctl: %s\n", wrong);
		return EX_USAGE;
	}
	b.faults = vt_faults_new();
	b.office = vt_office_load(ctl->conf, b.faults);
	b.scrub = vt_scrub_new(b.office);
	b.tar = g_byte_array_new();
	add(&b, "versions.txt", versions());
	add(&b, "settings.txt", settings(&b));
	add(&b, "counts.txt", counts(&b));
	add(&b, "log.txt", log_of(&b));
	vt_tar_end(b.tar);
	if (!write_bundle(&b, &error)) {
		fprintf(stderr, "vanthuctl: %s\n", error->message);
		return EX_CANTCREAT;
	}
	printf("%s: look through it before you send it\n", b.to);
	return EX_OK;
}
