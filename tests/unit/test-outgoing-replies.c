/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * test-outgoing-replies - a reply is kept with its document; our number is found where it is named
 */
#include "store/outgoing_replies.h"

#include "store/outgoing.h"
#include "tests/unit/bed.h"
#include "work/replies.h"

static void add_recipient(vt_outgoing *o, const char *agency, const char *address)
{
	vt_outgoing_recipient *one = g_new0(vt_outgoing_recipient, 1);

	one->name = g_strdup("Sở Nội vụ");
	one->agency = g_strdup(agency);
	one->address = g_strdup(address);
	one->way = g_strdup(address != NULL ? "mail" : "paper");
	one->copies = 1;
	one->state_at = NOON;
	g_ptr_array_add(o->recipients, one);
}

static vt_outgoing *insert(bed *b)
{
	static const vt_outgoing_by by = { "an", NULL, "session", "A1", NOON };
	vt_outgoing *o = vt_outgoing_new();
	g_autoptr(GError) error = NULL;

	o->own = g_strdup("kimson");
	o->author = g_strdup("an");
	o->type = g_strdup("Thông báo");
	o->abstract = g_strdup("Về việc họp");
	o->signer = g_strdup("ct");
	add_recipient(o, "noivu", "so@noivu.example");
	add_recipient(o, NULL, NULL);
	bed_begin(b);
	g_assert_true(vt_outgoings_insert(b->store, o, &by, &error));
	bed_end(b, true);
	return o;
}

static void test_kept(void)
{
	bed b;
	g_autoptr(GError) error = NULL;

	bed_init(&b);
	bed_arrive(&b, "A1", "one", NOON);
	bed_arrive(&b, "A2", "two", NOON);
	g_autoptr(vt_outgoing) o = insert(&b);
	const vt_outgoing_reply reply = { (char *)(uintptr_t) "A2", o->id, 0, VT_REPLY_OPEN, NOON };

	g_assert_null(vt_outgoing_replies_get(b.store, "A2", &error));
	g_assert_no_error(error);
	bed_begin(&b);
	g_assert_true(vt_outgoing_replies_add(b.store, &reply, &error));
	bed_end(&b, true);
	g_autoptr(vt_outgoing_reply) read = vt_outgoing_replies_get(b.store, "A2", &error);
	g_assert_nonnull(read);
	g_assert_cmpint(read->outgoing, ==, o->id);
	g_assert_cmpint(read->position, ==, 0);
	g_assert_cmpint(read->state, ==, VT_REPLY_OPEN);
	bed_begin(&b);
	g_assert_true(vt_outgoing_replies_set(b.store, "A2", VT_REPLY_NOTED, &error));
	bed_end(&b, true);
	g_autoptr(GPtrArray) all = vt_outgoing_replies_of(b.store, o->id, &error);
	g_assert_cmpuint(all->len, ==, 1);
	g_assert_cmpint(((vt_outgoing_reply *)g_ptr_array_index(all, 0))->state, ==,
			VT_REPLY_NOTED);
	/* Before it is issued nobody has it. */
	g_autoptr(GPtrArray) sent = vt_outgoing_sent_to(b.store, "noivu", NULL, 10, &error);
	g_assert_cmpuint(sent->len, ==, 0);
	g_assert_null(vt_outgoing_sent_by(b.store, "<x@y.example>", &error));
	g_assert_no_error(error);
	bed_clear(&b);
}

static void test_named(void)
{
	static const struct {
		const char *text;
		bool named;
	} cases[] = {
		{ "Re: 01/TB-UBND", true },
		{ "V/v trả lời văn bản số 1/TB-UBND ngày 23/11", true },
		{ "số 001/tb-ubnd.", true },
		{ "(01/TB-UBND)", true },
		{ "101/TB-UBND", false },
		{ "01/TB-UBND-VX", false },
		{ "01/TB-UBNDX", false },
		{ "5/01/TB-UBND", false },
		{ "01/TB", false },
		{ "TB-UBND", false },
		{ "12", false },
		{ "0", false },
		{ "", false },
		{ NULL, false },
	};

	for (size_t i = 0; i < G_N_ELEMENTS(cases); i++) {
		g_test_message("%s", cases[i].text != NULL ? cases[i].text : "(none)");
		g_assert_cmpint(vt_replies_name(cases[i].text, 1, "TB-UBND"), ==, cases[i].named);
	}
	g_assert_true(vt_replies_name("số 12/QĐ-UBND", 12, "QĐ-UBND"));
}

int main(int argc, char **argv)
{
	g_test_init(&argc, &argv, NULL);
	g_test_add_func("/outgoing-replies/kept", test_kept);
	g_test_add_func("/outgoing-replies/named", test_named);
	return g_test_run();
}
