/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * fuzz_text - any bytes as text: composed, folded, shown, fitted, and as a page of HTML
 */
#include <stdint.h>
#include <string.h>

#include "base/text.h"
#include "mail/html.h"

int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t size);

static void check_whole(const char *text)
{
	g_assert_true(g_utf8_validate(text, -1, NULL));
}

static void check_line(const char *text)
{
	check_whole(text);
	for (const char *at = text; *at != '\0'; at++)
		g_assert_false(g_ascii_iscntrl(*at));
}

int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t size)
{
	static const char *const names[] = { "address", "alias", "name", NULL };
	const size_t columns = size > 0 ? bytes[0] % 80u : 0;
	g_autofree char *text = vt_text_utf8((const char *)bytes, (gssize)size);
	g_autofree char *nfc = vt_text_nfc(text);
	g_autofree char *folded = vt_text_fold(text);
	g_autofree char *upper = vt_text_upper(text);
	g_autofree char *tidy = vt_text_tidy(text);
	g_autofree char *shown = vt_text_shown(text, columns + 1);
	g_autofree char *quoted = vt_text_quoted(text, columns + 1);
	g_autofree char *plain = vt_html_plain(text);

	check_whole(nfc);
	g_assert_cmpstr(nfc, ==, text);
	check_whole(folded);
	check_whole(upper);
	check_whole(tidy);
	check_line(shown);
	check_line(quoted);
	check_whole(plain);
	g_assert(vt_text_chars(shown) <= columns + 1);
	if (columns > 0) {
		g_autofree char *fitted = vt_text_fit(shown, columns);

		check_whole(fitted);
		g_assert_cmpuint(vt_text_columns(fitted), ==, columns);
	}
	if (*folded != '\0')
		g_assert_true(vt_text_has_words(folded, folded));
	(void)vt_text_nearest(text, names);
	return 0;
}
