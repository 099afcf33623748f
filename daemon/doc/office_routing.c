/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * office_routing - whom a document goes to, by what routing.conf says
 */
#include <string.h>

#include "base/text.h"
#include "doc/fields.h"
#include "doc/office.h"

void vt_route_free(void *data)
{
	vt_route *route = data;

	g_free(route->own);
	g_ptr_array_unref(route->from);
	g_ptr_array_unref(route->types);
	g_ptr_array_unref(route->people);
	g_free(route->submit);
	g_ptr_array_unref(route->words);
	g_ptr_array_unref(route->urgent);
	g_free(route->lead);
	g_ptr_array_unref(route->support);
	g_ptr_array_unref(route->inform);
	g_free(route->file);
	g_free(route);
}

static bool list_allows(const GPtrArray *list, const char *word)
{
	if (list->len == 0)
		return true;
	for (guint i = 0; word != NULL && i < list->len; i++) {
		if (strcmp(g_ptr_array_index(list, i), word) == 0)
			return true;
	}
	return false;
}

static bool subject_has(const GPtrArray *words, const char *subject)
{
	g_autofree char *folded = vt_text_fold(subject != NULL ? subject : "");

	for (guint i = 0; i < words->len; i++) {
		if (vt_text_has_words(folded, g_ptr_array_index(words, i)))
			return true;
	}
	return words->len == 0;
}

/* A document that says nothing is not urgent. */
static bool is_as_urgent(const GPtrArray *labels, const char *urgency)
{
	int level = urgency != NULL && *urgency != '\0' ? vt_urgency_parse(urgency) : 0;

	for (guint i = 0; i < labels->len; i++) {
		if (vt_urgency_parse(g_ptr_array_index(labels, i)) == level)
			return true;
	}
	return labels->len == 0;
}

bool vt_route_fits(const vt_route *route, const vt_routed *what)
{
	g_autofree char *type = what->type != NULL ? vt_text_fold(what->type) : NULL;

	return g_strcmp0(route->own, what->own) == 0 && list_allows(route->from, what->agency)
	       && list_allows(route->types, type) && subject_has(route->words, what->subject)
	       && is_as_urgent(route->urgent, what->urgency);
}

GPtrArray *vt_office_route(const vt_office *office, const vt_routed *what)
{
	GPtrArray *people = g_ptr_array_new();

	for (guint i = 0; i < office->routes->len; i++) {
		const vt_route *route = g_ptr_array_index(office->routes, i);

		if (!vt_route_fits(route, what))
			continue;
		for (guint j = 0; j < route->people->len; j++) {
			gpointer person = (gpointer)(uintptr_t)vt_directory_person(
				office->directory, g_ptr_array_index(route->people, j));

			if (person != NULL && !g_ptr_array_find(people, person, NULL))
				g_ptr_array_add(people, person);
		}
	}
	return people;
}

const vt_person *vt_office_decider(const vt_office *office, const vt_routed *what)
{
	for (guint i = 0; i < office->routes->len; i++) {
		const vt_route *route = g_ptr_array_index(office->routes, i);

		if (route->submit != NULL && vt_route_fits(route, what))
			return vt_directory_person(office->directory, route->submit);
	}
	return vt_directory_first(office->directory, what->own, VT_ROLE_LEADER);
}

const vt_route *vt_office_proposing(const vt_office *office, const vt_routed *what)
{
	for (guint i = 0; i < office->routes->len; i++) {
		const vt_route *route = g_ptr_array_index(office->routes, i);

		if (route->lead != NULL && vt_route_fits(route, what))
			return route;
	}
	return NULL;
}

const char *vt_route_shown(const vt_office *office, const char *somebody)
{
	const vt_person *person = vt_directory_person(office->directory, somebody);

	return person != NULL ? person->name : somebody;
}
