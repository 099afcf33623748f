/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * test-deliveries - claims about mail: which mail, which one stays, how many, what a seal takes
 */
#include "store/deliveries.h"

#include "base/limits.h"
#include "tests/unit/bed.h"
#include "work/seal.h"

static const char hash[] = "aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa";
#define TO "chutich@kimson.example"

typedef struct ground {
	bed b;
	vt_mail *mail; /* composed; the report about it is arrival R */
	char *name;
} ground;

static void ground_init(ground *g)
{
	g_autoptr(GError) error = NULL;
	g_autoptr(vt_mail) mail =
		vt_mail_new("thong-bao", "kimson", "vi", "robot@kimson.example", TO);

	bed_init(&g->b);
	bed_arrive(&g->b, "D", "document", NOON);
	bed_arrive(&g->b, "R", "report", NOON);
	mail->arrival = g_strdup("D");
	vt_mail_add(mail, "trich_yeu", "x");
	bed_begin(&g->b);
	g_assert_true(vt_outbox_insert(g->b.store, mail, NOON, &error));
	bed_end(&g->b, true);
	g->name = vt_mail_name_find(mail->message_id);
	g_assert_nonnull(g->name);
	/* what was never composed cannot have gone */
	g_assert_null(vt_deliveries_find(g->b.store, g->name, &error));
	bed_begin(&g->b);
	g_assert_true(vt_outbox_composed(g->b.store, mail->id, "1.eml", hash, 10, &error));
	bed_end(&g->b, true);
	g->mail = vt_deliveries_find(g->b.store, g->name, &error);
	g_assert_no_error(error);
	g_assert_cmpint(g->mail->id, ==, mail->id);
}

static void ground_clear(ground *g)
{
	vt_mail_free(g->mail);
	g_free(g->name);
	bed_clear(&g->b);
}

/* Is it newly failed? */
static bool note(ground *g, const char *recipient, vt_delivery state, const char *words)
{
	g_autoptr(GError) error = NULL;
	vt_told told = { .state = state,
			 .recipient = (char *)(uintptr_t)recipient,
			 .words = (char *)(uintptr_t)words };
	const vt_telling telling = { &told, "R", NOON };
	bool failed = false;

	bed_begin(&g->b);
	g_assert_true(vt_deliveries_note(g->b.store, g->mail, &telling, &failed, &error));
	bed_end(&g->b, true);
	return failed;
}

static int sum(ground *g, unsigned rows)
{
	g_autoptr(GPtrArray) list = vt_deliveries_of(g->b.store, g->mail->id, NULL);

	g_assert_cmpuint(list->len, ==, rows);
	return vt_deliveries_sum(list);
}

static void test_find(void)
{
	ground g;
	g_autoptr(GError) error = NULL;

	ground_init(&g);
	g.name[25] = g.name[25] == 'a' ? 'b' : 'a';
	g_assert_null(vt_deliveries_find(g.b.store, g.name, &error));
	g.name[25] = '\0'; /* the beginning of a name is none */
	g_assert_null(vt_deliveries_find(g.b.store, g.name, &error));
	g_assert_null(vt_deliveries_find(g.b.store, "%", &error));
	g_assert_null(vt_deliveries_find(g.b.store, "", &error));
	g_assert_no_error(error);
	ground_clear(&g);
}

static void test_order(void)
{
	ground g;

	ground_init(&g);
	g_assert_cmpint(sum(&g, 0), ==, -1);
	for (unsigned state = 0; state < VT_N_DELIVERIES; state++) {
		g_assert_true(note(&g, NULL, (vt_delivery)state, "x")
			      == (state == VT_DELIVERY_FAILED));
		g_assert_cmpint(sum(&g, 1), ==, (int)state);
	}
	for (unsigned state = 0; state < VT_N_DELIVERIES; state++)
		g_assert_false(note(&g, "CHUTICH@kimson.example", (vt_delivery)state, "x"));
	g_assert_cmpint(sum(&g, 1), ==, VT_DELIVERY_DISPLAYED);
	g_assert_true(note(&g, "other@kimson.example", VT_DELIVERY_FAILED, "x"));
	g_assert_false(note(&g, "third@kimson.example", VT_DELIVERY_FAILED, "x"));
	g_assert_cmpint(sum(&g, 3), ==, VT_DELIVERY_FAILED);
	ground_clear(&g);
}

