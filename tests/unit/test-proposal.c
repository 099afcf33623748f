/* SPDX-License-Identifier: GPL-3.0-or-later */
/* test-proposal - whom a name means, how a proposal is kept, which day is meant */
#include "work/proposal.h"

#include "tests/unit/bed.h"

static void add_person(vt_office *office, const char *key, const char *name, const char *unit,
		       unsigned roles)
{
	vt_person *person = g_new0(vt_person, 1);

	person->key = g_strdup(key);
	person->own = g_strdup("kimson");
	person->name = g_strdup(name);
	person->position = g_strdup(roles & 1u << VT_ROLE_LEADER ? "Chủ tịch" : "Chuyên viên");
	person->unit = g_strdup(unit);
	person->addresses = g_ptr_array_new_with_free_func(g_free);
	g_ptr_array_add(person->addresses, g_strdup_printf("%s@kimson.example", key));
	person->roles = roles;
	g_ptr_array_add(office->directory->people, person);
}

static void set_up(bed *b)
{
	bed_init(b);
	add_person(b->office, "an", "Lê Văn An", "", 1u << VT_ROLE_LEADER);
	add_person(b->office, "minh", "Phạm Văn Minh", "Văn phòng", 1u << VT_ROLE_OFFICE_HEAD);
	add_person(b->office, "duc", "Đỗ Minh Đức", "Phòng Tài chính - Kế hoạch",
		   1u << VT_ROLE_UNIT_HEAD);
	add_person(b->office, "hoa1", "Nguyễn Thị Hoa", "Phòng Tài chính - Kế hoạch",
		   1u << VT_ROLE_STAFF);
	add_person(b->office, "hoa2", "Nguyễn Thị Hoa", "Phòng Kinh tế", 1u << VT_ROLE_STAFF);
	add_person(b->office, "kien", "Vũ Trung Kiên", "Phòng Kinh tế", 1u << VT_ROLE_UNIT_HEAD);
}

static void finds(const bed *b, const char *name, const char *unit, const char *person)
{
	vt_unclear *unclear = NULL;
	vt_assignee *one = vt_assignee_find(b->office->directory, "kimson", name, &unclear);

	g_test_message("%s", name);
	if (person == NULL) {
		g_assert_null(one);
		g_assert_nonnull(unclear);
	} else {
		g_assert_nonnull(one);
		g_assert_null(unclear);
		g_assert_cmpstr(one->unit, ==, unit);
		g_assert_cmpstr(one->person, ==, person);
	}
	vt_assignee_free(one);
	vt_unclear_free(unclear);
}

static void test_names(void)
{
	bed b;

	set_up(&b);
	finds(&b, "Lê Văn An", NULL, "an");
	finds(&b, "le van an", NULL, "an");
	finds(&b, " đ/c  An. ", NULL, "an");
	finds(&b, "đ/c An", NULL, "an");
	finds(&b, "Chủ tịch", NULL, "an");
	finds(&b, "KIEN@kimson.example", NULL, NULL); /* another local part */
	finds(&b, "kien@KIMSON.example", NULL, "kien");
	finds(&b, "Ai đó (kien@kimson.example)", NULL, "kien");
	finds(&b, "nguoi.la@kimson.example", NULL, NULL);
	finds(&b, "Phòng Tài chính - Kế hoạch", "Phòng Tài chính - Kế hoạch", "duc");
	finds(&b, "phong tai chinh", "Phòng Tài chính - Kế hoạch", "duc");
	finds(&b, "TC-KH", "Phòng Tài chính - Kế hoạch", "duc");
	finds(&b, "tckh", "Phòng Tài chính - Kế hoạch", "duc");
	finds(&b, "Kinh tế", "Phòng Kinh tế", "kien");
	finds(&b, "VP", "Văn phòng", "minh");
	finds(&b, "Minh", NULL, "minh"); /* the last name, not Đỗ Minh Đức's */
	finds(&b, "Hoa", NULL, NULL);
	finds(&b, "Phòng Tư pháp", NULL, NULL);
	finds(&b, "", NULL, NULL);
	bed_clear(&b);
}

static void test_candidates(void)
{
	bed b;
	vt_unclear *unclear = NULL;

	set_up(&b);
	g_assert_null(vt_assignee_find(b.office->directory, "kimson", "Nguyễn Thị Hoa", &unclear));
	g_assert_cmpuint(unclear->candidates->len, ==, 2);
	/* What is printed can be written back. */
	finds(&b, g_ptr_array_index(unclear->candidates, 0), NULL, "hoa1");
	finds(&b, g_ptr_array_index(unclear->candidates, 1), NULL, "hoa2");
	vt_unclear_free(unclear);
	g_assert_null(vt_assignee_find(b.office->directory, "phuhoa", "Lê Văn An", &unclear));
	g_assert_cmpuint(unclear->candidates->len, ==, 0);
	vt_unclear_free(unclear);
	bed_clear(&b);
}

