/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * reply_marks - by what clients part an answer from what it answers
 */
#include <string.h>

#include "mail/reply_private.h"

typedef struct mark {
	const char *folded; /* how the line begins */
	const char *client; /* NULL = many write so */
} mark;

/* ---- quotations ---- */

/* What follows such a line belongs to it. Hyphens and rules are taken away before. */
static const mark dividers[] = {
	{ "original message", NULL },
	{ "original appointment", NULL },
	{ "tin nhan goc", NULL },
	{ "tin nhan ban dau", NULL },
	{ "thu goc", NULL },
	{ "thong diep goc", NULL },
	{ "thong diep ban dau", NULL },
	{ "forwarded message", NULL },
	{ "reply message", NULL },
	{ "thu da chuyen tiep", NULL },
	{ "thu chuyen tiep", NULL },
	{ "noi dung goc", NULL },
	{ "tin nhan da chuyen tiep", NULL },
};
static const char *const forwards[] = {
	"forwarded message",
	"thu da chuyen tiep",
	"thu chuyen tiep",
	"tin nhan da chuyen tiep",
	"begin forwarded message",
	"bat dau thu da chuyen tiep",
	"bat dau thu duoc chuyen tiep",
	"bat dau tin nhan da chuyen tiep",
};
#define RULE            "________________________________" /* 32: Outlook on the web */
#define MAX_BROKEN      4 /* lines over which a client breaks the line above a quotation */
#define MAX_ATTRIBUTION 300

static const char *const attribution_begins[] = { "vao ", "on ", "luc ", "ngay ", "thu ", "le " };
static const char *const attribution_ends[] = { "da viet:", "viet:",   "wrote:", "da viet :",
						"wrote :",  "writes:", "ecrit :" };

/* Names of the rows of a header block. */
static const char *const from_rows[] = { "from:", "tu:", "nguoi gui:", "gui tu:" };
static const char *const other_rows[] = {
	"sent:", "date:",       "da gui:", "ngay:",    "ngay gui:", "gui:",    "to:",
	"den:",  "nguoi nhan:", "cc:",     "subject:", "chu de:",   "tieu de:"
};

/* ---- closings ---- */

static const mark devices[] = {
	{ "gui tu iphone", "ios-mail" },
	{ "da gui tu iphone", "ios-mail" },
	{ "gui tu ipad", "ios-mail" },
	{ "da gui tu ipad", "ios-mail" },
	{ "sent from my iphone", "ios-mail" },
	{ "sent from my ipad", "ios-mail" },
	{ "tai outlook cho", "outlook" },
	{ "get outlook for", "outlook" },
	{ "gui tu outlook", "outlook" },
	{ "sent from outlook", "outlook" },
	{ "gui tu samsung", NULL },
	{ "da gui tu samsung", NULL },
	{ "duoc gui tu", NULL },
	{ "da duoc gui tu", NULL },
	{ "gui tu dien thoai", NULL },
	{ "gui tu thiet bi android", "gmail-android" },
	{ "sent from my android", "gmail-android" },
	{ "gui tu thiet bi", NULL },
	{ "da gui tu", NULL },
	{ "gui tu mail cho windows", NULL },
	{ "gui tu thu cho windows", NULL },
	{ "gui tu gmail", "gmail" },
	{ "gui tu yahoo", NULL },
	{ "gui tu oppo", NULL },
	{ "gui tu xiaomi", NULL },
	{ "gui tu zalo", NULL },
	{ "sent from my", NULL },
	{ "sent from mail for", NULL },
	{ "sent from samsung", NULL },
	{ "sent from yahoo", NULL },
	{ "sent via", NULL },
	{ "gui bang", NULL },
};
/* Alone in their line: what follows is who writes. */
static const char *const regards[] = {
	"tran trong",
	"tran trong cam on",
	"tran trong kinh chao",
	"kinh thu",
	"kinh chao",
	"than ai",
	"tran trong ./",
	"tran trong/",
	"best regards",
	"regards",
	"thanks & regards",
	"thanks and regards",
	"kind regards",
	"sincerely",
	"yours sincerely",
	"br",
	"tran trong va cam on",
};
static const char *const disclaimers[] = {
	"luu y: thu nay",
	"luu y: email nay",
	"thong bao bao mat",
	"thong bao mien tru",
	"tuyen bo mien tru",
	"mien tru trach nhiem",
	"disclaimer",
	"confidentiality notice",
	"confidentiality:",
	"this email and any",
	"this e-mail and any",
	"this message and any",
	"this message contains",
	"this email (including",
	"the information contained in",
	"the information in this",
	"noi dung email nay",
	"noi dung thu nay",
	"noi dung thu dien tu nay",
	"thu dien tu nay va",
	"thu dien tu nay co",
	"email nay va",
	"email nay co the",
	"thong tin trong email nay",
	"thong tin trong thu nay",
	"thong tin trong thu dien tu",
	"please consider the environment",
	"hay can nhac truoc khi in",
	"vui long can nhac truoc khi in",
	"truoc khi in email nay",
};

