/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * zip - the entries of a ZIP file, from its central directory (APPNOTE 4.3)
 */
#include "filters/zip.h"

#include <string.h>

#include "filters/inflate.h"

#define END_BYTES   22u /* end of central directory record without its comment */
#define END_SEARCH  (65535u + END_BYTES)
#define ENTRY_BYTES 46u
#define LOCAL_BYTES 30u

static uint16_t get16(const uint8_t *p)
{
	return (uint16_t)(p[0] | p[1] << 8);
}

static uint32_t get32(const uint8_t *p)
{
	return (uint32_t)get16(p) | (uint32_t)get16(p + 2) << 16;
}

static bool is_entry(const uint8_t *bytes, size_t end, size_t at)
{
	return at <= end && end - at >= ENTRY_BYTES && memcmp(bytes + at, "PK\1\2", 4) == 0;
}

bool vt_zip_open(const uint8_t *bytes, size_t size, vt_zip *zip_out)
{
	size_t stop = size > END_SEARCH ? size - END_SEARCH : 0, p, length, offset;

	*zip_out = (vt_zip){ .bytes = bytes, .size = size };
	if (size < END_BYTES)
		return false;
	for (p = size - END_BYTES;; p--) {
		if (bytes[p] == 'P' && memcmp(bytes + p, "PK\5\6", 4) == 0)
			break;
		if (p == stop)
			return false;
	}
	zip_out->end = p;
	zip_out->comment = MIN(get16(bytes + p + 20), size - p - END_BYTES);
	zip_out->behind = size - p - END_BYTES - zip_out->comment;
	zip_out->count = get16(bytes + p + 10);
	length = get32(bytes + p + 12);
	offset = get32(bytes + p + 16);
	if (length <= p && offset <= p - length && is_entry(bytes, p, p - length)) {
		zip_out->at = p - length;
		zip_out->shift = p - length - offset;
		return true;
	}
	zip_out->at = offset;
	zip_out->contradicts = zip_out->count > 0 || length > 0;
	zip_out->broken = zip_out->count > 0 && !is_entry(bytes, p, offset);
	return true;
}

bool vt_zip_next(vt_zip *zip, vt_zip_entry *entry_out)
{
	const uint8_t *p = zip->bytes + zip->at;
	size_t n_name;

	if (zip->broken || zip->done >= zip->count)
		return false;
	zip->broken = true;
	if (zip->at > zip->size || zip->size - zip->at < ENTRY_BYTES || memcmp(p, "PK\1\2", 4) != 0)
		return false;
	n_name = get16(p + 28);
	if (zip->size - zip->at - ENTRY_BYTES < n_name)
		return false;
	zip->broken = false;
	*entry_out = (vt_zip_entry){
		.encrypted = (get16(p + 8) & 1) != 0,
		.method = get16(p + 10),
		.packed = get32(p + 20),
		.unpacked = get32(p + 24),
		.local = (size_t)get32(p + 42) + zip->shift,
	};
	memcpy(entry_out->name, p + ENTRY_BYTES, MIN(n_name, VT_ZIP_NAME_BYTES));
	zip->at += ENTRY_BYTES + n_name + get16(p + 30) + get16(p + 32);
	zip->done++;
	return true;
}

GByteArray *vt_zip_read(const vt_zip *zip, const vt_zip_entry *entry, size_t max)
{
	const uint8_t *local = zip->bytes + entry->local;
	size_t start;
	GByteArray *out;

	if (entry->encrypted || (entry->method != 0 && entry->method != 8)
	    || entry->local > zip->size || zip->size - entry->local < LOCAL_BYTES
	    || memcmp(local, "PK\3\4", 4) != 0)
		return NULL;
	start = entry->local + LOCAL_BYTES + get16(local + 26) + get16(local + 28);
	if (start > zip->size || entry->packed > zip->size - start)
		return NULL;
	if (entry->method == 8)
		return vt_inflate(zip->bytes + start, entry->packed, max, VT_INFLATE_RAW);
	out = g_byte_array_new();
	g_byte_array_append(out, zip->bytes + start, (guint)MIN(entry->packed, max));
	return out;
}
