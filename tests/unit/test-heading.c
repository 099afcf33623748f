/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * test-heading - the mark of a message, and what stands above the topmost Received
 */
#include "net/heading.h"

#include <stdint.h>
#include <string.h>

static char *mark(const char *head)
{
	char sha256[65];

	return vt_heading_message_id(head, strlen(head), sha256) ? g_strdup(sha256) : NULL;
}

static void test_message_id(void)
{
	static const char *const same[] = {
		"Message-ID: <a@b>\r\n\r\n",
		"message-id:<a@b>\n\nbody",
		"Subject: x\r\n y\r\nMESSAGE-ID :\r\n\t <a@b> \r\n\r\n",
		"Message-ID: <a@b>\r\nMessage-ID: <other@b>\r\n\r\n",
		"Message-ID: <a@b>",
	};
	static const char *const none[] = {
		"",
		"\r\n\r\nMessage-ID: <a@b>\r\n",
		"Message-ID:\r\n\r\n",
		"X-Message-ID: <a@b>\r\n\r\n",
		"no field\r\nMessage-ID: <a@b>\r\n\r\n",
	};
	g_autofree char *wanted = g_compute_checksum_for_string(G_CHECKSUM_SHA256, "<a@b>", -1);

	for (size_t i = 0; i < G_N_ELEMENTS(same); i++) {
		g_autofree char *got = mark(same[i]);

		g_assert_cmpstr(got, ==, wanted);
	}
	for (size_t i = 0; i < G_N_ELEMENTS(none); i++) {
		g_autofree char *got = mark(none[i]);

		g_assert_null(got);
	}
}

/* Whoever knows the Message-ID of a message of ours may send another under it. */
static void test_not_the_sender_alone(void)
{
	static const char *const same[] = {
		"Received: by mx; one\r\nMessage-ID: <a@b>\r\n\r\n",
		"Message-ID: <a@b>\r\nreceived: by\r\n\tmx; one\r\nReceived: two\r\n\r\n",
	};
	static const char *const others[] = {
		"Message-ID: <a@b>\r\n\r\n",
		"Received: by mx; two\r\nReceived: by mx; one\r\nMessage-ID: <a@b>\r\n\r\n",
	};
	g_autofree char *first = mark(same[0]);
	g_autofree char *second = mark(same[1]);

	g_assert_nonnull(first);
	g_assert_cmpstr(first, ==, second);
	for (size_t i = 0; i < G_N_ELEMENTS(others); i++) {
		g_autofree char *got = mark(others[i]);

		g_assert_cmpstr(got, !=, first);
	}
}

static char *above(const char *head, unsigned most)
{
	g_autoptr(GPtrArray) names = g_ptr_array_new();
	g_autoptr(GPtrArray) found = NULL;

	g_ptr_array_add(names, (char *)(uintptr_t) "X-Spam");
	found = vt_heading_above(head, strlen(head), names, most);
	g_ptr_array_add(found, NULL);
	return g_strjoinv("|", (char **)found->pdata);
}

static void test_above(void)
{
	static const struct {
		const char *head;
		unsigned most;
		const char *found;
	} cases[] = {
		{ "X-Spam: yes\r\nReceived: a\r\nX-Spam: no\r\n\r\n", 0, "0 X-Spam: yes" },
		{ "Received: a\r\nX-Spam: no\r\n\r\n", 0, "" },
		{ "Received: a\r\nx-spam: no\r\nRECEIVED: b\r\nX-Spam: x\r\n\r\n", 1,
		  "1 x-spam: no" },
		{ "X-Spam:\r\n\ta\r\n b\r\n\r\n", 0, "0 X-Spam: a b" },
		{ "X-Spam: a\x01\x1b[0m\r\n\r\n", 0, "0 X-Spam: a[0m" },
		{ "X-Spam: \xff\r\n\r\n", 0, "0 X-Spam: \xef\xbf\xbd" },
		{ "X-Spam: a\r\nX-Spam: b\r\n\r\n", 0, "0 X-Spam: a|0 X-Spam: b" },
		{ " X-Spam: a\r\n\r\n", 0, "" },
		{ "\r\nX-Spam: a\r\n\r\n", 0, "" },
	};

	for (size_t i = 0; i < G_N_ELEMENTS(cases); i++) {
		g_autofree char *got = above(cases[i].head, cases[i].most);

		g_assert_cmpstr(got, ==, cases[i].found);
	}
}

static void test_pieces(void)
{
	g_autoptr(GByteArray) head = g_byte_array_new();
	g_autofree char *big = g_strnfill(VT_HEADING_BYTES, 'x');

	vt_heading_keep(head, "abc", 3);
	vt_heading_keep(head, big, VT_HEADING_BYTES);
	g_assert_cmpuint(head->len, ==, VT_HEADING_BYTES);
	vt_heading_keep(head, big, VT_HEADING_BYTES);
	g_assert_cmpuint(head->len, ==, VT_HEADING_BYTES);
	g_assert_true(memcmp(head->data, "abcx", 4) == 0);
}

int main(int argc, char **argv)
{
	g_test_init(&argc, &argv, NULL);
	g_test_add_func("/heading/message-id", test_message_id);
	g_test_add_func("/heading/not-the-sender-alone", test_not_the_sender_alone);
	g_test_add_func("/heading/above", test_above);
	g_test_add_func("/heading/pieces", test_pieces);
	return g_test_run();
}
