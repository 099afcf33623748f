/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * rtf - the words of a text in RTF, for what somebody wrote into a mail with it
 */
#include "filters/rtf.h"

#include <stdlib.h>
#include <string.h>

#include "base/text.h"
#include "mail/charset.h"

#define MAX_DEPTH 64
#define MAX_WORD  32

typedef struct level {
	bool skip;   /* a destination that is no text */
	bool hidden; /* \v, \htmlrtf */
	int unicode; /* letters that stand for one \u, \uc */
} level;

typedef struct reading {
	const char *p, *end;
	GString *out;
	level levels[MAX_DEPTH];
	unsigned depth; /* levels in use */
	int pass;       /* characters still to be passed over behind \u */
	bool fresh;     /* nothing stands in the group yet */
	bool bad;
} reading;

static level *now(reading *r)
{
	return &r->levels[r->depth - 1];
}

static void put(reading *r, gunichar c)
{
	if (r->pass > 0)
		r->pass--;
	else if (!now(r)->skip && !now(r)->hidden)
		g_string_append_unichar(r->out, c);
}

/* Windows-1252 of 8-bit letters; Vietnamese ones come as \u. */
static void put_byte(reading *r, int byte)
{
	const char raw[] = { (char)byte };
	g_autofree char *text = vt_charset_utf8("windows-1252", raw, 1);

	put(r, text != NULL ? g_utf8_get_char(text) : 0xfffd);
}

static void put_unicode(reading *r, int value)
{
	gunichar c = (gunichar)(value < 0 ? value + 65536 : value);

	put(r, g_unichar_validate(c) && c != 0 ? c : 0xfffd);
	r->pass = now(r)->unicode;
}

/* Groups with what is no text of the body. */
static bool is_no_text(const char *word)
{
	static const char *const words[] = { "fonttbl",  "colortbl", "stylesheet", "info",
					     "pict",     "object",   "header",     "footer",
					     "footnote", "listtable" };

	for (size_t i = 0; i < G_N_ELEMENTS(words); i++)
		if (strcmp(words[i], word) == 0)
			return true;
	return false;
}

static void obey(reading *r, const char *word, bool has_value, int value)
{
	bool on = !has_value || value != 0;

	if (strcmp(word, "par") == 0 || strcmp(word, "line") == 0)
		put(r, '\n');
	else if (strcmp(word, "tab") == 0 || strcmp(word, "cell") == 0)
		put(r, '\t');
	else if (strcmp(word, "u") == 0 && has_value)
		put_unicode(r, value);
	else if (strcmp(word, "uc") == 0 && has_value)
		now(r)->unicode = CLAMP(value, 0, 8);
	else if (strcmp(word, "htmlrtf") == 0)
		now(r)->hidden = on;
	else if ((strcmp(word, "v") == 0 && on) || (strcmp(word, "fs") == 0 && value < 2))
		r->bad = true; /* nobody reads what is hidden or smaller than a point */
	else if (r->fresh && is_no_text(word))
		now(r)->skip = true;
}

/* \word-12 and the blank that ends it. */
static void read_word(reading *r)
{
	char word[MAX_WORD + 1] = "", digits[12] = "";
	size_t n = 0, d = 0;

	while (r->p < r->end && g_ascii_isalpha(*r->p) && n < MAX_WORD)
		word[n++] = *r->p++;
	word[n] = '\0';
	if (r->p < r->end && *r->p == '-')
		digits[d++] = *r->p++;
	while (r->p < r->end && g_ascii_isdigit(*r->p) && d < sizeof(digits) - 2)
		digits[d++] = *r->p++;
	digits[d] = '\0';
	if (r->p < r->end && *r->p == ' ')
		r->p++;
	obey(r, word, d > 0, (int)strtol(digits, NULL, 10));
	r->fresh = false;
}

static void read_sign(reading *r)
{
	char c = *r->p++;

	if (c == '\'' && r->end - r->p >= 2) {
		int high = g_ascii_xdigit_value(r->p[0]), low = g_ascii_xdigit_value(r->p[1]);

		r->p += 2;
		put_byte(r, high >= 0 && low >= 0 ? high * 16 + low : '?');
	} else if (c == '*') { /* a destination that who does not know it passes over */
		now(r)->skip = true;
	} else if (c == '~') {
		put(r, ' ');
	} else if (c == '{' || c == '}' || c == '\\') {
		put(r, (gunichar)c);
	} else if (c == '\n' || c == '\r') {
		put(r, '\n');
	}
}

