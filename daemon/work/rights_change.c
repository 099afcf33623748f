/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * rights_change - what directory.conf says of people's rights now, against what it said before
 */
#include "work/rights_change.h"

#include <string.h>

#include "store/ledger.h"
#include "store/person_notes.h"
#include "work/leaving.h"
#include "work/second.h"

/* ---- the rights of a person, a line each: "role clerk" ---- */

/* As the second person reads them. */
static const struct {
	const char *key, *shown;
} words[] = {
	{ "role clerk", "vai trò văn thư" },
	{ "role leader", "vai trò lãnh đạo" },
	{ "role unit-head", "vai trò lãnh đạo đơn vị" },
	{ "role office-head", "vai trò chánh văn phòng" },
	{ "role assignee", "vai trò người được giao việc" },
	{ "role staff", "vai trò công chức, nhân viên" },
	{ "role security", "vai trò bảo vệ bí mật nhà nước" },
	{ "role admin", "vai trò quản trị" },
	{ "role device", "là thiết bị" },
	{ "address", "địa chỉ thư" },
	{ "login", "tên đăng nhập" },
	{ "network", "mạng gửi thư" },
	{ "unix-user", "tài khoản trên máy chủ" },
	{ "deputy", "người thay" },
};

static void add(GString *text, const char *key, const char *value)
{
	if (value != NULL && *value != '\0')
		g_string_append_printf(text, "%s %s\n", key, value);
}

static char *rights_of(const vt_person *person)
{
	GString *text = g_string_new(NULL);

	for (int role = 0; role < VT_N_ROLES; role++)
		if (vt_person_has(person, (vt_role)role))
			add(text, "role", vt_role_name((vt_role)role));
	for (guint i = 0; i < person->addresses->len; i++)
		add(text, "address", g_ptr_array_index(person->addresses, i));
	for (guint i = 0; person->logins != NULL && i < person->logins->len; i++)
		add(text, "login", g_ptr_array_index(person->logins, i));
	for (guint i = 0; person->networks != NULL && i < person->networks->len; i++)
		add(text, "network", g_ptr_array_index(person->networks, i));
	add(text, "unix-user", person->unix_user);
	add(text, "deputy", person->deputy);
	return g_string_free(text, FALSE);
}

static void show_line(GString *text, const char *sign, const char *line)
{
	for (size_t i = 0; i < G_N_ELEMENTS(words); i++) {
		size_t length = strlen(words[i].key);

		if (g_str_has_prefix(line, words[i].key)
		    && (line[length] == ' ' || line[length] == '\0')) {
			g_string_append_printf(text, "%s%s%s%s", text->len > 0 ? "; " : "", sign,
					       words[i].shown, line + length);
			return;
		}
	}
}

/* Lines of one that the other has not. */
static void show_missing(GString *text, const char *sign, const char *one, const char *other)
{
	g_auto(GStrv) lines = g_strsplit(one, "\n", -1);
	g_auto(GStrv) others = g_strsplit(other, "\n", -1);

	for (char **line = lines; *line != NULL; line++)
		if (**line != '\0' && !g_strv_contains((const char *const *)others, *line))
			show_line(text, sign, *line);
}

static char *difference(const vt_noticing *n, const vt_person *person, const char *before,
			const char *now)
{
	g_autoptr(GString) text = g_string_new(NULL);
	g_autoptr(vt_filling) values = vt_filling_new();

	show_missing(text, "+ ", now, before);
	show_missing(text, "- ", before, now);
	vt_filling_add(values, "xq_thay_doi", text->str);
	vt_filling_add(values, "xq_can_cu", person->document);
	return vt_templates_sentence(
		n->templates, vt_notice_language(n),
		person->document != NULL ? "xq_quyen_theo" : "xq_quyen_khong_can_cu", values);
}

/* ---- */

