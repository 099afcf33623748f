/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * pdf_look - a tolerant look at the bytes of a PDF for what poppler-cpp does not tell
 */
#include "filters/pdf_look.h"

#include <glib.h>
#include <string.h>

#include "filters/inflate.h"

#define NAME_MAX_BYTES 31
#define TAIL_BYTES     2048 /* PDF 1.7 H.3.18: readers accept %%EOF in the last 1,024 */
#define DICT_BYTES     1024 /* looked back from "stream" for its dictionary */
#define INFLATE_BUDGET (4u * 1024 * 1024) /* of all streams together; a page is 20-100 KiB */
#define INFLATE_ONE    (1u * 1024 * 1024)
#define INFLATE_COUNT  400u

/* Names of actions and objects that do something, ISO 32000-1 12.6.4 and 7.11.4. /OpenAction alone
 * only chooses a view. */
static const char *const active_names[] = {
	"JavaScript", "Launch", "EmbeddedFile", "EmbeddedFiles", "RichMedia", "SubmitForm",
	"ImportData", "GoToE",  "GoToR",        "XFA",           "Rendition",
};
/* Annotations whose appearance is text over the page. */
static const char *const overlay_subtypes[] = { "FreeText", "Stamp", "Watermark", "Redact" };
/* Form fields; /Sig is what a signed document shows rightly (field-notes §3). */
static const char *const overlay_fields[] = { "Tx", "Ch" };

typedef struct {
	char text[NAME_MAX_BYTES + 1];
} pdf_name;

static bool is_delimiter(uint8_t c)
{
	return c <= ' ' || strchr("()<>[]{}/%", c) != NULL;
}

static const char *find_name(const char *const *names, gsize n, const char *name)
{
	for (gsize i = 0; i < n; i++) {
		if (strcmp(names[i], name) == 0)
			return names[i];
	}
	return NULL;
}

/* The name behind the '/' at p; the first byte after it. Longer ones are cut: none of ours is. */
static size_t read_name(const uint8_t *bytes, size_t size, size_t p, pdf_name *name_out)
{
	size_t n = 0;

	for (p++; p < size && !is_delimiter(bytes[p]); p++) {
		char c = (char)bytes[p];
		if (c == '#' && p + 2 < size && g_ascii_isxdigit((char)bytes[p + 1])
		    && g_ascii_isxdigit((char)bytes[p + 2])) {
			c = (char)(g_ascii_xdigit_value((char)bytes[p + 1]) * 16
				   + g_ascii_xdigit_value((char)bytes[p + 2]));
			p += 2;
		}
		if (n < NAME_MAX_BYTES)
			name_out->text[n++] = c;
	}
	name_out->text[n] = '\0';
	return p;
}

static void note_name(const char *before, const char *name, bool packed, vt_pdf_look *look)
{
	const char *active = find_name(active_names, G_N_ELEMENTS(active_names), name);
	bool overlay = false;

	if (active && !look->active)
		look->active = active;
	if (strcmp(before, "Subtype") == 0)
		overlay = find_name(overlay_subtypes, G_N_ELEMENTS(overlay_subtypes), name);
	else if (strcmp(before, "FT") == 0)
		overlay = find_name(overlay_fields, G_N_ELEMENTS(overlay_fields), name);
	look->overlay = look->overlay || overlay;
	look->overlay_packed = look->overlay_packed || (overlay && packed);
}

static void note_names(const uint8_t *bytes, size_t size, bool packed, vt_pdf_look *look)
{
	pdf_name name = { "" }, before = { "" };
	const uint8_t *slash;
	size_t p = 0;

	while (p < size && (slash = memchr(bytes + p, '/', size - p)) != NULL) {
		p = read_name(bytes, size, (size_t)(slash - bytes), &name);
		note_name(before.text, name.text, packed, look);
		before = name;
	}
}

/* What a stream holds, as far as it matters here. */
typedef enum { STREAM_OTHER, STREAM_OBJECTS, STREAM_CONTENT } stream_kind;

static stream_kind kind_of_stream(const uint8_t *bytes, size_t keyword)
{
	size_t from = keyword > DICT_BYTES ? keyword - DICT_BYTES : 0;
	bool flate = false, objects = false, image = false;
	pdf_name name;

	/* the dictionary begins after the last "obj" */
	for (size_t p = keyword; p > from + 3; p--) {
		if (memcmp(bytes + p - 3, "obj", 3) == 0) {
			from = p;
			break;
		}
	}
	for (size_t p = from; p < keyword; p++) {
		if (bytes[p] != '/')
			continue;
		p = read_name(bytes, keyword, p, &name) - 1;
		flate = flate || strcmp(name.text, "FlateDecode") == 0
			|| strcmp(name.text, "Fl") == 0;
		objects = objects || strcmp(name.text, "ObjStm") == 0;
		image = image || strcmp(name.text, "Image") == 0 || strcmp(name.text, "XRef") == 0
			|| strcmp(name.text, "Length1") == 0; /* Length1: a font */
	}
	if (!flate || image)
		return STREAM_OTHER;
	return objects ? STREAM_OBJECTS : STREAM_CONTENT;
}

/* The operator "3 Tr" (ISO 32000-1 9.3.6) as tokens of its own. */
static bool paints_hidden(const GByteArray *content)
{
	const uint8_t *p = content->data, *end = p + content->len;

	while (p && end - p >= 4 && (p = memchr(p, '3', (size_t)(end - p))) != NULL
	       && end - p >= 4) {
		bool starts = p == content->data || is_delimiter(p[-1]);
		if (starts && p[1] == ' ' && p[2] == 'T' && p[3] == 'r'
		    && (end - p == 4 || is_delimiter(p[4])))
			return true;
		p++;
	}
	return false;
}

static void look_into_streams(const uint8_t *bytes, size_t size, vt_pdf_look *look)
{
	size_t budget = INFLATE_BUDGET, p = 0;

	for (unsigned n = 0; n < INFLATE_COUNT && budget > 0 && p < size;) {
		const uint8_t *found = memmem(bytes + p, size - p, "stream", 6);
		stream_kind kind;
		g_autoptr(GByteArray) content = NULL;
		size_t keyword;
		if (!found)
			break;
		keyword = (size_t)(found - bytes);
		p = keyword + 6;
		if (keyword >= 3 && memcmp(found - 3, "end", 3) == 0)
			continue;
		kind = kind_of_stream(bytes, keyword);
		if (kind == STREAM_OTHER)
			continue;
		if (p < size && bytes[p] == '\r')
			p++;
		if (p < size && bytes[p] == '\n')
			p++;
		content =
			vt_inflate(bytes + p, size - p, MIN(budget, INFLATE_ONE), VT_INFLATE_ZLIB);
		budget -= MIN(budget, (size_t)content->len);
		n++;
		if (kind == STREAM_OBJECTS)
			note_names(content->data, content->len, true, look);
		else if (!look->hidden_text)
			look->hidden_text = paints_hidden(content);
	}
}

void vt_pdf_look_at(const uint8_t *bytes, size_t size, vt_pdf_look *look_out)
{
	size_t tail = MIN(size, (size_t)TAIL_BYTES), head = MIN(size, (size_t)1024);

	*look_out = (vt_pdf_look){ .cut = true };
	if (size == 0)
		return;
	look_out->header = memmem(bytes, head, "%PDF-", 5) != NULL;
	look_out->cut = memmem(bytes + size - tail, tail, "%%EOF", 5) == NULL;
	note_names(bytes, size, false, look_out);
	look_into_streams(bytes, size, look_out);
}
