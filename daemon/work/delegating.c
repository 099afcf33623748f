/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * delegating - somebody acts for a leader: KT., TL., TUQ., for some days and some things
 */
#include "work/delegating.h"

#include <string.h>

#include "base/clock.h"
#include "base/text.h"
#include "work/proposal.h"
#include "work/footing.h"

#define DAY 86400

static const struct {
	const char *name, *words, *shown; /* words: folded */
} scopes[] = {
	{ "incoming", "van ban den", "văn bản đến" },
	{ "outgoing", "van ban di", "văn bản đi" },
	{ "all", "tat ca", "văn bản đến và văn bản đi" },
};

static const struct {
	const char *folded, *form;
} forms[] = { { "kt", "KT." },  { "kt.", "KT." },  { "tl", "TL." },
	      { "tl.", "TL." }, { "tuq", "TUQ." }, { "tuq.", "TUQ." } };

/* ---- what is written ---- */

void vt_delegating_said_clear(vt_delegating_said *said)
{
	g_clear_pointer(&said->name, g_free);
	g_clear_pointer(&said->from, g_free);
	g_clear_pointer(&said->to, g_free);
}

static const char *scope_of(const char *folded)
{
	bool in = vt_text_has_words(folded, scopes[0].words);
	bool out = vt_text_has_words(folded, scopes[1].words);

	if ((in && out) || vt_text_has_words(folded, scopes[2].words))
		return scopes[2].name;
	return in ? scopes[0].name : out ? scopes[1].name : NULL;
}

static const char *form_of(const char *folded)
{
	for (size_t i = 0; i < G_N_ELEMENTS(forms); i++)
		if (g_str_equal(forms[i].folded, folded))
			return forms[i].form;
	return NULL;
}

static void take_day(char **day, const char *text, int64_t now, vt_delegating_said *said)
{
	char *read = NULL;

	if (*day != NULL || !vt_proposal_read_day(text, now, &read))
		said->unclear = true;
	else
		*day = read;
}

/* "từ 01/12/2026 đến 15/12/2026" in one piece has two days. */
static void take_days(const char *piece, int64_t now, vt_delegating_said *said)
{
	const char *first = piece + strcspn(piece, "0123456789");
	const char *behind = first + strspn(first, "0123456789/.-");

	take_day(&said->from, piece, now, said);
	if (strpbrk(behind, "0123456789") != NULL)
		take_day(&said->to, behind, now, said);
}

static void take_name(const char *piece, vt_delegating_said *said)
{
	static const char cho[] = "cho ";

	if (said->name != NULL && *said->name != '\0') {
		said->unclear = true;
		return;
	}
	g_free(said->name);
	said->name = g_strdup(
		g_ascii_strncasecmp(piece, cho, strlen(cho)) == 0 ? piece + strlen(cho) : piece);
}

static void take(const char *piece, int64_t now, vt_delegating_said *said)
{
	g_autofree char *folded = vt_text_fold(piece);
	const char *form = form_of(folded);

	if (form != NULL && said->form == NULL) {
		said->form = form;
	} else if (g_str_has_prefix(folded, "pham vi")) {
		said->scope = scope_of(folded);
		said->unclear |= said->scope == NULL;
	} else if (g_str_has_prefix(folded, "tu ") && strpbrk(folded, "0123456789") != NULL) {
		take_days(piece, now, said);
	} else if (g_str_has_prefix(folded, "den ") && strpbrk(folded, "0123456789") != NULL) {
		take_day(&said->to, piece, now, said);
	} else if (g_str_equal(folded, "thoi") || g_str_equal(folded, "ket thuc")
		   || g_str_equal(folded, "cham dut")) {
		said->ends = true;
	} else if (form != NULL) {
		said->unclear = true;
	} else {
		take_name(piece, said);
	}
}

void vt_delegating_read(const char *text, int64_t now, vt_delegating_said *said_out)
{
	g_auto(GStrv) pieces = g_strsplit(text, ";", -1);

	memset(said_out, 0, sizeof(*said_out));
	said_out->name = g_strdup("");
	for (char **piece = pieces; *piece != NULL; piece++) {
		g_autofree char *tidy = vt_text_tidy(*piece);

		if (*tidy != '\0')
			take(tidy, now, said_out);
	}
	/* The less: who signs what goes out says so. */
	if (said_out->scope == NULL)
		said_out->scope = scopes[0].name;
}

