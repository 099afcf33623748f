/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * test-invite - invitations as other calendars read them: libical is asked back, and the mail
 */
#include "mail/invite.h"

#include <libical/ical.h>
#include <string.h>

#include "base/error.h"
#include "base/io.h"
#include "mail/compose.h"

/* 2026-11-27 17:00 in Vietnam */
#define DUE  1795773600
#define MADE 1795323600

static vt_invite sample(void)
{
	return (vt_invite){
		.uid = "task-12@kimson.example",
		.sequence = 3,
		.made_at = MADE,
		.due_at = DUE,
		.alarm_before = 86400,
		.summary = "Hạn giải quyết văn bản đến số 12/2026; «Hướng dẫn, công tác văn thư» "
			   "dài đến mức phải gấp dòng",
		.description = "dòng một,\ndòng hai; \\ hết",
		.organizer = "vanthu+k7m2q9xw4t3hz5rbn6pd8cvj2s@kimson.example",
		.organizer_name = "UBND xã \"Kim Sơn\", Hà Sơn",
		.attendee = "an@kimson.example",
		.attendee_name = "Nguyễn Văn An",
	};
}

static void check_lines(const char *text)
{
	g_auto(GStrv) lines = g_strsplit(text, "\r\n", -1);

	for (char **line = lines; *line != NULL; line++) {
		g_assert_cmpuint(strlen(*line), <=, 75);
		g_assert_true(g_utf8_validate(*line, -1, NULL));
		g_assert_null(strchr(*line, '\n'));
	}
	g_assert_true(g_str_has_suffix(text, "END:VCALENDAR\r\n"));
}

static char *unfolded(const char *text)
{
	g_auto(GStrv) pieces = g_strsplit(text, "\r\n ", -1);

	return g_strjoinv("", pieces);
}

static void test_request(void)
{
	const vt_invite invite = sample();
	g_autofree char *text = vt_invite_text(&invite, NULL);
	g_autofree char *again = vt_invite_text(&invite, NULL);
	g_autofree char *flat = unfolded(text);

	g_assert_cmpstr(text, ==, again);
	check_lines(text);
	g_assert_nonnull(strstr(flat, "\r\nMETHOD:REQUEST\r\n"));
	g_assert_nonnull(strstr(flat, "\r\nDTSTART:20261127T100000Z\r\n"));
	g_assert_nonnull(strstr(flat, "\r\nDTSTAMP:20261122T050000Z\r\n"));
	g_assert_nonnull(strstr(flat, "\r\nTRIGGER:-P1D\r\n"));
	g_assert_nonnull(
		strstr(flat, ":mailto:vanthu+k7m2q9xw4t3hz5rbn6pd8cvj2s@kimson.example\r\n"));
	icalcomponent *calendar = icalparser_parse_string(text);
	g_assert_nonnull(calendar);
	g_assert_cmpint(icalcomponent_count_errors(calendar), ==, 0);
	g_assert_true(icalrestriction_check(calendar));
	g_assert_cmpint(icalcomponent_get_method(calendar), ==, ICAL_METHOD_REQUEST);
	icalcomponent *event = icalcomponent_get_first_component(calendar, ICAL_VEVENT_COMPONENT);
	g_assert_cmpstr(icalcomponent_get_uid(event), ==, invite.uid);
	g_assert_cmpint(icalcomponent_get_sequence(event), ==, 3);
	g_assert_cmpstr(icalcomponent_get_summary(event), ==, invite.summary);
	g_assert_cmpstr(icalcomponent_get_description(event), ==, invite.description);
	g_assert_cmpint(icaltime_as_timet(icalcomponent_get_dtstart(event)), ==, DUE);
	g_assert_cmpint(icalcomponent_count_components(event, ICAL_VALARM_COMPONENT), ==, 1);
	icalcomponent_free(calendar);
}

static void test_cancel(void)
{
	vt_invite invite = sample();

	invite.cancels = true;
	invite.sequence = 4;
	g_autofree char *text = vt_invite_text(&invite, NULL);
	check_lines(text);
	g_assert_nonnull(strstr(text, "\r\nMETHOD:CANCEL\r\n"));
	g_assert_nonnull(strstr(text, "\r\nSTATUS:CANCELLED\r\n"));
	g_assert_nonnull(strstr(text, "\r\nSEQUENCE:4\r\n"));
	g_assert_null(strstr(text, "VALARM"));
	g_assert_null(strstr(text, "RSVP"));
}

/* Nothing that a value holds begins a line of its own. */
static void test_refused(void)
{
	static const char *const bad[] = { "x\r\nMETHOD:PUBLISH", "x\ny", "\x01", "\xff" };

	for (size_t i = 0; i < G_N_ELEMENTS(bad); i++) {
		vt_invite one = sample(), two = sample(), three = sample();
		g_autoptr(GError) a = NULL, b = NULL, c = NULL;

		one.summary = bad[i];
		two.attendee_name = bad[i];
		three.attendee = bad[i];
		g_assert_null(vt_invite_text(&one, &a));
		g_assert_null(vt_invite_text(&two, &b));
		g_assert_null(vt_invite_text(&three, &c));
		g_assert_error(a, VT_ERROR, VT_NEVER);
		g_assert_error(b, VT_ERROR, VT_NEVER);
		g_assert_error(c, VT_ERROR, VT_NEVER);
	}
}

static void test_mail(void)
{
	const vt_invite invite = sample();
	g_autoptr(GError) error = NULL;
	g_autofree char *calendar = vt_invite_text(&invite, NULL);
	vt_autofd int fd = vt_io_memfd("entity", &error), whole = vt_io_memfd("whole", &error);
	const vt_compose_head head = { .from = "robot@kimson.example",
				       .to = "an@kimson.example",
				       .subject = "Lịch",
				       .date = MADE,
				       .message_id = "<x@kimson.example>" };
	g_autoptr(GBytes) entity =
		vt_compose_invitation(head.message_id, "Chữ thường\n", calendar, false, fd, &error);

	g_assert_no_error(error);
	g_autoptr(GBytes) mail = vt_compose_message(&head, entity, NULL, whole, &error);
	g_assert_no_error(error);
	g_autofree char *text = g_strndup(g_bytes_get_data(mail, NULL), g_bytes_get_size(mail));
	/* At the top of the message, nothing around it. */
	const char *type = strstr(text, "\r\nContent-Type: multipart/alternative;");
	g_assert_nonnull(type);
	g_assert_true(type < strstr(text, "\r\n\r\n"));
	g_assert_nonnull(strstr(text, "Content-Type: text/plain; charset=UTF-8\r\n"));
	g_assert_nonnull(
		strstr(text, "Content-Type: text/calendar; charset=UTF-8; method=REQUEST\r\n"));
	g_assert_null(strstr(text, "multipart/signed"));
	for (const char *c = text; *c != '\0'; c++)
		g_assert_true(g_ascii_isprint(*c) || strchr("\r\n\t", *c) != NULL);
}

int main(int argc, char **argv)
{
	g_test_init(&argc, &argv, NULL);
	g_test_add_func("/invite/request", test_request);
	g_test_add_func("/invite/cancel", test_cancel);
	g_test_add_func("/invite/refused", test_refused);
	g_test_add_func("/invite/mail", test_mail);
	return g_test_run();
}
