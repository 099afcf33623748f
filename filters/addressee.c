/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * addressee - is the document meant for one of our agencies
 */
#include "filters/addressee.h"

#include "base/text.h"
#include "filters/closing.h"

static bool by_address(const vt_directory *directory, const GPtrArray *recipients)
{
	for (guint i = 0; i < recipients->len; i++) {
		if (vt_directory_own_at(directory, g_ptr_array_index(recipients, i)))
			return true;
	}
	return false;
}

static bool names(const char *folded, const char *name)
{
	g_autofree char *needle = vt_text_fold(name);

	return *needle && vt_text_has_words(folded, needle);
}

static bool by_name(const vt_directory *directory, const char *folded)
{
	for (guint i = 0; i < directory->own->len; i++) {
		const vt_own *own = g_ptr_array_index(directory->own, i);
		if (names(folded, own->name))
			return true;
		for (guint k = 0; own->aliases && k < own->aliases->len; k++) {
			if (names(folded, g_ptr_array_index(own->aliases, k)))
				return true;
		}
	}
	return false;
}

static bool in_text(const vt_directory *directory, const char *text)
{
	g_autoptr(vt_page) page = vt_page_new(text);
	vt_closing closing;
	bool found;

	vt_closing_read(page, &closing);
	found = by_name(directory, closing.addressed);
	vt_closing_clear(&closing);
	return found;
}

void vt_addressee_run(vt_case *c, vt_contents *contents)
{
	const vt_directory *directory = c->office->directory;

	if (!directory || directory->own->len == 0)
		return;
	if (by_address(directory, contents->recipients) || in_text(directory, c->main_text)
	    || in_text(directory, c->body_text))
		return;
	vt_findings_add(contents->findings, VT_CODE_NOT_ADDRESSED, "%s", "");
}
