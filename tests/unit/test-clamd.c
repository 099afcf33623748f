/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * test-clamd - what is said to clamd, its answers, and everything that is none
 */
#include "net/clamd.h"

#include <string.h>

#include "base/clock.h"

static void test_commands(void)
{
	static const char *const wanted[] = { "zINSTREAM", "zFILDES", "zVERSION" };
	uint8_t head[4];

	for (int i = 0; i < VT_N_CLAMD_COMMANDS; i++) {
		size_t size = 0;
		const char *bytes = vt_clamd_command_bytes((vt_clamd_command)i, &size);

		g_assert_cmpstr(bytes, ==, wanted[i]);
		g_assert_cmpuint(size, ==, strlen(wanted[i]) + 1);
	}
	vt_clamd_chunk_head(0x01020304, head);
	g_assert_true(memcmp(head, "\1\2\3\4", 4) == 0);
	vt_clamd_chunk_head(0, head);
	g_assert_true(memcmp(head, "\0\0\0\0", 4) == 0);
}

static void test_pieces(void)
{
	static const uint8_t answer[] = "stream: OK";

	for (size_t piece = 1; piece <= sizeof answer; piece++) {
		vt_clamd_reader reader = { .size = 0 };
		const char *why = NULL;

		for (size_t at = 0; at < sizeof answer; at += piece) {
			g_assert_false(reader.whole);
			g_assert_true(vt_clamd_feed(&reader, answer + at,
						    MIN(piece, sizeof answer - at), &why));
		}
		g_assert_true(reader.whole);
		g_assert_cmpstr(reader.bytes, ==, "stream: OK");
	}
}

static void test_bounds(void)
{
	uint8_t bytes[VT_MAX_CLAMD_REPLY_BYTES + 1];
	vt_clamd_reader reader = { .size = 0 };
	const char *why = NULL;

	memset(bytes, 'x', sizeof bytes);
	g_assert_true(vt_clamd_feed(&reader, bytes, VT_MAX_CLAMD_REPLY_BYTES, &why));
	g_assert_false(reader.whole);
	g_assert_false(vt_clamd_feed(&reader, bytes, 1, &why));
	g_assert_cmpstr(why, ==, "an answer without end");
	reader = (vt_clamd_reader){ .size = 0 };
	g_assert_false(vt_clamd_feed(&reader, (const uint8_t *)"a\0b", 3, &why));
	g_assert_cmpstr(why, ==, "more than one answer");
}

static void expect(vt_clamd_command command, const char *reply, vt_clamd_outcome outcome,
		   const char *name)
{
	g_auto(vt_clamd_result) result = { .outcome = VT_CLAMD_FAILED };

	vt_clamd_read_scan(command, reply, &result);
	if (result.outcome != outcome)
		g_error("'%s' is %d", reply, (int)result.outcome);
	g_assert_cmpstr(result.name, ==, name);
	g_assert_true((result.why != NULL) == (outcome == VT_CLAMD_FAILED));
}

static void test_answers(void)
{
	const vt_clamd_command s = VT_CLAMD_STREAM, d = VT_CLAMD_DESCRIPTOR;

	expect(s, "stream: OK", VT_CLAMD_CLEAN, NULL);
	expect(d, "fd[9]: OK", VT_CLAMD_CLEAN, NULL);
	expect(d, "fd[123456789]: OK", VT_CLAMD_CLEAN, NULL);
	expect(s, "stream: Eicar-Test-Signature.UNOFFICIAL FOUND", VT_CLAMD_INFECTED,
	       "Eicar-Test-Signature.UNOFFICIAL");
	expect(d, "fd[12]: Win.Test.EICAR_HDB-1 FOUND", VT_CLAMD_INFECTED, "Win.Test.EICAR_HDB-1");
	expect(d, "fd[9]: Heuristics.Limits.Exceeded.MaxFileSize FOUND", VT_CLAMD_TOO_BIG,
	       "Heuristics.Limits.Exceeded.MaxFileSize");
	expect(s, "INSTREAM size limit exceeded. ERROR", VT_CLAMD_TOO_BIG, NULL);
}

