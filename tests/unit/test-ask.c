/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * test-ask - TÌM, XEM, GỬI, VIỆC CỦA TÔI, QUÁ HẠN: what is answered to whom, and what stays unsaid
 */
#include "work/ask.h"

#include <string.h>

#include "store/ledger.h"
#include "tests/unit/bed.h"
#include "work/notices.h"

#define DAY 86400

typedef struct fixture {
	bed b;
	vt_arrival arrival; /* the command */
	vt_inspected seen;
	vt_judging j;
} fixture;

static void add_person(fixture *f, const char *key, const char *unit, vt_role role)
{
	vt_person *person = g_new0(vt_person, 1);

	person->key = g_strdup(key);
	person->own = g_strdup("kimson");
	person->name = g_strdup_printf("Đồng chí %s", key);
	person->position = g_strdup("Chuyên viên");
	person->unit = g_strdup(unit);
	person->addresses = g_ptr_array_new_with_free_func(g_free);
	g_ptr_array_add(person->addresses, g_strdup_printf("%s@kimson.example", key));
	person->roles = 1u << role;
	g_ptr_array_add(f->b.office->directory->people, person);
}

static void give(fixture *f, int64_t document, const char *whom, vt_task_role role, int64_t due_at)
{
	g_autoptr(GError) error = NULL;
	g_autoptr(vt_task_row) task = vt_task_row_new();

	task->own = g_strdup("kimson");
	task->document = document;
	task->person = g_strdup(whom);
	task->given_by = g_strdup("pct");
	task->role = role;
	task->state_at = task->given_at = task->counts_at = NOON;
	task->due_at = due_at;
	bed_begin(&f->b);
	g_assert_true(vt_tasks_insert(f->b.store, task, &error));
	g_assert_no_error(error);
	bed_end(&f->b, true);
}

static void remark(fixture *f, const char *person, vt_remark_kind kind, const char *words)
{
	const vt_remark one = { .document = 1,
				.person = (char *)(uintptr_t)person,
				.kind = kind,
				.words = (char *)(uintptr_t)words,
				.proof = (char *)(uintptr_t) "session",
				.at = NOON };
	g_autoptr(GError) error = NULL;

	bed_begin(&f->b);
	g_assert_true(vt_remarks_add(f->b.store, &one, &error));
	g_assert_no_error(error);
	bed_end(&f->b, true);
}

static void set_up(fixture *f, const void *data)
{
	g_autoptr(GError) error = NULL;

	(void)data;
	bed_init(&f->b);
	f->b.office->templates = g_test_build_filename(G_TEST_DIST, "templates", NULL);
	g_assert_true(vt_notices_prepare(f->b.office, &error));
	g_assert_no_error(error);
	g_autoptr(vt_faults) faults = vt_faults_new();
	static const char policy[] = "read\tclerk,unit-head,staff\t(smime | session)\n";
	f->b.office->policy = vt_policy_parse(policy, strlen(policy), "policy", faults);
	add_person(f, "clerk", "Văn phòng", VT_ROLE_CLERK);
	add_person(f, "an", "Phòng Nội vụ", VT_ROLE_STAFF);
	add_person(f, "head", "Phòng Nội vụ", VT_ROLE_UNIT_HEAD);
	add_person(f, "other", "Phòng Tài chính", VT_ROLE_STAFF);
	bed_register(&f->b, "A1", "453", NOON);
	bed_register(&f->b, "A2", "454", NOON + 1);
	give(f, 1, "an", VT_TASK_LEAD, NOON + DAY);
	f->arrival.id = (char *)(uintptr_t) "A1";
	f->seen.now = NOON + 60;
	f->j = (vt_judging){
		.store = f->b.store, .office = f->b.office, .seen = &f->seen, .arrival = &f->arrival
	};
}

static void tear_down(fixture *f, const void *data)
{
	(void)data;
	bed_verify(&f->b);
	bed_clear(&f->b);
}

/* The answer; NULL values are not asked for. */
static vt_mail *ask_with(fixture *f, unsigned proofs, const char *who, const char *line,
			 bool trying)
{
	static vt_hear_verb *const asks[VT_N_VERBS] = {
		[VT_VERB_SEARCH] = vt_ask_search,         [VT_VERB_SHOW] = vt_ask_show,
		[VT_VERB_SEND_FILES] = vt_ask_send_files, [VT_VERB_MY_WORK] = vt_ask_my_work,
		[VT_VERB_OVERDUE] = vt_ask_overdue,
	};
	g_autoptr(GError) error = NULL;
	g_autoptr(vt_said) words = vt_said_new();
	const char *argument = NULL;
	int verb = vt_verb_read(line, &argument);
	vt_instruction *said = vt_instruction_new((vt_verb)verb, argument, line);
	vt_hearing h = { .j = &f->j,
			 .said = words,
			 .person = vt_directory_person(f->b.office->directory, who),
			 .proofs = proofs,
			 .token_verb = -1,
			 .trying = trying };

	bed_begin(&f->b);
	g_assert_true(asks[verb](&h, said, &error));
	g_assert_no_error(error);
	bed_end(&f->b, true);
	vt_instruction_free(said);
	g_assert_nonnull(h.answer.mail);
	return h.answer.mail;
}

