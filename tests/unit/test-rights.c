/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * test-rights - each way to a right, and everybody else has none
 */
#include "work/rights.h"

#include <string.h>

#include "store/ledger.h"
#include "store/outbox.h"
#include "tests/unit/bed.h"

static vt_person person(const char *key, const char *unit, unsigned roles)
{
	return (vt_person){ .key = (char *)(uintptr_t)key,
			    .own = (char *)(uintptr_t) "kimson",
			    .unit = (char *)(uintptr_t)unit,
			    .roles = roles };
}

static vt_right right_of(bed *b, const vt_person *who, int64_t id)
{
	g_autoptr(GError) error = NULL;
	g_autoptr(vt_document) document = vt_documents_get(b->store, id, &error);
	const vt_viewer viewer = { b->store, b->office, who, NOON };
	vt_right right = VT_N_RIGHTS;

	g_assert_true(vt_right_to(&viewer, document, &right, &error));
	g_assert_no_error(error);
	return right;
}

static void give(bed *b, const char *whom, const char *unit, vt_task_state state, int64_t counts_at)
{
	g_autoptr(GError) error = NULL;
	g_autoptr(vt_task_row) task = vt_task_row_new();

	task->own = g_strdup("kimson");
	task->document = 1;
	task->person = g_strdup(whom);
	task->unit = g_strdup(unit);
	task->given_by = g_strdup("pct");
	task->state = state;
	task->state_at = task->given_at = NOON;
	task->counts_at = counts_at;
	bed_begin(b);
	g_assert_true(vt_tasks_insert(b->store, task, &error));
	g_assert_no_error(error);
	bed_end(b, true);
}

static void test_roles(void)
{
	static const struct {
		vt_role role;
		vt_right right;
	} cases[] = {
		{ VT_ROLE_CLERK, VT_RIGHT_OFFICE },       { VT_ROLE_LEADER, VT_RIGHT_OFFICE },
		{ VT_ROLE_OFFICE_HEAD, VT_RIGHT_OFFICE }, { VT_ROLE_AGENCY, VT_RIGHT_NONE },
		{ VT_ROLE_UNIT_HEAD, VT_RIGHT_NONE },     { VT_ROLE_ASSIGNEE, VT_RIGHT_NONE },
		{ VT_ROLE_STAFF, VT_RIGHT_NONE },         { VT_ROLE_SECURITY, VT_RIGHT_NONE },
		{ VT_ROLE_ADMIN, VT_RIGHT_NONE },         { VT_ROLE_DEVICE, VT_RIGHT_NONE },
	};
	bed b;

	G_STATIC_ASSERT(G_N_ELEMENTS(cases) == VT_N_ROLES);
	bed_init(&b);
	bed_register(&b, "A1", "453", NOON);
	for (size_t i = 0; i < G_N_ELEMENTS(cases); i++) {
		const vt_person who = person("an", "Phòng Nội vụ", 1u << cases[i].role);
		vt_person other = who;

		other.own = (char *)(uintptr_t) "phuhoa";
		g_assert_cmpint(right_of(&b, &who, 1), ==, cases[i].right);
		g_assert_cmpint(right_of(&b, &other, 1), ==, VT_RIGHT_NONE);
	}
	bed_clear(&b);
}

static void test_tasks(void)
{
	const vt_person an = person("an", "Phòng Nội vụ", 1u << VT_ROLE_STAFF);
	const vt_person binh = person("binh", "Phòng Nội vụ", 1u << VT_ROLE_STAFF);
	const vt_person head = person("truong", "phòng nội vụ", 1u << VT_ROLE_UNIT_HEAD);
	const vt_person other = person("khac", "Phòng Tài chính", 1u << VT_ROLE_UNIT_HEAD);
	bed b;

	bed_init(&b);
	bed_register(&b, "A1", "453", NOON);
	give(&b, "an", "Phòng Nội vụ", VT_TASK_WITHDRAWN, NOON);
	give(&b, "an", "Phòng Nội vụ", VT_TASK_DECLINED, NOON);
	give(&b, "an", "Phòng Nội vụ", VT_TASK_GIVEN, NOON + 900);
	g_assert_cmpint(right_of(&b, &an, 1), ==, VT_RIGHT_NONE);
	g_assert_cmpint(right_of(&b, &head, 1), ==, VT_RIGHT_NONE);
	give(&b, "an", "Phòng Nội vụ", VT_TASK_DONE, NOON);
	g_assert_cmpint(right_of(&b, &an, 1), ==, VT_RIGHT_TASK);
	g_assert_cmpint(right_of(&b, &head, 1), ==, VT_RIGHT_UNIT);
	g_assert_cmpint(right_of(&b, &binh, 1), ==, VT_RIGHT_NONE);
	g_assert_cmpint(right_of(&b, &other, 1), ==, VT_RIGHT_NONE);
	bed_clear(&b);
}

