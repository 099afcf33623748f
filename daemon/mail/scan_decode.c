/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * scan_decode - transfer encodings taken off, and line ends made canonical
 */
#include "mail/scan.h"

#include <string.h>

#include "mail/scan_reader.h"

enum { BAD = 64, PAD = 65, BLANK = 66, LINE_END = 67 };

static uint8_t base64_values[256];

static void base64_prepare(void)
{
	static const char alphabet[] =
		"ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";

	if (base64_values[0] == BAD)
		return;
	memset(base64_values, BAD, sizeof(base64_values));
	for (uint8_t i = 0; i < 64; i++)
		base64_values[(uint8_t)alphabet[i]] = i;
	base64_values['='] = PAD;
	base64_values[' '] = base64_values['\t'] = BLANK;
	base64_values['\r'] = base64_values['\n'] = LINE_END;
}

typedef struct base64_state {
	uint8_t *out;
	size_t used;
	uint32_t bits;
	unsigned count;    /* of digits in bits, 0..3 */
	bool padded, due;  /* a '=' came; a second one must */
	const char *fault; /* the first one */
} base64_state;

static void base64_fault(base64_state *state, const char *fault)
{
	if (!state->fault)
		state->fault = fault;
}

/* Two digits are one byte, three are two. */
static void base64_flush(base64_state *state)
{
	if (state->count == 1)
		base64_fault(state, "length");
	if (state->count >= 2)
		state->out[state->used++] = (uint8_t)(state->bits >> (state->count * 6 - 8));
	if (state->count == 3)
		state->out[state->used++] = (uint8_t)(state->bits >> 2);
	state->count = 0;
	state->bits = 0;
}

static void base64_digit(base64_state *state, uint8_t value)
{
	if (state->padded) {
		base64_fault(state, "data after padding");
		state->padded = state->due = false;
	}
	state->bits = state->bits << 6 | value;
	if (++state->count < 4)
		return;
	state->out[state->used++] = (uint8_t)(state->bits >> 16);
	state->out[state->used++] = (uint8_t)(state->bits >> 8);
	state->out[state->used++] = (uint8_t)state->bits;
	state->count = 0;
	state->bits = 0;
}

static void base64_pad(base64_state *state)
{
	if (!state->padded) {
		if (state->count < 2)
			base64_fault(state, "padding");
		state->due = state->count == 2;
		state->padded = true;
		base64_flush(state);
	} else if (state->due) {
		state->due = false;
	} else {
		base64_fault(state, "padding");
	}
}

static void base64_byte(base64_state *state, const uint8_t *in, size_t at, size_t size)
{
	uint8_t value = base64_values[in[at]];

	if (value < 64)
		base64_digit(state, value);
	else if (value == PAD)
		base64_pad(state);
	else if (value == BAD)
		base64_fault(state, "characters");
	else if (value == BLANK && at + 1 < size && base64_values[in[at + 1]] < BLANK)
		base64_fault(state, "blanks inside a line");
}

static GBytes *base64_decode(vt_scan *scan, const vt_entity *leaf)
{
	const uint8_t *in = scan->bytes + leaf->body;
	size_t size = leaf->end - leaf->body;
	base64_state state = { .out = g_malloc(size / 4 * 3 + 4) };
	size_t at = 0;

	base64_prepare();
	while (at < size) {
		/* whole quartets: nearly all there is */
		while (state.count == 0 && !state.padded && at + 4 <= size) {
			uint8_t a = base64_values[in[at]], b = base64_values[in[at + 1]];
			uint8_t c = base64_values[in[at + 2]], d = base64_values[in[at + 3]];

			if ((a | b | c | d) >= 64)
				break;
			state.out[state.used++] = (uint8_t)(a << 2 | b >> 4);
			state.out[state.used++] = (uint8_t)(b << 4 | c >> 2);
			state.out[state.used++] = (uint8_t)(c << 6 | d);
			at += 4;
		}
		if (at < size)
			base64_byte(&state, in, at++, size);
	}
	if (state.count > 0 || state.due)
		base64_fault(&state, "length");
	base64_flush(&state);
	if (state.fault)
		vt_scan_odd(scan, VT_ODD_BASE64, "part %s: %s", leaf->path, state.fault);
	return g_bytes_new_take(g_realloc(state.out, MAX(state.used, 1)), state.used);
}

