/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * der - walking tag-length-value bytes without decoding them
 *
 * Just enough to see what stands in a CMS message before OpenSSL decodes it: single-byte
 * tags, lengths up to the bytes that are there, indefinite lengths (BER) up to a fixed depth.
 */
#ifndef VT_VERIFY_DER_H
#define VT_VERIFY_DER_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#define VT_TAG_OID        0x06
#define VT_TAG_OCTETS     0x04
#define VT_TAG_SEQUENCE   0x30
#define VT_TAG_SET        0x31
#define VT_TAG_CONTEXT(n) (0xa0 | (n)) /* constructed */

typedef struct vt_bytes {
	const uint8_t *at; /* NULL = not there */
	size_t size;
} vt_bytes;

typedef struct vt_element {
	uint8_t tag;
	vt_bytes whole; /* with tag, length and, for an indefinite length, the end mark */
	vt_bytes content;
	bool indefinite;
} vt_element;

/* Takes the next element off rest. false: no bytes left, or what is there is no element. */
bool vt_der_next(vt_bytes *rest, vt_element *element_out);
/* The same, and it must have this tag; rest is untouched when it has not. */
bool vt_der_expect(vt_bytes *rest, uint8_t tag, vt_element *element_out);
/* How many elements follow each other in content; -1 when it is not made of elements, or there are
 * more than max. */
int vt_der_count(vt_bytes content, int max);

#endif
