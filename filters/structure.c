/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * structure - can this message be read in one way only?
 */
#include "filters/structure.h"
#include "filters/tnef.h"

#include <string.h>

#include "base/limits.h"
#include "base/text.h"
#include "mail/charset.h"

/* What each oddity is worth, and the word for it in a detail. */
static const struct {
	vt_code code;
	const char *word;
} oddities[] = {
	[VT_ODD_EMPTY] = { VT_CODE_NO_MESSAGE, "empty" },
	[VT_ODD_MBOX_FROM] = { VT_CODE_NO_MESSAGE, "mbox From line" },
	[VT_ODD_LEADING_BLANK] = { VT_CODE_NO_MESSAGE, "leading blank line" },
	[VT_ODD_DUPLICATE_HEADER] = { VT_CODE_DUPLICATE_HEADER, "twice" },
	[VT_ODD_HEADER_LINE] = { VT_CODE_READINGS_DIFFER, "odd header line" },
	[VT_ODD_HEADER_SIZE] = { VT_CODE_LARGE_HEADER, "bytes" },
	[VT_ODD_HEADER_COUNT] = { VT_CODE_LARGE_HEADER, "fields" },
	[VT_ODD_NUL] = { VT_CODE_CONTROL_BYTES, "NUL" },
	[VT_ODD_BARE_CR] = { VT_CODE_CONTROL_BYTES, "bare CR" },
	[VT_ODD_LONG_LINE] = { VT_CODE_LONG_LINE, "line" },
	[VT_ODD_NO_BOUNDARY] = { VT_CODE_BOUNDARY, "missing" },
	[VT_ODD_BOUNDARY_ENCODED] = { VT_CODE_BOUNDARY, "encoded" },
	[VT_ODD_BOUNDARY_UNUSED] = { VT_CODE_BOUNDARY, "unused" },
	[VT_ODD_NO_FINAL_BOUNDARY] = { VT_CODE_BOUNDARY, "not closed" },
	[VT_ODD_BOUNDARY_REUSED] = { VT_CODE_BOUNDARY, "reused" },
	[VT_ODD_ENCODED_MULTIPART] = { VT_CODE_TRANSFER_ENCODING, "encoded container" },
	[VT_ODD_ENCODING_UNKNOWN] = { VT_CODE_TRANSFER_ENCODING, "unknown" },
	[VT_ODD_BASE64] = { VT_CODE_TRANSFER_ENCODING, "base64" },
	[VT_ODD_PARTS] = { VT_CODE_MANY_PARTS, "parts" },
	[VT_ODD_DEPTH] = { VT_CODE_DEEP, "levels" },
	[VT_ODD_PARAMETER] = { VT_CODE_READINGS_DIFFER, "parameter" },
	[VT_ODD_HIDDEN] = { VT_CODE_HIDDEN, "hidden" },
	[VT_ODD_LINE_ENDS] = { VT_CODE_CONTROL_BYTES, "bare LF" },
};
G_STATIC_ASSERT(G_N_ELEMENTS(oddities) == VT_N_ODD);

/* A table of findings holds 64 for the whole inspection; more of one kind tells nobody more. */
#define MAX_OF_A_KIND 3

typedef struct tally {
	GPtrArray *findings;
	unsigned differ;
	unsigned charset;
} tally;

static void differ(tally *t, const char *path, const char *how)
{
	if (t->differ++ < MAX_OF_A_KIND)
		vt_findings_add(t->findings, VT_CODE_READINGS_DIFFER, "part %s: %s", path, how);
}

static const vt_leaf *mime_find(const vt_mime *mime, const char *path)
{
	for (unsigned i = 0; i < mime->leaves->len; i++) {
		const vt_leaf *leaf = g_ptr_array_index(mime->leaves, i);

		if (strcmp(leaf->path, path) == 0)
			return leaf;
	}
	return NULL;
}

/* Path of a leaf of an opened entity, as vt_mime_new_entity() makes it. */
static char *path_below(const char *prefix, const char *path)
{
	return *prefix ? g_strdup_printf("%s.%s", prefix, path) : g_strdup(path);
}

static bool is_opened(const vt_case *c, const vt_entity *leaf)
{
	for (unsigned i = 0; c->opened && i < c->opened->len; i++) {
		const vt_opened *opened = g_ptr_array_index(c->opened, i);

		if (opened->leaf == leaf)
			return true;
	}
	return false;
}

/* Where both readings may differ without a person seeing another file. Each has its test. */

/* 8-bit letters that are no UTF-8, or a charset nobody here knows (its own finding): the scanner
 * leaves U+FFFD, GMime guesses. The rest of the name, its extension above all, must be the same. */
