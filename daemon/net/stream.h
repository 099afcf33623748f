/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * stream - one connection to a server, with an end to every wait
 *
 * TCP first, TLS at once or later. Everything blocks, but never longer than the deadline: it is
 * absolute, for a whole command, so that a server that drips a byte now and then gains nothing. A
 * cap bounds what one command may bring. cancel_fd becoming readable ends every wait. The end of
 * the stream is an error; EINTR is not. SIGPIPE must be ignored.
 */
#ifndef VT_NET_STREAM_H
#define VT_NET_STREAM_H

#include <glib.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <sys/types.h>

#include "net/tls.h"

typedef struct vt_stream vt_stream;

/* host: a name or an address, or the path of a UNIX socket (port is not looked at). cancel_fd: -1 =
 * none; borrowed. Errors are VT_RETRY_LATER unless they say otherwise. */
vt_stream *vt_stream_open(const char *host, uint16_t port, int64_t deadline_ms, int cancel_fd,
			  GError **error);
void vt_stream_close(vt_stream *stream);
G_DEFINE_AUTOPTR_CLEANUP_FUNC(vt_stream, vt_stream_close)

/* The handshake, within the deadline. What the server said in the clear and nobody read yet is a
 * fault (CVE-2011-0411): callers that buffer must look into their own buffer too. VT_NEVER: its
 * certificate is refused, and stays so until somebody acts. */
bool vt_stream_start_tls(vt_stream *stream, const vt_tls *tls, GError **error);
bool vt_stream_is_tls(const vt_stream *stream);

/* From now on: that many milliseconds, and at most that many bytes read (0 = as before). */
void vt_stream_begin(vt_stream *stream, int64_t deadline_ms, uint64_t max_bytes);

/* At least one byte, at most size; -1 with error: end, deadline, cap, cancel or fault. */
ssize_t vt_stream_read(vt_stream *stream, void *buffer, size_t size, GError **error);
bool vt_stream_write(vt_stream *stream, const void *bytes, size_t size, GError **error);

/* For waiting outside (IDLE): the descriptor, and whether bytes lie decrypted already. */
int vt_stream_fd(const vt_stream *stream);
bool vt_stream_has_pending(const vt_stream *stream);
/* "host:port", for errors and logs. */
const char *vt_stream_peer(const vt_stream *stream);
/* "sha256:..." of the server's key, for a pin, also when it was refused; NULL without TLS. */
const char *vt_stream_key(const vt_stream *stream);

/* From and until when the server's certificate holds, UTC seconds, whoever vouches for it; false:
 * no TLS. */
bool vt_stream_validity(const vt_stream *stream, int64_t *from_out, int64_t *until_out);

#endif
