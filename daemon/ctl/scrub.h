/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * scrub - texts for strangers: whatever could be an id, a name, an address or content is replaced
 *
 * The same word gets the same pseudonym ("~3fa9c1d2") within one scrubbing, and another one in the
 * next: who has the bundle cannot try names against it.
 */
#ifndef VT_CTL_SCRUB_H
#define VT_CTL_SCRUB_H

#include <glib.h>

#include "doc/office.h"

typedef struct vt_scrub vt_scrub;
/* office: whose names, addresses and keys are known words; may be NULL. */
vt_scrub *vt_scrub_new(const vt_office *office);
void vt_scrub_free(vt_scrub *scrub);
G_DEFINE_AUTOPTR_CLEANUP_FUNC(vt_scrub, vt_scrub_free)

/* One whole value. Caller frees. */
char *vt_scrub_name(const vt_scrub *scrub, const char *value);
/* A line of a log or an answer. Kept are numbers, times, and words of plain lower-case letters that
 * no directory knows. Caller frees. */
char *vt_scrub_line(const vt_scrub *scrub, const char *line);

#endif
