/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * test-heard-form - the clerk's form: what comes as one, and what each answer to it does
 */
#include "work/form_mail.h"

#include <string.h>

#include "base/error.h"
#include "store/askings.h"
#include "store/outbox.h"
#include "store/revisions.h"
#include "tests/unit/bed.h"
#include "work/form_acts.h"
#include "work/notices.h"

typedef struct fixture {
	bed b;
	int serial;
} fixture;

static void set_up(fixture *f, const void *data)
{
	g_autoptr(vt_faults) faults = vt_faults_new();
	g_autoptr(GError) error = NULL;
	vt_office *office = NULL;

	(void)data;
	bed_init(&f->b);
	office = f->b.office;
	bed_person(&f->b, "lan", VT_ROLE_CLERK);
	bed_person(&f->b, "guard", VT_ROLE_SECURITY);
	bed_person(&f->b, "chutich", VT_ROLE_LEADER);
	office->forms = true;
	office->session.server = g_strdup("mx.kimson.example");
	office->reply = (vt_reply_conf){
		.delimiter = g_strdup("+"), .in_address = true, .in_subject = true, .undo_time = 900
	};
	/* What is shipped. */
	g_autofree char *policy = g_test_build_filename(G_TEST_DIST, "config", "policy.conf", NULL);
	office->policy = vt_policy_load(policy, faults);
	g_assert_cmpuint(vt_faults_count(faults), ==, 0);
	office->templates = g_test_build_filename(G_TEST_DIST, "templates", NULL);
	g_assert_true(vt_notices_prepare(office, &error));
	g_assert_no_error(error);
}

static void tear_down(fixture *f, const void *data)
{
	(void)data;
	bed_clear(&f->b);
}

/* Arrives, is concluded, its notices are made. Its state. */
static vt_state handle(fixture *f, const char *id, const bed_report *report, int64_t now)
{
	g_autofree char *content = g_strdup_printf("Subject: x\r\n\r\n%s\r\n", id);
	g_autoptr(GError) error = NULL;
	vt_conclusion conclusion;

	bed_arrive(&f->b, id, content, now);
	bed_conclude(&f->b, id, report, now, &conclusion);
	vt_state state = conclusion.state;
	bed_begin(&f->b);
	g_assert_true(vt_notices_concluded(f->b.store, f->b.office, id, &conclusion, now, &error));
	g_assert_no_error(error);
	bed_end(&f->b, true);
	vt_conclusion_clear(&conclusion);
	return state;
}

/* Unsigned, from an address nobody knows; the number is not known. */
static void hold(fixture *f, const char *id, int64_t now)
{
	bed_report report;

	bed_report_init(&report, id);
	report.identity->status = VT_STATUS_NONE;
	report.identity->chain = VT_CHAIN_UNKNOWN;
	report.identity->sender = VT_SENDER_UNKNOWN;
	report.identity->has_signer = false;
	g_clear_pointer(&report.identity->agency, g_free);
	g_clear_pointer(&report.identity->signer_sha256, g_free);
	g_clear_pointer(&report.identity->digest, g_free);
	g_ptr_array_set_size(report.identity->findings, 0);
	vt_findings_add(report.identity->findings, VT_CODE_UNSIGNED, "%s", "");
	bed_field(&report, VT_FIELD_NUMBER, NULL, 0);
	g_assert_cmpint(handle(f, id, &report, now), ==, VT_STATE_HELD);
	bed_report_clear(&report);
}

/* The newest mail of that kind to that person. */
static vt_mail *newest(fixture *f, const char *kind)
{
	vt_mail *mail = NULL, *found = NULL;

	for (int64_t id = 1; (mail = vt_outbox_get(f->b.store, id, NULL)) != NULL; id++) {
		if (g_str_equal(mail->kind, kind)) {
			vt_mail_free(found);
			found = mail;
		} else {
			vt_mail_free(mail);
		}
	}
	return found;
}