/* RFC 2045 §6.7: "=" at the end of a line, blanks after it allowed, joins it to the next. Returns
 * bytes taken, 0 = no soft break. */
static size_t soft_break(const uint8_t *in, size_t at, size_t size)
{
	size_t next = at + 1;

	while (next < size && (in[next] == ' ' || in[next] == '\t'))
		next++;
	if (next == size)
		return next - at; /* the line end went with the delimiter */
	if (in[next] == '\r' && next + 1 < size && in[next + 1] == '\n')
		next++;
	if (in[next] == '\r' && next + 1 == size)
		return next + 1 - at;
	return in[next] == '\n' ? next + 1 - at : 0;
}

static GBytes *qp_decode(const vt_scan *scan, const vt_entity *leaf)
{
	const uint8_t *in = scan->bytes + leaf->body;
	size_t size = leaf->end - leaf->body, used = 0, at = 0;
	uint8_t *out = g_malloc(size + 1);

	while (at < size) {
		const uint8_t *mark = memchr(in + at, '=', size - at);
		size_t plain = mark ? (size_t)(mark - in) - at : size - at;

		memcpy(out + used, in + at, plain);
		used += plain;
		at += plain;
		if (!mark)
			break;
		size_t taken = soft_break(in, at, size);
		if (taken == 0 && at + 2 < size && g_ascii_isxdigit(in[at + 1])
		    && g_ascii_isxdigit(in[at + 2])) {
			out[used++] = (uint8_t)(g_ascii_xdigit_value((char)in[at + 1]) << 4
						| g_ascii_xdigit_value((char)in[at + 2]));
			taken = 3;
		} else if (taken == 0) {
			out[used++] = '=';
			taken = 1;
		}
		at += taken;
	}
	return g_bytes_new_take(g_realloc(out, MAX(used, 1)), used);
}

static GBytes *decode(vt_scan *scan, const vt_entity *leaf)
{
	switch (leaf->encoding) {
	case VT_ENC_BASE64:
		return base64_decode(scan, leaf);
	case VT_ENC_QP:
		return qp_decode(scan, leaf);
	case VT_ENC_7BIT:
	case VT_ENC_8BIT:
	case VT_ENC_BINARY:
	case VT_ENC_UNKNOWN:
		break;
	}
	/* borrowed like the scan itself: no copy of 64 MiB */
	return g_bytes_new_static(scan->bytes + leaf->body, leaf->end - leaf->body);
}

GBytes *vt_scan_decode(vt_scan *scan, const vt_entity *leaf)
{
	GBytes *content = decode(scan, leaf);
	gsize size;
	const uint8_t *bytes = g_bytes_get_data(content, &size);

	if (size > 0)
		vt_scan_hidden_text(scan, leaf, bytes, size);
	return content;
}

GBytes *vt_scan_canonical(const void *bytes, size_t size)
{
	const uint8_t *in = bytes;
	size_t bare = 0, used = 0;

	for (size_t at = 0; at < size; at++) {
		const uint8_t *newline = memchr(in + at, '\n', size - at);
		if (!newline)
			break;
		at = (size_t)(newline - in);
		bare += at == 0 || in[at - 1] != '\r';
	}
	uint8_t *out = g_malloc(size + bare + 1);
	for (size_t at = 0; at < size;) {
		const uint8_t *newline = memchr(in + at, '\n', size - at);
		size_t end = newline ? (size_t)(newline - in) : size;

		memcpy(out + used, in + at, end - at);
		used += end - at;
		if (newline && (end == 0 || in[end - 1] != '\r'))
			out[used++] = '\r';
		if (newline)
			out[used++] = '\n';
		at = newline ? end + 1 : size;
	}
	return g_bytes_new_take(out, used);
}
