/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * test-outgoing-way - who is asked, what a new version voids, 200 approvals and the turn of the
 * year
 */
#include "base/error.h"
#include "store/arrivals.h"
#include "store/books.h"
#include "store/outbox.h"
#include "tests/unit/bed.h"
#include "work/notices.h"
#include "work/outgoing.h"
#include "work/reminders.h"
#include "work/seal.h"

/* 31/12/2026 23:59:59 +07:00 */
#define LAST_SECOND 1798736399

typedef struct fixture {
	bed b;
} fixture;

static void add_person(fixture *f, const char *key, const char *unit, const char *position,
		       vt_role role)
{
	vt_person *person = g_new0(vt_person, 1);

	person->key = g_strdup(key);
	person->own = g_strdup("kimson");
	person->name = g_strdup_printf("Đồng chí %s", key);
	person->position = g_strdup(position);
	person->unit = g_strdup(unit);
	person->addresses = g_ptr_array_new_with_free_func(g_free);
	g_ptr_array_add(person->addresses, g_strdup_printf("%s@kimson.example", key));
	person->roles = 1u << role;
	g_ptr_array_add(f->b.office->directory->people, person);
}

static void add_type(fixture *f, const char *abbreviation, const char *name, const char *folded)
{
	vt_type *type = g_new0(vt_type, 1);

	type->abbreviation = g_strdup(abbreviation);
	type->name = g_strdup(name);
	type->folded = g_strdup(folded);
	g_ptr_array_add(f->b.office->types, type);
}

static void set_up(fixture *f, const void *data)
{
	g_autoptr(GError) error = NULL;
	vt_book *book = g_new0(vt_book, 1);

	(void)data;
	bed_init(&f->b);
	f->b.office->reminders = (vt_reminders_conf){ .clerk_days = 0 };
	add_person(f, "clerk", "Văn phòng", "Văn thư", VT_ROLE_CLERK);
	add_person(f, "leader", "", "Chủ tịch", VT_ROLE_LEADER);
	add_person(f, "deputy", "", "Phó Chủ tịch", VT_ROLE_LEADER);
	add_person(f, "chief", "Văn phòng", "Chánh Văn phòng", VT_ROLE_OFFICE_HEAD);
	add_person(f, "head", "Phòng Nội vụ", "Trưởng phòng", VT_ROLE_UNIT_HEAD);
	add_person(f, "an", "Phòng Nội vụ", "Chuyên viên", VT_ROLE_STAFF);
	add_type(f, "QĐ", "Quyết định", "quyet dinh");
	add_type(f, "", "Công văn", "cong van");
	book->key = g_strdup("di");
	book->own = g_strdup("kimson");
	book->title = g_strdup("Sổ văn bản đi");
	book->is_outgoing = true;
	book->types = g_ptr_array_new_with_free_func(g_free);
	book->notation = g_strdup("{type}-UBND");
	book->first = 1;
	g_ptr_array_add(f->b.office->books, book);
	f->b.office->templates = g_test_build_filename(G_TEST_DIST, "templates", NULL);
	g_assert_true(vt_notices_prepare(f->b.office, &error));
	g_assert_no_error(error);
	bed_arrive(&f->b, "A1", "draft", NOON);
}

static void tear_down(fixture *f, const void *data)
{
	(void)data;
	bed_clear(&f->b);
}

static vt_outgoing *new_draft(const char *author, const char *unit, const char *type)
{
	vt_outgoing *o = vt_outgoing_new();
	vt_outgoing_file *file = g_new0(vt_outgoing_file, 1);

	o->own = g_strdup("kimson");
	o->author = g_strdup(author);
	o->unit = g_strdup(unit);
	o->type = g_strdup(type);
	o->abstract = g_strdup("Về việc họp");
	o->signer = g_strdup("leader");
	file->arrival = g_strdup("A1");
	file->path = g_strdup("2");
	file->name = g_strdup("du-thao.pdf");
	file->type = g_strdup("application/pdf");
	file->sha256 = g_strdup("aa");
	g_ptr_array_add(o->files, file);
	return o;
}

static vt_outgoing_way way_of(fixture *f, vt_outgoing *o, const vt_outgoing_by *by)
{
	return (vt_outgoing_way){
		.n = { f->b.office, vt_notice_templates(), f->b.store, by->at },
		.o = o,
		.by = by,
		.counts_at = by->at,
	};
}

static void begin(fixture *f, vt_outgoing *o, int64_t at)
{
	const vt_outgoing_by by = { o->author, NULL, "session", "A1", at };
	vt_outgoing_way way = way_of(f, o, &by);
	g_autoptr(GError) error = NULL;

	bed_begin(&f->b);
	if (o->id == 0)
		vt_outgoings_insert(f->b.store, o, &by, &error);
	else
		vt_outgoings_hand_in(f->b.store, o, &by, &error);
	g_assert_no_error(error);
	vt_outgoing_begin(&way, &error);
	g_assert_no_error(error);
	bed_end(&f->b, true);
}