static vt_asking *asking_of(fixture *f, const vt_mail *mail)
{
	g_autoptr(GError) error = NULL;
	vt_asking *asking = vt_askings_get(f->b.store, mail->asking, &error);

	g_assert_no_error(error);
	g_assert_nonnull(asking);
	return asking;
}

static void say(vt_said *said, vt_verb verb, const char *argument)
{
	g_ptr_array_add(said->instructions, vt_instruction_new(verb, argument, "line"));
}

static void put_line(vt_said *said, vt_form_key key, const char *text, vt_placed placed)
{
	vt_form_line *line = g_new0(vt_form_line, 1);

	line->label = g_strdup(vt_form_get(key)->label);
	line->key = g_strdup(vt_form_get(key)->key);
	line->value = g_strdup(text);
	line->form = g_strdup("");
	line->placed = placed;
	g_ptr_array_add(said->lines, line);
}

/* lan answers the newest form with what is said. Its state; takes said. */
static vt_state answer(fixture *f, const char *kind, vt_said *take_said, int64_t now)
{
	g_autoptr(vt_mail) mail = newest(f, kind);
	g_autoptr(vt_asking) asking = asking_of(f, mail);
	g_autofree char *id = g_strdup_printf("r%d", ++f->serial);
	bed_report report;

	g_ptr_array_add(take_said->tags, g_strdup(asking->tag));
	bed_report_init(&report, id);
	report.identity->status = VT_STATUS_NONE;
	report.identity->chain = VT_CHAIN_UNKNOWN;
	report.identity->sender = VT_SENDER_UNKNOWN;
	report.identity->has_signer = false;
	g_clear_pointer(&report.identity->agency, g_free);
	g_clear_pointer(&report.identity->signer_sha256, g_free);
	g_clear_pointer(&report.identity->digest, g_free);
	report.identity->session = g_strdup("lan");
	g_ptr_array_set_size(report.identity->from, 0);
	g_ptr_array_add(report.identity->from, g_strdup("lan@kimson.example"));
	g_ptr_array_set_size(report.contents->parts, 0);
	report.contents->main_part = -1;
	report.contents->said = take_said;
	vt_state state = handle(f, id, &report, now);
	bed_report_clear(&report);
	return state;
}

static void expect_acted(fixture *f, const char *kind, vt_said *take_said, int64_t now)
{
	vt_state state = answer(f, kind, take_said, now);

	g_assert_cmpint(state, ==, VT_STATE_ACTED);
}

/* What the newest answer says. */
static char *told(fixture *f)
{
	g_autoptr(vt_mail) mail = newest(f, "tra-loi");
	GString *text = g_string_new(NULL);

	for (guint i = 0; mail != NULL && i < mail->values->len; i++) {
		const vt_mail_value *value = g_ptr_array_index(mail->values, i);

		if (g_str_equal(value->key, "tl_cau"))
			g_string_append_printf(text, "%s\n", value->text);
	}
	return g_string_free(text, FALSE);
}

static vt_document *document_of(fixture *f, const char *id)
{
	g_autoptr(GError) error = NULL;
	vt_document *document = vt_documents_of_arrival(f->b.store, id, &error);

	g_assert_no_error(error);
	return document;
}

#define expect_has(text, part)                                                                     \
	do {                                                                                       \
		if (strstr(text, part) == NULL)                                                    \
			g_error("'%s' does not hold '%s'", text, part);                            \
	} while (0)

