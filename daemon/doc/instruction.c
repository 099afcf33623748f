/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * instruction - one line of what a person wrote, as instructions
 */
#include "doc/instruction.h"

#include <string.h>

#include "base/base32.h"
#include "base/text.h"
#include "doc/instruction_private.h"

#define MAX_SECONDS     6 /* verbs in one clause: "OK KHÔNG MẬT", "ĐỒNG Ý ... ĐIỀU CHỈNH: HẠN: ..." */
#define FORM_CODE_CHARS 7 /* "P" and 30 bits */
#define SHA256_CHARS    64
#define BEHIND_VERB     " \t.,;:!-"

/* What links write in front of what the person is to add (work/asking.c). */
static const char *const lead_ins[] = { "ly do", "noi dung", "cho", "ket qua", "den ngay", NULL };

typedef struct reader {
	vt_said *said;
	const char *line;
	bool in_subject, is_signed;
	unsigned n; /* instructions of this line so far */
} reader;

/* ---- behind the verb ---- */

static size_t number_at(const char *text)
{
	size_t digits = strspn(text, "0123456789");
	size_t year =
		digits > 0 && text[digits] == '/' ? strspn(text + digits + 1, "0123456789") : 0;
	size_t size = digits + 1 + year;

	return year == 4 && !g_ascii_isalnum(text[size]) && text[size] != '/' ? size : 0;
}

static size_t form_at(const char *text)
{
	g_autofree char *code = g_strndup(text, FORM_CODE_CHARS);

	if (strlen(code) < FORM_CODE_CHARS || g_ascii_toupper(*code) != 'P'
	    || !vt_base32_is(code + 1) || g_ascii_isalnum(text[FORM_CODE_CHARS]))
		return 0;
	return FORM_CODE_CHARS;
}

/* "MA VT-..." or the whole hash. */
static size_t proof_at(const char *text)
{
	char reference[17];
	size_t blank = 0;

	if (g_ascii_strncasecmp(text, "MA", 2) != 0)
		return 0;
	blank = strspn(text + 2, " :");
	const char *at = text + 2 + blank;
	size_t size = blank > 0 ? vt_reference_at(at, reference) : 0;
	if (size == 0 && blank > 0 && strspn(at, "0123456789abcdefABCDEF") == SHA256_CHARS)
		size = SHA256_CHARS;
	return size > 0 ? 2 + blank + size : 0;
}

/* "1234/2026" or the code of a form, then "MA VT-...": what links write behind the verb. */
static const char *take_named(vt_instruction *one, const char *rest)
{
	bool keeps = one->verb == VT_VERB_JOIN || one->verb == VT_VERB_SPLIT;
	size_t size = keeps ? 0 : number_at(rest);

	if (size == 0 && !keeps)
		size = form_at(rest);
	if (size > 0) {
		g_free(one->number);
		one->number = g_strndup(rest, size);
		rest += size + strspn(rest + size, " :,.");
	}
	size = proof_at(rest);
	return size > 0 ? rest + size + strspn(rest + size, " :,.") : rest;
}

/* "LY DO: thiếu phụ lục" */
static const char *behind_lead_in(const char *rest)
{
	const char *colon = strchr(rest, ':');

	if (colon == NULL || colon - rest > 16)
		return rest;
	g_autofree char *head = g_strndup(rest, (gsize)(colon - rest));
	g_autofree char *folded = vt_text_fold(head);
	return g_strv_contains(lead_ins, folded) ? colon + 1 + strspn(colon + 1, " \t") : rest;
}

/* A quotation mark at the end belongs to one that was left out at the beginning. */
static char *trimmed(const char *rest)
{
	char *text = g_strstrip(g_strdup(rest));

	if (g_str_has_suffix(text, "\"") && strchr(text, '"') == text + strlen(text) - 1)
		text[strlen(text) - 1] = '\0';
	return text;
}

/* "[#tag]" of a subject is no word of his. */
static char *without_tag(const char *line)
{
	char *text = g_strdup(line);
	char *tag = strstr(text, "[#"), *end = tag != NULL ? strchr(tag, ']') : NULL;

	if (end != NULL)
		memmove(tag, end + 1, strlen(end + 1) + 1);
	return g_strchomp(text);
}

/* ---- does it mean what it says ---- */

