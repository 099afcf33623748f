/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * json_flat - reading the lines of JSON that we wrote ourselves
 *
 * One object of strings and whole numbers, no blanks, no escapes, no key twice: what vt_json_*
 * writes of plain values. It may have been spoiled since; whatever differs is refused.
 */
#ifndef VT_BASE_JSON_FLAT_H
#define VT_BASE_JSON_FLAT_H

#include <glib.h>
#include <stdbool.h>
#include <stdint.h>

/* char * key -> char *: the text, or the digits of a number. NULL: not such a line. */
GHashTable *vt_json_flat(const char *line);
/* false: absent, or not a number from 0 on. */
bool vt_json_flat_int(GHashTable *object, const char *key, int64_t *value_out);

#endif
