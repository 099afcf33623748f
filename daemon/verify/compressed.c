/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * compressed - what is inside a CMS CompressedData, within limits
 *
 * Debian's OpenSSL is built without zlib, so CMS_uncompress() knows no algorithm at all.
 */
#include "verify/compressed.h"

#include <string.h>
#include <zlib.h>

#include "base/limits.h"
#include "verify/der.h"

#define SCRATCH_BYTES (64u * 1024)
/* BER writes a long octet string in pieces (X.690 §8.7.3); in pieces of pieces nobody does. */
#define TAG_PIECES (VT_TAG_OCTETS | 0x20)

static const uint8_t oid_compressed[] = { 0x2a, 0x86, 0x48, 0x86, 0xf7, 0x0d,
					  0x01, 0x09, 0x10, 0x01, 0x09 };
static const uint8_t oid_zlib[] = {
	0x2a, 0x86, 0x48, 0x86, 0xf7, 0x0d, 0x01, 0x09, 0x10, 0x03, 0x08
};
static const uint8_t oid_data[] = { 0x2a, 0x86, 0x48, 0x86, 0xf7, 0x0d, 0x01, 0x07, 0x01 };

#define IS(oid, bytes) ((oid).size == sizeof(bytes) && memcmp((oid).at, bytes, sizeof(bytes)) == 0)

/* One pass over the stream; to NULL: only counted. */
typedef struct inflation {
	z_stream z;
	uint8_t *to;
	uint64_t in, out;
	bool ended;
} inflation;

static bool is_bomb(const inflation *i)
{
	return i->out > VT_MAX_INFLATED_BYTES
	       || (i->out > VT_FREE_INFLATE_BYTES && i->out > i->in * VT_MAX_INFLATE_RATIO);
}

static vt_compressed piece_inflate(inflation *i, vt_bytes piece, uint64_t whole)
{
	uint8_t scratch[SCRATCH_BYTES];
	/* zlib's next_in is const only when it was built so */
	union {
		const uint8_t *given;
		Bytef *taken;
	} input = { .given = piece.at };

	if (piece.size == 0)
		return VT_COMPRESSED_OPEN;
	i->in = whole;
	i->z.next_in = input.taken;
	i->z.avail_in = (uInt)piece.size;
	do {
		int result;

		if (i->ended) /* bytes behind the stream */
			return VT_COMPRESSED_BROKEN;
		i->z.next_out = scratch;
		i->z.avail_out = sizeof(scratch);
		result = inflate(&i->z, Z_NO_FLUSH);
		if (result != Z_OK && result != Z_STREAM_END && result != Z_BUF_ERROR)
			return VT_COMPRESSED_BROKEN;
		if (i->to != NULL)
			memcpy(i->to + i->out, scratch, sizeof(scratch) - i->z.avail_out);
		i->out += sizeof(scratch) - i->z.avail_out;
		i->ended = result == Z_STREAM_END;
		if (is_bomb(i))
			return VT_COMPRESSED_BOMB;
	} while (i->z.avail_in > 0 || (!i->ended && i->z.avail_out == 0));
	return VT_COMPRESSED_OPEN;
}

static vt_compressed pieces_inflate(inflation *i, const vt_element *octets)
{
	vt_bytes rest = octets->content;
	vt_element piece;

	if (octets->tag == VT_TAG_OCTETS)
		return piece_inflate(i, rest, rest.size);
	while (rest.size > 0) {
		vt_compressed state;

		if (!vt_der_expect(&rest, VT_TAG_OCTETS, &piece))
			return VT_COMPRESSED_BROKEN;
		state = piece_inflate(i, piece.content, octets->content.size);
		if (state != VT_COMPRESSED_OPEN)
			return state;
	}
	return VT_COMPRESSED_OPEN;
}

