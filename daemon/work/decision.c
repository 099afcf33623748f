/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * decision - what a leader's answer to a phiếu trình means: read, nothing done
 */
#include "work/decision.h"

#include <string.h>

#include "base/text.h"

#define BIT(verb) (UINT64_C(1) << (verb))
#define CHANGES                                                                                    \
	(BIT(VT_VERB_LEAD) | BIT(VT_VERB_SUPPORT) | BIT(VT_VERB_INFORM) | BIT(VT_VERB_DUE)         \
	 | BIT(VT_VERB_OPINION))
#define AGREES (BIT(VT_VERB_AGREE) | BIT(VT_VERB_OK) | BIT(VT_VERB_ADJUST))

void vt_decision_clear(vt_decision *d)
{
	vt_proposal_free(d->proposal);
	g_free(d->argument);
	g_free(d->words);
	g_free(d->detail);
	g_clear_pointer(&d->unclear, g_ptr_array_unref);
	memset(d, 0, sizeof(*d));
}

static void set_unclear(vt_decision *d, const char *sentence, const char *detail)
{
	d->meant = VT_MEANT_UNCLEAR;
	d->sentence = sentence;
	g_free(d->detail);
	d->detail = g_strdup(detail);
}

/* ---- instructions ---- */

bool vt_decision_counts(const vt_hearing *h, const vt_instruction *one)
{
	bool is_smime = (h->proofs & 1u << VT_PROOF_SMIME) != 0;

	return !is_smime || (one->is_signed && !one->in_subject);
}

const char *vt_decision_argument(const vt_instruction *one)
{
	static const char *const heads[] = { "ly do",    "noi dung", "ket qua",
					     "den ngay", "cho",      "dieu chinh" };
	const char *colon = strchr(one->argument, ':');
	g_autofree char *head =
		colon != NULL ? g_strndup(one->argument, (gsize)(colon - one->argument)) : NULL;
	g_autofree char *folded = head != NULL ? vt_text_fold(head) : NULL;

	for (size_t i = 0; folded != NULL && i < G_N_ELEMENTS(heads); i++)
		if (g_str_equal(folded, heads[i]))
			return colon + 1 + strspn(colon + 1, " ");
	return one->argument;
}

const vt_instruction *vt_decision_find(const vt_hearing *h, vt_verb verb)
{
	const vt_instruction *best = NULL;

	for (guint i = 0; i < h->said->instructions->len; i++) {
		const vt_instruction *one = g_ptr_array_index(h->said->instructions, i);

		if (one->verb == verb && vt_decision_counts(h, one)
		    && (best == NULL
			|| strlen(vt_decision_argument(one)) > strlen(vt_decision_argument(best))))
			best = one;
	}
	return best;
}

/* Only these words mean something here; what else begins a line is free text. */
static bool is_of_here(vt_verb verb)
{
	return vt_verb_get(verb)->kind == VT_VERB_ANSWERS
	       || vt_verb_get(verb)->kind == VT_VERB_CHANGES;
}

typedef struct reader {
	const vt_hearing *h;
	const vt_proposal *shown;
	const char *number;
	vt_decision *out;
	uint64_t verbs; /* what was said */
} reader;

/* "1234/2026" of another document: the link was of another mail. */
static bool is_other(const reader *r, const vt_instruction *one)
{
	return *one->number != '\0' && !g_str_equal(one->number, r->number);
}

/* false: unclear. */
static bool collect(reader *r)
{
	const GPtrArray *all = r->h->said->instructions;

	for (guint i = 0; i < all->len; i++) {
		const vt_instruction *one = g_ptr_array_index(all, i);

		if (!vt_decision_counts(r->h, one) || !is_of_here(one->verb))
			continue;
		if (one->denied || is_other(r, one)) {
			set_unclear(r->out, one->denied ? "tl_co_dieu_kien" : "tl_van_ban_khac",
				    one->line);
			return false;
		}
		r->verbs |= BIT(one->verb);
	}
	return true;
}

/* ---- words ---- */

static bool is_instruction_line(const vt_hearing *h, const char *line)
{
	for (guint i = 0; i < h->said->instructions->len; i++) {
		const vt_instruction *one = g_ptr_array_index(h->said->instructions, i);
		g_autofree char *said = vt_text_tidy(one->line);

		if (!one->in_subject && is_of_here(one->verb) && g_str_equal(said, line))
			return true;
	}
	return false;
}