static void open_group(reading *r)
{
	if (r->depth == MAX_DEPTH) {
		r->bad = true;
		return;
	}
	r->levels[r->depth] = r->levels[r->depth - 1];
	r->depth++;
	r->fresh = true;
}

static void step(reading *r)
{
	char c = *r->p++;

	if (c == '{') {
		open_group(r);
	} else if (c == '}') {
		r->depth -= r->depth > 1;
		r->pass = 0;
	} else if (c == '\\' && r->p < r->end) {
		if (g_ascii_isalpha(*r->p))
			read_word(r);
		else
			read_sign(r);
	} else if (c != '\r' && c != '\n' && c != '\0') {
		if ((guchar)c < 0x80)
			put(r, (gunichar)c);
		else
			put_byte(r, (guchar)c);
		r->fresh = false;
	}
}

/* ---- packed ---- */

#define HEAD       16 /* compressed size, raw size, kind, checksum */
#define DICTIONARY 4096

/* MS-OXRTFCP §2.1.2.1: what the dictionary begins with. */
static const char prefix[] =
	"{\\rtf1\\ansi\\mac\\deff0\\deftab720{\\fonttbl;}{\\f0\\fnil \\froman \\fswiss "
	"\\fmodern \\fscript \\fdecor MS Sans SerifSymbolArialTimes New RomanCourier"
	"{\\colortbl\\red0\\green0\\blue0\r\n\\par \\pard\\plain\\f0\\fs20\\b\\i\\u\\tab\\tx";

typedef struct packed {
	const uint8_t *p, *end;
	uint8_t seen[DICTIONARY];
	size_t at; /* where the next one is written */
	GByteArray *out;
	size_t most;
	bool ended; /* by its own mark */
} packed;

static bool keep(packed *z, uint8_t byte)
{
	if (z->out->len >= z->most)
		return false;
	g_byte_array_append(z->out, &byte, 1);
	z->seen[z->at] = byte;
	z->at = (z->at + 1) % DICTIONARY;
	return true;
}

/* Twelve bits say where, four how many; where the next one is written: the end. */
static bool copy(packed *z)
{
	if (z->end - z->p < 2)
		return false;
	size_t from = (size_t)z->p[0] << 4 | z->p[1] >> 4, count = (z->p[1] & 0xfu) + 2;

	z->p += 2;
	z->ended = from == z->at;
	for (; !z->ended && count > 0; count--, from = (from + 1) % DICTIONARY)
		if (!keep(z, z->seen[from]))
			return false;
	return true;
}

static bool unpack(packed *z)
{
	while (!z->ended && z->p < z->end) {
		unsigned flags = *z->p++;

		for (int i = 0; i < 8 && !z->ended; i++, flags >>= 1) {
			if ((flags & 1) == 0 && z->p == z->end)
				return false;
			if ((flags & 1) != 0 ? !copy(z) : !keep(z, *z->p++))
				return false;
		}
	}
	return z->ended;
}

GBytes *vt_rtf_unpack(const uint8_t *bytes, size_t size, size_t most)
{
	g_autoptr(GByteArray) out = g_byte_array_new();
	packed z = { .p = bytes + HEAD, .end = bytes + size, .out = out, .most = most };

	if (size < HEAD)
		return NULL;
	if (memcmp(bytes + 8, "MELA", 4) == 0)
		return size - HEAD <= most ? g_bytes_new(bytes + HEAD, size - HEAD) : NULL;
	if (memcmp(bytes + 8, "LZFu", 4) != 0)
		return NULL;
	z.at = sizeof(prefix) - 1;
	memcpy(z.seen, prefix, z.at);
	return unpack(&z) ? g_byte_array_free_to_bytes(g_steal_pointer(&out)) : NULL;
}

/* ---- */

char *vt_rtf_text(const char *rtf, size_t size)
{
	g_autoptr(GString) out = g_string_new(NULL);
	reading r = { .p = rtf, .end = rtf + size, .out = out, .depth = 1 };

	if (size < 5 || memcmp(rtf, "{\\rtf", 5) != 0)
		return NULL;
	r.levels[0].unicode = 1;
	while (r.p < r.end && !r.bad)
		step(&r);
	return r.bad ? NULL : vt_text_utf8(out->str, (gssize)out->len);
}
