/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * test-notices - which mail an event causes, to whom, how often, and what never stands in it
 */
#include "work/notices.h"

#include <string.h>

#include "base/error.h"
#include "mail/compose.h"
#include "tests/unit/bed.h"
#include "work/balance.h"

typedef struct fixture {
	bed b;
	vt_route route;
	int serial; /* of messages */
} fixture;

static GPtrArray *list_of(const char *text)
{
	GPtrArray *list = g_ptr_array_new_with_free_func(g_free);

	g_ptr_array_add(list, g_strdup(text));
	return list;
}

static void add_person(fixture *f, const char *key, vt_role role)
{
	vt_person *person = g_new0(vt_person, 1);
	g_autofree char *address = g_strdup_printf("%s@kimson.example", key);

	person->key = g_strdup(key);
	person->own = g_strdup("kimson");
	person->name = g_strdup("Nguyễn Văn A");
	person->position = g_strdup("Chuyên viên");
	person->addresses = list_of(address);
	person->roles = 1u << role;
	g_ptr_array_add(f->b.office->directory->people, person);
}

static void set_up(fixture *f, const void *data)
{
	vt_agency *agency = g_new0(vt_agency, 1);
	g_autoptr(GError) error = NULL;

	(void)data;
	bed_init(&f->b);
	agency->key = g_strdup("sonoivu");
	agency->name = g_strdup("Sở Nội vụ");
	agency->addresses = list_of("vanthu@sonoivu.example");
	agency->aliases = g_ptr_array_new();
	agency->certificates = g_ptr_array_new();
	g_ptr_array_add(f->b.office->directory->agencies, agency);
	f->b.office->directory->admin = g_strdup("admin@kimson.example");
	add_person(f, "clerk", VT_ROLE_CLERK);
	add_person(f, "guard", VT_ROLE_SECURITY);
	add_person(f, "staff", VT_ROLE_STAFF);
	f->route = (vt_route){ .own = (char *)(uintptr_t) "kimson",
			       .from = g_ptr_array_new(),
			       .types = g_ptr_array_new(),
			       .people = list_of("staff"),
			       .words = g_ptr_array_new(),
			       .urgent = g_ptr_array_new(),
			       .support = g_ptr_array_new(),
			       .inform = g_ptr_array_new() };
	g_ptr_array_add(f->b.office->routes, &f->route);
	f->b.office->templates = g_test_build_filename(G_TEST_DIST, "templates", NULL);
	g_assert_true(vt_notices_prepare(f->b.office, &error));
	g_assert_no_error(error);
}

static void tear_down(fixture *f, const void *data)
{
	(void)data;
	g_ptr_array_unref(f->route.from);
	g_ptr_array_unref(f->route.types);
	g_ptr_array_unref(f->route.words);
	g_ptr_array_unref(f->route.urgent);
	g_ptr_array_unref(f->route.support);
	g_ptr_array_unref(f->route.inform);
	g_ptr_array_unref(f->route.people);
	bed_clear(&f->b);
}

/* One message: arrives, is concluded, its notices are made. The id is "m1", "m2" ... */
static void handle(fixture *f, void (*change)(bed_report *), int64_t now, vt_state expected)
{
	int serial = ++f->serial;
	g_autofree char *id = g_strdup_printf("m%d", serial);
	g_autofree char *number = g_strdup_printf("%d", 400 + serial);
	g_autofree char *content = g_strdup_printf("Subject: x\r\n\r\n%d\r\n", serial);
	g_autoptr(GError) error = NULL;
	vt_conclusion conclusion;
	bed_report report;

	bed_arrive(&f->b, id, content, now);
	bed_report_init(&report, number);
	if (change != NULL)
		change(&report);
	bed_conclude(&f->b, id, &report, now, &conclusion);
	g_assert_cmpstr(vt_state_name(conclusion.state), ==, vt_state_name(expected));
	bed_begin(&f->b);
	g_assert_true(vt_notices_concluded(f->b.store, f->b.office, id, &conclusion, now, &error));
	g_assert_no_error(error);
	bed_end(&f->b, true);
	vt_conclusion_clear(&conclusion);
	bed_report_clear(&report);
}

