/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * remote - what a file fetches from elsewhere, or runs, when somebody opens it
 */
#include "filters/remote.h"

#include <glib.h>
#include <stdbool.h>
#include <string.h>

/* Lower case, without NULs: UTF-16 of ASCII becomes ASCII. Caller frees. */
static char *plain_text(const uint8_t *bytes, size_t size)
{
	char *text = g_malloc(size + 1);
	size_t n = 0;

	for (size_t i = 0; i < size; i++)
		if (bytes[i] != '\0')
			text[n++] = g_ascii_tolower((char)bytes[i]);
	text[n] = '\0';
	return text;
}

static bool is_blank(char c)
{
	return c == ' ' || c == '/' || (c >= '\t' && c <= '\r') || c == '"' || c == '\'';
}

/* The value of an attribute in a tag (text between '<' and '>'); NULL = there is none. Caller
 * frees.
 */
static char *attribute(const char *tag, const char *name)
{
	size_t n = strlen(name);

	for (const char *p = strstr(tag, name); p; p = strstr(p + 1, name)) {
		const char *at = p + n;
		size_t length;

		if (p == tag || !(is_blank(p[-1]) || p[-1] == ':'))
			continue;
		at += strspn(at, " \t\r\n");
		if (*at != '=')
			continue;
		at++;
		at += strspn(at, " \t\r\n");
		if (*at == '"' || *at == '\'')
			length = strcspn(at + 1, *at == '"' ? "\"" : "'");
		else
			return g_strndup(at, strcspn(at, " \t\r\n>"));
		return g_strndup(at + 1, length);
	}
	return NULL;
}

/* Over the network: a scheme with a host, or a UNC path. Character references and blanks may hide
 * one. */
static bool is_far(const char *target)
{
	static const char *const starts[] = {
		"http:",     "https:",        "ftp:",   "//",  "\\\\",    "smb:", "file://///",
		"file:////", "file:\\\\\\\\", "mhtml:", "ms-", "webdav:", "wss:", "data:text/html",
	};

	target += strspn(target, " \t\r\n");
	for (gsize i = 0; i < G_N_ELEMENTS(starts); i++)
		if (g_str_has_prefix(target, starts[i]))
			return true;
	/* file:///C:/x is a path of the author's own disk, file://server/x is not */
	if (g_str_has_prefix(target, "file://") && target[7] != '/')
		return true;
	if (g_str_has_prefix(target, "file:///\\\\") || g_str_has_prefix(target, "file:\\\\"))
		return true;
	return g_str_has_prefix(target, "&#");
}

static bool far_attribute(const char *tag, const char *name)
{
	g_autofree char *value = attribute(tag, name);

	return value && is_far(value);
}

/* "onload=", "onclick =" and the like. */
static bool has_handler(const char *tag)
{
	for (const char *p = strstr(tag, "on"); p; p = strstr(p + 1, "on")) {
		const char *at = p + 2;

		if (p == tag || !is_blank(p[-1]))
			continue;
		at += strspn(at, "abcdefghijklmnopqrstuvwxyz");
		if (at > p + 3 && at[strspn(at, " \t\r\n")] == '=')
			return true;
	}
	return false;
}

static const char *judge_tag(const char *tag)
{
	static const char *const fatal[] = { "script", "iframe", "frame",  "object",
					     "embed",  "applet", "portal", "handler" };
	static const char *const sources[] = { "src",    "background", "poster",
					       "srcset", "action",     "formaction" };
	g_autofree char *name = g_strndup(tag, strcspn(tag, " \t\r\n/>"));
	const char *local = strrchr(name, ':') ? strrchr(name, ':') + 1 : name;

	for (gsize i = 0; i < G_N_ELEMENTS(fatal); i++)
		if (strcmp(local, fatal[i]) == 0)
			return fatal[i];
	if (strcmp(local, "meta") == 0 && strstr(tag, "refresh"))
		return "refresh";
	if (strstr(tag, "javascript:") || strstr(tag, "vbscript:") || has_handler(tag))
		return "script";
	for (gsize i = 0; i < G_N_ELEMENTS(sources); i++)
		if (far_attribute(tag, sources[i]))
			return sources[i];
	if (strcmp(local, "a") != 0 && strcmp(local, "area") != 0 && far_attribute(tag, "href")
	    && strcmp(local, "base") != 0)
		return "href";
	return NULL;
}

/* Each byte is looked at once. A tag of HTML begins with a letter and ends at the first '>',
 * whatever stands between (HTML 13.2.5.6); one of XML may begin otherwise and holds no '<'. */
static const char *judge_tags(char *text, const char *(*judge)(const char *tag))
{
	const char *found = NULL;

	for (char *p = strchr(text, '<'); p && !found; p = strchr(p, '<')) {
		char *end, kept;

		p++;
		end = p + strcspn(p, g_ascii_isalpha(*p) ? ">" : "<>");
		kept = *end;
		*end = '\0';
		found = judge(p);
		*end = kept;
		p = end;
	}
	return found;
}

const char *vt_remote_page(const uint8_t *bytes, size_t size)
{
	g_autofree char *text = NULL;
	const char *found;

	if (size > VT_REMOTE_BYTES)
		return "too long to look through";
	text = plain_text(bytes, size);
	found = judge_tags(text, judge_tag);
	if (!found
	    && (strstr(text, "url(http") || strstr(text, "url(\"http") || strstr(text, "url('http")
		|| strstr(text, "@import")))
		found = "style";
	return found;
}

