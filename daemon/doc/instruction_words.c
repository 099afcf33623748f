/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * instruction_words - the words around a verb: courtesies, negations, conditions
 */
#include <string.h>

#include "base/text.h"
#include "doc/instruction.h"
#include "doc/instruction_private.h"

/* Folded words with which "đồng ý" says no more than without. */
static const char *const courtesies[] = {
	"a",     "anh",    "cac",   "cam",  "chi",  "cty",    "co",    "cung", "cua",  "da",
	"de",    "dc",     "d/c",   "do",   "dong", "duoc",   "em",    "giai", "hd",   "huong",
	"kinh",  "luon",   "nay",   "ngay", "nhe",  "nhu",    "nha",   "noi",  "dung", "on",
	"phieu", "phong",  "quyet", "roi",  "tham", "thanks", "thank", "theo", "tren", "trinh",
	"van",   "ve",     "voi",   "vp",   "xuat", "xu",     "ly",    "y",    "kien", "muu",
	"you",   "nhat",   "tri",   "ok",   "bao",  "cao",    "ban",   "so",   "va",   "nhieu",
	"pa",    "phuong", "an",    "nghi", NULL,
};
/* Words that make none of these a courtesy: "chưa", "có". */
static const char *const noes[] = { "khong", "ko", "kg", "k", "chua", "chang", "cha", NULL };
static const char *const selves[] = { "toi", "em", "anh", "chi", "minh", "da", "la", NULL };
static const char *const prefaces[] = {
	"toi da xem va", "da xem va", "toi da xem,", "da xem,",
	"toi da xem.",   "da xem.",   "da doc va",   "toi da doc va",
};
/* In lines of their own: what was granted above is granted otherwise. */
static const char *const changes[] = {
	"nhung",         "tuy nhien",   "voi dieu kien",
	"ngoai tru",     "tru khi",     "tru",
	"neu",           "giao",        "giao them",
	"chuyen cho",    "thay bang",   "thay doi",
	"chu tri",       "phoi hop",    "bo sung",
	"dieu chinh",    "sua lai",     "truoc ngay",
	"khong dong y",  "chua dong y", "khong nhat tri",
	"chua nhat tri", "khong ok",    "khong duyet",
	"chua duyet",    "han den",     "lui han",
	"cho them",      "sua",         "khoan da",
	"khoan hay",     "hoi lai",
};

#define BETWEEN " \t.,;:!-\"'()"

/* The next word of *text, folded; "" at the end. *text stands behind it then. */
static char *next_word(const char **text)
{
	const char *begin = *text + strspn(*text, BETWEEN);
	size_t size = strcspn(begin, BETWEEN);
	g_autofree char *word = g_strndup(begin, size);

	*text = begin + size;
	return vt_text_fold(word);
}

bool vt_words_are_courtesy(const char *text)
{
	while (*text != '\0') {
		g_autofree char *word = next_word(&text);

		if (*word != '\0' && !g_strv_contains(courtesies, word))
			return false;
		/* "đã đồng ý chưa" */
		if (g_strv_contains(noes, word))
			return false;
	}
	return true;
}

const char *vt_words_behind_no(const char *text)
{
	for (unsigned i = 0; i < 3; i++) {
		g_autofree char *word = next_word(&text);

		if (g_strv_contains(noes, word))
			return text + strspn(text, BETWEEN);
		if (!g_strv_contains(selves, word))
			return NULL;
	}
	return NULL;
}

const char *vt_words_behind_preface(const char *text)
{
	for (size_t i = 0; i < G_N_ELEMENTS(prefaces); i++) {
		const char *end = text;
		unsigned blanks = 0;

		/* As many words as the preface has. */
		for (const char *p = prefaces[i]; *p != '\0'; p++)
			blanks += *p == ' ';
		for (unsigned word = 0; word <= blanks; word++) {
			end += strspn(end, " \t");
			end += strcspn(end, " \t");
		}
		g_autofree char *head = g_strndup(text, (gsize)(end - text));
		g_autofree char *folded = vt_text_fold(head);
		if (strcmp(folded, prefaces[i]) == 0)
			return end + strspn(end, " \t");
	}
	return text;
}

bool vt_words_ask(const char *text)
{
	g_autofree char *word = next_word(&text);

	g_strdelimit(word, "?", ' ');
	g_strchomp(word);
	return g_strv_contains(noes, word) && strspn(text, BETWEEN "?") == strlen(text);
}

bool vt_instruction_is_denied_by(const char *line)
{
	g_autofree char *folded = vt_text_fold(line);

	for (size_t i = 0; i < G_N_ELEMENTS(changes); i++) {
		if (vt_text_has_words(folded, changes[i]))
			return true;
	}
	return false;
}
