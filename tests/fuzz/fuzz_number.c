/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * fuzz_number - a short text as number and notation, date, time and address
 */
#include <string.h>

#include "base/address.h"
#include "base/clock.h"
#include "base/text.h"
#include "doc/number.h"
#include "filters/dates.h"
#include "filters/names.h"

int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t size);

static void read_number(const char *text)
{
	g_autofree char *number = NULL;
	g_autofree char *notation = NULL;

	if (!vt_number_parse(text, &number, &notation))
		return;
	g_autofree char *shown = vt_number_show(number, notation);
	g_autofree char *key = vt_number_key(number, notation);
	g_autofree char *number_again = NULL;
	g_autofree char *notation_again = NULL;

	g_assert_true(vt_number_parse(shown, &number_again, &notation_again));
	g_assert_cmpstr(number, ==, number_again);
	g_assert_cmpstr(notation, ==, notation_again);
	g_assert_true(g_utf8_validate(key, -1, NULL));
}

static void find_number(const char *text)
{
	g_autofree char *number = NULL;
	g_autofree char *notation = NULL;
	size_t from = 0, to = 0;

	if (vt_number_find(text, &from, &to, &number, &notation))
		g_assert(from < to && to <= strlen(text));
}

static void check_day(const char *day)
{
	int64_t at = 0;

	g_assert(day == NULL || (strlen(day) == 10 && vt_clock_parse_iso(day, &at)));
}

static void read_time(const char *text)
{
	int64_t at = 0, again = 0;

	if (!vt_clock_parse_iso(text, &at))
		return;
	g_autofree char *iso = vt_clock_iso(at);

	g_assert_true(vt_clock_parse_iso(iso, &again));
	g_assert(at == again);
}

static void read_address(const char *bytes, size_t size)
{
	g_autofree char *address = vt_address_normal(bytes, (gssize)size);

	if (address == NULL)
		return;
	g_autofree char *again = vt_address_normal(address, -1);

	g_assert_true(vt_address_equal(address, again));
	g_assert(strlen(address) == size && strpbrk(address, " \t\r\n,;<>()\"") == NULL);
	g_assert(*vt_address_domain(address) != '\0');
}

int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t size)
{
	g_autofree char *text = vt_text_utf8((const char *)bytes, (gssize)size);
	g_autofree char *folded = vt_text_fold(text);
	g_autofree char *words = vt_dates_words(folded);
	g_autofree char *digits = vt_dates_digits(text);
	g_autofree char *due = vt_dates_due(folded);
	g_autofree char *extension = vt_names_extension(text);

	read_number(text);
	find_number(text);
	check_day(words);
	check_day(digits);
	check_day(due);
	read_time(text);
	read_address(size > 0 ? (const char *)bytes : "", size);
	(void)vt_names_odd(text);
	g_assert_true(g_utf8_validate(extension, -1, NULL));
	return 0;
}
