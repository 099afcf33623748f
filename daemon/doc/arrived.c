/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * arrived - write and read ID.env
 */
#include "doc/arrived.h"

#include <string.h>

#include "base/address.h"
#include "base/clock.h"
#include "base/error.h"
#include "base/io.h"
#include "base/limits.h"

vt_arrived *vt_arrived_new(void)
{
	vt_arrived *arrived = g_new0(vt_arrived, 1);

	arrived->rcpt_to = g_ptr_array_new_with_free_func(g_free);
	arrived->above = g_ptr_array_new_with_free_func(g_free);
	arrived->received_at = VT_TIME_NONE;
	return arrived;
}

void vt_arrived_free(vt_arrived *arrived)
{
	if (arrived == NULL)
		return;
	g_free(arrived->id);
	g_free(arrived->door);
	g_free(arrived->account);
	g_free(arrived->own);
	g_free(arrived->mail_from);
	g_ptr_array_unref(arrived->rcpt_to);
	g_ptr_array_unref(arrived->above);
	g_free(arrived);
}

static void write_line(GString *out, const char *key, const char *value)
{
	g_assert(strpbrk(value, "\r\n") == NULL);
	g_string_append_printf(out, "%s: %s\n", key, value);
}

GBytes *vt_arrived_write(const vt_arrived *arrived)
{
	GString *out = g_string_new(NULL);
	g_autofree char *received = vt_clock_iso(arrived->received_at);

	write_line(out, "id", arrived->id);
	write_line(out, "door", arrived->door);
	write_line(out, "account", arrived->account);
	if (arrived->own != NULL)
		write_line(out, "own", arrived->own);
	write_line(out, "received-at", received);
	g_string_append_printf(out, "bytes: %" G_GUINT64_FORMAT "\n", arrived->bytes);
	write_line(out, "sha256", arrived->sha256);
	if (arrived->mail_from != NULL)
		write_line(out, "mail-from", arrived->mail_from);
	for (guint i = 0; i < arrived->rcpt_to->len; i++)
		write_line(out, "rcpt-to", g_ptr_array_index(arrived->rcpt_to, i));
	if (arrived->message_id_sha256[0] != '\0')
		write_line(out, "message-id-sha256", arrived->message_id_sha256);
	for (guint i = 0; i < arrived->above->len; i++)
		write_line(out, "above", g_ptr_array_index(arrived->above, i));
	return g_string_free_to_bytes(out);
}

static bool set_text(char **field, const char *value)
{
	if (*field != NULL)
		return false;
	*field = g_strdup(value);
	return true;
}

static bool set_sha256(char field[VT_SHA256_HEX], const char *value)
{
	if (!vt_sha256_is_hex(value))
		return false;
	g_strlcpy(field, value, VT_SHA256_HEX);
	return true;
}

static bool add_above(vt_arrived *arrived, const char *value)
{
	if (arrived->above->len >= VT_MAX_ABOVE || !g_ascii_isdigit(value[0]))
		return false;
	g_ptr_array_add(arrived->above, g_strdup(value));
	return true;
}

static bool add_recipient(vt_arrived *arrived, const char *value)
{
	char *normal = vt_address_normal(value, -1);

	if (normal == NULL || arrived->rcpt_to->len >= VT_MAX_ENVELOPE_RECIPIENTS) {
		g_free(normal);
		return false;
	}
	g_ptr_array_add(arrived->rcpt_to, normal);
	return true;
}

static bool take_line(vt_arrived *arrived, const char *key, const char *value)
{
	if (strcmp(key, "id") == 0)
		return set_text(&arrived->id, value);
	if (strcmp(key, "door") == 0)
		return set_text(&arrived->door, value);
	if (strcmp(key, "account") == 0)
		return set_text(&arrived->account, value);
	if (strcmp(key, "own") == 0)
		return set_text(&arrived->own, value);
	if (strcmp(key, "mail-from") == 0)
		return set_text(&arrived->mail_from, value);
	if (strcmp(key, "received-at") == 0)
		return vt_clock_parse_iso(value, &arrived->received_at);
	if (strcmp(key, "bytes") == 0)
		return g_ascii_string_to_unsigned(value, 10, 0, VT_MAX_MESSAGE_BYTES,
						  &arrived->bytes, NULL);
	if (strcmp(key, "sha256") == 0)
		return set_sha256(arrived->sha256, value);
	if (strcmp(key, "message-id-sha256") == 0)
		return set_sha256(arrived->message_id_sha256, value);
	if (strcmp(key, "above") == 0)
		return add_above(arrived, value);
	return strcmp(key, "rcpt-to") == 0 && add_recipient(arrived, value);
}

/* A value becomes a line again, in a log or an answer: no control byte gets in. */
static bool is_plain(const char *line)
{
	for (const char *at = line; *at != '\0'; at++) {
		if (g_ascii_iscntrl(*at))
			return false;
	}
	return true;
}

static bool is_whole(const vt_arrived *arrived, const char *id)
{
	return arrived->id != NULL && strcmp(arrived->id, id) == 0 && arrived->door != NULL
	       && arrived->account != NULL && arrived->received_at != VT_TIME_NONE
	       && arrived->sha256[0] != '\0';
}

vt_arrived *vt_arrived_parse(GBytes *bytes, const char *id, GError **error)
{
	g_autoptr(vt_arrived) arrived = vt_arrived_new();
	g_autofree char *text = NULL;
	g_auto(GStrv) lines = NULL;

	/* An empty GBytes may have no data at all. */
	text = g_strndup(g_bytes_get_size(bytes) > 0 ? g_bytes_get_data(bytes, NULL) : "",
			 g_bytes_get_size(bytes));
	if (g_bytes_get_size(bytes) > VT_MAX_ENVELOPE_BYTES || !g_utf8_validate(text, -1, NULL)) {
		vt_error_set(error, VT_NEVER, "envelope of '%s' is too long or not UTF-8", id);
		return NULL;
	}
	lines = g_strsplit(text, "\n", -1);
	for (unsigned i = 0; lines[i] != NULL; i++) {
		char *colon = strchr(lines[i], ':');

		if (*lines[i] == '\0')
			continue;
		if (colon == NULL || (colon[1] != ' ' && colon[1] != '\0') || !is_plain(lines[i])) {
			vt_error_set(error, VT_NEVER, "envelope of '%s' is broken in line %u", id,
				     i + 1);
			return NULL;
		}
		*colon = '\0';
		if (!take_line(arrived, lines[i], colon[1] == ' ' ? colon + 2 : colon + 1)) {
			vt_error_set(error, VT_NEVER, "envelope of '%s' has a bad '%s'", id,
				     lines[i]);
			return NULL;
		}
	}
	if (!is_whole(arrived, id)) {
		vt_error_set(error, VT_NEVER, "envelope of '%s' is not whole", id);
		return NULL;
	}
	return g_steal_pointer(&arrived);
}
