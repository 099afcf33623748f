/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * reminders_certificates - pinned certificates that end soon
 */
#include "work/reminders.h"

#include "base/clock.h"
#include "store/person_notes.h"
#include "work/notices_time.h"

#define DAY 86400

/* Days before the end, the farthest first. */
static const struct {
	int days;
	const char *stage;
} steps[] = { { 60, "60" }, { 30, "30" }, { 7, "7" } };

void vt_pin_ending_free(vt_pin_ending *pin)
{
	if (pin == NULL)
		return;
	g_free(pin->owner);
	g_free(pin->sha256);
	g_free(pin->subject);
	g_free(pin);
}

static bool is_succeeded(const GPtrArray *pins, const vt_pin_ending *pin, int64_t now)
{
	for (guint i = 0; i < pins->len; i++) {
		const vt_pin_ending *one = g_ptr_array_index(pins, i);

		if (g_str_equal(one->owner, pin->owner) && one->until > pin->until
		    && one->until > now + steps[0].days * DAY)
			return true;
	}
	return false;
}

/* Steps that were passed while nobody looked are passed all the same; one mail for all. */
static bool ring(const vt_noticing *n, const vt_pin_ending *pin, bool *first_out, GError **error)
{
	*first_out = false;
	for (size_t i = 0; i < G_N_ELEMENTS(steps); i++) {
		const vt_ring one = { "certificate", pin->sha256, steps[i].stage };
		bool first = false;

		if (pin->until - n->now > (int64_t)steps[i].days * DAY)
			continue;
		if (!vt_rings_first(n->store, &one, n->now, &first, error))
			return false;
		*first_out |= first;
	}
	return true;
}

/* Of an agency's certificate the clerk of each own agency hears, each address once. */
static bool tell_clerks(const vt_noticing *n, const char *name, const vt_pin_ending *pin,
			GError **error)
{
	g_autoptr(GPtrArray) owns = vt_notice_owns(n, NULL);
	g_autoptr(GHashTable) told = g_hash_table_new_full(g_str_hash, g_str_equal, g_free, NULL);

	for (guint i = 0; i < owns->len; i++) {
		g_autoptr(vt_mail) mail = vt_notice_to_role(
			n, "chung-thu-het-han", g_ptr_array_index(owns, i), VT_ROLE_CLERK);

		if (mail == NULL || !g_hash_table_add(told, g_strdup(mail->recipient)))
			continue;
		if (!vt_notice_certificate_ends(n, mail, name, pin, error))
			return false;
	}
	return true;
}

static bool tell(const vt_noticing *n, const vt_pin_ending *pin, GError **error)
{
	const vt_agency *agency = vt_directory_agency(n->office->directory, pin->owner);
	const vt_person *person = vt_directory_person(n->office->directory, pin->owner);

	if (agency != NULL)
		return tell_clerks(n, agency->name, pin, error);
	if (person == NULL)
		return true;
	g_autoptr(vt_mail) mail = vt_notice_to_person(n, "chung-thu-het-han", person->own, person);
	return mail == NULL || vt_notice_certificate_ends(n, mail, person->name, pin, error);
}

/* The certificate that a second person confirmed to be his. */
static bool look_at_people(const vt_noticing *n, unsigned *n_out, GError **error)
{
	int64_t by = n->now + (int64_t)steps[0].days * DAY;
	g_autoptr(GHashTable) ending = vt_person_notes_ending(n->store, VT_NOTE_PIN, by, error);
	GHashTableIter iter;
	gpointer key = NULL, until = NULL;

	if (ending == NULL)
		return false;
	g_hash_table_iter_init(&iter, ending);
	while (g_hash_table_iter_next(&iter, &key, &until) && *n_out < VT_REMINDERS_AT_ONCE) {
		const vt_person *person = vt_directory_person(n->office->directory, key);
		g_auto(vt_person_note) note = { NULL, 0, VT_TIME_NONE };
		bool first = false;

		if (person == NULL || *(int64_t *)until <= n->now)
			continue;
		if (!vt_person_notes_get(n->store, key, VT_NOTE_PIN, &note, error))
			return false;
		const vt_pin_ending pin = { key, note.text, person->name, *(int64_t *)until };
		if (!ring(n, &pin, &first, error) || (first && !tell(n, &pin, error)))
			return false;
		*n_out += first;
	}
	return true;
}

bool vt_reminders_certificates(vt_store *store, const vt_office *office, const GPtrArray *pins,
			       int64_t now, unsigned *n_out, GError **error)
{
	const vt_noticing n = { office, vt_notice_templates(), store, now };

	*n_out = 0;
	if (!look_at_people(&n, n_out, error))
		return false;
	for (guint i = 0; i < pins->len && *n_out < VT_REMINDERS_AT_ONCE; i++) {
		const vt_pin_ending *pin = g_ptr_array_index(pins, i);
		bool first = false;

		if (pin->until <= now || is_succeeded(pins, pin, now))
			continue;
		if (!ring(&n, pin, &first, error) || (first && !tell(&n, pin, error)))
			return false;
		*n_out += first;
	}
	return true;
}