static vt_mail *ask(fixture *f, const char *who, const char *line, bool trying)
{
	return ask_with(f, 1u << VT_PROOF_SESSION, who, line, trying);
}

#define CHECK(mail, key, text) g_assert_cmpstr(vt_mail_value_of(mail, key), ==, text)

static unsigned rows(const vt_mail *mail, const char *key)
{
	unsigned count = 0;

	for (guint i = 0; i < mail->values->len; i++) {
		const vt_mail_value *value = g_ptr_array_index(mail->values, i);

		count += strcmp(value->key, key) == 0;
	}
	return count;
}

static bool count_line(const vt_ledger_row *row, void *data)
{
	unsigned *count = data;

	*count += strstr(row->line, "\"act\":\"view\"") != NULL;
	return true;
}

static unsigned views(fixture *f)
{
	unsigned count = 0;

	g_assert_true(vt_ledger_walk(f->b.store, NULL, 0, count_line, &count, NULL));
	return count;
}

/* It can be made into bytes. */
static void compose(fixture *f, vt_mail *mail)
{
	g_autoptr(GError) error = NULL;
	vt_autofd int entity = vt_io_memfd("entity", &error);
	g_autoptr(GPtrArray) files = g_ptr_array_new();

	bed_begin(&f->b);
	g_assert_true(vt_outbox_insert(f->b.store, mail, f->seen.now, &error));
	bed_end(&f->b, true);
	g_autoptr(vt_notice) notice = vt_notice_render(f->b.office, mail, files, entity, &error);
	g_assert_no_error(error);
}

static void test_search(fixture *f, const void *data)
{
	(void)data;
	g_autoptr(vt_mail) clerk = ask(f, "clerk", "TÌM công tác văn thư", false);
	g_autoptr(vt_mail) an = ask(f, "an", "TIM cong tac van thu", false);
	g_autoptr(vt_mail) other = ask(f, "other", "Tìm: công tác văn thư", false);
	g_autoptr(vt_mail) later = ask(f, "clerk", "TÌM công tác văn thư trang 2", false);

	g_assert_cmpstr(clerk->kind, ==, "tim");
	g_assert_cmpstr(clerk->recipient, ==, "clerk@kimson.example");
	CHECK(clerk, "tim_so", "2");
	CHECK(clerk, "tim_so_den", "2/2026");
	g_assert_cmpuint(rows(clerk, "tim_so_den"), ==, 2);
	CHECK(clerk, "tim_lien_ket_xem",
	      "mailto:vanthu@kimson.example?subject=XEM%202%2F2026&body=XEM%202%2F2026");
	CHECK(an, "tim_so", "1");
	CHECK(an, "tim_so_den", "1/2026");
	CHECK(other, "tim_so", "0");
	g_assert_cmpuint(rows(other, "tim_so_den"), ==, 0);
	CHECK(later, "tim_so", "2");
	CHECK(later, "tim_trang", "2");
	g_assert_cmpuint(rows(later, "tim_so_den"), ==, 0);
	compose(f, clerk);
	compose(f, other);
	g_autoptr(vt_mail) trying = ask(f, "an", "TÌM công tác văn thư", true);
	g_assert_cmpstr(trying->kind, ==, "tra-loi");
	g_assert_nonnull(strstr(vt_mail_value_of(trying, "tl_cau"), "1 văn bản"));
}

static void test_show(fixture *f, const void *data)
{
	(void)data;
	remark(f, "pct", VT_REMARK_OPINION, "Giao Phòng Nội vụ tham mưu");
	remark(f, "pct", VT_REMARK_QUESTION, "Sở có gọi không?");
	g_autoptr(vt_mail) an = ask(f, "an", "XEM 1/2026", false);
	g_autoptr(vt_mail) clerk = ask(f, "clerk", "Xem số đến 1 năm 2026.", false);
	g_autoptr(vt_mail) head = ask(f, "head", "xem 1", false);

	g_assert_cmpstr(an->kind, ==, "xem");
	g_assert_cmpint(an->document, ==, 1);
	CHECK(an, "so_den", "1");
	CHECK(an, "xv_ai", "Đồng chí an");
	CHECK(an, "xy_noi_dung", "«Giao Phòng Nội vụ tham mưu»");
	g_assert_cmpuint(rows(an, "xy_noi_dung"), ==, 1);
	g_assert_cmpuint(rows(clerk, "xy_noi_dung"), ==, 2);
	g_assert_cmpstr(head->kind, ==, "xem");
	g_assert_cmpuint(views(f), ==, 3);
	compose(f, an);
	/* What one may not see is what is not there. */
	g_autoptr(vt_mail) other = ask(f, "other", "XEM 1/2026", false);
	g_autoptr(vt_mail) none = ask(f, "an", "XEM 77/2026", false);
	g_autoptr(vt_mail) malformed = ask(f, "an", "XEM cái gì đó", false);
	g_autoptr(vt_mail) trying = ask(f, "an", "XEM 1/2026", true);
	g_assert_cmpstr(other->kind, ==, "tra-loi");
	g_assert_nonnull(strstr(vt_mail_value_of(other, "tl_cau"), "1/2026"));
	g_assert_cmpstr(none->kind, ==, "tra-loi");
	g_assert_nonnull(strstr(vt_mail_value_of(malformed, "tl_cau"), "XEM 123/2026"));
	g_assert_nonnull(strstr(vt_mail_value_of(trying, "tl_cau"), "1/2026"));
	g_assert_cmpuint(views(f), ==, 3);
}

