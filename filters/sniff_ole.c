/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * sniff_ole - what an OLE compound file is, from the names in its directory ([MS-CFB])
 */
#include "filters/sniff.h"

#include <string.h>

#define HEADER_BYTES 512u
#define DIFAT_HEADER 109u /* entries of the DIFAT that stand in the header */
#define ENTRY_BYTES  128u
#define SECTORS_MAX  2000u /* of the directory: 8,000 entries of 512-byte sectors */
#define DIFAT_MAX    1000u
#define END_OF_CHAIN 0xfffffff8u /* this and above is no sector */

typedef struct {
	const uint8_t *bytes;
	size_t size;
	unsigned shift; /* a sector has 1 << shift bytes */
	bool word, sheet, slides, package, mail, macro, installer, any;
} ole;

static uint32_t get32(const uint8_t *p)
{
	return (uint32_t)p[0] | (uint32_t)p[1] << 8 | (uint32_t)p[2] << 16 | (uint32_t)p[3] << 24;
}

static const uint8_t *sector(const ole *o, uint32_t number)
{
	size_t at = ((size_t)number + 1) << o->shift;

	if (number >= END_OF_CHAIN || at >= o->size || o->size - at < (size_t)1 << o->shift)
		return NULL;
	return o->bytes + at;
}

/* The FAT sector number n. */
static uint32_t fat_sector(const ole *o, uint32_t n)
{
	uint32_t per = (1u << o->shift) / 4 - 1, at;

	if (n < DIFAT_HEADER)
		return get32(o->bytes + 76 + 4 * (size_t)n);
	n -= DIFAT_HEADER;
	at = get32(o->bytes + 68);
	for (unsigned i = 0; i < DIFAT_MAX; i++) {
		const uint8_t *s = sector(o, at);
		if (!s)
			return END_OF_CHAIN;
		if (n < per)
			return get32(s + 4 * (size_t)n);
		n -= per;
		at = get32(s + 4 * (size_t)per);
	}
	return END_OF_CHAIN;
}

static uint32_t next_sector(const ole *o, uint32_t number)
{
	uint32_t per = (1u << o->shift) / 4;
	const uint8_t *fat = sector(o, fat_sector(o, number / per));

	return fat ? get32(fat + 4 * (size_t)(number % per)) : END_OF_CHAIN;
}

static void note_entry(ole *o, const uint8_t *entry)
{
	/* 000C1084-0000-0000-C000-000000000046 and its patch and transform neighbours */
	static const uint8_t installer[] = { 0x10, 0x0c, 0x00, 0x00, 0x00, 0x00, 0x00,
					     0xc0, 0x00, 0x00, 0x00, 0x00, 0x00, 0x00 };
	unsigned n = (unsigned)entry[64] | (unsigned)entry[65] << 8;
	char name[33] = "";

	for (unsigned i = 0; i < 32 && 2 * i + 2 < n; i++) {
		uint8_t low = entry[2 * i], high = entry[2 * i + 1];
		name[i] = '?';
		if (high == 0 && low < 0x80 && low >= ' ')
			name[i] = (char)low;
	}
	if (entry[66] == 0)
		return;
	o->any = true;
	if (entry[66] == 5 && memcmp(entry + 81, installer, sizeof(installer)) == 0)
		o->installer = true;
	o->word = o->word || strcmp(name, "WordDocument") == 0;
	o->sheet = o->sheet || strcmp(name, "Workbook") == 0 || strcmp(name, "Book") == 0;
	o->slides = o->slides || strcmp(name, "PowerPoint Document") == 0;
	o->package = o->package || strcmp(name, "EncryptedPackage") == 0;
	o->mail = o->mail || g_str_has_prefix(name, "__properties_version");
	o->macro = o->macro || strcmp(name, "VBA") == 0 || strcmp(name, "_VBA_PROJECT") == 0
		   || strcmp(name, "_VBA_PROJECT_CUR") == 0 || strcmp(name, "Macros") == 0;
}

static const char *ole_type(const ole *o)
{
	if (o->installer)
		return "application/x-msi";
	if (o->word)
		return "application/msword";
	if (o->sheet)
		return "application/vnd.ms-excel";
	if (o->slides)
		return "application/vnd.ms-powerpoint";
	if (o->mail)
		return "application/vnd.ms-outlook";
	return "application/x-ole-storage";
}

void vt_sniff_ole(const uint8_t *bytes, size_t size, vt_sniff *sniff_out)
{
	ole o = { .bytes = bytes, .size = size };
	uint32_t at;

	sniff_out->type = g_strdup("application/x-ole-storage");
	o.shift = size > 31 ? bytes[30] : 0;
	if (size < HEADER_BYTES || (o.shift != 9 && o.shift != 12)) {
		sniff_out->cut = size < HEADER_BYTES;
		sniff_out->broken = !sniff_out->cut;
		return;
	}
	at = get32(bytes + 48);
	for (unsigned i = 0; i < SECTORS_MAX && at < END_OF_CHAIN; i++) {
		const uint8_t *s = sector(&o, at);
		if (!s) {
			sniff_out->cut = true;
			break;
		}
		for (size_t e = 0; e < (size_t)1 << o.shift; e += ENTRY_BYTES)
			note_entry(&o, s + e);
		at = next_sector(&o, at);
	}
	sniff_out->broken = !o.any && !sniff_out->cut;
	g_free(sniff_out->type);
	sniff_out->type = g_strdup(ole_type(&o));
	sniff_out->macro = o.macro;
	sniff_out->encrypted = o.package;
	sniff_out->executable = o.installer;
}