static void test_form(fixture *f, const void *data)
{
	(void)data;
	hold(f, "m1", NOON);
	g_autoptr(vt_mail) mail = newest(f, VT_FORM_MAIL);
	g_assert_nonnull(mail);
	g_assert_cmpstr(mail->recipient, ==, "lan@kimson.example");
	const char *block = vt_mail_value_of(mail, "phieu");
	expect_has(block, "===== BẮT ĐẦU PHIẾU P");
	expect_has(block, "\nSố:\nKý hiệu: SNV-VP\nNgày văn bản: 20/11/2026\n");
	expect_has(block, "\nMức độ khẩn: Thường\nĐộ mật:\nSố trang: 3\nNgày đến: 22/11/2026\n");
	expect_has(block, "\nTrình: Nguyễn Văn chutich\n");
	expect_has(vt_mail_value_of(mail, "nguon_tung_dong"), "- \"Ký hiệu\": theo nội dung tệp");
	g_assert_cmpstr(vt_mail_value_of(mail, "ten_tep_chinh"), ==, "«van-ban.pdf»");
	/* NOON is a Sunday. */
	g_assert_cmpstr(vt_mail_value_of(mail, "han_dang_ky"), ==, "23/11/2026");
	g_autoptr(vt_mail) row = newest(f, "van-thu-giu");
	g_assert_null(row);
}

static void test_missing(fixture *f, const void *data)
{
	vt_said *said = vt_said_new();

	(void)data;
	hold(f, "m1", NOON);
	say(said, VT_VERB_OK, "KHÔNG MẬT");
	expect_acted(f, VT_FORM_MAIL, said, NOON + 60);
	g_autoptr(vt_document) none = document_of(f, "m1");
	g_assert_null(none);
	g_autoptr(vt_mail) mail = newest(f, VT_FORM_MAIL);
	expect_has(vt_mail_value_of(mail, "lp_cau"), "Còn thiếu dòng \"Số\"");
	/* Only the new one is asked. */
	const vt_asking_filter open = { .kind = VT_ASKING_FORM };
	g_autoptr(GPtrArray) asked = vt_askings_open(f->b.store, &open, NULL);
	g_assert_cmpuint(asked->len, ==, 1);
	said = vt_said_new();
	say(said, VT_VERB_OK, "KHÔNG MẬT");
	put_line(said, VT_FORM_NUMBER, "123", VT_PLACED_NEW);
	put_line(said, VT_FORM_NUMBER, "", VT_PLACED_FORM);
	expect_acted(f, VT_FORM_MAIL, said, NOON + 120);
	g_autoptr(vt_document) document = document_of(f, "m1");
	g_assert_nonnull(document);
	g_assert_cmpstr(vt_document_text(document, VT_FIELD_NUMBER), ==, "123");
	g_assert_cmpstr(vt_document_text(document, VT_FIELD_TYPE), ==, "Công văn");
	g_assert_cmpint(document->arrived_at, ==, NOON);
	g_assert_cmpstr(document->by, ==, "lan");
	g_assert_cmpstr(document->proof, ==, "token,session");
	g_autofree char *words = told(f);
	expect_has(words, "Văn bản đã vào sổ: số đến 1/2026.");
	expect_has(words, "Có thể hủy đến");
	bed_verify(&f->b);
}

static void test_contradiction(fixture *f, const void *data)
{
	vt_said *said = vt_said_new();

	(void)data;
	hold(f, "m1", NOON);
	put_line(said, VT_FORM_NUMBER, "123", VT_PLACED_NEW);
	put_line(said, VT_FORM_NUMBER, "132", VT_PLACED_FORM);
	say(said, VT_VERB_OK, "KHÔNG MẬT");
	answer(f, VT_FORM_MAIL, said, NOON + 60);
	g_autoptr(vt_document) none = document_of(f, "m1");
	g_assert_null(none);
	g_autoptr(vt_mail) mail = newest(f, VT_FORM_MAIL);
	expect_has(vt_mail_value_of(mail, "lp_cau"), "hai nội dung khác nhau");
	/* Two decisions. */
	said = vt_said_new();
	put_line(said, VT_FORM_NUMBER, "123", VT_PLACED_NEW);
	say(said, VT_VERB_OK, "KHÔNG MẬT");
	say(said, VT_VERB_SECRET, "");
	answer(f, VT_FORM_MAIL, said, NOON + 90);
	g_autoptr(vt_mail) again = newest(f, VT_FORM_MAIL);
	expect_has(vt_mail_value_of(again, "lp_cau"), "hai ý trái nhau");
	/* A lost fence. */
	said = vt_said_new();
	g_ptr_array_add(said->torn, g_strdup("PXXXXXX"));
	put_line(said, VT_FORM_NUMBER, "123", VT_PLACED_NEW);
	say(said, VT_VERB_OK, "KHÔNG MẬT");
	answer(f, VT_FORM_MAIL, said, NOON + 99);
	g_autoptr(vt_mail) third = newest(f, VT_FORM_MAIL);
	expect_has(vt_mail_value_of(third, "lp_cau"), "thiếu dòng BẮT ĐẦU PHIẾU");
	g_autoptr(vt_document) still = document_of(f, "m1");
	g_assert_null(still);
}

