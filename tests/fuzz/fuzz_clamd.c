/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * fuzz_clamd - what clamd may say; only three texts are clean, whatever the pieces
 */
#include "net/clamd.h"

#include <string.h>

int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t size);

static bool read_all(const uint8_t *bytes, size_t size, size_t piece, vt_clamd_reader *reader)
{
	const char *why = NULL;

	for (size_t at = 0; at < size; at += piece)
		if (!vt_clamd_feed(reader, bytes + at, MIN(piece, size - at), &why))
			return false;
	return reader->whole;
}

static void judge(vt_clamd_command command, const char *reply)
{
	g_auto(vt_clamd_result) result = { .outcome = VT_CLAMD_FAILED };

	vt_clamd_read_scan(command, reply, &result);
	if (result.outcome == VT_CLAMD_CLEAN)
		g_assert(command == VT_CLAMD_STREAM ? strcmp(reply, "stream: OK") == 0
						    : g_str_has_prefix(reply, "fd[")
							      && g_str_has_suffix(reply, "]: OK"));
	g_assert((result.why != NULL) == (result.outcome == VT_CLAMD_FAILED));
	g_assert(result.name == NULL || strlen(result.name) <= VT_MAX_VIRUS_BYTES);
	for (const char *at = result.name; at != NULL && *at != '\0'; at++)
		g_assert(g_ascii_isgraph(*at));
	for (const char *at = result.why; at != NULL && *at != '\0'; at++)
		g_assert(g_ascii_isprint(*at));
}

int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t size)
{
	vt_clamd_reader whole = { .size = 0 }, bytewise = { .size = 0 };
	bool good = read_all(bytes, size, MAX(size, 1), &whole);
	g_autofree char *version = NULL;
	vt_date made = { 0 };

	g_assert(good == read_all(bytes, size, 1, &bytewise));
	if (!good)
		return 0;
	g_assert(strcmp(whole.bytes, bytewise.bytes) == 0);
	judge(VT_CLAMD_STREAM, whole.bytes);
	judge(VT_CLAMD_DESCRIPTOR, whole.bytes);
	if (vt_clamd_read_version(whole.bytes, &version, &made)) {
		g_assert(g_str_has_prefix(version, "ClamAV "));
		if (made.year != 0)
			(void)vt_clock_from_local(&made);
	}
	return 0;
}
