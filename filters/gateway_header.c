/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * gateway_header - a part's header as it may have been before a gateway wrote it anew
 */
#include <string.h>

#include "filters/gateway_private.h"

#define ENCODING "Content-Transfer-Encoding"

/* Longer ones are nobody's part header; they would cost more than they prove. */
#define MOST_BYTES (8u * 1024)

/* Between the parameters of a field. inline_first: the first one stays on the line. */
static const struct {
	const char *between;
	bool inline_first;
	bool type_only; /* Content-Type alone */
} folds[VT_N_HEADS - VT_HEAD_FOLD] = {
	{ "; ", false, false },      { ";\r\n\t", false, false },
	{ ";\r\n ", false, false },  { "; ", false, true },
	{ ";\r\n\t", false, true },  { ";\r\n ", false, true },
	{ ";\r\n\t", true, false },  { ";\r\n ", true, false },
	{ ";\r\n\t", true, true },   { ";\r\n ", true, true },
	{ ";", false, false },       { ";", false, true },
	{ ";\r\n  ", false, false }, { ";\r\n        ", false, false },
};

typedef struct field {
	const char *at; /* its lines with their ends */
	size_t size, name;
} field;

/* The next field of a header; false at the blank line. */
static bool next_field(const char **at, const char *end, field *out)
{
	const char *from = *at, *to = from, *colon;

	if (from >= end || *from == '\r' || *from == '\n')
		return false;
	do {
		const char *newline = memchr(to, '\n', (size_t)(end - to));

		to = newline == NULL ? end : newline + 1;
	} while (to < end && (*to == ' ' || *to == '\t'));
	colon = memchr(from, ':', (size_t)(to - from));
	*out = (field){ from, (size_t)(to - from), colon == NULL ? 0 : (size_t)(colon - from) };
	*at = to;
	return true;
}

static bool is_named(const field *f, const char *name)
{
	return f->name == strlen(name) && g_ascii_strncasecmp(f->at, name, f->name) == 0;
}

static void put_encoding(GString *out, const field *f, unsigned head)
{
	static const char *const values[] = { [VT_HEAD_8BIT] = "8bit",
					      [VT_HEAD_7BIT] = "7bit",
					      [VT_HEAD_BASE64] = "base64",
					      [VT_HEAD_NO_ENCODING] = NULL };

	if (values[head] == NULL)
		return;
	if (f != NULL)
		g_string_append_len(out, f->at, (gssize)f->name);
	else
		g_string_append(out, ENCODING);
	g_string_append_printf(out, ": %s\r\n", values[head]);
}

/* The piece up to the next ';' outside quotes, folding and blanks around it off. */
static GString *piece(const char **at, const char *end)
{
	GString *out = g_string_new(NULL);
	bool quoted = false;

	for (; *at < end && (quoted || **at != ';'); (*at)++) {
		if (**at == '"')
			quoted = !quoted;
		if (**at != '\r' && **at != '\n')
			g_string_append_c(out, **at == '\t' ? ' ' : **at);
	}
	if (*at < end)
		(*at)++;
	g_strstrip(out->str);
	g_string_set_size(out, strlen(out->str));
	return out;
}

static void put_folded(GString *out, const field *f, unsigned fold)
{
	const char *at = f->at + f->name + 1, *end = f->at + f->size;
	bool type_too = !folds[fold].type_only || is_named(f, "Content-Type");

	if (f->name == 0 || !type_too || memchr(f->at, ';', f->size) == NULL) {
		g_string_append_len(out, f->at, (gssize)f->size);
		return;
	}
	g_string_append_len(out, f->at, (gssize)f->name);
	for (unsigned i = 0; at < end; i++) {
		GString *one = piece(&at, end);

		if (one->len > 0)
			g_string_append_printf(out, "%s%s",
					       i == 0 ? ": "
					       : i == 1 && folds[fold].inline_first
						       ? "; "
						       : folds[fold].between,
					       one->str);
		g_string_free(one, TRUE);
	}
	g_string_append(out, "\r\n");
}

/* What a gateway may add: never the type, which says how a part is read. */
static bool may_drop(const field *f)
{
	return f->name > 0 && !is_named(f, "Content-Type") && !is_named(f, ENCODING);
}

static void put_field(GString *out, const field *f, unsigned index, unsigned head)
{
	if (head >= VT_HEAD_FOLD)
		put_folded(out, f, head - VT_HEAD_FOLD);
	else if (head >= VT_HEAD_DROP && index == head - VT_HEAD_DROP && may_drop(f))
		return;
	else if (head < VT_HEAD_DROP && is_named(f, ENCODING))
		put_encoding(out, f, head);
	else
		g_string_append_len(out, f->at, (gssize)f->size);
}

GString *vt_gateway_header(const uint8_t *bytes, size_t size, unsigned head)
{
	const char *text = (const char *)bytes, *at = text, *end = text + size;
	GString *out;
	bool encoded = false;
	field f;

	if (size == 0 || size > MOST_BYTES || memchr(bytes, '\0', size) != NULL)
		return NULL;
	out = g_string_sized_new(size + 64);
	for (unsigned i = 0; next_field(&at, end, &f); i++) {
		encoded = encoded || is_named(&f, ENCODING);
		put_field(out, &f, i, head);
	}
	if (!encoded && head < VT_HEAD_DROP)
		put_encoding(out, NULL, head);
	g_string_append_len(out, at, end - at);
	if (out->len == size && memcmp(out->str, text, size) == 0) {
		g_string_free(out, TRUE);
		return NULL;
	}
	return out;
}
