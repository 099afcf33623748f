/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * stream - one connection to a server, with an end to every wait
 */
#include "net/stream.h"

#include <arpa/inet.h>
#include <errno.h>
#include <netdb.h>
#include <netinet/in.h>
#include <netinet/tcp.h>
#include <openssl/err.h>
#include <openssl/x509v3.h>
#include <poll.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/un.h>

#include "base/error.h"
#include "base/io.h"
#include "net/tls_private.h"

struct vt_stream {
	int fd, cancel_fd;
	char *host, *peer, *key;
	SSL *ssl;
	int64_t until_us; /* monotonic */
	uint64_t left;    /* bytes that may still be read */
	bool is_capped;
};

static bool fault(const vt_stream *stream, GError **error, const char *what)
{
	return vt_error_set(error, VT_RETRY_LATER, "%s: %s", stream->peer, what);
}

/* Until fd is ready for events. */
static bool wait_for(const vt_stream *stream, short events, GError **error)
{
	for (;;) {
		struct pollfd items[] = { { stream->fd, events, 0 },
					  { stream->cancel_fd, POLLIN, 0 } };
		int64_t left_us = stream->until_us - g_get_monotonic_time();
		int n;

		if (left_us <= 0)
			return fault(stream, error, "no answer in time");
		n = poll(items, G_N_ELEMENTS(items), (int)MIN(left_us / 1000 + 1, G_MAXINT));
		if (n < 0 && errno != EINTR)
			return vt_error_errno(error, "%s: cannot wait", stream->peer);
		if (n > 0 && items[1].revents != 0)
			return fault(stream, error, "interrupted");
		if (n > 0 && items[0].revents != 0)
			return true;
	}
}

void vt_stream_begin(vt_stream *stream, int64_t deadline_ms, uint64_t max_bytes)
{
	stream->until_us = g_get_monotonic_time() + deadline_ms * 1000;
	if (max_bytes > 0) {
		stream->left = max_bytes;
		stream->is_capped = true;
	}
}

static int connect_to(vt_stream *stream, const struct sockaddr *address, socklen_t size,
		      GError **error)
{
	vt_autofd int fd =
		socket(address->sa_family, SOCK_STREAM | SOCK_CLOEXEC | SOCK_NONBLOCK, 0);
	int result = 0;
	socklen_t result_size = sizeof result;

	if (fd < 0) {
		vt_error_errno(error, "%s: cannot make a socket", stream->peer);
		return -1;
	}
	stream->fd = fd;
	/* What we write is whole: the end of a message must not wait for the other side's ACK. */
	(void)setsockopt(fd, IPPROTO_TCP, TCP_NODELAY, &(int){ 1 }, sizeof(int));
	if (connect(fd, address, size) != 0) {
		if (errno != EINPROGRESS && errno != EAGAIN) {
			vt_error_errno(error, "%s: cannot connect", stream->peer);
			return -1;
		}
		if (!wait_for(stream, POLLOUT, error))
			return -1;
		if (getsockopt(fd, SOL_SOCKET, SO_ERROR, &result, &result_size) != 0
		    || result != 0) {
			vt_error_set(error, VT_RETRY_LATER, "%s: cannot connect: %s", stream->peer,
				     g_strerror(result));
			return -1;
		}
	}
	return vt_fd_steal(&fd);
}

static int connect_path(vt_stream *stream, GError **error)
{
	struct sockaddr_un address = { .sun_family = AF_UNIX };

	if (strlen(stream->host) >= sizeof address.sun_path) {
		fault(stream, error, "the path is too long");
		return -1;
	}
	g_strlcpy(address.sun_path, stream->host, sizeof address.sun_path);
	return connect_to(stream, (const struct sockaddr *)&address, sizeof address, error);
}

/* Each address of the name in turn; what the last one said is told. */
static int connect_host(vt_stream *stream, uint16_t port, GError **error)
{
	const struct addrinfo hints = { .ai_socktype = SOCK_STREAM, .ai_flags = AI_ADDRCONFIG };
	g_autofree char *service = g_strdup_printf("%u", port);
	struct addrinfo *all = NULL;
	int known = getaddrinfo(stream->host, service, &hints, &all), fd = -1;

	if (known != 0) {
		fault(stream, error, gai_strerror(known));
		return -1;
	}
	for (const struct addrinfo *each = all; each != NULL && fd < 0; each = each->ai_next) {
		g_clear_error(error);
		fd = connect_to(stream, each->ai_addr, each->ai_addrlen, error);
	}
	freeaddrinfo(all);
	return fd;
}

