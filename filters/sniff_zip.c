/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * sniff_zip - what a ZIP file is, from its central directory (APPNOTE 4.3)
 *
 * Nothing is unpacked: names and flags say whether it is an Office document, whether it holds
 * macros or programs and whether it is encrypted.
 */
#include "filters/sniff.h"

#include <string.h>

#include "base/limits.h"
#include "filters/names.h"

#define END_BYTES   22u /* end of central directory record without its comment */
#define END_SEARCH  (65535u + END_BYTES)
#define ENTRY_BYTES 46u
#define LOCAL_BYTES 30u
#define NAME_BYTES  255u

typedef struct {
	const uint8_t *bytes;
	size_t size;
	bool content_types, word, sheet, slides, manifest, java, android, macro, program, locked;
} zip;

static uint16_t get16(const uint8_t *p)
{
	return (uint16_t)(p[0] | p[1] << 8);
}

static uint32_t get32(const uint8_t *p)
{
	return (uint32_t)get16(p) | (uint32_t)get16(p + 2) << 16;
}

static const uint8_t *find_end(const uint8_t *bytes, size_t size)
{
	size_t stop = size > END_SEARCH ? size - END_SEARCH : 0;

	if (size < END_BYTES)
		return NULL;
	for (size_t p = size - END_BYTES + 1; p-- > stop;) {
		if (bytes[p] == 'P' && memcmp(bytes + p, "PK\5\6", 4) == 0)
			return bytes + p;
	}
	return NULL;
}

static void note_entry(zip *z, const char *name, uint16_t flags)
{
	g_autofree char *lower = g_ascii_strdown(name, -1);

	z->locked = z->locked || (flags & 1) != 0;
	z->content_types = z->content_types || strcmp(lower, "[content_types].xml") == 0;
	z->word = z->word || g_str_has_prefix(lower, "word/");
	z->sheet = z->sheet || g_str_has_prefix(lower, "xl/");
	z->slides = z->slides || g_str_has_prefix(lower, "ppt/");
	z->java = z->java || strcmp(lower, "meta-inf/manifest.mf") == 0;
	z->android = z->android || strcmp(lower, "androidmanifest.xml") == 0;
	z->macro = z->macro || g_str_has_suffix(lower, "vbaproject.bin")
		   || g_str_has_prefix(lower, "basic/") || g_str_has_prefix(lower, "scripts/")
		   || g_str_has_prefix(lower, "xl/macrosheets/");
	z->program = z->program || vt_names_is_program(lower);
}

/* false: the directory does not lie where it should, or is longer than is read. */
static bool walk(zip *z, const uint8_t *end)
{
	size_t p = get32(end + 16);
	unsigned n = get16(end + 10);

	for (unsigned i = 0; i < MIN(n, VT_MAX_ZIP_ENTRIES); i++) {
		char name[NAME_BYTES + 1];
		size_t n_name;
		if (p > z->size || z->size - p < ENTRY_BYTES
		    || memcmp(z->bytes + p, "PK\1\2", 4) != 0)
			return false;
		n_name = get16(z->bytes + p + 28);
		if (z->size - p - ENTRY_BYTES < n_name)
			return false;
		memcpy(name, z->bytes + p + ENTRY_BYTES, MIN(n_name, NAME_BYTES));
		name[MIN(n_name, NAME_BYTES)] = '\0';
		note_entry(z, name, get16(z->bytes + p + 8));
		p += ENTRY_BYTES + n_name + get16(z->bytes + p + 30) + get16(z->bytes + p + 32);
	}
	return n <= VT_MAX_ZIP_ENTRIES;
}

/* OpenDocument: the first entry is "mimetype", stored, and is the type (ODF 1.2 part 3, 3.3). */
static char *open_document(const uint8_t *bytes, size_t size)
{
	static const char prefix[] = "application/vnd.oasis.opendocument.";
	size_t at = LOCAL_BYTES + 8, n;

	if (size < at + 100 || get16(bytes + 8) != 0 || get16(bytes + 26) != 8
	    || memcmp(bytes + LOCAL_BYTES, "mimetype", 8) != 0)
		return NULL;
	at += get16(bytes + 28);
	n = get32(bytes + 22);
	if (n < sizeof(prefix) || n > 90 || at > size || size - at < n
	    || memcmp(bytes + at, prefix, sizeof(prefix) - 1) != 0)
		return NULL;
	for (size_t i = sizeof(prefix) - 1; i < n; i++) {
		if (!g_ascii_isalpha((char)bytes[at + i]) && bytes[at + i] != '-')
			return NULL;
	}
	return g_strndup((const char *)bytes + at, n);
}

static const char *package_type(const zip *z)
{
	if (z->android)
		return "application/vnd.android.package-archive";
	if (z->content_types && z->word)
		return "application/vnd.openxmlformats-officedocument.wordprocessingml.document";
	if (z->content_types && z->sheet)
		return "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet";
	if (z->content_types && z->slides)
		return "application/vnd.openxmlformats-officedocument.presentationml.presentation";
	return z->java ? "application/java-archive" : "application/zip";
}

void vt_sniff_zip(const uint8_t *bytes, size_t size, vt_sniff *sniff_out)
{
	zip z = { .bytes = bytes, .size = size };
	const uint8_t *end = find_end(bytes, size);

	if (!end)
		sniff_out->cut = true;
	else
		sniff_out->broken = !walk(&z, end);
	sniff_out->type = open_document(bytes, size);
	if (!sniff_out->type)
		sniff_out->type = g_strdup(package_type(&z));
	sniff_out->macro = z.macro;
	sniff_out->encrypted = z.locked;
	sniff_out->executable =
		z.program || z.android || strcmp(sniff_out->type, "application/java-archive") == 0;
}
