/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * test-stream - a connection against servers that hang, drip, lie, flood and vanish
 */
#include "net/stream.h"

#include <arpa/inet.h>
#include <openssl/ssl.h>
#include <signal.h>
#include <string.h>
#include <sys/eventfd.h>
#include <sys/socket.h>
#include <sys/time.h>
#include <sys/wait.h>

#include "base/clock.h"
#include "base/error.h"
#include "base/io.h"
#include "tests/unit/pki.h"

#define SECOND_MS 1000

/* One client is served by a child process, as play() likes it. */
typedef struct server {
	pid_t pid;
	uint16_t port;
} server;
typedef void (*play)(int fd, const pki_id *id);

static server serve(play play_it, const pki_id *id)
{
	struct sockaddr_in address = { .sin_family = AF_INET };
	socklen_t size = sizeof address;
	vt_autofd int fd = socket(AF_INET, SOCK_STREAM, 0);
	server s;

	address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
	g_assert_cmpint(bind(fd, (struct sockaddr *)&address, sizeof address), ==, 0);
	g_assert_cmpint(listen(fd, 1), ==, 0);
	g_assert_cmpint(getsockname(fd, (struct sockaddr *)&address, &size), ==, 0);
	s.port = ntohs(address.sin_port);
	s.pid = fork();
	if (s.pid == 0) {
		int client = accept(fd, NULL, NULL);

		alarm(20);
		play_it(client, id);
		close(client);
		_exit(0);
	}
	return s;
}

static void server_clear(server *s)
{
	kill(s->pid, SIGKILL);
	waitpid(s->pid, NULL, 0);
}
G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC(server, server_clear)

static void say(int fd, const char *text)
{
	g_assert_cmpint(write(fd, text, strlen(text)), ==, (ssize_t)strlen(text));
}

static vt_stream *open_to(const server *s, int cancel_fd)
{
	g_autoptr(GError) error = NULL;
	vt_stream *stream = vt_stream_open("localhost", s->port, 5 * SECOND_MS, cancel_fd, &error);

	g_assert_no_error(error);
	return stream;
}

/* Reads until it fails; returns how much came. */
static size_t read_all(vt_stream *stream, GError **error)
{
	char room[1000];
	size_t sum = 0;
	ssize_t n;

	while ((n = vt_stream_read(stream, room, sizeof room, error)) > 0)
		sum += (size_t)n;
	return sum;
}

static void assert_says(const GError *error, const char *words)
{
	g_assert_nonnull(error);
	g_assert_cmpint(error->code, ==, VT_RETRY_LATER);
	if (strstr(error->message, words) == NULL)
		g_error("'%s' does not say '%s'", error->message, words);
}

static void play_hello(int fd, const pki_id *id)
{
	(void)id;
	say(fd, "* OK hello\r\n");
}

static void test_end(void)
{
	g_auto(server) s = serve(play_hello, NULL);
	g_autoptr(vt_stream) stream = open_to(&s, -1);
	g_autoptr(GError) error = NULL;

	g_assert_cmpuint(read_all(stream, &error), ==, 12);
	assert_says(error, "closed the connection");
}

static void play_silence(int fd, const pki_id *id)
{
	char byte;

	(void)id;
	g_assert_cmpint(read(fd, &byte, 1), >=, 0);
	g_usleep(10 * G_USEC_PER_SEC);
}

static void test_silence(void)
{
	g_auto(server) s = serve(play_silence, NULL);
	g_autoptr(vt_stream) stream = open_to(&s, -1);
	g_autoptr(GError) error = NULL;

	vt_stream_begin(stream, 200, 0);
	g_assert_cmpuint(read_all(stream, &error), ==, 0);
	assert_says(error, "no answer in time");
}

static void play_drip(int fd, const pki_id *id)
{
	(void)id;
	for (int i = 0; i < 1000; i++) {
		if (write(fd, "x", 1) != 1)
			return;
		g_usleep(20 * 1000);
	}
}

/* A time for each byte would never end this. */
static void test_drip(void)
{
	g_auto(server) s = serve(play_drip, NULL);
	g_autoptr(vt_stream) stream = open_to(&s, -1);
	g_autoptr(GError) error = NULL;
	size_t came;

	vt_stream_begin(stream, 300, 0);
	came = read_all(stream, &error);
	assert_says(error, "no answer in time");
	g_assert_cmpuint(came, >, 0);
	g_assert_cmpuint(came, <=, 20);
}