static void test_proposal(void)
{
	bed b;
	g_autoptr(vt_proposal) p = vt_proposal_new();
	g_autoptr(GPtrArray) unclear =
		g_ptr_array_new_with_free_func((GDestroyNotify)vt_unclear_free);

	set_up(&b);
	const vt_directory *d = b.office->directory;
	g_assert_true(vt_proposal_is_empty(p));
	vt_proposal_set(p, d, "kimson", VT_TASK_LEAD, "Phòng Kinh tế", unclear);
	vt_proposal_set(p, d, "kimson", VT_TASK_SUPPORT, "TCKH; Phạm Văn Minh;", unclear);
	vt_proposal_set(p, d, "kimson", VT_TASK_INFORM, "không", unclear);
	g_assert_cmpuint(unclear->len, ==, 0);
	g_assert_true(vt_proposal_set_due(p, "25/11", NOON));
	p->opinion = (g_free(p->opinion), g_strdup("Tham mưu trả lời"));
	p->leader = (g_free(p->leader), g_strdup("an"));
	/* Two may not lead; the one before stays. */
	vt_proposal_set(p, d, "kimson", VT_TASK_LEAD, "TCKH; Phòng Kinh tế", unclear);
	g_assert_cmpuint(unclear->len, ==, 1);
	g_autofree char *kept = vt_proposal_keep(p);
	g_assert_cmpstr(kept, ==,
			"leader: an\nlead: unit kien Phòng Kinh tế\n"
			"support: unit duc Phòng Tài chính - Kế hoạch\nsupport: person minh\n"
			"due: 2026-11-25\nopinion: Tham mưu trả lời\n");
	g_autoptr(vt_proposal) again = vt_proposal_kept(kept);
	g_autofree char *same = vt_proposal_keep(again);
	g_assert_cmpstr(same, ==, kept);
	g_autofree char *support = vt_proposal_shown(d, again, VT_TASK_SUPPORT);
	g_assert_cmpstr(support, ==, "Phòng Tài chính - Kế hoạch; Phạm Văn Minh");
	g_autofree char *due = vt_proposal_due_shown(again);
	g_assert_cmpstr(due, ==, "25/11/2026");
	/* Who leads does not support as well. */
	vt_proposal_set(again, d, "kimson", VT_TASK_LEAD, "TCKH", unclear);
	g_assert_cmpuint(again->who[VT_TASK_SUPPORT]->len, ==, 1);
	bed_clear(&b);
}

static void test_days(void)
{
	static const struct {
		const char *text, *day; /* NULL = none */
	} rows[] = {
		{ "25/11/2026", "2026-11-25" },
		{ "25-11-2026", "2026-11-25" },
		{ "25.11.26", "2026-11-25" },
		{ "2026-12-01", "2026-12-01" },
		{ "25/11", "2026-11-25" },
		{ "22/11", "2026-11-22" },
		{ "21/11", "2027-11-21" },
		{ "5/1", "2027-01-05" },
		{ "trước ngày 1/12", "2026-12-01" },
		{ "21/11/2026", NULL },
		{ "31/11/2026", NULL },
		{ "30/2", NULL },
		{ "ngày mai", NULL },
		{ "", NULL },
	};

	for (size_t i = 0; i < G_N_ELEMENTS(rows); i++) {
		g_autofree char *day = NULL;
		bool good = vt_proposal_read_day(rows[i].text, NOON, &day);

		g_test_message("%s", rows[i].text);
		g_assert_true(good == (rows[i].day != NULL));
		g_assert_cmpstr(day, ==, rows[i].day);
	}
}

static void test_scan(void)
{
	static const struct {
		const char *text;
		unsigned count;
	} rows[] = {
		{ "Giao phòng Kinh tế tham mưu", 1 },
		{ "K/c đ/c Kiên nghiên cứu", 1 },
		{ "giao Phòng Kinh tế, Phòng Tài chính - Kế hoạch phối hợp", 2 },
		{ "Tôi đã xem", 0 },
		{ "an tâm", 0 },
		{ "chuyển Nguyễn Thị Hoa", 2 },
	};
	bed b;

	set_up(&b);
	for (size_t i = 0; i < G_N_ELEMENTS(rows); i++) {
		g_autoptr(GPtrArray) named =
			vt_assignee_scan(b.office->directory, "kimson", rows[i].text);

		g_test_message("%s", rows[i].text);
		g_assert_cmpuint(named->len, ==, rows[i].count);
	}
	bed_clear(&b);
}

int main(int argc, char **argv)
{
	g_test_init(&argc, &argv, NULL);
	g_test_add_func("/proposal/names", test_names);
	g_test_add_func("/proposal/candidates", test_candidates);
	g_test_add_func("/proposal/kept", test_proposal);
	g_test_add_func("/proposal/days", test_days);
	g_test_add_func("/proposal/scan", test_scan);
	return g_test_run();
}
