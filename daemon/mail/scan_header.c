/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * scan_header - lines and fields of a header, and what the Content-* fields say
 */
#include "mail/scan_reader.h"

#include <string.h>

#include "base/limits.h"

bool vt_line_read(const uint8_t *bytes, size_t at, size_t to, vt_line *line_out)
{
	if (at >= to)
		return false;
	const uint8_t *newline = memchr(bytes + at, '\n', to - at);
	size_t end = newline ? (size_t)(newline - bytes) : to;

	line_out->start = at;
	line_out->next = newline ? end + 1 : to;
	if (newline && end > at && bytes[end - 1] == '\r')
		end--;
	line_out->end = end;
	return true;
}

static bool is_continuation(const vt_scan *scan, size_t at, size_t to)
{
	return at < to && (scan->bytes[at] == ' ' || scan->bytes[at] == '\t');
}

/* RFC 5322 §2.2: printable ASCII without the colon. */
static size_t name_end(const vt_scan *scan, const vt_line *line)
{
	size_t at = line->start;

	while (at < line->end && scan->bytes[at] > ' ' && scan->bytes[at] < 0x7f
	       && scan->bytes[at] != ':')
		at++;
	return at;
}

bool vt_header_read(const vt_scan *scan, size_t at, size_t to, vt_header *header_out)
{
	vt_line line;

	if (!vt_line_read(scan->bytes, at, to, &line) || line.start == line.end)
		return false;
	vt_header header = { .name = line.start, .value_end = line.end, .next = line.next };
	header.name_end = name_end(scan, &line);
	size_t colon = header.name_end;
	while (is_continuation(scan, colon, line.end))
		colon++;
	header.spaced = colon > header.name_end;
	header.broken =
		header.name_end == header.name || colon >= line.end || scan->bytes[colon] != ':';
	header.value = header.broken ? line.start : colon + 1;
	if (header.broken)
		header.name_end = header.name;
	while (is_continuation(scan, header.next, to)) {
		vt_line_read(scan->bytes, header.next, to, &line);
		header.value_end = line.end;
		header.next = line.next;
	}
	*header_out = header;
	return true;
}

bool vt_header_is(const vt_scan *scan, const vt_header *header, const char *name)
{
	size_t length = header->name_end - header->name;

	return strlen(name) == length
	       && g_ascii_strncasecmp((const char *)scan->bytes + header->name, name, length) == 0;
}

char *vt_header_value(const vt_scan *scan, const vt_header *header)
{
	GString *value = g_string_sized_new(header->value_end - header->value + 1);
	size_t at = header->value;
	vt_line line;

	while (vt_line_read(scan->bytes, at, header->value_end, &line)) {
		g_string_append_len(value, (const char *)scan->bytes + line.start,
				    (gssize)(line.end - line.start));
		at = line.next;
	}
	for (size_t i = 0; i < value->len; i++)
		if (value->str[i] == '\0')
			value->str[i] = '\001';
	while (value->len > 0 && strchr(" \t", value->str[value->len - 1]))
		g_string_truncate(value, value->len - 1);
	g_string_erase(value, 0, (gssize)strspn(value->str, " \t"));
	return g_string_free(value, FALSE);
}

char *vt_scan_header(const vt_scan *scan, const vt_entity *entity, const char *name, unsigned nth)
{
	vt_header header;

	for (size_t at = entity->header; vt_header_read(scan, at, entity->body, &header);
	     at = header.next)
		if (vt_header_is(scan, &header, name) && nth-- == 0)
			return vt_header_value(scan, &header);
	return NULL;
}

unsigned vt_scan_header_count(const vt_scan *scan, const vt_entity *entity, const char *name)
{
	vt_header header;
	unsigned count = 0;

	for (size_t at = entity->header; vt_header_read(scan, at, entity->body, &header);
	     at = header.next)
		count += vt_header_is(scan, &header, name);
	return count;
}