static void test_nonsense(void)
{
	static const char *const none[] = {
		"",
		"OK",
		"stream: ok",
		"stream: OK ",
		" stream: OK",
		"stream:OK",
		"stream:  OK",
		"1: stream: OK",
		"stream: OK\n",
		"stream: FOUND",
		"stream:  FOUND",
		"stream: a b FOUND",
		"stream: a\x1b[31m FOUND",
		"stream: \xc3\xa9 FOUND",
		"stream: Can't allocate memory ERROR",
		"fd[9]: OK",
		"UNKNOWN COMMAND",
		"INSTREAM size limit exceeded.",
		"other: OK",
		"stream: OK FOUND OK",
	};
	static const char *const none_of_descriptor[] = {
		"stream: OK",
		"fd[]: OK",
		"fd[9] OK",
		"fd[9]:OK",
		"fd[-1]: OK",
		"fd[9x]: OK",
		"fd[1234567890]: OK",
		"fd[9: OK",
		"INSTREAM size limit exceeded. ERROR",
		"fd[",
		"fd[9]: no file descriptor ERROR",
	};
	g_autofree char *name = g_strnfill(VT_MAX_VIRUS_BYTES + 1, 'v');
	g_autofree char *shorter = g_strnfill(VT_MAX_VIRUS_BYTES, 'v');
	g_autofree char *too_long = g_strdup_printf("stream: %s FOUND", name);
	g_autofree char *longest = g_strdup_printf("stream: %s FOUND", shorter);

	for (size_t i = 0; i < G_N_ELEMENTS(none); i++)
		expect(VT_CLAMD_STREAM, none[i], VT_CLAMD_FAILED, NULL);
	for (size_t i = 0; i < G_N_ELEMENTS(none_of_descriptor); i++)
		expect(VT_CLAMD_DESCRIPTOR, none_of_descriptor[i], VT_CLAMD_FAILED, NULL);
	expect(VT_CLAMD_STREAM, too_long, VT_CLAMD_FAILED, NULL);
	expect(VT_CLAMD_STREAM, longest, VT_CLAMD_INFECTED, shorter);
}

static void test_version(void)
{
	static const char *const none[] = {
		"",
		"ClamAV ",
		"clamav 1",
		"ClamAV 1.4.6/",
		"ClamAV 1.4.6/27821",
		"ClamAV 1.4.6/x/Sat Nov 21 09:31:22 2026",
		"ClamAV 1.4.6/27821/",
		"ClamAV 1.4.6/27821/Sat Nox 21 09:31:22 2026",
		"ClamAV 1.4.6/27821/Sat Nov 31 09:31:22 2026",
		"ClamAV 1.4.6/27821/Sat Nov 21 24:31:22 2026",
		"ClamAV 1.4.6/27821/Sat Nov 21 09:31:22 2026 x",
		"ClamAV 1.4.6/27821/Sat Nov 21 09:31:22 26",
		"ClamAV \x1b",
	};
	static const struct {
		const char *reply, *version, *at;
	} good[] = {
		{ "ClamAV 1.4.6/27821/Sat Nov 21 09:31:22 2026", "ClamAV 1.4.6",
		  "2026-11-21 09:31:22" },
		{ "ClamAV 1.0.7/27458/Mon Nov  2 09:31:22 2026", "ClamAV 1.0.7",
		  "2026-11-02 09:31:22" },
		{ "ClamAV 1.4.6", "ClamAV 1.4.6", NULL },
	};

	for (size_t i = 0; i < G_N_ELEMENTS(none); i++) {
		char *version = NULL;
		vt_date at = { 0 };

		if (vt_clamd_read_version(none[i], &version, &at))
			g_error("'%s' is no version", none[i]);
		g_assert_null(version);
	}
	for (size_t i = 0; i < G_N_ELEMENTS(good); i++) {
		g_autofree char *version = NULL;
		vt_date at = { .year = -1 };
		g_autofree char *shown = NULL;

		g_assert_true(vt_clamd_read_version(good[i].reply, &version, &at));
		shown = at.year != 0
				? g_strdup_printf("%04d-%02d-%02d %02d:%02d:%02d", at.year,
						  at.month, at.day, at.hour, at.minute, at.second)
				: NULL;
		g_assert_cmpstr(version, ==, good[i].version);
		g_assert_cmpstr(shown, ==, good[i].at);
	}
}

int main(int argc, char **argv)
{
	g_test_init(&argc, &argv, NULL);
	g_test_add_func("/clamd/commands", test_commands);
	g_test_add_func("/clamd/pieces", test_pieces);
	g_test_add_func("/clamd/bounds", test_bounds);
	g_test_add_func("/clamd/answers", test_answers);
	g_test_add_func("/clamd/nonsense", test_nonsense);
	g_test_add_func("/clamd/version", test_version);
	return g_test_run();
}
