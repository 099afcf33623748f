/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * test-outgoing - every legal step of an outgoing document is here; every other pair is refused
 */
#include "doc/outgoing.h"

#include <glib.h>
#include <string.h>

/* Rows: from; columns: agree return hand-in drop compare issue void recall undo; "-" = refused. */
static const char *const steps[VT_N_OUTGOING_STATES][VT_N_OUTGOING_STEPS + 1] = {
	{ "unit", "office", "returned", "unit", "dropped", "-", "-", "-", "-", "-" },
	{ "office", "leader", "returned", "unit", "dropped", "-", "-", "-", "-", "unit" },
	{ "leader", "numbered", "returned", "unit", "dropped", "-", "-", "-", "-", "office" },
	{ "returned", "-", "-", "unit", "dropped", "-", "-", "-", "-", "-" },
	{ "numbered", "-", "-", "-", "-", "compared", "issued", "void", "-", "-" },
	{ "compared", "-", "numbered", "-", "-", "compared", "issued", "void", "-", "-" },
	{ "issued", "-", "-", "-", "-", "-", "-", "-", "recalled", "-" },
	{ "dropped", "-", "-", "-", "-", "-", "-", "-", "-", "-" },
	{ "void", "-", "-", "-", "-", "-", "-", "-", "-", "-" },
	{ "recalled", "-", "-", "-", "-", "-", "-", "-", "-", "-" },
};

static void test_states(void)
{
	unsigned legal = 0;

	for (int from = 0; from < VT_N_OUTGOING_STATES; from++) {
		g_assert_cmpint(vt_outgoing_state_find(steps[from][0]), ==, from);
		g_assert_cmpstr(vt_outgoing_state_name((vt_outgoing_state)from), ==,
				steps[from][0]);
		g_assert_true(g_utf8_validate(vt_outgoing_state_shown((vt_outgoing_state)from), -1,
					      NULL));
		for (int step = 0; step < VT_N_OUTGOING_STEPS; step++) {
			const char *expected = steps[from][step + 1];
			vt_outgoing_state next = VT_N_OUTGOING_STATES;
			bool good = vt_outgoing_after((vt_outgoing_state)from,
						      (vt_outgoing_step)step, &next);

			g_assert_cmpint(good, ==, strcmp(expected, "-") != 0);
			if (good)
				g_assert_cmpstr(vt_outgoing_state_name(next), ==, expected);
			else /* untouched */
				g_assert_cmpint(next, ==, VT_N_OUTGOING_STATES);
			legal += good;
		}
	}
	g_assert_cmpuint(legal, ==, 24);
	g_assert_cmpint(vt_outgoing_state_find("nowhere"), ==, -1);
}

/* Once a number is drawn, no way leads back before it. */
static void test_number_stays(void)
{
	for (int from = VT_OUTGOING_NUMBERED; from < VT_N_OUTGOING_STATES; from++) {
		for (int step = 0; step < VT_N_OUTGOING_STEPS; step++) {
			vt_outgoing_state next = VT_OUTGOING_VOID;

			vt_outgoing_after((vt_outgoing_state)from, (vt_outgoing_step)step, &next);
			g_assert_cmpint(next, >=, VT_OUTGOING_NUMBERED);
			g_assert_cmpint(next, !=, VT_OUTGOING_DROPPED);
		}
	}
}

static void test_recipients(void)
{
	static const char *const names[VT_N_RECIPIENT_STATES] = {
		"waiting", "queued",   "sent",     "delivered", "failed",
		"refused", "received", "assigned", "worked-on", "finished",
	};

	for (int state = 0; state < VT_N_RECIPIENT_STATES; state++) {
		g_assert_cmpstr(vt_recipient_state_name((vt_recipient_state)state), ==,
				names[state]);
		g_assert_cmpint(vt_recipient_state_find(names[state]), ==, state);
		g_assert_true(g_utf8_validate(vt_recipient_state_shown((vt_recipient_state)state),
					      -1, NULL));
	}
	g_assert_cmpint(vt_recipient_state_find("nowhere"), ==, -1);
}

int main(int argc, char **argv)
{
	g_test_init(&argc, &argv, NULL);
	g_test_add_func("/outgoing/states", test_states);
	g_test_add_func("/outgoing/number-stays", test_number_stays);
	g_test_add_func("/outgoing/recipients", test_recipients);
	return g_test_run();
}
