/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * lmtp_data - the bytes of a message: dots taken off, its end found, bare CR and LF refused
 */
#include "net/lmtp_private.h"

/* The first reason stays, but for a bare CR or LF: that one holds at the next try too. */
static void spoil(vt_lmtp *lmtp, vt_spoilt why)
{
	if (lmtp->spoilt != VT_SPOILT_NOT && why != VT_SPOILT_BARE)
		return;
	lmtp->spoilt = why;
	if (lmtp->has_begun)
		lmtp->house->drop(lmtp->house->data);
	lmtp->has_begun = false;
}

void vt_lmtp_begin(vt_lmtp *lmtp)
{
	bool full = false;

	lmtp->place = VT_AT_LINE_START;
	lmtp->spoilt = VT_SPOILT_NOT;
	lmtp->bytes = 0;
	lmtp->has_begun = lmtp->house->begin(lmtp->house->data, &full);
	if (!lmtp->has_begun)
		lmtp->spoilt = full ? VT_SPOILT_FULL : VT_SPOILT_LATER;
}

static void put(vt_lmtp *lmtp, const uint8_t *bytes, size_t size)
{
	bool full = false;

	if (size == 0 || lmtp->spoilt != VT_SPOILT_NOT)
		return;
	lmtp->bytes += size;
	if (lmtp->bytes > lmtp->house->max_bytes)
		spoil(lmtp, VT_SPOILT_BIG);
	else if (!lmtp->house->write(bytes, size, lmtp->house->data, &full))
		spoil(lmtp, full ? VT_SPOILT_FULL : VT_SPOILT_LATER);
}

/* Where the line stands after this byte; a bare CR or LF ends no line. */
static vt_data_place step(vt_lmtp *lmtp, uint8_t byte)
{
	bool after_cr = lmtp->place == VT_AT_CR || lmtp->place == VT_AT_DOT_CR;

	if (after_cr && byte == '\n')
		return VT_AT_LINE_START;
	if (after_cr || byte == '\n')
		spoil(lmtp, VT_SPOILT_BARE);
	if (byte == '\r')
		return lmtp->place == VT_AT_DOT ? VT_AT_DOT_CR : VT_AT_CR;
	return lmtp->place == VT_AT_LINE_START && byte == '.' ? VT_AT_DOT : VT_IN_LINE;
}

/* RFC 5321 §4.5.2: the dot that begins a line is the client's, not the message's. */
size_t vt_lmtp_take_data(vt_lmtp *lmtp, const uint8_t *bytes, size_t size, bool *ended_out)
{
	size_t from = 0;

	*ended_out = false;
	for (size_t i = 0; i < size; i++) {
		bool ends = lmtp->place == VT_AT_DOT_CR && bytes[i] == '\n';
		bool may_end = lmtp->place == VT_AT_DOT && bytes[i] == '\r';
		vt_data_place next = step(lmtp, bytes[i]);

		if (next == VT_AT_DOT || may_end) {
			/* Held back: the CR is put when it turns out to be the message's. */
			put(lmtp, bytes + from, i - from);
			from = i + 1;
		}
		lmtp->place = next;
		if (ends) {
			*ended_out = true;
			return i + 1;
		}
	}
	put(lmtp, bytes + from, size - from);
	return size;
}

size_t vt_lmtp_take_chunk(vt_lmtp *lmtp, const uint8_t *bytes, size_t size, bool *ended_out)
{
	size_t n = (size_t)MIN((uint64_t)size, lmtp->chunk_left);

	lmtp->chunk_left -= n;
	*ended_out = lmtp->chunk_left == 0;
	if (lmtp->chunk_refused)
		return n;
	for (size_t i = 0; i < n; i++) {
		/* RFC 3030: no dots here, but a line still ends with CRLF (8BITMIME). */
		if (lmtp->place == VT_AT_CR ? bytes[i] != '\n' : bytes[i] == '\n')
			spoil(lmtp, VT_SPOILT_BARE);
		lmtp->place = bytes[i] == '\r' ? VT_AT_CR : VT_IN_LINE;
	}
	if (*ended_out && lmtp->last_chunk && lmtp->place == VT_AT_CR)
		spoil(lmtp, VT_SPOILT_BARE);
	put(lmtp, bytes, n);
	return n;
}
