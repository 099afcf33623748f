/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * picture - the head of page 1 as a picture: what leaves the jail, and what travels
 */
#include "doc/picture.h"

#include <string.h>

#define HEAD       4     /* width and height, big-endian */
#define MOST_BLOCK 65535 /* RFC 1951 §3.2.4 */
#define ADLER      65521 /* RFC 1950 §9 */

static size_t row_bytes(unsigned width)
{
	return (width + 3) / 4;
}

GBytes *vt_picture_pack(const uint8_t *gray, unsigned width, unsigned height, size_t stride)
{
	size_t row = row_bytes(width), size = HEAD + row * height;
	uint8_t *packed = g_malloc0(size);

	g_assert(width > 0 && width <= VT_PICTURE_WIDTH);
	g_assert(height > 0 && height <= VT_PICTURE_HEIGHT);
	packed[0] = (uint8_t)(width >> 8);
	packed[1] = (uint8_t)width;
	packed[2] = (uint8_t)(height >> 8);
	packed[3] = (uint8_t)height;
	for (unsigned y = 0; y < height; y++)
		for (unsigned x = 0; x < width; x++)
			packed[HEAD + y * row + x / 4] |=
				(uint8_t)(gray[y * stride + x] >> 6 << (6 - 2 * (x % 4)));
	return g_bytes_new_take(packed, size);
}

/* ---- PNG (RFC 2083) ---- */

static void put_number(GByteArray *to, uint32_t value)
{
	const uint8_t bytes[] = { (uint8_t)(value >> 24), (uint8_t)(value >> 16),
				  (uint8_t)(value >> 8), (uint8_t)value };

	g_byte_array_append(to, bytes, sizeof(bytes));
}

static uint32_t crc_of(const uint8_t *bytes, size_t size)
{
	uint32_t crc = 0xffffffff;

	for (size_t i = 0; i < size; i++) {
		crc ^= bytes[i];
		for (int bit = 0; bit < 8; bit++)
			crc = (crc & 1) != 0 ? crc >> 1 ^ 0xedb88320 : crc >> 1;
	}
	return crc ^ 0xffffffff;
}

static void put_chunk(GByteArray *to, const char *type, const GByteArray *data)
{
	guint size = data != NULL ? data->len : 0, from = to->len + 4;

	put_number(to, size);
	g_byte_array_append(to, (const guint8 *)type, 4);
	if (size > 0)
		g_byte_array_append(to, data->data, size);
	put_number(to, crc_of(to->data + from, to->len - from));
}

/* zlib's frame around blocks that are stored as they are. */
static GByteArray *store(const GByteArray *data)
{
	static const uint8_t head[] = { 0x78, 0x01 };
	GByteArray *out = g_byte_array_new();
	uint32_t a = 1, b = 0;

	g_byte_array_append(out, head, sizeof(head));
	for (guint at = 0; at < data->len; at += MOST_BLOCK) {
		guint size = MIN(data->len - at, MOST_BLOCK);
		const uint8_t block[] = { at + size == data->len, (uint8_t)size,
					  (uint8_t)(size >> 8), (uint8_t)~size,
					  (uint8_t)(~size >> 8) };

		g_byte_array_append(out, block, sizeof(block));
		g_byte_array_append(out, data->data + at, size);
	}
	for (guint i = 0; i < data->len; i++) {
		a = (a + data->data[i]) % ADLER;
		b = (b + a) % ADLER;
	}
	put_number(out, b << 16 | a);
	return out;
}

GBytes *vt_picture_png(GBytes *packed)
{
	static const uint8_t signature[] = { 0x89, 'P', 'N', 'G', '\r', '\n', 0x1a, '\n' };
	static const uint8_t kind[] = { 2, 0, 0, 0, 0 }; /* two bits of grey, nothing else */
	gsize size;
	const uint8_t *bytes = g_bytes_get_data(packed, &size);
	unsigned width = size > HEAD ? (unsigned)bytes[0] << 8 | bytes[1] : 0;
	unsigned height = size > HEAD ? (unsigned)bytes[2] << 8 | bytes[3] : 0;
	size_t row = row_bytes(width);

	if (width == 0 || width > VT_PICTURE_WIDTH || height == 0 || height > VT_PICTURE_HEIGHT
	    || size != HEAD + row * height)
		return NULL;
	g_autoptr(GByteArray) header = g_byte_array_new(), rows = g_byte_array_new();
	GByteArray *png = g_byte_array_new();
	put_number(header, width);
	put_number(header, height);
	g_byte_array_append(header, kind, sizeof(kind));
	for (unsigned y = 0; y < height; y++) {
		static const uint8_t no_filter = 0;

		g_byte_array_append(rows, &no_filter, 1);
		g_byte_array_append(rows, bytes + HEAD + y * row, (guint)row);
	}
	g_autoptr(GByteArray) stored = store(rows);
	g_byte_array_append(png, signature, sizeof(signature));
	put_chunk(png, "IHDR", header);
	put_chunk(png, "IDAT", stored);
	put_chunk(png, "IEND", NULL);
	return g_byte_array_free_to_bytes(png);
}