/* Mails of a kind (to an address when not NULL), the oldest first. */
static GPtrArray *mails(fixture *f, const char *kind, const char *to)
{
	GPtrArray *found = g_ptr_array_new_with_free_func((GDestroyNotify)vt_mail_free);
	vt_mail *mail = NULL;

	for (int64_t id = 1; (mail = vt_outbox_get(f->b.store, id, NULL)) != NULL; id++) {
		if (strcmp(mail->kind, kind) == 0
		    && (to == NULL || strcmp(mail->recipient, to) == 0))
			g_ptr_array_add(found, mail);
		else
			vt_mail_free(mail);
	}
	return found;
}

static unsigned count(fixture *f, const char *kind)
{
	g_autoptr(GPtrArray) found = mails(f, kind, NULL);

	return found->len;
}

/* The text of a mail, base64 and quoted-printable left as they are, but for this test's needs. */
static char *composed(fixture *f, const vt_mail *mail)
{
	g_autoptr(GError) error = NULL;
	g_autoptr(GBytes) bytes = g_bytes_new_static("abc", 3);
	g_autoptr(GPtrArray) files = g_ptr_array_new_with_free_func(g_free);

	for (unsigned i = 0; i < mail->attachments->len; i++) {
		const vt_mail_attachment *wanted = g_ptr_array_index(mail->attachments, i);
		vt_compose_file *file = g_new0(vt_compose_file, 1);

		file->name = wanted->path != NULL ? "van-ban.pdf" : "thu-goc.eml";
		file->type = "application/pdf";
		file->bytes = bytes;
		g_ptr_array_add(files, file);
	}
	vt_autofd int entity = vt_io_memfd("entity", &error), whole = vt_io_memfd("whole", &error);
	g_autoptr(vt_notice) notice = vt_notice_render(f->b.office, mail, files, entity, &error);
	g_assert_no_error(error);
	g_autoptr(GBytes) message = vt_notice_message(notice, NULL, whole, &error);
	g_assert_no_error(error);
	g_autofree char *raw =
		g_strndup(g_bytes_get_data(message, NULL), g_bytes_get_size(message));
	GString *text = g_string_new(NULL);
	for (const char *c = raw; *c != '\0'; c++) {
		if (g_str_has_prefix(c, "=\r\n"))
			c += 2;
		else if (*c == '=' && g_ascii_isxdigit(c[1]) && g_ascii_isxdigit(c[2])) {
			g_string_append_c(text, (char)(g_ascii_xdigit_value(c[1]) * 16
						       + g_ascii_xdigit_value(c[2])));
			c += 2;
		} else if (*c != '\r') {
			g_string_append_c(text, *c);
		}
	}
	g_test_message("%s", text->str);
	return g_string_free(text, FALSE);
}

static char *only(fixture *f, const char *kind, const char *to)
{
	g_autoptr(GPtrArray) found = mails(f, kind, to);

	g_assert_cmpuint(found->len, ==, 1);
	return composed(f, g_ptr_array_index(found, 0));
}

static void expect(const char *text, const char *part)
{
	if (strstr(text, part) == NULL)
		g_error("no '%s' in:\n%s", part, text);
}

static void unsigned_stranger(bed_report *r)
{
	r->identity->status = VT_STATUS_NONE;
	r->identity->chain = VT_CHAIN_UNKNOWN;
	r->identity->sender = VT_SENDER_UNKNOWN;
	r->identity->has_signer = false;
	g_clear_pointer(&r->identity->agency, g_free);
	g_clear_pointer(&r->identity->digest, g_free);
	g_ptr_array_set_size(r->identity->from, 0);
	g_ptr_array_add(r->identity->from, g_strdup("ai-do@la.example"));
	g_ptr_array_set_size(r->identity->findings, 0);
	vt_findings_add(r->identity->findings, VT_CODE_UNSIGNED, "%s", "");
}

static void doubtful(bed_report *r)
{
	vt_findings_add(r->contents->findings, VT_CODE_SCAN, "%s", "");
}

static void urgent(bed_report *r)
{
	doubtful(r);
	bed_field(r, VT_FIELD_URGENCY, "3", 95);
}

