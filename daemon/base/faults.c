/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * faults - what is wrong with the files of an office, all of it
 */
#include "base/settings.h"

#include <inttypes.h>
#include <stdarg.h>
#include <string.h>
#include <sys/stat.h>

#include "base/clock.h"

#define FAULTS_MAX 10000 /* beyond it the file is no settings file, and nobody reads on */

struct vt_faults {
	GPtrArray *texts;
	GPtrArray *warnings;
	GPtrArray *files; /* char *: read with them */
	GArray *times;    /* int64_t */
};

vt_faults *vt_faults_new(void)
{
	vt_faults *faults = g_new(vt_faults, 1);

	faults->texts = g_ptr_array_new_with_free_func(g_free);
	faults->warnings = g_ptr_array_new_with_free_func(g_free);
	faults->files = g_ptr_array_new_with_free_func(g_free);
	faults->times = g_array_new(FALSE, FALSE, sizeof(int64_t));
	return faults;
}

void vt_faults_free(vt_faults *faults)
{
	if (!faults)
		return;
	g_ptr_array_unref(faults->texts);
	g_ptr_array_unref(faults->warnings);
	g_ptr_array_unref(faults->files);
	g_array_unref(faults->times);
	g_free(faults);
}

void vt_faults_add(vt_faults *faults, const char *file, unsigned line, const char *format, ...)
{
	va_list arguments;

	if (faults->texts->len >= FAULTS_MAX)
		return;
	if (faults->texts->len == FAULTS_MAX - 1) {
		g_ptr_array_add(faults->texts,
				g_strdup_printf("%s: more faults than can be listed", file));
		return;
	}
	va_start(arguments, format);
	g_autofree char *text = g_strdup_vprintf(format, arguments);
	va_end(arguments);
	g_ptr_array_add(faults->texts, line > 0 ? g_strdup_printf("%s:%u: %s", file, line, text)
						: g_strdup_printf("%s: %s", file, text));
}

void vt_faults_warn(vt_faults *faults, const char *file, const char *format, ...)
{
	g_autofree char *text = NULL;
	va_list arguments;

	if (faults->warnings->len >= FAULTS_MAX)
		return;
	va_start(arguments, format);
	text = g_strdup_vprintf(format, arguments);
	va_end(arguments);
	g_ptr_array_add(faults->warnings, g_strconcat(VT_WARNING_HEAD, file, ": ", text, NULL));
}

unsigned vt_faults_warnings(const vt_faults *faults)
{
	return faults->warnings->len;
}

const char *vt_faults_warning(const vt_faults *faults, unsigned index)
{
	g_assert(index < faults->warnings->len);
	return g_ptr_array_index(faults->warnings, index);
}

unsigned vt_faults_count(const vt_faults *faults)
{
	return faults->texts->len;
}

const char *vt_faults_get(const vt_faults *faults, unsigned index)
{
	g_assert(index < faults->texts->len);
	return g_ptr_array_index(faults->texts, index);
}

void vt_faults_note_file(vt_faults *faults, const char *path)
{
	g_ptr_array_add(faults->files, g_strdup(path));
}

void vt_faults_note_time(vt_faults *faults, int64_t at)
{
	if (at != VT_TIME_NONE)
		g_array_append_val(faults->times, at);
}

char *vt_faults_stamp(const vt_faults *faults)
{
	g_autoptr(GChecksum) sum = g_checksum_new(G_CHECKSUM_SHA256);

	for (guint i = 0; i < faults->files->len; i++) {
		const char *path = g_ptr_array_index(faults->files, i);
		struct stat status = { 0 };
		bool there = stat(path, &status) == 0;
		g_autofree char *line =
			g_strdup_printf("%s %d %jd %jd.%09ld %ju\n", path, there,
					(intmax_t)status.st_size, (intmax_t)status.st_mtim.tv_sec,
					status.st_mtim.tv_nsec, (uintmax_t)status.st_ino);

		g_checksum_update(sum, (const guchar *)line, (gssize)strlen(line));
	}
	for (guint i = 0; i < faults->times->len; i++) {
		bool passed = g_array_index(faults->times, int64_t, i) <= vt_clock_now();

		g_checksum_update(sum, (const guchar *)(passed ? "+" : "-"), 1);
	}
	return g_strdup(g_checksum_get_string(sum));
}
