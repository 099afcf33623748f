/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * extraction - a part of a stored original, decoded in a fresh jail
 *
 * Decoded files exist only on demand (design §2); whoever asked compares SHA-256 with the report.
 */
#ifndef VT_PROC_EXTRACTION_H
#define VT_PROC_EXTRACTION_H

#include "proc/registrar/registrar.h"

typedef struct vt_extractions vt_extractions;
vt_extractions *vt_extractions_new(void);
void vt_extractions_free(vt_extractions *extractions);

/* done gets NULL when there is no such part or the original cannot be read; it is called exactly
 * once. */
typedef void (*vt_extracted)(vt_registrar *registrar, GBytes *leaf, void *data);
void vt_extract(vt_registrar *registrar, const char *id, const char *path, vt_extracted done,
		void *data);
/* Sent, and not answered yet. */
unsigned vt_extractions_with_inspect(const vt_extractions *extractions);
void vt_extractions_pump(vt_registrar *registrar);
/* inspect is gone: what was with it is asked again. */
void vt_extractions_lost(vt_registrar *registrar);
void vt_on_extracted(vt_run *run, vt_peer *peer, vt_packet *packet);

/* Empties a table whose values are not owned by it; the values in no order. GLib 2.74 has no such
 * function. */
GPtrArray *vt_steal_values(GHashTable *table);

#endif
