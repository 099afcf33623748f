/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * lmtp - the session: lines cut, modes changed, replies for whole messages
 */
#include "net/lmtp_private.h"

#include <string.h>

#include "base/limits.h"

void vt_lmtp_say(GString *out, int code, const char *status, const char *text)
{
	if (status == NULL)
		g_string_append_printf(out, "%d %s\r\n", code, text);
	else
		g_string_append_printf(out, "%d %s %s\r\n", code, status, text);
}

void vt_lmtp_end(vt_lmtp *lmtp, const char *why, GString *out)
{
	if (lmtp->mode == VT_LMTP_OVER)
		return;
	g_string_append_printf(out, "421 4.3.2 %s %s\r\n", lmtp->house->name, why);
	vt_lmtp_reset(lmtp);
	lmtp->waiting = false;
	lmtp->mode = VT_LMTP_OVER;
}

void vt_lmtp_blame(vt_lmtp *lmtp, int code, const char *status, const char *text, GString *out)
{
	vt_lmtp_say(out, code, status, text);
	if (++lmtp->faults >= VT_MAX_LMTP_FAULTS)
		vt_lmtp_end(lmtp, "too many errors", out);
}

void vt_lmtp_reset(vt_lmtp *lmtp)
{
	if (lmtp->has_begun)
		lmtp->house->drop(lmtp->house->data);
	lmtp->has_begun = false;
	lmtp->has_sender = false;
	g_clear_pointer(&lmtp->envelope.mail_from, g_free);
	g_ptr_array_set_size(lmtp->envelope.rcpt_to, 0);
	lmtp->spoilt = VT_SPOILT_NOT;
	lmtp->bytes = 0;
}

vt_lmtp *vt_lmtp_new(const vt_lmtp_house *house, GString *out)
{
	vt_lmtp *lmtp = g_new0(vt_lmtp, 1);

	lmtp->house = house;
	lmtp->line = g_byte_array_new();
	lmtp->behind = g_byte_array_new();
	lmtp->envelope.rcpt_to = g_ptr_array_new_with_free_func(g_free);
	g_string_append_printf(out, "220 %s LMTP vanthu\r\n", house->name);
	return lmtp;
}

void vt_lmtp_free(vt_lmtp *lmtp)
{
	if (lmtp == NULL)
		return;
	vt_lmtp_reset(lmtp);
	g_ptr_array_unref(lmtp->envelope.rcpt_to);
	g_byte_array_unref(lmtp->line);
	g_byte_array_unref(lmtp->behind);
	g_free(lmtp);
}

/* RFC 2033 §4.2: one reply for each recipient that was accepted. */
static void answer_all(vt_lmtp *lmtp, int code, const char *status, const char *text, GString *out)
{
	for (guint i = 0; i < lmtp->envelope.rcpt_to->len; i++)
		g_string_append_printf(out, "%d %s <%s> %s\r\n", code, status,
				       (const char *)lmtp->envelope.rcpt_to->pdata[i], text);
	vt_lmtp_reset(lmtp);
}

static void answer_spoilt(vt_lmtp *lmtp, GString *out)
{
	switch (lmtp->spoilt) {
	case VT_SPOILT_BIG:
		answer_all(lmtp, 552, "5.3.4", "message is larger than is taken here", out);
		break;
	case VT_SPOILT_BARE:
		answer_all(lmtp, 554, "5.6.0", "bare CR or LF in the message", out);
		break;
	case VT_SPOILT_FULL:
		answer_all(lmtp, 452, "4.3.1", "no room, try again later", out);
		break;
	case VT_SPOILT_LATER:
		answer_all(lmtp, 451, "4.3.0", "cannot keep it now, try again later", out);
		break;
	case VT_SPOILT_NOT:
		g_assert_not_reached();
	}
}

static void message_ends(vt_lmtp *lmtp, GString *out)
{
	lmtp->mode = VT_LMTP_COMMANDS;
	if (lmtp->spoilt != VT_SPOILT_NOT) {
		answer_spoilt(lmtp, out);
		return;
	}
	lmtp->has_begun = false;
	lmtp->waiting = true;
	lmtp->house->whole(&lmtp->envelope, lmtp->house->data);
}