/* A verb that needs no words and decides. */
static bool is_bare(vt_verb verb)
{
	const vt_verb_info *info = vt_verb_get(verb);

	return !info->wants_argument
	       && (info->kind == VT_VERB_ANSWERS || info->kind == VT_VERB_WORKS
		   || verb == VT_VERB_LOCK);
}

/* A first sentence of courtesies; what follows it must not take it back. */
static bool is_meant(const char *rest)
{
	const char *stop = strpbrk(rest, ".!");
	g_autofree char *first =
		stop != NULL ? g_strndup(rest, (gsize)(stop - rest)) : g_strdup(rest);

	if (strchr(rest, '?') != NULL || !vt_words_are_courtesy(first))
		return false;
	return stop == NULL || !vt_instruction_is_denied_by(stop);
}

/* Words that a "no" in front turns round: none of them has a negative of its own. */
static bool can_be_denied(int verb)
{
	static const vt_verb verbs[] = { VT_VERB_OK,      VT_VERB_AGREE, VT_VERB_RELEASE,
					 VT_VERB_CONFIRM, VT_VERB_DONE,  VT_VERB_ACCEPT };

	for (size_t i = 0; i < G_N_ELEMENTS(verbs); i++) {
		if (verb == (int)verbs[i])
			return true;
	}
	return false;
}

/* ---- one verb ---- */

/* Commands about an entry name it: "Gửi chị đăng ký" is none. */
static bool wants_number(int verb)
{
	static const vt_verb verbs[] = { VT_VERB_SHOW,         VT_VERB_SEND_FILES,
					 VT_VERB_SUBMIT,       VT_VERB_CORRECT,
					 VT_VERB_VOID,         VT_VERB_PAPER_CAME,
					 VT_VERB_NOTE_OPINION, VT_VERB_DRAFT,
					 VT_VERB_VOID_OUTGOING };

	for (size_t i = 0; i < G_N_ELEMENTS(verbs); i++) {
		if (verb == (int)verbs[i])
			return true;
	}
	return false;
}

/* "XEM ĐI 12/2026", "GỬI DỰ THẢO 7": an outgoing document; "Gửi đi 5 văn bản" is a sentence. */
static bool names_outgoing(int verb, const char *rest)
{
	static const char *const words[] = { "di ", "du thao " };
	g_autofree char *folded = vt_text_fold(rest);

	for (size_t i = 0;
	     (verb == VT_VERB_SHOW || verb == VT_VERB_SEND_FILES) && i < G_N_ELEMENTS(words); i++) {
		const char *number = folded + strlen(words[i]);
		size_t size =
			g_str_has_prefix(folded, words[i]) ? strspn(number, "0123456789/") : 0;

		if (size > 0 && strspn(number + size, " .") == strlen(number + size))
			return true;
	}
	return false;
}

/* The words of a proposal stand in every other sentence: only with a colon are they lines of it. */
static int verb_of(const char *words, const char **rest_out)
{
	int verb = vt_verb_read(words, rest_out);

	if (wants_number(verb) && **rest_out != '\0' && !g_ascii_isdigit(**rest_out)
	    && !names_outgoing(verb, *rest_out) && g_ascii_strncasecmp(*rest_out, "VT-", 3) != 0)
		return -1;
	if (verb < 0 || vt_verb_get((vt_verb)verb)->kind != VT_VERB_CHANGES)
		return verb;
	for (const char *p = words; p < *rest_out; p++) {
		if (*p == ':')
			return verb;
	}
	return -1;
}

static int find_verb(const char *words, const char **rest_out, bool *denied_out)
{
	const char *behind = NULL;
	int verb = verb_of(words, rest_out);

	*denied_out = false;
	if (verb < 0)
		verb = verb_of(vt_words_behind_preface(words), rest_out);
	if (verb >= 0)
		return verb;
	behind = vt_words_behind_no(words);
	verb = behind != NULL ? verb_of(behind, rest_out) : -1;
	*denied_out = true;
	return can_be_denied(verb) ? verb : -1;
}

/* The verb that goes on behind a bare one: "OK" "KHÔNG MẬT"; NULL: the rest is words. */
static const char *next_verb(vt_verb first, const char *rest)
{
	const char *at = rest + strspn(rest, BEHIND_VERB), *behind = NULL;
	int verb = verb_of(at, &behind);

	if (verb < 0 || verb == (int)first || vt_verb_get((vt_verb)verb)->kind > VT_VERB_CHANGES)
		return NULL;
	return at;
}