static void null_sender(bed_report *r)
{
	doubtful(r);
	r->envelope.mail_from = "";
}

static void bad_chain(bed_report *r)
{
	r->identity->chain = VT_CHAIN_INVALID;
	vt_findings_add(r->identity->findings, VT_CODE_CERT_REVOKED, "%s", "");
}

static void secret(bed_report *r)
{
	vt_findings_add(r->contents->findings, VT_CODE_SECRET, "%s", "");
}

static void registered(fixture *f, const void *data)
{
	(void)data;
	handle(f, NULL, NOON, VT_STATE_REGISTERED);
	g_autofree char *receipt = only(f, "tiep-nhan", "vanthu@sonoivu.example");
	expect(receipt, "XÁC NHẬN TIẾP NHẬN VĂN BẢN ĐIỆN TỬ\n\nKính gửi: Sở Nội vụ.\n");
	expect(receipt, "- Số, ký hiệu: «401/SNV-VP»; ngày 20/11/2026\n");
	expect(receipt, "- Số đến: 1/2026, đăng ký lúc 12 giờ 00 ngày 22/11/2026\n");
	expect(receipt, "Chữ ký số hợp lệ");
	expect(receipt, "(mã 101)\n");
	expect(receipt, "\nIn-Reply-To: <401@sonoivu.example>\n");
	expect(receipt, "\nAuto-Submitted: auto-replied\n");
	expect(receipt, "Văn bản đã được trình người có thẩm quyền xem xét, giải quyết.\n");
	g_autofree char *notice = only(f, "thong-bao", "staff@kimson.example");
	expect(notice, "Kính gửi: Đồng chí Nguyễn Văn A, Chuyên viên.\n");
	expect(notice, "- Tệp của văn bản: «van-ban.pdf» (1000 byte)\n");
	expect(notice, "Các tệp của văn bản và thư gốc được gửi kèm thư này.\n");
	expect(notice, "filename=\"van-ban.pdf\"");
	expect(notice, "filename=\"thu-goc.eml\"");
	expect(notice, "Auto-Submitted: auto-generated\n");
	expect(notice, "\n--\n");
	g_assert_cmpuint(count(f, "van-thu-giu"), ==, 0);
	g_assert_cmpuint(count(f, "den"), ==, 0);
}

/* One digest; the stranger is one line; nothing of what the messages say. */
static void held(fixture *f, const void *data)
{
	(void)data;
	handle(f, doubtful, NOON, VT_STATE_HELD);
	handle(f, unsigned_stranger, NOON + 60, VT_STATE_HELD);
	handle(f, doubtful, NOON + 120, VT_STATE_HELD);
	g_autofree char *digest = only(f, "van-thu-giu", "clerk@kimson.example");
	expect(digest, "Số thư: 3.\n");
	expect(digest, "1. Lúc 22/11/2026 12:00, từ «vanthu@sonoivu.example», ");
	expect(digest, "   Mã 630: ");
	expect(digest, "2. Lúc 22/11/2026 12:02");
	expect(digest, "- 22/11/2026 12:01; «ai-do@la.example»; ");
	expect(digest, "mã 201; m2\n");
	g_assert_null(strstr(digest, "Hướng dẫn"));
	g_assert_null(strstr(digest, "van-ban.pdf"));
	g_assert_cmpuint(count(f, "den"), ==, 2);
	g_assert_cmpuint(count(f, "thong-bao"), ==, 0);
	g_autoptr(GPtrArray) found = mails(f, "den", NULL);
	g_autofree char *arrival = composed(f, g_ptr_array_index(found, 0));
	expect(arrival, "- Tình trạng: Đã đến, đang chờ kiểm tra\n");
	g_assert_null(strstr(arrival, "Hướng dẫn"));
}

