/* SPDX-License-Identifier: GPL-3.0-or-later */
/* test-outbox_clock - mail that was written by a clock that was ahead */
#include "store/outbox.h"

#include "base/error.h"
#include "tests/unit/bed.h"

static const char hash[] = "aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa";

static int64_t insert(bed *b, int64_t now)
{
	g_autoptr(GError) error = NULL;
	g_autoptr(vt_mail) mail = vt_mail_new("receipt", "kimson", "vi", "robot@kimson.example",
					      "vanthu@sonoivu.example");

	bed_begin(b);
	vt_outbox_insert(b->store, mail, now, &error);
	g_assert_no_error(error);
	bed_end(b, true);
	return mail->id;
}

static unsigned due(bed *b, vt_mail_state state, int64_t now)
{
	g_autoptr(GPtrArray) list = vt_outbox_due(b->store, state, now, 100, NULL);

	return list->len;
}

/* Two hours ahead, then put right: nothing waits for those two hours. */
static void test_clock_ahead(void)
{
	bed b;
	g_autoptr(GError) error = NULL;
	bool has = true;
	unsigned n = 0;

	bed_init(&b);
	int64_t right = insert(&b, NOON);
	g_assert_true(vt_outbox_is_ahead(b.store, NOON, &has, &error));
	g_assert_false(has);
	int64_t draft = insert(&b, NOON + 7200);
	int64_t composed = insert(&b, NOON + 7200);
	bed_begin(&b);
	g_assert_true(vt_outbox_composed(b.store, composed, "1.eml", hash, 10, &error));
	g_assert_true(vt_outbox_postpone(b.store, draft, NOON + 7200 + 900, &error));
	g_assert_true(vt_outbox_postpone(b.store, right, NOON + 30 * 86400, &error));
	bed_end(&b, true);
	g_assert_true(vt_outbox_is_ahead(b.store, NOON, &has, &error));
	g_assert_true(has);
	bed_begin(&b);
	g_assert_true(vt_outbox_turn_back(b.store, NOON, &n, &error));
	bed_end(&b, true);
	g_assert_cmpuint(n, ==, 2);
	g_assert_true(vt_outbox_is_ahead(b.store, NOON, &has, &error));
	g_assert_false(has);
	g_assert_cmpuint(due(&b, VT_MAIL_COMPOSED, NOON), ==, 1);
	g_assert_cmpuint(due(&b, VT_MAIL_DRAFT, NOON + 899), ==, 0);
	g_assert_cmpuint(due(&b, VT_MAIL_DRAFT, NOON + 900), ==, 1);
	bed_clear(&b);
}

int main(int argc, char **argv)
{
	g_test_init(&argc, &argv, NULL);
	g_test_add_func("/outbox_clock/ahead", test_clock_ahead);
	return g_test_run();
}
