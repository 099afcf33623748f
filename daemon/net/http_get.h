/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * http_get - one GET as a machine: bytes in, a path out; no socket, no file, no clock
 *
 * As much of RFC 9112 as a monitoring client needs: one request line, header fields that are
 * counted and not read, an empty line. No body, no second request, nothing is decoded.
 */
#ifndef VT_NET_HTTP_GET_H
#define VT_NET_HTTP_GET_H

#include <glib.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#define VT_HTTP_MAX_BYTES 8192 /* of a request, all lines together */
#define VT_HTTP_MAX_PATH  200

typedef struct vt_http_get {
	char line[VT_HTTP_MAX_PATH + 64]; /* of the request, without its end */
	size_t line_bytes, bytes;
	unsigned status; /* 0 = not whole yet; 200 = path is set; else what is answered */
	bool in_fields, line_is_empty;
	char path[VT_HTTP_MAX_PATH + 1];
	bool head; /* HEAD: the answer has no body */
} vt_http_get;

/* Starts from all zeros. true: over, status is set and more bytes are not looked at. */
bool vt_http_get_feed(vt_http_get *get, const uint8_t *bytes, size_t size);
/* The whole answer; the connection is closed after it. type: of the body. Caller frees. */
GString *vt_http_get_answer(const vt_http_get *get, unsigned status, const char *type,
			    const char *body);

#endif
