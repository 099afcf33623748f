/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * test-received - who took it in, and who had logged in; what the servers wrote on the way
 */
#include "mail/received.h"

#include <string.h>

#include "doc/report.h"
#include "mail/hops.h"

#define TLS_LINES                                                                                  \
	"(using TLSv1.3 with cipher TLS_AES_256_GCM_SHA384 (256/256 bits) "                        \
	"key-exchange X25519) (No client certificate requested) "

typedef struct sample {
	const char *value, *by, *with, *login;
} sample;

static const sample samples[] = {
	{ "from [127.0.0.1] (localhost [127.0.0.1]) " TLS_LINES "(Authenticated sender: binh) by "
	  "mx.kimson.example (Postfix) with ESMTPSA id 4F for <a@b.vn>; Sun, 22 Nov 2026 08:00:00 "
	  "+0700 (+07)",
	  "mx.kimson.example", "ESMTPSA", "binh" },
	{ "from mx.kimson.example by MX.kimson.example with LMTP id x (envelope-from <a@b.vn>); x",
	  "mx.kimson.example", "LMTP", NULL },
	{ "by mx.kimson.example (Postfix, from userid 0) id 4F; x", "mx.kimson.example", NULL,
	  NULL },
	/* the client calls itself a keyword, or writes what a server writes */
	{ "from by (mx [1.2.3.4]) by mx.example (Postfix) with ESMTP id 1; x", "mx.example",
	  "ESMTP", NULL },
	{ "from (Authenticated sender: boss) (mx [1.2.3.4]) by mx.example with ESMTP id 1; x", NULL,
	  NULL, NULL },
	{ "from a (b (Authenticated sender: boss) [1.2.3.4]) by mx.example with ESMTPA id 1; x",
	  "mx.example", "ESMTPA", NULL },
	{ "from a (Authenticated sender: x) (Authenticated sender: y) by mx.example with ESMTPA",
	  "mx.example", "ESMTPA", NULL },
	{ "from a (b) by mx.example with ESMTPA id 1 (Authenticated sender: boss); x", "mx.example",
	  "ESMTPA", NULL },
	{ "from a (b) by mx.example with ESMTPA id 1; (Authenticated sender: boss)", "mx.example",
	  "ESMTPA", NULL },
	{ "from a (Authenticated sender: bi nh) by mx.example with ESMTPA", "mx.example", "ESMTPA",
	  NULL },
	{ "from a (Authenticated sender: binh by mx.example with ESMTPA", NULL, NULL, NULL },
	{ "from a (b\x01) by mx.example with ESMTPA", NULL, NULL, NULL },
	{ "", NULL, NULL, NULL },
	{ "((((((((((", NULL, NULL, NULL },
};

static void test_samples(void)
{
	for (size_t i = 0; i < G_N_ELEMENTS(samples); i++) {
		g_autoptr(vt_received) received = vt_received_parse(samples[i].value);

		g_assert_cmpstr(received->by, ==, samples[i].by);
		g_assert_cmpstr(received->with, ==, samples[i].with);
		g_assert_cmpstr(received->login, ==, samples[i].login);
	}
}

static void test_authenticated(void)
{
	vt_received received = { 0 };
	char esmtpsa[] = "ESMTPSA", esmtps[] = "ESMTPS";

	g_assert_false(vt_received_is_authenticated(&received));
	received.with = esmtpsa;
	g_assert_true(vt_received_is_authenticated(&received));
	received.with = esmtps;
	g_assert_false(vt_received_is_authenticated(&received));
}

static void test_hops(void)
{
	static const char mail[] =
		"Return-Path: <a@b.vn>\r\n"
		"Received: from mx.example by mx.example with LMTP id 1; x\r\n"
		"Authentication-Results: mx.example; auth=pass smtp.auth=binh\r\n"
		"Received: from a (b [1.2.3.4])\r\n\t(Authenticated sender: binh)\r\n"
		"\tby mx.example (Postfix) with ESMTPSA id 2; x\r\n"
		"Authentication-Results: mx.example; auth=pass smtp.auth=boss\r\n"
		"Authentication-Results: mx.example; spf=pass\r\n"
		"From: a@b.vn\r\n\r\nx\r\n";
	static const char *const wanted[] = {
		"received 0 mx.example LMTP -",
		"results 1 mx.example auth binh",
		"received 1 mx.example ESMTPSA binh",
		"results 2 mx.example auth boss",
	};
	g_autoptr(vt_scan) scan = vt_scan_new(mail, strlen(mail));
	g_autoptr(GPtrArray) lines = g_ptr_array_new_with_free_func(g_free);
	g_autoptr(vt_received) second = vt_received_nth(scan, 1);

	vt_hops_list(scan, lines, VT_MAX_HOPS);
	g_assert_cmpuint(lines->len, ==, G_N_ELEMENTS(wanted));
	for (guint i = 0; i < lines->len; i++)
		g_assert_cmpstr(g_ptr_array_index(lines, i), ==, wanted[i]);
	g_assert_cmpstr(second->login, ==, "binh");
	g_assert_null(vt_received_nth(scan, 2));
	g_ptr_array_set_size(lines, 0);
	vt_hops_list(scan, lines, 1);
	g_assert_cmpuint(lines->len, ==, 1);
}

/* The client's address is what the server saw, not what the client says. */
static void test_client(void)
{
	static const char *const values[][2] = {
		{ "from scan (scan.kimson.example [192.0.2.7]) by mx.example with ESMTP id 1; x",
		  "192.0.2.7" },
		{ "from scan (unknown [IPv6:2001:db8::7]) by mx.example with ESMTP id 1; x",
		  "IPv6:2001:db8::7" },
		{ "from [192.0.2.7] ([203.0.113.9]) by mx.example with ESMTP id 1; x",
		  "203.0.113.9" },
		{ "from [192.0.2.7] by mx.example with ESMTP id 1; x", NULL },
		{ "from x (unknown) (x [192.0.2.7]) by mx.example with ESMTP id 1; x", NULL },
		{ "from x ([192.0.2.7] [203.0.113.9]) by mx.example with ESMTP id 1; x",
		  "203.0.113.9" },
		{ "from x (y [203.0.113.9]) (z [192.0.2.7]) by mx.example with ESMTP; x",
		  "203.0.113.9" },
		{ "by mx.example (x [192.0.2.7]) with ESMTP id 1; x", NULL },
	};

	for (size_t i = 0; i < G_N_ELEMENTS(values); i++) {
		g_autoptr(vt_received) received = vt_received_parse(values[i][0]);

		g_assert_cmpstr(received->client, ==, values[i][1]);
	}
}

int main(int argc, char **argv)
{
	g_test_init(&argc, &argv, NULL);
	g_test_add_func("/received/client", test_client);
	g_test_add_func("/received/samples", test_samples);
	g_test_add_func("/received/authenticated", test_authenticated);
	g_test_add_func("/received/hops", test_hops);
	return g_test_run();
}
