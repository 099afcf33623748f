/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * test-http_get - what is a request, and what is answered instead
 */
#include <glib.h>
#include <string.h>

#include "net/http_get.h"

static unsigned ask(const char *text, vt_http_get *get)
{
	memset(get, 0, sizeof *get);
	vt_http_get_feed(get, (const uint8_t *)text, strlen(text));
	return get->status;
}

static void test_good(void)
{
	vt_http_get get;

	g_assert_cmpuint(ask("GET /metrics HTTP/1.1\r\nHost: x\r\n\r\n", &get), ==, 200);
	g_assert_cmpstr(get.path, ==, "/metrics");
	g_assert_cmpuint(ask("GET /healthz?now=1 HTTP/1.0\n\n", &get), ==, 200);
	g_assert_cmpstr(get.path, ==, "/healthz");
	g_assert_cmpuint(ask("HEAD / HTTP/1.1\r\n\r\n", &get), ==, 200);
	g_assert_true(get.head);
	/* Not whole yet. */
	g_assert_cmpuint(ask("GET /metrics HTTP/1.1\r\nHost: x\r\n", &get), ==, 0);
	g_assert_cmpuint(ask("", &get), ==, 0);
}

static void test_bad(void)
{
	static const struct {
		const char *text;
		unsigned status;
	} cases[] = {
		{ "POST /metrics HTTP/1.1\r\n\r\n", 405 },
		{ "GET /metrics\r\n\r\n", 400 },
		{ "GET  /metrics HTTP/1.1\r\n\r\n", 400 },
		{ "GET http://x/metrics HTTP/1.1\r\n\r\n", 400 },
		{ "GET /m\x01x HTTP/1.1\r\n\r\n", 400 },
		{ "GET /metrics HTTP/2\r\n\r\n", 505 },
		{ "\r\n", 400 },
		{ "\x16\x03\x01\n", 400 },
	};
	vt_http_get get;

	for (size_t i = 0; i < G_N_ELEMENTS(cases); i++)
		g_assert_cmpuint(ask(cases[i].text, &get), ==, cases[i].status);
}

static void test_limits(void)
{
	vt_http_get get;
	g_autofree char *path = g_strnfill(VT_HTTP_MAX_PATH - 1, 'a');
	g_autofree char *fits = g_strdup_printf("GET /%s HTTP/1.1\r\n\r\n", path);
	g_autofree char *more = g_strdup_printf("GET /%sa HTTP/1.1\r\n\r\n", path);
	g_autofree char *filler = g_strnfill(VT_HTTP_MAX_BYTES, 'a');
	g_autofree char *endless = g_strdup_printf("GET / HTTP/1.1\r\nX: %s", filler);

	g_assert_cmpuint(ask(fits, &get), ==, 200);
	g_assert_cmpuint(ask(more, &get), ==, 414);
	g_assert_cmpuint(ask(filler, &get), ==, 414);
	g_assert_cmpuint(ask(endless, &get), ==, 431);
}

static void test_answer(void)
{
	vt_http_get get = { .head = false };
	g_autoptr(GString) answer = vt_http_get_answer(&get, 503, "text/plain", "why\n");

	g_assert_true(g_str_has_prefix(answer->str, "HTTP/1.1 503 Service Unavailable\r\n"));
	g_assert_true(g_str_has_suffix(answer->str, "\r\n\r\nwhy\n"));
	g_assert_nonnull(strstr(answer->str, "Content-Length: 4\r\n"));
	get.head = true;
	g_autoptr(GString) head = vt_http_get_answer(&get, 200, "text/plain", "why\n");
	g_assert_true(g_str_has_suffix(head->str, "\r\n\r\n"));
}

int main(int argc, char **argv)
{
	g_test_init(&argc, &argv, NULL);
	g_test_add_func("/http_get/good", test_good);
	g_test_add_func("/http_get/bad", test_bad);
	g_test_add_func("/http_get/limits", test_limits);
	g_test_add_func("/http_get/answer", test_answer);
	return g_test_run();
}
