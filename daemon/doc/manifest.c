/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * manifest - what a backup holds, as lines of JSON
 */
#include "doc/manifest.h"

#include <string.h>

#include "base/io.h"
#include "base/json.h"
#include "base/json_flat.h"

#define FORMAT    1
#define MARK      "vanthu-backup"
#define MAX_PATH  200
#define PLAIN     "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789._@-"
#define KIND_FULL "full"
#define KIND_REST "incremental"

static void file_free(void *data)
{
	vt_manifest_file *file = data;

	g_free(file->path);
	g_free(file->id);
	g_free(file->sha256);
	g_free(file);
}

vt_manifest *vt_manifest_new(void)
{
	vt_manifest *manifest = g_new0(vt_manifest, 1);

	manifest->files = g_ptr_array_new_with_free_func(file_free);
	manifest->left_out = g_ptr_array_new_with_free_func(g_free);
	return manifest;
}

void vt_manifest_free(vt_manifest *manifest)
{
	if (manifest == NULL)
		return;
	g_free(manifest->name);
	g_free(manifest->version);
	g_free(manifest->head);
	g_ptr_array_unref(manifest->files);
	g_ptr_array_unref(manifest->left_out);
	g_free(manifest);
}

void vt_manifest_add(vt_manifest *manifest, const char *path, const char *id, const char *sha256,
		     uint64_t bytes)
{
	vt_manifest_file *file = g_new0(vt_manifest_file, 1);

	file->path = g_strdup(path);
	file->id = g_strdup(id);
	file->sha256 = g_strdup(sha256);
	file->bytes = bytes;
	g_ptr_array_add(manifest->files, file);
}

void vt_manifest_leave_out(vt_manifest *manifest, const char *id, const char *why)
{
	g_ptr_array_add(manifest->left_out, g_strdup_printf("%s %s", id, why));
}

bool vt_manifest_path_is_plain(const char *path)
{
	g_auto(GStrv) names = g_strsplit(path, "/", -1);

	if (strlen(path) > MAX_PATH || names[0] == NULL)
		return false;
	for (char **name = names; *name != NULL; name++)
		if (**name == '\0' || **name == '.' || (*name)[strspn(*name, PLAIN)] != '\0')
			return false;
	return true;
}

/* ---- writing ---- */

static void end_line(GString *text, vt_json *json)
{
	g_autofree char *line = vt_json_take(json);

	g_string_append(text, line);
	g_string_append_c(text, '\n');
}

static void write_head(GString *text, vt_json *json, const vt_manifest *manifest)
{
	vt_json_open(json, NULL);
	vt_json_int(json, "arrivals", manifest->arrivals);
	vt_json_int(json, "documents", manifest->documents);
	vt_json_string(json, "head", manifest->head);
	vt_json_string(json, "kind", manifest->full ? KIND_FULL : KIND_REST);
	vt_json_int(json, "ledger", manifest->ledger);
	vt_json_int(json, "made", manifest->made);
	vt_json_string(json, "name", manifest->name);
	vt_json_int(json, "schema", manifest->schema);
	vt_json_int(json, MARK, FORMAT);
	vt_json_string(json, "version", manifest->version);
	vt_json_close(json);
	end_line(text, json);
}

static void write_files(GString *text, vt_json *json, const vt_manifest *manifest)
{
	for (guint i = 0; i < manifest->files->len; i++) {
		const vt_manifest_file *file = g_ptr_array_index(manifest->files, i);

		vt_json_open(json, NULL);
		vt_json_int(json, "bytes", (int64_t)file->bytes);
		if (file->id != NULL)
			vt_json_string(json, "id", file->id);
		vt_json_string(json, "path", file->path);
		vt_json_string(json, "sha256", file->sha256);
		vt_json_close(json);
		end_line(text, json);
	}
	for (guint i = 0; i < manifest->left_out->len; i++) {
		g_auto(GStrv) words = g_strsplit(g_ptr_array_index(manifest->left_out, i), " ", 2);

		vt_json_open(json, NULL);
		vt_json_string(json, "id", words[0]);
		vt_json_string(json, "left-out", words[1]);
		vt_json_close(json);
		end_line(text, json);
	}
}

