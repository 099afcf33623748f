/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * misuse - counts by kind and name, in the table of rates
 */
#include "work/misuse.h"

#include "base/clock.h"
#include "base/limits.h"
#include "store/rates.h"
#include "work/notices.h"

#define WHAT        "misuse"
#define USUAL_LIMIT 5 /* for an office made up in memory */

const char *vt_misuse_word(vt_misuse_kind kind)
{
	static const char *const words[] = { [VT_MISUSE_SENDER] = "sender",
					     [VT_MISUSE_PROOF] = "proof",
					     [VT_MISUSE_TOKEN] = "token" };

	G_STATIC_ASSERT(G_N_ELEMENTS(words) == VT_N_MISUSES);
	g_assert(kind < VT_N_MISUSES);
	return words[kind];
}

bool vt_misuse_note(vt_store *store, const vt_office *office, vt_misuse *misuse, int64_t now,
		    GError **error)
{
	unsigned limit = USUAL_LIMIT;
	g_autofree char *key = g_strdup_printf("%s %.*s", vt_misuse_word(misuse->kind),
					       VT_MAX_ADDRESS_BYTES, misuse->name);

	if (office->settings != NULL)
		limit = (unsigned)vt_block_int(vt_settings_one(office->settings, "misuse"),
					       "limit");
	if (!vt_rates_count(store, WHAT, key, vt_clock_day_begin(now) - 1, &misuse->count, error))
		return false;
	/* Told already; what comes now is not counted any more, so that a flood fills no table. */
	if (misuse->count++ > limit)
		return true;
	return vt_rates_note(store, WHAT, key, now, error)
	       && (misuse->count <= limit || vt_notices_misuse(store, office, misuse, now, error));
}

bool vt_misuse_look(vt_store *store, const vt_office *office, const vt_identity *identity,
		    const char *own, int64_t now, GError **error)
{
	const vt_directory *directory = office->directory;
	const char *from = identity != NULL && identity->from != NULL && identity->from->len == 1
				   ? g_ptr_array_index(identity->from, 0)
				   : NULL;
	vt_misuse misuse = { VT_MISUSE_SENDER, from, own, 0 };
	const vt_person *person = from != NULL ? vt_directory_person_at(directory, from) : NULL;

	if (from == NULL
	    || (identity->status != VT_STATUS_INVALID && identity->sender != VT_SENDER_MISMATCH)
	    || (person == NULL && vt_directory_own_at(directory, from) == NULL
		&& vt_directory_agency_at(directory, from) == NULL))
		return true;
	if (person != NULL)
		misuse.own = person->own;
	return vt_misuse_note(store, office, &misuse, now, error);
}
