/* SPDX-License-Identifier: GPL-3.0-or-later */
/* test-balance - one day's mail accounted for, and what goes after its time */
#include "work/balance.h"

#include "tests/unit/bed.h"
#include "work/clerk.h"
#include "work/retention.h"

#define DAY 86400

static void conclude_as(bed *b, const char *id, const char *number, vt_code code, const char *state)
{
	vt_conclusion conclusion;
	bed_report report;

	bed_arrive(b, id, id, NOON);
	bed_report_init(&report, number);
	if (code) {
		g_clear_pointer(&report.identity->agency, g_free);
		vt_findings_add(report.contents->findings, code, "%s", "");
	}
	bed_conclude(b, id, &report, NOON, &conclusion);
	g_assert_cmpstr(vt_state_name(conclusion.state), ==, state);
	vt_conclusion_clear(&conclusion);
	bed_report_clear(&report);
}

static void test_day(void)
{
	bed b;
	g_autoptr(GError) error = NULL;
	const vt_actor clerk = { "lan", "kimson", "local", NOON, "gửi nhầm" };
	vt_outcome outcome = { 0 };
	vt_balance balance;

	bed_init(&b);
	bed_arrive(&b, "W1", "waiting", NOON);
	conclude_as(&b, "R1", "1", 0, "registered");
	conclude_as(&b, "I1", "2", VT_CODE_AUTO_SUBMITTED, "ignored");
	conclude_as(&b, "H1", "3", VT_CODE_SCAN, "held");
	conclude_as(&b, "D1", "1", 0, "duplicate");
	conclude_as(&b, "F1", "4", VT_CODE_SCAN, "held");
	bed_begin(&b);
	g_assert_true(vt_clerk_refuse(b.store, &clerk, "F1", &outcome, &error));
	g_assert_cmpint(outcome.code, ==, VT_DONE);
	bed_end(&b, true);
	/* The day before, and the first second of the day after, in Vietnam. */
	bed_arrive(&b, "X1", "before", NOON - 12 * 3600 - 1);
	bed_arrive(&b, "X2", "after", NOON + 12 * 3600);
	g_assert_true(vt_balance_make(b.store, "kimson", NOON + 3600, &balance, &error));
	g_assert_cmpint(balance.arrived, ==, 6);
	g_assert_cmpint(balance.counts[VT_STATE_WAITING], ==, 1);
	g_assert_cmpint(balance.counts[VT_STATE_REGISTERED], ==, 1);
	g_assert_cmpint(balance.counts[VT_STATE_ACTED], ==, 0);
	g_assert_cmpint(balance.counts[VT_STATE_IGNORED], ==, 1);
	g_assert_cmpint(balance.counts[VT_STATE_DUPLICATE], ==, 1);
	g_assert_cmpint(balance.counts[VT_STATE_HELD], ==, 1);
	g_assert_cmpint(balance.counts[VT_STATE_REFUSED], ==, 1);
	g_assert_cmpint(balance.numbered, ==, 1);
	g_assert_cmpint(balance.paper, ==, 0);
	g_assert_true(vt_balance_make(b.store, NULL, NOON + DAY, &balance, &error));
	g_assert_cmpint(balance.arrived, ==, 1);
	vt_outcome_clear(&outcome);
	bed_verify(&b);
	bed_clear(&b);
}

static void changed_on_the_way(bed *b, const char *id, const char *number, const char *sender)
{
	vt_conclusion conclusion;
	bed_report report;

	bed_arrive(b, id, id, NOON);
	bed_report_init(&report, number);
	report.identity->status = VT_STATUS_INVALID;
	report.identity->sender = VT_SENDER_UNKNOWN;
	g_clear_pointer(&report.identity->agency, g_free);
	g_ptr_array_set_size(report.identity->findings, 0);
	vt_findings_add(report.identity->findings, VT_CODE_GATEWAY, "footer of %s", number);
	g_ptr_array_set_size(report.identity->from, 0);
	g_ptr_array_add(report.identity->from, g_strdup(sender));
	bed_conclude(b, id, &report, NOON, &conclusion);
	g_assert_cmpstr(vt_state_name(conclusion.state), ==, "held");
	vt_conclusion_clear(&conclusion);
	bed_report_clear(&report);
}

/* Senders are counted, not messages; other days and other findings are not. */
static void test_gateway(void)
{
	bed b;
	g_autoptr(GError) error = NULL;
	vt_balance balance;

	bed_init(&b);
	conclude_as(&b, "H1", "1", VT_CODE_SCAN, "held");
	changed_on_the_way(&b, "G1", "2", "mot@a.example");
	changed_on_the_way(&b, "G2", "3", "mot@a.example");
	changed_on_the_way(&b, "G3", "4", "hai@a.example");
	g_assert_true(vt_balance_make(b.store, "kimson", NOON, &balance, &error));
	g_assert_cmpint(balance.gateway, ==, 3);
	g_assert_cmpint(balance.gateway_senders, ==, 2);
	g_assert_true(vt_balance_make(b.store, NULL, NOON + DAY, &balance, &error));
	g_assert_cmpint(balance.gateway, ==, 0);
	g_assert_cmpint(balance.gateway_senders, ==, 0);
	bed_clear(&b);
}

static void test_retention(void)
{
	bed b;
	g_autoptr(GError) error = NULL;
	unsigned n = 0;

	bed_init(&b);
	conclude_as(&b, "R1", "1", 0, "registered");
	conclude_as(&b, "I1", "2", VT_CODE_AUTO_SUBMITTED, "ignored");
	conclude_as(&b, "H1", "3", VT_CODE_SCAN, "held");
	bed_begin(&b);
	g_assert_true(vt_retention_purge(b.store, 90 * DAY, NOON + 90 * DAY - 1, 100, &n, &error));
	bed_end(&b, true);
	g_assert_cmpuint(n, ==, 0);
	bed_begin(&b);
	g_assert_true(vt_retention_purge(b.store, 90 * DAY, NOON + 90 * DAY, 100, &n, &error));
	bed_end(&b, true);
	g_assert_cmpuint(n, ==, 1);
	g_autoptr(vt_arrival) gone = bed_get(&b, "I1");
	g_assert_cmpint(gone->place, ==, VT_PLACE_GONE);
	g_assert_cmpint(gone->state, ==, VT_STATE_IGNORED);
	bed_verify(&b);
	bed_clear(&b);
}

int main(int argc, char **argv)
{
	g_test_init(&argc, &argv, NULL);
	g_test_add_func("/balance/day", test_day);
	g_test_add_func("/balance/gateway", test_gateway);
	g_test_add_func("/balance/retention", test_retention);
	return g_test_run();
}