static void test_secret(fixture *f, const void *data)
{
	vt_said *said = vt_said_new();
	g_autoptr(GError) error = NULL;

	(void)data;
	hold(f, "m1", NOON);
	say(said, VT_VERB_SECRET, "");
	expect_acted(f, VT_FORM_MAIL, said, NOON + 60);
	g_autoptr(vt_arrival) arrival = bed_get(&f->b, "m1");
	g_assert_true(arrival->secret);
	g_autoptr(vt_arrival) reply = bed_get(&f->b, "r1");
	g_assert_true(reply->secret);
	g_autoptr(vt_mail) guard = newest(f, "niem-phong");
	g_assert_nonnull(guard);
	g_autofree char *words = told(f);
	expect_has(words, "Đã niêm phong");
	const vt_asking_filter open = { .kind = VT_ASKING_FORM };
	g_autoptr(GPtrArray) asked = vt_askings_open(f->b.store, &open, NULL);
	g_assert_cmpuint(asked->len, ==, 0);
	g_autoptr(vt_mail) mail = newest(f, VT_FORM_MAIL);
	g_assert_cmpuint(mail->values->len, ==, 0);
	bed_verify(&f->b);
}

static void test_refuse(fixture *f, const void *data)
{
	vt_said *said = vt_said_new();

	(void)data;
	hold(f, "m1", NOON);
	say(said, VT_VERB_RETURN, "sai");
	answer(f, VT_FORM_MAIL, said, NOON + 60);
	g_autoptr(vt_mail) mail = newest(f, VT_FORM_MAIL);
	expect_has(vt_mail_value_of(mail, "lp_cau"), "ít nhất 10 ký tự: «sai»");
	said = vt_said_new();
	say(said, VT_VERB_RETURN, "gửi nhầm cơ quan nhận");
	answer(f, VT_FORM_MAIL, said, NOON + 90);
	g_autoptr(vt_arrival) arrival = bed_get(&f->b, "m1");
	g_assert_cmpint(arrival->state, ==, VT_STATE_REFUSED);
	hold(f, "m2", NOON + 4000);
	said = vt_said_new();
	say(said, VT_VERB_DROP, "thư quảng cáo, không phải văn bản");
	answer(f, VT_FORM_MAIL, said, NOON + 4060);
	g_autoptr(vt_arrival) dropped = bed_get(&f->b, "m2");
	g_assert_cmpint(dropped->state, ==, VT_STATE_IGNORED);
	g_assert_cmpstr(dropped->decision, ==, "thư quảng cáo, không phải văn bản");
	bed_verify(&f->b);
}

