/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * test-originator - From and Sender as people write them, and as forgers do
 */
#include "mail/originator.h"

#include <string.h>

static const struct {
	const char *header;
	vt_orig orig;
	const char *from; /* the only address; NULL = not asked */
} headers[] = {
	{ "From: a@b.vn\n", VT_ORIG_OK, "a@b.vn" },
	{ "from:a@B.VN\n", VT_ORIG_OK, "a@b.vn" },
	{ "From: <a@b.vn>\n", VT_ORIG_OK, "a@b.vn" },
	{ "From: Nguyen Van A <a@b.vn>\n", VT_ORIG_OK, "a@b.vn" },
	{ "From: Nguyễn Văn A <a@b.vn>\n", VT_ORIG_OK, "a@b.vn" },
	{ "From: \"UBND xã, Kim Sơn\" <a@b.vn>\n", VT_ORIG_OK, "a@b.vn" },
	{ "From: =?UTF-8?B?Tmd1eeG7hW4=?=\r\n =?UTF-8?Q?V=C4=83n?= <a@b.vn>\r\n", VT_ORIG_OK,
	  "a@b.vn" },
	{ "From: A\r\n\t<a@b.vn>\r\n", VT_ORIG_OK, "a@b.vn" },
	{ "From: A (van thu) <a@b.vn> (office)\n", VT_ORIG_OK, "a@b.vn" },
	{ "From: a@b.vn (Nguyen Van A)\n", VT_ORIG_OK, "a@b.vn" },
	{ "From: (van thu) a@b.vn (x)\n", VT_ORIG_OK, "a@b.vn" },
	{ "From: A (van thu) B <a@b.vn>\n", VT_ORIG_OK, "a@b.vn" },
	{ "From: A. B. O'Neil <a@b.vn>\n", VT_ORIG_OK, "a@b.vn" },
	{ "From: \"a@b.vn\" <a@b.vn>\n", VT_ORIG_OK, "a@b.vn" },
	{ "From: \"'A@b.vn'\" <A@b.vn>\n", VT_ORIG_OK, "A@b.vn" },
	{ "From: a@b.vn\nSender: X <a@B.vn>\n", VT_ORIG_OK, "a@b.vn" },
	{ "From: \"UBND (A@b.vn)\" <a@b.vn>\n", VT_ORIG_OK, "a@b.vn" },
	{ "From: =?utf-8?q?UBND_=28a=40b.vn=29?= <a@b.vn>\n", VT_ORIG_OK, "a@b.vn" },

	{ "From: a@b.vn <a@b.vn>\n", VT_ORIG_OK, "a@b.vn" },
	/* RFC 6532: somebody else's address as long as no certificate has it */
	{ "From: \xd0\xb0@b.vn\n", VT_ORIG_OK, "\xd0\xb0@b.vn" },
	{ "From: A <v\u0103nth\u01b0@\u1ee7y.vn>\n", VT_ORIG_OK, "v\u0103nth\u01b0@xn--y-0ym.vn" },
	{ "From: \"a@\u1ee7y.vn\" <a@\u1ee7y.vn>\n", VT_ORIG_OK, "a@xn--y-0ym.vn" },
	{ "From: A <a@\u1ee7y.vn>\nSender: a@xn--Y-0ym.VN\n", VT_ORIG_OK, "a@xn--y-0ym.vn" },

	{ "Subject: x\n", VT_ORIG_NONE, NULL },
	{ "From:\n", VT_ORIG_NONE, NULL },
	{ "From:   \n", VT_ORIG_NONE, NULL },
	{ "From: a@b.vn\nFrom: c@d.vn\n", VT_ORIG_SEVERAL, NULL },
	{ "From: a@b.vn\nFROM: a@b.vn\n", VT_ORIG_SEVERAL, NULL },
	{ "From: a@b.vn, c@d.vn\n", VT_ORIG_SEVERAL, NULL },
	{ "From: A <a@b.vn>, C <c@d.vn>\n", VT_ORIG_SEVERAL, NULL },
	{ "From: Group: a@b.vn;\n", VT_ORIG_SEVERAL, NULL },
	{ "From: undisclosed:;\n", VT_ORIG_SEVERAL, NULL },
	{ "From: \"c@d.vn\" <a@b.vn>\n", VT_ORIG_MALFORMED, NULL },
	{ "From: c@d.vn <a@b.vn>\n", VT_ORIG_MALFORMED, NULL },
	{ "From: =?utf-8?q?c=40d.vn?= <a@b.vn>\n", VT_ORIG_MALFORMED, NULL },
	{ "From: =?utf-8?B?PGNAZC52bj4=?= <a@b.vn>\n", VT_ORIG_MALFORMED, NULL },
	{ "From: =?utf-8?q?c?= =?utf-8?q?=40d.vn?= <a@b.vn>\n", VT_ORIG_MALFORMED, NULL },
	{ "From: c\xef\xbc\xa0"
	  "d.vn <a@b.vn>\n",
	  VT_ORIG_MALFORMED, NULL },
	{ "From: <c@d.vn> <a@b.vn>\n", VT_ORIG_MALFORMED, NULL },
	{ "From: <a@b.vn> c@d.vn\n", VT_ORIG_MALFORMED, NULL },
	{ "From: A (c@d.vn) <a@b.vn>\n", VT_ORIG_MALFORMED, NULL },
	{ "From: a(x)@b.vn\n", VT_ORIG_MALFORMED, NULL },
	{ "From: <a(x)@b.vn>\n", VT_ORIG_MALFORMED, NULL },
	{ "From: <@x.vn:a@b.vn>\n", VT_ORIG_MALFORMED, NULL },
	{ "From: <a@b.vn\n", VT_ORIG_MALFORMED, NULL },
	{ "From: \"A <a@b.vn>\n", VT_ORIG_MALFORMED, NULL },
	{ "From: \"a\"@b.vn\n", VT_ORIG_MALFORMED, NULL },
	{ "From: a b@c.vn\n", VT_ORIG_MALFORMED, NULL },
	{ "From: <a @b.vn>\n", VT_ORIG_MALFORMED, NULL },
	{ "From: <a@b.vn >\n", VT_ORIG_MALFORMED, NULL },
	{ "From: <>\n", VT_ORIG_MALFORMED, NULL },
	{ "From: =?utf-8?q?a=40b.vn?=\n", VT_ORIG_MALFORMED, NULL },
	{ "From: a@b.vn\rX: c\n", VT_ORIG_MALFORMED, NULL },
	{ "From: a b <a\u200b@b.vn>\n", VT_ORIG_MALFORMED, NULL },
	{ "From: <a\u202e@b.vn>\n", VT_ORIG_MALFORMED, NULL },
	{ "From: <a\u00a0@b.vn>\n", VT_ORIG_MALFORMED, NULL },
	{ "From: <a@[192.0.2.1]>\n", VT_ORIG_MALFORMED, NULL },
	{ "From: <a@b.vn,c@d.vn>\n", VT_ORIG_MALFORMED, NULL },
	{ "From: <a\xff@b.vn>\n", VT_ORIG_MALFORMED, NULL },
	{ "From: <a@\uff42.vn>\n", VT_ORIG_MALFORMED, NULL },
	{ "From: a@b.vn\nSender: c@d.vn\n", VT_ORIG_SENDER_DIFFERS, "a@b.vn" },
	{ "From: a@b.vn\nSender: a@b.vn\nSender: a@b.vn\n", VT_ORIG_SENDER_DIFFERS, NULL },
	{ "From: a@b.vn\nSender: a@b.vn, c@d.vn\n", VT_ORIG_SENDER_DIFFERS, NULL },
	{ "From: a@b.vn\nSender:\n", VT_ORIG_SENDER_DIFFERS, NULL },
};

