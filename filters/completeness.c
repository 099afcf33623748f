/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * completeness - is there a document, and every file that it announces
 */
#include "filters/completeness.h"

#include <string.h>

#include "base/text.h"
#include "filters/parts.h"

/* The bare word "kèm theo" in a covering mail means the document itself ("gửi kèm theo công văn
 * ..."). */
static bool is_covering_word(const char *folded)
{
	return strcmp(folded, "kem theo") == 0;
}

static bool announces(const vt_office *office, const char *text, bool covering)
{
	const GPtrArray *words = office->words[VT_WORDS_ANNEX];
	g_autofree char *folded = text ? vt_text_fold(text) : NULL;

	for (guint i = 0; folded && words && i < words->len; i++) {
		const vt_word *word = g_ptr_array_index(words, i);
		if (covering && is_covering_word(word->folded))
			continue;
		if (vt_text_has_words(folded, word->folded))
			return true;
	}
	return false;
}

void vt_completeness_run(vt_case *c, vt_contents *contents)
{
	if (contents->main_part < 0) {
		vt_findings_add(contents->findings, VT_CODE_NO_DOCUMENT, "%s", "");
		return;
	}
	if (vt_parts_files(contents) > 1)
		return;
	if (announces(c->office, c->main_text, false)
	    || announces(c->office, contents->subject, true)
	    || announces(c->office, c->body_text, true))
		vt_findings_add(contents->findings, VT_CODE_ANNEX_MISSING, "%s", "");
}
