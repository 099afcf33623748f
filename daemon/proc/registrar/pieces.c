/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * pieces - the packets of one report
 */
#include "proc/registrar/pieces.h"

#include "doc/said.h"
#include "wire/report_codec.h"
#include "wire/said_codec.h"

void vt_pieces_clear(vt_pieces *pieces)
{
	g_clear_pointer(&pieces->identity, g_bytes_unref);
	g_clear_pointer(&pieces->contents, g_bytes_unref);
	g_clear_pointer(&pieces->parts, g_bytes_unref);
	g_clear_pointer(&pieces->said, g_bytes_unref);
}

static GBytes **place_of(vt_pieces *pieces, vt_kind kind)
{
	if (kind == VT_KIND_IDENTITY)
		return &pieces->identity;
	if (kind == VT_KIND_CONTENTS)
		return &pieces->contents;
	return kind == VT_KIND_PARTS ? &pieces->parts : &pieces->said;
}

void vt_pieces_keep(vt_pieces *pieces, vt_kind kind, GBytes *piece)
{
	GBytes **place = place_of(pieces, kind);

	if (*place == NULL && piece != NULL)
		*place = g_bytes_ref(piece);
}

static vt_contents *read_contents(const vt_pieces *pieces, GError **error)
{
	g_autoptr(vt_contents) contents = vt_read_contents(pieces->contents, error);
	bool good = contents != NULL && vt_read_parts(pieces->parts, contents, error)
		    && vt_contents_check(contents, error)
		    && vt_read_said(pieces->said, &contents->said, error)
		    && (contents->said == NULL || vt_said_check(contents->said, error));

	return good ? g_steal_pointer(&contents) : NULL;
}

bool vt_pieces_read(const vt_pieces *pieces, vt_identity **identity_out, vt_contents **contents_out,
		    GError **error)
{
	g_autoptr(vt_identity) identity = NULL;

	if (pieces->identity == NULL)
		return true;
	identity = vt_read_identity(pieces->identity, error);
	if (identity == NULL || !vt_identity_check(identity, error))
		return false;
	*identity_out = g_steal_pointer(&identity);
	if (pieces->contents == NULL || pieces->parts == NULL || pieces->said == NULL)
		return true;
	*contents_out = read_contents(pieces, error);
	return *contents_out != NULL;
}
