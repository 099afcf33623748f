/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * proposal_names - whom a name means: units and people of one own agency
 */
#include <string.h>

#include "base/address.h"
#include "base/text.h"
#include "work/proposal.h"

#define MIN_INITIALS 2 /* "VP" means something, "V" does not */

vt_unclear *vt_unclear_new(const char *text)
{
	vt_unclear *unclear = g_new0(vt_unclear, 1);

	unclear->text = vt_text_tidy(text);
	unclear->candidates = g_ptr_array_new_with_free_func(g_free);
	return unclear;
}

void vt_unclear_free(vt_unclear *unclear)
{
	if (unclear == NULL)
		return;
	g_free(unclear->text);
	g_ptr_array_unref(unclear->candidates);
	g_free(unclear);
}

/* ---- who there is ---- */

static bool is_head(const vt_person *person)
{
	return vt_person_has(person, VT_ROLE_UNIT_HEAD);
}

static bool is_of_unit(const vt_person *person, const char *own, const char *unit)
{
	if (!g_str_equal(person->own, own) || person->unit == NULL)
		return false;
	g_autofree char *a = vt_text_fold(person->unit);
	g_autofree char *b = vt_text_fold(unit);
	return *a != '\0' && g_str_equal(a, b);
}

/* Who answers for a unit; of the office that is its head. NULL = nobody. */
static const vt_person *head_of(const vt_directory *d, const char *own, const char *unit)
{
	const vt_person *office_head = NULL;

	for (guint i = 0; i < d->people->len; i++) {
		const vt_person *person = g_ptr_array_index(d->people, i);

		if (!is_of_unit(person, own, unit))
			continue;
		if (is_head(person))
			return person;
		if (vt_person_has(person, VT_ROLE_OFFICE_HEAD) && office_head == NULL)
			office_head = person;
	}
	return office_head;
}

static bool has_unit(const GPtrArray *list, const char *unit)
{
	g_autofree char *wanted = vt_text_fold(unit);

	for (guint i = 0; i < list->len; i++) {
		const vt_assignee *one = g_ptr_array_index(list, i);
		g_autofree char *folded = one->unit != NULL ? vt_text_fold(one->unit) : NULL;

		if (g_strcmp0(folded, wanted) == 0)
			return true;
	}
	return false;
}

static void add(GPtrArray *list, const char *unit, const char *person)
{
	vt_assignee *one = g_new0(vt_assignee, 1);

	one->unit = g_strdup(unit);
	one->person = g_strdup(person);
	g_ptr_array_add(list, one);
}

/* Units with somebody who answers for them, then people. */
static GPtrArray *everybody(const vt_directory *d, const char *own)
{
	GPtrArray *list = g_ptr_array_new_with_free_func((GDestroyNotify)vt_assignee_free);

	for (guint i = 0; i < d->people->len; i++) {
		const vt_person *person = g_ptr_array_index(d->people, i);

		if (!g_str_equal(person->own, own) || person->unit == NULL || *person->unit == '\0'
		    || has_unit(list, person->unit))
			continue;
		const vt_person *head = head_of(d, own, person->unit);
		if (head != NULL)
			add(list, head->unit, head->key);
	}
	for (guint i = 0; i < d->people->len; i++) {
		const vt_person *person = g_ptr_array_index(d->people, i);

		if (g_str_equal(person->own, own) && !vt_person_has(person, VT_ROLE_DEVICE))
			add(list, NULL, person->key);
	}
	return list;
}

/* ---- what fits ---- */

/* "đ/c Minh.", "ông Lê Văn An": the word before a name says nothing. */
static const char *skip_title(char *folded)
{
	static const char *const titles[] = { "d/c ", "dc ",  "dong chi ", "ong ", "ba ",
					      "anh ", "chi ", "em ",       "co " };

	for (size_t end = strlen(folded); end > 0 && strchr(" .,:!?", folded[end - 1]) != NULL;
	     end--)
		folded[end - 1] = '\0';
	for (size_t i = 0; i < G_N_ELEMENTS(titles); i++)
		if (g_str_has_prefix(folded, titles[i]))
			return folded + strlen(titles[i]);
	return folded;
}