/* RFC 2045 §6.1; "7-bit" and "8-bit" are written by real programs and read by all. */
static const struct {
	const char *name;
	vt_encoding encoding;
} encodings[] = {
	{ "7bit", VT_ENC_7BIT },           { "7-bit", VT_ENC_7BIT },    { "8bit", VT_ENC_8BIT },
	{ "8-bit", VT_ENC_8BIT },          { "binary", VT_ENC_BINARY }, { "base64", VT_ENC_BASE64 },
	{ "quoted-printable", VT_ENC_QP },
};

static bool is_folded(const vt_scan *scan, const vt_entity *entity, const char *name)
{
	vt_header header;

	for (size_t at = entity->header; vt_header_read(scan, at, entity->body, &header);
	     at = header.next)
		if (vt_header_is(scan, &header, name))
			return memchr(scan->bytes + header.value, '\n',
				      header.value_end - header.value)
			       != NULL;
	return false;
}

static vt_encoding encoding_read(vt_scan *scan, const vt_entity *entity)
{
	g_autofree char *value = vt_scan_header(scan, entity, "Content-Transfer-Encoding", 0);

	if (!value)
		return VT_ENC_7BIT;
	/* nobody writes it so, and not every reader unfolds it */
	if (is_folded(scan, entity, "Content-Transfer-Encoding"))
		vt_scan_odd(scan, VT_ODD_ENCODING_UNKNOWN, "folded");
	for (size_t i = 0; i < G_N_ELEMENTS(encodings); i++)
		if (g_ascii_strcasecmp(value, encodings[i].name) == 0)
			return encodings[i].encoding;
	vt_scan_odd(scan, VT_ODD_ENCODING_UNKNOWN, "%s", value);
	return VT_ENC_UNKNOWN;
}

static bool is_type(const char *value)
{
	const char *slash = strchr(value, '/');

	if (!slash || slash == value || !slash[1] || strlen(value) > VT_MAX_TYPE_BYTES)
		return false;
	for (const char *c = value; *c; c++)
		if (c != slash && (!g_ascii_isgraph(*c) || strchr("()<>@,;:\\\"/[]?=", *c)))
			return false;
	return true;
}

static void params_check(vt_scan *scan, const vt_params *params, const char *field)
{
	const char *conflict = vt_params_conflict(params);

	if (conflict)
		vt_scan_odd(scan, VT_ODD_PARAMETER, "%s: '%s' twice or with a hole", field,
			    conflict);
	if (params->malformed)
		vt_scan_odd(scan, VT_ODD_PARAMETER, "%s: malformed", field);
}

/* The boundary, when it is one: RFC 2046 §5.1.1. */
static char *boundary_read(vt_scan *scan, const vt_params *params)
{
	g_autofree char *extended = vt_params_extended(params, "boundary");
	const char *plain = vt_params_get(params, "boundary");
	const char *boundary = plain ? plain : extended;

	if (extended || (plain && strstr(plain, "=?") && strstr(plain, "?=")))
		vt_scan_odd(scan, VT_ODD_BOUNDARY_ENCODED, "%s", boundary);
	size_t length = boundary ? strlen(boundary) : 0;
	bool usable = length > 0 && length <= VT_MAX_BOUNDARY_BYTES;
	for (size_t i = 0; usable && i < length; i++)
		usable = !g_ascii_iscntrl(boundary[i]);
	if (!usable) {
		vt_scan_odd(scan, VT_ODD_NO_BOUNDARY, "%s", params->value);
		return NULL;
	}
	if (boundary[length - 1] == ' ')
		vt_scan_odd(scan, VT_ODD_PARAMETER, "boundary ends with a blank");
	if (params->commented)
		vt_scan_odd(scan, VT_ODD_PARAMETER, "comment beside a boundary");
	return g_strdup(boundary);
}

/* Structure hangs on these: only their plain form is read, any other is odd. */
static char *plain_read(vt_scan *scan, const vt_params *params, const char *name)
{
	g_autofree char *extended = vt_params_extended(params, name);

	if (extended)
		vt_scan_odd(scan, VT_ODD_PARAMETER, "encoded '%s'", name);
	return g_strdup(vt_params_get(params, name));
}

