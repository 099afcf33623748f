/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * look_people - vanthuctl person list, and person delegations
 */
#include <string.h>
#include <sysexits.h>

#include "base/clock.h"
#include "proc/registrar/look.h"
#include "store/delegations.h"
#include "store/person_notes.h"

static const vt_column people_columns[] = {
	{ "person", "Khóa" },      { "name", "Họ tên" },           { "position", "Chức vụ" },
	{ "unit", "Đơn vị" },      { "address", "Địa chỉ" },       { "roles", "Vai trò" },
	{ "state", "Tình trạng" }, { "certificate", "Chứng thư" }, { "until", "Hết hạn" },
};

static char *roles_of(const vt_person *person)
{
	GString *text = g_string_new(NULL);

	for (int role = 0; role < VT_N_ROLES; role++)
		if (vt_person_has(person, (vt_role)role))
			g_string_append_printf(text, "%s%s", text->len > 0 ? "," : "",
					       vt_role_name((vt_role)role));
	return g_string_free(text, FALSE);
}

static bool put_person(const vt_call *call, const vt_person *person, GError **error)
{
	static const char *const kinds[] = { VT_NOTE_LOCKED, VT_NOTE_NEW };
	static const char *const states[] = { "locked", "new" };
	g_auto(vt_person_note) pin = { NULL, 0, VT_TIME_NONE };
	g_autofree char *roles = roles_of(person);
	g_autofree char *until = NULL;
	const char *state = "counts";

	for (size_t i = G_N_ELEMENTS(kinds); i > 0; i--) {
		g_auto(vt_person_note) note = { NULL, 0, VT_TIME_NONE };

		if (!vt_person_notes_get(call->store, person->key, kinds[i - 1], &note, error))
			return false;
		if (note.text != NULL)
			state = states[i - 1];
	}
	if (!vt_person_notes_get(call->store, person->key, VT_NOTE_PIN, &pin, error))
		return false;
	until = vt_clock_day_vietnam(pin.until);
	const char *cells[] = { person->key,
				person->name,
				person->position,
				person->unit,
				person->addresses->len > 0 ? g_ptr_array_index(person->addresses, 0)
							   : "",
				roles,
				state,
				pin.text,
				until };
	vt_reply_row(call->reply, cells, G_N_ELEMENTS(cells));
	return true;
}

void vt_run_person_list(const vt_call *call)
{
	const GPtrArray *people = call->office->directory->people;
	g_autoptr(GError) error = NULL;

	vt_reply_table(call->reply, "people", people_columns, G_N_ELEMENTS(people_columns));
	for (guint i = 0; i < people->len; i++) {
		const vt_person *person = g_ptr_array_index(people, i);

		if (!g_str_equal(person->own, call->own))
			continue;
		if (!put_person(call, person, &error)) {
			vt_call_failed(call, error);
			return;
		}
	}
	vt_reply_end(call->reply, EX_OK, NULL);
}

/* ---- delegations ---- */

static const vt_column delegation_columns[] = {
	{ "#id", "Số" },          { "giver", "Người ủy quyền" }, { "taker", "Người được ủy quyền" },
	{ "form", "Hình thức" },  { "scope", "Phạm vi" },        { "from", "Từ ngày" },
	{ "to", "Đến hết ngày" }, { "state", "Tình trạng" },     { "arrival", "Thư đến" },
};

static const char *state_of(const vt_delegation *one, int64_t now)
{
	if (one->ended_at != VT_TIME_NONE && one->ended_at <= now)
		return "ended";
	if (vt_delegation_holds(one, now))
		return "holds";
	return now < one->from_at ? "to-come" : "expired";
}

static void put_delegation(const vt_call *call, const vt_delegation *one, const char *state)
{
	g_autofree char *id = g_strdup_printf("%" G_GINT64_FORMAT, one->id);
	g_autofree char *from = vt_clock_day_vietnam(one->from_at);
	g_autofree char *to = vt_clock_day_vietnam(one->to_at - 1);
	const char *cells[] = { id,   one->giver, one->taker, one->form,   one->scope,
				from, to,         state,      one->arrival };

	vt_reply_row(call->reply, cells, G_N_ELEMENTS(cells));
}

/* Without --all those that hold now or will. */
void vt_run_person_delegations(const vt_call *call)
{
	int64_t now = vt_clock_now();
	bool all = vt_call_option(call, "all") != NULL;
	g_autoptr(GError) error = NULL;
	g_autoptr(GPtrArray) list = vt_delegations_list(call->store, NULL, NULL, &error);

	if (list == NULL) {
		vt_call_failed(call, error);
		return;
	}
	vt_reply_table(call->reply, "delegations", delegation_columns,
		       G_N_ELEMENTS(delegation_columns));
	for (guint i = 0; i < list->len; i++) {
		const vt_delegation *one = g_ptr_array_index(list, i);
		const char *state = state_of(one, now);

		if (g_str_equal(one->own, call->own)
		    && (all || strcmp(state, "holds") == 0 || strcmp(state, "to-come") == 0))
			put_delegation(call, one, state);
	}
	vt_reply_end(call->reply, EX_OK, NULL);
}
