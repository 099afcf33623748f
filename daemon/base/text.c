/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * text - Vietnamese text: valid, composed, folded, compared
 */
#include "base/text.h"

#include <string.h>

/* Unicode UAX #15 stream-safe form: longer runs of marks are no language, only a way to make
 * the sorting of marks quadratic. */
#define MARKS_MAX 30
#define JOINER    0x034f /* COMBINING GRAPHEME JOINER, ends a run */

/* g_utf8_normalize() moves the whole rest of a text for every letter it composes: text goes through
 * it in pieces of this size, cut where no letter joins another. */
#define PIECE_BYTES     1024
#define PIECE_MAX_BYTES 8192 /* no such place so far: a letter may stay decomposed */

#define NAME_MAX_BYTES 64 /* longer words have no near name */

/* g_utf8_next_char() casts const away. */
static const char *next_char(const char *p)
{
	return p + g_utf8_skip[(unsigned char)*p];
}

static bool is_ascii(const char *text)
{
	for (const char *p = text; *p != '\0'; p++) {
		if ((unsigned char)*p >= 0x80)
			return false;
	}
	return true;
}

/* A character that joins nothing before it, whatever that is: no mark, no vowel or final of Hangul
 * (UAX #15: ccc = 0 and NFC_QC = Yes). */
static bool is_place_to_cut(gunichar c, size_t before)
{
	if (before < PIECE_BYTES)
		return false;
	if (before >= PIECE_MAX_BYTES)
		return g_unichar_combining_class(c) == 0;
	return c < 0x80 || (!g_unichar_ismark(c) && (c < 0x1160 || c > 0x11ff));
}

static char *normalize_pieces(const char *utf8, GNormalizeMode mode)
{
	g_autoptr(GString) out = g_string_sized_new(strlen(utf8) + 1);

	for (const char *from = utf8; *from != '\0';) {
		const char *to = next_char(from);

		while (*to != '\0' && !is_place_to_cut(g_utf8_get_char(to), (size_t)(to - from)))
			to = next_char(to);
		g_autofree char *piece = g_utf8_normalize(from, to - from, mode);
		g_assert(piece); /* NULL only for what is not UTF-8 */
		g_string_append(out, piece);
		from = to;
	}
	return g_string_free(g_steal_pointer(&out), FALSE);
}

static char *normalize(const char *utf8, GNormalizeMode mode)
{
	g_autoptr(GString) safe = NULL;
	const char *copied = utf8;
	unsigned marks = 0;

	if (is_ascii(utf8))
		return g_strdup(utf8);
	for (const char *p = utf8; *p != '\0'; p = next_char(p)) {
		if ((unsigned char)*p < 0x80
		    || g_unichar_combining_class(g_utf8_get_char(p)) == 0) {
			marks = 0;
			continue;
		}
		if (++marks <= MARKS_MAX)
			continue;
		if (!safe)
			safe = g_string_new(NULL);
		g_string_append_len(safe, copied, p - copied);
		g_string_append_unichar(safe, JOINER);
		copied = p;
		marks = 1;
	}
	if (safe)
		g_string_append(safe, copied);
	return normalize_pieces(safe ? safe->str : utf8, mode);
}

char *vt_text_utf8(const char *bytes, gssize size)
{
	const char *p = bytes;
	size_t left = size < 0 ? strlen(bytes) : (size_t)size;
	g_autoptr(GString) valid = g_string_sized_new(left + 1);

	while (left > 0) {
		const char *end;

		g_utf8_validate_len(p, left, &end); /* stops at a NUL, too */
		g_string_append_len(valid, p, end - p);
		left -= (size_t)(end - p);
		p = end;
		if (left > 0) {
			g_string_append(valid, "\xef\xbf\xbd");
			p++;
			left--;
		}
	}
	return normalize(valid->str, G_NORMALIZE_NFC);
}

char *vt_text_nfc(const char *utf8)
{
	return normalize(utf8, G_NORMALIZE_NFC);
}

