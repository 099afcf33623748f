/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * reply_style - which words of an HTML mail nobody sees
 *
 * Such words could say another thing than what their writer has read: then the mail is not read at
 * all. Looks at what hides on purpose: display, visibility, size, colour, place; in the element and
 * in rules for a tag, a class or an id.
 */
#include <string.h>

#include "mail/html_private.h"
#include "mail/reply_private.h"

#define ODD_COLOUR  0xff000000u /* not known: equals nothing */
#define SAME_COLOUR 16          /* of each channel: nobody reads it */
#define MAX_RULES   2000
#define MAX_MEDIA   4 /* @media in @media */

struct vt_seen {
	GHashTable *hidden; /* char *: "tag", ".class", "#id" */
	unsigned rules;
};

static const struct {
	const char *name;
	guint32 rgb;
} colours[] = {
	{ "white", 0xffffff },      { "black", 0x000000 },       { "red", 0xff0000 },
	{ "blue", 0x0000ff },       { "green", 0x008000 },       { "yellow", 0xffff00 },
	{ "gray", 0x808080 },       { "grey", 0x808080 },        { "silver", 0xc0c0c0 },
	{ "navy", 0x000080 },       { "windowtext", 0x000000 },  { "window", 0xffffff },
	{ "snow", 0xfffafa },       { "ivory", 0xfffff0 },       { "whitesmoke", 0xf5f5f5 },
	{ "ghostwhite", 0xf8f8ff }, { "floralwhite", 0xfffaf0 },
};

/* Out of sight, from where the words would stand. Word moves its own by some thirty points. */
#define FAR_AWAY 200
static const char *const places[] = { "left",        "top",        "right",       "text-indent",
				      "margin-left", "margin-top", "margin-right" };

/* Found in a declaration without blanks, lower-case. */
static const char *const hiding[] = {
	"display:none",        "visibility:hidden",
	"visibility:collapse", "content-visibility:hidden",
	"mso-hide:all",        "clip:rect(0",
	"clip-path:inset(100", "clip-path:circle(0",
	"transform:scale(0)",  "filter:opacity(0)",
	";color:transparent",  "max-height:0px",
	"max-height:0;",
};

/* One attribute: NAME or NAME=VALUE; value NULL = it has none. Returns where to go on. */
static const char *next_attribute(const char *at, size_t *name_out, const char **value_out,
				  size_t *size_out)
{
	*name_out = strcspn(at, " \t\r\n=/>");
	const char *equals = at + *name_out + strspn(at + *name_out, " \t\r\n");

	*value_out = NULL;
	*size_out = 0;
	if (*equals != '=')
		return equals;
	const char *value = equals + 1 + strspn(equals + 1, " \t\r\n");
	bool is_quoted = *value == '"' || *value == '\'';
	const char end[2] = { *value, '\0' };
	value += is_quoted;
	*value_out = value;
	*size_out = strcspn(value, is_quoted ? end : " \t\r\n>");
	return value + *size_out + (is_quoted && value[*size_out] != '\0');
}

/* "display&#58;none" is what every reader makes of it. */
static char *decoded(const char *text, size_t size)
{
	g_autofree char *raw = g_strndup(text, size);
	GString *out = g_string_new(NULL);

	for (const char *at = raw; *at != '\0';) {
		if (*at == '&')
			at = vt_html_entity(at, out);
		else
			g_string_append_c(out, *at++);
	}
	return g_string_free(out, FALSE);
}

char *vt_html_attribute(const char *attributes, const char *name)
{
	const char *at = attributes + strspn(attributes, " \t\r\n/");

	while (*at != '\0' && *at != '>') {
		const char *value = NULL;
		size_t length = 0, size = 0;
		const char *next = next_attribute(at, &length, &value, &size);

		if (length == strlen(name) && g_ascii_strncasecmp(at, name, length) == 0)
			return decoded(value != NULL ? value : "", size);
		at = next + strspn(next, " \t\r\n/");
	}
	return NULL;
}

/* ---- colours ---- */

