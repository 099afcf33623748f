/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * scan_param - parameters of Content-Type and Content-Disposition, and names for people
 *
 * RFC 2045 §5.1, RFC 2231, and RFC 2047 inside a quoted string, which no standard allows and most
 * programs write. Only UTF-8, US-ASCII and ISO-8859-1 are converted here: no library sees these
 * bytes.
 */
#include "mail/scan_reader.h"

#include <string.h>

#include "base/text.h"

#define MAX_PARAMS 64

static void skip_comment(const char **at, vt_params *params)
{
	unsigned depth = 0;

	params->commented = true;
	for (; **at; (*at)++) {
		if (**at == '\\' && (*at)[1])
			(*at)++;
		else if (**at == '(')
			depth++;
		else if (**at == ')' && --depth == 0) {
			(*at)++;
			return;
		}
	}
	params->malformed = true;
}

static void skip_blanks(const char **at, vt_params *params)
{
	while (**at == ' ' || **at == '\t' || **at == '(') {
		if (**at == '(')
			skip_comment(at, params);
		else
			(*at)++;
	}
}

static char *quoted_read(const char **at, vt_params *params)
{
	GString *text = g_string_new(NULL);

	for ((*at)++; **at && **at != '"'; (*at)++) {
		if (**at == '\\' && (*at)[1])
			(*at)++;
		g_string_append_c(text, **at);
	}
	if (**at == '"')
		(*at)++;
	else
		params->malformed = true;
	return g_string_free(text, FALSE);
}

/* Up to the ';': names with blanks and without quotes are common, and every reader takes them so.
 */
static char *token_read(const char **at)
{
	size_t length = strcspn(*at, ";");
	const char *from = *at;

	*at += length;
	while (length > 0 && strchr(" \t", from[length - 1]))
		length--;
	return g_strndup(from, length);
}

static void value_read(const char **at, vt_params *params)
{
	GString *value = g_string_new(NULL);

	skip_blanks(at, params);
	while (**at && **at != ';') {
		if (**at == ' ' || **at == '\t' || **at == '(') {
			skip_blanks(at, params);
			if (**at && **at != ';')
				g_string_append_c(value, ' '); /* no type holds one */
			continue;
		}
		g_string_append_c(value, g_ascii_tolower(**at));
		(*at)++;
	}
	params->value = g_string_free(value, FALSE);
}

static const char *extension(const char *name)
{
	const char *dot = name ? strrchr(name, '.') : NULL;

	return dot ? dot + 1 : "";
}

bool vt_params_same_kind(const char *one, const char *other)
{
	return g_ascii_strcasecmp(extension(one), extension(other)) == 0;
}

/* "file (1).pdf" without quotes is common; a parenthesis that hides the kind of the file from those
 * who read it as a comment is not. */
static bool hides_kind(const char *text)
{
	vt_params ignored = { 0 };
	g_autoptr(GString) bare = g_string_new(NULL);

	for (const char *at = text; *at;) {
		if (*at == '(')
			skip_comment(&at, &ignored);
		else
			g_string_append_c(bare, *at++);
	}
	g_strchomp(bare->str);
	return !vt_params_same_kind(text, bare->str);
}

static bool name_blocks_blanks(const char *name)
{
	return !g_str_has_prefix(name, "name") && !g_str_has_prefix(name, "filename");
}

static void param_read(const char **at, vt_params *params)
{
	size_t length = strcspn(*at, "= \t;\"(");
	g_autofree char *name = g_ascii_strdown(*at, (gssize)length);

	*at += length;
	skip_blanks(at, params);
	if (**at != '=' || length == 0) {
		params->malformed = true;
		*at += strcspn(*at, ";");
		return;
	}
	(*at)++;
	skip_blanks(at, params);
	bool quoted = **at == '"';
	g_autofree char *text = quoted ? quoted_read(at, params) : token_read(at);
	if (!quoted && name_blocks_blanks(name)) {
		/* a comment may follow a token; anything else makes two values of it */
		size_t end = strcspn(text, " \t(");
		const char *rest = text + end;
		skip_blanks(&rest, params);
		if (*rest)
			params->malformed = true;
		text[end] = '\0';
	} else if (!quoted && hides_kind(text)) {
		params->malformed = true;
	}
	skip_blanks(at, params);
	if (**at && **at != ';') {
		params->malformed = true;
		*at += strcspn(*at, ";");
	}
	g_ptr_array_add(params->names, g_steal_pointer(&name));
	g_ptr_array_add(params->texts, g_steal_pointer(&text));
}

