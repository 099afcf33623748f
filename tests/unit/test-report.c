/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * test-report - codes, findings, verdicts and the sense of a report out of the jail
 */
#include <string.h>

#include "base/limits.h"
#include "doc/report.h"

static vt_identity *good_identity(void)
{
	vt_identity *identity = vt_identity_new();

	identity->status = VT_STATUS_VALID;
	identity->chain = VT_CHAIN_VALID;
	identity->sender = VT_SENDER_MATCH;
	identity->has_signer = true;
	identity->signer_subject = g_strdup("CN=a");
	identity->signer_issuer = g_strdup("CN=b");
	identity->signer_serial = g_strdup("0A");
	identity->signer_sha256 = g_strnfill(64, 'a');
	identity->digest = g_strnfill(64, 'b');
	g_ptr_array_add(identity->from, g_strdup("a@b.example"));
	return identity;
}

static void codes_rise_and_speak(void)
{
	unsigned n = 0;
	const vt_code_info *all = vt_code_all(&n);

	g_assert_cmpuint(n, >, 70);
	for (unsigned i = 0; i < n; i++) {
		if (i > 0)
			g_assert_cmpint((int)all[i].code, >, (int)all[i - 1].code);
		g_assert_cmpint((int)all[i].code, >=, 101);
		g_assert_cmpint((int)all[i].code, <=, 999);
		g_assert_cmpuint(strlen(all[i].name), >, 0);
		g_assert_true(g_utf8_validate(all[i].sentence, -1, NULL));
		g_assert_cmpuint(strlen(all[i].sentence), >, 0);
		g_assert_true(vt_code_find((int)all[i].code) == &all[i]);
		if (all[i].code < 200)
			g_assert_cmpint(all[i].verdict, ==, VT_GOOD);
	}
	g_assert_null(vt_code_find(100));
	g_assert_null(vt_code_find(0));
}

static void good_needs_all_three(void)
{
	g_autoptr(vt_identity) identity = good_identity();
	g_autoptr(vt_contents) contents = vt_contents_new();

	vt_findings_add(identity->findings, VT_CODE_PROVED, "%s", "");
	g_assert_cmpint(vt_report_verdict(identity, contents), ==, VT_GOOD);
	g_assert_cmpint(vt_report_verdict(identity, NULL), ==, VT_DOUBT);
	identity->chain = VT_CHAIN_UNKNOWN;
	g_assert_cmpint(vt_report_verdict(identity, contents), ==, VT_DOUBT);
	identity->chain = VT_CHAIN_VALID;
	identity->sender = VT_SENDER_MISMATCH;
	g_assert_cmpint(vt_report_verdict(identity, contents), ==, VT_DOUBT);
	identity->sender = VT_SENDER_MATCH;
	vt_findings_add(contents->findings, VT_CODE_EXECUTABLE, "%s", "x.exe");
	g_assert_cmpint(vt_report_verdict(identity, contents), ==, VT_BAD);
	g_assert_cmpint((int)vt_report_leading(identity, contents)->code, ==, VT_CODE_EXECUTABLE);
}

static void flood_hides_nothing(void)
{
	g_autoptr(vt_contents) contents = vt_contents_new();

	for (int i = 0; i < 10 * VT_MAX_FINDINGS; i++)
		vt_findings_add(contents->findings, VT_CODE_OUTSIDE_HEADER, "%d", i);
	vt_findings_add(contents->findings, VT_CODE_SECRET, "%s", "subject");
	g_assert_cmpuint(contents->findings->len, ==, VT_MAX_FINDINGS);
	g_assert_true(vt_findings_have(contents->findings, VT_CODE_SECRET));
	g_assert_true(vt_findings_have(contents->findings, VT_CODE_TOO_MUCH));
	g_assert_cmpint(vt_findings_worst(contents->findings), ==, VT_BAD);
	g_assert_true(vt_contents_check(contents, NULL));
}

/* The finding that says so is itself the mildest of so many. */
static void flood_of_the_worst_fits(void)
{
	g_autoptr(vt_contents) contents = vt_contents_new();

	for (unsigned i = 0; i < VT_MAX_FINDINGS - 1; i++)
		vt_findings_add(contents->findings, VT_CODE_SECRET, "%u", i);
	g_assert_cmpuint(contents->findings->len, ==, VT_MAX_FINDINGS - 1);
	g_assert_false(vt_findings_have(contents->findings, VT_CODE_TOO_MUCH));
	for (unsigned i = 0; i < 10 * VT_MAX_FINDINGS; i++)
		vt_findings_add(contents->findings, VT_CODE_SECRET, "more %u", i);
	g_assert_cmpuint(contents->findings->len, ==, VT_MAX_FINDINGS);
	g_assert_true(vt_findings_have(contents->findings, VT_CODE_TOO_MUCH));
	g_assert_true(vt_contents_check(contents, NULL));
}