static void play_flood(int fd, const pki_id *id)
{
	char piece[4096] = { 0 };

	(void)id;
	while (write(fd, piece, sizeof piece) > 0)
		;
}

static void test_flood(void)
{
	g_auto(server) s = serve(play_flood, NULL);
	g_autoptr(vt_stream) stream = open_to(&s, -1);
	g_autoptr(GError) error = NULL;

	vt_stream_begin(stream, 5 * SECOND_MS, 100000);
	g_assert_cmpuint(read_all(stream, &error), ==, 100000);
	assert_says(error, "longer than is taken");
}

/* A server that is always ready has a deadline too. */
static void test_flood_in_time(void)
{
	g_auto(server) s = serve(play_flood, NULL);
	g_autoptr(vt_stream) stream = open_to(&s, -1);
	g_autoptr(GError) error = NULL;

	vt_stream_begin(stream, 200, 0);
	read_all(stream, &error);
	assert_says(error, "no answer in time");
}

static void test_cancel(void)
{
	vt_autofd int cancel = eventfd(1, EFD_CLOEXEC);
	g_auto(server) s = serve(play_silence, NULL);
	g_autoptr(GError) error = NULL;
	g_autoptr(vt_stream) stream =
		vt_stream_open("127.0.0.1", s.port, 5 * SECOND_MS, -1, &error);
	g_autoptr(vt_stream) second = NULL;

	g_assert_nonnull(stream);
	second = vt_stream_open("localhost", s.port, 5 * SECOND_MS, cancel, &error);
	if (second != NULL)
		read_all(second, &error);
	assert_says(error, "interrupted");
}

static void on_alarm(int number)
{
	(void)number;
}

/* Signals between the bytes are nobody's end of a connection. */
static void test_interrupted_calls(void)
{
	struct sigaction act = { .sa_handler = on_alarm };
	struct itimerval often = { { 0, 5000 }, { 0, 5000 } }, never = { { 0, 0 }, { 0, 0 } };
	g_auto(server) s = serve(play_drip, NULL);
	g_autoptr(vt_stream) stream = open_to(&s, -1);
	g_autoptr(GError) error = NULL;
	size_t came;

	sigaction(SIGALRM, &act, NULL);
	setitimer(ITIMER_REAL, &often, NULL);
	vt_stream_begin(stream, 300, 0);
	came = read_all(stream, &error);
	setitimer(ITIMER_REAL, &never, NULL);
	assert_says(error, "no answer in time");
	g_assert_cmpuint(came, >, 3);
}

static void test_nobody(void)
{
	server s = serve(play_hello, NULL);
	g_autoptr(GError) error = NULL;
	vt_stream *stream;

	server_clear(&s);
	stream = vt_stream_open("127.0.0.1", s.port, SECOND_MS, -1, &error);
	g_assert_null(stream);
	assert_says(error, "Connection refused");
	g_clear_error(&error);
	stream = vt_stream_open("no-such-host.invalid", 25, SECOND_MS, -1, &error);
	g_assert_null(stream);
	assert_says(error, "no-such-host.invalid:25");
}

/* --- TLS --- */

static void play_tls(int fd, const pki_id *id)
{
	SSL_CTX *context = SSL_CTX_new(TLS_server_method());
	SSL *ssl;
	char room[100];
	int n;

	SSL_CTX_use_certificate(context, id->x509);
	SSL_CTX_use_PrivateKey(context, id->key);
	ssl = SSL_new(context);
	SSL_set_fd(ssl, fd);
	if (SSL_accept(ssl) == 1 && (n = SSL_read(ssl, room, sizeof room)) > 0)
		SSL_write(ssl, room, n);
	SSL_shutdown(ssl);
}

static void play_old_tls(int fd, const pki_id *id)
{
	SSL_CTX *context = SSL_CTX_new(TLS_server_method());
	SSL *ssl;

	SSL_CTX_set_max_proto_version(context, TLS1_1_VERSION);
	SSL_CTX_set_security_level(context, 0);
	SSL_CTX_use_certificate(context, id->x509);
	SSL_CTX_use_PrivateKey(context, id->key);
	ssl = SSL_new(context);
	SSL_set_fd(ssl, fd);
	SSL_accept(ssl);
}