static void add(reader *r, vt_instruction *take_one)
{
	take_one->in_subject = r->in_subject;
	take_one->is_signed = r->is_signed;
	if (r->said->instructions->len < VT_MAX_INSTRUCTIONS
	    && strlen(take_one->argument) <= VT_MAX_ARGUMENT_BYTES) {
		g_ptr_array_add(r->said->instructions, take_one);
		r->n++;
		return;
	}
	r->said->too_much = true;
	vt_instruction_free(take_one);
}

static void take_argument(vt_instruction *one, const char *rest)
{
	g_free(one->argument);
	one->argument = trimmed(rest);
}

/* "trừ 2", "trừ số 2 và 4"; of "trừ còn lại" nobody knows what is meant. */
static const char *take_except(vt_instruction *one, const char *rest)
{
	static const char *const words[] = { "trừ số ", "trừ ", "ngoại trừ ",
					     "tru so ", "tru ", "ngoai tru " };
	const char *at = rest + strspn(rest, BEHIND_VERB);
	bool others = false;

	for (size_t i = 0; one->rows->len > 0 && i < G_N_ELEMENTS(words); i++) {
		if (!g_str_has_prefix(at, words[i]))
			continue;
		const char *end = vt_rows_read(at + strlen(words[i]), one->except, &others);
		if (one->except->len == 0 || g_array_index(one->except, int, 0) > 0)
			return end;
		g_array_set_size(one->except, 0);
		one->denied = true;
		return rest;
	}
	return rest;
}

static void read_verbs(reader *r, const char *words, const GArray *rows);
static void read_any(reader *r, const char *words, const GArray *rows);

/* The ';' behind which the next line of a proposal begins; NULL: this one is the last. */
static const char *next_change(const char *text)
{
	const char *behind = NULL;

	for (const char *p = strchr(text, ';'); p != NULL; p = strchr(p + 1, ';')) {
		if (verb_of(p + 1 + strspn(p + 1, " "), &behind) >= 0)
			return p;
	}
	return NULL;
}

/* "ĐIỀU CHỈNH: CHỦ TRÌ: A; HẠN: 30/11/2026" on one line, as a link has it. */
static void read_changes(reader *r, const char *text, const GArray *rows)
{
	const char *at = text + strspn(text, " "), *behind = NULL;

	while (at != NULL) {
		const char *end = next_change(at);
		g_autofree char *piece =
			end != NULL ? g_strndup(at, (gsize)(end - at)) : g_strdup(at);

		if (verb_of(piece, &behind) >= 0)
			read_verbs(r, piece, rows);
		at = end != NULL ? end + 1 + strspn(end + 1, " ") : NULL;
	}
}

/* Numbers behind a verb are rows too: "đồng ý 1, 3". */
static const char *take_rows_behind(vt_instruction *one, const char *rest)
{
	g_autoptr(GArray) rows = g_array_new(FALSE, FALSE, sizeof(int));
	bool others = false;
	const char *end = vt_rows_read(rest, rows, &others);

	if (one->rows->len > 0 || !is_bare(one->verb) || rows->len == 0
	    || (*end != '\0' && !vt_words_are_courtesy(end)
		&& !g_str_has_prefix(end, "tr") /* trừ */))
		return rest;
	g_array_append_vals(one->rows, rows->data, rows->len);
	return end;
}

/* What a verb leaves behind it: another verb, or its argument. */
static void read_rest(reader *r, vt_instruction *take_one, const char *rest, const GArray *rows)
{
	vt_verb verb = take_one->verb;
	bool may_go_on = is_bare(verb) && verb != VT_VERB_ADJUST && r->n < MAX_SECONDS;
	const char *next = may_go_on ? next_verb(verb, rest) : NULL;

	if (next != NULL) {
		add(r, take_one);
		read_any(r, next, rows);
		return;
	}
	if (is_bare(verb) && verb != VT_VERB_ADJUST)
		take_one->denied |= !is_meant(rest);
	else
		take_one->denied |= vt_words_ask(rest);
	take_argument(take_one, verb == VT_VERB_ADJUST || !is_bare(verb)
					? behind_lead_in(rest)
					: rest + strspn(rest, BEHIND_VERB));
	g_autofree char *argument = g_strdup(take_one->argument);
	add(r, take_one);
	if (verb == VT_VERB_ADJUST)
		read_changes(r, argument, rows);
}

