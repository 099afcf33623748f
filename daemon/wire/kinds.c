/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * kinds - the table of who may say what to whom
 */
#include "wire/kinds.h"

#include <glib.h>

#define D (1u << VT_PROGRAM_VANTHUD)
#define I (1u << VT_PROGRAM_INTAKE)
#define M (1u << VT_PROGRAM_IMAP)
#define J (1u << VT_PROGRAM_INSPECT)
#define R (1u << VT_PROGRAM_REGISTRAR)
#define X (1u << VT_PROGRAM_DISPATCH)
#define S (1u << VT_PROGRAM_SIGNER)
#define T (1u << VT_PROGRAM_TOKEN)
#define W (1u << VT_PROGRAM_WATCH)
#define V (1u << VT_PROGRAM_SCAN)
#define F (1u << VT_PROGRAM_FETCH)
#define C (1u << VT_PROGRAM_CTL)

static const vt_kind_info kinds[] = {
	[VT_KIND_READY] = { "ready", I | M | J | R | X | S | T | W | V, D },
	[VT_KIND_INTRODUCE] = { "introduce", D, R },
	[VT_KIND_ARRIVED] = { "arrived", I | M, R },
	[VT_KIND_ARRIVAL_KEPT] = { "arrival-kept", R, I | M },
	[VT_KIND_DOOR_FAULT] = { "door-fault", I | M, R },
	[VT_KIND_LOOK_AROUND] = { "look-around", R, I | M },
	[VT_KIND_LOOKED_AROUND] = { "looked-around", I | M, R },
	[VT_KIND_MOVED] = { "moved", M, R },
	[VT_KIND_MOVE_ON] = { "move-on", R, M },
	[VT_KIND_MOVED_ON] = { "moved-on", M, R },
	[VT_KIND_IMPORT] = { "import", R, M },
	[VT_KIND_IMPORTED] = { "imported", M, R },
	[VT_KIND_INSPECT] = { "inspect", R | C, J },
	[VT_KIND_IDENTITY] = { "identity", J, R | C },
	[VT_KIND_CONTENTS] = { "contents", J, R | C },
	[VT_KIND_PARTS] = { "parts", J, R | C },
	[VT_KIND_SAID] = { "said", J, R | C },
	[VT_KIND_INSPECTED] = { "inspected", J, R | C },
	[VT_KIND_EXTRACT] = { "extract", R, J },
	[VT_KIND_EXTRACTED] = { "extracted", J, R },
	[VT_KIND_OBJECT] = { "object", R, J },
	[VT_KIND_OBJECT_FOUND] = { "object-found", J, R },
	[VT_KIND_FETCH] = { "fetch", C, F },
	[VT_KIND_FETCH_DONE] = { "fetch-done", F, C },
	[VT_KIND_CRL_LIST] = { "crl-list", C, J },
	[VT_KIND_CRL_POINT] = { "crl-point", J, C },
	[VT_KIND_CRL_KNOWN] = { "crl-known", J, C },
	[VT_KIND_CRL_LISTED] = { "crl-listed", J, C },
	[VT_KIND_CRL_JUDGE] = { "crl-judge", C, J },
	[VT_KIND_CRL_JUDGED] = { "crl-judged", J, C },
	[VT_KIND_SIGN] = { "sign", R, S | T },
	[VT_KIND_SIGNED] = { "signed", S | T, R },
	[VT_KIND_SCAN] = { "scan", R, V },
	[VT_KIND_SCANNED] = { "scanned", V, R },
	[VT_KIND_SIGNATURES] = { "signatures", V, R },
	[VT_KIND_SEND] = { "send", R, X },
	[VT_KIND_SENT] = { "sent", X, R },
	[VT_KIND_COMMAND] = { "command", C, R },
	[VT_KIND_TABLE] = { "table", R, C },
	[VT_KIND_ROW] = { "row", R, C },
	[VT_KIND_TEXT] = { "text", R, C },
	[VT_KIND_PROGRESS] = { "progress", R, C },
	[VT_KIND_FILE] = { "file", R, C },
	[VT_KIND_END] = { "end", R, C },
	[VT_KIND_VALIDITY] = { "validity", J | S | T, R },
	[VT_KIND_PINNED] = { "pinned", J, R },
	[VT_KIND_FETCHED] = { "fetched", M, R },
	[VT_KIND_MEASURE] = { "measure", W, R },
	[VT_KIND_MEASURED] = { "measured", R, W },
};
G_STATIC_ASSERT(G_N_ELEMENTS(kinds) == VT_N_KINDS);

static const char *const programs[] = {
	[VT_PROGRAM_VANTHUD] = "vanthud",
	[VT_PROGRAM_INTAKE] = "vanthu-intake",
	[VT_PROGRAM_IMAP] = "vanthu-imap",
	[VT_PROGRAM_INSPECT] = "vanthu-inspect",
	[VT_PROGRAM_REGISTRAR] = "vanthu-registrar",
	[VT_PROGRAM_DISPATCH] = "vanthu-dispatch",
	[VT_PROGRAM_SIGNER] = "vanthu-signer",
	[VT_PROGRAM_TOKEN] = "vanthu-token",
	[VT_PROGRAM_WATCH] = "vanthu-watch",
	[VT_PROGRAM_SCAN] = "vanthu-scan",
	[VT_PROGRAM_FETCH] = "vanthu-fetch",
	[VT_PROGRAM_CTL] = "vanthuctl",
};
G_STATIC_ASSERT(G_N_ELEMENTS(programs) == VT_N_PROGRAMS);

const vt_kind_info *vt_kind_get(vt_kind kind)
{
	g_assert(kind >= VT_KIND_READY && kind < VT_N_KINDS);
	return &kinds[kind];
}

const char *vt_program_name(vt_program program)
{
	g_assert(program < VT_N_PROGRAMS);
	return programs[program];
}

int vt_program_find(const char *name)
{
	for (unsigned i = 0; i < VT_N_PROGRAMS; i++)
		if (g_strcmp0(name, programs[i]) == 0)
			return (int)i;
	return -1;
}
