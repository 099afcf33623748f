/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * form_scan - TÁCH and GHÉP: a scan holds several documents, or a document came in several scans
 *
 * No PDF is cut or put together: that would mean to parse a stranger's file where it can do harm,
 * and what is kept would no longer be what came. What is recorded is which pages of which message
 * are which document (the form's note, document.of_arrival), and which messages make one (joined).
 */
#include <string.h>

#include "base/text.h"
#include "store/joins.h"
#include "work/clerk.h"
#include "work/form_acts.h"
#include "work/form_mail.h"

#define MOST_PIECES 40
#define MOST_PAGES  9999
#define SHOWN_CHARS 120
#define CODE_CHARS  7 /* "P" and six digits of base32 */

static bool is_code(const char *word)
{
	return strlen(word) == CODE_CHARS && g_ascii_toupper(*word) == 'P';
}

/* A scan as it came, still held, whole. */
static bool is_whole(vt_form_answer *a)
{
	const vt_asking *asking = a->h->asking;

	if (asking->arrival != NULL && asking->document == 0 && !vt_form_is_of_piece(asking))
		return true;
	vt_form_fault(a, "phieu_khong_ghep_tach", NULL);
	return false;
}

/* ---- TÁCH ---- */

static bool read_piece(const char *text, vt_piece *piece_out)
{
	g_auto(GStrv) ends = g_strsplit(text, "-", 3);
	gint64 from = 0, to = 0;

	if (ends[0] == NULL
	    || !g_ascii_string_to_signed(g_strstrip(ends[0]), 10, 1, MOST_PAGES, &from, NULL))
		return false;
	to = from;
	if (ends[1] != NULL
	    && (ends[2] != NULL
		|| !g_ascii_string_to_signed(g_strstrip(ends[1]), 10, 1, MOST_PAGES, &to, NULL)))
		return false;
	*piece_out = (vt_piece){ (unsigned)from, (unsigned)to };
	return from <= to;
}

/* "P123456: 1-4, 5-9"; the code may be left out. NULL: not to be understood. */
static GArray *read_pieces(const vt_form_answer *a)
{
	g_autoptr(GArray) pieces = g_array_new(FALSE, FALSE, sizeof(vt_piece));
	g_autofree char *plain = vt_text_plain(a->reason != NULL ? a->reason : "");
	char *at = plain + strspn(plain, " :");

	if (g_ascii_strncasecmp(at, a->sent->code, CODE_CHARS) == 0)
		at += CODE_CHARS + strspn(at + CODE_CHARS, " :");
	g_auto(GStrv) words = g_strsplit_set(at, ",;", MOST_PIECES + 1);
	for (char **word = words; *word != NULL; word++) {
		vt_piece piece;
		const char *text = g_strdelimit(g_strstrip(*word), ".", ' ');

		if (*text == '\0' && word[1] == NULL)
			break;
		if (!read_piece(g_strstrip(*word), &piece))
			return NULL;
		g_array_append_val(pieces, piece);
	}
	return pieces->len >= 2 && pieces->len <= MOST_PIECES ? g_steal_pointer(&pieces) : NULL;
}

/* Every page belongs to one of them: a page that is left out is a page that is lost. */
static bool covers(vt_form_answer *a, const GArray *pieces)
{
	const char *pages = a->meant->lines[VT_FORM_PAGES];
	gint64 all = 0;
	unsigned next = 1;

	for (guint i = 0; i < pieces->len; i++) {
		const vt_piece *piece = &g_array_index(pieces, vt_piece, i);

		if (piece->from != next)
			break;
		next = piece->to + 1;
	}
	if (pages == NULL || !g_ascii_string_to_signed(pages, 10, 1, MOST_PAGES, &all, NULL))
		all = g_array_index(pieces, vt_piece, pieces->len - 1).to;
	if (next == (unsigned)all + 1)
		return true;
	g_autofree char *total = g_strdup_printf("%" G_GINT64_FORMAT, all);
	vt_form_fault(a, "phieu_tach_trang", "noi_dung", total, NULL);
	return false;
}

static bool put_piece(vt_form_answer *a, const vt_arrival *arrival, const vt_piece *piece,
		      GError **error)
{
	vt_hearing *h = a->h;
	const vt_noticing n = vt_hearing_noticing(h);
	g_autoptr(vt_form) form = vt_form_of_piece(&n, arrival, a->meant, piece);
	const vt_form_ask ask = { .own = h->asking->own,
				  .person = h->person,
				  .arrival = arrival,
				  .form = form,
				  .piece = piece };
	g_autoptr(vt_mail) mail = NULL;
	int64_t id = 0;

	return vt_form_put(&n, &ask, &id, &mail, error)
	       && (mail == NULL || vt_notice_insert(&n, mail, error));
}

bool vt_form_split(vt_form_answer *a, GError **error)
{
	vt_hearing *h = a->h;
	g_autoptr(GArray) pieces = NULL;

	if (!is_whole(a))
		return true;
	pieces = read_pieces(a);
	if (pieces == NULL)
		vt_form_fault(a, "phieu_tach_sai", NULL);
	if (pieces == NULL || !covers(a, pieces))
		return true;
	if (!vt_form_may(a, VT_ACTION_REGISTER, VT_VERB_SPLIT, error))
		return error == NULL || *error == NULL;
	g_autoptr(vt_arrival) arrival = vt_arrivals_get(h->j->store, h->asking->arrival, error);
	if (arrival == NULL
	    || !vt_form_close(h->j->store, arrival->id, h->asking->id, "split", error))
		return false;
	for (guint i = 0; i < pieces->len; i++)
		if (!put_piece(a, arrival, &g_array_index(pieces, vt_piece, i), error))
			return false;
	g_autofree char *count = g_strdup_printf("%u", pieces->len);
	vt_hearing_say(h, "phieu_da_tach", "noi_dung", count, NULL);
	h->answer.decision = vt_verb_get(VT_VERB_SPLIT)->name;
	return vt_form_offer_undo(h, 0, vt_hearing_counts_at(h, 0), error);
}

/* ---- GHÉP ---- */

/* "P123456 VÀO P654321", or one code alone: that of the other form. Caller frees; NULL: not to be
 * understood. */
static char *other_code(const vt_form_answer *a)
{
	g_auto(GStrv) words = g_strsplit_set(a->reason != NULL ? a->reason : "", " \t:,.;", -1);
	const char *codes[2] = { NULL, NULL };
	unsigned count = 0;

	for (char **word = words; *word != NULL; word++) {
		if (!is_code(*word))
			continue;
		if (count < 2)
			codes[count] = *word;
		count++;
	}
	if (count == 2 && g_ascii_strcasecmp(codes[0], a->sent->code) == 0)
		return g_ascii_strup(codes[1], -1);
	if (count == 1 && g_ascii_strcasecmp(codes[0], a->sent->code) != 0)
		return g_ascii_strup(codes[0], -1);
	return NULL;
}

/* The open form of that code, whole and of another message. NULL with *error unset: none. */
static vt_asking *find_form(const vt_form_answer *a, const char *code, GError **error)
{
	const vt_asking *mine = a->h->asking;
	const vt_asking_filter filter = {
		.kind = VT_ASKING_FORM, .own = mine->own, .person = mine->person, .except = mine->id
	};
	g_autoptr(GPtrArray) open = vt_askings_open(a->h->j->store, &filter, error);

	for (guint i = 0; open != NULL && i < open->len; i++) {
		const vt_asking *one = g_ptr_array_index(open, i);
		g_autoptr(vt_form) form = vt_form_kept(one->proposal);

		if (form != NULL && g_str_equal(form->code, code) && one->arrival != NULL
		    && one->document == 0 && !vt_form_is_of_piece(one)
		    && !g_str_equal(one->arrival, mine->arrival))
			return vt_askings_get(a->h->j->store, one->id, error);
	}
	return NULL;
}

/* The form of both together: pages are added, the rest stays as it was. */
static vt_form *form_of_both(const vt_form_answer *a, const vt_asking *target)
{
	vt_form *form = vt_form_kept(target->proposal);
	const char *mine = a->meant->lines[VT_FORM_PAGES], *theirs = form->lines[VT_FORM_PAGES];
	gint64 x = 0, y = 0;

	if (mine == NULL || theirs == NULL
	    || !g_ascii_string_to_signed(mine, 10, 1, MOST_PAGES, &x, NULL)
	    || !g_ascii_string_to_signed(theirs, 10, 1, MOST_PAGES, &y, NULL))
		return form;
	g_free(form->lines[VT_FORM_PAGES]);
	form->lines[VT_FORM_PAGES] = g_strdup_printf("%" G_GINT64_FORMAT, x + y);
	return form;
}

static bool ask_again(vt_form_answer *a, const vt_asking *target, GError **error)
{
	vt_hearing *h = a->h;
	const vt_noticing n = vt_hearing_noticing(h);
	g_autoptr(vt_form) form = form_of_both(a, target);
	g_autoptr(vt_arrival) arrival = vt_arrivals_get(h->j->store, target->arrival, error);
	const vt_form_ask ask = {
		.own = target->own, .person = h->person, .arrival = arrival, .form = form
	};
	g_autoptr(vt_mail) mail = NULL;
	int64_t id = 0;

	return arrival != NULL && vt_form_close(h->j->store, arrival->id, 0, "joined", error)
	       && vt_form_put(&n, &ask, &id, &mail, error)
	       && (mail == NULL || vt_notice_insert(&n, mail, error));
}

static bool join(vt_form_answer *a, const vt_asking *target, const char *code, GError **error)
{
	vt_hearing *h = a->h;
	const vt_noticing n = vt_hearing_noticing(h);
	g_autoptr(vt_filling) values = vt_filling_new();
	g_autofree char *proof = NULL;
	vt_actor actor = vt_hearing_actor(h, &proof);
	vt_outcome outcome = { VT_DONE, NULL };

	vt_filling_add(values, "noi_dung", code);
	g_autofree char *reason = vt_templates_sentence(n.templates, vt_notice_language(&n),
							"phieu_ly_do_ghep", values);
	actor.reason = reason;
	if (!vt_clerk_drop(h->j->store, &actor, h->asking->arrival, &outcome, error))
		return false;
	bool done = outcome.code == VT_DONE;
	vt_outcome_clear(&outcome);
	if (!done) {
		vt_form_fault(a, "phieu_khong_ghep_tach", NULL);
		return true;
	}
	vt_hearing_say(h, "phieu_da_ghep", "noi_dung", code, NULL);
	h->answer.decision = vt_verb_get(VT_VERB_JOIN)->name;
	return vt_joins_add(h->j->store, h->asking->arrival, target->arrival, h->person->key,
			    h->j->seen->now, error)
	       && vt_form_close(h->j->store, h->asking->arrival, h->asking->id, "joined", error)
	       && ask_again(a, target, error)
	       && vt_form_offer_undo(h, 0, vt_hearing_counts_at(h, 0), error);
}

bool vt_form_join(vt_form_answer *a, GError **error)
{
	g_autofree char *code = other_code(a);
	g_autofree char *shown = vt_text_quoted(a->reason != NULL ? a->reason : "", SHOWN_CHARS);
	GError *fault = NULL;

	if (!is_whole(a))
		return true;
	g_autoptr(vt_asking) target = code != NULL ? find_form(a, code, &fault) : NULL;
	if (fault != NULL) {
		g_propagate_error(error, fault);
		return false;
	}
	if (target == NULL) {
		vt_form_fault(a, "phieu_ghep_sai", "noi_dung", shown, NULL);
		return true;
	}
	if (!vt_form_may(a, VT_ACTION_REGISTER, VT_VERB_JOIN, error))
		return error == NULL || *error == NULL;
	return join(a, target, code, error);
}