static void test_headers(void)
{
	for (size_t i = 0; i < G_N_ELEMENTS(headers); i++) {
		g_autofree char *text =
			g_strconcat(headers[i].header, "\nFrom: not@this.vn\n", NULL);
		g_autoptr(vt_scan) scan = vt_scan_new(text, strlen(text));
		g_autoptr(vt_originator) o = vt_originator_read(scan);

		g_test_message("%s", headers[i].header);
		g_assert_cmpint(o->orig, ==, headers[i].orig);
		g_assert_cmpint(*o->detail == '\0', ==, o->orig == VT_ORIG_OK);
		if (!headers[i].from)
			continue;
		g_assert_cmpuint(o->from->len, ==, 1);
		g_assert_cmpstr(g_ptr_array_index(o->from, 0), ==, headers[i].from);
	}
}

static void test_nul(void)
{
	static const char text[] = "From: a@b.vn\0, c@d.vn\n\nx";
	g_autoptr(vt_scan) scan = vt_scan_new(text, sizeof(text) - 1);
	g_autoptr(vt_originator) o = vt_originator_read(scan);

	g_assert_cmpint(o->orig, ==, VT_ORIG_MALFORMED);
}

static void test_every_address(void)
{
	static const char text[] = "From: A <a@B.vn>, \"c@d.vn\" <e@f.vn>\nSender: S <s@T.vn>\n\nx";
	g_autoptr(vt_scan) scan = vt_scan_new(text, sizeof(text) - 1);
	g_autoptr(vt_originator) o = vt_originator_read(scan);

	g_assert_cmpint(o->orig, ==, VT_ORIG_SEVERAL);
	g_assert_cmpuint(o->from->len, ==, 3);
	g_assert_cmpstr(g_ptr_array_index(o->from, 0), ==, "a@b.vn");
	g_assert_cmpstr(o->sender, ==, "s@t.vn");
}

int main(int argc, char **argv)
{
	g_test_init(&argc, &argv, NULL);
	g_test_add_func("/originator/headers", test_headers);
	g_test_add_func("/originator/nul", test_nul);
	g_test_add_func("/originator/every-address", test_every_address);
	return g_test_run();
}
