/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * http - one file fetched by http or https, and nothing else (libcurl)
 *
 * Names are looked up here, before curl is asked: curl starts no thread. The address is judged
 * then, and once more when it is connected to. Redirects are followed one by one, each judged like
 * the first. No cookies, no login, no decompression, nothing from the environment.
 */
#ifndef VT_NET_HTTP_HTTP_H
#define VT_NET_HTTP_HTTP_H

#include <glib.h>
#include <stdbool.h>
#include <stdint.h>

typedef struct vt_http_setup {
	const char *proxy;     /* http://HOST:PORT; NULL = none. It then judges addresses. */
	const char *tls_roots; /* PEM file; NULL = no https */
	bool may_private;      /* addresses that are not of the Internet, everywhere */
	int64_t seconds;       /* for everything together */
	uint64_t max_bytes;
} vt_http_setup;

typedef struct vt_http_request {
	const char *url;
	bool named;           /* by the administrator: its host may have any address */
	const char *etag;     /* of what we have; NULL = nothing */
	const char *modified; /* its Last-Modified; NULL */
	int dir_fd;           /* where the file goes ... */
	const char *name;     /* ... under this name, complete and durable, or not at all */
} vt_http_request;

typedef enum {
	VT_HTTP_FETCHED,
	VT_HTTP_UNCHANGED, /* 304 */
	VT_HTTP_FAILED,
	VT_N_HTTP,
} vt_http_outcome;

typedef struct vt_http_answer {
	vt_http_outcome outcome;
	char *why;             /* of a failure, one line */
	char *etag, *modified; /* of what was fetched; NULL = the server said none */
} vt_http_answer;
void vt_http_answer_clear(vt_http_answer *answer);
G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC(vt_http_answer, vt_http_answer_clear)

/* Once, before the jail. */
bool vt_http_start(GError **error);
void vt_http_fetch(const vt_http_setup *setup, const vt_http_request *request,
		   vt_http_answer *answer_out);

#endif
