/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * complaint - letters with a procedure of their own, and subjects that a named person must release
 */
#include "filters/complaint.h"

#include <string.h>

#include "base/text.h"
#include "filters/page.h"
#include "filters/subject.h"

#define HEADING_BYTES 120
#define HEADING_LINES 30

/* folded begins with a phrase of the list and a word ends there. */
static bool begins_with_word(const GPtrArray *words, const char *folded)
{
	for (guint i = 0; words && i < words->len; i++) {
		const vt_word *word = g_ptr_array_index(words, i);
		gsize n = strlen(word->folded);
		if (strncmp(folded, word->folded, n) == 0 && !g_ascii_isalnum(folded[n]))
			return true;
	}
	return false;
}

static bool has_heading(const vt_office *office, const char *text)
{
	const GPtrArray *words = office->words[VT_WORDS_COMPLAINT];
	g_autoptr(vt_page) page = vt_page_new(text);

	for (int i = 0; i < MIN((int)page->lines->len, HEADING_LINES); i++) {
		const vt_line *line = vt_page_line(page, i);
		if (strlen(line->text) <= HEADING_BYTES && vt_page_is_upper(line->text)
		    && begins_with_word(words, line->folded))
			return true;
	}
	return false;
}

static bool has_subject(const vt_office *office, const char *subject)
{
	g_autofree char *folded = vt_text_fold(vt_subject_bare(subject ? subject : ""));

	return begins_with_word(office->words[VT_WORDS_COMPLAINT], folded);
}

static void match_list(const vt_case *c, vt_contents *contents, vt_word_list list, vt_code code)
{
	const struct {
		const char *text, *where;
	} sources[] = {
		{ contents->subject, "subject" },
		{ contents->fields[VT_FIELD_SUBJECT].text, "trich-yeu" },
		{ contents->fields[VT_FIELD_TYPE].text, "title" },
	};
	const GPtrArray *words = c->office->words[list];

	for (gsize s = 0; s < G_N_ELEMENTS(sources); s++) {
		g_autofree char *folded = sources[s].text ? vt_text_fold(sources[s].text) : NULL;
		for (guint i = 0; folded && words && i < words->len; i++) {
			const vt_word *word = g_ptr_array_index(words, i);
			if (!vt_text_has_words(folded, word->folded))
				continue;
			vt_findings_add(contents->findings, code, "%s", sources[s].where);
			return;
		}
	}
}

void vt_complaint_run(vt_case *c, vt_contents *contents)
{
	const char *where = NULL;

	if (has_heading(c->office, c->main_text))
		where = "page 1";
	else if (has_subject(c->office, contents->subject))
		where = "subject";
	else if (has_heading(c->office, c->body_text))
		where = "mail text";
	if (where)
		vt_findings_add(contents->findings, VT_CODE_COMPLAINT, "%s", where);
	match_list(c, contents, VT_WORDS_RELIGION, VT_CODE_SUBJECT_RELIGION);
	match_list(c, contents, VT_WORDS_FOREIGN, VT_CODE_SUBJECT_FOREIGN);
	match_list(c, contents, VT_WORDS_HARMFUL, VT_CODE_SUBJECT_HARMFUL);
}