vt_params *vt_params_parse(const char *field)
{
	vt_params *params = g_new0(vt_params, 1);
	const char *at = field;

	params->names = g_ptr_array_new_with_free_func(g_free);
	params->texts = g_ptr_array_new_with_free_func(g_free);
	value_read(&at, params);
	while (*at) {
		skip_blanks(&at, params);
		if (*at == ';')
			at++;
		else if (params->names->len >= MAX_PARAMS) {
			params->malformed = true;
			break;
		} else if (*at)
			param_read(&at, params);
	}
	return params;
}

void vt_params_free(vt_params *params)
{
	if (!params)
		return;
	g_free(params->value);
	g_ptr_array_unref(params->names);
	g_ptr_array_unref(params->texts);
	g_free(params);
}

const char *vt_params_get(const vt_params *params, const char *name)
{
	for (unsigned i = 0; i < params->names->len; i++)
		if (strcmp(g_ptr_array_index(params->names, i), name) == 0)
			return g_ptr_array_index(params->texts, i);
	return NULL;
}

/* Segment n of a continued parameter, with or without the star of an encoded one. */
static const char *segment_get(const vt_params *params, const char *name, unsigned n,
			       bool *encoded_out)
{
	g_autofree char *plain = g_strdup_printf("%s*%u", name, n);
	g_autofree char *starred = g_strconcat(plain, "*", NULL);
	const char *text = vt_params_get(params, starred);

	*encoded_out = text != NULL;
	return text ? text : vt_params_get(params, plain);
}

static unsigned segments_count(const vt_params *params, const char *name)
{
	bool encoded;
	unsigned n = 0;

	while (n < MAX_PARAMS && segment_get(params, name, n, &encoded))
		n++;
	return n;
}

static const char *segments_conflict(const vt_params *params, const char *full)
{
	g_autofree char *name = g_strndup(full, strcspn(full, "*"));
	unsigned segments = segments_count(params, name), seen = 0;

	for (unsigned i = 0; i < params->names->len; i++) {
		const char *other = g_ptr_array_index(params->names, i);
		size_t length = strlen(name);

		seen += strncmp(other, name, length) == 0 && other[length] == '*'
			&& g_ascii_isdigit(other[length + 1]);
	}
	return seen == segments ? NULL : full;
}

const char *vt_params_conflict(const vt_params *params)
{
	for (unsigned i = 0; i < params->names->len; i++) {
		const char *name = g_ptr_array_index(params->names, i);

		for (unsigned j = 0; j < i; j++)
			if (strcmp(name, g_ptr_array_index(params->names, j)) == 0)
				return name;
		const char *star = strchr(name, '*');
		if (star && star[1] && segments_conflict(params, name))
			return name;
	}
	return NULL;
}

/* What cannot be read here becomes U+FFFD, never a question mark. */
static char *utf8_from(vt_convert convert, const char *charset, const GString *bytes)
{
	char *converted = convert && *charset ? convert(charset, bytes->str, bytes->len) : NULL;

	if (converted)
		return converted;
	if (g_ascii_strcasecmp(charset, "iso-8859-1") == 0
	    || g_ascii_strcasecmp(charset, "latin1") == 0) {
		g_autoptr(GString) text = g_string_new(NULL);

		for (size_t i = 0; i < bytes->len; i++)
			g_string_append_unichar(text, (unsigned char)bytes->str[i]);
		return vt_text_utf8(text->str, (gssize)text->len);
	}
	bool utf8 = !*charset || g_ascii_strcasecmp(charset, "utf-8") == 0
		    || g_ascii_strcasecmp(charset, "utf8") == 0;
	if (utf8)
		return vt_text_utf8(bytes->str, (gssize)bytes->len);
	g_autoptr(GString) text = g_string_new(NULL);
	for (size_t i = 0; i < bytes->len; i++)
		g_string_append_unichar(text, (unsigned char)bytes->str[i] < 0x80
						      ? (unsigned char)bytes->str[i]
						      : 0xfffd);
	return vt_text_utf8(text->str, (gssize)text->len);
}

static void hex_append(GString *bytes, const char *text, char mark)
{
	for (; *text; text++) {
		if (*text == mark && g_ascii_isxdigit(text[1]) && g_ascii_isxdigit(text[2])) {
			int byte =
				g_ascii_xdigit_value(text[1]) * 16 + g_ascii_xdigit_value(text[2]);
			g_string_append_c(bytes, (char)byte);
			text += 2;
		} else {
			g_string_append_c(bytes, mark == '=' && *text == '_' ? ' ' : *text);
		}
	}
}

/* charset'language'text; returns where the text starts. */
static const char *charset_split(const char *text, char **charset_out)
{
	const char *first = strchr(text, '\'');
	const char *second = first ? strchr(first + 1, '\'') : NULL;

	if (!second) {
		*charset_out = g_strdup("");
		return text;
	}
	*charset_out = g_strndup(text, (size_t)(first - text));
	return second + 1;
}