/* One blank before the next character if white space was seen and something stands before. */
static bool blank_pending(GString *out, gunichar c, bool *pending)
{
	if (g_unichar_isspace(c)) {
		*pending = out->len > 0;
		return true;
	}
	if (*pending)
		g_string_append_c(out, ' ');
	*pending = false;
	return false;
}

char *vt_text_fold(const char *utf8)
{
	/* Decomposed, the tone is a mark like any other: hoà and hòa both become hoa. */
	g_autofree char *apart = normalize(utf8, G_NORMALIZE_NFD);
	g_autoptr(GString) out = g_string_sized_new(strlen(apart));
	bool pending = false;

	for (const char *p = apart; *p != '\0'; p = next_char(p)) {
		gunichar c = g_utf8_get_char(p);

		if (g_unichar_ismark(c) || g_unichar_type(c) == G_UNICODE_FORMAT
		    || blank_pending(out, c, &pending))
			continue;
		c = g_unichar_tolower(c);
		/* eth looks the same and stands in texts made with old fonts */
		if (c == 0x0111 || c == 0x00f0)
			c = 'd';
		g_string_append_unichar(out, c);
	}
	return g_string_free(g_steal_pointer(&out), FALSE);
}

char *vt_text_slug(const char *utf8, size_t max_chars)
{
	g_autofree char *folded = vt_text_fold(utf8);
	GString *slug = g_string_new(NULL);

	for (const char *at = folded; *at != '\0' && slug->len < max_chars; at++) {
		if (g_ascii_isalnum(*at))
			g_string_append_c(slug, *at);
		else if (slug->len > 0 && slug->str[slug->len - 1] != '-')
			g_string_append_c(slug, '-');
	}
	if (slug->len > 0 && slug->str[slug->len - 1] == '-')
		g_string_truncate(slug, slug->len - 1);
	return g_string_free(slug, FALSE);
}

/* The letter under one of the five tones, tone 0 if there is none. */
static gunichar split_tone(gunichar c, gunichar *tone_out)
{
	gunichar letter, mark;

	*tone_out = 0;
	if (!g_unichar_decompose(c, &letter, &mark))
		return c;
	switch (mark) {
	case 0x0300: /* huyền */
	case 0x0301: /* sắc */
	case 0x0303: /* ngã */
	case 0x0309: /* hỏi */
	case 0x0323: /* nặng */
		*tone_out = mark;
		return letter;
	default:
		return c;
	}
}

static gunichar join_tone(gunichar letter, gunichar tone)
{
	gunichar joined;

	return tone && g_unichar_compose(letter, tone, &joined) ? joined : letter;
}

/*
 * oa, oe, uy may carry their tone on either letter (QĐ 1989/QĐ-BGDĐT writes hòa, many write hoà).
 * Ours: on the first when they end the syllable (HÒA), on the second when a letter follows
 * (HOÀN) or when u belongs to q (QUÝ).
 */
static void place_tone(gunichar *first, gunichar *second, gunichar before, gunichar after)
{
	gunichar tone1, tone2;
	gunichar letter1 = split_tone(*first, &tone1);
	gunichar letter2 = split_tone(*second, &tone2);

	bool pair = (letter1 == 'O' && (letter2 == 'A' || letter2 == 'E'))
		    || (letter1 == 'U' && letter2 == 'Y');
	if (!pair || !tone1 == !tone2)
		return;
	bool on_second = g_unichar_isalpha(after) || (letter1 == 'U' && before == 'Q');
	gunichar tone = tone1 ? tone1 : tone2;
	*first = join_tone(letter1, on_second ? 0 : tone);
	*second = join_tone(letter2, on_second ? tone : 0);
}