/* The second digest is due no earlier than the span after the first. */
static void digest_span(fixture *f, const void *data)
{
	g_autoptr(GError) error = NULL;

	(void)data;
	g_autofree char *sha256 = g_strnfill(64, 'a');
	handle(f, doubtful, NOON, VT_STATE_HELD);
	g_autoptr(GPtrArray) first = mails(f, "van-thu-giu", NULL);
	const vt_mail *mail = g_ptr_array_index(first, 0);
	g_assert_cmpint(mail->due_at, ==, NOON);
	bed_begin(&f->b);
	g_assert_true(vt_outbox_composed(f->b.store, mail->id, "1.eml", sha256, 1, &error));
	g_assert_no_error(error);
	bed_end(&f->b, true);
	handle(f, doubtful, NOON + 600, VT_STATE_HELD);
	g_autoptr(GPtrArray) second = mails(f, "van-thu-giu", NULL);
	g_assert_cmpuint(second->len, ==, 2);
	mail = g_ptr_array_index(second, 1);
	g_assert_cmpint(mail->due_at, >=, NOON + 900);
	g_assert_cmpint(mail->due_at, <, NOON + 960);
}

static void at_once(fixture *f, const void *data)
{
	(void)data;
	handle(f, urgent, NOON, VT_STATE_HELD);
	g_autofree char *mail = only(f, "van-thu-khan", "clerk@kimson.example");
	expect(mail, "- Mức độ khẩn: Hỏa tốc\n");
	expect(mail, "- Mã thư đến: m1\n");
	g_assert_cmpuint(count(f, "van-thu-giu"), ==, 0);
}

static void no_answer(fixture *f, const void *data)
{
	(void)data;
	handle(f, null_sender, NOON, VT_STATE_HELD);
	handle(f, bad_chain, NOON, VT_STATE_HELD);
	handle(f, unsigned_stranger, NOON, VT_STATE_HELD);
	g_assert_cmpuint(count(f, "den"), ==, 0);
}

static void sealed(fixture *f, const void *data)
{
	(void)data;
	handle(f, secret, NOON, VT_STATE_HELD);
	g_autofree char *mail = only(f, "niem-phong", "guard@kimson.example");
	expect(mail, "- Mã thư đến: m1\n");
	g_assert_null(strstr(mail, "sonoivu"));
	g_assert_cmpuint(count(f, "den") + count(f, "van-thu-giu"), ==, 0);
}

static unsigned refuse(fixture *f, const char *id, int64_t now)
{
	g_autoptr(GError) error = NULL;

	bed_begin(&f->b);
	g_assert_true(vt_notices_refused(
		f->b.store, f->b.office, id,
		&(vt_actor){ .person = "clerk", .reason = "bản quét mờ", .now = now }, &error));
	g_assert_no_error(error);
	bed_end(&f->b, true);
	return count(f, "tra-lai");
}

static void refused(fixture *f, const void *data)
{
	(void)data;
	handle(f, doubtful, NOON, VT_STATE_HELD);
	handle(f, doubtful, NOON, VT_STATE_HELD);
	g_assert_cmpuint(refuse(f, "m1", NOON + 5), ==, 1);
	g_assert_cmpuint(refuse(f, "m2", NOON + 6), ==, 1);
	g_assert_cmpuint(refuse(f, "m2", NOON + 3700), ==, 2);
	g_autoptr(GPtrArray) found = mails(f, "tra-lai", "vanthu@sonoivu.example");
	g_autofree char *mail = composed(f, g_ptr_array_index(found, 0));
	expect(mail, "  bản quét mờ\n  (mã lý do: 630)\n");
	expect(mail, "Người quyết định trả lại: Nguyễn Văn A, Chuyên viên.\n");
	expect(mail, "sau đó gửi lại về địa chỉ\nvanthu@kimson.example.\n");
	g_assert_null(strstr(mail, "401/SNV"));
	g_assert_null(strstr(mail, "- Số, ký hiệu"));
}

/* The 21st receipt of an hour and all after it go in one mail. */
static void joined(fixture *f, const void *data)
{
	(void)data;
	for (int i = 0; i < 23; i++)
		handle(f, NULL, NOON + i, VT_STATE_REGISTERED);
	g_assert_cmpuint(count(f, "tiep-nhan"), ==, 20);
	g_autofree char *mail = only(f, "bien-nhan-gop", "vanthu@sonoivu.example");
	expect(mail, "xác nhận tình trạng 3 văn bản điện tử");
	expect(mail, "1. Số, ký hiệu: «421/SNV-VP»; ngày 20/11/2026\n");
	expect(mail, "   Số đến: 23/2026\n");
}

