/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * authres - the field Authentication-Results (RFC 8601): what a server says it proved
 *
 * Anybody can write this field. What it says counts only where nobody but our own server can have
 * put it: above the topmost Received field of the message, or above the one below the Received
 * fields of our own that stand there (own_hops). A field further down, of another server, or one
 * that is not exactly of this form is nothing. Works on hostile bytes.
 */
#ifndef VT_MAIL_AUTHRES_H
#define VT_MAIL_AUTHRES_H

#include "mail/scan.h"

/* Of one field: busy servers write six methods with three properties. */
#define VT_MAX_AUTHRES_BYTES      8192
#define VT_MAX_AUTHRES_METHODS    32
#define VT_MAX_AUTHRES_PROPERTIES 16 /* of one method */
/* Fields of one message that are looked at; more and none of them counts. */
#define VT_MAX_AUTHRES_FIELDS 32
/* Received fields that may stand above ours. */
#define VT_MAX_AUTHRES_HOPS 10

/* "smtp.mailfrom=a@b.vn": type, name and value; lower-case but the value. */
typedef struct vt_authres_property {
	char *type, *name, *value;
} vt_authres_property;

/* "spf=pass reason="..." smtp.mailfrom=a@b.vn": lower-case but the reason. */
typedef struct vt_authres_method {
	char *name, *result;
	char *reason;          /* NULL = none */
	GPtrArray *properties; /* vt_authres_property * */
} vt_authres_method;

typedef struct vt_authres {
	char *server;       /* authserv-id, lower-case */
	GPtrArray *methods; /* vt_authres_method *, in order; empty: "none" */
} vt_authres;

/* One field value, unfolded, without its name. NULL = not exactly of the form, or above a bound;
 * *fault_out (may be NULL) then says what is wrong in a few static English words. All texts are
 * UTF-8 without control characters. */
vt_authres *vt_authres_parse(const char *value, const char **fault_out);
void vt_authres_free(vt_authres *results);
G_DEFINE_AUTOPTR_CLEANUP_FUNC(vt_authres, vt_authres_free)
/* The value of a property, as "smtp", "mailfrom"; NULL = absent, or there twice and different.
 * Borrowed. */
const char *vt_authres_value(const vt_authres_method *method, const char *type, const char *name);

/* The fields of this server in the header of the message that count, in order; vt_authres *. Above
 * Received number own_hops + 1 from the top. None without that one: it is the Received of the
 * server that wrote the field, and a message that came past it may bring such fields along. Never
 * NULL. */
GPtrArray *vt_authres_trusted(const vt_scan *scan, const char *server, unsigned own_hops);

#endif
