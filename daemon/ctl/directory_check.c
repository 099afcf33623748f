/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * directory_check - vanthud -n on the office as it would be with another directory.conf
 */
#include "ctl/directory_check.h"

#include <stdio.h>
#include <string.h>

#include "base/error.h"
#include "base/install.h"
#include "base/io.h"
#include "base/lines.h"
#include "base/settings.h"

#define SUFFIX ".import-check"

/* What vanthud -n says of that file, a fault a line. */
static bool ask(const char *conf, GPtrArray *lines_out, GError **error)
{
	g_autofree char *program = vt_install_supervisor();
	char *argv[] = { program, (char[]){ "-n" }, (char[]){ "-c" }, (char *)(guintptr)conf,
			 NULL };
	g_autofree char *output = NULL;
	g_auto(GStrv) lines = NULL;
	int status = 0;

	if (!g_spawn_sync(NULL, argv, NULL, G_SPAWN_STDOUT_TO_DEV_NULL, NULL, NULL, NULL, &output,
			  &status, error))
		return false;
	lines = g_strsplit(output, "\n", -1);
	for (char **line = lines; *line != NULL; line++)
		if (**line != '\0' && !g_str_has_prefix(*line, VT_WARNING_HEAD))
			g_ptr_array_add(lines_out, g_strdup(*line));
	return true;
}

static const char *without_place(const char *line)
{
	const char *colon = strstr(line, ": ");

	return colon != NULL ? colon + 2 : line;
}

static bool is_old(const GPtrArray *old, const char *line)
{
	for (guint i = 0; i < old->len; i++)
		if (strcmp(without_place(g_ptr_array_index(old, i)), without_place(line)) == 0)
			return true;
	return false;
}

/* vanthu.conf that names another directory: one line replaced, or put below "office". */
static GBytes *other_conf(const vt_directory_files *files, const char *directory, GError **error)
{
	const vt_block *office = vt_settings_one(files->office, "office");
	unsigned line = 0, number = 0; /* 0: the key is not written there */
	unsigned head = vt_block_line(office);
	g_autoptr(GBytes) bytes = vt_io_read_file(AT_FDCWD, files->conf, VT_LINES_MAX_FILE, error);
	g_autofree char *text = NULL;
	g_auto(GStrv) lines = NULL;
	GString *out;

	if (bytes == NULL)
		return NULL;
	if (vt_block_is_given(office, "directory"))
		line = vt_block_key_line(office, "directory", 0);
	if (strcmp(vt_block_file(office), files->conf) != 0) {
		vt_error_set(error, VT_NEVER,
			     "cannot check: the block office is not in '%s' itself", files->conf);
		return NULL;
	}
	text = g_strndup(g_bytes_get_data(bytes, NULL), g_bytes_get_size(bytes));
	lines = g_strsplit(text, "\n", -1);
	out = g_string_new(NULL);
	for (char **one = lines; *one != NULL; one++) {
		number++;
		if (number != line)
			g_string_append_printf(out, "%s%s", *one, one[1] != NULL ? "\n" : "");
		if (number == line || (line == 0 && number == head))
			g_string_append_printf(out, "\tdirectory = %s\n", directory);
	}
	return g_string_free_to_bytes(out);
}

static bool publish(const char *path, GBytes *bytes, GError **error)
{
	g_autofree char *folder = g_path_get_dirname(path);
	g_autofree char *name = g_path_get_basename(path);
	vt_autofd int dir = vt_io_open_dir(folder, false, 0, error);

	return dir >= 0 && vt_io_publish(dir, name, bytes, 0600, error);
}

static void tell_new(const GPtrArray *lines, const GPtrArray *old, const char *other,
		     const char *real, vt_faults *faults)
{
	for (guint i = 0; i < lines->len; i++) {
		const char *line = g_ptr_array_index(lines, i);
		const char *colon = strstr(line, ": ");
		g_autofree char *place =
			colon != NULL ? g_strndup(line, (gsize)(colon - line)) : NULL;

		if (is_old(old, line))
			continue;
		/* Said by the way (vanthud_check.c): a line of a log. */
		if (strlen(line) > 25 && line[10] == 'T' && strstr(line, "Z vanthu-") != NULL)
			continue;
		if (place != NULL && g_str_has_prefix(place, other)) {
			g_autofree char *shown =
				g_strconcat(real, " (new)", place + strlen(other), NULL);

			vt_faults_add(faults, shown, 0, "%s", colon + 2);
		} else {
			vt_faults_add(faults, place != NULL ? place : "vanthud", 0, "%s",
				      without_place(line));
		}
	}
}

bool vt_directory_check(const vt_directory_files *files, GBytes *text, vt_faults *faults,
			GError **error)
{
	g_autofree char *directory = g_strconcat(files->directory, SUFFIX, NULL);
	g_autofree char *conf = g_strconcat(files->conf, SUFFIX, NULL);
	g_autoptr(GBytes) conf_text = other_conf(files, directory, error);
	g_autoptr(GPtrArray) old = g_ptr_array_new_with_free_func(g_free);
	g_autoptr(GPtrArray) new = g_ptr_array_new_with_free_func(g_free);
	bool ok = conf_text != NULL && publish(directory, text, error)
		  && publish(conf, conf_text, error) && ask(files->conf, old, error)
		  && ask(conf, new, error);

	if (ok)
		tell_new(new, old, directory, files->directory, faults);
	(void)unlink(directory);
	(void)unlink(conf);
	return ok;
}