static vt_compressed pass(const vt_element *octets, uint8_t *to, uint64_t *size_out)
{
	inflation i = { .to = to };
	vt_compressed state;

	if (inflateInit(&i.z) != Z_OK)
		return VT_COMPRESSED_BROKEN;
	state = pieces_inflate(&i, octets);
	inflateEnd(&i.z);
	if (state == VT_COMPRESSED_OPEN && !i.ended)
		return VT_COMPRESSED_BROKEN;
	*size_out = i.out;
	return state;
}

/* Twice over the stream: counting costs less than a buffer that grows under hostile bytes. */
static vt_compressed octets_open(const vt_element *octets, GBytes **content_out)
{
	uint64_t size = 0;
	vt_compressed state = pass(octets, NULL, &size);
	g_autofree uint8_t *bytes = NULL;

	if (state != VT_COMPRESSED_OPEN)
		return state;
	bytes = g_malloc(MAX(size, 1));
	state = pass(octets, bytes, &size);
	g_assert(state == VT_COMPRESSED_OPEN);
	*content_out = g_bytes_new_take(g_steal_pointer(&bytes), size);
	return state;
}

/* EncapsulatedContentInfo with its content as one octet string. */
static bool read_content(vt_bytes encap, vt_element *octets_out)
{
	vt_element type, explicit;

	if (!vt_der_expect(&encap, VT_TAG_OID, &type) || !IS(type.content, oid_data)
	    || !vt_der_expect(&encap, VT_TAG_CONTEXT(0), &explicit) || encap.size != 0)
		return false;
	encap = explicit.content;
	return (vt_der_expect(&encap, VT_TAG_OCTETS, octets_out)
		|| vt_der_expect(&encap, TAG_PIECES, octets_out))
	       && encap.size == 0;
}

/* RFC 3274 §1.1: version, compressionAlgorithm, encapContentInfo. */
static vt_compressed read_data(vt_bytes rest, vt_element *octets_out)
{
	vt_element version, algorithm, encap, type;

	if (!vt_der_expect(&rest, 0x02, &version)
	    || !vt_der_expect(&rest, VT_TAG_SEQUENCE, &algorithm)
	    || !vt_der_expect(&rest, VT_TAG_SEQUENCE, &encap) || rest.size != 0
	    || !vt_der_expect(&algorithm.content, VT_TAG_OID, &type))
		return VT_COMPRESSED_BROKEN;
	if (!IS(type.content, oid_zlib))
		return VT_COMPRESSED_ALGORITHM;
	return read_content(encap.content, octets_out) ? VT_COMPRESSED_OPEN : VT_COMPRESSED_BROKEN;
}

vt_compressed vt_compressed_open(GBytes *der, GBytes **content_out)
{
	gsize size;
	const uint8_t *bytes = g_bytes_get_data(der, &size);
	vt_bytes rest = { bytes, size };
	vt_element info, type, explicit, data, octets;
	vt_compressed state;

	if (size > VT_MAX_MESSAGE_BYTES || !vt_der_expect(&rest, VT_TAG_SEQUENCE, &info)
	    || rest.size != 0)
		return VT_COMPRESSED_BROKEN;
	rest = info.content;
	if (!vt_der_expect(&rest, VT_TAG_OID, &type) || !IS(type.content, oid_compressed)
	    || !vt_der_expect(&rest, VT_TAG_CONTEXT(0), &explicit) || rest.size != 0)
		return VT_COMPRESSED_BROKEN;
	rest = explicit.content;
	if (!vt_der_expect(&rest, VT_TAG_SEQUENCE, &data) || rest.size != 0)
		return VT_COMPRESSED_BROKEN;
	state = read_data(data.content, &octets);
	return state == VT_COMPRESSED_OPEN ? octets_open(&octets, content_out) : state;
}

const char *vt_compressed_name(vt_compressed state)
{
	static const char *const names[VT_N_COMPRESSED] = {
		[VT_COMPRESSED_OPEN] = "open",
		[VT_COMPRESSED_BROKEN] = "broken",
		[VT_COMPRESSED_ALGORITHM] = "unknown algorithm",
		[VT_COMPRESSED_BOMB] = "too big",
	};

	return names[state];
}
