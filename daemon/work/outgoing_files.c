/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * outgoing_files - what of a mail are the files of an outgoing document
 */
#include <string.h>

#include "work/outgoing.h"

/* The document first, as it was attached: the main one leads, its annexes follow. */
GPtrArray *vt_outgoing_files_of(const GPtrArray *parts, const char *arrival)
{
	GPtrArray *files = g_ptr_array_new_with_free_func((GDestroyNotify)vt_outgoing_file_free);

	for (guint i = 0; i < parts->len; i++) {
		const vt_part *part = g_ptr_array_index(parts, i);

		if (!part->attachment || strstr(part->type, "pkcs7-signature") != NULL
		    || strstr(part->declared, "pkcs7-signature") != NULL)
			continue;
		vt_outgoing_file *file = g_new0(vt_outgoing_file, 1);
		file->arrival = g_strdup(arrival);
		file->path = g_strdup(part->path);
		file->name = g_strdup(part->name != NULL ? part->name : part->type);
		file->type = g_strdup(part->type);
		file->sha256 = g_strdup(part->sha256);
		file->text = g_strdup(part->text);
		file->bytes = (int64_t)part->bytes;
		g_ptr_array_add(files, file);
	}
	return files;
}