static char *initials(const char *folded)
{
	GString *text = g_string_new(NULL);
	bool begins = true;

	for (; *folded != '\0'; folded++) {
		if (begins && g_ascii_isalnum(*folded))
			g_string_append_c(text, *folded);
		begins = !g_ascii_isalnum(*folded);
	}
	return g_string_free(text, FALSE);
}

/* "Phòng Tài chính" of "tai chinh"; a unit is often called without its first word. */
static const char *behind_first_word(const char *folded)
{
	const char *blank = strchr(folded, ' ');

	return blank != NULL ? blank + 1 : "";
}

/* Degrees of fit, the best first; the first with anybody in it decides. */
typedef enum { FITS_WHOLE, FITS_SHORT, FITS_INITIALS, FITS_WORDS, N_FITS } fit;

static bool fits_unit(const char *unit, const char *wanted, fit degree)
{
	g_autofree char *folded = vt_text_fold(unit);
	g_autofree char *letters = initials(folded);
	g_auto(GStrv) parts = g_strsplit_set(wanted, "-.&", -1);
	g_autofree char *squeezed = g_strjoinv("", parts);

	switch (degree) {
	case FITS_WHOLE:
		return g_str_equal(folded, wanted);
	case FITS_SHORT:
		return g_str_equal(behind_first_word(folded), wanted)
		       || g_str_equal(folded, behind_first_word(wanted));
	case FITS_INITIALS:
		/* "TC-KH" and "TCKH" of "Phòng Tài chính - Kế hoạch", with or without its P. */
		return strlen(squeezed) >= MIN_INITIALS && *letters != '\0'
		       && (g_str_equal(letters, squeezed) || g_str_equal(letters + 1, squeezed));
	case FITS_WORDS:
	case N_FITS:
		break;
	}
	return vt_text_has_words(folded, wanted);
}

static bool fits_person(const vt_person *person, const char *wanted, fit degree)
{
	g_autofree char *name = vt_text_fold(person->name);
	g_autofree char *position = vt_text_fold(person->position != NULL ? person->position : "");
	g_autofree char *both = g_strconcat(position, " ", name, NULL);
	size_t length = strlen(name), wanted_length = strlen(wanted);

	switch (degree) {
	case FITS_WHOLE:
		return g_str_equal(name, wanted) || g_str_equal(both, wanted)
		       || g_str_equal(person->key, wanted);
	case FITS_SHORT:
		/* People are called by their last name, "Văn An" or "An"; or by what they are. */
		if (g_str_equal(position, wanted))
			return true;
		return length > wanted_length && name[length - wanted_length - 1] == ' '
		       && g_str_has_suffix(name, wanted);
	case FITS_INITIALS:
		return false;
	case FITS_WORDS:
	case N_FITS:
		break;
	}
	return vt_text_has_words(name, wanted);
}

static bool fits(const vt_directory *d, const vt_assignee *one, const char *wanted, fit degree)
{
	if (one->unit != NULL)
		return fits_unit(one->unit, wanted, degree);
	return fits_person(vt_directory_person(d, one->person), wanted, degree);
}

/* An address in the name decides alone: "Lê Văn An (an@kimson.example)". */
static const vt_person *person_by_address(const vt_directory *d, const char *own, const char *name)
{
	g_auto(GStrv) words = g_strsplit_set(name, " \t()<>,\"", -1);

	for (char **word = words; *word != NULL; word++) {
		g_autofree char *address =
			strchr(*word, '@') != NULL ? vt_address_normal(*word, -1) : NULL;
		const vt_person *person =
			address != NULL ? vt_directory_person_at(d, address) : NULL;

		if (person != NULL && g_str_equal(person->own, own))
			return person;
	}
	return NULL;
}

static vt_unclear *unclear_of(const vt_directory *d, const char *name, const GPtrArray *found)
{
	vt_unclear *unclear = vt_unclear_new(name);

	for (guint i = 0; found != NULL && i < found->len; i++)
		g_ptr_array_add(unclear->candidates,
				vt_assignee_shown(d, g_ptr_array_index(found, i)));
	return unclear;
}

