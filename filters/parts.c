/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * parts - the leaves of the message as the report shows them, and which one is the document
 */
#include "filters/parts.h"

#include <string.h>

#include "base/clock.h"
#include "base/io.h"
#include "base/limits.h"
#include "base/text.h"
#include "doc/number.h"
#include "filters/body.h"
#include "filters/filetype.h"
#include "filters/layers.h"
#include "filters/names.h"
#include "filters/prefixes.h"
#include "verify/signed_data.h"

#define MAIN_LEAST 30 /* below this nothing is taken for the document */

bool vt_parts_prepare(const vt_office *office, GError **error)
{
	return vt_filetype_prepare(office, error);
}

/* The leaf lies within the bytes that the accepted signature covers. */
static bool is_signed(const vt_case *c, const vt_leaf *from)
{
	const vt_entity *leaf;

	leaf = vt_scan_find(c->scan, from->within ? from->within : from->path);
	if (!leaf) /* out of a layer that was opened: all of it stands below the outermost one */
		return c->opened != NULL;
	return c->signed_entity && leaf->header >= c->signed_entity->header
	       && leaf->end <= c->signed_entity->end;
}

static bool is_cms(const char *type)
{
	return g_str_has_prefix(type, "application/pkcs7-")
	       || g_str_has_prefix(type, "application/x-pkcs7-");
}

/* A signature under another file's name is shown, and opened, as that file. */
static bool is_cms_name(const char *name)
{
	static const char *const extensions[] = { "p7s", "p7m", "p7c", "p7z", "p7b" };
	g_autofree char *extension = vt_names_extension(name);

	for (gsize i = 0; i < G_N_ELEMENTS(extensions); i++)
		if (strcmp(extension, extensions[i]) == 0)
			return true;
	return *extension == '\0';
}

/* Text without a name is the mail itself; a logo of an HTML mail and a signature are no files for
 * people. */
static bool is_attachment(const vt_leaf *leaf, const char *type)
{
	bool text = strcmp(leaf->declared, "text/plain") == 0
		    || strcmp(leaf->declared, "text/html") == 0;

	if (leaf->unpacked == VT_UNPACKED) /* its files stand for it */
		return false;
	if (is_cms(type) && (!leaf->name || (is_cms(leaf->declared) && is_cms_name(leaf->name))))
		return false;
	if (leaf->is_related && g_str_has_prefix(type, "image/"))
		return false;
	if (text && !leaf->name)
		return leaf->disposition && strcmp(leaf->disposition, "attachment") == 0;
	return true;
}

/* libmagic names many sorts of text; to an office they are one, unless the list knows it. */
static char *type_of(const vt_office *office, const vt_leaf *leaf, vt_sniff *sniff)
{
	if (g_str_has_prefix(sniff->type, "text/") && g_str_has_prefix(leaf->declared, "text/")
	    && !leaf->name) {
		sniff->executable = false; /* "#!" at the head of a mail's own text runs nowhere */
		return g_strdup(leaf->declared);
	}
	if (strcmp(sniff->type, "image/x-ms-bmp") == 0)
		return g_strdup("image/bmp");
	if (g_str_has_prefix(sniff->type, "text/") && !sniff->executable
	    && !vt_filetype_find(office, sniff->type))
		return g_strdup("text/plain");
	return g_strdup(sniff->type);
}

static bool is_own_signature(const vt_case *c, const char *path)
{
	const vt_entity *root = c->scan->root;

	return c->cms != NULL && vt_layer_is_pair(root)
	       && vt_scan_find(c->scan, path) == g_ptr_array_index(root->children, 1);
}

/* Signed, encrypted or compressed content in a part of its own: only the message's own layer is
 * opened, so nobody has looked at what is in there. Nor in what is CMS by its beginning and cannot
 * be read to its end: others are more lenient. */
static bool is_shut(const vt_case *c, const vt_leaf *leaf, const char *type)
{
	vt_signed_data data;
	const char *why;
	vt_cms_state state;

	if (!is_cms(type) || strcmp(leaf->path, c->scan->root->path) == 0)
		return false;
	state = vt_signed_data_read(leaf->content, &data, &why);
	if (state == VT_CMS_BROKEN && is_own_signature(c, leaf->path))
		return false; /* 211 says so */
	return state != VT_CMS_VERIFIED || data.has_content;
}

static guint room_for_prefixes(const vt_contents *contents)
{
	guint room = VT_MAX_PREFIXES;

	for (guint i = 0; i < contents->parts->len; i++) {
		const vt_part *part = g_ptr_array_index(contents->parts, i);

		room -= part->prefixes != NULL ? part->prefixes->len : 0;
	}
	return room;
}

static void add_part(vt_case *c, const vt_leaf *leaf, vt_contents *contents)
{
	vt_part *part = g_new0(vt_part, 1);
	vt_sniff sniff;
	gsize size;
	const uint8_t *bytes = g_bytes_get_data(leaf->content, &size);

	vt_sniff_read(bytes, size, !leaf->name && g_str_has_prefix(leaf->declared, "text/"),
		      &sniff);
	part->path = g_strdup(leaf->path);
	part->type = type_of(c->office, leaf, &sniff);
	part->declared = g_strdup(leaf->declared);
	part->bytes = size;
	vt_sha256_hex(bytes, size, part->sha256);
	if (strcmp(part->type, "application/pdf") == 0)
		part->prefixes = vt_prefixes_of(bytes, size, room_for_prefixes(contents));
	part->is_signed = is_signed(c, leaf);
	part->attachment = is_attachment(leaf, part->type);
	if (leaf->name && strlen(leaf->name) <= VT_MAX_NAME_BYTES)
		part->name = g_strdup(leaf->name);
	else if (leaf->name) /* never cut: held instead */
		vt_findings_add(contents->findings, VT_CODE_TOO_MUCH, "%s name", leaf->path);
	g_ptr_array_add(contents->parts, part);
	vt_filetype_judge(c->office, part, &sniff, contents->findings);
	if (is_shut(c, leaf, part->type))
		vt_findings_add(contents->findings, VT_CODE_ARCHIVE, "%s %s", part->path,
				part->type);
	vt_sniff_clear(&sniff);
}

