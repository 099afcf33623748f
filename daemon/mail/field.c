/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * field - values that may be read at all, comments
 */
#include "mail/field.h"

#include <glib.h>
#include <string.h>

/* RFC 5322 §3.2.2 sets none; deeper is somebody's attack. */
#define MAX_COMMENT_DEPTH 8

bool vt_field_has_control(const char *text)
{
	for (; *text != '\0'; text++)
		if (g_ascii_iscntrl(*text) && *text != '\t')
			return true;
	return false;
}

const char *vt_field_fault(const char *value, size_t max_bytes)
{
	size_t size = strlen(value);

	if (size > max_bytes)
		return "too long";
	if (!g_utf8_validate(value, (gssize)size, NULL))
		return "no UTF-8";
	return vt_field_has_control(value) ? "a control character" : NULL;
}

const char *vt_field_comment_end(const char *text, const char **fault_out)
{
	unsigned depth = 0;

	for (const char *at = text; *at != '\0'; at++) {
		if (*at == '\\' && at[1] != '\0') {
			at++;
		} else if (*at == '(' && ++depth > MAX_COMMENT_DEPTH) {
			*fault_out = "comment too deep";
			return NULL;
		} else if (*at == ')' && --depth == 0) {
			return at + 1;
		}
	}
	*fault_out = "open comment";
	return NULL;
}