vt_assignee *vt_assignee_find(const vt_directory *d, const char *own, const char *name,
			      vt_unclear **unclear_out)
{
	const vt_person *at = person_by_address(d, own, name);
	g_autoptr(GPtrArray) all = everybody(d, own);
	g_autoptr(GPtrArray) found =
		g_ptr_array_new_with_free_func((GDestroyNotify)vt_assignee_free);
	g_autofree char *folded = vt_text_fold(name);
	const char *wanted = skip_title(folded);

	*unclear_out = NULL;
	if (at != NULL) {
		add(found, NULL, at->key);
		return g_ptr_array_steal_index(found, 0);
	}
	/* An address that is nobody's is not read as a name. */
	for (int degree = 0; degree < N_FITS && found->len == 0 && strchr(name, '@') == NULL;
	     degree++) {
		for (guint i = 0; i < all->len; i++) {
			const vt_assignee *one = g_ptr_array_index(all, i);

			if (*wanted != '\0' && fits(d, one, wanted, (fit)degree))
				add(found, one->unit, one->person);
		}
	}
	if (found->len == 1)
		return g_ptr_array_steal_index(found, 0);
	*unclear_out = unclear_of(d, name, found);
	return NULL;
}

/* ---- names in free text ---- */

static bool is_named(const vt_directory *d, const vt_assignee *one, const char *folded)
{
	g_autofree char *name = vt_text_fold(
		one->unit != NULL ? one->unit : vt_directory_person(d, one->person)->name);
	const char *last = strrchr(name, ' ');

	if (vt_text_has_words(folded, name))
		return true;
	if (one->unit != NULL) /* one word is too little: "hành chính" yes, "văn" no */
		return strchr(behind_first_word(name), ' ') != NULL
		       && vt_text_has_words(folded, behind_first_word(name));
	/* "đ/c An" is a name, "an" may be a word. */
	g_autofree char *called = last != NULL ? g_strconcat("d/c", last, NULL) : NULL;
	g_autofree char *in_full = last != NULL ? g_strconcat("dong chi", last, NULL) : NULL;
	return (called != NULL && vt_text_has_words(folded, called))
	       || (in_full != NULL && vt_text_has_words(folded, in_full));
}

GPtrArray *vt_assignee_scan(const vt_directory *d, const char *own, const char *text)
{
	GPtrArray *named = g_ptr_array_new_with_free_func((GDestroyNotify)vt_assignee_free);
	g_autoptr(GPtrArray) all = everybody(d, own);
	g_autofree char *folded = vt_text_fold(text);

	for (guint i = 0; i < all->len; i++) {
		const vt_assignee *one = g_ptr_array_index(all, i);

		if (is_named(d, one, folded))
			add(named, one->unit, one->person);
	}
	return named;
}

/* ---- as mails print them ---- */

static bool is_unique_name(const vt_directory *d, const vt_person *person)
{
	g_autofree char *name = vt_text_fold(person->name);
	unsigned count = 0;

	for (guint i = 0; i < d->people->len; i++) {
		const vt_person *other = g_ptr_array_index(d->people, i);
		g_autofree char *folded = vt_text_fold(other->name);

		count += g_str_equal(other->own, person->own) && g_str_equal(folded, name);
	}
	return count == 1;
}

/* What is printed can be written back: two of the same name stand with their addresses. */
char *vt_assignee_shown(const vt_directory *d, const vt_assignee *assignee)
{
	const vt_person *person = vt_directory_person(d, assignee->person);

	if (assignee->unit != NULL)
		return g_strdup(assignee->unit);
	if (person == NULL)
		return g_strdup(assignee->person);
	if (is_unique_name(d, person) || person->addresses->len == 0)
		return g_strdup(person->name);
	return g_strdup_printf("%s (%s)", person->name,
			       (const char *)g_ptr_array_index(person->addresses, 0));
}
