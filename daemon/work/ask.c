/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * ask - what the commands by which people ask have in common
 */
#include "work/ask.h"

#include <string.h>

#include "base/clock.h"
#include "base/text.h"
#include "work/notices_private.h"

vt_viewer vt_ask_viewer(const vt_hearing *h)
{
	return (vt_viewer){ h->j->store, h->j->office, h->person, h->j->seen->now };
}

bool vt_ask_may(vt_hearing *h, bool *may_out, GError **error)
{
	GError *fault = NULL;

	*may_out = vt_hearing_may(h, VT_ACTION_READ, &fault);
	if (fault == NULL)
		return true;
	g_propagate_error(error, fault);
	return false;
}

bool vt_ask_is_vietnamese(const vt_hearing *h)
{
	const vt_noticing n = vt_hearing_noticing(h);

	return strcmp(vt_notice_language(&n), "vi") == 0;
}

char *vt_ask_sentence(const vt_hearing *h, const char *sentence, const char *key, const char *value)
{
	const vt_noticing n = vt_hearing_noticing(h);
	g_autoptr(vt_filling) filling = vt_filling_new();

	if (key != NULL)
		vt_filling_add(filling, key, value);
	return vt_templates_sentence(n.templates, vt_notice_language(&n), sentence, filling);
}

char *vt_ask_link(const vt_hearing *h, vt_verb verb, const char *argument)
{
	const vt_own *own = vt_directory_own(h->j->office->directory, h->person->own);
	const char *address = own != NULL ? g_ptr_array_index(own->addresses, 0) : "";
	g_autofree char *command =
		g_strdup_printf("%s%s%s", vt_verb_get(verb)->ascii, argument != NULL ? " " : "",
				argument != NULL ? argument : "");
	g_autofree char *to = g_uri_escape_string(address, "@", FALSE);
	g_autofree char *text = g_uri_escape_string(command, NULL, FALSE);

	return g_strdup_printf("mailto:%s?subject=%s&body=%s", to, text, text);
}

bool vt_ask_number(const char *text, int year, int64_t *number_out, int *year_out)
{
	static const char pattern[] = "^(?:van ban )?(?:den )?(?:so ?)?(?:den ?)?:? ?"
				      "([0-9]{1,9})(?: ?(?:/|nam) ?([0-9]{4}))?[ .,;]*$";
	g_autofree char *folded = vt_text_fold(text);
	g_autoptr(GRegex) regex = g_regex_new(pattern, 0, 0, NULL);
	g_autoptr(GMatchInfo) match = NULL;

	if (!g_regex_match(regex, folded, 0, &match))
		return false;
	g_autofree char *number = g_match_info_fetch(match, 1);
	g_autofree char *written = g_match_info_fetch(match, 2);
	*number_out = g_ascii_strtoll(number, NULL, 10);
	*year_out = written != NULL && *written != '\0' ? (int)g_ascii_strtoll(written, NULL, 10)
							: year;
	return *number_out > 0;
}

/* Nobody learns whether a number he may not see exists. */
static void say_not_found(vt_hearing *h, int64_t number, int year)
{
	g_autofree char *shown = g_strdup_printf("%" G_GINT64_FORMAT "/%d", number, year);

	vt_hearing_say(h, "hoi_khong_thay", "so_den", shown, NULL);
}

bool vt_ask_pick(vt_hearing *h, const vt_instruction *said, vt_document **document_out,
		 GError **error)
{
	const vt_viewer viewer = vt_ask_viewer(h);
	const vt_book *book = vt_office_incoming_book(h->j->office, h->person->own);
	const char *text =
		said->number != NULL && *said->number != '\0' ? said->number : said->argument;
	g_autoptr(vt_document) document = NULL;
	GError *fault = NULL;
	int64_t number = 0;
	int year = 0;
	vt_right right = VT_RIGHT_NONE;
	bool may = false;

	*document_out = NULL;
	if (!vt_ask_may(h, &may, error))
		return false;
	if (!may)
		return true;
	if (book == NULL
	    || !vt_ask_number(text, vt_clock_vietnam(viewer.now).year, &number, &year)) {
		vt_hearing_say(h, "hoi_so_nao", "lenh", vt_verb_get(said->verb)->written, NULL);
		return true;
	}
	document = vt_documents_find(viewer.store, book->own, book->key, year, number, &fault);
	if (fault != NULL) {
		g_propagate_error(error, fault);
		return false;
	}
	if (document != NULL && !vt_right_to(&viewer, document, &right, error))
		return false;
	if (right == VT_RIGHT_NONE)
		say_not_found(h, number, year);
	else
		*document_out = g_steal_pointer(&document);
	return true;
}
