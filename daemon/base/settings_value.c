/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * settings_value - what a key may hold, read from its text
 */
#include "base/settings_value.h"

#include <string.h>

#include "base/address.h"
#include "base/text.h"

typedef struct unit {
	char letter;
	int64_t factor;
} unit;

static const unit size_units[] = {
	{ 'K', 1024 }, { 'M', 1024 * 1024 }, { 'G', 1024 * 1024 * 1024 }, { 0, 0 }
};
static const unit span_units[] = {
	{ 's', 1 }, { 'm', 60 }, { 'h', 3600 }, { 'd', 86400 }, { 0, 0 }
};

char *vt_value_unknown(const char *what, const char *word, const char *const *names)
{
	const char *nearest = vt_text_nearest(word, names);

	if (!nearest)
		return g_strdup_printf("unknown %s '%s'", what, word);
	return g_strdup_printf("unknown %s '%s', did you mean '%s'?", what, word, nearest);
}

bool vt_value_is_block_name(const char *text)
{
	return *text != '\0'
	       && text[strspn(text, "abcdefghijklmnopqrstuvwxyz0123456789._@-")] == '\0';
}

static bool is_reference(const char *text)
{
	return g_ascii_isalnum(text[0])
	       && text[strspn(text, "abcdefghijklmnopqrstuvwxyz0123456789._-")] == '\0';
}

/* Digits at the cursor; false when there is none or the number is beyond int64_t. */
static bool take_digits(const char **cursor, int64_t *number_out)
{
	int64_t number = 0;
	const char *p = *cursor;

	if (!g_ascii_isdigit(*p))
		return false;
	for (; g_ascii_isdigit(*p); p++) {
		if (__builtin_mul_overflow(number, 10, &number)
		    || __builtin_add_overflow(number, *p - '0', &number))
			return false;
	}
	*cursor = p;
	*number_out = number;
	return true;
}

static bool read_int(const char *text, int64_t *number_out)
{
	bool negative = *text == '-';
	int64_t number;

	text += negative;
	if (!take_digits(&text, &number) || *text != '\0')
		return false;
	*number_out = negative ? -number : number;
	return true;
}

static bool read_with_unit(const char *text, const unit *units, int64_t *number_out)
{
	int64_t number;

	if (!take_digits(&text, &number) || *text == '\0' || text[1] != '\0')
		return false;
	for (; units->letter; units++) {
		if (units->letter == *text)
			return !__builtin_mul_overflow(number, units->factor, number_out);
	}
	return false;
}

static bool read_hour(const char *text, int64_t *number_out)
{
	if (strlen(text) != 5 || text[2] != ':' || !g_ascii_isdigit(text[0])
	    || !g_ascii_isdigit(text[1]) || !g_ascii_isdigit(text[3]) || !g_ascii_isdigit(text[4]))
		return false;
	int hour = (text[0] - '0') * 10 + text[1] - '0';
	int minute = (text[3] - '0') * 10 + text[4] - '0';
	if (hour > 23 || minute > 59)
		return false;
	*number_out = hour * 60 + minute;
	return true;
}

static bool read_bool(const char *text, int64_t *number_out)
{
	if (strcmp(text, "yes") != 0 && strcmp(text, "no") != 0)
		return false;
	*number_out = text[0] == 'y';
	return true;
}

/* NULL, or what is wrong with the number of a key. */
static char *range_fault(const vt_key *key, const char *text, int64_t number)
{
	if (key->min == 0 && key->max == 0)
		return number >= 0 ? NULL : g_strdup_printf("'%s' is below 0", text);
	if (number >= key->min && number <= key->max)
		return NULL;
	return g_strdup_printf("'%s' is not in %" G_GINT64_FORMAT "..%" G_GINT64_FORMAT, text,
			       key->min, key->max);
}

static char *number_fault(const vt_key *key, const char *text, int64_t *number_out)
{
	bool read = false;
	const char *wanted = NULL;

	switch (key->type) {
	case VT_SET_INT:
		wanted = "a whole number";
		read = read_int(text, number_out);
		break;
	case VT_SET_SIZE:
		wanted = "a size such as 64M, 10K or 100";
		read = read_int(text, number_out) || read_with_unit(text, size_units, number_out);
		break;
	case VT_SET_SPAN:
		wanted = "a span such as 5s, 15m, 2h or 10d";
		read = read_with_unit(text, span_units, number_out);
		break;
	case VT_SET_BOOL:
		return read_bool(text, number_out)
			       ? NULL
			       : g_strdup_printf("'%s' is neither yes nor no", text);
	case VT_SET_HOUR:
		return read_hour(text, number_out)
			       ? NULL
			       : g_strdup_printf("'%s' is not a time such as 07:30", text);
	case VT_SET_TEXT:
	case VT_SET_NAME:
	case VT_SET_ADDRESS:
	case VT_SET_PATH:
	case VT_SET_KEY:
	case VT_SET_CHOICE:
	default:
		g_assert_not_reached();
	}
	if (!read)
		return g_strdup_printf("'%s' is not %s", text, wanted);
	return range_fault(key, text, *number_out);
}

/* The text a value is kept as; NULL and *why_out when it is wrong. */
static char *normal_text(const vt_key *key, const char *text, const char *folder, char **why_out)
{
	char *normal = NULL;

	switch (key->type) {
	case VT_SET_NAME:
		if (is_reference(text))
			return g_strdup(text);
		*why_out =
			g_strdup_printf("'%s' is not a name of a-z, 0-9, '.', '_' and '-'", text);
		return NULL;
	case VT_SET_ADDRESS:
		normal = vt_address_normal(text, -1);
		if (!normal)
			*why_out = g_strdup_printf("'%s' is not a mail address", text);
		return normal;
	case VT_SET_KEY:
		if (g_ascii_strncasecmp(text, "pkcs11:", strlen("pkcs11:")) == 0)
			return g_strdup(text);
		return g_canonicalize_filename(text, folder);
	case VT_SET_PATH:
		return g_canonicalize_filename(text, folder);
	case VT_SET_CHOICE:
		if (!g_strv_contains(key->choices, text)) {
			*why_out = vt_value_unknown("word", text, key->choices);
			return NULL;
		}
		return g_strdup(text);
	case VT_SET_TEXT:
	case VT_SET_INT:
	case VT_SET_BOOL:
	case VT_SET_SIZE:
	case VT_SET_SPAN:
	case VT_SET_HOUR:
	default:
		return g_strdup(text);
	}
}

static bool is_number(vt_set_type type)
{
	return type == VT_SET_INT || type == VT_SET_BOOL || type == VT_SET_SIZE
	       || type == VT_SET_SPAN || type == VT_SET_HOUR;
}

bool vt_value_number(const vt_key *key, const char *text, int64_t *number_out, char **why_out)
{
	int64_t number = 0;
	g_autofree char *why = number_fault(key, text, &number);

	if (!why) {
		*number_out = number;
		return true;
	}
	if (why_out)
		*why_out = g_steal_pointer(&why);
	return false;
}

bool vt_value_read(const vt_key *key, const char *text, const char *folder, vt_value *value_out,
		   char **why_out)
{
	int64_t number = 0;

	if (is_number(key->type) && !vt_value_number(key, text, &number, why_out))
		return false;
	char *normal = normal_text(key, text, folder, why_out);
	if (!normal)
		return false;
	*value_out = (vt_value){ .text = normal, .number = number };
	return true;
}