static void agree(fixture *f, vt_outgoing *o, const char *person, int64_t at)
{
	const vt_outgoing_by by = { person, NULL, "smime", "A1", at };
	vt_outgoing_way way = way_of(f, o, &by);
	g_autoptr(GError) error = NULL;

	const vt_asking_filter answered = { .kind = VT_ASKING_OUTGOING, .outgoing = o->id };

	bed_begin(&f->b);
	/* As the answer does that is heard. */
	g_assert_true(vt_askings_void(f->b.store, &answered, "answered", NULL, &error));
	vt_outgoing_agree(&way, "", &error);
	g_assert_no_error(error);
	bed_end(&f->b, true);
}

/* Who has an open question about it; "" = nobody. */
static char *asked(fixture *f, const vt_outgoing *o, vt_asking_kind kind)
{
	const vt_asking_filter filter = { .kind = (int)kind, .outgoing = o->id };
	g_autoptr(GPtrArray) open = vt_askings_open(f->b.store, &filter, NULL);
	GString *names = g_string_new(NULL);

	for (guint i = 0; i < open->len; i++) {
		const vt_asking *one = g_ptr_array_index(open, i);

		g_string_append_printf(names, "%s%s", i > 0 ? "," : "", one->person);
	}
	return g_string_free(names, FALSE);
}

static void expect(fixture *f, const vt_outgoing *o, vt_outgoing_state state, const char *who)
{
	g_autofree char *people = asked(f, o, VT_ASKING_OUTGOING);
	g_autoptr(vt_outgoing) stored = vt_outgoings_get(f->b.store, o->id, NULL);

	g_assert_cmpint(stored->state, ==, state);
	g_assert_cmpstr(people, ==, who);
}

static void test_way(fixture *f, const void *data)
{
	g_autoptr(vt_outgoing) o = new_draft("an", "Phòng Nội vụ", "Thông báo");
	g_autoptr(vt_outgoing) of_head = new_draft("head", "Phòng Nội vụ", "Thông báo");
	g_autoptr(vt_outgoing) of_chief = new_draft("chief", NULL, "Thông báo");
	g_autoptr(vt_outgoing) of_leader = new_draft("leader", NULL, "Thông báo");

	(void)data;
	begin(f, o, NOON);
	expect(f, o, VT_OUTGOING_UNIT, "head");
	agree(f, o, "head", NOON);
	expect(f, o, VT_OUTGOING_OFFICE, "chief");
	/* A new version: the question before it is void, and it begins anew. */
	begin(f, o, NOON + 1);
	expect(f, o, VT_OUTGOING_UNIT, "head");
	agree(f, o, "head", NOON + 2);
	agree(f, o, "chief", NOON + 3);
	expect(f, o, VT_OUTGOING_LEADER, "leader");
	agree(f, o, "leader", NOON + 4);
	expect(f, o, VT_OUTGOING_NUMBERED, "");
	g_assert_cmpint(o->number, ==, 1);
	g_assert_cmpstr(o->notation, ==, "TB-UBND");
	g_assert_null(o->form);
	/* Nobody checks his own; who signs stands even before his own. */
	begin(f, of_head, NOON);
	expect(f, of_head, VT_OUTGOING_OFFICE, "chief");
	begin(f, of_chief, NOON);
	expect(f, of_chief, VT_OUTGOING_LEADER, "leader");
	begin(f, of_leader, NOON);
	expect(f, of_leader, VT_OUTGOING_OFFICE, "chief");
	bed_verify(&f->b);
}

static void test_deputy(fixture *f, const void *data)
{
	g_autoptr(vt_outgoing) o = new_draft("chief", NULL, "Công văn");

	vt_own *own = g_ptr_array_index(f->b.office->directory->own, 0);
	g_autoptr(vt_outgoing) second = new_draft("chief", NULL, "Quyết định");

	(void)data;
	g_free(own->code);
	own->code = g_strdup("H99.12.34");
	g_free(o->signer);
	o->signer = g_strdup("deputy");
	begin(f, o, NOON);
	agree(f, o, "deputy", NOON);
	g_assert_cmpstr(o->form, ==, "KT.");
	g_assert_cmpstr(o->on_behalf, ==, "leader");
	g_autofree char *shown = vt_outgoing_shown(o);
	g_assert_cmpstr(shown, ==, "01/UBND");
	/* Of all books together: the next one of another book has the next ordinal. */
	begin(f, second, NOON);
	agree(f, second, "leader", NOON + 1);
	g_assert_cmpstr(o->ident, ==, "H99.12.34,2026,1");
	g_assert_cmpstr(second->ident, ==, "H99.12.34,2026,2");
}

