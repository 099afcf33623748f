/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * token_uri - RFC 7512, the part that names a private key
 */
#include "sign/token_uri.h"

#include <string.h>

#define SCHEME    "pkcs11:"
#define MAX_BYTES 1000

/* What an attribute is for, or why it is not taken. */
static const struct {
	const char *name;
	gssize offset; /* char * of vt_token_uri; -1 = not kept */
	const char *refused;
} attributes[] = {
	{ "token", G_STRUCT_OFFSET(vt_token_uri, token), NULL },
	{ "serial", G_STRUCT_OFFSET(vt_token_uri, serial), NULL },
	{ "manufacturer", G_STRUCT_OFFSET(vt_token_uri, manufacturer), NULL },
	{ "model", G_STRUCT_OFFSET(vt_token_uri, model), NULL },
	{ "object", G_STRUCT_OFFSET(vt_token_uri, object), NULL },
	{ "id", -1, NULL },
	{ "type", -1, NULL },
	{ "pin-value", -1, "a PIN is not written here: document-pin names the file it stands in" },
	{ "pin-source", -1, "document-pin names the file of the PIN" },
	{ "module-path", -1, "the token block names the module" },
	{ "module-name", -1, "the token block names the module" },
};

bool vt_token_uri_is(const char *text)
{
	return g_ascii_strncasecmp(text, SCHEME, strlen(SCHEME)) == 0;
}

/* RFC 3986 §2.1; NULL: a '%' without two digits, or a byte that must be written so. */
static GByteArray *decoded(const char *from, const char *end)
{
	g_autoptr(GByteArray) out = g_byte_array_new();

	while (from < end) {
		guint8 byte = (guint8)*from;

		if (byte <= ' ' || byte >= 0x7f)
			return NULL;
		if (byte == '%') {
			if (end - from < 3 || !g_ascii_isxdigit(from[1])
			    || !g_ascii_isxdigit(from[2]))
				return NULL;
			byte = (guint8)(g_ascii_xdigit_value(from[1]) << 4
					| g_ascii_xdigit_value(from[2]));
			from += 2;
		}
		g_byte_array_append(out, &byte, 1);
		from++;
	}
	return g_steal_pointer(&out);
}

static char *keep_text(char **where, const GByteArray *value, const char *name)
{
	if (*where != NULL)
		return g_strdup_printf("'%s' stands twice", name);
	/* PKCS#11 texts are UTF-8. */
	if (!g_utf8_validate_len((const char *)value->data, value->len, NULL))
		return g_strdup_printf("'%s' is no text", name);
	*where = g_strndup((const char *)value->data, value->len);
	return NULL;
}

static char *keep(vt_token_uri *uri, size_t which, const GByteArray *value)
{
	const char *name = attributes[which].name;

	if (attributes[which].refused != NULL)
		return g_strdup(attributes[which].refused);
	if (value->len == 0)
		return g_strdup_printf("'%s' is empty", name);
	if (attributes[which].offset >= 0)
		return keep_text(G_STRUCT_MEMBER_P(uri, attributes[which].offset), value, name);
	if (strcmp(name, "type") == 0)
		return value->len == strlen("private")
				       && memcmp(value->data, "private", value->len) == 0
			       ? NULL
			       : g_strdup("'type' of the key that signs is 'private'");
	if (uri->id != NULL)
		return g_strdup("'id' stands twice");
	uri->id = g_bytes_new(value->data, value->len);
	return NULL;
}

/* One "name=value". */
static char *read_attribute(vt_token_uri *uri, const char *from, const char *end)
{
	const char *equals = memchr(from, '=', (size_t)(end - from));
	size_t size = equals != NULL ? (size_t)(equals - from) : 0;

	if (equals == NULL)
		return g_strdup("an attribute has no '='");
	g_autoptr(GByteArray) value = decoded(equals + 1, end);
	for (size_t i = 0; value != NULL && i < G_N_ELEMENTS(attributes); i++)
		if (strlen(attributes[i].name) == size
		    && memcmp(attributes[i].name, from, size) == 0)
			return keep(uri, i, value);
	g_autofree char *name = g_strndup(from, MIN(size, 40));
	g_autofree char *shown = g_strescape(name, NULL);
	return value == NULL ? g_strdup_printf("'%s' is not written as RFC 7512 has it", shown)
			     : g_strdup_printf("'%s' is no attribute that vanthu knows", shown);
}

char *vt_token_uri_read(const char *text, vt_token_uri *out)
{
	g_auto(vt_token_uri) uri = { 0 };
	const char *at = text + strlen(SCHEME), *end = text + strlen(text);

	if (!vt_token_uri_is(text))
		return g_strdup("it does not begin with " SCHEME);
	if (end - text > MAX_BYTES)
		return g_strdup("it is too long");
	/* Attributes of the path are split by ';', of the query behind '?' by '&'. */
	while (at < end) {
		const char *next = at + strcspn(at, ";?&");
		char *why = read_attribute(&uri, at, next);

		if (why != NULL)
			return why;
		at = next < end ? next + 1 : end;
	}
	if (uri.token == NULL && uri.serial == NULL)
		return g_strdup("it names no token: token=… or serial=…");
	if (uri.object == NULL && uri.id == NULL)
		return g_strdup("it names no key: object=… or id=…");
	*out = uri;
	uri = (vt_token_uri){ 0 };
	return NULL;
}

void vt_token_uri_clear(vt_token_uri *uri)
{
	for (size_t i = 0; i < G_N_ELEMENTS(attributes); i++)
		if (attributes[i].offset >= 0)
			g_clear_pointer((char **)G_STRUCT_MEMBER_P(uri, attributes[i].offset),
					g_free);
	g_clear_pointer(&uri->id, g_bytes_unref);
}
