/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * test-role-days - roles with days, as files and people write them
 */
#include "doc/role_days.h"

#include "base/clock.h"
#include "base/settings.h"

/* As directory.conf would have it, or "!" and the fault. */
static void check(const char *text, const char *wanted)
{
	g_autofree char *fault = NULL;
	vt_role_days days;
	bool good = vt_role_days_read(text, &days, &fault);
	g_autofree char *got = good ? vt_role_days_text(&days) : g_strconcat("!", fault, NULL);

	g_assert_cmpstr(got, ==, wanted);
}

static void test_read(void)
{
	check("leader", "leader");
	check("  unit-head ", "unit-head");
	check("Lãnh đạo đơn vị", "unit-head");
	check("leader from 2026-12-01 until 2026-12-31", "leader from 2026-12-01 until 2026-12-31");
	check("lãnh đạo từ ngày 01/12/2026 đến hết ngày 31/12/2026",
	      "leader from 2026-12-01 until 2026-12-31");
	check("văn thư đến 5.1.2027", "clerk until 2027-01-05");
	check("clerk from 2026-12-01", "clerk from 2026-12-01");
	check("vua", "!unknown role 'vua'");
	check("agency", "!nobody is given role 'agency'");
	check("", "!unknown role ''");
	check("leader tomorrow", "!unknown role 'leader tomorrow'");
	check("leader from 2026-02-30", "!'2026-02-30' is no day like 31/12/2026");
	check("leader from", "!a day is missing");
	check("leader from until 2026-12-01", "!a day is missing");
	check("leader from 2026-12-02 until 2026-12-01", "!it ends before it begins");
	check("leader until 2026-12-01 x", "!'x' is no day like 31/12/2026");
}

static int64_t at(const char *day)
{
	int64_t time = VT_TIME_NONE;

	g_assert_true(vt_clock_parse_iso(day, &time));
	return time;
}

static void test_hold(void)
{
	g_autofree char *fault = NULL;
	vt_role_days days;

	g_assert_true(vt_role_days_read("leader from 2026-12-01 until 2026-12-31", &days, &fault));
	g_assert_false(vt_role_days_hold(&days, at("2026-12-01") - 1));
	g_assert_true(vt_role_days_hold(&days, at("2026-12-01")));
	/* The last day counts whole. */
	g_assert_true(vt_role_days_hold(&days, at("2027-01-01") - 1));
	g_assert_false(vt_role_days_hold(&days, at("2027-01-01")));
}

/* vanthud reads the files anew when the stamp of what it read is another one. */
static void test_stamp(void)
{
	g_autoptr(vt_faults) faults = vt_faults_new();
	g_autofree char *before = NULL;
	bool differs = false;

	vt_faults_note_time(faults, VT_TIME_NONE);
	vt_faults_note_time(faults, vt_clock_now() + 2);
	before = vt_faults_stamp(faults);
	for (int i = 0; i < 600 && !differs; i++) {
		g_autofree char *now = vt_faults_stamp(faults);

		differs = !g_str_equal(now, before);
		g_usleep(50000);
	}
	g_assert_true(differs);
}

int main(int argc, char **argv)
{
	g_test_init(&argc, &argv, NULL);
	g_test_add_func("/role-days/read", test_read);
	g_test_add_func("/role-days/hold", test_hold);
	g_test_add_func("/role-days/stamp", test_stamp);
	return g_test_run();
}
