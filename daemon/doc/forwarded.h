/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * forwarded - a message that was sent on as attachment, as a finding tells of it
 *
 * It was judged as if it had come by itself, but for what our own servers wrote: nobody knows that
 * they wrote it there. One line of bare words, so that it fits a finding's detail.
 */
#ifndef VT_DOC_FORWARDED_H
#define VT_DOC_FORWARDED_H

#include <glib.h>
#include <stdbool.h>

#include "doc/codes.h"

typedef struct vt_forwarded {
	char *path;   /* of the part that holds it */
	vt_code code; /* what a person should read of its signature; VT_CODE_PROVED: all good */
	char *agency; /* block name in directory.conf; NULL = none */
	char *from;   /* its one address; NULL = there is none, or several */
} vt_forwarded;

void vt_forwarded_clear(vt_forwarded *forwarded);
G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC(vt_forwarded, vt_forwarded_clear)
char *vt_forwarded_print(const vt_forwarded *forwarded);
/* false: none of ours. */
bool vt_forwarded_parse(const char *detail, vt_forwarded *forwarded_out);

#endif
