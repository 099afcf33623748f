/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * heading - fields one after another, without structure
 */
#include "net/heading.h"

#include <string.h>

void vt_heading_keep(GByteArray *head, const void *bytes, size_t size)
{
	if (head->len < VT_HEADING_BYTES)
		g_byte_array_append(head, bytes, (guint)MIN(size, VT_HEADING_BYTES - head->len));
}

/* One field: "NAME:VALUE" with its folds, without the last line end. */
typedef struct field {
	const char *name, *value;
	size_t name_size, value_size;
} field;

static const char *line_end(const char *at, const char *end)
{
	const char *lf = memchr(at, '\n', (size_t)(end - at));

	return lf != NULL ? lf + 1 : end;
}

static bool is_blank(char c)
{
	return c == ' ' || c == '\t';
}

/* The next field from *at on; false: the header is over, or what stands there is none. */
static bool next_field(const char **at, const char *end, field *out)
{
	const char *begin = *at, *stop = line_end(begin, end), *colon;

	while (stop < end && is_blank(*stop))
		stop = line_end(stop, end);
	*at = stop;
	while (stop > begin && (stop[-1] == '\n' || stop[-1] == '\r'))
		stop--;
	colon = stop > begin ? memchr(begin, ':', (size_t)(stop - begin)) : NULL;
	if (colon == NULL || colon == begin)
		return false;
	*out = (field){ begin, colon + 1, (size_t)(colon - begin), (size_t)(stop - colon - 1) };
	while (out->name_size > 0 && is_blank(begin[out->name_size - 1]))
		out->name_size--;
	return true;
}

static bool is_named(const field *f, const char *name)
{
	return strlen(name) == f->name_size
	       && g_ascii_strncasecmp(f->name, name, f->name_size) == 0;
}

/* The value without its blanks, when it is the first. */
static void keep_first(GString **place, const field *f)
{
	if (*place != NULL)
		return;
	*place = g_string_new(NULL);
	for (size_t i = 0; i < f->value_size; i++)
		if (!g_ascii_isspace(f->value[i]))
			g_string_append_c(*place, f->value[i]);
}

bool vt_heading_message_id(const void *head, size_t size, char sha256_out[VT_SHA256_HEX])
{
	const char *at = head, *end = at + size;
	g_autoptr(GString) id = NULL;
	g_autoptr(GString) received = NULL;
	field f;

	while (at < end && (id == NULL || received == NULL) && next_field(&at, end, &f)) {
		if (is_named(&f, "Message-ID"))
			keep_first(&id, &f);
		else if (is_named(&f, "Received"))
			keep_first(&received, &f);
	}
	if (id == NULL || id->len == 0)
		return false;
	if (received != NULL) {
		g_string_append_c(id, '\n');
		g_string_append_len(id, received->str, (gssize)received->len);
	}
	vt_sha256_hex(id->str, id->len, sha256_out);
	return true;
}

static bool is_among(const field *f, const GPtrArray *names)
{
	for (guint i = 0; i < names->len; i++)
		if (is_named(f, names->pdata[i]))
			return true;
	return false;
}

static char *show(const field *f, unsigned received)
{
	g_autoptr(GString) value = g_string_new(NULL);
	g_autofree char *valid = NULL;
	g_autofree char *name = g_strndup(f->name, f->name_size);

	for (size_t i = 0; i < f->value_size && value->len < VT_HEADING_VALUE_BYTES; i++)
		if (!g_ascii_iscntrl(f->value[i]) || f->value[i] == '\t')
			g_string_append_c(value, f->value[i] == '\t' ? ' ' : f->value[i]);
	valid = g_utf8_make_valid(value->str, (gssize)value->len);
	g_strstrip(valid);
	return g_strdup_printf("%u %s: %s", received, name, valid);
}

GPtrArray *vt_heading_above(const void *head, size_t size, const GPtrArray *names,
			    unsigned most_received)
{
	GPtrArray *out = g_ptr_array_new_with_free_func(g_free);
	const char *at = head, *end = at + size;
	unsigned received = 0;
	field f;

	while (at < end && out->len < VT_HEADING_FIELDS && next_field(&at, end, &f)) {
		if (is_named(&f, "Received") && ++received > most_received)
			break;
		if (is_among(&f, names))
			g_ptr_array_add(out, show(&f, received));
	}
	return out;
}
