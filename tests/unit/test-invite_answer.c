/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * test-invite_answer - what calendars of several makers answer
 */
#include "mail/invite_answer.h"

#include <string.h>

#include "base/clock.h"

#define HEAD   "BEGIN:VCALENDAR\r\nVERSION:2.0\r\nPRODID:-//x//x//EN\r\nMETHOD:"
#define EVENT  "BEGIN:VEVENT\r\nUID:task-7@kimson.example\r\nDTSTAMP:20261123T010000Z\r\n"
#define TAIL   "END:VEVENT\r\nEND:VCALENDAR\r\n"
#define TEN_AM 1796180400 /* 2026-12-02 10:00 +07:00 */

static vt_invite_answer *parse(const char *text)
{
	return vt_invite_answer_read(text, strlen(text));
}

static void test_reply(void)
{
	static const struct {
		const char *status;
		vt_invite_said said;
	} rows[] = {
		{ "ACCEPTED", VT_INVITE_ACCEPTED },   { "accepted", VT_INVITE_ACCEPTED },
		{ "TENTATIVE", VT_INVITE_TENTATIVE }, { "DECLINED", VT_INVITE_DECLINED },
		{ "NEEDS-ACTION", VT_INVITE_NONE },   { "X-MAYBE", VT_INVITE_NONE },
	};

	for (size_t i = 0; i < G_N_ELEMENTS(rows); i++) {
		g_autofree char *text = g_strdup_printf(
			HEAD "REPLY\r\n" EVENT "SEQUENCE:3\r\nATTENDEE;CN=\"A, B\";PARTSTAT=%s:"
			     "mailto:a@kimson.example\r\nCOMMENT:Tôi b\r\n ận họp\\, xin "
			     "đổi\r\n" TAIL,
			rows[i].status);
		g_autoptr(vt_invite_answer) answer = parse(text);

		if (rows[i].said == VT_INVITE_NONE) {
			g_assert_null(answer);
			continue;
		}
		g_assert_cmpint(answer->said, ==, rows[i].said);
		g_assert_cmpstr(answer->uid, ==, "task-7@kimson.example");
		g_assert_cmpstr(answer->comment, ==, "Tôi bận họp, xin đổi");
		g_assert_cmpint(answer->sequence, ==, 3);
		g_assert_cmpint(answer->at, ==, VT_TIME_NONE);
	}
}

static void test_counter(void)
{
	static const struct {
		const char *begin;
		int64_t at;
		bool is_day;
	} rows[] = {
		{ "DTSTART:20261202T030000Z", TEN_AM, false },
		{ "DTSTART:20261202T100000", TEN_AM, false },
		{ "DTSTART;TZID=SE Asia Standard Time:20261202T100000", TEN_AM, false },
		{ "DTSTART;TZID=Elsewhere:20261202T120000", TEN_AM, false },
		{ "DTSTART;TZID=Nowhere:20261202T100000", TEN_AM, false },
		{ "DTSTART;VALUE=DATE:20261202", TEN_AM - 10 * 3600, true },
		{ "DTSTART:20261302T100000Z", VT_TIME_NONE, false },
		{ "DTSTART:tomorrow", VT_TIME_NONE, false },
		{ "SUMMARY:none", VT_TIME_NONE, false },
	};

	for (size_t i = 0; i < G_N_ELEMENTS(rows); i++) {
		g_autofree char *text = g_strdup_printf(
			HEAD "COUNTER\r\nBEGIN:VTIMEZONE\r\nTZID:SE Asia Standard Time\r\n"
			     "BEGIN:STANDARD\r\nDTSTART:16010101T000000\r\n"
			     "TZOFFSETFROM:+0700\r\nTZOFFSETTO:+0700\r\nEND:STANDARD\r\n"
			     "END:VTIMEZONE\r\nBEGIN:VTIMEZONE\r\nTZID:Elsewhere\r\n"
			     "BEGIN:STANDARD\r\nDTSTART:16010101T000000\r\n"
			     "TZOFFSETFROM:+0900\r\nTZOFFSETTO:+0900\r\nEND:STANDARD\r\n"
			     "END:VTIMEZONE\r\n" EVENT "%s\r\n" TAIL,
			rows[i].begin);
		g_autoptr(vt_invite_answer) answer = parse(text);

		g_test_message("%s", rows[i].begin);
		g_assert_cmpint(answer->said, ==, VT_INVITE_COUNTERED);
		g_assert_cmpint(answer->at, ==, rows[i].at);
		g_assert_cmpint(answer->is_day, ==, rows[i].is_day);
		g_assert_cmpint(answer->sequence, ==, 0);
	}
}

static void test_nothing(void)
{
	static const char *const texts[] = {
		"",
		"hello",
		"BEGIN:VCALENDAR",
		"BEGIN:VCALENDAR\r\nEND:VCALENDAR\r\n",
		HEAD "REPLY\r\nEND:VCALENDAR\r\n",
		HEAD "REQUEST\r\n" EVENT "ATTENDEE;PARTSTAT=ACCEPTED:mailto:a@x.example\r\n" TAIL,
		HEAD "CANCEL\r\n" EVENT TAIL,
		HEAD "REPLY\r\n" EVENT TAIL,
		"BEGIN:VEVENT\r\nMETHOD:REPLY\r\nEND:VEVENT\r\n",
	};
	g_autoptr(GString) deep = g_string_new(NULL);

	for (size_t i = 0; i < G_N_ELEMENTS(texts); i++)
		g_assert_null(parse(texts[i]));
	for (unsigned i = 0; i < 3000; i++)
		g_string_append(deep, "BEGIN:VEVENT\r\n");
	g_assert_null(parse(deep->str));
	g_autofree char *large = g_strnfill(VT_INVITE_MAX_BYTES + 1, 'x');
	g_assert_null(parse(large));
}

int main(int argc, char **argv)
{
	g_test_init(&argc, &argv, NULL);
	g_test_add_func("/invite-answer/reply", test_reply);
	g_test_add_func("/invite-answer/counter", test_counter);
	g_test_add_func("/invite-answer/nothing", test_nothing);
	return g_test_run();
}
