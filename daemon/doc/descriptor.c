/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * descriptor - written, and read strictly
 */
#include "doc/descriptor.h"

#include <string.h>

#include "base/text.h"

#define MAGIC      "vanthu-registration:"
#define FIRST      " 1"
#define CODE_CHARS 60 /* 35 of an agency (QĐ 20/2020), year and serial of a document */
#define HEX_CHARS  64

/* What the register of the receiver takes; the rest is his own. */
static const vt_field told[] = {
	VT_FIELD_NUMBER,  VT_FIELD_NOTATION, VT_FIELD_ISSUED,   VT_FIELD_ISSUER,  VT_FIELD_TYPE,
	VT_FIELD_SUBJECT, VT_FIELD_SIGNER,   VT_FIELD_POSITION, VT_FIELD_URGENCY, VT_FIELD_DUE,
};

static void file_free(void *data)
{
	vt_descriptor_file *file = data;

	g_free(file->name);
	g_free(file);
}

vt_descriptor *vt_descriptor_new(void)
{
	vt_descriptor *descriptor = g_new0(vt_descriptor, 1);

	descriptor->files = g_ptr_array_new_with_free_func(file_free);
	return descriptor;
}

void vt_descriptor_free(vt_descriptor *descriptor)
{
	if (descriptor == NULL)
		return;
	g_free(descriptor->code);
	g_free(descriptor->ident);
	for (size_t i = 0; i < VT_N_FIELDS; i++)
		g_free(descriptor->fields[i]);
	g_ptr_array_unref(descriptor->files);
	g_free(descriptor);
}

void vt_descriptor_add_file(vt_descriptor *descriptor, const char *sha256, int64_t bytes,
			    const char *name)
{
	vt_descriptor_file *file = g_new0(vt_descriptor_file, 1);

	g_strlcpy(file->sha256, sha256, sizeof(file->sha256));
	file->bytes = bytes;
	file->name = g_strdup(name != NULL ? name : "");
	g_ptr_array_add(descriptor->files, file);
}

/* ---- writing ---- */

static void add_line(GString *out, const char *key, const char *value)
{
	if (value == NULL || *value == '\0')
		return;
	g_autofree char *line = vt_text_tidy(value);
	g_string_append_printf(out, "%s: %s\n", key, line);
}

char *vt_descriptor_write(const vt_descriptor *descriptor)
{
	GString *out = g_string_new(MAGIC FIRST "\n");

	add_line(out, "code", descriptor->code);
	add_line(out, "ident", descriptor->ident);
	for (size_t i = 0; i < G_N_ELEMENTS(told); i++)
		add_line(out, vt_field_get(told[i])->key, descriptor->fields[told[i]]);
	add_line(out, "paper", descriptor->paper ? "yes" : "no");
	for (guint i = 0; i < descriptor->files->len; i++) {
		const vt_descriptor_file *file = g_ptr_array_index(descriptor->files, i);
		g_autofree char *value = g_strdup_printf("%s %" G_GINT64_FORMAT " %s", file->sha256,
							 file->bytes, file->name);

		add_line(out, "file", g_strchomp(value));
	}
	return g_string_free(out, FALSE);
}

/* ---- reading ---- */

bool vt_descriptor_is(const char *bytes, size_t size)
{
	return size > strlen(MAGIC) && size <= VT_DESCRIPTOR_MAX_BYTES
	       && memcmp(bytes, MAGIC, strlen(MAGIC)) == 0;
}

static const char *keep_once(char **where, const char *value)
{
	if (*where != NULL)
		return "a key twice";
	*where = g_strdup(value);
	return NULL;
}

static const char *read_file(vt_descriptor *d, const char *value)
{
	g_auto(GStrv) words = g_strsplit(value, " ", 3);
	gint64 bytes = 0;

	if (g_strv_length(words) < 2 || strlen(words[0]) != HEX_CHARS
	    || strspn(words[0], "0123456789abcdef") != HEX_CHARS
	    || !g_ascii_string_to_signed(words[1], 10, 0, G_MAXINT64, &bytes, NULL))
		return "file";
	if (d->files->len == VT_DESCRIPTOR_MAX_FILES)
		return "too many files";
	vt_descriptor_add_file(d, words[0], bytes, words[2]);
	return NULL;
}

static const char *read_code(char **where, const char *value)
{
	return vt_text_chars(value) <= CODE_CHARS ? keep_once(where, value) : "code";
}

static bool is_told(int field)
{
	for (size_t i = 0; i < G_N_ELEMENTS(told); i++)
		if ((int)told[i] == field)
			return true;
	return false;
}

/* NULL: taken, or a key of a later day. */
static const char *read_pair(vt_descriptor *d, const char *key, const char *value)
{
	int field = vt_field_find(key);
	g_autofree char *normal = NULL;

	if (strcmp(key, "file") == 0)
		return read_file(d, value);
	if (strcmp(key, "code") == 0)
		return read_code(&d->code, value);
	if (strcmp(key, "ident") == 0)
		return read_code(&d->ident, value);
	if (strcmp(key, "paper") == 0) {
		d->paper = strcmp(value, "yes") == 0;
		return d->paper || strcmp(value, "no") == 0 ? NULL : "paper";
	}
	if (!is_told(field))
		return NULL;
	if (!vt_field_normal((vt_field)field, value, &normal, NULL))
		return vt_field_get((vt_field)field)->key;
	return keep_once(&d->fields[field], normal);
}

static const char *read_line(vt_descriptor *d, const char *line)
{
	const char *colon = strstr(line, ": ");
	g_autofree char *key = colon != NULL ? g_strndup(line, (gsize)(colon - line)) : NULL;

	if (*line == '\0')
		return NULL;
	return key != NULL ? read_pair(d, key, colon + 2) : "a line without a key";
}

/* One that names no document says nothing. */
static const char *whole(const vt_descriptor *d)
{
	return d->files->len == 0                   ? "no file"
	       : d->fields[VT_FIELD_NUMBER] == NULL ? "no number"
	       : d->fields[VT_FIELD_ISSUED] == NULL ? "no date"
						    : NULL;
}

vt_descriptor_outcome vt_descriptor_read(const char *bytes, size_t size, vt_descriptor **out,
					 const char **why_out)
{
	g_autoptr(vt_descriptor) d = vt_descriptor_new();
	const char *why = NULL;

	if (!vt_descriptor_is(bytes, size))
		return VT_DESCRIPTOR_OTHER;
	g_autofree char *text = g_strndup(bytes, size);
	g_auto(GStrv) lines = g_strsplit(text, "\n", -1);
	for (char **line = lines; *line != NULL; line++)
		if (g_str_has_suffix(*line, "\r"))
			(*line)[strlen(*line) - 1] = '\0';
	if (lines[0] == NULL || strcmp(lines[0], MAGIC FIRST) != 0)
		return VT_DESCRIPTOR_OTHER;
	if (strlen(text) != size || !g_utf8_validate(text, -1, NULL))
		why = "bytes that are no text";
	for (char **line = lines + 1; why == NULL && *line != NULL; line++)
		why = read_line(d, *line);
	if (why == NULL)
		why = whole(d);
	if (why != NULL) {
		*why_out = why;
		return VT_DESCRIPTOR_WRONG;
	}
	*out = g_steal_pointer(&d);
	return VT_DESCRIPTOR_READ;
}