static int64_t tell(bed *b, const char *kind, const char *whom)
{
	g_autoptr(GError) error = NULL;
	g_autoptr(vt_mail) mail =
		vt_mail_new(kind, "kimson", "vi", "robot@kimson.example", "an@kimson.example");

	mail->document = 1;
	mail->person = g_strdup(whom);
	bed_begin(b);
	g_assert_true(vt_outbox_insert(b->store, mail, NOON, &error));
	g_assert_no_error(error);
	bed_end(b, true);
	return mail->id;
}

static void test_sealed(void)
{
	const vt_person clerk = person("clerk", NULL, 1u << VT_ROLE_CLERK);
	bed b;

	bed_init(&b);
	bed_register(&b, "A1", "453", NOON);
	g_autoptr(vt_document) document = vt_documents_get(b.store, 1, NULL);
	const vt_viewer viewer = { b.store, b.office, &clerk, NOON };
	vt_right right = VT_N_RIGHTS;
	document->state = VT_DOCUMENT_VOID;
	g_assert_true(vt_right_to(&viewer, document, &right, NULL));
	g_assert_cmpint(right, ==, VT_RIGHT_OFFICE);
	document->state = VT_DOCUMENT_SEALED;
	g_assert_true(vt_right_to(&viewer, document, &right, NULL));
	g_assert_cmpint(right, ==, VT_RIGHT_NONE);
	bed_clear(&b);
}

static void test_told(void)
{
	const vt_person an = person("an", NULL, 1u << VT_ROLE_STAFF);
	const vt_person binh = person("binh", NULL, 1u << VT_ROLE_STAFF);
	g_autoptr(GError) error = NULL;
	bed b;

	bed_init(&b);
	bed_register(&b, "A1", "453", NOON);
	tell(&b, "tra-loi", "an");
	g_assert_cmpint(right_of(&b, &an, 1), ==, VT_RIGHT_NONE);
	int64_t mail = tell(&b, "thong-bao", "an");
	g_assert_cmpint(right_of(&b, &an, 1), ==, VT_RIGHT_TOLD);
	g_assert_cmpint(right_of(&b, &binh, 1), ==, VT_RIGHT_NONE);
	bed_begin(&b);
	g_assert_true(vt_outbox_withdraw(b.store, mail, "nhầm", &error));
	bed_end(&b, true);
	g_assert_cmpint(right_of(&b, &an, 1), ==, VT_RIGHT_NONE);
	tell(&b, "de-biet", "an");
	g_assert_cmpint(right_of(&b, &an, 1), ==, VT_RIGHT_TOLD);
	bed_clear(&b);
}

static bool see_line(const vt_ledger_row *row, void *data)
{
	bool *seen = data;

	*seen = *seen
		|| (strstr(row->line, "\"act\":\"view\"") && strstr(row->line, "\"by\":\"an\"")
		    && strstr(row->line, "\"how\":\"show\"")
		    && strstr(row->line, "\"proof\":\"session\"")
		    && strstr(row->line, "\"document\":1"));
	return true;
}

static void test_view(void)
{
	const vt_person an = person("an", NULL, 1u << VT_ROLE_CLERK);
	g_autoptr(GError) error = NULL;
	bool seen = false;
	bed b;

	bed_init(&b);
	bed_register(&b, "A1", "453", NOON);
	const vt_viewer viewer = { b.store, b.office, &an, NOON };
	bed_begin(&b);
	g_assert_true(vt_right_note_view(&viewer, 1, "show", "session", &error));
	bed_end(&b, true);
	g_assert_true(vt_ledger_walk(b.store, "document:1", 0, see_line, &seen, &error));
	g_assert_true(seen);
	bed_verify(&b);
	bed_clear(&b);
}

int main(int argc, char **argv)
{
	g_test_init(&argc, &argv, NULL);
	g_test_add_func("/rights/roles", test_roles);
	g_test_add_func("/rights/tasks", test_tasks);
	g_test_add_func("/rights/sealed", test_sealed);
	g_test_add_func("/rights/told", test_told);
	g_test_add_func("/rights/view", test_view);
	return g_test_run();
}