static void read_verbs(reader *r, const char *words, const GArray *rows)
{
	const char *rest = NULL;
	bool denied = false;
	int verb = find_verb(words, &rest, &denied);

	if (verb < 0)
		return;
	vt_instruction *one = vt_instruction_new((vt_verb)verb, "", r->line);
	one->denied = denied;
	g_array_append_vals(one->rows, rows->data, rows->len);
	rest = take_named(one, rest);
	rest = take_rows_behind(one, rest);
	rest = take_except(one, rest);
	read_rest(r, one, rest, rows);
}

static void read_any(reader *r, const char *words, const GArray *rows)
{
	const char *behind = NULL;
	int verb = verb_of(words, &behind);

	if (verb >= 0 && vt_verb_get((vt_verb)verb)->kind == VT_VERB_CHANGES)
		read_changes(r, words, rows);
	else
		read_verbs(r, words, rows);
}

/* ---- clauses of a digest ---- */

/* Where the next clause begins that names rows and a verb; NULL: this one is the last. A clause
 * that names no rows is the only one: its words may hold anything. */
static const char *next_clause(const char *text)
{
	g_autoptr(GArray) mine = g_array_new(FALSE, FALSE, sizeof(int));
	bool others = false, denied = false;
	const char *from = vt_rows_read(text, mine, &others), *behind = from;

	if (mine->len == 0)
		return NULL;
	find_verb(from, &behind, &denied);
	for (const char *p = strpbrk(behind, ";,."); p != NULL; p = strpbrk(p + 1, ";,.")) {
		g_autoptr(GArray) rows = g_array_new(FALSE, FALSE, sizeof(int));
		const char *at = p + 1 + strspn(p + 1, " \t");
		const char *words = vt_rows_read(at, rows, &others);

		if (rows->len > 0 && find_verb(words, &behind, &denied) >= 0)
			return p;
	}
	return NULL;
}

/* All rows that this line has named so far. */
static void except_named(reader *r, unsigned first, GArray *into)
{
	for (guint i = first; i < r->said->instructions->len; i++) {
		const vt_instruction *one = g_ptr_array_index(r->said->instructions, i);

		for (guint k = 0; k < one->rows->len && into->len < VT_MAX_ROWS_SAID; k++) {
			int row = g_array_index(one->rows, int, k);

			if (row > 0)
				g_array_append_val(into, row);
		}
	}
}

/* "3: Số 123, OK KHÔNG MẬT": the word stands behind lines of the form. */
static void read_behind_lines(reader *r, const char *words, const GArray *rows)
{
	unsigned before = r->n;

	for (const char *p = words; p != NULL && r->n == before; p = strpbrk(p, ",;")) {
		p += strspn(p, ",; \t");
		read_verbs(r, p, rows);
	}
}

static void read_clause(reader *r, const char *clause, guint first)
{
	g_autoptr(GArray) rows = g_array_new(FALSE, FALSE, sizeof(int));
	bool others = false;
	const char *words = vt_rows_read(clause, rows, &others);
	guint from = r->said->instructions->len;

	if (rows->len > 0)
		read_behind_lines(r, words, rows);
	else
		read_any(r, words, rows);
	for (guint i = from; others && i < r->said->instructions->len; i++) {
		vt_instruction *one = g_ptr_array_index(r->said->instructions, i);

		except_named(r, first, one->except);
	}
}

unsigned vt_instruction_read(vt_said *said, const char *line, bool in_subject, bool is_signed)
{
	reader r = { said, line, in_subject, is_signed, 0 };
	guint first = said->instructions->len;
	g_autofree char *words = without_tag(line);
	const char *at = words + strspn(words, " \t-*+.\"'");

	if (strlen(line) > VT_MAX_WORDS_BYTES) {
		said->too_much = true;
		return 0;
	}
	while (at != NULL) {
		const char *end = next_clause(at);
		g_autofree char *clause =
			end != NULL ? g_strndup(at, (gsize)(end - at)) : g_strdup(at);

		read_clause(&r, clause, first);
		at = end != NULL ? end + 1 + strspn(end + 1, " \t") : NULL;
	}
	return said->instructions->len - first;
}
