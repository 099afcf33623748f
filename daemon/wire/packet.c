/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * packet - the codec: fixed-width little-endian integers, texts with their length before them
 *
 * A missing text is the length NO_TEXT, which no real text can have.
 */
#include "wire/packet.h"

#include <string.h>

#include "base/error.h"
#include "base/limits.h"

#define NO_TEXT UINT32_MAX

/* The kind goes before the body. */
#define MAX_BODY_BYTES (VT_MAX_PACKET_BYTES - 4)

static void writer_add(vt_writer *w, const void *bytes, size_t size)
{
	g_assert(w->bytes != NULL);
	g_assert(size <= MAX_BODY_BYTES && w->bytes->len <= MAX_BODY_BYTES - size);
	if (size > 0)
		g_byte_array_append(w->bytes, bytes, (guint)size);
}

vt_writer vt_writer_new(void)
{
	return (vt_writer){ .bytes = g_byte_array_new() };
}

void vt_writer_clear(vt_writer *w)
{
	if (w->bytes != NULL)
		g_byte_array_unref(w->bytes);
	w->bytes = NULL;
}

void vt_write_u8(vt_writer *w, uint8_t value)
{
	writer_add(w, &value, sizeof value);
}

void vt_write_u32(vt_writer *w, uint32_t value)
{
	uint32_t little = GUINT32_TO_LE(value);

	writer_add(w, &little, sizeof little);
}

void vt_write_u64(vt_writer *w, uint64_t value)
{
	uint64_t little = GUINT64_TO_LE(value);

	writer_add(w, &little, sizeof little);
}

void vt_write_i64(vt_writer *w, int64_t value)
{
	vt_write_u64(w, (uint64_t)value);
}

void vt_write_bool(vt_writer *w, bool value)
{
	vt_write_u8(w, value ? 1 : 0);
}

void vt_write_bytes(vt_writer *w, const void *bytes, size_t size)
{
	g_assert(size <= MAX_BODY_BYTES);
	vt_write_u32(w, (uint32_t)size);
	writer_add(w, bytes, size);
}

void vt_write_text(vt_writer *w, const char *text)
{
	if (text == NULL)
		vt_write_u32(w, NO_TEXT);
	else
		vt_write_bytes(w, text, strlen(text));
}

void vt_write_texts(vt_writer *w, const GPtrArray *texts)
{
	vt_write_u32(w, texts->len);
	for (guint i = 0; i < texts->len; i++) {
		g_assert(texts->pdata[i] != NULL);
		vt_write_text(w, texts->pdata[i]);
	}
}

static void reader_fault(vt_reader *r, const char *fault)
{
	if (r->fault == NULL)
		r->fault = fault;
	r->at = r->end;
}

static const uint8_t *reader_take(vt_reader *r, size_t size, const char *fault)
{
	const uint8_t *taken = r->at;

	if (r->fault != NULL)
		return NULL;
	if ((size_t)(r->end - r->at) < size) {
		reader_fault(r, fault);
		return NULL;
	}
	r->at += size;
	return taken;
}

vt_reader vt_reader_of(const void *bytes, size_t size)
{
	static const uint8_t none[1];
	const uint8_t *at = size > 0 ? bytes : none;

	return (vt_reader){ .at = at, .end = at + size };
}

uint8_t vt_read_u8(vt_reader *r)
{
	const uint8_t *field = reader_take(r, 1, "number cut short");

	return field != NULL ? *field : 0;
}

uint32_t vt_read_u32(vt_reader *r)
{
	uint32_t little = 0;
	const uint8_t *field = reader_take(r, sizeof little, "number cut short");

	if (field != NULL)
		memcpy(&little, field, sizeof little);
	return GUINT32_FROM_LE(little);
}

uint64_t vt_read_u64(vt_reader *r)
{
	uint64_t little = 0;
	const uint8_t *field = reader_take(r, sizeof little, "number cut short");

	if (field != NULL)
		memcpy(&little, field, sizeof little);
	return GUINT64_FROM_LE(little);
}

int64_t vt_read_i64(vt_reader *r)
{
	return (int64_t)vt_read_u64(r);
}

bool vt_read_bool(vt_reader *r)
{
	uint8_t value = vt_read_u8(r);

	if (value > 1)
		reader_fault(r, "truth value is neither 0 nor 1");
	return value == 1;
}

uint32_t vt_read_enum(vt_reader *r, uint32_t n)
{
	uint32_t value = vt_read_u32(r);

	if (r->fault == NULL && value >= n)
		reader_fault(r, "value outside its set");
	return r->fault == NULL ? value : 0;
}

char *vt_read_text(vt_reader *r, size_t max_bytes)
{
	uint32_t size = vt_read_u32(r);
	const uint8_t *field;

	if (r->fault != NULL)
		return g_strdup("");
	if (size == NO_TEXT)
		return NULL;
	if (size > max_bytes)
		reader_fault(r, "text too long");
	field = reader_take(r, size, "text cut short");
	/* g_utf8_validate_len() refuses NUL bytes too. */
	if (field != NULL && !g_utf8_validate_len((const char *)field, size, NULL)) {
		reader_fault(r, "text is not UTF-8");
		field = NULL;
	}
	return field != NULL ? g_strndup((const char *)field, size) : g_strdup("");
}

GBytes *vt_read_bytes(vt_reader *r, size_t max_bytes)
{
	uint32_t size = vt_read_u32(r);
	const uint8_t *field;

	if (size > max_bytes)
		reader_fault(r, "bytes too long");
	field = reader_take(r, size, "bytes cut short");
	return g_bytes_new(field, field != NULL ? size : 0);
}

GPtrArray *vt_read_texts(vt_reader *r, uint32_t max_count, size_t max_bytes)
{
	g_autoptr(GPtrArray) texts = g_ptr_array_new_with_free_func(g_free);
	uint32_t n = vt_read_u32(r);

	if (n > max_count)
		reader_fault(r, "too many texts");
	for (uint32_t i = 0; i < n && r->fault == NULL; i++) {
		g_autofree char *text = vt_read_text(r, max_bytes);

		if (text == NULL)
			reader_fault(r, "text missing in a list");
		if (r->fault == NULL)
			g_ptr_array_add(texts, g_steal_pointer(&text));
	}
	if (r->fault != NULL)
		g_ptr_array_set_size(texts, 0);
	return g_steal_pointer(&texts);
}

bool vt_reader_done(const vt_reader *r, GError **error)
{
	if (r->fault != NULL)
		return vt_error_set(error, VT_NEVER, "cannot read packet: %s", r->fault);
	if (r->at != r->end)
		return vt_error_set(error, VT_NEVER, "cannot read packet: %zu bytes left over",
				    (size_t)(r->end - r->at));
	return true;
}
