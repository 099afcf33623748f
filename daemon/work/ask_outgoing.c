/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * ask_outgoing - TÌM, XEM, GỬI of outgoing documents and drafts: "XEM 12/TB-UBND", "XEM ĐI
 * 12/2026", "XEM DỰ THẢO 7"
 */
#include <string.h>

#include "base/clock.h"
#include "base/text.h"
#include "doc/fields.h"
#include "store/search_outgoing.h"
#include "work/ask.h"
#include "work/issuing.h"
#include "work/notices_private.h"
#include "work/outgoing.h"
#include "work/proofs.h"

#define MOST        20 /* hits of one answer */
#define SHOWN_CHARS 120
#define WORDS_CHARS 500

/* ---- TÌM ---- */

typedef struct looking {
	vt_viewer viewer;
	GError *fault; /* of the first that failed */
} looking;

static bool may_see(int64_t id, void *data)
{
	looking *l = data;
	g_autoptr(vt_outgoing) o =
		l->fault == NULL ? vt_outgoings_get(l->viewer.store, id, &l->fault) : NULL;

	return o != NULL && vt_right_to_outgoing(&l->viewer, o);
}

static const char *state_of(const vt_hearing *h, const vt_outgoing *o)
{
	return vt_ask_is_vietnamese(h) ? vt_outgoing_state_shown(o->state)
				       : vt_outgoing_state_name(o->state);
}

/* How a person names it again. */
static char *named(const vt_outgoing *o)
{
	return o->number != 0 ? vt_outgoing_shown(o)
			      : g_strdup_printf("DU THAO %" G_GINT64_FORMAT, o->id);
}

/* The message that brought it: what is said of it is sealed with that. */
static const char *about(const vt_outgoing *o)
{
	const vt_outgoing_file *file = o->files->len > 0 ? g_ptr_array_index(o->files, 0) : NULL;

	return file != NULL ? file->arrival : NULL;
}

static void add_hit(const vt_hearing *h, vt_mail *mail, const vt_outgoing *o)
{
	g_autofree char *name = named(o);
	g_autofree char *day = vt_clock_day_vietnam(o->number != 0 ? o->dated_at : o->made_at);
	g_autofree char *subject = vt_text_quoted(o->abstract, SHOWN_CHARS);
	g_autofree char *show = vt_ask_link(h, VT_VERB_SHOW, name);
	const char *const cells[][2] = {
		{ "tdi_so", name },
		{ "tdi_ngay", day },
		{ "tdi_loai", o->type },
		{ "tdi_trich_yeu", subject },
		{ "tdi_tinh_trang", state_of(h, o) },
		{ "tdi_lien_ket_xem", show },
	};

	for (size_t i = 0; i < G_N_ELEMENTS(cells); i++)
		vt_mail_add_about(mail, about(o), cells[i][0], cells[i][1]);
}

bool vt_ask_search_outgoing(const vt_hearing *h, vt_mail *mail, const char *words,
			    unsigned *found_out, GError **error)
{
	looking look = { vt_ask_viewer(h), NULL };
	const vt_search_outgoing_for what = {
		.own = h->person->own, .words = words, .shows = may_see, .data = &look
	};
	vt_search_hits hits = { NULL, 0 };

	if (!vt_search_outgoing(h->j->store, &what, MOST, &hits, error))
		return false;
	g_autoptr(GArray) ids = hits.ids;
	for (guint i = 0; mail != NULL && look.fault == NULL && i < ids->len; i++) {
		g_autoptr(vt_outgoing) o =
			vt_outgoings_get(h->j->store, g_array_index(ids, int64_t, i), &look.fault);

		if (o != NULL)
			add_hit(h, mail, o);
	}
	if (look.fault != NULL) {
		g_propagate_error(error, look.fault);
		return false;
	}
	g_autofree char *total = g_strdup_printf("%u", hits.total);
	if (mail != NULL && hits.total > 0)
		vt_mail_add(mail, "tdi_tong", total);
	*found_out = hits.total;
	return true;
}

/* ---- which one ---- */

/* What stands behind the first n words. */
static const char *behind(const char *text, unsigned n)
{
	while (n-- > 0) {
		text += strcspn(text, " \t");
		text += strspn(text, " \t");
	}
	return text;
}

