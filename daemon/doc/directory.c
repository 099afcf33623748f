/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * directory - finding agencies and people
 */
#include "doc/directory.h"

#include <string.h>

#include "base/address.h"
#include "base/text.h"

static const char *const role_names[] = {
	"agency",   "clerk", "leader",   "unit-head", "office-head",
	"assignee", "staff", "security", "admin",     "device",
};
G_STATIC_ASSERT(G_N_ELEMENTS(role_names) == VT_N_ROLES);

static void own_free(void *data)
{
	vt_own *own = data;

	g_free(own->key);
	g_free(own->name);
	g_free(own->superior);
	g_free(own->office);
	g_free(own->code);
	g_free(own->place);
	g_free(own->postal);
	g_free(own->phone);
	g_free(own->robot);
	g_free(own->contact);
	g_ptr_array_unref(own->addresses);
	g_ptr_array_unref(own->aliases);
	g_free(own);
}

static void agency_free(void *data)
{
	vt_agency *agency = data;

	g_free(agency->key);
	g_free(agency->name);
	g_free(agency->code);
	g_free(agency->postal);
	g_ptr_array_unref(agency->addresses);
	g_ptr_array_unref(agency->aliases);
	g_ptr_array_unref(agency->certificates);
	g_free(agency);
}

static void person_free(void *data)
{
	vt_person *person = data;

	g_free(person->key);
	g_free(person->own);
	g_free(person->name);
	g_free(person->position);
	g_free(person->unit);
	g_free(person->unix_user);
	g_free(person->clerk);
	g_clear_pointer(&person->networks, g_ptr_array_unref);
	g_free(person->deputy);
	g_free(person->document);
	g_ptr_array_unref(person->addresses);
	g_clear_pointer(&person->logins, g_ptr_array_unref);
	g_free(person);
}

vt_directory *vt_directory_new(void)
{
	vt_directory *directory = g_new0(vt_directory, 1);

	directory->own = g_ptr_array_new_with_free_func(own_free);
	directory->agencies = g_ptr_array_new_with_free_func(agency_free);
	directory->people = g_ptr_array_new_with_free_func(person_free);
	return directory;
}

void vt_directory_free(vt_directory *directory)
{
	if (directory == NULL)
		return;
	g_ptr_array_unref(directory->own);
	g_ptr_array_unref(directory->agencies);
	g_ptr_array_unref(directory->people);
	g_free(directory->admin);
	g_free(directory);
}

static bool addresses_hold(const GPtrArray *addresses, const char *address)
{
	for (guint i = 0; i < addresses->len; i++) {
		if (vt_address_equal(g_ptr_array_index(addresses, i), address))
			return true;
	}
	return false;
}

const vt_own *vt_directory_own(const vt_directory *d, const char *key)
{
	for (guint i = 0; key != NULL && i < d->own->len; i++) {
		const vt_own *own = g_ptr_array_index(d->own, i);

		if (strcmp(own->key, key) == 0)
			return own;
	}
	return NULL;
}

const vt_own *vt_directory_own_at(const vt_directory *d, const char *address)
{
	for (guint i = 0; i < d->own->len; i++) {
		const vt_own *own = g_ptr_array_index(d->own, i);

		if (addresses_hold(own->addresses, address)
		    || vt_address_equal(own->robot, address))
			return own;
	}
	return NULL;
}

const vt_agency *vt_directory_agency(const vt_directory *d, const char *key)
{
	for (guint i = 0; key != NULL && i < d->agencies->len; i++) {
		const vt_agency *agency = g_ptr_array_index(d->agencies, i);

		if (strcmp(agency->key, key) == 0)
			return agency;
	}
	return NULL;
}

const vt_agency *vt_directory_agency_at(const vt_directory *d, const char *address)
{
	for (guint i = 0; i < d->agencies->len; i++) {
		const vt_agency *agency = g_ptr_array_index(d->agencies, i);

		if (addresses_hold(agency->addresses, address))
			return agency;
	}
	return NULL;
}

const vt_person *vt_directory_person(const vt_directory *d, const char *key)
{
	for (guint i = 0; key != NULL && i < d->people->len; i++) {
		const vt_person *person = g_ptr_array_index(d->people, i);

		if (strcmp(person->key, key) == 0)
			return person;
	}
	return NULL;
}

const vt_person *vt_directory_person_at(const vt_directory *d, const char *address)
{
	for (guint i = 0; i < d->people->len; i++) {
		const vt_person *person = g_ptr_array_index(d->people, i);

		if (addresses_hold(person->addresses, address))
			return person;
	}
	return NULL;
}

const vt_person *vt_directory_unix_user(const vt_directory *d, const char *login)
{
	for (guint i = 0; login != NULL && i < d->people->len; i++) {
		const vt_person *person = g_ptr_array_index(d->people, i);

		if (person->unix_user != NULL && strcmp(person->unix_user, login) == 0)
			return person;
	}
	return NULL;
}

const vt_person *vt_directory_session(const vt_directory *d, const char *login, const char *address)
{
	const vt_person *person = vt_directory_person_at(d, address);

	if (person == NULL || person->logins == NULL || login == NULL)
		return NULL;
	/* To the letter: servers tell logins apart that we would not. */
	for (guint i = 0; i < person->logins->len; i++) {
		if (strcmp(g_ptr_array_index(person->logins, i), login) == 0)
			return person;
	}
	return NULL;
}

const vt_person *vt_directory_first(const vt_directory *d, const char *own, vt_role role)
{
	for (guint i = 0; i < d->people->len; i++) {
		const vt_person *person = g_ptr_array_index(d->people, i);

		if (strcmp(person->own, own) == 0 && vt_person_has(person, role))
			return person;
	}
	return NULL;
}

bool vt_person_has(const vt_person *person, vt_role role)
{
	return (person->roles & (1u << role)) != 0;
}

const char *vt_role_name(vt_role role)
{
	g_assert(role < VT_N_ROLES);
	return role_names[role];
}

int vt_role_find(const char *name)
{
	for (int i = 0; i < VT_N_ROLES; i++) {
		if (strcmp(role_names[i], name) == 0)
			return i;
	}
	return -1;
}

char *vt_role_hint(const char *name)
{
	const char *names[VT_N_ROLES + 1] = { NULL };
	const char *near = NULL;

	for (int i = 0; i < VT_N_ROLES; i++)
		names[i] = role_names[i];
	near = vt_text_nearest(name, names);
	return near != NULL ? g_strdup_printf(", did you mean '%s'?", near) : g_strdup("");
}