static bool same_but_letters(const char *ours, const char *theirs)
{
	if (!strstr(ours, "\xef\xbf\xbd"))
		return false;
	for (;; ours++, theirs++) {
		while (*ours && !g_ascii_isprint(*ours))
			ours++;
		while (*theirs && !g_ascii_isprint(*theirs))
			theirs++;
		if (*ours != *theirs || !*ours)
			return *ours == *theirs;
	}
}

/* A name folded in the middle keeps its tab with one reader and gets a blank from the other. */
static bool same_but_blanks(const char *ours, const char *theirs)
{
	g_autofree char *one = vt_text_tidy(ours);
	g_autofree char *other = vt_text_tidy(theirs);

	return strcmp(one, other) == 0;
}

static bool (*const same_names[])(const char *ours, const char *theirs) = {
	same_but_letters,
	same_but_blanks,
};

static bool is_one_name(const char *ours, const char *theirs)
{
	bool same = strcmp(ours, theirs) == 0;

	for (size_t i = 0; !same && i < G_N_ELEMENTS(same_names); i++)
		same = same_names[i](ours, theirs);
	return same;
}

/* A plain name beside its RFC 2231 form, a filename beside a name: readers show one or the other.
 * The scanner has seen that all of them say the same kind of file. */
static bool is_same_name(vt_scan *scan, const vt_entity *entity, const vt_leaf *leaf)
{
	g_autoptr(GPtrArray) names = vt_scan_names(scan, entity, vt_charset_utf8);

	if (!leaf->name)
		return names->len == 0;
	for (unsigned i = 0; i < names->len; i++)
		if (is_one_name(g_ptr_array_index(names, i), leaf->name))
			return true;
	return false;
}

/* RFC 2183 §2.8: what is not inline is an attachment. */
static bool is_apart(const char *disposition)
{
	return disposition && *disposition && strcmp(disposition, "inline") != 0;
}

/* RFC 2046 §4.1.2: none is US-ASCII. Of text only: it changes no other file. */
static bool is_same_charset(const vt_entity *entity, const vt_leaf *leaf)
{
	const char *ours = entity->charset ? entity->charset : "us-ascii";
	const char *theirs = leaf->charset ? leaf->charset : "us-ascii";

	return !g_str_has_prefix(entity->type, "text/") || g_ascii_strcasecmp(ours, theirs) == 0;
}

/* Equal bytes are equal SHA-256: nothing needs hashing here. */
static void leaf_compare(vt_scan *scan, const vt_entity *entity, const vt_leaf *leaf, tally *t)
{
	g_autoptr(GBytes) content = vt_scan_decode(scan, entity);

	if (!g_bytes_equal(leaf->content, content))
		differ(t, leaf->path, "decoded bytes differ");
	if (strcmp(entity->type, leaf->declared) != 0)
		differ(t, leaf->path, "types differ");
	if (!is_same_name(scan, entity, leaf))
		differ(t, leaf->path, "names differ");
	if (is_apart(entity->disposition) != is_apart(leaf->disposition))
		differ(t, leaf->path, "dispositions differ");
	if (!is_same_charset(entity, leaf))
		differ(t, leaf->path, "charsets differ");
}

/* Returns the number of leaves compared. */
static unsigned leaves_compare(const vt_case *c, vt_scan *scan, const char *prefix, tally *t)
{
	g_autoptr(GPtrArray) leaves = vt_scan_leaves(scan);
	unsigned compared = 0;

	for (unsigned i = 0; i < leaves->len; i++) {
		const vt_entity *entity = g_ptr_array_index(leaves, i);
		g_autofree char *path = path_below(prefix, entity->path);

		if (is_opened(c, entity) || g_str_has_prefix(entity->type, "multipart/"))
			continue; /* what was in it is compared instead; a broken multipart is no
				     leaf */
		const vt_leaf *leaf = mime_find(c->mime, path);
		compared += leaf != NULL;
		if (leaf)
			leaf_compare(scan, entity, leaf, t);
		else
			differ(t, path, "seen by the scanner alone");
	}
	return compared;
}

/* What mail/mime.c does not hand to GMime, and where there is nothing to read: each has its own
 * code. */
static bool is_unreadable(const vt_scan *scan)
{
	static const vt_odd odds[] = { VT_ODD_EMPTY,       VT_ODD_PARTS,        VT_ODD_DEPTH,
				       VT_ODD_HEADER_SIZE, VT_ODD_HEADER_COUNT, VT_ODD_LONG_LINE };

	for (size_t i = 0; i < G_N_ELEMENTS(odds); i++)
		if (vt_scan_has(scan, odds[i]))
			return true;
	return false;
}

