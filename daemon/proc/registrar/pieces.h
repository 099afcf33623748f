/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * pieces - the packets of one report, kept raw until the child has ended
 */
#ifndef VT_PROC_PIECES_H
#define VT_PROC_PIECES_H

#include "doc/report.h"
#include "wire/kinds.h"

/* Zeroed at first; the first of each kind only. */
typedef struct vt_pieces {
	GBytes *identity, *contents, *parts, *said;
} vt_pieces;

void vt_pieces_clear(vt_pieces *pieces);
/* kind: one of the four. A second one of it is left alone. */
void vt_pieces_keep(vt_pieces *pieces, vt_kind kind, GBytes *piece);
/* Decodes what came out of the jail; each NULL when its packets never came. What does not read or
 * makes no sense is not used at all: false. */
bool vt_pieces_read(const vt_pieces *pieces, vt_identity **identity_out, vt_contents **contents_out,
		    GError **error);

#endif
