/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * der - walking tag-length-value bytes without decoding them
 */
#include "verify/der.h"

/* Real BER nests octet strings two or three levels deep; OpenSSL itself stops at 30. */
#define MAX_DEPTH 30

static bool read_length(vt_bytes *rest, size_t *length_out, bool *indefinite_out)
{
	uint8_t first, n;
	size_t length = 0;

	if (rest->size == 0)
		return false;
	first = *rest->at++;
	rest->size--;
	*indefinite_out = first == 0x80;
	*length_out = first;
	if (first <= 0x80)
		return true;
	n = first & 0x7f;
	if (n > sizeof(uint32_t) || n > rest->size)
		return false;
	for (; n > 0; n--, rest->size--)
		length = length << 8 | *rest->at++;
	*length_out = length;
	return true;
}

static bool next(vt_bytes *rest, vt_element *element_out, int depth);

/* rest stands behind the header; afterwards behind the end mark. */
static bool skip_indefinite(vt_bytes *rest, vt_bytes *content_out, int depth)
{
	const uint8_t *from = rest->at;
	vt_element child;

	if (depth >= MAX_DEPTH)
		return false;
	while (rest->size < 2 || rest->at[0] != 0 || rest->at[1] != 0)
		if (!next(rest, &child, depth + 1))
			return false;
	*content_out = (vt_bytes){ from, (size_t)(rest->at - from) };
	rest->at += 2;
	rest->size -= 2;
	return true;
}

static bool next(vt_bytes *rest, vt_element *element_out, int depth)
{
	vt_bytes r = *rest;
	vt_element element = { 0 };
	size_t length;

	if (r.size < 2)
		return false;
	element.tag = *r.at++;
	r.size--;
	if ((element.tag & 0x1f) == 0x1f || !read_length(&r, &length, &element.indefinite))
		return false;
	if (element.indefinite) {
		if ((element.tag & 0x20) == 0 || !skip_indefinite(&r, &element.content, depth))
			return false;
	} else {
		if (length > r.size)
			return false;
		element.content = (vt_bytes){ r.at, length };
		r.at += length;
		r.size -= length;
	}
	element.whole = (vt_bytes){ rest->at, (size_t)(r.at - rest->at) };
	*rest = r;
	*element_out = element;
	return true;
}

bool vt_der_next(vt_bytes *rest, vt_element *element_out)
{
	return next(rest, element_out, 0);
}

bool vt_der_expect(vt_bytes *rest, uint8_t tag, vt_element *element_out)
{
	if (rest->size == 0 || *rest->at != tag)
		return false;
	return next(rest, element_out, 0);
}

int vt_der_count(vt_bytes content, int max)
{
	vt_element element;
	int n = 0;

	while (content.size > 0) {
		if (n == max || !vt_der_next(&content, &element))
			return -1;
		n++;
	}
	return n;
}