vt_stream *vt_stream_open(const char *host, uint16_t port, int64_t deadline_ms, int cancel_fd,
			  GError **error)
{
	g_autoptr(vt_stream) stream = g_new0(vt_stream, 1);
	g_autoptr(GError) cause = NULL;

	stream->fd = -1;
	stream->cancel_fd = cancel_fd;
	stream->host = g_strdup(host);
	stream->peer = host[0] == '/' ? g_strdup(host) : g_strdup_printf("%s:%u", host, port);
	vt_stream_begin(stream, deadline_ms, 0);
	stream->fd =
		host[0] == '/' ? connect_path(stream, &cause) : connect_host(stream, port, &cause);
	if (stream->fd >= 0)
		return g_steal_pointer(&stream);
	g_propagate_error(error, g_steal_pointer(&cause));
	return NULL;
}

void vt_stream_close(vt_stream *stream)
{
	if (stream == NULL)
		return;
	/* No second half of the shutdown: the protocol above has said goodbye. */
	if (stream->ssl != NULL)
		SSL_shutdown(stream->ssl);
	SSL_free(stream->ssl);
	ERR_clear_error();
	vt_fd_close(&stream->fd);
	g_free(stream->host);
	g_free(stream->peer);
	g_free(stream->key);
	g_free(stream);
}

/* What SSL_get_error() wants before the call is made again. false: it failed. */
static bool wait_for_tls(const vt_stream *stream, int result, const char *what, GError **error)
{
	int why = SSL_get_error(stream->ssl, result);
	long verify = SSL_get_verify_result(stream->ssl);
	unsigned long detail;

	if (why == SSL_ERROR_WANT_READ)
		return wait_for(stream, POLLIN, error);
	if (why == SSL_ERROR_WANT_WRITE)
		return wait_for(stream, POLLOUT, error);
	if (why == SSL_ERROR_ZERO_RETURN || (why == SSL_ERROR_SYSCALL && errno == 0))
		return fault(stream, error, "the server closed the connection");
	if (verify != X509_V_OK && !SSL_is_init_finished(stream->ssl))
		return vt_error_set(error, VT_NEVER, "%s: certificate refused: %s; its key: %s",
				    stream->peer, X509_verify_cert_error_string(verify),
				    stream->key != NULL ? stream->key : "none");
	detail = ERR_peek_last_error();
	return vt_error_set(error, VT_RETRY_LATER, "%s: %s: %s", stream->peer, what,
			    detail != 0 ? ERR_reason_error_string(detail) : g_strerror(errno));
}

static bool is_address(const char *host)
{
	unsigned char room[sizeof(struct in6_addr)];

	return inet_pton(AF_INET, host, room) == 1 || inet_pton(AF_INET6, host, room) == 1;
}

/* RFC 9525 §6: the name that was configured, nothing that DNS said. */
static void expect_name(vt_stream *stream, const vt_tls *tls)
{
	X509_VERIFY_PARAM *param = SSL_get0_param(stream->ssl);

	if (!is_address(stream->host))
		SSL_set_tlsext_host_name(stream->ssl, stream->host);
	if (tls->pin != NULL)
		return;
	if (is_address(stream->host))
		X509_VERIFY_PARAM_set1_ip_asc(param, stream->host);
	else
		SSL_set1_host(stream->ssl, stream->host);
	X509_VERIFY_PARAM_set_hostflags(param, X509_CHECK_FLAG_NO_PARTIAL_WILDCARDS);
}

/* Bytes in the clear that lie there before our handshake are somebody's injection. */
static bool is_quiet(const vt_stream *stream)
{
	struct pollfd item = { stream->fd, POLLIN, 0 };

	return poll(&item, 1, 0) == 0;
}

