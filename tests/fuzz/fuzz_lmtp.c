/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * fuzz_lmtp - what a client may say; whatever the pieces, the same is kept
 */
#include "net/lmtp.h"

#include <string.h>

int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t size);

typedef struct house {
	GString *written, *kept;
	bool open;
} house;

static bool knows(const char *address, void *data)
{
	(void)data;
	return address[0] == 'v';
}

static bool begin(void *data, bool *full_out)
{
	house *h = data;

	g_assert(!h->open);
	h->open = true;
	*full_out = false;
	g_string_truncate(h->written, 0);
	return true;
}

static bool put(const uint8_t *bytes, size_t size, void *data, bool *full_out)
{
	house *h = data;

	g_assert(h->open);
	*full_out = false;
	g_string_append_len(h->written, (const char *)bytes, (gssize)size);
	return true;
}

/* Whatever was said: a message that is kept has no bare CR and no bare LF. */
static void whole(const vt_lmtp_envelope *envelope, void *data)
{
	house *h = data;

	g_assert(h->open && envelope->mail_from != NULL && envelope->rcpt_to->len > 0);
	h->open = false;
	for (gsize i = 0; i < h->written->len; i++) {
		char at = h->written->str[i];

		g_assert(at != '\r' || (i + 1 < h->written->len && h->written->str[i + 1] == '\n'));
		g_assert(at != '\n' || (i > 0 && h->written->str[i - 1] == '\r'));
	}
	g_string_append_len(h->kept, h->written->str, (gssize)h->written->len);
	g_string_append_c(h->kept, '\0');
}

static void drop(void *data)
{
	house *h = data;

	g_assert(h->open);
	h->open = false;
}

static GString *kept_of(const uint8_t *bytes, size_t size, size_t piece)
{
	house h = { .written = g_string_new(NULL), .kept = g_string_new(NULL) };
	const vt_lmtp_house face = { .name = "mx.example",
				     .max_bytes = 200,
				     .knows = knows,
				     .begin = begin,
				     .write = put,
				     .whole = whole,
				     .drop = drop,
				     .data = &h };
	g_autoptr(GString) out = g_string_new(NULL);
	vt_lmtp *lmtp = vt_lmtp_new(&face, out);

	for (size_t at = 0; at < size; at += piece) {
		vt_lmtp_feed(lmtp, bytes + at, MIN(piece, size - at), out);
		while (vt_lmtp_is_waiting(lmtp))
			vt_lmtp_answer(lmtp, VT_LMTP_KEPT, "id", out);
	}
	vt_lmtp_free(lmtp);
	g_assert(!h.open);
	g_string_append_len(h.kept, out->str, (gssize)out->len);
	g_string_free(h.written, TRUE);
	return h.kept;
}

int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t size)
{
	g_autoptr(GString) at_once = kept_of(bytes, size, MAX(size, 1));
	g_autoptr(GString) in_bytes = kept_of(bytes, size, 1);

	g_assert(g_string_equal(at_once, in_bytes));
	return 0;
}