static bool begins(const char *folded, const char *const *marks, size_t count)
{
	for (size_t i = 0; i < count; i++) {
		if (g_str_has_prefix(folded, marks[i]))
			return true;
	}
	return false;
}

/* Without hyphens, stars and blanks around it. */
static const char *core(const char *folded)
{
	return folded + strspn(folded, "-=*_ >");
}

static bool is_divider(const char *folded)
{
	const char *words = core(folded);

	if (g_str_has_prefix(folded, RULE))
		return true;
	for (size_t i = 0; words != folded && i < G_N_ELEMENTS(dividers); i++) {
		if (g_str_has_prefix(words, dividers[i].folded))
			return true;
	}
	return begins(folded, forwards + 4, G_N_ELEMENTS(forwards) - 4);
}

static bool ends_attribution(const char *text)
{
	for (size_t i = 0; i < G_N_ELEMENTS(attribution_ends); i++) {
		if (g_str_has_suffix(text, attribution_ends[i]))
			return true;
	}
	return false;
}

/* "Vào 23/11/2026 08:15, Lê Văn An đã viết:", on one line or broken over several; a date or an
 * address stands in it, so that "Vào sổ ... đã viết:" of a person is none. */
static guint attribution_at(const GPtrArray *folded, guint at)
{
	g_autoptr(GString) text = g_string_new(NULL);
	const char *first = g_ptr_array_index(folded, at);
	bool named = begins(first, attribution_begins, G_N_ELEMENTS(attribution_begins));

	/* Roundcube and Zimbra begin with a date, Outlook for Mac with a name. */
	for (guint i = at; i < folded->len && i < at + MAX_BROKEN; i++) {
		const char *line = g_ptr_array_index(folded, i);

		if (*line == '\0' && i > at)
			return 0;
		g_string_append_printf(text, "%s%s", i > at ? " " : "", line);
		if (text->len > MAX_ATTRIBUTION)
			return 0;
		bool told =
			strpbrk(text->str, "@") != NULL || strpbrk(text->str, "0123456789") != NULL;
		if (ends_attribution(text->str) && told)
			return i - at + 1;
		if (!named && !g_ascii_isdigit(*first))
			return 0;
	}
	return 0;
}

/* A row of a header block, also "*From:* ..." and "- Từ: ...". */
static bool is_row(const char *folded, const char *const *rows, size_t count)
{
	g_autofree char *plain = g_strdup(core(folded));
	char *to = plain;

	for (const char *p = plain; *p != '\0'; p++) {
		bool before_colon = *p == ' ' && p[1] == ':';

		if (*p != '*' && !before_colon)
			*to++ = *p;
	}
	*to = '\0';
	return begins(plain, rows, count);
}

static guint header_block_at(const GPtrArray *folded, guint at)
{
	guint rows = 0, last = at;

	if (!is_row(g_ptr_array_index(folded, at), from_rows, G_N_ELEMENTS(from_rows)))
		return 0;
	for (guint i = at + 1; i < folded->len && i < at + 8; i++) {
		if (!is_row(g_ptr_array_index(folded, i), other_rows, G_N_ELEMENTS(other_rows)))
			continue;
		rows++;
		last = i;
	}
	return rows >= 2 ? last - at + 1 : 0;
}

guint vt_mark_quotation(const GPtrArray *folded, guint at, const char **client_out)
{
	const char *line = g_ptr_array_index(folded, at);
	guint size = header_block_at(folded, at);

	if (size > 0) {
		*client_out = "outlook";
		return size;
	}
	return is_divider(line) ? 1 : attribution_at(folded, at);
}

bool vt_mark_forwards(const char *folded)
{
	const char *words = core(folded);

	return (words != folded && begins(words, forwards, 4))
	       || begins(words, forwards + 4, G_N_ELEMENTS(forwards) - 4);
}

bool vt_mark_device(const char *folded, const char **client_out)
{
	for (size_t i = 0; i < G_N_ELEMENTS(devices); i++) {
		if (!g_str_has_prefix(folded, devices[i].folded))
			continue;
		*client_out = devices[i].client;
		return true;
	}
	return false;
}

bool vt_mark_closing(const char *text, const char *folded)
{
	size_t size = strlen(folded);

	if (strcmp(text, "-- ") == 0 || strcmp(folded, "--") == 0)
		return true;
	while (size > 0 && strchr(".,!/ ", folded[size - 1]) != NULL)
		size--;
	for (size_t i = 0; i < G_N_ELEMENTS(regards); i++) {
		if (strlen(regards[i]) == size && strncmp(folded, regards[i], size) == 0)
			return true;
	}
	return begins(core(folded), disclaimers, G_N_ELEMENTS(disclaimers));
}

/* ---- elements ---- */

typedef struct element {
	const char *name;              /* NULL = any */
	const char *attribute, *value; /* value: a word that it holds; "" = present */
	vt_element_mark mark;
	const char *client;
} element;