char *vt_delegating_shown(const vt_noticing *n, const vt_delegation *delegation)
{
	const char *shown = scopes[0].shown;
	g_autoptr(vt_filling) values = vt_filling_new();
	g_autofree char *from = vt_clock_day_vietnam(delegation->from_at);
	g_autofree char *to = vt_clock_day_vietnam(delegation->to_at - DAY);

	for (size_t i = 0; i < G_N_ELEMENTS(scopes); i++)
		if (g_str_equal(scopes[i].name, delegation->scope))
			shown = scopes[i].shown;
	vt_filling_add(values, "uq_hinh_thuc", delegation->form);
	vt_filling_add(values, "uq_pham_vi", shown);
	vt_filling_add(values, "uq_tu", from);
	vt_filling_add(values, "uq_den", to);
	return vt_templates_sentence(n->templates, vt_notice_language(n), "uq_noi_dung", values);
}

/* ---- who acts for whom ---- */

bool vt_delegating_covers(const vt_delegation *one, vt_asking_kind kind)
{
	bool is_incoming =
		kind == VT_ASKING_DECIDE || kind == VT_ASKING_CONFIRM || kind == VT_ASKING_QUESTION;
	const char *scope = is_incoming                  ? scopes[0].name
			    : kind == VT_ASKING_OUTGOING ? scopes[1].name
							 : NULL;

	/* Each row of a list is looked at by itself. */
	if (kind == VT_ASKING_DIGEST)
		return true;
	return scope != NULL
	       && (g_str_equal(one->scope, scopes[2].name) || g_str_equal(one->scope, scope));
}

static vt_delegated judge(const vt_delegation *one, vt_asking_kind kind, int64_t now)
{
	if (one->ended_at != VT_TIME_NONE || one->to_at <= now)
		return VT_DELEGATED_ENDED;
	if (!vt_delegating_covers(one, kind))
		return VT_DELEGATED_BEYOND;
	return one->from_at > now ? VT_DELEGATED_EARLY : VT_DELEGATED_YES;
}

/* The first that holds, else the newest; list is not empty. */
static guint nearest(const GPtrArray *list, vt_asking_kind kind, int64_t now,
		     vt_delegated *found_out)
{
	for (guint i = 0; i < list->len; i++) {
		if (judge(g_ptr_array_index(list, i), kind, now) != VT_DELEGATED_YES)
			continue;
		*found_out = VT_DELEGATED_YES;
		return i;
	}
	*found_out = judge(g_ptr_array_index(list, 0), kind, now);
	return 0;
}

bool vt_delegating_look(vt_store *store, const vt_asking *asking, const char *taker, int64_t now,
			vt_delegated_by *out, GError **error)
{
	g_autoptr(GPtrArray) list = vt_delegations_list(store, asking->person, taker, error);
	vt_footing giver = VT_FOOTING_NEW;

	*out = (vt_delegated_by){ VT_DELEGATED_NO, NULL };
	if (list == NULL || !vt_footing_of(store, asking->person, &giver, NULL, error))
		return false;
	if (list->len == 0)
		return true;
	guint best = nearest(list, asking->kind, now, &out->found);
	out->one = g_ptr_array_steal_index(list, best);
	/* What he gave away counts no more than he does himself. */
	if (out->found == VT_DELEGATED_YES && giver != VT_FOOTING_GOOD)
		out->found = VT_DELEGATED_LOCKED;
	return true;
}

GPtrArray *vt_delegating_takers(const vt_noticing *n, const char *giver, vt_asking_kind kind,
				GError **error)
{
	g_autoptr(GPtrArray) list = vt_delegations_list(n->store, giver, NULL, error);
	g_autoptr(GPtrArray) takers = g_ptr_array_new();

	for (guint i = 0; list != NULL && i < list->len; i++) {
		const vt_delegation *one = g_ptr_array_index(list, i);
		const vt_person *taker = vt_directory_person(n->office->directory, one->taker);

		if (taker != NULL && taker->addresses->len > 0
		    && judge(one, kind, n->now) == VT_DELEGATED_YES
		    && !g_ptr_array_find(takers, taker, NULL))
			g_ptr_array_add(takers, (void *)(uintptr_t)taker);
	}
	return list != NULL ? g_steal_pointer(&takers) : NULL;
}