/* Sixteen acts a batch, as the registrar has them when many approve at once; each seventh fails and
 * leaves its number to the next. */
static void test_two_hundred(fixture *f, const void *data)
{
	static const char *const types[] = { "Thông báo", "Quyết định", "Công văn" };
	g_autoptr(GPtrArray) all = g_ptr_array_new_with_free_func((GDestroyNotify)vt_outgoing_free);
	g_autoptr(GHashTable) seen = g_hash_table_new_full(g_str_hash, g_str_equal, g_free, NULL);
	g_autoptr(GError) error = NULL;
	unsigned kept = 0;

	(void)data;
	for (unsigned i = 0; i < 200; i++) {
		vt_outgoing *o = new_draft("chief", NULL, types[i % G_N_ELEMENTS(types)]);

		begin(f, o, NOON);
		g_ptr_array_add(all, o);
	}
	for (unsigned i = 0; i < all->len;) {
		g_assert_true(vt_batch_begin(f->b.store, &error));
		for (unsigned acts = 0; acts < VT_BATCH_ACTS && i < all->len; acts++, i++) {
			const vt_outgoing_by by = { "leader", NULL, "smime", "A1", NOON + i };
			vt_outgoing_way way = way_of(f, all->pdata[i], &by);

			g_assert_true(vt_act_begin(f->b.store, &error));
			g_assert_true(vt_outgoing_agree(&way, "", &error));
			g_assert_true(vt_act_end(f->b.store, i % 7 != 6, &error));
			kept += i % 7 != 6;
		}
		g_assert_true(vt_batch_commit(f->b.store, &error));
	}
	const vt_outgoing_range range = { "kimson", "di", 2026, 1, 0, 500 };
	g_autoptr(GPtrArray) list = vt_outgoings_register(f->b.store, &range, &error);
	g_assert_cmpuint(list->len, ==, kept);
	for (unsigned i = 0; i < list->len; i++) {
		const vt_outgoing *o = list->pdata[i];

		g_assert_cmpint(o->number, ==, i + 1);
		g_assert_true(g_hash_table_add(seen, vt_outgoing_shown(o)));
	}
	bed_verify(&f->b);
}

static void test_turn_of_year(fixture *f, const void *data)
{
	static const struct {
		int64_t at, number;
		int year;
	} cases[] = {
		{ LAST_SECOND - 1, 1, 2026 },
		{ LAST_SECOND, 2, 2026 },
		{ LAST_SECOND + 1, 1, 2027 },
		{ LAST_SECOND + 2, 2, 2027 },
	};

	(void)data;
	for (size_t i = 0; i < G_N_ELEMENTS(cases); i++) {
		g_autoptr(vt_outgoing) o = new_draft("chief", NULL, "Thông báo");

		begin(f, o, NOON);
		agree(f, o, "leader", cases[i].at);
		g_assert_cmpint(o->number, ==, cases[i].number);
		g_assert_cmpint(o->year, ==, cases[i].year);
	}
	bed_verify(&f->b);
}

static unsigned remind(fixture *f, int64_t at)
{
	g_autoptr(GError) error = NULL;
	unsigned n = 0;

	bed_begin(&f->b);
	g_assert_true(vt_reminders_run(f->b.store, f->b.office, at, &n, &error));
	g_assert_no_error(error);
	bed_end(&f->b, true);
	return n;
}

/* The first Monday behind NOON whose week has no holiday. */
static void test_late(fixture *f, const void *data)
{
	const int64_t monday = NOON + 8 * 86400;
	const vt_outgoing_by by = { "clerk", NULL, "session", "A1", monday + 3 * 86400 };
	g_autoptr(vt_outgoing) o = new_draft("chief", NULL, "Thông báo");
	g_autoptr(vt_outgoing) other = new_draft("chief", NULL, "Thông báo");
	g_autoptr(GError) error = NULL;
	vt_outgoing_way way = way_of(f, other, &by);

	(void)data;
	begin(f, o, monday);
	agree(f, o, "leader", monday);
	g_assert_cmpuint(remind(f, monday + 3600), ==, 0);
	g_assert_cmpuint(remind(f, monday + 86400), ==, 0);
	g_assert_cmpuint(remind(f, monday + 2 * 86400), ==, 1);
	g_assert_cmpuint(remind(f, monday + 2 * 86400 + 60), ==, 0);
	/* A voided number asks for nothing, and is kept. */
	begin(f, other, monday);
	agree(f, other, "leader", monday + 86400);
	bed_begin(&f->b);
	g_assert_true(vt_outgoing_void(&way, "không phát hành nữa", &error));
	bed_end(&f->b, true);
	expect(f, other, VT_OUTGOING_VOID, "");
	g_assert_cmpuint(remind(f, monday + 4 * 86400), ==, 0);
	g_assert_cmpint(other->number, ==, 2);
	bed_verify(&f->b);
}