bool vt_stream_start_tls(vt_stream *stream, const vt_tls *tls, GError **error)
{
	X509 *leaf;
	int result;

	g_assert(stream->ssl == NULL);
	if (!is_quiet(stream))
		return fault(stream, error, "the server speaks before TLS begins");
	ERR_clear_error();
	stream->ssl = SSL_new(tls->context);
	g_assert(stream->ssl != NULL);
	SSL_set_fd(stream->ssl, stream->fd);
	SSL_set_app_data(stream->ssl, &stream->key);
	expect_name(stream, tls);
	while ((result = SSL_connect(stream->ssl)) != 1)
		if (!wait_for_tls(stream, result, "no TLS", error))
			return false;
	leaf = SSL_get0_peer_certificate(stream->ssl);
	if (leaf == NULL)
		return fault(stream, error, "the server showed no certificate");
	if (stream->key == NULL)
		stream->key = vt_tls_key_of(leaf);
	return true;
}

bool vt_stream_is_tls(const vt_stream *stream)
{
	return stream->ssl != NULL;
}

static ssize_t read_plain(const vt_stream *stream, void *buffer, size_t size, GError **error)
{
	for (;;) {
		ssize_t n = recv(stream->fd, buffer, size, MSG_DONTWAIT);

		if (n > 0)
			return n;
		if (n == 0) {
			fault(stream, error, "the server closed the connection");
			return -1;
		}
		if (errno != EINTR && errno != EAGAIN) {
			vt_error_errno(error, "%s: cannot read", stream->peer);
			return -1;
		}
		if (!wait_for(stream, POLLIN, error))
			return -1;
	}
}

static ssize_t read_tls(const vt_stream *stream, void *buffer, size_t size, GError **error)
{
	for (;;) {
		int n;

		ERR_clear_error();
		errno = 0;
		n = SSL_read(stream->ssl, buffer, (int)MIN(size, G_MAXINT));
		if (n > 0)
			return n;
		if (!wait_for_tls(stream, n, "cannot read", error))
			return -1;
	}
}

ssize_t vt_stream_read(vt_stream *stream, void *buffer, size_t size, GError **error)
{
	ssize_t n;

	if (stream->is_capped && stream->left == 0) {
		fault(stream, error, "the answer is longer than is taken");
		return -1;
	}
	if (stream->is_capped)
		size = (size_t)MIN((uint64_t)size, stream->left);
	/* Also a server that is always ready does not go on for ever. */
	if (g_get_monotonic_time() >= stream->until_us) {
		fault(stream, error, "no answer in time");
		return -1;
	}
	n = stream->ssl != NULL ? read_tls(stream, buffer, size, error)
				: read_plain(stream, buffer, size, error);
	if (n > 0 && stream->is_capped)
		stream->left -= (uint64_t)n;
	return n;
}

/* Bytes written, 0 = try again, -1. */
static ssize_t write_some(const vt_stream *stream, const void *bytes, size_t size, GError **error)
{
	ssize_t n;

	ERR_clear_error();
	errno = 0;
	if (stream->ssl != NULL) {
		n = SSL_write(stream->ssl, bytes, (int)MIN(size, G_MAXINT));
		if (n > 0)
			return n;
		return wait_for_tls(stream, (int)n, "cannot write", error) ? 0 : -1;
	}
	n = send(stream->fd, bytes, size, MSG_NOSIGNAL | MSG_DONTWAIT);
	if (n >= 0)
		return n;
	if (errno != EINTR && errno != EAGAIN) {
		vt_error_errno(error, "%s: cannot write", stream->peer);
		return -1;
	}
	return wait_for(stream, POLLOUT, error) ? 0 : -1;
}

bool vt_stream_write(vt_stream *stream, const void *bytes, size_t size, GError **error)
{
	const uint8_t *at = bytes;

	while (size > 0) {
		ssize_t n = write_some(stream, at, size, error);

		if (n < 0)
			return false;
		at += n;
		size -= (size_t)n;
	}
	return true;
}

int vt_stream_fd(const vt_stream *stream)
{
	return stream->fd;
}

bool vt_stream_has_pending(const vt_stream *stream)
{
	return stream->ssl != NULL && SSL_has_pending(stream->ssl) == 1;
}

const char *vt_stream_peer(const vt_stream *stream)
{
	return stream->peer;
}

const char *vt_stream_key(const vt_stream *stream)
{
	return stream->key;
}

bool vt_stream_validity(const vt_stream *stream, int64_t *from_out, int64_t *until_out)
{
	X509 *leaf = stream->ssl != NULL ? SSL_get0_peer_certificate(stream->ssl) : NULL;

	return leaf != NULL && vt_tls_span_of(leaf, from_out, until_out);
}
