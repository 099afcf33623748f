/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * settings_value - what a key may hold, read from its text
 */
#ifndef VT_BASE_SETTINGS_VALUE_H
#define VT_BASE_SETTINGS_VALUE_H

#include "base/settings.h"

typedef struct vt_value {
	char *text;     /* normal form where the type has one (address, path), else as written */
	int64_t number; /* int, size, span, bool, hour; 0 for the others */
} vt_value;

/* text is not empty. folder: absolute, for VT_SET_PATH. false: *why_out says what is wrong, caller
 * frees. */
bool vt_value_read(const vt_key *key, const char *text, const char *folder, vt_value *value_out,
		   char **why_out);

/* The number alone, of a type that has one; untouched on failure. why_out may be NULL. */
bool vt_value_number(const vt_key *key, const char *text, int64_t *number_out, char **why_out);

/* Block names: [a-z0-9._@-]+ */
bool vt_value_is_block_name(const char *text);

/* "unknown WHAT 'WORD'", with the nearest of names (NULL-terminated) if one is near. Caller frees.
 */
char *vt_value_unknown(const char *what, const char *word, const char *const *names);

#endif