char *vt_manifest_text(const vt_manifest *manifest)
{
	g_autoptr(vt_json) json = vt_json_new(true);
	GString *text = g_string_new(NULL);
	char sha256[VT_SHA256_HEX];

	write_head(text, json, manifest);
	write_files(text, json, manifest);
	vt_sha256_hex(text->str, text->len, sha256);
	vt_json_open(json, NULL);
	vt_json_int(json, "files", manifest->files->len);
	vt_json_string(json, "sha256", sha256);
	vt_json_close(json);
	end_line(text, json);
	return g_string_free(text, FALSE);
}

/* ---- reading ---- */

static bool read_head(vt_manifest *manifest, GHashTable *line)
{
	const char *kind = g_hash_table_lookup(line, "kind");
	int64_t format = 0;

	manifest->name = g_strdup(g_hash_table_lookup(line, "name"));
	manifest->version = g_strdup(g_hash_table_lookup(line, "version"));
	manifest->head = g_strdup(g_hash_table_lookup(line, "head"));
	manifest->full = g_strcmp0(kind, KIND_FULL) == 0;
	return vt_json_flat_int(line, MARK, &format) && format == FORMAT
	       && (manifest->full || g_strcmp0(kind, KIND_REST) == 0) && manifest->name != NULL
	       && vt_manifest_path_is_plain(manifest->name) && manifest->head != NULL
	       && vt_sha256_is_hex(manifest->head) && manifest->version != NULL
	       && vt_json_flat_int(line, "arrivals", &manifest->arrivals)
	       && vt_json_flat_int(line, "documents", &manifest->documents)
	       && vt_json_flat_int(line, "ledger", &manifest->ledger)
	       && vt_json_flat_int(line, "made", &manifest->made)
	       && vt_json_flat_int(line, "schema", &manifest->schema);
}

static bool read_line(vt_manifest *manifest, GHashTable *line)
{
	const char *path = g_hash_table_lookup(line, "path");
	const char *sha256 = g_hash_table_lookup(line, "sha256");
	const char *id = g_hash_table_lookup(line, "id");
	const char *why = g_hash_table_lookup(line, "left-out");
	int64_t bytes = 0;

	if (id != NULL && !vt_manifest_path_is_plain(id))
		return false;
	if (why != NULL && id != NULL && path == NULL) {
		vt_manifest_leave_out(manifest, id, why);
		return true;
	}
	if (path == NULL || sha256 == NULL || !vt_manifest_path_is_plain(path)
	    || !vt_sha256_is_hex(sha256) || !vt_json_flat_int(line, "bytes", &bytes))
		return false;
	vt_manifest_add(manifest, path, id, sha256, (uint64_t)bytes);
	return true;
}

/* Where the last line begins, when it is the seal of all before. */
static const char *find_seal(const char *text, size_t size, int64_t *files_out)
{
	const char *last = size > 1 && text[size - 1] == '\n'
				   ? g_strrstr_len(text, (gssize)size - 1, "\n")
				   : NULL;
	char sha256[VT_SHA256_HEX];

	if (last == NULL || memchr(text, '\0', size) != NULL)
		return NULL;
	last++;
	vt_sha256_hex(text, (size_t)(last - text), sha256);
	g_autofree char *line = g_strndup(last, size - (size_t)(last - text) - 1);
	g_autoptr(GHashTable) seal = vt_json_flat(line);
	if (seal == NULL || g_strcmp0(g_hash_table_lookup(seal, "sha256"), sha256) != 0
	    || !vt_json_flat_int(seal, "files", files_out))
		return NULL;
	return last;
}

vt_manifest *vt_manifest_read(const char *text, size_t size, const char **why_out)
{
	g_autoptr(vt_manifest) manifest = vt_manifest_new();
	int64_t files = 0;
	const char *end = find_seal(text, size, &files);

	*why_out = "it is cut off or was changed";
	if (end == NULL)
		return NULL;
	*why_out = "a line of it does not read";
	for (const char *at = text; at < end;) {
		const char *eol = memchr(at, '\n', (size_t)(end - at));
		g_autofree char *line = g_strndup(at, (size_t)(eol - at));
		g_autoptr(GHashTable) object = vt_json_flat(line);

		if (object == NULL
		    || !(at == text ? read_head(manifest, object) : read_line(manifest, object)))
			return NULL;
		at = eol + 1;
	}
	if (manifest->name == NULL || manifest->files->len != (guint)files)
		return NULL;
	return g_steal_pointer(&manifest);
}