/* "ĐI 12/2026" -> its number; "DỰ THẢO 7" -> id; "12/TB-UBND". NULL: it names none of ours. */
static const char *number_in(const char *text, bool *is_draft_out)
{
	g_autofree char *folded = vt_text_fold(text);
	const char *slash = strchr(text, '/');

	*is_draft_out = g_str_has_prefix(folded, "du thao ");
	if (*is_draft_out)
		return behind(text, 2);
	if (g_str_has_prefix(folded, "di "))
		return behind(text, 1);
	return slash != NULL && g_ascii_isdigit(*text) && !g_ascii_isdigit(slash[1]) ? text : NULL;
}

bool vt_ask_names_outgoing(const vt_instruction *said)
{
	bool is_draft = false;

	return *said->argument != '\0' && number_in(said->argument, &is_draft) != NULL;
}

/* *out NULL: the answer that says so stands in h. */
static bool pick(vt_hearing *h, const vt_instruction *said, vt_outgoing **out, GError **error)
{
	const vt_viewer viewer = vt_ask_viewer(h);
	bool is_draft = false, may = false;
	const char *text = number_in(said->argument, &is_draft), *rest = "";
	GError *fault = NULL;
	g_autoptr(vt_outgoing) o = NULL;

	*out = NULL;
	if (!vt_ask_may(h, &may, error))
		return false;
	if (!may)
		return true;
	o = is_draft ? vt_outgoings_get(viewer.store, g_ascii_strtoll(text, NULL, 10), &fault)
		     : vt_outgoing_find(viewer.store, h->person->own, text, viewer.now, &rest,
					&fault);
	if (fault != NULL) {
		g_propagate_error(error, fault);
		return false;
	}
	/* Nobody learns whether one that he may not see exists. */
	if (o != NULL && vt_right_to_outgoing(&viewer, o)) {
		*out = g_steal_pointer(&o);
		return true;
	}
	g_autofree char *shown = vt_text_quoted(said->argument, SHOWN_CHARS);
	vt_hearing_say(h, "dt_khong_co", "noi_dung", shown, NULL);
	return true;
}

/* ---- XEM ---- */

static const char *name_of(const vt_hearing *h, const char *key)
{
	const vt_person *person =
		key != NULL ? vt_directory_person(h->j->office->directory, key) : NULL;

	return person != NULL ? person->name : key != NULL ? key : "";
}

static bool add_recipients(const vt_hearing *h, vt_mail *mail, const vt_outgoing *o, GError **error)
{
	for (guint i = 0; i < o->recipients->len; i++) {
		const vt_outgoing_recipient *one = g_ptr_array_index(o->recipients, i);
		vt_recipient_state state = one->state;
		g_autofree char *name = vt_text_quoted(one->name, SHOWN_CHARS);
		g_autofree char *at = vt_clock_stamp_vietnam(one->state_at);

		if (!vt_issuing_state(h->j->store, one, &state, error))
			return false;
		vt_mail_add_about(mail, about(o), "xdn_ten", name);
		vt_mail_add_about(mail, about(o), "xdn_tinh_trang",
				  vt_ask_is_vietnamese(h) ? vt_recipient_state_shown(state)
							  : vt_recipient_state_name(state));
		vt_mail_add_about(mail, about(o), "xdn_luc", at);
	}
	return true;
}

static bool add_opinions(const vt_hearing *h, vt_mail *mail, const vt_outgoing *o, GError **error)
{
	g_autoptr(GPtrArray) list = vt_outgoings_opinions(h->j->store, o->id, error);

	for (guint i = 0; list != NULL && i < list->len; i++) {
		const vt_outgoing_opinion *one = g_ptr_array_index(list, i);
		int verb = vt_verb_find_name(one->decision);
		g_autofree char *at = vt_clock_stamp_vietnam(one->at);
		g_autofree char *words = vt_text_quoted(one->words, WORDS_CHARS);

		vt_mail_add_about(mail, about(o), "xdy_luc", at);
		vt_mail_add_about(mail, about(o), "xdy_ai", name_of(h, one->person));
		vt_mail_add_about(mail, about(o), "xdy_gi",
				  verb >= 0 ? vt_verb_get((vt_verb)verb)->written : one->decision);
		vt_mail_add_about(mail, about(o), "xdy_loi", words);
	}
	return list != NULL;
}

