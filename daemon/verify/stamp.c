/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * stamp - has anything in the trust folders changed since we read them
 */
#include <string.h>
#include <sys/stat.h>

#include "base/draft.h"
#include "verify/trust.h"

static int compare_names(const void *a, const void *b)
{
	const char *const *left = a, *const *right = b;

	return strcmp(*left, *right);
}

static void stamp_file(GChecksum *sum, const char *path)
{
	struct stat st;
	g_autofree char *line = NULL;

	if (stat(path, &st) != 0)
		line = g_strdup_printf("%s absent\n", path);
	else
		line = g_strdup_printf("%s %ju %jd.%09ld %ju %ju\n", path, (uintmax_t)st.st_size,
				       (intmax_t)st.st_mtim.tv_sec, st.st_mtim.tv_nsec,
				       (uintmax_t)st.st_ino, (uintmax_t)st.st_mode);
	g_checksum_update(sum, (const guchar *)line, (gssize)strlen(line));
}

static void stamp_folder(GChecksum *sum, const char *folder)
{
	g_autoptr(GDir) dir = g_dir_open(folder, 0, NULL);
	g_autoptr(GPtrArray) paths = g_ptr_array_new_with_free_func(g_free);
	const char *name;

	while (dir != NULL && (name = g_dir_read_name(dir)) != NULL)
		if (!g_str_has_prefix(name, VT_DRAFT_PREFIX))
			g_ptr_array_add(paths, g_build_filename(folder, name, NULL));
	g_ptr_array_sort(paths, compare_names);
	g_checksum_update(sum, (const guchar *)folder, (gssize)strlen(folder) + 1);
	for (guint i = 0; i < paths->len; i++)
		stamp_file(sum, g_ptr_array_index(paths, i));
}

char *vt_trust_stamp(const char *const *folders, const char *const *files)
{
	g_autoptr(GChecksum) sum = g_checksum_new(G_CHECKSUM_SHA256);

	for (; folders != NULL && *folders != NULL; folders++)
		stamp_folder(sum, *folders);
	for (; files != NULL && *files != NULL; files++)
		stamp_file(sum, *files);
	return g_strdup(g_checksum_get_string(sum));
}
