/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * ask_drafts - VIỆC CỦA TÔI: outgoing documents that wait for who asks, and those he handed in
 */
#include <string.h>

#include "base/text.h"
#include "work/ask.h"
#include "work/notices_private.h"
#include "work/outgoing.h"

#define SHOWN_CHARS 120

/* Whose turn it is in each state; the rest is nobody's work. */
typedef enum { NOBODY, WHO_AGREES, AUTHOR, CLERK, APPROVER } turn;
static const struct {
	turn turn;
	const char *sentence; /* of cau.txt: what is to be done */
} turns[VT_N_OUTGOING_STATES] = {
	[VT_OUTGOING_UNIT] = { WHO_AGREES, "viec_du_thao_duyet" },
	[VT_OUTGOING_OFFICE] = { WHO_AGREES, "viec_du_thao_duyet" },
	[VT_OUTGOING_LEADER] = { WHO_AGREES, "viec_du_thao_duyet" },
	[VT_OUTGOING_RETURNED] = { AUTHOR, "viec_du_thao_sua" },
	[VT_OUTGOING_NUMBERED] = { CLERK, "viec_du_thao_phat_hanh" },
	[VT_OUTGOING_COMPARED] = { APPROVER, "viec_du_thao_xac_nhan" },
};

static bool is_turn_of(const vt_office *office, const vt_outgoing *o, const vt_person *person)
{
	const vt_person *agrees = NULL;

	switch (turns[o->state].turn) {
	case WHO_AGREES:
		agrees = vt_outgoing_stands_before(office, o, o->state);
		return agrees != NULL && strcmp(agrees->key, person->key) == 0;
	case AUTHOR:
		return strcmp(o->author, person->key) == 0;
	case CLERK:
		return vt_person_has(person, VT_ROLE_CLERK);
	case APPROVER:
		return g_strcmp0(o->approved_by, person->key) == 0;
	case NOBODY:
	default:
		return false;
	}
}

static void add_row(const vt_hearing *h, vt_mail *mail, const vt_outgoing *o, bool is_turn,
		    unsigned number)
{
	const vt_outgoing_file *file = o->files->len > 0 ? g_ptr_array_index(o->files, 0) : NULL;
	g_autofree char *row = g_strdup_printf("%u", number);
	g_autofree char *name = vt_outgoing_shown(o);
	g_autofree char *subject = vt_text_quoted(o->abstract, SHOWN_CHARS);
	g_autofree char *work = vt_ask_sentence(
		h, is_turn ? turns[o->state].sentence : "viec_du_thao_cua_minh", NULL, NULL);
	const char *state = vt_ask_is_vietnamese(h) ? vt_outgoing_state_shown(o->state)
						    : vt_outgoing_state_name(o->state);
	const char *const cells[][2] = {
		{ "vdt_stt", row },           { "vdt_so", name },          { "vdt_loai", o->type },
		{ "vdt_trich_yeu", subject }, { "vdt_tinh_trang", state }, { "vdt_viec", work },
	};

	/* Of the message that brought it: sealed with it. */
	for (size_t i = 0; i < G_N_ELEMENTS(cells); i++)
		vt_mail_add_about(mail, file != NULL ? file->arrival : NULL, cells[i][0],
				  cells[i][1]);
}

bool vt_ask_drafts(const vt_hearing *h, vt_mail *mail, GError **error)
{
	unsigned rows = 0;

	for (int state = 0; state < VT_N_OUTGOING_STATES; state++) {
		if (turns[state].turn == NOBODY)
			continue;
		g_autoptr(GPtrArray) list = vt_outgoings_in(h->j->store, h->person->own,
							    (vt_outgoing_state)state, error);
		if (list == NULL)
			return false;
		for (guint i = 0; i < list->len; i++) {
			const vt_outgoing *o = g_ptr_array_index(list, i);
			bool is_turn = is_turn_of(h->j->office, o, h->person);

			if (is_turn || strcmp(o->author, h->person->key) == 0)
				add_row(h, mail, o, is_turn, ++rows);
		}
	}
	g_autofree char *total = g_strdup_printf("%u", rows);
	if (rows > 0)
		vt_mail_add(mail, "vdt_so_du_thao", total);
	return true;
}