/* Appends the extended form, then the plain one. */
static void names_append(GPtrArray *names, vt_params *params, const char *parameter)
{
	char *extended = vt_params_extended(params, parameter);
	char *plain = vt_params_plain(params, parameter);

	if (extended && *extended)
		g_ptr_array_add(names, g_steal_pointer(&extended));
	if (plain && *plain)
		g_ptr_array_add(names, g_steal_pointer(&plain));
	g_free(extended);
	g_free(plain);
}

typedef struct name_place {
	const char *field, *parameter;
} name_place;

static void names_of_field(const vt_scan *scan, const vt_entity *entity, vt_convert convert,
			   const name_place *place, GPtrArray *names, bool *broken_out)
{
	g_autofree char *value = vt_scan_header(scan, entity, place->field, 0);

	if (!value)
		return;
	g_autoptr(vt_params) params = vt_params_parse(value);
	params->convert = convert;
	names_append(names, params, place->parameter);
	*broken_out |= params->broken_word;
}

static GPtrArray *names_read(const vt_scan *scan, const vt_entity *entity, vt_convert convert,
			     bool *broken_out)
{
	static const name_place places[] = { { "Content-Disposition", "filename" },
					     { "Content-Type", "name" } };
	GPtrArray *names = g_ptr_array_new_with_free_func(g_free);

	for (size_t i = 0; i < G_N_ELEMENTS(places); i++)
		names_of_field(scan, entity, convert, &places[i], names, broken_out);
	return names;
}

GPtrArray *vt_scan_names(const vt_scan *scan, const vt_entity *entity, vt_convert convert)
{
	bool ignored = false;

	return names_read(scan, entity, convert, &ignored);
}

/* Two names for one file are common; two kinds of file are not. */
static void name_read(vt_scan *scan, vt_entity *entity)
{
	bool broken = false;
	g_autoptr(GPtrArray) names = names_read(scan, entity, NULL, &broken);
	const char *first = names->len > 0 ? g_ptr_array_index(names, 0) : NULL;

	entity->name = g_strdup(first);
	if (broken)
		vt_scan_odd(scan, VT_ODD_PARAMETER, "broken encoded word in the name '%s'", first);
	for (unsigned i = 1; i < names->len; i++) {
		const char *other = g_ptr_array_index(names, i);

		if (!vt_params_same_kind(first, other))
			vt_scan_odd(scan, VT_ODD_PARAMETER, "names disagree: '%s', '%s'", first,
				    other);
	}
}

static void type_read(vt_scan *scan, vt_entity *entity, bool in_digest)
{
	g_autofree char *value = vt_scan_header(scan, entity, "Content-Type", 0);
	const char *fallback = in_digest ? "message/rfc822" : "text/plain";

	entity->has_type = value != NULL;
	if (!value) {
		entity->type = g_strdup(fallback);
		return;
	}
	g_autoptr(vt_params) params = vt_params_parse(value);
	if (!is_type(params->value))
		vt_scan_odd(scan, VT_ODD_PARAMETER, "Content-Type '%s'", params->value);
	entity->type = g_strdup(is_type(params->value) ? params->value : "text/plain");
	params_check(scan, params, "Content-Type");
	if (g_str_has_prefix(entity->type, "multipart/"))
		entity->boundary = boundary_read(scan, params);
	entity->protocol = plain_read(scan, params, "protocol");
	entity->smime_type = plain_read(scan, params, "smime-type");
	entity->charset = plain_read(scan, params, "charset");
}

static void disposition_read(vt_scan *scan, vt_entity *entity)
{
	g_autofree char *value = vt_scan_header(scan, entity, "Content-Disposition", 0);

	if (!value)
		return;
	g_autoptr(vt_params) params = vt_params_parse(value);
	params_check(scan, params, "Content-Disposition");
	if (*params->value)
		entity->disposition = g_strdup(params->value);
}

void vt_scan_describe(vt_scan *scan, vt_entity *entity, bool in_digest)
{
	entity->encoding = encoding_read(scan, entity);
	type_read(scan, entity, in_digest);
	disposition_read(scan, entity);
	name_read(scan, entity);
}
