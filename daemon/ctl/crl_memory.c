/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * crl_memory - what a server said about the CRL we have from it, so that it is not sent again
 */
#include "ctl/crl_memory.h"

#include <string.h>

#include "base/io.h"

#define FILE_NAME "fetched.tsv"
#define MAX_BYTES (1024u * 1024)

enum { URL, NAME, SHA256, ETAG, MODIFIED, N_CELLS };

struct vt_crl_memory {
	GHashTable *by_url; /* -> vt_crl_remembered *, owned */
	bool changed;
};

static void remembered_free(void *data)
{
	vt_crl_remembered *one = data;

	g_free(one->url);
	g_free(one->name);
	g_free(one->sha256);
	g_free(one->etag);
	g_free(one->modified);
	g_free(one);
}

static void put(vt_crl_memory *memory, const vt_crl_remembered *what)
{
	vt_crl_remembered *one = g_new0(vt_crl_remembered, 1);

	one->url = g_strdup(what->url);
	one->name = g_strdup(what->name);
	one->sha256 = g_strdup(what->sha256);
	one->etag = g_strdup(what->etag);
	one->modified = g_strdup(what->modified);
	g_hash_table_replace(memory->by_url, one->url, one);
}

vt_crl_memory *vt_crl_memory_read(int dir_fd)
{
	vt_crl_memory *memory = g_new0(vt_crl_memory, 1);
	g_autoptr(GBytes) bytes = vt_io_read_file(dir_fd, FILE_NAME, MAX_BYTES, NULL);
	gsize size = 0;
	const char *start = bytes != NULL ? g_bytes_get_data(bytes, &size) : NULL;
	g_autofree char *text = g_strndup(start != NULL ? start : "", size);
	g_auto(GStrv) lines = g_strsplit(text, "\n", -1);

	memory->by_url = g_hash_table_new_full(g_str_hash, g_str_equal, NULL, remembered_free);
	for (char **line = lines; *line != NULL; line++) {
		g_auto(GStrv) cells = g_strsplit(*line, "\t", -1);

		if (g_strv_length(cells) == N_CELLS)
			put(memory, &(vt_crl_remembered){ cells[URL], cells[NAME], cells[SHA256],
							  cells[ETAG], cells[MODIFIED] });
	}
	return memory;
}

void vt_crl_memory_free(vt_crl_memory *memory)
{
	if (memory == NULL)
		return;
	g_hash_table_unref(memory->by_url);
	g_free(memory);
}

const vt_crl_remembered *vt_crl_memory_of(const vt_crl_memory *memory, const char *url)
{
	return g_hash_table_lookup(memory->by_url, url);
}

void vt_crl_memory_put(vt_crl_memory *memory, const vt_crl_remembered *what)
{
	put(memory, what);
	memory->changed = true;
}

bool vt_crl_memory_write(const vt_crl_memory *memory, int dir_fd, GError **error)
{
	g_autoptr(GString) text = g_string_new(NULL);
	g_autoptr(GBytes) bytes = NULL;
	GHashTableIter iter;
	gpointer value = NULL;

	if (!memory->changed)
		return true;
	g_hash_table_iter_init(&iter, memory->by_url);
	while (g_hash_table_iter_next(&iter, NULL, &value)) {
		const vt_crl_remembered *one = value;

		g_string_append_printf(text, "%s\t%s\t%s\t%s\t%s\n", one->url, one->name,
				       one->sha256, one->etag, one->modified);
	}
	bytes = g_bytes_new(text->str, text->len);
	return vt_io_publish(dir_fd, FILE_NAME, bytes, 0600, error);
}