static void add_fields(const vt_hearing *h, vt_mail *mail, const vt_outgoing *o)
{
	g_autofree char *name = named(o);
	g_autofree char *day = vt_clock_day_vietnam(o->number != 0 ? o->dated_at : VT_TIME_NONE);
	g_autofree char *subject = vt_text_quoted(o->abstract, WORDS_CHARS);
	g_autofree char *version = g_strdup_printf("%d", o->version);
	g_autofree char *since = vt_clock_stamp_vietnam(o->state_at);
	g_autofree char *files = vt_ask_link(h, VT_VERB_SEND_FILES, name);
	const char *const cells[][2] = {
		{ "xd_so", name },
		{ "xd_ngay", day },
		{ "xd_loai", o->type },
		{ "xd_trich_yeu", subject },
		{ "xd_do_khan", vt_urgency_label(o->urgency) },
		{ "xd_nguoi_soan", name_of(h, o->author) },
		{ "xd_don_vi", o->unit != NULL ? o->unit : "" },
		{ "xd_nguoi_ky", name_of(h, o->signer) },
		{ "xd_phien_ban", version },
		{ "xd_tinh_trang", state_of(h, o) },
		{ "xd_tu_luc", since },
		{ "xd_lien_ket_gui", o->files->len > 0 ? files : "" },
	};

	for (size_t i = 0; i < G_N_ELEMENTS(cells); i++)
		vt_mail_add_about(mail, about(o), cells[i][0], cells[i][1]);
}

static bool note(const vt_hearing *h, const vt_instruction *said, const vt_outgoing *o,
		 GError **error)
{
	const vt_viewer viewer = vt_ask_viewer(h);
	g_autofree char *proof = vt_proofs_text(h->proofs);

	return vt_right_note_outgoing(&viewer, o, vt_verb_get(said->verb)->name, proof, error);
}

bool vt_ask_show_outgoing(vt_hearing *h, const vt_instruction *said, GError **error)
{
	g_autoptr(vt_outgoing) o = NULL;
	vt_mail *mail = NULL;

	if (!pick(h, said, &o, error))
		return false;
	if (o == NULL)
		return true;
	if (h->trying) {
		g_autofree char *name = named(o);

		vt_hearing_say(h, "chay_thu_xem", "so_den", name, NULL);
		return true;
	}
	mail = vt_hearing_answer(h, "xem-di");
	if (mail == NULL)
		return true;
	mail->outgoing = o->id;
	add_fields(h, mail, o);
	return add_recipients(h, mail, o, error) && add_opinions(h, mail, o, error)
	       && note(h, said, o, error);
}

/* ---- GỬI ---- */

/* Of an issued one the issue version, else the newest. */
static GPtrArray *files_of(const vt_hearing *h, const vt_outgoing *o, GError **error)
{
	bool issued = o->state == VT_OUTGOING_ISSUED;

	return vt_outgoings_files(h->j->store, o->id, issued ? 0 : o->version, error);
}

static unsigned attach(vt_mail *mail, const GPtrArray *files, uint64_t most)
{
	uint64_t bytes = 0;
	unsigned n = 0;

	for (guint i = 0; i < files->len; i++) {
		const vt_outgoing_file *file = g_ptr_array_index(files, i);
		uint64_t encoded = (uint64_t)file->bytes / 57 * 78 + 700;

		if (bytes + encoded > most)
			continue;
		bytes += encoded;
		n++;
		if (mail != NULL)
			vt_mail_attach(mail, file->arrival, file->path);
	}
	return n;
}

bool vt_ask_send_outgoing(vt_hearing *h, const vt_instruction *said, GError **error)
{
	const vt_noticing n = vt_hearing_noticing(h);
	uint64_t most = (uint64_t)vt_notice_limit_of(&n, VT_LIMIT_ATTACH_MAX);
	g_autoptr(vt_outgoing) o = NULL;
	g_autoptr(GPtrArray) files = NULL;

	if (!pick(h, said, &o, error))
		return false;
	if (o == NULL)
		return true;
	files = files_of(h, o, error);
	if (files == NULL)
		return false;
	g_autofree char *name = named(o);
	g_autofree char *total = g_strdup_printf("%u", files->len);
	vt_mail *mail = h->trying ? NULL : vt_hearing_answer(h, "gui-tep-di");
	g_autofree char *count = g_strdup_printf("%u", attach(mail, files, most));
	if (h->trying) {
		vt_hearing_say(h, "chay_thu_gui", "so_den", name, "so_tep", count, NULL);
		return true;
	}
	if (mail == NULL)
		return true;
	mail->outgoing = o->id;
	add_fields(h, mail, o);
	vt_mail_add(mail, "xd_so_tep", count);
	vt_mail_add(mail, "xd_tong_tep", total);
	return note(h, said, o, error);
}
