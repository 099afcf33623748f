/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * test-protection - the header within: how it is found, and what counts as the same outside
 */
#include "mail/protection.h"

#include <string.h>

static const struct {
	vt_like like;
	bool agrees;
	const char *one, *other;
} pairs[] = {
	{ VT_LIKE_TEXT, true, "Về việc  A", "Về việc A" },
	{ VT_LIKE_TEXT, true, "=?utf-8?Q?V=E1=BB=81?= A", "Về A" },
	{ VT_LIKE_TEXT, true,
	  "=?utf-8?B?VuG7gSB2aeG7h2M=?=", "=?UTF-8?q?V=E1=BB=81_vi=E1=BB=87c?=" },
	{ VT_LIKE_TEXT, true, "Ve\xcc\x82\xcc\x80", "Về" }, /* NFD */
	{ VT_LIKE_TEXT, false, "Về A", "về A" },
	{ VT_LIKE_TEXT, false, "A", "" },
	{ VT_LIKE_ADDRESSES, true, "a@b.vn", "<a@B.vn>" },
	{ VT_LIKE_ADDRESSES, true, "\"X, Y\" <a@b.vn>, c@d.vn", "c@d.vn,Z <a@b.vn>" },
	{ VT_LIKE_ADDRESSES, true, "a@b.vn (văn thư, x@y.vn)", "a@b.vn" },
	{ VT_LIKE_ADDRESSES, true, "Nhóm: a@b.vn;", "a@b.vn" },
	{ VT_LIKE_ADDRESSES, true, "undisclosed-recipients:;", "" },
	{ VT_LIKE_ADDRESSES, true, "\"<x@y.vn>\" <a@b.vn>", "a@b.vn" },
	{ VT_LIKE_ADDRESSES, false, "a@b.vn", "A@b.vn" },
	{ VT_LIKE_ADDRESSES, false, "a@b.vn", "a@b.vn, c@d.vn" },
	{ VT_LIKE_ADDRESSES, false, "a@b.vn, a@b.vn", "a@b.vn" },
	{ VT_LIKE_ADDRESSES, false, "a@b.vn <c@d.vn>", "a@b.vn" },
	{ VT_LIKE_ADDRESSES, false, "a@b.vn", "a@b.vn.evil.vn" },
	{ VT_LIKE_ADDRESSES, false, "<a@b.vn", "a@b.v" },
	{ VT_LIKE_DATE, true, "Mon, 16 Nov 2026 08:00:00 +0700",
	  "16 Nov 2026 01:00:00 +0000 (UTC)" },
	{ VT_LIKE_DATE, true, "Mon, 16 Nov 2026 08:00 +0700", "Mon, 16 Nov 2026 01:00:00 GMT" },
	{ VT_LIKE_DATE, true, "hôm nay", "hôm  nay" },
	{ VT_LIKE_DATE, false, "Mon, 16 Nov 2026 08:00:00 +0700",
	  "Mon, 16 Nov 2026 08:00:01 +0700" },
	{ VT_LIKE_DATE, false, "Mon, 16 Nov 2026 08:00:00 +0700",
	  "Mon, 16 Nov 2026 08:00:00 -0700" },
	{ VT_LIKE_DATE, false, "16 Nov 2026 08:00:00 +0700", "x" },
	{ VT_LIKE_IDS, true, "<a@b>\t<c@d>", "<a@b>  <c@d>" },
	{ VT_LIKE_IDS, false, "<a@b> <c@d>", "<c@d> <a@b>" },
	{ VT_LIKE_IDS, false, "<a@b>", "<A@b>" },
};

static void test_agreement(void)
{
	for (size_t i = 0; i < G_N_ELEMENTS(pairs); i++) {
		g_test_message("%s | %s", pairs[i].one, pairs[i].other);
		g_assert_cmpint(vt_fields_agree(pairs[i].like, pairs[i].one, pairs[i].other), ==,
				pairs[i].agrees);
		g_assert_cmpint(vt_fields_agree(pairs[i].like, pairs[i].other, pairs[i].one), ==,
				pairs[i].agrees);
	}
}

