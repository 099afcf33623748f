/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * sniff - the type of a file from its content
 *
 * Own signatures first: libmagic never names PKCS#7 and often not docx and xlsx (field-notes §9);
 * it is asked for the rest.
 */
#ifndef VT_FILTERS_SNIFF_H
#define VT_FILTERS_SNIFF_H

#include <glib.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

typedef struct vt_sniff {
	char *type; /* media type, lower-case; never NULL: application/octet-stream when nothing is
		       known */
	bool executable; /* a program or a script, or an archive that holds one */
	bool macro;
	bool encrypted;
	bool cut;            /* ends before its format says it does */
	bool broken;         /* its own structure contradicts itself */
	const char *foreign; /* where data of another kind stands (filters/foreign.h); NULL */
	const char *remote; /* what it fetches or runs when opened (filters/remote.h), for a text if
			       it is opened as a page; NULL */
	/* of an archive, from its names and sizes alone; NULL */
	char *program;  /* its first member that is a program */
	char *odd_name; /* its first member whose name deceives or climbs, and why */
	char *unpacks;  /* why it is more than it seems: bomb, nested, too many */
} vt_sniff;

/* Loads the magic database; before the jail. */
bool vt_sniff_prepare(GError **error);
/* text_only: the part is declared as text, libmagic need not look further than its encoding. */
void vt_sniff_read(const uint8_t *bytes, size_t size, bool text_only, vt_sniff *sniff_out);
void vt_sniff_clear(vt_sniff *sniff);

/* The two containers, also used alone (tests). They fill what they know of sniff_out; type stays
 * NULL when the content names none. */
void vt_sniff_zip(const uint8_t *bytes, size_t size, vt_sniff *sniff_out);
void vt_sniff_ole(const uint8_t *bytes, size_t size, vt_sniff *sniff_out);

#endif
