/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * compose_private - header fields and encodings of a mail that we write
 */
#ifndef VT_MAIL_COMPOSE_PRIVATE_H
#define VT_MAIL_COMPOSE_PRIVATE_H

#include "mail/compose.h"

/* All append "Name: value\r\n" and refuse (VT_NEVER) what would break out of the line. */
bool vt_header_token(GString *out, const char *name, const char *ascii, GError **error);
/* UTF-8 text, RFC 2047 words where needed. */
bool vt_header_text(GString *out, const char *name, const char *utf8, GError **error);
bool vt_header_address(GString *out, const char *name, const char *display, const char *address,
		       GError **error);
bool vt_header_date(GString *out, const char *name, int64_t at, GError **error);
/* Ids of a blank-separated list; malformed ones are left out, nothing is written when none is
 * left. */
void vt_header_ids(GString *out, const char *name, const char *list);
/* "; filename=..." by RFC 2231; name is already safe. */
void vt_header_filename(GString *out, const char *name);

/* A safe file name from a stranger's; caller frees. */
char *vt_compose_file_name(const char *name);
/* "=_x" and 32 hex digits: cannot occur in quoted-printable or base64. Caller frees. */
char *vt_compose_boundary(const char *message_id, const char *use);

#endif