/* What was unpacked is none of MIME's. */
static unsigned count_mime(const vt_mime *mime)
{
	unsigned count = 0;

	for (unsigned i = 0; i < mime->leaves->len; i++)
		count += ((const vt_leaf *)g_ptr_array_index(mime->leaves, i))->within == NULL;
	return count;
}

static void readings_compare(vt_case *c, tally *t)
{
	unsigned same;

	if (!c->mime || !c->mime->readable) {
		if (!is_unreadable(c->scan))
			vt_findings_add(t->findings, VT_CODE_READINGS_DIFFER,
					"no reading by GMime");
		return;
	}
	same = leaves_compare(c, c->scan, "", t);
	for (unsigned i = 0; c->opened && i < c->opened->len; i++) {
		const vt_opened *opened = g_ptr_array_index(c->opened, i);

		same += leaves_compare(c, opened->scan, opened->path, t);
	}
	unsigned seen = count_mime(c->mime);
	if (seen > same)
		vt_findings_add(t->findings, VT_CODE_READINGS_DIFFER,
				"%u parts seen by GMime alone", seen - same);
	for (unsigned i = 0; i < MIN(c->mime->warnings->len, MAX_OF_A_KIND); i++)
		vt_findings_add(t->findings, VT_CODE_READINGS_DIFFER, "%s",
				(const char *)g_ptr_array_index(c->mime->warnings, i));
}

static void oddities_tell(const vt_scan *scan, tally *t)
{
	unsigned counts[VT_N_ODD] = { 0 };

	for (unsigned i = 0; i < scan->oddities->len; i++) {
		const vt_oddity *each = g_ptr_array_index(scan->oddities, i);

		if (counts[each->odd]++ >= MAX_OF_A_KIND)
			continue;
		if (*each->detail)
			vt_findings_add(t->findings, oddities[each->odd].code, "%s: %s",
					oddities[each->odd].word, each->detail);
		else
			vt_findings_add(t->findings, oddities[each->odd].code, "%s",
					oddities[each->odd].word);
	}
}

static void charset_tell(tally *t, const char *charset, const char *where)
{
	if (!*charset || vt_mime_knows_charset(charset) || t->charset++ >= MAX_OF_A_KIND)
		return;
	vt_findings_add(t->findings, VT_CODE_CHARSET, "%s: %s", where, charset);
}

/* Two bytes or more a letter, and of UTF-7 a second alphabet: in a name no two readers agree. */
static bool is_wide(const char *charset)
{
	return g_ascii_strncasecmp(charset, "utf-16", 6) == 0
	       || g_ascii_strncasecmp(charset, "utf-32", 6) == 0
	       || g_ascii_strncasecmp(charset, "utf16", 5) == 0
	       || g_ascii_strncasecmp(charset, "utf32", 5) == 0;
}

static void name_charset_tell(tally *t, const char *charset, const char *where)
{
	if (is_wide(charset) && t->charset++ < MAX_OF_A_KIND)
		vt_findings_add(t->findings, VT_CODE_CHARSET, "%s: %s in a name", where, charset);
}

/* Charsets of the encoded words of a field, RFC 2047 §2. */
static void words_look(const vt_scan *scan, const vt_entity *entity, const char *field, tally *t)
{
	bool of_name = g_str_has_prefix(field, "Content-");
	g_autofree char *value = vt_scan_header(scan, entity, field, 0);

	for (const char *at = value ? strstr(value, "=?") : NULL; at; at = strstr(at + 2, "=?")) {
		size_t length = strcspn(at + 2, "?*");
		const char *rest = at + 2 + length + strcspn(at + 2 + length, "?");
		bool word = rest[0] == '?' && rest[1] && strchr("bBqQ", rest[1]) && rest[2] == '?';
		g_autofree char *charset = g_strndup(at + 2, length);

		if (word)
			charset_tell(t, charset, field);
		if (word && of_name)
			name_charset_tell(t, charset, field);
	}
}

/* The originator is read without a converter: an '@' of full width in GBK or UTF-16 is seen here.
 */
static void from_look(const vt_scan *scan, tally *t)
{
	g_autofree char *read = vt_scan_words(scan, scan->root, "From", vt_charset_utf8);

	words_look(scan, scan->root, "From", t); /* in UTF-7 an address has no @ at all */
	if (read && (strstr(read, "\xef\xbc\xa0") || strstr(read, "\xef\xb9\xab")))
		vt_findings_add(t->findings, VT_CODE_CHARSET, "From: an address of full width");
}