bool vt_parts_is_annex_name(const char *name)
{
	static const char *const words[] = {
		"phu luc",  "pl",       "phuluc", "danh sach", "bieu",  "bieu mau",
		"kem theo", "dinh kem", "mau",    "du thao",   "annex",
	};
	g_autofree char *folded = vt_text_fold(name ? name : "");

	for (char *p = folded; *p; p++) {
		if (*p == '_' || *p == '-' || *p == '.')
			*p = ' ';
	}
	for (gsize i = 0; i < G_N_ELEMENTS(words); i++) {
		if (vt_text_has_words(folded, words[i]))
			return true;
	}
	return false;
}

/* How much a file looks like the document of this mail; the order in the mail breaks ties. */
static int main_score(const vt_office *office, const vt_part *part, const char *subject_number)
{
	const vt_filetype *row = vt_filetype_find(office, part->type);
	int score = 0;

	if (!part->attachment || part->bytes == 0)
		return 0;
	if (strcmp(part->type, "application/pdf") == 0)
		score = 100;
	else if (row && row->kind == VT_FILE_DOCUMENT)
		score = 80;
	else if (row && row->kind == VT_FILE_IMAGE)
		score = 60;
	else if (row && row->kind == VT_FILE_TEXT)
		score = MAIN_LEAST;
	if (score > MAIN_LEAST && part->name && vt_parts_is_annex_name(part->name))
		score -= 30;
	if (score > MAIN_LEAST && part->name && subject_number
	    && strstr(part->name, subject_number))
		score += 25;
	return score;
}

static void choose_main(const vt_office *office, vt_contents *contents)
{
	g_autofree char *number = NULL;
	g_autofree char *notation = NULL;
	size_t from, to;
	int best = MAIN_LEAST - 1;

	vt_number_find(contents->subject, &from, &to, &number, &notation);
	for (guint i = 0; i < contents->parts->len; i++) {
		int score = main_score(office, g_ptr_array_index(contents->parts, i), number);
		if (score > best) {
			best = score;
			contents->main_part = (int)i;
		}
	}
}

guint vt_parts_files(const vt_contents *contents)
{
	guint n = 0;

	for (guint i = 0; i < contents->parts->len; i++) {
		const vt_part *part = g_ptr_array_index(contents->parts, i);
		n += part->attachment ? 1 : 0;
	}
	return n;
}

static char *bounded(const char *text, gsize max, const char *what, GPtrArray *findings)
{
	if (!text || strlen(text) <= max)
		return g_strdup(text);
	vt_findings_add(findings, VT_CODE_TOO_MUCH, "%s", what);
	return NULL;
}

static void take_recipients(const vt_mime *mime, vt_contents *contents)
{
	size_t room = VT_MAX_ALL_RECIPIENTS_BYTES;

	g_ptr_array_set_size(contents->recipients, 0);
	for (guint i = 0; i < mime->recipients->len; i++) {
		const char *each = g_ptr_array_index(mime->recipients, i);

		if (i >= VT_MAX_RECIPIENTS || strlen(each) > room) {
			vt_findings_add(contents->findings, VT_CODE_TOO_MUCH, "recipients");
			return;
		}
		room -= strlen(each);
		g_ptr_array_add(contents->recipients, g_strdup(each));
	}
}

static void take(char **to, const char *text, gsize max, const char *what, GPtrArray *findings)
{
	char *taken = bounded(text, max, what, findings);

	g_free(*to);
	*to = taken;
}

static void take_headers(const vt_mime *mime, vt_contents *contents)
{
	if (mime->subject)
		take(&contents->subject, mime->subject, VT_MAX_SUBJECT_BYTES, "subject",
		     contents->findings);
	if (mime->date != VT_TIME_NONE)
		contents->date = mime->date;
	if (mime->message_id)
		take(&contents->message_id, mime->message_id, VT_MAX_MESSAGE_ID_BYTES, "message-id",
		     contents->findings);
	if (mime->in_reply_to)
		take(&contents->in_reply_to, mime->in_reply_to, VT_MAX_MESSAGE_ID_BYTES,
		     "in-reply-to", contents->findings);
	if (mime->recipients->len > 0)
		take_recipients(mime, contents);
}

/* What the sender signed goes before what stands outside (RFC 9788 §4). */
static void take_protected_headers(const vt_case *c, vt_contents *contents)
{
	gsize size;
	const void *bytes;
	g_autoptr(vt_mime) inner = NULL;

	if (!c->protected_header)
		return;
	bytes = g_bytes_get_data(c->protected_header, &size);
	inner = vt_mime_new(bytes, size);
	take_headers(inner, contents);
}

void vt_parts_run(vt_case *c, vt_contents *contents)
{
	take_headers(c->mime, contents);
	take_protected_headers(c, contents);
	contents->main_part = -1;
	for (guint i = 0; i < c->mime->leaves->len && i < VT_MAX_PARTS; i++)
		add_part(c, g_ptr_array_index(c->mime->leaves, i), contents);
	if (c->mime->leaves->len > VT_MAX_PARTS)
		vt_findings_add(contents->findings, VT_CODE_TOO_MUCH, "parts");
	choose_main(c->office, contents);
	g_free(c->body_text);
	c->body_text = vt_body_text(c, contents);
}