char *vt_decision_words(const vt_hearing *h)
{
	g_autoptr(GString) text = g_string_new(NULL);
	g_auto(GStrv) lines = g_strsplit(h->said->words, "\n", -1);

	for (char **line = lines; *line != NULL; line++) {
		g_autofree char *tidy = vt_text_tidy(*line);

		if (g_str_equal(tidy, "--"))
			break;
		if (!is_instruction_line(h, tidy))
			g_string_append_printf(text, "%s\n", *line);
	}
	char *words = g_strdup(text->str + strspn(text->str, "\n \t"));
	return g_strchomp(words);
}

static bool is_in(const GPtrArray *list, const vt_assignee *one)
{
	for (guint i = 0; i < list->len; i++) {
		const vt_assignee *other = g_ptr_array_index(list, i);

		if (g_strcmp0(other->unit, one->unit) == 0
		    && g_str_equal(other->person, one->person))
			return true;
	}
	return false;
}

/* Whom the words name besides those of the proposal and who writes; a head is named with his unit.
 */
static unsigned named_besides(const reader *r, const char *words)
{
	g_autoptr(GPtrArray) named =
		vt_assignee_scan(r->h->j->office->directory, r->h->asking->own, words);
	unsigned count = 0;

	for (guint i = 0; i < named->len; i++) {
		const vt_assignee *one = g_ptr_array_index(named, i);
		bool known = one->unit == NULL && g_str_equal(one->person, r->h->person->key);

		for (int role = 0; role < VT_N_TASK_ROLES; role++)
			known |= is_in(r->shown->who[role], one);
		count += !known;
	}
	return count;
}

static bool is_of_proposal(const reader *r, const char *person)
{
	bool found = g_str_equal(person, r->h->person->key);

	for (int role = 0; role < VT_N_TASK_ROLES; role++)
		for (guint i = 0; i < r->shown->who[role]->len; i++) {
			const vt_assignee *one = g_ptr_array_index(r->shown->who[role], i);

			found |= g_strcmp0(one->person, person) == 0;
		}
	return found;
}

/* Somebody is called by that name, and none of the proposal. */
static bool is_another(const reader *r, const char *called)
{
	const GPtrArray *people = r->h->j->office->directory->people;
	g_autofree char *wanted = vt_text_fold(called);
	bool found = false;

	for (guint i = 0; i < people->len; i++) {
		const vt_person *one = g_ptr_array_index(people, i);
		const char *last = strrchr(one->name, ' ');
		g_autofree char *given = vt_text_fold(last != NULL ? last + 1 : one->name);

		if (!g_str_equal(one->own, r->h->asking->own) || !g_str_equal(given, wanted))
			continue;
		if (is_of_proposal(r, one->key))
			return false;
		found = true;
	}
	return found;
}

/* "Để anh Nam làm": a given name alone is not enough to give work by, but to ask back. */
static bool calls_another(const reader *r, const char *words)
{
	static const char *const titles[] = { "anh", "chi", "ong", "ba",  "co",
					      "em",  "chu", "bac", "cau", NULL };
	g_auto(GStrv) each = g_strsplit_set(words, " \t\n,.;:!?()\"", -1);

	for (char **word = each; *word != NULL && word[1] != NULL; word++) {
		g_autofree char *title = vt_text_fold(*word);

		if (g_strv_contains(titles, title) && g_unichar_isupper(g_utf8_get_char(word[1]))
		    && is_another(r, word[1]))
			return true;
	}
	return false;
}

/* "Hạn lùi đến 15/1": a day beside that of the proposal. */
static bool names_day(const char *words)
{
	g_autofree char *folded = vt_text_fold(words);

	return vt_text_has_words(folded, "han") && strpbrk(folded, "0123456789") != NULL;
}

/* "Đồng ý." and in the next line "nhưng chưa giao ...". */
static bool turns_round(const char *words)
{
	static const char *const marks[] = { "nhung", "chua", "khong", "dung", "tru", "neu" };
	g_auto(GStrv) paragraphs = g_strsplit(words, "\n\n", 2);
	g_autofree char *folded = vt_text_fold(paragraphs[0] != NULL ? paragraphs[0] : "");

	for (size_t i = 0; i < G_N_ELEMENTS(marks); i++)
		if (vt_text_has_words(folded, marks[i]))
			return true;
	return false;
}