static void charsets_look(const vt_scan *scan, tally *t)
{
	g_autoptr(GPtrArray) leaves = vt_scan_leaves(scan);

	words_look(scan, scan->root, "Subject", t);
	for (unsigned i = 0; i < leaves->len; i++) {
		const vt_entity *leaf = g_ptr_array_index(leaves, i);

		words_look(scan, leaf, "Content-Type", t);
		words_look(scan, leaf, "Content-Disposition", t);
		if (leaf->charset && g_str_has_prefix(leaf->type, "text/"))
			charset_tell(t, leaf->charset, leaf->path);
	}
}

static bool is_signature_layer(const vt_entity *entity)
{
	if (strcmp(entity->type, "multipart/signed") == 0)
		return true;
	return g_str_has_suffix(entity->type, "/pkcs7-mime")
	       || g_str_has_suffix(entity->type, "/x-pkcs7-mime");
}

/* A signed layer below an unsigned multipart: somebody wrapped it. A message sent on as
 * message/rfc822 is an attachment. */
static const vt_entity *wrapped_find(const vt_entity *entity)
{
	const vt_entity *found = NULL;

	if (is_signature_layer(entity))
		return entity;
	if (!entity->children || !g_str_has_prefix(entity->type, "multipart/"))
		return NULL;
	for (unsigned i = 0; i < entity->children->len && !found; i++)
		found = wrapped_find(g_ptr_array_index(entity->children, i));
	return found;
}

/* RFC 1847 §2.1: exactly two. A third part is shown by some readers and covered by no signature. */
static void signed_look(const vt_entity *root, tally *t)
{
	unsigned count = root->children ? root->children->len : 0;

	if (strcmp(root->type, "multipart/signed") == 0 && count != 2)
		vt_findings_add(t->findings, VT_CODE_READINGS_DIFFER,
				"multipart/signed with %u parts", count);
}

/* RFC 2046 §5.2.2, §5.2.3: what the reader gets to see is not in this message. */
static void elsewhere_look(const vt_scan *scan, tally *t)
{
	g_autoptr(GPtrArray) leaves = vt_scan_leaves(scan);

	for (unsigned i = 0; i < leaves->len; i++) {
		const vt_entity *leaf = g_ptr_array_index(leaves, i);

		if (strcmp(leaf->type, "message/partial") == 0
		    || strcmp(leaf->type, "message/external-body") == 0)
			differ(t, leaf->path, leaf->type);
	}
}

/* winmail.dat: a second set of attachments, which one family of readers alone opens. What is in it
 * was looked at; but not everybody who gets this mail sees it. */
static void tnef_look(const vt_mime *mime, tally *t)
{
	for (unsigned i = 0; i < mime->leaves->len; i++) {
		const vt_leaf *leaf = g_ptr_array_index(mime->leaves, i);

		if (leaf->unpacked != VT_UNPACKED_NOT && vt_tnef_is(leaf->content))
			vt_findings_add(t->findings, VT_CODE_HIDDEN, "TNEF in part %s", leaf->path);
		if (leaf->unpacked == VT_UNPACKED_PART)
			vt_findings_add(t->findings, VT_CODE_FILE_BROKEN, "%s TNEF", leaf->path);
	}
}

/* Never cut: a name that does not fit the report is too much to report (design §1). */
static void names_look(const vt_mime *mime, tally *t)
{
	for (unsigned i = 0; i < mime->leaves->len; i++) {
		const vt_leaf *leaf = g_ptr_array_index(mime->leaves, i);

		if (leaf->name && strlen(leaf->name) > VT_MAX_NAME_BYTES)
			vt_findings_add(t->findings, VT_CODE_TOO_MUCH, "name of part %s",
					leaf->path);
	}
}

void vt_structure_run(vt_case *c, vt_contents *contents)
{
	tally t = { .findings = contents->findings };
	const vt_entity *wrapped = wrapped_find(c->scan->root);

	readings_compare(c, &t);
	/* after the comparison: decoding finds bad base64 */
	oddities_tell(c->scan, &t);
	charsets_look(c->scan, &t);
	from_look(c->scan, &t);
	signed_look(c->scan->root, &t);
	elsewhere_look(c->scan, &t);
	if (c->mime) {
		names_look(c->mime, &t);
		tnef_look(c->mime, &t);
	}
	for (unsigned i = 0; c->opened && i < c->opened->len; i++) {
		const vt_opened *opened = g_ptr_array_index(c->opened, i);

		oddities_tell(opened->scan, &t);
		charsets_look(opened->scan, &t);
		elsewhere_look(opened->scan, &t);
	}
	if (wrapped && wrapped != c->scan->root)
		vt_findings_add(contents->findings, VT_CODE_WRAPPED, "part %s", wrapped->path);
}
