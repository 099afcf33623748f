/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * publish - a file appears under its final name whole and durable, or not at all
 */
#include "base/io.h"

#include <errno.h>

#include "base/draft.h"
#include "base/error.h"

#define CHUNK_BYTES ((size_t)128 * 1024)

bool vt_io_publish(int dir_fd, const char *name, GBytes *bytes, mode_t mode, GError **error)
{
	size_t size;
	const void *start = g_bytes_get_data(bytes, &size);
	g_auto(vt_draft) draft = VT_DRAFT_INIT;

	if (!vt_draft_open(&draft, dir_fd, name, error))
		return false;
	if (!vt_draft_write(&draft, start, size, error)) {
		g_prefix_error(error, "'%s': ", name);
		return false;
	}
	return vt_draft_publish(&draft, name, mode, error);
}

bool vt_io_copy(int in_fd, int out_fd, uint64_t max_bytes, vt_published *copied_out, GError **error)
{
	g_autofree guint8 *chunk = g_malloc(CHUNK_BYTES);
	g_autoptr(GChecksum) sum = g_checksum_new(G_CHECKSUM_SHA256);
	uint64_t done = 0;

	for (;;) {
		ssize_t got = read(in_fd, chunk, CHUNK_BYTES);

		if (got < 0 && errno == EINTR)
			continue;
		if (got < 0)
			return vt_error_errno(error, "cannot read");
		if (got == 0)
			break;
		if ((uint64_t)got > max_bytes - done)
			return vt_error_set(error, VT_NEVER,
					    "cannot copy: more than %" G_GUINT64_FORMAT " bytes",
					    max_bytes);
		if (!vt_io_write_full(out_fd, chunk, (size_t)got, error))
			return false;
		g_checksum_update(sum, chunk, got);
		done += (uint64_t)got;
	}
	if (copied_out) {
		g_strlcpy(copied_out->sha256, g_checksum_get_string(sum),
			  sizeof copied_out->sha256);
		copied_out->bytes = done;
	}
	return true;
}

static bool copy_into(vt_draft *draft, const char *name, int in_fd, uint64_t max_bytes,
		      vt_published *published_out, GError **error)
{
	bool ok = vt_io_copy(in_fd, draft->fd, max_bytes, published_out, error);

	if (!ok)
		g_prefix_error(error, "'%s': ", name);
	return ok;
}

bool vt_io_publish_copy(int dir_fd, const char *name, int in_fd, uint64_t max_bytes,
			vt_published *published_out, GError **error)
{
	g_auto(vt_draft) draft = VT_DRAFT_INIT;

	return vt_draft_open(&draft, dir_fd, name, error)
	       && copy_into(&draft, name, in_fd, max_bytes, published_out, error)
	       && vt_draft_publish(&draft, name, 0600, error);
}

bool vt_io_publish_shared(int dir_fd, const char *name, int in_fd, uint64_t max_bytes,
			  vt_published *published_out, GError **error)
{
	g_auto(vt_draft) draft = VT_DRAFT_INIT;

	return vt_draft_open(&draft, dir_fd, name, error)
	       && copy_into(&draft, name, in_fd, max_bytes, published_out, error)
	       && vt_draft_publish(&draft, name, 0640, error);
}