static void chunk_ends(vt_lmtp *lmtp, GString *out)
{
	lmtp->mode = VT_LMTP_COMMANDS;
	if (lmtp->chunk_refused) {
		lmtp->chunk_refused = false;
		vt_lmtp_blame(lmtp, 503, "5.5.1", lmtp->refusal, out);
	} else if (lmtp->last_chunk) {
		message_ends(lmtp, out);
	} else {
		vt_lmtp_say(out, 250, "2.0.0", "chunk taken");
	}
}

/* RFC 5321 §2.3.8: CRLF and nothing else. Whoever sends otherwise is not followed any further. */
static void line_ends(vt_lmtp *lmtp, GString *out)
{
	guint size = lmtp->line->len;
	bool clean = size >= 2 && lmtp->line->data[size - 2] == '\r'
		     && memchr(lmtp->line->data, '\r', size - 2) == NULL
		     && memchr(lmtp->line->data, '\0', size) == NULL;

	if (lmtp->line_too_long) {
		vt_lmtp_blame(lmtp, 500, "5.5.2", "line too long", out);
	} else if (!clean) {
		vt_lmtp_end(lmtp, "bare CR, LF or NUL in a command", out);
	} else {
		g_autofree char *line = g_strndup((const char *)lmtp->line->data, size - 2);

		vt_lmtp_command(lmtp, line, out);
	}
	lmtp->line_too_long = false;
	g_byte_array_set_size(lmtp->line, 0);
}

static size_t take_line(vt_lmtp *lmtp, const uint8_t *bytes, size_t size, GString *out)
{
	const uint8_t *end = memchr(bytes, '\n', size);
	size_t n = end == NULL ? size : (size_t)(end - bytes) + 1;

	if (lmtp->line->len + n > VT_MAX_LMTP_LINE_BYTES) {
		lmtp->line_too_long = true;
		g_byte_array_set_size(lmtp->line, 0);
	} else {
		g_byte_array_append(lmtp->line, bytes, (guint)n);
	}
	if (end != NULL)
		line_ends(lmtp, out);
	if (lmtp->mode == VT_LMTP_CHUNK && lmtp->chunk_left == 0)
		chunk_ends(lmtp, out);
	return n;
}

static size_t take_piece(vt_lmtp *lmtp, const uint8_t *bytes, size_t size, GString *out)
{
	bool ended = false;
	size_t n = 0;

	switch (lmtp->mode) {
	case VT_LMTP_COMMANDS:
		return take_line(lmtp, bytes, size, out);
	case VT_LMTP_DATA:
		n = vt_lmtp_take_data(lmtp, bytes, size, &ended);
		if (ended)
			message_ends(lmtp, out);
		return n;
	case VT_LMTP_CHUNK:
		n = vt_lmtp_take_chunk(lmtp, bytes, size, &ended);
		if (ended)
			chunk_ends(lmtp, out);
		return n;
	case VT_LMTP_OVER:
		return size;
	}
	g_assert_not_reached();
}

void vt_lmtp_feed(vt_lmtp *lmtp, const uint8_t *bytes, size_t size, GString *out)
{
	g_assert(!lmtp->waiting);
	while (size > 0 && !lmtp->waiting) {
		size_t n = take_piece(lmtp, bytes, size, out);

		bytes += n;
		size -= n;
	}
	if (size > 0)
		g_byte_array_append(lmtp->behind, bytes, (guint)size);
}

void vt_lmtp_answer(vt_lmtp *lmtp, vt_lmtp_fate fate, const char *id, GString *out)
{
	g_autoptr(GByteArray) behind = lmtp->behind;

	g_assert(lmtp->waiting && fate < VT_LMTP_N_FATES);
	lmtp->waiting = false;
	if (fate == VT_LMTP_KEPT) {
		answer_all(lmtp, 250, "2.0.0", id, out);
	} else {
		lmtp->spoilt = fate == VT_LMTP_FULL ? VT_SPOILT_FULL : VT_SPOILT_LATER;
		answer_spoilt(lmtp, out);
	}
	lmtp->behind = g_byte_array_new();
	if (behind->len > 0)
		vt_lmtp_feed(lmtp, behind->data, behind->len, out);
}

bool vt_lmtp_is_waiting(const vt_lmtp *lmtp)
{
	return lmtp->waiting;
}

bool vt_lmtp_is_over(const vt_lmtp *lmtp)
{
	return lmtp->mode == VT_LMTP_OVER;
}

bool vt_lmtp_is_idle(const vt_lmtp *lmtp)
{
	return !lmtp->waiting && lmtp->mode == VT_LMTP_COMMANDS && !lmtp->has_sender
	       && lmtp->line->len == 0;
}
