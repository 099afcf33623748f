/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * low - a mailstream_low_driver
 */
#include "net/etpan/low.h"

#include <stdlib.h>

#include "base/error.h"

/* Real answers have four levels; at 200,000 libetpan's stack is at its end. */
#define MAX_DEPTH 100
#define BUFFER    8192

static bool is_sane(vt_low *low, const char *bytes, size_t size)
{
	for (size_t i = 0; low->is_guarded && i < size; i++) {
		low->depth += bytes[i] == '(';
		low->depth -= bytes[i] == ')' && low->depth > 0;
		if (low->depth > MAX_DEPTH)
			return vt_error_set(&low->cause, VT_RETRY_LATER,
					    "%s: the answer is nested too deeply",
					    vt_stream_peer(low->stream));
	}
	return true;
}

/* The end of the stream is -1: at 0 libetpan would ask again, for ever. */
static ssize_t low_read(mailstream_low *handle, void *buffer, size_t size)
{
	vt_low *low = handle->data;
	ssize_t n;

	if (low->cause != NULL)
		return -1;
	n = vt_stream_read(low->stream, buffer, size, &low->cause);
	return n > 0 && is_sane(low, buffer, (size_t)n) ? n : -1;
}

static ssize_t low_write(mailstream_low *handle, const void *bytes, size_t size)
{
	vt_low *low = handle->data;

	if (low->cause != NULL || !vt_stream_write(low->stream, bytes, size, &low->cause))
		return -1;
	return (ssize_t)size;
}

static int low_close(mailstream_low *handle)
{
	(void)handle;
	return 0;
}

static int low_fd(mailstream_low *handle)
{
	const vt_low *low = handle->data;

	return vt_stream_fd(low->stream);
}

/* What mailstream_low_new() took from malloc(). */
static void low_free(mailstream_low *handle)
{
	free(handle->identifier);
	free(handle);
}

static void low_cancel(mailstream_low *handle)
{
	(void)handle;
}

static struct mailstream_cancel *low_get_cancel(mailstream_low *handle)
{
	(void)handle;
	return NULL;
}

static carray *low_chain(mailstream_low *handle)
{
	(void)handle;
	return NULL;
}

static int low_idle(mailstream_low *handle)
{
	(void)handle;
	return -1;
}

static mailstream_low_driver driver = {
	.mailstream_read = low_read,
	.mailstream_write = low_write,
	.mailstream_close = low_close,
	.mailstream_get_fd = low_fd,
	.mailstream_free = low_free,
	.mailstream_cancel = low_cancel,
	.mailstream_get_cancel = low_get_cancel,
	.mailstream_get_certificate_chain = low_chain,
	.mailstream_setup_idle = low_idle,
	.mailstream_unsetup_idle = low_idle,
	.mailstream_interrupt_idle = low_idle,
};

mailstream *vt_low_open(vt_low *low, vt_stream *take_stream)
{
	mailstream_low *handle = mailstream_low_new(low, &driver);
	mailstream *stream;

	g_assert(handle != NULL);
	*low = (vt_low){ .stream = take_stream, .is_guarded = true };
	stream = mailstream_new(handle, BUFFER);
	g_assert(stream != NULL);
	return stream;
}

void vt_low_clear(vt_low *low)
{
	g_clear_pointer(&low->stream, vt_stream_close);
	g_clear_error(&low->cause);
}

void vt_low_begin(vt_low *low, int64_t deadline_ms, uint64_t max_bytes, bool is_guarded)
{
	vt_stream_begin(low->stream, deadline_ms, max_bytes);
	low->is_guarded = is_guarded;
	low->depth = 0;
}
