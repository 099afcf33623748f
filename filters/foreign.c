/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * foreign - data in a file that its own format does not account for
 */
#include "filters/foreign.h"

#include <glib.h>
#include <string.h>

#include "filters/zip.h"

#define HEAD_BYTES 1024u /* PDF 1.7 H.3.13: readers accept %PDF- within these */
#define ZIP_LEAST  22u

static bool is_filler(uint8_t c)
{
	return c == '\0' || c == ' ' || (c >= '\t' && c <= '\r') || c == 0x1a;
}

static bool all_filler(const uint8_t *bytes, size_t size)
{
	for (size_t i = 0; i < size; i++)
		if (!is_filler(bytes[i]))
			return false;
	return true;
}

static bool begins(const uint8_t *bytes, size_t size, const char *text)
{
	size_t n = strlen(text);

	return size >= n && memcmp(bytes, text, n) == 0;
}

/* A ZIP reader looks from the end. */
static bool is_zip_too(const uint8_t *bytes, size_t size)
{
	vt_zip zip;
	vt_zip_entry entry;

	return size > ZIP_LEAST && vt_zip_open(bytes, size, &zip) && zip.behind == 0
	       && vt_zip_next(&zip, &entry);
}

/* ISO 32000-1 7.5.6: behind an %%EOF stands the end, or an update: objects, a table, a comment.
 * "endstream": a PDF in a PDF. */
static bool continues(const uint8_t *bytes, size_t size)
{
	size_t p = 0;

	while (p < size && is_filler(bytes[p]))
		p++;
	return p == size || g_ascii_isdigit((char)bytes[p]) || bytes[p] == '%'
	       || begins(bytes + p, size - p, "xref") || begins(bytes + p, size - p, "endstream");
}

static const char *foreign_pdf(const uint8_t *bytes, size_t size)
{
	const uint8_t *head = memmem(bytes, MIN(size, (size_t)HEAD_BYTES), "%PDF-", 5),
		      *last = NULL;
	size_t before = head ? (size_t)(head - bytes) : 0, mark = 0;

	if (begins(bytes, size, "\xef\xbb\xbf"))
		mark = 3;
	if (before > mark && !all_filler(bytes + mark, before - mark))
		return "before %PDF-";
	for (size_t p = 0; p + 5 <= size;) {
		const uint8_t *found = memmem(bytes + p, size - p, "%%EOF", 5);

		if (!found)
			break;
		last = found;
		p = (size_t)(found - bytes) + 5;
		if (!continues(bytes + p, size - p))
			return "behind %%EOF";
	}
	if (last && !all_filler(last + 5, size - (size_t)(last + 5 - bytes)))
		return NULL; /* an update without its end: cut, and told so */
	return is_zip_too(bytes, size) ? "a ZIP file too" : NULL;
}

static const char *foreign_zip(const uint8_t *bytes, size_t size, bool office)
{
	vt_zip zip;

	if (!vt_zip_open(bytes, size, &zip) || zip.broken)
		return NULL;
	if (zip.shift > 0)
		return "before the archive";
	if (zip.behind > 0 && !all_filler(bytes + size - zip.behind, zip.behind))
		return "behind the archive";
	/* a comment is a rule of archives; no office program writes one */
	return office && zip.comment > 0 ? "comment of the archive" : NULL;
}

/* The chunks of a PNG, to IEND (ISO 15948 5.3). */
static size_t end_of_png(const uint8_t *bytes, size_t size)
{
	size_t p = 8;

	while (p + 12 <= size) {
		size_t n = (size_t)bytes[p] << 24 | (size_t)bytes[p + 1] << 16
			   | (size_t)bytes[p + 2] << 8 | bytes[p + 3];
		bool last = memcmp(bytes + p + 4, "IEND", 4) == 0;

		if (n > size - p - 12)
			return size;
		p += 12 + n;
		if (last)
			return p;
	}
	return size;
}

/* JPEG is left alone behind its end: phones append a film or a second picture. */
static const char *foreign_image(const char *type, const uint8_t *bytes, size_t size)
{
	static const char *const words[] = { "<script", "<SCRIPT", "<html",
					     "<HTML",   "<?php",   "%PDF-" };
	size_t end = size;

	if (strcmp(type, "image/png") == 0)
		end = end_of_png(bytes, size);
	if (!all_filler(bytes + end, size - end))
		return "behind the picture";
	while (end > 0 && is_filler(bytes[end - 1]))
		end--;
	if (strcmp(type, "image/gif") == 0 && end > 0 && bytes[end - 1] != ';')
		return "behind the picture";
	if (strcmp(type, "image/gif") == 0 && size > 8 && memcmp(bytes + 6, "/*", 2) == 0)
		return "a script too";
	if (is_zip_too(bytes, size))
		return "a ZIP file too";
	for (gsize i = 0; i < G_N_ELEMENTS(words); i++)
		if (memmem(bytes, size, words[i], strlen(words[i])))
			return words[i];
	return NULL;
}

static const char *foreign_rtf(const uint8_t *bytes, size_t size)
{
	const uint8_t *last = memrchr(bytes, '}', size);

	if (!last || all_filler(last + 1, size - (size_t)(last + 1 - bytes)))
		return is_zip_too(bytes, size) ? "a ZIP file too" : NULL;
	return "behind the last brace";
}

const char *vt_foreign_find(const char *type, const uint8_t *bytes, size_t size)
{
	if (size == 0)
		return NULL;
	if (strcmp(type, "application/pdf") == 0)
		return foreign_pdf(bytes, size);
	if (strcmp(type, "application/zip") == 0)
		return foreign_zip(bytes, size, false);
	if (g_str_has_prefix(type, "application/vnd.openxml")
	    || g_str_has_prefix(type, "application/vnd.oasis"))
		return foreign_zip(bytes, size, true);
	if (g_str_has_prefix(type, "image/") && strcmp(type, "image/svg+xml") != 0)
		return foreign_image(type, bytes, size);
	if (strcmp(type, "application/rtf") == 0)
		return foreign_rtf(bytes, size);
	return NULL;
}
