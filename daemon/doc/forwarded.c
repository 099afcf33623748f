/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * forwarded - a message that was sent on as attachment, as a finding tells of it
 */
#include "doc/forwarded.h"

#include <string.h>

#define N_WORDS 4
#define NONE    "-"

void vt_forwarded_clear(vt_forwarded *forwarded)
{
	g_free(forwarded->path);
	g_free(forwarded->agency);
	g_free(forwarded->from);
	memset(forwarded, 0, sizeof(*forwarded));
}

static const char *word_of(const char *text)
{
	return text != NULL && *text != '\0' && strchr(text, ' ') == NULL ? text : NONE;
}

static char *text_of(const char *word)
{
	return g_str_equal(word, NONE) ? NULL : g_strdup(word);
}

char *vt_forwarded_print(const vt_forwarded *forwarded)
{
	return g_strdup_printf("%s %d %s %s", word_of(forwarded->path), (int)forwarded->code,
			       word_of(forwarded->agency), word_of(forwarded->from));
}

bool vt_forwarded_parse(const char *detail, vt_forwarded *forwarded_out)
{
	g_auto(GStrv) words = g_strsplit(detail, " ", N_WORDS + 1);
	gint64 code = 0;

	if (g_strv_length(words) != N_WORDS
	    || !g_ascii_string_to_signed(words[1], 10, 1, 999, &code, NULL)
	    || vt_code_find((int)code) == NULL)
		return false;
	*forwarded_out = (vt_forwarded){ text_of(words[0]), (vt_code)code, text_of(words[2]),
					 text_of(words[3]) };
	return true;
}
