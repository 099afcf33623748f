/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * json - writing JSON, one way only
 *
 * No blanks, UTF-8 as is, control characters escaped (RFC 8259). In a sorted writer
 * (ledger lines, design §6) keys that are not in rising byte order are our bug and abort.
 */
#ifndef VT_BASE_JSON_H
#define VT_BASE_JSON_H

#include <glib.h>
#include <stdbool.h>
#include <stdint.h>

typedef struct vt_json vt_json;
vt_json *vt_json_new(bool sorted);
void vt_json_free(vt_json *json);
G_DEFINE_AUTOPTR_CLEANUP_FUNC(vt_json, vt_json_free)

void vt_json_open(vt_json *json, const char *key); /* { ; key NULL inside an array or at the top */
void vt_json_open_array(vt_json *json, const char *key); /* [ */
void vt_json_close(vt_json *json);                       /* closes the innermost { or [ */
/* key NULL inside an array. text NULL = null. */
void vt_json_string(vt_json *json, const char *key, const char *text);
void vt_json_int(vt_json *json, const char *key, int64_t value);
void vt_json_bool(vt_json *json, const char *key, bool value);
void vt_json_null(vt_json *json, const char *key);
/* The text; every bracket must be closed. Caller frees; the writer is empty afterwards. */
char *vt_json_take(vt_json *json);

#endif