static void test_table(fixture *f, const void *data)
{
	(void)data;
	hold(f, "m1", NOON);
	hold(f, "m2", NOON + 10);
	hold(f, "m3", NOON + 20);
	g_autoptr(vt_mail) table = newest(f, VT_FORM_TABLE);
	g_assert_nonnull(table);
	g_autoptr(GError) error = NULL;
	for (int row = 1; row <= 2; row++) {
		g_autofree char *id = g_strdup_printf("m%d", row + 1);
		g_autoptr(vt_asking) one =
			vt_askings_of_row(f->b.store, table->asking, row, &error);

		g_assert_nonnull(one);
		g_assert_cmpstr(one->arrival, ==, id);
	}
	g_autoptr(vt_asking) none = vt_askings_of_row(f->b.store, table->asking, 3, &error);
	g_assert_null(none);
	g_assert_cmpstr(vt_mail_value_of(table, "pg_thieu"), ==, "Số");
	vt_said *said = vt_said_new();
	g_free(said->words);
	said->words =
		g_strdup("1: Số 123, OK KHÔNG MẬT\n2: BỎ: thư quảng cáo, không phải văn bản\n");
	expect_acted(f, VT_FORM_TABLE, said, NOON + 1800);
	g_autoptr(vt_document) document = document_of(f, "m2");
	g_assert_nonnull(document);
	g_assert_cmpstr(vt_document_text(document, VT_FIELD_NUMBER), ==, "123");
	g_autoptr(vt_arrival) dropped = bed_get(&f->b, "m3");
	g_assert_cmpint(dropped->state, ==, VT_STATE_IGNORED);
	g_autofree char *words = told(f);
	expect_has(words, "Phiếu 1: Văn bản đã vào sổ: số đến 1/2026.");
	expect_has(words, "Phiếu 2: Đã ghi nhận không vào sổ.");
	expect_has(words, "2: HỦY");
	bed_verify(&f->b);
}

/* A clerk's file: nothing of its text stands in the form. */
static void test_scan(fixture *f, const void *data)
{
	vt_said *said = vt_said_new();
	bed_report report;

	(void)data;
	bed_report_init(&report, "77");
	report.identity->status = VT_STATUS_NONE;
	report.identity->chain = VT_CHAIN_UNKNOWN;
	report.identity->sender = VT_SENDER_UNKNOWN;
	report.identity->has_signer = false;
	g_clear_pointer(&report.identity->agency, g_free);
	g_clear_pointer(&report.identity->signer_sha256, g_free);
	g_clear_pointer(&report.identity->digest, g_free);
	g_ptr_array_set_size(report.identity->from, 0);
	g_ptr_array_add(report.identity->from, g_strdup("lan@kimson.example"));
	report.identity->session = g_strdup("lan");
	vt_findings_add(report.identity->findings, VT_CODE_UNSIGNED, "%s", "");
	report.contents->fields[VT_FIELD_NOTATION].origin = VT_ORIGIN_FILENAME;
	report.contents->said = said;
	g_assert_cmpint(handle(f, "m1", &report, NOON), ==, VT_STATE_HELD);
	bed_report_clear(&report);
	g_autoptr(vt_mail) mail = newest(f, VT_FORM_MAIL);
	g_assert_nonnull(mail);
	const char *block = vt_mail_value_of(mail, "phieu");
	expect_has(block, "\nSố:\nKý hiệu: SNV-VP\nNgày văn bản:\n");
	expect_has(block, "\nTrích yếu:\n");
	expect_has(block, "\nBản giấy: Có\n");
	g_assert_cmpstr(vt_mail_value_of(mail, "la_ban_quet"), ==, "x");
	g_assert_cmpstr(vt_mail_value_of(mail, "nguon_gui"), ==, "Nguyễn Văn lan");
	g_assert_cmpstr(vt_mail_value_of(mail, "so_trang"), ==, "3");
}

/* A mail of lan without a question. */
static void command(fixture *f, const char *id, vt_verb verb, const char *argument)
{
	vt_said *said = vt_said_new();
	bed_report report;

	bed_report_init(&report, id);
	g_ptr_array_set_size(report.contents->parts, 0);
	report.contents->main_part = -1;
	report.identity->status = VT_STATUS_NONE;
	report.identity->chain = VT_CHAIN_UNKNOWN;
	report.identity->sender = VT_SENDER_UNKNOWN;
	report.identity->has_signer = false;
	g_clear_pointer(&report.identity->agency, g_free);
	g_clear_pointer(&report.identity->signer_sha256, g_free);
	g_clear_pointer(&report.identity->digest, g_free);
	g_ptr_array_set_size(report.identity->from, 0);
	g_ptr_array_add(report.identity->from, g_strdup("lan@kimson.example"));
	report.identity->session = g_strdup("lan");
	say(said, verb, argument);
	report.contents->said = said;
	g_assert_cmpint(handle(f, id, &report, NOON), ==, VT_STATE_ACTED);
	bed_report_clear(&report);
}