/* Nor do many of its own kind hide one that is worse. */
static void flood_of_too_much_hides_nothing(void)
{
	g_autoptr(vt_contents) contents = vt_contents_new();

	for (unsigned i = 0; i < 10 * VT_MAX_FINDINGS; i++)
		vt_findings_add(contents->findings, VT_CODE_TOO_MUCH, "%u", i);
	vt_findings_add(contents->findings, VT_CODE_SECRET, "%s", "");
	g_assert_true(vt_findings_have(contents->findings, VT_CODE_SECRET));
	g_assert_true(vt_findings_have(contents->findings, VT_CODE_TOO_MUCH));
	g_assert_cmpuint(contents->findings->len, <=, VT_MAX_FINDINGS);
}

static void details_are_one_bounded_line(void)
{
	g_autoptr(vt_contents) contents = vt_contents_new();
	g_autofree char *longest = g_strnfill(1000, 'x');
	const vt_finding *finding = NULL;

	vt_findings_add(contents->findings, VT_CODE_SCAN, "a\r\nb\x1b[0m%s", longest);
	finding = g_ptr_array_index(contents->findings, 0);
	g_assert_null(strpbrk(finding->detail, "\r\n\x1b"));
	g_assert_cmpuint(strlen(finding->detail), <=, VT_MAX_DETAIL_BYTES);
	vt_findings_add(contents->findings, VT_CODE_SCAN, "%s", "same");
	vt_findings_add(contents->findings, VT_CODE_SCAN, "%s", "same");
	g_assert_cmpuint(contents->findings->len, ==, 2);
}

static void proposals_agree_or_fall(void)
{
	vt_value value = { 0 };

	g_assert_true(vt_value_propose(&value, "453", VT_ORIGIN_PDF, 90));
	g_assert_true(vt_value_propose(&value, "453", VT_ORIGIN_SUBJECT, 90));
	g_assert_cmpint(value.confidence, ==, 90);
	g_assert_false(vt_value_propose(&value, "454", VT_ORIGIN_SUBJECT, 90));
	g_assert_cmpint(value.confidence, <, VT_CONFIDENT);
	g_assert_cmpstr(value.text, ==, "453");
	g_free(value.text);
}

typedef void spoil(vt_identity *identity);
static void no_signer(vt_identity *i)
{
	i->has_signer = false;
}
static void no_digest(vt_identity *i)
{
	g_clear_pointer(&i->digest, g_free);
}
static void odd_status(vt_identity *i)
{
	i->status = (vt_status)17;
}
static void sender_alone(vt_identity *i)
{
	i->status = VT_STATUS_INVALID;
}
static void agency_alone(vt_identity *i)
{
	i->sender = VT_SENDER_MISMATCH;
	i->agency = g_strdup("a");
}
static void odd_serial(vt_identity *i)
{
	i->signer_serial[0] = 'x';
}
static void header_address(vt_identity *i)
{
	g_ptr_array_add(i->from, g_strdup("a@b\nX: y"));
}
static void many_addresses(vt_identity *i)
{
	for (int n = 0; n <= VT_MAX_ADDRESSES; n++)
		g_ptr_array_add(i->signer_addresses, g_strdup("a@b.example"));
}

static void identity_makes_sense(void)
{
	static spoil *const spoils[] = { no_signer,    no_digest,  odd_status,     sender_alone,
					 agency_alone, odd_serial, header_address, many_addresses };
	g_autoptr(vt_identity) whole = good_identity();

	g_assert_true(vt_identity_check(whole, NULL));
	for (unsigned i = 0; i < G_N_ELEMENTS(spoils); i++) {
		g_autoptr(vt_identity) identity = good_identity();
		g_autoptr(GError) error = NULL;

		spoils[i](identity);
		g_assert_false(vt_identity_check(identity, &error));
		g_assert_nonnull(error);
	}
}

static void contents_make_sense(void)
{
	g_autoptr(vt_contents) contents = vt_contents_new();

	g_assert_true(vt_contents_check(contents, NULL));
	contents->main_part = 0;
	g_assert_false(vt_contents_check(contents, NULL));
	contents->main_part = -1;
	contents->fields[VT_FIELD_ISSUED] =
		(vt_value){ .text = g_strdup("29/04/2026"), .confidence = 90 };
	g_assert_false(vt_contents_check(contents, NULL));
	g_free(contents->fields[VT_FIELD_ISSUED].text);
	contents->fields[VT_FIELD_ISSUED].text = g_strdup("2026-04-29");
	g_assert_true(vt_contents_check(contents, NULL));
	contents->fields[VT_FIELD_ISSUED].origin = VT_ORIGIN_CLERK;
	g_assert_false(vt_contents_check(contents, NULL));
}

int main(int argc, char **argv)
{
	g_test_init(&argc, &argv, NULL);
	g_test_add_func("/report/codes", codes_rise_and_speak);
	g_test_add_func("/report/good", good_needs_all_three);
	g_test_add_func("/report/flood", flood_hides_nothing);
	g_test_add_func("/report/flood-of-the-worst", flood_of_the_worst_fits);
	g_test_add_func("/report/flood-of-too-much", flood_of_too_much_hides_nothing);
	g_test_add_func("/report/detail", details_are_one_bounded_line);
	g_test_add_func("/report/propose", proposals_agree_or_fall);
	g_test_add_func("/report/identity", identity_makes_sense);
	g_test_add_func("/report/contents", contents_make_sense);
	return g_test_run();
}
