/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * packet - bounded writing and reading of what programs say to each other
 *
 * The sender may be broken or hostile. A reader never fails half-way: after the
 * first bad field every later read returns an empty value, and vt_reader_done()
 * tells the caller once, at the end; bytes left over are a fault too. Integers are little-endian,
 * fixed width. A writer that would pass VT_MAX_PACKET_BYTES is our bug and aborts, so check lengths
 * before.
 */
#ifndef VT_WIRE_PACKET_H
#define VT_WIRE_PACKET_H

#include <glib.h>
#include <stdbool.h>
#include <stdint.h>

typedef struct vt_writer {
	GByteArray *bytes;
} vt_writer;
vt_writer vt_writer_new(void);
void vt_writer_clear(vt_writer *w);
G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC(vt_writer, vt_writer_clear)
void vt_write_u8(vt_writer *w, uint8_t value);
void vt_write_u32(vt_writer *w, uint32_t value);
void vt_write_u64(vt_writer *w, uint64_t value);
void vt_write_i64(vt_writer *w, int64_t value);
void vt_write_bool(vt_writer *w, bool value);
void vt_write_text(vt_writer *w, const char *text); /* NULL and "" are told apart */
void vt_write_bytes(vt_writer *w, const void *bytes, size_t size);
void vt_write_texts(vt_writer *w, const GPtrArray *texts); /* of char * */

typedef struct vt_reader {
	const uint8_t *at, *end;
	const char *fault; /* NULL while all is well; static text */
} vt_reader;
vt_reader vt_reader_of(const void *bytes, size_t size);
uint8_t vt_read_u8(vt_reader *r);
uint32_t vt_read_u32(vt_reader *r);
uint64_t vt_read_u64(vt_reader *r);
int64_t vt_read_i64(vt_reader *r);
bool vt_read_bool(vt_reader *r);                    /* any byte but 0 and 1 is a fault */
uint32_t vt_read_enum(vt_reader *r, uint32_t n);    /* u32 below n */
char *vt_read_text(vt_reader *r, size_t max_bytes); /* NULL when NULL was written; valid UTF-8
						       without NUL or a fault. Caller frees */
GBytes *vt_read_bytes(vt_reader *r, size_t max_bytes);
GPtrArray *vt_read_texts(vt_reader *r, uint32_t max_count,
			 size_t max_bytes); /* never NULL, frees its strings */
bool vt_reader_done(const vt_reader *r, GError **error);

#endif