/* What may stand behind "đồng ý" without changing it. */
static bool says_no_more(const char *argument)
{
	static const char *const same[] = {
		"",
		"nhe",
		"em",
		"a",
		"voi de xuat",
		"nhu de xuat",
		"theo de xuat",
		"voi van ban",
		"nhu y kien tham muu",
		"voi y kien tham muu",
		"voi huong giai quyet",
		"theo de xuat cua van phong",
		"voi de xuat cua van phong",
		NULL,
	};
	g_autofree char *folded = vt_text_fold(argument);
	size_t size = strlen(folded);

	while (size > 0 && strchr(" .!,;", folded[size - 1]) != NULL)
		folded[--size] = '\0';
	return g_strv_contains(same, folded);
}

/* ---- what is meant ---- */

/* Which verbs the used link may say; all without one. */
static uint64_t allowed_by_link(int token_verb)
{
	switch (token_verb) {
	case -1:
		return AGREES | CHANGES | BIT(VT_VERB_RETURN) | BIT(VT_VERB_ASK);
	case VT_VERB_AGREE:
		return BIT(VT_VERB_AGREE) | BIT(VT_VERB_OK);
	case VT_VERB_ADJUST:
		return AGREES | CHANGES;
	default:
		return BIT(token_verb);
	}
}

static void change(reader *r, vt_verb verb, const char *argument)
{
	static const struct {
		vt_verb verb;
		vt_task_role role;
	} roles[] = { { VT_VERB_LEAD, VT_TASK_LEAD },
		      { VT_VERB_SUPPORT, VT_TASK_SUPPORT },
		      { VT_VERB_INFORM, VT_TASK_INFORM } };
	vt_decision *out = r->out;

	for (size_t i = 0; i < G_N_ELEMENTS(roles); i++)
		if (roles[i].verb == verb)
			vt_proposal_set(out->proposal, r->h->j->office->directory,
					r->h->asking->own, roles[i].role, argument, out->unclear);
	if (verb == VT_VERB_OPINION) {
		g_free(out->proposal->opinion);
		out->proposal->opinion = g_strdup(argument);
	}
	if (verb == VT_VERB_DUE && !vt_proposal_set_due(out->proposal, argument, r->h->j->seen->now)
	    && out->sentence == NULL)
		set_unclear(out, "tl_ngay_sai", argument);
}

/* "DIEU CHINH: CHU TRI: Phòng Tài chính" on one line, as Gmail for Android leaves it. */
static void change_behind_link(reader *r)
{
	const vt_instruction *adjust = vt_decision_find(r->h, VT_VERB_ADJUST);
	const char *argument = NULL;
	int verb = -1;

	if ((r->verbs & CHANGES) != 0 || adjust == NULL || *vt_decision_argument(adjust) == '\0')
		return;
	verb = vt_verb_read(vt_decision_argument(adjust), &argument);
	if (verb >= 0 && (BIT(verb) & CHANGES) != 0) {
		r->verbs |= BIT(verb);
		change(r, (vt_verb)verb, argument);
	} else {
		set_unclear(r->out, "tl_chua_hieu", adjust->line);
	}
}

static void read_changes(reader *r)
{
	vt_decision *out = r->out;

	change_behind_link(r);
	for (int verb = VT_VERB_LEAD; verb <= VT_VERB_OPINION; verb++) {
		const vt_instruction *one = vt_decision_find(r->h, (vt_verb)verb);

		if (one != NULL)
			change(r, (vt_verb)verb, vt_decision_argument(one));
	}
	if (out->sentence != NULL)
		return;
	if (out->unclear->len > 0)
		set_unclear(out, "tl_ten_chua_ro", NULL);
	else if ((r->verbs & CHANGES) == 0)
		set_unclear(out, "tl_thieu_dieu_chinh", NULL);
	else if (vt_proposal_is_empty(out->proposal))
		set_unclear(out, "tl_thieu_chu_tri", NULL);
	else
		out->meant = VT_MEANT_ASSIGN;
}

static void read_agreement(reader *r)
{
	const vt_instruction *agree = vt_decision_find(r->h, VT_VERB_AGREE);
	vt_decision *out = r->out;

	if (agree == NULL)
		agree = vt_decision_find(r->h, VT_VERB_OK);
	if (vt_proposal_is_empty(r->shown))
		set_unclear(out, "tl_chua_co_de_xuat", NULL);
	else if (agree == NULL || !says_no_more(agree->argument))
		set_unclear(out, "tl_them_dieu_khac", agree != NULL ? agree->line : NULL);
	else if (named_besides(r, out->words) > 0 || calls_another(r, out->words)
		 || names_day(out->words) || turns_round(out->words))
		set_unclear(out, "tl_them_dieu_khac", out->words);
	else
		out->meant = VT_MEANT_AGREE;
}