/* What turns out to be secret leaves every table; its number stays. */
static void test_sealed(fixture *f, const void *data)
{
	static const vt_actor officer = { "chief", "kimson", "local", NOON + 9,
					  "phát hiện dấu mật" };
	const vt_outgoing_by by = { "head", NULL, "session", "A1", NOON };
	g_autoptr(vt_outgoing) o = new_draft("an", "Phòng Nội vụ", "Thông báo");
	g_autoptr(vt_outgoing) numbered = new_draft("chief", NULL, "Thông báo");
	g_autoptr(GError) error = NULL;
	vt_sealed sealed;

	(void)data;
	g_free(o->abstract);
	o->abstract = g_strdup("về zyxwplanted");
	begin(f, o, NOON);
	begin(f, numbered, NOON);
	agree(f, numbered, "leader", NOON);
	bed_begin(&f->b);
	g_assert_true(vt_outgoings_opine(f->b.store, o, "ask", "zyxwplanted?", &by, &error));
	bed_end(&f->b, true);
	bed_begin(&f->b);
	g_assert_true(vt_seal(f->b.store, &officer, "A1", 0, &sealed, &error));
	g_assert_no_error(error);
	bed_end(&f->b, true);
	vt_sealed_clear(&sealed);
	expect(f, o, VT_OUTGOING_DROPPED, "");
	expect(f, numbered, VT_OUTGOING_VOID, "");
	g_assert_true(vt_seal_finish(f->b.store, &error));
	g_auto(GStrv) hits = bed_grep(&f->b, "zyxwplanted");
	g_assert_cmpuint(g_strv_length(hits), ==, 0);
	/* The states that end so are those that DROP and VOID may follow. */
	for (int state = 0; state < VT_N_OUTGOING_STATES; state++) {
		vt_outgoing_state next = VT_N_OUTGOING_STATES;
		g_autoptr(vt_outgoing) one = new_draft("chief", NULL, "Công văn");

		begin(f, one, NOON);
		one->state = (vt_outgoing_state)state;
		bed_begin(&f->b);
		vt_outgoings_change(f->b.store, one, &error);
		vt_outgoings_strip(f->b.store, one->id, NOON, &error);
		g_assert_no_error(error);
		bed_end(&f->b, true);
		if (!vt_outgoing_after(one->state, VT_OUTGOING_STEP_DROP, &next)
		    && !vt_outgoing_after(one->state, VT_OUTGOING_STEP_VOID, &next))
			next = one->state;
		expect(f, one, next, "");
	}
}

/* Answers of people go after a while; what an outgoing document rests on does not. */
static void test_kept(fixture *f, const void *data)
{
	g_autoptr(vt_outgoing) o = new_draft("chief", NULL, "Thông báo");
	g_autoptr(GError) error = NULL;

	(void)data;
	begin(f, o, NOON);
	bed_arrive(&f->b, "A2", "another answer", NOON);
	bed_begin(&f->b);
	for (unsigned i = 1; i <= 2; i++) {
		g_autofree char *id = g_strdup_printf("A%u", i);
		g_autoptr(vt_arrival) arrival = bed_get(&f->b, id);

		arrival->state = VT_STATE_ACTED;
		vt_arrivals_update(f->b.store, arrival, &error);
		g_assert_no_error(error);
	}
	bed_end(&f->b, true);
	g_autoptr(GPtrArray) gone =
		vt_arrivals_unregistered(f->b.store, NOON + 1000 * 86400, 10, &error);
	g_assert_no_error(error);
	g_assert_cmpuint(gone->len, ==, 1);
	g_assert_cmpstr(((vt_arrival *)gone->pdata[0])->id, ==, "A2");
}

int main(int argc, char **argv)
{
	static const struct {
		const char *name;
		void (*test)(fixture *, const void *);
	} tests[] = {
		{ "/outgoing-way/way", test_way },
		{ "/outgoing-way/deputy", test_deputy },
		{ "/outgoing-way/two-hundred", test_two_hundred },
		{ "/outgoing-way/turn-of-year", test_turn_of_year },
		{ "/outgoing-way/late", test_late },
		{ "/outgoing-way/sealed", test_sealed },
		{ "/outgoing-way/kept", test_kept },
	};

	g_test_init(&argc, &argv, NULL);
	for (size_t i = 0; i < G_N_ELEMENTS(tests); i++)
		g_test_add(tests[i].name, fixture, NULL, set_up, tests[i].test, tear_down);
	return g_test_run();
}
