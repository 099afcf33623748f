/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * smtp_reply - what an SMTP server says, as a machine: bytes in, whole replies out; no socket
 *
 * RFC 5321 §4.2: lines of one code, "-" between them, at most so many and so long. A server that
 * keeps to nothing of this is not talked to any longer. Texts are kept for people: one line,
 * printable, valid UTF-8.
 */
#ifndef VT_NET_SMTP_REPLY_H
#define VT_NET_SMTP_REPLY_H

#include <glib.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#define VT_MAX_REPLY_LINE_BYTES                                                                    \
	2048 /* RFC 5321 says 512; EHLO lines of real servers are longer                           \
	      */
#define VT_MAX_REPLY_LINES      128
#define VT_MAX_REPLY_TEXT_BYTES 700 /* kept for people; fits a packet with its head */

typedef struct vt_smtp_reply {
	int code;         /* 200..599 */
	GPtrArray *lines; /* char *, without code and line end, as the server wrote them */
} vt_smtp_reply;
void vt_smtp_reply_clear(vt_smtp_reply *reply);
G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC(vt_smtp_reply, vt_smtp_reply_clear)
/* "550 5.1.1 no such user": all lines, for people. Caller frees. */
char *vt_smtp_reply_text(const vt_smtp_reply *reply);

typedef struct vt_smtp_reader vt_smtp_reader;
vt_smtp_reader *vt_smtp_reader_new(void);
void vt_smtp_reader_free(vt_smtp_reader *reader);
G_DEFINE_AUTOPTR_CLEANUP_FUNC(vt_smtp_reader, vt_smtp_reader_free)
/* Keeps all of bytes. */
void vt_smtp_reader_feed(vt_smtp_reader *reader, const uint8_t *bytes, size_t size);
/* The next whole reply; clear what it held before. false: more bytes are needed, or *why_out (a
 * static text) says what is wrong, and then for good. */
bool vt_smtp_reader_next(vt_smtp_reader *reader, vt_smtp_reply *reply_out, const char **why_out);
/* Bytes that no reply was made of yet: before STARTTLS there must be none. */
size_t vt_smtp_reader_rest(const vt_smtp_reader *reader);

/* What EHLO offers (RFC 5321 §4.1.1.1); the first line, the server's name, is not looked at. */
typedef enum {
	VT_SMTP_PIPELINING = 1u << 0, /* RFC 2920 */
	VT_SMTP_8BITMIME = 1u << 1,   /* RFC 6152 */
	VT_SMTP_SMTPUTF8 = 1u << 2,   /* RFC 6531 */
	VT_SMTP_SIZE = 1u << 3,       /* RFC 1870 */
	VT_SMTP_DSN = 1u << 4,        /* RFC 3461 */
	VT_SMTP_STARTTLS = 1u << 5,   /* RFC 3207 */
	VT_SMTP_AUTH_PLAIN = 1u << 6, /* RFC 4954, RFC 4616 */
	VT_SMTP_AUTH_LOGIN = 1u << 7,
	VT_SMTP_AUTH = 1u << 8,       /* some AUTH line is there */
	VT_SMTP_AUTH_SCRAM = 1u << 9, /* SCRAM-SHA-256, RFC 7677 */
} vt_smtp_offer;
typedef struct vt_smtp_offers {
	unsigned set;      /* vt_smtp_offer */
	uint64_t max_size; /* 0 = not said */
} vt_smtp_offers;
vt_smtp_offers vt_smtp_offers_of(const vt_smtp_reply *ehlo);

#endif
