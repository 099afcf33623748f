/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * test-http - what is connected to is judged, whatever was looked up
 *
 * getaddrinfo() and getnameinfo() are our own here: a name has a public address when it is judged
 * and becomes one of this machine when it is connected to, as with a server of names that changes
 * its mind.
 */
#include "net/http/http.h"

#include <arpa/inet.h>
#include <netdb.h>
#include <netinet/in.h>
#include <string.h>
#include <sys/socket.h>

#include "base/io.h"

static const char answer_good[] = "HTTP/1.1 200 OK\r\nContent-Length: 4\r\n\r\nlist";
static char redirect[200]; /* "" = /go answers like everything else */

typedef struct ground {
	char *folder;
	int dir, listener;
	uint16_t port;
	GThread *thread;
	gint asked;
} ground;

/* ---- names ---- */

int getaddrinfo(const char *node, const char *service, const struct addrinfo *hints,
		struct addrinfo **found)
{
	struct addrinfo *one = g_malloc0(sizeof *one + sizeof(struct sockaddr_in));
	struct sockaddr_in *in = (struct sockaddr_in *)(void *)(one + 1);

	(void)hints;
	in->sin_family = AF_INET;
	in->sin_port = htons((uint16_t)g_ascii_strtoull(service, NULL, 10));
	if (inet_pton(AF_INET, node, &in->sin_addr) != 1)
		inet_pton(AF_INET, "203.162.0.181", &in->sin_addr);
	one->ai_family = AF_INET;
	one->ai_socktype = SOCK_STREAM;
	one->ai_addrlen = sizeof *in;
	one->ai_addr = (struct sockaddr *)in;
	*found = one;
	return 0;
}

void freeaddrinfo(struct addrinfo *found)
{
	g_free(found);
}

int getnameinfo(const struct sockaddr *address, socklen_t size, char *host, socklen_t host_size,
		char *service, socklen_t service_size, int flags)
{
	(void)address;
	(void)size;
	(void)service;
	(void)service_size;
	(void)flags;
	g_strlcpy(host, "127.0.0.1", host_size);
	return 0;
}

/* ---- a server ---- */

static void answer(int fd)
{
	char room[4096];
	ssize_t n = recv(fd, room, sizeof room - 1, 0);

	room[MAX(n, 0)] = '\0';
	if (g_str_has_prefix(room, "GET /go ") && redirect[0] != '\0')
		(void)send(fd, redirect, strlen(redirect), MSG_NOSIGNAL);
	else
		(void)send(fd, answer_good, sizeof answer_good - 1, MSG_NOSIGNAL);
}

static void *serve(void *data)
{
	ground *g = data;

	for (;;) {
		vt_autofd int fd = accept(g->listener, NULL, NULL);

		if (fd < 0)
			return NULL;
		g_atomic_int_inc(&g->asked);
		answer(fd);
	}
}

static void ground_init(ground *g)
{
	struct sockaddr_in at = { .sin_family = AF_INET,
				  .sin_addr.s_addr = htonl(INADDR_LOOPBACK) };
	socklen_t size = sizeof at;
	GError *error = NULL;

	memset(g, 0, sizeof *g);
	redirect[0] = '\0';
	g->folder = g_dir_make_tmp("vanthu-http-XXXXXX", &error);
	g_assert_no_error(error);
	g->dir = vt_io_open_dir(g->folder, false, 0700, &error);
	g_assert_no_error(error);
	g->listener = socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);
	g_assert_cmpint(bind(g->listener, (struct sockaddr *)(void *)&at, sizeof at), ==, 0);
	g_assert_cmpint(listen(g->listener, 8), ==, 0);
	g_assert_cmpint(getsockname(g->listener, (struct sockaddr *)(void *)&at, &size), ==, 0);
	g->port = ntohs(at.sin_port);
	g->thread = g_thread_new("server", serve, g);
}

static void ground_clear(ground *g)
{
	g_autofree char *file = g_build_filename(g->folder, "list", NULL);

	shutdown(g->listener, SHUT_RDWR);
	g_thread_join(g->thread);
	close(g->listener);
	close(g->dir);
	unlink(file);
	g_assert_cmpint(rmdir(g->folder), ==, 0);
	g_free(g->folder);
}

/* Caller clears. */
static vt_http_answer fetch(ground *g, const char *host, const char *path, bool named,
			    bool may_private)
{
	const vt_http_setup setup = { .may_private = may_private,
				      .seconds = 20,
				      .max_bytes = 1000 };
	g_autofree char *url = g_strdup_printf("http://%s:%u%s", host, g->port, path);
	vt_http_answer got;

	vt_http_fetch(
		&setup,
		&(vt_http_request){ .url = url, .named = named, .dir_fd = g->dir, .name = "list" },
		&got);
	return got;
}

static void assert_refused(ground *g, vt_http_answer *got, gint asked)
{
	g_assert_cmpint(got->outcome, ==, VT_HTTP_FAILED);
	g_assert_nonnull(strstr(got->why, "private network"));
	g_assert_cmpint(g_atomic_int_get(&g->asked), ==, asked);
	vt_http_answer_clear(got);
}

/* ---- */

static void test_rebound(void)
{
	ground g;
	vt_http_answer got;

	ground_init(&g);
	got = fetch(&g, "ca.example", "/", false, false);
	assert_refused(&g, &got, 0);
	ground_clear(&g);
}

static void test_allowed(void)
{
	ground g;
	vt_http_answer got;

	ground_init(&g);
	got = fetch(&g, "ca.example", "/", true, false);
	g_assert_cmpint(got.outcome, ==, VT_HTTP_FETCHED);
	vt_http_answer_clear(&got);
	got = fetch(&g, "ca.example", "/", false, true);
	g_assert_cmpint(got.outcome, ==, VT_HTTP_FETCHED);
	vt_http_answer_clear(&got);
	g_assert_cmpint(g_atomic_int_get(&g.asked), ==, 2);
	ground_clear(&g);
}

/* The named one may lie inside; whom it sends us to may not. */
static void test_redirected(void)
{
	ground g;
	vt_http_answer got;

	ground_init(&g);
	g_snprintf(redirect, sizeof redirect,
		   "HTTP/1.1 302 Found\r\nLocation: http://other.example:%u/\r\n"
		   "Content-Length: 0\r\n\r\n",
		   g.port);
	got = fetch(&g, "ca.example", "/go", true, false);
	assert_refused(&g, &got, 1);
	ground_clear(&g);
}

int main(int argc, char **argv)
{
	g_autoptr(GError) error = NULL;

	g_test_init(&argc, &argv, NULL);
	g_assert_true(vt_http_start(&error));
	g_test_add_func("/http/rebound", test_rebound);
	g_test_add_func("/http/allowed", test_allowed);
	g_test_add_func("/http/redirected", test_redirected);
	return g_test_run();
}
