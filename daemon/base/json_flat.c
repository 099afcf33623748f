/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * json_flat - reading the lines of JSON that we wrote ourselves
 */
#include "base/json_flat.h"

#include <string.h>

#define MOST_DIGITS 18

/* The text between the quotes that at stands before; NULL: none. */
static char *take_string(const char **at)
{
	const char *from = *at + 1;
	size_t size = 0;

	if (**at != '"')
		return NULL;
	while ((unsigned char)from[size] >= ' ' && from[size] != '"' && from[size] != '\\')
		size++;
	if (from[size] != '"')
		return NULL;
	*at = from + size + 1;
	return g_strndup(from, size);
}

static char *take_number(const char **at)
{
	const char *from = *at;
	size_t size = strspn(from, "0123456789");

	if (size == 0 || size > MOST_DIGITS || (from[0] == '0' && size > 1))
		return NULL;
	*at = from + size;
	return g_strndup(from, size);
}

static bool take_pair(const char **at, GHashTable *object)
{
	g_autofree char *key = take_string(at);
	g_autofree char *value = NULL;

	if (key == NULL || **at != ':' || g_hash_table_contains(object, key))
		return false;
	++*at;
	value = **at == '"' ? take_string(at) : take_number(at);
	if (value == NULL)
		return false;
	g_hash_table_insert(object, g_steal_pointer(&key), g_steal_pointer(&value));
	return true;
}

GHashTable *vt_json_flat(const char *line)
{
	g_autoptr(GHashTable) object =
		g_hash_table_new_full(g_str_hash, g_str_equal, g_free, g_free);
	const char *at = line;

	if (!g_utf8_validate(line, -1, NULL) || *at++ != '{')
		return NULL;
	while (take_pair(&at, object)) {
		if (*at == '}' && at[1] == '\0')
			return g_steal_pointer(&object);
		if (*at++ != ',')
			return NULL;
	}
	return NULL;
}

bool vt_json_flat_int(GHashTable *object, const char *key, int64_t *value_out)
{
	const char *text = g_hash_table_lookup(object, key);
	gint64 value = 0;

	if (text == NULL || !g_ascii_string_to_signed(text, 10, 0, G_MAXINT64, &value, NULL))
		return false;
	*value_out = value;
	return true;
}
