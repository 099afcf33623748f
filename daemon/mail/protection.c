/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * protection - the header that stands inside the signature, and whether the outer one says the same
 */
#include "mail/protection.h"

#include <string.h>

#include "base/address.h"
#include "base/clock.h"
#include "base/text.h"
#include "mail/scan_reader.h"

#define MAX_TAG_BYTES 40

static bool is_text(const char *text, const char *wanted)
{
	return text != NULL && g_ascii_strcasecmp(text, wanted) == 0;
}

/* In whichever form of RFC 2231 it is written: what some reader takes for protected is compared. */
static bool says(const vt_params *params, const char *name, const char *wanted)
{
	g_autofree char *extended = vt_params_extended(params, name);

	return is_text(vt_params_get(params, name), wanted) || is_text(extended, wanted);
}

static vt_protection declared(const vt_params *params)
{
	if (says(params, "hp", "clear"))
		return VT_PROTECTION_CLEAR;
	if (says(params, "hp", "cipher"))
		return VT_PROTECTION_CIPHER;
	return says(params, "protected-headers", "v1") ? VT_PROTECTION_V1 : VT_PROTECTION_NONE;
}

static bool has_same_id(const vt_scan *scan, const vt_entity *inner, const vt_scan *outer)
{
	g_autofree char *one = vt_scan_header(scan, inner, "Message-ID", 0);
	g_autofree char *other = vt_scan_header(outer, outer->root, "Message-ID", 0);

	return one != NULL && other != NULL && vt_fields_agree(VT_LIKE_IDS, one, other);
}

/* A mail sent on as an attachment is one, too, and protects nothing: forwarded=no tells them apart,
 * or that it is the very message around it. */
static bool is_wrapped(const vt_scan *scan, const vt_entity *payload, const vt_params *params,
		       const vt_scan *outer)
{
	if (payload->children == NULL || payload->children->len != 1
	    || !g_str_has_prefix(payload->type, "message/"))
		return false;
	if (says(params, "forwarded", "no"))
		return true;
	if (vt_params_get(params, "forwarded") != NULL)
		return false;
	return has_same_id(scan, g_ptr_array_index(payload->children, 0), outer);
}

vt_protection vt_protection_read(const vt_scan *scan, const vt_entity *payload,
				 const vt_scan *outer, const vt_entity **header_out)
{
	g_autofree char *value = vt_scan_header(scan, payload, "Content-Type", 0);
	g_autoptr(vt_params) params = vt_params_parse(value == NULL ? "" : value);
	vt_protection protection = declared(params);

	if (protection == VT_PROTECTION_NONE && is_wrapped(scan, payload, params, outer)) {
		*header_out = g_ptr_array_index(payload->children, 0);
		return VT_PROTECTION_MESSAGE;
	}
	if (protection != VT_PROTECTION_NONE)
		*header_out = payload;
	return protection;
}

const char *vt_protection_name(vt_protection protection)
{
	static const char *const names[VT_N_PROTECTION] = {
		[VT_PROTECTION_NONE] = "none",
		[VT_PROTECTION_CLEAR] = "hp=clear",
		[VT_PROTECTION_CIPHER] = "hp=cipher",
		[VT_PROTECTION_V1] = "protected-headers=v1",
		[VT_PROTECTION_MESSAGE] = "message in a message",
	};

	return names[protection];
}

/* NFC and one blank for many: what an encoder may change. */
static char *text_read(const char *raw)
{
	g_autofree char *words = vt_words_decode(raw);

	return vt_text_tidy(words);
}

/* One comment, quoted string or angle address may hold any separator. */
static size_t span_of(const char *at)
{
	const char *close = *at == '"' ? "\"" : *at == '<' ? ">" : ")";
	const char *p = at + 1;

	while (*p != '\0' && *p != *close)
		p += p[0] == '\\' && p[1] != '\0' ? 2 : 1;
	return (size_t)(p - at) + (*p != '\0');
}

static void address_take(GString *address, GPtrArray *found)
{
	g_autofree char *bare = g_strstrip(g_strdup(address->str));
	char *normal = vt_address_normal(bare, -1);

	if (*bare != '\0')
		g_ptr_array_add(found, normal != NULL ? normal : g_ascii_strdown(bare, -1));
	g_string_truncate(address, 0);
}

static int compare(gconstpointer a, gconstpointer b)
{
	return strcmp(*(const char *const *)a, *(const char *const *)b);
}

static bool is_equal(const GPtrArray *one, const GPtrArray *other)
{
	if (one->len != other->len)
		return false;
	for (guint i = 0; i < one->len; i++)
		if (strcmp(g_ptr_array_index(one, i), g_ptr_array_index(other, i)) != 0)
			return false;
	return true;
}

/* Only for comparing: names, comments and groups off. Whatever else stands there stays and then
 * differs. */
static GPtrArray *addresses_read(const char *raw)
{
	GPtrArray *found = g_ptr_array_new_with_free_func(g_free);
	g_autoptr(GString) address = g_string_new(NULL);

	for (const char *at = raw; *at != '\0';) {
		size_t n = strchr("\"(<", *at) != NULL ? span_of(at) : 1;

		if (*at == '<' && at[n - 1] == '>') { /* what stood before was a name */
			g_string_truncate(address, 0);
			g_string_append_len(address, at + 1, (gssize)n - 2);
		} else if (*at == '"' || *at == '<') {
			g_string_append_len(address, at, (gssize)n);
		} else if (*at == ',' || *at == ';') {
			address_take(address, found);
		} else if (*at == ':') { /* the name of a group */
			g_string_truncate(address, 0);
		} else if (*at != '(') {
			g_string_append_c(address, *at);
		}
		at += n;
	}
	address_take(address, found);
	g_ptr_array_sort(found, compare);
	return found;
}

