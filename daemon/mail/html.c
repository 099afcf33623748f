/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * html - HTML mail as plain text
 */
#include "mail/html.h"

#include <glib.h>
#include <stdbool.h>
#include <string.h>

#include "mail/html_private.h"

/* HTML 4.01 §24.2: U+00A0 to U+00FF in order; Vietnamese programs write them for the vowels they
 * have. */
static const char *const latin1_entities[] = {
	"nbsp",   "iexcl",  "cent",   "pound",  "curren", "yen",    "brvbar", "sect",   "uml",
	"copy",   "ordf",   "laquo",  "not",    "shy",    "reg",    "macr",   "deg",    "plusmn",
	"sup2",   "sup3",   "acute",  "micro",  "para",   "middot", "cedil",  "sup1",   "ordm",
	"raquo",  "frac14", "frac12", "frac34", "iquest", "Agrave", "Aacute", "Acirc",  "Atilde",
	"Auml",   "Aring",  "AElig",  "Ccedil", "Egrave", "Eacute", "Ecirc",  "Euml",   "Igrave",
	"Iacute", "Icirc",  "Iuml",   "ETH",    "Ntilde", "Ograve", "Oacute", "Ocirc",  "Otilde",
	"Ouml",   "times",  "Oslash", "Ugrave", "Uacute", "Ucirc",  "Uuml",   "Yacute", "THORN",
	"szlig",  "agrave", "aacute", "acirc",  "atilde", "auml",   "aring",  "aelig",  "ccedil",
	"egrave", "eacute", "ecirc",  "euml",   "igrave", "iacute", "icirc",  "iuml",   "eth",
	"ntilde", "ograve", "oacute", "ocirc",  "otilde", "ouml",   "divide", "oslash", "ugrave",
	"uacute", "ucirc",  "uuml",   "yacute", "thorn",  "yuml",
};
G_STATIC_ASSERT(G_N_ELEMENTS(latin1_entities) == 0x60);

static const struct {
	const char *name;
	gunichar value;
} entities[] = {
	{ "amp", '&' },       { "lt", '<' },        { "gt", '>' },       { "quot", '"' },
	{ "apos", '\'' },     { "ndash", 0x2013 },  { "mdash", 0x2014 }, { "lsquo", 0x2018 },
	{ "rsquo", 0x2019 },  { "ldquo", 0x201c },  { "rdquo", 0x201d }, { "bull", 0x2022 },
	{ "hellip", 0x2026 }, { "scaron", 0x0161 },
};

static gunichar number_read(const char *text, size_t length)
{
	bool hex = length > 2 && (text[1] == 'x' || text[1] == 'X');
	g_autofree char *digits = g_strndup(text + (hex ? 2 : 1), length - (hex ? 2 : 1));
	char *end;
	guint64 value = g_ascii_strtoull(digits, &end, hex ? 16 : 10);

	if (!*digits || *end || value == 0 || value > 0x10ffff
	    || !g_unichar_validate((gunichar)value))
		return 0xfffd;
	return (gunichar)value;
}

static gunichar entity_find(const char *name, size_t length)
{
	if (length > 1 && name[0] == '#')
		return number_read(name, length);
	for (unsigned i = 0; i < G_N_ELEMENTS(entities); i++)
		if (strlen(entities[i].name) == length
		    && strncmp(entities[i].name, name, length) == 0)
			return entities[i].value;
	for (unsigned i = 0; i < G_N_ELEMENTS(latin1_entities); i++)
		if (strlen(latin1_entities[i]) == length
		    && strncmp(latin1_entities[i], name, length) == 0)
			return i == 0 ? ' ' : 0xa0 + i;
	return 0;
}

const char *vt_html_entity(const char *at, GString *out)
{
	size_t length =
		strspn(at + 1, "#0123456789abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ");
	gunichar value = length > 0 && length < 12 ? entity_find(at + 1, length) : 0;

	if (value == 0) {
		g_string_append_c(out, '&');
		return at + 1;
	}
	g_string_append_unichar(out, value);
	at += 1 + length;
	return *at == ';' ? at + 1 : at;
}

static bool tag_is(const char *tag, const char *const *names, size_t n)
{
	size_t length = strcspn(tag, " \t\r\n/>");

	for (size_t i = 0; i < n; i++)
		if (strlen(names[i]) == length && g_ascii_strncasecmp(tag, names[i], length) == 0)
			return true;
	return false;
}

const char *vt_html_tag_end(const char *at)
{
	char quote = 0;

	for (; *at; at++) {
		if (!quote && *at == '>')
			return at + 1;
		if (*at == quote)
			quote = '\0';
		else if (!quote && (*at == '"' || *at == '\''))
			quote = *at;
	}
	return at;
}

const char *vt_html_closing(const char *at, const char *tag)
{
	size_t length = strcspn(tag, " \t\r\n/>");

	while ((at = strstr(at, "</"))) {
		if (g_ascii_strncasecmp(at + 2, tag, length) == 0)
			return vt_html_tag_end(at);
		at += 2;
	}
	return NULL;
}

static const char *const unseen[] = { "script", "style", "title", "template" };
static const char *const blocks[] = { "p",  "br", "div", "tr",         "li",  "table",
				      "ul", "ol", "h1",  "h2",         "h3",  "h4",
				      "h5", "h6", "hr",  "blockquote", "pre", "body" };

static const char *tag_read(const char *at, GString *out)
{
	if (g_str_has_prefix(at, "<!--")) {
		const char *end = strstr(at + 4, "-->");
		return end ? end + 3 : at + strlen(at);
	}
	if (!g_ascii_isalpha(at[1]) && !strchr("/!?", at[1] ? at[1] : ' ')) {
		g_string_append_c(out, '<'); /* "a < b" */
		return at + 1;
	}
	const char *name = at + 1 + (at[1] == '/');
	const char *next = vt_html_tag_end(name);
	if (at[1] != '/' && tag_is(name, unseen, G_N_ELEMENTS(unseen))) {
		const char *end = vt_html_closing(next, name);
		return end ? end : next + strlen(next);
	}
	if (tag_is(name, blocks, G_N_ELEMENTS(blocks)))
		g_string_append_c(out, '\n');
	else if (tag_is(name, (const char *const[]){ "td", "th" }, 2))
		g_string_append_c(out, ' ');
	return next;
}

/* Blanks to one, line ends to at most two. */
static char *lines_tidy(const char *text)
{
	GString *out = g_string_sized_new(strlen(text) + 1);
	unsigned newlines = 2;
	bool blank = false;

	for (; *text; text++) {
		if (*text == '\n') {
			blank = false;
			if (newlines++ < 2)
				g_string_append_c(out, '\n');
		} else if (*text == ' ') {
			blank = newlines == 0;
		} else {
			if (blank)
				g_string_append_c(out, ' ');
			g_string_append_c(out, *text);
			blank = false;
			newlines = 0;
		}
	}
	return g_string_free(out, FALSE);
}

char *vt_html_plain(const char *utf8)
{
	g_autoptr(GString) out = g_string_sized_new(strlen(utf8) + 1);

	for (const char *at = utf8; *at;) {
		if (*at == '<') {
			at = tag_read(at, out);
		} else if (*at == '&') {
			at = vt_html_entity(at, out);
		} else {
			/* a line end of the source is a blank */
			g_string_append_c(out, g_ascii_isspace(*at) ? ' ' : *at);
			at++;
		}
	}
	return lines_tidy(out->str);
}
