/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * json - writing JSON, one way only
 */
#include "base/json.h"

#include <string.h>

#include "base/text.h"

typedef struct level {
	bool array;
	bool filled;    /* something stands before: a comma is due */
	char *last_key; /* of a sorted writer's object */
} level;

struct vt_json {
	bool sorted;
	bool done; /* the one value at the top is written */
	GString *text;
	GArray *levels;
};

static void level_clear(void *data)
{
	g_free(((level *)data)->last_key);
}

vt_json *vt_json_new(bool sorted)
{
	vt_json *json = g_new0(vt_json, 1);

	json->sorted = sorted;
	json->text = g_string_new(NULL);
	json->levels = g_array_new(FALSE, TRUE, sizeof(level));
	g_array_set_clear_func(json->levels, level_clear);
	return json;
}

void vt_json_free(vt_json *json)
{
	if (!json)
		return;
	g_string_free(json->text, TRUE);
	g_array_unref(json->levels);
	g_free(json);
}

static level *innermost(vt_json *json)
{
	return json->levels->len > 0 ? &g_array_index(json->levels, level, json->levels->len - 1)
				     : NULL;
}

static void append_escaped(GString *out, const char *text)
{
	static const char short_forms[] = {
		['\b'] = 'b', ['\f'] = 'f', ['\n'] = 'n', ['\r'] = 'r', ['\t'] = 't'
	};

	g_string_append_c(out, '"');
	for (const char *p = text; *p != '\0'; p++) {
		unsigned char c = (unsigned char)*p;

		if (c == '"' || c == '\\')
			g_string_append_c(out, '\\');
		if (c >= 0x20)
			g_string_append_c(out, *p);
		else if (c < sizeof(short_forms) && short_forms[c])
			g_string_append_printf(out, "\\%c", short_forms[c]);
		else
			g_string_append_printf(out, "\\u%04x", (unsigned)c);
	}
	g_string_append_c(out, '"');
}

static void append_text(GString *out, const char *text)
{
	if (g_utf8_validate(text, -1, NULL)) {
		append_escaped(out, text);
		return;
	}
	g_autofree char *valid = vt_text_utf8(text, -1);
	append_escaped(out, valid);
}

/* What stands before every value: comma, key, colon. */
static void begin_value(vt_json *json, const char *key)
{
	level *inner = innermost(json);

	if (!inner) {
		g_assert(!key && !json->done);
		json->done = true;
		return;
	}
	g_assert(inner->array == !key);
	if (inner->filled)
		g_string_append_c(json->text, ',');
	inner->filled = true;
	if (!key)
		return;
	if (json->sorted) {
		g_assert(!inner->last_key || strcmp(inner->last_key, key) < 0);
		g_free(inner->last_key);
		inner->last_key = g_strdup(key);
	}
	append_text(json->text, key);
	g_string_append_c(json->text, ':');
}

static void open_level(vt_json *json, const char *key, bool array)
{
	level fresh = { .array = array };

	begin_value(json, key);
	g_string_append_c(json->text, array ? '[' : '{');
	g_array_append_val(json->levels, fresh);
}

void vt_json_open(vt_json *json, const char *key)
{
	open_level(json, key, false);
}

void vt_json_open_array(vt_json *json, const char *key)
{
	open_level(json, key, true);
}

void vt_json_close(vt_json *json)
{
	level *inner = innermost(json);

	g_assert(inner);
	g_string_append_c(json->text, inner->array ? ']' : '}');
	g_array_set_size(json->levels, json->levels->len - 1);
}

void vt_json_string(vt_json *json, const char *key, const char *text)
{
	if (!text) {
		vt_json_null(json, key);
		return;
	}
	begin_value(json, key);
	append_text(json->text, text);
}

void vt_json_int(vt_json *json, const char *key, int64_t value)
{
	begin_value(json, key);
	g_string_append_printf(json->text, "%" G_GINT64_FORMAT, value);
}

void vt_json_bool(vt_json *json, const char *key, bool value)
{
	begin_value(json, key);
	g_string_append(json->text, value ? "true" : "false");
}

void vt_json_null(vt_json *json, const char *key)
{
	begin_value(json, key);
	g_string_append(json->text, "null");
}

char *vt_json_take(vt_json *json)
{
	char *text;

	g_assert(json->levels->len == 0);
	text = g_string_free(json->text, FALSE);
	json->text = g_string_new(NULL);
	json->done = false;
	return text;
}
