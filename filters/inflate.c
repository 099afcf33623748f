/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * inflate - what deflated bytes hold, up to a bound and as far as they are sound
 */
#include "filters/inflate.h"

#include <gio/gio.h>

#define CHUNK_BYTES 16384

GByteArray *vt_inflate(const uint8_t *bytes, size_t size, size_t max, vt_inflate_form form)
{
	g_autoptr(GZlibDecompressor) zlib =
		g_zlib_decompressor_new(form == VT_INFLATE_RAW ? G_ZLIB_COMPRESSOR_FORMAT_RAW
							       : G_ZLIB_COMPRESSOR_FORMAT_ZLIB);
	GByteArray *out = g_byte_array_new();
	uint8_t chunk[CHUNK_BYTES];
	GConverterResult result = G_CONVERTER_CONVERTED;

	while (result == G_CONVERTER_CONVERTED && out->len < max && size > 0) {
		gsize n_read = 0, n_written = 0;

		result = g_converter_convert(G_CONVERTER(zlib), bytes, size, chunk, sizeof chunk,
					     G_CONVERTER_NO_FLAGS, &n_read, &n_written, NULL);
		if (result == G_CONVERTER_ERROR || n_read + n_written == 0)
			break;
		g_byte_array_append(out, chunk, (guint)MIN(n_written, max - out->len));
		bytes += n_read;
		size -= n_read;
	}
	return out;
}