/* "rgba(0,0,0,0)": nothing is seen of it. */
static bool is_clear(const char *text)
{
	const char *comma = text;

	if (g_str_has_prefix(text, "transparent"))
		return true;
	if (!g_str_has_prefix(text, "rgba(") && !g_str_has_prefix(text, "hsla("))
		return false;
	for (unsigned i = 0; comma != NULL && i < 3; i++)
		comma = strpbrk(comma + 1, ",;)");
	return comma != NULL && *comma == ',' && g_ascii_strtod(comma + 1, NULL) <= 0.05;
}

static guint32 hex_colour(const char *digits)
{
	size_t size = strspn(digits, "0123456789abcdef");
	guint32 value = (guint32)g_ascii_strtoull(digits, NULL, 16);

	if (size == 3)
		return (value & 0xf00) * 0x1100 | (value & 0xf0) * 0x110 | (value & 0xf) * 0x11;
	return size == 6 ? value & 0xffffff : ODD_COLOUR;
}

/* lower-case, without blanks. */
static guint32 read_colour(const char *text)
{
	if (*text == '#')
		return hex_colour(text + 1);
	if (g_str_has_prefix(text, "rgb")) {
		const char *p = strchr(text, '(');
		guint32 rgb = 0;

		for (unsigned i = 0; p != NULL && i < 3; i++) {
			rgb = rgb << 8 | (g_ascii_strtoull(p + 1, NULL, 10) & 0xff);
			p = strchr(p + 1, i < 2 ? ',' : ')');
		}
		return p != NULL ? rgb : ODD_COLOUR;
	}
	if (g_str_has_prefix(text, "hsl")) {
		const char *last = strrchr(text, ',');
		double light = last != NULL ? g_ascii_strtod(last + 1, NULL) : 50;

		return light >= 97 ? 0xffffff : light <= 3 ? 0x000000 : ODD_COLOUR;
	}
	for (size_t i = 0; i < G_N_ELEMENTS(colours); i++) {
		size_t size = strlen(colours[i].name);

		if (strncmp(text, colours[i].name, size) == 0 && !g_ascii_isalpha(text[size]))
			return colours[i].rgb;
	}
	return ODD_COLOUR;
}

static bool looks_same(guint32 a, guint32 b)
{
	if (a == ODD_COLOUR || b == ODD_COLOUR)
		return false;
	for (unsigned shift = 0; shift < 24; shift += 8) {
		int difference = (int)(a >> shift & 0xff) - (int)(b >> shift & 0xff);

		if (ABS(difference) > SAME_COLOUR)
			return false;
	}
	return true;
}

/* ---- declarations ---- */

/* "\64 isplay": the letter that the number stands for (CSS Syntax §4.3.7). */
static const char *add_escaped(const char *at, GString *out)
{
	size_t digits = MIN(strspn(at + 1, "0123456789abcdef"), 6);
	g_autofree char *hex = g_strndup(at + 1, digits);
	guint64 value = digits > 0 ? g_ascii_strtoull(hex, NULL, 16) : 0;

	if (value > ' ' && value < 0x7f)
		g_string_append_c(out, g_ascii_tolower((char)value));
	at += 1 + digits;
	return digits > 0 && g_ascii_isspace(*at) ? at + 1 : at;
}

/* Without blanks and comments, in lower case. */
static char *squeezed(const char *style)
{
	g_autofree char *lower = g_ascii_strdown(style, -1);
	GString *out = g_string_new(";");

	for (const char *p = lower; *p != '\0';) {
		const char *end = p[0] == '/' && p[1] == '*' ? strstr(p + 2, "*/") : NULL;

		if (end != NULL) {
			p = end + 2;
		} else if (*p == '\\') {
			p = add_escaped(p, out);
		} else {
			if (!g_ascii_isspace(*p))
				g_string_append_c(out, *p);
			p++;
		}
	}
	g_string_append_c(out, ';');
	return g_string_free(out, FALSE);
}

