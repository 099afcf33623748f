/* SPDX-License-Identifier: GPL-3.0-or-later */
/* test-hearing - from when on a decision counts (work/hearing.h) */
#include "base/clock.h"
#include "work/hearing.h"

#define UNDO (15 * 60)

typedef struct decided {
	int day, hour, minute; /* of November 2026, Vietnam time */
	unsigned proofs;
	int urgency;
	int64_t undo_time;
	int counts_day, counts_hour, counts_minute;
} decided;

static int64_t moment(int day, int hour, int minute)
{
	const vt_date date = {
		.year = 2026, .month = 11, .day = day, .hour = hour, .minute = minute
	};

	return vt_clock_from_vietnam(&date);
}

static void test_counts(void)
{
	const unsigned session = 1u << VT_PROOF_SESSION, smime = 1u << VT_PROOF_SMIME;
	/* Monday the 23rd; the 24th is the day of culture, nobody works */
	const decided cases[] = {
		{ 23, 9, 0, session, 0, UNDO, 23, 9, 15 },
		{ 23, 11, 25, session, 0, UNDO, 23, 13, 40 }, /* over noon */
		{ 23, 16, 55, session, 0, UNDO, 25, 7, 40 },  /* over a holiday */
		{ 21, 20, 0, session, 0, UNDO, 23, 7, 45 },   /* from Saturday evening */
		{ 21, 20, 0, session, 1, UNDO, 21, 20, 0 },   /* urgent */
		{ 21, 20, 0, session, 0, 0, 21, 20, 0 },      /* an office that lets nobody undo */
		{ 21, 20, 0, smime, 0, UNDO, 21, 20, 0 },
	};
	g_autoptr(vt_faults) faults = vt_faults_new();
	vt_office office = { .worktime = vt_worktime_parse(NULL, 0, "holidays.tsv",
							   &vt_work_hours_default, faults) };
	vt_inspected seen = { 0 };
	vt_judging j = { .office = &office, .seen = &seen };

	for (size_t i = 0; i < G_N_ELEMENTS(cases); i++) {
		const decided *c = &cases[i];
		const vt_hearing h = { .j = &j, .proofs = c->proofs };

		seen.now = moment(c->day, c->hour, c->minute);
		office.reply.undo_time = c->undo_time;
		g_assert_cmpint(vt_hearing_counts_at(&h, c->urgency), ==,
				moment(c->counts_day, c->counts_hour, c->counts_minute));
	}
	vt_worktime_free(office.worktime);
}

int main(int argc, char **argv)
{
	g_test_init(&argc, &argv, NULL);
	g_test_add_func("/hearing/counts", test_counts);
	return g_test_run();
}