static GPtrArray *ids_read(const char *raw)
{
	GPtrArray *found = g_ptr_array_new_with_free_func(g_free);
	g_auto(GStrv) words = g_strsplit_set(raw, " \t", -1);

	for (guint i = 0; words[i] != NULL; i++)
		if (*words[i] != '\0')
			g_ptr_array_add(found, g_strdup(words[i]));
	return found;
}

static bool lists_agree(GPtrArray *(*read)(const char *), const char *one, const char *other)
{
	g_autoptr(GPtrArray) first = read(one), second = read(other);

	return is_equal(first, second);
}

/* Bytes that cannot be read all become one mark: then only the same bytes are the same. */
static bool texts_agree(const char *one, const char *other)
{
	g_autofree char *first = text_read(one), *second = text_read(other);

	return strcmp(first, second) == 0
	       && (strstr(first, "\xef\xbf\xbd") == NULL || strcmp(one, other) == 0);
}

static bool dates_agree(const char *one, const char *other)
{
	int64_t first, second;

	if (vt_date_parse(one, &first) && vt_date_parse(other, &second))
		return first == second;
	return texts_agree(one, other);
}

bool vt_fields_agree(vt_like like, const char *one, const char *other)
{
	switch (like) {
	case VT_LIKE_ADDRESSES:
		return lists_agree(addresses_read, one, other);
	case VT_LIKE_IDS:
		return lists_agree(ids_read, one, other);
	case VT_LIKE_DATE:
		return dates_agree(one, other);
	case VT_LIKE_TEXT:
	case VT_N_LIKES:
	default:
		return texts_agree(one, other);
	}
}

/* In brackets or stars, or one word in capitals and a colon. */
static bool is_tag(const char *tag, size_t size)
{
	static const char *const marks[] = { "[]", "()", "{}", "**" };

	if (size < 3 || size > MAX_TAG_BYTES)
		return false;
	for (size_t i = 0; i < G_N_ELEMENTS(marks); i++)
		if (tag[0] == marks[i][0] && tag[size - 1] == marks[i][1])
			return i == 3 || memchr(tag + 1, marks[i][0], size - 2) == NULL;
	for (size_t i = 0; i + 1 < size; i++)
		if (!g_ascii_isupper(tag[i]))
			return false;
	return tag[size - 1] == ':';
}

bool vt_subject_is_tagged(const char *outer, const char *inner)
{
	g_autofree char *shown = text_read(outer), *meant = text_read(inner);
	size_t size = strlen(shown), length = strlen(meant), tag;

	if (size <= length || strcmp(shown + size - length, meant) != 0)
		return false;
	for (tag = size - length; tag > 0 && shown[tag - 1] == ' ';)
		tag--;
	return is_tag(shown, tag);
}

static bool number_read(const char **at, int *number_out)
{
	char *end;
	guint64 number;

	if (!g_ascii_isdigit(**at))
		return false;
	number = g_ascii_strtoull(*at, &end, 10);
	if (number > 9999)
		return false;
	*at = end;
	*number_out = (int)number;
	return true;
}

static void blanks_skip(const char **at)
{
	*at += strspn(*at, " \t");
}

static bool month_read(const char **at, int *month_out)
{
	static const char *const months[] = { "Jan", "Feb", "Mar", "Apr", "May", "Jun",
					      "Jul", "Aug", "Sep", "Oct", "Nov", "Dec" };

	for (size_t i = 0; i < G_N_ELEMENTS(months); i++) {
		if (g_ascii_strncasecmp(*at, months[i], 3) != 0)
			continue;
		*at += 3;
		*month_out = (int)i + 1;
		return true;
	}
	return false;
}

static bool hour_read(const char **at, vt_date *date)
{
	if (!number_read(at, &date->hour) || *(*at)++ != ':' || !number_read(at, &date->minute))
		return false;
	if (**at == ':') {
		(*at)++;
		if (!number_read(at, &date->second))
			return false;
	}
	return date->hour < 24 && date->minute < 60 && date->second <= 60;
}

/* "+0700", "GMT"; a comment may follow. */
static bool zone_read(const char *at, int *seconds_out)
{
	bool west = *at == '-';
	int number = 0;

	if (g_ascii_strncasecmp(at, "GMT", 3) == 0 || g_ascii_strncasecmp(at, "UT", 2) == 0) {
		*seconds_out = 0;
		return true;
	}
	if ((*at != '+' && *at != '-') || strspn(at + 1, "0123456789") != 4)
		return false;
	at++;
	number_read(&at, &number);
	*seconds_out = (number / 100 * 60 + number % 100) * (west ? -60 : 60);
	return true;
}

bool vt_date_parse(const char *text, int64_t *at_out)
{
	const char *comma = strchr(text, ','), *at = comma != NULL ? comma + 1 : text;
	vt_date date = { 0 };
	int zone;

	blanks_skip(&at);
	if (!number_read(&at, &date.day))
		return false;
	blanks_skip(&at);
	if (!month_read(&at, &date.month))
		return false;
	blanks_skip(&at);
	if (!number_read(&at, &date.year) || !vt_clock_is_date(date.year, date.month, date.day))
		return false;
	blanks_skip(&at);
	if (!hour_read(&at, &date))
		return false;
	blanks_skip(&at);
	if (!zone_read(at, &zone))
		return false;
	*at_out = vt_clock_from_vietnam(&date) + VT_VIETNAM_SECONDS - zone;
	return true;
}