static void play_injection(int fd, const pki_id *id)
{
	say(fd, "* OK injected\r\n");
	play_tls(fd, id);
}

typedef struct ground {
	char *folder, *roots;
	pki_id root, right, other_name, expired, stranger;
} ground;

static pki_id server_id(const char *ext, const pki_id *root, bool is_expired)
{
	int64_t now = g_get_real_time() / G_USEC_PER_SEC;

	return pki_make(&(pki_spec){ .name = "Mail server",
				     .ext = { "keyUsage=critical,digitalSignature", ext },
				     .issuer = root,
				     .from = now - 10 * PKI_DAY,
				     .to = is_expired ? now - PKI_DAY : now + PKI_DAY });
}

static ground ground_make(void)
{
	int64_t now = g_get_real_time() / G_USEC_PER_SEC;
	ground g = { .folder = pki_folder() };

	g.root = pki_make(&(pki_spec){ .name = "Mail root",
				       .ext = { PKI_CA_EXT },
				       .from = now - 20 * PKI_DAY,
				       .to = now + 20 * PKI_DAY });
	g.right = server_id("subjectAltName=DNS:localhost", &g.root, false);
	g.other_name = server_id("subjectAltName=DNS:mail.example", &g.root, false);
	g.expired = server_id("subjectAltName=DNS:localhost", &g.root, true);
	g.stranger = server_id("subjectAltName=DNS:localhost", NULL, false);
	pki_write_x509(g.folder, "root.pem", g.root.x509, true);
	g.roots = g_build_filename(g.folder, "root.pem", NULL);
	return g;
}

static void ground_clear(ground *g)
{
	pki_folder_remove(g->folder);
	pki_clear(&g->root);
	pki_clear(&g->right);
	pki_clear(&g->other_name);
	pki_clear(&g->expired);
	pki_clear(&g->stranger);
	g_free(g->folder);
	g_free(g->roots);
}
G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC(ground, ground_clear)

static vt_tls *tls_of(const char *roots, const char *pin)
{
	g_autoptr(GError) error = NULL;
	vt_tls *tls = vt_tls_new(roots, pin, &error);

	g_assert_no_error(error);
	return tls;
}

/* NULL: the handshake held and an echo came back; else what was said. Caller frees. key_out: of
 * the server. */
static char *shake(const ground *g, play play_it, const pki_id *id, const char *pin, char **key_out)
{
	g_autoptr(vt_tls) tls = tls_of(pin == NULL ? g->roots : NULL, pin);
	g_auto(server) s = serve(play_it, id);
	g_autoptr(vt_stream) stream = open_to(&s, -1);
	g_autoptr(GError) error = NULL;
	char room[10] = "";

	if (play_it == play_injection)
		g_usleep(100 * 1000);
	if (!vt_stream_start_tls(stream, tls, &error)) {
		/* Only a certificate is nobody's but the administrator's to mend. */
		g_assert_cmpint(error->code, ==,
				strstr(error->message, "certificate refused") != NULL
					? VT_NEVER
					: VT_RETRY_LATER);
		return g_strdup(error->message);
	}
	if (key_out != NULL)
		*key_out = g_strdup(vt_stream_key(stream));
	g_assert_true(vt_stream_write(stream, "echo", 4, NULL));
	g_assert_cmpint(vt_stream_read(stream, room, sizeof room, NULL), ==, 4);
	g_assert_cmpstr(room, ==, "echo");
	read_all(stream, &error);
	assert_says(error, "closed the connection");
	return NULL;
}

#define REFUSED(play_it, id, pin, words)                                                           \
	do {                                                                                       \
		g_autofree char *said = shake(&g, play_it, id, pin, NULL);                         \
		g_assert_nonnull(said);                                                            \
		if (strstr(said, words) == NULL)                                                   \
			g_error("'%s' does not say '%s'", said, words);                            \
	} while (0)

