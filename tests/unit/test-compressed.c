/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * test-compressed - CompressedData as it should be, broken in every place, and grown too far
 */
#include "verify/compressed.h"

#include <string.h>
#include <zlib.h>

#include "base/limits.h"
#include "verify/der.h"

#define OID_COMPRESSED "\x06\x0b\x2a\x86\x48\x86\xf7\x0d\x01\x09\x10\x01\x09"
#define OID_ZLIB       "\x06\x0b\x2a\x86\x48\x86\xf7\x0d\x01\x09\x10\x03\x08"
#define OID_DATA       "\x06\x09\x2a\x86\x48\x86\xf7\x0d\x01\x07\x01"
#define TEXT           "Content-Type: text/plain\r\n\r\nXin\r\n"

static GByteArray *tlv(uint8_t tag, const void *bytes, gsize size)
{
	GByteArray *out = g_byte_array_new();
	const uint8_t header[] = { tag,
				   0x84,
				   (uint8_t)(size >> 24),
				   (uint8_t)(size >> 16),
				   (uint8_t)(size >> 8),
				   (uint8_t)size };

	g_byte_array_append(out, header, sizeof(header));
	if (size > 0)
		g_byte_array_append(out, bytes, (guint)size);
	return out;
}

/* inner is taken. */
static GByteArray *wrap(uint8_t tag, GByteArray *inner)
{
	GByteArray *out = tlv(tag, inner->data, inner->len);

	g_byte_array_unref(inner);
	return out;
}

static GByteArray *before(const char *head, gsize size, GByteArray *inner)
{
	g_byte_array_prepend(inner, (const guint8 *)head, (guint)size);
	return inner;
}

#define BEFORE(head, inner) before(head, sizeof(head) - 1, inner)

/* octets: the element with the stream; taken. */
static GBytes *make(GByteArray *octets)
{
	GByteArray *encap =
		wrap(VT_TAG_SEQUENCE, BEFORE(OID_DATA, wrap(VT_TAG_CONTEXT(0), octets)));
	GByteArray *data = BEFORE("\x02\x01\x00\x30\x0d" OID_ZLIB, encap);
	GByteArray *explicit = wrap(VT_TAG_CONTEXT(0), wrap(VT_TAG_SEQUENCE, data));

	return g_byte_array_free_to_bytes(wrap(VT_TAG_SEQUENCE, BEFORE(OID_COMPRESSED, explicit)));
}

static GByteArray *packed(const void *content, gsize size)
{
	uLongf length = compressBound(size);
	GByteArray *out = g_byte_array_new();

	g_byte_array_set_size(out, (guint)length);
	g_assert_cmpint(compress2(out->data, &length, content, size, 9), ==, Z_OK);
	g_byte_array_set_size(out, (guint)length);
	return out;
}

static GByteArray *zeros(gsize size)
{
	g_autofree uint8_t *nothing = g_malloc0(size);

	return packed(nothing, size);
}

static void assert_state(GBytes *der, vt_compressed state)
{
	g_autoptr(GBytes) held = der, content = NULL;

	g_assert_cmpstr(vt_compressed_name(vt_compressed_open(held, &content)), ==,
			vt_compressed_name(state));
	g_assert_cmpint(content != NULL, ==, state == VT_COMPRESSED_OPEN);
}

static void assert_text(GBytes *der)
{
	g_autoptr(GBytes) held = der, content = NULL;
	g_autoptr(GBytes) text = g_bytes_new_static(TEXT, strlen(TEXT));

	g_assert_cmpint(vt_compressed_open(held, &content), ==, VT_COMPRESSED_OPEN);
	g_assert_true(g_bytes_equal(content, text));
}

static void test_open(void)
{
	g_autoptr(GByteArray) stream = packed(TEXT, strlen(TEXT));
	GByteArray *pieces = g_byte_array_new();

	assert_text(make(tlv(VT_TAG_OCTETS, stream->data, stream->len)));
	for (guint i = 0; i < stream->len; i++) {
		g_autoptr(GByteArray) piece = tlv(VT_TAG_OCTETS, stream->data + i, 1);

		g_byte_array_append(pieces, piece->data, piece->len);
	}
	assert_text(make(wrap(VT_TAG_OCTETS | 0x20, pieces)));
	assert_state(make(wrap(VT_TAG_OCTETS, packed("", 0))), VT_COMPRESSED_OPEN);
}

static void test_broken(void)
{
	g_autoptr(GByteArray) stream = packed(TEXT, strlen(TEXT));
	g_autoptr(GBytes) good = make(tlv(VT_TAG_OCTETS, stream->data, stream->len));
	gsize size;
	const uint8_t *bytes = g_bytes_get_data(good, &size);

	for (guint n = 0; n < stream->len; n++)
		assert_state(make(tlv(VT_TAG_OCTETS, stream->data, n)), VT_COMPRESSED_BROKEN);
	for (gsize n = 0; n < size; n++)
		assert_state(g_bytes_new(bytes, n), VT_COMPRESSED_BROKEN);
	g_byte_array_append(stream, (const guint8 *)"x", 1);
	assert_state(make(tlv(VT_TAG_OCTETS, stream->data, stream->len)), VT_COMPRESSED_BROKEN);
	assert_state(make(tlv(VT_TAG_SEQUENCE, stream->data, 0)), VT_COMPRESSED_BROKEN);
	for (gsize i = 0; i < size; i++) { /* whatever one byte says: nothing dies */
		uint8_t *changed = g_memdup2(bytes, size);
		g_autoptr(GBytes) der = NULL, content = NULL;

		changed[i] ^= 0x11;
		der = g_bytes_new_take(changed, size);
		vt_compressed_open(der, &content);
	}
}

/* On both sides of every limit. */
static void test_limits(void)
{
	assert_state(make(wrap(VT_TAG_OCTETS, zeros(VT_FREE_INFLATE_BYTES))), VT_COMPRESSED_OPEN);
	assert_state(make(wrap(VT_TAG_OCTETS, zeros(VT_FREE_INFLATE_BYTES + 1))),
		     VT_COMPRESSED_BOMB);
}

/* A stream that does not shrink much, to the byte and one beyond. */
static void test_size(void)
{
	for (gsize more = 0; more <= 1; more++) {
		gsize size = VT_MAX_INFLATED_BYTES + more;
		g_autofree uint8_t *content = g_malloc0(size);
		guint32 state = 1;

		for (gsize i = 0; i < size; i += 97) {
			state = state * 1664525 + 1013904223;
			content[i] = (uint8_t)(state >> 24);
		}
		assert_state(make(wrap(VT_TAG_OCTETS, packed(content, size))),
			     more == 0 ? VT_COMPRESSED_OPEN : VT_COMPRESSED_BOMB);
	}
}

int main(int argc, char **argv)
{
	g_test_init(&argc, &argv, NULL);
	g_test_add_func("/compressed/open", test_open);
	g_test_add_func("/compressed/broken", test_broken);
	g_test_add_func("/compressed/limits", test_limits);
	g_test_add_func("/compressed/size", test_size);
	return g_test_run();
}
