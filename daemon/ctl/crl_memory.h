/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * crl_memory - what a server said about the CRL we have from it, so that it is not sent again
 *
 * A file that may be lost: then everything is fetched whole once.
 */
#ifndef VT_CTL_CRL_MEMORY_H
#define VT_CTL_CRL_MEMORY_H

#include <glib.h>
#include <stdbool.h>

typedef struct vt_crl_memory vt_crl_memory;
typedef struct vt_crl_remembered {
	char *url, *name, *sha256, *etag, *modified; /* etag, modified: "" = none */
} vt_crl_remembered;

/* dir_fd: of STATE/trust. Never NULL. */
vt_crl_memory *vt_crl_memory_read(int dir_fd);
void vt_crl_memory_free(vt_crl_memory *memory);
G_DEFINE_AUTOPTR_CLEANUP_FUNC(vt_crl_memory, vt_crl_memory_free)
/* NULL = nothing; borrowed. */
const vt_crl_remembered *vt_crl_memory_of(const vt_crl_memory *memory, const char *url);
/* Copies. */
void vt_crl_memory_put(vt_crl_memory *memory, const vt_crl_remembered *what);
/* Atomic and durable; nothing is written when nothing was put. */
bool vt_crl_memory_write(const vt_crl_memory *memory, int dir_fd, GError **error);

#endif
