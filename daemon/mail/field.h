/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * field - what the readers of structured fields share: values that may be read at all, comments
 */
#ifndef VT_MAIL_FIELD_H
#define VT_MAIL_FIELD_H

#include <stdbool.h>
#include <stddef.h>

/* A control character other than the tab? */
bool vt_field_has_control(const char *text);
/* Why a value, unfolded, is not read: too long, not UTF-8, a control character; a few static
 * English words. NULL = it may be. */
const char *vt_field_fault(const char *value, size_t max_bytes);
/* Behind the ')' of the comment (RFC 5322 §3.2.2) that begins at text with its '('. NULL = it never
 * ends or holds too many others; *fault_out says which in a few static English words. */
const char *vt_field_comment_end(const char *text, const char **fault_out);

#endif