char *vt_text_upper(const char *utf8)
{
	g_autofree char *composed = normalize(utf8, G_NORMALIZE_NFC);
	g_autofree char *tidy = vt_text_tidy(composed);
	glong length;
	g_autofree gunichar *chars = g_utf8_to_ucs4_fast(tidy, -1, &length);

	for (glong i = 0; i < length; i++) {
		/* not g_utf8_strup(), whose answer depends on the locale */
		chars[i] = g_unichar_toupper(chars[i]);
		if (chars[i] == 0x00d0) /* eth for đ, as in vt_text_fold() */
			chars[i] = 0x0110;
	}
	/* chars ends with 0, which is no letter */
	for (glong i = 0; i + 1 < length; i++)
		place_tone(&chars[i], &chars[i + 1], i > 0 ? chars[i - 1] : 0, chars[i + 2]);
	char *text = g_ucs4_to_utf8(chars, length, NULL, NULL, NULL);
	g_assert(text);
	return text;
}

void vt_text_cut(char *utf8, size_t max_bytes)
{
	if (strlen(utf8) > max_bytes)
		*g_utf8_find_prev_char(utf8, utf8 + max_bytes + 1) = '\0';
}

char *vt_text_tidy(const char *utf8)
{
	g_autoptr(GString) out = g_string_sized_new(strlen(utf8));
	bool pending = false;

	for (const char *p = utf8; *p != '\0'; p = next_char(p)) {
		if (!blank_pending(out, g_utf8_get_char(p), &pending))
			g_string_append_len(out, p, next_char(p) - p);
	}
	return g_string_free(g_steal_pointer(&out), FALSE);
}

size_t vt_text_chars(const char *utf8)
{
	return (size_t)g_utf8_strlen(utf8, -1);
}

bool vt_text_has_words(const char *folded, const char *folded_needle)
{
	size_t size = strlen(folded_needle);

	if (size == 0)
		return false;
	bool starts_word = g_unichar_isalnum(g_utf8_get_char(folded_needle));
	bool ends_word = g_unichar_isalnum(
		g_utf8_get_char(g_utf8_find_prev_char(folded_needle, folded_needle + size)));
	for (const char *hit = folded; (hit = strstr(hit, folded_needle)); hit = next_char(hit)) {
		const char *before = g_utf8_find_prev_char(folded, hit);

		if (starts_word && before && g_unichar_isalnum(g_utf8_get_char(before)))
			continue;
		if (ends_word && g_unichar_isalnum(g_utf8_get_char(hit + size)))
			continue;
		return true;
	}
	return false;
}

/* Edit distance of two words of at most NAME_MAX_BYTES; neighbours exchanged count as one. */
static unsigned distance(const char *a, const char *b)
{
	unsigned rows[3][NAME_MAX_BYTES + 1];
	unsigned size_a = (unsigned)strlen(a), size_b = (unsigned)strlen(b);

	for (unsigned j = 0; j <= size_b; j++)
		rows[0][j] = j;
	for (unsigned i = 1; i <= size_a; i++) {
		unsigned *row = rows[i % 3];
		const unsigned *above = rows[(i - 1) % 3];
		const unsigned *twice_above = rows[(i + 1) % 3];

		row[0] = i;
		for (unsigned j = 1; j <= size_b; j++) {
			unsigned best = MIN(above[j], row[j - 1]) + 1;

			best = MIN(best, above[j - 1] + (a[i - 1] != b[j - 1]));
			if (i > 1 && j > 1 && a[i - 1] == b[j - 2] && a[i - 2] == b[j - 1])
				best = MIN(best, twice_above[j - 2] + 1);
			row[j] = best;
		}
	}
	return rows[size_a % 3][size_b];
}

const char *vt_text_nearest(const char *word, const char *const *names)
{
	const char *nearest = NULL;
	/* A word that would have to change altogether is not meant. */
	unsigned limit = (unsigned)MIN(strlen(word), 3);

	if (strlen(word) > NAME_MAX_BYTES)
		return NULL;
	for (; *names; names++) {
		if (strlen(*names) > NAME_MAX_BYTES)
			continue;
		unsigned found = distance(word, *names);
		if (found < limit) {
			limit = found;
			nearest = *names;
		}
	}
	return nearest;
}