char *vt_params_extended(const vt_params *params, const char *name)
{
	g_autofree char *whole = g_strconcat(name, "*", NULL);
	const char *text = vt_params_get(params, whole);
	g_autoptr(GString) bytes = g_string_new(NULL);
	g_autofree char *charset = NULL;
	bool encoded;

	if (text) {
		text = charset_split(text, &charset);
		hex_append(bytes, text, '%');
		return utf8_from(params->convert, charset, bytes);
	}
	for (unsigned n = 0; (text = segment_get(params, name, n, &encoded)) && n < MAX_PARAMS;
	     n++) {
		if (n == 0 && encoded)
			text = charset_split(text, &charset);
		if (encoded)
			hex_append(bytes, text, '%');
		else
			g_string_append(bytes, text);
		whole[0] = '\0';
	}
	return whole[0] ? NULL : utf8_from(params->convert, charset ? charset : "", bytes);
}

#define BASE64_DIGITS "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/"

static void base64_append(GString *bytes, const char *text, bool *broken_out)
{
	size_t size, length = strlen(text);
	g_autofree unsigned char *raw = g_base64_decode(text, &size);

	/* readers differ on what is left over */
	*broken_out |= length % 4 != 0 || strspn(text, BASE64_DIGITS) + 2 < length
		       || text[strspn(text, BASE64_DIGITS "=")] != '\0';
	g_string_append_len(bytes, (const char *)raw, (gssize)size);
}

/* One "=?charset?B?text?=" at 'at'; false when it is none. Appends its bytes. Nothing is copied
 * before it is one: a line may hold "=?" a hundred thousand times. */
static bool word_read(const char **at, char **charset_out, GString *bytes, bool *broken_out)
{
	const char *charset = *at + 2, *mark, *end, *star;
	g_autofree char *text = NULL;

	if (!g_str_has_prefix(*at, "=?"))
		return false;
	mark = strchr(charset, '?');
	if (!mark || !mark[1] || mark[2] != '?' || !strchr("bBqQ", mark[1]))
		return false;
	end = strchr(mark + 3, '?');
	if (!end || end[1] != '=')
		return false;
	text = g_strndup(mark + 3, (size_t)(end - mark - 3));
	if (g_ascii_toupper(mark[1]) == 'B')
		base64_append(bytes, text, broken_out);
	else
		hex_append(bytes, text, '=');
	/* RFC 2231 §5: a language may follow the charset */
	star = memchr(charset, '*', (size_t)(mark - charset));
	*charset_out = g_strndup(charset, (size_t)((star ? star : mark) - charset));
	*at = end + 2;
	return true;
}

static void words_flush(vt_convert convert, GString *text, GString *bytes, char **charset)
{
	if (!*charset)
		return;
	g_autofree char *piece = utf8_from(convert, *charset, bytes);
	g_string_append(text, piece);
	g_string_truncate(bytes, 0);
	g_clear_pointer(charset, g_free);
}

/* Neighbouring words of one charset are joined before they are converted: programs cut inside a
 * character. */
static char *words_decode(const char *raw, vt_convert convert, bool *broken_out)
{
	g_autoptr(GString) text = g_string_new(NULL), bytes = g_string_new(NULL);
	g_autofree char *charset = NULL;

	for (const char *at = raw; *at;) {
		g_autofree char *next = NULL;
		const char *word = charset ? at + strspn(at, " \t") : at;
		g_autoptr(GString) read = g_string_new(NULL);

		if (word_read(&word, &next, read, broken_out)) {
			if (charset && g_ascii_strcasecmp(charset, next) != 0)
				words_flush(convert, text, bytes, &charset);
			g_free(charset);
			charset = g_steal_pointer(&next);
			g_string_append_len(bytes, read->str, (gssize)read->len);
			at = word;
			continue;
		}
		words_flush(convert, text, bytes, &charset);
		g_string_append_c(text, *at++);
	}
	words_flush(convert, text, bytes, &charset);
	return vt_text_utf8(text->str, (gssize)text->len);
}

char *vt_words_decode(const char *raw)
{
	bool broken = false;

	return words_decode(raw, NULL, &broken);
}

char *vt_scan_words(const vt_scan *scan, const vt_entity *entity, const char *name,
		    vt_convert convert)
{
	g_autofree char *value = vt_scan_header(scan, entity, name, 0);
	bool broken = false;

	return value ? words_decode(value, convert, &broken) : NULL;
}

char *vt_params_plain(vt_params *params, const char *name)
{
	const char *plain = vt_params_get(params, name);
	char *decoded;

	if (!plain)
		return NULL;
	decoded = strstr(plain, "=?") ? words_decode(plain, params->convert, &params->broken_word)
				      : vt_text_utf8(plain, -1);
	/* a word that another reader may still decode */
	params->broken_word |= strstr(decoded, "=?") && strstr(decoded, "?=");
	return decoded;
}
