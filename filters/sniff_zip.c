/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * sniff_zip - what a ZIP file is, from its central directory
 *
 * Names, sizes and flags say whether it is an Office document, whether it holds macros or programs,
 * is encrypted or a bomb. Unpacked are only the parts of an Office document that may fetch
 * something, within a budget.
 */
#include "filters/sniff.h"

#include <string.h>

#include "base/limits.h"
#include "base/text.h"
#include "filters/names.h"
#include "filters/remote.h"
#include "filters/zip.h"

#define LOCAL_BYTES   30u
#define NAME_CHARS    80u /* of a member, shown */
#define INFLATE_ALL   (8u * 1024 * 1024)
#define INFLATE_ONE   (4u * 1024 * 1024)
#define BOMB_RATIO    100u /* text packs 10:1, an empty bitmap or an empty sheet 100:1 */
#define BOMB_MIB      10u  /* below that the ratio hurts nobody */
#define BOMB_MIB_MOST 256u /* of an office file: a large sheet of blanks is honest */

typedef struct {
	bool content_types, word, sheet, slides, java, android, macro, program, locked;
	bool nested;
	uint64_t packed, unpacked;
	size_t budget;
} contents;

static uint16_t get16(const uint8_t *p)
{
	return (uint16_t)(p[0] | p[1] << 8);
}

static uint32_t get32(const uint8_t *p)
{
	return (uint32_t)get16(p) | (uint32_t)get16(p + 2) << 16;
}

static bool is_archive_name(const char *lower)
{
	static const char *const ends[] = { ".zip", ".rar", ".7z", ".gz",  ".tgz",
					    ".tar", ".bz2", ".xz", ".cab", ".arj" };

	for (gsize i = 0; i < G_N_ELEMENTS(ends); i++)
		if (g_str_has_suffix(lower, ends[i]))
			return true;
	return false;
}

/* Old packers of Windows part folders with a backslash: that alone is no trick. */
static void note_name(const char *name, vt_sniff *sniff)
{
	g_autofree char *utf8 = vt_text_utf8(name, -1);
	const char *odd;

	if (vt_names_is_program(utf8) && !sniff->program)
		sniff->program = vt_text_shown(utf8, NAME_CHARS);
	for (char *p = utf8; *p; p++)
		if (*p == '\\')
			*p = '/';
	odd = g_ascii_isalpha(utf8[0]) && utf8[1] == ':' ? "path in the name" : vt_names_odd(utf8);
	if (odd && !sniff->odd_name) {
		g_autofree char *shown = vt_text_shown(utf8, NAME_CHARS);
		sniff->odd_name = g_strdup_printf("%s: %s", odd, shown);
	}
}

static void note_entry(contents *z, const vt_zip_entry *entry, vt_sniff *sniff)
{
	g_autofree char *lower = g_ascii_strdown(entry->name, -1);

	z->packed += entry->packed;
	z->unpacked += entry->unpacked;
	z->locked = z->locked || entry->encrypted;
	z->content_types = z->content_types || strcmp(lower, "[content_types].xml") == 0;
	z->word = z->word || g_str_has_prefix(lower, "word/");
	z->sheet = z->sheet || g_str_has_prefix(lower, "xl/");
	z->slides = z->slides || g_str_has_prefix(lower, "ppt/");
	z->java = z->java || strcmp(lower, "meta-inf/manifest.mf") == 0;
	z->android = z->android || strcmp(lower, "androidmanifest.xml") == 0;
	z->macro = z->macro || g_str_has_suffix(lower, "vbaproject.bin")
		   || g_str_has_prefix(lower, "basic/") || g_str_has_prefix(lower, "scripts/")
		   || g_str_has_prefix(lower, "xl/macrosheets/") || vt_names_is_macro(lower);
	z->program = z->program || vt_names_is_program(lower);
	z->nested = z->nested || is_archive_name(lower);
	note_name(entry->name, sniff);
}

/* Relationships; the text of Word and OpenDocument, where fields stand; links of a sheet. */
static bool is_looked_into(const char *name)
{
	return g_str_has_suffix(name, ".rels") || strcmp(name, "content.xml") == 0
	       || strcmp(name, "styles.xml") == 0
	       || (g_str_has_prefix(name, "xl/externallinks/") && g_str_has_suffix(name, ".xml"))
	       || (g_str_has_prefix(name, "word/") && g_str_has_suffix(name, ".xml")
		   && (strstr(name, "document") || strstr(name, "header") || strstr(name, "footer")
		       || strstr(name, "notes")));
}

static void look_into(contents *z, const vt_zip *zip, const vt_zip_entry *entry, vt_sniff *sniff)
{
	g_autofree char *lower = g_ascii_strdown(entry->name, -1);
	g_autoptr(GByteArray) bytes = NULL;

	if (sniff->remote || z->budget == 0 || !is_looked_into(lower))
		return;
	bytes = vt_zip_read(zip, entry, MIN(z->budget, INFLATE_ONE));
	if (!bytes)
		return;
	z->budget -= MIN(z->budget, (size_t)bytes->len);
	sniff->remote = vt_remote_member(lower, bytes->data, bytes->len);
}

static char *describe(const contents *z, const vt_zip *zip, bool office)
{
	uint64_t mib = z->unpacked >> 20;

	if (z->packed > zip->size)
		return g_strdup("members overlap");
	if (mib >= (office ? BOMB_MIB_MOST : BOMB_MIB)
	    && z->unpacked / MAX(z->packed, 1) >= BOMB_RATIO)
		return g_strdup_printf("unpacks to %" G_GUINT64_FORMAT " MiB, %" G_GUINT64_FORMAT
				       " times its size",
				       mib, z->unpacked / MAX(z->packed, 1));
	if (zip->count > VT_MAX_ZIP_ENTRIES)
		return g_strdup_printf("%u members", zip->count);
	return z->nested && !office ? g_strdup("archive in the archive") : NULL;
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

static const char *package_type(const contents *z)
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

static void walk(contents *z, vt_zip *zip, vt_sniff *sniff)
{
	vt_zip_entry entry;

	while (zip->done < VT_MAX_ZIP_ENTRIES && vt_zip_next(zip, &entry)) {
		note_entry(z, &entry, sniff);
		look_into(z, zip, &entry, sniff);
	}
	/* What stands behind the last entry that is read, nobody has looked at. */
	sniff->broken = zip->broken || zip->contradicts || zip->count > VT_MAX_ZIP_ENTRIES;
}

void vt_sniff_zip(const uint8_t *bytes, size_t size, vt_sniff *sniff_out)
{
	contents z = { .budget = INFLATE_ALL };
	vt_zip zip;
	bool office;

	if (vt_zip_open(bytes, size, &zip))
		walk(&z, &zip, sniff_out);
	else
		sniff_out->cut = true;
	sniff_out->type = open_document(bytes, size);
	office = sniff_out->type != NULL || z.content_types;
	if (!sniff_out->type)
		sniff_out->type = g_strdup(package_type(&z));
	if (!sniff_out->cut)
		sniff_out->unpacks = describe(&z, &zip, office);
	sniff_out->macro = z.macro;
	sniff_out->encrypted = z.locked;
	sniff_out->executable =
		z.program || z.android || strcmp(sniff_out->type, "application/java-archive") == 0;
}