static bool write_ledger(const vt_noticing *n, const char *act, const vt_person *person,
			 const char *rights, GError **error)
{
	g_autoptr(vt_entry) entry = vt_entry_new(act, VT_BY_ITSELF, "", n->now);
	g_autofree char *hash = g_compute_checksum_for_string(G_CHECKSUM_SHA256, rights, -1);

	vt_entry_text(entry, "person", person->key);
	vt_entry_text(entry, "rights", hash);
	vt_entry_text(entry, "document", person->document);
	return vt_ledger_append(n->store, entry, NULL, error);
}

static bool note(const vt_noticing *n, const vt_person *person, const char *rights, GError **error)
{
	return vt_person_notes_set(n->store, person->key, VT_NOTE_RIGHTS, rights, n->now, error);
}

static bool changed(const vt_noticing *n, const vt_person *person, const char *before,
		    const char *now, GError **error)
{
	g_autofree char *detail = difference(n, person, before, now);
	g_auto(vt_person_note) by = { NULL, 0, VT_TIME_NONE };

	if (!vt_person_notes_get(n->store, person->key, VT_NOTE_RIGHTS_BY, &by, error)
	    || !vt_person_notes_remove(n->store, person->key, VT_NOTE_RIGHTS_BY, error))
		return false;
	const vt_second_matter matter = { VT_SECOND_RIGHTS, 0, person, by.text, detail };
	return note(n, person, now, error) && write_ledger(n, "rights", person, now, error)
	       && vt_second_tell(n, &matter, error);
}

/* Of a scanner, which has no other role, and no way but mail. */
static bool is_device(const char *rights)
{
	g_auto(GStrv) lines = g_strsplit(rights, "\n", -1);
	bool found = false;

	for (char **line = lines; *line != NULL; line++) {
		bool says_device = g_str_equal(*line, "role device");

		found |= says_device;
		if (!says_device
		    && (g_str_has_prefix(*line, "role ") || g_str_has_prefix(*line, "unix-user ")))
			return false;
	}
	return found;
}

/* A scanner cannot say who it is; the second person is asked at once. */
static bool joined(const vt_noticing *n, const vt_person *person, const char *now, GError **error)
{
	if (is_device(now))
		return changed(n, person, "", now, error);
	return note(n, person, now, error) && write_ledger(n, "join", person, now, error)
	       && vt_person_notes_set(n->store, person->key, VT_NOTE_NEW, "", n->now, error)
	       && vt_second_welcome(n, person, error);
}

static bool look_at(const vt_noticing *n, const vt_person *person, const char *before, bool first,
		    bool *differs_out, GError **error)
{
	g_autofree char *now = rights_of(person);

	*differs_out = !first && g_strcmp0(before, now) != 0;
	if (first)
		return note(n, person, now, error);
	if (!*differs_out)
		return true;
	/* A scanner that becomes somebody has never said who that is. */
	return before == NULL || (is_device(before) && !is_device(now))
		       ? joined(n, person, now, error)
		       : changed(n, person, before, now, error);
}

static bool look_for_gone(const vt_noticing *n, GHashTable *noted, unsigned *n_out, GError **error)
{
	GHashTableIter iter;
	gpointer key = NULL;

	g_hash_table_iter_init(&iter, noted);
	while (g_hash_table_iter_next(&iter, &key, NULL)) {
		if (vt_directory_person(n->office->directory, key) != NULL)
			continue;
		++*n_out;
		if (!vt_leaving(n, key, error))
			return false;
	}
	return true;
}

bool vt_rights_change_look(const vt_noticing *n, unsigned *n_out, GError **error)
{
	g_autoptr(GHashTable) noted = vt_person_notes_all(n->store, VT_NOTE_RIGHTS, error);
	const GPtrArray *people = n->office->directory->people;
	unsigned ended = 0;

	*n_out = 0;
	for (guint i = 0; noted != NULL && i < people->len; i++) {
		const vt_person *person = g_ptr_array_index(people, i);
		bool differs = false;

		if (!look_at(n, person, g_hash_table_lookup(noted, person->key),
			     g_hash_table_size(noted) == 0, &differs, error))
			return false;
		*n_out += differs;
	}
	if (noted == NULL || !look_for_gone(n, noted, n_out, error)
	    || !vt_leaving_units(n, &ended, error))
		return false;
	*n_out += ended;
	return true;
}
