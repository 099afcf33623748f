/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * fuzz_manifest - the list of a backup, from a disk that may have spoiled it
 */
#include <glib.h>
#include <string.h>

#include "base/io.h"
#include "doc/manifest.h"

int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t size);

/* With the seal that belongs to it, so that lines are reached at all. */
int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t size)
{
	g_autoptr(GString) text = g_string_new_len((const char *)bytes, (gssize)size);
	char sha256[VT_SHA256_HEX];
	const char *why = NULL;

	vt_manifest_free(vt_manifest_read(text->str, text->len, &why));
	if (size > 0 && bytes[size - 1] != '\n')
		g_string_append_c(text, '\n');
	for (unsigned files = 0; files < 3; files++) {
		g_autoptr(GString) sealed = g_string_new_len(text->str, (gssize)text->len);
		g_autoptr(vt_manifest) manifest = NULL;

		vt_sha256_hex(sealed->str, sealed->len, sha256);
		g_string_append_printf(sealed, "{\"files\":%u,\"sha256\":\"%s\"}\n", files, sha256);
		manifest = vt_manifest_read(sealed->str, sealed->len, &why);
		for (guint i = 0; manifest != NULL && i < manifest->files->len; i++) {
			const vt_manifest_file *file = g_ptr_array_index(manifest->files, i);

			g_assert(strstr(file->path, "..") == NULL || file->path[0] != '.');
			g_assert(file->path[0] != '/' && vt_manifest_path_is_plain(file->path));
		}
	}
	return 0;
}