static const struct {
	const char *outer, *inner;
	bool is_tag;
} tags[] = {
	{ "[EXTERNAL] Công văn", "Công văn", true },
	{ "=?utf-8?Q?=5BB=C3=AAn_ngo=C3=A0i=5D?= Công văn", "Công văn", true },
	{ "SPAM: Công văn", "Công văn", true },
	{ "***SPAM*** Công văn", "Công văn", true },
	{ "(EXT) Công văn", "Công văn", true },
	{ "[a] [b] Công văn", "Công văn", false },
	{ "Hủy: Công văn", "Công văn", false },
	{ "Không thực hiện Công văn", "Công văn", false },
	{ "[EXTERNAL] Công văn khác", "Công văn", false },
	{ "Công văn", "Công văn", false },
	{ "[0123456789012345678901234567890123456789] Công văn", "Công văn", false },
};

static void test_tags(void)
{
	for (size_t i = 0; i < G_N_ELEMENTS(tags); i++) {
		g_test_message("%s", tags[i].outer);
		g_assert_cmpint(vt_subject_is_tagged(tags[i].outer, tags[i].inner), ==,
				tags[i].is_tag);
	}
}

static const struct {
	const char *type;
	vt_protection protection;
} types[] = {
	{ "text/plain", VT_PROTECTION_NONE },
	{ "text/plain; hp=clear", VT_PROTECTION_CLEAR },
	{ "text/plain; HP=\"Clear\"; charset=utf-8", VT_PROTECTION_CLEAR },
	{ "text/plain; hp=\"cipher\"", VT_PROTECTION_CIPHER },
	{ "text/plain; hp=maybe", VT_PROTECTION_NONE },
	{ "text/plain; x=\"hp=clear\"", VT_PROTECTION_NONE },
	{ "text/plain; protected-headers=\"v1\"", VT_PROTECTION_V1 },
	{ "text/plain; protected-headers=v2", VT_PROTECTION_NONE },
	{ "message/rfc822; forwarded=no", VT_PROTECTION_MESSAGE },
	{ "message/global; forwarded=no", VT_PROTECTION_MESSAGE },
	{ "message/rfc822; forwarded=yes", VT_PROTECTION_NONE },
	{ "message/rfc822", VT_PROTECTION_MESSAGE }, /* the same Message-ID */
	{ "text/plain; forwarded=no", VT_PROTECTION_NONE },
};

static void test_types(void)
{
	static const char around[] = "Message-ID: <1@b>\n\nx\n",
			  other[] = "Message-ID: <2@b>\n\nx\n";
	g_autoptr(vt_scan) outer = vt_scan_new(around, strlen(around));
	g_autoptr(vt_scan) stranger = vt_scan_new(other, strlen(other));

	for (size_t i = 0; i < G_N_ELEMENTS(types); i++) {
		g_autofree char *text =
			g_strdup_printf("Content-Type: %s\n\n%s", types[i].type, around);
		g_autoptr(vt_scan) scan = vt_scan_new(text, strlen(text));
		const vt_entity *header = NULL;
		vt_protection got = vt_protection_read(scan, scan->root, outer, &header);

		g_test_message("%s", types[i].type);
		g_assert_cmpstr(vt_protection_name(got), ==,
				vt_protection_name(types[i].protection));
		g_assert_cmpint(header != NULL, ==, got != VT_PROTECTION_NONE);
		g_assert_cmpint(header == scan->root, ==,
				got != VT_PROTECTION_NONE && got != VT_PROTECTION_MESSAGE);
		if (strcmp(types[i].type, "message/rfc822") == 0)
			g_assert_cmpint(vt_protection_read(scan, scan->root, stranger, &header), ==,
					VT_PROTECTION_NONE);
	}
}

static void test_dates(void)
{
	static const char *const bad[] = { "",
					   "16",
					   "16 Nov",
					   "16 Nov 2026",
					   "32 Nov 2026 08:00 +0700",
					   "16 Nov 99999 08:00 +0700",
					   "16 Nov 2026 25:00 +0700",
					   "16 Nov 2026 08:00",
					   "16 Nov 2026 08:00 +07000",
					   "Nov 16 2026 08:00 +0700" };
	int64_t at = 0;

	g_assert_true(vt_date_parse("Thu, 1 Jan 1970 00:00:10 +0000", &at));
	g_assert_cmpint(at, ==, 10);
	for (size_t i = 0; i < G_N_ELEMENTS(bad); i++)
		g_assert_false(vt_date_parse(bad[i], &at));
}

int main(int argc, char **argv)
{
	g_test_init(&argc, &argv, NULL);
	g_test_add_func("/protection/agreement", test_agreement);
	g_test_add_func("/protection/tags", test_tags);
	g_test_add_func("/protection/types", test_types);
	g_test_add_func("/protection/dates", test_dates);
	return g_test_run();
}
