/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * prefixes - where earlier states of a PDF may have ended
 */
#include "filters/prefixes.h"

#include <string.h>

#include "doc/report.h"

static const char end_mark[] = "%%EOF";
#define MARK_BYTES (sizeof(end_mark) - 1)

typedef struct ends {
	const uint8_t *bytes;
	size_t size, hashed;
	GChecksum *sum; /* of the first hashed bytes */
	GArray *prefixes;
} ends;

static void add(ends *e, size_t at)
{
	vt_prefix prefix = { .bytes = at };

	if (at >= e->size || at <= e->hashed)
		return;
	g_checksum_update(e->sum, e->bytes + e->hashed, (gssize)(at - e->hashed));
	e->hashed = at;
	GChecksum *here = g_checksum_copy(e->sum);
	g_strlcpy(prefix.sha256, g_checksum_get_string(here), sizeof(prefix.sha256));
	g_checksum_free(here);
	g_array_append_val(e->prefixes, prefix);
}

/* Programs end the file at the mark, or after a line end: each way it may have been. */
static void add_ends(ends *e, size_t at)
{
	add(e, at);
	if (at < e->size && e->bytes[at] == '\r')
		add(e, ++at);
	if (at < e->size && e->bytes[at] == '\n')
		add(e, at + 1);
}

GArray *vt_prefixes_of(const uint8_t *bytes, size_t size, unsigned most)
{
	ends e = { .bytes = bytes,
		   .size = size,
		   .sum = g_checksum_new(G_CHECKSUM_SHA256),
		   .prefixes = g_array_new(FALSE, TRUE, sizeof(vt_prefix)) };
	const uint8_t *mark = bytes;

	while (e.prefixes->len <= most
	       && (mark = memmem(mark, size - (size_t)(mark - bytes), end_mark, MARK_BYTES))
			  != NULL) {
		mark += MARK_BYTES;
		add_ends(&e, (size_t)(mark - bytes));
	}
	g_checksum_free(e.sum);
	if (e.prefixes->len == 0 || e.prefixes->len > most)
		g_clear_pointer(&e.prefixes, g_array_unref);
	return e.prefixes;
}