static void test_bound(void)
{
	ground g;

	ground_init(&g);
	for (unsigned i = 0; i < 2 * VT_MAX_TOLD; i++) {
		g_autofree char *recipient = g_strdup_printf("x%u@hason.example", i);

		note(&g, recipient, VT_DELIVERY_DELAYED, "x");
	}
	/* its own recipient has a place */
	sum(&g, VT_MAX_TOLD - 1);
	note(&g, TO, VT_DELIVERY_DELIVERED, "x");
	g_assert_cmpint(sum(&g, VT_MAX_TOLD), ==, VT_DELIVERY_DELIVERED);
	ground_clear(&g);
}

static void test_seal(void)
{
	static const char *const arrivals[] = { "R", "D" };

	for (unsigned i = 0; i < G_N_ELEMENTS(arrivals); i++) {
		ground g;
		g_autoptr(GError) error = NULL;

		ground_init(&g);
		note(&g, NULL, VT_DELIVERY_FAILED, "khong-ai-duoc-biet");
		bed_begin(&g.b);
		g_assert_true(vt_seal_take_back(g.b.store, arrivals[i], NULL, &error));
		bed_end(&g.b, true);
		g_autoptr(GPtrArray) rows = vt_deliveries_of(g.b.store, g.mail->id, NULL);
		const vt_told_row *row = g_ptr_array_index(rows, 0);
		g_assert_cmpstr(row->words, ==, "");
		g_assert_cmpint(row->state, ==, VT_DELIVERY_FAILED);
		ground_clear(&g);
	}
}

/* A report that comes when the mail it speaks of has been sealed. */
static void test_late(void)
{
	ground g;
	g_autoptr(GError) error = NULL;

	ground_init(&g);
	bed_begin(&g.b);
	g_assert_true(vt_outbox_sent(g.b.store, g.mail->id, NOON, &error));
	g_assert_true(vt_seal_take_back(g.b.store, "D", NULL, &error));
	bed_end(&g.b, true);
	vt_mail_free(g.mail);
	g.mail = vt_deliveries_find(g.b.store, g.name, &error);
	g_assert_nonnull(g.mail);
	g_assert_true(note(&g, NULL, VT_DELIVERY_FAILED, "khong-ai-duoc-biet"));
	g_autoptr(GPtrArray) rows = vt_deliveries_of(g.b.store, g.mail->id, NULL);
	const vt_told_row *row = g_ptr_array_index(rows, 0);
	g_assert_cmpstr(row->words, ==, "");
	g_assert_cmpint(row->state, ==, VT_DELIVERY_FAILED);
	ground_clear(&g);
}

static void test_names(void)
{
	static const struct {
		const char *text, *name;
	} cases[] = {
		{ "<abcdefghijklmnopqrstuvwx23@kimson.example>", "abcdefghijklmnopqrstuvwx23" },
		{ "<a@b> <abcdefghijklmnopqrstuvwx23@k>", "abcdefghijklmnopqrstuvwx23" },
		{ "<aabcdefghijklmnopqrstuvwx23@k>", NULL },
		{ "<bcdefghijklmnopqrstuvwx23@k>", NULL },
		{ "<abcdefghijklmnopqrstuvwx18@k>", NULL },
		{ "abcdefghijklmnopqrstuvwx23", NULL },
		{ "", NULL },
	};

	for (unsigned i = 0; i < G_N_ELEMENTS(cases); i++) {
		g_autofree char *name = vt_mail_name_find(cases[i].text);

		g_assert_cmpstr(name, ==, cases[i].name);
	}
	for (int state = 0; state < VT_N_DELIVERIES; state++)
		g_assert_cmpint(vt_delivery_parse(vt_delivery_name((vt_delivery)state)), ==, state);
	g_assert_cmpint(vt_delivery_parse("lost"), ==, -1);
}

int main(int argc, char **argv)
{
	g_test_init(&argc, &argv, NULL);
	g_test_add_func("/deliveries/find", test_find);
	g_test_add_func("/deliveries/order", test_order);
	g_test_add_func("/deliveries/bound", test_bound);
	g_test_add_func("/deliveries/seal", test_seal);
	g_test_add_func("/deliveries/late", test_late);
	g_test_add_func("/deliveries/names", test_names);
	return g_test_run();
}