/* The first that fits counts. */
static const element elements[] = {
	{ "blockquote", "type", "cite", VT_ELEMENT_QUOTES, NULL },
	{ NULL, "class", "gmail_signature", VT_ELEMENT_CLOSES, "gmail" },
	{ NULL, "class", "gmail_quote", VT_ELEMENT_QUOTES, "gmail" },
	{ NULL, "class", "gmail_attr", VT_ELEMENT_QUOTES, "gmail" },
	{ NULL, "class", "yahoo_quoted", VT_ELEMENT_QUOTES, NULL },
	{ NULL, "class", "moz-cite-prefix", VT_ELEMENT_QUOTES, "thunderbird" },
	{ NULL, "class", "moz-forward-container", VT_ELEMENT_QUOTES, "thunderbird" },
	{ NULL, "class", "moz-signature", VT_ELEMENT_CLOSES, "thunderbird" },
	{ NULL, "class", "protonmail_quote", VT_ELEMENT_QUOTES, NULL },
	{ NULL, "class", "zmail_extra", VT_ELEMENT_QUOTES, NULL },
	{ NULL, "class", "OutlookMessageHeader", VT_ELEMENT_QUOTES_REST, "outlook" },
	{ NULL, "id", "divRplyFwdMsg", VT_ELEMENT_QUOTES_REST, "outlook-web" },
	{ NULL, "id", "x_divRplyFwdMsg", VT_ELEMENT_QUOTES_REST, "outlook-web" },
	{ NULL, "id", "appendonsend", VT_ELEMENT_QUOTES_REST, "outlook-web" },
	{ NULL, "id", "mail-editor-reference-message-container", VT_ELEMENT_QUOTES_REST,
	  "outlook" },
	{ NULL, "id", "ms-outlook-mobile-signature", VT_ELEMENT_CLOSES, "outlook" },
	{ NULL, "id", "Signature", VT_ELEMENT_CLOSES, "outlook-web" },
	{ NULL, "id", "AppleMailSignature", VT_ELEMENT_CLOSES, "ios-mail" },
	{ NULL, "id", "lineBreakAtBeginningOfSignature", VT_ELEMENT_CLOSES, "ios-mail" },
	{ NULL, "id", "composer_signature", VT_ELEMENT_CLOSES, NULL },
	{ NULL, "id", "reply-intro", VT_ELEMENT_QUOTES, "roundcube" },
	{ NULL, "id", "_rc_sig", VT_ELEMENT_CLOSES, "roundcube" },
	{ NULL, "id", "zwchr", VT_ELEMENT_QUOTES_REST, "zimbra" },
	{ NULL, "data-marker", "__DIVIDER__", VT_ELEMENT_QUOTES_REST, "zimbra" },
	{ NULL, "data-marker", "__SIG_PRE__", VT_ELEMENT_CLOSES, "zimbra" },
	{ "hr", "tabindex", "-1", VT_ELEMENT_QUOTES_REST, "outlook" },
	{ "div", "style", "border-top:solid #E1E1E1", VT_ELEMENT_QUOTES_REST, "outlook" },
	{ "div", "style", "border-top:solid #B5C4DF", VT_ELEMENT_QUOTES_REST, "outlook" },
};

/* value stands in have: as a word of a class, within a style, alone elsewhere. */
static bool fits(const element *e, const char *have)
{
	if (strcmp(e->attribute, "class") == 0) {
		g_auto(GStrv) words = g_strsplit_set(have, " \t\r\n", -1);

		return g_strv_contains((const char *const *)words, e->value);
	}
	if (strcmp(e->attribute, "style") != 0)
		return g_ascii_strcasecmp(have, e->value) == 0;
	g_autofree char *style = g_ascii_strdown(have, -1);
	g_autofree char *value = g_ascii_strdown(e->value, -1);
	return strstr(style, value) != NULL;
}

/* Gmail and Outlook indent with a blockquote that has no line at its side. */
static bool is_indent(const char *attributes)
{
	g_autofree char *style = vt_html_attribute(attributes, "style");
	g_autofree char *lower = style != NULL ? g_ascii_strdown(style, -1) : g_strdup("");

	return strstr(lower, "border:none") != NULL || strstr(lower, "border: none") != NULL;
}

vt_element_mark vt_mark_element(const char *name, const char *attributes, const char **client_out)
{
	for (size_t i = 0; i < G_N_ELEMENTS(elements); i++) {
		const element *e = &elements[i];

		if (e->name != NULL && strcmp(e->name, name) != 0)
			continue;
		g_autofree char *have = vt_html_attribute(attributes, e->attribute);
		if (have == NULL || !fits(e, have))
			continue;
		*client_out = e->client;
		return e->mark;
	}
	return strcmp(name, "blockquote") == 0 && !is_indent(attributes) ? VT_ELEMENT_QUOTES
									 : VT_ELEMENT_PLAIN;
}