/* The next value of a property behind at, up to its ';'; NULL. */
static const char *next_value(const char *at, const char *property)
{
	g_autofree char *key = g_strdup_printf(";%s:", property);
	const char *found = strstr(at, key);

	return found != NULL ? found + strlen(key) : NULL;
}

/* The last one counts. */
static const char *value_of(const char *squeezed_style, const char *property)
{
	const char *last = NULL;

	for (const char *at = squeezed_style; (at = next_value(at, property)) != NULL;)
		last = at;
	return last;
}

static bool is_tiny(const char *style, const char *property, double most)
{
	const char *value = value_of(style, property);
	char *end = NULL;
	double number = value != NULL ? g_ascii_strtod(value, &end) : 99;

	return value != NULL && end > value && number <= most;
}

/* A blank letter: "font:0/0 a". */
static bool has_no_height(const char *style)
{
	const char *size = value_of(style, "font-size"), *font = value_of(style, "font");
	bool in_pixels = size != NULL && strspn(size, "0123456789.") < 5
			 && g_str_has_prefix(size + strspn(size, "0123456789."), "px");

	return is_tiny(style, "font-size", in_pixels ? 1 : 0)
	       || (font != NULL && *font == '0' && font[1] != '.');
}

static bool is_far_away(const char *style)
{
	for (size_t i = 0; i < G_N_ELEMENTS(places); i++) {
		const char *value = value_of(style, places[i]);
		char *end = NULL;
		double number = value != NULL ? g_ascii_strtod(value, &end) : 0;
		bool in_letters = value != NULL
				  && (g_str_has_prefix(end, "em") || g_str_has_prefix(end, "rem")
				      || g_str_has_prefix(end, "%") || g_str_has_prefix(end, "v"));

		if (number <= (in_letters ? -FAR_AWAY / 5 : -FAR_AWAY))
			return true;
	}
	return false;
}

static bool hides(const char *style)
{
	const char *colour = value_of(style, "color");

	for (size_t i = 0; i < G_N_ELEMENTS(hiding); i++) {
		if (strstr(style, hiding[i]) != NULL)
			return true;
	}
	return has_no_height(style) || is_far_away(style) || (colour != NULL && is_clear(colour))
	       || is_tiny(style, "opacity", 0.05)
	       || ((is_tiny(style, "height", 0) || is_tiny(style, "width", 0))
		   && strstr(style, "overflow:hidden") != NULL);
}

static void take_colours(const char *style, vt_colours *into)
{
	const char *text = value_of(style, "color");
	const char *ground = value_of(style, "background-color");

	if (ground == NULL)
		ground = value_of(style, "background");
	if (text != NULL && !g_str_has_prefix(text, "inherit"))
		into->text = read_colour(text);
	if (ground != NULL && !is_clear(ground) && !g_str_has_prefix(ground, "inherit")
	    && !g_str_has_prefix(ground, "none"))
		into->ground = read_colour(ground);
}

/* ---- style sheets ---- */

/* "p.a, div .b": the last simple selector of each. */
static void add_selectors(vt_seen *seen, const char *selectors)
{
	g_auto(GStrv) each = g_strsplit(selectors, ",", -1);

	for (char **one = each; *one != NULL; one++) {
		const char *last = strrchr(g_strstrip(*one), ' ');

		last = last != NULL ? last + 1 : *one;
		const char *mark = strpbrk(last, ".#");
		g_autofree char *name = g_strndup(mark != NULL ? mark : last,
						  mark != NULL ? 1 + strcspn(mark + 1, ".#:[")
							       : strcspn(last, ":["));
		if (*name != '\0' && strcmp(name, "*") != 0)
			g_hash_table_add(seen->hidden, g_steal_pointer(&name));
	}
}

/* Rules for paper or for a small screen hide what is seen elsewhere. */
static bool is_for_all(const char *prelude)
{
	g_autofree char *lower = g_ascii_strdown(prelude, -1);

	return strstr(lower, "print") == NULL && strstr(lower, "width") == NULL
	       && strstr(lower, "prefers") == NULL && g_str_has_prefix(lower, "@media");
}

