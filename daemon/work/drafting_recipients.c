/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * drafting_recipients - nơi nhận: agencies of the directory, addresses, people on paper
 *
 * A name the directory has goes by mail, or on paper when it has no mail address; one with a postal
 * address in brackets goes on paper; units and people of our own get it inside. What fits nobody is
 * never guessed.
 */
#include <string.h>

#include "base/address.h"
#include "base/text.h"
#include "work/drafting.h"
#include "work/proposal.h"

#define MAX_RECIPIENTS 200
#define MAX_COPIES     1000

static bool is_called(const vt_agency *agency, const char *text, const char *folded)
{
	g_autofree char *name = vt_text_fold(agency->name);

	if (strcmp(agency->key, text) == 0 || strcmp(name, folded) == 0)
		return true;
	for (guint i = 0; i < agency->aliases->len; i++) {
		g_autofree char *alias = vt_text_fold(g_ptr_array_index(agency->aliases, i));

		if (strcmp(alias, folded) == 0)
			return true;
	}
	return false;
}

/* NULL: none, or several. */
static const vt_agency *agency_of(const vt_directory *d, const char *text)
{
	g_autofree char *folded = vt_text_fold(text);
	const vt_agency *found = NULL;

	for (guint i = 0; i < d->agencies->len; i++) {
		const vt_agency *agency = g_ptr_array_index(d->agencies, i);

		if (!is_called(agency, text, folded))
			continue;
		if (found != NULL)
			return NULL;
		found = agency;
	}
	return found;
}

static vt_outgoing_recipient *new_recipient(const vt_noticing *n, const char *way, const char *name,
					    const char *address)
{
	vt_outgoing_recipient *one = g_new0(vt_outgoing_recipient, 1);

	one->way = g_strdup(way);
	one->name = g_strdup(name);
	one->address = g_strdup(address);
	one->copies = 1;
	one->state = VT_RECIPIENT_WAITING;
	one->state_at = n->now;
	one->words = g_strdup("");
	return one;
}

static vt_outgoing_recipient *of_agency(const vt_noticing *n, const vt_agency *agency)
{
	bool mails = agency->addresses->len > 0;
	vt_outgoing_recipient *one =
		new_recipient(n, mails ? "mail" : "paper", agency->name,
			      mails ? g_ptr_array_index(agency->addresses, 0) : NULL);

	one->agency = g_strdup(agency->key);
	one->postal = g_strdup(agency->postal);
	return one;
}

/* "Tên <a@b>" or "a@b" */
static vt_outgoing_recipient *of_address(const vt_noticing *n, char *text)
{
	char *open = strchr(text, '<'), *close = open != NULL ? strchr(open, '>') : NULL;
	g_autofree char *written =
		close != NULL ? g_strndup(open + 1, (gsize)(close - open) - 1) : g_strdup(text);
	g_autofree char *address = vt_address_normal(g_strstrip(written), -1);
	const vt_agency *agency =
		address != NULL ? vt_directory_agency_at(n->office->directory, address) : NULL;

	if (address == NULL)
		return NULL;
	if (agency != NULL) {
		vt_outgoing_recipient *one = of_agency(n, agency);

		g_free(one->address);
		one->address = g_strdup(address);
		return one;
	}
	if (open != NULL)
		*open = '\0';
	return new_recipient(n, "mail", open != NULL && *g_strstrip(text) != '\0' ? text : address,
			     address);
}

/* "Tên (địa chỉ bưu điện)" */
static vt_outgoing_recipient *of_paper(const vt_noticing *n, char *text)
{
	char *open = strrchr(text, '('), *close = strrchr(text, ')');

	if (open == NULL || close < open || open == text)
		return NULL;
	*open = *close = '\0';
	vt_outgoing_recipient *one = new_recipient(n, "paper", g_strstrip(text), NULL);
	one->postal = g_strdup(g_strstrip(open + 1));
	return one;
}

static vt_outgoing_recipient *of_own(const vt_noticing *n, const char *own, const char *text)
{
	const vt_directory *d = n->office->directory;
	vt_unclear *unclear = NULL;
	vt_assignee *found = vt_assignee_find(d, own, text, &unclear);
	const vt_person *person = found != NULL ? vt_directory_person(d, found->person) : NULL;
	vt_outgoing_recipient *one = NULL;

	if (person != NULL)
		one = new_recipient(n, "inside", found->unit != NULL ? found->unit : person->name,
				    g_ptr_array_index(person->addresses, 0));
	vt_assignee_free(found);
	vt_unclear_free(unclear);
	return one;
}

/* ", 3 bản" at the end; 1 when nothing is said. */
static int take_copies(char *text)
{
	char *comma = strrchr(text, ',');
	char *end = NULL;
	gint64 copies = comma != NULL ? g_ascii_strtoll(comma + 1, &end, 10) : 0;
	g_autofree char *unit = end != NULL ? vt_text_fold(end) : g_strdup("");

	if (copies < 1 || copies > MAX_COPIES || strcmp(g_strstrip(unit), "ban") != 0)
		return 1;
	*comma = '\0';
	return (int)copies;
}

static vt_outgoing_recipient *read_one(const vt_noticing *n, const char *own, const char *written)
{
	g_autofree char *text = vt_text_tidy(written);
	int copies = take_copies(text);
	const vt_agency *agency = agency_of(n->office->directory, g_strstrip(text));
	vt_outgoing_recipient *one = agency != NULL ? of_agency(n, agency) : NULL;

	if (one == NULL && strchr(text, '@') != NULL)
		one = of_address(n, text);
	else if (one == NULL && strchr(text, '(') != NULL)
		one = of_paper(n, text);
	else if (one == NULL)
		one = of_own(n, own, text);
	if (one != NULL)
		one->copies = copies;
	return one;
}

static bool is_same(const vt_outgoing_recipient *a, const vt_outgoing_recipient *b)
{
	if (a->address != NULL && b->address != NULL)
		return vt_address_equal(a->address, b->address);
	return a->address == NULL && b->address == NULL && a->agency != NULL
	       && g_strcmp0(a->agency, b->agency) == 0;
}

/* Named twice, as its name and as its alias or address: one mail, one envelope all the same. */
static bool is_named(const vt_outgoing *o, const vt_outgoing_recipient *one)
{
	for (guint i = 0; i < o->recipients->len; i++) {
		if (is_same(g_ptr_array_index(o->recipients, i), one))
			return true;
	}
	return false;
}

/* "Lưu: VT" names nobody: the original stays in the office anyway. */
static bool is_archive(const char *text)
{
	g_autofree char *folded = vt_text_fold(text);

	return g_str_has_prefix(folded, "luu:") || g_str_has_prefix(folded, "luu ");
}

void vt_drafting_recipients(const vt_noticing *n, const char *text, vt_outgoing *o,
			    GPtrArray *mistakes)
{
	g_auto(GStrv) pieces = g_strsplit(text, ";", -1);

	g_ptr_array_set_size(o->recipients, 0);
	for (char **piece = pieces; *piece != NULL; piece++) {
		g_autofree char *tidy = vt_text_tidy(*piece);

		if (*tidy == '\0' || is_archive(tidy))
			continue;
		vt_outgoing_recipient *one =
			o->recipients->len < MAX_RECIPIENTS ? read_one(n, o->own, tidy) : NULL;
		if (one != NULL && is_named(o, one))
			vt_outgoing_recipient_free(one);
		else if (one != NULL)
			g_ptr_array_add(o->recipients, one);
		else
			g_ptr_array_add(mistakes,
					vt_drafting_mistake(n, "dt_noi_nhan_la", "", tidy));
	}
}