static void test_files(fixture *f, const void *data)
{
	(void)data;
	g_autoptr(vt_mail) an = ask(f, "an", "GỬI 1/2026", false);
	g_autoptr(vt_mail) other = ask(f, "other", "GỬI 1/2026", false);
	g_autoptr(vt_mail) trying = ask(f, "an", "GUI 1/2026", true);

	g_assert_cmpstr(an->kind, ==, "gui-tep");
	g_assert_cmpuint(an->attachments->len, >, 0);
	CHECK(an, "cau_tep_gui_kem", "tep_gui_kem_du");
	g_assert_cmpstr(other->kind, ==, "tra-loi");
	g_assert_cmpuint(other->attachments->len, ==, 0);
	g_assert_cmpuint(trying->attachments->len, ==, 0);
	g_assert_cmpuint(views(f), ==, 1);
}

static void test_work(fixture *f, const void *data)
{
	(void)data;
	give(f, 2, "an", VT_TASK_SUPPORT, NOON - DAY);
	give(f, 2, "an", VT_TASK_INFORM, NOON - DAY);
	give(f, 2, "other", VT_TASK_LEAD, NOON - 2 * DAY);
	g_autoptr(vt_mail) an = ask(f, "an", "VIỆC CỦA TÔI", false);
	g_autoptr(vt_mail) late = ask(f, "an", "Quá hạn", false);
	g_autoptr(vt_mail) head = ask(f, "head", "QUA HAN", false);
	g_autoptr(vt_mail) clerk = ask(f, "clerk", "QUÁ HẠN", false);
	g_autoptr(vt_mail) none = ask(f, "head", "VIỆC CỦA TÔI", false);

	CHECK(an, "vct_so_viec", "3");
	CHECK(an, "vct_con_lai", "quá hạn 1 ngày");
	CHECK(late, "vct_so_viec", "1");
	CHECK(late, "vct_so_den", "2/2026");
	CHECK(head, "vct_so_viec", "1");
	CHECK(head, "vct_ai", "Đồng chí an");
	CHECK(clerk, "vct_so_viec", "2");
	CHECK(none, "vct_so_viec", "0");
	compose(f, an);
	compose(f, none);
}

static void test_proof(fixture *f, const void *data)
{
	static const char *const lines[] = { "TÌM công tác", "XEM 1/2026", "GỬI 1/2026",
					     "VIỆC CỦA TÔI", "QUÁ HẠN" };

	(void)data;
	for (size_t i = 0; i < G_N_ELEMENTS(lines); i++) {
		g_autoptr(vt_mail) mail = ask_with(f, 0, "clerk", lines[i], false);

		g_assert_cmpstr(mail->kind, ==, "tra-loi");
	}
	g_assert_cmpuint(views(f), ==, 0);
}

static void test_numbers(fixture *f, const void *data)
{
	static const struct {
		const char *text;
		int64_t number;
		int year;
	} cases[] = {
		{ "123/2026", 123, 2026 },
		{ "123", 123, 2024 },
		{ "số 123 / 2025", 123, 2025 },
		{ "văn bản đến số 5 năm 2025.", 5, 2025 },
		{ "số đến: 7", 7, 2024 },
		{ "", 0, 0 },
		{ "0", 0, 0 },
		{ "123/QĐ-UBND", 0, 0 },
		{ "12 và 13", 0, 0 },
		{ "123456789012", 0, 0 },
	};

	(void)f;
	(void)data;
	for (size_t i = 0; i < G_N_ELEMENTS(cases); i++) {
		int64_t number = 0;
		int year = 0;
		bool read = vt_ask_number(cases[i].text, 2024, &number, &year);

		g_assert_cmpint(read, ==, cases[i].number > 0);
		if (read) {
			g_assert_cmpint(number, ==, cases[i].number);
			g_assert_cmpint(year, ==, cases[i].year);
		}
	}
}

int main(int argc, char **argv)
{
	g_test_init(&argc, &argv, NULL);
	g_test_add("/ask/search", fixture, NULL, set_up, test_search, tear_down);
	g_test_add("/ask/show", fixture, NULL, set_up, test_show, tear_down);
	g_test_add("/ask/files", fixture, NULL, set_up, test_files, tear_down);
	g_test_add("/ask/work", fixture, NULL, set_up, test_work, tear_down);
	g_test_add("/ask/proof", fixture, NULL, set_up, test_proof, tear_down);
	g_test_add("/ask/numbers", fixture, NULL, set_up, test_numbers, tear_down);
	return g_test_run();
}