static void read_reason(reader *r, vt_verb verb, vt_meant meant)
{
	const vt_instruction *one = vt_decision_find(r->h, verb);

	/* What is written under the word belongs to it. */
	r->out->argument =
		g_strstrip(g_strdup_printf("%s%s%s", vt_decision_argument(one),
					   *r->out->words != '\0' ? "\n" : "", r->out->words));
	if (meant == VT_MEANT_RETURN && vt_text_chars(r->out->argument) < 10)
		set_unclear(r->out, "tl_ly_do_ngan", one->line);
	else if (*r->out->argument == '\0')
		set_unclear(r->out, "tl_thieu_cau_hoi", one->line);
	else
		r->out->meant = meant;
}

/* ---- free text ---- */

static bool says_any(const char *folded, const char *const *words)
{
	for (; *words != NULL; words++)
		if (vt_text_has_words(folded, *words))
			return true;
	return false;
}

/* Domain §11.2: one name and one verb, and nothing that turns it round. */
static void read_free(reader *r)
{
	static const char *const lead[] = { "chu tri",    "giai quyet", "xu ly",     "tham muu",
					    "nghien cuu", "thuc hien",  "phu trach", NULL };
	static const char *const other[] = { "phoi hop", "de biet", "xdb",        "theo doi",
					     "giam sat", "luu",     "sao chuyen", NULL };
	static const char *const agrees[] = { "dong y", "nhat tri", "nhat chi", "duyet", NULL };
	vt_decision *out = r->out;
	g_autofree char *folded = vt_text_fold(out->words);
	g_autoptr(GPtrArray) named =
		vt_assignee_scan(r->h->j->office->directory, r->h->asking->own, out->words);

	/* "Không đồng ý", "tôi chưa duyệt": asked back, with the words that say it. */
	if (says_any(folded, agrees)) {
		set_unclear(out, "tl_co_dieu_kien", out->words);
		return;
	}
	out->meant = VT_MEANT_WORDS;
	if (named->len != 1 || !says_any(folded, lead) || says_any(folded, other)
	    || turns_round(folded) || strpbrk(folded, "?0123456789") != NULL)
		return;
	for (int role = 0; role < VT_N_TASK_ROLES; role++)
		g_ptr_array_set_size(out->proposal->who[role], 0);
	g_ptr_array_add(out->proposal->who[VT_TASK_LEAD], g_ptr_array_steal_index(named, 0));
	g_free(out->proposal->opinion);
	out->proposal->opinion = g_strdup("");
	out->meant = VT_MEANT_ASSIGN;
}

static void read_meaning(reader *r)
{
	uint64_t mains = r->verbs & ~CHANGES;
	bool returns = (mains & BIT(VT_VERB_RETURN)) != 0, asks = (mains & BIT(VT_VERB_ASK)) != 0;

	if ((r->verbs & ~allowed_by_link(r->h->token_verb)) != 0)
		set_unclear(r->out, "tl_khac_duong_dan", NULL);
	else if ((returns || asks) && (r->verbs & (r->verbs - 1)) != 0)
		set_unclear(r->out, "tl_nhieu_y", NULL);
	else if (returns)
		read_reason(r, VT_VERB_RETURN, VT_MEANT_RETURN);
	else if (asks)
		read_reason(r, VT_VERB_ASK, VT_MEANT_ASK);
	else if ((r->verbs & (CHANGES | BIT(VT_VERB_ADJUST))) != 0)
		read_changes(r);
	else if (r->verbs != 0)
		read_agreement(r);
	else if (*r->out->words == '\0' || r->h->token_verb >= 0)
		set_unclear(r->out, "tl_chua_hieu", NULL);
	else
		read_free(r);
}

void vt_decision_read(const vt_hearing *h, const vt_proposal *shown, const char *number,
		      vt_decision *out)
{
	reader r = { h, shown, number, out, 0 };
	g_autofree char *kept = vt_proposal_keep(shown);

	memset(out, 0, sizeof(*out));
	out->proposal = vt_proposal_kept(kept);
	out->unclear = g_ptr_array_new_with_free_func((GDestroyNotify)vt_unclear_free);
	out->words = vt_decision_words(h);
	if (h->said->too_much || h->said->body == VT_BODY_HIDDEN)
		set_unclear(out, "tl_chua_hieu", NULL);
	else if (collect(&r))
		read_meaning(&r);
}