static void test_tls_judged(void)
{
	g_auto(ground) g = ground_make();

	g_assert_null(shake(&g, play_tls, &g.right, NULL, NULL));
	REFUSED(play_tls, &g.other_name, NULL, "mismatch");
	REFUSED(play_tls, &g.expired, NULL, "expired");
	REFUSED(play_tls, &g.stranger, NULL, "self-signed");
	REFUSED(play_old_tls, &g.right, NULL, "protocol");
	REFUSED(play_hello, &g.right, NULL, "localhost:");
	REFUSED(play_injection, &g.right, NULL, "before TLS begins");
}

static void test_tls_pinned(void)
{
	g_auto(ground) g = ground_make();
	g_autofree char *right = NULL;
	g_autofree char *expired = NULL;

	/* What a pin is, the server's key says. */
	g_assert_null(shake(&g, play_tls, &g.right, NULL, &right));
	g_assert_true(vt_tls_is_pin(right, NULL));
	g_assert_null(shake(&g, play_tls, &g.right, right, NULL));
	REFUSED(play_tls, &g.expired, right, "certificate");
	{
		g_autofree char *upper = g_ascii_strup(right + 7, -1);
		g_autofree char *pin = g_strconcat("sha256:", upper, NULL);

		g_assert_null(shake(&g, play_tls, &g.right, pin, &expired));
	}
}

/* The day it was pinned may stand behind it, and never weakens it. */
static void test_tls_pin_dated(void)
{
	g_auto(ground) g = ground_make();
	g_autofree char *right = NULL;
	g_autofree char *dated = NULL;
	int64_t since = 0;

	g_assert_null(shake(&g, play_tls, &g.right, NULL, &right));
	g_assert_true(vt_tls_is_pin(right, &since));
	g_assert_true(since == VT_TIME_NONE);
	dated = g_strconcat(right, " 2026-11-22", NULL);
	g_assert_true(vt_tls_is_pin(dated, &since));
	g_assert_cmpint(since, ==, 1795280400); /* 2026-11-22T00:00:00+07:00 */
	g_assert_null(shake(&g, play_tls, &g.right, dated, NULL));
	REFUSED(play_tls, &g.expired, dated, "certificate");
	for (unsigned i = 0; i < 5; i++) {
		static const char *const tails[] = { "2026-11-22", " ", " 2026-13-01",
						     " 2026-11-22T00:00:00Z",
						     " 2026-11-22 2026-11-23" };
		g_autofree char *bad = g_strconcat(right, tails[i], NULL);

		g_assert_false(vt_tls_is_pin(bad, NULL));
	}
}

static void test_tls_setup(void)
{
	g_auto(ground) g = ground_make();
	g_autoptr(GError) error = NULL;
	g_autofree char *missing = g_build_filename(g.folder, "none.pem", NULL);
	vt_tls *folder = tls_of(g.folder, NULL);

	vt_tls_free(folder);
	g_assert_null(vt_tls_new(NULL, NULL, &error));
	g_assert_error(error, VT_ERROR, VT_NEVER);
	g_clear_error(&error);
	g_assert_null(vt_tls_new(missing, NULL, &error));
	g_assert_error(error, VT_ERROR, VT_NEVER);
	g_clear_error(&error);
	g_assert_null(vt_tls_new(NULL, "sha256:abc", &error));
	g_assert_error(error, VT_ERROR, VT_NEVER);
}

int main(int argc, char **argv)
{
	g_test_init(&argc, &argv, NULL);
	signal(SIGPIPE, SIG_IGN);
	g_test_add_func("/stream/end", test_end);
	g_test_add_func("/stream/silence", test_silence);
	g_test_add_func("/stream/drip", test_drip);
	g_test_add_func("/stream/flood", test_flood);
	g_test_add_func("/stream/flood-in-time", test_flood_in_time);
	g_test_add_func("/stream/cancel", test_cancel);
	g_test_add_func("/stream/interrupted-calls", test_interrupted_calls);
	g_test_add_func("/stream/nobody", test_nobody);
	g_test_add_func("/stream/tls-judged", test_tls_judged);
	g_test_add_func("/stream/tls-pinned", test_tls_pinned);
	g_test_add_func("/stream/tls-pin-dated", test_tls_pin_dated);
	g_test_add_func("/stream/tls-setup", test_tls_setup);
	return g_test_run();
}