static const char *behind_block(const char *open)
{
	unsigned depth = 0;

	for (const char *p = open; *p != '\0'; p++) {
		depth += *p == '{';
		if (*p == '}' && --depth == 0)
			return p + 1;
	}
	return open + strlen(open);
}

static void read_rules(vt_seen *seen, const char *sheet, unsigned depth)
{
	for (const char *at = sheet; seen->rules < MAX_RULES;) {
		at += strspn(at, " \t\r\n;}<!->");
		const char *open = strchr(at, '{');

		if (open == NULL)
			return;
		g_autofree char *head = g_strndup(at, (gsize)(open - at));
		const char *next = behind_block(open);
		g_autofree char *body = g_strndup(open + 1, (gsize)(next - open - 1));
		g_autofree char *style = squeezed(body);
		seen->rules++;
		if (*g_strstrip(head) == '@') {
			if (is_for_all(head) && depth < MAX_MEDIA)
				read_rules(seen, body, depth + 1);
		} else if (hides(style)) {
			add_selectors(seen, head);
		}
		at = next;
	}
}

vt_seen *vt_seen_new(const char *html)
{
	vt_seen *seen = g_new0(vt_seen, 1);

	seen->hidden = g_hash_table_new_full(g_str_hash, g_str_equal, g_free, NULL);
	for (const char *p = strchr(html, '<'); p != NULL; p = strchr(p + 1, '<')) {
		if (g_ascii_strncasecmp(p, "<style", 6) != 0)
			continue;
		const char *begin = vt_html_tag_end(p + 1);
		const char *end = vt_html_closing(begin, "style");
		g_autofree char *sheet =
			g_strndup(begin, end != NULL ? (gsize)(end - begin) : strlen(begin));

		read_rules(seen, sheet, 0);
		if (end == NULL)
			break;
	}
	return seen;
}

void vt_seen_free(vt_seen *seen)
{
	if (seen == NULL)
		return;
	g_hash_table_unref(seen->hidden);
	g_free(seen);
}

/* ---- elements ---- */

static bool ruled_out(const vt_seen *seen, const char *name, const char *attributes)
{
	g_autofree char *classes = vt_html_attribute(attributes, "class");
	g_autofree char *id = vt_html_attribute(attributes, "id");
	g_autofree char *by_id = g_strconcat("#", id, NULL);
	g_auto(GStrv) each = g_strsplit_set(classes != NULL ? classes : "", " \t\r\n", -1);

	for (char **one = each; *one != NULL; one++) {
		g_autofree char *by_class = g_strconcat(".", *one, NULL);

		if (**one != '\0' && g_hash_table_contains(seen->hidden, by_class))
			return true;
	}
	return g_hash_table_contains(seen->hidden, name)
	       || (id != NULL && g_hash_table_contains(seen->hidden, by_id));
}

bool vt_seen_hides(const vt_seen *seen, const char *name, const char *attributes,
		   vt_colours *colours_of)
{
	g_autofree char *style = vt_html_attribute(attributes, "style");
	g_autofree char *attribute = vt_html_attribute(attributes, "color");
	g_autofree char *ground = vt_html_attribute(attributes, "bgcolor");
	g_autofree char *hidden = vt_html_attribute(attributes, "hidden");
	g_autofree char *squeezed_style = squeezed(style != NULL ? style : "");

	if (attribute != NULL) {
		g_autofree char *lower = g_ascii_strdown(attribute, -1);

		colours_of->text = read_colour(lower);
	}
	if (ground != NULL) {
		g_autofree char *lower = g_ascii_strdown(ground, -1);

		colours_of->ground = read_colour(lower);
	}
	take_colours(squeezed_style, colours_of);
	if (strcmp(name, "details") == 0) {
		g_autofree char *open = vt_html_attribute(attributes, "open");

		if (open == NULL)
			return true;
	}
	return hidden != NULL || hides(squeezed_style)
	       || looks_same(colours_of->text, colours_of->ground)
	       || ruled_out(seen, name, attributes);
}