static void test_paper(fixture *f, const void *data)
{
	vt_said *said = vt_said_new();

	(void)data;
	command(f, "m1", VT_VERB_ENTER, "");
	put_line(said, VT_FORM_NUMBER, "5", VT_PLACED_FORM);
	put_line(said, VT_FORM_NOTATION, "TB-UBND", VT_PLACED_FORM);
	put_line(said, VT_FORM_ISSUED, "20/11/2026", VT_PLACED_FORM);
	put_line(said, VT_FORM_TYPE, "Thông báo", VT_PLACED_FORM);
	put_line(said, VT_FORM_ISSUER, "UBND xã Phú Hòa", VT_PLACED_FORM);
	put_line(said, VT_FORM_SUBJECT, "Lịch tiếp công dân", VT_PLACED_FORM);
	put_line(said, VT_FORM_SECRECY, "Không mật", VT_PLACED_FORM);
	expect_acted(f, VT_FORM_MAIL, said, NOON + 60);
	g_autofree char *words = told(f);
	expect_has(words, "số đến 1/2026");
	bed_verify(&f->b);
	command(f, "m2", VT_VERB_CORRECT, "1/2026: ghi nhầm ngày văn bản");
	g_autoptr(vt_mail) mail = newest(f, VT_FORM_MAIL);
	g_assert_cmpstr(vt_mail_value_of(mail, "la_sua"), ==, "1/2026");
	expect_has(vt_mail_value_of(mail, "phieu"), "\nNgày văn bản: 20/11/2026\n");
	said = vt_said_new();
	put_line(said, VT_FORM_ISSUED, "19/11/2026", VT_PLACED_FORM);
	answer(f, VT_FORM_MAIL, said, NOON + 90);
	g_autoptr(GError) error = NULL;
	g_autoptr(GPtrArray) revisions = vt_revisions_of(f->b.store, 1, &error);
	g_assert_cmpuint(revisions->len, ==, 1);
	const vt_revision *one = g_ptr_array_index(revisions, 0);
	g_assert_cmpstr(one->field, ==, "issued");
	g_assert_cmpstr(one->before, ==, "2026-11-20");
	g_assert_cmpstr(one->after, ==, "2026-11-19");
	g_assert_cmpstr(one->reason, ==, "ghi nhầm ngày văn bản");
	bed_verify(&f->b);
	command(f, "m3", VT_VERB_VOID, "1: vào sổ hai lần một văn bản");
	g_autoptr(vt_document) document = vt_documents_get(f->b.store, 1, &error);
	g_assert_cmpint(document->state, ==, VT_DOCUMENT_VOID);
	bed_verify(&f->b);
}

int main(int argc, char **argv)
{
	static const struct {
		const char *path;
		void (*test)(fixture *f, const void *data);
	} tests[] = {
		{ "/heard-form/form", test_form },
		{ "/heard-form/missing", test_missing },
		{ "/heard-form/contradiction", test_contradiction },
		{ "/heard-form/secret", test_secret },
		{ "/heard-form/refuse", test_refuse },
		{ "/heard-form/table", test_table },
		{ "/heard-form/scan", test_scan },
		{ "/heard-form/paper", test_paper },
	};

	g_test_init(&argc, &argv, NULL);
	for (size_t i = 0; i < G_N_ELEMENTS(tests); i++)
		g_test_add(tests[i].path, fixture, NULL, set_up, tests[i].test, tear_down);
	return g_test_run();
}