static const char *after_blanks(const char *p)
{
	return p + strspn(p, " \t\r\n");
}

/* A field of Word: its code names what it fetches. */
static const char *judge_field(const char *code)
{
	static const char *const fetching[] = { "includepicture", "includetext", "import", "link",
						"rd" };

	code = after_blanks(code);
	if (g_str_has_prefix(code, "ddeauto") || g_str_has_prefix(code, "dde "))
		return "DDE field";
	for (gsize i = 0; i < G_N_ELEMENTS(fetching); i++) {
		size_t n = strlen(fetching[i]);

		if (g_str_has_prefix(code, fetching[i]) && (code[n] == ' ' || code[n] == '"')
		    && (strstr(code, "://") || strstr(code, "\\\\\\\\") || strstr(code, "\"\\\\")))
			return "field that fetches";
	}
	return NULL;
}

static const char *judge_rtf_field(const char *p, const char *end)
{
	g_autofree char *raw = NULL;

	p += strlen("\\fldinst");
	while (p < end && strchr(" {\r\n", *p))
		p++;
	raw = g_ascii_strdown(p, MIN(end - p, 600));
	return judge_field(raw);
}

const char *vt_remote_rtf(const uint8_t *bytes, size_t size)
{
	static const char *const words[] = { "\\objupdate", "\\objautlink" };
	const char *text = (const char *)bytes, *end = text + size, *p;

	if (size == 0)
		return NULL;
	for (gsize i = 0; i < G_N_ELEMENTS(words); i++)
		if (memmem(bytes, size, words[i], strlen(words[i])))
			return words[i] + 1;
	p = memmem(text, size, "\\*\\template", 11);
	if (p) {
		g_autofree char *target = g_ascii_strdown(p + 11, MIN(end - p - 11, 600));

		target[strcspn(target, "}")] = '\0';
		/* a backslash is written as two */
		if (strstr(target, "://") || g_str_has_prefix(after_blanks(target), "\\\\\\\\"))
			return "template";
	}
	for (p = text; (p = memmem(p, (size_t)(end - p), "\\fldinst", 8)) != NULL; p += 8) {
		const char *found = judge_rtf_field(p, end);

		if (found)
			return found;
	}
	return NULL;
}

/* ISO/IEC 29500-2 9.3: TargetMode="External". Hyperlinks wait for a click. */
static const char *judge_relationship(const char *tag)
{
	static const char *const kinds[] = {
		"attachedtemplate", "oleobject", "subdocument", "frame", "image", "video", "audio"
	};
	g_autofree char *mode = attribute(tag, "targetmode");
	g_autofree char *type = attribute(tag, "type");
	g_autofree char *target = attribute(tag, "target");

	if (!mode || strcmp(mode, "external") != 0 || !target || !is_far(target)
	    || (type && g_str_has_suffix(type, "/hyperlink")))
		return NULL;
	for (gsize i = 0; type && i < G_N_ELEMENTS(kinds); i++)
		if (g_str_has_suffix(type, kinds[i]))
			return kinds[i];
	return "external relationship";
}

/* Is that the element's name, whatever prefix stands for its namespace? */
static bool is_named(const char *tag, const char *name)
{
	size_t length = strcspn(tag, " \t\r\n/<>"), n = strlen(name);

	return length > n && tag[length - n - 1] == ':' && memcmp(tag + length - n, name, n) == 0;
}

/* All <w:instrText> together: Word splits a field over runs. */
static const char *judge_word_fields(const char *text)
{
	g_autoptr(GString) code = g_string_new(NULL);
	const char *found = NULL, *end;

	for (const char *p = strchr(text, '<'); p && !found; p = strchr(end, '<')) {
		p++;
		end = p + strcspn(p, "<>");
		if (is_named(p, "fldchar") && g_strstr_len(p, end - p, "begin")) {
			found = judge_field(code->str);
			g_string_truncate(code, 0);
		} else if (is_named(p, "fldsimple")) {
			g_autofree char *tag = g_strndup(p, (gsize)(end - p));
			g_autofree char *instr = attribute(tag, "instr");

			found = instr ? judge_field(instr) : NULL;
		} else if (is_named(p, "instrtext") && *end == '>') {
			g_string_append_len(code, end + 1, (gssize)strcspn(end + 1, "<"));
		}
	}
	return found ? found : judge_field(code->str);
}

static const char *judge_odf_tag(const char *tag)
{
	if (g_str_has_prefix(tag, "text:a") || g_str_has_prefix(tag, "draw:a ")
	    || g_str_has_prefix(tag, "meta:"))
		return NULL;
	if (g_str_has_prefix(tag, "script:") || g_str_has_prefix(tag, "office:dde-source"))
		return "script";
	return far_attribute(tag, "href") ? "href" : NULL;
}

const char *vt_remote_member(const char *name, const uint8_t *bytes, size_t size)
{
	g_autofree char *text = plain_text(bytes, size);

	if (g_str_has_suffix(name, ".rels"))
		return judge_tags(text, judge_relationship);
	if (g_str_has_prefix(name, "word/"))
		return judge_word_fields(text);
	if (g_str_has_prefix(name, "xl/"))
		return strstr(text, "<ddelink") ? "DDE link" : NULL;
	return judge_tags(text, judge_odf_tag);
}