static void breaker(fixture *f, const void *data)
{
	static const char conf[] = "notices\n\tbreaker = 4\n";
	g_autoptr(vt_faults) faults = vt_faults_new();
	int64_t braked = 0;

	(void)data;
	f->b.office->settings =
		vt_settings_parse(conf, strlen(conf), "test", vt_office_spec(), faults);
	for (int i = 0; i < 4; i++)
		handle(f, NULL, NOON + i, VT_STATE_REGISTERED);
	g_assert_true(vt_outbox_count(f->b.store, NULL, VT_MAIL_BRAKED, &braked, NULL));
	g_assert_cmpint(braked, ==, 4);
	g_autofree char *mail = only(f, "quan-tri", "admin@kimson.example");
	expect(mail, "Số thư tự động trong một giờ đã vượt 4.");
}

static void balance(fixture *f, const void *data)
{
	g_autoptr(GError) error = NULL;
	vt_balance day;

	(void)data;
	handle(f, NULL, NOON, VT_STATE_REGISTERED);
	handle(f, doubtful, NOON, VT_STATE_HELD);
	g_assert_true(vt_balance_make(f->b.store, "kimson", NOON, &day, &error));
	bed_begin(&f->b);
	g_assert_true(vt_notices_balance(f->b.store, f->b.office, NOON + 5 * 3600, &error));
	g_assert_true(vt_notices_clock(f->b.store, f->b.office, NOON, &error));
	g_assert_true(vt_notices_clock(f->b.store, f->b.office, NOON, &error));
	g_assert_true(vt_notices_door_fault(
		f->b.store, f->b.office,
		&(vt_door_fault){ .door = "den", .reason = "too-big", .detail = "70 MB" }, NOON,
		&error));
	g_assert_no_error(error);
	bed_end(&f->b, true);
	g_assert_cmpuint(count(f, "quan-tri"), ==, 2);
	g_autofree char *mail = only(f, "can-bang", "clerk@kimson.example");
	expect(mail, "Tổng số thư đến trong ngày: 2, gồm:\n");
	expect(mail, "- Đã đăng ký: 1\n");
	expect(mail, "- Đang chờ văn thư: 1\n");
	expect(mail, day.ledger_head);
}

/* A server that refuses is told each time, another fault once an hour. */
static void door_faults(fixture *f, gconstpointer data)
{
	static const vt_door_fault faults[] = {
		{ .door = "den", .reason = "too-big", .detail = "70 MB" },
		{ .door = "den", .reason = "server-refused", .detail = "535", .is_refusal = true },
	};
	g_autoptr(GError) error = NULL;

	(void)data;
	bed_begin(&f->b);
	for (size_t i = 0; i < G_N_ELEMENTS(faults); i++)
		for (int64_t at = NOON; at < NOON + 3; at++)
			g_assert_true(vt_notices_door_fault(f->b.store, f->b.office, &faults[i], at,
							    &error));
	g_assert_no_error(error);
	bed_end(&f->b, true);
	g_assert_cmpuint(count(f, "quan-tri"), ==, 1 + 3);
}

int main(int argc, char **argv)
{
	static const struct {
		const char *path;
		void (*run)(fixture *, const void *);
	} tests[] = {
		{ "/notices/registered", registered },   { "/notices/held", held },
		{ "/notices/digest-span", digest_span }, { "/notices/at-once", at_once },
		{ "/notices/no-answer", no_answer },     { "/notices/sealed", sealed },
		{ "/notices/refused", refused },         { "/notices/joined", joined },
		{ "/notices/breaker", breaker },         { "/notices/balance", balance },
		{ "/notices/door-faults", door_faults },
	};

	g_test_init(&argc, &argv, NULL);
	for (size_t i = 0; i < G_N_ELEMENTS(tests); i++)
		g_test_add(tests[i].path, fixture, NULL, set_up, tests[i].run, tear_down);
	return g_test_run();
}
